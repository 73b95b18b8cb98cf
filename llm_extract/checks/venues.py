"""Events that a claim puts in another city than its source does."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.records import Finding
from llm_extract.text import Span

from .named_places import Named
from .periods import Calendar, period_fit, read_period
from .places import Places
from .readings import Reading
from .stated import Stated

_EVENT = (
    r"(?:events?|conferences?|meetings?|fairs?|ceremon(?:y|ies)|forums?|sessions?|expos?|talks"
    r"|roadshows?|exhibitions?|seminars?|salons?|signings?|summits?)"
)
_BEFORE = {
    "en": re.compile(
        rf"\b(?:{_EVENT}|held|hosted|staged|took place|convened)\b(?: [a-z]+){{0,2}} (?:in|at) $"
    ),
    "zh": re.compile("[在于]$"),
}
_BEHIND = {
    "en": re.compile(""),
    "zh": re.compile("[^，。；、\\d]{0,6}(?:举行|举办|召开|开幕)"),
}
_FAR = 60


def check_venues(
    claim: Reading,
    places: Places,
    source: Places,
    calendar: Calendar,
    matched: dict[int, list[Stated]],
) -> Iterator[Finding]:
    """A finding for every venue where the source names another beside the same day or figures.

    Where their sentences name the claim's place too, in whatever part, nothing is said; where
    these name no venue, their paragraphs are looked at.
    """
    for place in places.named:
        if not place.keys or place.in_name or not _is_venue(place, claim):
            continue
        sentence = claim.outline.index_at(place.span.start)
        spans = [s.quantity.span for s in matched.get(sentence, ())]
        spans += _same_days(claim, sentence, calendar)
        outline = calendar.reading.outline
        for stretches in (
            [_item(calendar.reading, span) for span in spans],
            [outline.sentence_at(span.start) for span in spans],
            [_line(calendar.reading.text, span) for span in spans],
        ):
            told = [p for p in source.named if any(s.covers(p.span) for s in stretches)]
            venue = next((p for p in told if p.keys and _is_venue(p, calendar.reading)), None)
            if venue is not None:
                if not any(_is_or_holds(p, place) for p in told):
                    yield _finding(place, venue)
                break


def _is_venue(place: Named, reading: Reading) -> bool:
    before = reading.text[max(0, place.span.start - _FAR) : place.span.start]
    behind = _BEHIND[reading.lang].match(reading.text, place.span.end)
    return behind is not None and _BEFORE[reading.lang].search(before) is not None


def _same_days(claim: Reading, sentence: int, calendar: Calendar) -> Iterator[Span]:
    """Where the source has the days that a sentence of the claim names."""
    for quantity in claim.dates_in(claim.outline.sentence(sentence)):
        period = read_period(quantity)
        if period is None or period.low is None or period.low[1] is None:
            continue
        for there, other in calendar.dates:
            if period_fit(period, other, calendar.years) != "no":
                yield there.span


def _item(reading: Reading, span: Span) -> Span:
    """The item of a list a span stands in, between semicolons."""
    sentence = reading.outline.sentence_at(span.start)
    start = reading.text.rfind("；", sentence.start, span.start) + 1
    end = reading.text.find("；", span.end, sentence.end)
    return Span(max(start, sentence.start), sentence.end if end < 0 else end)


def _line(text: str, span: Span) -> Span:
    end = text.find("\n", span.end)
    return Span(text.rfind("\n", 0, span.start) + 1, len(text) if end < 0 else end)


def _is_or_holds(there: Named, claimed: Named) -> bool:
    """Whether a place of the source is the claim's, lies in it, or has it within."""
    if there.level == claimed.level:
        return not there.keys.isdisjoint(claimed.keys)
    above = {key for key, _ in there.parents} | {key for key, _ in claimed.parents}
    return not (there.keys | above).isdisjoint(claimed.keys) or not there.keys.isdisjoint(above)


def _finding(place: Named, venue: Named) -> Finding:
    return Finding(
        verdict="misattributed",
        severity="error",
        message=f"The claim puts it in {place.surface}; in the source it is in {venue.surface}.",
        claim=place.surface,
        claim_span=place.span,
        source_span=venue.span,
        expected=venue.surface,
    )
