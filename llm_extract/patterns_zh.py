"""The regular expressions of Chinese amounts: numbers, units, and what the two can make."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .numerals import chinese_big, chinese_digits, chinese_small
from .sightings import MORE
from .units import chinese_units, either, english_units

_SIGN = r"(?:(?:^|(?<=[一-龥（(:、,;]))-|(?<![正减抱肩担欠背辜自胜])负)?"
_GAP = r"[ \u00a0\u3000]{0,2}"
_THIN = "[ \u00a0\u2009]"


def _number() -> str:
    """The regular expression of a number: 1.2万, 2亿3千万, 三点五亿, 200多亿, 两万余."""
    digits, big = "".join(chinese_digits()), "".join(chinese_big())
    others = "".join(chinese_small()).replace("千", "")
    # 千 that begins a unit (千瓦, 千伏, 千克, 千米, 千升, 千帕 …) is no part of the number.
    times = rf"(?:[{big}{others}]|千(?![瓦伏克米升赫卡帕]))"
    whole = rf"(?:\d{{1,3}}(?:(?:,\d{{3}})++|(?:{_THIN}\d{{3}})++)(?!\d)|\d++)"
    after_han = r"(?:(?<=[一-龥]\d)|(?<=[一-龥]\d\d)|(?<=[一-龥]\d\d\d))"
    figure = rf"{_SIGN}{whole}(?:\.\d++| \. ?\d++|{after_han}\. \d++)?"
    about = f"(?:(?<=[0十百千万])来(?=[{_counted()}]))?"
    some = f"(?:[{MORE}]|来(?=[{big}]))?"
    joined = rf"(?:(?<=亿){_THIN}(?=\d{{1,4}}{_GAP}万元))?"
    scale = rf"(?:{some}{_GAP}{times}{{1,3}}(?:{joined}\d{{1,4}}{_GAP}{times}{{1,2}})*+)?"
    arabic = rf"{figure}{scale}[{MORE}]?{about}"
    spelled = (
        rf"(?:[{digits}]|{times})++(?:点[{digits}]++{times}{{0,3}})?"
        rf"(?:[余多]|来(?=[{big}]))?[{big}]{{0,2}}{about}"
    )
    return rf"(?:{arabic}|{spelled})"


def _counted() -> str:
    """The first characters of what 来 may stand before: 十来家, 十来分钟, but not 自 or 美."""
    kinds, never = ("count", "duration", "measure"), table("amounts")["numbers"]["never_after_lai"]
    units = (unit for unit, known in chinese_units().items() if known.kind in kinds)
    return "".join({unit[0] for unit in (*units, "元") if unit[0] not in never})


@cache
def _unit() -> str:
    """The regular expression of a unit, without those that what follows makes another word."""
    rows = table("units")["chinese"]
    nouns = rows["bare_people_and_things"].keys() | rows["bare_nouns"].keys()
    latin = {unit: "[A-Za-z]" for unit in chinese_units() if unit[-1:].isascii()}
    barred: dict[str, str] = {**latin, **table("amounts")["rejected_after"]}
    # 百亿企业 are companies of ten billion yuan, not ten billion companies.
    counted = either(nouns, barred)
    return f"(?<!亿)(?:{counted})|{either(chinese_units().keys() - nouns, barred)}"


@cache
def beginning() -> re.Pattern[str]:
    """What an amount can begin with, which is quicker to look for."""
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    signs = "".join({re.escape(sign[0]) for sign in english_units("money")})
    return re.compile(f"[0-9翻半负{numerals}{signs}{signs.upper()}-]")


@cache
def amounts(*, ranges: bool = True) -> re.Pattern[str]:
    """The pattern of all that may be an amount; without `ranges`, of single ones."""
    number = _number()
    unit = _unit()
    numerals = "".join((*chinese_digits(), *chinese_small(), *chinese_big()))
    part = rf"(?:\d++(?:\.\d++)?|[{numerals}]++(?:点[{''.join(chinese_digits())}]++)?)"
    to = rf"{_GAP}(?:至|到|[-—–~]{{1,2}}){_GAP}"
    # Whether a sign of a range is near is quicker to see than which unit stands between.
    near = "(?=[^至到—–~-]{0,12}+[至到—–~-])"
    high = rf"(?:{near}{_GAP}(?P<low_unit>{unit})?{to}(?P<high>{number}))?"
    if not ranges:
        high = "(?:(?P<low_unit>(?!))(?P<high>(?!)))?"
    signs = either(table("units")["english"]["money"])
    digit = "[1-9一二两三四五六七八九]"
    dime = (
        rf"(?P<dime>{digit}|半)[毛角]?(?:(?<=[毛角])(?P<cent>{digit})分)?"
        r"(?=$|钱|[,。;；、!！?？\n)）]|左右|上下|以[上下]|一[公市]?[斤吨]|每[公市]?斤|[涨跌升降到至的])"
    )
    coins = rf"(?P<jiao>{digit})角(?:(?P<fen>{digit})分)?|零(?P<only_fen>{digit})分"
    after_tenths = table("amounts")["numbers"]["never_after_tenths"]
    inner = "[半多余](?:月|小时|钟头|星期|百分点|亿元?)"
    return re.compile(
        rf"(?P<minus>负)?(?P<whole>[{numerals}]++)分之(?P<part>{part})"
        rf"(?:{to}(?:(?P=whole)分之)?(?P<high_part>{part})(?![分个年月]))?"
        r"|(?<![\d/.])(?P<above>[1-9])/(?P<below>[2-9]|10)(?![\d/.]|月)(?=[一-龥,。;、)])"
        r"|翻了?(?:近|约|将近|超过?|不止)?(?P<doublings>[一两二三四五2-5])?番|翻倍|(?P<half_of>一半(?!导)|半数|半(?=$|[,。;、的)])(?:(?<=占比[过超近]半)|(?<=(?:比例|比重|份额|人数)过半)|(?<=率过半)))"
        r"|(?<![上下前后大])(?P<half>半)(?:个多?(?=月|小时|钟头|世纪|星期))?(?P<half_unit>年|月|天|小时|钟头|星期|世纪)(?![报谈])"
        rf"|(?P<tenths>[一二两三四五六七八九]成[一二三四五六七八九半])(?![{after_tenths}])"
        rf"|(?:(?P<sign>{signs}){_GAP})?(?P<low>{number}){high}"
        rf"(?:{_GAP}(?P<unit>个(?P<inner>{inner})|{unit})(?:(?<=块){dime}|(?<=[0-9一二两三四五六七八九十百千万]元)(?:{coins})|(?P<and_half>半(?!导)))?)?(?P<grade>级)?",
    )
