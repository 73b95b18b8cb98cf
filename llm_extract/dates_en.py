"""Dates and periods in English text, and their ISO forms.

Periods are written as ISO intervals, quarters as 2022-Q1, halves as 2022-H1. A year that is
not given is left out, as in --05-19.
"""

from __future__ import annotations

import re
from datetime import date, timedelta

from .records import Quantity
from .units import date_at

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip
_SHORT = ("jan", "feb", "mar", "apr", "jun", "jul", "aug", "sep", "sept", "oct", "nov", "dec")
_MONTH = rf"(?:{'|'.join(MONTHS)}|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)\b\.?"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%])"
_YEAR = r"(?:19|20)\d\d(?![\d%]|\.\d|,\d{3})"
_DASH = r"\s?(?:[-–—]|to|and)\s?"
_COUNTS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11,
}  # fmt: skip
_COUNT = rf"{'|'.join(_COUNTS)}|1[01]|[2-9]"
_ORDINAL_QUARTERS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "final": 4, "last": 4}
_QUARTER_MONTHS = 3
_PART = (
    r"(?:(?:early|mid|late|end)[\s-]"
    r"|(?:the\s)?(?:beginning|start|middle|end|first\shalf|second\shalf|course)\sof\s)"
)
_MODAL = r"(?<=\bin )|(?<=\bby )|(?<=since )|(?<=until )|(?<=till )|(?<=from )|(?<=last )"
_MODAL += (
    r"|(?<=this )|(?<=next )|(?<=early )|(?<=late )|(?<=mid )|(?<=mid-)|(?<=end-)|(?<=during )"
)
_MODAL += r"|(?<=before )|(?<=after )|(?<=through )|(?<=between )|(?<=end of )|(?<=half of )"
_MODAL += r"|(?<=ning of )|(?<=start of )|(?<=middle of )|(?<=course of )"
_ALONE = (
    "January|February|April|June|July|August|September|October|November|December"
    rf"|(?:{_MODAL})(?-i:March|May)"
)

FIGURE = re.compile(
    r"(?P<iso>(?:19|20)\d\d(?P<isep>[-/.])(?:1[0-2]|0[1-9])(?P=isep)(?:3[01]|[12]\d|0[1-9]))\b"
    rf"|(?P<dd1>{_DAY})(?:{_DASH}(?P<dd2>{_DAY}))?(?:\sof)?\s(?P<dm>{_MONTH})"
    rf"(?:,?\s(?P<dy>{_YEAR}))?"
    rf"|(?P<qy3>{_YEAR})\s(?:Q(?P<qd2>[1-4])|H(?P<hd2>[12]))\b"
    rf"|(?P<yl>(?:19|20)\d\d)\s?(?:[-–]|(?:to|through)\b)\s?(?P<yh>{_YEAR})"
    rf"|(?<=between )(?P<byl>(?:19|20)\d\d) and (?P<byh>{_YEAR})"
    r"|(?P<ys>(?:19|20)\d\d)(?:[-–](?P<ye>\d\d)(?![\d%]|[.,/-]\d)"
    r"|/(?P<sye>\d\d)(?![\d%]|[.,/-]\d)(?=\s(?:season|fiscal|financial|school)))"
    r"|(?P<decade>(?:19|20)\d0)(?:['’]?s)\b"
    rf"|(?<![\d.,$¥€£+])(?<!RMB )(?<!CNY )(?P<y>{_YEAR})(?=[\s.,;:!?)'’\"”/-]|$)",
    re.IGNORECASE,
)
"""Every date form that begins with a figure."""

