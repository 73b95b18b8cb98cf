"""When two answers mean the same: indicators, places, periods, names, and what happened."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from functools import cache

from llm_extract.gazetteer import short_names
from llm_extract.indicators import classify
from llm_extract.knowledge import table
from llm_extract.records import Quantity

_SIMILAR = 0.5
_SAME_NAME = 0.6
_MIN_CONTAINED = 4
_ISO = re.compile(
    r"(?P<year>\d{4})(?:-(?:Q(?P<quarter>[1-4])|H(?P<half>[12])|(?P<month>\d\d)(?:-(?P<day>\d\d))?))?"
)
_WORDED: tuple[tuple[str, Callable[[re.Match[str]], object]], ...] = (
    (r"(?P<year>\d{4})?.*?season (?P<season>\d)", lambda m: ("season", m["year"], m["season"])),
    (r"(?P<year>\d{4})?.*(?:campaign|battle|drive)", lambda m: ("campaign", m["year"])),
    (r"^(annual|daily)", lambda m: m[1]),
    (r"^(?:monthly|per month)", lambda _: "monthly"),
    (r"^(?:once|at full capacity|after )", lambda _: "once built"),
    (r"^within (\d+) years?$", lambda m: f"P{m[1]}Y"),
)
"""Periods in words, and what tells one from another."""
_PLAN_PERIODS = {
    "14th Five-Year Plan period": "2021/2025",
    "13th Five-Year Plan period": "2016/2020",
}


def unit_class(unit: str) -> str:
    """Counters that mean much the same are one class; other units are their own."""
    for name, members in table("checks_units")["classes"].items():
        if unit in members:
            return str(name)
    return unit


def same_indicator(ours: str, gold: str, quantity: Quantity) -> bool:
    """Whether two indicator names mean the same: by the table, else by shared characters."""
    one = classify(ours, quantity.kind, quantity.unit)
    other = classify(gold, quantity.kind, quantity.unit)
    if one is not None and other is not None and one.code == other.code:
        return True
    return _shared(set(ours), set(gold)) >= _SIMILAR


def same_region(ours: str | None, gold: str | None) -> bool:
    """Whether two places are the same; the more general part of a name may be left out."""
    if not ours or not gold:
        return ours == gold
    if "、" in ours and "、" in gold:
        pairs = zip(ours.split("、"), gold.split("、"), strict=False)
        same_length = ours.count("、") == gold.count("、")
        return same_length and all(same_region(one, other) for one, other in pairs)
    ours = _in_full(ours)
    golds = [_in_full(one) for one in re.split(r"\s*/\s*", gold)]
    return any(
        ours.endswith(one) or one.endswith(ours) or ours.rstrip("市") == one.rstrip("市")
        for one in golds
    )


@cache
def _full_names() -> dict[str, str]:
    """The official names of autonomous areas and banners by what papers call them."""
    autonomous = {form: full for full, forms in short_names().items() for form in forms}
    return {**autonomous, **table("places")["abbreviated"]}


def _in_full(name: str) -> str:
    """A place with the official names of its parts: 前郭尔罗斯蒙古族自治县 for 前郭县."""
    for short, full in _full_names().items():
        if short in name:
            return name.replace(short, full, 1)
    return name


Drives = tuple[tuple[str | None, str], ...]
"""What the drives of an article are called as a period, if anything, and their dates."""


def same_period(ours: str | None, gold: str | None, drives: Drives = ()) -> bool:
    """Whether two periods are the same; 2022-Q1 is 2022-01/2022-03, undated is none.

    Of a deadline (by 2022-09-30) only its end counts. A drive or its season is the same as its
    dates.
    """
    one, other = _period(ours), _period((gold or "").removeprefix("by "))
    for name, span in drives:
        called, dates = _period(name), _period(span)
        names = [p for p in (one, other) if _is_drive(p) or (_is_season(p) and p == called)]
        if names and dates in (one, other):
            return True
    if (gold or "").startswith("by ") and isinstance(one, tuple) and isinstance(other, tuple):
        return bool(one[-1] == other[-1])
    return one == other


def _is_season(period: object) -> bool:
    return isinstance(period, tuple) and period[0] == "season"


def _is_drive(period: object) -> bool:
    return isinstance(period, tuple) and period[0] == "campaign"


@cache
def _period(words: str | None) -> object:
    """A period as first and last day where it is ISO, else as its words."""
    plain = (words or "").strip()
    plain = _PLAN_PERIODS.get(plain, plain).replace("..", "/")
    plain = re.sub(r"(?: year)? to date$", "", plain)
    if plain in ("", "undated"):
        return None
    for pattern, read in _WORDED:
        match = re.search(pattern, plain, re.IGNORECASE)
        if match:
            return read(match)
    first, _, last = plain.partition("/")
    start, end = _days(first), _days(last or first)
    return (start and start[0], end and end[1]) if start or end else plain


def _days(iso: str) -> tuple[str, str] | None:
    """First and last day of an ISO date, month, quarter, half-year or year."""
    match = _ISO.fullmatch(iso)
    if match is None:
        return None
    year = match["year"]
    if match["day"]:
        return iso, iso
    first, last = 1, 12
    if match["month"]:
        first = last = int(match["month"])
    elif match["quarter"]:
        first, last = 3 * int(match["quarter"]) - 2, 3 * int(match["quarter"])
    elif match["half"]:
        first, last = 6 * int(match["half"]) - 5, 6 * int(match["half"])
    if not 1 <= last <= 12:  # noqa: PLR2004  (months of a year)
        return None
    return f"{year}-{first:02}-01", f"{year}-{last:02}-{monthrange(int(year), last)[1]:02}"


def same_name(ours: str | None, gold: str | None) -> bool:
    """Whether two names are of the same thing: one holds the other, or most pairs are shared."""
    if not ours or not gold:
        return ours == gold
    return name_likeness(ours, gold) >= _SAME_NAME


def name_likeness(ours: str, gold: str) -> float:
    """How much of two names is shared, from 0 to 1; a name within the other counts as all."""
    one, other = (_bare(name) for name in (ours, gold))
    short, long = sorted((one, other), key=len)
    if len(short) >= _MIN_CONTAINED and short in long:
        return 1.0
    if one == other:
        return 1.0
    return _shared(_pairs(one), _pairs(other))


def telling_likeness(ours: str, gold: str) -> float:
    """How much of what gold tells of an event stands in our words, from 0 to 1."""
    told = _pairs(_bare(gold))
    return len(told & _pairs(_bare(ours))) / len(told) if told else 0.0


def _bare(words: str) -> str:
    return re.sub(r"项目$|[^\w%]", "", words)


def _pairs(words: str) -> set[str]:
    return {words[i : i + 2] for i in range(len(words) - 1)}


def _shared(one: set[str], other: set[str]) -> float:
    """Share in common, after Dice."""
    return 2 * len(one & other) / (len(one) + len(other)) if one and other else 0.0
