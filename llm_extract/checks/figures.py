"""Checking the amounts of a claim one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from itertools import combinations

from llm_extract.records import Finding, Quantity, Verdict

from . import wording
from .amounts import is_converted, is_rounded, power_of_ten, same_value, significant
from .derivations import Operands, announces, derive, reach
from .matching import Candidate, candidate, digit_likeness, nearly_verbatim, rank, scale_bonus
from .places import Governing, Places, place_fit
from .readings import Reading, Stated
from .tellings import (
    FEW,
    finding,
    is_small_word,
    named,
    put_down_to_other,
    told_as_done_or_meant,
    told_as_level,
    told_as_other,
    told_in_other_direction,
    told_otherwise,
)

_CLEAR_CONTEXT = 4.0
_STRONG_CONTEXT = 8.0
_COMPANY = 0.8
_MAX_COMPANY = 2


@dataclass
class FigureCheck:
    """Compares the amounts of `claim` with those of `source`; `matched` tells which met which."""

    source: Reading
    governing: Mapping[int, Governing | None]
    """The place of each amount of the source, by its start."""
    claim: Reading
    claim_places: Places
    matched: dict[int, list[Stated]] = field(default_factory=dict)

    def findings(self) -> list[Finding]:
        """The findings on all amounts, in order."""
        company = self._company()
        found: list[Finding] = []
        for stated in self.claim.stated:
            found.extend(self._check(stated, company))
        return found

    def _company(self) -> dict[int, Counter[int]]:
        """For each claim sentence, how many of its values each source sentence holds."""
        company: dict[int, Counter[int]] = {}
        for number, stated in self.claim.by_sentence.items():
            counts: Counter[int] = Counter()
            for one in stated:
                hits = (s for s in self.source.stated if same_value(one.quantity, s.quantity))
                counts.update({s.sentence for s in hits})
            company[number] = counts
        return company

    def _candidates(self, claim: Stated, company: dict[int, Counter[int]]) -> list[Candidate]:
        governing = self.claim_places.claimed(claim.quantity.span)
        same_language = self.claim.lang == self.source.lang
        found = []
        for source in self.source.stated:
            place = place_fit(governing, self._governing(source))
            others = company[claim.sentence][source.sentence]
            others -= same_value(claim.quantity, source.quantity)
            extra = _COMPANY * min(_MAX_COMPANY, others)
            found.append(candidate(claim, source, place, extra, same_language=same_language))
        return rank(found)

    def _governing(self, source: Stated) -> Governing | None:
        return self.governing[source.quantity.start]

    def _check(self, claim: Stated, company: dict[int, Counter[int]]) -> list[Finding]:
        candidates = self._candidates(claim, company)
        exact = [c for c in candidates if same_value(claim.quantity, c.source.quantity)]
        fitting = [c for c in exact if c.unit == "same"]
        if fitting:
            meant = nearly_verbatim(candidates, fitting[0])
            if meant:
                return self._copied(claim, meant, candidates)
            found = self._exact(claim, fitting[0], candidates)
            other = self._declared(claim, candidates) if found[0].severity == "error" else None
            return self._rounded(claim, other) if other else found
        rounded = [c for c in candidates if c.unit == "same" and self._rounds(claim, c)]
        if rounded:
            return self._rounded(claim, rounded[0])
        converted = [c for c in candidates if is_converted(claim.quantity, c.source.quantity)]
        if converted:
            return self._exact(claim, converted[0], candidates)
        return self._wrong(claim, candidates, [c for c in exact if c.unit != "kind"])

    def _copied(
        self, claim: Stated, meant: Candidate, candidates: list[Candidate]
    ) -> list[Finding]:
        """The claim copies the words around another figure than the one it gives."""
        if not same_value(claim.quantity, meant.source.quantity):
            return self._mistold(claim, meant.source)
        if meant.unit == "same":
            return self._exact(claim, meant, candidates)
        return [self._other_unit(claim, meant)]

    def _mistold(self, claim: Stated, source: Stated) -> list[Finding]:
        self._match(claim, source)
        scale = power_of_ten(claim.quantity, source.quantity)
        return [self._scale(claim, source, scale) if scale else self._value(claim, source)]

    def _rounds(self, claim: Stated, other: Candidate) -> bool:
        how = is_rounded(claim.quantity, other.source.quantity)
        return how is not None and (how == "declared" or other.score >= _CLEAR_CONTEXT)

    def _declared(self, claim: Stated, candidates: list[Candidate]) -> Candidate | None:
        """The figure the claim rounds in so many words, where its context is the claim's."""
        return next(
            (
                c
                for c in candidates
                if c.unit == "same"
                and c.score >= _CLEAR_CONTEXT
                and not same_value(claim.quantity, c.source.quantity)
                and is_rounded(claim.quantity, c.source.quantity) == "declared"
            ),
            None,
        )

    def _exact(self, claim: Stated, best: Candidate, others: list[Candidate]) -> list[Finding]:
        """The value stands in the source: is it told of the same thing, in the same way?"""
        self._match(claim, best.source)
        source = best.source.quantity
        problems = [
            found
            for found in (
                told_as_other(claim, best, others),
                told_in_other_direction(claim, best.source),
                told_as_level(claim, best.source),
                self._attribution(claim, best),
                told_otherwise(claim, best.source),
                told_as_done_or_meant(claim, best.source),
            )
            if found
        ]
        if problems:
            return problems
        message = f"The source says {wording.meant(source, self.source.lang)}."
        return [finding(claim, "supported", message, source)]

    def _match(self, claim: Stated, source: Stated) -> None:
        self.matched.setdefault(claim.sentence, []).append(source)

    def _attribution(self, claim: Stated, best: Candidate) -> Finding | None:
        told = self.claim_places.claimed(claim.quantity.span)
        return put_down_to_other(claim, best, told, self._governing(best.source))

    def _rounded(self, claim: Stated, best: Candidate) -> list[Finding]:
        self._match(claim, best.source)
        source = best.source.quantity
        declared = is_rounded(claim.quantity, source) == "declared"
        message = (
            f"{wording.shown(claim.quantity)} is derived by rounding from the source's "
            f"{wording.meant(source, self.source.lang)}."
        )
        found = finding(claim, "supported", message, source)
        if not declared:
            found = found.model_copy(update={"severity": "warning"})
        told = [
            f
            for f in (self._attribution(claim, best), told_as_done_or_meant(claim, best.source))
            if f
        ]
        return told or [found]

    def _wrong(
        self, claim: Stated, candidates: list[Candidate], other_unit: list[Candidate]
    ) -> list[Finding]:
        """The figure as such is not in the source: which slip explains it best?"""
        if claim.quantity.value == 1 and not any(map(str.isdecimal, claim.quantity.surface)):
            return []  # one place, a ceremony: hardly ever meant as a figure
        derived = self._derived(claim)
        if derived:
            return [derived]
        kin = [c for c in candidates if c.unit in ("same", "currency")]
        scored = [(c.score + self._slip(claim, c), c) for c in kin]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if other_unit and (best is None or other_unit[0].score + self._weight(claim) >= score):
            return [self._other_unit(claim, other_unit[0])]
        if is_small_word(claim.quantity) and not (best and _same_count(claim, best)):
            return self._unsupported(claim)
        slipped = best is not None and power_of_ten(claim.quantity, best.source.quantity)
        if not slipped and self._miscounted(claim):
            return [self._arithmetic(claim)]
        if best is None or score < _CLEAR_CONTEXT:
            return self._unsupported(claim)
        return self._mistold(claim, best.source)

    def _derived(self, claim: Stated) -> Finding | None:
        """The figure as computed from others, with its arithmetic."""
        operands = self._operands(claim)
        derived = derive(claim, self._around(claim), operands, self.claim.lang)
        if derived is None:
            return None
        message = f"{claim.quantity.surface} is derived: {derived.arithmetic}."
        found = finding(claim, "supported", message, derived.terms[0])
        severity = "info" if derived.obvious else "warning"
        return found.model_copy(update={"severity": severity, "derived": derived.arithmetic})

    def _operands(self, claim: Stated) -> Operands:
        beside = self.claim.by_sentence[claim.sentence]
        own = tuple(s for s in beside if s is not claim)
        return Operands(self.source, self.governing, own)

    def _miscounted(self, claim: Stated) -> bool:
        """Whether the words leave no doubt that the figure is computed; no arithmetic gave it."""
        words, lang = self._around(claim), self.claim.lang
        percent = claim.quantity.kind in ("percent", "ratio")
        if not percent:
            return any(announces(o, words, lang, strong=True) for o in ("sum", "difference"))
        beside = [s.quantity for s in self._operands(claim).own]
        pairs = any(
            one.kind == other.kind and one.unit == other.unit and one.kind not in ("percent", "ratio")
            for one, other in combinations(beside, 2)
        )
        return pairs and any(announces(o, words, lang) for o in ("share", "growth"))

    def _arithmetic(self, claim: Stated) -> Finding:
        message = (
            f"{claim.quantity.surface} is told as computed, "
            f"but no figures of the source give it."
        )
        return finding(claim, "arithmetic_conflict", message, None)

    def _around(self, claim: Stated) -> str:
        """The words near a figure, within its sentence."""
        sentence = self.claim.outline.sentence(claim.sentence)
        near = reach(self.claim.lang)
        start = max(sentence.start, claim.quantity.start - near)
        return self.claim.text[start : min(sentence.end, claim.quantity.end + near)]

    def _weight(self, claim: Stated) -> float:
        """How much an equal value speaks for one amount being the other: its digits."""
        return 3.0 + 2.0 * len(significant(claim.quantity.value or Decimal(0)))

    def _slip(self, claim: Stated, other: Candidate) -> float:
        return scale_bonus(claim, other.source) + digit_likeness(claim, other.source)

    def _unsupported(self, claim: Stated) -> list[Finding]:
        quantity = claim.quantity
        message = f"{quantity.surface} is nowhere in the source."
        found = finding(claim, "unsupported", message, None)
        worded = not any(c.isdecimal() for c in quantity.surface)
        if worded and quantity.value is not None and quantity.value <= FEW:
            found = found.model_copy(update={"severity": "warning"})
        return [found]

    def _scale(self, claim: Stated, source: Stated, power: int) -> Finding:
        message = (
            f"The claim says {claim.quantity.surface}; the source says "
            f"{wording.meant(source.quantity, self.source.lang)}: {wording.times(-power)}."
        )
        return finding(claim, "scale_error", message, source.quantity)

    def _value(self, claim: Stated, source: Stated) -> Finding:
        message = (
            f"The claim says {wording.shown(claim.quantity)}; "
            f"the source says {wording.meant(source.quantity, self.source.lang)}."
        )
        return finding(claim, "value_mismatch", message, source.quantity)

    def _other_unit(self, claim: Stated, best: Candidate) -> Finding:
        self._match(claim, best.source)
        source = best.source.quantity
        money = best.unit == "currency"
        verdict: Verdict = "currency_mismatch" if money else "unit_mismatch"
        ours, theirs = claim.quantity, source
        if best.unit == "counter":
            message = (
                f"The claim counts {ours.surface} ({named(*claim.nouns)}); "
                f"the source counts {theirs.surface} ({named(*best.source.nouns)})."
            )
        else:
            message = f"The claim says {ours.surface}; the source says {theirs.surface}."
        return finding(claim, verdict, message, source)


def _same_count(claim: Stated, other: Candidate) -> bool:
    """Whether the source counts as few of the same thing, so that one is wrong."""
    few = (other.source.quantity.value or 0) <= 2 * FEW
    return few and other.score >= _STRONG_CONTEXT and bool(claim.nouns & other.source.nouns)
