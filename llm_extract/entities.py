"""Whose a figure is: the named project or the company it is told of."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from .companies import company_mentions, find_companies, said_again
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
    mentions = company_mentions(scene.text, companies)
    last: str | None = None
    paragraph: Span | None = None
    for sentence in scene.sentences:
        if sentence.paragraph != paragraph:
            last, paragraph = None, sentence.paragraph
        here = _inside([one[1] for one in mentions], sentence.span)
        told = [mentions[i] for i in here]
        again = said_again(sentence.span.cut(scene.text))
        if again and last:
            told.insert(0, (last, Span(sentence.span.start, sentence.span.start + again)))
        for name, reach in _told_of(scene, sentence, told):
            for quantity in scene.inside(reach):
                if quantity.is_amount:
                    owners.setdefault(quantity.id, name)
        named = [companies[i] for i in _inside([c.span for c in companies], sentence.span)]
        last = named[-1].name if named else last
    return owners


def _inside(spans: list[Span], within: Span) -> range:
    """The positions of those of ordered `spans` that begin within a stretch."""
    first = bisect_left(spans, within.start, key=lambda span: span.start)
    return range(first, bisect_left(spans, within.end, key=lambda span: span.start))


def _told_of(
    scene: Scene, sentence: Sentence, mentions: list[tuple[str, Span]]
) -> Iterator[tuple[str, Span]]:
    """Each company that a clause of the sentence has for its subject, and how far it reaches."""
    subjects = [*_subjects(scene.text, sentence, mentions)]
    if not subjects:
        return
    places = [
        p.span.start for p in scene.places
        if sentence.span.covers(p.span) and governs(scene.text, p)
    ]  # fmt: skip
    for position, (name, span) in enumerate(subjects):
        following = [s.start for _, s in subjects[position + 1 :]]
        behind = [start for start in places if start >= span.end]
        yield name, Span(span.end, min([*following, *behind, sentence.span.end]))


def _subjects(
    text: str, sentence: Sentence, mentions: list[tuple[str, Span]]
) -> Iterator[tuple[str, Span]]:
    """Companies that open a clause, joint ones as one: X公司、Y公司签订."""
    floor = sentence.span.start
    joint: list[tuple[str, Span]] = []
    for name, span in mentions:
        joined = joint and _JOINT.fullmatch(text[joint[-1][1].end : span.start])
        if not joined and not _SUBJECT_BEFORE.search(text[max(floor, span.start - 3) : span.start]):
            continue
        if joint and not joined:
            yield _one(joint)
            joint = []
        joint.append((name, span))
    if joint:
        yield _one(joint)


def _one(joint: list[tuple[str, Span]]) -> tuple[str, Span]:
    return "、".join(name for name, _ in joint), Span(joint[0][1].start, joint[-1][1].end)
