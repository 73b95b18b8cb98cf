"""Full calendar dates and clock times as pages write them."""

from __future__ import annotations

import re

from .numerals import parse_chinese

DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)(?:\s*[-/.年]\s*|\s+(?=\d\d/))(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"|(?P<year_zh>二[〇○零][〇○零一二三四五六七八九]{2})年(?P<month_zh>[一二三四五六七八九十]{1,2})月"
    r"(?P<day_zh>[一二三四五六七八九十]{1,3})日"
    r"|(?<!\d)(?P<month_first>\d{1,2})月(?P<day_first>\d{1,2})日\s+(?P<year_last>(?:19|20)\d\d)年?(?=\s|$)"
)
PARTIAL_DATE = re.compile(
    r"(?<![\d-])\d{1,2}[-/]\d{1,2}(?![\d-])|(?<!\d)\d{1,2}月\d{1,2}日"
    r"|[昨今前]天|刚刚|\d{1,2}\s*(?:分钟|小时|天)前"
)
"""A date without its year, or told from the reader's day."""
TIME = re.compile(
    r"(?<!\d)\d{1,2}[时点]\d{1,2}分(?:\d{1,2}秒)?"
    r"|T?\s*(?<!\d)\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?\s*(?:[+-]\d{2}:?\d{2}|Z)?"
)


def find_date(text: str) -> str | None:
    """The first full calendar date in `text`, ISO form, or None."""
    for match in DATE.finditer(text):
        year, month, day = (_number(match, name) for name in ("year", "month", "day"))
        if 1 <= month <= 12 and 1 <= day <= 31:  # noqa: PLR2004  # months and days
            return f"{year:04d}-{month:02d}-{day:02d}"
    return None


def _number(match: re.Match[str], part: str) -> int:
    """A part of a date, in figures or in Chinese numerals."""
    others = {"year": "year_last", "month": "month_first", "day": "day_first"}
    figures = match[part] or match[others[part]]
    return int(figures or parse_chinese(re.sub("[○零]", "〇", match[f"{part}_zh"])) or 0)


def without_dates(value: str) -> str:
    """`value` with blanks for its dates and times."""
    return TIME.sub(" ", DATE.sub(" ", value))
