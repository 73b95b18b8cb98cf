"""When each figure holds: its own date, else the season, drive or stretch its passage is about."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache

from .drives import drive_span
from .knowledge import table
from .labels import Label
from .numerals import parse_chinese
from .phrases import cue, segment_start
from .quantities import find_quantities
from .records import Campaign, Quantity
from .scene import Scene
from .sentences import Sentence, clause_around, is_heading
from .text import Span

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:/.*)?")
_MONTH = re.compile(r"\d{4}-\d\d")
_YEAR = re.compile(r"\d{4}")
_MIN_MENTIONS = 2
_SENTENCE_REACH = 12
_LEAD = 300
"""An article that tells of one day names it within its first characters."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("periods")[name])


@dataclass(frozen=True)
class _Told:
    """A period that the words up to `end` set for what follows."""

    end: int
    period: str
    is_season: bool = False
    is_deadline: bool = False
    """Whether it is only by when something is to be done, which holds for its sentence alone."""

    @property
    def is_day(self) -> bool:
        """Whether it is a day or some days, not a stretch that others fall into."""
        return bool(_DAY.fullmatch(self.period))

    @property
    def reaches_on(self) -> bool:
        """Whether later paragraphs are about it too, as about a year, but not a day or month."""
        return not self.is_day and not _MONTH.fullmatch(self.period)


@dataclass
class _Passage:
    """What has been told so far: in this paragraph, and before it."""

    here: list[_Told] = field(default_factory=list)
    last: _Told | None = None
    """The last period told in an earlier paragraph under the same heading."""
    last_day: _Told | None = None


@dataclass(frozen=True)
class _Frame:
    """What an article as a whole says of time."""

    year: int | None
    month: str | None
    seasons: dict[str, str]
    drive: str | None
    only_day: str | None
    is_of_year: bool
    """Whether it tells of the year so far."""


def fact_periods(
    scene: Scene, labels: list[Label], campaigns: list[Campaign], published: date | None
) -> dict[str, str | None]:
    """The period of each labelled quantity by its id, None where the article sets none.

    ISO where it can be (2022-05-19, 2022-01/2022-03, 2022-Q1, P10Y for within ten years), else
    annual, a season (2022 season 2), or the drive the article is about.
    """
    dated = _resolved(scene, published)
    frame = _frame(scene, dated, campaigns, published)
    by_sentence: dict[Span, list[Label]] = {}
    for one in labels:
        by_sentence.setdefault(one.sentence.span, []).append(one)
    periods: dict[str, str | None] = {}
    passage = _Passage()
    before: Sentence | None = None
    for sentence in scene.sentences:
        _turn(passage, before, sentence)
        told = _told(scene.text, sentence, dated, frame, passage)
        passage.here += _same_day(scene.text, sentence, passage)
        for one in by_sentence.get(sentence.span, ()):
            periods[one.quantity.id] = _period(scene, one, told, passage, frame)
        passage.here += [t for t in told if not t.is_deadline]
        days = [t for t in told if t.is_day and not t.is_deadline]
        passage.last_day = days[-1] if days else passage.last_day
        before = sentence
    return periods


def _turn(passage: _Passage, before: Sentence | None, sentence: Sentence) -> None:
    """What a new paragraph or heading leaves of what was told."""
    if before is None or before.paragraph == sentence.paragraph:
        return
    if passage.here:
        passage.last = passage.here[-1]
    if before.heading != sentence.heading:
        passage.last = None
    passage.here = []


def _resolved(scene: Scene, published: date | None) -> list[Quantity]:
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


def _frame(
    scene: Scene, dates: list[Quantity], campaigns: list[Campaign], published: date | None
) -> _Frame:
    year = published.year if published else _main_year(dates)
    days = {
        q.iso for q in dates
        if q.iso and _DAY.fullmatch(q.iso) and _is_done(scene.text, q) and not _ends(scene.text, q)
    }  # fmt: skip
    leads = any(q.iso in days and q.start < _LEAD for q in dates)
    done = [q.iso for q in dates if q.iso and _is_done(scene.text, q)]
    leads = leads or all(iso in days or _YEAR.fullmatch(iso) for iso in done)
    return _Frame(
        year=year,
        month=published.isoformat()[:7] if published else None,
        seasons=_season_years(scene, dates, year),
        drive=drive_span(scene, dates, campaigns, published) or _drive(scene.text, campaigns, year),
        only_day=days.pop() if len(days) == 1 and leads else None,
        is_of_year=bool(_rule("year_so_far").search(scene.text)),
    )


def _is_done(text: str, day: Quantity) -> bool:
    """Whether something was done on a day, rather than told to a reporter."""
    return not (
        _rule("reporting_before").search(text[max(0, day.start - 4) : day.start])
        and _rule("reporting_after").search(text[day.end : day.end + 30])
    )


def _ends(text: str, day: Quantity) -> bool:
    """Whether a day is only by when something is done."""
    before, after = text[max(0, day.start - 3) : day.start], text[day.end : day.end + 2]
    return bool(cue("until_before").search(before) or cue("until_after").match(after))


