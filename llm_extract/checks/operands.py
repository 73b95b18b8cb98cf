"""The figures a claim may compute with, and which of them belong side by side."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations, islice
from typing import NamedTuple

from llm_extract.records import Quantity

from .amounts import converted_value
from .named_places import Governing
from .readings import Reading
from .stated import Stated
from .tellings import is_small_word

MAX_TERMS = 8
_MOST_IN_PAIRS = 60
_MOST_BESIDE = 12
_NEAR_SENTENCES = 3
_LEAD = 4
ROW = 3
"""So many characters told alike name one thing."""
_AROUND = 30
_GROUP = re.compile("[。；;\n]")
_RATES = ("percent", "ratio", "percentage_point")


class Outcome(NamedTuple):
    """What an operation gives: the exact value, its operands and its wording."""

    value: Decimal
    terms: tuple[Stated, ...]
    words: str


@dataclass(frozen=True)
class Operands:
    """The figures of a source, and those a claim tells beside the computed one (`own`).

    `governing` is the place of each amount of the source, by its start. `sums`: the claim speaks
    of several things together; `short`: of falling short. `shared`: what the claim compares, as
    rows of characters and concepts.
    """

    source: Reading
    governing: Mapping[int, Governing | None]
    own: tuple[Stated, ...] = ()
    sums: bool = False
    short: bool = False
    shared: frozenset[str] = frozenset()
    _like: dict[tuple[str, str], list[Stated]] = field(default_factory=dict, compare=False)

    def like(self, claim: Quantity) -> list[Stated]:
        """The figures of the source that are of one kind with `claim`."""
        key = (claim.kind, claim.unit if claim.kind != "count" else "")
        found = self._like.get(key)
        if found is None:
            every = self.source.stated
            found = [s for s in every if alike(claim, s.quantity) and not s.threshold]
            self._like[key] = found
        return found

    def of(self, *kinds: str) -> list[Stated]:
        """All figures of these kinds, those of the claim itself among them."""
        every = (*self.source.stated, *self.own)
        return [s for s in every if s.quantity.kind in kinds and not s.threshold]

    @property
    def figures(self) -> list[Stated]:
        """The claim's own figures beside the computed one, without sizes and small words."""
        return [s for s in self.own if not (s.threshold or is_small_word(s.quantity))]

    @property
    def levels(self) -> list[Stated]:
        """All figures that are amounts of something, and no rates."""
        return self.of("money", "count", "measure", "duration")

    @property
    def pairs(self) -> list[tuple[Stated, Stated]]:
        """Pairs of like figures of the claim itself."""
        sizes = {s.quantity.value for s in self.source.stated if s.threshold}
        told = [
            s
            for s in self.own
            if not (s.threshold or s.quantity.value in sizes or is_small_word(s.quantity))
        ]
        levels = [s for s in told if s.quantity.kind not in _RATES]
        return [p for p in combinations(levels, 2) if alike(p[0].quantity, p[1].quantity)]

    @property
    def with_companions(self) -> list[tuple[Stated, Stated]]:
        """Pairs of like figures of which one is only told beside the claim's in the source.

        An investment of which the claim gives the count, for the share that has in another; of
        a kind of which the claim has no pair itself.
        """
        own = [s for s in self.figures if s.quantity.kind not in _RATES]
        beside: dict[int, Stated] = {}
        for stated in (there for one in own for there in self.source.equal_to(one.quantity)):
            beside.update({s.quantity.start: s for s in self.source.by_sentence[stated.sentence]})
        told = {s.quantity.value for s in own}
        levels = [s for s in beside.values() if s.quantity.kind not in _RATES and not s.threshold]
        found = [s for s in levels if s.quantity.value not in told][:_MOST_BESIDE]
        pairs = [*combinations(found, 2), *((s, one) for s in found for one in own)]
        paired = {one.quantity.kind for one, _ in self.pairs}
        pairs = [p for p in pairs if p[0].quantity.kind not in paired]
        return [p for p in pairs if alike(p[0].quantity, p[1].quantity)]

    def compared(self, like: list[Stated], *, sure: bool) -> Iterator[tuple[Stated, Stated]]:
        """Pairs told of what the claim compares, wherever they stand; `sure`: whichever they be.

        Otherwise one of them is told in the claim, too.
        """
        named = [(one, self._named(one)) for one in like[:_MOST_IN_PAIRS] if one not in self.own]
        told = {s.quantity.value for s in self.own}
        for (one, words), (other, as_well) in combinations(named, 2):
            known = sure or not told.isdisjoint((one.quantity.value, other.quantity.value))
            if known and not words.isdisjoint(as_well):
                yield one, other

    def _named(self, stated: Stated) -> set[str]:
        """What a figure of the source has of the things the claim compares."""
        figure = stated.quantity
        before = _GROUP.split(self.source.text[max(0, figure.start - _AROUND) : figure.start])[-1]
        rows = {before[n : n + ROW] for n in range(len(before) - ROW + 1)}
        return (rows & self.shared) | (self.shared & stated.indicators)

    def siblings(self, one: Stated, other: Stated) -> bool:
        """Whether two figures belong to places side by side, so that none is a part."""
        first, second = (self._owner(s) for s in (one, other))
        if first is None or second is None or not first.keys.isdisjoint(second.keys):
            return False
        above = [{key for key, _ in owner.place.parents} for owner in (first, second)]
        return not (above[0] & second.keys or above[1] & first.keys)

    def _owner(self, stated: Stated) -> Governing | None:
        return None if stated in self.own else self.governing.get(stated.quantity.start)


