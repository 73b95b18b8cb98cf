"""English units behind a number: how they are written, and what only looks like one."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from .counted import counted_noun
from .knowledge import table
from .units import Unit, either, english_units

_COMPOUND = re.compile(r"-(?!old|long|plus)[a-z]")
_SCALED = re.compile(r"(?:thousand|[mb]illion|trillion|,\d{3}) ?$")
_SIZED = re.compile(r" (?:long|wide|high|deep|tall|thick)\b")


@cache
def surfaces(group: str) -> dict[str, Unit]:
    """The units of a group by how they are written, with hyphens for spaces too."""
    units = english_units(group)
    return {word.replace(" ", sign): unit for sign in "- " for word, unit in units.items()}


@cache
def _also_words() -> frozenset[str]:
    return frozenset(table("units")["english"]["also_words"]["units"])


def _is_also_money(lower: str, match: re.Match[str], begin: int) -> bool:
    """Whether a word such as won is the currency: 3 million won, it came to 36 won."""
    if _no_money().match(lower, match.end()):
        return False
    before = lower[max(0, match.start() - 12) : match.start()].split()
    led = before[-1:] and before[-1] in table("units")["english"]["also_words"]["led"]
    ended = led and re.compile(r"[.,;)]|$").match(lower, match.end())
    return bool(_SCALED.search(lower, match.start(), begin) or ended)


@cache
def _no_money() -> re.Pattern[str]:
    """What shows that a word behind a number is no currency: 2 million won the prize."""
    return re.compile(rf" (?:{either(table('units')['english']['also_words']['never_before'])})\b")


def is_currency(text: str, match: re.Match[str], group: str) -> bool:
    """Whether a currency's code is written as one: TRY 5 million, but not try 5 times."""
    written = text[match.start(group) : match.end(group)] if match[group] else ""
    is_code = bool(written) and written.upper() == _unit_of(group, written.lower()).code
    return not is_code or written[0].isupper()


def _unit_of(group: str, word: str) -> Unit:
    return surfaces("money" if group == "currency" else group)[word]


def is_unit(text: str, lower: str, match: re.Match[str], group: str, low: Decimal) -> bool:
    """Whether the word behind the number is its unit, not a noun or adverb that looks like one."""
    word, begin = match[group], match.start(group)
    if word in table("units")["english"]["only_one"]["units"]:
        return low == 1 or lower[begin - 1] == "-"
    if group == "money_after" and word in _also_words():
        return _is_also_money(lower, match, begin)
    if group == "duration" and lower[begin - 1] == " " and not word.endswith("s"):
        return not _COMPOUND.match(lower, match.end(group))
    if word == "m" and lower[begin - 1].isdigit():
        return not _million(text, lower, match)
    if group == "ratio" and word == "times":
        return not _is_frequency(lower, match, low)
    other = _is_of_noun(lower, match) if group == "measure" else False
    return not other and (group != "money_after" or is_currency(text, match, group))


def _is_of_noun(lower: str, match: re.Match[str]) -> bool:
    """Whether letters that are a unit elsewhere belong to the noun: 5,000 TB patients."""
    nouns = table("units")["english"]["not_before"].get(match["measure"].upper())
    return nouns is not None and bool(
        re.compile(rf" (?:{nouns})\b").match(lower, match.end("measure"))
    )


def _million(text: str, lower: str, match: re.Match[str]) -> bool:
    """Whether m stands for million: 2.3m trips, but a 300m tower."""
    end = match.end("measure")
    noun = counted_noun(text, end)
    sized = _SIZED.match(lower, end)
    return (
        bool(noun)
        and not sized
        and not re.search(r"\d $", lower[match.start() - 2 : match.start()])
    )


def _is_frequency(lower: str, match: re.Match[str], low: Decimal) -> bool:
    """Whether times tells how often, as in visited Seoul five times."""
    rows = table("amounts_en")["times"]
    if low != low.to_integral_value() or low == 0:
        return False
    if re.compile(rf" (?:{either(rows['often'])})\b").match(lower, match.end()):
        return True
    clause = re.split(r"[.,;:]", lower[max(0, match.start() - 60) : match.start()])[-1].split()
    return any(word in rows["verbs"] for word in clause) and not re.compile(
        rf" (?:{either(rows['compared'])})\b"
    ).match(lower, match.end())
