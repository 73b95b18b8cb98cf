"""Periods that a figure's own words settle: each year, this year, the years of a plan."""

from __future__ import annotations

from .cues import segment_start
from .knowledge import table
from .labels import Label
from .moments import YEAR, Frame, Told, rule
from .scene import Scene
from .text import Span
from .works import is_capacity_of_line


def fixed_period(scene: Scene, label: Label, told: list[Told], frame: Frame) -> str | None:
    """A period that the figure's own words settle: each year, this year, within N years."""
    text, quantity, start = scene.text, label.quantity, label.sentence.span.start
    segment = text[segment_start(text, quantity.start, start) : quantity.start]
    return (
        _rate(text, label, segment)
        or _of_plan(text, label, frame)
        or _within(scene, label)
        or _of_this_year(label, segment, text[start : quantity.start], told, frame)
    )


def _rate(text: str, label: Label, segment: str) -> str | None:
    """Whether it is told of each year, month or day."""
    told_yearly = rule("annual").search(segment) or text.startswith("/年", label.quantity.end)
    is_meant = label.status in ("planned", "capacity", "target")
    is_yearly = rule("every_year").search(segment) or is_capacity_of_line(text, label)
    if (is_meant and told_yearly) or is_yearly:
        return "annual"
    if label.status in ("planned", "capacity") and rule("daily").search(segment):
        return "daily"
    return "monthly" if rule("monthly").search(segment) else None


def _of_plan(text: str, label: Label, frame: Frame) -> str | None:
    """The years of the plan told before it, or the last one: 到“十四五”末."""
    is_meant = label.status in ("target", "planned")
    ahead = text[label.sentence.span.start : label.quantity.start]
    for name, years in table("periods")["plans"].items():
        if name in ahead:
            last = str(years)[-4:]
            if rule("plan_end").match(ahead, ahead.index(name) + len(name)):
                return last if is_meant or last > str(frame.year) else None
            return str(years) if is_meant else None
    return None


def _within(scene: Scene, label: Label) -> str | None:
    """So many years: 10年内."""
    for one in reversed(scene.inside(Span(label.sentence.span.start, label.quantity.start))):
        if one.kind == "duration" and one.unit == "年" and one.value is not None:
            within = rule("within").match(scene.text[one.end : one.end + 3])
            if within and one.value == one.value.to_integral_value():
                return f"P{one.value:f}Y"
    return None


def _of_this_year(
    label: Label, segment: str, ahead: str, told: list[Told], frame: Frame
) -> str | None:
    """The year in which a sum is put into a longer work, or that a goal in brackets is set for."""
    is_goal = rule("year_goal").search(ahead)
    is_share = label.quantity.kind == "money" and rule("this_year").search(segment)
    if not (is_goal or is_share):
        return None
    earlier = [t for t in told if t.end <= label.quantity.start]
    year = earlier[-1].period[:4] if earlier else str(frame.year or "")
    return year if YEAR.fullmatch(year) else None
