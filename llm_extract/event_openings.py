"""How the sentence of an event opens: who did what kind of thing, the fullest way first."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .event_figures import EventFigures, Tail
from .event_kinds import first_of, gathering_of, kind_of, rule
from .event_parties import (
    clause_span,
    destinations,
    firms_in,
    joined,
    officials_before,
    region_of,
    subject,
    where,
)
from .project_wording import figure_english, project_english, project_in
from .records import Event
from .text import Span
from .wording import Told

_MOST_OF_PROJECT = 2


@dataclass(frozen=True)
class EventView:
    """An event with what its clause tells."""

    told: Told
    event: Event
    span: Span
    clause: str
    kind: str
    region: str | None
    figures: EventFigures

    @classmethod
    def of(cls, told: Told, event: Event) -> EventView:
        """The view of one event of a result."""
        span, clause = clause_span(told, event), event.what_zh
        region = region_of(told, event, span)
        return cls(told, event, span, clause, kind_of(clause), region, EventFigures(told, event))

    def tails(self, opening: Opening) -> list[Tail]:
        """What the event's figures add to an opening."""
        if self.kind == "assessed":
            return list(self.figures.ranks())
        if self.kind in _OF_PROJECT:
            return []
        return self.figures.tails(opening.used)

    @property
    def place(self) -> str:
        """The event's place as a subject."""
        return subject(self.region)


@dataclass(frozen=True)
class Opening:
    """Who did what; `used` are the quantities it states, `region` whose figures may go on."""

    subject: str
    words: str
    is_place: bool = True
    region: str | None = None
    used: frozenset[str] = frozenset()


def openings(view: EventView) -> Iterator[Opening]:
    """The ways to open the sentence of an event, the fullest first; none where it has no kind."""
    tell = _TELLERS.get(view.kind)
    if tell is None:
        return
    for opening in tell(view):
        if opening.subject:
            yield opening


def _by_place(view: EventView, words: str, *used: str) -> Opening:
    return Opening(view.place, words, region=view.region, used=frozenset(used))


def _gathered(view: EventView) -> Iterator[Opening]:
    """A meeting or ceremony, with its matter, where it was and who came."""
    held = gathering_of(view.clause)
    if held is None:
        return
    matter = f" {held.matter}" if held.matter else ""
    at = where(view.event, view.region)
    came = view.figures.attendance()
    if came is not None:
        words = f"held {held.noun}{matter}{at}, attended by {came.words}"
        yield _by_place(view, words, came.label.quantity.id)
    yield _by_place(view, f"held {held.noun}{matter}{at}")
    yield _by_place(view, f"held {held.noun}{at}")
    yield _by_place(view, f"held {held.noun}")


def _spoke(view: EventView) -> Iterator[Opening]:
    """An official who said something at a meeting; else the meeting."""
    held = gathering_of(view.clause)
    who = officials_before(view.event, view.clause, len(view.clause))
    if who and held is not None:
        matter = f" {held.matter}" if held.matter else ""
        yield Opening(who, f"spoke at {held.noun}{matter}", is_place=False, region=view.region)
        yield Opening(who, f"spoke at {held.noun}", is_place=False, region=view.region)
    if who and held is None:
        yield Opening(who, "gave the main presentation", is_place=False, region=view.region)
    yield from _gathered(view)


def _visited(view: EventView) -> Iterator[Opening]:
    """A journey or a visit: who, where to, what for, and whom they saw."""
    who = officials_before(view.event, view.clause, len(view.clause))
    to = destinations(view.told, view.span)
    trips = view.figures.trips()
    used = {trips.label.quantity.id} if trips else set()
    going = f"made {trips.words}" if trips else "led a delegation" if who else "sent a delegation"
    going += f" to {to}" if to else ""
    seen, counted = _seen(view)
    purpose = _purpose(view) if not seen and not trips else ""
    lone = not to and not trips
    opening = Opening(who or view.place, "", is_place=not who, region=view.region)
    if seen:
        words = seen if lone else f"{going} and {seen}"
        yield replace(opening, words=words, used=frozenset(used | counted))
    if lone and (site := _site(view)):
        yield replace(opening, words=site)
    if not lone or purpose:
        yield replace(opening, words=f"{going}{purpose}", used=frozenset(used))
    if not lone:
        yield replace(opening, words=going, used=frozenset(used))


