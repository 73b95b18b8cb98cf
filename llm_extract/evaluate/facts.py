"""Quantities and the facts told of them, held against gold."""

from __future__ import annotations

from collections.abc import Callable

from llm_extract.records import Fact, Quantity, Result

from .gold import GoldAnswer, GoldQuantity
from .likeness import Drives, same_indicator, same_name, same_period, same_region, unit_class
from .scores import Score

_LABELS = ("indicator", "region", "status")
_ALL = (*_LABELS, "period")
_RANGE_ENDS = {"range_low": "value", "range_high": "value"}


def score_facts(result: Result, gold: GoldAnswer, scored: Score) -> None:
    """Count quantities found and right, and of each fact what is right about it."""
    amounts = [(result.article.text.raw_span(q.span), q) for q in result.quantities if q.is_amount]
    facts = {fact.quantity: fact for fact in result.facts}
    drives = tuple(
        (c.season_or_period, f"{c.start}/{c.end}") for c in gold.campaigns if c.start and c.end
    )
    used: set[str] = set()
    for answer in gold.quantities:
        here = [q for raw, q in amounts if raw.start <= answer.file_offset < raw.end]
        if not scored.count("quantities.recall", right=bool(here)):
            scored.miss("quantities.recall", f"not found: {answer.surface}", answer.clause)
        used.update(q.id for q in here[:1])
        right = bool(here) and same_amount(here[0], answer)
        if not scored.count("quantities.right", right=right) and here:
            message = (
                f"{answer.surface} is {answer.value:f} {answer.unit}, "
                f"found {here[0].value} {here[0].unit}"
            )
            scored.miss("quantities.right", message, answer.clause)
        fact = facts.get(here[0].id) if here else None
        _score_fact(fact, here[0] if here else None, (answer, drives), scored)
    for _, quantity in amounts:
        if not scored.count("quantities.precision", right=quantity.id in used):
            scored.miss("quantities.precision", f"spurious: {quantity.surface}")


def same_amount(quantity: Quantity, answer: GoldQuantity) -> bool:
    """Whether value and unit are right; of a range, one of its ends is an answer of its own."""
    same = answer.value in {quantity.value, quantity.value_high}
    return same and unit_class(quantity.unit) == unit_class(answer.unit)


_Asked = tuple[GoldQuantity, Drives]
"""What gold says of a figure, and the stretches of its article's drives."""
_SAME: dict[str, Callable[[Fact, Quantity, GoldQuantity], bool]] = {
    "indicator": lambda f, q, g: same_indicator(f.indicator_zh, g.indicator_zh, q),
    "region": lambda f, _, g: same_region(f.region, g.region),
    "status": lambda f, _, g: f.status in {g.status, *g.status_alt},
    "role": lambda f, _, g: f.role == _RANGE_ENDS.get(g.role, g.role),
    "entity": lambda f, _, g: same_name(f.entity, g.entity),
}
_TOLD: dict[str, Callable[[Fact | GoldQuantity], str | None]] = {
    "indicator": lambda x: x.indicator_zh,
    "region": lambda x: x.region,
    "status": lambda x: x.status,
    "period": lambda x: x.period,
    "role": lambda x: x.role,
    "entity": lambda x: x.entity,
}


def _score_fact(fact: Fact | None, quantity: Quantity | None, asked: _Asked, scored: Score) -> None:
    """Each part of a fact by itself, and the parts that must be right together."""
    answer, drives = asked
    group = answer.salience
    right: dict[str, bool] = {}
    for part, tell in _TOLD.items():
        told = (
            fact is not None
            and quantity is not None
            and (
                same_period(fact.period, answer.period, drives)
                if part == "period"
                else _SAME[part](fact, quantity, answer)
            )
        )
        right[part] = scored.count(f"{group}.{part}", right=told)
        if fact is not None and not told:
            ours, gold = tell(fact), tell(answer)
            scored.miss(f"{group}.{part}", f"{answer.surface}: {ours}, gold {gold}", answer.clause)
    scored.count(f"{group}.labels", right=all(right[part] for part in _LABELS))
    scored.count(f"{group}.all", right=all(right[part] for part in _ALL))
    if group == "core" and fact is not None:
        scored.statuses[answer.status, fact.status] += 1
