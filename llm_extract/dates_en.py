"""Dates and periods in English text, and their ISO forms.

Periods are written as ISO intervals, quarters as 2022-Q1, halves as 2022-H1. A year that is
not given is left out, as in --05-19.
"""

from __future__ import annotations

import re

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
"""Every English date form. Whether a year alone counts is for `quantities_en` to say."""


def _english_month(name: str) -> int:
    names = [month[:3].lower() for month in _MONTH_NAMES.split("|")]
    return names.index(name[:3].lower()) + 1


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words))


_YEARS = ("dy", "py", "ay", "sy", "qy1", "qy2", "qy3", "hy")


def english_iso(match: re.Match[str]) -> str:
    """ISO form of a date matched by ENGLISH; a year that is not given is left out as `--05-19`."""
    found = {name: value for name, value in match.groupdict().items() if value}
    if "yl" in found:
        return f"{found['yl']}/{found['yh']}"
    whole = found.get("iso") or found.get("y")
    if whole:
        return whole
    year = next((found[name] for name in _YEARS if name in found), "")
    lead = f"{year}-" if year else "--"
    return _days(found, lead) or _months(found, lead) or _part_of_year(found, lead)


def _days(found: dict[str, str], lead: str) -> str | None:
    """A day, or the days from one to another in a month; None for no day."""
    for month_key, first_key, last_key in (("dm", "dd1", "dd2"), ("am", "ad1", "ad2")):
        if month_key in found:
            month = f"{lead}{_english_month(found[month_key]):02}"
            first = f"{month}-{_digits(found[first_key]):02}"
            last = found.get(last_key)
            return f"{first}/{month}-{_digits(last):02}" if last else first
    return None


def _months(found: dict[str, str], lead: str) -> str | None:
    """A month, or the months from one to another; None for no month."""
    if "pm1" in found:
        low, high = _english_month(found["pm1"]), _english_month(found["pm2"])
        return f"{lead}{low:02}/{lead}{high:02}"
    name = found.get("sm") or found.get("bm")
    return f"{lead}{_english_month(name):02}" if name else None


def _part_of_year(found: dict[str, str], lead: str) -> str:
    """A half or a quarter."""
    if "hn" in found:
        return f"{lead}H{_ORDINAL_QUARTERS[found['hn'].lower()]}"
    quarter = found.get("qd") or found.get("qd2") or _ORDINAL_QUARTERS[found["qn"].lower()]
    return f"{lead}Q{quarter}"
