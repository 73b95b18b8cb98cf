"""An event of a result in plain English and short Chinese, by rule, every figure checked."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .event_kinds import kind_of, without_day
from .event_openings import EventView, Opening, openings
from .event_figures import Tail
from .event_parties import subject
from .records import Event, Lang, Result
from .wording import Told, Wording, first_sound

_MOST_WORDS = 38
_MOST_CHARACTERS = 60
_HAN = re.compile("[一-龥]")


def event_wording(result: Result, event: Event, lang: Lang) -> Wording | None:
    """An event in one short sentence without its date; None where nothing can be told of it.

    In English the kind of event, who, where, with whom and how much, from the event's structure
    and its facts; in Chinese its own clause, shortened. What the checker finds wrong in it is not
    told, a plainer wording takes its place.
    """
    told = Told.of(result)
    if lang == "zh":
        return first_sound(told, "zh", _chinese(event), event.quantities)
    fitting = (
        (kind, text)
        for kind, text in _english(EventView.of(told, event))
        if not _HAN.search(text) and len(text.split()) <= _MOST_WORDS
    )
    return first_sound(told, "en", fitting, event.quantities)


def _chinese(event: Event) -> Iterator[tuple[str, str]]:
    """The clause as it stands, then fewer and fewer of its parts."""
    words = without_day(event.what_zh)
    kind = kind_of(words)
    parts = re.split(r"(?<=[,，；;。])", words)
    for size in range(len(parts), 0, -1):
        text = "".join(parts[:size]).rstrip(",，；;。：: ")
        if text and (size == 1 or len(text) <= _MOST_CHARACTERS):
            yield kind, text


def _english(view: EventView) -> Iterator[tuple[str, str]]:
    """The fullest wording of the event, then plainer ones, last its figures alone."""
    every = list(openings(view))
    for opening in every[:1]:
        yield view.kind, _sentence(opening, view.tails(opening))
    for opening in every:
        yield view.kind, _sentence(opening, view.tails(opening)[:1])
    for opening in every:
        yield view.kind, _sentence(opening, [])
    tails = view.figures.tails()
    for some in (tails, tails[:1]):
        first = some[:1]
        for tail in first:
            opening = Opening(subject(tail.region), "", is_place=True, region=tail.region)
            yield "", _sentence(opening, some)


def _sentence(opening: Opening, tails: list[Tail]) -> str:
    """An opening with what figures add: with and where who did it is the same, else apart."""
    words = f"{opening.subject} {opening.words}".strip()
    for tail in tails:
        same = opening.is_place and tail.region == opening.region
        if same or (tail.by_people and not opening.is_place):
            joint = ", and" if " and " in words or ", " in words else " and"
            words += f"{joint if opening.words or tail is not tails[0] else ''} {tail.words}"
        else:
            words += f"; {_subject_of(tail)}{tail.words}"
    return f"{words[:1].upper()}{words[1:]}."


def _subject_of(tail: Tail) -> str:
    return "" if tail.is_whole else f"{subject(tail.region)} "
