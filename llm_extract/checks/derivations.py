"""Figures a claim computes from those of its source: sums, differences, shares, growth."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache, cached_property

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity

from .amounts import fits_fraction, is_rounded, significant
from .concepts import compatible_nouns
from .operands import Operands, Outcome
from .operations import OPERATIONS, completions
from .stated import Stated

_SURE_DIGITS = 3
_RATES = ("percent", "ratio", "percentage_point")
_DERIVED_SHARE = Decimal("0.04")
_TENTH_STEP = Decimal("2.5")
_REACH = {"zh": 26, "en": 90}
_ADDING = ("sum", "difference")


@dataclass(frozen=True)
class Derivation:
    """Source figures, and the arithmetic that makes the claim's figure of them.

    `announced`: by a word such as combined; `together`: the figures stand in one sentence.
    """

    terms: tuple[Quantity, ...]
    arithmetic: str
    announced: bool
    together: bool

    @property
    def obvious(self) -> bool:
        """Whether a reader would see at once where the figure comes from."""
        return self.announced and self.together


def derive(claim: Stated, words: str, operands: Operands, lang: Lang) -> Derivation | None:
    """How the claim's figure comes about from the source's, or None.

    `words` are those around the figure: each operation has words that announce it. Without one
    only sums and differences of three and more digits within one sentence are believed.
    """
    quantity = claim.quantity
    if quantity.value is None or quantity.value_high is not None:
        return None
    for outcome in completions(quantity, operands):
        loose = quantity.qualifier != "exact" and quantity.kind in ("money", "percentage_point")
        if outcome.value == quantity.value or (loose and agrees(quantity, outcome.value)):
            return _derivation(outcome, announced=True)
    rest = _rest(quantity, words, operands, lang)
    if rest:
        return rest if rest.terms else None
    search = _Search(claim, words, operands, lang)
    return next((found for o in OPERATIONS if (found := search.by(o))), None)


@dataclass(frozen=True)
class _Search:
    """Looks for the arithmetic behind one figure, operation by operation."""

    claim: Stated
    words: str
    operands: Operands
    lang: Lang

    def by(self, operation: str) -> Derivation | None:
        """What the figure is the result of, where its words let the operation be meant."""
        quantity, adds = self.claim.quantity, operation in _ADDING
        directly = self._announces(operation)
        announced = directly or (adds and self._announces("sum"))
        sure = _is_sure(quantity)
        if self._is_barred(operation, directly=directly) or not (announced or (adds and sure)):
            return None
        rounds = not adds or operation in self._only or sure
        for outcome in OPERATIONS[operation](quantity, self.operands):
            if adds and any(_counts_other(self.claim, term) for term in outcome.terms):
                continue
            found = _derivation(outcome, announced=announced)
            near = rounds or (directly and found.together and quantity.qualifier != "exact")
            fits = outcome.value == quantity.value or (near and agrees(quantity, outcome.value))
            if fits and (announced or found.together):
                return found
        return None

    def _announces(self, operation: str) -> bool:
        told = announces(operation, self.words, self.lang)
        return told or (operation == "difference" and self.claim.change)

    def _is_barred(self, operation: str, *, directly: bool) -> bool:
        """Whether the words leave no doubt that another operation is meant."""
        other = bool(self._only) and operation not in self._only
        return other and not directly and self.claim.quantity.kind != "percent"

    @cached_property
    def _only(self) -> list[str]:
        return [o for o in _ADDING if announces(o, self.words, self.lang, strong=True)]


def _counts_other(claim: Stated, term: Stated) -> bool:
    """Whether a term counts other things than the claim, as visits do not add up to offices."""
    return compatible_nouns(claim.nouns, term.nouns) is False


def _rest(claim: Quantity, words: str, operands: Operands, lang: Lang) -> Derivation | None:
    """What other percentages of the claim leave of the whole; without terms where they do not."""
    shares = [s.quantity for s in operands.own if s.quantity.kind == "percent"]
    if claim.kind != "percent" or not shares or not announces("rest", words, lang):
        return None
    left = 100 - sum((share.value or Decimal(0) for share in shares), Decimal(0))
    surfaces = " − ".join(share.surface for share in shares)
    fits = left == claim.value
    return Derivation(tuple(shares) if fits else (), f"100% − {surfaces}", True, True)


def _derivation(outcome: Outcome, *, announced: bool) -> Derivation:
    terms = tuple(term.quantity for term in outcome.terms)
    together = len({term.sentence for term in outcome.terms}) == 1
    return Derivation(terms, outcome.words, announced, together)


def announces(operation: str, words: str, lang: Lang, *, strong: bool = False) -> bool:
    """Whether `words` announce the result of `operation`; `strong`: and nothing else."""
    pattern = _cues(operation, f"strong_{lang}" if strong else lang)
    return pattern is not None and pattern.search(words) is not None


@cache
def _cues(operation: str, key: str) -> re.Pattern[str] | None:
    cues = "|".join(table("arithmetic")[operation].get(key, ()))
    if not cues:
        return None
    return re.compile(rf"\b(?:{cues})\b" if key.endswith("en") else f"(?:{cues})", re.IGNORECASE)


def reach(lang: Lang) -> int:
    """How many characters around a figure can announce what it is computed from."""
    return _REACH[lang]


def _is_sure(claim: Quantity) -> bool:
    return len(significant(claim.value or Decimal(0))) >= _SURE_DIGITS


def agrees(claim: Quantity, value: Decimal) -> bool:
    """Whether the claim gives `value` properly rounded."""
    if claim.value is None or not value:
        return False
    if claim.kind == "ratio" and claim.unit != "倍":
        return fits_fraction(claim, value)
    result = claim.model_copy(update={"value": value, "qualifier": "exact"})
    near = claim.kind in _RATES or abs(claim.value - value) <= _DERIVED_SHARE * abs(value)
    if near and is_rounded(claim, result):
        return True
    if claim.kind not in ("percent", "ratio"):
        return False
    if "成" in claim.surface and claim.qualifier == "exact":
        return abs(claim.value - value) <= _TENTH_STEP
    step = Decimal(1).scaleb(min(0, int(claim.value.as_tuple().exponent)))
    return value.quantize(step, ROUND_HALF_UP) == claim.value
