"""Reads amounts out of Chinese text: a number, its unit, and whether the two make an amount."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

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
from .sightings import MORE, Sighting, bare, is_amount, is_quoted_name, means_past, value_of
from .units import (
    Unit,
    chinese_units,
    either,
    english_units,
    no_unit,
    quantity_at,
)

_LOOKAHEAD = 12
_CLAUSE = 30
_MORE = frozenset(MORE)
_SIGNED = ("money", "percent", "percentage_point")
_SIGN = r"(?:(?<=[一-龥（(为:])-)?"
_GAP = r"[ \u00a0\u3000]{0,2}"


def _number() -> str:
    """The regular expression of a number: 1.2万, 2亿3千万, 三点五亿, 200多亿, 两万余."""
    digits, big = "".join(chinese_digits()), "".join(chinese_big())
    others = "".join(chinese_small()).replace("千", "")
    # 千 that begins a unit (千瓦, 千伏, 千克, 千米) is no part of the number.
    times = rf"(?:[{big}{others}]|千(?![瓦伏克米]))"
    figure = rf"{_SIGN}(?:\d{{1,3}}(?:,\d{{3}})++(?!\d)|\d++)(?:\.\d++)?"
    arabic = rf"{figure}(?:[{MORE}]?{_GAP}{times}{{1,3}}(?:\d{{1,4}}{times}{{1,2}})*+)?[{MORE}]?"
    spelled = rf"(?:[{digits}]|{times})++(?:点[{digits}]++{times}{{0,3}})?[余多]?[{big}]{{0,2}}"
    return rf"(?:{arabic}|{spelled})"


@cache
def beginning() -> re.Pattern[str]:
    """What an amount can begin with, which is quicker to look for."""
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    signs = "".join({re.escape(sign[0]) for sign in english_units("money")})
    return re.compile(f"[0-9翻半{numerals}{signs}{signs.upper()}-]")


@cache
def amounts(*, ranges: bool = True) -> re.Pattern[str]:
    """The pattern of all that may be an amount; without `ranges`, of single ones."""
    number = _number()
    nouns = table("units")["chinese"]["bare_people_and_things"]
    # 百亿企业 are companies of ten billion yuan, not ten billion companies.
    unit = f"(?<!亿)(?:{either(nouns)})|{either(chinese_units().keys() - nouns)}"
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    part = rf"(?:\d++(?:\.\d++)?|[{numerals}]++(?:点[{''.join(chinese_digits())}]++)?)"
    to = rf"{_GAP}(?:至|到|[-—–~]{{1,2}}){_GAP}"
    high = rf"(?:{_GAP}(?P<low_unit>{unit})?{to}(?P<high>{number}))?"
    if not ranges:
        high = "(?:(?P<low_unit>(?!))(?P<high>(?!)))?"
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
    qualifier = find_qualifier(folded, match.start(), match.end(), unit.kind, "zh")
    return quantity_at(text, match.span(), unit, value, qualifier=qualifier or "exact")


def _sight(match: re.Match[str], folded: str) -> Sighting | None:
    """The match with its unit, or None when there is no unit that makes it an amount."""
    unit: Unit | None
    if match["inner"]:
        unit = chinese_units()[f"个{match['inner'][1:]}"]
    elif match["unit"]:
        unit = chinese_units()[match["unit"]]
    elif match["sign"]:
        unit = english_units("money")[match["sign"].lower()]
    elif match["low_unit"]:
        unit = chinese_units().get(match["low_unit"])
    else:
        unit = _implied_unit(match, folded)
    if unit is None or (
        match["grade"] and unit.kind not in table("amounts")["numbers"]["sized_kinds"]
    ):
        return None
    return Sighting.of(match, folded, unit)


def _implied_unit(match: re.Match[str], folded: str) -> Unit | None:
    """元 is left out after 亿 (两千亿, 百亿级); a number in 万 may be bare where a clause ends."""
    numeral = (match["high"] or match["low"]).rstrip(MORE)
    if not numeral.endswith(tuple(chinese_big())):
        return None
    rules = table("amounts")["implied"]
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
    match, high_words = sighting.match, sighting.match["high"]
    low, high = value_of(match["low"]), value_of(high_words) if high_words else None
    if low is not None and sighting.unit.kind not in _SIGNED:
        low = abs(low)
    if low is None and not high_words:
        return parse_span(bare(match["low"]))
    if low is None or (high_words and high is None):
        return None
    if high is not None and not match["low_unit"]:
        low = _same_scale(match["low"], low, high_words or "", high)
    if match["and_half"] and sighting.unit.kind == "duration":
        low += Decimal("0.5")
    if match["inner"] and match["inner"][0] == "半":
        low += Decimal("0.5")
    return low, high


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
    if not same or ends[1] is None or ends[0] >= ends[1]:
        return False
    rises = low_unit is not None and sighting.before.endswith(("从", "由"))
    return not rises or sighting.after.startswith(("不等", "之间", "的"))


def _measured(sighting: Sighting, text: str, ends: tuple[Decimal, Decimal | None]) -> Quantity:
    """The quantity of a sighting known to be an amount."""
    match, unit = sighting.match, sighting.unit
    start, end = match.start(), match.end()
    if match["low"][0] == "-" and unit.kind not in _SIGNED:
        start += 1
    if match["and_half"] and unit.kind != "duration":
        end = match.end("unit")
    low, high = ends[0] * unit.factor, None if ends[1] is None else ends[1] * unit.factor
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
    sized = kind in table("amounts")["numbers"]["sized_kinds"]
    names_a_class = sized and (match["grade"] or is_multiplier(match["low"]))
    return "at_least" if names_a_class else "exact"
