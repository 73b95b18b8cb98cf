"""An article's result as the tables read it: what is looked up in it again and again."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from llm_extract.place_words import region_english
from llm_extract.records import Campaign, Event, Finding, Project, Quantity, Result
from llm_extract.render import render, unit_english
from llm_extract.reviews import ReviewedResult
from llm_extract.sentences import clause_around, sentences
from llm_extract.text import Span

from .groups import Amiss, Amount, Decided, Evidence, Origin, Place, Surface

_WORST = ("error", "warning", "info")


@dataclass(frozen=True)
class Subject:
    """A result, and what a reviewer decided about it."""

    reviewed: ReviewedResult

    @cached_property
    def result(self) -> Result:
        """The result without what was rejected."""
        return self.reviewed.result

    @cached_property
    def origin(self) -> Origin:
        """Whose result it is."""
        return Origin(self.result.article.id, self.result.article.source)

    @cached_property
    def quantities(self) -> dict[str, Quantity]:
        """The article's quantities by id."""
        return {quantity.id: quantity for quantity in self.result.quantities}

    @cached_property
    def fact_quantities(self) -> dict[str, Quantity]:
        """The quantities of the facts, by the facts' ids."""
        return {fact.id: self.quantities[fact.quantity] for fact in self.result.facts}

    @property
    def text(self) -> str:
        """The article's clean text."""
        return self.result.article.text.clean

    def kept(self, kind: str, parts: Sequence[object]) -> list[int]:
        """The numbers, among all parts of a kind, of those that were not rejected."""
        return [n for n in range(len(parts)) if self.reviewed.choice(f"{kind} {n}") != "rejected"]

    def decided(self, part: str) -> Decided:
        """What was decided about a part."""
        decision = self.reviewed.decisions.get(part)
        if decision is None:
            return Decided(None, None)
        return Decided(decision.choice, decision.note or None)

    def place(self, span: Span) -> Place:
        """Where words of the clean text stand, in it and in the file."""
        if not 0 <= span.start < span.end <= len(self.text):
            return Place(span.start, span.end, None, None)
        raw = self.result.article.text.raw_span(span)
        return Place(span.start, span.end, raw.start, raw.end)

    def surface(self, span: Span) -> Surface:
        """Words that were found."""
        return Surface(span.cut(self.text), self.place(span))

    def evidence(self, span: Span) -> Evidence:
        """Words that something rests on."""
        return Evidence(span.cut(self.text).strip(), self.place(span))

    def clause(self, span: Span) -> Span:
        """The clause that words stand in."""
        number = bisect_right(self._sentence_starts, span.start) - 1
        around = self._sentences[number] if number >= 0 else span
        return clause_around(self.text, span, around) if around.covers(span) else span

    def place_en(self, place: str | None) -> str | None:
        """A place in English, as the facts name it."""
        if not place:
            return None
        return self._places.get(place) or region_english(place)

    def amiss(self, quantity: Quantity) -> Amiss:
        """What was found wrong with a figure of the article."""
        about = [(n, f) for n, f in self._own_findings if _is_about(f, quantity)]
        if not about:
            return Amiss(None, None)
        worst = min((f for _, f in about), key=lambda f: _WORST.index(f.severity))
        return Amiss(worst.verdict, " ".join(str(n) for n, _ in about))

    @cached_property
    def findings(self) -> list[tuple[int, Finding]]:
        """The findings that were not rejected, by their numbers."""
        every = self.reviewed.original.findings
        return [(n, every[n]) for n in self.kept("finding", every)]

    @cached_property
    def projects(self) -> list[tuple[int, Project]]:
        """The projects that were not rejected, by their numbers."""
        numbers = self.kept("project", self.reviewed.original.projects)
        return list(zip(numbers, self.result.projects, strict=True))

    @cached_property
    def events(self) -> list[tuple[int, Event]]:
        """The events that were not rejected, by their numbers."""
        numbers = self.kept("event", self.reviewed.original.events)
        return list(zip(numbers, self.result.events, strict=True))

    @cached_property
    def campaigns(self) -> list[tuple[int, Campaign]]:
        """The drives that were not rejected, by their numbers."""
        numbers = self.kept("campaign", self.reviewed.original.campaigns)
        return list(zip(numbers, self.result.campaigns, strict=True))

    @cached_property
    def _own_findings(self) -> list[tuple[int, Finding]]:
        """Those about the article's own figures, not about what was written of them."""
        return [(n, f) for n, f in self.findings if not f.where or f.where in self.quantities]

    @cached_property
    def _places(self) -> dict[str, str]:
        return {f.region: f.region_en for f in self.result.facts if f.region and f.region_en}

    @cached_property
    def _sentences(self) -> list[Span]:
        return [one.span for one in sentences(self.text)]

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [span.start for span in self._sentences]


def _is_about(finding: Finding, quantity: Quantity) -> bool:
    if finding.where:
        return finding.where == quantity.id
    places = finding.claim_span, finding.source_span
    return any(span is not None and span.overlaps(quantity.span) for span in places)


def amount_of(quantity: Quantity, *, counter: bool = True, unit_en: str = "") -> Amount:
    """How much a quantity is, exactly and in words.

    Args:
        quantity: An amount; dates, codes and names have no value.
        counter: Whether a count gets its counter in the English words: 95 companies, not 95.
        unit_en: The unit's name where it is none of its own.
    """
    return Amount(
        value=quantity.value,
        value_high=quantity.value_high,
        unit=quantity.unit or None,
        unit_en=unit_en or unit_english(quantity) or None,
        qualifier=quantity.qualifier,
        words_en=render(quantity, "en", counter=counter) if quantity.is_amount else None,
        words_zh=render(quantity, "zh") if quantity.is_amount else None,
    )
