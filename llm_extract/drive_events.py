"""The beginning and the end of a drive, told by their days: 4月1日启动, 7月9日收官."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from .knowledge import table
from .records import Event, Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_DAY = len("2022-05-19")
_LONG = 20
"""Days from which a stretch is a drive's, and no journey or fair."""
_MOST = 70
_BEFORE = 40


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


def find_drive_events(scene: Scene, told: list[Event]) -> list[Event]:
    """The days on which a drive began or ended, or the stretch it took, where no event tells them.

    What is only aimed at by then is none.
    """
    found: list[Event] = []
    for sentence in scene.sentences:
        words = sentence.span.cut(scene.text)
        if not _rule("of_drive").search(words):
            continue
        days = [q for q in scene.inside(sentence.span) if q.kind == "date" and q.iso]
        for day in days:
            known = [*told, *found]
            if _is_turn(scene.text, day, sentence) and not _is_known(day, sentence, known):
                found.append(_event(scene, day, sentence))
    return found


def _is_turn(text: str, day: Quantity, sentence: Sentence) -> bool:
    """Whether a drive begins or ends on a day, or lasts for what the date tells."""
    before = text[max(sentence.span.start, day.start - _BEFORE) : day.start]
    after = text[day.end : sentence.span.end]
    if _rule("aimed").search(before):
        return False
    if _lasts(day.iso or ""):
        return bool(_rule("of_drive").search(before + after[:_BEFORE]))
    return len(day.iso or "") == _DAY and bool(_rule("turn").match(after))


def _lasts(iso: str) -> bool:
    first, _, last = iso.partition("/")
    if len(first) != _DAY or len(last) != _DAY:
        return False
    return (date.fromisoformat(last) - date.fromisoformat(first)).days >= _LONG


def _is_known(day: Quantity, sentence: Sentence, events: list[Event]) -> bool:
    """Whether an event of that day is told already, here or as something that began the drive."""
    return any(
        event.date == day.iso
        and (event.evidence.overlaps(sentence.span) or _rule("turned").search(event.what_zh))
        for event in events
    )


def _event(scene: Scene, day: Quantity, sentence: Sentence) -> Event:
    """The event: the subject in front of the day, and the clauses behind it."""
    text = scene.text
    clause = re.split(r"[,，。；;：:]", text[sentence.span.start : day.start])[-1]
    subject = re.sub(r"[自从于在至到]\Z", "", clause)
    behind = text[day.end : sentence.span.end].strip("，,。 ")
    words = f"{subject}{behind}" if len(subject) > 1 else behind
    if not _rule("of_drive").search(_clauses(words)):
        named = _rule("drive_named").search(text, sentence.span.start, sentence.span.end)
        words = f"{named[0]}{words}" if named else words
    reach = Span(day.start, sentence.span.end)
    return Event(
        date=day.iso,
        surface=day.surface,
        what_zh=_clauses(words),
        place=scene.regions.get(sentence.span),
        quantities=tuple(q.id for q in scene.inside(reach) if q.is_amount),
        evidence=sentence.span,
    )


def _clauses(words: str) -> str:
    """The first clauses of some words, as many as one event is told in."""
    told = ""
    for clause in re.split(r"(?<=[,，；;])", words):
        if told and len(told) + len(clause) > _MOST:
            break
        told += clause
    return told[: 2 * _MOST].rstrip("，,。；; ")
