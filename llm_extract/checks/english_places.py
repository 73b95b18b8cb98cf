"""The places of a source under their English names, as claims use them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from llm_extract.knowledge import table
from llm_extract.names import place_english
from llm_extract.romanise import pinyin
from llm_extract.text import Span

from .outline import Outline
from .places import Named, Places

_COMPARED = re.compile(
    r"\b(?:than|versus|against|behind|ahead of|from|outside|compared (?:with|to)"
    r") $"
)
"""Before an English place whose own figures the sentence does not tell."""
_VENUE = re.compile(r"\b(?:signed|held|opened|staged|hosted|took place|convened) in $")
_REACH = 20
_IN_NAME = re.compile(
    r" (?:industrial park|Industrial Park|Bank|University|Customs|Railway)\b|['’]s [A-Z][a-z]"
)
"""Behind an English place that is part of the name of something else."""


@dataclass(frozen=True)
class EnglishNames:
    """The English names of a source's places, and what each may stand for."""

    keys: dict[str, frozenset[str]]
    subjects: frozenset[str]
    """The keys of places the source tells something of, and not only that it happened there."""

    @classmethod
    def of(cls, source: Places) -> EnglishNames:
        """The names of all places in `source`, with and without City, County and the like."""
        keys: dict[str, set[str]] = {}
        for place in source.named:
            for key in place.keys:
                short = place.english.split(",")[0]
                forms = {place.english, short, _without_kind(short), *_one_character(short)}
                read = pinyin(key)
                for form in forms | ({read} if short.startswith(read) else set()):
                    keys.setdefault(form, set()).add(key)
                    keys.setdefault(form.replace("ü", "u"), set()).add(key)
                    keys.setdefault(form.replace("Lue", "Lüe"), set()).add(key)
            for key, parent in place.parents:
                keys.setdefault(place_english(parent), set()).add(key)
        told = (p for p in source.named if not p.adjunct and not p.in_name)
        subjects = frozenset(key for place in told for key in place.keys)
        return cls({name: frozenset(found) for name, found in keys.items()}, subjects)

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(re.escape(n) for n in sorted(self.keys, key=len, reverse=True))
        return re.compile(rf"(?<![A-Za-z'])(?:{names or '(?!)'})(?![A-Za-z])")

    def _is_adjunct(self, match: re.Match[str], text: str) -> bool:
        before = text[: match.start()][-_REACH:]
        if _COMPARED.search(before):
            return True
        return bool(_VENUE.search(before)) and self.keys[match[0]].isdisjoint(self.subjects)

    def find(self, outline: Outline) -> Places:
        """The places of an English text that the source names."""
        named = [
            Named(
                Span(*match.span()),
                match[0],
                self.keys[match[0]],
                in_name=_IN_NAME.match(outline.text, match.end()) is not None,
                adjunct=self._is_adjunct(match, outline.text),
            )
            for match in self._pattern.finditer(outline.text)
        ]
        return Places(outline, named)


def _one_character(english: str) -> set[str]:
    """Teng County beside Tengxian County, for 藤县."""
    if not english.endswith("xian County"):
        return set()
    stem = english.removesuffix("xian County").removesuffix("'")
    return {f"{stem} County"}


def _without_kind(english: str) -> str:
    kinds: list[str] = table("checks")["names"]["after"]
    for kind in kinds:
        english = english.removesuffix(f" {kind}")
    return english
