"""A number with its unit in Chinese text, and the rules whether the two make an amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from .knowledge import table
from .numerals import chinese_big, is_multiplier, parse_chinese
from .qualifiers import find_qualifier
from .units import Unit

_LOOKBACK = 12
_LOOKAHEAD = 12
MORE = "余多+"
"""Signs inside a number that say: so many and more."""
_ARABIC = re.compile("[0-9]")
_NOT_SAID = dict.fromkeys(map(ord, f"{MORE} \u00a0\u3000"))
_JOINED = re.compile(r"[A-Za-z\d][-.+]?$", re.ASCII)
_SCALED_JOINED = re.compile(r"\d[-.+]?$", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sighting:
    """A match of the amount pattern, with the folded text around it.

    `numeral` is the number, or the lower one of a range; `unit_words` the unit as written.
    """

    match: re.Match[str]
    folded: str
    unit: Unit
    numeral: str
    unit_words: str
    before: str
    after: str

    @classmethod
    def of(cls, match: re.Match[str], folded: str, unit: Unit) -> Sighting:
        """The sighting of `match`, whose unit is known."""
        start, end = match.start("low"), match.end()
        before, after = folded[max(0, start - _LOOKBACK) : start], folded[end : end + _LOOKAHEAD]
        return cls(match, folded, unit, match["low"], match["unit"] or "", before, after)

    @property
    def has_figures(self) -> bool:
        """Whether the number is written in Arabic figures."""
        return _ARABIC.search(self.numeral) is not None


def bare(numeral: str) -> str:
    """A numeral without 余, 多 and spaces."""
    return numeral.translate(_NOT_SAID)


def value_of(numeral: str) -> Decimal | None:
    """Value of a folded numeral, whatever 余 and 多 (so many and more) it has."""
    return parse_chinese(bare(numeral))


class _AfterUnit(NamedTuple):
    """What may not stand before a number, and what may not or must stand after its unit."""

    never_after: tuple[str, ...]
    rejected: dict[str, re.Pattern[str]]
    required: dict[str, re.Pattern[str]]


@cache
def _after_unit() -> _AfterUnit:
    rules = table("amounts")
    rejected, required = (
        {unit: re.compile(pattern) for unit, pattern in rules[key].items()}
        for key in ("rejected_after", "required_after")
    )
    return _AfterUnit(tuple(rules["numbers"]["never_after"]), rejected, required)


def is_amount(sighting: Sighting) -> bool:
    """Whether number and unit are an amount and not part of a word, a code or an idiom."""
    rules = _after_unit()
    if sighting.before.endswith(rules.never_after):
        return False
    rejected = rules.rejected.get(sighting.unit_words)
    if rejected and rejected.match(sighting.after):
        return False
    required = rules.required.get(sighting.unit_words)
    if required and not required.match(sighting.after):
        return False
    if not sighting.has_figures:
        return _is_spelled_amount(sighting)
    if sighting.match["sign"]:
        return True
    scaled = any(c in chinese_big() for c in sighting.numeral) or sighting.unit.kind == "percent"
    return not (_SCALED_JOINED if scaled else _JOINED).search(sighting.before[-2:])


def _is_spelled_amount(sighting: Sighting) -> bool:
    """The same for Chinese numerals, which stand in many words and idioms."""
    numeral, words, rules = sighting.numeral, sighting.unit_words, table("amounts")
    if words in rules["needs_context"]:
        context = rules["needs_context"][words]
        found = re.search(context["before"], sighting.before) or re.match(
            context["after"], sighting.after
        )
        return bool(found)
    value = value_of(numeral)
    if words in rules["spelled"]["arabic_only"]:
        large = value is None or value >= rules["spelled"]["arabic_only_below"]
        return large and not is_multiplier(numeral) and "目" not in words
    if words in table("units")["chinese"]["bare_nouns"] and words != "部门":
        return _ends_list(sighting, value)
    if numeral == "一":
        return _measures_one(sighting)
    if is_multiplier(numeral):
        return _is_sized(sighting)
    return numeral != "零" and not (numeral == "二" and sighting.unit.kind == "count")


def _measures_one(sighting: Sighting) -> bool:
    """Whether 一 is a number here; mostly it is an article."""
    rules = table("amounts")["one"]
    if sighting.unit_words in rules["always"]:
        return True
    if sighting.unit.kind not in rules["kinds"]:
        return False
    measures = sighting.match["and_half"] or re.match(rules["after"], sighting.after)
    return bool(measures or re.search(rules["before"], sighting.before))


def _is_sized(sighting: Sighting) -> bool:
    """Whether a numeral without a digit is an amount: 百亿元, 百万吨, 近百家, but not 百家争鸣."""
    numeral, kind = sighting.numeral, sighting.unit.kind
    if kind == "money":
        return sighting.unit_words != "元" or numeral not in "一百千万十"
    if numeral[0] == "十" or (kind == "measure" and (len(numeral) > 1 or sighting.match["grade"])):
        return True
    end = sighting.match.end()
    return bool(find_qualifier(sighting.folded, sighting.match.start(), end, kind, "zh"))


def _ends_list(sighting: Sighting, value: Decimal | None) -> bool:
    """Whether 五市 ends a list of five names (达州、南充、广元、广安、巴中五市)."""
    longest = 30
    if value is None or not 2 <= value <= longest:  # noqa: PLR2004 -- a list has two names
        return False
    names = rf"(?:[一-龥]{{1,8}}、){{{int(value) - 2}}}[一-龥]{{1,8}}[、和及与][一-龥]{{1,8}}$"
    start = sighting.match.start()
    before = sighting.folded[max(0, start - 9 * int(value)) : start]
    initials = rf"(?:^|[^一-龥])[一-龥]{{{int(value)}}}$"
    return bool(re.search(names, before) or re.search(initials, before))


def is_quoted_name(sighting: Sighting) -> bool:
    """Whether a counted slogan stands in quotation marks: “三个一批”, “二十条”."""
    start, end, folded = sighting.match.start(), sighting.match.end(), sighting.folded
    if sighting.unit.kind != "count" or sighting.has_figures:
        return False
    marks = table("amounts")["quoted"]
    if start and folded[start - 1] in marks["opening"]:
        return True
    before = folded[max(0, start - 14) : start]
    ends_quote = end < len(folded) and folded[end] in marks["closing"]
    return ends_quote and bool(re.search(rf"[{marks['opening']}][一-龥]{{2,12}}$", before))


def means_past(sighting: Sighting) -> bool:
    """Whether 近三年 is the last three years, as in 近三年来, and not nearly three."""
    past = table("amounts")["past"]
    return sighting.unit.kind == "duration" and bool(
        re.match(past["after"], sighting.after) and not re.search(past["lasting"], sighting.before)
    )
