"""Everything an article needs, loaded before processes are forked, which share it then."""

from __future__ import annotations

import gc

from .errors import BadAnswerError
from .model import Answer, Request, T
from .pipeline import extract_article
from .reading import read_bytes

_SAMPLE = (
    "泸州市“百日攻坚”行动现场推进会5月26日举行。一季度，全市新签约项目95个，总投资538亿元，"
    "同比增长12.5%；由永祥股份投资的高纯晶硅项目开工，预计年产值20亿元。市委书记张三出席。"
)
"""Words that make the rules read most of their tables."""


class _NoModel:
    """A model that knows nothing."""

    name = "none"

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Give no answer."""
        raise BadAnswerError(f"{request.prompt}: no {answer_type.__name__}")


def load_all() -> None:
    """Load the rules with their tables and the client, to stay as they are for good."""
    from . import llm  # noqa: F401, PLC0415  (costs most of a second)

    _share_readings()
    extract_article(read_bytes(_SAMPLE.encode(), "sample"), _NoModel())
    gc.collect()
    gc.freeze()


def _share_readings() -> None:
    """Keep each reading of pypinyin's 47,000 phrases once, which saves 25 MB.

    It copies what it looks up, so that nothing is changed for others.
    """
    from pypinyin.constants import PHRASES_DICT  # noqa: PLC0415  (loaded when needed)

    known: dict[tuple[str, ...], list[str]] = {}
    for readings in PHRASES_DICT.values():
        for place, reading in enumerate(readings):
            readings[place] = known.setdefault(tuple(reading), reading)
