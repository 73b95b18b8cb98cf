"""Where something happened: where people went or met, else whose matter it was."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from .governing import governs, listed_with
from .knowledge import table
from .places import PlaceMention
from .scene import Scene
from .sentences import Sentence
from .text import Span

_NEAR = 4
_REACH = 20


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


def event_place(scene: Scene, sentence: Sentence, reach: Span) -> str | None:
    """The place of what `reach` tells, None where nothing says it."""
    told = _listed(scene, reach) or _visited(scene, reach) or _in_brackets(scene, reach)
    if told is None and _rule("round").search(scene.text, reach.start, reach.end):
        return None
    return (
        told
        or _one_character(scene.text, reach)
        or _venue(scene, sentence, reach)
        or _province(scene, reach)
        or _subject(scene, sentence, reach)
        or scene.regions.get(sentence.span)
    )


def _listed(scene: Scene, reach: Span) -> str | None:
    """Several places people went to, as they stand: 青岛、山东等地."""
    match = _rule("list_of_places").search(scene.text, reach.start, reach.end)
    return match["places"] if match else _gone_to_several(scene, reach)


def _gone_to_several(scene: Scene, reach: Span) -> str | None:
    """The places of a list behind 赴 or 在 that ends with no 等地: 赴上海、苏州招商."""
    named = [p for p in scene.places if reach.covers(p.span) and p.name and not p.in_name]
    for first in named:
        before = scene.text[max(reach.start, first.span.start - _NEAR) : first.span.start]
        if not any(_rule(pattern).search(before) for pattern in ("gone_to", "held_in")):
            continue
        listed = listed_with(scene.text, first, named)
        if len(listed) > 1:
            return "、".join(place.surface for place in listed)
    return None


def _visited(scene: Scene, reach: Span) -> str | None:
    """A place behind 赴, or behind 在; the seat of a company people went to."""
    named = [p for p in scene.places if reach.covers(p.span) and p.name]
    for pattern in ("gone_to", "held_in"):
        for place in named:
            before = scene.text[max(reach.start, place.span.start - _NEAR) : place.span.start]
            if _rule(pattern).search(before) and not place.in_name:
                return place.name
    seat = _rule("headquarters").search(scene.text, reach.start, reach.end)
    if seat:
        at = seat.start("city")
        return next((p.name for p in scene.places if p.span.start == at and p.name), None)
    return None


def _in_brackets(scene: Scene, reach: Span) -> str | None:
    """The city in brackets in the name of a meeting held away from home."""
    for place in scene.places:
        if not reach.covers(place.span) or place.name is None:
            continue
        before = scene.text[place.span.start - 1 : place.span.start]
        after = scene.text[place.span.end : place.span.end + _REACH]
        if before in ("(", "（") and _rule("in_brackets").match(after):
            return place.name
    return None


def _one_character(text: str, reach: Span) -> str | None:
    """The city that 在蓉签约 means."""
    rows = table("events")["one_character"]
    match = re.compile(
        rf"在(?P<city>[{''.join(k for k in rows if len(k) == 1)}]){rows['after']}"
    ).search(text, reach.start, reach.end)
    return rows[match["city"]] if match else None


def _venue(scene: Scene, sentence: Sentence, reach: Span) -> str | None:
    """A building, square or site, where no division is named with it; 市会展中心 with its city."""
    match = _rule("venue").search(scene.text, reach.start, reach.end)
    if match is None:
        return None
    venue, region = match["venue"], scene.regions.get(sentence.span) or ""
    is_own = region.endswith(venue[0]) and venue[0] in "市县区州旗"
    return f"{region}{venue[1:]}" if is_own else venue


def _province(scene: Scene, reach: Span) -> str | None:
    """The province, where its government or all of it is the subject."""
    words = reach.cut(scene.text)
    match = _rule("province").match(words)
    if match is None:
        return None
    told = Counter(
        name
        for place in scene.places
        for name in ([place.name] if place.level == "province" else place.parents[-1:])
        if name
    )
    return told.most_common(1)[0][0] if told else None


def _subject(scene: Scene, sentence: Sentence, reach: Span) -> str | None:
    """The place that is the subject, in the words told or right before their date."""
    named = [p for p in scene.places if reach.covers(p.span) and p.name and not p.in_name]
    told = next((p for p in named if governs(scene.text, p)), None)
    if told is None:
        before = [
            p for p in scene.places
            if sentence.span.covers(p.span) and p.span.end <= reach.start and p.name
            and governs(scene.text, p)
        ]  # fmt: skip
        return before[-1].name if before else None
    if _is_counted_group(scene, told, reach):
        return Counter(filter(None, scene.regions.values())).most_common(1)[0][0]
    return told.name


def _is_counted_group(scene: Scene, place: PlaceMention, reach: Span) -> bool:
    """Whether the place is the first of several that act together: 达州、南充…五市."""
    behind = scene.text[place.span.end : reach.end]
    return bool(re.match(r"(?:、[一-龥]{2,6}){1,9}[一二三四五六七八九十\d]*[市县区州]", behind))
