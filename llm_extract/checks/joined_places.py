"""Zones named after two cities by a character of each: 苏宿 is Suzhou and Suqian."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from itertools import product

from llm_extract.gazetteer import gazetteer
from llm_extract.names import place_english

from .named_places import Named

_TWO = 2


def joined_names(zone: Named) -> Iterator[tuple[str, str]]:
    """The two cities a zone may be named after, in English; none for one named otherwise."""
    name = zone.surface
    if zone.level != "zone" or len(name) <= _TWO or gazetteer().places(name[:_TWO]):
        return
    for one, other in product(_cities_with(name[0]), _cities_with(name[1])):
        if one != other:
            yield one, other


def joined_forms(zone: Named) -> Iterator[str]:
    """What such a zone may be called: Suzhou-Suqian Industrial Park."""
    kind = zone.english.split(",")[0].partition(" ")[2]
    for one, other in joined_names(zone):
        yield from (f"{one}{dash}{other} {kind}" for dash in "-–")


def _cities_with(character: str) -> list[str]:
    """The English names of the cities whose names begin with a character."""
    names = _city_names().get(character, ())
    return sorted({place_english(name).removesuffix(" City") for name in names})


@cache
def _city_names() -> dict[str, set[str]]:
    """The names of the cities of the gazetteer by the character they begin with."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for surface, entries in gazetteer().entries.items():
        found[surface[0]] |= {one.place.name for one in entries if one.place.level == "city"}
    return dict(found)
