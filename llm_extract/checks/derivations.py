"""Figures a claim computes from those of its source: sums, differences, shares, growth."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import combinations
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity

from .amounts import converted_value, is_rounded, significant
from .places import Governing
from .readings import Reading, Stated

_MAX_TERMS = 8
_SURE_DIGITS = 3
_NEAR_SENTENCES = 2
_FRACTION_STEP = Decimal("0.02")
_TENTH_STEP = Decimal("2.5")
_HUNDRED = Decimal(100)
_REACH = {"zh": 26, "en": 90}


@dataclass(frozen=True)
class Derivation:
    """Source figures, and the arithmetic that makes the claim's figure of them.

    `announced`: by a word such as combined; `together`: the figures stand in one sentence.
    """

    terms: tuple[Quantity, ...]
    arithmetic: str
    announced: bool
    together: bool

    @property
    def obvious(self) -> bool:
        """Whether a reader would see at once where the figure comes from."""
        return self.announced and self.together


class _Result(NamedTuple):
    """What an operation gives: the exact value, its operands and its wording."""

    value: Decimal
    terms: tuple[Stated, ...]
    words: str


@dataclass(frozen=True)
class Operands:
    """The figures a claim may compute with: the source's, and its own beside the computed one."""

    source: Reading
    governing: Mapping[int, Governing | None]
    own: tuple[Stated, ...] = ()
    _like: dict[tuple[str, str], list[Stated]] = field(default_factory=dict, compare=False)

    def like(self, claim: Quantity) -> list[Stated]:
        """The figures of the source that are of one kind with `claim`."""
        key = (claim.kind, claim.unit if claim.kind != "count" else "")
        found = self._like.get(key)
        if found is None:
            found = [s for s in self.source.stated if _alike(claim, s.quantity)]
            self._like[key] = found
        return found

    def of(self, *kinds: str) -> list[Stated]:
        """All figures of these kinds, those of the claim itself among them."""
        return [s for s in (*self.source.stated, *self.own) if s.quantity.kind in kinds]

    def place(self, stated: Stated) -> frozenset[str]:
        """The keys of the place a source figure belongs to."""
        found = self.governing.get(stated.quantity.start)
        return found.keys if found and stated not in self.own else frozenset()


def derive(claim: Stated, words: str, operands: Operands, lang: Lang) -> Derivation | None:
    """How the claim's figure comes about from the source's, or None.

    `words` are those around the figure: each operation has words that announce it. Without one
    only sums and differences of three and more digits within one sentence are believed.
    """
    if claim.quantity.value is None or claim.quantity.value_high is not None:
        return None
    for operation, results in _OPERATIONS.items():
        announced = announces(operation, words, lang)
        silent = operation in ("sum", "difference") and _is_sure(claim.quantity)
        if not announced and not silent:
            continue
        for result in results(claim.quantity, operands):
            together = len({t.sentence for t in result.terms}) == 1
            if not announced and not together:
                continue
            if _agrees(claim.quantity, result.value):
                terms = tuple(t.quantity for t in result.terms)
                return Derivation(terms, result.words, announced, together)
    return None


def announces(operation: str, words: str, lang: Lang, *, strong: bool = False) -> bool:
    """Whether `words` announce the result of `operation`; `strong`: and nothing else."""
    pattern = _cues(operation, f"strong_{lang}" if strong else lang)
    return pattern is not None and pattern.search(words) is not None


@cache
def _cues(operation: str, key: str) -> re.Pattern[str] | None:
    cues = "|".join(table("arithmetic")[operation].get(key, ()))
    if not cues:
        return None
    return re.compile(rf"\b(?:{cues})\b" if key.endswith("en") else f"(?:{cues})", re.IGNORECASE)


def reach(lang: Lang) -> int:
    """How many characters around a figure can announce what it is computed from."""
    return _REACH[lang]


def _is_sure(claim: Quantity) -> bool:
    return len(significant(claim.value or Decimal(0))) >= _SURE_DIGITS


def _alike(claim: Quantity, other: Quantity) -> bool:
    if other.value is None or other.value_high is not None:
        return False
    if claim.kind == "count" or other.kind == "count":
        return claim.kind == other.kind
    if claim.kind == other.kind == "percent":
        return True
    return claim.unit == other.unit or converted_value(other, claim.unit) is not None


def _value(stated: Stated, claim: Quantity) -> Decimal:
    """The figure in the claim's unit."""
    converted = converted_value(stated.quantity, claim.unit)
    return converted if converted is not None else stated.quantity.value or Decimal(0)


def _said(*stated: Stated, by: str) -> str:
    return f" {by} ".join(s.quantity.surface for s in stated)