def _seen(view: EventView) -> tuple[str, set[str]]:
    """The companies that were met or visited, by name or counted, with the quantities told."""
    firms = firms_in(view.event, view.clause)
    verb = _verb(view.clause)
    if firms and verb:
        return f"{verb} {joined(firms)}", set()
    for pattern, known in (("counted_visit", "visited"), ("counted_with", "held talks with")):
        counted = view.figures.firms(pattern)
        if counted is not None:
            return f"{known} {counted.words}", {counted.label.quantity.id}
    return "", set()


def _verb(clause: str) -> str:
    verbs = (("meets", "met with representatives of"), ("talks", "held talks with"), ("calls", "visited"))
    return next((en for name, en in verbs if rule("visits", name).search(clause)), "")


def _purpose(view: EventView) -> str:
    if rule("visits", "fair").search(view.clause):
        return " to a trade fair"
    if rule("visits", "for_investment").search(view.clause):
        return " to promote investment"
    return " on a fact-finding visit" if rule("visits", "to_learn").search(view.clause) else ""


def _site(view: EventView) -> str:
    """What was looked at at home: projects, or companies."""
    if rule("visits", "sites").search(view.clause):
        return "inspected projects on site"
    return "made a round of visits to companies" if rule("visits", "firms").search(view.clause) else ""


def _agreed(view: EventView) -> Iterator[Opening]:
    """An agreement, with whom, and for what project."""
    firms = firms_in(view.event, view.clause)
    deal = first_of("agreement", view.clause)
    whom = joined(firms) if firms else "a company"
    project = _of_project(view)
    used = tuple(one.quantity.id for one in view.figures.of_project)
    if project:
        yield _by_place(view, f"signed {deal} with {whom} for {project}", *used)
    yield _by_place(view, f"signed {deal} with {whom}")


def _of_project(view: EventView) -> str:
    """A project with its name and its figures, as far as they can be told."""
    project = project_in(view.told, view.clause, view.event.quantities)
    name = project_english(project) if project else ""
    figures = _project_figures(view)
    if not name and not figures:
        return ""
    return f"{name or 'a project'}{figures}"


def _project_figures(view: EventView) -> str:
    labels = view.figures.of_project[:_MOST_OF_PROJECT]
    told = [words for one in labels if (words := figure_english(one))]
    return "".join(f", {'' if words.startswith('designed') else 'with '}{words}" for words in told)


def _stepped(view: EventView) -> Iterator[Opening]:
    """What became of a project; of several, what their figures say."""
    if view.figures.tails():
        return
    project = project_in(view.told, view.clause, view.event.quantities)
    name = project_english(project) if project else ""
    step = first_of("step", view.clause)
    figures = _project_figures(view)
    place = f" in {_bare(view.place)}" if view.place else ""
    for who in filter(None, (name, "a project")):
        inside = "" if _bare(view.place).split(" ")[0] in who else place
        yield Opening(f"{who}{inside}", f"{step}{figures}", is_place=False)
        yield Opening(f"{who}{inside}", step, is_place=False)


def _bare(place: str) -> str:
    return place.removeprefix("the ") if place.startswith("the city") else place


def _assessed(view: EventView) -> Iterator[Opening]:
    yield Opening(subject(view.event.place), "announced the results of an assessment of the drive")


def _told_as(words: str) -> Callable[[EventView], Iterator[Opening]]:
    """A kind that is told in the same words every time."""

    def tell(view: EventView) -> Iterator[Opening]:
        yield _by_place(view, words)

    return tell


def _at_work(view: EventView) -> Iterator[Opening]:
    firms = firms_in(view.event, view.clause)
    at = f" in {view.place}" if view.place else ""
    if firms:
        yield Opening("work", f"was in full swing at {firms[0]}{at}", is_place=False)
    yield Opening("work", f"was in full swing at a factory{at}", is_place=False)


_OF_PROJECT = ("agreed", "stepped", "at_work", "thanked", "advertised")
_TELLERS: dict[str, Callable[[EventView], Iterator[Opening]]] = {
    "spoke": _spoke,
    "assessed": _assessed,
    "visited": _visited,
    "gathered": _gathered,
    "listed": _told_as("published a list"),
    "launched": _told_as("launched its campaign"),
    "carried_out": _told_as("carried out its campaign"),
    "agreed": _agreed,
    "stepped": _stepped,
    "thanked": _told_as("received a banner of thanks from a company"),
    "advertised": _told_as("put up promotional posters"),
    "at_work": _at_work,
}
