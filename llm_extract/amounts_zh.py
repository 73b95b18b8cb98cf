"""Reads amounts out of Chinese text: a number, its unit, and whether the two make an amount."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from .added_parts import adds_half, coins, tenths_in_row
from .implied import implied_unit
from .knowledge import table
from .numerals import chinese_digits, is_multiplier, parse_chinese, parse_span
from .patterns_zh import amounts
from .qualifiers import find_qualifier
from .records import Qualifier, Quantity
from .sightings import MORE, Sighting, bare, is_amount, is_quoted_name, means_past, value_of
from .units import (
    Unit,
    chinese_units,
    either,
    english_units,
    no_unit,
    quantity_at,
)

_MORE = frozenset(MORE)
_INEXACT = f"{MORE}来 "
_SIGNED = ("money", "percent", "percentage_point")
_SIGNS_OF_LIST = frozenset("、和及与")
_LONGEST_LIST = 9
_FIRST_OF_LINE = re.compile(r"(?:^|[\n;；。])[ \u00a0\u3000(（]*$")
_LIST_NUMBERS = 20
_CONTEXT = 8
_COLLOQUIAL = 24
_LINKS = "约近逾超达共合计为"
"""What may stand between a currency and its sum: 港币约3亿元."""


def read_amount(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """The quantity a match of the amount pattern stands for, or None when it is none."""
    if match["low"] is None:
        return _read_words(match, folded, text)
    sighting = _sight(match, folded)
    if sighting is None:
        return None
    ends = _values(sighting)
    if match["high"] and (ends is None or not _is_range(sighting, ends)):
        single = amounts(ranges=False).match(folded, match.start(), match.endpos)
        return read_amount(single, folded, text) if single else None
    if ends is None or not is_amount(sighting):
        return None
    if is_quoted_name(sighting):
        return quantity_at(text, match.span(), no_unit("name"))
    return _measured(sighting, text, ends)


def _read_words(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """Fractions and halves, doublings and tenths: amounts whose number is a word."""
    start, high = match.start(), None
    unit, value = _share(match) if match["whole"] or match["above"] else _worded(match)
    if value is None and match["whole"] == "百" and (ends := parse_span(match["part"])):
        value, high = ends  # 百分之二三十
    if value is None:
        return None
    if match["minus"]:
        value = -value
    if match["high_part"]:
        high = parse_chinese(match["high_part"])
        if unit.kind != "percent" or high is None or high <= value:
            return None
    cued = match.start("doublings") if match["doublings"] else start
    qualifier = find_qualifier(folded, cued, match.end(), unit.kind, "zh")
    return quantity_at(text, match.span(), unit, value, high, qualifier or "exact")


def _share(match: re.Match[str]) -> tuple[Unit, Decimal | None]:
    """百分之五, 三分之二 and 2/3; of 百分之五 the unit is the percent."""
    below, above = match["whole"] or match["below"], match["part"] or match["above"]
    whole, part = parse_chinese(below), parse_chinese(above)
    if below == "百":
        return chinese_units()["%"], part
    fits = whole and part is not None and (match["whole"] or part < whole)
    return no_unit("ratio"), part / whole if fits and part is not None and whole else None


def _worded(match: re.Match[str]) -> tuple[Unit, Decimal | None]:
    """四成七, 一半, 半年 and 翻两番."""
    if match["tenths"]:
        tens, last = match["tenths"].split("成")
        digits = {**chinese_digits(), "半": 5}
        return chinese_units()["%"], Decimal(digits[tens] * 10 + digits[last])
    if match["half_of"]:
        return no_unit("ratio"), Decimal("0.5")
    if match["half"]:
        words = match["half_unit"]
        unit = chinese_units()[words if words != "月" else "个月"]
        return unit, unit.factor / 2
    return chinese_units()["倍"], Decimal(2) ** int(parse_chinese(match["doublings"] or "一") or 1)


def _sight(match: re.Match[str], folded: str) -> Sighting | None:
    """The match with its unit, or None when there is no unit that makes it an amount."""
    unit: Unit | None
    if match["inner"]:
        unit = chinese_units()[f"个{match['inner'][1:].removesuffix('元')}"]
    elif match["unit"]:
        unit = chinese_units()[_meant(match, folded)]
    elif match["sign"]:
        unit = english_units("money")[match["sign"].lower()]
    elif match["low_unit"]:
        unit = chinese_units().get(match["low_unit"])
    else:
        unit = implied_unit(match, folded)
    if unit is not None and unit.code == "CNY":
        unit = _in_currency(match, folded, unit)
    if unit is None or (
        match["grade"] and unit.kind not in table("amounts")["numbers"]["sized_kinds"]
    ):
        return None
    return Sighting.of(match, folded, unit)


@cache
def _currencies() -> tuple[re.Pattern[str], dict[str, str]]:
    """The currencies told before a number."""
    codes: dict[str, str] = table("units")["chinese"]["money_before"]
    return re.compile(rf"(?P<currency>{either(codes)})[{_LINKS}]{{0,2}} ?$"), codes


@cache
def _currency_ends() -> frozenset[str]:
    return frozenset((*(word[-1] for word in _currencies()[1]), *_LINKS, " "))


def _in_currency(match: re.Match[str], folded: str, unit: Unit) -> Unit:
    """The unit, 元 being of the currency told before the number: 港币3.5亿元."""
    start = match.start()
    if folded[start - 1 : start] not in _currency_ends() or match["unit"] == "人民币":
        return unit
    pattern, codes = _currencies()
    told = pattern.search(folded, max(0, start - _CONTEXT), start)
    return Unit(codes[told["currency"]], unit.factor, "money") if told else unit


@cache
def _colloquial() -> dict[str, dict[str, str]]:
    return dict(table("amounts")["colloquial"])


def _meant(match: re.Match[str], folded: str) -> str:
    """The unit as it is meant: 块 is 元 where a price is told, as in 每天挣三百来块."""
    words = str(match["unit"])
    row = _colloquial().get(words)
    if row is None:
        return words
    if match["dime"]:
        return str(row["means"])
    if not re.compile(row["after"]).match(folded, match.end()):
        return words
    before = folded[max(0, match.start() - _COLLOQUIAL) : match.start()]
    return str(row["means"]) if re.search(row["before"], before) else words


def _values(sighting: Sighting) -> tuple[Decimal, Decimal | None] | None:
    """The value, or both ends of a range, without the unit's factor; None for no numeral."""
    match, high_words = sighting.match, sighting.match["high"]
    low, high = value_of(match["low"]), value_of(high_words) if high_words else None
    if low is not None and match["low"][0] in "-负" and not _is_signed(sighting.unit):
        low = abs(low)
    if low is None and not high_words:
        return parse_span(bare(match["low"])) or tenths_in_row(sighting)
    if low is None or (high_words and high is None):
        return None
    if high is not None and not match["low_unit"]:
        low = _same_scale(match["low"], low, high_words or "", high)
    if adds_half(sighting):
        low += Decimal("0.5")
    if match["inner"] and match["inner"][0] == "半":
        low += Decimal("0.5")
    if sighting.unit.kind == "money" and match.end() > match.end("unit") > 0:
        low += coins(match)
    return low, high


