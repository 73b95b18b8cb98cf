"""Which amount of the source a claim's amount speaks of."""

from __future__ import annotations

from dataclasses import dataclass

from .amounts import UnitFit, power_of_ten, qualifier_fit, same_value, significant, unit_fit
from .concepts import compatible_nouns
from .named_places import PlaceFit
from .readings import Stated

_VERBATIM = 0.6
_APART = 0.35
_UNIT_SCORE: dict[UnitFit, float] = {
    "same": 2,
    "counter": -3,
    "currency": -1,
    "unit": -1,
    "kind": -9,
}


@dataclass(frozen=True)
class Candidate:
    """An amount of the source, how its unit fits, and how well its context does."""

    source: Stated
    unit: UnitFit
    score: float
    place: PlaceFit
    closeness: float
    """Share of the claim's surrounding character pairs found around the source's amount."""


def context_score(claim: Stated, source: Stated) -> float:
    """How much the words around the two amounts agree; 0 says nothing either way."""
    score = 0.0
    nouns = compatible_nouns(claim.nouns, source.nouns)
    score += 0 if nouns is None else (2 if nouns else -2)
    shared = claim.indicators & source.indicators
    score += min(3.0, 1.2 * len(shared))
    if claim.role and source.role:
        score += 2 if claim.role == source.role else -1
    score += min(2.0, 0.4 * len((claim.topics & source.topics) - shared))
    return score


def _closeness(claim: Stated, source: Stated) -> float:
    return len(claim.pairs & source.pairs) / len(claim.pairs) if claim.pairs else 0.0


def told_alike(claim: Stated, source: Stated) -> float:
    """A small bonus for the same telling and qualifier, to choose among equal values."""
    score = 0.0
    if claim.status and source.status:
        future = {claim.status.told == "future", source.status.told == "future"}
        score += 0.8 if len(future) == 1 else -0.8
    score += 0.8 if claim.change and source.change else 0
    fit = qualifier_fit(claim.quantity.qualifier, source.quantity.qualifier)
    return score + (0.8 if fit == "same" else 0)


def rank(candidates: list[Candidate]) -> list[Candidate]:
    """Best first; of equals, the one that stands first in the source."""
    return sorted(candidates, key=lambda c: (-c.score, c.source.quantity.start))


def candidate(
    claim: Stated, source: Stated, place: PlaceFit, company: float, *, same_language: bool
) -> Candidate:
    """`source` as a candidate; `company` is what its neighbours add."""
    unit = unit_fit(claim, source)
    closeness = _closeness(claim, source) if same_language else 0.0
    score = _UNIT_SCORE[unit] + context_score(claim, source) + 5 * closeness + company
    score += {"same": 1.5, "unknown": 0.0, "other": -2.0}[place]
    if same_value(claim.quantity, source.quantity):
        score += told_alike(claim, source)
    return Candidate(source, unit, score, place, closeness)


def nearly_verbatim(candidates: list[Candidate], than: Candidate) -> Candidate | None:
    """The candidate the claim copies all but word for word, if `than` is clearly another."""
    there = [c for c in candidates if c.place != "other" or than.place == "other"]
    closest = max(there, key=lambda c: c.closeness)
    verbatim = closest.closeness >= _VERBATIM
    apart = closest.closeness - than.closeness >= _APART
    equal = same_value(than.source.quantity, closest.source.quantity)
    kindred = closest.unit == "unit" if equal else False
    kindred = kindred or closest.unit in ("same", "counter", "currency")
    return closest if verbatim and apart and kindred else None


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
