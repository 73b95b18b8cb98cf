"""What places report, by indicator: the facts that can be set side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llm_extract.indicators import Indicator, adjectives, classify
from llm_extract.records import Fact, Quantity

from .selection import Told
from .wording import rules

_DATES = re.compile(r"\d{4}(?:$|[-/])")
_RESULTS, _AIMS = ("actual", "rate"), ("target", "planned")
_CONFLICTS = ("source_conflict", "arithmetic_conflict")


@dataclass(frozen=True)
class Measure:
    """One figure a place reports.

    Attributes:
        told: The article.
        fact: What it says of the figure.
        quantity: The figure.
        row: The indicator.
    """

    told: Told
    fact: Fact
    quantity: Quantity
    row: Indicator

    @property
    def region(self) -> str:
        """The place."""
        return self.fact.region or ""

    @property
    def is_aim(self) -> bool:
        """Whether it is a target or a plan rather than a result."""
        return self.fact.status in _AIMS

    @property
    def has_dates(self) -> bool:
        """Whether its period is the same for any article, unlike that of a drive or of none."""
        return bool(_DATES.match(self.fact.period or ""))

    @property
    def scope(self) -> frozenset[str]:
        """The words that narrow the indicator: from outside the province, new, manufacturing."""
        return _scope(self.fact)

    @property
    def noun(self) -> str:
        """What is counted, in English, with its adjectives."""
        if self.quantity.kind != "count" or not self.row.noun:
            return ""
        return f"{adjectives(self.fact.indicator_zh)} {self.row.noun}".strip()

    @property
    def is_disputed(self) -> bool:
        """Whether the article contradicts itself about it."""
        return is_disputed(self.told, self.quantity)


def is_disputed(told: Told, quantity: Quantity) -> bool:
    """Whether an article contradicts itself about a figure."""
    return any(
        span.overlaps(quantity.span)
        for one in told.whole.findings
        if one.verdict in _CONFLICTS
        for span in (one.claim_span, one.source_span)
        if span
    )


def measures(told: Iterable[Told]) -> list[Measure]:
    """The figures of places that are totals of a known indicator, once each, in order."""
    found: list[Measure] = []
    known: set[tuple[object, ...]] = set()
    for one in told:
        quantities = {q.id: q for q in one.result.quantities}
        for fact in one.result.facts:
            quantity = quantities.get(fact.quantity)
            if quantity is None or not _is_total(fact, quantity):
                continue
            row = classify(fact.indicator_zh, quantity.kind, quantity.unit)
            if row is None:
                continue
            key = (
                one.result.article.id, fact.region, row.code, fact.status, quantity.value,
                quantity.unit, _scope(fact), fact.period,
            )  # fmt: skip
            if key not in known:
                known.add(key)
                found.append(Measure(one, fact, quantity, row))
    return found


def _scope(fact: Fact) -> frozenset[str]:
    return frozenset(re.findall(rules()["scope"]["words"], fact.indicator_zh))


def _is_total(fact: Fact, quantity: Quantity) -> bool:
    return (
        bool(fact.region)
        and fact.entity is None
        and fact.role == "value"
        and quantity.is_amount
        and fact.status in (*_RESULTS, *_AIMS)
        and not re.search(rules()["scope"]["class"], fact.indicator_zh)
    )


@dataclass(frozen=True)
class Pair:
    """A target and a result of the same place and indicator."""

    target: Measure
    result: Measure

    @property
    def is_comparable(self) -> bool:
        """Whether both are of the same time."""
        period = self.target.fact.period
        return period is not None and period == self.result.fact.period


def pairs(every: Sequence[Measure]) -> list[Pair]:
    """Targets with the result they can be held against, the same period before another.

    Only those of the indicators that the table of places has.
    """
    wanted = {code for column in rules()["column"] for code in column["codes"]}
    found = []
    for aim in every:
        if aim.fact.status != "target" or aim.row.code not in wanted or not _is_dated(aim):
            continue
        alike = [one for one in every if _is_alike(aim, one)]
        if alike:
            best = max(alike, key=lambda one: one.fact.period == aim.fact.period)
            found.append(Pair(aim, best))
    return found


def _is_dated(one: Measure) -> bool:
    return (one.fact.period or "") not in rules()["period"]["en"]


def _is_alike(aim: Measure, other: Measure) -> bool:
    return (
        other.fact.status == "actual"
        and other.told is aim.told
        and _is_dated(other)
        and (other.region, other.row.code, other.quantity.unit, other.quantity.kind)
        == (aim.region, aim.row.code, aim.quantity.unit, aim.quantity.kind)
        and other.scope == aim.scope
        and not other.is_disputed
    )
