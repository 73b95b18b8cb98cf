"""Dates and periods in Chinese and English text, and their ISO forms.

Periods are written as ISO intervals (2022-01/2022-03), quarters as 2022-Q1, halves as 2022-H1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from .numerals import parse_chinese

_YEAR = r"(?:(?:19|20)\d\d年|二[〇零][一二三四五六七八九〇零]{2}年)"
_RELATIVE = r"(?:今年|去年|明年|前年|上年|本年度?|当年|同年|次年)"
_MONTH = r"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"\s?(?:至|到|[-—–~])\s?"
_PREFIX = rf"(?:(?:(?P<year>{_YEAR})|(?P<relative>{_RELATIVE}))的?)?"
_QUARTER = (
    r"(?:第?(?P<quarter>[一二三四1-4])季度|(?P<first_quarter>首季)|前(?P<quarters>[二两三])季度)"
)

CHINESE = re.compile(
    rf"(?P<iso>(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d))"
    rf"(?:\s+\d\d:\d\d(?::\d\d)?)?"
    rf"|(?P<year_low>(?:19|20)\d\d)年?{_TO}(?P<year_high>(?:19|20)\d\d)年"
    rf"|{_PREFIX}(?:"
    rf"(?<!\d)(?P<m1>{_MONTH})月(?P<d1>{_DAY})日(?:{_TO}(?:(?P<m2>{_MONTH})月)?(?P<d2>{_DAY})日)?"
    rf"|(?<!\d)(?P<month_low>{_MONTH})月?(?:{_TO}|、)(?P<month_high>{_MONTH})月(?!{_DAY}日)"
    rf"|(?<!\d)(?P<month>(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]))月(?:份|(?P<part>上旬|中旬|下旬|初|底|末))?"
    rf"|{_QUARTER}|(?P<half>[上下])半年|前(?P<months>1[01]|[2-9]|[二两三四五六七八九十])个月)"
    rf"|(?P<year_only>{_YEAR}|{_RELATIVE})(?:度|底|初|末|全年|以来)?"
    rf"|(?<![\d.])(?P<day>3[01]|[12]\d|[1-9])日(?![均产报前夜程内以元])"
)
"""Every date form; folded text goes in. `relative` and years stand before any of them."""

_OFFSETS = {"去年": -1, "上年": -1, "前年": -2, "明年": 1, "次年": 1}


@dataclass
class DateContext:
    """What elliptic dates lean on: the publication date, and the last year and month named."""

    published: date | None = None
    year: int | None = None
    month: int | None = None

    def year_of(self, match: re.Match[str]) -> int | None:
        """The year a matched date lies in, by its own words or by the context."""
        words = match["year"] or match["relative"] or match["year_only"]
        if words is None:
            return self.year or (self.published.year if self.published else None)
        year = _year_number(words)
        if year is not None:
            self.year = year
            return year
        if self.published is None:
            return None
        base = self.year if words in ("当年", "同年", "次年") and self.year else self.published.year
        return base + _OFFSETS.get(words, 0)


def _year_number(words: str) -> int | None:
    value = parse_chinese(words.rstrip("年"))
    return int(value) if value is not None and 1900 <= value <= 2100 else None  # noqa: PLR2004


def _number(words: str | None) -> int | None:
    value = parse_chinese(words) if words else None
    return None if value is None else int(value)


def to_iso(match: re.Match[str], context: DateContext) -> str | None:
    """ISO form of a date matched by CHINESE, or None when its year cannot be known.

    Updates `context`, so that later elliptic dates resolve against this one.
    """
    if match["iso"]:
        year, month, day = (int(n) for n in re.split(r"[-/.]", match["iso"]))
        context.year, context.month = year, month
        return f"{year}-{month:02}-{day:02}"
    if match["year_low"]:
        return f"{match['year_low']}/{match['year_high']}"
    if match["day"]:
        return _in_month(context, int(match["day"]))
    year_or_none = context.year_of(match)
    if year_or_none is None:
        return None
    return _within_year(match, year_or_none, context)


def _in_month(context: DateContext, day: int) -> str | None:
    year = context.year or (context.published.year if context.published else None)
    if year is None or context.month is None:
        return None
    return f"{year}-{context.month:02}-{day:02}"


def _within_year(match: re.Match[str], year: int, context: DateContext) -> str:
    if match["m1"]:
        month, day = _number(match["m1"]), _number(match["d1"])
        context.month = month
        first = f"{year}-{month:02}-{day:02}"
        if not match["d2"]:
            return first
        return f"{first}/{year}-{_number(match['m2']) or month:02}-{_number(match['d2']):02}"
    if match["month_low"]:
        low, high = _number(match["month_low"]), _number(match["month_high"])
        return f"{year}-{low:02}/{year}-{high:02}"
    if match["month"]:
        context.month = _number(match["month"])
        return f"{year}-{context.month:02}"
    if match["quarter"] or match["first_quarter"]:
        return f"{year}-Q{_number(match['quarter']) or 1}"
    if match["quarters"]:
        return f"{year}-01/{year}-{_number(match['quarters'] or '') * 3:02}"  # type: ignore[operator]
    if match["months"]:
        return f"{year}-01/{year}-{_number(match['months']):02}"
    if match["half"]:
        return f"{year}-H{1 if match['half'] == '上' else 2}"
    return str(year)


_MONTH_NAMES = (
    "January|February|March|April|May|June|July|August|September|October|November|December"
)
_MONTH_EN = rf"(?:{_MONTH_NAMES}|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_DAY_EN = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])"
_YEAR_EN = r"(?:19|20)\d\d(?![\d%]|\.\d|,\d{3})"
_DASH = r"\s?(?:[-–—]|to|and)\s?"
_ORDINAL_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4}

ENGLISH = re.compile(
    rf"\b(?P<iso>(?:19|20)\d\d-(?:1[0-2]|0[1-9])-(?:3[01]|[12]\d|0[1-9]))\b"
    rf"|\b(?P<dd1>{_DAY_EN})(?:{_DASH}(?P<dd2>{_DAY_EN}))?(?:\sof)?\s(?P<dm>{_MONTH_EN})"
    rf"(?:,?\s(?P<dy>{_YEAR_EN}))?"
    rf"|\b(?P<pm1>{_MONTH_EN}){_DASH}(?P<pm2>{_MONTH_EN})(?:,?\s(?:of\s)?(?P<py>{_YEAR_EN}))?"
    rf"|\b(?P<am>{_MONTH_EN})\s(?P<ad1>{_DAY_EN})(?:{_DASH}(?P<ad2>{_DAY_EN}))?(?:,?\s(?P<ay>{_YEAR_EN}))?"
    rf"|\b(?P<sm>{_MONTH_EN}),?\s(?:of\s)?(?P<sy>{_YEAR_EN})"
    rf"|\b(?P<bm>January|February|April|June|July|August|September|October|November|December"
    rf"|(?<=[Ii]n )(?:March|May)|(?<=early )(?:March|May)|(?<=late )(?:March|May))\b"
    rf"|\b(?:the\s)?(?P<qn>first|second|third|fourth)[\s-]quarter(?:\s(?:of\s)?(?P<qy1>{_YEAR_EN}))?"
    rf"|\bQ(?P<qd>[1-4])(?:\s(?:of\s)?(?P<qy2>{_YEAR_EN}))?\b|\b(?P<qy3>{_YEAR_EN})\sQ(?P<qd2>[1-4])\b"
    rf"|\b(?:the\s)?(?P<hn>first|second)[\s-]half(?:\s(?:of\s)?(?P<hy>{_YEAR_EN}))?"
    rf"|\b(?P<yl>(?:19|20)\d\d)\s?[-–]\s?(?P<yh>{_YEAR_EN})"
    rf"|(?<![\d.,$¥€£+])(?<!RMB )(?<!CNY )\b(?P<y>{_YEAR_EN})(?=[\s.,;:!?)'’\"”-]|$)",
    re.IGNORECASE,
)
"""Every English date form. A year alone counts only where no unit or noun follows; see `quantities_en`."""


def _english_month(name: str) -> int:
    names = [month[:3].lower() for month in _MONTH_NAMES.split("|")]
    return names.index(name[:3].lower()) + 1


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words))


def english_iso(match: re.Match[str]) -> str:
    """ISO form of a date matched by ENGLISH; a year that is not given is left out as `--05-19`."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if "iso" in found:
        return found["iso"]
    if "yl" in found:
        return f"{found['yl']}/{found['yh']}"
    if "y" in found:
        return found["y"]
    year = next(
        (found[k] for k in ("dy", "py", "ay", "sy", "qy1", "qy2", "qy3", "hy") if k in found), ""
    )
    lead = f"{year}-" if year else "--"
    for month_key, first_key, last_key in (("dm", "dd1", "dd2"), ("am", "ad1", "ad2")):
        if month_key in found:
            month = _english_month(found[month_key])
            first = f"{lead}{month:02}-{_digits(found[first_key]):02}"
            if last_key not in found:
                return first
            return f"{first}/{lead}{month:02}-{_digits(found[last_key]):02}"
    if "pm1" in found:
        low, high = _english_month(found["pm1"]), _english_month(found["pm2"])
        return f"{lead}{low:02}/{lead}{high:02}"
    if "sm" in found or "bm" in found:
        return f"{lead}{_english_month(found.get('sm') or found['bm']):02}"
    if "hn" in found:
        return f"{lead}H{_ORDINAL_QUARTERS[found['hn'].lower()]}"
    quarter = found.get("qd") or found.get("qd2") or _ORDINAL_QUARTERS[found["qn"].lower()]
    return f"{lead}Q{quarter}"
