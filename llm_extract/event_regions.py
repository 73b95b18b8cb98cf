"""Whose matter an event is, where it was, and where people went, in names that English can tell."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from .composing import is_plural
from .event_kinds import kind_of, rule, without_day
from .gazetteer import gazetteer
from .governing import governs
from .knowledge import table
from .names import place_english
from .place_words import region_english, subject_english
from .places import PlaceMention
from .records import Event
from .terms import is_translated
from .text import Span
from .wording import Told, joined

_MOST_PLACES = 4
_NEAR = 8
_OF_PROJECT = ("agreed", "stepped", "at_work")
"""Kinds whose clause begins with a company or a project rather than with its place."""


def clause_span(told: Told, event: Event) -> Span:
    """Where the event's clause stands in the text; its whole sentence where it is put together."""
    start = told.text.find(event.what_zh, event.evidence.start, event.evidence.end)
    if start < 0:
        return event.evidence
    return Span(start, start + len(event.what_zh))


def region_of(told: Told, event: Event, clause: Span) -> str | None:
    """The place whose matter an event is: the subject of its clause, else of its figures."""
    words = without_day(clause.cut(told.text))
    if event.place and rule("held", "province").match(words) and is_place(event.place):
        return event.place
    region = _told_region(told, event, clause) or told.regions.get(event.evidence)
    region = region or told.main_region
    whole = rule("held", "whole").match(words)
    if whole and region:
        around = re.match(rf".+?{whole['level']}(?=.)", region)
        region = around[0] if around and is_place(around[0]) else region
    return region


def _told_region(told: Told, event: Event, clause: Span) -> str | None:
    """The region that the clause or the figures of an event tell, by the kind of event."""
    words = clause.cut(told.text)
    kind = kind_of(words)
    front = Span(clause.start, clause.start + kind.end) if kind.end else clause
    regions = [one.region for one in told.labels_of(event.quantities) if one.region]
    of_figures = Counter(regions).most_common(1)[0][0] if regions else None
    if kind.code in _OF_PROJECT:
        return of_figures or _subject(told, clause)
    if kind.code == "gathered" and rule("matter", "set_at").match(words[kind.end :]):
        return _subject(told, front) or _named_in(told, front) or told.main_region
    return _subject(told, front) or of_figures or _named_in(told, front)


def _subject(told: Told, clause: Span) -> str | None:
    """The place that is the subject of a clause, not one where something was held."""
    for place in told.places:
        if not clause.covers(place.span) or not place.name or place.in_name:
            continue
        is_one = place.level != "group" or is_several(place.name)
        if not is_one or not is_tellable_place(place.name):
            continue
        if governs(told.text, place) and not _is_venue(told.text, place):
            return place.name
    return None


def _named_in(told: Told, clause: Span) -> str | None:
    """The first place a clause names that is not where something was held."""
    for place in told.places:
        is_named = clause.covers(place.span) and place.name and not place.in_name
        if is_named and is_place(place.name or "") and not _is_venue(told.text, place):
            return place.name
    return None


def _is_venue(text: str, place: PlaceMention) -> bool:
    before = text[max(0, place.span.start - 1) : place.span.start]
    behind = text[place.span.end : place.span.end + _NEAR * 2]
    is_behind = rule("held", "behind").search(behind)
    return bool(is_behind and (rule("held", "before").search(before) or _is_abroad(place)))


def counterpart(told: Told, clause: Span, region: str | None) -> str:
    """The other place that an agreement was signed with, in English; empty where there is none."""
    for place in told.places:
        if not clause.covers(place.span) or not place.name or place.in_name:
            continue
        before = told.text[max(clause.start, place.span.start - 1) : place.span.start]
        behind = told.text[place.span.end : clause.end]
        beside = before in ("与", "和", "同") or behind[:1] in ("与", "和", "同")
        is_party = beside and rule("matter", "party").match(behind)
        is_home = is_near(place.name, region) or region in place.parents
        if is_party and not is_home and is_tellable_place(place.name):
            return subject_english(place.name)
    return ""


def is_place(name: str) -> bool:
    """Whether a place is one that English tells by an established name."""
    if name in table("labels")["own_place"]:
        return False
    return bool(gazetteer().places(name)) or name in _abroad() or _has_division(name)


