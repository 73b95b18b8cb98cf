"""Journeys and visits: who went where, what for, and whom they saw."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from .event_kinds import first_of, gathering_of, rule
from .event_parties import firms_in
from .event_regions import destinations, where
from .event_view import EventView, Opening, by_place, officials
from .wording import joined


def visited(view: EventView) -> Iterator[Opening]:
    """A journey or a visit: who, where to, what for, and whom they saw."""
    who = officials(view)
    opening = Opening(who or view.place, "", is_place=not who, region=view.region)
    trips = view.figures.trips()
    to = destinations(view.told, view.span, view.region)
    going = f"made {trips.words}" if trips else f"{'led' if who else 'sent'} a delegation"
    used = {trips.quantity} if trips else set()
    seen, counted = _seen(view)
    if not to and not trips:
        yield from _at_home(view, replace(opening, used=frozenset(counted)), seen)
        return
    arriving = f"{going} to {to}" if to else going
    also = _also_held(view)
    if also and not seen:
        yield replace(opening, words=f"{arriving}{'' if trips else _purpose(view)} and {also}")
    if seen:
        yield replace(opening, words=f"{arriving} and {seen}", used=frozenset(used | counted))
    if not seen and not trips and (purpose := _purpose(view)):
        yield replace(opening, words=f"{arriving}{purpose}")
    yield replace(opening, words=arriving, used=frozenset(used))
    if trips:
        yield replace(opening, words=going, used=frozenset(used))
        yield by_place(view, going, *used)
    elif purpose := _purpose(view):
        yield replace(opening, words=f"{going}{purpose}")


def _also_held(view: EventView) -> str:
    """A meeting that people held where they went: held a forum."""
    behind = view.clause[view.kind.end :]
    held = gathering_of(behind) if rule("visits", "also").search(behind) else None
    return f"held {held.named}" if held else ""


def _at_home(view: EventView, opening: Opening, seen: str) -> Iterator[Opening]:
    """Companies that were visited, projects that were looked at, or a fair that was attended."""
    bare = replace(opening, used=frozenset())
    is_fair = rule("visits", "fair").search(view.clause)
    if seen:
        yield replace(opening, words=f"attended a trade fair and {seen}" if is_fair else seen)
    if is_fair:
        yield replace(bare, words="attended a trade fair")
    elif any(tail.by_people for tail in view.figures.tails()):
        yield bare
    if rule("visits", "sites").search(view.clause):
        yield replace(bare, words="inspected projects on site")
    elif rule("visits", "firms").search(view.clause):
        yield replace(bare, words="made a round of visits to companies")
    elif rule("visits", "paid").search(view.clause):
        at = where(view.told, view.event, view.span, view.region)
        yield replace(bare, words=f"paid a visit to a company{at}")
    elif purpose := _purpose(view):
        sent = "sent" if opening.is_place else "led"
        yield replace(bare, words=f"{sent} a delegation{purpose}")


def _seen(view: EventView) -> tuple[str, set[str]]:
    """The companies that were met or visited, by name or counted, with the quantities told."""
    firms = firms_in(view.event, view.clause)
    if firms:
        verb = _verb(view.clause, firms[0][0])
        names = joined([name for _, name in firms])
        counted = view.figures.visited() if verb == "visited" else None
        if counted is not None:
            return f"visited {counted.words}, among them {names}", {counted.quantity}
        return f"{verb} {names}", set()
    for pattern, verb in (("counted_visit", "visited"), ("counted_with", "held talks with")):
        counted = view.figures.firms(pattern)
        if counted is not None:
            return f"{verb} {counted.words}", {counted.quantity}
    return "", set()


def _verb(clause: str, start: int) -> str:
    """What was done with a company, by the words before its name and behind it."""
    before, behind = clause[:start], clause[start:]
    if rule("visits", "signs").search(behind) and rule("visits", "with").search(before):
        return f"signed {first_of('agreement', behind)} with"
    if rule("visits", "meets").search(before):
        return "met with representatives of"
    is_talk = rule("visits", "with").search(before) or not rule("visits", "calls").search(before)
    return "held talks with" if is_talk else "visited"


def _purpose(view: EventView) -> str:
    for name, words in (
        ("fair", " to a trade fair"),
        ("for_investment", " to promote investment"),
        ("to_learn", " on a fact-finding visit"),
    ):
        if rule("visits", name).search(view.clause):
            return words
    return ""
