"""Checking the names in an English claim: places the source does not have, words left Chinese."""

from __future__ import annotations

import re
from functools import cache, cached_property
from itertools import accumulate

from llm_extract.gazetteer import gazetteer
from llm_extract.knowledge import table
from llm_extract.names import place_english
from llm_extract.records import Finding
from llm_extract.romanise import syllables
from llm_extract.text import Span

from .places import Named, Places
from .readings import Reading

_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’][aeo][a-z]*)?(?![A-Za-z])")
_PINYIN = re.compile(
    r"(?:'?(?:(?:zh|ch|sh|[bpmfdtnlgkhjqxrzcsyw])(?:i?ang|i?ong|uang|eng|ing|u?an|ian|i?ao|u?ai|ei|ou|en"
    r"|in|un|ia|ie|iu|ua|ui|uo|ue|a|o|e|i|u)|a[ion]?|ang|en?|er|ou?)){2,}"
)


def check_untranslated(claim: str) -> list[Finding]:
    """A finding for every run of Chinese characters in an English claim."""
    return [
        Finding(
            verdict="untranslated",
            severity="error",
            message=f"“{match[0]}” is left in Chinese.",
            claim=match[0],
            claim_span=Span(*match.span()),
        )
        for match in _HAN.finditer(claim)
    ]


def check_names(claim: Reading, known: Romanised) -> list[Finding]:
    """A finding for every place name in pinyin that nothing in the Chinese source reads like."""
    return [
        Finding(
            verdict="name_mismatch",
            severity="error",
            message=f"No name in the source reads {match[0]}.",
            claim=match[0],
            claim_span=Span(*match.span()),
        )
        for match in _WORD.finditer(claim.text)
        if _is_place(match, claim.text) and not known.has(match[0])
    ]


class Romanised:
    """A Chinese text in toneless pinyin, with the English names of its places."""

    def __init__(self, text: str, places: Places) -> None:
        self.text = text
        self.places = places
        self.names = {_plain(word) for place in places.named for word in _english_words(place)}

    def has(self, name: str) -> bool:
        """Whether a place, or a stretch of whole characters, reads `name`."""
        word = _plain(name)
        return word in self.names or self._reads(word)

    @cached_property
    def _stream(self) -> tuple[str, frozenset[int]]:
        """All syllables in a row, and where they meet; 陕西 reads Shaanxi and nothing else."""
        pieces: list[str] = []
        position = 0
        for place in self.places.named:
            first = place.english.split(maxsplit=1)[:1]
            if not first or "".join(syllables(place.surface)).startswith(_plain(first[0])):
                continue
            pieces += [*syllables(self.text[position : place.span.start]), "|"]
            position = place.span.end
        pieces += syllables(self.text[position:])
        return "".join(pieces).replace("ü", "u"), frozenset([0, *accumulate(map(len, pieces))])

    def _reads(self, word: str) -> bool:
        stream, edges = self._stream
        at = stream.find(word)
        while at >= 0:
            if at in edges and at + len(word) in edges:
                return True
            at = stream.find(word, at + 1)
        return False


def _english_words(place: Named) -> list[str]:
    parents = (place_english(parent) for _, parent in place.parents)
    return " ".join((place.english, *parents)).replace(",", " ").split()


def _plain(name: str) -> str:
    return re.sub(r"[^a-z]", "", name.lower())


def _is_place(match: re.Match[str], text: str) -> bool:
    """Whether a capitalised word is a place in pinyin: known as one, or where places stand."""
    word = match[0]
    rows = table("checks")["names"]
    if word in rows["not_pinyin"] or not _PINYIN.fullmatch(word.lower().replace("’", "'")):
        return False
    if _plain(word) in _chinese_cities():
        return True
    after = text[match.end() : match.end() + 20].lstrip()
    if any(after.startswith(kind) for kind in rows["after"]):
        return True
    before = re.search(r"([A-Za-z]+) $", text[: match.start()])
    return bool(before and before[1].lower() in rows["place_prepositions"]) and _ends_name(after)


def _ends_name(after: str) -> bool:
    """Whether no second capitalised word follows, as it does in the names of people and firms."""
    return not re.match(r"[A-Z][a-z]", after)


@cache
def _chinese_cities() -> frozenset[str]:
    """The provinces and cities of China in pinyin."""
    entries = gazetteer().entries
    names = {
        form
        for form, found in entries.items()
        if any(e.place.level in ("province", "city") for e in found)
    }
    return frozenset(_plain(place_english(name).split(" ")[0]) for name in names)
