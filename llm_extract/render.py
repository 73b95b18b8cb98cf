"""Quantities and dates in words, Chinese and English: reading them back gives the same value.

Every figure is exact: whatever scale word it takes, no digit is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from functools import cache
from typing import Any, Literal

from .errors import InputError
from .fractions_in_words import chinese_fraction, english_fraction
from .knowledge import table
from .records import Lang, Quantity
from .written_figures import chinese_number, figure_of, unscaled

DateStyle = Literal["full", "without_year"]

_ISO = re.compile(r"(?P<year>\d{4}|-)(?:-(?P<part>[QH]\d|\d\d)(?:-(?P<day>\d\d))?)?")
_INTEGER_WORDS = 10


def render(
    quantity: Quantity,
    lang: Lang,
    noun: str = "",
    *,
    counter: bool = True,
    qualified: bool = True,
) -> str:
    """`quantity` as good economic press words it, such as RMB 53.8 billion or 538亿元.

    Args:
        quantity: An amount. Dates, codes and names come back as they stand in the text.
        lang: The language of the words.
        noun: What is counted, in `lang`; in English in the singular. "signed project" gives
            three signed projects.
        counter: Whether a count without a noun gets one: 95个, 95 companies; else it is 95.
        qualified: Whether to say at least, nearly and the like.
    """
    if quantity.value is None:
        return quantity.surface
    if quantity.unit in table("render")["other_units"]:
        quantity = _in_fitting_unit(quantity)
    if lang == "zh":
        return _chinese(quantity, noun, counter=counter, qualified=qualified)
    return _english(quantity, noun, counter=counter, qualified=qualified)


def _in_fitting_unit(quantity: Quantity) -> Quantity:
    """The same in millimetres or petabytes, where metres or gigabytes would be a row of zeros."""
    low, high = quantity.value, quantity.value_high
    for row in table("render")["other_units"][quantity.unit] if low else ():
        factor = Decimal(row["factor"])
        sizes = [abs(value) for value in (low, high) if value is not None]
        if max(sizes) < Decimal(row["below"]) and min(sizes) >= Decimal(row["from"]):
            values = {"value": low and low * factor, "value_high": high and high * factor}
            return quantity.model_copy(update={**values, "unit": row["unit"]})
    return quantity


def _scale(value: Decimal, scales: list[dict[str, str]]) -> tuple[Decimal, str]:
    """The largest scale `value` reaches, and its word; 1 and nothing when it reaches none."""
    for row in scales:
        if abs(value) >= Decimal(row["least"]):
            return Decimal(row["least"]), row["word"]
    return Decimal(1), ""


# English


@cache
def _words() -> dict[str, Any]:
    return dict(table("render")["english"])


def _english(quantity: Quantity, noun: str, *, counter: bool, qualified: bool) -> str:
    value, high = quantity.value or Decimal(0), quantity.value_high
    qualifier = _english_qualifier(quantity) if qualified else ""
    if _is_fraction(quantity):
        return f"{qualifier}{english_fraction(value)}{f' {noun}' if noun else ''}"
    before, after = "", ""
    if quantity.kind == "money":
        before = _words()["money"].get(quantity.unit, f"{quantity.unit} ")
    elif quantity.kind == "count":
        after = _english_noun(quantity, noun, counter=counter)
    else:
        one, many = _words()["units"].get(quantity.unit, (f" {quantity.unit}",) * 2)
        after = one if value == 1 and high is None else many
        after += f" {noun}" if noun else ""
    if high is not None:
        return f"{qualifier}{_english_range(value, high, before, after)}"
    number = _english_number(value, wordable=quantity.kind in ("count", "duration") and bool(after))
    return f"{qualifier}{before}{number}{after}"


def _english_number(value: Decimal, *, wordable: bool) -> str:
    """A number: digits, scale words from a million up, words for one to nine."""
    whole = value == value.to_integral_value()
    if wordable and whole and 0 < value < _INTEGER_WORDS:
        return str(_words()["small_numbers"][int(value)])
    return _scaled(value)


def _english_range(low: Decimal, high: Decimal, before: str, after: str) -> str:
    """A range: the scale word once where both ends have it, none where it would scale the lower.

    Below zero the ends have their unit each, since a dash and a minus are the same sign.
    """
    if low < 0:
        return f"{before}{_scaled(low)}{after} to {before}{_scaled(high)}{after}"
    (factor, word), (high_factor, _) = (_scale(v, _words()["scales"]) for v in (low, high))
    if factor == high_factor and word:
        return f"{before}{figure_of(low / factor, grouped=True)}-{_scaled(high)}{after}"
    if factor == 1 and low * high_factor <= high:
        return f"{before}{figure_of(low, grouped=True)}-{figure_of(high, grouped=True)}{after}"
    return f"{before}{_scaled(low)}-{_scaled(high)}{after}"


def _is_fraction(quantity: Quantity) -> bool:
    """Whether this is a part of a whole, such as two thirds, rather than a multiple."""
    return quantity.kind == "ratio" and not quantity.unit


def _scaled(value: Decimal) -> str:
    factor, word = _scale(value, _words()["scales"])
    figure = figure_of(value / factor, grouped=True)
    return f"{figure} {word}" if word else figure


def _english_noun(quantity: Quantity, noun: str, *, counter: bool) -> str:
    singular = noun
    if not noun and counter:
        singular = _words()["counted"].get(quantity.unit)
        if singular is None:
            singular = quantity.unit if quantity.unit.isascii() else _words()["counted"]["个"]
    if not singular:
        return ""
    one = quantity.value == 1 and quantity.value_high is None
    return f" {singular if one else plural(singular)}"


def unit_english(quantity: Quantity) -> str:
    """The unit's name in English, in the singular: item, tonne, percentage point, CNY."""
    unit = quantity.unit
    if quantity.kind == "money":
        return unit
    if quantity.kind == "count":
        return _english_noun(
            quantity.model_copy(update={"value": Decimal(1)}), "", counter=True
        ).strip()
    return str(_words()["units"].get(unit, (unit,))[0]).strip()


