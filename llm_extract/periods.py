"""When each figure holds: its own date, else the season, drive or stretch its passage is about."""

from __future__ import annotations

import re
from datetime import date

from .cues import segment_start
from .fixed_periods import fixed_period
from .labels import Label
from .moments import YEAR, Frame, Passage, Told, drive_so_far, rule
from .records import Campaign, Quantity
from .scene import Scene
from .sentence_times import due_behind, governing, of_sentence, told_ahead, told_behind
from .sentences import Sentence, clause_around
from .text import Span
from .timeless import is_timeless
from .times import heading_time, resolved_dates, time_frame, told_times
from .works import (
    BEFORE,
    after_step,
    begun_on,
    costs_one,
    each_year_or_once,
    goes_on_about_one,
    is_behind_step,
    is_from,
    is_once_built,
    is_site,
    is_whole_cost,
    time_spent,
    took_unknown_days,
)

_SENTENCE_REACH = 12
_ONE_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:/|\Z)")
_ISO = re.compile(r"\d{4}(?:-[\dHQ-]+)?(?:/\d{4}(?:-[\dHQ-]+)?)?")


def fact_periods(
    scene: Scene, labels: list[Label], campaigns: list[Campaign], published: date | None
) -> dict[str, str | None]:
    """The period of each labelled quantity by its id, None where the article sets none.

    ISO where it can be (2022-05-19, 2022-01/2022-03, 2022-Q1, P10Y for within ten years), else
    annual, before (what something changed from), a season (2022 season 2), or the drive the
    article is about.
    """
    dated = resolved_dates(scene, published)
    frame = time_frame(scene, dated, campaigns, published)
    by_sentence: dict[Span, list[Label]] = {}
    for one in labels:
        by_sentence.setdefault(one.sentence.span, []).append(one)
    periods: dict[str, str | None] = {}
    passage = Passage()
    before: Sentence | None = None
    for sentence in scene.sentences:
        _turn(passage, before, sentence, heading_time(scene, sentence.heading, dated, frame))
        told = told_times(scene.text, sentence, dated, frame, passage)
        passage.here += _same_day(scene.text, sentence, passage, dated)
        for one in by_sentence.get(sentence.span, ()):
            period = _period(scene, one, told, passage, frame)
            if period == frame.drive and one.status in ("actual", "rate", "rank"):
                period = drive_so_far(passage, frame)
            is_earlier = one.quantity.kind != "percentage_point" and rule("year_before").search(
                scene.text, sentence.span.start, one.quantity.start
            )
            periods[one.quantity.id] = _year_before(period) if is_earlier else period
        passage.here += [t for t in told if not (t.is_deadline or t.is_step)]
        counted = [t for t in told if t.is_up_to or t.is_so_far]
        passage.so_far = counted[-1] if counted else passage.so_far
        days = [t for t in told if t.is_day and _is_of_occasion(scene.text, sentence, t)]
        passage.last_day = days[-1] if days else passage.last_day
        before = sentence
    return periods


def _year_before(period: str | None) -> str | None:
    """The same stretch of the year before; None for a season or drive."""
    if period is None or not _ISO.fullmatch(period):
        return None
    return YEAR.sub(lambda year: str(int(year[0]) - 1), period)


def _turn(
    passage: Passage, before: Sentence | None, sentence: Sentence, season: Told | None
) -> None:
    """What a new paragraph or heading leaves of what was told; `season`: what a heading tells."""
    if before is None or before.paragraph == sentence.paragraph:
        return
    if passage.here:
        passage.last = _left_by(passage, before.paragraph.start)
    if before.heading != sentence.heading:
        passage.last = season
    passage.here = []


def _left_by(passage: Passage, start: int) -> Told:
    """The last period of a paragraph; the year its section is about, for a quarter in passing."""
    last = passage.here[-1]
    opening = passage.here[0] if _opens(passage.here[0], start) else passage.last
    is_of_year = opening is not None and YEAR.fullmatch(opening.period) is not None
    if opening is None or not is_of_year or _opens(last, start):
        return last
    return opening if last.period.startswith(f"{opening.period}-") else last


