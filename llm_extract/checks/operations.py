"""What can be computed from the figures of a source: one function for each operation."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from itertools import combinations, product

from llm_extract.records import Quantity

from .amounts import significant
from .concepts import compatible_nouns
from .operands import (
    MAX_TERMS,
    Operands,
    Outcome,
    alike,
    groups,
    measured,
    near_pairs,
    rows,
    said,
    value_in,
)
from .stated import Stated
from .tellings import is_small_word

_HUNDRED = Decimal(100)
_POINTS = ("percent", "percentage_point")
_SURE_DIGITS = 3
_PAIR = 2
_TOLD = ("money", "count")
_THREE = 12
"""Groups larger than this are not searched for sums less a third figure."""

Operation = Callable[[Quantity, Operands], Iterator[Outcome]]


def sums(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """Sums of figures told side by side."""
    seen: set[tuple[int, ...]] = set()
    for group in groups(operands.like(claim)):
        for terms in rows(group):
            key = tuple(t.quantity.start for t in terms)
            if key not in seen:
                seen.add(key)
                total = sum((value_in(t, claim) for t in terms), Decimal(0))
                yield Outcome(total, terms, said(*terms, by="+"))


def differences(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """One figure less another; of percentages, the points between them."""
    if claim.kind == "percent":
        return
    like = operands.like(claim)
    if claim.kind == "percentage_point":
        like = [s for s in operands.source.stated if s.quantity.kind == "percent"]
    own = (s for s in operands.own if not is_small_word(s.quantity))
    told = {value_in(s, claim) for s in own if alike(claim, s.quantity)}
    for one, other in near_pairs(like):
        ends = {value_in(one, claim), value_in(other, claim)}
        if not alike(one.quantity, other.quantity) or (told and told.isdisjoint(ends)):
            continue
        more, less = sorted((one, other), key=lambda s: -value_in(s, claim))
        gap = value_in(more, claim) - value_in(less, claim)
        yield Outcome(gap, (more, less), said(more, less, by="−"))
    sure = len(significant(claim.value or Decimal(0))) >= _SURE_DIGITS
    for one, other in operands.compared(like, sure=sure) if operands.shared else ():
        if alike(one.quantity, other.quantity):
            more, less = sorted((one, other), key=lambda s: -value_in(s, claim))
            gap = value_in(more, claim) - value_in(less, claim)
            yield Outcome(gap, (more, less), said(more, less, by="−"))
    if operands.sums:
        for group in groups(like):
            if measured(group[0]) or len(group) <= MAX_TERMS:
                yield from _sums_less(claim, group[:_THREE])


def _sums_less(claim: Quantity, group: list[Stated]) -> Iterator[Outcome]:
    for one, other in combinations(group, 2):
        both = value_in(one, claim) + value_in(other, claim)
        for third in group:
            if third not in (one, other):
                words = f"difference of {said(one, other, by='+')} and {third.quantity.surface}"
                yield Outcome(abs(both - value_in(third, claim)), (one, other, third), words)


def earlier(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """What a level was before a change that is told with it."""
    for one, other in near_pairs(operands.of(claim.kind, "percent", "percentage_point")):
        for level, change in ((one, other), (other, one)):
            amount, by = level.quantity, change.quantity
            wrong = level.change and claim.kind != "percent"
            if not change.change or wrong or amount.kind != claim.kind or not by.value:
                continue
            if by.kind == "percent" and amount.kind != "percent":
                yield from _before_growth(level, change)
            elif by.kind == amount.kind or (amount.kind, by.kind) == _POINTS:
                for sign, word in ((1, "−"), (-1, "+")):
                    value = (amount.value or Decimal(0)) - sign * by.value
                    yield Outcome(value, (level, change), said(level, change, by=word))


def _before_growth(level: Stated, change: Stated) -> Iterator[Outcome]:
    for sign, word in ((1, "+"), (-1, "−")):
        factor = 1 + sign * (change.quantity.value or Decimal(0)) / _HUNDRED
        if factor > 0:
            words = f"{level.quantity.surface} / (1 {word} {change.quantity.surface})"
            yield Outcome((level.quantity.value or Decimal(0)) / factor, (level, change), words)


def _ratios(operands: Operands) -> Iterator[tuple[Stated, ...]]:
    """A part and a whole, or the figures the whole is the sum of."""
    if operands.pairs:
        yield from operands.pairs
        yield from operands.with_companions
        return
    levels = operands.levels
    told = {s.quantity.value: s for s in operands.figures if s.quantity.kind in _TOLD}
    for one, other in near_pairs(levels):
        alike_told = any(_are_alike(one, s) for s in told.values())
        if alike_told and told.keys().isdisjoint((one.quantity.value, other.quantity.value)):
            continue
        near = abs(one.sentence - other.sentence) <= bool(one.nouns & other.nouns)
        close = near or (measured(one) and measured(one) == measured(other))
        if close and alike(one.quantity, other.quantity) and not operands.siblings(one, other):
            yield one, other
    if operands.sums:
        for group in groups([s for s in levels if s not in operands.own]):
            if alike(group[0].quantity, group[-1].quantity):
                yield from ((part, *terms) for terms in rows(group) for part in terms)


def _are_alike(one: Stated, other: Stated) -> bool:
    """Whether two figures are of one kind, and count the same things as far as told."""
    same = alike(one.quantity, other.quantity)
    return same and (one.quantity.kind != "count" or bool(compatible_nouns(one.nouns, other.nouns)))


def shares(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """A part of a whole, in percent or as a fraction."""
    if claim.kind not in ("percent", "ratio") or claim.unit == "倍":
        return
    factor = _HUNDRED if claim.kind == "percent" else Decimal(1)
    for first, *others in _ratios(operands):
        part, wholes = first, others
        if len(others) == 1 and value_in(others[0], first.quantity) < value_in(
            first, first.quantity
        ):
            part, wholes = others[0], [first]
        total = sum((value_in(w, part.quantity) for w in wholes), Decimal(0))
        share = value_in(part, part.quantity)
        if total:
            whole = said(*wholes, by="+")
            whole = f"({whole})" if len(wholes) > 1 else whole
            words = f"{part.quantity.surface} / {whole}"
            yield Outcome(factor * share / total, (part, *wholes), words)


def growth(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """The change from one level to another, in percent of the first."""
    if claim.kind not in ("percent", "ratio") or claim.unit == "倍":
        return
    scale = _HUNDRED if claim.kind == "percent" else Decimal(1)
    for one, other in operands.pairs or near_pairs(operands.levels):
        kindred = one.sentence == other.sentence or one.role == other.role is not None
        if (operands.pairs or kindred) and alike(one.quantity, other.quantity):
            for after, before in ((one, other), (other, one)):
                base = value_in(before, one.quantity)
                if base > 0:
                    change = abs(value_in(after, one.quantity) - base) / base * scale
                    yield Outcome(change, (before, after), f"from {said(before, after, by='to')}")
    for level, rise in near_pairs(operands.of("count", "money")):
        rose, reached = rise.quantity.value, level.quantity.value
        if rise.change and rose and reached and reached > rose:
            before_it = reached - rose
            words = f"{rise.quantity.surface} on {before_it}"
            yield Outcome(rose / before_it * scale, (level, rise), words)


def multiples(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """How many times one figure another is."""
    if claim.unit != "倍":
        return
    for one, other in near_pairs(operands.levels):
        if alike(one.quantity, other.quantity):
            less, more = sorted((one, other), key=lambda s: value_in(s, one.quantity))
            base = value_in(less, one.quantity)
            if base:
                times = value_in(more, one.quantity) / base
                yield Outcome(times, (more, less), said(more, less, by="/"))
    for stated in operands.of("percent", "ratio"):
        if stated.change and stated.quantity.value:
            scale = Decimal(1) if stated.quantity.unit == "倍" else _HUNDRED
            multiple = 1 + stated.quantity.value / scale
            yield Outcome(multiple, (stated,), f"1 + {stated.quantity.surface}")


def averages(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """A total by the number of what it is of."""
    numbers = [s for s in operands.of("count", "duration") if (s.quantity.value or 0) > 1]
    for total in operands.like(claim):
        for number in numbers:
            if abs(total.sentence - number.sentence) <= 1 and total is not number:
                mean = value_in(total, claim) / (number.quantity.value or Decimal(1))
                yield Outcome(mean, (total, number), said(total, number, by="/"))


def wholes(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """The whole of which the source gives a part and its percentage."""
    for part in operands.like(claim):
        for rate in operands.of("percent"):
            if abs(part.sentence - rate.sentence) <= 1 and rate.quantity.value:
                value = value_in(part, claim) / (rate.quantity.value / _HUNDRED)
                yield Outcome(value, (part, rate), said(part, rate, by="/"))


def parts(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """The part of which the source gives the whole and the percentage."""
    for whole in operands.like(claim):
        for rate in operands.of("percent", "ratio"):
            if abs(whole.sentence - rate.sentence) <= 1 and rate.quantity.value:
                scale = _HUNDRED if rate.quantity.kind == "percent" else Decimal(1)
                value = value_in(whole, claim) * rate.quantity.value / scale
                yield Outcome(value, (whole, rate), said(whole, rate, by="×"))


def excess(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """By how much a completion rate lies over or under the whole."""
    if claim.kind not in ("percent", "percentage_point", "ratio") or claim.unit == "倍":
        return
    scale = _HUNDRED if claim.kind == "ratio" else Decimal(1)
    for rate in operands.of("percent"):
        value = rate.quantity.value
        if not value or rate.change or (value > _HUNDRED) == operands.short:
            continue
        surface = rate.quantity.surface
        words = f"{surface} − 100%" if value > _HUNDRED else f"100% − {surface}"
        yield Outcome(abs(value - _HUNDRED) / scale, (rate,), words)


def completions(claim: Quantity, operands: Operands) -> Iterator[Outcome]:
    """What adds up with two other figures of the claim's own sentence."""
    if claim.kind == "percent":
        rates = [s for s in operands.own if s.quantity.kind == "percent"]
        gaps = [s for s in operands.own if s.quantity.kind == "percentage_point"]
        for rate, points in product(rates, gaps):
            value, by = (s.quantity.value or Decimal(0) for s in (rate, points))
            yield Outcome(value - by, (rate, points), said(rate, points, by="−"))
            yield Outcome(value + by, (rate, points), said(rate, points, by="+"))
    if claim.kind == "percentage_point":
        rates = [s for s in operands.own if s.quantity.kind == "percent"]
        for one, other in combinations(rates, 2):
            more, less = sorted((one, other), key=lambda s: -(s.quantity.value or Decimal(0)))
            gap = (more.quantity.value or Decimal(0)) - (less.quantity.value or Decimal(0))
            yield Outcome(gap, (more, less), said(more, less, by="−"))
    beside = [s for s in operands.own if alike(claim, s.quantity) and s.quantity.kind != "percent"]
    for one, other in combinations(beside, 2):
        more, less = sorted((one, other), key=lambda s: -value_in(s, claim))
        gap, total = (value_in(more, claim) + sign * value_in(less, claim) for sign in (-1, 1))
        yield Outcome(gap, (more, less), said(more, less, by="−"))
        yield Outcome(total, (one, other), said(one, other, by="+"))
    if len(beside) > _PAIR:
        most = max(beside, key=lambda s: value_in(s, claim))
        others = [s for s in beside if s is not most]
        left = value_in(most, claim) - sum(value_in(s, claim) for s in others)
        yield Outcome(left, (most, *others), said(most, *others, by="−"))
        total = sum((value_in(s, claim) for s in beside), Decimal(0))
        yield Outcome(total, tuple(beside), said(*beside, by="+"))


OPERATIONS: dict[str, Operation] = {
    "excess": excess,
    "sum": sums,
    "difference": differences,
    "earlier": earlier,
    "share": shares,
    "growth": growth,
    "multiple": multiples,
    "average": averages,
    "whole": wholes,
    "part": parts,
}