def _english_qualifier(quantity: Quantity) -> str:
    if quantity.qualifier == "at_most" and quantity.kind == "duration":
        return "within "
    return str(_words()["qualifiers"][quantity.qualifier])


_PREPOSITION = re.compile(r"(?<=\w) (?:above|of|in|for|with|under|from|on|per|to|by) ")


def plural(noun: str) -> str:
    """The plural of an English noun or noun phrase, by the last word before a preposition."""
    tail = _PREPOSITION.search(noun)
    if tail:
        return plural(noun[: tail.start()]) + noun[tail.start() :]
    head, _, last = noun.rpartition(" ")
    known = {**table("nouns")["english"], **_words()["plurals"]}
    if last in known:
        last = known[last]
    elif re.search(r"(?:s|x|z|ch|sh)$", last):
        last += "es"
    elif re.search(r"[^aeiou]y$", last):
        last = f"{last[:-1]}ies"
    else:
        last += "s"
    return f"{head} {last}".strip()


# Chinese


@cache
def _signs() -> dict[str, Any]:
    return dict(table("render")["chinese"])


def _chinese(quantity: Quantity, noun: str, *, counter: bool, qualified: bool) -> str:
    unit = _chinese_unit(quantity, counter=counter)
    value = quantity.value or Decimal(0)
    more = qualified and quantity.qualifier == "multi_more"
    if _is_fraction(quantity):
        before = _signs()["qualifiers"][quantity.qualifier] if qualified else ""
        return f"{before}{chinese_fraction(value)}{'余' if more else ''}{noun}"
    number = chinese_number(
        value, more=more, divisible=quantity.kind != "percent", years=unit == "年"
    )
    if quantity.value_high is not None:
        high = chinese_number(quantity.value_high, more=False, divisible=True, years=unit == "年")
        if quantity.kind != "count":
            number = _chinese_range(number, high, unit)
        elif number.rstrip("余")[-1].isdigit() > high[-1].isdigit():
            # In 1至8万个 the 1 would be 10,000 too.
            number = f"{unscaled(value)}{'余' if more else ''}至{unscaled(quantity.value_high)}"
        else:
            number = f"{number}至{high}"
    before = _signs()["qualifiers"][quantity.qualifier] if qualified else ""
    return f"{before}{number}{unit}{noun}"


def _chinese_range(low: str, high: str, unit: str) -> str:
    """2万元至20万元; a dash for a unit that makes another word with 至: 20升-30升."""
    return f"{low}{unit}{'-' if unit in _signs()['range']['dashed'] else '至'}{high}"


