"""Floors: rates a run's scores may not fall below, for one corpus.

The file is TOML: the digest of the corpus it was measured on, and a rate for each metric.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from llm_extract.errors import InputError
from llm_extract.records import Result

from .scores import Score

_DIGITS = 4


@dataclass(frozen=True)
class Floors:
    """The corpus that was measured, and the lowest rate allowed for each metric."""

    corpus: str
    rates: dict[str, float]


def corpus_digest(results: Iterable[Result], gold_folder: Path) -> str:
    """What tells one corpus from another: its gold answers, and the articles they belong to."""
    content = sha256()
    for path in sorted(gold_folder.glob("*.json")):
        content.update(path.name.encode() + b"\0" + path.read_bytes() + b"\0")
    for name in sorted(f"{Path(r.article.source).name} {r.article.id}" for r in results):
        content.update(name.encode() + b"\0")
    return content.hexdigest()[:16]


def read_floors(path: Path) -> Floors:
    """The floors of a file.

    Raises InputError when it is missing or not of the form described above.
    """
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        rates = {name: float(rate) for name, rate in content["floors"].items()}
        return Floors(str(content["corpus"]), rates)
    except (OSError, tomllib.TOMLDecodeError, KeyError, AttributeError, ValueError) as error:
        raise InputError(
            f"{path}: no floors ({error}); write them with --set-floors", str(path)
        ) from error


def falls(total: Score, floors: Floors) -> list[str]:
    """What fell below its floor, one sentence each."""
    fallen: list[str] = []
    for metric, floor in floors.rates.items():
        rate = total.rate(metric)
        if rate is None or round(rate, _DIGITS) < floor:
            told = "not measured" if rate is None else f"{rate:.{_DIGITS}f}"
            fallen.append(f"{metric} is {told}; its floor is {floor:.{_DIGITS}f}")
    return fallen


def write_floors(path: Path, corpus: str, total: Score, known: Floors | None) -> None:
    """Write the rates of a run as floors; a floor of the same corpus that is higher stays.

    `known` is None where floors may fall.
    """
    kept = known.rates if known is not None and known.corpus == corpus else {}
    measured = {m: rate for m in total.metrics if (rate := total.rate(m)) is not None}
    rates = {m: max(round(rate, _DIGITS), kept.get(m, 0.0)) for m, rate in measured.items()}
    lines = [f'corpus = "{corpus}"', "", "[floors]"]
    lines += [f'"{metric}" = {rate:.{_DIGITS}f}' for metric, rate in sorted(rates.items())]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
