"""Dated steps of named projects: 去年11月签约, 6月26日开工, told in a clause of their own."""

from __future__ import annotations

import re
from functools import cache

from .event_days import has_come
from .knowledge import table
from .records import Event, Project, Quantity
from .scene import Scene
from .sentences import Sentence


@cache
def _step() -> re.Pattern[str]:
    return re.compile(table("events")["milestone"])


def find_milestones(scene: Scene, projects: list[Project], told: list[Event]) -> list[Event]:
    """The steps of projects that no event of `told` tells, in the order of the text.

    A step belongs to the project named last in its paragraph. What is still to come is none.
    """
    found: list[Event] = []
    for sentence in scene.sentences:
        for day in scene.inside(sentence.span):
            step = _step().match(scene.text, day.end, sentence.span.end)
            project = _named_before(projects, sentence, day)
            if step is None or project is None or not has_come(scene.text, day, sentence.span):
                continue
            if not _is_told(day, step[0], sentence, [*told, *found]):
                found.append(_milestone(project, day, step["step"], sentence))
    return found


def _named_before(projects: list[Project], sentence: Sentence, day: Quantity) -> Project | None:
    """The project named last before a date, in its paragraph."""
    before = [
        p
        for p in projects
        if sentence.paragraph.start <= p.evidence.start and p.evidence.start <= day.start
    ]
    return max(before, key=lambda p: p.evidence.start, default=None)


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
