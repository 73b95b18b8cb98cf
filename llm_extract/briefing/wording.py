"""The words of a briefing that are its own."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from functools import cache
from typing import Any

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity
from llm_extract.render import render

from .document import Cited, Figure, Run, Runs, Words

_BLANK = re.compile(r"\$([a-z_]+)")
OWN = Cited("", "own")


def word(name: str, lang: Lang) -> str:
    """A word or phrase of the table. Raises KeyError where it has none of this name."""
    return str(rules()[lang][name])


@cache
def rules() -> dict[str, Any]:
    """The table of the briefing's words and columns."""
    return table("briefing")


def filled(name: str, lang: Lang, **blanks: Runs | str) -> Runs:
    """A phrase of the table with its $blanks filled in."""
    runs: list[Run] = []
    for at, piece in enumerate(_BLANK.split(word(name, lang))):
        if at % 2:
            given = blanks[piece]
            runs.extend([Words(given)] if isinstance(given, str) else given)
        elif piece:
            runs.append(Words(piece))
    return tuple(runs)


def joined(parts: Sequence[Runs], sign: str) -> Runs:
    """Some runs one behind the other with a sign between; empty ones are passed over."""
    runs: list[Run] = []
    for part in filter(None, parts):
        if runs and sign:
            runs.append(Words(sign))
        runs.extend(part)
    return tuple(runs)


def counted(number: int, noun: str, lang: Lang) -> Runs:
    """The briefing's own count: five articles."""
    if lang == "zh":
        return Figure(str(number), (OWN,)), Words(noun)
    count = Quantity(surface="", start=0, end=0, value=Decimal(number), unit=noun, kind="count")
    figure, _, things = render(count, lang).partition(" ")
    return Figure(figure, (OWN,)), Words(f" {things}")
