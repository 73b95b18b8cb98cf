"""Finds quantities in Chinese text by rule: amounts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from . import dates
from .amounts_zh import amounts, read_amount
from .knowledge import table
from .numerals import fold, parse_chinese
from .records import Kind, Quantity
from .units import no_unit, quantity_at

_RANKED = (
    r"(?:位列|位居|名列|排名|排在|排|居|列|跻身)(?:全[省市国区县球]|[一-龥]{0,3})?"
    r"|全[省市国区县球](?=第[一二三四五六七八九十\d]+[位名,。;、)）])"
)
_PLACE = r"第(?P<place>[一二三四五六七八九十]+|\d+)(?:[位名](?!于))?"
_RANK = re.compile(
    rf"(?:{_RANKED})(?P<rank>{_PLACE})(?!方阵|梯队|[一-龥]?产业|[批届期季次个轮章条大])"
)


@cache
def _lookalikes() -> tuple[re.Pattern[str], dict[str, Kind]]:
    kinds: dict[str, Kind] = {}
    parts: list[str] = []
    order: tuple[Kind, ...] = ("code", "name", "ordinal")
    for kind in order:
        for index, pattern in enumerate(table("lookalikes")["chinese"][kind]):
            kinds[f"{kind}{index}"] = kind
            parts.append(f"(?P<{kind}{index}>{pattern})")
    return re.compile("|".join(parts)), kinds


def find_chinese(text: str, published: date | None = None) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another."""
    folded = fold(text)
    taken: list[Quantity] = []
    for found in sorted(_fixed(folded, text, published), key=_preference):
        if not taken or found.start >= taken[-1].end:
            taken.append(found)
    return sorted([*taken, *_free_amounts(folded, text, taken)], key=lambda q: q.start)


def _preference(found: Quantity) -> tuple[int, int, bool]:
    """By place; at the same place the longer one, then a date."""
    return found.start, -found.end, found.kind != "date"


def _fixed(folded: str, text: str, published: date | None) -> Iterator[Quantity]:
    """Ranks, lookalikes and dates: they take their characters before any amount may."""
    for match in _RANK.finditer(folded):
        value = parse_chinese(match["place"])
        if value is not None:
            ranked = quantity_at(text, match.span("rank"), value, no_unit("count"))
            yield ranked.model_copy(update={"unit": "名"})
    pattern, kinds = _lookalikes()
    for match in pattern.finditer(folded):
        yield quantity_at(text, match.span(), None, no_unit(kinds[match.lastgroup or ""]))
    context = dates.DateContext(published)
    for match in dates.CHINESE.finditer(folded):
        iso = dates.to_iso(match, context)
        found = quantity_at(text, match.span(), None, no_unit("date"))
        yield found.model_copy(update={"iso": iso})


def _free_amounts(folded: str, text: str, taken: list[Quantity]) -> Iterator[Quantity]:
    """Amounts in the stretches between the taken ones."""
    start = 0
    for end, behind in [*((q.start, q.end) for q in taken), (len(text), len(text))]:
        yield from _amounts_between(folded, text, start, end)
        start = behind


def _amounts_between(folded: str, text: str, start: int, end: int) -> Iterator[Quantity]:
    """Amounts whose every character lies between `start` and `end`."""
    position = start
    while match := amounts().search(folded, position, end):
        found = read_amount(match, folded, text)
        position = found.end if found else _behind_number(match)
        if found:
            yield found


def _behind_number(match: re.Match[str]) -> int:
    """Where to go on after a match that was no amount: behind its number, never inside it."""
    return max(match.end("low"), match.start() + 1)
