"""Places that a claim ranks in another order than its source."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.records import Finding
from llm_extract.text import Span

from .listed_places import LISTED
from .named_places import Named
from .places import Places
from .readings import Reading

_RANKED = {
    "zh": re.compile("依次|分[列获居]|位列前|前[两二三四五六]|第一、"),
    "en": re.compile(
        r"\bin that order\b|\btop (?:two|three|four|five)\b|\bfirst (?:two|three|four)\b"
        r"|\bfirst, second\b|\b(?:first|top)\b[^.;]{0,40}\b(?:followed by|ahead of)\b"
    ),
}


_FOLLOWED = re.compile(
    r" (?:came|was|ranked|placed|finished|took|topped|led)[\w ]{0,40},?"
    r" (?:followed by|ahead of) (?:the )?"
)


def check_order(
    claim: Reading, places: Places, source: Reading, named: Places
) -> Iterator[Finding]:
    """A finding for every ranked list of places that the source ranks otherwise."""
    ranked = [
        [place.keys for place in row] for row in _rows(named, source) if _is_ranked(row, source)
    ]
    for row in _rows(places, claim):
        if not _is_ranked(row, claim):
            continue
        told = [place.keys for place in row]
        for there in ranked:
            if _differ(told, there):
                yield _finding(row, claim)
                break


def _differ(told: list[frozenset[str]], there: list[frozenset[str]]) -> bool:
    """Whether the places of one list stand in another order in the other one."""
    at = [next((n for n, other in enumerate(there) if keys & other), -1) for keys in told]
    return min(at) >= 0 and at != sorted(at)


def _rows(places: Places, reading: Reading) -> Iterator[list[Named]]:
    """The places listed one behind the other, two at least."""
    row: list[Named] = []
    for place in places.named:
        between = reading.text[row[-1].span.end : place.span.start] if row else ""
        if row and not (LISTED.fullmatch(between) or _FOLLOWED.fullmatch(between)):
            if len(row) > 1:
                yield row
            row = []
        if place.keys:
            row.append(place)
    if len(row) > 1:
        yield row


def _is_ranked(row: list[Named], reading: Reading) -> bool:
    sentence = reading.outline.sentence_at(row[0].span.start)
    return _RANKED[reading.lang].search(sentence.cut(reading.text)) is not None


def _finding(row: list[Named], claim: Reading) -> Finding:
    span = Span(row[0].span.start, row[-1].span.end)
    return Finding(
        verdict="misattributed",
        severity="error",
        message="The source ranks these places in another order.",
        claim=span.cut(claim.text),
        claim_span=span,
    )
