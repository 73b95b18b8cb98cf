"""Two figures of a claim that changed places: each is told by the words of the other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from llm_extract.records import Finding

from .amounts import unit_fit
from .comparison import Comparison
from .stated import Stated
from .tellings import finding

_MOST = 8
"""Sentences with more figures of one sort than this are lists, and compared item by item."""


@dataclass
class SwapCheck:
    """Looks for pairs of figures that a claim tells the other way round than its source."""

    pair: Comparison

    def findings(self) -> Iterator[Finding]:
        """A finding for both figures of every such pair."""
        if self.pair.source.lang == "en":
            return
        for told in self.pair.claim.by_sentence.values():
            for one, other in combinations(told[:_MOST], 2):
                if _are_alike(one, other) and self._are_swapped(one, other):
                    message = (
                        f"The claim tells {one.quantity.surface} of what the source tells "
                        f"{other.quantity.surface} of, and the other way round."
                    )
                    yield finding(one, "value_mismatch", message, None, other.quantity.surface)
                    yield finding(other, "value_mismatch", message, None, one.quantity.surface)

    def _are_swapped(self, one: Stated, other: Stated) -> bool:
        source, phrases = self.pair.source, self.pair.known.binding.phrases
        pairs = [
            (phrases[a.quantity.start].cut(source.text), phrases[b.quantity.start].cut(source.text))
            for a in source.equal_to(one.quantity)
            for b in source.equal_to(other.quantity)
            if a.sentence == b.sentence and unit_fit(one, a) == unit_fit(other, b) == "same"
        ]
        if not pairs:
            return False
        words = self._words(one)
        if not all(_fits(words, b, a) for a, b in pairs):
            return False
        words = self._words(other)
        return all(_fits(words, a, b) for a, b in pairs)

    def _words(self, stated: Stated) -> list[frozenset[str]]:
        return self.pair.known.binding.words_of(self.pair.claim, stated)


def _fits(words: list[frozenset[str]], phrase: str, other: str) -> bool:
    """Whether words stand in one phrase and not in the other, and none the other way round."""
    here = [any(form in phrase for form in word) for word in words]
    there = [any(form in other for form in word) for word in words]
    only = [h and not t for h, t in zip(here, there, strict=True)]
    against = [t and not h for h, t in zip(here, there, strict=True)]
    return any(only) and not any(against)


def _are_alike(one: Stated, other: Stated) -> bool:
    first, second = one.quantity, other.quantity
    same = first.kind == second.kind and first.value != second.value
    same = same and first.qualifier == second.qualifier
    return same and one.threshold == other.threshold and one.change == other.change
