"""Which of the times that a sentence tells one of its figures holds at."""

from __future__ import annotations

import re
from dataclasses import replace

from .labels import Label
from .moments import YEAR, Frame, Told, rule, up_to_now
from .scene import Scene
from .sentences import clause_around
from .text import Span

_UP_TO_DAY = re.compile(r"\d{4}-01-01/\d{4}-\d\d-\d\d")
_REACH = 24
"""Characters behind a figure in which its own date stands."""


def told_ahead(text: str, label: Label) -> str:
    """What a sentence tells up to the end of a figure's own clause."""
    clause = clause_around(text, label.quantity.span, label.sentence.span)
    return text[label.sentence.span.start : clause.end]


def governing(text: str, label: Label, before: list[Told], wider: list[Told]) -> list[Told]:
    """The times told before a figure that reach it.

    A day or month by which one thing is to be done says nothing of the next clause, unless a comma
    sets it off for all; there holds what was told before, or what is `wider`.
    """
    if not before or not _is_of_one_clause(text, label, before[-1]):
        return before
    earlier = before[:-1]
    while earlier and earlier[-1].is_deadline:
        earlier.pop()
    start = label.sentence.span.start
    return earlier or [replace(t, end=start) for t in wider[-1:]] or before


def _is_of_one_clause(text: str, label: Label, last: Told) -> bool:
    words = text[last.end : label.quantity.start]
    is_day_or_month = last.is_deadline and not last.is_step and not last.reaches_on
    return is_day_or_month and rule("due_here").match(words) is not None


def of_sentence(text: str, label: Label, before: list[Told], frame: Frame) -> str:
    """The last period told before a figure; a day beats the season of its occasion."""
    last = before[-1]
    words = text[last.end : label.quantity.start]
    if label.status in ("target", "planned"):
        return _of_aim(text, before, words, frame)
    counted_up = last.period.partition("/")[2]
    if last.is_up_to and counted_up and _is_state(label, last, words):
        return counted_up
    return up_to_now(words, last, frame) or _of_year_or_day(before, words, frame)


def _is_state(label: Label, last: Told, words: str) -> bool:
    """Whether a figure is how things stood on the day counted up to, and no sum until then."""
    if label.quantity.kind == "percent" and rule("share_now").search(words):
        return True
    if label.quantity.kind == "count" and rule("stock").search(words):
        return True
    is_exact = _UP_TO_DAY.fullmatch(last.period) is not None
    return is_exact and bool(rule("on_day").search(words)) and not rule("counted").search(words)


def _of_aim(text: str, before: list[Told], words: str, frame: Frame) -> str:
    """The season an aim is set for, the drive that ends when it is due, or the last time told."""
    last = before[-1]
    seasons = [t for t in before if t.is_season]
    if last.is_deadline and seasons:
        return seasons[-1].period
    if frame.drive and _is_end_of_drive(text, last, frame.drive):
        return frame.drive
    return _of_year_or_day(before, words, frame)


def _of_year_or_day(before: list[Told], words: str, frame: Frame) -> str:
    """The year where it is named behind the last time, the day of an occasion, or that time."""
    last = before[-1]
    if frame.year and rule("all_year").search(words):
        return last.period[:4] if YEAR.match(last.period) else str(frame.year)
    days = [t for t in before if t.is_day]
    if last.is_season and days:
        opening = re.split("[,，:：]", words, maxsplit=1)[0]
        if rule("occasion").search(opening):
            return days[-1].period
    return last.period


def _is_end_of_drive(text: str, last: Told, drive: str) -> bool:
    """Whether the end of the year by which something is to be done is that of the drive."""
    is_end = rule("year_end").search(text[max(0, last.end - 4) : last.end + 2])
    return bool(is_end) and drive.endswith(f"/{last.period}-12-31")


def told_behind(text: str, label: Label, told: list[Told]) -> str | None:
    """A date right behind the figure in its clause: 2个项目在一季度签约, 9个项目10月底前进场."""
    after = [t for t in told if t.end > label.quantity.end]
    if not after:
        return None
    between = text[label.quantity.end : label.quantity.end + _REACH]
    match = re.match(r"[^,，。；;、]{0,12}?(?:在|于)", between)
    is_due = after[0].is_deadline and re.match(r"[^,，。；;、\d]{0,12}\d", between)
    near = after[0].end <= label.quantity.end + _REACH
    return after[0].period if near and (match or is_due) else None


def due_behind(scene: Scene, label: Label) -> str | None:
    """When what a figure counts is to be ready, told right behind it: 4条生产线10月份试产."""
    quantity, text = label.quantity, scene.text
    if quantity.kind not in ("count", "measure"):
        return None
    within = Span(quantity.end, min(label.sentence.span.end, quantity.end + _REACH))
    for day in scene.inside(within)[:1]:
        between, after = text[quantity.end : day.start], text[day.end : day.end + 12]
        if day.kind == "date" and rule("thing").fullmatch(between) and rule("step").match(after):
            return day.iso
    return None
