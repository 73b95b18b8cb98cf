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
_NOT_SAID = {**dict.fromkeys(map(ord, f"{MORE}来 \u00a0\u2009\u3000")), ord("负"): "-"}
_GARBLED = re.compile(r"\d[A-Za-z]{0,3}$", re.ASCII)
_HEAD_BEFORE, _HEAD_AFTER = frozenset("、(（:/"), frozenset(("", *"、)）/,。\n"))
"""Around units in the head of a table: (万元), 单位:万吨、亿元."""
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


class Context(NamedTuple):
    """What the words around a number must be for its unit to be one."""

    before: re.Pattern[str]
    after: re.Pattern[str]
    scaled: bool
    decimals: bool

    def fits(self, before: str, after: str, numeral: str) -> bool:
        """Whether the words before or behind fit, or 万, 亿 or decimals are enough."""
        if self.scaled and any(big in numeral for big in chinese_big()):
            return True
        if self.decimals and "." in numeral:
            return True
        return bool(self.after.match(after) or self.before.search(before))


@cache
def contexts() -> dict[str, Context]:
    """The contexts that units require, by unit as written."""
    return {
        unit: Context(
            re.compile(row["before"]),
            re.compile(row["after"]),
            row["scaled"],
            row.get("decimals", False),
        )
        for unit, row in table("amounts")["required"].items()
    }


@cache
def _never_after(*, spelled: bool = False) -> tuple[str, ...]:
    return tuple(table("amounts")["numbers"]["never_after_spelled" if spelled else "never_after"])


def is_amount(sighting: Sighting) -> bool:
    """Whether number and unit are an amount and not part of a word, a code or an idiom."""
    if sighting.before.endswith(_never_after()):
        return False
    if _is_barred(sighting):
        return False
    required = contexts().get(sighting.unit_words)
    if required and not required.fits(sighting.before, sighting.after, sighting.numeral):
        return False
    if not sighting.has_figures:
        return _is_spelled_amount(sighting)
    if sighting.match["sign"]:
        return True
    scaled = any(c in chinese_big() for c in sighting.numeral) or sighting.unit.kind == "percent"
    return not (_SCALED_JOINED if scaled else _JOINED).search(sighting.before[-2:])


@cache
def _barred() -> dict[str, re.Pattern[str]]:
    rows = table("amounts")["rejected_after"]
    return {unit: re.compile(pattern) for unit, pattern in rows.items()}


def _is_barred(sighting: Sighting) -> bool:
    """Whether the words behind make the unit another word, where the pattern cannot see them."""
    match = sighting.match
    if match.endpos - match.end() >= _LOOKAHEAD:
        return False
    barred = _barred().get(sighting.unit_words)
    return bool(barred and barred.match(sighting.folded, match.end()))


def _is_spelled_amount(sighting: Sighting) -> bool:
    """The same for Chinese numerals, which stand in many words and idioms."""
    numeral, words, rules = sighting.numeral, sighting.unit_words, table("amounts")
    if is_multiplier(numeral[0]) and sighting.before.endswith(_never_after(spelled=True)):
        return sighting.before.endswith(tuple(rules["numbers"]["names_number"]))
    if words in rules["spelled"]["figures_only"]:
        return False
    context = rules["needs_context"].get(words)
    if context and not sighting.match["high"]:
        before, after = context["before"], context["after"]
        return bool(re.search(before, sighting.before) or re.match(after, sighting.after))
    return _is_spelled_count(sighting, value_of(numeral))


def _is_spelled_count(sighting: Sighting, value: Decimal | None) -> bool:
    """The same where no words around are needed, by the numeral and the unit."""
    numeral, words = sighting.numeral, sighting.unit_words
    if words in _arabic_only() and not _is_price(sighting):
        return _is_sized(sighting) if is_multiplier(numeral) else _is_counted(sighting, value)
    if words in table("units")["chinese"]["bare_nouns"] and words != "部门":
        return _is_chained(sighting) or _ends_list(sighting, value)
    if numeral == "一":
        return _measures_one(sighting) or _is_listed_one(sighting)
    if is_multiplier(numeral):
        return _is_sized(sighting)
    return numeral != "零" and not (numeral == "二" and sighting.unit.kind == "count")


@cache
def _arabic_only() -> frozenset[str]:
    """Units that a small Chinese numeral before them does not make an amount."""
    nouns = table("units")["chinese"]["bare_people_and_things"]
    return frozenset((*table("amounts")["spelled"]["arabic_only"], *nouns))


def _is_price(sighting: Sighting) -> bool:
    """Whether a word that counts things is money here, as 块 is in 每斤五块."""
    return sighting.unit.kind == "money" and sighting.unit_words in table("amounts")["colloquial"]


