"""Figures a claim computes from those of its source: sums, differences, shares."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from itertools import combinations

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity

from .amounts import is_rounded, significant, unit_fit
from .readings import Reading, Stated

_MAX_TERMS = 8
_SHARE_KINDS = ("percent", "ratio")
_FRACTION_STEP = Decimal("0.02")
_SURE_DIGITS = 3


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


def derive(claim: Stated, words: str, source: Reading, lang: Lang) -> Derivation | None:
    """How the claim's figure comes about from the source's, or None.

    `words` is the claim's sentence: without a word that announces a computed figure only sums
    and differences of three and more digits within one sentence are believed.
    """
    announced = bool(_announcing(lang).search(words))
    value = claim.quantity.value
    if value is None or claim.quantity.value_high is not None:
        return None
    if claim.quantity.kind in _SHARE_KINDS:
        return _share(claim, source) if announced else None
    sure = len(significant(value)) >= _SURE_DIGITS
    if not announced and not sure:
        return None
    for terms in _groups(claim, source, everywhere=announced and sure):
        found = _sum_or_difference(claim.quantity, terms)
        if found:
            together = len({t.sentence for t in terms}) == 1
            return Derivation(tuple(t.quantity for t in terms), found, announced, together)
    return None


@cache
def _announcing(lang: Lang) -> re.Pattern[str]:
    cues = "|".join(table("checks")["derived"][lang])
    return re.compile(rf"\b(?:{cues})\b" if lang == "en" else f"(?:{cues})", re.IGNORECASE)


def _groups(claim: Stated, source: Reading, *, everywhere: bool) -> Iterator[tuple[Stated, ...]]:
    """Sets of like figures: in one sentence first, then in a row through the text."""
    like = [s for s in source.stated if unit_fit(claim, s) == "same"]
    for stated in source.by_sentence.values():
        inside = [s for s in stated if s in like]
        yield from combinations(inside, 2)
        yield from _rows(inside)
    if everywhere:
        roles = {s.role for s in like}
        for role in sorted(roles, key=str):
            yield from _rows([s for s in like if s.role == role], shortest=2)
        yield from _rows(like)


def _rows(stated: list[Stated], shortest: int = 3) -> Iterator[tuple[Stated, ...]]:
    """Neighbours, eight at most."""
    for length in range(shortest, min(_MAX_TERMS, len(stated)) + 1):
        for start in range(len(stated) - length + 1):
            yield tuple(stated[start : start + length])


def _sum_or_difference(claim: Quantity, terms: tuple[Stated, ...]) -> str | None:
    values = [t.quantity.value for t in terms if t.quantity.value is not None]
    surfaces = [t.quantity.surface for t in terms]
    if _is_result(claim, sum(values, Decimal(0))):
        return " + ".join(surfaces)
    pair = 2
    if len(values) == pair and values[0] != values[1]:
        larger, smaller = (0, 1) if values[0] > values[1] else (1, 0)
        if _is_result(claim, values[larger] - values[smaller]):
            return f"{surfaces[larger]} − {surfaces[smaller]}"
    return None


def _is_result(claim: Quantity, value: Decimal) -> bool:
    if claim.value == value:
        return True
    result = claim.model_copy(update={"value": value, "qualifier": "exact"})
    return is_rounded(claim, result) is not None


def _share(claim: Stated, source: Reading) -> Derivation | None:
    """A part as percentage or fraction of a whole of the same kind in the same sentence."""
    for stated in source.by_sentence.values():
        for one, other in combinations(stated, 2):
            if (
                unit_fit(one, other) not in ("same", "counter")
                or one.quantity.kind != other.quantity.kind
            ):
                continue
            part, whole = sorted((one.quantity, other.quantity), key=_value)
            if _value(whole) and _is_share(claim.quantity, _value(part) / _value(whole)):
                return Derivation((part, whole), f"{part.surface} / {whole.surface}", True, True)
    return None


def _value(quantity: Quantity) -> Decimal:
    return quantity.value or Decimal(0)


def _is_share(claim: Quantity, share: Decimal) -> bool:
    value = _value(claim)
    if claim.kind == "ratio":
        return claim.unit != "倍" and abs(value - share) <= _FRACTION_STEP
    step = Decimal(1).scaleb(min(0, int(value.as_tuple().exponent)))
    return (share * 100).quantize(step, ROUND_HALF_UP) == value
