"""Checking the amounts of a claim one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from ..records import Finding, Quantity, Verdict
from ..text import Span
from . import wording
from .amounts import is_converted, is_rounded, power_of_ten, qualifier_fit, same_value, significant
from .concepts import exclusive
from .derivations import derive
from .matching import Candidate, candidate, digit_likeness, rank, scale_bonus
from .places import Governing, Places, place_fit
from .readings import Reading, Stated

_CLEAR_CONTEXT = 4.0
_COMPANY = 0.8
_MAX_COMPANY = 2
_FEW = 10


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
        governing = self.claim_places.governing(claim.quantity.span)
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
            return self._exact(claim, fitting[0], candidates)
        rounded = [c for c in candidates if c.unit == "same" and self._rounds(claim, c)]
        if rounded:
            return self._rounded(claim, rounded[0])
        converted = [c for c in candidates if is_converted(claim.quantity, c.source.quantity)]
        if converted:
            source = converted[0].source.quantity
            message = f"{claim.quantity.surface} is {source.surface} in another unit."
            return [self._finding(claim, "supported", message, source)]
        return self._wrong(claim, candidates, [c for c in exact if c.unit != "kind"])

    def _rounds(self, claim: Stated, other: Candidate) -> bool:
        how = is_rounded(claim.quantity, other.source.quantity)
        return how is not None and (how == "declared" or other.score >= _CLEAR_CONTEXT)

    def _exact(self, claim: Stated, best: Candidate, others: list[Candidate]) -> list[Finding]:
        """The value stands in the source: is it told of the same thing, in the same way?"""
        self._match(claim, best.source)
        source = best.source.quantity
        problems = [
            finding
            for finding in (
                self._swapped(claim, best, others),
                self._change(claim, best.source),
                self._attribution(claim, best),
                self._qualifier(claim, best.source),
                self._status(claim, best.source),
            )
            if finding
        ]
        if problems:
            return problems
        message = f"The source says {wording.meant(source, self.source.lang)}."
        return [self._finding(claim, "supported", message, source)]

    def _match(self, claim: Stated, source: Stated) -> None:
        self.matched.setdefault(claim.sentence, []).append(source)

    def _swapped(self, claim: Stated, best: Candidate, others: list[Candidate]) -> Finding | None:
        """The value is another indicator's: this year's investment told as the total."""
        role, there = claim.role, best.source.role
        if not role or not there or role in best.source.indicators or there in claim.indicators:
            return None
        if not exclusive(role, there):
            return None
        message = (
            f"The claim gives {claim.quantity.surface} as {_named(role)}; "
            f"the source gives it as {_named(there)}"
        )
        for other in others:
            if other.source.role == role and _could_be_meant(other, best):
                figure = other.source.quantity
                message += f", and {figure.surface} as {_named(role)}."
                return self._finding(claim, "value_mismatch", message, figure)
        if claim.role_is_close and best.source.role_is_close:
            return self._finding(claim, "value_mismatch", f"{message}.", best.source.quantity)
        return None

    def _change(self, claim: Stated, source: Stated) -> Finding | None:
        """A rise or fall of the source told as the level reached."""
        kind = claim.quantity.kind
        told = not claim.indicators.isdisjoint(("growth", "fall", "above"))
        if kind not in ("money", "count", "measure") or not source.change or told:
            return None
        message = f"The claim gives {claim.quantity.surface} as a level; in the source it is a change."
        return self._finding(claim, "value_mismatch", message, source.quantity)

    def _attribution(self, claim: Stated, best: Candidate) -> Finding | None:
        if best.place != "other":
            return None
        told = self.claim_places.governing(claim.quantity.span)
        there = self._governing(best.source)
        if told is None or there is None:
            return None
        message = (
            f"The claim puts {claim.quantity.surface} down to {told.place.surface}; "
            f"in the source {best.source.quantity.surface} belongs to {there.place.surface}."
        )
        return self._finding(claim, "misattributed", message, best.source.quantity, there.place.surface)

    def _qualifier(self, claim: Stated, source: Stated) -> Finding | None:
        fit = qualifier_fit(claim.quantity.qualifier, source.quantity.qualifier)
        if fit == "same":
            return None
        message = (
            f"The claim says {wording.shown(claim.quantity)}; "
            f"the source says {wording.shown(source.quantity)}."
        )
        severity = "warning" if fit == "softer" else "error"
        finding = self._finding(claim, "qualifier_mismatch", message, source.quantity)
        return finding.model_copy(update={"severity": severity})

    def _status(self, claim: Stated, source: Stated) -> Finding | None:
        told = claim.status.told if claim.status else None
        there = source.status.told if source.status else None
        figure, words = claim.quantity.surface, source.status.words if source.status else ""
        if there == "future" and told != "future" and told != "nominal":
            message = f"The claim tells {figure} as a result; in the source it is a target or plan ({words})."
        elif told == "future" and there in ("result", "weak"):
            message = f"The claim tells {figure} as a target or plan; in the source it is a result ({words})."
        else:
            return None
        return self._finding(claim, "status_mismatch", message, source.quantity)

    def _rounded(self, claim: Stated, best: Candidate) -> list[Finding]:
        self._match(claim, best.source)
        source = best.source.quantity
        declared = is_rounded(claim.quantity, source) == "declared"
        message = (
            f"{wording.shown(claim.quantity)} is derived by rounding from the source's "
            f"{wording.meant(source, self.source.lang)}."
        )
        finding = self._finding(claim, "supported", message, source)
        if not declared:
            finding = finding.model_copy(update={"severity": "warning"})
        told = [f for f in (self._attribution(claim, best), self._status(claim, best.source)) if f]
        return told or [finding]

    def _wrong(
        self, claim: Stated, candidates: list[Candidate], other_unit: list[Candidate]
    ) -> list[Finding]:
        """The figure as such is not in the source: which slip explains it best?"""
        kin = [c for c in candidates if c.unit in ("same", "currency")]
        scored = [(c.score + self._slip(claim, c), c) for c in kin]
        score, best = max(scored, key=lambda pair: pair[0], default=(0.0, None))
        if other_unit and (best is None or other_unit[0].score + self._weight(claim) >= score):
            return [self._other_unit(claim, other_unit[0])]
        words = self.claim.outline.sentence(claim.sentence).cut(self.claim.text)
        scale = best and power_of_ten(claim.quantity, best.source.quantity)
        if not scale:
            derived = derive(claim, words, self.source, self.claim.lang)
            if derived:
                message = f"{claim.quantity.surface} is derived: {derived.arithmetic}."
                finding = self._finding(claim, "supported", message, derived.terms[0])
                severity = "info" if derived.obvious else "warning"
                return [finding.model_copy(update={"severity": severity})]
        if best is None or score < _CLEAR_CONTEXT:
            return self._unsupported(claim)
        self._match(claim, best.source)
        return [self._scale(claim, best.source, scale) if scale else self._value(claim, best.source)]

    def _weight(self, claim: Stated) -> float:
        """How much an equal value speaks for one amount being the other: its digits."""
        return 3.0 + 2.0 * len(significant(claim.quantity.value or Decimal(0)))

    def _slip(self, claim: Stated, other: Candidate) -> float:
        return scale_bonus(claim, other.source) + digit_likeness(claim, other.source)

    def _unsupported(self, claim: Stated) -> list[Finding]:
        quantity = claim.quantity
        if quantity.value == 1 and quantity.kind == "count":
            return []
        message = f"{quantity.surface} is nowhere in the source."
        finding = self._finding(claim, "unsupported", message, None)
        worded = not any(c.isdecimal() for c in quantity.surface)
        if worded and quantity.value is not None and quantity.value <= _FEW:
            finding = finding.model_copy(update={"severity": "warning"})
        return [finding]

    def _scale(self, claim: Stated, source: Stated, power: int) -> Finding:
        message = (
            f"The claim says {claim.quantity.surface}; the source says "
            f"{wording.meant(source.quantity, self.source.lang)}: {wording.times(-power)}."
        )
        return self._finding(claim, "scale_error", message, source.quantity)

    def _value(self, claim: Stated, source: Stated) -> Finding:
        message = (
            f"The claim says {wording.shown(claim.quantity)}; "
            f"the source says {wording.meant(source.quantity, self.source.lang)}."
        )
        return self._finding(claim, "value_mismatch", message, source.quantity)

    def _other_unit(self, claim: Stated, best: Candidate) -> Finding:
        self._match(claim, best.source)
        source = best.source.quantity
        money = best.unit == "currency"
        verdict: Verdict = "currency_mismatch" if money else "unit_mismatch"
        ours, theirs = claim.quantity, source
        if best.unit == "counter":
            message = (
                f"The claim counts {ours.surface} ({_named(*claim.nouns)}); "
                f"the source counts {theirs.surface} ({_named(*best.source.nouns)})."
            )
        else:
            message = f"The claim says {ours.surface}; the source says {theirs.surface}."
        return self._finding(claim, verdict, message, source)

    def _finding(
        self,
        claim: Stated,
        verdict: Verdict,
        message: str,
        source: Quantity | None,
        expected: str | None = None,
    ) -> Finding:
        wrong = verdict != "supported"
        surface = source.surface if source else None
        return Finding(
            verdict=verdict,
            severity="error" if wrong else "info",
            message=message,
            claim=claim.quantity.surface,
            claim_span=Span(claim.quantity.start, claim.quantity.end),
            source_span=source.span if source else None,
            expected=(expected or surface) if wrong else None,
        )


def _could_be_meant(other: Candidate, best: Candidate) -> bool:
    """Whether the claim may have meant `other` where it took the value of `best`."""
    near = abs(other.source.sentence - best.source.sentence) <= 1
    differs = not same_value(other.source.quantity, best.source.quantity)
    return other.unit == "same" and other.place != "other" and near and differs


def _named(*concepts: str) -> str:
    """Concepts in words: total_investment → total investment."""
    return " or ".join(sorted(c.replace("_", " ") for c in concepts)) or "something else"
