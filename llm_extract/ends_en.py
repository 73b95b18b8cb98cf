"""Two English numbers joined by to or a hyphen: a range, two amounts, or a year and an amount."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from .knowledge import table
from .qualifiers_en import cue_words
from .units import either
from .units_en import surfaces

GROUPS = ("money_after", "percentage_point", "percent", "ratio", "measure", "duration")
"""The groups of units that stand behind a number."""
_FAR = 3
_LONGEST_SCORE = 3


def unit_group(match: re.Match[str]) -> str | None:
    """The group of the unit behind the number, or None where there is none."""
    last = match.lastgroup
    if last in GROUPS:
        return last
    return next((group for group in GROUPS if match[group]), None) if match["and_half"] else None


def same_unit(match: re.Match[str]) -> bool:
    """Whether both ends have a unit, and the same one."""
    group = unit_group(match)
    low_unit = surfaces(group).get(match["low_unit"]) if group else None
    return (
        low_unit is not None
        and group is not None
        and (low_unit.code == surfaces(group)[match[group]].code)
    )


def tells_two(lower: str, match: re.Match[str], low: Decimal, high: Decimal) -> bool:
    """Whether the ends are two amounts: between them, from one or by one to the other."""
    words = table("amounts_en")["ends"]
    before = lower[max(0, match.start() - 40) : match.start()].split()
    while "from" in before[:-1] and before[-1] in cue_words():
        before.pop()  # from fewer than 50 to 318
    last = before[-1] if before else ""
    if last == "between":
        return True
    if last == "from":
        return not before[:-1] or not before[-2].startswith(tuple(words["ranging"]))
    led = last == "by" or last in words["changed"]
    if last == "by" and match["low_unit"]:
        return True  # by 80,000 tonnes to 140,000 tonnes
    return led and (high > low * _FAR or high < low)


@cache
def _year_led() -> re.Pattern[str]:
    words = table("amounts_en")["ends"]["year_led"]
    return re.compile(rf"\b(?:{either(words)}) (?:19|20)\d\d$")


def is_year_led(lower: str, match: re.Match[str]) -> bool:
    """Whether the first figure is a year, as in from 4.7 billion in 2018 to 21.3 billion."""
    start, end = match.start(), match.end("low")
    return end - start == len("2018") and bool(_year_led().search(lower, max(0, start - 12), end))


def is_score(match: re.Match[str]) -> bool:
    """Whether two figures that fall stand with a hyphen for a score, as in won 3-1."""
    low, high = match["low"], match["high"]
    if unit_group(match) or match["currency"] or len(high) > _LONGEST_SCORE:
        return False
    joined = match.string[match.end("low") : match.start("high")] == "-"
    return joined and low.isdecimal() and high.isdecimal()