def _is_counted(sighting: Sighting, value: Decimal | None) -> bool:
    """Whether units that mostly end words are units here: large numbers, or somebody counts."""
    rules, words = table("amounts")["spelled"], sighting.unit_words
    if value is None or value >= rules["arabic_only_below"]:
        return "目" not in words
    if (
        words not in rules["arabic_only"]
        or words in rules["never_small"]
        or sighting.numeral in "一二"
    ):
        return False
    start, end = sighting.match.start(), sighting.match.end()
    said = find_qualifier(sighting.folded, start, end, sighting.unit.kind, "zh")
    owned = words in rules["owned"] and sighting.before.endswith("的")
    halved = sighting.match["and_half"] and words in table("amounts")["numbers"]["half_added"]
    return bool(said or owned or halved or re.search(rules["counted_after"], sighting.before))


def _measures_one(sighting: Sighting) -> bool:
    """Whether 一 is a number here; mostly it is an article."""
    rules = table("amounts")["one"]
    if sighting.unit_words in rules["always"] or sighting.match["inner"]:
        return True
    if sighting.unit.kind not in rules["kinds"]:
        return False
    measures = sighting.match["and_half"] or re.match(rules["after"], sighting.after)
    return bool(measures or re.search(rules["before"], sighting.before))


def _is_listed_one(sighting: Sighting) -> bool:
    """Whether 一 ends a list of counted things: 两家公司、三所高校和一支基金."""
    rules = table("amounts")["one"]
    if sighting.unit_words not in rules["listed_units"]:
        return False
    start = sighting.match.start("low")
    return bool(re.search(rules["listed"], sighting.folded[max(0, start - 32) : start]))


def _is_sized(sighting: Sighting) -> bool:
    """Whether a numeral without a digit is an amount: 百亿元, 百万吨, 近百家, but not 百家争鸣."""
    numeral, kind, words = sighting.numeral, sighting.unit.kind, sighting.unit_words
    rules = table("amounts")["numbers"]
    if _GARBLED.search(sighting.before) or numeral[0] in "十拾":
        return numeral[0] in "十拾"
    if _is_heading(sighting):
        return False
    long = len(numeral) > 1
    if kind == "money":
        sized = long or numeral == "亿" or words != "元"
    elif kind == "measure":
        sized = long or bool(sighting.match["grade"]) or words in rules["classes"]
    else:
        sized = kind == "count" and long and bool(words) and words not in rules["never_classes"]
        sized = sized or (
            words in rules["herds"] and bool(re.match(rules["herd_after"], sighting.after))
        )
    start, end = sighting.match.start(), sighting.match.end()
    return sized or bool(find_qualifier(sighting.folded, start, end, kind, "zh"))


def _is_heading(sighting: Sighting) -> bool:
    """Whether units of a rate or a table stand here: 每万元, (亿元), 单位:万吨."""
    never = table("amounts")["numbers"]["never_after_multiplier"]
    framed = sighting.before[-1:] in _HEAD_BEFORE and sighting.after[:1] in _HEAD_AFTER
    return framed or sighting.before.endswith(tuple(never))


@cache
def _chain() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rules = table("amounts")["numbers"]
    return re.compile(rules["chained"]), re.compile(rules["chained_behind"])


def _is_chained(sighting: Sighting) -> bool:
    """Whether places are counted in a row, as in 两省三市."""
    behind, before = _chain()
    return bool(
        behind.match(sighting.folded, sighting.match.start("unit"))
        or before.search(sighting.before)
    )


def _ends_list(sighting: Sighting, value: Decimal | None) -> bool:
    """Whether 五市 ends a list of five names (达州、南充、广元、广安、巴中五市)."""
    longest = 30
    if value is None or not 2 <= value <= longest:  # noqa: PLR2004 -- a list has two names
        return False
    start = sighting.match.start()
    before = sighting.folded[max(0, start - 9 * int(value)) : start]
    return _list_of(int(value)).search(before) is not None


@cache
def _list_of(number: int) -> re.Pattern[str]:
    """The end of a list of so many names, or of so many initials of provinces."""
    names = rf"(?:[一-龥]{{1,8}}、){{{number - 2}}}[一-龥]{{1,8}}[、和及与][一-龥]{{1,8}}"
    short = table("amounts")["numbers"]["provinces"]
    initials = rf"(?:^|[^一-龥])[一-龥]{{{number}}}|[{short}]{{{number}}}"
    return re.compile(f"(?:{names}|{initials})$")


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
    if sighting.unit.kind != "duration":
        return False
    lasts = re.search(past["lasting"], sighting.before)
    return bool(
        re.match(past["always"], sighting.after)
        or (re.match(past["after"], sighting.after) and not lasts)
    )
