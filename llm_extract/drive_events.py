"""The beginning and the end of a drive, told by their days: 4月1日启动, 7月9日收官."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache
from itertools import pairwise

from .knowledge import table
from .records import Campaign, Event, Quantity
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


def find_drive_events(
    scene: Scene, told: list[Event], published: date | None = None
) -> list[Event]:
    """The days on which a drive began or ended, or the stretch it took, where no event tells them.

    What is only aimed at by then is none; what comes after `published` is planned.
    """
    found: list[Event] = []
    drive = ""
    for sentence in scene.sentences:
        named = _rule("drive_named").search(scene.text, sentence.span.start, sentence.span.end)
        drive = named[0] if named else drive
        is_of_drive = _rule("of_drive").search(sentence.span.cut(scene.text)) is not None
        if not (is_of_drive or drive):
            continue
        days = [q for q in scene.inside(sentence.span) if q.kind == "date" and q.iso]
        for day in days:
            known = [*told, *found]
            turn = _turn(scene.text, day, sentence, is_of_drive=is_of_drive)
            if turn and not _is_known(day, sentence, known):
                found.append(_event(scene, day, sentence, drive))
        found += [
            event for event in _stretches(scene, days, sentence, drive)
            if not _is_known_stretch(event, [*told, *found])
        ]  # fmt: skip
    ahead = published.isoformat() if published else "9999"
    return [
        one.model_copy(update={"status": "planned"}) if (one.date or "")[:10] > ahead else one
        for one in found
    ]


def _turn(text: str, day: Quantity, sentence: Sentence, *, is_of_drive: bool) -> bool:
    """Whether a drive begins or ends on a day, or lasts for what the date tells.

    A sentence that names no drive must say so right behind or before the day.
    """
    before = text[max(sentence.span.start, day.start - _BEFORE) : day.start]
    after = text[day.end : sentence.span.end]
    if is_of_drive and _lasts(day.iso or ""):
        named = _rule("of_drive").search(before + after[:_BEFORE])
        return named is not None and not _rule("aimed").search(before)
    if len(day.iso or "") != _DAY:
        return False
    if _rule("turn_at").match(after) or _rule("turn_of").search(before):
        return True
    if after.startswith(("启动", "结束")) and _rule("turn_begun").search(before):
        return True
    told = is_of_drive and _rule("turn").match(after)
    return bool(told and not _rule("aimed").search(before))


def _stretches(
    scene: Scene, days: list[Quantity], sentence: Sentence, drive: str
) -> Iterator[Event]:
    """What a drive took, told by its first and last day: 从7月3日持续到10月10日."""
    for first, last in pairwise(days):
        between = scene.text[first.end : last.start]
        dates = f"{first.iso}/{last.iso}"
        before = scene.text[max(sentence.span.start, first.start - _BEFORE) : first.start]
        if _rule("lasts_until").fullmatch(between) and _lasts(dates) and drive in before:
            event = _event(scene, last, sentence, drive)
            what = f"{drive}{between.strip('，,')}{last.surface}"
            yield event.model_copy(
                update={"date": dates, "surface": first.surface, "what_zh": what}
            )


def _is_known_stretch(event: Event, events: list[Event]) -> bool:
    return any(one.date == event.date for one in events)


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


def _event(scene: Scene, day: Quantity, sentence: Sentence, drive: str) -> Event:
    """The event: the subject in front of the day, and the clauses behind it."""
    text = scene.text
    clause = re.split(r"[,，。；;：:]", text[sentence.span.start : day.start])[-1]
    subject = re.sub(r"[自从于在至到]\Z", "", clause)
    behind = text[day.end : sentence.span.end].strip("，,。 ")
    words = f"{subject}{behind}" if len(subject) > 1 else behind
    of = _rule("turn_of").search(text[sentence.span.start : day.start])
    if of:
        words = f"{drive}{of['turn']}"
    elif not _rule("of_drive").search(_clauses(words)):
        words = f"{drive}{words}"
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


def dated_campaigns(scene: Scene, campaigns: list[Campaign], events: list[Event]) -> list[Campaign]:
    """The drives with the days on which events say that they began and ended.

    An event is of a drive that its sentence names, or of the only one there is.
    """
    dated: list[Campaign] = []
    for one in campaigns:
        mine = [
            event for event in events
            if event.status != "said" and _is_of(one, event.evidence.cut(scene.text), campaigns)
        ]  # fmt: skip
        start, end = _turns(scene.text, mine)
        update = {"start": one.start or start, "end": one.end or end}
        in_order = not (update["start"] and update["end"]) or update["start"] < update["end"]
        dated.append(one.model_copy(update=update) if in_order else one)
    return dated


def _is_of(campaign: Campaign, words: str, campaigns: list[Campaign]) -> bool:
    """Whether a sentence is of a drive: of its season where it names one, and of its name."""
    seasons = set(_rule("season_told").findall(words))
    own = _rule("season_told").search(campaign.name_zh)
    if seasons:
        return own is not None and seasons == {own[0]}
    core = _rule("drive_core").search(campaign.name_zh)
    named = core is not None and core[0] in words
    return len(campaigns) == 1 or (named and own is None)


def _turns(text: str, events: list[Event]) -> tuple[str | None, str | None]:
    """The first day that events tell as the beginning of a drive, and the last as its end."""
    start = end = None
    for event in events:
        first, _, last = (event.date or "").partition("/")
        of_drive = _rule("of_drive").search(f"{event.what_zh}{event.evidence.cut(text)}")
        if last and _lasts(event.date or "") and of_drive:
            start, end = start or first, end or last
        elif of_drive and len(first) == _DAY:
            start = start or (first if _rule("begins_drive").search(event.what_zh) else None)
            end = first if _rule("ends_drive").search(event.what_zh) else end
    return start, end
