"""Reads amounts out of Chinese text: a number, its unit, and whether the two make an amount."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from typing import Any

from .knowledge import table
from .numerals import (
    chinese_big,
    chinese_digits,
    chinese_small,
    is_multiplier,
    parse_chinese,
    parse_span,
)
from .qualifiers import find_qualifier
from .records import Qualifier, Quantity
from .units import Unit, chinese_units, either, english_units, no_unit

_LOOKBACK = 12
_LOOKAHEAD = 12
_CLAUSE = 30
_MORE = "余多+"
_SIGNED = ("money", "percent", "percentage_point")
_SIGN = r"(?:(?<=[一-龥（(为:])-)?"
_GAP = r"[ \u00a0\u3000]{0,2}"


@cache
def _rules() -> dict[str, Any]:
    return table("amounts")


def _number() -> str:
    """The regular expression of a number: 1.2万, 2亿3千万, 三点五亿, 200多亿, 两万余."""
    digits, big = "".join(chinese_digits()), "".join(chinese_big())
    others = "".join(chinese_small()).replace("千", "")
    # 千 that begins a unit (千瓦, 千伏, 千克, 千米) is no part of the number.
    times = rf"(?:[{big}{others}]|千(?![瓦伏克米]))"
    figure = rf"{_SIGN}(?:\d{{1,3}}(?:,\d{{3}})++(?!\d)|\d++)(?:\.\d++)?"
    arabic = rf"{figure}(?:[{_MORE}]?{_GAP}{times}{{1,3}}(?:\d{{1,4}}{times}{{1,2}})*+)?[{_MORE}]?"
    spelled = rf"(?:[{digits}]|{times})++(?:点[{digits}]++{times}{{0,3}})?[余多]?[{big}]{{0,2}}"
    return rf"(?:{arabic}|{spelled})"


@cache
def amounts(*, ranges: bool = True) -> re.Pattern[str]:
    """The pattern of all that may be an amount; without `ranges`, of single ones."""
    number, unit = _number(), either(chinese_units())
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    part = rf"(?:\d++(?:\.\d++)?|[{numerals}]++(?:点[{''.join(chinese_digits())}]++)?)"
    to = rf"{_GAP}(?:至|到|[-—–~]{{1,2}}){_GAP}"
    high = rf"(?:{_GAP}(?P<low_unit>{unit})?{to}(?P<high>{number}))?" if ranges else ""
    signs = either(table("units")["english"]["money"])
    inner = "[半多余](?:月|小时|星期|百分点)"
    return re.compile(
        rf"(?P<whole>[{numerals}]++)分之(?P<part>{part})"
        r"|翻了?(?P<doublings>[一两二三四])?番|翻倍|(?P<half_of>一半(?!导)|半数)"
        r"|(?<![上下前后大])(?P<half>半)(?:个多?(?=月|小时|世纪|星期))?(?P<half_unit>年|月|天|小时|星期)(?![报谈])"
        rf"|(?P<tenths>[一二两三四五六七八九]成[一二三四五六七八九半])(?![^,。;、的以])"
        rf"|(?:(?P<sign>{signs}){_GAP})?(?P<low>{number}){high}"
        rf"(?:{_GAP}(?P<unit>个(?P<inner>{inner})|{unit})(?P<and_half>半(?!导))?)?(?P<grade>级)?",
    )


@dataclass(frozen=True)
class Sighting:
    """A match of the amount pattern, with the folded text around it."""

    match: re.Match[str]
    folded: str
    unit: Unit

    @property
    def numeral(self) -> str:
        """The number, or the lower one of a range."""
        return self.match["low"]

    @property
    def unit_words(self) -> str:
        """The unit as written."""
        return self.match["unit"] or ""

    @property
    def before(self) -> str:
        """Some characters before the number."""
        start = self.match.start("low")
        return self.folded[max(0, start - _LOOKBACK) : start]

    @property
    def after(self) -> str:
        """Some characters after the unit."""
        return self.folded[self.match.end() : self.match.end() + _LOOKAHEAD]

    @property
    def has_figures(self) -> bool:
        """Whether the number is written in Arabic figures."""
        return any(c in "0123456789" for c in self.numeral)


def read_amount(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """The quantity a match of the amount pattern stands for, or None when it is none."""
    if match["low"] is None:
        return _read_words(match, folded, text)
    sighting = _sight(match, folded)
    if sighting is None:
        return None
    ends = _values(sighting)
    if match.groupdict().get("high") and (ends is None or not _is_range(sighting, ends)):
        single = amounts(ranges=False).match(folded, match.start(), match.endpos)
        return read_amount(single, folded, text) if single else None
    if ends is None or not _is_amount(sighting):
        return None
    if _is_quoted_name(sighting):
        return quantity(text, match.span(), None, no_unit("name"))
    return _measured(sighting, text, ends)


def _read_words(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """Fractions and halves, doublings and tenths: amounts whose number is a word."""
    unit, value = no_unit("ratio"), None
    if match["whole"]:
        whole, part = parse_chinese(match["whole"]), parse_chinese(match["part"])
        if whole and part is not None:
            unit = chinese_units()["%"] if match["whole"] == "百" else unit
            value = part if match["whole"] == "百" else part / whole
    elif match["tenths"]:
        tens, last = match["tenths"].split("成")
        digits = {**chinese_digits(), "半": 5}
        unit, value = chinese_units()["%"], Decimal(digits[tens] * 10 + digits[last])
    elif match["half_of"]:
        value = Decimal("0.5")
    elif match["half"]:
        words = match["half_unit"]
        unit = chinese_units()[words if words != "月" else "个月"]
        value = Decimal("0.5")
    else:
        unit = chinese_units()["倍"]
        value = Decimal(2) ** int(parse_chinese(match["doublings"] or "一") or 1)
    if value is None:
        return None
    found = quantity(text, match.span(), value, unit)
    qualifier = find_qualifier(folded, match.start(), match.end(), unit.kind, "zh")
    return found.model_copy(update={"qualifier": qualifier or "exact"})


def _sight(match: re.Match[str], folded: str) -> Sighting | None:
    """The match with its unit, or None when there is no unit that makes it an amount."""
    unit: Unit | None
    if match["inner"]:
        unit = chinese_units()[f"个{match['inner'][1:]}"]
    elif match["unit"]:
        unit = chinese_units()[match["unit"]]
    elif match["sign"]:
        unit = english_units("money")[match["sign"].lower()]
    elif match.groupdict().get("low_unit"):
        unit = chinese_units().get(match["low_unit"])
    else:
        unit = _implied_unit(match, folded)
    if unit is None or (match["grade"] and unit.kind not in _rules()["numbers"]["sized_kinds"]):
        return None
    return Sighting(match, folded, unit)


def _implied_unit(match: re.Match[str], folded: str) -> Unit | None:
    """元 is left out after 亿 (引资突破两千亿, 百亿级); a number in 万 may be bare at a clause's end."""
    numeral = (match.groupdict().get("high") or match["low"]).rstrip(_MORE)
    if not numeral.endswith(tuple(chinese_big())):
        return None
    rules = _rules()["implied"]
    before = re.split(r"[。;!?\n]", folded[max(0, match.start() - _CLAUSE) : match.start()])[-1]
    after = folded[match.end() : match.end() + _LOOKAHEAD]
    if re.match(r"[分A-Za-z\d]", after):
        return None
    money, count = (
        max((found.end() for found in re.finditer(rules[key], before)), default=-1)
        for key in ("money_before", "count_before")
    )
    counts = count > money or bool(re.match(rules["count_after"], after))
    if numeral.endswith("亿"):
        return no_unit("count") if counts else chinese_units()["元"]
    if is_multiplier(numeral) or not re.match(rules["end_of_clause"], after):
        return None
    return chinese_units()["元"] if money > count and not counts else no_unit("count")


