"""The days sentences open events with: dates, and words such as 次日 told from the last one."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

from .knowledge import table
from .records import Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_SHORT, _MAX_SUBJECT = 14, 40
_NEAR = 80
_DAY = len("2022-05-19")
_OPENS = re.compile(r"(?:\A|[◆●■▲★•▶※○◇□➤◎,，\s“”。；;:：）)])\Z")
_DAYS_OR_MONTHS = re.compile(r"\d{4}-\d{2}(?:-\d{2})?(?:/\d{4}-\d{2}(?:-\d{2})?)?$")
_DAY_ALONE = re.compile(r"(?:\d{1,2}月)?\d{1,2}日")


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


@dataclass(frozen=True)
class Occasion:
    """Where a clause begins to tell an event: its day as it stands, and the words it tells."""

    iso: str | None
    surface: str
    start: int
    reach: Span
    is_sure: bool
    """Whether a date opens it, so that any deed is an event."""


def dated_occasions(
    scene: Scene, sentence: Sentence, day: str | None
) -> tuple[list[Occasion], str | None]:
    """The occasions of a sentence that a day, a month or a word such as 次日 opens.

    Args:
        scene: The text with its dates.
        sentence: One of its sentences.
        day: The last day told before, as ISO, from which 次日 is told.

    Returns:
        The occasions in order, and the last day told by now.
    """
    text, span = scene.text, sentence.span
    dates = {q.start: q for q in scene.inside(span) if _opens_event(text, q, span)}
    marks = [q.span for q in dates.values()]
    marks += [Span(*match.span()) for match in _relative(text, span)]
    marks.sort(key=lambda mark: mark.start)
    occasions: list[Occasion] = []
    for position, mark in enumerate(marks):
        stop = marks[position + 1].start if position + 1 < len(marks) else span.end
        told = dates.get(mark.start)
        iso = (told.iso or day) if told else _resolved(mark.cut(text), day)
        if iso and len(iso.rpartition("/")[2]) == _DAY:
            day = iso.rpartition("/")[2]
        begin = _begin(text, span, mark.start)
        if _rule("held_that_day").match(text[mark.end : stop]):
            begin = mark.start
        reach = Span(begin if begin < mark.start else mark.end, stop)
        occasions.append(Occasion(iso, mark.cut(text), begin, reach, told is not None))
    return occasions, day


def has_come(text: str, day: Quantity, span: Span) -> bool:
    """Whether a date names a day or month that is not told as still to come."""
    before = text[max(span.start, day.start - _NEAR) : day.start]
    after = text[day.end : min(span.end, day.end + _NEAR)]
    return day.kind == "date" and _is_day_or_month(day) and not _is_to_come(day, before, after)


def _opens_event(text: str, day: Quantity, span: Span) -> bool:
    """Whether a date names a day or month that has come, and something is told of it."""
    before = text[max(span.start, day.start - _NEAR) : day.start]
    after = text[day.end : min(span.end, day.end + _NEAR)]
    if day.kind != "date" or not _is_day_or_month(day) or _is_to_come(day, before, after):
        return False
    is_mid = _rule("date_mid").search(before)
    if _rule("held_that_day").match(after):
        return True
    if _rule("until_after").match(after) or (_rule("until_before").search(before) and not is_mid):
        return False
    return bool(_OPENS.search(before)) or _has_subject(day, before, after)


def _is_to_come(day: Quantity, before: str, after: str) -> bool:
    return (
        day.surface.startswith(("明年", "后年"))
        or bool(_rule("coming_before").search(before))
        or bool(_rule("coming_after").match(after))
    )


def _has_subject(day: Quantity, before: str, after: str) -> bool:
    """Whether the subject stands in front of the date: 博览会于9月19日, 达州市6日."""
    clause = re.split(r"[,，。；;:：]", before)[-1]
    if not 0 < len(clause) <= _MAX_SUBJECT or _rule("no_subject").search(clause):
        return False
    if _rule("date_mid").search(clause):
        return bool(_rule("verb").search(after[: 2 * _SHORT]))
    is_day = not day.iso or len(day.iso.partition("/")[0]) == _DAY
    return is_day and len(clause) <= _SHORT and bool(_rule("verb").search(after[:_SHORT]))


def _is_day_or_month(day: Quantity) -> bool:
    """Whether a date is of days or months; quarters and years are periods of figures."""
    if day.iso:
        return bool(_DAYS_OR_MONTHS.match(day.iso))
    return bool(_DAY_ALONE.fullmatch(day.surface))


def _relative(text: str, span: Span) -> list[re.Match[str]]:
    """次日, 当天, 仪式后 and the like at the beginning of a clause; 日前 behind its subject."""
    found = [
        match
        for match in _rule("relative_pattern").finditer(text, span.start, span.end)
        if _OPENS.search(text[max(span.start, match.start() - 1) : match.start()])
        and not text.startswith("记者", match.end())
        and _rule("verb").search(text, match.end(), span.end)
    ]
    mid = _rule("undated_mid").match(text[span.start : span.end])
    if mid and not found:
        found += list(re.finditer(r"日前|近日|近期", text[: span.start + mid.end()]))[-1:]
    return found


def _resolved(words: str, day: str | None) -> str | None:
    """The day that 次日 or 当天 means after `day`."""
    if day is None or _rule("undated").match(words):
        return None
    later = 1 if _rule("next_day").match(words) else 0
    return (date.fromisoformat(day) + timedelta(days=later)).isoformat()


def _begin(text: str, span: Span, start: int) -> int:
    """Where the clause of a date begins, whose subject may stand in front of it."""
    before = text[max(span.start, start - _NEAR) : start]
    clause = re.split(r"[,，。；;:：\s“”）)]", before)[-1]
    return start - len(clause)
