"""A Chinese text as it is read, to find the names of English claims in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from functools import cache, cached_property, lru_cache
from itertools import accumulate

from llm_extract.knowledge import table
from llm_extract.names import place_english
from llm_extract.romanise import reading_of, readings, syllables
from llm_extract.text import Span

from .joined_places import joined_names
from .named_places import Named
from .places import Places

_LONGEST_SYLLABLE = 6
_SHORTEST_NAME = 3
_NO_LETTER = re.compile("[^a-z]")


@cache
def _syllables() -> frozenset[str]:
    return frozenset(table("people")["syllables"].split())


@lru_cache(maxsize=1024)
def cut_syllables(word: str) -> tuple[tuple[str, ...], ...]:
    """All ways to cut a word into syllables of pinyin; none where it is no pinyin."""
    if not word:
        return ((),)
    found = []
    for end in range(1, min(_LONGEST_SYLLABLE, len(word)) + 1):
        if word[:end] in _syllables():
            found += [(word[:end], *rest) for rest in cut_syllables(word[end:])]
    return tuple(found)


@cache
def _abbreviated() -> re.Pattern[str]:
    """One character for a province or city where it can be one: 京津冀, 在沪, 浙商, 对渝."""
    signs = "".join(table("people")["abbreviations"])
    return re.compile(
        f"[{signs}]{{2,}}|(?<=香)港|澳(?=门)|台(?=湾)|[{signs}](?=[资企商籍洽][^，。]|[—–-][{signs}])"
        f"|(?<=[在赴来驻抵入出援与对离返至访跨沿连联通])[{signs}]|[{signs}](?=[、·][{signs}])"
        f"|(?<=[{signs}][、·])[{signs}]|[{signs}](?=[一-龥]{{0,2}}(?:合作|协作|高速|高铁|铁路|两地|三地))"
    )


class Romanised:
    """A Chinese text in toneless pinyin, with the English names of its places."""

    def __init__(self, text: str, places: Places, about: str = "") -> None:
        self.text = text
        self.about = about
        self.places = places
        self.names = {
            plain_letters(word) for place in places.named for word in _english_words(place)
        }
        short = table("people")["abbreviations"]
        found = set("".join(_abbreviated().findall(text)))
        self.names |= {plain_letters(short[sign]) for sign in found}

    def has(self, name: str) -> bool:
        """Whether a place, or a stretch of whole characters, reads `name`."""
        word = plain_letters(name)
        return word in self.names or self._reads(word)

    def spelled(self, name: str) -> set[str]:
        """The characters of the source that read `name`, at least two of them."""
        word = plain_letters(name)
        if len(word) < _SHORTEST_NAME:
            return set()
        return {span.cut(self.text) for span in self._reading(word) if len(span) > 1}

    @cached_property
    def _pieces(self) -> list[str]:
        read = {character: reading_of(character) for character in set(self.text)}
        return [read[character] for character in self.text]

    @cached_property
    def _irregular(self) -> frozenset[int]:
        """The characters of places that are not named as they are read, such as 陕西."""
        named = {(p.surface, p.english) for p in self.places.named}
        above = {name for place in self.places.named for _, name in place.parents}
        named |= {(name[:2], place_english(name)) for name in above}
        found: set[int] = set()
        short = table("places")["abbreviated"]
        for name, english in named:
            if any(word in name for word in short):
                continue
            first = plain_letters(english.split(" ")[0])
            if not first or first in plain_letters("".join(syllables(name))):
                continue
            at = self.text.find(name)
            while at >= 0:
                found.update(range(at, at + len(name)))
                at = self.text.find(name, at + len(name))
        return frozenset(found)

    @cached_property
    def _stream(self) -> tuple[str, list[int]]:
        """All syllables in a row, and where in it each character begins, and the last ends.

        陕西 reads Shaanxi and nothing else.
        """
        pieces = list(self._pieces)
        for at in self._irregular:
            pieces[at] = "|"
        edges = list(accumulate(map(len, pieces), initial=0))
        return "".join(pieces).replace("ü", "u"), edges

    def names_place(self, place: Named) -> bool:
        """Whether the source names a Chinese place of a claim, or a place within it."""
        text = f"{self.text}\n{self.about}"
        return place.surface in text or any(self.knows(key) for key in place.keys)

    def knows(self, key: str) -> bool:
        """Whether the source names the place with this key, or a place within it."""
        return key in self.text or key in self.about or key in self._keys

    @cached_property
    def _keys(self) -> frozenset[str]:
        around = {key for named in self.places.named for key, _ in named.parents}
        return frozenset(around.union(*(named.keys for named in self.places.named)))

    def may_read(self, name: str) -> bool:
        """Whether some characters can be read `name`, in any of their readings."""
        cuts = cut_syllables(plain_letters(name))
        starts = {parts[0] for parts in cuts}
        return any(
            self._readings(at, starts) and any(self._fits(at, parts) for parts in cuts)
            for at in range(len(self.text))
            if at not in self._irregular
        )

    def _fits(self, at: int, parts: tuple[str, ...]) -> bool:
        text = self.text[at : at + len(parts)]
        return len(text) == len(parts) and all(
            part in readings(character) for part, character in zip(parts, text, strict=True)
        )

    def _readings(self, at: int, starts: set[str]) -> bool:
        return not starts.isdisjoint(readings(self.text[at]))

    def _reads(self, word: str) -> bool:
        return next(self._reading(word), None) is not None

    def _reading(self, word: str) -> Iterator[Span]:
        """The stretches of whole characters that read `word`."""
        stream, edges = self._stream
        at = stream.find(word)
        while at >= 0:
            start, end = bisect_left(edges, at), bisect_left(edges, at + len(word))
            if edges[start] == at and edges[end] == at + len(word):
                yield Span(start, end)
            at = stream.find(word, at + 1)


def _english_words(place: Named) -> list[str]:
    parents = (place_english(parent) for _, parent in place.parents)
    joined = (city for pair in joined_names(place) for city in pair)
    return " ".join((place.english, *parents, *joined)).replace(",", " ").split()


def plain_letters(name: str) -> str:
    """A name in lower case without signs and blanks; ü is u."""
    return _NO_LETTER.sub("", name.lower().replace("ü", "u"))