WORD = re.compile(
    rf"(?P<pm1>{_MONTH}){_DASH}(?P<pm2>{_MONTH})(?!\s\d{{1,2}}\b(?!,\d{{3}}))(?:,?\s(?:of\s)?(?P<py>{_YEAR}))?"
    rf"|(?P<am>{_MONTH})\s(?P<ad1>{_DAY})(?:{_DASH}(?P<ad2>{_DAY}))?(?:,?\s(?P<ay>{_YEAR}))?"
    rf"|{_PART}?(?P<sm>{_MONTH}),?\s(?:of\s)?(?P<sy>{_YEAR})"
    rf"|{_PART}?(?P<bm>{_ALONE})\b"
    rf"|(?:the\s)?first\s(?:(?P<fm>{_COUNT})\smonths|(?P<fq>two|three|2|3)\squarters)"
    rf"(?:\sof\s(?P<fy>{_YEAR})|(?!\s(?:of|after|since)\b(?!\s(?:the|this|last|next)\syear)))"
    rf"|(?:the\s)?(?P<qn>first|second|third|fourth)[\s-]quarter(?:\s(?:of\s)?(?P<qy1>{_YEAR}))?"
    rf"|(?:the\s)?(?P<ql>final|last)\squarter\sof\s(?P<qy4>{_YEAR})"
    rf"|Q(?P<qd>[1-4])(?:,?\s(?:of\s)?(?P<qy2>{_YEAR}))?\b"
    rf"|H(?P<hd>[12])(?:,?\s(?:of\s)?(?P<hy2>{_YEAR}))?\b"
    rf"|(?:the\s)?(?P<hn>first|second)[\s-]half(?:\s(?:of\s)?(?P<hy>{_YEAR}))?"
    r"|(?P<open>(?:mid|end)[- ]year\b|year[- ](?:end|start)\b|year['’]s\send\b"
    r"|(?:the\s)?end\sof\s(?:the|this|last|next)\syear\b)"
    r"|(?<!the )(?<!past )(?P<rel>(?:last|this|next)\s(?:year|month)|yesterday|tomorrow)\b"
    r"(?!['’]s\s(?:end|start)\b)"
    rf"|(?:mid|early|late)[- ](?P<my_decade>(?:19|20)\d0)s\b|mid-(?P<my>{_YEAR})",
    re.IGNORECASE,
)
"""Every date form that begins with a word."""

ENGLISH = re.compile(rf"\b(?:{FIGURE.pattern}|{WORD.pattern})", re.IGNORECASE)
"""Every English date form. Whether a year alone counts is for `quantities_en` to say."""

FIRST_WORDS = frozenset((
    *MONTHS, *_SHORT, "early", "mid", "late", "end", "the", "beginning", "start", "middle", "first",
    "second", "third", "fourth", "final", "last", "q", "h", "year", "course", "this", "next",
    "yesterday", "tomorrow",
))  # fmt: skip
"""The words that a date form can begin with."""

AFTER_THE = (
    "first", "second", "third", "fourth", "final", "last", "end", "beginning", "start", "middle",
    "course",
)  # fmt: skip
"""The words behind the, in a date form that begins with it."""

_OF_YEAR = re.compile(r",?\s(?:of\s)?")
"""What stands between a month or quarter and its year, as in April last year."""

_JOIN = re.compile(r"\s?(?:[-–—]|\bto\b|\bthrough\b|\buntil\b)\s?")
"""What stands between the ends of a period."""


def _english_month(name: str) -> int:
    return [month[:3] for month in MONTHS].index(name[:3].lower()) + 1


def _digits(words: str) -> int:
    return int(re.sub(r"\D", "", words))


_YEARS = ("dy", "py", "ay", "sy", "qy1", "qy2", "qy3", "qy4", "hy", "hy2", "fy")


_OFFSETS = {"last": -1, "this": 0, "next": 1, "yesterday": -1, "tomorrow": 1}
"""Today is left out, which mostly means nowadays."""


def _relative(words: str, published: date | None) -> str | None:
    """Last year, this month, yesterday: told from the day of publication; None without one."""
    if published is None:
        return None
    first, _, unit = words.lower().replace("\n", " ").partition(" ")
    if not unit:
        return (published + timedelta(days=_OFFSETS[first])).isoformat()
    if unit == "year":
        return str(published.year + _OFFSETS[first])
    year, month = divmod(published.year * 12 + published.month - 1 + _OFFSETS[first], 12)
    return f"{year}-{month + 1:02}"


