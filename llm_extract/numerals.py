"""Numerals to exact decimals: Arabic, Chinese, mixed (1.2万亿), and English words."""

from __future__ import annotations

from decimal import Decimal
from functools import cache

from .knowledge import table


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


@cache
def _folds() -> dict[int, str]:
    folds = table("numerals")["chinese"]["folds"]
    return {ord(a): b for a, b in zip(folds["from"], folds["to"], strict=True)}


def fold(text: str) -> str:
    """`text` with full-width and traditional number forms folded, one character to one."""
    return text.translate(_folds())


def parse_arabic(numeral: str) -> Decimal | None:
    """An Arabic numeral with optional thousands separators, or None if it is not one."""
    digits = numeral.replace(",", "")
    if not digits.replace(".", "", 1).lstrip("-").isdigit():
        return None
    return Decimal(digits)


def parse_chinese(numeral: str) -> Decimal | None:
    """A folded Chinese or mixed numeral as a whole, or None when any part does not fit.

    A multiplier without a digit stands for one of it: 百亿 is 100 × 亿, 亿 is 1 × 亿.
    Two digits in a row (一二) are no numeral unless all are digits, as in 二〇二二.
    """
    if not numeral:
        return None
    total = group = Decimal(0)
    digit: Decimal | None = None
    last_small = last_big = None
    for piece in _pieces(numeral):
        if isinstance(piece, Decimal):
            if digit is not None:
                return _positional(numeral)
            digit = piece
        elif piece in chinese_small():
            multiplier = chinese_small()[piece]
            if last_small is not None and multiplier >= last_small:
                return None
            group += (Decimal(1) if digit is None else digit) * multiplier
            digit, last_small = None, multiplier
        elif piece in chinese_big():
            multiplier = chinese_big()[piece]
            group += digit or 0
            if group == 0 and total == 0:
                group = Decimal(1)
            total = (
                (total + group) * multiplier
                if _rises(last_big, multiplier)
                else (total + group * multiplier)
            )
            digit, group, last_small, last_big = None, Decimal(0), None, multiplier
        else:
            return None
    return total + group + (digit or 0)


def _rises(last: int | None, multiplier: int) -> bool:
    """Whether a larger multiplier takes all before it, as 亿 does in 1.2万亿."""
    return last is not None and multiplier > last


def _pieces(numeral: str) -> list[Decimal | str]:
    """Arabic runs and single Chinese digits as decimals, multipliers as they are."""
    pieces: list[Decimal | str] = []
    position = 0
    while position < len(numeral):
        end = position
        while end < len(numeral) and numeral[end] in "0123456789.,":
            end += 1
        if end > position:
            value = parse_arabic(numeral[position:end])
            pieces.append("?" if value is None else value)
            position = end
            continue
        character = numeral[position]
        if character in chinese_digits():
            value = Decimal(chinese_digits()[character])
            if character not in "零〇" or len(numeral) == 1 or _all_digits(numeral):
                pieces.append(value)
        else:
            pieces.append(character)
        position += 1
    return pieces


def _all_digits(numeral: str) -> bool:
    return all(c in chinese_digits() for c in numeral)


def _positional(numeral: str) -> Decimal | None:
    """A row of digits read one by one, as in 二〇二二."""
    if not _all_digits(numeral):
        return None
    return Decimal("".join(str(chinese_digits()[c]) for c in numeral))


def parse_english(words: str) -> Decimal | None:
    """English number words or a figure with a scale word: "two hundred", "53.8 billion"."""
    known: dict[str, int] = table("numerals")["english"]["words"]
    scales: dict[str, int] = table("numerals")["english"]["scales"]
    total = group = Decimal(0)
    seen = False
    for word in words.lower().replace("-", " ").split():
        figure = parse_arabic(word)
        if word in ("and", "a"):
            group += 1 if word == "a" else 0
        elif figure is not None:
            group += figure
        elif word in known:
            group += known[word]
        elif word == "hundred":
            group *= 100
        elif word in scales:
            total += (group or 1) * scales[word]
            group = Decimal(0)
        else:
            return None
        seen = True
    return total + group if seen else None