def _has_division(name: str) -> bool:
    """Whether a name is nothing but divisions: 泸州市江阳区."""
    rest = name
    while rest:
        surface = next(gazetteer().matches(rest, 0), "")
        if not surface:
            return rest in table("places")["regions"] or rest in table("places")["zones"]
        rest = rest[len(surface) :]
    return True


def is_tellable_place(name: str) -> bool:
    """Whether English can tell a place: a division, or a zone whose words are all known."""
    counted = re.search(r"[\d一二三四五六七八九]个", name)
    return is_place(name) or (is_translated(name) and not counted)


def is_several(region: str) -> bool:
    """Whether a region is several places, told together."""
    return "、" in region or is_plural(subject_english(region))


def is_near(region: str, other: str | None) -> bool:
    """Whether one of two regions lies in the other, so that one event can be told of both."""
    return bool(other) and (region.startswith(other or "") or (other or "").startswith(region))


def subject(region: str | None) -> str:
    """A place as the subject of a sentence, empty where there is none."""
    return subject_english(region) if region else ""


def in_place(region: str | None) -> str:
    """In a place that English can tell, in full: in Jiangyang District, Luzhou; else empty."""
    if not region or not is_tellable_place(region):
        return ""
    the = "the " if subject_english(region).startswith("the ") else ""
    return f" in {the}{region_english(region).removeprefix('the ')}"


def where(told: Told, event: Event, clause: Span, region: str | None) -> str:
    """In Shenzhen, of what a place did away from home; empty at home."""
    named = [*told.places, *_abroad_in(told.text, clause)]
    held = [p.name for p in named if clause.covers(p.span) and p.name and _is_venue(told.text, p)]
    regions = table("places")["regions"]
    at = event.place if event.place not in regions else ""
    place = held[-1] if held else at or ""
    if not region or not is_place(place):
        return ""
    if place.startswith(region) or region.startswith(place) or place in region:
        return ""
    return f" in {_abroad().get(place) or subject_english(place)}"


# Where people went


def destinations(told: Told, clause: Span, region: str | None) -> str:
    """The places people went to, in English: Shanghai, Suzhou and Shenzhen."""
    listed: list[PlaceMention] = []
    every = [p for p in told.places if clause.covers(p.span)] + _abroad_in(told.text, clause)
    for place in sorted(every, key=lambda p: p.span.start):
        if listed:
            between = told.text[listed[-1].span.end : place.span.start]
            if not between and _is_abroad(place):
                listed[-1] = place
            elif re.fullmatch("[、和及与]?", between):
                listed.append(place)
        elif _is_gone_to(told.text, clause, place):
            listed.append(place)
    around = {parent for place in listed for parent in place.parents}
    named = [p.name for p in listed if p.name and p.name not in around and is_place(p.name)]
    words = [_told_apart(name, region) for name in named]
    return joined(list(dict.fromkeys(words))[:_MOST_PLACES])


def _is_gone_to(text: str, clause: Span, place: PlaceMention) -> bool:
    before = text[max(clause.start, place.span.start - _NEAR) : place.span.start]
    gone = re.search(rf"(?:{rule('visits', 'gone_to').pattern})\Z", before)
    return bool(gone and place.name and not place.in_name)


@cache
def _abroad() -> dict[str, str]:
    """Countries and cities abroad by their Chinese names."""
    rows: dict[str, str] = table("foreign")["names"]
    named = {zh: re.sub(r"\(\?.*?\)", "", en.split("|")[0]) for zh, en in rows.items()}
    return {zh: en for zh, en in named.items() if len(zh) > 1}


def _is_abroad(place: PlaceMention) -> bool:
    return place.name in _abroad()


def _abroad_in(text: str, clause: Span) -> list[PlaceMention]:
    """The places abroad that a clause names."""
    longest = sorted(_abroad(), key=len, reverse=True)
    found = re.compile("|".join(longest)).finditer(text, clause.start, clause.end)
    return [PlaceMention(Span(*m.span()), m[0], m[0], "zone") for m in found]


def _told_apart(name: str, region: str | None) -> str:
    """A place's name, with its province where the visitors' own place is spelled the same."""
    if name in _abroad():
        return _abroad()[name]
    english = place_english(name).split(", ")[0]
    if region is None or region == name or english != place_english(region).split(", ")[0]:
        return f"the {english}" if subject_english(name).startswith("the ") else english
    parents = gazetteer().places(name)[0].parents if gazetteer().places(name) else ()
    return f"{english} ({place_english(parents[-1])})" if parents else english
