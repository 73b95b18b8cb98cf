"""Figures of a claim that the source does not have: which slip explains them best."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from llm_extract.records import Finding, Verdict

from . import wording
from .amounts import power_of_ten, significant
from .comparison import Comparison
from .computed import Computation
from .matching import Candidate, digit_likeness, scale_bonus
from .parts import wrong_part
from .stated import Stated
from .tellings import FEW, finding, is_small_word, named

_CLEAR_CONTEXT = 4.0
_OWN_CONTEXT = 5.5
_STRONG_CONTEXT = 8.0
_NEAR_COPY = 0.4
_NEAR_CONTEXT = 2.0
_TELLING_DIGITS = 3
_MANY = 10_000
_COUNTED = {"count", "duration", "measure"}
_SWAPPED = 2.0
_COMPANIONS = 2
_TWO = 2
"""Two cities, in words: what the writer counts, and hardly a figure of the source."""
_RARE = 2
_RARE_BONUS = 1.5
_LEFT = re.compile("(?:最后|剩余|剩下|余下|接下来|未来)的?$|\\b(?:last|final|remaining|next) $")
_BOUND_SHARE = Decimal("0.06")


@dataclass
class Mistakes:
    """Explains the figures of a claim that are not in its source."""

    pair: Comparison

    def explain(
        self, claim: Stated, candidates: list[Candidate], exact: list[Candidate]
    ) -> list[Finding]:
        """The findings on a figure; `exact` are the amounts of equal value in another unit."""
        if claim.quantity.value == 1 and not any(map(str.isdecimal, claim.quantity.surface)):
            return []  # one place, a ceremony: hardly ever meant as a figure
        if self._is_time_left(claim):
            return []
        quantity = claim.quantity
        pair = quantity.kind == "count" and quantity.value == _TWO and is_small_word(quantity)
        equal = [] if pair else [c for c in exact if _is_other_unit(claim, c)]
        computation = Computation(self.pair, claim)
        copied = next((c for c in candidates if self._is_miscopied(claim, c)), None)
        if copied:
            return [self.mistold(claim, copied.source)]
        mistaken = _mistaken_unit(claim, equal)
        points = mistaken is not None and claim.quantity.kind == "percentage_point"
        worked_out = computation.finding() if points or _is_time_saved(claim) else None
        if worked_out and worked_out.severity == "info":
            return [worked_out]
        found = (
            computation.wrong_sum()
            or (self.other_unit(claim, mistaken) if mistaken else None)
            or computation.finding()
            or wrong_part(self.pair, claim)
        )
        return [found or self._slip(claim, candidates, equal, computation)]

    def _is_time_left(self, claim: Stated) -> bool:
        """Whether a few months are the rest of a year, as anybody can count: 最后两个月."""
        if claim.quantity.kind != "duration" or not is_small_word(claim.quantity):
            return False
        text = self.pair.claim.text
        return _LEFT.search(text[: claim.quantity.start]) is not None

    def _is_miscopied(self, claim: Stated, other: Candidate) -> bool:
        """Whether digits changed places in a figure told with the same ones, by the same words."""
        if digit_likeness(claim, other.source) != _SWAPPED or other.unit != "same":
            return False
        if other.company < _COMPANIONS or other.place == "other":
            return False
        if self.pair.claim.lang == self.pair.source.lang == "zh":
            return claim.lead[-_TWO:] == other.source.lead[-_TWO:] != ""
        return claim.role is not None and claim.role == other.source.role

    def _slip(
        self,
        claim: Stated,
        candidates: list[Candidate],
        equal: list[Candidate],
        computation: Computation,
    ) -> Finding:
        kin = [c for c in candidates if c.unit in ("same", "currency")]
        rare = _RARE_BONUS if len(kin) <= _RARE and claim.quantity.kind != "count" else 0.0
        scored = [(c.score + rare + _likeness(claim, c), c) for c in kin]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if equal and (best is None or equal[0].score + _weight(claim) >= score):
            return self.other_unit(claim, equal[0])
        vague = is_small_word(claim.quantity) and not (best and _counts_same(claim, best))
        if vague or (claim.quantity.value in self.pair.known.loose and not claim.nouns):
            beside = self.pair.known.together.check(self.pair.claim, claim)
            return beside if beside and vague else self._unsupported(claim)
        slips = best is not None and _slips(claim, best)
        failed = None if slips else computation.failed()
        if failed or best is None:
            return failed or self._unsupported(claim)
        if _is_bound_wrongly(claim, best):
            return self._bound(claim, best.source)
        enough = _CLEAR_CONTEXT if _likeness(claim, best) else _OWN_CONTEXT
        return self.mistold(claim, best.source) if score >= enough else self._unsupported(claim)

    def mistold(self, claim: Stated, source: Stated) -> Finding:
        """The figure stands for one of the source that has another value."""
        self.pair.match(claim, source)
        meant = wording.meant(source.quantity, self.pair.source.lang)
        power = power_of_ten(claim.quantity, source.quantity)
        if power:
            said, off = claim.quantity.surface, wording.times(-power)
            message = f"The claim says {said}; the source says {meant}: {off}."
            return finding(claim, "scale_error", message, source.quantity)
        message = f"The claim says {wording.shown(claim.quantity)}; the source says {meant}."
        return finding(claim, "value_mismatch", message, source.quantity)

    def _bound(self, claim: Stated, source: Stated) -> Finding:
        """The figure comes near the source's, and its qualifier lies on the wrong side."""
        self.pair.match(claim, source)
        meant = wording.meant(source.quantity, self.pair.source.lang)
        message = f"The claim says {wording.shown(claim.quantity)}; the source says {meant}."
        return finding(claim, "qualifier_mismatch", message, source.quantity)

    def other_unit(self, claim: Stated, best: Candidate) -> Finding:
        """The value is the source's, the unit, currency or thing counted is not."""
        self.pair.match(claim, best.source)
        ours, theirs = claim.quantity.surface, best.source.quantity.surface
        verdict: Verdict = "currency_mismatch" if best.unit == "currency" else "unit_mismatch"
        message = f"The claim says {ours}; the source says {theirs}."
        if best.unit == "counter":
            message = (
                f"The claim counts {ours} ({named(*claim.nouns)}); "
                f"the source counts {theirs} ({named(*best.source.nouns)})."
            )
        return finding(claim, verdict, message, best.source.quantity)

    def _unsupported(self, claim: Stated) -> Finding:
        quantity = claim.quantity
        if quantity.kind == "count" and quantity.value in self.pair.known.loose:
            message = f"{quantity.surface} is in the source, which does not say of what."
            found = finding(claim, "supported", message, None)
            return found.model_copy(update={"severity": "warning", "evidence": "value"})
        message = f"{quantity.surface} is nowhere in the source."
        found = finding(claim, "unsupported", message, None)
        worded = not any(map(str.isdecimal, quantity.surface))
        other_unit = worded and all(
            s.quantity.unit != quantity.unit for s in self.pair.source.stated
        )
        if is_small_word(quantity) or (quantity.kind == "duration" and other_unit):
            found = found.model_copy(update={"severity": "warning"})
        return found


