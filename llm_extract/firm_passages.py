"""Figures of passages that speak of one company, plant or project, and not of the place around."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache

from .governing import governs
from .knowledge import table
from .labels import Label
from .place_mentions import PlaceMention
from .text import Span

_OWN = ("jobs", "capacity")
"""What is counted of a company as well as of a place; projects and companies are a place's."""


def told_of_firms(
    text: str, labels: Iterable[Label], places: Sequence[PlaceMention]
) -> frozenset[str]:
    """The ids of the figures behind which no place, but a company or project, was spoken of last.

    A passage reaches from the start of its paragraph to the figure.
    """
    governing = [place.span.start for place in places if governs(text, place)]
    return frozenset(
        label.quantity.id
        for label in labels
        if _can_be_own(label) and _of_firm(text, label, governing)
    )


def _can_be_own(label: Label) -> bool:
    code = label.indicator.code if label.indicator else ""
    return label.quantity.kind != "count" or code in _OWN


def _of_firm(text: str, label: Label, governing: Sequence[int]) -> bool:
    start = text.rfind("\n", 0, label.quantity.start) + 1
    passage = Span(start, label.quantity.start)
    firm = _last(_rule("firm"), text, passage)
    if firm < 0:
        return False
    named = max((at for at in governing if start <= at < label.quantity.start), default=-1)
    return firm > max(_last(_rule("of_place"), text, passage), named)


def _last(pattern: re.Pattern[str], text: str, within: Span) -> int:
    """Where the last match within a stretch starts, or -1."""
    return max((m.start() for m in pattern.finditer(text, within.start, within.end)), default=-1)


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("points")[name])
