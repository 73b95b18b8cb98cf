"""Finds quantities in Chinese text by rule: amounts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from . import dates
from .amounts_zh import read_amount, read_listed
from .knowledge import table
from .numerals import chinese_big, chinese_digits, chinese_small, fold, parse_chinese
from .patterns_zh import amounts, beginning
from .records import Kind, Quantity
from .sightings import contexts
from .units import Unit, date_at, either, no_unit, quantity_at

_RANKED = (
    r"(?:位列|位居|名列|排名|排在|排|居|列|跻身|升至|升到|上升到|前移至|跃居|降至|滑至|退至)(?:全[省市国区县球]|[一-龥]{0,3})?"
    r"|(?<=位)[、,和][一-龥]{1,6}(?=第[一二三四五六七八九十\d]+位)"
    r"|[由从](?=第[一二三四五六七八九十\d]+[位名]?(?:上升|跃升|提升|攀升|升|前移|跃居|跃至|下[降滑]|降|滑|退))"
    r"|全[省市国区县球](?=第[一二三四五六七八九十\d]+(?:[位名,。;、)）]|[跃上前提攀跌下滑退]?[升移降居滑]))"
)
_PLACE = r"第(?P<place>[一二三四五六七八九十]+|\d+)(?:[位名](?!于))?"
_RANK = re.compile(
    rf"(?:{_RANKED})(?P<rank>{_PLACE})(?!方阵|梯队|[一-龥]?产业|[批届期季次个轮章条大])"
)


_AROUND = 12
_BARE_SUM = re.compile(r"[0-9.,]+[百千]?[万亿]+")
_LISTS = ("、", "和", "与", "及", ",")
_PLACING = Unit("名", Decimal(1), "count")
_KINDS: tuple[Kind, ...] = ("code", "name", "ordinal")


@cache
def _number() -> re.Pattern[str]:
    """The numbers a lookalike can begin with; most figures are not worth a closer look."""
    followed = table("lookalikes")["chinese"]["figure"]["followed_by"]
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    return re.compile(rf"(?P<figure>[0-9]++(?:(?={followed})|(?<=[0-9]{{5}})))|[{numerals}]+")


@cache
def _named() -> dict[str, re.Pattern[str]]:
    """The words of a name before its figure, by what the name ends with."""
    rows = table("lookalikes")["chinese"]["word"]
    return {"强": re.compile(rows["ranking"]), "号": re.compile(rows["quoted"])}


@cache
def _lookalikes(begin: str) -> list[tuple[re.Pattern[str], Kind]]:
    """Each lookalike of a group of the table, by what it begins with."""
    rows = table("lookalikes")["chinese"][begin]
    found = [(re.compile(pattern), kind) for kind in _KINDS for pattern in rows[kind]]
    idioms: list[tuple[re.Pattern[str], Kind]] = []
    if "idioms" in rows:
        idioms.append((re.compile(either(rows["idioms"])), "name"))
    return idioms + found


@cache
def _joined(begin: str) -> tuple[re.Pattern[str], dict[str, Kind]]:
    """All lookalikes of a group as one pattern, with the kind by the name of the part."""
    parts = {f"p{i}": (pattern, kind) for i, (pattern, kind) in enumerate(_lookalikes(begin))}
    pattern = "|".join(f"(?P<{name}>{part.pattern})" for name, (part, _) in parts.items())
    return re.compile(pattern), {name: kind for name, (_, kind) in parts.items()}


def find_chinese(text: str, published: date | None = None) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another."""
    folded = fold(text)
    taken: list[_Fixed] = []
    for fixed in sorted(_fixed(folded), key=_preference):
        if not taken or fixed.start >= taken[-1].end:
            taken.append(fixed)
    found: list[Quantity] = []
    context = dates.DateContext(published)
    start = 0
    for fixed in taken:
        found += _amounts_between(folded, text, start, fixed.start)
        if "\n" in folded[start : fixed.start]:
            context.turn_to_new_paragraph()
        year = context.year
        found.append(_quantity(fixed, text, context))
        if folded[fixed.start - 1 : fixed.start] in ("自", "从"):
            context.year = year
        start = fixed.end
    found += _amounts_between(folded, text, start, len(text))
    return _with_shared_currency(found, folded)


