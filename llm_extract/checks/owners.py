"""Figures told of one named thing in the source and of another one in the claim.

A clause of a Chinese source that opens with a name (a company, a port, a district) tells its
figures of it. A claim that has nothing of that name, but names something else the source has a
like figure of, puts the figure down to the wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from llm_extract.knowledge import table
from llm_extract.records import Finding

from .comparison import Comparison
from .english_terms import english_words
from .matching import Candidate, Candidates
from .openings import core_of, find_openings, kind_of
from .stated import Stated
from .tellings import finding, is_small_word

_CAPITALS = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’](?!s\b)[a-z]+)?")
_NAMED = re.compile(r"(?<=[a-z,] )[A-Z][\w’'-]+ $|^(?!The |A |An |One |Its |This )[A-Z][\w’'-]+ $")
"""Before a word of kind that belongs to a name: Heihe port."""
_SHARE = 0.6
_KIND = 1


@dataclass
class OwnerCheck:
    """Looks for figures of a claim that its source tells of something named otherwise."""

    pair: Comparison

    def check(self, claim: Stated, best: Candidate, others: Candidates) -> Finding | None:
        """A finding where the source tells the figure of another name only."""
        if is_small_word(claim.quantity) or self.pair.source.lang == "en":
            return None
        owners = [self._owner(c.source) for c in others.fitting]
        if not owners or any(name is None or self._is_meant(name, claim) for name in owners):
            return None
        beside = any(self._is_beside(c.source, claim) for c in others.fitting)
        if beside or (best.place == "same" and self._is_governed(best.source, owners[0] or "")):
            return None
        rival = self._rival(claim, best.source, owners)
        if rival is None:
            return None
        message = (
            f"The source tells {best.source.quantity.surface} of {owners[0]}, "
            f"and {rival.quantity.surface} of {self._owner(rival)}."
        )
        return finding(claim, "misattributed", message, best.source.quantity, owners[0])

    def _rival(self, claim: Stated, source: Stated, owners: list[str | None]) -> Stated | None:
        """A like figure of a name of the claim; a place has its firms' figures, too."""
        like = (s for s in self._like(source) if self._owner(s) not in (None, *owners))
        rival = next((s for s in like if self._is_beside(s, claim)), None)
        told_of = self._owner(rival) if rival else None
        return None if _is_firm(owners[0] or "") and not _is_firm(told_of or "") else rival

    @property
    def _named(self) -> list[tuple[int, str]]:
        """The names that open clauses of the source, each with where it begins, in order."""
        return self.pair.known.binding.openings

    def _owner(self, source: Stated) -> str | None:
        """The name that opened a clause last before a figure, in its sentence."""
        start = self.pair.source.outline.sentence(source.sentence).start
        figure = source.quantity.start
        inside = [(at, name) for at, name in self._named if start <= at < figure]
        if not inside or self._named_nobody(*inside[-1], figure):
            return None
        return inside[-1][1]

    def _named_nobody(self, at: int, name: str, figure: int) -> bool:
        """Whether a name is general, or what is told behind it is not told of it alone."""
        rows = table("checks")["owners"]
        behind = self.pair.source.text[at + len(name) : figure]
        return bool(re.search(rows["nobody"], name) or re.search(rows["others"], behind))

    def _like(self, figure: Stated) -> list[Stated]:
        """The figures of other values that measure the same in the same unit."""
        return [
            s
            for s in self.pair.source.stated
            if (s.quantity.kind, s.quantity.unit) == (figure.quantity.kind, figure.quantity.unit)
            and (s.nouns, s.threshold) == (figure.nouns, figure.threshold)
            and (s.role == figure.role or None in (s.role, figure.role))
            and s.change == figure.change
            and s.quantity.value != figure.quantity.value
        ]

    def _is_beside(self, source: Stated, claim: Stated) -> bool:
        """Whether a name of the claim stands between the opening name and the figure."""
        start = self.pair.source.outline.sentence(source.sentence).start
        figure = source.quantity.start
        at = max((at for at, _ in self._named if start <= at < figure), default=figure)
        words = self.pair.source.text[at:figure]
        if self.pair.claim.lang == "en":
            return any(form in words for form in self._forms(claim))
        told = (name for _, name in find_openings(self._sentence(claim)))
        return any(core_of(name) in words for name in told)

    def _is_governed(self, source: Stated, name: str) -> bool:
        """Whether a name is that of the place a figure belongs to."""
        there = self.pair.owner(source)
        return there is not None and any(key in name for key in there.place.keys)

    def _sentence(self, claim: Stated) -> str:
        return self.pair.claim.outline.sentence(claim.sentence).cut(self.pair.claim.text)

    def _forms(self, claim: Stated) -> set[str]:
        """What the capitalised words of an English sentence read in the source."""
        known = self.pair.known.binding.romanised
        words = _CAPITALS.findall(self._sentence(claim))
        return {form for word in words for form in known.spelled(word)}

    def _places(self, claim: Stated) -> set[str]:
        """The keys of the places a sentence of the claim names, and of those around them."""
        sentence = self.pair.claim.outline.sentence(claim.sentence)
        inside = [p for p in self.pair.claim_places.named if sentence.covers(p.span)]
        return {key for p in inside for key in (*p.keys, *(above for above, _ in p.parents))}

    def _names(self, name: str, claim: Stated) -> bool:
        """Whether the sentence of a claim has this very name."""
        if self.pair.claim.lang == "zh":
            pairs = _pairs(core_of(name)) or {name}
            return sum(p in self._sentence(claim) for p in pairs) >= _SHARE * len(pairs)
        return any(form in name for form in self._forms(claim))

    def _is_meant(self, name: str, claim: Stated) -> bool:
        """Whether the sentence may speak of the name: by a part of it or in other words."""
        text = self._sentence(claim)
        if any(p in text for p in _pairs(core_of(name))) or name in text:
            return True
        if any(key in name for key in self._places(claim)):
            return True
        if self.pair.claim.lang == "zh":
            return len(kind_of(name)) > _KIND and kind_of(name) in text
        if _called(name, text):
            return True
        words = english_words(text)
        terms = self.pair.known.binding.terms
        return self._names(name, claim) or any(zh in name and en in words for zh, en in terms)


def _is_firm(name: str) -> bool:
    return re.search("(?:公司|集团|科技|股份|银行)$", name) is not None


@cache
def _kind(end: str) -> re.Pattern[str]:
    kinds: str = table("checks")["owners"]["kinds"][end]
    return re.compile(rf"\b(?:{kinds})(?:s|['’]s)?\b")


def _called(name: str, text: str) -> bool:
    """Whether an English text calls a thing of this name by its kind: the county."""
    ends = table("checks")["owners"]["kinds"]
    found = (match for end in ends if name.endswith(end) for match in _kind(end).finditer(text))
    return any(not _NAMED.search(text[: match.start()]) for match in found)


def _pairs(name: str) -> set[str]:
    return {a + b for a, b in pairwise(name)}
