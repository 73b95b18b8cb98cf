"""The tables of what is told: summaries sentence by sentence, and what was found wrong."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Annotated, Literal

from llm_extract.quantities import find_quantities
from llm_extract.records import Finding, LanguageSummary, Sentence
from llm_extract.text import Span

from .columns import About, Prefix
from .groups import Decided, Ends, Evidence, Origin, Place
from .subject import Subject

TellingKind = Literal["headline", "sentence", "point"]


@dataclass(frozen=True)
class Telling:
    """A published sentence, and where it stands in its summary."""

    lang: Literal["en", "zh"]
    kind: TellingKind
    number: int
    text: str
    facts: tuple[str, ...]
    sentence: Sentence | None = None


@dataclass(frozen=True)
class SummaryRow:
    """One sentence of a summary, in one language."""

    origin: Origin
    lang: Annotated[str, About("Its language: en or zh.", key=True)]
    kind: Annotated[
        str,
        About(
            "headline; sentence, of the short summary; point, a further key fact beside it.",
            key=True,
        ),
    ]
    number: Annotated[
        int,
        About("Its position among those of its kind, from 0, as in decisions.", key=True),
    ]
    text: Annotated[str, About("The sentence.")]
    verdict: Annotated[
        str | None, About("What the check of its figures came to; a headline has none of its own.")
    ]
    written_by: Annotated[str | None, About("Who worded it: rule or model.")]
    facts: Annotated[
        str | None,
        About(
            "Ids of the facts it states, with spaces between them; of a headline, those of the "
            "summary with its amounts."
        ),
    ]
    surfaces: Annotated[
        str | None, About("The article's words for their figures, with | between them.")
    ]
    evidence: Annotated[
        str | None,
        About(
            "The article's clauses it rests on, with … between them; their place is from the "
            "beginning of the first to the end of the last."
        ),
    ]
    evidence_place: Annotated[Place | None, Prefix("evidence_")]
    decided: Decided


@dataclass(frozen=True)
class SummaryFactRow:
    """One fact that a sentence states."""

    origin: Origin
    lang: Annotated[str, About("Language of the sentence.", key=True)]
    kind: Annotated[str, About("headline, sentence or point.", key=True)]
    number: Annotated[int, About("Position of the sentence.", key=True, of="summaries")]
    fact: Annotated[str, About("The fact.", key=True, of="facts")]


@dataclass(frozen=True)
class FindingRow:
    """One thing that was found wrong or worth saying."""

    origin: Origin
    finding: Annotated[int, About("Its position in the result, from 0, as in decisions.", key=True)]
    verdict: Annotated[str, About("What is wrong; the README lists the verdicts.")]
    severity: Annotated[str, About("error, warning, or info.")]
    message: Annotated[str, About("What is wrong, in a sentence.")]
    part: Annotated[
        str | None,
        About(
            "The part it is about: summary.en[2], a quantity such as q7, a field of custom; "
            "empty where the article itself is at odds."
        ),
    ]
    claim: Annotated[
        str | None, About("The words that are wrong: of the part, or else of the article.")
    ]
    claim_place: Annotated[Ends | None, Prefix("claim_")]
    expected: Annotated[str | None, About("What the source has instead.")]
    derived: Annotated[str | None, About("The arithmetic that makes the figure, where computed.")]
    surface: Annotated[str | None, About("The article's words it is held against.")]
    evidence: Annotated[Evidence | None, Prefix("")]
    decided: Decided


def tellings(subject: Subject) -> Iterator[Telling]:
    """Everything the summaries tell, with the numbers it had before anything was rejected."""
    now, before = subject.result.summary, subject.reviewed.original.summary
    pairs: list[tuple[Literal["en", "zh"], LanguageSummary, LanguageSummary]]
    pairs = [("en", now.en, before.en), ("zh", now.zh, before.zh)]
    for lang, left, whole in pairs:
        headline = left.headline
        yield Telling(lang, "headline", 0, headline, _headline_facts(subject, lang, left))
        yield from _numbered(lang, "sentence", left.sentences, whole.sentences)
        yield from _numbered(lang, "point", left.points, whole.points)


def _headline_facts(
    subject: Subject, lang: Literal["en", "zh"], summary: LanguageSummary
) -> tuple[str, ...]:
    """The first facts of the summary that have the amounts of its headline."""
    amounts = {(q.kind, q.value) for q in find_quantities(summary.headline, lang) if q.is_amount}
    found: dict[tuple[str, Decimal | None], str] = {}
    told = (fact for one in (*summary.sentences, *summary.points) for fact in one.facts)
    for fact in told:
        quantity = subject.fact_quantities.get(fact)
        if quantity is not None and (quantity.kind, quantity.value) in amounts:
            found.setdefault((quantity.kind, quantity.value), fact)
    return tuple(found.values())


def _numbered(
    lang: Literal["en", "zh"],
    kind: TellingKind,
    left: Sequence[Sentence],
    whole: Sequence[Sentence],
) -> Iterator[Telling]:
    number = 0
    for sentence in left:
        while whole[number] != sentence:
            number += 1
        yield Telling(lang, kind, number, sentence.text, sentence.facts, sentence)
        number += 1


def summary_rows(subject: Subject) -> Iterator[SummaryRow]:
    """Every sentence of both summaries: the headline, the short summary, the points."""
    facts = {fact.id: fact for fact in subject.result.facts}
    for telling in tellings(subject):
        stated = [facts[one] for one in telling.facts if one in facts]
        clauses = sorted({fact.evidence for fact in stated})
        whole = Span(clauses[0].start, max(c.end for c in clauses)) if clauses else None
        surfaces = [subject.quantities[fact.quantity].surface for fact in stated]
        yield SummaryRow(
            origin=subject.origin,
            lang=telling.lang,
            kind=telling.kind,
            number=telling.number,
            text=telling.text,
            verdict=telling.sentence.verdict if telling.sentence else None,
            written_by=telling.sentence.written_by if telling.sentence else None,
            facts=" ".join(fact.id for fact in stated) or None,
            surfaces=" | ".join(surfaces) or None,
            evidence=" … ".join(c.cut(subject.text).strip() for c in clauses) or None,
            evidence_place=None if whole is None else subject.place(whole),
            decided=subject.decided(f"{telling.kind} {telling.lang} {telling.number}"),
        )


def summary_fact_rows(subject: Subject) -> Iterator[SummaryFactRow]:
    """Every fact of every sentence."""
    known = {fact.id for fact in subject.result.facts}
    for telling in tellings(subject):
        for fact in dict.fromkeys(telling.facts):
            if fact in known:
                yield SummaryFactRow(
                    subject.origin, telling.lang, telling.kind, telling.number, fact
                )


def finding_rows(subject: Subject) -> Iterator[FindingRow]:
    """Every finding that was not rejected."""
    for number, finding in subject.findings:
        found = _held_against(subject, finding)
        claim = finding.claim_span
        yield FindingRow(
            origin=subject.origin,
            finding=number,
            verdict=finding.verdict,
            severity=finding.severity,
            message=finding.message,
            part=finding.where or None,
            claim=finding.claim or None,
            claim_place=None if claim is None else Ends(claim.start, claim.end),
            expected=finding.expected,
            derived=finding.derived,
            surface=found.cut(subject.text) if found else None,
            evidence=subject.evidence(subject.clause(found)) if found else None,
            decided=subject.decided(f"finding {number}"),
        )


def _held_against(subject: Subject, finding: Finding) -> Span | None:
    """The words of the clean text that a finding names.

    What was written is checked against title and text together, with a line end between them.
    """
    span = finding.source_span
    if span is None:
        return None
    if finding.where.startswith("summary."):
        lead = len(subject.result.article.title) + 1
        span = Span(span.start - lead, span.end - lead)
    return span if 0 <= span.start < span.end <= len(subject.text) else None
