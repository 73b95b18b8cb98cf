"""Who took part in an event, where it was, and with whom, in names that English can tell."""

from __future__ import annotations

import re
from collections import Counter

from .composing import is_plural
from .event_kinds import kind_of, official_english, rule, without_day
from .gazetteer import gazetteer
from .governing import governs
from .knowledge import table
from .names import place_english, to_english
from .place_words import region_english, subject_english
from .places import PlaceMention
from .records import Event
from .segments import fold, segmented
from .terms import is_named_whole, is_translated
from .text import Span
from .wording import Told

_MOST_PEOPLE, _MOST_PLACES, _MOST_FIRMS = 2, 4, 3
_LONGEST_BRAND = 3
_NEAR = 8
_OF_PROJECT = ("agreed", "stepped", "at_work")
"""Kinds whose clause begins with a company or a project rather than with its place."""


def clause_span(told: Told, event: Event) -> Span:
    """Where the event's clause stands in the text; its whole sentence where it is put together."""
    start = told.text.find(event.what_zh, event.evidence.start, event.evidence.end)
    if start < 0:
        return event.evidence
    return Span(start, start + len(event.what_zh))


def officials_before(told: Told, event: Event, clause: str, end: int) -> str:
    """The officials named before a place in the clause, the first two, in English.

    One named there without an office has that of another event of the article.
    """
    known = [person for other in told.result.events for person in other.officials]
    everyone = {person.name_zh: person for person in (*known, *event.officials)}
    named = [name for name in everyone if 0 <= clause.find(name) < end]
    offices = [official_english(everyone[name]) for name in sorted(named, key=clause.find)]
    return joined([words for words in offices if words][:_MOST_PEOPLE])


