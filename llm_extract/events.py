"""Dated and undated events, with the people, places, companies and figures in them, by rule."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache

from .companies import Company, find_companies
from .event_days import Occasion, dated_occasions
from .event_places import event_place
from .knowledge import table
from .people import find_people, people_in
from .records import Event, Person
from .scene import Scene
from .sentences import Sentence, is_heading
from .text import Span

_MAX_WHAT = 70
_MAX_LONG = 110
_SHORT = 14
_FEW = 8
_LEAST = 5
"""A clause of fewer characters is a stage of a project (4月开工), not an event."""
_DAY = len("2022-05-19")
_UNDATED = ("sub_venue", "held", "signing", "travelled", "inspected", "broke_ground", "granted")


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


@dataclass
class _Reader:
    """What is known while the sentences are read in order."""

    scene: Scene
    companies: list[Company]
    known: list[Person]
    events: list[Event] = field(default_factory=list)
    paragraph: Span | None = None
    opened: int = 0
    """How many events were known when the paragraph began."""
    day: str | None = None
    meeting_day: str | None = None
    """The day of the last meeting told, of which 会上 speaks."""


def find_events(scene: Scene) -> list[Event]:
    """What happened, in the order told.

    Dated clauses, days told from the last one (次日), and signings, meetings and journeys without
    a date. Figures of a period and deadlines are no events.
    """
    whole = Span(0, len(scene.text))
    reader = _Reader(scene, find_companies(scene.text), find_people(scene.text, whole))
    for sentence in scene.sentences:
        if sentence.span == sentence.paragraph and is_heading(sentence.span.cut(scene.text)):
            continue
        if sentence.paragraph != reader.paragraph:
            reader.paragraph, reader.opened = sentence.paragraph, len(reader.events)
        _read(reader, sentence)
    return reader.events


def _read(reader: _Reader, sentence: Sentence) -> None:
    occasions, reader.day = dated_occasions(reader.scene, sentence, reader.day)
    for occasion in occasions:
        event = _event(reader, sentence, occasion)
        if event is not None:
            reader.events.append(event)
            is_day = event.date is not None and len(event.date) == _DAY
            if is_day and _rule("meeting").search(event.what_zh):
                reader.meeting_day = event.date
    if occasions or _goes_on(reader, sentence):
        return
    undated = _undated(reader, sentence)
    event = _event(reader, sentence, undated) if undated else None
    if event is not None:
        reader.events.append(event)


# Without a date


def _undated(reader: _Reader, sentence: Sentence) -> Occasion | None:
    """A signing, a meeting or a journey the sentence tells as done.

    What was told or granted at a meeting was on the meeting's day.
    """
    scene = reader.scene
    words = sentence.span.cut(scene.text)
    for name in _UNDATED:
        match = _rule(name).search(words)
        if match is None:
            continue
        lead = words[: match.end()]
        clause = re.split(r"[。；;]", lead)[-1]
        many = name == "held" and _rule("counted").match(words[match.end() :])
        if many or _rule("habitual").search(clause):
            continue
        if name == "held" and _was_told(reader, match[0]):
            continue
        who = find_people(scene.text, sentence.span) or _rule("unnamed").search(lead)
        if name in ("travelled", "inspected") and not who:
            continue
        end = sentence.span.start + match.end() if name == "broke_ground" else sentence.span.end
        start = sentence.span.start
        earlier = scene.text[sentence.paragraph.start : start]
        at_meeting = name == "granted" and _rule("at_meeting").search(earlier)
        announced = name == "broke_ground" and _rule("announced").search(match[0])
        is_there = at_meeting or _rule("at_it_told").search(lead)
        day = reader.day if announced or _rule("then").search(lead) else None
        day = (reader.meeting_day or reader.day) if is_there else day
        return Occasion(day, "", start, Span(start, end), is_sure=False)
    return None


def _was_told(reader: _Reader, words: str) -> bool:
    """Whether a meeting was told before: what follows 举办 stands in an earlier event."""
    meeting = re.sub(r"\A(?:举行|召开|举办)了?", "", words)
    return any(meeting in e.evidence.cut(reader.scene.text) for e in reader.events)


def _goes_on(reader: _Reader, sentence: Sentence) -> bool:
    """Take in a sentence that tells more of the last event: who took part, what it was for."""
    people = people_in(reader.scene.text, sentence.span, reader.known)
    if not reader.events or not people:
        return False
    last = reader.events[-1]
    words = sentence.span.cut(reader.scene.text)
    same = len(reader.events) > reader.opened and last.date is not None
    if not _is_of(last, words, same=same):
        return False
    is_bare = len(last.what_zh) < _SHORT and not _rule("meeting").search(last.what_zh)
    if same and is_bare and not last.people:
        last = _extended(reader, last, sentence)
    elif not same and _undated(reader, sentence) is not None:
        return False
    everyone = {p.name_zh: p for p in (*last.officials, *people)}
    reader.events[-1] = last.model_copy(
        update={"officials": tuple(everyone.values()), "people": tuple(everyone)}
    )
    return True


def _is_of(event: Event, words: str, *, same: bool) -> bool:
    """Whether a sentence with people in it is of an event; `same` says of its own paragraph."""
    took_part = bool(_rule("takes_part").search(words))
    if not same:
        return took_part and "会" in event.what_zh and bool(_rule("at_it").search(words))
    meets = _rule("meeting").search(event.what_zh)
    return took_part or bool(meets and _rule("speaks").search(words))


def _extended(reader: _Reader, last: Event, sentence: Sentence) -> Event:
    """An event told in few words, with the sentence that says what it was."""
    scene = reader.scene
    start = last.evidence.start + last.evidence.cut(scene.text).index(last.what_zh)
    reach = Span(start, sentence.span.end)
    return last.model_copy(
        update={
            "what_zh": _clauses(reach.cut(scene.text), _MAX_LONG),
            "place": event_place(scene, sentence, sentence.span),
            "organisations": _organisations(reader, sentence.span),
            "quantities": tuple(q.id for q in scene.inside(reach) if q.is_amount),
            "evidence": Span(last.evidence.start, sentence.span.end),
        }
    )


# What it was


def _event(reader: _Reader, sentence: Sentence, occasion: Occasion) -> Event | None:
    """The event an occasion tells, None where it only reports figures or does nothing."""
    scene, reach = reader.scene, occasion.reach
    what = _what(scene.text, occasion)
    if not _is_event(scene.text, occasion, what):
        return None
    people = people_in(scene.text, reach, reader.known)
    return Event(
        date=occasion.iso,
        surface=occasion.surface,
        what_zh=what,
        place=event_place(scene, sentence, _told_span(scene.text, occasion)),
        people=tuple(person.name_zh for person in people),
        officials=tuple(people),
        organisations=_organisations(reader, reach),
        quantities=tuple(q.id for q in scene.inside(reach) if q.is_amount),
        evidence=sentence.span,
    )


def _told_span(text: str, occasion: Occasion) -> Span:
    lead = _rule("part_of_day").match(text[occasion.reach.start : occasion.reach.end])
    return Span(occasion.reach.start + (lead.end() if lead else 0), occasion.reach.end)


def _organisations(reader: _Reader, reach: Span) -> tuple[str, ...]:
    named = [c.name for c in reader.companies if reach.covers(c.span)]
    return tuple(dict.fromkeys(named))


def _is_event(text: str, occasion: Occasion, what: str) -> bool:
    if len(what) < 2:  # noqa: PLR2004 -- a single character tells nothing
        return False
    if _rule("no_event").search(what):
        return False
    if not occasion.is_sure or _rule("held_that_day").match(occasion.reach.cut(text)):
        return True
    behind = occasion.reach.cut(text)
    clauses = re.split(r"[。；;]", behind)[0]
    told = bool(_rule("verb").search(clauses) or _rule("meeting").search(clauses))
    if _rule("report").match(re.sub(r"\A[,，]?", "", behind)) and not _rule("meeting").search(
        clauses
    ):
        return False
    began = _rule("began").match(_told_span(text, occasion).cut(text))
    if len(re.split(r"[,，]", what)[0]) < _LEAST and not (
        began or _rule("meeting").search(clauses)
    ):
        return False
    is_day = occasion.iso is not None and len(occasion.iso) == _DAY
    return told or (is_day and len(what) >= _SHORT // 2)


def _what(text: str, occasion: Occasion) -> str:
    """The first clauses behind a date, as they stand; with the subject where that is in front."""
    held = _rule("held_that_day").match(occasion.reach.cut(text))
    if held:
        return held["what"]
    told = re.sub(r"\A其中[,，]", "", _told_span(text, occasion).cut(text))
    began = _rule("began").match(told)
    return began["what"] if began else _clauses(told, _MAX_WHAT)


def _clauses(words: str, most: int) -> str:
    words = words.strip(" \t\n,，。;；、")
    clauses = re.split(r"(?<=[,，。])", words)
    what = clauses[0]
    for clause in clauses[1:]:
        if len(what) + len(clause) > (most if len(what) > _FEW else 2 * most):
            break
        what += clause
    return what.rstrip(",，、。；; \n")
