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
    r"|(?:signed|held|opened|staged|hosted|took place|convened) in) $"
)
"""Before an English place whose own figures the sentence does not tell."""
_IN_NAME = re.compile(r" (?:industrial park|Industrial Park|Bank|University|Customs|Railway)\b")
"""Behind an English place that is part of the name of something else."""


@dataclass(frozen=True)
class EnglishNames:
    """The English names of a source's places, and what each may stand for."""

    keys: dict[str, frozenset[str]]

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
        return cls({name: frozenset(found) for name, found in keys.items()})

    @cached_property
    def _pattern(self) -> re.Pattern[str]:
        names = "|".join(re.escape(n) for n in sorted(self.keys, key=len, reverse=True))
        return re.compile(rf"(?<![A-Za-z'])(?:{names or '(?!)'})(?![A-Za-z])")

    def find(self, outline: Outline) -> Places:
        """The places of an English text that the source names."""
        named = [
            Named(
                Span(*match.span()),
                match[0],
                self.keys[match[0]],
                in_name=_IN_NAME.match(outline.text, match.end()) is not None,
                adjunct=_COMPARED.search(outline.text[: match.start()][-20:]) is not None,
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
