"""Checking the amounts of a claim one by one."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property

from llm_extract.records import Finding
from llm_extract.text import Span

from . import wording
from .amounts import (
    converted_value,
    is_converted,
    is_end_of_range,
    is_rounded,
    same_value,
)
from .changes_told import told_as_level, told_in_other_direction
from .comparison import Comparison
from .completion import planned_step, told_finished
from .computed import Computation
from .contradictions import picked, told_twice
from .done_or_meant import told_as_done_or_meant
from .each import told_as_each
from .first_phases import told_of_first_phase
from .fractions_told import is_share_of_whole, tells_fraction
from .lead_words import LeadWords
from .matching import (
    Candidate,
    Candidates,
    Comparing,
    evidence_of,
    nearly_verbatim,
)
from .mistakes import Mistakes
from .named_places import Governing, PlaceFit, lies_in, place_fit
from .other_figures import told_of_other
from .own_words import group_around
from .owners import OwnerCheck
from .parts_as_whole import told_as_whole
from .place_ranks import rank_elsewhere
from .share_bases import share_of_other_base
from .spendings import total_told_as_spent
from .stated import Stated
from .status import status_cues
from .tellings import (
    finding,
    put_down_to_other,
    told_as_other,
    told_as_other_share,
    told_backwards,
    told_by_other_time,
    told_otherwise,
)

_STEP = Decimal("0.0001")
_CLEAR_CONTEXT = 4.0


@dataclass
class FigureCheck:
    """Compares the amounts of a claim with those of its source."""

    pair: Comparison

    def findings(self) -> list[Finding]:
        """The findings on all amounts, in order."""
        company = self._company()
        found: list[Finding] = []
        for stated in self.pair.claim.stated:
            rank = rank_elsewhere(self.pair, stated)
            found.extend([rank] if rank else self._check(stated, company))
        return found

    @cached_property
    def _mistakes(self) -> Mistakes:
        return Mistakes(self.pair)

    @cached_property
    def _owners(self) -> OwnerCheck:
        return OwnerCheck(self.pair)

    def _company(self) -> dict[int, Counter[int]]:
        """For each claim sentence, how many of its values each source sentence holds."""
        company: dict[int, Counter[int]] = {}
        for number, stated in self.pair.claim.by_sentence.items():
            counts: Counter[int] = Counter()
            for one in stated:
                hits = self.pair.source.equal_to(one.quantity)
                counts.update({s.sentence for s in hits})
            company[number] = counts
        return company

    def _candidates(self, claim: Stated, company: dict[int, Counter[int]]) -> Candidates:
        told = self.pair.claim_places.claimed(claim.quantity.span)
        comparing = Comparing(
            claim,
            company[claim.sentence],
            lambda source: _place_of(claim, told, self.pair.owner(source)),
            same_language=self.pair.claim.lang == self.pair.source.lang,
        )
        return Candidates(self.pair.source, comparing)

    def _check(self, claim: Stated, company: dict[int, Counter[int]]) -> list[Finding]:
        claim = self._in_source_unit(claim)
        candidates = self._candidates(claim, company)
        fitting = candidates.fitting
        if fitting and fitting[0].source.threshold:
            ranges = (c for c in candidates.same_unit if self._is_end(claim, c, both=True))
            end = next(ranges, None)
            if end:
                return self._end(claim, end)
        if fitting:
            return self._found(claim, fitting[0], candidates)
        rounded = [c for c in candidates.same_unit if self._rounds(claim, c)]
        of_whole = is_share_of_whole(self.pair, claim)
        rounded += [c for c in candidates.every if tells_fraction(claim, c, of_whole=of_whole)]
        if rounded:
            return self._rounded(claim, rounded[0])
        ends = [c for c in candidates.same_unit if self._is_end(claim, c)]
        if ends:
            return self._end(claim, ends[0])
        every = candidates.every
        converted = [c for c in every if is_converted(claim.quantity, c.source.quantity)]
        if converted:
            return self._exact(claim, converted[0], candidates)
        return self._mistakes.explain(claim, every, candidates.equal)

    def _is_end(self, claim: Stated, other: Candidate, *, both: bool = False) -> bool:
        """Whether a figure is one end of a range; `both`: told with the other end."""
        beside = [s.quantity for s in self.pair.beside(claim)]
        figure = claim.quantity
        if both and other.source.quantity.value_high is not None:
            figure = figure.model_copy(update={"qualifier": "exact"})
        return is_end_of_range(figure, other.source.quantity, beside)

    def _end(self, claim: Stated, other: Candidate) -> list[Finding]:
        """The figure is one end of a range of the source."""
        self.pair.match(claim, other.source)
        source = other.source
        told = (self._attribution(claim, other), told_as_done_or_meant(claim, source))
        problems = [found for found in told if found]
        message = f"The source says {wording.meant(source.quantity, self.pair.source.lang)}."
        found = finding(claim, "supported", message, source.quantity)
        return problems or [found.model_copy(update={"evidence": evidence_of(claim, other)})]

    def _in_source_unit(self, claim: Stated) -> Stated:
        """A measure in the unit the source uses, where it has none in the claim's."""
        quantity = claim.quantity
        if quantity.kind != "measure" or quantity.value_high is not None:
            return claim
        there = [s.quantity for s in self.pair.source.stated if s.quantity.kind == "measure"]
        if any(q.unit == quantity.unit or q.value == quantity.value for q in there):
            return claim
        for unit in self.pair.measures:
            value = converted_value(quantity, unit)
            if value is not None and value == value.quantize(_STEP):
                changed = quantity.model_copy(update={"value": value, "unit": unit})
                return claim.measured_as(changed)
        return claim

    def _found(self, claim: Stated, best: Candidate, candidates: Candidates) -> list[Finding]:
        """The value stands in the source; another figure may be meant all the same."""
        if not claim.threshold and all(c.source.threshold for c in candidates.fitting):
            slip = self._mistakes.explain(claim, candidates.every, [])
            if slip and slip[0].verdict == "scale_error":
                return slip  # 1亿元 ten times too large is the size of other projects
        meant = None if claim.threshold else nearly_verbatim(candidates, best)
        if meant and not same_value(claim.quantity, meant.source.quantity):
            return [self._mistakes.mistold(claim, meant.source)]
        if meant and meant.unit != "same":
            return [self._mistakes.other_unit(claim, meant)]
        found = self._exact(claim, meant or best, candidates)
        doubtful = found[0].severity == "error" and (
            found[0].verdict != "qualifier_mismatch"
            or best.place == "other"
            or claim.quantity.qualifier in ("nearly", "at_most")
        )
        if found[0].severity == "error" and Computation(self.pair, claim).may_be_difference:
            doubtful = True
        if claim.quantity.kind == "ratio" and found[0].severity == "error":
            worked_out = Computation(self.pair, claim).of_own()
            return [worked_out] if worked_out else found
        other = self._declared(claim, best, candidates) if doubtful else None
        if other:
            return self._rounded(claim, other)
        rest = self._worked_out(claim) if doubtful else None
        return [rest] if rest else found

    def _worked_out(self, claim: Stated) -> Finding | None:
        """The figure as worked out from others of the claim, or as the difference it is told as."""
        worked_out = Computation(self.pair, claim)
        rest = worked_out.of_companions()
        if rest is None and worked_out.may_be_difference:
            derived = worked_out.finding()
            rest = derived if derived and worked_out.rests_on_own(derived) else None
        return rest

    def _rounds(self, claim: Stated, other: Candidate) -> bool:
        clear = other.score >= _CLEAR_CONTEXT
        how = is_rounded(claim.quantity, other.source.quantity, shares=clear)
        least = _CLEAR_CONTEXT / (2 if claim.quantity.kind == "percent" else 1)
        return how is not None and (how == "declared" or other.score >= least)

    def _declared(self, claim: Stated, best: Candidate, candidates: Candidates) -> Candidate | None:
        """The figure the claim rounds in so many words, where its context is the claim's."""
        sentence = self.pair.claim.outline.sentence(claim.sentence)
        cues = status_cues(self.pair.claim.lang).finditer(self.pair.claim.text, *_ends(sentence))
        done = claim.status is not None and all(cue.lastgroup != "future" for cue in cues)
        for one in candidates.same_unit:
            clear = one.score >= max(_CLEAR_CONTEXT, best.score)
            equal = same_value(claim.quantity, one.source.quantity)
            rounded = is_rounded(claim.quantity, one.source.quantity, shares=done)
            if clear and not equal and rounded == "declared":
                return one
        return None

    def _exact(self, claim: Stated, best: Candidate, others: Candidates) -> list[Finding]:
        """Is the value told of the same thing, in the same way?"""
        self.pair.match(claim, best.source)
        if claim.threshold or best.source.threshold:
            told = [told_otherwise(claim, best.source)]
            if not claim.threshold and not any(map(str.isdecimal, best.source.quantity.surface)):
                told.append(told_as_done_or_meant(claim, best.source))
        else:
            told = [
                told_as_other(claim, best, others)
                or self.pair.known.together.check(self.pair.claim, claim)
                or told_of_other(self.pair, claim, best, others)
                or LeadWords(self.pair).check(claim, best, others),
                None if best.place == "other" else self._owners.check(claim, best, others),
                told_in_other_direction(claim, best.source),
                told_as_level(claim, best.source),
                told_as_other_share(claim, best.source),
                told_by_other_time(claim, best.source),
                told_backwards(claim, best.source),
                self._attribution(claim, best),
                told_otherwise(claim, best.source),
                told_as_done_or_meant(claim, best.source),
                self._picked(claim, best.source),
                self._begun_too_early(claim, best.source),
                told_as_whole(self.pair, claim, best.source),
                told_as_each(self.pair, claim, best.source),
                share_of_other_base(self.pair, claim, best.source),
                told_of_first_phase(self.pair, claim, best.source),
                total_told_as_spent(self.pair, claim, best.source),
            ]
        problems = [found for found in told if found]
        if problems:
            return problems
        source = best.source.quantity
        message = f"The source says {wording.meant(source, self.pair.source.lang)}."
        found = finding(claim, "supported", message, source)
        return [found.model_copy(update={"evidence": evidence_of(claim, best)})]

    def _attribution(self, claim: Stated, best: Candidate) -> Finding | None:
        if best.place != "other":
            return None
        told = self.pair.claim_places.claimed(claim.quantity.span)
        return put_down_to_other(claim, best, told, self.pair.owner(best.source))

    def _begun_too_early(self, claim: Stated, source: Stated) -> Finding | None:
        """What the source only plans to finish is told as finished: has gone into production."""
        pair = self.pair
        sentence = pair.claim.outline.sentence(claim.sentence).cut(pair.claim.text)
        group = group_around(pair.source, source.quantity.span).cut(pair.source.text)
        planned = planned_step(group)
        if planned is None or not told_finished(sentence, pair.claim.lang):
            return None
        message = f"The claim tells the work as finished; in the source it is planned ({planned})."
        return finding(claim, "status_mismatch", message, source.quantity)

    def _picked(self, claim: Stated, source: Stated) -> Finding | None:
        """The claim gives one of two values between which the source is torn."""
        other = told_twice(source, self.pair.known.contradictions)
        beside = self.pair.beside(claim)
        if other is None or any(same_value(s.quantity, other.quantity) for s in beside):
            return None
        message = picked(claim.quantity.surface, source, other)
        expected = f"{source.quantity.surface} or {other.quantity.surface}"
        return finding(claim, "source_conflict", message, source.quantity, expected)

    def _rounded(self, claim: Stated, best: Candidate) -> list[Finding]:
        self.pair.match(claim, best.source)
        source = best.source.quantity
        problems = (self._attribution(claim, best), told_as_done_or_meant(claim, best.source))
        told = [found for found in problems if found]
        if told:
            share = claim.quantity.kind == "ratio" and Computation(self.pair, claim).finding()
            return [share] if share else told
        meant = wording.meant(source, self.pair.source.lang)
        message = (
            f"{wording.shown(claim.quantity)} is derived by rounding from the source's {meant}."
        )
        found = finding(claim, "supported", message, source)
        fraction = claim.quantity.kind == "ratio"
        declared = fraction or is_rounded(claim.quantity, source) == "declared"
        severity = "info" if declared else "warning"
        return [found.model_copy(update={"severity": severity, "evidence": "quantity"})]


def _ends(span: Span) -> tuple[int, int]:
    return span.start, span.end


def _place_of(claim: Stated, told: Governing | None, there: Governing | None) -> PlaceFit:
    """How the places fit; how long works took is told of where they stand, or of its city."""
    fit = place_fit(told, there)
    if fit == "other" and claim.quantity.kind == "duration" and told and there:
        return "unknown" if lies_in(told.place, there.place) else fit
    return fit
