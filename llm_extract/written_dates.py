"""Full calendar dates and clock times as pages write them."""

from __future__ import annotations

import re

from .numerals import parse_chinese

DATE = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d\d)\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})(?!\d)\s*日?"
    r"|(?P<year_zh>二[〇○零][〇○零一二三四五六七八九]{2})年(?P<month_zh>[一二三四五六七八九十]{1,2})月"
    r"(?P<day_zh>[一二三四五六七八九十]{1,3})日"
)
TIME = re.compile(
    r"T?\s*(?<!\d)\d{1,2}[:：]\d{2}(?:[:：]\d{2})?(?:\.\d+)?\s*(?:[+-]\d{2}:?\d{2}|Z)?"
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
    return int(match[part] or parse_chinese(re.sub("[○零]", "〇", match[f"{part}_zh"])) or 0)


def without_dates(value: str) -> str:
    """`value` with blanks for its dates and times."""
    return TIME.sub(" ", DATE.sub(" ", value))
