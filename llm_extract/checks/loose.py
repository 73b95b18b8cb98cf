"""Numerals of a claim that are no amounts the rules know, such as scores and model numbers."""

from __future__ import annotations

import re
from decimal import Decimal

from llm_extract.numerals import fold, parse_chinese
from llm_extract.records import Finding
from llm_extract.text import Span

from .readings import Reading

_NUMERAL = re.compile(r"(?<![\w.,])\d+(?:\.\d+)?[万亿]?(?![\d.,]*\d)", re.ASCII)
_TELLING_DIGITS = 3


def loose_numbers(reading: Reading) -> dict[Decimal, Span]:
    """The values of all numerals of a text that stand in no quantity, with a place of each."""
    spans = [*(q.span for q in reading.quantities), *reading.marked.set_phrases]
    taken = {at for span in spans for at in range(span.start, span.end)}
    found: dict[Decimal, Span] = {}
    for match in _NUMERAL.finditer(fold(reading.text)):
        value = None if match.start() in taken else parse_chinese(match[0])
        if value is not None:
            found.setdefault(value, Span(*match.span()))
    return found


def check_loose(claim: Reading, source: Reading, known: dict[Decimal, Span]) -> list[Finding]:
    """A finding for every telling numeral of a claim whose value is nowhere in the source."""
    values = {s.quantity.value for s in source.stated} | known.keys()
    findings = []
    for value, span in loose_numbers(claim).items():
        words = span.cut(claim.text)
        if sum(map(str.isdigit, words)) >= _TELLING_DIGITS and value not in values:
            message = f"{words} is nowhere in the source."
            findings.append(
                Finding(
                    verdict="unsupported",
                    severity="error",
                    message=message,
                    claim=words,
                    claim_span=span,
                )
            )
    return findings
