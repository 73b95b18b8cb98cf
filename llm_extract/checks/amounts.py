"""Comparing two amounts: value, unit, rounding and qualifier."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import ROUND_CEILING, ROUND_FLOOR, ROUND_HALF_UP, Decimal
from typing import Literal

from llm_extract.knowledge import table
from llm_extract.records import Qualifier, Quantity

from .concepts import compatible_counters, compatible_nouns
from .stated import Stated

UnitFit = Literal["same", "counter", "currency", "unit", "kind"]
_FRACTION_STEP = Decimal("0.02")
_FRACTION_ROOM = Decimal("0.07")
_HALF, _HALF_ROOM = Decimal("0.5"), Decimal("0.1")
"""Over half is told up to three fifths, which have a name of their own."""
_SILENT_DIGITS = 3
_SILENT_POINTS = Decimal("0.2")
_CONVERSION_SHARE = Decimal("0.01")
_DECLARED_SHARE = Decimal("0.1")
_LOWER: frozenset[Qualifier] = frozenset({"at_least", "over", "multi_more"})
_BARE = ("duration", "measure", "percentage_point")
"""What a number without a unit of its own may stand for, as in "down from 92 days to 35"."""
_SHARES = ("percent", "percentage_point")


def same_value(one: Quantity, other: Quantity) -> bool:
    """Whether both stand for exactly the same figure or range.

    A fall of 8.92% and a growth of -8.92% are: which of the two it is, trends tell.
    """
    if one.kind == other.kind == "percent" and one.value is not None and other.value is not None:
        return abs(one.value) == abs(other.value) and one.value_high == other.value_high
    return one.value == other.value and one.value_high == other.value_high


def is_end_of_range(one: Quantity, range_: Quantity, others: Iterable[Quantity]) -> bool:
    """Whether a figure is told as one end of a range: from 5,000, up to 9,000, or with the other.

    `others` are the figures told beside it.
    """
    if range_.value_high is None or one.value_high is not None:
        return False
    low, high = one.value == range_.value, one.value == range_.value_high
    if (low and one.qualifier in _LOWER) or (high and one.qualifier == "at_most"):
        return True
    other = range_.value_high if low else range_.value
    return (low or high) and any(q.value == other and q.value_high is None for q in others)


def unit_fit(claim: Stated, source: Stated) -> UnitFit:
    """How the units go together: `counter` for another thing counted, `kind` for no kinship."""
    one, other = claim.quantity, source.quantity
    if one.kind != other.kind:
        return _fit_of_kinds(claim, source)
    if one.kind == "count":
        fit = compatible_nouns(claim.nouns, source.nouns)
        if fit is not False and _both_chinese(one, other):
            fit = compatible_counters(one.unit, other.unit, source.nouns)
        return "counter" if fit is False else "same"
    if one.unit == other.unit:
        return "same"
    return "currency" if one.kind == "money" else "unit"


def _fit_of_kinds(claim: Stated, source: Stated) -> UnitFit:
    """How the units of amounts of two kinds go together."""
    one, other = claim.quantity, source.quantity
    if one.kind in _SHARES and other.kind in _SHARES:
        return "unit"
    bare = one.kind == "count" and not one.unit and not claim.nouns and other.kind in _BARE
    if bare or _counts_measure(claim, source) or _counts_measure(source, claim):
        return "same"
    return "kind"


def _counts_measure(one: Stated, other: Stated) -> bool:
    """Whether a count is of what a unit of measure stands for: 标箱2.1万个 in TEU."""
    if one.quantity.kind != "count":
        return False
    return table("checks")["counted_measures"].get(other.quantity.unit) in one.nouns


def _both_chinese(one: Quantity, other: Quantity) -> bool:
    return not one.unit.isascii() and not other.unit.isascii()


def power_of_ten(one: Quantity, other: Quantity) -> int | None:
    """The n where `one` is 10**n times `other` and n is not 0; None for any other ratio."""
    there = other.value
    if one.kind == other.kind == "measure" and one.unit != other.unit:
        there = converted_value(other, one.unit)
    if not one.value or not there:
        return None
    if significant(one.value) != significant(there):
        return None
    power = one.value.adjusted() - there.adjusted()
    return power or None


def significant(value: Decimal) -> tuple[int, ...]:
    """The digits of `value` without leading and trailing zeros."""
    return value.normalize().as_tuple().digits


def is_rounded(
    claim: Quantity, source: Quantity, *, shares: bool = False
) -> Literal["declared", "silent"] | None:
    """Whether the claim's value is the source's, rounded in the direction its words declare.

    `silent`: rounded without a word, to three significant digits or more.
    `shares`: a percentage below the claim's counts, too, for figures whose context is the claim's.
    """
    if claim.value is None or source.value is None or not claim.value or not source.value:
        return None
    if source.value_high is not None or claim.value_high is not None:
        return None
    exponent = claim.value.normalize().as_tuple().exponent
    step = Decimal(1).scaleb(int(exponent))
    nearest = _to_step(source.value, step, ROUND_HALF_UP)
    near = abs(claim.value - source.value) <= _DECLARED_SHARE * abs(source.value)
    below = claim.qualifier == "at_most" and (shares or claim.kind not in _SHARES)
    if below and near and 0 < source.value < claim.value:
        return "declared" if claim.value == _to_step(source.value, step, ROUND_CEILING) else None
    if claim.qualifier in ("exact", "at_most"):
        enough = len(significant(claim.value)) >= _SILENT_DIGITS or (
            claim.kind == "percent" and abs(claim.value - source.value) <= _SILENT_POINTS
        )
        return "silent" if enough and claim.value == nearest else None
    rounding = {"nearly": ROUND_CEILING, "about": ROUND_HALF_UP}.get(claim.qualifier, ROUND_FLOOR)
    return "declared" if near and claim.value == _to_step(source.value, step, rounding) else None


def fits_fraction(claim: Quantity, share: Decimal) -> bool:
    """Whether a fraction in words fits: over half for 0.55, fewer than half for 0.47."""
    excess = share - (claim.value or Decimal(0))
    if claim.qualifier in ("over", "at_least", "multi_more"):
        return 0 <= excess <= (_HALF_ROOM if claim.value == _HALF else _FRACTION_ROOM)
    if claim.qualifier in ("nearly", "at_most"):
        return -_FRACTION_ROOM <= excess <= 0
    return abs(excess) <= _FRACTION_STEP


def is_fraction_of(claim: Quantity, source: Quantity) -> bool:
    """Whether a fraction such as two fifths tells a percentage of the source."""
    if claim.kind != "ratio" or claim.unit or source.kind != "percent" or source.value is None:
        return False
    return fits_fraction(claim, source.value / 100)


def _to_step(value: Decimal, step: Decimal, rounding: str) -> Decimal:
    return (value / step).to_integral_value(rounding) * step


def converted_value(quantity: Quantity, unit: str) -> Decimal | None:
    """The value of `quantity` in another `unit` of the same measure, or None for none such."""
    rows = table("checks")["conversions"]
    if quantity.value is None or quantity.unit == unit:
        return quantity.value if quantity.unit == unit else None
    if unit not in rows or quantity.unit not in rows:
        return None
    (one, factor), (other, other_factor) = rows[unit], rows[quantity.unit]
    return quantity.value * Decimal(other_factor) / Decimal(factor) if one == other else None


def is_converted(claim: Quantity, source: Quantity) -> bool:
    """Whether the claim gives the source's measure in another unit, to three digits."""
    if claim.unit == source.unit or claim.value is None:
        return False
    there = converted_value(source, claim.unit)
    if there is None:
        return False
    exponent = int(claim.value.normalize().as_tuple().exponent)
    rounded = _to_step(there, Decimal(1).scaleb(exponent), ROUND_HALF_UP)
    return claim.value == rounded and abs(there - rounded) <= _CONVERSION_SHARE * abs(there)


def qualifier_fit(claim: Qualifier, source: Qualifier) -> Literal["same", "softer", "wrong"]:
    """Whether the claim's qualifier may stand for the source's.

    At least, over and 余 are one class; a softer word than the source's is not wrong.
    """
    if claim == source or (claim in _LOWER and source in _LOWER):
        return "same"
    if claim == "about" and source in ("multi_more", "nearly"):
        return "same"
    if claim == "about" or (source == "about" and claim == "exact"):
        return "softer"
    return "wrong"