def alike(one: Quantity, other: Quantity) -> bool:
    """Whether two figures can be added: one kind, and units that convert."""
    if other.value is None or other.value_high is not None:
        return False
    if one.kind == "count" and not one.unit and other.kind in ("measure", "duration"):
        return True
    if one.kind == "count" or other.kind == "count":
        return one.kind == other.kind
    if one.kind == other.kind == "percent":
        return True
    return one.unit == other.unit or converted_value(other, one.unit) is not None


def value_in(stated: Stated, like: Quantity) -> Decimal:
    """The value of a figure in the unit of another."""
    converted = converted_value(stated.quantity, like.unit)
    return converted if converted is not None else stated.quantity.value or Decimal(0)


def said(*stated: Stated, by: str) -> str:
    """Figures joined by a sign: 95个 + 38个."""
    return f" {by} ".join(s.quantity.surface for s in stated)


def groups(like: list[Stated]) -> Iterator[list[Stated]]:
    """Figures that measure the same thing, in order; then those of one sentence."""
    for key in (measured, _counted, _sentence):
        found: dict[object, list[Stated]] = {}
        for stated in like:
            found.setdefault(key(stated), []).append(stated)
        yield from (group for name, group in found.items() if name and len(group) > 1)


def measured(stated: Stated) -> object:
    """What a figure measures and counts, where the text names it."""
    return stated.role and (stated.role, stated.nouns)


def _compared(stated: Stated) -> object:
    """What a figure measures, or the words right before it where the text names no such thing."""
    lead = stated.lead[-_LEAD:]
    return measured(stated) or (len(lead) == _LEAD and lead)


def _counted(stated: Stated) -> object:
    return stated.nouns or stated.quantity.unit


def _sentence(stated: Stated) -> object:
    return stated.sentence + 1


def rows(group: list[Stated]) -> Iterator[tuple[Stated, ...]]:
    """Pairs, and neighbours, eight at most."""
    yield from combinations(group[:_MOST_IN_PAIRS], 2)
    for length in range(3, min(MAX_TERMS, len(group)) + 1):
        for start in range(len(group) - length + 1):
            yield tuple(group[start : start + length])


def near_pairs(like: Iterable[Stated]) -> Iterator[tuple[Stated, Stated]]:
    """Pairs of figures that stand near one another or measure the same thing."""
    placed = [(one, one.sentence, _compared(one)) for one in islice(like, _MOST_IN_PAIRS)]
    for (one, place, what), (other, there, as_well) in combinations(placed, 2):
        if abs(there - place) <= _NEAR_SENTENCES or (what and what == as_well):
            yield one, other
