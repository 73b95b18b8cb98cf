"""Who took part in an event, where it was, and with whom, in names that English can tell."""

from __future__ import annotations

import re
from collections import Counter

from .event_kinds import official_english, rule
from .gazetteer import gazetteer
from .governing import governs
from .knowledge import table
from .names import place_english, to_english
from .place_words import region_english, subject_english
from .places import PlaceMention
from .records import Event
from .segments import fold, segmented
from .terms import is_named_whole
from .text import Span
from .wording import Told

_MOST_PEOPLE, _MOST_PLACES, _MOST_FIRMS = 2, 4, 3
_LONGEST_BRAND = 3
_NEAR = 8


def clause_span(told: Told, event: Event) -> Span:
    """Where the event's clause stands in the text; its whole sentence where it is put together."""
    start = told.text.find(event.what_zh, event.evidence.start, event.evidence.end)
    if start < 0:
        return event.evidence
    return Span(start, start + len(event.what_zh))


def officials_before(event: Event, clause: str, end: int) -> str:
    """The officials named before a place in the clause, the first two, in English."""
    named = [
        official_english(person)
        for person in event.officials
        if 0 <= clause.find(person.name_zh) < end
    ]
    return joined([name for name in named if name][:_MOST_PEOPLE])


def joined(names: list[str]) -> str:
    """Names in a row: A, B and C."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def main_region(told: Told) -> str | None:
    """The place most of the article's facts are of."""
    regions = Counter(fact.region for fact in told.result.facts if fact.region)
    return regions.most_common(1)[0][0] if regions else None


def region_of(told: Told, event: Event, clause: Span) -> str | None:
    """The place whose matter an event is: the subject of its clause, else of its figures."""
    for place in told.places:
        is_subject = clause.covers(place.span) and place.name and not place.in_name
        if is_subject and place.level != "zone" and governs(told.text, place):
            return place.name
    regions = [one.region for one in told.labels_of(event.quantities) if one.region]
    if regions:
        return Counter(regions).most_common(1)[0][0]
    whole = main_region(told)
    if event.place and is_place(event.place) and (whole is None or _is_in(event.place, whole)):
        return event.place
    return whole


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


def subject(region: str | None) -> str:
    """A place as the subject of a sentence, empty where there is none."""
    return subject_english(region) if region else ""


def where(event: Event, region: str | None) -> str:
    """In Shenzhen, of what a place did away from home; empty at home."""
    place = event.place or ""
    if not region or not place or not is_place(place):
        return ""
    if _is_in(place, region) or _is_in(region, place) or place in region:
        return ""
    return f" in {region_english(place).split(', ')[0]}"


def destinations(told: Told, clause: Span) -> str:
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
    words = [place_english(name).split(", ")[0] for name in named]
    return joined(list(dict.fromkeys(words))[:_MOST_PLACES])


def is_tellable(name: str) -> bool:
    """Whether a company's name can be told: known words, and no more than a short brand in pinyin."""
    unknown = sum(len(token.zh) for token in segmented(fold(name)) if token.kind == "unknown")
    return is_named_whole(name) and unknown <= _LONGEST_BRAND


def firms_in(event: Event, clause: str) -> list[str]:
    """The companies a clause names that English can tell, the first three."""
    known = [name for name in table("glossary")["companies"] if name in clause]
    named = [name for name in event.organisations if name in clause and is_tellable(name)]
    every = sorted({*known, *named}, key=lambda name: (clause.index(name), -len(name)))
    chosen = [
        name for name in every if not any(name != other and name in other for other in every)
    ]
    return [to_english(name) for name in chosen][:_MOST_FIRMS]
