"""Figures dated after their article was published, which can only be aimed at."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from .cues import cue
from .labels import Label
from .records import Status
from .sentences import clause_around

_FIRST_DAY = re.compile(
    r"(?P<year>\d{4})(?:-(?:(?P<month>\d\d)(?:-(?P<day>\d\d))?|Q(?P<quarter>\d)|H(?P<half>\d)))?"
)
_QUARTER, _HALF = 3, 6
"""Months of a quarter and of a half-year."""


def with_foreseen(
    text: str, labels: list[Label], periods: Mapping[str, str | None], published: date | None
) -> list[Label]:
    """The labels; what was told as done or observed in a time still to come is not so yet."""
    if published is None:
        return labels
    return [
        replace(one, status=_meant(text, one))
        if one.status in ("actual", "rate")
        and one.role != "threshold"
        and _first_day(periods.get(one.quantity.id)) > published.isoformat()
        else one
        for one in labels
    ]


def _meant(text: str, label: Label) -> Status:
    """How a figure of a time to come is meant; one that is told as done already stays."""
    clause = clause_around(text, label.quantity.span, label.sentence.span)
    if cue("done_in_clause").search(text, clause.start, label.quantity.start):
        return label.status
    is_thing = label.quantity.kind in ("count", "measure", "money")
    expected = is_thing and cue("foreseen").search(text, clause.start, clause.end)
    return "planned" if expected else "target"


def _first_day(period: str | None) -> str:
    """The ISO day a period begins with, empty where it is none of the calendar."""
    match = _FIRST_DAY.match(period or "")
    if match is None:
        return ""
    quarter, half = (int(match[part] or 1) - 1 for part in ("quarter", "half"))
    month = match["month"] or f"{1 + quarter * _QUARTER + half * _HALF:02}"
    return f"{match['year']}-{month}-{match['day'] or '01'}"
