"""The first and last day of dates and periods, as columns."""

from __future__ import annotations

from llm_extract.calendar_days import stretch_of

from .groups import Days


def days_of(iso: str | None) -> Days:
    """The days of an ISO date or period; both empty for what is none of the calendar's."""
    return Days(*(stretch_of(iso) or (None, None)))
