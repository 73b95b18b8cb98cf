"""Figures as they are written: all their digits, in Chinese with 万 and 亿."""

from __future__ import annotations

from decimal import Decimal
from functools import cache
from typing import Any

from .knowledge import table

_LONG_FIGURE = 10**8
"""From here on a figure without a scale word is grouped, lest it look like a licence number."""
_YEARS = range(1900, 2100)
"""Grouped too, lest 2,000年 be the year."""


@cache
def _signs() -> dict[str, Any]:
    return dict(table("render")["chinese"])


def figure_of(value: Decimal, *, grouped: bool) -> str:
    """All digits of `value`, without exponent or trailing zeros."""
    text = format(value, ",f" if grouped else "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def chinese_number(value: Decimal, *, more: bool, divisible: bool, years: bool = False) -> str:
    """A number with 万, 亿, 万亿 and, where the press puts it, 余; `years` counts years."""
    factor, word = _chinese_scale(value)
    scaled = value / factor
    grouped = factor == 1 and (abs(value) >= _LONG_FIGURE or (years and value in _YEARS))
    figure = figure_of(scaled, grouped=grouped)
    if not more:
        return figure + word
    tens = scaled == scaled.to_integral_value() and scaled % 10 == 0
    return f"{figure}余{word}" if tens and divisible else f"{figure}{word}余"


def unscaled(value: Decimal) -> str:
    """All digits, in groups where there are many."""
    return figure_of(value, grouped=abs(value) >= _LONG_FIGURE)


def _chinese_scale(value: Decimal) -> tuple[Decimal, str]:
    """The largest scale that leaves few decimals; a smaller one rather than 1.23456万."""
    limit = Decimal(1).scaleb(-_signs()["max_decimals"])
    reached: tuple[Decimal, str] | None = None
    for row in _signs()["scales"]:
        factor = Decimal(row["least"])
        if abs(value) < factor:
            continue
        if (value / factor) % limit == 0:
            return factor, row["word"]
        reached = (factor, row["word"]) if reached is None else reached
    if reached is None or value == value.to_integral_value():
        return Decimal(1), ""
    return reached
