"""What officials tell of, as events: who said what, or spoke at the meeting told before."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .knowledge import table
from .people import find_people
from .records import Event, Person
from .scene import Scene
from .sentences import Sentence
from .text import Span

_MOST_SAID, _SHORT = 90, 60
_QUOTE_REACH, _QUOTE_LEAST = 3, 8
"""So many sentences before 县长说。 may hold what was said."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


def with_statements(scene: Scene, events: list[Event]) -> list[Event]:
    """The events, with the officials who spoke at them, and with what others say by themselves.

    What is said at a meeting, or by an official of the place whose meeting opens the article, is
    of the meeting; what a company's people say is no event.
    """
    found = list(events)
    said: list[Event] = []
    for at, sentence in enumerate(scene.sentences):
        for person in find_people(scene.text, sentence.span):
            says = _does("says", scene.text, sentence, person)
            acts = says or _does("acts_at", scene.text, sentence, person)
            if acts is None or _acts_already(person, sentence, [*found, *said]):
                continue
            here = _step_of(sentence, found)
            event = here if here is not None else _meeting_of(scene, sentence, person, found)
            if event is not None:
                found[event] = _joined(found[event], person)
            elif says is not None:
                said += _statement(scene, at, person, says)
    return [*found, *said]


def _does(what: str, text: str, sentence: Sentence, person: Person) -> re.Match[str] | None:
    """The verb by which a public official tells or does something in a sentence."""
    if not _rule("public_office").search(person.office_zh):
        return None
    if _rule("company_office").search(person.office_zh):
        return None
    name = text.find(person.name_zh, sentence.span.start, sentence.span.end)
    return _rule(what).match(text, name + len(person.name_zh), sentence.span.end)


def _step_of(sentence: Sentence, events: list[Event]) -> int | None:
    """The event that a sentence with an official in it tells already."""
    here = (at for at, one in enumerate(events) if one.evidence.overlaps(sentence.span))
    return next(here, None)


def _acts_already(person: Person, sentence: Sentence, events: list[Event]) -> bool:
    """Whether an event of the sentence has the person, or they told something before."""
    return any(
        person.name_zh in one.people
        and (one.evidence.overlaps(sentence.span) or one.status == "said")
        for one in events
    )


def _meeting_of(
    scene: Scene, sentence: Sentence, person: Person, events: list[Event]
) -> int | None:
    """Which event an official spoke at: one of the paragraph, or the meeting of the article."""
    words = sentence.span.cut(scene.text)
    before = [
        at for at, one in enumerate(events)
        if one.evidence.start <= sentence.span.start and one.status == "done"
        and _rule("meeting").search(one.what_zh)
    ]  # fmt: skip
    if not before:
        return None
    if _rule("said_at").search(words):
        return before[-1]
    first = events[before[0]]
    opens = first.evidence.start <= scene.sentences[0].paragraph.end or before[0] == 0
    same_place = _is_of_whole(scene, sentence, person, first)
    reports = _rule("reports").search(first.what_zh)
    return before[0] if opens and reports and same_place else None


def _is_of_whole(scene: Scene, sentence: Sentence, person: Person, meeting: Event) -> bool:
    """Whether an official is one of the place that met, and not of a county in it."""
    if person.office_zh.startswith(("市", "全市", "州", "省", "县")):
        return scene.regions.get(sentence.span) == meeting.place
    return bool(meeting.place and person.office_zh.startswith(meeting.place[-3:]))


def _joined(event: Event, person: Person) -> Event:
    if person.name_zh in event.people:
        return event
    everyone = (*event.officials, person)
    return event.model_copy(
        update={"officials": everyone, "people": tuple(one.name_zh for one in everyone)}
    )


def _statement(scene: Scene, at: int, person: Person, verb: re.Match[str]) -> Iterator[Event]:
    """What an official says, with the quotation before it; where that is short, what follows too.

    Words that hold no figure and name nothing tell no event.
    """
    sentence = scene.sentences[at]
    span, quoted = _quoted_before(scene, at, verb.start() - len(person.name_zh))
    behind = scene.text[verb.end() : sentence.span.end].strip("，,：: 。“”")
    said = "，".join(part for part in (quoted, behind) if len(part) >= len(person.name_zh))
    if len(said) < _SHORT and at + 1 < len(scene.sentences):
        after = scene.sentences[at + 1]
        if after.paragraph == sentence.paragraph:
            said, span = (
                f"{said.rstrip('；;。')}。{after.span.cut(scene.text)}",
                Span(span.start, after.span.end),
            )
    if not _rule("tells").search(said):
        return
    words = f"{person.office_zh}{person.name_zh}{verb['verb']}：{_short(said)}"
    yield Event(
        date=None,
        surface="",
        what_zh=words,
        place=_place_of(scene, sentence, person),
        people=(person.name_zh,),
        officials=(person,),
        quantities=tuple(q.id for q in scene.inside(span) if q.is_amount and q.surface in words),
        evidence=span,
        status="said",
    )


def _quoted_before(scene: Scene, at: int, name: int) -> tuple[Span, str]:
    """The quotation in front of 县长说, from its opening mark, and all from there to its end."""
    sentence = scene.sentences[at]
    inside = scene.text[sentence.span.start : name]
    if inside.startswith("“") and inside.find("”") > _QUOTE_LEAST:
        return sentence.span, inside.partition("”")[0].strip("“”，,。 ")
    start = sentence.span.start
    closes = scene.text[max(0, start - 3) : start].rstrip().endswith("”")
    for one in reversed(scene.sentences[max(0, at - _QUOTE_REACH) : at] if closes else []):
        before = one.span.cut(scene.text)
        if one.paragraph != sentence.paragraph:
            break
        start = one.span.start
        if "“" in before:
            break
    whole = Span(start, sentence.span.end)
    return whole, scene.text[start : sentence.span.start].strip("“”，,。 ")


def _short(words: str) -> str:
    """The first clauses of what is said."""
    told = ""
    for clause in re.split("(?<=[,，。；;！？])", words):
        if told and len(told) + len(clause) > _MOST_SAID:
            break
        told += clause
    return told[: 2 * _MOST_SAID].strip("“”，,。；; ")


def _place_of(scene: Scene, sentence: Sentence, person: Person) -> str | None:
    """The place in an official's title, else that of the sentence."""
    start = scene.text.find(person.office_zh, sentence.span.start)
    within = Span(start, start + len(person.office_zh))
    titled = [p.name for p in scene.places if p.name and within.covers(p.span)]
    return titled[-1] if titled else scene.regions.get(sentence.span)
