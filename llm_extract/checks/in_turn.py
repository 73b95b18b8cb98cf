"""Figures told in turn: A and B grew 5% and 7% respectively, A、B分别增长5%和7%."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from llm_extract.records import Lang, Quantity
from llm_extract.text import Span

_JOINED = re.compile(r"[、和及与至，]|, and |, ?| and ")
_BEHIND = re.compile(r"[^.;\d]{0,40}\brespectively\b")
_PAIR = 2


class Turn(NamedTuple):
    """A figure's number in a row told in turn, how many the row has and where it begins."""

    number: int
    length: int
    start: int


def turn_of(
    text: str, amounts: Sequence[Quantity], index: int, sentence: Span, lang: Lang
) -> Turn | None:
    """Which of a row of figures told in turn an amount is, or None where it is in none."""
    if lang == "zh" and text.find("分别", sentence.start, sentence.end) < 0:
        return None
    if lang == "en" and text.find("respectively", sentence.start, sentence.end) < 0:
        return None
    first, last = row_of(text, amounts, index)
    start, length = amounts[first].start, last - first + 1
    if length < _PAIR or start < sentence.start or not _is_told(text, amounts, (first, last), lang):
        return None
    return Turn(index - first, length, start)


def row_of(text: str, amounts: Sequence[Quantity], index: int) -> tuple[int, int]:
    """The first and the last of the amounts of one kind that are told in a row with one."""
    first = last = index
    while first and _goes_on(text, amounts[first - 1], amounts[first]):
        first -= 1
    while last + 1 < len(amounts) and _goes_on(text, amounts[last], amounts[last + 1]):
        last += 1
    return first, last


def _goes_on(text: str, one: Quantity, other: Quantity) -> bool:
    return one.kind == other.kind and _JOINED.fullmatch(text, one.end, other.start) is not None


def _is_told(text: str, amounts: Sequence[Quantity], row: tuple[int, int], lang: Lang) -> bool:
    """Whether a row is announced right before it, or in English right behind it."""
    first, last = row
    if lang == "en":
        return _BEHIND.match(text, amounts[last].end) is not None
    low = amounts[first - 1].end if first else 0
    return text.rfind("分别", low, amounts[first].start) >= 0
