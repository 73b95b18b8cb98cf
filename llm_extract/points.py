"""Further key facts of an article, told by rule in both languages beside its short summary."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from .checks import SourceIndex
from .composing import shortened, subject_english
from .dating import Periods, with_date
from .knowledge import table
from .labels import Label
from .names import to_english
from .planning import Telling, groups_of, is_sound, length, telling_of, worth_of
from .records import Kind, Lang, Project, Quantity
from .render import render, render_date
from .scene import Scene
from .terms import is_translated
from .text import Span

MOST_POINTS = 8
"""Sentences of the summary and points together."""
_LONGEST: dict[Lang, int] = {"zh": 110, "en": 70}
_WORTH_OF_PROJECT, _WORTH_OF_MEETING = 12.0, 10.0
_MAX_MEETING = 40


@dataclass(frozen=True)
class Point:
    """One key fact in both languages, with the quantities it states, by id."""

    words: dict[Lang, str]
    quantities: tuple[str, ...]
    place: int
    worth: float
    region: str = ""
    has_date: bool = False


Figures = set[tuple[Decimal | None, Kind]]


@dataclass(frozen=True)
class Told:
    """What can be told of an article, what its summary tells, and when each figure holds."""

    labels: list[Label]
    tellings: list[Telling]
    periods: Periods


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("points")[name])


def find_points(
    source: SourceIndex,
    scene: Scene,
    told: Told,
    projects: list[Project],
) -> list[Point]:
    """What a reader wants beside the sentences that are told, in the source's order.

    Nothing that the checker finds wrong, and nothing that is told already.
    """
    offered = [
        *_of_groups(scene.text, told.labels),
        *_of_projects(scene, told.labels, projects),
        *_of_meetings(scene),
    ]
    values = {q.id: (q.value, q.kind) for q in scene.quantities}
    known = {values[one.quantity.id] for t in told.tellings for one in t.groups["zh"].figures}
    words = "".join(t.words["zh"] for t in told.tellings)
    chosen: list[Point] = []
    for point in sorted(offered, key=lambda p: -p.worth):
        if len(told.tellings) + len(chosen) >= MOST_POINTS:
            break
        mine = {values[q] for q in point.quantities}
        if _is_told(point, mine, known, words) or not _fits(point):
            continue
        if is_sound(source, point.words):
            chosen.append(point)
            known |= mine
            words += point.words["zh"]
    return _dated(source, sorted(chosen, key=lambda p: p.place), told)


def _dated(source: SourceIndex, points: list[Point], told: Told) -> list[Point]:
    """The points with their periods named where they change from sentence to sentence."""
    last = told.periods.get(told.tellings[-1].first.quantity.id) if told.tellings else None
    named = {one.groups["en"].region for one in told.tellings}
    dated: list[Point] = []
    for full in points:
        point = full
        if point.region in named:
            point = replace(point, words=shortened(point.words, point.region))
        named.add(point.region)
        period = told.periods.get(point.quantities[0]) if point.quantities else None
        words = point.words
        if point.quantities and not point.has_date and period != last:
            words = with_date(point.words, period)
        dated.append(replace(point, words=words if is_sound(source, words) else point.words))
        last = period
    return dated


def _fits(point: Point) -> bool:
    return all(length(words, lang) <= _LONGEST[lang] for lang, words in point.words.items())


def _is_told(point: Point, mine: Figures, known: Figures, words: str) -> bool:
    """Whether half of a point's figures were told, or, where it has none, most of its words."""
    if mine:
        return 2 * len(mine & known) >= len(mine)
    pairs = {point.words["zh"][i : i + 2] for i in range(len(point.words["zh"]) - 1)}
    return sum(pair in words for pair in pairs) * 2 > len(pairs)


def _of_groups(text: str, labels: list[Label]) -> list[Point]:
    points: list[Point] = []
    for group in groups_of(text, labels):
        telling = telling_of(text, group, labels)
        if telling is not None:
            ids = tuple(one.quantity.id for one in telling.groups["zh"].figures)
            points.append(
                Point(
                    telling.words,
                    ids,
                    group.first.quantity.start,
                    worth_of(text, group, None),
                    region=group.region,
                    has_date=group.first.when is not None,
                )
            )
    return points


def _of_projects(scene: Scene, labels: list[Label], projects: list[Project]) -> list[Point]:
    """Projects with a sum of their own: what is built, where, by whom, for how much."""
    bounds = {one.quantity.id for one in labels if one.role != "value"}
    by_id = {q.id: q for q in scene.quantities if q.id not in bounds}
    return [
        _project_point(project, by_id[project.amount])
        for project in projects
        if project.amount in by_id
    ]


def _project_point(project: Project, amount: Quantity) -> Point:
    row = table("points")["stages"][project.stage or "unknown"]
    place = project.place or ""
    investor = project.investor or ""
    name = (
        project.name_zh if project.name_zh.endswith(("项目", "工程")) else f"{project.name_zh}项目"
    )
    en = re.sub(r"\s+Project$", "", project.name_en)
    zh_words = row["zh"].format(place=place, name=name, amount=render(amount, "zh"))
    by_zh = f"由{investor}投资" if investor and investor not in project.name_zh else ""
    by_en = f" by {to_english(investor)}" if by_zh else ""
    en_words = row["en"].format(
        place=subject_english(place) if place else "The area",
        name=f"{en} project",
        by=by_en,
        amount=render(amount, "en"),
    )
    words: dict[Lang, str] = {
        "zh": re.sub("，$", "", f"{zh_words}{'，' if by_zh else ''}{by_zh}") + "。",
        "en": f"{en_words[:1].upper()}{en_words[1:]}.",
    }
    is_dated = project.stage != "signed"
    return Point(words, (amount.id,), amount.start, _WORTH_OF_PROJECT, place, has_date=is_dated)


def _of_meetings(scene: Scene) -> list[Point]:
    """Meetings with a name that English can tell whole: who held what, and when."""
    points: list[Point] = []
    for sentence in scene.sentences:
        span = sentence.span
        match = _rule("meeting").search(scene.text, span.start, span.end)
        region = scene.regions.get(span)
        if match is None or not region or not is_translated(match["name"]):
            continue
        days = [
            q for q in scene.inside(Span(span.start, match.start()))
            if q.kind == "date" and q.iso and len(q.iso) >= len("2022-05-19")
        ]  # fmt: skip
        if not days:
            continue
        points.append(_meeting_point(match["name"], region, days[-1], match.start()))
    return points


def _meeting_point(name: str, region: str, day: Quantity, place: int) -> Point:
    when = render_date(day.iso or "", "en")
    name_en = to_english(name, style="phrase")
    article = "an" if name_en[:1] in "aeiou" else "a"
    words: dict[Lang, str] = {
        "zh": f"{day.surface}，{region}举行{name}。",
        "en": f"On {when}, {subject_english(region)} held {article} {name_en}.",
    }
    return Point(words, (), place, _WORTH_OF_MEETING, region)
