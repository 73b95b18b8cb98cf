"""Places as a text names them, and those known by their form alone: groups, towns and zones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .gazetteer import Level, stem_of, word_set
from .place_patterns import group_pattern, short_again, town_pattern, zone_pattern
from .text import Span


@dataclass(frozen=True)
class PlaceMention:
    """A place as a text names it.

    `name` is its full form (泸州市, 泸州市纳溪区, 泸县经开区), None for 全市 and the like, which
    only the caller can resolve. `parents` are the names around it, nearest first; `within` is the
    nearest. `in_name` marks a place that is only a part of the name of an organisation.
    """

    span: Span
    surface: str
    name: str | None
    level: Level
    parents: tuple[str, ...] = ()
    within: str | None = None
    in_name: bool = False


def groups(text: str) -> Iterator[PlaceMention]:
    """Several divisions at once: 五市, 川东北五市, 三县两区, 各县(市、区)."""
    for match in group_pattern().finditer(text):
        yield PlaceMention(Span(*match.span()), match[0], match[0], "group")


def ordinary_again(text: str, mentions: Iterable[PlaceMention]) -> Iterator[PlaceMention]:
    """Counties named in full, called again by a short name that is an ordinary word too.

    Only where nothing but a place fits: 安化经开区, 位于北流的, after 安化县 and 北流市.
    """
    ordinary = word_set("ordinary")
    named = {
        stem_of((one.name or "").removeprefix(one.within or "")): one
        for one in mentions
        if one.level == "county"
    }
    for stem in named.keys() & ordinary:
        for match in short_again(stem).finditer(text):
            span = Span(*match.span())
            yield replace(named[stem], span=span, surface=stem, in_name=False)


def towns(text: str) -> Iterator[PlaceMention]:
    """Towns after a word of place or at the start of a clause: 依托街子镇."""
    for match in town_pattern().finditer(text):
        yield PlaceMention(Span(*match.span("town")), match["town"], match["town"], "town")


def zones(text: str) -> Iterator[PlaceMention]:
    """Zones named after no division, at the start of a clause."""
    for match in zone_pattern().finditer(text):
        yield PlaceMention(Span(*match.span()), match[0], match[0], "zone")
