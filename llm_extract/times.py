"""What an article tells of time: its dates, seasons and drives, and how far each reaches."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from .cues import cue
from .drives import drive_span
from .knowledge import table
from .main_stretch import main_stretch
from .quantities import find_quantities
from .records import Campaign, Quantity
from .scene import Scene
from .seasons import season_number, season_years
from .sentences import Sentence, is_heading
from .text import Span

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:/.*)?")
_LAST_DAY = re.compile(r"\d{4}-\d\d-\d\d\Z")
_MONTH = re.compile(r"\d{4}-\d\d")
_STRETCH = re.compile(r"(?P<year>\d{4})-(?:[QH]\d|\d\d/(?P=year)-\d\d)")
YEAR = re.compile(r"\d{4}")
_MIN_MENTIONS = 2
_AT_END = re.compile("[底末]")
_LEAD = 300
"""An article that tells of one day names it within its first characters."""


@cache
def rule(name: str) -> re.Pattern[str]:
    """A pattern of the periods table, compiled."""
    return re.compile(table("periods")[name])


@dataclass(frozen=True)
class Told:
    """A period that the words up to `end` set for what follows."""

    end: int
    period: str
    is_season: bool = False
    is_deadline: bool = False
    """Whether it is only by when something is to be done, which holds for its sentence alone."""
    is_up_to: bool = False
    """Whether it counts from the beginning of the year up to a month: 截至10月底."""
    is_since: bool = False
    """Whether it is from when something was begun up to now: 4月1日起."""
    is_so_far: bool = False
    """Whether it is what has passed of a drive, which is a stretch, though told in days."""
    is_completion: bool = False
    """Whether it is when works were completed, which dates no figure of what they cost."""
    is_step: bool = False
    """Whether it is the month of a step of works, which dates no figure of the clauses behind."""

    @property
    def is_day(self) -> bool:
        """Whether it is a day or some days, not a stretch that others fall into."""
        return bool(_DAY.fullmatch(self.period)) and not self.is_so_far

    @property
    def reaches_on(self) -> bool:
        """Whether later paragraphs are about it too, as about a year, but not a day or month."""
        return not self.is_day and not _MONTH.fullmatch(self.period)


@dataclass
class Passage:
    """What has been told so far: in this paragraph, and before it."""

    here: list[Told] = field(default_factory=list)
    last: Told | None = None
    """The last period told in an earlier paragraph under the same heading."""
    last_day: Told | None = None


@dataclass(frozen=True)
class Frame:
    """What an article as a whole says of time."""

    year: int | None
    month: str | None
    seasons: dict[str, str]
    drive: str | None
    only_day: str | None
    is_of_year: bool
    """Whether it tells of the year so far."""
    stretch: str | None = None
    """The quarter, half-year or months it reports on."""
    published: str | None = None


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
        if q.iso and _DAY.fullmatch(q.iso) and _is_done(scene.text, q) and not _ends(scene.text, q)
    }  # fmt: skip
    days -= {q.iso for q in dates if q.iso and _ends(scene.text, q)}
    leads = any(q.iso in days and q.start < _LEAD for q in dates)
    done = [q.iso for q in dates if q.iso and _is_done(scene.text, q)]
    leads = leads or all(iso in days or YEAR.fullmatch(iso) for iso in done)
    return Frame(
        year=year,
        month=published.isoformat()[:7] if published else None,
        seasons=season_years(scene, dates, published, year),
        drive=drive_span(scene, dates, campaigns, published) or _drive(scene.text, campaigns, year),
        only_day=days.pop() if len(days) == 1 and leads else None,
        is_of_year=bool(rule("year_so_far").search(scene.text)),
        published=published.isoformat() if published else None,
        stretch=main_stretch(dates, year, lambda q: _reports(scene.text, q)),
    )


def _reports(text: str, stretch: Quantity) -> bool:
    """Whether a stretch is told of, and neither aimed at nor compared with."""
    before, after = text[max(0, stretch.start - 6) : stretch.start], text[stretch.end :][:24]
    is_aimed = rule("aimed_before").search(before) or rule("aimed_behind").match(after)
    return not is_aimed and not cue("compared_before").search(before)


def _is_done(text: str, day: Quantity) -> bool:
    """Whether something was done on a day, rather than told to a reporter."""
    if rule("reported").match(text[day.end : day.end + 30]):
        return False
    return not (
        rule("reporting_before").search(text[max(0, day.start - 4) : day.start])
        and rule("reporting_after").search(text[day.end : day.end + 30])
    )


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
        if match and text.count(match[1]) >= _MIN_MENTIONS
    )
    if len(names) != 1:
        return None
    name = next(iter(names))
    first = next(one for one in campaigns if name in one.name_zh)
    quoted = re.search(r'"([^"]+)"', first.name_en)
    start = first.start[:4] if first.start else year
    return f"{start} {quoted[1] if quoted else first.name_en}" if start else None


def season_of(text: str, heading: Span | None, frame: Frame) -> Told | None:
    """The season that a heading names, which its section is about."""
    named = rule("season").search(text, heading.start, heading.end) if heading else None
    period = frame.seasons.get(season_number(named)) if named else None
    return Told(named.end(), period, is_season=True) if named and period else None


def told_times(
    text: str, sentence: Sentence, dates: list[Quantity], frame: Frame, passage: Passage
) -> list[Told]:
    """The periods a sentence sets, in order."""
    span = sentence.span
    words = span.cut(text)
    inside = [q for q in dates if span.start <= q.start and q.end <= span.end and q.iso]
    told = _dates_told(text, [q for q in inside if _sets_time(text, q)], frame, passage.here)
    for match in rule("season").finditer(words):
        period = frame.seasons.get(season_number(match))
        if period and not cue("compared_before").search(words[: match.start()]):
            told.append(Told(span.start + match.end(), period, is_season=True))
    if frame.drive:
        told += [Told(span.start + m.end(), frame.drive) for m in rule("of_drive").finditer(words)]
    told += _whole_years(words, span.start, [*passage.here, *told], frame)
    told += _days_after(words, span.start, told, passage)
    return sorted(told, key=lambda t: t.end)


def _whole_years(words: str, start: int, told: list[Told], frame: Frame) -> list[Told]:
    """The year that 全年 means: for an aim the article's, for a result the one told before it."""
    found: list[Told] = []
    for match in rule("year_told").finditer(words):
        before = [t for t in told if t.end <= start + match.start() and YEAR.match(t.period)]
        is_aim = rule("aimed_behind").match(words, match.end())
        year = before[-1].period[:4] if before and not is_aim else str(frame.year or "")
        if year:
            found.append(Told(start + match.end(), year, is_deadline=True))
    return found


