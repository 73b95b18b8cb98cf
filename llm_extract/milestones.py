"""Dated steps of projects, taken or still to come: 去年11月签约, 计划明年6月投产, 3月1日前到岗."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache

from .companies import Company, find_companies
from .knowledge import table
from .records import Event, Project, Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_REACH = 60
_MONTH = len("2022-05")
_LEAST = 4
"""A subject of fewer characters is none by itself: 二期, 厂房."""
_MOST_LEAD, _SHORT_TASK = 36, 12
_BACK = 400
"""How far back a company may stand that the text goes on with: 这家企业."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("events")[name])


@dataclass(frozen=True)
class _Step:
    """A day, what its clause says in front of it, the step, and the cue of a plan."""

    day: Quantity
    lead: str
    words: str
    cue: str
    is_task: bool = False


def find_milestones(
    scene: Scene, projects: list[Project], told: list[Event], published: date | None
) -> list[Event]:
    """The dated steps that no event of `told` tells, in the text's order.

    A step is of what its clause names before the day, else of the project or company told of last
    in its paragraph. Steps planned for a day, and tasks set for one, have the status "planned".
    """
    companies = find_companies(scene.text)
    found: list[Event] = []
    for sentence in scene.sentences:
        for step in _steps(scene, sentence):
            event = _milestone(scene, projects, companies, sentence, step)
            if event is None or _is_told(event, [*told, *found]):
                continue
            ahead = published is not None and (event.date or "")[:10] > published.isoformat()
            if ahead or step.cue or step.is_task:
                event = event.model_copy(update={"status": "planned"})
            found.append(event)
    return found


def _steps(scene: Scene, sentence: Sentence) -> Iterator[_Step]:
    """The days of a sentence that a step stands right behind, and those a task is set for."""
    text, end = scene.text, sentence.span.end
    for day in scene.inside(sentence.span):
        if day.kind != "date" or (day.value is None and day.iso is None):
            continue
        step = _rule("milestone").match(text, day.end, end)
        task = None if step else _rule("task").match(text, day.end, end)
        if step is None and task is None:
            continue
        lead = _clause_before(text, sentence.span.start, day.start)
        cue = _rule("plan_cue").search(lead)
        lead = _rule("lead_end").sub("", lead[: cue.start()] if cue else lead)
        if _rule("no_lead").search(lead):
            continue
        meant = step["meant"] if step else None
        words = step["step"] if step else (task["task"] if task else "")
        yield _Step(day, lead, words, (cue["cue"] if cue else "") or meant or "", step is None)


def _clause_before(text: str, start: int, day: int) -> str:
    """The words of a day's clause in front of it."""
    return re.split(r"[,，。；;：:、！？\s]|“(?=[^”]*\Z)", text[max(start, day - _REACH) : day])[-1]


def _milestone(
    scene: Scene,
    projects: list[Project],
    companies: list[Company],
    sentence: Sentence,
    step: _Step,
) -> Event | None:
    """The event of a step, with whose it is in front; None where nothing says that."""
    text = scene.text
    if step.is_task:
        return _task(scene, sentence, step)
    project = _project_of(scene, projects, sentence, step)
    subject = _subject(text, companies, sentence, step, project)
    if not subject:
        return None
    words = f"{subject}{step.cue}{step.words}"
    return Event(
        date=_iso(step.day),
        surface=step.day.surface,
        what_zh=words,
        place=(project.place if project else None) or scene.regions.get(sentence.span),
        organisations=(project.investor,) if project and project.investor else (),
        quantities=tuple(q for q in (project.amount if project else None,) if q),
        evidence=sentence.span,
    )


def _task(scene: Scene, sentence: Sentence, step: _Step) -> Event | None:
    """A task with a day, with the clause before it where it is told in few words."""
    lead = _rule("task_lead").sub("", step.lead)
    words = f"{lead}{step.words}"
    if len(words) < _SHORT_TASK:
        before = scene.text[sentence.span.start : step.day.start - len(step.lead)]
        told = re.split("[,，。；;]", before)
        clauses = [one for one in told if one.strip() and not _rule("in_charge").match(one)]
        words = f"{clauses[-1]}，{words}" if clauses else words
    if len(words) < _SHORT_TASK:
        return None
    return Event(
        date=_iso(step.day),
        surface=step.day.surface,
        what_zh=re.sub(r"\A[（(][一二三四五六七八九十]+[)）]\s*", "", words.strip("”“ ")),
        place=scene.regions.get(sentence.span),
        quantities=tuple(q.id for q in scene.inside(sentence.span) if q.surface in words),
        evidence=sentence.span,
    )


