"""Units and counters as they are written in Chinese and in English, and amounts of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from math import isqrt

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


def either(words: Iterable[str], barred: Mapping[str, str] | None = None) -> str:
    """A regular expression for any of `words`, the longest that fits.

    A word does not fit where the expression that `barred` has for it follows. Grouped by their
    first characters, and these in sets, which makes it many times faster than a plain list.
    """
    groups: dict[str, list[str]] = {}
    for word in sorted(words, key=len, reverse=True):
        unless = f"(?!{barred[word]})" if barred and word in barred else ""
        groups.setdefault(word[0], []).append(re.escape(word[1:]) + unless)
    joined = {
        first: re.escape(first) + (f"(?:{'|'.join(rest)})" if rest != [""] else "")
        for first, rest in groups.items()
    }
    size = max(isqrt(len(joined)), 1)
    firsts = list(joined)
    sets = [firsts[i : i + size] for i in range(0, len(firsts), size)]
    return "|".join(
        f"(?=[{re.escape(''.join(some))}])(?:{'|'.join(joined[first] for first in some)})"
        for some in sets
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
