"""The words of the article that each figure of a published text rests on.

Texts are cited as they are published: the checker reads every figure again, and what it finds is
where the figure came from. Numerals that it does not count as amounts (seasons, ranks, numbers in
names) are looked up in the words the text was made from.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import Literal

from .checks import SourceIndex
from .numerals import fold, parse_chinese
from .numerals_en import parse_english
from .quantities import find_quantities
from .records import Finding, Kind, Lang, Quantity, Result, Verdict
from .sentences import sentences
from .text import Span

_DIGITS = re.compile(r"\d+(?:[.,]\d+)*(?:[- ](?:thousand|million|billion|trillion)\b)?")
_CHINESE = re.compile(r"[一二三四五六七八九十百两]{1,3}")
_WORD = re.compile(r"[a-z]+")
_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip


@dataclass(frozen=True)
class Place:
    """Words of an article.

    Attributes:
        part: Whether they stand in its title or in its text.
        span: Where, in the title or in the clean text.
        words: The words.
        sentence: The sentence of the article they stand in; the title where they stand there.
    """

    part: Literal["title", "text"]
    span: Span
    words: str
    sentence: str


@dataclass(frozen=True)
class Citation:
    """A figure of a published text, and what it rests on.

    Attributes:
        span: Where the figure stands in the published text.
        verdict: What the checker says of it.
        places: The words of the article; empty where it rests on none.
        quantities: The article's quantities at these places, by id.
        finding: What the checker found, with the arithmetic of computed figures.
    """

    span: Span
    verdict: Verdict
    places: tuple[Place, ...]
    quantities: tuple[str, ...] = ()
    finding: Finding | None = None


class CitationIndex:
    """An article that texts about it are traced to.

    Args:
        result: All that is known about the article.
    """

    def __init__(self, result: Result) -> None:
        self.result = result
        self._title = result.article.title
        self._text = result.article.text.clean
        self._quantities = {quantity.id: quantity for quantity in result.quantities}
        self._facts = {fact.id: fact for fact in result.facts}
        self._known: dict[tuple[str, Lang, tuple[str, ...]], list[Citation]] = {}

    def cite(self, text: str, lang: Lang, sources: Sequence[str] = ()) -> list[Citation]:
        """A citation for every figure of a published text, in order.

        Args:
            text: A sentence, a headline, a name.
            lang: Its language.
            sources: The facts or quantities it was made from, by id; where the same figure stands
                in the article more than once, theirs is cited.
        """
        key = text, lang, tuple(sources)
        if key not in self._known:
            self._known[key] = list(self._cited(text, lang, self._sources(sources)))
        return self._known[key]

    def cite_name(
        self, name: str, lang: Lang, evidence: Span, sources: Sequence[str] = ()
    ) -> list[Citation]:
        """A citation for every figure in the name of a project or a drive, in order.

        Args:
            name: The name, which claims nothing and so is not checked.
            lang: Its language.
            evidence: Where the article names it.
            sources: The quantities that belong to it, by id.
        """
        own, near = self._sources(sources), [self._widened(evidence)]
        citations = []
        for figure in figures_of(name, lang):
            same = next((q for q in own if _is_same(figure, q)), None)
            places = self._named(figure, near) if same is None else [self.place(same.span)]
            citations.append(self._citation(figure, places, None))
        return citations

    def quantity(self, identifier: str) -> Place:
        """Where a quantity stands. Raises KeyError where the article has none of this id."""
        return self.place(self._quantities[identifier].span)

    def place(self, span: Span) -> Place:
        """Words of the clean text."""
        return Place("text", span, span.cut(self._text), self._sentence_around(span))

    def _sources(self, identifiers: Iterable[str]) -> list[Quantity]:
        facts = self._facts
        ids = [facts[one].quantity if one in facts else one for one in identifiers]
        return [self._quantities[one] for one in ids if one in self._quantities]

    def _cited(self, text: str, lang: Lang, sources: list[Quantity]) -> Iterator[Citation]:
        findings = [f for f in self._index.check(text, lang).findings if f.claim_span]
        for figure in figures_of(text, lang):
            finding = _finding_of(figure.span, findings)
            own = next((q for q in sources if _is_same(figure, q)), None)
            if own is not None and (finding is None or finding.verdict == "supported"):
                yield self._citation(figure, [self.place(own.span)], finding)
            elif finding is not None and finding.source_span:
                yield self._citation(figure, [self._checked(finding.source_span)], finding)
            else:
                near = [self._sentence_span(q.span) for q in sources]
                yield self._citation(figure, self._named(figure, near), finding)

    def _citation(self, figure: Quantity, places: list[Place], finding: Finding | None) -> Citation:
        within = [p.span for p in places if p.part == "text"]
        ids = tuple(q.id for q in self.result.quantities if any(s.overlaps(q.span) for s in within))
        verdict: Verdict = "supported" if places else "unsupported"
        if finding is not None:
            verdict = finding.verdict
        return Citation(figure.span, verdict, tuple(places), ids, finding)

    def _checked(self, span: Span) -> Place:
        """The words at a span of what the checker read: the title, and the text under it."""
        lead = len(self._title) + 1
        if span.start >= lead:
            return self.place(Span(span.start - lead, span.end - lead))
        return Place("title", span, span.cut(self._title), self._title)

    def _named(self, figure: Quantity, near: Sequence[Span]) -> list[Place]:
        """Where the article has the same numeral: at best near by, of its kind, in its words."""
        wanted = _numbers(figure)
        alike = [
            one
            for one in self._numerals
            if one.words == figure.surface or (wanted and wanted <= one.numbers)
        ]

        def fitness(one: _Numeral) -> tuple[bool, bool, bool]:
            is_near = one.place.part == "text" and any(s.covers(one.place.span) for s in near)
            return one.words == figure.surface, is_near, one.kind == figure.kind

        return [max(alike, key=fitness).place] if alike else []

    @cached_property
    def _numerals(self) -> list[_Numeral]:
        """All numerals of text and title."""
        text = [
            _Numeral(_numbers(q), q.kind, self.place(q.span))
            for q in figures_of(self._text, "zh", self.result.quantities)
        ]
        title = [
            _Numeral(_numbers(q), q.kind, Place("title", q.span, q.surface, self._title))
            for q in figures_of(self._title, "zh")
        ]
        return text + title

    @cached_property
    def _index(self) -> SourceIndex:
        return SourceIndex.of(self.result.article)

    @cached_property
    def _sentence_spans(self) -> list[Span]:
        return [one.span for one in sentences(self._text)]

    def _widened(self, evidence: Span) -> Span:
        """The sentences that the words a record was made from stand in."""
        touched = [one for one in self._sentence_spans if one.overlaps(evidence)]
        return Span(touched[0].start, touched[-1].end) if touched else evidence

    def _sentence_span(self, span: Span) -> Span:
        return next((one for one in self._sentence_spans if one.overlaps(span)), span)

    def _sentence_around(self, span: Span) -> str:
        return self._sentence_span(span).cut(self._text).strip()


@dataclass(frozen=True)
class _Numeral:
    numbers: frozenset[Decimal]
    kind: Kind
    place: Place

    @property
    def words(self) -> str:
        return self.place.words


def figures_of(text: str, lang: Lang, known: Sequence[Quantity] | None = None) -> list[Quantity]:
    """All figures of a text in order: its quantities, and digits that belong to none of them."""
    found = list(find_quantities(text, lang) if known is None else known)
    taken = [q.span for q in found]
    for match in _DIGITS.finditer(text):
        span = Span(*match.span())
        if not any(span.overlaps(one) for one in taken):
            found.append(_code(match[0], span))
    return sorted(found, key=lambda q: q.start)


def _code(surface: str, span: Span) -> Quantity:
    return Quantity(
        surface=surface, start=span.start, end=span.end, value=None, unit="", kind="code"
    )


def _numbers(figure: Quantity) -> frozenset[Decimal]:
    """The values of a figure, or what numbers stand in its words where it is no amount."""
    if figure.value is None:
        return numbers_in(figure.surface)
    return frozenset(v for v in (figure.value, figure.value_high) if v is not None)


def numbers_in(surface: str) -> frozenset[Decimal]:
    """The numbers that the words of a figure in either language hold: 3 for 第三季, third, 3rd."""
    folded = fold(surface).lower()
    found = [parse_english(m[0].replace("-", " ")) for m in _DIGITS.finditer(folded)]
    words = _DIGITS.sub(" ", folded)
    found += [parse_chinese(m[0]) for m in _CHINESE.finditer(words)]
    for word in _WORD.findall(words):
        place = _ORDINALS.index(word) + 1 if word in _ORDINALS else None
        found.append(parse_english(word) if place is None else Decimal(place))
    return frozenset(number for number in found if number is not None)


def _finding_of(span: Span, findings: list[Finding]) -> Finding | None:
    """What the checker found of the figure at a span; the worst of several."""
    here = [f for f in findings if f.claim_span and f.claim_span.overlaps(span)]
    return min(here, key=lambda f: f.verdict == "supported", default=None)


def _is_same(figure: Quantity, source: Quantity) -> bool:
    """Whether a figure of a published text is this quantity of the article."""
    if figure.value is None or source.value is None:
        return figure.kind == source.kind and numbers_in(figure.surface) == numbers_in(
            source.surface
        )
    return (figure.value, figure.value_high, figure.kind) == (
        source.value, source.value_high, source.kind,
    )  # fmt: skip
