"""A result's events and projects in words, each figure with the quantity it is."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from .checks import SourceIndex
from .chinese import is_han
from .glossary import cached_few
from .knowledge import table
from .labels import Label, label_amounts
from .places import PlaceMention, find_places
from .quantities import quantities_of
from .records import Article, Fact, Lang, Quantity, Result
from .regions import find_region
from .sentences import sentences
from .text import Span

_RANKED = re.compile(r"ranked (?P<rank>\w+)")


@dataclass(frozen=True)
class Figure:
    """A figure of a wording: the quantity's id, and where it stands in the text."""

    quantity: str
    span: Span


@dataclass(frozen=True)
class Wording:
    """A sentence or line about an event or a project.

    `kind` is the kind of thing that is told, empty where only figures are. `flagged` counts the
    fuller wordings before this one that the checker found wrong.
    """

    text: str
    lang: Lang
    kind: str
    figures: tuple[Figure, ...]
    flagged: int = 0


@dataclass(frozen=True)
class Told:
    """A result as wordings need it: its labels with what its facts say, its places, its checker."""

    result: Result
    source: SourceIndex
    labels: dict[str, Label]
    """By quantity id; those without a fact are left out."""
    places: list[PlaceMention]
    regions: dict[Span, str | None]
    """The place each sentence speaks of."""
    main_region: str | None

    @classmethod
    def of(cls, result: Result) -> Told:
        """The article read again by rule, with every label as the result's fact has it."""
        read = _read(result.article, result.quantities)
        facts = {fact.quantity: fact for fact in result.facts}
        labels = {
            one.quantity.id: _as_told(one, facts[one.quantity.id])
            for one in read.labels
            if one.quantity.id in facts
        }
        return cls(result, read.source, labels, read.places, read.regions, read.main_region)

    @property
    def text(self) -> str:
        """The article's clean text."""
        return self.result.article.text.clean

    def labels_of(self, ids: Iterable[str]) -> list[Label]:
        """The labels of some quantities, in the order of the article."""
        found = [self.labels[one] for one in ids if one in self.labels]
        return sorted(found, key=lambda label: label.quantity.start)


@dataclass(frozen=True)
class _Read:
    source: SourceIndex
    labels: list[Label]
    places: list[PlaceMention]
    regions: dict[Span, str | None]
    main_region: str | None


@cached_few
def _read(article: Article, quantities: tuple[Quantity, ...]) -> _Read:
    """An article's checker, labels and places; the title helps to resolve the places."""
    lead = f"{article.headline}\n"
    text = article.text.clean
    found = find_places(lead + text)
    places = [
        replace(one, span=Span(one.span.start - len(lead), one.span.end - len(lead)))
        for one in found
        if one.span.start >= len(lead)
    ]
    titled = [one for one in found if one.span.start < len(lead)]
    main = find_region(lead + text, places, titled, find_places(article.outlet or ""))
    labelled = label_amounts(text, list(quantities), sentences(text), places, main)
    source = SourceIndex.of(article)
    return _Read(source, labelled.labels, places, labelled.regions, main)


def _as_told(label: Label, fact: Fact) -> Label:
    """A label with what the fact says, which model or reviewer may have settled."""
    if fact.settled_by != "rule":
        label = label.with_phrase(fact.indicator_zh, fact.settled_by)
    return replace(label, region=fact.region, status=fact.status, role=fact.role)


def joined(names: list[str]) -> str:
    """Names in a row: A, B and C."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def figures_of(text: str, lang: Lang, quantities: Iterable[Quantity]) -> tuple[Figure, ...] | None:
    """Every amount of a text with the quantity it is; None where one is none of `quantities`."""
    wanted = list(quantities)
    figures: list[Figure] = []
    for one in quantities_of(text, lang):
        if not one.is_amount:
            continue
        same = next(_matching(one, wanted), None)
        if same is None:
            return None
        wanted = [other for other in wanted if other is not same]
        figures.append(Figure(same.id, one.span))
    return (*figures, *_ranks(text, wanted)) if lang == "en" else tuple(figures)


def _ranks(text: str, quantities: list[Quantity]) -> Iterator[Figure]:
    """Where a text tells a rank in words: ranked third."""
    ordinals = table("points")["ordinals"]
    for match in _RANKED.finditer(text):
        rank = ordinals.index(match["rank"]) + 1 if match["rank"] in ordinals else 0
        for one in quantities:
            if one.surface.startswith("第") and one.value == rank:
                yield Figure(one.id, Span(*match.span("rank")))


def _matching(one: Quantity, quantities: list[Quantity]) -> Iterator[Quantity]:
    for other in quantities:
        values = (one.value, one.value_high) == (other.value, other.value_high)
        if values and one.kind == other.kind and (one.kind == "count" or one.unit == other.unit):
            yield other


def checked(
    told: Told, lang: Lang, kind: str, text: str, quantities: tuple[str, ...]
) -> Wording | None:
    """A text as a wording; None where the checker flags it or a figure is none of `quantities`."""
    if lang == "en" and any(map(is_han, text)):
        return None
    known = [q for q in told.result.quantities if q.id in quantities and q.is_amount]
    figures = figures_of(text, lang, known)
    if figures is None or not told.source.check_strictly(text, lang).ok:
        return None
    return Wording(text, lang, kind, figures)


def first_sound(
    told: Told,
    lang: Lang,
    candidates: Iterable[tuple[str, str]],
    quantities: tuple[str, ...],
) -> Wording | None:
    """The first of some wordings, each with its kind, that holds against the article."""
    for flagged, (kind, text) in enumerate(candidates):
        wording = checked(told, lang, kind, text, quantities)
        if wording is not None:
            return replace(wording, flagged=flagged)
    return None