def _agrees(claim: Quantity, value: Decimal) -> bool:
    """Whether the claim gives `value`, exactly or properly rounded."""
    if claim.value == value:
        return True
    if claim.value is None or not value:
        return False
    if claim.kind == "ratio" and claim.unit != "倍":
        return abs(claim.value - value) <= _FRACTION_STEP
    result = claim.model_copy(update={"value": value, "qualifier": "exact"})
    if is_rounded(claim, result):
        return True
    if claim.kind not in ("percent", "ratio"):
        return False
    if "成" in claim.surface and claim.qualifier == "exact":
        return abs(claim.value - value) <= _TENTH_STEP
    step = Decimal(1).scaleb(min(0, int(claim.value.as_tuple().exponent)))
    return value.quantize(step, ROUND_HALF_UP) == claim.value


# Groups of figures that are told side by side


def _groups(like: list[Stated]) -> Iterator[list[Stated]]:
    """Figures that measure the same thing, in order; then those of one sentence."""
    for key in (_measured, _counted, _sentence):
        groups: dict[object, list[Stated]] = {}
        for stated in like:
            groups.setdefault(key(stated), []).append(stated)
        yield from (group for name, group in groups.items() if name and len(group) > 1)


def _measured(stated: Stated) -> object:
    return stated.role and (stated.role, stated.nouns)


def _counted(stated: Stated) -> object:
    return stated.nouns or stated.quantity.unit


def _sentence(stated: Stated) -> object:
    return stated.sentence + 1


def _rows(group: list[Stated]) -> Iterator[tuple[Stated, ...]]:
    """Pairs, and neighbours, eight at most."""
    yield from combinations(group[:40], 2)
    for length in range(3, min(_MAX_TERMS, len(group)) + 1):
        for start in range(len(group) - length + 1):
            yield tuple(group[start : start + length])


