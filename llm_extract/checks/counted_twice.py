"""The same sum told of two numbers of things: 26个、178.4亿元, and elsewhere 28个，178.4亿元."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations, pairwise

from .amounts import significant
from .readings import Reading
from .stated import Stated

_GAP = 12
_TELLING_DIGITS = 3
_CLOSE = 2


def counted_twice(source: Reading) -> Iterator[tuple[Stated, Stated]]:
    """Pairs of counts that differ, told right before one and the same sum of money.

    A sum of so many digits is hardly that of something else.
    """
    told: dict[object, list[Stated]] = {}
    for beside in source.by_sentence.values():
        for count, total in pairwise(beside):
            if _is_pair(source, count, total):
                told.setdefault(total.quantity.value, []).append(count)
    for counts in told.values():
        for one, other in combinations(counts, 2):
            if one.sentence != other.sentence and _contradict(one, other):
                yield one, other


def _is_pair(source: Reading, count: Stated, total: Stated) -> bool:
    kinds = (count.quantity.kind, total.quantity.kind)
    value = total.quantity.value
    if kinds != ("count", "money") or total.threshold or not value:
        return False
    gap = source.text[count.quantity.end : total.quantity.start]
    near = len(gap) <= _GAP and gap[:1] in "、，, " and "其中" not in gap
    return near and len(significant(value)) >= _TELLING_DIGITS


def _contradict(one: Stated, other: Stated) -> bool:
    first, second = one.quantity, other.quantity
    if first.unit != second.unit or not first.value or not second.value:
        return False
    low, high = sorted((first.value, second.value))
    return low != high and high / low <= _CLOSE and bool(one.nouns & other.nouns)
