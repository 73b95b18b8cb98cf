"""Places named in Chinese text: divisions, zones, regions and the words that stand for one."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from operator import add

from .gazetteer import (
    Entry,
    Level,
    Place,
    gazetteer,
    is_plausible,
    ordinary_stems,
    short_names,
    stem_of,
    word_set,
)
from .glossary import cached, given
from .knowledge import table
from .organisations import runs_on_to_name
from .place_mentions import PlaceMention, groups, ordinary_again, towns, zones
from .place_patterns import group_after, town_after, zone_after
from .text import Span

__all__ = ["PlaceMention", "find_places"]

_ORDINARY = re.compile(r"[一-龥]{2,3}(?=[^一-龥]|\Z)")


@dataclass(frozen=True)
class _Found:
    """A stretch that can be a place, before the whole text has settled which."""

    span: Span
    level: Level
    places: tuple[Place, ...] = ()
    stem_only: bool = False


def find_places(text: str) -> list[PlaceMention]:
    """Every place named in `text`, in order, none overlapping another.

    Longest match in one pass. Cities and provinces count in their short forms too, counties
    (纳溪 for 纳溪区) only where their full form or their city is named in the same text.
    """
    found = _supported(text, list(_scanned(text)))
    named = _named_in(found)
    mentions: list[PlaceMention] = []
    for group in _chains(found, named):
        mention = _mention(text, group, named)
        if mentions and mention.span.start < mentions[-1].span.end:
            continue
        mentions.append(mention)
    extended = [_extended(text, _as_named(text, mention)) for mention in mentions]
    written = _as_written(text, extended)
    again = [_extended(text, mention) for mention in ordinary_again(text, written)]
    return list(_apart([*written, *again, *groups(text), *towns(text), *zones(text)]))


def _as_written(text: str, mentions: list[PlaceMention]) -> list[PlaceMention]:
    """The mentions under the short names of their peoples' areas, where a text has no others.

    海西州 for 海西蒙古族藏族自治州, in an article that only says 海西州.
    """
    named = {name for one in mentions for name in (one.name or "", *one.parents)}
    names = {name for name in named if "自治" in name}
    if not names:
        return mentions
    shorts = {
        full: short
        for full, forms in short_names().items()
        if any(full in name for name in names) and full not in text
        for short in forms
        if short in text
    }
    if not shorts:
        return mentions
    return [_renamed(one, shorts) for one in mentions]


def _renamed(mention: PlaceMention, shorts: dict[str, str]) -> PlaceMention:
    def short(name: str) -> str:
        for full, form in shorts.items():
            name = name.replace(full, form)
        return name

    return replace(
        mention,
        name=mention.name and short(mention.name),
        parents=tuple(map(short, mention.parents)),
        within=mention.within and short(mention.within),
    )


@cached
def _fixed() -> dict[str, Level | None]:
    """Stretches taken as they are: self words, regions, named zones; None for decoys."""
    words = table("places")
    fixed: dict[str, Level | None] = dict.fromkeys(words["decoys"])
    fixed.update(dict.fromkeys(words["self_words"], "self"))
    fixed.update(dict.fromkeys(words["regions"], "group"))
    fixed.update(dict.fromkeys(words["zones"], "zone"))
    fixed.update(dict.fromkeys(given().places.keys() - gazetteer().entries.keys(), "zone"))
    return fixed


@cached
def _fixed_lengths() -> dict[str, list[int]]:
    lengths: dict[str, set[int]] = {}
    for surface in _fixed():
        lengths.setdefault(surface[0], set()).add(len(surface))
    return {first: sorted(sizes, reverse=True) for first, sizes in lengths.items()}


@cached
def _beginnings() -> frozenset[str]:
    """The first two characters of all that is looked for, to pass over what begins nothing."""
    return frozenset(surface[:2] for surface in (*_fixed(), *gazetteer().entries))


def _scanned(text: str) -> Iterator[_Found]:
    """The longest match at each position, from the left."""
    end = 0
    beginnings, fixed_levels, fixed_lengths = _beginnings(), _fixed(), _fixed_lengths()
    for position in [at for at, two in enumerate(map(add, text, text[1:])) if two in beginnings]:
        if position < end:
            continue
        fixed = next(
            (text[position : position + n] for n in fixed_lengths.get(text[position], ())
             if text[position : position + n] in fixed_levels), "",
        )  # fmt: skip
        matches = gazetteer().matches(text, position)
        surface = next((s for s in matches if is_plausible(text, position, s)), "")
        if fixed and len(fixed) >= len(surface):
            span = Span(position, position + len(fixed))
            level = fixed_levels[fixed]
            if level:
                yield _Found(span, level)
            end = span.end
        elif surface:
            span = Span(position, position + len(surface))
            entries = gazetteer().entries[surface]
            stem_only = all(entry.form == "stem" for entry in entries)
            yield _Found(span, entries[0].place.level, _candidates(entries), stem_only)
            end = span.end
            inner = _ordinary_within(text, end, _candidates(entries))
            if inner is not None:
                yield inner
                end = inner.span.end


def _ordinary_within(text: str, start: int, around: tuple[Place, ...]) -> _Found | None:
    """A county called by an ordinary word right behind its city, and alone there: 上海金山：."""
    for match in [_ORDINARY.match(text, start)] if len(around) == 1 else []:
        place = ordinary_stems().get((around[0].name, match[0])) if match else None
        if match and place:
            return _Found(Span(*match.span()), "county", (place,))
    return None


def _candidates(entries: list[Entry]) -> tuple[Place, ...]:
    """The places meant: those called so in full or short, stems only where there are no others."""
    best = [e.place for e in entries if e.form != "stem"] or [e.place for e in entries]
    return tuple(best)


def _supported(text: str, found: list[_Found]) -> list[_Found]:
    """`found` without what needs support from the rest of the text and has none."""
    full = {place for f in found if not f.stem_only for place in f.places}
    names = {place.name for place in full}
    kept = []
    for item in found:
        if not item.places or (item.stem_only and _is_zone_head(text, item)):
            kept.append(item)
            continue
        surface = item.span.cut(text)
        places = item.places
        if item.stem_only:
            places = tuple(p for p in places if p in full or p.parents[0] in names)
        elif surface in word_set("ordinary_full"):
            places = tuple(p for p in places if names & set(p.parents))
        if places:
            kept.append(replace(item, places=places))
    return kept


def _is_zone_head(text: str, item: _Found) -> bool:
    """Whether a county's stem stands before a zone's kind and can only be that county."""
    kind = next((k for k in table("places")["zone_kinds"] if text.startswith(k, item.span.end)), "")
    return bool(kind) and kind in word_set("stem_zone_kinds") and len(item.places) == 1


def _named_in(found: Iterable[_Found]) -> Counter[str]:
    """How often each province and city is named for certain."""
    return Counter(
        f.places[0].name for f in found if len(f.places) == 1 and f.level in ("province", "city")
    )


def _chains(found: list[_Found], named: Counter[str]) -> Iterator[list[_Found]]:
    """Neighbours of which each lies in the one before: 四川|泸州市|纳溪区."""
    chain: list[_Found] = []
    for item in found:
        linked = chain and item.span.start == chain[-1].span.end and _inside(item, chain[-1], named)
        if not linked and chain:
            yield chain
            chain = []
        chain.append(item)
    if chain:
        yield chain


def _inside(item: _Found, before: _Found, named: Counter[str]) -> bool:
    if not item.places or not before.places:
        return False
    outer = {_settle(before.places, named).name, *(p.name for p in before.places)}
    return any(outer & set(place.parents) for place in item.places)


def _settle(places: tuple[Place, ...], named: Counter[str]) -> Place:
    """A province before a city of its name; else the one whose city or province is named most."""
    province = next((p for p in places if p.level == "province"), None)
    return province or max(places, key=lambda p: [named[name] for name in p.parents])


def _mention(text: str, chain: list[_Found], named: Counter[str]) -> PlaceMention:
    last = chain[-1]
    span = Span(chain[0].span.start, last.span.end)
    surface = span.cut(text)
    in_name = runs_on_to_name(text, span) and (
        last.level != "self" or surface in word_set("self_in_names")
    )
    if not last.places:
        name = None if last.level == "self" else surface
        return PlaceMention(span, surface, name, last.level, in_name=in_name)
    outer = {place.name for item in chain[:-1] for place in item.places}
    places = tuple(p for p in last.places if outer & set(p.parents)) or last.places
    place = _settle(places, named)
    sure = len(places) == 1 or any(named[name] for name in place.parents)
    if not sure:
        return PlaceMention(span, surface, place.name, place.level, in_name=in_name)
    within = place.parents[0] if place.parents else None
    return PlaceMention(span, surface, place.canonical, place.level, place.parents, within, in_name)


# Zones and towns


def _as_named(text: str, mention: PlaceMention) -> PlaceMention:
    """A county by the rank the text gives it, which may have changed since: 监利县, now 监利市."""
    rank = text[mention.span.end : mention.span.end + 1]
    name = mention.name or ""
    if mention.level != "county" or not rank or rank not in "市县区" or name.endswith(rank):
        return mention
    if not mention.surface.endswith(stem_of(name.removeprefix(mention.within or ""))):
        return mention
    span = Span(mention.span.start, mention.span.end + 1)
    return replace(mention, span=span, surface=span.cut(text), name=f"{name[:-1]}{rank}")


def _extended(text: str, mention: PlaceMention) -> PlaceMention:
    """The mention with the zone or town that follows it, if one does."""
    if mention.level in ("self", "zone") or mention.name is None:
        return mention
    circle = group_after().match(text, mention.span.end) if mention.level == "group" else None
    if circle:
        span = Span(mention.span.start, circle.end())
        return replace(mention, span=span, surface=span.cut(text), name=span.cut(text))
    end = mention.span.end
    zone = zone_after().match(text, end)
    town = town_after().match(text, end) if mention.level in ("city", "county") else None
    match = zone or town
    if not match:
        return mention
    span = Span(mention.span.start, match.end())
    level: Level = "zone" if zone else "town"
    around = (mention.name, *mention.parents)
    parents = mention.parents if mention.level == "group" else around
    name = _zone_name(span.cut(text), mention) if zone else mention.name + match[0]
    within = parents[0] if parents else None
    return PlaceMention(span, span.cut(text), name, level, parents, within)


def _zone_name(surface: str, mention: PlaceMention) -> str:
    """The zone without what encloses its place: 宜昌市高新区 for 湖北省宜昌市高新区."""
    for parent in reversed(mention.parents):
        for form in (parent, stem_of(parent)):
            rest = surface.removeprefix(form)
            if rest != surface and next(gazetteer().matches(rest, 0), None):
                surface = rest
                break
    return surface


def _apart(mentions: list[PlaceMention]) -> Iterator[PlaceMention]:
    """In order of place, the longest of those that overlap."""
    end = 0
    for mention in sorted(mentions, key=lambda m: (m.span.start, -m.span.end)):
        if mention.span.start >= end:
            yield mention
            end = mention.span.end