def _dates_told(
    text: str, dates: list[Quantity], frame: Frame, earlier: list[Told]
) -> list[Told]:
    """What each date tells; 从7月3日持续到10月10日 tells one stretch."""
    told: list[Told] = []
    for day in dates:
        before, after = text[max(0, day.start - 8) : day.start], text[day.end : day.end + 16]
        since = _since(text, day, frame)
        counted = rule("counts_to").search(before) is not None
        begun = [t for t in [*earlier, *told][-1:] if t.is_since or (t.is_step and told)]
        if rule("begins").match(after[:8]):
            since = frame.drive
            if since is None:
                continue
        period = since or _dated(day, frame, before, after[:8])
        if begun and counted and day.iso and begun[0].period[:10] < day.iso:
            period = f"{begun[0].period.partition('/')[0]}/{day.iso}"
        elif told and rule("lasts_to").search(before) and told[-1].end > day.start - 8:
            first, last = told.pop().period.partition("/")[0], period.rpartition("/")[2]
            period = f"{first}/{last}"
        is_far = bool(frame.drive) and period.startswith(f"{frame.drive}"[:10] + "/")
        told.append(
            Told(
                day.end,
                period,
                is_deadline=_holds_here(text, day),
                is_up_to=before.endswith(("截至", "截止")),
                is_since=since is not None and day.iso is not None and bool(_DAY.match(day.iso)),
                is_so_far=counted and (bool(begun) or is_far),
                is_step=len(period) <= len("2024-Q1") and bool(rule("step").match(after)),
                is_completion=bool(rule("completes").match(text, day.end)),
            )
        )
    return told