def _values(sighting: Sighting) -> tuple[Decimal, Decimal | None] | None:
    """The value, or both ends of a range, without the unit's factor; None for no numeral."""
    match, high_words = sighting.match, sighting.match.groupdict().get("high")
    low, high = _value(match["low"]), _value(high_words) if high_words else None
    if low is not None and sighting.unit.kind not in _SIGNED:
        low = abs(low)
    if low is None and not high_words:
        return parse_span(_bare(match["low"]))
    if low is None or (high_words and high is None):
        return None
    if high is not None and not match["low_unit"]:
        low = _same_scale(match["low"], low, high_words or "", high)
    if match["and_half"] and sighting.unit.kind == "duration":
        low += Decimal("0.5")
    if match["inner"] and match["inner"][0] == "半":
        low += Decimal("0.5")
    return low, high


def _bare(numeral: str) -> str:
    return numeral.translate(dict.fromkeys(map(ord, f"{_MORE} \u00a0\u3000")))


def _value(numeral: str) -> Decimal | None:
    """Value of a folded numeral, whatever 余 and 多 (so many and more) it has."""
    return parse_chinese(_bare(numeral))


def _same_scale(numeral: str, low: Decimal, high_numeral: str, high: Decimal) -> Decimal:
    """In 5-8亿 the 5 is 5亿: the lower end takes the scale of the upper one."""
    scale = re.search(r"[十百千]?[万亿]*$", high_numeral)
    factor = parse_chinese(scale[0]) if scale and scale[0] else None
    if factor and numeral[-1] not in "十百千万亿" and low * factor <= high:
        return low * factor
    return low


