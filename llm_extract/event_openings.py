"""How the sentence of an event opens: who did what kind of thing, the fullest way first."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .event_kinds import earliest_of, first_of, gathering_of, matter_of, rule
from .event_parties import firms_in, officials_before
from .event_regions import counterpart, in_place, is_tellable_place, subject, where
from .event_view import EventView, Opening, by_people, by_place, officials
from .event_visits import visited
from .project_figures import figures_of_event
from .project_wording import project_english, project_in
from .records import Project
from .wording import joined

_OWN_NAME = 3
"""The last characters of a place's full name, by which a clause names it: 怀远 of 蚌埠市怀远县."""


def openings(view: EventView) -> Iterator[Opening]:
    """The ways to open the sentence of an event, the fullest first; none where it has no kind."""
    tell = _told_as(view.kind.en) if view.kind.en else _TELLERS.get(view.kind.code)
    if view.is_ahead:
        tell = _due if view.kind.code == "stepped" else None
    if tell is None or view.event.status == "said":
        return
    for opening in tell(view):
        if opening.subject or opening.is_told:
            yield opening


def _gathered(view: EventView) -> Iterator[Opening]:
    """A meeting or ceremony, with its matter, where it was and who came; or how many there were."""
    held = gathering_of(view.clause)
    if held is None:
        return
    counted = view.figures.held(held.noun, view.span.start + held.end)
    if counted is not None:
        yield by_place(view, f"held {counted.words}", counted.quantity)
        return
    matter = f" {held.matter}" if held.matter else ""
    at = where(view.told, view.event, view.span, view.region)
    came = view.figures.attendance()
    if came is not None:
        words = f"held {held.named}{matter}{at}, attended by {came.words}"
        yield by_place(view, words, came.quantity)
    yield by_place(view, f"held {held.named}{matter}{at}")
    yield by_place(view, f"held {held.named}{at}")
    yield by_place(view, f"held {held.named}")


def _spoke(view: EventView) -> Iterator[Opening]:
    """An official who said something at a meeting; else the meeting."""
    held = gathering_of(view.clause)
    who = officials(view) or officials_before(view.told, view.event, view.clause, len(view.clause))
    if who and held is not None:
        if held.matter:
            yield by_people(view, who, f"spoke at {held.named} {held.matter}")
        yield by_people(view, who, f"spoke at {held.named}")
    if who and held is None:
        yield by_people(view, who, "gave the main presentation")
    yield from _gathered(view)


def _agreed(view: EventView) -> Iterator[Opening]:
    """An agreement, with whom, and for what project."""
    deal = first_of("agreement", view.clause)
    firms = [name for _, name in firms_in(view.event, view.clause)]
    other = counterpart(view.told, view.span, view.region)
    is_named = (view.region or "")[-_OWN_NAME:-1] in view.clause
    project = _project(view)
    names = project_english(project) if project else []
    figures = figures_of_event(view.figures.of_project, project)
    told = [f" for {name}{figures}" for name in (*names, "a project") if figures or names]
    for ending in (*told, *(f" for {name}" for name in names), ""):
        if is_named or other:
            of_firm = "a company" if rule("matter", "firm").search(view.clause) else ""
            whom = joined(firms) or other or of_firm
            yield by_place(view, f"signed {deal}{f' with {whom}' if whom else ''}{ending}")
        else:
            whom = f" with {joined(firms)}" if firms else ""
            words = f"{deal}{whom} was signed{in_place(view.region)}{ending}"
            if whom or ending or is_tellable_place(view.region or ""):
                yield Opening("", words, is_place=False, is_told=True)


def _project(view: EventView) -> Project | None:
    return project_in(view.told, view.clause, view.event.quantities)


def _stepped(view: EventView) -> Iterator[Opening]:
    """What became of a project; of several, what their figures say."""
    if view.figures.tails():
        yield by_place(view, "")
        return
    project = _project(view)
    step = earliest_of("step", rule("matter", "to_come").sub("", view.clause))
    if not step:
        return
    figures = figures_of_event(view.figures.of_project, project)
    place = in_place(_inner(project.place if project else None, view.region))
    names = project_english(project) if project else []
    for what in (*names, *(() if view.figures.counts_several() else ("a project",))):
        inside = "" if place and place.removeprefix(" in ").split(" ")[0] in what else place
        told = step.format(project=what, place=inside)
        yield Opening("", told + figures, is_place=False, is_told=True)
        yield Opening("", told, is_place=False, is_told=True)


def _due(view: EventView) -> Iterator[Opening]:
    """A step of a project that is still to come."""
    project = _project(view)
    step = earliest_of("step", view.clause, "ahead")
    place = in_place(_inner(project.place if project else None, view.region))
    for what in project_english(project) if project and step else ():
        inside = "" if place and place.removeprefix(" in ").split(" ")[0] in what else place
        told = step.format(project=what, place=inside)
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
            yield by_place(view, f"{verb} {drive.removeprefix('for ')}")
        yield by_place(view, f"{verb} its campaign")

    return tell


def _told_as(words: str) -> Callable[[EventView], Iterator[Opening]]:
    """A kind that is told in the same words every time."""

    def tell(view: EventView) -> Iterator[Opening]:
        yield by_place(view, words)

    return tell


def _issued(view: EventView) -> Iterator[Opening]:
    """A plan or policy, by what kind of paper it is and what it is about."""
    title = view.clause[view.kind.end :].partition("》")[0]
    paper = first_of("paper", title)
    if matter := matter_of(title):
        yield by_place(view, f"issued {paper} {matter}")
    yield by_place(view, f"issued {paper}")


def _founded(view: EventView) -> Iterator[Opening]:
    yield by_place(view, f"set up {first_of('founded', view.clause)}")


def _advertised(_view: EventView) -> Iterator[Opening]:
    yield Opening("Investment promotion posters", "were put on public display", is_place=False)


def _at_work(view: EventView) -> Iterator[Opening]:
    """What a reporter saw: work at a company."""
    at = in_place(view.region)
    for _, name in firms_in(view.event, view.clause)[:1]:
        yield Opening("Work", f"was in full swing at {name}{at}", is_place=False)
    yield Opening("Work", f"was in full swing at a local company{at}", is_place=False)


_TELLERS: dict[str, Callable[[EventView], Iterator[Opening]]] = {
    "spoke": _spoke,
    "assessed": _assessed,
    "credit": _told_as(""),
    "visited": visited,
    "gathered": _gathered,
    "issued": _issued,
    "founded": _founded,
    "launched": _drove("launched"),
    "carried_out": _drove("carried out"),
    "agreed": _agreed,
    "stepped": _stepped,
    "advertised": _advertised,
    "at_work": _at_work,
}