def english_iso(match: re.Match[str], published: date | None = None) -> str | None:
    """ISO form of a date matched by ENGLISH; a year that is not given is left out as `--05-19`.

    None for what names no month, as year-end does. `published` resolves last year and the like.
    """
    found = {name: value for name, value in match.groupdict().items() if value}
    if "rel" in found:
        return _relative(found["rel"], published)
    if "open" in found:
        return None
    if whole := _whole_date(found):
        return whole
    year = next((found[name] for name in _YEARS if name in found), "")
    lead = f"{year}-" if year else "--"
    return _days(found, lead) or _months(found, lead) or _part_of_year(found, lead)


def _whole_date(found: dict[str, str]) -> str | None:
    """A date or years that nothing is left out of; None for others."""
    if "yl" in found or "byl" in found:
        return f"{found.get('yl') or found['byl']}/{found.get('yh') or found['byh']}"
    if "ye" in found and found["ye"] <= found["ys"][2:]:  # 2024-08
        return f"{found['ys']}-{found['ye']}" if "01" <= found["ye"] <= "12" else found["ys"]
    if "ys" in found:
        return f"{found['ys']}/{found['ys'][:2]}{found.get('ye') or found['sye']}"
    if decade := found.get("decade") or found.get("my_decade"):
        return f"{decade}/{int(decade) + 9}"
    if "iso" in found:
        return re.sub("[/.]", "-", found["iso"])
    return found.get("y") or found.get("my")


def _joined(low: str | None, high: str | None) -> str | None:
    """The period from one date to another, where both are single; a year said once is of both."""
    if low is None or high is None or "/" in low + high:
        return None
    if low.startswith("--") and not high.startswith("--"):
        low = high[:5] + low[2:]
    elif high.startswith("--") and not low.startswith("--"):
        high = low[:5] + high[2:]
    return f"{low}/{high}" if low < high else None


def _of_year(iso: str | None, year: str | None) -> str | None:
    """What `iso` leaves open, of `year`: --04 of 2023 is 2023-04; None where nothing is open."""
    if iso is None or year is None or len(year) != len("2023") or not iso.startswith("--"):
        return None
    return "/".join(f"{year}{part[1:]}" for part in iso.split("/"))


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
    if "fm" in found or "fq" in found:
        words = (found.get("fm") or found["fq"]).lower()
        number = _COUNTS.get(words) or int(words)
        return f"{lead}01/{lead}{number * (_QUARTER_MONTHS if 'fq' in found else 1):02}"
    name = found.get("sm") or found.get("bm")
    return f"{lead}{_english_month(name):02}" if name else None


def _part_of_year(found: dict[str, str], lead: str) -> str:
    """A half or a quarter."""
    half = found.get("hd") or found.get("hd2")
    if half:
        return f"{lead}H{half}"
    if "hn" in found:
        return f"{lead}H{_ORDINAL_QUARTERS[found['hn'].lower()]}"
    named = found.get("qn") or found.get("ql") or ""
    quarter = found.get("qd") or found.get("qd2") or _ORDINAL_QUARTERS[named.lower()]
    return f"{lead}Q{quarter}"


def with_periods(text: str, found: list[Quantity]) -> list[Quantity]:
    """What was found, two dates that to, a dash or of joins being one: April last year."""
    together: list[Quantity] = []
    for one in found:
        last = together[-1] if together else None
        if last is not None and last.kind == one.kind == "date":
            iso = _joined(last.iso, one.iso)
            between = _JOIN
            if one.surface[-4:].lower() == "year":
                iso, between = _of_year(last.iso, one.iso), _OF_YEAR
            if iso and between.fullmatch(text, last.end, one.start):
                together[-1] = date_at(text, (last.start, one.end), iso)
                continue
        together.append(one)
    return together
