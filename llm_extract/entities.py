"""Whose a figure is: the named project or the company it is told of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .companies import Company, companies_again, find_companies
from .governing import governs
from .records import Project
from .scene import Scene
from .sentences import Sentence
from .text import Span

_SUBJECT_BEFORE = re.compile(r"(?:\A|[,，。；;:：\s]|其中|据了解|目前)\Z")
_JOINT = re.compile(r"[、和与及]")


def find_entities(scene: Scene, projects: list[Project]) -> dict[str, str]:
    """The name of the project or company that figures belong to, by quantity id.

    A project's are those told of it alone; a company's are those of clauses whose subject it is.
    """
    owners = {
        quantity: project.name_zh
        for project in reversed(projects)
        for quantity in project.quantities
    }
    companies = find_companies(scene.text)
    last: str | None = None
    paragraph: Span | None = None
    for sentence in scene.sentences:
        if sentence.paragraph != paragraph:
            last, paragraph = None, sentence.paragraph
        named = [c for c in companies if sentence.span.covers(c.span)]
        for name, reach in _told_of(scene, sentence, companies, last):
            for quantity in scene.inside(reach):
                if quantity.is_amount:
                    owners.setdefault(quantity.id, name)
        last = named[-1].name if named else last
    return owners


def _told_of(
    scene: Scene, sentence: Sentence, companies: list[Company], last: str | None
) -> Iterator[tuple[str, Span]]:
    """Each company that a clause of the sentence has for its subject, and how far it reaches."""
    subjects = [*_subjects(scene.text, sentence, companies, last)]
    for position, (name, span) in enumerate(subjects):
        following = [s.start for _, s in subjects[position + 1 :]]
        places = [
            p.span.start for p in scene.places
            if sentence.span.covers(p.span) and p.span.start >= span.end and governs(scene.text, p)
        ]  # fmt: skip
        yield name, Span(span.end, min([*following, *places, sentence.span.end]))


def _subjects(
    text: str, sentence: Sentence, companies: list[Company], last: str | None
) -> Iterator[tuple[str, Span]]:
    """Companies that open a clause, joint ones as one: X公司、Y公司签订."""
    position = sentence.span.start
    joint: list[tuple[str, Span]] = []
    for name, span in companies_again(text, sentence.span, companies, last):
        joined = joint and _JOINT.fullmatch(text[joint[-1][1].end : span.start])
        if not joined and not _SUBJECT_BEFORE.search(
            text[max(position, span.start - 3) : span.start]
        ):
            continue
        if joint and not joined:
            yield _one(joint)
            joint = []
        joint.append((name, span))
    if joint:
        yield _one(joint)


def _one(joint: list[tuple[str, Span]]) -> tuple[str, Span]:
    return "、".join(name for name, _ in joint), Span(joint[0][1].start, joint[-1][1].end)
