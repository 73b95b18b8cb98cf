"""What is told of time: periods as they come, what a passage and an article leave of them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from .knowledge import table

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:/.*)?")
_MONTH = re.compile(r"\d{4}-\d\d")
YEAR = re.compile(r"\d{4}")


@cache
def rule(name: str) -> re.Pattern[str]:
    """A pattern of the periods table, compiled."""
    return re.compile(table("periods")[name])


@dataclass(frozen=True)
class Told:
    """A period that the words up to `end` set for what follows."""

    end: int
    period: str
    is_season: bool = False
    is_deadline: bool = False
    """Whether it is only by when something is to be done, which holds for its sentence alone."""
    is_up_to: bool = False
    """Whether it counts from the beginning of the year up to a month: 截至10月底."""
    is_since: bool = False
    """Whether it is from when something was begun up to now: 4月1日起."""
    is_so_far: bool = False
    """Whether it is what has passed of a drive, which is a stretch, though told in days."""
    is_completion: bool = False
    """Whether it is when works were completed, which dates no figure of what they cost."""
    is_step: bool = False
    """Whether it is the month of a step of works, which dates no figure of the clauses behind."""

    @property
    def is_day(self) -> bool:
        """Whether it is a day or some days, not a stretch that others fall into."""
        return bool(_DAY.fullmatch(self.period)) and not self.is_so_far

    @property
    def reaches_on(self) -> bool:
        """Whether later paragraphs are about it too, as about a year, but not a day or month."""
        return not self.is_day and not _MONTH.fullmatch(self.period)


@dataclass
class Passage:
    """What has been told so far: in this paragraph, and before it."""

    here: list[Told] = field(default_factory=list)
    last: Told | None = None
    """The last period told in an earlier paragraph under the same heading."""
    last_day: Told | None = None
    so_far: Told | None = None
    """The last period told that counts up to a day."""


@dataclass(frozen=True)
class Frame:
    """What an article as a whole says of time."""

    year: int | None
    month: str | None
    seasons: dict[str, str]
    drive: str | None
    only_day: str | None
    is_of_year: bool
    """Whether it tells of the year so far."""
    stretch: str | None = None
    """The quarter, half-year or months it reports on."""
    published: str | None = None


def up_to_now(words: str, last: Told, frame: Frame) -> str:
    """The period of what stands when the article is written; empty for what does not.

    From a month it is told of the months since, behind a day of the present one.
    """
    if YEAR.fullmatch(last.period) and rule("until_now").search(words):
        return f"{last.period}/{frame.year}" if last.period < str(frame.year or "") else ""
    is_month = _MONTH.fullmatch(last.period) is not None
    if is_month and last.period < (frame.month or "") and rule("until_now").search(words):
        return f"{last.period}/{frame.month}"
    is_one_day = last.is_day and "/" not in last.period
    return (frame.month or "") if is_one_day and rule("as_it_stands").search(words) else ""


def drive_so_far(passage: Passage, frame: Frame) -> str | None:
    """The part of a drive up to the day that results are counted to; all of it where it is over."""
    first, _, last = (frame.drive or "").partition("/")
    counted = passage.so_far.period if passage.so_far else ""
    is_running = frame.published is not None and last[: len(frame.published)] > frame.published
    return counted if is_running and counted.startswith(f"{first}/") else frame.drive
