"""Further key facts of an article, told by rule in both languages beside its short summary."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

from .bare_counts import of_bare_counts, of_industries, of_lacks
from .checks import SourceIndex
from .dating import Periods, is_day_of_aim, with_date
from .entity_facts import of_companies, of_project_list, of_projects
from .event_facts import of_events
from .key_facts import Point, of_documents, of_groups, of_meetings
from .labels import Label
from .listings import of_parts, of_places, of_ranks
from .place_words import shortened
from .planning import Telling, is_sound, length
from .records import Kind, Lang, Project
from .scene import Scene
from .wording import Told as Wordings

_MOST, _MOST_OF_MANY = 10, 12
_MANY, _FOR_EACH = 40, 10
_LONGEST: dict[Lang, int] = {"zh": 110, "en": 70}


Figures = set[tuple[Decimal | None, Kind, bool]]
"""Values with their kinds, and whether they are ranks: second is not two."""


@dataclass(frozen=True)
class Told:
    """What can be told of an article, what its summary tells, and when each figure holds."""

    labels: list[Label]
    """Of places, not of one project or company."""
    all_labels: list[Label]
    tellings: list[Telling]
    periods: Periods
    owners: Mapping[str, str]
    """The project or company a quantity belongs to, by its id."""
    main_region: str | None = None
    """The place the whole article is about."""


def find_points(
    source: SourceIndex,
    scene: Scene,
    told: Told,
    projects: list[Project],
    read: Wordings | None = None,
) -> list[Point]:
    """What a reader wants beside the sentences that are told, in the source's order.

    Nothing that the checker finds wrong, and nothing that is told already.
    """
    offered = [
        *of_groups(scene.text, told.labels, told.main_region),
        *of_parts(scene.text, told.labels),
        *of_places(told.labels),
        *of_ranks(scene.text, told.labels),
        *of_lacks(scene.text, told.labels),
        *of_industries(scene.text, told.all_labels),
        *of_bare_counts(scene.text, told.labels),
        *of_projects(told.all_labels, projects),
        *of_companies(scene.text, told.all_labels, told.owners, projects),
        *of_project_list(projects, scene),
        *of_meetings(scene),
        *of_documents(scene),
        *(of_events(read, {q for t in told.tellings for q in _ids(t)}) if read else ()),
    ]
    values = {q.id: (q.value, q.kind, q.surface.startswith("第")) for q in scene.quantities}
    known = {values[one.quantity.id] for t in told.tellings for one in t.groups["zh"].figures}
    words = "".join(t.words["zh"] for t in told.tellings)
    most = most_sentences(sum(q.is_amount for q in scene.quantities))
    chosen: list[Point] = []
    for point in sorted(offered, key=lambda p: -p.worth):
        if len(told.tellings) + len(chosen) >= most:
            break
        mine = {values[q] for q in point.core or point.quantities}
        if _is_told(point, mine, known, words) or not _fits(point):
            continue
        sound = _sound(source, point, told.periods)
        if sound is None:
            continue
        every = {values[q] for q in sound.quantities}
        if not _is_told(sound, every & mine or every, known, words):
            chosen.append(sound)
            known |= every
            words += sound.words["zh"]
    return _dated(source, sorted(chosen, key=lambda p: p.place), told)


def _ids(telling: Telling) -> list[str]:
    return [one.quantity.id for one in telling.groups["zh"].figures]


def _sound(source: SourceIndex, point: Point, periods: Periods) -> Point | None:
    """The point in the first of its wordings that the checker finds right, None without one.

    What it objects to without its period may be right with it.
    """
    if is_sound(source, point.words):
        return point
    period = periods.get(point.quantities[0]) if point.quantities else None
    dated = with_date(point.words, period) if period and not point.has_date else point.words
    if dated != point.words and is_sound(source, dated):
        return replace(point, words=dated, has_date=True)
    for words, quantities in point.plainer:
        if is_sound(source, words):
            return replace(point, words=words, quantities=quantities)
    return None


def most_sentences(amounts: int) -> int:
    """How many sentences summary and points may have together, by the amounts of an article.

    Of one with very many, ten sentences would leave out places that it is about.
    """
    more = max(0, amounts - _MANY) // _FOR_EACH
    return min(_MOST + more, _MOST_OF_MANY)


def _dated(source: SourceIndex, points: list[Point], told: Told) -> list[Point]:
    """The points with their periods named where they change from sentence to sentence."""
    last = told.periods.get(told.tellings[-1].first.quantity.id) if told.tellings else None
    named = {one.groups["en"].region for one in told.tellings}
    dated: list[Point] = []
    statuses = {one.quantity.id: one.status for one in told.all_labels}
    for full in points:
        point = full
        if point.region in named:
            point = replace(point, words=shortened(point.words, point.region))
        named.add(point.region)
        period = told.periods.get(point.quantities[0]) if point.quantities else None
        words = point.words
        is_aim = is_day_of_aim(statuses.get(point.quantities[0], ""), period) if period else False
        if point.quantities and not point.has_date and period != last and not is_aim:
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
