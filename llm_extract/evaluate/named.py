"""Projects, events and campaigns, held against gold one to one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

from llm_extract.records import Campaign, Event, Project, Result

from .gold import GoldAnswer, GoldCampaign, GoldEvent, GoldProject
from .likeness import name_likeness, same_name, same_period, same_region, telling_likeness
from .scores import Score

_SAME_PROJECT = 0.6
_IN_PRODUCTION = dict.fromkeys(
    ("completed", "operational", "operating", "in_operation"), "in_production"
)
_SAME_DAY_TOLD, _TOLD = 0.25, 0.5
_SAME_CAMPAIGN = 0.45

Ours = TypeVar("Ours")
Theirs = TypeVar("Theirs")


def score_named(result: Result, gold: GoldAnswer, scored: Score) -> None:
    """Count projects, events and campaigns found, and what is right about those."""
    _score_projects(result, gold, scored)
    _score_events(result, gold, scored)
    _score_campaigns(result, gold, scored)


def paired(
    ours: Sequence[Ours], theirs: Sequence[Theirs], likeness: Callable[[Ours, Theirs], float]
) -> list[tuple[Ours, Theirs]]:
    """Pairs of what means the same, each used once, the most alike first; 0 is no pair."""
    ranked = sorted(
        (
            (-value, i, j)
            for i, one in enumerate(ours)
            for j, other in enumerate(theirs)
            if (value := likeness(one, other)) > 0
        ),
    )
    pairs: dict[int, int] = {}
    for _, i, j in ranked:
        if i not in pairs and j not in pairs.values():
            pairs[i] = j
    return [(ours[i], theirs[j]) for i, j in pairs.items()]


def _found(
    name: str,
    scored: Score,
    gold: Sequence[tuple[str, bool, str]],
    ours: Sequence[tuple[str, bool, str]],
) -> None:
    """Count recall and precision; each item comes as its words, whether paired, its sentence."""
    for words, is_paired, sentence in gold:
        if not scored.count(f"{name}.recall", right=is_paired):
            scored.miss(f"{name}.recall", f"not found: {words}", sentence)
    for words, is_paired, sentence in ours:
        if not scored.count(f"{name}.precision", right=is_paired):
            scored.miss(f"{name}.precision", f"not in gold: {words}", sentence)


def _part(
    scored: Score, metric: str, whose: str, told: tuple[object, object], *, right: bool
) -> None:
    if not scored.count(metric, right=right):
        scored.miss(metric, f"{whose}: {told[0]}, gold {told[1]}")


def _score_projects(result: Result, gold: GoldAnswer, scored: Score) -> None:
    pairs = paired(result.projects, gold.projects, _project_likeness)
    clean = result.article.text.clean
    golds, ours = [id(g) for _, g in pairs], [id(p) for p, _ in pairs]
    _found(
        "projects",
        scored,
        [(g.name_zh, id(g) in golds, g.quote) for g in gold.projects],
        [(p.name_zh, id(p) in ours, p.evidence.cut(clean)) for p in result.projects],
    )
    values = {q.id: q.value for q in result.quantities}
    for one, other in pairs:
        value = values.get(one.amount or "")
        parts = {
            "place": ((one.place, other.place), same_region(one.place, other.place)),
            "investor": ((one.investor, other.investor), same_name(one.investor, other.investor)),
            "amount": ((value, other.investment_value), value == other.investment_value),
            "stage": ((one.stage, other.status), same_stage(one.stage, other)),
        }
        for part, (told, right) in parts.items():
            _part(scored, f"projects.{part}", other.name_zh, told, right=right)


def same_stage(ours: str | None, gold: GoldProject) -> bool:
    """Whether a project is told at the right stage; what is finished or runs is in production."""
    right = {_IN_PRODUCTION.get(one or "", one) for one in (gold.status, *gold.status_alt)}
    return ours in right


def _project_likeness(one: Project, other: GoldProject) -> float:
    likeness = name_likeness(one.name_zh, other.name_zh)
    return likeness if likeness >= _SAME_PROJECT else 0.0


def _score_events(result: Result, gold: GoldAnswer, scored: Score) -> None:
    clean = result.article.text.clean
    pairs = paired(result.events, gold.events, _event_likeness)
    golds, ours = [id(g) for _, g in pairs], [id(e) for e, _ in pairs]
    _found(
        "events",
        scored,
        [(f"{g.date} {g.what_zh}", id(g) in golds, "") for g in gold.events],
        [(f"{e.date} {e.what_zh}", id(e) in ours, e.evidence.cut(clean)) for e in result.events],
    )
    for one, other in pairs:
        people = {p.name_zh for p in other.officials}
        parts = {
            "date": ((one.date, other.date), same_period(one.date, other.date)),
            "place": ((one.place, other.place), same_region(one.place, other.place)),
            "people": ((set(one.people), people), set(one.people) == people),
        }
        for part, (told, right) in parts.items():
            _part(scored, f"events.{part}", other.what_zh, told, right=right)


def _event_likeness(one: Event, other: GoldEvent) -> float:
    """How alike two events are; the same date makes up for other words."""
    told = telling_likeness(one.surface + one.what_zh, other.what_zh)
    if other.date is not None and same_period(one.date, other.date):
        return 1 + told if told >= _SAME_DAY_TOLD else 0.0
    return told if told >= _TOLD else 0.0


def _score_campaigns(result: Result, gold: GoldAnswer, scored: Score) -> None:
    clean = result.article.text.clean
    pairs = paired(result.campaigns, gold.campaigns, _campaign_likeness)
    golds, ours = [id(g) for _, g in pairs], [id(c) for c, _ in pairs]
    _found(
        "campaigns",
        scored,
        [(g.name_zh, id(g) in golds, "") for g in gold.campaigns],
        [(c.name_zh, id(c) in ours, c.evidence.cut(clean)) for c in result.campaigns],
    )
    for one, other in pairs:
        dates = ((one.start, one.end), (other.start, other.end))
        right = all(same_period(mine, theirs) for mine, theirs in zip(*dates, strict=True))
        _part(scored, "campaigns.dates", other.name_zh, dates, right=right)


def _campaign_likeness(one: Campaign, other: GoldCampaign) -> float:
    likeness = telling_likeness(one.name_zh, other.name_zh)
    return likeness if likeness >= _SAME_CAMPAIGN else 0.0
