"""What opens behind a date of a claim, which the source tells of another date."""

from __future__ import annotations

import re

from llm_extract.occurrences import starts_of
from llm_extract.records import Finding, Quantity, Verdict

from .periods import Calendar, Period, period_fit
from .readings import Reading

_OPENING = 7
_COMMA = re.compile("[，,]?")
_CLAUSE = re.compile("[，,。；;\n]")
_HAN = re.compile("[\u3400-\u9fff]+")
_SENTENCE = 200


def of_other_event(
    claim: Reading, quantity: Quantity, period: Period, calendar: Calendar
) -> Finding | None:
    """What follows a date stands in the source right behind other dates only."""
    text = claim.text
    start = quantity.end + len(_COMMA.match(text, quantity.end)[0])  # type: ignore[index]
    words = text[start : start + _OPENING]
    if claim.lang != "zh" or len(words) < _OPENING or not _HAN.fullmatch(words):
        return None
    source = calendar.reading.text
    places = set(starts_of(words, source))
    before = [(q, p) for q, p in calendar.dates if _COMMA.match(source, q.end).end() in places]  # type: ignore[union-attr]
    if not before or len(before) < len(places):
        return None
    if any(period_fit(period, p, calendar.years) != "no" for _, p in before):
        return None
    own = [q for q, p in calendar.dates if period_fit(period, p, calendar.years) == "same"]
    if _most_alike(text[start:], source, own) >= _most_alike(
        text[start:], source, [q for q, _ in before]
    ):
        return None
    message = (
        f"What the claim tells of {quantity.surface} the source tells of {before[0][0].surface}."
    )
    return date_finding(quantity, "date_mismatch", message, before[0][0])


def _most_alike(words: str, source: str, dates: list[Quantity]) -> int:
    """How many pairs of characters a clause shares at most with one behind a date of the source."""
    wanted = _pairs(_CLAUSE.split(words)[0])
    clauses = (_CLAUSE.split(source[q.end : q.end + _SENTENCE].lstrip("，,"))[0] for q in dates)
    return max((len(wanted & _pairs(clause)) for clause in clauses), default=0)


def _pairs(words: str) -> set[str]:
    return {words[n : n + 2] for n in range(len(words) - 1)}


def date_finding(
    quantity: Quantity,
    verdict: Verdict,
    message: str,
    source: Quantity | None,
    severity: str = "",
) -> Finding:
    """A finding on a date of a claim."""
    wrong = verdict != "supported"
    return Finding.model_validate(
        {
            "verdict": verdict,
            "severity": severity or ("error" if wrong else "info"),
            "message": message,
            "claim": quantity.surface,
            "claim_span": quantity.span,
            "source_span": source.span if source else None,
            "expected": source.surface if source and wrong else None,
        }
    )
