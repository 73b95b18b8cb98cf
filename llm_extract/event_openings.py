"""How the sentence of an event opens: who did what kind of thing, the fullest way first."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

from .event_figures import EventFigures, Tail
from .event_kinds import Kind, earliest_of, first_of, gathering_of, kind_of, matter_of, rule
from .event_parties import (
    clause_span,
    destinations,
    firms_in,
    in_place,
    joined,
    officials_before,
    region_of,
    subject,
    where,
)
from .project_wording import figures_of_event, project_english, project_in
from .records import Event, Project
from .text import Span
from .wording import Told


@dataclass(frozen=True)
class EventView:
    """An event with what its clause tells."""

    told: Told
    event: Event
    span: Span
    clause: str
    kind: Kind
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
        return [] if self.kind.code in _ALONE else self.figures.tails(opening.used)

    @property
    def place(self) -> str:
        """The event's place as a subject."""
        return subject(self.region)

    @property
    def is_ahead(self) -> bool:
        """Whether it was still to come when the article was published."""
        published = self.told.result.article.published
        return bool(published and self.event.date and self.event.date > published)


@dataclass(frozen=True)
class Opening:
    """Who did what; `used` are the quantities it states, `region` whose figures may go on."""

    subject: str
    words: str
    is_place: bool = True
    region: str | None = None
    used: frozenset[str] = frozenset()
    is_told: bool = False
    """Whether the words are a sentence of their own, with their subject."""


def openings(view: EventView) -> Iterator[Opening]:
    """The ways to open the sentence of an event, the fullest first; none where it has no kind."""
    tell = _TELLERS.get(view.kind.code)
    if tell is None or view.is_ahead:
        return
    for opening in tell(view):
        if opening.subject or opening.is_told:
            yield opening


def _by_place(view: EventView, words: str, *used: str) -> Opening:
    return Opening(view.place, words, region=view.region, used=frozenset(used))


def _by_people(view: EventView, who: str, words: str, *used: str) -> Opening:
    return Opening(who, words, is_place=False, region=view.region, used=frozenset(used))


def _officials(view: EventView) -> str:
    return officials_before(view.told, view.event, view.clause, view.kind.end)


def _gathered(view: EventView) -> Iterator[Opening]:
    """A meeting or ceremony, with its matter, where it was and who came; or how many there were."""
    held = gathering_of(view.clause)
    if held is None:
        return
    counted = view.figures.held(held.noun, view.span.start + held.end)
    if counted is not None:
        yield _by_place(view, f"held {counted.words}", counted.quantity)
        return
    matter = f" {held.matter}" if held.matter else ""
    at = where(view.told, view.event, view.span, view.region)
    came = view.figures.attendance()
    if came is not None:
        words = f"held {held.named}{matter}{at}, attended by {came.words}"
        yield _by_place(view, words, came.quantity)
    yield _by_place(view, f"held {held.named}{matter}{at}")
    yield _by_place(view, f"held {held.named}{at}")
    yield _by_place(view, f"held {held.named}")


def _spoke(view: EventView) -> Iterator[Opening]:
    """An official who said something at a meeting; else the meeting."""
    held = gathering_of(view.clause)
    who = _officials(view) or officials_before(view.told, view.event, view.clause, len(view.clause))
    if who and held is not None:
        if held.matter:
            yield _by_people(view, who, f"spoke at {held.named} {held.matter}")
        yield _by_people(view, who, f"spoke at {held.named}")
    if who and held is None:
        yield _by_people(view, who, "gave the main presentation")
    yield from _gathered(view)


def _visited(view: EventView) -> Iterator[Opening]:
    """A journey or a visit: who, where to, what for, and whom they saw."""
    who = _officials(view)
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
        yield _by_place(view, going, *used)
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
    elif rule("visits", "sites").search(view.clause):
        if any("visited" in tail.words[0] for tail in view.figures.tails()):
            yield bare
        yield replace(bare, words="inspected projects on site")
    elif rule("visits", "firms").search(view.clause):
        yield replace(bare, words="made a round of visits to companies")
    elif rule("visits", "paid").search(view.clause):
        at = where(view.told, view.event, view.span, view.region)
        yield replace(bare, words=f"paid a visit to a company{at}")
    elif purpose := _purpose(view):
        yield replace(bare, words=f"led a delegation{purpose}")


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


