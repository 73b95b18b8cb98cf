"""Comparing the dates of a claim with those of its source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Literal

from llm_extract.dates import CHINESE, DateContext, to_iso
from llm_extract.numerals import fold
from llm_extract.records import Quantity
from llm_extract.text import Span

from .readings import Reading
from .stated import Stated

_ISO = re.compile(
    r"(?P<year>\d{4}|-)(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)
_RELATIVE = re.compile(r"^(今年|去年|明年|前年|上年|本年度?|当年|同年|次年)的?")
_OFFSETS = {"今年": 0, "本年": 0, "本年度": 0, "去年": -1, "上年": -1, "前年": -2, "明年": 1}
_YEAR = re.compile(r"[12]\d{3}|[一二][九〇零][〇零一二三四五六七八九]{2}")
_HAN = re.compile("[\u3400-\u9fff]")
_OPEN = re.compile(r"当(?!年\d)")
"""Opens a date that only points back to one told before: 当日, and not 当年12月28日."""
_CLAUSE_END = re.compile("[，,；;：:]")
_NEXT_DAY = re.compile("(?P<after>次日|翌日|第二天|隔天|转天)|前一[天日]")
_MONTHS = re.compile(r"(?<![\d.])(\d{1,2})月?[、和](\d{1,2})(?:两个?)月")
_MONTHS_A_YEAR = 12
_FAR = 500
_SOME_YEAR = 2001
"""For days whose year is not told."""
_NO_YEAR = 9999
_STRETCH = 16
_FAR_END = 60
_ANAPHOR = re.compile("(?:目前，)?(?:该|此项|这[个一家])")
_TO = re.compile("[到至]$")
_BEGAN = re.compile("启动|打响|开始|开展|拉开|起|实施|部署|吹响")
_ENDED = re.compile("[^，。；\\d]{0,6}(?:收官|结束|闭幕|止|期满|落幕|告捷|完成|为期)")
DateFit = Literal["same", "year_unknown", "no"]
Day = tuple[int, int | None]


@dataclass(frozen=True)
class Period:
    """A date or a stretch of dates; what the text leaves open is None."""

    year: int | None
    low: Day | None = None
    high: Day | None = None
    relative: int | None = None
    """Years from the one the text was written in, where the date is told so (明年: 1)."""


def read_period(quantity: Quantity, published: int | None = None) -> Period | None:
    """The period a date stands for, as far as its own words tell; None for 今年 and the like.

    A date without a year is of the year its text was `published` in, if it was read so.
    """
    named = _RELATIVE.match(quantity.surface)
    relative = _OFFSETS.get(named[1]) if named else None
    if quantity.iso:
        period = _from_iso(quantity.iso)
        own = named or _YEAR.search(quantity.surface) or not _HAN.search(quantity.surface)
        if period is None or own:
            return period and replace(period, relative=relative)
        return period if period.year == published else replace(period, year=None)
    surface = _RELATIVE.sub("", fold(quantity.surface))
    match = CHINESE.match(surface)
    if match is None or match["year_only"]:
        return None
    iso = to_iso(match, DateContext(year=_NO_YEAR))
    period = _from_iso(iso) if iso else None
    return replace(period, relative=relative) if period else None


def _from_iso(iso: str) -> Period | None:
    ends = [_ISO.fullmatch(part) for part in iso.split("/")]
    first, last = ends[0], ends[-1]
    if first is None or last is None:
        return None
    year = None if first["year"] in ("-", str(_NO_YEAR)) else int(first["year"])
    if last["year"] != first["year"]:
        return Period(year)
    low, high = _months(first), _months(last)
    return Period(year, low[0], high[1]) if low and high else Period(year)


def _months(match: re.Match[str]) -> tuple[Day, Day] | None:
    if match["quarter"]:
        last = int(match["quarter"]) * 3
        return (last - 2, None), (last, None)
    if match["half"]:
        last = int(match["half"]) * 6
        return (last - 5, None), (last, None)
    if match["month"]:
        day = (int(match["month"]), int(match["day"]) if match["day"] else None)
        return day, day
    return None


def period_fit(claim: Period, source: Period, years: frozenset[int]) -> DateFit:
    """Whether the claim's date can be the source's; `years` are those the source names."""
    other_year = claim.year and source.year and claim.year != source.year
    other_days = claim.low is not None and not _days_fit(claim, source)
    if other_year or other_days:
        return "no"
    if claim.relative is not None and source.relative not in (None, claim.relative):
        return "no"
    if not claim.year or source.year or claim.year in years:
        return "same"
    settled = len(years) == 1 or (claim.low is None and years)
    return "no" if settled else "year_unknown"


def _days_fit(claim: Period, source: Period) -> bool:
    if source.low is None or claim.low is None or claim.high is None or source.high is None:
        return False
    if claim.low != claim.high:
        return _day_fits(claim.low, source.low) and _day_fits(claim.high, source.high)
    return _day_fits(claim.low, source.low) or _day_fits(claim.low, source.high)


def lies_in(claim: Period, source: Period) -> bool:
    """Whether the claim's date lies within the source's period, such as a day in its quarter."""
    if claim.low is None or claim.high is None or source.low is None or source.high is None:
        return False
    months = source.low[0] <= claim.low[0] and claim.high[0] <= source.high[0]
    return months and source.low != source.high and source.low[1] is None


def is_stretch(period: Period) -> bool:
    """Whether a period is of months, a quarter, half or whole year, and no day or month."""
    return period.low is None or (period.low != period.high and period.low[1] is None)


def _day_fits(claim: Day, source: Day) -> bool:
    return claim[0] == source[0] and claim[1] in (None, source[1])


def _start(dated: tuple[Quantity, Period]) -> int:
    return dated[0].start


def _is_day(period: Period) -> bool:
    return period.low is not None and period.low == period.high and period.low[1] is not None


def _days_beside(
    text: str, told: list[tuple[Quantity, Period]]
) -> Iterator[tuple[Quantity, Period]]:
    """The days told by the one before or after them: 次日 behind 11月14日."""
    for match in _NEXT_DAY.finditer(text):
        before = [(q, p) for q, p in told if q.end <= match.start() and _is_day(p)]
        low = before[-1][1].low if before else None
        if low is None or low[1] is None:
            continue
        quantity, period = before[-1]
        step = 1 if match["after"] else -1
        day = date(period.year or _SOME_YEAR, low[0], low[1]) + timedelta(days=step)
        beside = (day.month, day.day)
        place = {"surface": match[0], "start": match.start(), "end": match.end(), "iso": None}
        yield (
            quantity.model_copy(update=place),
            Period(period.year, beside, beside, period.relative),
        )


def _months_listed(
    text: str, told: list[tuple[Quantity, Period]]
) -> Iterator[tuple[Quantity, Period]]:
    """Months told together: 4、5两月."""
    for match in _MONTHS.finditer(text):
        first, last = int(match[1]), int(match[2])
        if told and first < last <= _MONTHS_A_YEAR:
            place = {"surface": match[0], "start": match.start(), "end": match.end(), "iso": None}
            yield told[0][0].model_copy(update=place), Period(None, (first, None), (last, None))


def _ends_of(quantity: Quantity) -> Iterator[tuple[Quantity, Period]]:
    """First and last day of a stretch that runs from one year into another."""
    first, _, last = (quantity.iso or "").partition("/")
    if last and first[:4] != last[:4]:
        for end in (first, last):
            period = _from_iso(end)
            if period is not None:
                yield quantity, period


@dataclass(frozen=True)
class DateCheck:
    """How one date of a claim fared: the source's dates it may be, or why there is none."""

    fit: DateFit
    source: Quantity | None = None
    damaged: str | None = None
    """A date of the source that lost its 月, such as 96日, where the claim's is a reading of it."""