def _with_shared_currency(found: list[Quantity], folded: str) -> list[Quantity]:
    """The same, where sums without a currency take that of the last of their list.

    In 0.8亿、0.6亿和0.2亿美元 all three are of dollars.
    """
    for index in range(len(found) - 2, -1, -1):
        one, last = found[index], found[index + 1]
        bare = _BARE_SUM.fullmatch(folded, one.start, one.end)
        if one.kind == last.kind == "money" and bare and folded[one.end : last.start] in _LISTS:
            found[index] = one.model_copy(update={"unit": last.unit})
    return found


class _Fixed(NamedTuple):
    """A rank, lookalike or date: what takes its characters before any amount may."""

    start: int
    end: int
    kind: Kind
    match: re.Match[str]


def _preference(fixed: _Fixed) -> tuple[int, int, bool]:
    """By place; at the same place the longer one, then a date."""
    return fixed.start, -fixed.end, fixed.kind != "date"


def _quantity(fixed: _Fixed, text: str, context: dates.DateContext) -> Quantity:
    span = (fixed.start, fixed.end)
    if fixed.kind == "date":
        return date_at(text, span, dates.to_iso(fixed.match, context))
    if fixed.kind == "count":
        return quantity_at(text, span, _PLACING, parse_chinese(fixed.match["place"]))
    return quantity_at(text, span, no_unit(fixed.kind))


def _fixed(folded: str) -> Iterator[_Fixed]:
    """Ranks, lookalikes and dates, each sort in order."""
    for match in _RANK.finditer(folded):
        if parse_chinese(match["place"]) is not None:
            yield _Fixed(*match.span("rank"), "count", match)
    for pattern, kind in _lookalikes("word"):
        for match in pattern.finditer(folded):
            yield _Fixed(*match.span(), kind, match)
    yield from _at_numbers(folded)
    yield from _dates(folded)


def _at_numbers(folded: str) -> Iterator[_Fixed]:
    """Lookalikes that begin with a number."""
    (figure, figure_kinds), (numeral, numeral_kinds) = _joined("figure"), _joined("numeral")
    named = _named()
    end = 0
    for number in _number().finditer(folded):
        start = number.start()
        if start < end:
            continue
        arabic = number["figure"]
        match = (figure if arabic else numeral).match(folded, start)
        if match:
            kind = (figure_kinds if arabic else numeral_kinds)[match.lastgroup or ""]
            end = match.end()
            before = named.get(folded[end - 1])
            if before and (words := before.search(folded, max(0, start - 9), start)):
                start = words.start()
            yield _Fixed(start, end, kind, match)


def _dates(folded: str) -> Iterator[_Fixed]:
    end = 0
    for begin in dates.BEGINNING.finditer(folded):
        start = begin.start()
        if start >= end and (match := dates.CHINESE.match(folded, start)):
            end = match.end()
            if (match["day"] or match["day_low"]) and _lasts(folded, match):
                continue
            yield _Fixed(start, end, "date", match)


def _lasts(folded: str, match: re.Match[str]) -> bool:
    """Whether days are counted here, as in 由30日缩短为12天, and are no date."""
    start, end = match.span()
    before, after = folded[max(0, start - _AROUND) : start], folded[end : end + _AROUND]
    return contexts()["日"].fits(before, after, "")


def _amounts_between(folded: str, text: str, start: int, end: int) -> Iterator[Quantity]:
    """Amounts whose every character lies between `start` and `end`."""
    position = start
    pattern, begins = amounts(), beginning()
    while begin := begins.search(folded, position, end):
        match = pattern.match(folded, begin.start(), end)
        found = (
            (read_amount(match, folded, text) or read_listed(match, folded, text))
            if match
            else None
        )
        if found:
            position = found.end
            yield found
        else:
            position = max(match.end("low") if match else 0, begin.end())
