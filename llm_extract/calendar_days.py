"""The first and last day of dates and periods."""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import MINYEAR, date
from typing import NamedTuple

_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<part>[QH])(?P<number>\d)|(?P<month>\d\d)))?(?:-(?P<day>\d\d))?"
)
_MONTHS = {"Q": 3, "H": 6}
"""Months of a quarter and of a half."""


class Stretch(NamedTuple):
    """The first and the last day of a time."""

    first_day: date
    last_day: date


def stretch_of(iso: str | None) -> Stretch | None:
    """The days of an ISO date, month, quarter (2022-Q1), half (2022-H1), year or interval a/b.

    None for what is none of the calendar's, such as a season of a drive.
    """
    low, _, high = (iso or "").partition("/")
    first, last = _ends(low), _ends(high or low)
    return Stretch(first.first_day, last.last_day) if first and last else None


def _ends(iso: str) -> Stretch | None:
    match = _ISO.fullmatch(iso)
    if not match or int(match["year"]) < MINYEAR:
        return None
    year = int(match["year"])
    try:
        if match["day"]:
            day = date(year, int(match["month"]), int(match["day"]))
            return Stretch(day, day)
        first, last = _months(match)
        return Stretch(date(year, first, 1), date(year, last, monthrange(year, last)[1]))
    except (ValueError, TypeError):
        return None


def _months(match: re.Match[str]) -> tuple[int, int]:
    """The first and last month of what is no day."""
    if match["month"]:
        return int(match["month"]), int(match["month"])
    if match["part"]:
        months = _MONTHS[match["part"]]
        last = months * int(match["number"])
        return last - months + 1, last
    return 1, 12