def _season_years(scene: Scene, dates: list[Quantity], year: int | None) -> dict[str, str]:
    """The year of each season: one named with it, else for the latest season the article's."""
    years: dict[str, Counter[str]] = {}
    for sentence in scene.sentences:
        words = sentence.span.cut(scene.text)
        for match in _rule("season").finditer(words):
            votes = years.setdefault(_season_number(match), Counter())
            place = sentence.span.start + match.start()
            votes.update(
                q.iso for q in dates
                if q.iso and _YEAR.fullmatch(q.iso)
                and sentence.span.start <= q.start and q.end <= place
            )  # fmt: skip
    named = {n: votes.most_common(1)[0][0] for n, votes in years.items() if votes}
    latest = max(years, default="")
    if latest and latest not in named and year is not None:
        named[latest] = str(year)
    return {n: f"{named[n]} season {n}" if n in named else f"season {n}" for n in years}


def _season_number(match: re.Match[str]) -> str:
    return f"{parse_chinese(match['number']) or 0:f}"


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


def _told(
    text: str, sentence: Sentence, dates: list[Quantity], frame: _Frame, passage: _Passage
) -> list[_Told]:
    """The periods a sentence sets, in order."""
    span = sentence.span
    words = span.cut(text)
    inside = [q for q in dates if span.start <= q.start and q.end <= span.end and q.iso]
    told = _dates_told(text, [q for q in inside if _sets_time(text, q)], frame)
    for match in _rule("season").finditer(words):
        period = frame.seasons.get(_season_number(match))
        if period:
            told.append(_Told(span.start + match.end(), period, is_season=True))
    if frame.drive:
        told += [
            _Told(span.start + m.end(), frame.drive) for m in _rule("of_drive").finditer(words)
        ]
    told += _days_after(words, span.start, told, passage)
    return sorted(told, key=lambda t: t.end)


def _dates_told(text: str, dates: list[Quantity], frame: _Frame) -> list[_Told]:
    """What each date tells; 从7月3日持续到10月10日 tells one stretch."""
    told: list[_Told] = []
    for day in dates:
        before, after = text[max(0, day.start - 8) : day.start], text[day.end : day.end + 8]
        period = _since(text, day, frame) or day.iso or ""
        if _rule("begins").match(after):
            if frame.drive is None:
                continue
            period = frame.drive
        elif before.endswith(("截至", "截止")):
            period = _up_to(period, frame)
        elif told and _rule("lasts_to").search(before) and told[-1].end > day.start - 8:
            period = f"{told.pop().period}/{day.iso}"
        holds_here = _rule("deadline").match(after) or _rule("within_clause").search(before)
        holds_here = holds_here or _rule("aimed_before").search(before)
        told.append(_Told(day.end, period, is_deadline=bool(holds_here)))
    return told


def _up_to(period: str, frame: _Frame) -> str:
    """What 截至 counts up to: the drive that ends then, or the year so far."""
    if frame.drive and frame.drive.endswith(period):
        return frame.drive
    if frame.is_of_year and period[:4] == str(frame.year) and len(period) >= len("2021-10"):
        return f"{period[:4]}-01/{period[:7]}"
    return period


def _sets_time(text: str, day: Quantity) -> bool:
    """Whether a date says when, and is no part of the name of a meeting."""
    before, after = text[max(0, day.start - 6) : day.start], text[day.end : day.end + 40]
    if not _is_done(text, day) or _rule("in_name").match(after):
        return False
    if cue("compared_before").search(before) or cue("compared_after").search(after[:5]):
        return False
    is_bracketed = before.endswith(("(", "（")) and "/" in (day.iso or "")
    is_sentence = not is_heading(
        text[text.rfind("\n", 0, day.start) + 1 : _line_end(text, day.end)]
    )
    aimed = is_sentence and _rule("aimed_before").search(before)
    opens = cue("opens_clause").search(before) or aimed
    return bool(opens) or is_bracketed


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _since(text: str, day: Quantity, frame: _Frame) -> str | None:
    """自7月…以来: from that month to the article's own."""
    before, after = text[max(0, day.start - 2) : day.start], text[day.end : day.end + 30]
    is_since = before.endswith(("自", "从")) and _rule("since").match(after)
    if not is_since or frame.month is None or day.iso is None:
        return None
    return f"{day.iso}/{frame.month}" if _MONTH.fullmatch(day.iso) else None


def _days_after(words: str, start: int, told: list[_Told], passage: _Passage) -> list[_Told]:
    """次日 and the like, counted from the last day told."""
    found: list[_Told] = []
    for match in _rule("day_after").finditer(words):
        days = [t for t in [*passage.here, *told] if t.is_day and t.end <= start + match.start()]
        base = days[-1] if days else passage.last_day
        if base is not None:
            next_day = date.fromisoformat(base.period[-10:]) + timedelta(days=1)
            found.append(_Told(start + match.end(), next_day.isoformat()))
    return found


