"""Numerals to exact decimals: Arabic, Chinese and mixed (1.2万亿).

A numeral parses whole or not at all: every function returns None rather than guess.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from .knowledge import table

_LONGEST = 40
"""Longer runs of digits are no amounts; below it a Decimal holds every value exactly."""
_MOST_DIGITS = 18
_ARABIC = re.compile(r"-?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?", re.ASCII)
_PIECE = re.compile(r"[\d.,]+|.", re.ASCII | re.DOTALL)
_FIRST_COLLOQUIAL = 100


@cache
def chinese_digits() -> dict[str, int]:
    """Value of each Chinese digit."""
    digits: dict[str, int] = table("numerals")["chinese"]["digits"]
    return digits


@cache
def chinese_small() -> dict[str, int]:
    """Multipliers inside a group of four digits: 十 百 千."""
    small: dict[str, int] = table("numerals")["chinese"]["small"]
    return small


@cache
def chinese_big() -> dict[str, int]:
    """Multipliers that close a group: 万 亿."""
    big: dict[str, int] = table("numerals")["chinese"]["big"]
    return big


_FREQUENT = {"，": ",", "：": ":"}
"""Signs that nearly every text has; replacing them one by one is quicker."""


@cache
def _folds() -> tuple[re.Pattern[str], dict[str, str]]:
    folds = table("numerals")["chinese"]["folds"]
    forms = dict(zip(folds["from"], folds["to"], strict=True))
    rare = "".join(re.escape(form) for form in forms if form not in _FREQUENT)
    return re.compile(f"[{rare}]"), forms


def fold(text: str) -> str:
    """`text` with full-width and traditional number forms folded, one character to one."""
    for sign, form in _FREQUENT.items():
        text = text.replace(sign, form)
    foldable, forms = _folds()
    return foldable.sub(lambda match: forms[match[0]], text)


@cache
def _multipliers() -> frozenset[str]:
    return frozenset((*chinese_small(), *chinese_big()))


def is_multiplier(numeral: str) -> bool:
    """Whether a folded numeral has multipliers only, as in 百亿 or 亿."""
    return _multipliers().issuperset(numeral)


def parse_arabic(numeral: str) -> Decimal | None:
    """An Arabic numeral with optional sign and thousands separators, or None."""
    if len(numeral) > _LONGEST or not _ARABIC.fullmatch(numeral):
        return None
    digits = numeral.replace(",", "")
    return Decimal(digits) if sum(map(str.isdigit, digits)) <= _MOST_DIGITS else None


def parse_chinese(numeral: str) -> Decimal | None:
    """A folded Chinese or mixed numeral as a whole, or None when any part does not fit.

    A multiplier without a digit stands for one of it: 百亿 is 100 × 亿, 亿 is 1 × 亿. A last
    digit after a multiplier counts the next lower one: 三万五 is 35,000. Digits in a row (一二)
    are no numeral unless they are read out one by one, as in 二〇二二.
    """
    simple = _simple().fullmatch(numeral)
    if simple:
        return Decimal(simple["figure"]) * _factor(simple["times"])
    if not numeral or len(numeral) > _LONGEST:
        return None
    if numeral[0] == "-":
        positive = parse_chinese(numeral[1:]) if numeral[1:2] != "-" else None
        return None if positive is None else -positive
    if chinese_digits().keys() >= set(numeral):
        return _read_out(numeral)
    pieces = _pieces(_without_point(numeral))
    if pieces is None:
        return None
    reader = _Reader()
    fits = all(reader.take(piece) for piece in pieces)
    return reader.value() if fits else None


@cache
def _simple() -> re.Pattern[str]:
    """The numerals that most figures are: digits and at most one multiplier."""
    return re.compile(
        rf"(?P<figure>\d{{1,12}}(?:\.\d{{1,6}})?)(?P<times>[{''.join(_multipliers())}]?)", re.ASCII
    )


@cache
def _factor(times: str) -> int:
    return {**chinese_small(), **chinese_big(), "": 1}[times]


def parse_span(numeral: str) -> tuple[Decimal, Decimal] | None:
    """The ends of an approximate numeral: 七八 is 7 to 8, 三四十 is 30 to 40, 三十七八 37 to 38.

    None where the numeral holds no such pair of digits.
    """
    digits = "一二两三四五六七八九"
    match = re.fullmatch(rf"(|.*[^{digits}])([{digits}])([{digits}])([^{digits}]*)", numeral)
    if not match or len(numeral) > _LONGEST:
        return None
    before, low_digit, high_digit, after = match.groups()
    if not 1 <= chinese_digits()[high_digit] - chinese_digits()[low_digit] <= len("两个"):
        return None
    low, high = (
        parse_chinese(before + low_digit + after),
        parse_chinese(before + high_digit + after),
    )
    return None if low is None or high is None else (low, high)


def _read_out(numeral: str) -> Decimal | None:
    """A single digit, or a row of digits read one by one as in 二〇二二."""
    is_year = len(numeral) == len("二〇二二")
    if len(numeral) > 1 and not is_year and not set(numeral) & set("零〇"):
        return None
    return Decimal("".join(str(chinese_digits()[c]) for c in numeral))


def _without_point(numeral: str) -> str:
    """三点五亿 as 3.5亿."""
    whole, point, rest = numeral.partition("点")
    if not point:
        return numeral
    digits = re.match(rf"[{''.join(chinese_digits())}]+", rest)
    value = parse_chinese(whole) if digits and "点" not in rest else None
    if value is None or digits is None:
        return numeral
    decimals = "".join(str(chinese_digits()[c]) for c in digits[0])
    return f"{value}.{decimals}{rest[digits.end() :]}"


def _pieces(numeral: str) -> list[Decimal | str] | None:
    """Arabic runs and single Chinese digits as decimals, multipliers and 零 as they are."""
    pieces: list[Decimal | str] = []
    for match in _PIECE.finditer(numeral):
        piece = match[0]
        if piece[0] in "0123456789.,":
            value = parse_arabic(piece)
            if value is None:
                return None
            pieces.append(value)
        elif piece in chinese_digits() and piece not in "零〇":
            pieces.append(Decimal(chinese_digits()[piece]))
        else:
            pieces.append(piece)
    return pieces


@dataclass
class _Reader:
    """Adds up a numeral piece by piece; `take` is False for a piece that cannot follow."""

    total: Decimal = Decimal(0)
    group: Decimal = Decimal(0)
    digit: Decimal | None = None
    after_zero: bool = False
    last: int | None = None
    last_small: int | None = None
    last_big: int | None = None

    def take(self, piece: Decimal | str) -> bool:
        if isinstance(piece, Decimal):
            fits = self.digit is None
            self.digit = piece
            return fits
        if piece in "零〇":
            fits = self.digit is None and self.last is not None
            self.after_zero = True
            return fits
        if piece in chinese_small():
            return self._take_small(chinese_small()[piece])
        return piece in chinese_big() and self._take_big(chinese_big()[piece])

    def value(self) -> Decimal:
        """The sum so far, with a last digit read as in 三万五."""
        digit = self.digit or Decimal(0)
        single = 0 < digit < 10 and digit == digit.to_integral_value()  # noqa: PLR2004 -- a digit
        if self.last and self.last >= _FIRST_COLLOQUIAL and single and not self.after_zero:
            digit *= self.last // 10
        return self.total + self.group + digit

    def _take_small(self, multiplier: int) -> bool:
        fits = self.last_small is None or multiplier < self.last_small
        self.group += (Decimal(1) if self.digit is None else self.digit) * multiplier
        self.digit, self.after_zero = None, False
        self.last = self.last_small = multiplier
        return fits

    def _take_big(self, multiplier: int) -> bool:
        begun = self.digit is not None or self.last_small is not None
        group = self.group + (self.digit or 0)
        if self.last_big is None:
            self.total = (group if begun else Decimal(1)) * multiplier
            fits = True
        elif multiplier > self.last_big:
            self.total = (self.total + group) * multiplier
            fits = True
        else:
            self.total += group * multiplier
            fits = begun and multiplier < self.last_big
        self.digit, self.group, self.last_small, self.after_zero = None, Decimal(0), None, False
        self.last = self.last_big = multiplier
        return fits
