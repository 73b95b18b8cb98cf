"""Figures told in the order of the places before them: 甲县、乙县分别签约19个、17个."""

from __future__ import annotations

import re

from llm_extract.text import Span

_JOINED = re.compile(r"[、和与及以]|，(?=\d)")
"""Between figures that are told in a row."""
_WORDS = ("分别", "依次")
_REACH = 400


def begin_in_order(text: str, start: int, figure: Span) -> int:
    """Where the word that says so stands before a figure, from `start` on; -1 without one."""
    start = max(start, figure.start - _REACH)
    at = max(text.rfind(word, start, figure.start) for word in _WORDS)
    return -1 if any(sign in text[at : figure.start] for sign in "；;") else at


def rank_in_order(text: str, at: int, figure: Span, count: int) -> int | None:
    """Which of `count` places a figure behind `at` is told of, from 0 on; None for none of them.

    A second row of figures counts where it has as many as there are places.
    """
    *earlier, row = re.split(r"，(?!\d)", text[at : figure.start])
    index = _figures(_JOINED.split(row)[:-1])
    if earlier:
        rest = re.split("[，。；;]", text[figure.end : figure.end + _REACH])[0]
        if index + 1 + _figures(_JOINED.split(rest)[1:]) != count:
            return None
    return index if index < count else None


def _figures(pieces: list[str]) -> int:
    return sum(any(c.isdecimal() for c in piece) for piece in pieces)
