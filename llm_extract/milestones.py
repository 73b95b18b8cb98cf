"""Dated steps of named projects: 去年11月签约, 6月26日开工, told in a clause of their own."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from .event_days import has_come
from .knowledge import table
from .records import Event, Project, Quantity
from .scene import Scene
from .sentences import Sentence


@cache
def _step() -> re.Pattern[str]:
    return re.compile(table("events")["milestone"])


def find_milestones(
    scene: Scene, projects: list[Project], told: list[Event], published: date | None
) -> list[Event]:
    """The steps of projects up to `published` that no event of `told` tells, in the text's order.

    A step belongs to the project its sentence names last before the day, or goes on with (该项目).
    What is still to come is none.
    """
    found: list[Event] = []
    for sentence in scene.sentences:
        for day in scene.inside(sentence.span):
            step = _step().match(scene.text, day.end, sentence.span.end)
            project = _named_before(scene, projects, sentence, day)
            if step is None or project is None or not has_come(scene.text, day, sentence.span):
                continue
            if published and (day.iso or "") > published.isoformat():
                continue
            if not _is_told(day, step[0], sentence, [*told, *found]):
                found.append(_milestone(project, day, step["step"], sentence))
    return found


def name_steps(scene: Scene, projects: list[Project], events: list[Event]) -> list[Event]:
    """The events, with the project's name in front of those that tell a step without it."""
    return [_named(scene, projects, event) for event in events]


def _named(scene: Scene, projects: list[Project], event: Event) -> Event:
    if not _step().match(event.what_zh):
        return event
    sentence = next((s for s in scene.sentences if s.span == event.evidence), None)
    if sentence is None:
        return event
    days = [q for q in scene.inside(sentence.span) if q.surface == event.surface]
    project = _named_before(scene, projects, sentence, days[0]) if days else None
    if project is None:
        return event
    return event.model_copy(update={"what_zh": f"{project.name_zh}{event.what_zh}"})


def _named_before(
    scene: Scene, projects: list[Project], sentence: Sentence, day: Quantity
) -> Project | None:
    """The project its sentence names before a date, or that it only tells figures of."""
    text = scene.text
    goes_on = table("events")["of_project"]
    start = sentence.span.start
    if re.match(goes_on, text[start : day.start]):
        start = sentence.paragraph.start
    before = [p for p in projects if start <= p.evidence.start <= day.start]
    last = max(before, key=lambda p: p.evidence.start, default=None)
    if last is None:
        here = {q.id for q in scene.inside(sentence.span)}
        owners = [p for p in projects if here & set(p.quantities)]
        last = owners[0] if len(owners) == 1 else None
    is_named = last is not None and not re.match(table("events")["unnamed_works"], last.name_zh)
    return last if is_named else None


def _is_told(day: Quantity, step: str, sentence: Sentence, events: list[Event]) -> bool:
    """Whether an event of the same sentence is of that day, or tells the same words."""
    return any(
        event.evidence.overlaps(sentence.span)
        and (event.date == day.iso or f"{day.surface}{step}" in event.what_zh)
        for event in events
    )


def _milestone(project: Project, day: Quantity, step: str, sentence: Sentence) -> Event:
    return Event(
        date=day.iso,
        surface=day.surface,
        what_zh=f"{project.name_zh}{step}",
        place=project.place,
        organisations=(project.investor,) if project.investor else (),
        quantities=tuple(q for q in (project.amount,) if q),
        evidence=sentence.span,
    )
