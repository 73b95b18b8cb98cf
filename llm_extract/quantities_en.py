"""Finds quantities in English text by rule: amounts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from . import dates_en
from .amounts_en import amounts, read_amount, read_phrases
from .counted import counted_noun
from .knowledge import table
from .records import Kind, Quantity
from .units import date_at, no_unit, quantity_at

_DATED = re.compile(
    r"\b(?:in|since|by|from|to|until|till|during|of|for|end|and|after|before|year|through|late|early)\s$",
    re.IGNORECASE,
)


@cache
def _lookalikes() -> list[tuple[Kind, re.Pattern[str]]]:
    rows = table("lookalikes")["english"]
    kinds: tuple[Kind, ...] = ("code", "name", "ordinal")
    return [(kind, re.compile(pattern)) for kind in kinds for pattern in rows[kind]]


def find_english(text: str) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another."""
    fixed = list(_fixed(text))
    words = [q.start for q in fixed if q.kind == "ordinal"]
    every = [*fixed, *read_phrases(text), *_amounts_of(text, words)]
    found: list[Quantity] = []
    for candidate in sorted(every, key=_preference):
        if not found or candidate.start >= found[-1].end:
            found.append(candidate)
    return found


def _preference(found: Quantity) -> tuple[int, int, int]:
    """By place; at the same place the longer one, then codes and names, then known units."""
    if found.kind in ("code", "name"):
        return found.start, -found.end, 0
    bare_count = found.kind == "count" and not found.unit
    return found.start, -found.end, 3 if bare_count else 1 + (not found.is_amount)


def _fixed(text: str) -> Iterator[Quantity]:
    for kind, pattern in _lookalikes():
        for match in pattern.finditer(text):
            yield quantity_at(text, match.span(), no_unit(kind))
    for match in dates_en.ENGLISH.finditer(text):
        if match["y"] and not _is_year(match, text):
            continue
        yield date_at(text, match.span(), dates_en.english_iso(match))


def _is_year(match: re.Match[str], text: str) -> bool:
    """Whether four digits alone are a year: after in, since and the like, or counting nothing."""
    if _DATED.search(text, max(0, match.start() - 10), match.start()):
        return True
    return not counted_noun(text, match.end())


def _amounts_of(text: str, ordinals: list[int]) -> Iterator[Quantity]:
    """Amounts, none of which reaches across the beginning of an ordinal (phase two RMB 5m)."""
    position = 0
    for end in [*sorted(ordinals), len(text)]:
        while position < end and (match := amounts().search(text, position, end)):
            found = read_amount(match, text)
            position = found.end if found else max(match.end("low"), match.start() + 1)
            if found:
                yield found
        position = max(position, end)
