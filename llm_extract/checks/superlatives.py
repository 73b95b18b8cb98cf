"""Ranks that a claim gives its figures or places and its source does not: the most in China."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from llm_extract.knowledge import table
from llm_extract.records import Finding, Lang
from llm_extract.text import Span

from .readings import Reading


def check_superlatives(claim: Reading, source: Reading) -> Iterator[Finding]:
    """A finding for every first place among the country's or a province's that nothing bears out.

    The source has to tell some rank of the same circle, in one sentence with its name.
    """
    for circle, pattern in _patterns(claim.lang):
        for match in pattern.finditer(claim.text):
            if not _ranks(circle, source.lang).search(source.text):
                yield _finding(match)


@cache
def _patterns(lang: Lang) -> list[tuple[str, re.Pattern[str]]]:
    """For each circle, how a first place in it is told."""
    rows = table("ranks")
    found = []
    for circle, row in rows["circles"].items():
        names, first = row[lang], rows["first"][lang]
        if lang == "zh":
            words = f"(?:{names})[^，。；]{{0,8}}(?:{first})"
        else:
            words = rf"\b(?:{first})\b[^.;,]{{0,40}}\b(?:{names})\b"
        found.append((circle, re.compile(words, re.IGNORECASE)))
    return found


@cache
def _ranks(circle: str, lang: Lang) -> re.Pattern[str]:
    """A rank of any kind told with a name of the circle."""
    rows = table("ranks")
    names, ranks = rows["circles"][circle][lang], rows["any"][lang]
    end = "。\n" if lang == "zh" else ".\n"
    gap = f"[^{end}]{{0,40}}"
    return re.compile(f"(?:{names}){gap}(?:{ranks})|(?:{ranks}){gap}(?:{names})", re.IGNORECASE)


def _finding(match: re.Match[str]) -> Finding:
    return Finding(
        verdict="unsupported",
        severity="error",
        message=f"“{match[0]}”: the source tells of no such rank.",
        claim=match[0],
        claim_span=Span(*match.span()),
    )