def _iso(day: Quantity) -> str | None:
    """The day; the end of a year is its last month."""
    is_end = day.iso is not None and re.search("年底|年末", day.surface) and len(day.iso) < _MONTH
    return f"{day.iso}-12" if is_end else day.iso


# Whose step it is


def _subject(
    text: str,
    companies: list[Company],
    sentence: Sentence,
    step: _Step,
    project: Project | None,
) -> str:
    """Whose step it is, in words: a project, a part of one, a company, or what the clause names."""
    lead = step.lead[-_MOST_LEAD:]
    if project is not None and project.name_zh[-_LEAST:] in lead:
        return project.name_zh
    part = _rule("part_lead").match(lead)
    if len(lead) >= _LEAST and not part:
        return lead
    own = text[sentence.span.start : step.day.start]
    if project is None and _rule("of_company").match(own.lstrip("“ ")):
        start = max(0, sentence.paragraph.start - _BACK)
        return _company_before(companies, Span(start, step.day.start)) or lead
    if project is None and part is None:
        return _company_before(companies, Span(sentence.span.start, step.day.start))
    if project is None:
        return lead if len(lead) >= _LEAST else ""
    name = project.name_zh
    rest = _rule("of_project").sub("", lead, count=1)
    if re.match("[一二三四首]期", rest):
        name = re.sub("[一二三四]期(?:项目|工程)?$", "", name)
    return name if rest in name else f"{name}{rest}"


def _company_before(companies: list[Company], within: Span) -> str:
    """The company a stretch names last."""
    named = [one for one in companies if within.covers(one.span)]
    return named[-1].name if named else ""


def _project_of(
    scene: Scene, projects: list[Project], sentence: Sentence, step: _Step
) -> Project | None:
    """The project a step is of: of its sentence, or, where that goes on, of what stands before."""
    text, day = scene.text, step.day
    here = _named_before(scene, projects, sentence.span.start, sentence, day)
    if here is not None:
        return here
    part = _rule("part_lead").match(step.lead)
    if len(step.lead) >= _LEAST and not part:
        return None
    own = text[sentence.span.start : day.start]
    if not (part or _rule("goes_on").match(own)) and _rule("of_another").search(own):
        return None
    near = _named_before(scene, projects, sentence.paragraph.start, sentence, day)
    back = max(0, sentence.paragraph.start - _BACK)
    return near or _named_before(scene, projects, back, sentence, day)


def name_steps(scene: Scene, projects: list[Project], events: list[Event]) -> list[Event]:
    """The events, with the project's name in front of those that tell a step without it."""
    return [_named(scene, projects, event) for event in events]


def _named(scene: Scene, projects: list[Project], event: Event) -> Event:
    if not _rule("milestone").match(event.what_zh):
        return event
    sentence = next((s for s in scene.sentences if s.span == event.evidence), None)
    if sentence is None:
        return event
    days = [q for q in scene.inside(sentence.span) if q.surface == event.surface]
    if not days:
        return event
    start = sentence.span.start
    if re.match(table("events")["of_project"], scene.text[start : days[0].start]):
        start = sentence.paragraph.start
    project = _named_before(scene, projects, start, sentence, days[0])
    if project is None:
        return event
    return event.model_copy(update={"what_zh": f"{project.name_zh}{event.what_zh}"})


def _named_before(
    scene: Scene, projects: list[Project], start: int, sentence: Sentence, day: Quantity
) -> Project | None:
    """The project named last before a date from `start`, or that its sentence tells figures of."""
    named = [p for p in projects if not _rule("unnamed_works").match(p.name_zh)]
    places = [(_last_mention(scene.text, project, start, day.start), project) for project in named]
    place, last = max(places, key=lambda pair: pair[0], default=(-1, None))
    if place >= 0:
        return last
    here = {q.id for q in scene.inside(sentence.span)}
    owners = [p for p in named if here & set(p.quantities)]
    return owners[0] if len(owners) == 1 else None


def _last_mention(text: str, project: Project, start: int, end: int) -> int:
    """Where a stretch names a project last, -1 where it does not."""
    name = project.name_zh.removesuffix("项目")
    if project.investor and name.startswith(project.investor):
        name = name.removeprefix(project.investor)
    told = text.rfind(name, start, end) if len(name) >= _LEAST else -1
    return max(told, project.evidence.start if start <= project.evidence.start <= end else -1)


def _is_told(event: Event, events: list[Event]) -> bool:
    """Whether an event of the same sentence is of that day, or tells the same step."""
    return any(
        one.evidence.overlaps(event.evidence)
        and (one.surface == event.surface or one.what_zh == event.what_zh or _same_day(one, event))
        for one in events
    )


def _same_day(one: Event, other: Event) -> bool:
    return one.date is not None and one.date == other.date
