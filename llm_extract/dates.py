"""Dates and periods in Chinese text, and their ISO forms.

Periods are written as ISO intervals (2022-01/2022-03), quarters as 2022-Q1, halves as 2022-H1.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from .numerals import parse_chinese

_BLANK = "[ \u00a0]?"
_YEAR = (
    rf"(?:(?:19|20)\d\d{_BLANK}年|二[〇零][一二三四五六七八九〇零]{{2}}年|民国\d{{2,3}}年"
    r"|(?<!\d)[12]\d年(?=(?:1[0-2]|0?[1-9])月|[底末初](?![一-龥]?级)|[上下]半年|第?[一二三四]季度))"
)
_RELATIVE = r"(?:今年|去年|明年|前年|上年|本年度?|当年|同年|[次翌]年|(?<![产成工用营运建效满])后年)"
_FIRST_MONTH = r"(?<![\d一二两三四五六七八九十百千万亿几日美欧港])元"
_MONTH = rf"(?:1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九]|{_FIRST_MONTH})"
_DAY = r"(?:3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])"
_TO = r"\s?(?:至|到|[-—–~]{1,2})\s?"
_PREFIX = rf"(?:(?:(?P<year>{_YEAR})|(?P<relative>{_RELATIVE}))的?{_BLANK})?"
_PART = r"(?:份|上中旬|中下旬|上旬|中旬|下旬|初|底|末)?"
_LATER_YEAR = rf"(?:(?P<year2>{_YEAR}|{_RELATIVE}))?"
_QUARTER = (
    r"(?:第?(?P<quarter_low>[一二三四1-4])季?度?(?:、|和|至|到|[-—–~]{1,2})第?(?P<quarter_high>[一二三四1-4])(?:个?季度)"
    r"|第?(?P<quarter>[一二三四1-4])季度|(?P<first_quarter>首季)(?!节)|(?:(?:(?<![提此之以目])|(?<=项目))前|头)(?P<quarters>[二两三23])个?(?:季度|季(?![节度])))"
)
_IN_YEAR = (
    rf"(?<!\d)(?P<m1>{_MONTH}){_BLANK}月{_BLANK}(?P<d1>{_DAY})"
    rf"(?:(?:[日号]?{_TO}|[、和]){_LATER_YEAR}(?:(?P<m2>{_MONTH})月)?(?P<d2>{_DAY}))?{_BLANK}[日号]"
    rf"|(?<!\d)(?P<month_low>{_MONTH})月?{_PART}(?:、{_MONTH}月?(?=、)){{0,9}}(?:{_TO}|、|和)(?P<year3>{_YEAR}|{_RELATIVE})?"
    rf"(?P<month_high>{_MONTH})月(?!{_DAY}日){_PART}"
    rf"|(?<!\d)(?P<month>(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]|{_FIRST_MONTH})){_BLANK}月{_PART}"
    rf"|{_QUARTER}|(?P<half>[上下])半年"
    rf"|(?:(?<![提此之以目])前|头|首(?!月))(?P<months>1[01]|[2-9]|十一?|[二两三四五六七八九])个?月(?!前)"
)

CHINESE = re.compile(
    rf"(?P<iso>(?<!\d)(?:19|20)\d\d[-/.](?:1[0-2]|0?[1-9])[-/.](?:3[01]|[12]\d|0?[1-9])(?!\d))"
    rf"(?:\s+\d\d:\d\d(?::\d\d)?)?"
    rf"|(?<!\d)(?P<year_low>(?:19|20)\d\d)(?:年?{_TO}|(?:、(?:19|20)\d\d){{0,3}}[、和])(?P<year_high>(?:19|20)\d\d)年(?!\d)"
    rf"|{_PREFIX}(?:{_IN_YEAR})"
    r"|(?<!\d)(?:(?P<fiscal>20\d\d)财年|(?P<decade_of>(?:19|20)\d0)年代[初中末]?期?)"
    rf"|(?P<year_only>(?<!\d){_YEAR}|{_RELATIVE})(?:度|年?[底初末]|全年|以来)?"
    r"|(?<![\d.])(?:(?P<century>1[5-9]|2[01]|十[五六七八九]|二十一?)|(?P<last_century>上))世纪"
    r"(?:(?P<decade>[1-9]0|[二三四五六七八九]十)年代)?[初中末]?期?"
    r"|(?P<week>上上|上|本|这|下)个?(?:周|星期|礼拜)(?P<weekday>[一二三四五六日天])(?!班)"
    r"|(?P<year_end>(?<![0-9一二两三四五六七八九十百几数多余每历往跨])年[底初末](?![一-龥]?级))"
    rf"|(?P<near_month>上个?月|本月|当月|下个?月|次月)(?!球|亮|台|报|均)(?:(?P<near_day>{_DAY})日)?{_PART}"
    r"|(?P<near_date>今天|今日(?!头条)|今[晨早晚]|昨天|昨日|昨[晚夜]|前天|前日(?!本)|明天|明日|明[早晚]|后天)"
    rf"|(?<![\d.])(?P<day_low>3[01]|[12]\d|[1-9])(?:日?{_TO}|[、和])(?P<day_high>3[01]|[12]\d|[1-9])日(?![均产报程元内游龄历])"
    rf"|(?<![\d.])(?P<day>3[01]|[12]\d|[1-9])日(?![均产报前夜程内以元游龄历])"
)
"""Every date form; folded text goes in. `relative` and years stand before any of them."""

BEGINNING = re.compile(
    r"[0-9零〇一二三四五六七八九十](?<![0-9零〇一二三四五六七八九十].)[0-9零〇一二三四五六七八九十]*+(?=[年月日季、和至到~/.\s—–世财-])"
    r"|[今去明前上本当同次后下昨第首头这翌元民](?=[年月日天季半个度0-9一二两三四五六七八九十周星礼世晨早晚夜上国])"
    r"|年(?=[底初末])"
)
"""What a date form can begin with, which is quicker to look for."""

_OFFSETS = {"去年": -1, "上年": -1, "前年": -2, "明年": 1, "次年": 1, "翌年": 1, "后年": 2}
_MONTH_OFFSETS = {"上月": -1, "上个月": -1, "下月": 1, "下个月": 1, "次月": 1}
_DAY_OFFSETS = {"前": -2, "昨": -1, "今": 0, "明": 1, "后": 2}
_WEEK_OFFSETS = {"上上": -2, "上": -1, "本": 0, "这": 0, "下": 1}
_WEEKDAYS = "一二三四五六日"
_OWN_YEAR = ("今年", "本年", "本年度")
_OF_CONTEXT = ("当年", "同年", "次年", "翌年")
_QUARTER_MONTHS = 3
_LAST_CENTURY = 20
_BEFORE_REPUBLIC = 1911
"""What a year of 民国 is told from."""
_AIM_REACH = 40
_AIMED = re.compile("(?:确保|力争|争取|计划|预计|拟|将)[^。；;]*$")
_ENDS = re.compile(r"[底末初]?(?:之?前|[底末])")
_PASSING = re.compile(r"以来|至今|起(?!步)|[一-龥]{2,8}的\d")
_FAR_AHEAD = 7
"""So many months ahead, a day without a year is rather of the year before."""
_FIRST_WEEKS = 2
"""Months in which a year named before may still be meant."""


@dataclass
class DateContext:
    """What elliptic dates lean on: the publication date, and the last year and month named."""

    published: date | None = None
    year: int | None = None
    month: int | None = None

    def year_of(self, words: str | None) -> int | None:
        """The year that `words` name, such as 2022年 or 去年; without any, the year in force."""
        published = self.published.year if self.published else None
        if words is None:
            return self.year or published
        year = _year_number(words)
        if year is not None:
            # A year to come is told of a plan, and no day behind it is of that year.
            is_ahead = published is not None and year > published
            self.year = self.year if is_ahead else year
            return year
        base = self.year if words in _OF_CONTEXT and self.year else published
        if words in _OWN_YEAR and published is not None:
            self.year = published
        return None if base is None else base + _OFFSETS.get(words, 0)

    def turn_to_new_paragraph(self) -> None:
        """Forget a year named in passing: a new paragraph speaks of the year of publication.

        News of the first weeks of a year still tells of the year before.
        """
        if self.published and self.published.month > _FIRST_WEEKS:
            self.year = None

    def month_of_day(self, day: int) -> int | None:
        """The month of a day named alone: the last one named, or that of publication."""
        if self.month is None and self.published and day <= self.published.day:
            return self.published.month
        return self.month


_YEARS_ALONE = ("year_low", "fiscal", "century", "last_century", "decade_of")


def _years(match: re.Match[str]) -> str | None:
    """Years told whole: 2021—2025年, 2023财年, 20世纪90年代; None for a century alone."""
    if match["year_low"]:
        return f"{match['year_low']}/{match['year_high']}"
    if match["fiscal"]:
        return str(match["fiscal"])
    century = _number(match["century"]) if match["century"] else _LAST_CENTURY
    first = int(match["decade_of"] or (century - 1) * 100 + _number(match["decade"] or ""))
    return f"{first}/{first + 9}" if match["decade_of"] or match["decade"] else None


def _year_number(words: str) -> int | None:
    if words.startswith("民国"):
        return int(words[2:-1]) + _BEFORE_REPUBLIC
    value = parse_chinese(words.rstrip("年 \u00a0"))
    if value is not None and value < 100:  # noqa: PLR2004 -- two digits: 24年3月
        value += 2000
    return int(value) if value is not None and 1900 <= value <= 2100 else None  # noqa: PLR2004 -- years of news


def _number(words: str) -> int:
    return int(parse_chinese(words.replace("元", "一")) or 0)


def to_iso(match: re.Match[str], context: DateContext) -> str | None:
    """ISO form of a date matched by CHINESE, or None when its year cannot be known.

    None too for a day that no calendar has. Updates `context`, so that later elliptic dates
    resolve against this one.
    """
    if match["iso"]:
        year, month, day = (int(n) for n in re.split(r"[-/.]", match["iso"]))
        context.year, context.month = year, month
        return _day(year, month, day)
    if match["day"] or match["day_low"]:
        return _in_month(match, context)
    if match["near_month"] or match["near_date"] or match["week"]:
        return _near(match, context)
    if any(match[part] for part in _YEARS_ALONE):
        return _years(match)
    named = match["year"] or match["relative"] or match["year_only"]
    known = context.year
    year_or_none = context.year_of(named)
    if match["year_only"] and _told_in_passing(match):
        context.year = known
    if named is None and context.year is None and _is_long_past(match, context.published):
        year_or_none = context.published.year - 1 if context.published else None
    return None if year_or_none is None else _within_year(match, year_or_none, context)


def _told_in_passing(match: re.Match[str]) -> bool:
    """Whether a year only says since when, or of what kind: 2021年至今, 2022年签约的121个项目."""
    return match[0].endswith("以来") or _PASSING.match(match.string, match.end()) is not None


def _is_long_past(match: re.Match[str], published: date | None) -> bool:
    """Whether a month or day without its year is of the year before: 12月8日 in news of January.

    What lies most of a year ahead is seldom told by its day, but for a deadline (12月底前).
    """
    month = match["m1"] or match["month"]
    if published is None or not month or _number(month) - published.month < _FAR_AHEAD:
        return False
    before = match.string[max(0, match.start() - _AIM_REACH) : match.start()]
    is_end = before.endswith(("到", "至")) or _ENDS.match(match.string, match.end())
    is_aim = _AIMED.search(before)
    return not (is_end or is_aim or re.search("明年|次年", match[0]))


def _day(year: int, month: int, day: int) -> str | None:
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return None


def _interval(low: str | None, high: str | None) -> str | None:
    return None if low is None or high is None else f"{low}/{high}"


def _in_month(match: re.Match[str], context: DateContext) -> str | None:
    first = int(match["day"] or match["day_low"])
    year, month = context.year_of(None), context.month_of_day(first)
    if year is None or month is None:
        return None
    low = _day(year, month, first)
    return _interval(low, _day(year, month, int(match["day_high"]))) if match["day_high"] else low


def _near(match: re.Match[str], context: DateContext) -> str | None:
    """上月, 本月10日, 昨日: dates told from the day of publication."""
    if context.published is None:
        return None
    if match["near_date"]:
        days = timedelta(days=_DAY_OFFSETS[match["near_date"][0]])
        return (context.published + days).isoformat()
    if match["week"]:
        day = _WEEKDAYS.index(match["weekday"].replace("天", "日"))
        weeks = timedelta(weeks=_WEEK_OFFSETS[match["week"]])
        monday = context.published - timedelta(days=context.published.weekday())
        return (monday + weeks + timedelta(days=day)).isoformat()
    months = context.published.year * 12 + context.published.month - 1
    if match["near_month"] == "当月" and context.month and context.year:
        months = context.year * 12 + context.month - 1
    year, month = divmod(months + _MONTH_OFFSETS.get(match["near_month"], 0), 12)
    context.month = month + 1
    if match["near_day"]:
        return _day(year, month + 1, _number(match["near_day"]))
    return f"{year}-{month + 1:02}"


def _within_year(match: re.Match[str], year: int, context: DateContext) -> str | None:
    if match["m1"]:
        return _days(match, year, context)
    if match["month_low"]:
        high_year = context.year_of(match["year3"]) if match["year3"] else year
        low, high = _number(match["month_low"]), _number(match["month_high"])
        return f"{year}-{low:02}/{high_year}-{high:02}"
    if match["month"]:
        context.month = _number(match["month"])
        return f"{year}-{context.month:02}"
    if match["half"]:
        return f"{year}-H{1 if match['half'] == '上' else 2}"
    return _quarters(match, year)


def _days(match: re.Match[str], year: int, context: DateContext) -> str | None:
    """A day, or the days from one to another."""
    month = context.month = _number(match["m1"])
    low = _day(year, month, _number(match["d1"]))
    if not match["d2"]:
        return low
    high_year = context.year_of(match["year2"]) if match["year2"] else year
    high_month = _number(match["m2"]) if match["m2"] else month
    return _interval(low, _day(high_year or year, high_month, _number(match["d2"])))


def _quarters(match: re.Match[str], year: int) -> str:
    """Quarters, the first months or quarters of a year, or the whole year."""
    if match["quarter"] or match["first_quarter"]:
        return f"{year}-Q{_number(match['quarter'] or '1')}"
    if match["quarter_low"]:
        low = (_number(match["quarter_low"]) - 1) * _QUARTER_MONTHS + 1
        return f"{year}-{low:02}/{year}-{_number(match['quarter_high']) * _QUARTER_MONTHS:02}"
    if match["quarters"] or match["months"]:
        months = _number(match["months"] or "") or _number(match["quarters"]) * _QUARTER_MONTHS
        return f"{year}-01/{year}-{months:02}"
    return str(year)
