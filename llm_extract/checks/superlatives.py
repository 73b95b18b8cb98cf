"""Ranks that a claim gives its figures or places and its source does not: the most in China."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from llm_extract.knowledge import table
from llm_extract.numerals import parse_chinese
from llm_extract.records import Finding, Lang
from llm_extract.text import Span

from .readings import Reading

_RANK = {
    "zh": re.compile(r"第(?P<rank>[一二三四五六七八九十百\d]+)[位名](?!首席|书记)"),
    "en": re.compile(r"\b(?:rank(?:ed|s|ing)?|placed|came|comes) (?P<rank>\d+)(?:st|nd|rd|th)\b"),
}
_NEAR = 60
_WIDE = ("country", "world")
"""Circles in which a first place has to be borne out."""


def check_superlatives(claim: Reading, source: Reading) -> Iterator[Finding]:
    """A finding for every first place among the country's or a province's that nothing bears out.

    The source has to tell some rank of the same circle, in one sentence with its name.
    """
    for circle, pattern in _patterns(claim.lang):
        for match in pattern.finditer(claim.text):
            if not _ranks(circle, source.lang).search(source.text):
                yield _finding(match)


def check_circles(claim: Reading, source: Reading) -> Iterator[Finding]:
    """A finding for every rank told among others than the source's: 18th nationwide."""
    if source.lang == "en":
        return
    there = _told_ranks(source, "zh")
    for rank, circle, span in _told_ranks(claim, claim.lang):
        circles = {found for number, found, _ in there if number == rank}
        if circles and "" not in circles and circle and circle not in circles:
            message = f"The source tells the rank {rank} of another circle."
            yield Finding(
                verdict="misattributed",
                severity="error",
                message=message,
                claim=span.cut(claim.text),
                claim_span=span,
            )


def _told_ranks(reading: Reading, lang: Lang) -> list[tuple[int, str, Span]]:
    """The ranks of a text, each with the circle it is told in, or ""."""
    found = []
    for match in _RANK[lang].finditer(reading.text):
        number = parse_chinese(match["rank"]) if lang == "zh" else Decimal(match["rank"])
        sentence = reading.outline.sentence_at(match.start())
        low, high = (match.end(), sentence.end) if lang == "en" else (sentence.start, match.start())
        near = (
            reading.text[low : min(high, low + _NEAR)] if lang == "en" else reading.text[low:high]
        )
        clause = re.split("[；;]", near)[0 if lang == "en" else -1]
        if number:
            found.append((int(number), _circle(clause, lang), Span(*match.span())))
    return found


def _circle(words: str, lang: Lang) -> str:
    """The circle named nearest a rank: last before a Chinese one, first behind an English one."""
    told: list[tuple[int, str]] = []
    for circle, row in table("ranks")["circles"].items():
        places = [m.start() for m in re.finditer(row[lang], words, re.IGNORECASE)]
        told += [(at, circle) for at in places]
    if not told:
        return ""
    return max(told)[1] if lang == "zh" else min(told)[1]


@cache
def _patterns(lang: Lang) -> list[tuple[str, re.Pattern[str]]]:
    """For each circle, how a first place in it is told."""
    rows = table("ranks")
    found = []
    for circle in _WIDE:
        row = rows["circles"][circle]
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