def _dated(day: Quantity, frame: Frame, before: str, after: str) -> str:
    """The period of a date by itself: the drive where it begins or ends it, the time up to it."""
    period = day.iso or ""
    if frame.drive and frame.drive.endswith(f"/{period}") and rule("ends").match(after):
        return frame.drive
    return _up_to(period, frame) if before.endswith(("截至", "截止")) else period


def _holds_here(text: str, day: Quantity) -> bool:
    """Whether a date holds for its sentence alone: a deadline, or one in the midst of a clause."""
    before, after = text[max(0, day.start - 8) : day.start], text[day.end : day.end + 8]
    is_due = rule("due_before").search(before) and _AT_END.search(day.surface + after[:1])
    is_inner = rule("within_clause").search(before) or rule("aimed_before").search(before)
    is_inner = is_inner or (rule("held_on").match(after) and not cue("opens_clause").search(before))
    return bool(is_due or is_inner or rule("deadline").match(after))


def _up_to(period: str, frame: Frame) -> str:
    """What 截至 counts up to: the drive so far, or the year so far."""
    if frame.drive and frame.drive.endswith(period):
        return frame.drive
    is_dated = _MONTH.match(period) is not None
    if period[:4] != str(frame.year) or not is_dated:
        return period
    if frame.drive:
        first, _, last = frame.drive.partition("/")
        return f"{first}/{period}" if first < period < last else frame.drive
    return f"{period[:4]}-01/{period[:7]}"


def _sets_time(text: str, day: Quantity) -> bool:
    """Whether a date says when, and is no part of the name of a meeting."""
    before, after = text[max(0, day.start - 6) : day.start], text[day.end : day.end + 40]
    is_named = rule("in_name").match(after) and not rule("held_at").match(after)
    if not _is_done(text, day) or is_named:
        return False
    if cue("compared_before").search(before) or cue("compared_after").search(after[:5]):
        return False
    is_bracketed = before.endswith(("(", "（")) and "/" in (day.iso or "")
    is_sentence = not is_heading(
        text[text.rfind("\n", 0, day.start) + 1 : _line_end(text, day.end)]
    )
    aimed = is_sentence and rule("aimed_before").search(before)
    opens = cue("opens_clause").search(before) or aimed or rule("own_year").match(day.surface)
    opens = opens or rule("push").match(after) or rule("held_on").match(after) or _is_stretch_of_result(text, day)
    return bool(opens) or is_bracketed


def _is_stretch_of_result(text: str, day: Quantity) -> bool:
    """Whether months told in the midst of a clause date what was done in them: 1至2月完成投资."""
    is_stretch = _STRETCH.fullmatch(day.iso or "") and not day.surface.endswith("季")
    return bool(is_stretch and rule("done_in").match(text, day.end))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _since(text: str, day: Quantity, frame: Frame) -> str | None:
    """自7月…以来: from that month to the article's own."""
    before, after = text[max(0, day.start - 2) : day.start], text[day.end : day.end + 30]
    opens = before.endswith(("自", "从")) and rule("since").match(after)
    if not (opens or after.startswith(("起", "以来")) or rule("held_since").match(after)):
        return None
    if frame.drive and rule("drive_since").match(after):
        return frame.drive
    if frame.published is None or day.iso is None or not _MONTH.match(day.iso):
        return None
    now = frame.published[: len(day.iso)]
    return f"{day.iso}/{now}" if day.iso <= now else None


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
