"""Reads amounts out of English text: a number, its unit or the noun it counts."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from .counted import counted_noun
from .knowledge import table
from .numerals import parse_english
from .qualifiers import find_qualifier
from .records import Quantity
from .units import Unit, either, english_units, no_unit, quantity_at

_GROUPS = ("money_after", "percent", "percentage_point", "ratio", "measure", "duration")
_FIGURE = r"(?:(?<![\w.])-)?(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
_FRACTION_OF = 1000
_HALF = Decimal("0.5")


@cache
def _number() -> str:
    """The regular expression of a number: 1.2 million, half a billion, two and a half, 300m."""
    numerals = table("numerals")["english"]
    words = either([*numerals["words"], *numerals["long_scales"]])
    long_scales = either(numerals["long_scales"])
    after_sign, after_none = either(numerals["after_currency"]), either(numerals["short_scales"])
    short = rf"(?(currency)(?:{after_sign}|{after_none})|(?:{after_none}))\b"
    figures = rf"{_FIGURE}(?:(?:[ \u00a0-](?:{long_scales})\b){{1,2}}|[ \u00a0]?{short})?"
    begin = rf"(?:half[ -])?an?[ -](?=(?:{long_scales}|dozen)\b)"
    end = r"(?:(?![A-Za-z])|(?=fold))"
    spelled = rf"\b(?:{begin})?(?:{words}){end}(?:[ -](?:and )?(?:{words}){end})*+"
    return rf"(?:{figures}|{spelled})(?: and a half\b)?"


@cache
def amounts(*, ranges: bool = True) -> re.Pattern[str]:
    """The pattern of all that may be an amount; without `ranges`, of single ones."""
    money, number = either(english_units("money")), _number()
    after = "|".join(rf"(?P<{g}>{either(english_units(g))})" for g in _GROUPS)
    every = either(surface for g in _GROUPS for surface in english_units(g))
    high = (
        rf"(?:(?:[ -]?(?P<low_unit>{every})(?![A-Za-z²]))?"
        rf" ?(?:[-–—~]|\bto\b) ?(?:(?:{money})[ ]?)?(?P<high>{number}))?"
    )
    none = "(?:(?P<low_unit>(?!))(?P<high>(?!)))?"
    return re.compile(
        rf"(?:(?<![A-Za-z])(?P<currency>{money})[ \u00a0-]?)?"
        rf"(?P<low>{number}){high if ranges else none}"
        rf"(?:[ \u00a0-]?(?:{after})(?![A-Za-z²])(?!(?<=RMB|CNY|USD|EUR) ?\d))?"
        r"(?P<and_half> and a half\b)?",
        re.IGNORECASE,
    )


@cache
def _phrases() -> list[tuple[re.Pattern[str], Unit, Decimal]]:
    """Amounts that are words of their own: half a year, two thirds, doubled."""
    durations = english_units("duration")
    found: list[tuple[re.Pattern[str], Unit, Decimal]] = []
    for row in table("amounts_en")["phrase"]:
        unit = durations.get(row["unit"]) or english_units("ratio").get(row["unit"])
        pattern = re.compile(row["pattern"], re.IGNORECASE)
        found.append((pattern, unit or no_unit("ratio"), _ratio(row["value"])))
    return found


def _ratio(value: str) -> Decimal:
    numerator, _, denominator = value.partition("/")
    return Decimal(numerator) / Decimal(denominator or 1)


def read_phrases(text: str) -> list[Quantity]:
    """Amounts that are words of their own, in the order of the table."""
    return [
        _qualified(text, match.span(), unit, value)
        for pattern, unit, value in _phrases()
        for match in pattern.finditer(text)
    ]


def read_amount(match: re.Match[str], text: str) -> Quantity | None:
    """The quantity a match of the amount pattern stands for, or None when it is none."""
    if re.match(r"[\w.]", text[max(0, match.start() - 1) : match.start()]):
        return None
    low, high = parse_english(match["low"]), None
    if match["high"]:
        high = parse_english(match["high"])
        if low is not None and high is not None and not match["low_unit"]:
            low = _same_scale(match, low, high)
        if high is None or low is None or not _is_range(match, text, low, high):
            single = amounts(ranges=False).match(text, match.start(), match.endpos)
            return read_amount(single, text) if single else None
    return None if low is None else _measured(match, text, low, high)


def _is_range(match: re.Match[str], text: str, low: Decimal, high: Decimal) -> bool:
    """Whether the ends are in order and of one unit, and the first is no starting point."""
    if low >= high:
        return False
    if not match["low_unit"]:
        return True
    group = _unit_group(match)
    before = text[max(0, match.start() - 16) : match.start()].lower()
    starts = re.search(r"\bfrom $", before) and not re.search(r"(?:rang|var)\w{1,4} from $", before)
    low_unit = english_units(group).get(match["low_unit"].lower()) if group else None
    return (
        not starts
        and low_unit is not None
        and group is not None
        and (low_unit.code == english_units(group)[match[group].lower()].code)
    )


def _unit_group(match: re.Match[str]) -> str | None:
    return next((group for group in _GROUPS if match[group]), None)


def _same_scale(match: re.Match[str], low: Decimal, high: Decimal) -> Decimal:
    """In 5-8 billion the 5 is 5 billion: the lower end takes the scale of the upper one."""
    scale = re.search(r"[A-Za-z]+$", match["high"])
    factor = parse_english(scale[0]) if scale and not match["low"][-1].isalpha() else None
    fits = factor is not None and factor >= _FRACTION_OF and low * factor <= high
    return low * factor if factor is not None and fits else low


def _measured(
    match: re.Match[str], text: str, low: Decimal, high: Decimal | None
) -> Quantity | None:
    group = _unit_group(match)
    if group or match["currency"]:
        unit = (
            english_units(group)[match[group].lower()]
            if group
            else english_units("money")[match["currency"].lower()]
        )
        end = match.end()
        if match["and_half"] and unit.kind == "duration":
            low += _HALF
        elif match["and_half"]:
            end = match.start("and_half")
        top = None if high is None else high * unit.factor
        return _qualified(text, (match.start(), end), unit, low * unit.factor, top)
    return _counted(match, text, low, high)


def _counted(
    match: re.Match[str], text: str, low: Decimal, high: Decimal | None
) -> Quantity | None:
    """A number without a unit, with the noun it counts."""
    end = match.end("low") if high is None else match.end("high")
    if re.match(r"-(?!plus\b)[A-Za-z]", text[end : end + 6], re.IGNORECASE):
        return None
    after = re.compile(r"(?: ?\+|-plus\b| or more\b| or so\b| or fewer\b)?").match(text, end)
    noun = counted_noun(text, after.end() if after else end, one=low == 1 and high is None)
    if noun is None or (match["low"].lower() in ("one", "a") and not noun):
        return None
    return _qualified(text, (match.start(), end), Unit(noun, Decimal(1), "count"), low, high)


def _qualified(
    text: str, span: tuple[int, int], unit: Unit, low: Decimal, high: Decimal | None = None
) -> Quantity:
    qualifier = find_qualifier(text, *span, unit.kind, "en")
    return quantity_at(text, span, unit, low, high, qualifier or "exact")
