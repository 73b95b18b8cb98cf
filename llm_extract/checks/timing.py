"""Checking the dates of a claim."""

from __future__ import annotations

import re

from llm_extract.records import Finding, Quantity, Verdict

from .periods import Calendar, Period, period_fit, read_period
from .readings import Reading, Stated

_COMPARED = re.compile(r"的?同期|同比|(?:年?底)?相比")
"""Behind a date that the figures are compared with, so that it is not theirs."""


def check_dates(
    claim: Reading, calendar: Calendar, matched: dict[int, list[Stated]]
) -> list[Finding]:
    """A finding for every date of the claim whose own words tell a day, month or year.

    `matched`: by claim sentence, the source's amounts its figures were found to be. A date the
    source has, but not where those amounts stand, is wrong too.
    """
    findings = []
    for quantity in claim.quantities:
        period = read_period(quantity) if quantity.kind == "date" else None
        if period is None:
            continue
        sentence = claim.outline.index_at(quantity.start)
        compared = _COMPARED.match(claim.text, quantity.end)
        alone = len(claim.dates_in(claim.outline.sentence(sentence))) == 1 and not compared
        beside = matched.get(sentence, []) if alone else []
        findings.append(_check(quantity, period, calendar, beside))
    return findings


def _check(quantity: Quantity, period: Period, calendar: Calendar, beside: list[Stated]) -> Finding:
    check = calendar.check(period)
    if check.fit == "no" and check.damaged:
        message = f"{quantity.surface} is read from {check.damaged}, which lost its month sign."
        return _finding(quantity, "supported", message, None, severity="warning")
    there = _dates_beside(calendar, beside)
    expected = there[-1][0] if there else check.source
    if check.fit == "no":
        where = f"; with these figures it has {expected.surface}" if there and expected else ""
        message = f"The date {quantity.surface} is not in the source{where}."
        return _finding(quantity, "date_mismatch", message, expected if there else None)
    if there and all(period_fit(period, p, calendar.years) == "no" for _, p in there):
        surfaces = ", ".join(q.surface for q, _ in there)
        message = (
            f"The claim says {quantity.surface}; the source gives these figures for {surfaces}."
        )
        return _finding(quantity, "date_mismatch", message, expected)
    if check.fit == "year_unknown":
        message = f"The source does not name the year of {quantity.surface}."
        return _finding(quantity, "supported", message, check.source, severity="warning")
    message = f"The source has {check.source.surface}." if check.source else ""
    return _finding(quantity, "supported", message, check.source)


def _dates_beside(calendar: Calendar, beside: list[Stated]) -> list[tuple[Quantity, Period]]:
    """The dates, with a month, of the source sentences the amounts stand in."""
    found: list[tuple[Quantity, Period]] = []
    for stated in beside:
        for pair in calendar.before(stated.quantity.start, stated.sentence):
            if pair[1].low is not None and pair not in found:
                found.append(pair)
    return found


def _finding(
    quantity: Quantity,
    verdict: Verdict,
    message: str,
    source: Quantity | None,
    severity: str = "",
) -> Finding:
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
