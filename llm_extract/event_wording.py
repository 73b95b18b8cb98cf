"""An event of a result in plain English and short Chinese, by rule, every figure checked."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from .event_figures import Tail
from .event_kinds import kind_of, without_day
from .event_openings import openings
from .event_regions import is_near, is_several, subject
from .event_view import EventView, Opening, officials
from .knowledge import table
from .records import Event, Lang, Result
from .wording import Told, Wording, first_sound

_MOST_WORDS = 38
_MOST_CHARACTERS = 72
_INNER_DAY = re.compile(r"\d{1,2}日(?:[上下]午)?[即就便]?")


def event_wording(result: Result, event: Event, lang: Lang) -> Wording | None:
    """An event in one short sentence without its date; None where nothing can be told of it.

    In English the kind of event, who, where, with whom and how much, from the event's structure
    and its facts; in Chinese its own clause, shortened. What the checker finds wrong in it is not
    told, a plainer wording takes its place.
    """
    return worded(Told.of(result), event, lang)


def worded(told: Told, event: Event, lang: Lang) -> Wording | None:
    """The same, of a result that was read already."""
    if lang == "zh":
        return first_sound(told, "zh", _chinese(event), event.quantities)
    fitting = (
        (kind, text)
        for kind, text in _english(EventView.of(told, event))
        if len(text.split()) <= _MOST_WORDS
    )
    return first_sound(told, "en", dict.fromkeys(fitting), event.quantities)


def _chinese(event: Event) -> Iterator[tuple[str, str]]:
    """The clause as it stands, then fewer and fewer of its parts, last without a day in it."""
    words = re.sub(table("event_wording")["dangling"], "", without_day(event.what_zh))
    kind = kind_of(words).code
    parts = re.split(r"(?<=[,，；;。])", words)
    for size in range(len(parts), 0, -1):
        text = "".join(parts[:size]).rstrip(",，；;。：: ")
        if text and (size == 1 or len(text) <= _MOST_CHARACTERS):
            yield kind, text
    yield kind, _INNER_DAY.sub("", parts[0]).rstrip(",，；;。：: ")


def _english(view: EventView) -> Iterator[tuple[str, str]]:
    """The fullest wording of the event, then plainer ones, last its figures alone."""
    kind = view.kind.code
    if view.event.status == "said":
        yield from _said(view)
        return
    every = list(openings(view))
    for opening in every:
        tails = view.tails(opening)
        if not (tails or opening.words):
            continue
        yield kind, _sentence(opening, [(tail, tail.words) for tail in tails])
        yield kind, _sentence(opening, [(tail, tail.words) for tail in tails[:1]])
        yield kind, _sentence(opening, [(tail, tail.short) for tail in tails[:1]])
    for opening in every:
        if opening.words:
            yield kind, _sentence(opening, [])
    tails = view.figures.tails()
    for tail in tails[:1]:
        alone = Opening(subject(tail.region), "", region=tail.region)
        yield "", _sentence(alone, [(one, one.words) for one in tails])
        yield "", _sentence(alone, [(tail, tail.words)])
        yield "", _sentence(alone, [(tail, tail.short)])


def _said(view: EventView) -> Iterator[tuple[str, str]]:
    """What an official said of a place's figures, with all of them or the first."""
    who = officials(view)
    for tail in view.figures.tails()[:1] if who else []:
        for words in (tail.words, tail.short):
            text = f"{who} said {subject(tail.region)} {_row(words)}."
            yield "spoke", f"{text[:1].upper()}{text[1:]}"


def _sentence(opening: Opening, tails: list[tuple[Tail, tuple[str, ...]]]) -> str:
    """An opening with what figures add: in a row where who did it is the same, else apart."""
    phrases = [opening.words] if opening.words else []
    apart: list[str] = []
    for tail, told in tails:
        is_same = opening.is_place and tail.region == opening.region
        if is_same and tail.is_reported and " held " in f" {opening.words}":
            they = "they" if is_several(tail.region) else "it"
            apart.append(f", reporting that {they} {_row(told)}")
        elif is_same or (tail.by_people and not opening.is_place):
            phrases += told
        elif not opening.is_place or is_near(tail.region, opening.region):
            apart.append(f"; {subject(tail.region)} {_row(told)}")
    words = f"{opening.subject} {_row(phrases)}".strip() + "".join(apart)
    return f"{words[:1].upper()}{words[1:].rstrip('.')}."


def _row(phrases: Sequence[str]) -> str:
    """Phrases in a row; with a comma before the last where another and stands in them."""
    if len(phrases) <= 1:
        return "".join(phrases)
    *others, last = phrases
    busy = any(" and " in one or ", " in one for one in others)
    return f"{', '.join(others)}{',' if busy else ''} and {last}"
