"""The tables of figures: every quantity of an article, and the facts that say what they are."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

from llm_extract.records import Fact, Quantity

from .calendar import days_of
from .columns import About
from .groups import Amiss, Amount, Days, Decided, Evidence, Origin, Surface
from .subject import Subject, amount_of


@dataclass(frozen=True)
class QuantityRow:
    """One quantity, or something that looks like one and is not."""

    origin: Origin
    quantity: Annotated[
        str,
        About("Its id in the article: q and a number for amounts, x and one for others.", key=True),
    ]
    kind: Annotated[
        str,
        About(
            "money, count, percent, percentage_point, ratio, measure, duration; date, ordinal, "
            "code and name are no amounts."
        ),
    ]
    amount: Amount
    iso: Annotated[str | None, About("Of dates: the ISO form, where it could be told.")]
    days: Days
    surface: Surface
    evidence: Evidence
    amiss: Amiss


@dataclass(frozen=True)
class FactRow:
    """One figure with what the article says it measures."""

    origin: Origin
    fact: Annotated[str, About("Its id in the article.", key=True)]
    quantity: Annotated[str, About("The quantity it is about.", of="quantities")]
    region: Annotated[str | None, About("The place the figure is of, in Chinese.")]
    region_en: Annotated[str | None, About("The place in English.")]
    entity: Annotated[
        str | None, About("The project or company the figure is of, where it is one's alone.")
    ]
    indicator_en: Annotated[str, About("What is measured, in English.")]
    indicator_zh: Annotated[str, About("What is measured, in the article's own words.")]
    status: Annotated[
        str,
        About(
            "actual: told as done; target: a goal; planned: intended or expected; capacity: what "
            "something is designed for; rate: an observed rate; rank."
        ),
    ]
    role: Annotated[
        str,
        About(
            "value; or what is no result by itself: threshold (projects of 1 billion or more), "
            "scale_class (a size class), change, frequency."
        ),
    ]
    amount: Amount
    period: Annotated[
        str | None,
        About(
            "When it holds: ISO (2022-05-19, 2022-05, 2022-Q1, 2022, a/b), P10Y for ten years, "
            "annual, monthly, daily, or a season or drive of the article."
        ),
    ]
    days: Days
    settled_by: Annotated[str, About("Who said what it measures: rule, model, or both.")]
    amiss: Amiss
    decided: Decided
    surface: Surface
    evidence: Evidence


def quantity_rows(subject: Subject) -> Iterator[QuantityRow]:
    """Every quantity of the article, in the order it tells them."""
    for quantity in subject.result.quantities:
        yield QuantityRow(
            origin=subject.origin,
            quantity=quantity.id,
            kind=quantity.kind,
            amount=amount_of(quantity, counter=False),
            iso=quantity.iso,
            days=days_of(quantity.iso),
            surface=subject.surface(quantity.span),
            evidence=subject.evidence(subject.clause(quantity.span)),
            amiss=subject.amiss(quantity),
        )


def fact_rows(subject: Subject) -> Iterator[FactRow]:
    """Every fact of the article that was not rejected."""
    for fact in subject.result.facts:
        quantity = subject.quantities[fact.quantity]
        yield FactRow(
            origin=subject.origin,
            fact=fact.id,
            quantity=fact.quantity,
            region=fact.region,
            region_en=fact.region_en,
            entity=fact.entity,
            indicator_en=fact.indicator_en,
            indicator_zh=fact.indicator_zh,
            status=fact.status,
            role=fact.role,
            amount=_measured(fact, quantity),
            period=fact.period,
            days=days_of(fact.period),
            settled_by=fact.settled_by,
            amiss=subject.amiss(quantity),
            decided=subject.decided(f"fact {fact.id}"),
            surface=subject.surface(quantity.span),
            evidence=subject.evidence(fact.evidence),
        )


def _measured(fact: Fact, quantity: Quantity) -> Amount:
    """How much: the indicator says what is counted, so that no counter is needed."""
    return amount_of(quantity, counter=False, unit_en="rank" if fact.status == "rank" else "")
