"""The figures of an article's published texts, each with the figures of the source it rests on."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from llm_extract.citations import Citation, CitationIndex, Place
from llm_extract.records import Finding, Lang, Quantity, Result, Verdict
from llm_extract.render import render
from llm_extract.text import Span
from llm_extract.wording import Wording

from .pieces import Mark, Piece, cut, is_wrong, plain, verdict_label


class Figures:
    """What links an article's results with its source, and remembers what was linked.

    Args:
        result: All that is known about the article.
        prefix: What the ids of its figures begin with.
    """

    def __init__(self, result: Result, prefix: str) -> None:
        self.result = result
        self.prefix = prefix
        self._index = CitationIndex(result)
        self._quantities = {one.id: one for one in result.quantities}
        self._places: dict[tuple[str, Span], str] = {}
        self._used: set[str] = set()
        self._flaws: dict[str, list[Finding]] = {}
        for finding in result.findings:
            for quantity in self.of_finding(finding) if finding.severity != "info" else ():
                self._flaws.setdefault(quantity, []).append(finding)

    def cited(self, text: str, lang: Lang, sources: Sequence[str]) -> tuple[Piece, ...]:
        """A published text that was made from `sources`, facts or quantities by id."""
        citations = self._index.cite(text, lang, sources)
        return cut(text, [self._mark(one) for one in citations])

    def named(
        self, name: str, lang: Lang, evidence: Span, sources: Sequence[str]
    ) -> tuple[Piece, ...]:
        """The name of a project or a drive."""
        citations = self._index.cite_name(name, lang, evidence, sources)
        return cut(name, [self._mark(one) for one in citations])

    def worded(self, wording: Wording, evidence: Span) -> tuple[Piece, ...]:
        """An event or a project in words: the figures it tells, and those in names and dates."""
        told = [Mark(one.span, (self._refer(one.quantity),)) for one in wording.figures]
        citations = self._index.cite_name(wording.text, wording.lang, evidence)
        others = [one for one in citations if not any(one.span.overlaps(m.span) for m in told)]
        return cut(wording.text, [*told, *(self._mark(one) for one in others)])

    def within(self, words: str, identifiers: Iterable[str]) -> tuple[Piece, ...]:
        """Words about quantities, with a mark where they first name one."""
        named: dict[Span, list[str]] = {}
        for one in identifiers:
            at = words.find(surface := self.surface(one))
            if at >= 0:
                named.setdefault(Span(at, at + len(surface)), []).append(self._refer(one))
        return cut(words, [Mark(span, tuple(targets)) for span, targets in named.items()])

    def quantity(self, *identifiers: str) -> tuple[Piece, ...]:
        """A quantity of the article in its own words, with what was found of it.

        Of several they are those of the first; the others say the same elsewhere.
        """
        first = self._quantities[identifiers[0]]
        targets = tuple(self._refer(one) for one in identifiers)
        whole = Span(0, len(first.surface))
        mark = Mark(whole, targets, self.verdict(first.id), self._flaw_told(first.id))
        return cut(first.surface, [mark])

    def alike(self, identifiers: Iterable[str | None]) -> list[tuple[str, ...]]:
        """Quantities, those together that say the same."""
        groups: dict[object, list[str]] = {}
        for one in dict.fromkeys(identifiers):
            if one in self._quantities:
                q = self._quantities[one]
                key = q.value or q.surface, q.value_high, q.unit, q.kind, q.qualifier
                groups.setdefault(key, []).append(q.id)
        return [tuple(group) for group in groups.values()]

    def surface(self, identifier: str) -> str:
        """The words of a quantity."""
        return self._quantities[identifier].surface

    def english(self, identifier: str) -> str:
        """An amount in English; empty for what is none."""
        quantity = self._quantities[identifier]
        return render(quantity, "en", counter=False) if quantity.is_amount else ""

    def kinds(self) -> dict[str, str]:
        """The kinds of the amounts that something rests on, by their ids in the page."""
        amounts = (one for one in self.result.quantities if one.is_amount)
        kinds = {f"{self.prefix}{one.id}": one.kind for one in amounts}
        return {target: kind for target, kind in kinds.items() if target in self._used}

    def verdict(self, identifier: str) -> Verdict | None:
        """The gravest verdict on a quantity of the article, None where nothing was found."""
        verdicts = [one.verdict for one in self._flaws.get(identifier, ())]
        return next((one for one in verdicts if is_wrong(one)), next(iter(verdicts), None))

    def of_finding(self, finding: Finding) -> tuple[str, ...]:
        """The quantities a finding is about, by id."""
        if finding.where in self._quantities:
            return (finding.where,)
        facts = {f"fact {fact.id}": fact.quantity for fact in self.result.facts}
        if finding.where in facts:
            return (facts[finding.where],)
        if finding.where:
            return ()
        spans = [one for one in (finding.claim_span, finding.source_span) if one]
        return tuple(
            one.id for one in self.result.quantities if any(one.span.overlaps(s) for s in spans)
        )

    def source_marks(self) -> list[Mark]:
        """The figures of the clean text; to be asked for when all else is linked."""
        own = [self._source_mark(one) for one in self.result.quantities]
        return own + self._marks_of("text")

    def title_marks(self) -> list[Mark]:
        """The figures of the title that something rests on."""
        return self._marks_of("title")

    def _marks_of(self, part: str) -> list[Mark]:
        return [
            Mark(span, (target,), is_amount=False, is_used=True)
            for (where, span), target in self._places.items()
            if where == part
        ]

    def _source_mark(self, quantity: Quantity) -> Mark:
        target = f"{self.prefix}{quantity.id}"
        return Mark(
            quantity.span,
            (target,),
            self.verdict(quantity.id),
            self._flaw_told(quantity.id) or quantity.iso or "",
            quantity.is_amount,
            target in self._used,
        )

    def _mark(self, citation: Citation) -> Mark:
        targets = [self._refer(one) for one in citation.quantities]
        if not targets:
            targets = [self._place(one) for one in citation.places]
        return Mark(citation.span, tuple(targets), citation.verdict, _told(citation))

    def _refer(self, identifier: str) -> str:
        target = f"{self.prefix}{identifier}"
        self._used.add(target)
        return target

    def _place(self, place: Place) -> str:
        """The id of words of the article that are none of its quantities."""
        key = place.part, place.span
        target = self._places.setdefault(key, f"{self.prefix}m{len(self._places)}")
        self._used.add(target)
        return target

    def _flaw_told(self, identifier: str) -> str:
        found = self._flaws.get(identifier, ())
        return plain(" ".join(one.message for one in found))


def _told(citation: Citation) -> str:
    """What there is to say about a cited figure."""
    if citation.finding is None:
        return "" if citation.places else "No figure of the source says this."
    finding = citation.finding
    if finding.verdict == "supported":
        return plain(f"{finding.derived}") if finding.derived else ""
    return plain(f"{verdict_label(finding.verdict)}: {finding.message}")