def _opens(told: Told, start: int) -> bool:
    """Whether a period is told at the beginning of a paragraph."""
    return told.end - start <= _SENTENCE_REACH


def _period(
    scene: Scene, label: Label, told: list[Told], passage: Passage, frame: Frame
) -> str | None:
    """The period of one figure, the surest source first."""
    fixed = fixed_period(scene, label, [*passage.here, *told], frame)
    fixed = fixed or _of_listed(scene.text, label, told, passage)
    if fixed or is_site(scene.text, label):
        return fixed
    own = _of_change(scene, label, frame) or time_spent(scene, label, passage)
    own = own or due_behind(scene, label)
    if own:
        return own
    ahead = [t for t in told if t.end <= label.quantity.start]
    before = governing(scene.text, label, ahead, [*passage.here, *_of(frame.drive)])
    if before:
        return _behind_time(scene.text, label, before, frame)
    if passage.last_day and _is_of_this(scene.text, label):
        return passage.last_day.period
    begun = begun_on(scene, label) if costs_one(scene.text, label) else None
    if begun is None and is_timeless(scene.text, label):
        return each_year_or_once(label) if is_once_built(scene.text, label) else None
    behind = begun or told_behind(scene.text, label, told)
    return behind or _of_passage(scene.text, label, passage, frame)


def _of(drive: str | None) -> list[Told]:
    """The drive as a time that is told before all others."""
    return [Told(0, drive)] if drive else []


def _of_change(scene: Scene, label: Label, frame: Frame) -> str | None:
    """When a figure held that something changed from: 由2022年的12%提高到28%, 由目前的54%."""
    start = label.sentence.span.start
    for day in scene.inside(Span(start, label.quantity.start))[-1:]:
        between = scene.text[day.end : label.quantity.start]
        if day.kind == "date" and rule("own_date").fullmatch(between):
            before = scene.text[max(start, day.start - 1) : day.start]
            return day.iso if before in ("由", "从") else None
    if not is_from(scene.text, label):
        return None
    words = scene.text[start : label.quantity.start][-_SENTENCE_REACH:]
    return frame.month if rule("at_present_from").search(words) else BEFORE


def _behind_time(text: str, label: Label, before: list[Told], frame: Frame) -> str | None:
    """The period of a figure that its sentence told times before."""
    last = before[-1]
    if last.is_step and is_behind_step(text, label, last):
        return after_step(text, label, last, frame)
    if is_once_built(text, label, last.end):
        return each_year_or_once(label)
    if costs_one(text, label) and (last.is_completion or is_whole_cost(text, label, last)):
        return None
    period = of_sentence(text, label, before, frame)
    return None if took_unknown_days(text, label, period) else period


def _of_passage(text: str, label: Label, passage: Passage, frame: Frame) -> str | None:
    """The period of a figure whose sentence tells none."""
    if label.status not in ("target", "planned") and _is_since_drive(text, label):
        return frame.drive
    is_result = label.status in ("actual", "rate")
    if is_result and frame.month and _stands(text, label):
        return frame.month
    period = _carried(text, label, passage, frame) or _by_default(text, label, frame)
    is_plain = period == frame.drive and label.status != "planned"
    is_wide = period is not None and not is_plain and not _DAY.match(period)
    is_other = period == frame.drive and label.status == "planned"
    is_undated = is_wide or is_other or goes_on_about_one(text, label)
    return None if is_undated and costs_one(text, label) else period


def _is_since_drive(text: str, label: Label) -> bool:
    """Whether a figure is told of the time since a drive began, whatever day was told before."""
    ahead = text[label.sentence.span.start : label.quantity.start]
    return bool(rule("since_drive").search(ahead))


def _is_of_occasion(text: str, sentence: Sentence, day: Told) -> bool:
    """Whether a day is of something that others may be told of, not one told in passing."""
    is_opening = day.end - sentence.span.start <= _SENTENCE_REACH
    held = rule("held").search(text, day.end, min(sentence.span.end, day.end + 60))
    return not day.is_deadline and bool(is_opening or held)