def _chinese_unit(quantity: Quantity, *, counter: bool) -> str:
    if quantity.kind != "count":
        return str(_signs()["units"].get(quantity.unit) or _written(quantity.unit))
    if not counter:
        return ""
    if not quantity.unit.isascii():
        return quantity.unit
    counters: Mapping[str, str] = _signs()["counters"]
    return counters.get(quantity.unit, counters[""])


@cache
def _written(code: str) -> str:
    """The first way a unit is written that needs no factor: 泰铢 for THB."""
    rows = table("units")["chinese"]
    kinds = ("money", "measure", "duration", "ratio")
    every = [(name, row) for kind in kinds for name, row in rows[kind].items()]
    return next((name for name, (unit, factor) in every if (unit, factor) == (code, "1")), code)


# Dates


def render_date(iso: str, lang: Lang, style: DateStyle = "full") -> str:
    """An ISO date, month, quarter (2022-Q1), half, year or interval a/b in words.

    A year given as - (as in --05-19) is left out, and so is every year in `without_year`.
    Raises InputError when `iso` is none of these.
    """
    ends = [_ISO.fullmatch(part) for part in iso.split("/")]
    if len(ends) > 2 or not all(_is_date(end) for end in ends):  # noqa: PLR2004 -- two ends
        raise InputError(
            f"{iso!r} is no date: write 2022-05-19, 2022-05, 2022-Q1, 2022-H1, 2022 or two with /"
        )
    dates = [_parts(end, style) for end in ends if end]
    word = _date_en if lang == "en" else _date_zh
    if len(dates) == 1:
        return word(*dates[0])
    return _interval_en(*dates) if lang == "en" else _interval_zh(*dates)


_Date = tuple[str, str, str]


def _is_date(match: re.Match[str] | None) -> bool:
    if match is None:
        return False
    part, day = match["part"] or "01", match["day"] or "01"
    if part[0] in "QH":
        return part in _words()["parts"] and match["day"] is None
    return 1 <= int(part) <= 12 and 1 <= int(day) <= 31  # noqa: PLR2004 -- months, days


def _parts(match: re.Match[str], style: DateStyle) -> _Date:
    part = match["part"] or ""
    year = "" if match["year"] == "-" or (style == "without_year" and part) else match["year"]
    return year, part, match["day"] or ""


def _date_en(year: str, part: str, day: str) -> str:
    if part[:1] in ("Q", "H"):
        words = str(_words()["parts"][part])
        return f"{words} {year}" if year else words.removesuffix(" of")
    month = _words()["months"]["names"][int(part) - 1] if part else ""
    return " ".join(filter(None, (day.lstrip("0"), month, year)))


def _date_zh(year: str, part: str, day: str) -> str:
    if part[:1] in ("Q", "H"):
        part_words = str(_signs()["parts"][part])
    else:
        part_words = f"{int(part)}月" if part else ""
    return (f"{year}年" if year else "") + part_words + (f"{int(day)}日" if day else "")


def _interval_en(low: _Date, high: _Date) -> str:
    """January-March 2022 where both ends have the same precision and year; else a to b."""
    same_form = bool(low[1]) == bool(high[1]) and bool(low[2]) == bool(high[2])
    if not low[1] and not high[1]:
        return f"{low[0]}-{high[0]}"
    if low[0] != high[0] or not same_form or not low[1][:1].isdigit():
        return f"{_date_en(*low)} to {_date_en(*high)}"
    month = low[1] if low[1] != high[1] else ""
    return f"{_date_en('', month, low[2])}-{_date_en(*high)}"


def _interval_zh(low: _Date, high: _Date) -> str:
    """2022年1-3月 and 2022年9月6-9日 where the ends share what comes before; else a至b."""
    same_form = bool(low[2]) == bool(high[2]) and low[1][:1].isdigit() and high[1][:1].isdigit()
    if low[0] != high[0] or not same_form:
        return f"{_date_zh(*low)}至{_date_zh(*high)}"
    year = f"{low[0]}年" if low[0] else ""
    if not low[2]:
        return f"{year}{int(low[1])}-{int(high[1])}月"
    if low[1] == high[1]:
        return f"{year}{int(low[1])}月{int(low[2])}-{int(high[2])}日"
    return f"{_date_zh(*low)}至{_date_zh('', high[1], high[2])}"
