"""The results of a run as a reviewer decided about them.

A decision is bound to what was decided about, not to its place in a file: to an article, a part of
its result, and the words of that part. Where a later run finds other words there, the decision no
longer holds and is told as stale.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from .decisions import REVIEW, Choice, Decision, Review, read_review
from .records import Lang, LanguageSummary, Project, Result, Sentence, Summary
from .store import read_results

T = TypeVar("T")


@dataclass(frozen=True)
class Part:
    """A part of a result that can be decided about.

    Attributes:
        name: Its name, as in `Decision.part`.
        words: The digest of what it says.
    """

    name: str
    words: str


@dataclass(frozen=True)
class ReviewedResult:
    """A result with what was decided about it.

    Attributes:
        original: The result as the run made it.
        decisions: What was decided, by the names of the parts; stale decisions are left out.
        stale: The decisions about parts that are not there or say something else now.
    """

    original: Result
    decisions: Mapping[str, Decision]
    stale: tuple[Decision, ...] = ()

    def choice(self, part: str) -> Choice | None:
        """What was decided about a part."""
        decision = self.decisions.get(part)
        return None if decision is None else decision.choice

    @cached_property
    def result(self) -> Result:
        """The result without what was rejected, and without the sentences that tell of it."""
        return _without(self.original, {n for n in self.decisions if self.choice(n) == "rejected"})


def parts_of(result: Result) -> Iterator[Part]:
    """Every part of a result that can be decided about."""
    surfaces = {quantity.id: quantity.surface for quantity in result.quantities}
    for fact in result.facts:
        told = fact.indicator_en, fact.region, fact.status, fact.period, fact.entity
        yield _part(f"fact {fact.id}", fact.evidence, surfaces.get(fact.quantity), *told)
    for n, project in enumerate(result.projects):
        yield _part(f"project {n}", project.evidence, project.name_zh, project.amount)
    for n, event in enumerate(result.events):
        yield _part(f"event {n}", event.evidence, event.what_zh, event.date)
    for n, campaign in enumerate(result.campaigns):
        yield _part(f"campaign {n}", campaign.evidence, campaign.name_zh)
    for lang, summary in (("zh", result.summary.zh), ("en", result.summary.en)):
        for kind, told_in in (("sentence", summary.sentences), ("point", summary.points)):
            for n, sentence in enumerate(told_in):
                yield _part(f"{kind} {lang} {n}", sentence.text)
    for n, finding in enumerate(result.findings):
        yield _part(f"finding {n}", finding.verdict, finding.message)


def _part(name: str, *told: object) -> Part:
    digest = hashlib.sha256("\x1f".join(map(str, told)).encode()).hexdigest()
    return Part(name, digest[:16])


def _without(result: Result, rejected: set[str]) -> Result:
    """The result without some of its parts, and without the sentences that tell of them."""
    if not rejected:
        return result
    facts = {fact.id: fact for fact in result.facts if f"fact {fact.id}" in rejected}
    quantities = {fact.quantity for fact in facts.values()}
    projects = _kept(result.projects, "project", rejected)
    dropped = [one for one in result.projects if one not in projects]
    names = {*(one.name_zh for one in dropped), *(one.name_en for one in dropped)}
    told = _Untold(rejected, frozenset(facts), frozenset(names))
    return result.model_copy(
        update={
            "facts": tuple(fact for fact in result.facts if fact.id not in facts),
            "projects": tuple(_project_without(one, quantities) for one in projects),
            "events": tuple(
                one.model_copy(update={"quantities": _others(one.quantities, quantities)})
                for one in _kept(result.events, "event", rejected)
            ),
            "campaigns": _kept(result.campaigns, "campaign", rejected),
            "findings": _kept(result.findings, "finding", rejected),
            "summary": Summary(
                zh=told.left(result.summary.zh, "zh", result.article.title),
                en=told.left(result.summary.en, "en", ""),
            ),
        }
    )


def _kept(parts: tuple[T, ...], kind: str, rejected: set[str]) -> tuple[T, ...]:
    return tuple(one for n, one in enumerate(parts) if f"{kind} {n}" not in rejected)


def _others(quantities: tuple[str, ...], gone: set[str]) -> tuple[str, ...]:
    return tuple(one for one in quantities if one not in gone)


def _project_without(project: Project, gone: set[str]) -> Project:
    """The project without quantities of rejected facts."""
    return project.model_copy(
        update={
            "amount": None if project.amount in gone else project.amount,
            "capacity": None if project.capacity in gone else project.capacity,
            "quantities": _others(project.quantities, gone),
        }
    )


@dataclass(frozen=True)
class _Untold:
    """What a summary must not tell: rejected sentences, facts by id, projects by name."""

    parts: set[str]
    facts: frozenset[str]
    names: frozenset[str]

    def left(self, whole: LanguageSummary, lang: Lang, title: str) -> LanguageSummary:
        """What is left of the summary in a language.

        Where its first sentence goes, so does the headline made from it: the `title` or the next
        sentence takes its place.
        """
        sentences = self._sentences(whole.sentences, f"sentence {lang}")
        points = self._sentences(whole.points, f"point {lang}")
        if sentences == whole.sentences:
            return whole.model_copy(update={"points": points})
        headline = whole.headline
        if sentences[:1] != whole.sentences[:1]:
            following = [*sentences, *points][:1]
            headline = title or "".join(one.text for one in following).rstrip(".")
        text = ("" if lang == "zh" else " ").join(one.text for one in sentences)
        return LanguageSummary(headline=headline, text=text, sentences=sentences, points=points)

    def _sentences(self, whole: tuple[Sentence, ...], kind: str) -> tuple[Sentence, ...]:
        return tuple(
            one
            for one in _kept(whole, kind, self.parts)
            if self.facts.isdisjoint(one.facts) and not any(n in one.text for n in self.names)
        )


def reviewed(result: Result, review: Review) -> ReviewedResult:
    """A result with the decisions of a review that are about it."""
    mine = [one for one in review.decisions if one.article == result.article.id]
    if not mine:
        return ReviewedResult(result, {})
    words = {part.name: part.words for part in parts_of(result)}
    holds = {one.part: one for one in mine if words.get(one.part) == one.words}
    stale = tuple(one for one in mine if words.get(one.part) != one.words)
    return ReviewedResult(result, holds, stale)


def reviewed_results(folder: str | Path) -> Iterator[ReviewedResult]:
    """The results of a run with the decisions kept beside them, one at a time.

    Raises StoreError when the folder holds no run, ReviewError when its review is broken.
    """
    review = read_review(Path(folder) / REVIEW)
    for result in read_results(folder):
        yield reviewed(result, review)
