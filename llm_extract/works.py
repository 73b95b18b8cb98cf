"""When figures of works hold: land, costs, how far they are, what they are to bring."""

from __future__ import annotations

import re
from datetime import date

from .cues import cue, segment_start
from .labels import Label
from .moments import Frame, Passage, Told, rule
from .scene import Scene
from .text import Span

BEFORE = "before"
"""The period of a figure that something changed from, where no time is told of it."""
_ANY_DAY = re.compile(r"\d{4}-\d\d(?:-\d\d)?(?:/|\Z)")
_REACH = 80
"""Characters before a sentence in which a project it goes on about is told to be agreed."""
_ONE_DAY = re.compile(r"\d{4}-\d\d-\d\d")


def is_from(text: str, label: Label) -> bool:
    """Whether a figure is what something changed from: 由45个工作日压缩至18个工作日."""
    start, end = label.sentence.span.start, label.quantity.start
    begins = rule("from_value").search(text[max(start, end - 8) : end])
    return bool(begins and rule("to_value").match(text, label.quantity.end))


def time_spent(scene: Scene, label: Label, passage: Passage) -> str | None:
    """The days from one step of works to another, where those told lie as far apart as is said."""
    quantity, sentence = label.quantity, label.sentence.span
    if not rule("took").search(scene.text, sentence.start, quantity.start):
        return None
    if quantity.kind != "duration" or quantity.unit != "天" or quantity.value is None:
        return None
    told = [q.iso or "" for q in scene.inside(sentence) if q.kind == "date"]
    told += [t.period for t in passage.here]
    days = sorted(date.fromisoformat(iso) for iso in told if _ONE_DAY.fullmatch(iso))
    for last in reversed(days):
        for first in days:
            if abs((last - first).days - int(quantity.value)) <= 1:
                return f"{first}/{last}"
    return None


def is_behind_step(text: str, label: Label, step: Told) -> bool:
    """Whether a figure stands in a later clause than a step of works told by its month."""
    return bool(re.search("[,，；;]", text[step.end : label.quantity.start]))


def after_step(text: str, label: Label, step: Told, frame: Frame) -> str | None:
    """How works told by a step stand now; nothing of what they are to cost or to turn out."""
    if label.status == "target":
        return step.period
    if is_once_built(text, label):
        return each_year_or_once(label)
    stands = rule("stands").search(text[step.end : label.quantity.start])
    return frame.month if stands and label.status in ("actual", "rate") else None


def costs_one(text: str, label: Label) -> bool:
    """Whether a sum is what one project is to cost, which no stretch of time dates."""
    start, end = label.sentence.span.start, label.quantity.start
    words = text[segment_start(text, end, start) : end]
    is_cost = label.quantity.kind == "money" and rule("cost").search(words)
    told = label.sentence.span.cut(text)
    is_of_several = rule("several").search(text[start:end]) or rule("of_several").match(
        text, label.quantity.end
    )
    is_one = rule("one_project").search(told) and not is_of_several
    return bool(label.role == "value" and is_cost and is_one)


def is_whole_cost(text: str, label: Label, last: Told) -> bool:
    """Whether a sum is all that works are to cost, told behind when one step of theirs is due."""
    words = text[last.end : label.quantity.start]
    return last.is_deadline and bool(rule("whole_cost").search(words))


def goes_on_about_one(text: str, label: Label) -> bool:
    """Whether a sentence only describes a project, and nothing tells of its being agreed."""
    start, end = label.sentence.span.start, label.sentence.span.end
    told = text[max(0, start - _REACH) : end]
    is_of_one = rule("one_told_before").match(text, start, end)
    return bool(is_of_one) and not rule("settles").search(told)


def is_capacity_of_line(text: str, label: Label) -> bool:
    """Whether a measure is what a line turns out, which is each year's: 4万吨磷酸铁锂生产线."""
    quantity = label.quantity
    if quantity.kind not in ("measure", "count") or not rule("output").fullmatch(quantity.unit):
        return False
    before = text[max(label.sentence.span.start, quantity.start - 8) : quantity.start]
    behind = rule("line_behind").match(text, quantity.end, label.sentence.span.end)
    return bool(behind or rule("capacity_before").search(before))


def begun_on(scene: Scene, label: Label) -> str | None:
    """The day behind a cost on which what it goes into was signed or begun, in its sentence."""
    end = label.sentence.span.end
    for day in scene.inside(Span(label.quantity.end, end)):
        is_day = day.kind == "date" and _ONE_DAY.fullmatch(day.iso or "")
        if is_day:
            return day.iso if rule("begun").match(scene.text, day.end, end) else None
    return None


def is_site(text: str, label: Label) -> bool:
    """Whether a figure is the land that works take or the floors they have."""
    start, end = label.sentence.span.start, label.quantity.start
    words = text[segment_start(text, end, start) : end]
    return label.quantity.kind in ("measure", "duration") and bool(rule("site").search(words))


def is_of_works(text: str, label: Label) -> bool:
    """Whether a sum is what works under way are to cost in all.

    What is invested belongs to the day it was signed or begun, where the sentence tells of that.
    """
    start, end = label.sentence.span.start, label.quantity.start
    words = text[segment_start(text, end, start) : end]
    told = label.sentence.span.cut(text)
    is_cost = label.quantity.kind == "money" and rule("cost").search(words)
    return bool(is_cost and rule("works").search(told) and not rule("agreed").search(told))


def each_year_or_once(label: Label) -> str:
    """What is turned out, sold or paid in tax once a thing is built, it is each year."""
    return "annual" if rule("yearly").search(label.phrase) else "once built"


def is_once_built(text: str, label: Label, start: int | None = None) -> bool:
    """Whether a figure is of what is not built yet; `start`: only words behind it count."""
    words = text[start or label.sentence.span.start : label.quantity.start]
    return label.status == "planned" and bool(cue("once_built").search(words))


def took_unknown_days(text: str, label: Label, period: str | None) -> bool:
    """Whether a figure is how long a step took, which one day told before is not the time of."""
    start, end = label.sentence.span.start, label.quantity.start
    is_day = period is not None and _ANY_DAY.match(period) is not None and "/" not in period
    return (
        is_day and label.quantity.kind == "duration" and bool(rule("took").search(text[start:end]))
    )
