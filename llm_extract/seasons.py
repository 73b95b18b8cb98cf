"""The years of a drive's seasons: 第一季 of an article that tells of several."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from functools import cache
from itertools import pairwise

from .knowledge import table
from .numerals import parse_chinese
from .records import Quantity
from .scene import Scene
from .sentences import Sentence

_HALF = 6
"""Month of publication up to which the one season before the latest is of the year before."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("periods")[name])


def season_number(match: re.Match[str]) -> str:
    """The number of a season that the rule for seasons found."""
    return f"{parse_chinese(match['number']) or 0:f}"


def season_years(
    scene: Scene, dates: list[Quantity], published: date | None, year: int | None
) -> dict[str, str]:
    """The period of each season by its number: 2022 season 2.

    Its year is one named with it or that of the day it began; the latest season is of the
    article's `year`, and one between two of the same year of that year too.
    """
    years: dict[str, Counter[str]] = {}
    for sentence in scene.sentences:
        for match in _rule("season").finditer(sentence.span.cut(scene.text)):
            votes = years.setdefault(season_number(match), Counter())
            votes.update(_years_told(scene.text, sentence, match, dates))
    named = {n: votes.most_common(1)[0][0] for n, votes in years.items() if votes}
    latest = max(years, default="")
    if latest and latest not in named and year is not None:
        named[latest] = str(year)
    if latest in named:
        _fill(named, sorted(years), published)
    return {n: f"{named[n]} season {n}" if n in named else f"season {n}" for n in years}


def _years_told(
    text: str, sentence: Sentence, match: re.Match[str], dates: list[Quantity]
) -> list[str]:
    """The years told with a season: named before it, or of the day on which it began."""
    place = sentence.span.start + match.start()
    told = [q for q in dates if q.iso and sentence.span.start <= q.start and q.end <= place]
    begins = _rule("begins").match(text, sentence.span.start + match.end())
    return [
        q.iso[:4] for q in told
        if q.iso and (_rule("names_year").match(q.surface) or (begins and q is told[-1]))
    ]  # fmt: skip


def _fill(named: dict[str, str], numbers: list[str], published: date | None) -> None:
    """Give the seasons without a year that of the next one, or of the year before."""
    is_early = published is not None and published.month <= _HALF and len(numbers) == 2  # noqa: PLR2004
    for number, later in reversed(list(pairwise(numbers))):
        if number not in named:
            named[number] = str(int(named[later]) - is_early)