def _is_time_saved(claim: Stated) -> bool:
    return claim.change and claim.quantity.kind == "duration"


def _is_other_unit(claim: Stated, equal: Candidate) -> bool:
    """Whether an equal value of another unit can be what the claim tells in a wrong one."""
    changes = claim.change and equal.source.change and equal.place != "other"
    value = claim.quantity.value or Decimal(0)
    long = len(significant(value)) >= _TELLING_DIGITS or value >= _MANY
    kinds = {claim.quantity.kind, equal.source.quantity.kind} <= _COUNTED
    copied = equal.closeness >= _NEAR_COPY or (long and kinds)
    return equal.unit != "kind" or copied or changes


def _mistaken_unit(claim: Stated, equal: list[Candidate]) -> Candidate | None:
    """An equal value of another unit that is meant, and not worked out otherwise."""
    for one in equal:
        if one.unit == "counter" and one.score >= 0:
            return one
        change = claim.change and one.source.change
        if one.unit in ("unit", "kind") and change and one.place != "other":
            return one
        rates = {claim.quantity.kind, one.source.quantity.kind} == {"percent", "percentage_point"}
        if (one.unit == "currency" or rates) and one.score >= 0:
            return one
    return None


def _is_bound_wrongly(claim: Stated, other: Candidate) -> bool:
    """Whether "nearly 220" is told of 229.6, or "under 40%" of 41%."""
    value, there = claim.quantity.value, other.source.quantity.value
    if claim.quantity.qualifier == "exact" or other.unit != "same" or not value or not there:
        return False
    return abs(value - there) <= _BOUND_SHARE * abs(there) and other.score >= _NEAR_CONTEXT


def _slips(claim: Stated, other: Candidate) -> bool:
    """Whether a figure is another at the wrong scale, or with digits in the wrong order."""
    if power_of_ten(claim.quantity, other.source.quantity):
        return True
    swapped = digit_likeness(claim, other.source) == _SWAPPED
    return swapped and other.score >= _CLEAR_CONTEXT


def _weight(claim: Stated) -> float:
    """How much an equal value speaks for one amount being the other: its digits."""
    return 3.0 + 2.0 * len(significant(claim.quantity.value or Decimal(0)))


def _likeness(claim: Stated, other: Candidate) -> float:
    return scale_bonus(claim, other.source) + digit_likeness(claim, other.source)


def _counts_same(claim: Stated, other: Candidate) -> bool:
    """Whether the source counts as few of the same thing, so that one is wrong."""
    few = (other.source.quantity.value or 0) <= 2 * FEW
    sure = other.score >= _STRONG_CONTEXT or other.company >= _COMPANIONS
    return few and sure and bool(claim.nouns & other.source.nouns)
