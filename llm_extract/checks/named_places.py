"""Places as a text names them, what governs a figure, and whether two of them agree."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import takewhile
from typing import Literal

from llm_extract.gazetteer import gazetteer, stem_of
from llm_extract.text import Span

PlaceFit = Literal["same", "unknown", "other"]
_MIN_STEM = 2
_ZONE = "新区"
PARTS = ("zone", "town")
"""Levels of places within a county or city."""
SITE = "site"
"""Of a place an English claim names as that where one thing stands: a plant in Bozhou."""


@dataclass(frozen=True)
class Named:
    """A place named in a text.

    `keys` are what it may be, `parents` key and full name of the places around it; `adjunct`
    marks mere locations, `subject` what opens a clause.
    """

    span: Span
    surface: str
    keys: frozenset[str]
    english: str = ""
    parents: frozenset[tuple[str, str]] = frozenset()
    level: str = ""
    in_name: bool = False
    adjunct: bool = False
    subject: bool = False
    heading: bool = False


@dataclass(frozen=True)
class Governing:
    """The place that governs a figure, those listed with it, and all it may be put down to.

    `around` are places that a figure without one in its sentence may be told of just as well;
    `whole` marks a figure of the place as a whole (全市), so of no zone in it; `joint` one told
    of several places together.
    """

    place: Named
    keys: frozenset[str]
    accepted: frozenset[str]
    around: frozenset[str] = frozenset()
    whole: bool = False
    joint: bool = False


@lru_cache(maxsize=4096)
def key_of(name: str) -> str:
    """One form for 泸州 and 泸州市, and for a county with and without its city."""
    entries = gazetteer().places(name)
    if not entries:
        for cut in range(len(name) - 1, 1, -1):
            if gazetteer().places(name[cut:]) and gazetteer().places(name[:cut]):
                name = name[cut:]
                break
    stem = stem_of(name)
    if name.endswith(_ZONE) and not entries and gazetteer().places(stem):
        return name  # 兰州新区 is no other name of 兰州
    return stem if len(stem) >= _MIN_STEM else name


def place_fit(claim: Governing | None, source: Governing | None) -> PlaceFit:
    """Whether a claim puts its figure down to the place the source gives it to."""
    if claim is None or source is None:
        return "unknown"
    if source.joint and not claim.joint and claim.keys < source.keys:
        return "other"
    of_all = source.joint and any(key in claim.keys for key, _ in source.place.parents)
    if not of_all and (claim.keys & source.accepted or _names_shorter(claim.place, source.place)):
        return "same"
    within = {key for key, _ in source.place.parents}
    if source.keys & claim.accepted and claim.place.keys & within:
        return "same"
    inside = any(k in source.keys for k, _ in claim.place.parents)
    inside = inside and claim.place.level in (SITE, *(() if source.whole else PARTS))
    open_part = source.place.level == "town" and not source.place.parents
    open_part = open_part or (not claim.place.parents and _is_zone_of(claim, source))
    if of_all or inside or open_part or claim.keys & source.around:
        return "unknown"
    wider = {key for key, _ in source.place.parents}
    wider |= {key for key in claim.place.keys if source.place.surface.startswith(key)}
    loose = claim.place.level == SITE or source.place.level in PARTS
    loose = loose or all(map(is_province, claim.place.keys))
    return "unknown" if loose and claim.place.keys <= wider else "other"


def _is_zone_of(claim: Governing, source: Governing) -> bool:
    """Whether a claim names a zone nobody says the place of, and the source only its province."""
    zone = any(key.endswith(_ZONE) for key in claim.keys)
    return zone and all(map(is_province, source.keys))


def _names_shorter(claim: Named, source: Named) -> bool:
    """Whether a claim's name of a zone or county is the source's in a shorter form."""
    zone = claim.level == "zone" and (_shortens(claim, source) or _leads_to(claim, source))
    return zone or _abbreviates(claim, source)


def _shortens(short: Named, full: Named) -> bool:
    """Whether a park's name is another's without words in its middle."""
    pairs = zip(short.surface, full.surface, strict=False)
    head = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
    return head >= _MIN_STEM and full.surface.endswith(short.surface[head:])


def _leads_to(claim: Named, source: Named) -> bool:
    """Whether a claim's name of a zone is the source's behind the name of its city."""
    city, name = claim.surface[: -len(source.surface)], source.surface
    return claim.surface.endswith(name) and len(name) > _MIN_STEM and bool(gazetteer().places(city))


def _abbreviates(short: Named, full: Named) -> bool:
    """Whether a county's name is that of an autonomous one, drawn together: 前郭县."""
    letters, rest = short.surface, iter(full.surface)
    autonomous = "自治" in full.surface and letters[:1] == full.surface[:1]
    return autonomous and len(letters) > _MIN_STEM and all(one in rest for one in letters)


def lies_in(place: Named, around: Named) -> bool:
    """Whether `place` is a part of `around`."""
    return not around.keys.isdisjoint(key for key, _ in place.parents)


@cache
def is_province(key: str) -> bool:
    """Whether a place's key is that of a province."""
    return any(place.level == "province" for place in gazetteer().places(key))
