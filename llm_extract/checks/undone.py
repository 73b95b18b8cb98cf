"""Steps that were not taken of what a figure counts: 23个项目尚未开工."""

from __future__ import annotations

import re

from llm_extract.records import Lang, Quantity

from .figure_status import StatusCue

_UNDONE = {
    "zh": re.compile(
        r"[^，。；\d]{0,14}?(?P<words>(?:尚未|仍未|还未|还没有?|未能|未)"
        r"(?:开工|开复工|复工|动工|签约|落地|投产|竣工|建成|入库|交付))"
    ),
    "en": re.compile(
        r"(?:[^.;\d]|\b20\d\d\b){0,60}?\b(?P<words>(?:not|never|yet to|no)\b[^.;\d]{0,24}?"
        r"(?:start|begun|began|broken ground|break ground|under way|sign|land|complet|open|built"
        r"|materiali))"
    ),
}
"""Behind what is counted: a step that was not taken."""
_UNDONE_OF = re.compile(
    "(?P<words>(?:尚未|仍未|还未|未)(?:开工|开复工|复工|动工|签约|落地|投产|竣工|建成))的$"
)
"""In front of it: 仍未开工的11个项目."""
_REACH = 24


def undone(text: str, quantity: Quantity, lang: Lang) -> StatusCue | None:
    """What a text says did not happen to what it counts: 23个项目尚未开工."""
    if quantity.kind != "count":
        return None
    match = _UNDONE[lang].match(text, quantity.end)
    if match is None and lang == "zh":
        match = _UNDONE_OF.search(text[max(0, quantity.start - _REACH) : quantity.start])
    return StatusCue("undone", match["words"]) if match else None
