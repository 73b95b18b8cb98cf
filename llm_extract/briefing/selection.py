"""Which results a briefing is about: since a day, of a region, in groups."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from llm_extract.citations import CitationIndex
from llm_extract.errors import InputError
from llm_extract.place_words import region_english
from llm_extract.records import Campaign, Lang, LanguageSummary, Result, Sentence, Summary
from llm_extract.reviews import ReviewedResult

from .areas import city_of, find_area, is_within
from .lexicon import regions_of

Grouping = Literal["article", "place", "campaign", "date"]
_KNOWN_TOLD = 12


@dataclass(frozen=True)
class Told:
    """An article as a briefing tells it.

    Attributes:
        result: What is told of it.
        whole: All that is known about it, which figures are traced in.
        notes: What a reviewer noted, in words.
        index: What traces its figures.
    """

    result: Result
    whole: Result
    notes: tuple[str, ...]
    index: CitationIndex


@dataclass(frozen=True)
class Selection:
    """The articles told of, and what was left out.

    Attributes:
        told: The articles, by date.
        undated: How many were left out because they have no date.
        area: The place all is narrowed to.
    """

    told: tuple[Told, ...]
    undated: int = 0
    area: str | None = None


@dataclass(frozen=True)
class Group:
    """Articles told together; `place`, `campaign` or `month` say why, none where all are."""

    told: tuple[Told, ...]
    place: str | None = None
    campaign: Campaign | None = None
    month: str | None = None


def select(reviewed: Iterable[ReviewedResult], since: str = "", region: str = "") -> Selection:
    """The articles published since an ISO day, narrowed to a region and the places in it.

    Raises InputError when nothing is left, or nothing is told of the region.
    """
    every = [_told(one) for one in reviewed]
    if not every:
        raise InputError("the run has no results; see its errors.jsonl")
    dated = [one for one in every if not since or (one.result.article.published or "") >= since]
    undated = sum(not one.result.article.published for one in every) if since else 0
    if not dated:
        latest = max((one.result.article.published or "" for one in every), default="")
        raise InputError(
            f"no article was published since {since}; the latest is of {latest or 'no known date'}"
        )
    area = _area(region, dated) if region else None
    if area:
        dated = narrowed_to(dated, lambda place: is_within(place, area))
    ordered = sorted(dated, key=lambda one: one.result.article.published or "9999")
    return Selection(tuple(ordered), undated, area)


def _told(reviewed: ReviewedResult) -> Told:
    decisions = reviewed.decisions.values()
    notes = tuple(d.note for d in decisions if d.note and d.choice in ("accepted", "noted"))
    result = reviewed.result
    return Told(result, result, notes, CitationIndex(result))


def _area(region: str, told: Sequence[Told]) -> str:
    counts = Counter(f.region for one in told for f in one.result.facts if f.region)
    named = [place for one in told for place in regions_of(one.result)]
    area = find_area(region, named)
    if area is None:
        known = "; ".join(region_english(one) for one, _ in counts.most_common(_KNOWN_TOLD))
        raise InputError(f"nothing is told of {region!r}; the articles tell of {known}")
    return area


def narrowed_to(told: Iterable[Told], keeps: Callable[[str | None], bool]) -> list[Told]:
    """The articles with only what is told of some places; those left empty are gone."""
    kept = []
    for one in told:
        result = _narrowed(one.result, keeps)
        if result.facts or result.projects or result.events:
            kept.append(Told(result, one.whole, one.notes, one.index))
    return kept


def _narrowed(result: Result, keeps: Callable[[str | None], bool]) -> Result:
    facts = tuple(fact for fact in result.facts if keeps(fact.region))
    places = Counter(fact.region for fact in result.facts)
    main = next((place for place, _ in places.most_common(1)), None)
    ids, quantities = {fact.id for fact in facts}, {fact.quantity for fact in facts}
    names = [n for place in regions_of(result) if keeps(place) for n in _names_of(place)]
    spans = [q.span for q in result.quantities if q.id in quantities]
    return result.model_copy(
        update={
            "facts": facts,
            "projects": tuple(one for one in result.projects if keeps(one.place)),
            "events": tuple(
                one for one in result.events
                if keeps(one.place) or not quantities.isdisjoint(one.quantities)
                or (keeps(main) and one.place not in places)
            ),
            "campaigns": tuple(one for one in result.campaigns if keeps(one.region)),
            "findings": tuple(
                one for one in result.findings
                if one.source_span and any(one.source_span.overlaps(span) for span in spans)
            ),
            "summary": Summary(
                zh=_left(result.summary.zh, "zh", ids, names),
                en=_left(result.summary.en, "en", ids, names),
            ),
        }
    )  # fmt: skip


def _names_of(place: str) -> tuple[str, str]:
    return place, region_english(place).partition(",")[0]


def _left(whole: LanguageSummary, lang: Lang, facts: set[str], names: list[str]) -> LanguageSummary:
    def keeps(sentence: Sentence) -> bool:
        if sentence.facts:
            return not facts.isdisjoint(sentence.facts)
        return any(name in sentence.text for name in names)

    sentences = tuple(filter(keeps, whole.sentences))
    points = tuple(filter(keeps, whole.points))
    headline = whole.headline
    if sentences[:1] != whole.sentences[:1]:
        headline = "".join(one.text for one in [*sentences, *points][:1]).rstrip("。.")
    text = ("" if lang == "zh" else " ").join(one.text for one in sentences)
    return LanguageSummary(headline=headline, text=text, sentences=sentences, points=points)


def groups_of(told: Sequence[Told], grouping: Grouping) -> list[Group]:
    """The articles in groups: all in one, or by city, by first named drive, by month."""
    if grouping == "article":
        return [Group(tuple(told))]
    if grouping == "place":
        return _by_place(told)
    if grouping == "campaign":
        return _by_campaign(told)
    months = dict.fromkeys((one.result.article.published or "")[:7] for one in told)
    return [
        Group(
            tuple(t for t in told if (t.result.article.published or "")[:7] == month),
            month=month or None,
        )
        for month in months
    ]


def _by_place(told: Sequence[Told]) -> list[Group]:
    counts = Counter(city_of(f.region) for one in told for f in one.result.facts if f.region)
    groups = [
        Group(tuple(narrowed_to(told, partial(_is_of_city, city))), place=city)
        for city, _ in counts.most_common()
    ]
    rest = tuple(one for one in told if not any(f.region for f in one.result.facts))
    return [*groups, Group(rest)] if rest else groups


def _is_of_city(city: str, place: str | None) -> bool:
    return place is not None and city_of(place) == city


def _by_campaign(told: Sequence[Told]) -> list[Group]:
    found: dict[str, list[Told]] = {}
    first: dict[str, Campaign | None] = {}
    for one in told:
        drive = next(iter(one.result.campaigns), None)
        name = drive.name_zh if drive else ""
        found.setdefault(name, []).append(one)
        first.setdefault(name, drive)
    ordered = sorted(found, key=lambda name: not name)
    return [Group(tuple(found[name]), campaign=first[name]) for name in ordered]
