"""Restores dates that lost their 月: "910日" for 9月10日, "1130日" for 11月30日."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from operator import itemgetter

from .knowledge import table
from .text import Replacement, Span, Text

_CANDIDATE = re.compile(r"(?<![\d月./:+×])(?<!\d[,—~～-])\d{2,4}(?=日)")
_WHOLE = re.compile(r"(?<!\d)(?P<month>\d{1,2})月(?P<day>\d{1,2})日")
_CONTEXT = 12
_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
_LAST_DAY = 31
_LEAP_YEAR = 2024
"""Stands in for an unknown year, so that 29 February exists."""


@dataclass(frozen=True)
class _Day:
    """A month and a day of it."""

    month: int
    day: int

    def __str__(self) -> str:
        return f"{self.month}月{self.day}日"

    def ordinal(self, published: date | None) -> int:
        """Day number, in the last year in which the day is not after `published`."""
        if published is None:
            return date(_LEAP_YEAR, self.month, self.day).toordinal()
        for year in range(published.year, published.year - 9, -1):
            try:
                found = date(year, self.month, self.day)
            except ValueError:
                continue
            if found <= published:
                return found.toordinal()
        return published.toordinal()


@dataclass(frozen=True)
class _Candidate:
    """A number before 日 and the dates it can stand for."""

    span: Span
    readings: tuple[_Day, ...]
    dated: bool
    """Whether it stands where a date does, such as at the start of a clause."""

    @property
    def is_proof(self) -> bool:
        """Whether it can hardly be anything but a date that lost its 月."""
        return self.dated and len(self.readings) == 1


def restore_months(text: Text, published: str | None) -> Text:
    """`text` with a lost 月 put back into dates.

    `published` is an ISO date or None; where a number can be read in two ways ("121日"), the
    reading is taken that is not after it and nearest to the certain dates around. Day numbers
    up to 31 and lengths of time ("100日", "180日内") stay.
    """
    candidates = list(_candidates(text.clean))
    if not any(candidate.is_proof for candidate in candidates):
        return text
    whole = [match for match in _WHOLE.finditer(text.clean) if _is_day(match)]
    certain = sorted(
        [(match.start(), _Day(int(match["month"]), int(match["day"]))) for match in whole]
        + [(c.span.start, c.readings[0]) for c in candidates if c.is_proof],
        key=lambda pair: pair[0],
    )
    # A page that loses 月 loses it in every date, so dates that kept it speak against.
    lossy = len(whole) < sum(candidate.is_proof for candidate in candidates)
    day = date.fromisoformat(published) if published else None
    changes: list[Replacement] = []
    for candidate in candidates:
        if candidate.is_proof or (lossy and len(candidate.readings) == 1):
            note = "lost 月 put back; no other reading is a date"
            changes.append(Replacement(candidate.span, f"{candidate.readings[0]}", note))
        elif lossy and (change := _choose(candidate, certain, day)):
            changes.append(change)
    return text.replace("lost months", changes)


def _candidates(clean: str) -> Iterator[_Candidate]:
    before_date, after_date, before_duration, after_duration = _contexts()
    for match in _CANDIDATE.finditer(clean):
        readings = tuple(_readings(match.group()))
        before = clean[max(0, match.start() - _CONTEXT) : match.start()]
        after = clean[match.end() + 1 : match.end() + 1 + _CONTEXT]
        if not readings or before_duration.search(before) or after_duration.search(after):
            continue
        dated = bool(before_date.search(before))
        if len(match.group()) < 4:  # noqa: PLR2004  # four digits are hardly a number of days
            dated = dated and bool(after_date.search(after) or before.endswith("年"))
        yield _Candidate(Span(match.start(), match.end() + 1), readings, dated)


@cache
def _contexts() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rows = table("damage")["lost_month"]
    return (
        re.compile(rows["date_before"]),
        re.compile(rows["date_after"]),
        re.compile(rows["duration_before"]),
        re.compile(rows["duration_after"]),
    )


def _readings(digits: str) -> Iterator[_Day]:
    """The dates that `digits` gives when a 月 is put into it; none for a plain day number."""
    if int(digits) <= _LAST_DAY:
        return
    for cut in (1, 2):
        month, day = digits[:cut], digits[cut:]
        if not day or month.startswith("0") or day.startswith("0"):
            continue
        if int(month) <= len(_DAYS) and len(day) <= 2 and int(day) <= _DAYS[int(month) - 1]:  # noqa: PLR2004  # a day has two digits
            yield _Day(int(month), int(day))


def _is_day(match: re.Match[str]) -> bool:
    month, day = int(match["month"]), int(match["day"])
    return 1 <= month <= len(_DAYS) and 1 <= day <= _DAYS[month - 1]


def _choose(
    candidate: _Candidate, certain: Sequence[tuple[int, _Day]], published: date | None
) -> Replacement | None:
    """The reading nearest to the certain dates before and after, or None when two tie."""
    index = bisect_left(certain, candidate.span.start, key=itemgetter(0))
    beside = [day for _, day in certain[max(0, index - 1) : index + 1]]
    neighbours = [day.ordinal(published) for day in beside]
    ranked = sorted(
        (sum(abs(day.ordinal(published) - other) for other in neighbours), str(day))
        for day in candidate.readings
    )
    (nearest, taken), (second, other) = ranked[0], ranked[1]
    if nearest == second:
        return None
    return Replacement(candidate.span, taken, _reason(taken, other, beside, published), choice=True)


def _reason(taken: str, other: str, neighbours: Sequence[_Day], published: date | None) -> str:
    near = " and ".join(map(str, neighbours))
    until = f", counting back from publication on {published}" if published else ""
    return f"could also be {other}; {taken} is nearer to {near} beside it{until}"
