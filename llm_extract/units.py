"""Units and counters as they are written in Chinese and in English, and amounts of them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .knowledge import table
from .records import Kind, Qualifier, Quantity

_CHINESE_KINDS: tuple[Kind, ...] = (
    "money", "percent", "percentage_point", "ratio", "measure", "duration", "count",
)  # fmt: skip


@dataclass(frozen=True)
class Unit:
    """A unit: its code, the factor to the base unit, and the kind of amounts it makes."""

    code: str
    factor: Decimal
    kind: Kind


@cache
def no_unit(kind: Kind) -> Unit:
    """The unit of what has none: ratios, bare counts, dates, codes and names."""
    return Unit("", Decimal(1), kind)


@cache
def chinese_units() -> dict[str, Unit]:
    """All Chinese units, counters and nouns counted without one, by how they are written."""
    rows = table("units")["chinese"]
    found = {
        surface: Unit(code, Decimal(factor), kind)
        for kind in _CHINESE_KINDS
        for surface, (code, factor) in rows[kind].items()
    }
    for group in ("bare_nouns", "bare_people_and_things"):
        for surface, (code, factor) in rows[group].items():
            found[surface] = Unit(code, Decimal(factor), "count")
    return found


@cache
def english_units(group: str) -> dict[str, Unit]:
    """The English units of a group of the table, by how they are written in lower case."""
    kinds: dict[str, Kind] = {
        "money": "money", "money_after": "money", "percent": "percent",
        "percentage_point": "percentage_point", "ratio": "ratio", "measure": "measure",
        "duration": "duration",
    }  # fmt: skip
    return {
        surface.lower(): Unit(code, Decimal(factor), kinds[group])
        for surface, (code, factor) in table("units")["english"][group].items()
    }


def either(words: Iterable[str]) -> str:
    """A regular expression for any of `words`, the longest that fits.

    Grouped by their first characters, which makes it several times faster than a plain list.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        groups.setdefault(word[0], []).append(word[1:])
    return "|".join(
        re.escape(first) + (f"(?:{'|'.join(map(re.escape, rest))})" if rest != [""] else "")
        for first, rest in groups.items()
    )


def plain(value: Decimal) -> Decimal:
    """`value` without trailing zeros or exponent."""
    return value.normalize() + Decimal(0) if value else Decimal(0)


def quantity_at(
    text: str,
    span: tuple[int, int],
    unit: Unit,
    value: Decimal | None = None,
    high: Decimal | None = None,
    qualifier: Qualifier = "exact",
) -> Quantity:
    """What stands at `span` of `text`; `value` and `high`, of a range, are in base units."""
    start, end = span
    return Quantity(
        surface=text[start:end],
        start=start,
        end=end,
        value=None if value is None else plain(value),
        value_high=None if high is None else plain(high),
        unit=unit.code,
        kind=unit.kind,
        qualifier=qualifier,
    )


def date_at(text: str, span: tuple[int, int], iso: str | None) -> Quantity:
    """The date or period at `span` of `text`; `iso` is None where it cannot be settled."""
    start, end = span
    surface = text[start:end]
    return Quantity(
        surface=surface, start=start, end=end, value=None, unit="", kind="date", iso=iso
    )
