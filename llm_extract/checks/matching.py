"""Which amount of the source a claim's amount speaks of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter

from llm_extract.records import Evidence

from .amounts import UnitFit, power_of_ten, qualifier_fit, same_value, significant, unit_fit
from .concepts import compatible_nouns
from .named_places import PlaceFit
from .readings import Reading
from .stated import Stated

_VERBATIM = 0.6
_NEAR_COPY = 0.4
_APART = 0.35
_COMPANY = 0.8
_MAX_COMPANY = 2
_UNIT_SCORE: dict[UnitFit, float] = {
    "same": 2,
    "counter": -3,
    "currency": -1,
    "unit": -1,
    "kind": -9,
}
_PLACE_SCORE: dict[PlaceFit, float] = {"same": 1.5, "unknown": 0.0, "other": -2.0}


def context_score(claim: Stated, source: Stated) -> float:
    """How much the words around the two amounts agree; 0 says nothing either way."""
    score = 0.0
    nouns = compatible_nouns(claim.nouns, source.nouns)
    score += 0 if nouns is None else (2 if nouns else -2)
    shared = claim.indicators & source.indicators
    score += min(3.0, 1.2 * len(shared))
    if claim.role and source.role:
        score += 2 if claim.role == source.role else -1
    topics = claim.topics & source.topics
    return score + min(2.0, 0.4 * len(topics - shared)) if topics else score


def told_alike(claim: Stated, source: Stated) -> float:
    """A small bonus for the same telling and qualifier, to choose among equal values."""
    score = 0.0
    if claim.status and source.status:
        future = {claim.status.told == "future", source.status.told == "future"}
        score += 0.8 if len(future) == 1 else -0.8
    score += 0.8 if claim.change and source.change else 0
    fit = qualifier_fit(claim.quantity.qualifier, source.quantity.qualifier)
    return score + (0.8 if fit == "same" else 0)


@dataclass(frozen=True)
class Comparing:
    """What an amount of a claim is compared by with those of its source.

    `company`: by the source's sentences, how many values of the claim's sentence they hold.
    `place_of`: how a source's amount fits the place of the claim's.
    """

    claim: Stated
    company: Mapping[int, int]
    place_of: Callable[[Stated], PlaceFit]
    same_language: bool

    def closeness(self, source: Stated) -> float:
        """Share of the claim's surrounding character pairs found around the source's amount."""
        pairs = self.claim.pairs if self.same_language else None
        return len(pairs & source.pairs) / len(pairs) if pairs else 0.0


class Candidate:
    """An amount of the source, how its unit fits, and how well its context does.

    Each is settled when it is first asked for, which for most amounts is never.
    """

    def __init__(self, source: Stated, by: Comparing, *, equal: bool) -> None:
        self.source = source
        self._by = by
        self._equal = equal

    @cached_property
    def unit(self) -> UnitFit:
        """How its unit fits."""
        return unit_fit(self._by.claim, self.source)

    @cached_property
    def place(self) -> PlaceFit:
        """Whether it belongs to the place that the claim puts it down to."""
        return self._by.place_of(self.source)

    @cached_property
    def closeness(self) -> float:
        """How close it is to the words of the claim."""
        return self._by.closeness(self.source)

    @property
    def company(self) -> int:
        """How many other values of the claim's sentence stand in its own."""
        return self._by.company.get(self.source.sentence, 0) - self._equal

    @cached_property
    def score(self) -> float:
        """How much speaks for it."""
        claim, source = self._by.claim, self.source
        company = _COMPANY * min(_MAX_COMPANY, self.company)
        context = context_score(claim, source)
        score = _UNIT_SCORE[self.unit] + context + 5 * self.closeness + company
        score += _PLACE_SCORE[self.place]
        return score + told_alike(claim, source) if self._equal else score