def _is_range(sighting: Sighting, ends: tuple[Decimal, Decimal | None]) -> bool:
    """Whether both ends are of one unit and in order."""
    low_unit = chinese_units().get(sighting.match["low_unit"] or "")
    same = low_unit is None or (low_unit.code, low_unit.kind) == (
        sighting.unit.code,
        sighting.unit.kind,
    )
    return same and ends[1] is not None and ends[0] < ends[1]


def _is_amount(sighting: Sighting) -> bool:
    """Whether number and unit are an amount and not part of a word, a code or an idiom."""
    rules, unit_words = _rules(), sighting.unit_words
    if sighting.before.endswith(tuple(rules["numbers"]["never_after"])):
        return False
    rejected = rules["rejected_after"].get(unit_words)
    if rejected and re.match(rejected, sighting.after):
        return False
    required = rules["required_after"].get(unit_words)
    if required and not re.match(required, sighting.after):
        return False
    if not sighting.has_figures:
        return _is_spelled_amount(sighting)
    if sighting.match["sign"]:
        return True
    scaled = any(c in chinese_big() for c in sighting.numeral) or sighting.unit.kind == "percent"
    joined = r"\d[-.+]?$" if scaled else r"[A-Za-z\d][-.+]?$"
    return not re.search(joined, sighting.before, re.ASCII)


def _is_spelled_amount(sighting: Sighting) -> bool:
    """The same for Chinese numerals, which stand in many words and idioms."""
    numeral, words, rules = sighting.numeral, sighting.unit_words, _rules()
    if words in rules["needs_context"]:
        context = rules["needs_context"][words]
        found = re.search(context["before"], sighting.before) or re.match(
            context["after"], sighting.after
        )
        return bool(found)
    value = _value(numeral)
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
    rules = _rules()["one"]
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


def _is_quoted_name(sighting: Sighting) -> bool:
    """Whether a counted slogan stands in quotation marks: “三个一批”, “二十条”."""
    start, end, folded = sighting.match.start(), sighting.match.end(), sighting.folded
    if sighting.unit.kind != "count" or sighting.has_figures:
        return False
    marks = _rules()["quoted"]
    if start and folded[start - 1] in marks["opening"]:
        return True
    before = folded[max(0, start - 14) : start]
    ends_quote = end < len(folded) and folded[end] in marks["closing"]
    return ends_quote and bool(re.search(rf"[{marks['opening']}][一-龥]{{2,12}}$", before))


def _measured(sighting: Sighting, text: str, ends: tuple[Decimal, Decimal | None]) -> Quantity:
    """The quantity of a sighting known to be an amount."""
    match, unit = sighting.match, sighting.unit
    start, end = match.start(), match.end()
    if match["low"][0] == "-" and unit.kind not in _SIGNED:
        start += 1
    if match["and_half"] and unit.kind != "duration":
        end = match.end("unit")
    low, high = ends[0] * unit.factor, None if ends[1] is None else ends[1] * unit.factor
    found = quantity(text, (start, end), low, unit)
    return found.model_copy(
        update={"qualifier": _qualifier(sighting, start, end), "value_high": _plain(high)}
    )


def _qualifier(sighting: Sighting, start: int, end: int) -> Qualifier:
    match, kind = sighting.match, sighting.unit.kind
    said = find_qualifier(sighting.folded, start, end, kind, "zh")
    if said == "nearly" and _means_past(sighting):
        said = None
    if said is not None:
        return said
    inner = match["inner"] or ""
    more = f"{match['low']}{match.groupdict().get('high') or ''}{inner[:1]}"
    if set(more) & set(_MORE):
        return "multi_more"
    sized = kind in _rules()["numbers"]["sized_kinds"]
    names_a_class = sized and (match["grade"] or is_multiplier(match["low"]))
    return "at_least" if names_a_class else "exact"


def _means_past(sighting: Sighting) -> bool:
    """Whether 近三年 is the last three years, not nearly three: a few, and no word of lasting."""
    value = _value(sighting.numeral)
    few = value is not None and value <= 5  # noqa: PLR2004 -- one looks back a few years
    lasting = re.search(r"(?:历时|用时|耗时|为期|长达|了|经过|时隔|期限)近$", sighting.before)
    return sighting.unit.kind == "duration" and few and not lasting


def _plain(value: Decimal | None) -> Decimal | None:
    """`value` without trailing zeros or exponent."""
    if value is None:
        return None
    return value.normalize() + Decimal(0) if value else Decimal(0)


def quantity(text: str, span: tuple[int, int], value: Decimal | None, unit: Unit) -> Quantity:
    """What stands at `span` of `text`."""
    start, end = span
    return Quantity(
        surface=text[start:end],
        start=start,
        end=end,
        value=_plain(value),
        unit=unit.code,
        kind=unit.kind,
    )