def _is_signed(unit: Unit) -> bool:
    return unit.kind in _SIGNED or unit.code in table("amounts")["numbers"]["signed_units"]


def _same_scale(numeral: str, low: Decimal, high_numeral: str, high: Decimal) -> Decimal:
    """In 5-8亿 the 5 is 5亿: the lower end takes the scale of the upper one."""
    scaled = low * _scale(numeral, high_numeral)
    if scaled > high:  # 五至十万 is 5万 to 10万
        scaled = low * _scale(numeral, re.sub("[十百千](?=[万亿])", "", high_numeral))
    return scaled if scaled <= high else low


def _scale(numeral: str, other: str) -> Decimal:
    """What a numeral is multiplied by that shares the scale of another: 亿 of 8亿, else 1."""
    scale = re.search(r"[十百千]?[万亿]*$", other)
    factor = parse_chinese(scale[0]) if scale and scale[0] else None
    return factor if factor and numeral.rstrip(_INEXACT)[-1:] not in "十百千万亿" else Decimal(1)


def read_listed(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """A number that shares the unit of the last of its list, as 5 and 3 do in 5、3、2座."""
    if match["low"] is None or match["high"] or match["unit"] or not _begins_list(match, folded):
        return None
    single, position = amounts(ranges=False), match.end()
    for _ in range(_LONGEST_LIST):
        if folded[position : position + 1] not in _SIGNS_OF_LIST:
            return None
        item = single.match(folded, position + 1, match.endpos)
        if item is None or item["low"] is None:
            return None
        if item["unit"]:
            return _listed(match, item, folded, text)
        position = item.end("low")
    return None


def _begins_list(match: re.Match[str], folded: str) -> bool:
    """Whether a number may be of a list, and is not that of a line: 1、3个项目."""
    if folded[match.end() : match.end() + 1] not in _SIGNS_OF_LIST:
        return False
    start, low = match.start("low"), value_of(match["low"])
    if low is None:
        return False
    if re.search(r"[A-Za-z\d.第-]$", folded[max(0, start - 1) : start], re.ASCII):
        return False
    begins_line = _FIRST_OF_LINE.search(folded, max(0, start - 4), start)
    return not (begins_line and low <= _LIST_NUMBERS)


def _listed(match: re.Match[str], last: re.Match[str], folded: str, text: str) -> Quantity | None:
    """The number of `match` with the unit of `last`, when that is an amount itself."""
    low = value_of(match["low"])
    if low is None or read_amount(last, folded, text) is None:
        return None
    unit = chinese_units()[last["unit"]]
    if unit.kind == "duration" and last["unit"] in table("amounts")["numbers"]["never_listed"]:
        return None
    value = low * _scale(match["low"], last["low"]) * unit.factor
    said = find_qualifier(folded, match.start("low"), match.end(), unit.kind, "zh")
    return quantity_at(text, match.span("low"), unit, value, qualifier=said or "exact")


def _is_range(sighting: Sighting, ends: tuple[Decimal, Decimal | None]) -> bool:
    """Whether both ends are of one unit and in order."""
    low_unit = chinese_units().get(sighting.match["low_unit"] or "")
    same = low_unit is None or (low_unit.code, low_unit.kind) == (
        sighting.unit.code,
        sighting.unit.kind,
    )
    if not same or ends[1] is None or ends[0] >= ends[1]:
        return False
    rises = low_unit is not None and sighting.before.endswith(("从", "由"))
    return not rises or sighting.after.startswith(("不等", "之间", "的"))


def _measured(sighting: Sighting, text: str, ends: tuple[Decimal, Decimal | None]) -> Quantity:
    """The quantity of a sighting known to be an amount."""
    match, unit = sighting.match, sighting.unit
    start, end = match.start(), match.end()
    if match["low"][0] in "-负" and not _is_signed(unit):
        start += 1
    if match["and_half"] and not adds_half(sighting):
        end = match.end("unit")
    low, high = ends[0] * unit.factor, None if ends[1] is None else ends[1] * unit.factor
    if sighting.before.endswith("零下") and _is_signed(unit):
        start -= len("零下")
        low, high = (-low, None) if high is None else (-high, -low)
    return quantity_at(text, (start, end), unit, low, high, _qualifier(sighting, start, end))


def _qualifier(sighting: Sighting, start: int, end: int) -> Qualifier:
    match, kind = sighting.match, sighting.unit.kind
    said = find_qualifier(sighting.folded, start, end, kind, "zh")
    if said == "nearly" and means_past(sighting):
        said = None
    if said is not None:
        return said
    inner = match["inner"] or ""
    more = f"{match['low']}{match.groupdict().get('high') or ''}{inner[:1]}"
    if not _MORE.isdisjoint(more):
        return "multi_more"
    if "来" in more:
        return "about"
    return "at_least" if _names_class(sighting) else "exact"


def _names_class(sighting: Sighting) -> bool:
    """Whether a size is named, as 百亿级 and 万吨 do, and no number is given."""
    rules, match = table("amounts")["numbers"], sighting.match
    if match["grade"]:
        return sighting.unit.kind in rules["sized_kinds"]
    counts_ten = sighting.unit.kind == "count" or not sighting.after.startswith(
        tuple(rules["class_before"])
    )
    if match["low"][0] in "十拾" and counts_ten:
        return False
    return is_multiplier(match["low"])
