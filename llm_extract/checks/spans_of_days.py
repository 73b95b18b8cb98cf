"""How many days or months a stretch of dates has, or lie between two of them."""

from __future__ import annotations

from datetime import date

from llm_extract.records import Quantity

from .periods import read_period

_SOME_YEAR = 2001
"""For days whose year is not told."""


def days_of(quantity: Quantity) -> int | None:
    """How many days a stretch of dates has, first and last included, within one month."""
    period = read_period(quantity)
    if period is None or period.low is None or period.high is None or period.low == period.high:
        return None
    first, last = period.low[1], period.high[1]
    same = period.low[0] == period.high[0]
    return last - first + 1 if same and first is not None and last is not None else None


def days_between(one: Quantity, other: Quantity) -> tuple[int, ...]:
    """How many days lie between two days, and how many there are with one or both of them."""
    first, last = read_period(one), read_period(other)
    if first is None or last is None or first.low is None or last.high is None:
        return ()
    if first.low[1] is None or last.high[1] is None:
        return ()
    year = first.year or last.year or _SOME_YEAR
    begun = date(year, first.low[0], first.low[1])
    ended = date(last.year or year, last.high[0], last.high[1])
    gap = (ended - begun).days
    return (gap - 1, gap, gap + 1) if gap > 0 else ()


def months_of(quantity: Quantity) -> int | None:
    """How many months a stretch has, those it begins and ends in included."""
    period = read_period(quantity)
    if period is None or period.low is None or period.high is None or period.low == period.high:
        return None
    return period.high[0] - period.low[0] + 1
