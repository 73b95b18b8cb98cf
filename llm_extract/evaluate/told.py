"""Contradictions reported, and the key facts that summaries carry, held against gold."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation

from llm_extract.quantities import find_quantities
from llm_extract.records import Finding, Lang, LanguageSummary, Quantity, Result
from llm_extract.text import Span

from .gold import GoldAnswer, GoldRelation
from .likeness import telling_likeness, unit_class
from .scores import Score

_CONFLICTS = ("source_conflict", "arithmetic_conflict")
_CARRIED = 0.5
"""The share of a key fact's figures, or of its words where it has none, that must be told."""
_PAIR = 2


def score_told(result: Result, gold: GoldAnswer, scored: Score) -> None:
    """Count contradictions found, and key facts carried by the summary of each language."""
    _score_contradictions(result, gold, scored)
    for lang in ("zh", "en"):
        summary: LanguageSummary = getattr(result.summary, lang)
        for fact in gold.key_facts:
            words = getattr(fact, lang)
            share = carried_share(words, summary, lang)
            scored.count(f"key_facts.{lang}_whole", right=share == 1)
            if not scored.count(f"key_facts.{lang}", right=share >= _CARRIED):
                scored.miss(f"key_facts.{lang}", f"{share:.0%} carried: {words}")


def _score_contradictions(result: Result, gold: GoldAnswer, scored: Score) -> None:
    wrong = [r for r in gold.consistency if r.holds is False and len(_values(r)) >= _PAIR]
    found = [f for f in result.findings if f.verdict in _CONFLICTS and not f.where]
    told = [_told_values(f, result) for f in found]
    for relation in wrong:
        right = any(len(values & _values(relation)) >= _PAIR for values in told)
        if not scored.count("contradictions.recall", right=right):
            scored.miss("contradictions.recall", f"not found: {relation.relation}")
    for finding, values in zip(found, told, strict=True):
        right = any(values & _values(relation) for relation in wrong)
        if not scored.count("contradictions.precision", right=right):
            scored.miss("contradictions.precision", f"not in gold: {finding.message}")


def _values(relation: GoldRelation) -> set[Decimal]:
    values = set()
    for number in relation.numbers:
        try:
            values.add(Decimal(number))
        except InvalidOperation:
            continue
    return values


def _told_values(finding: Finding, result: Result) -> set[Decimal]:
    """The values at the places a finding points to."""
    spans = [s for s in (finding.claim_span, finding.source_span) if s is not None]
    return {
        q.value
        for q in result.quantities
        if q.value is not None and any(_touches(q, span) for span in spans)
    }


def _touches(quantity: Quantity, span: Span) -> bool:
    return quantity.span.overlaps(span)


def carried_share(words: str, summary: LanguageSummary, lang: Lang) -> float:
    """How much of a key fact a summary tells: the share of its figures, else of its words."""
    told = published_words(summary)
    figures = _figures(words, lang)
    if figures:
        ours = _figures(told, lang)
        return sum(figure in ours for figure in figures) / len(figures)
    sentences = re.split(r"(?<=[。.])", told)
    if lang == "zh":
        return max(telling_likeness(one, words) for one in sentences)
    wanted = _content_words(words)
    shares = [len(wanted & _content_words(one)) / len(wanted) for one in sentences if wanted]
    return max(shares, default=0.0)


def published_words(summary: LanguageSummary) -> str:
    """All that a summary tells: its text and its further points."""
    return " ".join([summary.text, *(one.text for one in summary.points)])


def _figures(words: str, lang: Lang) -> set[tuple[Decimal, str]]:
    """Values with their kind; counters differ between languages and tellers."""
    return {
        (q.value, unit_class(q.unit) if q.kind != "count" else "count")
        for q in find_quantities(words, lang)
        if q.is_amount and q.value is not None
    }


def _content_words(words: str) -> set[str]:
    return {w[:6] for w in re.findall(r"[a-z0-9]+", words.lower()) if len(w) > 3}  # noqa: PLR2004
