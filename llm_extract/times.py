"""What an article tells of time: its dates, seasons and drives, and how far each reaches."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date, timedelta

from .cues import cue
from .drives import drive_span
from .main_stretch import main_stretch
from .moments import YEAR, Frame, Passage, Told, rule
from .quantities import find_quantities
from .records import Campaign, Quantity
from .scene import Scene
from .seasons import season_number, season_years
from .sentences import Sentence
from .text import Span
from .told_dates import dates_told, is_done, sets_time

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:/.*)?")
_STRETCH = re.compile(r"\d{4}(?:-[QH]\d|-\d\d/\d{4}-\d\d)?")
_LAST_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MONTH = re.compile(r"\d{4}-\d\d")
_MIN_MENTIONS = 2
_LEAD = 300
"""An article that tells of one day names it within its first characters."""


def resolved_dates(scene: Scene, published: date | None) -> list[Quantity]:
    """The dates of the text; where no day of publication is known, its main year stands in."""
    dates = [q for q in scene.quantities if q.kind == "date"]
    if published is not None:
        return dates
    year = _main_year(dates)
    if year is None:
        return dates
    again = find_quantities(scene.text, "zh", date(year, 12, 31))
    return [q for q in again if q.kind == "date"]


def _main_year(dates: list[Quantity]) -> int | None:
    named = [re.match(r"(?:19|20)\d\d(?=年)", q.surface) for q in dates]
    years = [int(year[0]) for year in named if year]
    return Counter(years).most_common(1)[0][0] if years else None


def time_frame(
    scene: Scene, dates: list[Quantity], campaigns: list[Campaign], published: date | None
) -> Frame:
    """What the article as a whole says of time; `dates` are those of its text."""
    year = published.year if published else _main_year(dates)
    days = {
        q.iso for q in dates
        if q.iso and _DAY.fullmatch(q.iso) and is_done(scene.text, q) and not _ends(scene.text, q)
    }  # fmt: skip
    days -= {q.iso for q in dates if q.iso and _ends(scene.text, q)}
    leads = any(q.iso in days and q.start < _LEAD for q in dates)
    done = [q.iso for q in dates if q.iso and is_done(scene.text, q)]
    leads = leads or all(iso in days or YEAR.fullmatch(iso) for iso in done)
    notified = next((q.iso for q in dates if q.iso and _is_notified(scene.text, q)), None)
    stretch = notified or _headed(scene, dates)
    stretch = stretch or main_stretch(dates, year, lambda q: _reports(scene.text, q))
    drive = drive_span(scene, dates, campaigns, published) or _drive(scene.text, campaigns, year)
    return Frame(
        year=year,
        month=published.isoformat()[:7] if published else None,
        seasons=season_years(scene, dates, published, year),
        drive=None if notified else drive,
        only_day=days.pop() if len(days) == 1 and leads else None,
        is_of_year=bool(rule("year_so_far").search(scene.text)),
        published=published.isoformat() if published else None,
        stretch=stretch,
    )


def _is_notified(text: str, stretch: Quantity) -> bool:
    """Whether a notice says that it reports on a time: 现将1至8月…情况通报如下."""
    before, after = text[max(0, stretch.start - 4) : stretch.start], text[stretch.end :][:60]
    return bool(rule("notice_before").search(before) and rule("notice_behind").match(after))


def _headed(scene: Scene, dates: list[Quantity]) -> str | None:
    """The year or stretch that the first heading of a report names: 一、2023年工作情况."""
    for heading in dict.fromkeys(s.heading for s in scene.sentences if s.heading):
        if rule("report_done").search(scene.text, heading.start, heading.end):
            told = [q.iso for q in dates if heading.covers(q.span)]
            return told[0] if len(told) == 1 and _STRETCH.fullmatch(told[0] or "") else None
    return None


def _reports(text: str, stretch: Quantity) -> bool:
    """Whether a stretch is told of, and neither aimed at nor compared with."""
    before, after = text[max(0, stretch.start - 6) : stretch.start], text[stretch.end :][:24]
    is_aimed = rule("aimed_before").search(before) or rule("aimed_behind").match(after)
    return not is_aimed and not cue("compared_before").search(before)


def _ends(text: str, day: Quantity) -> bool:
    """Whether a day is only by when something is done."""
    before, after = text[max(0, day.start - 3) : day.start], text[day.end : day.end + 2]
    return bool(cue("until_before").search(before) or cue("until_after").match(after))


def _drive(text: str, campaigns: list[Campaign], year: int | None) -> str | None:
    """The drive an article is about, if it is one without seasons and named more than once."""
    if not campaigns or any(one.season for one in campaigns):
        return None
    names = Counter(
        match[0]
        for one in campaigns
        for match in [re.search(r"“([^”]+)”", one.name_zh)]
        if match and text.count(match[1]) >= _MIN_MENTIONS and match[1] in text[:_LEAD]
    )
    if len(names) != 1:
        return None
    name = next(iter(names))
    first = next(one for one in campaigns if name in one.name_zh)
    quoted = re.search(r'"([^"]+)"', first.name_en)
    start = first.start[:4] if first.start else year
    return f"{start} {quoted[1] if quoted else first.name_en}" if start else None


def heading_time(
    scene: Scene, heading: Span | None, dates: list[Quantity], frame: Frame
) -> Told | None:
    """What a heading says its section is about: a season, or the year it reports on or plans."""
    if heading is None:
        return None
    named = rule("season").search(scene.text, heading.start, heading.end)
    period = frame.seasons.get(season_number(named)) if named else None
    if named and period:
        return Told(named.end(), period, is_season=True)
    if not rule("report_heading").search(scene.text, heading.start, heading.end):
        return None
    told = [q for q in dates if heading.covers(q.span) and _STRETCH.fullmatch(q.iso or "")]
    return Told(told[0].end, told[0].iso or "") if len(told) == 1 else None


def told_times(
    text: str, sentence: Sentence, dates: list[Quantity], frame: Frame, passage: Passage
) -> list[Told]:
    """The periods a sentence sets, in order."""
    span = sentence.span
    words = span.cut(text)
    inside = [q for q in dates if span.start <= q.start and q.end <= span.end and q.iso]
    told = dates_told(text, [q for q in inside if sets_time(text, q)], frame, passage.here)
    for match in rule("season").finditer(words):
        period = frame.seasons.get(season_number(match))
        if period and not cue("compared_before").search(words[: match.start()]):
            told.append(Told(span.start + match.end(), period, is_season=True))
    if frame.drive:
        told += [Told(span.start + m.end(), frame.drive) for m in rule("of_drive").finditer(words)]
    wider = [passage.last] if passage.last else []
    told += _whole_years(words, span.start, [*wider, *passage.here, *told], frame)
    told += _days_after(words, span.start, told, passage)
    return sorted(told, key=lambda t: t.end)


def _whole_years(words: str, start: int, told: list[Told], frame: Frame) -> list[Told]:
    """The year that 全年 means: for an aim the article's, for a result the one told before it."""
    found: list[Told] = []
    for match in rule("year_told").finditer(words):
        before = [t for t in told if t.end <= start + match.start() and YEAR.match(t.period)]
        is_aim = rule("aimed_behind").match(words, match.end())
        year = before[-1].period[:4] if before and not is_aim else str(frame.year or "")
        if is_aim and before:
            year = max([year, *(t.period[:4] for t in before)])
        if year:
            found.append(Told(start + match.end(), year, is_deadline=True))
    return found


def _days_after(words: str, start: int, told: list[Told], passage: Passage) -> list[Told]:
    """次日 and the like, counted from the last day told; 同日 is that day again."""
    found: list[Told] = []
    for match in rule("same_day_again").finditer(words):
        days = [t for t in told if t.is_day and t.end <= start + match.start()]
        found += [Told(start + match.end(), t.period) for t in days[-1:]]
    for match in rule("day_after").finditer(words):
        days = [t for t in [*passage.here, *told] if t.is_day and t.end <= start + match.start()]
        base = days[-1] if days else passage.last_day
        last = _LAST_DAY.search(base.period) if base is not None else None
        if last is not None:
            next_day = date.fromisoformat(last[0]) + timedelta(days=1)
            found.append(Told(start + match.end(), next_day.isoformat()))
    return found