def _period(
    scene: Scene, label: Label, told: list[_Told], passage: _Passage, frame: _Frame
) -> str | None:
    """The period of one figure, the surest source first."""
    fixed = _fixed(scene, label, told, passage, frame)
    if fixed:
        return fixed
    before = [t for t in told if t.end <= label.quantity.start]
    if before:
        return _of_sentence(scene.text, label, before, frame)
    if _is_timeless(scene.text, label):
        return "once built" if _is_once_built(scene.text, label) else None
    behind = _behind(scene.text, label, told)
    if behind:
        return behind
    is_meant = label.status in ("target", "planned")
    carried = [t for t in passage.here if t.reaches_on or not is_meant]
    if carried:
        return carried[-1].period
    last = passage.last
    is_past = last is not None and frame.year is not None and last.period[:4] < str(frame.year)
    if last and last.reaches_on and not (is_past and label.status in ("target", "planned")):
        return last.period
    return _by_default(scene.text, label, frame)


def _same_day(text: str, sentence: Sentence, passage: _Passage) -> list[_Told]:
    """The day of an earlier paragraph, where a sentence goes on with its occasion."""
    if passage.here or passage.last_day is None:
        return []
    goes_on = _rule("same_day").search(sentence.span.cut(text))
    return [_Told(sentence.span.start, passage.last_day.period)] if goes_on else []


def _by_default(text: str, label: Label, frame: _Frame) -> str | None:
    """What holds where neither sentence nor passage tells a time."""
    words = label.sentence.span.cut(text)
    year = str(frame.year) if frame.year else None
    is_meant = label.status in ("target", "planned")
    if is_meant and _rule("whole_year").search(words):
        return year
    if frame.drive or frame.only_day:
        return frame.drive or frame.only_day
    is_now = is_meant or frame.is_of_year or _rule("at_present").search(words)
    return year if is_now else None


def _is_timeless(text: str, label: Label) -> bool:
    """Whether a figure holds whatever the day: a rule, a time limit, a design, a distant aim."""
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    is_thing = label.quantity.kind in ("count", "measure") and "项目" not in label.phrase
    is_design = (
        is_thing
        and label.status == "planned"
        and cue("design").search(
            text[max(label.sentence.span.start, label.quantity.start - 16) : label.quantity.start]
        )
    )
    is_limit = label.quantity.kind == "duration"
    standing = _rule("standing").search(clause)
    return bool(is_design or is_limit or standing) or _is_once_built(text, label)


def _is_once_built(text: str, label: Label) -> bool:
    words = text[label.sentence.span.start : label.quantity.start]
    return label.status == "planned" and bool(cue("once_built").search(words))


def _fixed(
    scene: Scene, label: Label, told: list[_Told], passage: _Passage, frame: _Frame
) -> str | None:
    """A period that the figure's own words settle: each year, this year, within N years."""
    text, quantity, start = scene.text, label.quantity, label.sentence.span.start
    segment = text[segment_start(text, quantity.start, start) : quantity.start]
    told_yearly = _rule("annual").search(segment) or text.startswith("/年", quantity.end)
    if label.status in ("planned", "capacity", "target") and told_yearly:
        return "annual"
    if label.status in ("planned", "capacity") and _rule("daily").search(segment):
        return "daily"
    ahead = text[start : quantity.start]
    for name, years in table("periods")["plans"].items():
        if name in ahead and label.status in ("target", "planned"):
            return str(years)
    for one in scene.inside(Span(start, quantity.start)):
        if one.kind == "duration" and one.unit == "年" and one.value is not None:
            within = _rule("within").match(text[one.end : one.end + 3])
            if within and one.value == one.value.to_integral_value():
                return f"P{one.value:f}Y"
    if quantity.kind == "money" and _rule("this_year").search(segment):
        earlier = [t for t in [*passage.here, *told] if t.end <= quantity.start]
        year = earlier[-1].period[:4] if earlier else str(frame.year or "")
        return year if _YEAR.fullmatch(year) else None
    return None


def _of_sentence(text: str, label: Label, before: list[_Told], frame: _Frame) -> str:
    """The last period told before a figure; a day beats the season of its occasion."""
    last = before[-1]
    if frame.year and _rule("all_year").search(text[last.end : label.quantity.start]):
        return last.period[:4] if _YEAR.match(last.period) else str(frame.year)
    days = [t for t in before if t.is_day]
    if last.is_season and days:
        opening = re.split("[,，:：]", text[last.end : label.quantity.start], maxsplit=1)[0]
        if _rule("occasion").search(opening):
            return days[-1].period
    return last.period


def _behind(text: str, label: Label, told: list[_Told]) -> str | None:
    """A date right behind the figure in its clause: 2个项目在一季度签约."""
    after = [t for t in told if t.end > label.quantity.end]
    if not after:
        return None
    between = text[label.quantity.end : label.quantity.end + 2 * _SENTENCE_REACH]
    match = re.match(r"[^,，。；;、]{0,12}?(?:在|于)", between)
    near = match is not None and after[0].end <= label.quantity.end + 2 * _SENTENCE_REACH
    return after[0].period if near else None
