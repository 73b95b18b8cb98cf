"""Which places lie in which: a county in its city, a zone in the city it is named after."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from llm_extract.gazetteer import Entry, gazetteer, stem_of
from llm_extract.place_names import bare_english, full_english
from llm_extract.place_words import region_english

_KINDS = re.compile(r" (?:city|province|prefecture|municipality|autonomous region)$")
_RANK = {"full": 0, "short": 1, "stem": 2}


@lru_cache(maxsize=4096)
def areas_of(region: str) -> tuple[str, ...]:
    """A region and all that encloses it, as the gazetteer has it: 泸州市纳溪区, 泸州市, 四川省."""
    found = [region]
    for one in re.split("[、和]", region):
        found += [one, *_enclosing(one)]
    return tuple(dict.fromkeys(found))


def _enclosing(region: str) -> list[str]:
    found: list[str] = []
    around: set[str] = set()
    position = 0
    while position < len(region):
        surface = next(iter(gazetteer().matches(region, position)), "")
        entries = [e for e in gazetteer().entries.get(surface, ()) if _suits(e, around)]
        if not entries:
            break
        place = min(entries, key=lambda e: _RANK[e.form]).place
        found = [place.canonical, place.name, *place.parents, *found]
        around = {place.name, *place.parents}
        position += len(surface)
    return found


def _suits(entry: Entry, around: set[str]) -> bool:
    return not around or bool(around & set(entry.place.parents))


@lru_cache(maxsize=4096)
def city_of(region: str) -> str:
    """The city a region lies in or is; the region itself where it is wider or none."""
    for name in areas_of(region):
        if any(p.level == "city" for p in gazetteer().places(name, "full")):
            return name
    return region


def is_within(region: str | None, wanted: str) -> bool:
    """Whether a region is `wanted` or lies in it."""
    return region is not None and wanted in areas_of(region)


def find_area(name: str, regions: Iterable[str]) -> str | None:
    """The place among some regions, or around them, that a Chinese or English name means."""
    sought = _folded(name)
    areas = list(dict.fromkeys(area for region in regions for area in areas_of(region)))
    for forms in (_whole_names, _short_names):
        for area in areas:
            if sought in map(_folded, forms(area)):
                return area
    return None


def _whole_names(area: str) -> tuple[str, ...]:
    return area, region_english(area), full_english(area)


def _short_names(area: str) -> tuple[str, ...]:
    return stem_of(area), bare_english(area), region_english(area).partition(",")[0]


def _folded(name: str) -> str:
    plain = " ".join(name.replace("’", "'").split()).casefold()
    return _KINDS.sub("", plain)
