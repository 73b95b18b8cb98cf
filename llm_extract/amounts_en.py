"""Reads amounts out of English text: a number, its unit or the noun it counts.

Patterns are tried on text in lower case, at places where a number can begin.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import Literal

from .counted import after_number, counted_noun, hyphened_noun, is_name, is_pronoun, stands_alone
from .ends_en import GROUPS, is_score, is_year_led, same_unit, tells_two, unit_group
from .knowledge import table
from .numerals_en import parse_english, parts
from .qualifiers_en import qualified
from .records import Quantity
from .units import Unit, either, english_units
from .units_en import is_currency, is_unit, surfaces

_FIGURE = r"(?:(?<![\w.])[-\u2212])?(?:\d{1,3}(?:,\d{3})++(?!\d)|\d++)(?:\.\d++)?"
_FRACTION_OF = 1000
_HALF = Decimal("0.5")
_ONE = Decimal(1)
_SHORT = 12
_TIED = re.compile(r"-(?!(?:plus|odd)\b)[a-z]")
_LAST_WORD = re.compile(r"[a-z]+$")
_WORD = re.compile(r"[a-z]+(?= )")
_Form = Literal["range", "between", "single"]
_SEPARATORS: dict[_Form, str] = {
    "range": r" ?(?:[-–—~]|\bto\b) ?| or ",
    "between": r" and ",
}


@cache
def _number() -> str:
    """The regular expression of a number: 1.2 million, half a billion, two and a half, 300m."""
    rows = table("numerals")["english"]
    scales = either(rows["long_scales"])
    words = either([*rows["words"], *rows["long_scales"]])
    every = either(s for g in ("money_after", "measure") for s in surfaces(g))
    after_sign, short = either(rows["after_currency"]), either(rows["short_scales"])
    always = either(rows["always_short"])
    close = (
        rf"(?:(?(currency)(?:{after_sign})|(?!))|{always}|{short}|m(?= (?:{every})(?![a-z²])))\b"
    )
    units = either(s for g in GROUPS for s in surfaces(g))
    odd = rf"(?:[- ]odd\b|-plus(?=[ -](?:{units})(?![a-z²])))?"
    figures = (
        rf"(?:(?:{either(rows['minus'])}) )?{_FIGURE}{odd}"
        rf"(?:(?:[ \u00a0-](?:{scales})\b){{1,2}}|[ \u00a0]?{close})?"
    )
    part = rf"(?:{either(parts())})(?=[ -](?:{scales}|{units})(?![a-z²]))"
    begin = rf"an?[ -](?=(?:{scales})\b)"
    end = r"(?:(?![a-z])|(?=fold))"
    digits = either(list(rows["words"])[:10])
    large = "(?:(?<=hundred)|(?<=thousand)|(?<=million)|(?<=billion)|(?<=trillion)) and "
    spelled = (
        rf"(?:{begin})?(?:{words}){end}(?:(?:[ -]|{large})(?:{words}){end}){{0,12}}+"
        rf"(?: point(?: (?:{digits})\b)+)?(?: and (?:{either(rows['and_parts'])})\b)?(?:-odd\b)?"
    )
    return (
        rf"(?:(?:{figures})(?: and a half\b)?|(?:{part}|{spelled})(?:[ -](?:{scales})\b){{0,3}}+)"
    )


@cache
def amounts(form: _Form = "range") -> re.Pattern[str]:
    """The pattern of all that may be an amount: of two ends, of those after between, or single."""
    money, number = either(english_units("money")), _number()
    spans = rf"(?:(?:{either(table('units')['english']['spans']['words'])}) )?"
    after = "|".join(
        rf"{spans if g == 'duration' else ''}(?P<{g}>{either(surfaces(g))})" for g in GROUPS
    )
    every = either(surface for g in GROUPS for surface in surfaces(g))
    high = "(?:(?P<low_unit>(?!))(?P<high_sign>(?!))(?P<high>(?!)))?"
    if form != "single":
        high = (
            rf"(?:(?:[ -]?(?P<low_unit>{every})(?![a-z²]))?"
            rf"(?:{_SEPARATORS[form]})(?P<high_sign>(?:{money})[ ]?)?(?P<high>{number}))?"
        )
    return re.compile(
        rf"(?:(?P<currency>{money})(?:[ \u00a0]|(?<=[a-z])-)?)?(?P<low>{number}){high}"
        rf"(?:[ \u00a0-]?(?:{after})(?![a-z²&])(?!(?<=rmb|cny|usd|eur) ?\d))?"
        r"(?P<and_half> and a half\b)?"
    )


Found = tuple[list[Quantity], int]


def read_amounts(text: str, lower: str, start: int) -> Found:
    """The amounts that begin at `start`, two for from 3 to 5 percent, and where to go on."""
    form: _Form = "between" if lower.endswith("between ", 0, start) else "range"
    match = amounts(form).match(lower, start)
    if match is None:
        return [], start + 1
    if not is_currency(text, match, "currency"):
        return [], match.start("low")
    low = _value(match["low"])
    if low is None:
        return _first_word(text, lower, match)
    if match["high"]:
        found = _ends(text, lower, match, low)
        if found or is_score(match):
            return found, found[-1].end if found else match.end("high")
        match = amounts("single").match(lower, start)
        if match is None:
            return [], start + 1
    single = _measured(text, lower, match, low, None)
    return ([single], single.end) if single else ([], match.end("low"))


def _first_word(text: str, lower: str, match: re.Match[str]) -> Found:
    """Words that are no numeral together, as in of the six two are: the first by itself."""
    word = _WORD.match(lower, match.start("low"), match.end("low"))
    if word is None or match["currency"]:
        return [], match.end("low")
    found = _count(text, lower, word.span(), parse_english(word[0]), None)
    return ([found] if found else []), word.end()


def _value(words: str) -> Decimal | None:
    if len(words) < _SHORT and words.isdecimal() and words.isascii():
        return Decimal(words)
    if words.endswith("plus"):
        return parse_english(words.removesuffix("-plus"))
    return parse_english(words[:-4] if words.endswith("odd") else words.replace("-odd ", " "))


def _ends(text: str, lower: str, match: re.Match[str], low: Decimal) -> list[Quantity]:
    """The range a match stands for, or its ends as two amounts; empty when it is neither."""
    high = _value(match["high"])
    if high is None or is_year_led(lower, match):
        return []
    if not match["low_unit"]:
        low = _same_scale(match, low, high)
    if tells_two(lower, match, low, high):
        return _two(text, lower, match, low, high)
    ordered = low < high and (match["low_unit"] is None or same_unit(match))
    neighbours = " or " not in match[0] or high - low == 1
    found = _measured(text, lower, match, low, high) if ordered and neighbours else None
    return [found] if found else []


def _two(
    text: str, lower: str, match: re.Match[str], low: Decimal, high: Decimal
) -> list[Quantity]:
    """Both ends of a change, the first with the unit of the second where it has none."""
    group = unit_group(match)
    high_start = match.start("high_sign" if match["high_sign"] else "high")
    if match["low_unit"]:
        first = amounts("single").match(lower, match.start())
        one = _measured(text, lower, first, low, None) if first else None
        second, _ = read_amounts(text, lower, high_start)
        return [one, *second] if one else second
    unit = _unit(match, group)
    if unit is None:
        one = qualified(text, lower, match.span("low"), Unit("", _ONE, "count"), (low, None))
        other = _count(text, lower, match.span("high"), high, None)
        return [one, other] if other else [one]
    span = (match.start("currency") if match["currency"] else match.start("low"), match.end("low"))
    one = qualified(text, lower, span, unit, (low * unit.factor, None))
    values = (high * unit.factor, None)
    return [one, qualified(text, lower, (high_start, match.end()), unit, values)]


def _unit(match: re.Match[str], group: str | None) -> Unit | None:
    """The unit behind the number, or else the currency before it."""
    if group:
        return surfaces(group)[match[group]]
    return english_units("money")[match["currency"]] if match["currency"] else None


def _same_scale(match: re.Match[str], low: Decimal, high: Decimal) -> Decimal:
    """In 5-8 billion the 5 is 5 billion: the lower end takes the scale of the upper one."""
    scale = _LAST_WORD.search(match["high"])
    factor = parse_english(scale[0]) if scale and not match["low"][-1].isalpha() else None
    fits = factor is not None and factor >= _FRACTION_OF and 0 <= low * factor <= high
    return low * factor if factor is not None and fits else low


def _measured(
    text: str, lower: str, match: re.Match[str], low: Decimal, high: Decimal | None
) -> Quantity | None:
    group = unit_group(match)
    if group and not is_unit(text, lower, match, group, low):
        group = None
    unit = _unit(match, group)
    if unit is None and lower.endswith(_multiplied(), 0, match.start()):
        unit = english_units("ratio")["times"]
    if unit is None:
        return _counted(text, lower, match, low, high)
    if not match["currency"] and _is_vague(lower, match):
        return None
    end = match.end(group) if group else match.end("high" if high is not None else "low")
    if match["and_half"] and unit.kind == "duration":
        low, end = low + _HALF, match.end()
    values = (low * unit.factor, None if high is None else high * unit.factor)
    return _odd(qualified(text, lower, (match.start(), end), unit, values), match)


@cache
def _multiplied() -> tuple[str, ...]:
    """What stands before a number of times: by a factor of three."""
    return tuple(table("amounts_en")["times"]["led"])


def _odd(found: Quantity, match: re.Match[str]) -> Quantity:
    if match["low"].endswith("-plus"):
        return found.model_copy(update={"qualifier": "over"})
    if not match["low"].endswith("odd"):
        return found
    return found.model_copy(update={"qualifier": "multi_more"})


def _is_vague(lower: str, match: re.Match[str]) -> bool:
    """Whether the number is a scale alone that words before it make vague: several dozen."""
    if not match["low"].startswith(_scale_words("long_scales")):
        return False
    before = lower[max(0, match.start() - 16) : match.start()].rstrip(" -")
    return before.endswith(_scale_words("vague"))


@cache
def _scale_words(group: str) -> tuple[str, ...]:
    return tuple(table("numerals")["english"][group])


def _counted(
    text: str, lower: str, match: re.Match[str], low: Decimal, high: Decimal | None
) -> Quantity | None:
    """A number without a unit, with the noun it counts."""
    if _is_vague(lower, match):
        return None
    begin = match.start("low")
    end = match.end("low") if high is None else match.end("high")
    if match["measure"] == "m" and lower[end : end + 1] == "m":
        end, low = end + 1, low * 10**6
    found = _count(text, lower, (begin, end), low, high)
    return _odd(found, match) if found else None


def _count(
    text: str, lower: str, span: tuple[int, int], low: Decimal | None, high: Decimal | None
) -> Quantity | None:
    """The number at `span` with what it counts; None where it counts nothing."""
    begin, end = span
    if low is None:
        return None
    noun: str | None
    if lower[end : end + 1] == "-" and _TIED.match(lower, end):
        noun = hyphened_noun(lower, begin, end)
        if noun is None:
            return None
    else:
        after = after_number().match(lower, end)
        one = low == 1 and high is None
        noun = counted_noun(text, after.end() if after else end, one=one)
    if noun is None or is_name(text, span, noun) or is_pronoun(lower, span):
        return None
    if not noun and lower[begin:end] == "zero":
        return None
    if lower[begin:end] in ("one", "a") and not noun and not stands_alone(lower, span):
        return None
    return qualified(text, lower, span, Unit(noun, _ONE, "count"), (low, high))
