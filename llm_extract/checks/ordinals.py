"""Checking numbered things of a claim: the second season, the eighth expo, the third place."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.numerals import parse_chinese
from llm_extract.records import Finding
from llm_extract.text import Span

from .readings import Reading

_ORDINALS = (
    "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth",
    "eleventh", "twelfth",
)  # fmt: skip
_CARDINALS = ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_ROMAN = ("i", "ii", "iii", "iv", "v")
_NUMERAL = "[一二三四五六七八九十\\d]{1,3}"
_GAP = r"(?: [A-Z][\w’'-]*| of the| annual){0,3}"
_RANKED = re.compile(
    rf"\brank(?:ed|s|ing)?(?: \w+){{0,2}}? (?P<n>\d+(?:st|nd|rd|th)|{'|'.join(_ORDINALS)})\b",
    re.IGNORECASE,
)
_LONGEST_LIST = 40
_FROM_TO = re.compile(rf"第(?P<low>{_NUMERAL})[位名]?[至到—-]第?(?P<high>{_NUMERAL})[位名]")


class Numbered(NamedTuple):
    """One of a numbered series, such as the second season."""

    series: str
    number: int
    span: Span


Series = dict[str, dict[int, Span]]
"""Where a text numbers the things of a series, by series and number."""


def series_of(source: Reading) -> Series:
    """All numbered things of a source."""
    known: Series = {}
    for one in numbered(source):
        known.setdefault(one.series, {}).setdefault(one.number, one.span)
    return known


def check_ordinals(claim: Reading, source: Reading, known: Series) -> list[Finding]:
    """A finding for every number of a series that the source numbers, but not so."""
    findings = []
    for one in numbered(claim):
        there = known.get(one.series, {})
        if there and one.number not in there and source.lang == "zh":
            figures = {q.span for q in source.quantities}
            told = sorted(there.values(), key=lambda span: span not in figures)
            findings.append(_wrong(one, claim, source, told[0]))
    return findings


def _wrong(one: Numbered, claim: Reading, source: Reading, span: Span) -> Finding:
    words = one.span.cut(claim.text)
    return Finding.model_validate(
        {
            "verdict": table("ordinals")[one.series]["verdict"],
            "severity": "error",
            "message": f"The claim says {words}; the source says {span.cut(source.text)}.",
            "claim": words,
            "claim_span": one.span,
            "source_span": span,
            "expected": span.cut(source.text),
        }
    )


def numbered(reading: Reading) -> Iterator[Numbered]:
    """The numbered things of a text."""
    if reading.lang == "zh":
        yield from _from_to(reading)
    for series in table("ordinals"):
        for pattern in _patterns(series, reading.lang):
            for match in pattern.finditer(reading.text):
                number = _number(match["n"]) if reading.lang == "en" else _chinese(match["n"])
                if number:
                    yield Numbered(series, number, Span(*match.span()))
                    if reading.lang == "zh" and match.re.groupindex.get("many"):
                        yield from (
                            Numbered(series, n, Span(*match.span())) for n in range(1, number)
                        )


def _from_to(reading: Reading) -> Iterator[Numbered]:
    """The ranks of a list: 第3名至第6名依次为."""
    for match in _FROM_TO.finditer(reading.text):
        low, high = (_chinese(match[end]) or 0 for end in ("low", "high"))
        for number in range(low, min(high, low + _LONGEST_LIST) + 1):
            yield Numbered("rank", number, Span(*match.span()))


@cache
def _patterns(series: str, lang: str) -> tuple[re.Pattern[str], ...]:
    rows = table("ordinals")[series]
    if lang == "zh":
        found = [re.compile(f"(?:第(?P<n>{_NUMERAL})|(?P<first>首))(?:{rows['zh']})")]
        found[0] = re.compile(f"第?(?P<n>(?<=第){_NUMERAL}|首)(?:{rows['zh']})")
        if series == "phase":
            found.append(re.compile(r"(?P<n>[一二三四五])期(?!间)"))
            found.append(re.compile(r"[分共](?P<n>[两二三四五])(?P<many>期|个?阶段)"))
        return tuple(found)
    words = "|".join((*_ORDINALS, r"\d{1,2}(?:st|nd|rd|th)"))
    words = rf"(?:{words})(?! (?:two|three|four|five|six|seven|eight|nine|ten|\d+)\b)"
    counts = "|".join((*_CARDINALS, *_ROMAN, r"\d{1,2}"))
    found = [
        re.compile(rf"\b(?P<n>{words}){_GAP} (?:{rows['en']})\b", re.IGNORECASE),
        re.compile(rf"\b(?:{rows['en']}) (?P<n>{counts})\b", re.IGNORECASE),
    ]
    return (*found, _RANKED) if series == "rank" else tuple(found)


def _number(words: str) -> int | None:
    low = words.lower()
    for row in (_ORDINALS, _CARDINALS, _ROMAN):
        if low in row:
            return row.index(low) + 1
    digits = re.match(r"\d+", low)
    return int(digits[0]) if digits else None


def _chinese(numeral: str) -> int | None:
    if numeral == "首":
        return 1
    value = parse_chinese(numeral)
    return int(value) if value else None