def _agreed(view: EventView) -> Iterator[Opening]:
    """An agreement, with whom, and for what project."""
    deal = first_of("agreement", view.clause)
    whom = joined([name for _, name in firms_in(view.event, view.clause)]) or "a company"
    project = _project(view)
    names = project_english(project) if project else []
    figures = figures_of_event(view.figures.of_project, project)
    for name in (*names, "a project") if figures or names else ():
        yield _by_place(view, f"signed {deal} with {whom} for {name}{figures}")
    for name in names:
        yield _by_place(view, f"signed {deal} with {whom} for {name}")
    yield _by_place(view, f"signed {deal} with {whom}")


def _project(view: EventView) -> Project | None:
    return project_in(view.told, view.clause, view.event.quantities)


def _stepped(view: EventView) -> Iterator[Opening]:
    """What became of a project; of several, what their figures say."""
    if view.figures.tails():
        yield _by_place(view, "")
        return
    project = _project(view)
    step = earliest_of("step", view.clause)
    figures = figures_of_event(view.figures.of_project, project)
    place = in_place(_inner(project.place if project else None, view.region))
    names = project_english(project) if project else []
    for what in (*names, "a project"):
        inside = "" if place and place.removeprefix(" in ").split(" ")[0] in what else place
        told = step.format(project=what, place=inside)
        yield Opening("", told + figures, is_place=False, is_told=True)
        yield Opening("", told, is_place=False, is_told=True)


def _inner(place: str | None, other: str | None) -> str | None:
    """The one of two places that lies in the other, else the first that is known."""
    return other if place and other and other.startswith(place) else place or other


def _assessed(view: EventView) -> Iterator[Opening]:
    """The results of an assessment, and the rank of the article's place in it."""
    who = subject(view.event.place)
    drive = matter_of(view.clause).removeprefix("for ").removeprefix("on ")
    for rank in (*view.figures.ranks(), ""):
        ending = f"; {rank}" if rank else ""
        if drive:
            yield Opening(who, f"announced the results of its assessment of {drive}{ending}")
        yield Opening(who, f"announced the results of its assessment{ending}")


def _drove(verb: str) -> Callable[[EventView], Iterator[Opening]]:
    """A drive that was launched or carried out, by its name where English can tell it."""

    def tell(view: EventView) -> Iterator[Opening]:
        drive = matter_of(view.clause)
        if drive.startswith("for "):
            yield _by_place(view, f"{verb} {drive.removeprefix('for ')}")
        yield _by_place(view, f"{verb} its campaign")

    return tell


def _told_as(words: str) -> Callable[[EventView], Iterator[Opening]]:
    """A kind that is told in the same words every time."""

    def tell(view: EventView) -> Iterator[Opening]:
        yield _by_place(view, words)

    return tell


def _advertised(_view: EventView) -> Iterator[Opening]:
    yield Opening("Investment promotion posters", "were put on public display", is_place=False)


def _at_work(view: EventView) -> Iterator[Opening]:
    """What a reporter saw: work at a company."""
    at = in_place(view.region)
    for _, name in firms_in(view.event, view.clause)[:1]:
        yield Opening("Work", f"was in full swing at {name}{at}", is_place=False)
    yield Opening("Work", f"was in full swing at a local company{at}", is_place=False)


_ALONE = ("agreed", "assessed", "at_work", "thanked", "advertised")
"""Kinds of one project or company, to which figures of the place add nothing."""
_TELLERS: dict[str, Callable[[EventView], Iterator[Opening]]] = {
    "spoke": _spoke,
    "assessed": _assessed,
    "credit": _told_as(""),
    "visited": _visited,
    "gathered": _gathered,
    "listed": _told_as("published a list"),
    "launched": _drove("launched"),
    "carried_out": _drove("carried out"),
    "agreed": _agreed,
    "stepped": _stepped,
    "thanked": _told_as("received a banner of thanks from a company"),
    "advertised": _advertised,
    "at_work": _at_work,
}
