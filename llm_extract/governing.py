"""Whose a figure is: the place its sentence, list item or section speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .phrases import cue
from .places import PlaceMention
from .records import Quantity

OWN_PROVINCE = "本省"
"""Stands for the province an article means by 全省 without naming it."""
_MIN_NAME = 2


@dataclass
class Section:
    """What carries over from one sentence to the next."""

    region: str | None
    period: str | None = None
    plans: bool = False
    is_region: bool = False
    """Whether a heading set the region, so that its first sentence speaks for all of it."""


def governing_place(
    text: str,
    quantity: Quantity,
    named: list[PlaceMention],
    section: Section,
    main_region: str | None,
) -> str | None:
    """The place a figure belongs to: the last subject named before it in its sentence."""
    for place in reversed([p for p in named if p.span.end <= quantity.start]):
        if _is_labelled_by(quantity, place):
            return place.name
        if governs(text, place):
            if is_listed(text, place, named):
                return main_region
            name = resolved(place, section, main_region)
            if not section.is_region or (name or "").startswith(section.region or ""):
                return name
    return section.region or main_region


def is_listed(text: str, place: PlaceMention, named: list[PlaceMention]) -> bool:
    """Whether another place is named with this one: 商州区、洛南县共签约40个 is neither's."""
    return any(
        re.fullmatch(r"[、和与及]|以及", text[low.span.end : high.span.start])
        for low, high in ((place, other) for other in named if other.span.start >= place.span.end)
    )


def _is_labelled_by(quantity: Quantity, place: PlaceMention) -> bool:
    """Whether a place stands right before a sum and so is whose it is: 岑溪市82.0亿元."""
    touches = place.span.end == quantity.start and not place.in_name
    return touches and place.level in ("city", "county") and quantity.kind != "count"


def governs(text: str, place: PlaceMention) -> bool:
    """Whether figures behind this mention can belong to it: it is a subject or a location.

    A subject opens a clause or follows a date. A place inside a name, in brackets, in a list
    of destinations or behind a preposition governs nothing.
    """
    start = place.span.start
    before, after = text[max(0, start - 10) : start], text[place.span.end : place.span.end + 6]
    if place.level == "self" and place.surface.startswith(("我", "本", "该")):
        return True
    if place.in_name or place.surface.startswith("各"):
        return False
    if cue("location_before").search(before):
        return True
    if cue("not_governing_before").search(before) or cue("not_governing_after").search(after):
        return False
    if before.endswith("、"):
        return after.startswith("的") or bool(
            re.match(r"(?:第?[一-龥]{0,2})?[一二三四五六七八九]市", after)
        )
    return bool(cue("subject_before").search(before))


def resolved(place: PlaceMention, section: Section, main_region: str | None) -> str | None:
    """The name a mention stands for; 全市 and 五市 stand for what the article is about."""
    if place.level == "self" and "省" in place.surface:
        return OWN_PROVINCE
    wider = re.match(r"(.+?市).+[区县]$", main_region or "")
    if place.level == "self" and "市" in place.surface and wider:
        return wider[1]
    if place.level == "self":
        own = cue("whole_area").search(place.surface) and cue("one_place").search(main_region or "")
        return main_region if own else section.region
    if place.level == "group" and (
        place.name is None or cue("counted_group").search(place.surface)
    ):
        return main_region
    return place.name or section.region


