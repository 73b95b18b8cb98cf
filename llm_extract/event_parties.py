"""Who took part in an event: officials, and companies in names that English can tell."""

from __future__ import annotations

from .event_kinds import official_english, rule
from .knowledge import table
from .names import to_english
from .records import Event
from .segments import fold, segmented
from .terms import is_named_whole
from .wording import Told, joined

_MOST_PEOPLE, _MOST_FIRMS = 2, 3
_LONGEST_BRAND = 3
_UNNAMED = "某"


def officials_before(told: Told, event: Event, clause: str, end: int) -> str:
    """The officials named before a place in the clause, the first two, in English.

    One named there without an office has that of another event of the article.
    """
    known = [person for other in told.result.events for person in other.officials]
    everyone = {person.name_zh: person for person in (*known, *event.officials)}
    named = [name for name in everyone if 0 <= clause.find(name) < end]
    offices = [official_english(everyone[name]) for name in sorted(named, key=clause.find)]
    return joined([words for words in offices if words][:_MOST_PEOPLE])


def is_tellable(name: str) -> bool:
    """Whether a company's name can be told: known words and at most a short brand in pinyin."""
    if _UNNAMED in name:
        return False
    unknown = sum(len(token.zh) for token in segmented(fold(name)) if token.kind == "unknown")
    return is_named_whole(name) and unknown <= _LONGEST_BRAND


def _is_of_project(clause: str, name: str) -> bool:
    """Whether a company only lends its name to a project that the clause tells of."""
    behind = clause[clause.index(name) + len(name) :]
    return bool(rule("visits", "in_project").match(behind))


def firms_in(event: Event, clause: str) -> list[tuple[int, str]]:
    """The companies a clause names that English can tell, the first three, each with its place."""
    known = [name for name in table("glossary")["companies"] if name in clause]
    named = [name for name in event.organisations if name in clause and is_tellable(name)]
    inside = [name for name in (*known, *named) if _is_of_project(clause, name)]
    every = sorted({*known, *named} - {*inside}, key=lambda name: (clause.index(name), -len(name)))
    chosen = [name for name in every if not any(name != other and name in other for other in every)]
    told = [(clause.index(name), to_english(name.removeprefix("了"))) for name in chosen]
    return told[:_MOST_FIRMS]