class Calendar:
    """The dates of a source."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        year = reading.published.year if reading.published else None
        dates = [(q, read_period(q, year)) for q in reading.quantities if q.kind == "date"]
        told = [(q, p) for q, p in dates if p is not None and not _OPEN.match(q.surface)]
        ends = [pair for q, _ in told for pair in _ends_of(q)]
        beside = [*_days_beside(reading.text, told), *_months_listed(reading.text, told)]
        self.dates = sorted([*told, *ends, *beside], key=_start)
        named = {p.year for _, p in self.dates if p.year}
        if reading.published:
            named.add(reading.published.year)
        self.years = frozenset(named)

    def check(self, claim: Period) -> DateCheck:
        """Whether any date of the source is the claim's."""
        unknown: DateCheck | None = None
        for quantity, period in self.dates:
            fit = period_fit(claim, period, self.years)
            if fit == "same":
                return DateCheck("same", quantity)
            if fit == "year_unknown" and unknown is None:
                unknown = DateCheck(fit, quantity)
        unknown = unknown or self._until(claim) or self._stretch(claim)
        if unknown:
            return unknown
        return DateCheck("no", damaged=self._damaged(claim))

    def _until(self, claim: Period) -> DateCheck | None:
        """The end of a month, for the months up to it: the first 11 months for 截至11月底."""
        if claim.low != (1, None) or claim.high is None:
            return None
        last = (claim.high[0], None)
        ends = (q for q, p in self.dates if p.high == last and q.surface.endswith(("底", "末")))
        found = next(ends, None)
        return DateCheck("same", found) if found else None

    def _stretch(self, claim: Period) -> DateCheck | None:
        """A stretch whose ends the source tells apart: 从3月28日打响到7月5日收官."""
        if claim.low == claim.high or claim.low is None or claim.high is None:
            return None
        first, last = (replace(claim, low=end, high=end) for end in (claim.low, claim.high))
        ends = [q for q, p in self.dates if period_fit(last, p, self.years) == "same"]
        for quantity, period in self.dates:
            if period_fit(first, period, self.years) == "same" and any(
                self._runs_to(quantity, q) for q in ends
            ):
                return DateCheck("same", quantity)
        return None

    def _runs_to(self, first: Quantity, last: Quantity) -> bool:
        """Whether one date is told as the end of what began on another."""
        if not first.end <= last.start <= first.end + _FAR_END:
            return False
        between = self.reading.text[first.end : last.start]
        behind = self.reading.text[last.end : last.end + _STRETCH]
        near = len(between) <= _STRETCH and _TO.search(between)
        return bool(near or (_BEGAN.search(between) and _ENDED.match(behind)))

    def _damaged(self, claim: Period) -> str | None:
        if claim.low is None or claim.low[1] is None:
            return None
        month, day = claim.low
        match = re.search(rf"(?<![\d月年.]){month}{day}日", self.reading.text)
        return match[0] if match else None

    def _apart(self, one: Quantity, position: int) -> bool:
        """Whether a semicolon stands between a date and a figure: another item of a list."""
        low, high = sorted((one.start, position))
        return any(sign in self.reading.text[low:high] for sign in "；;")

    def around(self, beside: Iterable[Stated]) -> list[Period]:
        """All dates of the sentences in which these amounts stand, and of those they go on with."""
        told, spans = [], set()
        for stated in beside:
            told.append(stated.quantity.start)
            spans.add(self.reading.outline.sentence(stated.sentence))
        spans |= {self._gone_on_with(span) for span in spans}
        inside = [(q, p) for q, p in self.dates if any(span.covers(q.span) for span in spans)]
        items = [p for q, p in inside if not all(self._apart(q, one) for one in told)]
        return items or [p for _, p in inside]

    def _gone_on_with(self, sentence: Span) -> Span:
        """The sentence before one that begins with 该项目 or the like; else the sentence itself."""
        start = sentence.start
        if (
            start
            and _ANAPHOR.match(self.reading.text, start)
            and self.reading.text[start - 1] != "\n"
        ):
            return self.reading.outline.sentence_at(start - 1)
        return sentence

    def before(self, position: int, sentence: int) -> list[tuple[Quantity, Period]]:
        """The dates of `sentence` that stand before `position`, or all of them if none does.

        A sentence without any is told of the months, quarter or half-year named last.
        """
        span = self.reading.outline.sentence(sentence)
        inside = [pair for pair in self.dates if span.covers(pair[0].span)]
        item = [pair for pair in inside if not self._apart(pair[0], position)]
        inside = item or inside[:1]
        found = [pair for pair in inside if pair[0].start < position] or inside
        if found:
            own = self.reading.text[found[-1][0].end : position]
            close = found[-1][0].end <= position and not _CLAUSE_END.search(own)
            return found[-1:] if close and found[-1][1].year else found
        earlier = [
            pair
            for pair in self.dates
            if position - _FAR < pair[0].start < position
            and is_stretch(pair[1])
            and pair[1].low is not None
        ]
        return earlier[-1:]
