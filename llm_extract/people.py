"""People named with their offices, and again by name alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from .knowledge import table
from .names import person_english, title_english
from .records import Person
from .text import Span

_REACH = 60
_MIN_OFFICE = 2


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


@cache
def _named() -> re.Pattern[str]:
    """A post with the name that follows it."""
    rules = table("events")
    posts = rf"{rules['post']}|{rules['leaders']}"
    return re.compile(rf"(?P<post>{posts})(?P<name>{_name()})(?={rules['acts']})")


@cache
def _further() -> re.Pattern[str]:
    """A further name behind one, with the same post: 市领导张三、李四."""
    return re.compile(rf"[、和及](?P<name>{_name()})(?={table('events')['acts']})")


@cache
def _name() -> str:
    """One character of a surname, one or two given; a name of two parts, or of two known ones."""
    words = table("furniture")["credits"]
    surnames = "".join(words["surnames"].split())
    family = "|".join([*words["compound_surnames"], f"[{surnames}]"])
    part = table("events")["name_parts"]
    return rf"[一-龥]{{1,6}}·[一-龥]{{1,6}}?|(?:{part}){{2}}|(?:{family})[一-龥]{{1,2}}?"


def find_people(text: str, within: Span) -> list[Person]:
    """The people a stretch names with their offices, in order, each once."""
    found: dict[str, Person] = {}
    for match in _named().finditer(text, within.start, within.end):
        name = match["name"]
        office = text[_office_start(text, Span(within.start, match.start())) : match.end("post")]
        if len(office) < _MIN_OFFICE or _rule("not_person").match(name):
            continue
        found.setdefault(name, _person(name, office))
        for more in _named_with(text, Span(match.end(), within.end)):
            found.setdefault(more, _person(more, office))
    return list(found.values())


def _named_with(text: str, behind: Span) -> Iterator[str]:
    """The names behind one that share its post."""
    match = _further().match(text, behind.start, behind.end)
    while match is not None and not _rule("not_person").match(match["name"]):
        yield match["name"]
        match = _further().match(text, match.end(), behind.end)


def people_in(text: str, within: Span, known: list[Person]) -> list[Person]:
    """The people of a stretch: with their offices, and those known who act there by name alone.

    A person named twice keeps the office given first in the text.
    """
    here = {person.name_zh: person for person in find_people(text, within)}
    words = within.cut(text)
    for person in known:
        if person.name_zh in here or _acts(person.name_zh, words):
            here[person.name_zh] = person
    return sorted(here.values(), key=lambda person: words.find(person.name_zh))


def _acts(name: str, words: str) -> bool:
    """Whether a name is followed by what somebody does."""
    at = words.find(name)
    while at >= 0 and not _rule("bare_acts").match(words, at + len(name)):
        at = words.find(name, at + 1)
    return at >= 0


def _office_start(text: str, before: Span) -> int:
    """Where the office begins that ends at `before.end`; 、 joins offices of one person."""
    start = max(before.start, before.end - _REACH)
    for match in _rule("office_break").finditer(text, start, before.end):
        start = match.end()
    parts = text[start : before.end].split("、")
    while len(parts) > 1 and not re.search(rf"(?:{table('events')['post']})\Z", parts[0]):
        start += len(parts[0]) + 1
        parts = parts[1:]
    return start


def _person(name: str, office: str) -> Person:
    return Person(
        name_zh=name,
        name_en=person_english(name),
        office_zh=office,
        office_en=title_english(office),
    )
