"""Baselines' answers as results of a run, so that the same scores apply to them.

A fact is given to the article's quantity it means: one of the same value and unit, standing in
the fact's quotation where there is one, else the first that no fact has been given to yet. Only
quantities that facts were given to count as found. LangExtract says itself where a fact stands.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import date

from kept_answers import Answered, Extraction
from naive import TypedFact, TypedNamed, TypedSummary, typed_facts, typed_named, typed_summary

from llm_extract.checks import locate_quote
from llm_extract.evaluate.likeness import unit_class
from llm_extract.quantities import find_quantities, number_quantities
from llm_extract.records import (
    Article,
    Event,
    Fact,
    LanguageSummary,
    Project,
    Provenance,
    Quantity,
    Result,
    Status,
    Summary,
)
from llm_extract.text import Span

STATUSES: tuple[Status, ...] = ("actual", "target", "planned", "capacity", "rate", "rank")
NO_SUMMARY = LanguageSummary(headline="", text="", sentences=())


@dataclass
class Placed:
    """Facts given to quantities of their article, and what became of all that were told."""

    facts: dict[str, Fact] = field(default_factory=dict)
    fates: Counter[str] = field(default_factory=Counter)
    """placed; repeated: its quantity has a fact already; mistold: the number stands in the article,
    but as no amount or with another unit; invented: the number is nowhere in the article."""


def amounts_of(article: Article) -> list[Quantity]:
    """The quantities of an article that can be facts."""
    published = date.fromisoformat(article.published) if article.published else None
    numbered = number_quantities(find_quantities(article.text.clean, "zh", published))
    return [q for q in numbered if q.is_amount]


def naive_result(article: Article, answered: Answered, model: str) -> tuple[Result, Counter[str]]:
    """What the naive way makes of an article, and what became of its facts."""
    amounts = amounts_of(article)
    placed = place_typed(article, amounts, typed_facts(answered))
    told = typed_summary(answered)
    result = _result(article, amounts, placed, _provenance(answered, model))
    more = {"summary": _summary(told), **_named(typed_named(answered), article)}
    return result.model_copy(update=more), placed.fates


def langextract_result(
    article: Article, answered: Answered, model: str
) -> tuple[Result, Counter[str]]:
    """What LangExtract makes of an article, and what became of its extractions."""
    amounts = amounts_of(article)
    placed = place_extractions(article, amounts, answered.extractions)
    return _result(article, amounts, placed, _provenance(answered, model)), placed.fates


def place_typed(article: Article, amounts: list[Quantity], told: list[TypedFact]) -> Placed:
    """Give each fact that was typed to the quantity it means."""
    placed = Placed()
    for one in told:
        same = [q for q in amounts if same_typed(one, q)]
        free = [q for q in same if q.id not in placed.facts]
        if not free:
            placed.fates["repeated" if same else _unplaced(one, article)] += 1
            continue
        where = locate_quote(one.quote, article.text.clean).span
        quoted = [q for q in free if where is not None and q.span.overlaps(where)]
        quantity = (quoted or free)[0]
        labels = one.model_dump(include={"indicator", "region", "status", "period"})
        placed.facts[quantity.id] = _fact(article, quantity, labels)
        placed.fates["placed"] += 1
    return placed


def _unplaced(told: TypedFact, article: Article) -> str:
    number = re.escape(told.value.strip())
    whole = rf"(?<!\d)(?<!\d[.,]){number}(?![.,]?\d)"
    return "mistold" if number and re.search(whole, article.text.clean) else "invented"


def same_typed(told: TypedFact, quantity: Quantity) -> bool:
    """Whether the value and unit that were typed are those of a quantity."""
    words = told.value if told.value.endswith(told.unit) else f"{told.value}{told.unit}"
    ends = {quantity.value, quantity.value_high} - {None}
    return words == quantity.surface or any(
        ends & {read.value, read.value_high} and unit_class(read.unit) == unit_class(quantity.unit)
        for read in find_quantities(words, "zh")
    )


def place_extractions(article: Article, amounts: list[Quantity], told: list[Extraction]) -> Placed:
    """Give each extraction to the quantity that it stands on, the one it shares most with."""
    placed = Placed()
    for one in told:
        if one.start is None or one.end is None:
            placed.fates["without a place"] += 1
            continue
        span = Span(one.start, one.end)
        here = [q for q in amounts if q.span.overlaps(span)]
        free = [q for q in here if q.id not in placed.facts]
        if not free:
            placed.fates["repeated" if here else "on no quantity"] += 1
            continue
        quantity = max(free, key=lambda q: min(q.end, span.end) - max(q.start, span.start))
        placed.facts[quantity.id] = _fact(article, quantity, one.attributes)
        placed.fates["placed"] += 1
    return placed


def _fact(article: Article, quantity: Quantity, labels: dict[str, object]) -> Fact:
    """A fact with the labels that were told, those of no known form read as kindly as can be."""
    words = {name: str(labels.get(name) or "").strip() for name in ("indicator", "region")}
    status = next((s for s in STATUSES if s == labels.get("status")), "actual")
    return Fact(
        id=f"f{quantity.id.removeprefix('q')}",
        quantity=quantity.id,
        indicator_zh=words["indicator"],
        indicator_en="",
        region=words["region"] or None,
        status=status,
        period=iso_period(str(labels.get("period") or ""), article.published),
        evidence=quantity.span,
        settled_by="model",
    )


def iso_period(words: str, published: str | None) -> str | None:
    """A period as ISO where it is told in Chinese words, else as it was told."""
    reference = date.fromisoformat(published) if published else None
    dates = [q.iso for q in find_quantities(words, "zh", reference) if q.kind == "date" and q.iso]
    return dates[0] if dates else words.strip() or None


def _result(
    article: Article, amounts: list[Quantity], placed: Placed, provenance: Provenance
) -> Result:
    return Result(
        article=article,
        quantities=tuple(q for q in amounts if q.id in placed.facts),
        facts=tuple(placed.facts.values()),
        projects=(),
        events=(),
        campaigns=(),
        summary=Summary(zh=NO_SUMMARY, en=NO_SUMMARY),
        findings=(),
        provenance=provenance,
    )


def _provenance(answered: Answered, model: str) -> Provenance:
    return Provenance(
        model=model,
        prompts={},
        version="",
        calls=answered.calls,
        cached_calls=0,
        prompt_tokens=answered.prompt_tokens,
        completion_tokens=answered.completion_tokens,
        seconds=answered.seconds,
    )


def _summary(told: TypedSummary) -> Summary:
    zh, en = (LanguageSummary(headline="", text=t, sentences=()) for t in (told.zh, told.en))
    return Summary(zh=zh, en=en)


def _named(told: TypedNamed, article: Article) -> dict[str, object]:
    nowhere = Span(0, 0)
    projects = tuple(
        Project(
            name_zh=one.name,
            name_en="",
            investor=one.investor or None,
            place=one.place or None,
            stage=one.stage,
            evidence=nowhere,
        )
        for one in told.projects
    )
    events = tuple(
        Event(
            date=iso_period(one.date, article.published),
            surface=one.date,
            what_zh=one.what,
            place=one.place or None,
            people=tuple(one.people),
            evidence=nowhere,
        )
        for one in told.events
    )
    return {"projects": projects, "events": events}
