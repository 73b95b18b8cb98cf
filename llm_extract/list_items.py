"""What items of a list count that tell no more than a place and a figure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from .cues import cue
from .governing import Section
from .phrase_words import size_words
from .phrases import Phrase
from .places import PlaceMention
from .records import Quantity
from .sentences import Sentence

_MIN_PHRASE = 2


@dataclass(frozen=True)
class Scope:
    """A sentence with the quantities and places it holds."""

    sentence: Sentence
    quantities: list[Quantity]
    places: list[PlaceMention]
    heads: Mapping[str, str] = field(default_factory=dict)
    """What the head of its column says of a figure in a table, by its id."""


def of_list(
    text: str, phrase: Phrase, scope: Scope, quantity: Quantity, section: Section
) -> Phrase:
    """What a list counts, for an item that tells only a place: 引进项目的情况是：洪湖市8个."""
    words = phrase.words
    dates = [q.surface for q in scope.quantities if q.kind == "date"]
    for surface in (*(place.surface for place in scope.places), *dates):
        words = words.replace(surface, "")
    verb = cue("verb").search(words)
    is_bare = cue("bare_item").fullmatch(cue("verb").sub("", words)) is not None
    if quantity.kind == "money" and is_bare and not verb and section.summed:
        return Phrase(section.summed, is_direct=False)
    if quantity.kind != "count" or not is_bare:
        return phrase
    paragraph = scope.sentence.paragraph.start
    head = cue("list_head").search(text[paragraph : quantity.start])
    if head:
        return Phrase(head["what"], is_direct=False)
    if verb:
        return Phrase(verb[0] + ("项目" if "项目" in section.counted else ""), is_direct=False)
    size = size_words(text[scope.sentence.span.start : quantity.start])
    return Phrase(size + section.counted, is_direct=False) if section.counted else phrase


def without_place(phrase: Phrase, named: list[PlaceMention]) -> Phrase:
    """The phrase without the place it opens with, which the label tells by itself."""
    for place in sorted(named, key=lambda p: -len(p.surface)):
        rest = phrase.words.removeprefix(place.surface)
        if rest != phrase.words and len(rest) >= _MIN_PHRASE and not place.in_name:
            return replace(phrase, words=rest)
    return phrase
