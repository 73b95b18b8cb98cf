"""English amounts that are words of their own: two thirds, nine out of ten, doubled, halved."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from .knowledge import table
from .numerals_en import parse_english
from .qualifiers_en import is_compared, qualified
from .records import Quantity
from .units import Unit, either, english_units, no_unit

_HIGHEST = 20


class _Phrase(NamedTuple):
    pattern: re.Pattern[str]
    unit: Unit
    value: Decimal


class _Fraction(NamedTuple):
    pattern: re.Pattern[str]
    led: bool
    """Whether one of the leading words has to stand before it."""


@cache
def _numbers() -> str:
    words: dict[str, int] = table("numerals")["english"]["words"]
    return either([w for w, value in words.items() if 0 < value < _HIGHEST]) + r"|\d{1,3}"


@cache
def phrase_words() -> frozenset[str]:
    """The words that a phrase can begin with, in lower case; a fraction can with any number."""
    return frozenset(
        word for row in table("amounts_en")["phrase"] for word in row["begins"]
    ) | frozenset(("a", "an"))


@cache
def after_article() -> frozenset[str]:
    """The words that a or an can stand before in an amount: million, third, hour."""
    return frozenset((
        *table("numerals")["english"]["long_scales"],
        *table("amounts_en")["fraction"]["denominators"],
        *english_units("duration"),
        "half",
    ))  # fmt: skip


@cache
def _phrases() -> dict[str, list[_Phrase]]:
    """The phrases by the word they begin with."""
    found: dict[str, list[_Phrase]] = {}
    for row in table("amounts_en")["phrase"]:
        unit = english_units("duration").get(row["unit"]) or english_units("ratio").get(row["unit"])
        value = _ratio(*row["value"].split("/")) * (unit.factor if unit else 1)
        phrase = _Phrase(re.compile(row["pattern"]), unit or no_unit("ratio"), value)
        for word in row["begins"]:
            found.setdefault(word, []).append(phrase)
    return found


@cache
def _fractions() -> list[_Fraction]:
    rows = table("amounts_en")["fraction"]
    known = {"{number}": f"(?:{_numbers()})", "{denominator}": either(rows["denominators"])}
    found = []
    for row in rows["row"]:
        pattern = row["pattern"]
        for name, words in known.items():
            pattern = pattern.replace(name, words)
        found.append(_Fraction(re.compile(pattern), bool(row.get("led"))))
    return found


def _ratio(numerator: str, denominator: str = "1") -> Decimal:
    return Decimal(numerator) / Decimal(denominator)


def read_phrase(text: str, lower: str, start: int, word: str) -> Quantity | None:
    """The longest phrase or fraction at `start`, where `word` begins; None for none."""
    best: tuple[int, Unit, Decimal] | None = None
    for phrase in _phrases().get(word, ()):
        match = phrase.pattern.match(lower, start)
        if match and (best is None or match.end() > best[0]):
            best = match.end(), phrase.unit, phrase.value
    if best is None:
        best = _fraction(lower, start)
    if best is None:
        return None
    if best[1].kind == "duration" and is_compared(lower, start):
        return None
    return qualified(text, lower, (start, best[0]), best[1], (best[2], None))


def _fraction(lower: str, start: int) -> tuple[int, Unit, Decimal] | None:
    if not _begins_fraction().match(lower, start):
        return None
    rows = table("amounts_en")["fraction"]
    for fraction in _fractions():
        match = fraction.pattern.match(lower, start)
        if match is None or (fraction.led and not _is_led(lower, start)):
            continue
        whole = rows["denominators"].get(match["d"])
        low = parse_english(match["n"])
        high = Decimal(whole) if whole else parse_english(match["d"])
        idiom = whole or "/" in match[0] or high in rows["wholes"]
        if low and high and idiom and low < high and not lower.startswith(".", match.end() + 1):
            return match.end(), no_unit("ratio"), low / high
    return None


@cache
def _begins_fraction() -> re.Pattern[str]:
    """What stands at the beginning of every fraction, which is quicker to see."""
    named = either(table("amounts_en")["fraction"]["denominators"])
    return re.compile(rf"[a-z0-9]+(?:/|[ -](?:in\b|out\b|{named}))")


def _is_led(lower: str, start: int) -> bool:
    before = lower[max(0, start - 16) : start].split()
    return bool(before) and before[-1] in table("amounts_en")["fraction"]["led"]["words"]