def joined(names: list[str]) -> str:
    """Names in a row: A, B and C."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def region_of(told: Told, event: Event, clause: Span) -> str | None:
    """The place whose matter an event is: the subject of its clause, else of its figures."""
    words = without_day(clause.cut(told.text))
    if event.place and rule("held", "province").match(words) and is_place(event.place):
        return event.place
    kind = kind_of(clause.cut(told.text))
    front = Span(clause.start, clause.start + kind.end) if kind.end else clause
    of_figures = _of_figures(told, event)
    if kind.code in _OF_PROJECT:
        region = of_figures or _subject(told, clause)
    else:
        region = _subject(told, front) or of_figures or _named_in(told, front)
    if region is None:
        region = told.regions.get(event.evidence) or told.main_region
    whole = rule("held", "whole").match(words)
    if whole and region:
        around = re.match(rf".+?{whole['level']}(?=.)", region)
        region = around[0] if around and is_place(around[0]) else region
    return region


def _subject(told: Told, clause: Span) -> str | None:
    """The place that is the subject of a clause, not one where something was held."""
    for place in told.places:
        if not clause.covers(place.span) or not place.name or place.in_name:
            continue
        is_kind = place.level not in ("zone", "group") or is_tellable_place(place.name)
        if is_kind and governs(told.text, place) and not _is_venue(told, place):
            return place.name
    return None


def _named_in(told: Told, clause: Span) -> str | None:
    """The first place a clause names that is not where something was held."""
    named = (p for p in told.places if clause.covers(p.span) and p.name and not p.in_name)
    return next((p.name for p in named if not _is_venue(told, p) and is_place(p.name or "")), None)


def _is_venue(told: Told, place: PlaceMention) -> bool:
    before = told.text[max(0, place.span.start - 1) : place.span.start]
    behind = told.text[place.span.end : place.span.end + _NEAR * 2]
    return bool(rule("held", "before").search(before) and rule("held", "behind").search(behind))


def _of_figures(told: Told, event: Event) -> str | None:
    regions = [one.region for one in told.labels_of(event.quantities) if one.region]
    return Counter(regions).most_common(1)[0][0] if regions else None


def is_place(name: str) -> bool:
    """Whether a place is one that English tells by an established name."""
    if name in table("labels")["own_place"]:
        return False
    return bool(gazetteer().places(name)) or _has_division(name)


def _has_division(name: str) -> bool:
    """Whether a name is nothing but divisions: 泸州市江阳区."""
    rest = name
    while rest:
        surface = next(gazetteer().matches(rest, 0), "")
        if not surface:
            return rest in table("places")["regions"] or rest in table("places")["zones"]
        rest = rest[len(surface) :]
    return True


def _is_in(inner: str, outer: str) -> bool:
    return inner == outer or inner.startswith(outer)


def is_several(region: str) -> bool:
    """Whether a region is several places, told together."""
    return "、" in region or is_plural(subject_english(region))


def subject(region: str | None) -> str:
    """A place as the subject of a sentence, empty where there is none."""
    return subject_english(region) if region else ""


def where(told: Told, event: Event, clause: Span, region: str | None) -> str:
    """In Shenzhen, of what a place did away from home; empty at home."""
    held = [p.name for p in told.places if clause.covers(p.span) and p.name and _is_venue(told, p)]
    place = held[-1] if held else event.place or ""
    if not region or not place or not is_place(place):
        return ""
    if _is_in(place, region) or _is_in(region, place) or place in region:
        return ""
    return f" in {subject_english(place)}"


def is_tellable_place(name: str) -> bool:
    """Whether English can tell a place: a division, or a zone whose words are all known."""
    return is_place(name) or (
        is_translated(name) and not re.search(r"[\d一二三四五六七八九]个", name)
    )


def destinations(told: Told, clause: Span, region: str | None) -> str:
    """The places people went to, in English: Shanghai, Suzhou and Shenzhen."""
    gone = rule("visits", "gone_to")
    listed: list[PlaceMention] = []
    for place in told.places:
        if not clause.covers(place.span) or place.name is None:
            continue
        if listed:
            between = told.text[listed[-1].span.end : place.span.start]
            if re.fullmatch("[、和及与]?", between):
                listed.append(place)
            continue
        before = told.text[max(clause.start, place.span.start - _NEAR) : place.span.start]
        if re.search(rf"(?:{gone.pattern})\Z", before) and not place.in_name:
            listed.append(place)
    around = {parent for place in listed for parent in place.parents}
    named = [p.name for p in listed if p.name and p.name not in around and is_place(p.name)]
    words = [_told_apart(name, region) for name in named]
    return joined(list(dict.fromkeys(words))[:_MOST_PLACES])


def in_place(region: str | None) -> str:
    """In a place that English can tell, in full: in Jiangyang District, Luzhou; else empty."""
    if not region or not is_tellable_place(region):
        return ""
    the = "the " if subject_english(region).startswith("the ") else ""
    return f" in {the}{region_english(region).removeprefix('the ')}"


def _told_apart(name: str, region: str | None) -> str:
    """A place's name, with its province where the visitors' own place is spelled the same."""
    english = place_english(name).split(", ")[0]
    if region is None or region == name or english != place_english(region).split(", ")[0]:
        return f"the {english}" if subject_english(name).startswith("the ") else english
    parents = gazetteer().places(name)[0].parents if gazetteer().places(name) else ()
    return f"{english} ({place_english(parents[-1])})" if parents else english


def is_tellable(name: str) -> bool:
    """Whether a company's name can be told: known words and at most a short brand in pinyin."""
    unknown = sum(len(token.zh) for token in segmented(fold(name)) if token.kind == "unknown")
    return is_named_whole(name) and unknown <= _LONGEST_BRAND


def _is_of_project(clause: str, name: str) -> bool:
    """Whether a company only lends its name to a project that the clause tells of."""
    behind = clause[clause.index(name) + len(name) :]
    return bool(rule("visits", "in_project").match(behind))


def firms_in(event: Event, clause: str) -> list[tuple[int, str]]:
    """The companies a clause names that English can tell, the first three, each with its place."""
    known = [name for name in table("glossary")["companies"] if name in clause]
    named = [name for name in event.organisations if name in clause and is_tellable(name)]
    inside = [name for name in (*known, *named) if _is_of_project(clause, name)]
    every = sorted({*known, *named} - {*inside}, key=lambda name: (clause.index(name), -len(name)))
    chosen = [name for name in every if not any(name != other and name in other for other in every)]
    return [(clause.index(name), to_english(name)) for name in chosen][:_MOST_FIRMS]
