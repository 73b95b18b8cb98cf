"""Parts of a whole in words: two-thirds, 三分之二."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

from .knowledge import table

_SIMPLE = 9999
_LARGEST_NUMERAL = 10_000
_HUNDRED = 100
_INTEGER_WORDS = 10


def _as_fraction(value: Decimal) -> Fraction:
    """The simplest fraction `value` stands for: 0.333… is a third."""
    near = Fraction(value).limit_denominator(_SIMPLE)
    same = Decimal(near.numerator) / Decimal(near.denominator) == value
    return near if same else Fraction(value)


def english_fraction(value: Decimal) -> str:
    """Two-thirds; with figures where no word names the denominator: 7/40."""
    rows = table("render")["english"]
    fraction = _as_fraction(value)
    numerator, denominator = fraction.numerator, fraction.denominator
    name = rows["denominators"].get(str(denominator))
    if name is None or not 0 < numerator < _INTEGER_WORDS:
        return f"{numerator}/{denominator}"
    words = rows["small_numbers"][numerator]
    return f"{words}-{name}{'' if numerator == 1 else 's'}"


def chinese_fraction(value: Decimal) -> str:
    """三分之二. A hundredth would be a percent, so that it is told in thousandths."""
    fraction = _as_fraction(value)
    numerator, denominator = fraction.numerator, fraction.denominator
    if denominator == _HUNDRED:
        numerator, denominator = numerator * 10, denominator * 10
    return f"{_chinese_numeral(denominator)}分之{_chinese_numeral(numerator)}"


def _chinese_numeral(number: int) -> str:
    """A whole number in characters; figures from 10,000 up."""
    if number >= _LARGEST_NUMERAL:
        return str(number)
    digits, words, gap = table("render")["chinese"]["digits"], "", False
    for power, unit in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // power % 10
        if digit:
            words += (digits[0] if gap and words else "") + digits[digit] + unit
        gap = not digit
    return words.removeprefix("一") if words.startswith("一十") else words
