"""The names an English briefing may mention, each with its Chinese."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from llm_extract.place_words import region_english, subject_english
from llm_extract.records import Result
from llm_extract.terms import to_english
from llm_extract.text import Span

from .areas import areas_of

_SHORTEST = 3
_NOT_AFTER = r"(?![\w]|-\w|['’]s|\s*[(（])"


@dataclass(frozen=True)
class Term:
    """A name in both languages.

    Attributes:
        english: The name.
        chinese: The same in the article's words.
        evidence: Where the article names it; None for places, which are known anyway.
    """

    english: str
    chinese: str
    evidence: Span | None = None


class Lexicon:
    """The places, projects, drives, companies and people of a result."""

    def __init__(self, result: Result) -> None:
        self._result = result

    @cached_property
    def terms(self) -> dict[str, Term]:
        """Every term by its English name; what is named in two ways has two."""
        found: dict[str, Term] = {}
        for term in self._all():
            if len(term.english) >= _SHORTEST and term.english != term.chinese:
                found.setdefault(term.english, term)
        return found

    def mentions(self, text: str) -> Iterator[tuple[Span, Term]]:
        """The names in an English text, the longest where one is in another."""
        if self._pattern is None:
            return
        for match in self._pattern.finditer(text):
            term = self._folded[match[1].casefold()]
            yield Span(*match.span()), term

    @cached_property
    def _folded(self) -> dict[str, Term]:
        return {english.casefold(): term for english, term in reversed(self.terms.items())}

    @cached_property
    def _pattern(self) -> re.Pattern[str] | None:
        if not self.terms:
            return None
        names = "|".join(re.escape(n) for n in sorted(self.terms, key=len, reverse=True))
        return re.compile(rf"(?<![\w-])({names})(?: project)?{_NOT_AFTER}", re.IGNORECASE)

    def _all(self) -> Iterator[Term]:
        result = self._result
        yield from (Term(one.name_en, one.name_zh, one.evidence) for one in result.projects)
        yield from (Term(one.name_en, one.name_zh, one.evidence) for one in result.campaigns)
        for event in result.events:
            yield from (Term(p.name_en, p.name_zh, event.evidence) for p in event.officials)
            yield from (Term(to_english(o), o, event.evidence) for o in event.organisations)
        for project in result.projects:
            if project.investor:
                yield Term(to_english(project.investor), project.investor, project.evidence)
        for region in regions_of(result):
            for one in region.removesuffix("等地").split("、"):
                yield from _places(one)


def _places(region: str) -> Iterator[Term]:
    """A region and those around it, as sentences name them."""
    yield Term(subject_english(region).removeprefix("the "), region)
    yield Term(region_english(region).partition(",")[0], region)
    for area in areas_of(region)[1:]:
        english = region_english(area)
        if "," not in english:
            yield Term(english, area)


def regions_of(result: Result) -> Sequence[str]:
    """Every place that a result's records name, once."""
    named = [
        *(fact.region for fact in result.facts),
        *(project.place for project in result.projects),
        *(event.place for event in result.events),
        *(campaign.region for campaign in result.campaigns),
    ]
    return list(dict.fromkeys(one for one in named if one))
