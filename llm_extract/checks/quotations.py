"""Checking what a claim puts in quotation marks."""

from __future__ import annotations

import re

from llm_extract.records import Finding
from llm_extract.text import Span

from .quotes import locate_quote
from .readings import Reading

_CITED = 8
_QUOTED = re.compile(r"[“「『\"]([^“”「」『』\"]{4,})[”」』\"]")


def check_quotations(claim: Reading, source: str) -> list[Finding]:
    """A finding for every longer quotation of a Chinese claim that the source does not have."""
    if claim.lang != "zh":
        return []  # an English claim quotes in translation
    findings = []
    for match in _QUOTED.finditer(claim.text):
        found = locate_quote(match[1], source)
        if found.ok:
            continue
        altered = found.status == "altered"
        if len(match[1]) < _CITED and not altered:
            continue  # words of the writer's own, such as “开门红”
        message = f"The quotation “{match[1]}” is not in the source"
        message += f": {found.difference}." if altered else "."
        findings.append(
            Finding(
                verdict="quote_not_found",
                severity="error",
                message=message,
                claim=match[1],
                claim_span=Span(*match.span(1)),
                source_span=found.span,
                expected=found.span.cut(source) if found.span else None,
            )
        )
    return findings