def _pairs(like: Iterable[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """Pairs of figures that stand near one another or measure the same thing."""
    for one, other in combinations(list(like)[:60], 2):
        near = abs(one.sentence - other.sentence) <= _NEAR_SENTENCES
        same = one.role is not None and (one.role, one.nouns) == (other.role, other.nouns)
        if near or same:
            yield one, other


# The operations


def _sums(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    seen: set[tuple[int, ...]] = set()
    for group in _groups(operands.like(claim)):
        for terms in _rows(group):
            key = tuple(t.quantity.start for t in terms)
            if key not in seen:
                seen.add(key)
                total = sum((_value(t, claim) for t in terms), Decimal(0))
                yield _Result(total, terms, _said(*terms, by="+"))


def _differences(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    if claim.kind == "percentage_point":
        rates = [s for s in operands.source.stated if s.quantity.kind == "percent"]
    else:
        rates = operands.like(claim)
    for one, other in _pairs(rates):
        more, less = sorted((one, other), key=lambda s: -_value(s, claim))
        words = _said(more, less, by="−")
        yield _Result(_value(more, claim) - _value(less, claim), (more, less), words)
    for group in _groups(rates):
        for one, other in combinations(group[:12], 2):
            both = _value(one, claim) + _value(other, claim)
            for third in group[:12]:
                if third not in (one, other):
                    words = f"{_said(one, other, by='+')} and {third.quantity.surface}"
                    gap = abs(both - _value(third, claim))
                    yield _Result(gap, (one, other, third), f"difference of {words}")


def _earlier(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    """What a level was before a change that is told with it."""
    for level, change in _pairs(operands.of(claim.kind, "percent", "percentage_point")):
        for base, moved in ((level, change), (change, level)):
            if not moved.change or (base.change and claim.kind != "percent"):
                continue
            by, amount = moved.quantity, base.quantity
            if amount.value is None or by.value is None or amount.kind != claim.kind:
                continue
            if by.kind == "percent" and amount.kind != "percent":
                for sign in (1, -1):
                    factor = 1 + sign * by.value / _HUNDRED
                    if factor > 0:
                        words = f"{amount.surface} / (1 {'+' if sign > 0 else '−'} {by.surface})"
                        yield _Result(amount.value / factor, (base, moved), words)
            elif by.kind == amount.kind or by.kind == "percentage_point":
                for sign in (1, -1):
                    words = f"{amount.surface} {'−' if sign > 0 else '+'} {by.surface}"
                    yield _Result(amount.value - sign * by.value, (base, moved), words)


def _ratios(claim: Quantity, operands: Operands) -> Iterator[tuple[Stated, ...]]:
    """Numerator and denominator: like figures side by side, and parts of a sum."""
    every = operands.of("money", "count", "measure", "duration")
    for one, other in _pairs(every):
        if _alike(one.quantity, other.quantity) and not _siblings(one, other, operands):
            yield one, other
    for group in _groups([s for s in every if s not in operands.own]):
        if _alike(group[0].quantity, group[-1].quantity):
            for terms in _rows(group):
                for part in terms if len(terms) > 1 else ():
                    yield (part, *terms)


def _siblings(one: Stated, other: Stated, operands: Operands) -> bool:
    """Whether the figures belong to two places side by side, so that none is a part."""
    first, second = operands.place(one), operands.place(other)
    return bool(first and second and first.isdisjoint(second) and one.role == other.role)


def _shares(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    if claim.kind not in ("percent", "ratio") or claim.unit == "倍":
        return
    factor = _HUNDRED if claim.kind == "percent" else Decimal(1)
    for part, *wholes in _ratios(claim, operands):
        total = sum((_value(w, part.quantity) for w in wholes), Decimal(0))
        share = _value(part, part.quantity)
        if len(wholes) == 1:
            share, total = sorted((share, total))
        if total:
            words = f"{part.quantity.surface} / {_whole_words(wholes)}"
            yield _Result(factor * share / total, (part, *wholes), words)


def _whole_words(wholes: list[Stated]) -> str:
    words = _said(*wholes, by="+")
    return f"({words})" if len(wholes) > 1 else words


def _growth(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    if claim.kind != "percent":
        return
    for one, other in _pairs(operands.of("money", "count", "measure", "duration", "percent")):
        if _alike(one.quantity, other.quantity):
            for after, before in ((one, other), (other, one)):
                base = _value(before, one.quantity)
                if base > 0:
                    change = abs(_value(after, one.quantity) - base) / base * _HUNDRED
                    words = _said(before, after, by="to")
                    yield _Result(change, (before, after), f"from {words}")
    for level, change in _pairs(operands.of("count", "money")):
        rose = change.quantity.value
        if change.change and rose and level.quantity.value and level.quantity.value > rose:
            base = level.quantity.value - rose
            words = f"{change.quantity.surface} on {base}"
            yield _Result(rose / base * _HUNDRED, (level, change), words)


def _multiples(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    if claim.unit != "倍":
        return
    for one, other in _pairs(operands.of("money", "count", "measure", "duration")):
        if _alike(one.quantity, other.quantity):
            less, more = sorted((one, other), key=lambda s: _value(s, one.quantity))
            base = _value(less, one.quantity)
            if base:
                quotient = _value(more, one.quantity) / base
                yield _Result(quotient, (more, less), _said(more, less, by="/"))
    for stated in operands.of("percent"):
        if stated.change and stated.quantity.value:
            multiple = 1 + stated.quantity.value / _HUNDRED
            yield _Result(multiple, (stated,), f"1 + {stated.quantity.surface}")


def _averages(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    numbers = [s for s in operands.of("count", "duration") if (s.quantity.value or 0) > 1]
    for total in operands.like(claim):
        for number in numbers:
            if abs(total.sentence - number.sentence) <= 1 and total is not number:
                divisor = number.quantity.value or Decimal(1)
                words = _said(total, number, by="/")
                yield _Result(_value(total, claim) / divisor, (total, number), words)


def _wholes(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    """A whole of which the source gives a part and its percentage, and the other way round."""
    rates = [s for s in operands.of("percent") if s.quantity.value]
    for part in operands.like(claim):
        for rate in rates:
            if abs(part.sentence - rate.sentence) <= 1:
                share = (rate.quantity.value or Decimal(1)) / _HUNDRED
                words = f"{part.quantity.surface} / {rate.quantity.surface}"
                yield _Result(_value(part, claim) / share, (part, rate), words)


def _parts(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    for whole in operands.like(claim):
        for rate in operands.of("percent", "ratio"):
            if abs(whole.sentence - rate.sentence) <= 1 and rate.quantity.value:
                share = rate.quantity.value
                share = share / _HUNDRED if rate.quantity.kind == "percent" else share
                words = f"{whole.quantity.surface} × {rate.quantity.surface}"
                yield _Result(_value(whole, claim) * share, (whole, rate), words)


def _excess(claim: Quantity, operands: Operands) -> Iterator[_Result]:
    """By how much a completion rate lies over or under the whole."""
    if claim.kind not in ("percent", "percentage_point"):
        return
    for rate in operands.of("percent"):
        value = rate.quantity.value
        if value and not rate.change:
            over = value > _HUNDRED
            words = f"{rate.quantity.surface} − 100%" if over else f"100% − {rate.quantity.surface}"
            yield _Result(abs(value - _HUNDRED), (rate,), words)


_Operation = Callable[[Quantity, Operands], Iterator[_Result]]
_OPERATIONS: dict[str, _Operation] = {
    "excess": _excess,
    "sum": _sums,
    "difference": _differences,
    "earlier": _earlier,
    "share": _shares,
    "growth": _growth,
    "multiple": _multiples,
    "average": _averages,
    "whole": _wholes,
    "part": _parts,
}