class Candidates:
    """The amounts of a source that one of a claim may speak of.

    Every list has the best first; of those that are as good, the one that stands first.
    """

    def __init__(self, source: Reading, by: Comparing) -> None:
        self._by = by
        self.source = source
        self._equal = source.equal_to(by.claim.quantity)
        self._known: dict[int, Candidate] = {}

    @cached_property
    def equal(self) -> list[Candidate]:
        """Those with the claim's value."""
        return _ranked(self._made(self._equal))

    @cached_property
    def fitting(self) -> list[Candidate]:
        """Those with the claim's value in its unit."""
        return self.of_unit(self._equal)

    @property
    def closest(self) -> float:
        """How close the closest is to the words of the claim."""
        if not self._by.same_language:
            return 0.0
        return max(map(self._by.closeness, self.source.stated), default=0.0)

    @cached_property
    def same_unit(self) -> list[Candidate]:
        """Those whose unit is the claim's."""
        return self.of_unit(self.source.stated)

    def of_unit(self, sources: Iterable[Stated]) -> list[Candidate]:
        """Those among `sources` whose unit is the claim's."""
        return _ranked(c for c in self._made(sources) if c.unit == "same")

    @cached_property
    def every(self) -> list[Candidate]:
        """All of them."""
        return _ranked(self._made(self.source.stated))

    def is_meant(self, than: Candidate, rival: Candidate) -> bool:
        """Whether place, step or level speak for a figure, though another is worded alike."""
        if than.place == "same" and rival.place != "same":
            return True
        step = than.source.role
        if step in self._by.claim.indicators and step not in rival.source.indicators:
            return True
        return rival.source.left and not (than.source.left or self._by.claim.left)

    def _made(self, sources: Iterable[Stated]) -> Iterator[Candidate]:
        """Each of them, once however often it is asked for."""
        for one in sources:
            start = one.quantity.start
            if start not in self._known:
                self._known[start] = Candidate(one, self._by, equal=one in self._equal)
            yield self._known[start]


def _ranked(candidates: Iterable[Candidate]) -> list[Candidate]:
    found = list(candidates)
    if len(found) > 1:
        found.sort(key=attrgetter("score"), reverse=True)
    return found


def nearly_verbatim(candidates: Candidates, than: Candidate) -> Candidate | None:
    """The candidate the claim copies all but word for word, if `than` is clearly another."""
    nearest = candidates.closest
    if nearest < _VERBATIM or nearest - than.closeness < _APART:
        return None
    there = [c for c in candidates.every if c.place != "other" or than.place == "other"]
    closest = max(there, key=attrgetter("closeness"))
    verbatim = closest.closeness >= _VERBATIM
    apart = closest.closeness - than.closeness >= _APART
    equal = same_value(than.source.quantity, closest.source.quantity)
    kindred = closest.unit == "unit" if equal else False
    kindred = kindred or closest.unit in ("same", "counter", "currency")
    if not (verbatim and apart and kindred) or candidates.is_meant(than, closest):
        return None
    return closest


def scale_bonus(claim: Stated, source: Stated) -> float:
    """How much the same digits at another scale speak for one amount being the other."""
    if power_of_ten(claim.quantity, source.quantity) is None:
        return 0.0
    digits = len(significant(claim.quantity.value)) if claim.quantity.value else 0
    return 1.5 if digits == 1 else 2.0 * digits


def digit_likeness(claim: Stated, source: Stated) -> float:
    """How much two different values look like a slip of the pen: 583 for 538."""
    one, other = claim.quantity.value, source.quantity.value
    if one is None or other is None:
        return 0.0
    ours, theirs = significant(one), significant(other)
    if len(ours) < 2 or one.adjusted() != other.adjusted():  # noqa: PLR2004
        return 0.0
    if sorted(ours) == sorted(theirs):
        return 2.0
    alike = sum(a == b for a, b in zip(ours, theirs, strict=False))
    return 2.0 * alike / max(len(ours), len(theirs))


def evidence_of(claim: Stated, best: Candidate) -> Evidence:
    """How strongly the source speaks for a figure it has: the quantity, or what it measures too."""
    source = best.source
    bound = (
        bool(claim.nouns & source.nouns)
        or bool(claim.indicators & source.indicators)
        or (claim.role is not None and claim.role == source.role)
        or best.closeness >= _NEAR_COPY
    )
    return "bound" if bound and best.place != "other" else "quantity"
