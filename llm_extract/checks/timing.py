"""Checking the dates of a claim."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import NamedTuple

from llm_extract.records import Finding, Quantity
from llm_extract.text import Span

from .concepts import exclusive, group_of
from .date_openings import date_finding, of_other_event
from .periods import Calendar, DateCheck, Period, is_stretch, lies_in, period_fit, read_period
from .readings import Reading
from .stated import Stated
from .status import read_status

_DONE = re.compile(
    r"\b(?:began|started|opened|launched|signed|completed|held|went into|broke ground)\b"
    r"|\bkicked off\b|已|了"
)
"""Words of something that has happened on a date."""
_ENDED = re.compile(
    r"\b(?:ended|closed|finished|concluded|wound up|came to an end|ran until) (?:on )?$"
)
_CLOSED = re.compile("收官|结束|闭幕|止|期满|截至|截止")
_THAN_REACH = 30
_ALONE = re.compile("(?:仅|光|单是|单单|仅仅|仅在)$|\\b(?:only|just) in $")
_ALONE_BEHIND = re.compile("单月|[当一]?[月天]内?就| alone\\b")
_BY_CONTEXT = ("次月", "翌月", "同月", "当月")
"""Months that only the words before tell."""
_LOOSE_DAYS = ("今日", "今天", "昨日", "昨天")
_SINCE = re.compile("[^，。；]{0,8}(?:以来|起|开始)")
_STEP_NEAR = 8
_STEP_FAR = 40
_SENTENCE = 200
_PART_REACH = 7
_PARTS = {
    "early": re.compile("上旬|初"),
    "mid": re.compile("中旬"),
    "late": re.compile("下旬|[底末]"),
}
_THAN = re.compile(
    r"(?:%|percent|points?|\bup|\bdown)[^.]{0,12} from (?:in |that of )?$"
    r"|\b(?:than|against|versus) (?:in |that of )?$"
    r"|\bsame (?:period|months?|time|quarter|half)(?: of| in| a)?(?: the)? $"
)
_COMPARED = re.compile(r"的?同期|同比|(?:年?底)?相比")
"""Behind a date that the figures are compared with, so that it is not theirs."""


def check_dates(
    claim: Reading, calendar: Calendar, matched: dict[int, list[Stated]], computed: set[int]
) -> list[Finding]:
    """A finding for every date of the claim whose own words tell a day, month or year.

    `matched`: by claim sentence, the source's amounts its figures were found to be. A date the
    source has, but not where those amounts stand, is wrong too. `computed`: sentences with a
    figure worked out for a time the source need not name.
    """
    findings = []
    for quantity in claim.quantities:
        period = read_period(quantity) if quantity.kind == "date" else None
        if period is None or quantity.surface in _BY_CONTEXT:
            continue
        sentence = claim.outline.index_at(quantity.start)
        aside = sentence in computed or _is_compared(claim, quantity)
        alone = len(claim.dates_in(claim.outline.sentence(sentence))) == 1 and not aside
        beside = matched.get(sentence, []) if alone else []
        told = _Told(claim, quantity, period, aside, calendar.around(beside))
        there = _dates_beside(calendar, beside, year_only=period.low is None)
        findings.append(_check(told, calendar, there))
    return findings


class _Told(NamedTuple):
    """A date of a claim; `aside`: its figures are only compared with it, or worked out for it.

    `around` are all dates of the source's sentences that tell the figures.
    """

    claim: Reading
    quantity: Quantity
    period: Period
    aside: bool
    around: list[Period]


def _is_compared(claim: Reading, quantity: Quantity) -> bool:
    behind = _COMPARED.match(claim.text, quantity.end)
    return bool(behind or _THAN.search(claim.text[: quantity.start][-_THAN_REACH:]))


def _other_part(told: _Told, calendar: Calendar, source: Quantity | None) -> Finding | None:
    """Early, middle or late in the month told for another."""
    if source is None:
        return None
    quantity = told.quantity
    before = told.claim.text[max(0, quantity.start - _PART_REACH) : quantity.end + 2]
    here = _part(before, quantity.surface)
    there = _part("", calendar.reading.text[source.start : source.end + 2])
    if here is None or there is None or here == there:
        return None
    if told.period.low is None and "月" in source.surface:
        return None  # the end of a year, and no part of a month
    message = f"The claim tells another part of the month than the source's {source.surface}."
    return date_finding(quantity, "date_mismatch", message, source)


def _part(before: str, surface: str) -> str | None:
    """Which part of its month a date is in: early, middle or late, as far as told."""
    for name, pattern in _PARTS.items():
        if pattern.search(surface) or re.search(rf"\b{name}(?:[ -]|$)", before, re.IGNORECASE):
            return name
    return None


def _told_as_done(told: _Told, calendar: Calendar, source: Quantity | None) -> Finding | None:
    """A date the source plans for, told as one on which it happened."""
    claim, quantity = told.claim, told.quantity
    sentence = _group(claim, quantity)
    if source is None or not _DONE.search(sentence):
        return None
    outline = calendar.reading.outline
    same = [q for q in calendar.reading.quantities if q.iso and q.iso == source.iso]
    told_there = [read_status(outline, one.span) for one in same or [source]]
    there, here = told_there[0], read_status(claim.outline, quantity.span)
    planned = all(cue is not None and cue.told == "future" for cue in told_there)
    if there is None or not planned or here is None or here.told != "result":
        return None
    message = (
        f"The claim tells {quantity.surface} as past; in the source it is planned ({there.words})."
    )
    return date_finding(quantity, "status_mismatch", message, source)


def _group(claim: Reading, quantity: Quantity) -> str:
    """The words of a sentence between the semicolons around a date."""
    sentence = claim.outline.sentence_at(quantity.start)
    before = re.split("[;；]", claim.text[sentence.start : quantity.start])[-1]
    return before + re.split("[;；]", claim.text[quantity.start : sentence.end])[0]


def _check(told: _Told, calendar: Calendar, there: list[tuple[Quantity, Period]]) -> Finding:
    check = calendar.check(told.period)
    if check.fit == "no":
        return _absent(told, check, there)
    wrong = (
        _of_other_time(told, calendar, there)
        or _other_part(told, calendar, check.source)
        or _of_other_end(told, calendar)
        or _told_as_done(told, calendar, check.source)
        or (None if told.aside else _of_other_step(told, calendar, check.source))
        or of_other_event(told.claim, told.quantity, told.period, calendar)
    )
    if wrong:
        return wrong
    if check.fit == "year_unknown":
        message = f"The source does not name the year of {told.quantity.surface}."
        return date_finding(told.quantity, "supported", message, check.source, severity="warning")
    message = f"The source has {check.source.surface}." if check.source else ""
    return date_finding(told.quantity, "supported", message, check.source)


def _of_other_end(told: _Told, calendar: Calendar) -> Finding | None:
    """The end of something told as on a day on which no stretch of the source ends."""
    before = told.claim.text[max(0, told.quantity.start - _THAN_REACH) : told.quantity.start]
    period = told.period
    if not _ENDED.search(before) or period.low is None or period.low != period.high:
        return None
    stretches = [(q, p) for q, p in calendar.dates if p.high and p.high[1] and p.low != p.high]
    single = [q for q, p in calendar.dates if p.low == p.high == period.low]
    closes = any(_CLOSED.search(calendar.reading.text, q.start, q.end + _STEP_NEAR) for q in single)
    if not stretches or closes or any(p.high == period.high for _, p in stretches):
        return None
    message = f"No stretch of the source ends on {told.quantity.surface}."
    return date_finding(told.quantity, "date_mismatch", message, stretches[0][0])


def _of_other_step(told: _Told, calendar: Calendar, source: Quantity | None) -> Finding | None:
    """The day of the signing told as that of the ground-breaking, which has another."""
    chinese = told.claim.lang == calendar.reading.lang == "zh"
    here = _step(told.claim, told.quantity, _STEP_NEAR) if chinese else None
    there = _step(calendar.reading, source, _STEP_FAR) if source else None
    if source is None or here is None or there is None or not exclusive(here, there):
        return None
    if here in _steps(calendar.reading, source, _SENTENCE):
        return None
    fits = [(q, period_fit(told.period, p, calendar.years) == "same") for q, p in calendar.dates]
    if any(same and _step(calendar.reading, other, _STEP_FAR) == here for other, same in fits):
        return None
    for other, same in fits:
        if not same and _step(calendar.reading, other, _STEP_FAR) == here:
            message = f"{source.surface} is told of something else; here it is {other.surface}."
            return date_finding(told.quantity, "date_mismatch", message, other)
    return None


def _step(reading: Reading, quantity: Quantity, reach: int) -> str | None:
    """The step a date is told of: the first named behind it."""
    return next(iter(_steps(reading, quantity, reach)), None)


def _steps(reading: Reading, quantity: Quantity, reach: int) -> list[str]:
    """The steps named behind a date, before the next one."""
    sentence = reading.outline.sentence_at(quantity.start)
    behind = (d.start for d in reading.dates_in(sentence) if d.start >= quantity.end)
    end = min(min(behind, default=sentence.end), quantity.end + reach)
    cues = reading.marked.indicators.within(Span(quantity.end, max(quantity.end, end)))
    return [c.concept for c in cues if group_of(c.concept) == "step"]


def _absent(told: _Told, check: DateCheck, there: list[tuple[Quantity, Period]]) -> Finding:
    """A date the source does not have, or has only damaged."""
    surface = told.quantity.surface
    if check.damaged:
        message = f"{surface} is read from {check.damaged}, which lost its month sign."
        return date_finding(told.quantity, "supported", message, None, severity="warning")
    if told.aside:
        message = f"{surface}, which figures are compared with, is not in the source."
        return date_finding(told.quantity, "supported", message, None, severity="warning")
    expected = there[-1][0] if there else None
    where = f"; with these figures it has {expected.surface}" if expected else ""
    message = f"The date {surface} is not in the source{where}."
    return date_finding(told.quantity, "date_mismatch", message, expected)


def _of_other_time(
    told: _Told, calendar: Calendar, there: list[tuple[Quantity, Period]]
) -> Finding | None:
    """The source gives the figures of the sentence for another time."""
    period, years = told.period, calendar.years
    before = told.claim.text[max(0, told.quantity.start - _THAN_REACH) : told.quantity.start]
    if _ENDED.search(before):
        return None  # the day on which a drive ended, and not that of its figures
    if period.low and any(period_fit(period, p, years) == "same" for p in told.around):
        return None
    if _is_spanned(period, [p for _, p in there], years):
        return None
    longer = [pair for pair in there if lies_in(period, pair[1])]
    if longer and not is_stretch(period) and _alone(told):
        return _of_longer(told, longer[0][0])
    alike = [pair for pair in there if is_stretch(pair[1]) == is_stretch(period)]
    if period.low == period.high:
        alike = [pair for pair in alike if not _is_beginning(pair[0], calendar)]
    fits = (period_fit(period, p, years) != "no" or lies_in(period, p) for _, p in alike)
    if not alike or any(fits):
        return None
    surfaces = ", ".join(q.surface for q, _ in alike)
    message = (
        f"The claim says {told.quantity.surface}; the source gives these figures for {surfaces}."
    )
    return date_finding(told.quantity, "date_mismatch", message, alike[-1][0])


def _alone(told: _Told) -> bool:
    """Whether a date is told as all the time there was: in June alone, 6月单月."""
    text, quantity = told.claim.text, told.quantity
    behind = _ALONE_BEHIND.match(text, quantity.end)
    return bool(behind or _ALONE.search(text[max(0, quantity.start - _STEP_NEAR) : quantity.start]))


def _of_longer(told: _Told, source: Quantity) -> Finding:
    words = told.quantity.surface
    message = f"The claim says {words} alone; the source gives these figures for {source.surface}."
    return date_finding(told.quantity, "date_mismatch", message, source)


def _is_beginning(quantity: Quantity, calendar: Calendar) -> bool:
    """Whether a date is the one since which something goes on: 自6月3日启动以来."""
    text = calendar.reading.text
    since = _SINCE.match(text, quantity.end) is not None
    return since and text[quantity.start - 1 : quantity.start] in ("自", "从")


def _is_spanned(period: Period, there: list[Period], years: frozenset[int]) -> bool:
    """Whether the ends of a stretch stand beside the figures, told apart."""
    ends = [replace(period, low=end, high=end) for end in (period.low, period.high)]
    return period.low != period.high and all(
        any(period_fit(end, one, years) == "same" for one in there) for end in ends
    )


def _dates_beside(
    calendar: Calendar, beside: list[Stated], *, year_only: bool
) -> list[tuple[Quantity, Period]]:
    """The dates of the source sentences the amounts stand in; with a month, unless `year_only`."""
    found: list[tuple[Quantity, Period]] = []
    for stated in beside:
        for pair in calendar.before(stated.quantity.start, stated.sentence):
            if pair[0].surface in _LOOSE_DAYS:
                continue  # a paper's today is the day before, or that of the event
            fitting = pair[1].low is not None or (year_only and pair[1].year)
            if fitting and pair not in found:
                found.append(pair)
    return found