def _carried(text: str, label: Label, passage: Passage, frame: Frame) -> str | None:
    """What the paragraph told before, else a stretch that an earlier one is about.

    Days and months date results, not what is meant; a year that is over dates no plan.
    """
    is_meant = label.status in ("target", "planned")
    here = [t for t in passage.here if t.reaches_on or not is_meant]
    if here and here[-1].is_completion and costs_one(text, label):
        return None
    if here:
        return None if took_unknown_days(text, label, here[-1].period) else here[-1].period
    last = passage.last
    if last is None or not last.reaches_on:
        return None
    if is_meant and frame.year and rule("whole_year").search(told_ahead(text, label)):
        return max(str(frame.year), last.period[:4] if YEAR.match(last.period) else "")
    is_past = frame.year is not None and last.period[:4] < str(frame.year)
    return None if is_past and is_meant else last.period


def _same_day(text: str, sentence: Sentence, passage: Passage, dated: list[Quantity]) -> list[Told]:
    """The day of an earlier paragraph, where a sentence goes on with its occasion."""
    if rule("that_day").match(text, sentence.span.start):
        days = [
            q for q in dated if q.end <= sentence.span.start and _ONE_DAY.fullmatch(q.iso or "")
        ]
        return [Told(sentence.span.start, q.iso or "") for q in days[-1:]]
    if passage.here or passage.last_day is None:
        return []
    goes_on = rule("same_day").search(sentence.span.cut(text)) or _is_listed(text, sentence)
    return [Told(sentence.span.start, passage.last_day.period)] if goes_on else []


def _is_listed(text: str, sentence: Sentence) -> bool:
    """Whether a sentence is an item of a list of what was signed or begun: 签约项目有：."""
    heading, paragraph = sentence.heading, sentence.paragraph
    is_item = rule("list_item").match(text, paragraph.start, paragraph.end)
    is_list = heading and rule("occasion_list").search(text, heading.start, heading.end)
    return bool(is_item and is_list)


def _of_listed(text: str, label: Label, told: list[Told], passage: Passage) -> str | None:
    """The day of the occasion, of all that an item of its list tells of what was agreed."""
    start, end = label.sentence.span.start, label.quantity.start
    if passage.last_day is None or not _is_listed(text, label.sentence):
        return None
    segment = text[segment_start(text, end, start) : end]
    is_of_day = not any(t.end <= end for t in told) and not is_once_built(text, label)
    return passage.last_day.period if is_of_day and not rule("brings").search(segment) else None


def _by_default(text: str, label: Label, frame: Frame) -> str | None:
    """What holds where neither sentence nor passage tells a time."""
    words = told_ahead(text, label)
    year = str(frame.year) if frame.year else None
    is_meant = label.status in ("target", "planned")
    if is_meant and rule("whole_year").search(words):
        return year
    if not is_meant and frame.month and _stands(text, label):
        return frame.month
    if frame.drive or frame.only_day:
        return frame.drive or frame.only_day
    is_now = is_meant or frame.is_of_year or rule("at_present").search(words)
    if is_now:
        return year
    return frame.stretch if not is_meant and _is_of_report(text, label) else None


def _is_of_report(text: str, label: Label) -> bool:
    """Whether a figure is a result of the whole place, and not of one site, park or company."""
    words = text[label.sentence.span.start : label.quantity.start]
    is_sum = label.quantity.kind == "money" and not rule("result").search(label.phrase)
    is_thing = label.quantity.kind in ("measure", "duration") or label.status == "capacity"
    is_named = label.indicator is not None or label.quantity.kind in ("count", "percent")
    return is_named and not (is_sum or is_thing or rule("of_site").search(words))


def _stands(text: str, label: Label) -> bool:
    """Whether a figure is told as of now: 目前已完成投资2.6亿元."""
    clause = clause_around(text, label.quantity.span, label.sentence.span)
    opens = rule("now_opens").match(text, label.sentence.span.start)
    return bool(opens or rule("as_it_stands").search(text[clause.start : label.quantity.start]))


def _is_of_this(text: str, label: Label) -> bool:
    """Whether a result is told of this occasion: 此次签约的12个项目."""
    clause = clause_around(text, label.quantity.span, label.sentence.span)
    words = text[clause.start : label.quantity.start]
    return label.status in ("actual", "rate", "planned") and bool(rule("this_time").search(words))
