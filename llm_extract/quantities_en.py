"""Finds quantities in English text by rule: amounts, and what only looks like one.

Patterns are only tried where a number can begin: at a figure, a currency or a word they begin with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from functools import cache

from . import dates_en
from .amounts_en import read_amounts
from .counted import counted_noun
from .knowledge import table
from .numerals_en import parts
from .phrases_en import after_article, phrase_words, read_phrase
from .records import Kind, Quantity
from .shared_units_en import with_currencies, with_shared_units
from .units import date_at, either, english_units, no_unit, quantity_at

_DATED = re.compile(
    r"\b(?P<strong>in|since|until|till|during|year|through|late|early|spring|summer|autumn|winter"
    r"|throughout|before|after|between)?"
    r"(?(strong)|(?:by|from|to|of|for|end|and|than))\s$",
    re.IGNORECASE,
)
_KINDS: tuple[Kind, ...] = ("code", "name", "ordinal")


@cache
def _number_words() -> frozenset[str]:
    """The words that an amount can begin with, apart from currencies."""
    rows = table("numerals")["english"]
    begins = (words.replace("-", " ").partition(" ")[0] for words in parts())
    numbers = (*rows["words"], *rows["long_scales"])
    folds = (f"{word}fold" for word in numbers)
    return frozenset((*numbers, *folds, *rows["minus"], *begins, "a", "an"))


@cache
def _currency_words() -> frozenset[str]:
    found = (re.match("[a-z]+", surface) for surface in english_units("money"))
    return frozenset(match[0] for match in found if match)


@cache
def _lookalike_words() -> dict[str, list[tuple[re.Pattern[str], Kind]]]:
    """The lookalikes that begin with a word, by that word."""
    found: dict[str, list[tuple[re.Pattern[str], Kind]]] = {}
    for row in table("lookalikes")["english"]["word"]:
        for word in row["begins"]:
            found.setdefault(word, []).append((re.compile(row["pattern"]), row["kind"]))
    return found


@cache
def _lookalikes(group: str) -> list[tuple[re.Pattern[str], Kind]]:
    rows = table("lookalikes")["english"][group]
    return [(re.compile(pattern), kind) for kind in _KINDS for pattern in rows.get(kind, ())]


@cache
def _figure_is_suspect() -> re.Pattern[str]:
    followed = table("lookalikes")["english"]["figure"]["followed_by"]
    return re.compile(rf"\d++(?={followed})|(?<=[\"“‘])\d|\d++(?<=\d{{9}})")


@cache
def _known_words() -> frozenset[str]:
    return (
        _number_words()
        | _currency_words()
        | phrase_words()
        | dates_en.FIRST_WORDS
        | frozenset(_lookalike_words())
    )


@cache
def _beginning() -> re.Pattern[str]:
    """A word, a figure or a currency sign; a figure behind letters begins with them."""
    signs = "".join({re.escape(s[0]) for s in english_units("money") if not s[0].isalpha()})
    named = either(_known_words() - {"a", "an", "the"})
    after_a = either(after_article())
    words = rf"{named}|an?(?=[ -](?:{after_a}))|a(?=[{signs}])"
    words += rf"|the(?=\s(?:{either(dates_en.AFTER_THE)})\b)"
    return re.compile(
        rf"\b(?:(?P<figure>(?<!\.)[0-9])|(?P<word>{words})(?![^\W\d_])(?P<code>-?(?=\d))?"
        rf"|(?P<letters>[^\W\d_]{{1,12}})-?(?=\d))|(?P<sign>[{signs}])"
    )


_MINUS = frozenset("-\u2212")
_MINUS_AT = re.compile(r"(?<![\w.])[-\u2212]")
Found = list[Quantity]


def find_english(text: str, published: date | None = None) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another.

    Last year, this month and the like are told only with the day they were `published`.
    """
    lower = text.replace("İ", "I").lower()
    found: list[Quantity] = []
    position = numbers_from = 0
    for begin in _beginning().finditer(lower):
        start = begin.start()
        if start < position:
            continue
        if (
            begin["figure"]
            and lower[start - 1 : start] in _MINUS
            and _MINUS_AT.match(lower, start - 1)
        ):
            start -= 1
        candidates = [[one] for one in _fixed_at(text, start, begin, published)]
        if start >= numbers_from:
            amounts, numbers_from = _amounts_at(text, lower, start, begin)
            candidates += amounts
        if candidates:
            chosen = min(candidates, key=_preference) if len(candidates) > 1 else candidates[0]
            found += chosen
            position = numbers_from = chosen[-1].end
    return with_currencies(text, with_shared_units(text, dates_en.with_periods(text, found)))


def _preference(found: Found) -> tuple[int, int]:
    """Of what begins at the same place the longest; then codes and names, dates, known units."""
    first = found[0]
    if first.kind in ("code", "name"):
        rank = 0
    elif first.kind == "date":
        rank = 1
    elif first.kind == "count" and not first.unit:
        rank = 4
    else:
        rank = 2 if first.is_amount else 3
    return -found[-1].end, rank


def _fixed_at(
    text: str, start: int, begin: re.Match[str], published: date | None
) -> Iterator[Quantity]:
    """The lookalikes and dates that begin at `start`."""
    word = begin["word"]
    if begin["letters"]:
        yield from _first(_lookalikes("letters"), text, start)
    if word is None:
        if begin["figure"] and _figure_is_suspect().match(text, start):
            yield from _first(_lookalikes("figure"), text, start)
        if begin["figure"] and _DATE_BEGINS.match(text, start):
            yield from _date(dates_en.FIGURE.match(text, start), text)
        return
    if begin["code"] is not None:
        yield from _first(_lookalikes("letters"), text, start)
    if word in _lookalike_words():
        yield from _first(_lookalike_words()[word], text, start)
    if word in dates_en.FIRST_WORDS:
        yield from _date(dates_en.WORD.match(text, start), text, published)


def _first(rows: list[tuple[re.Pattern[str], Kind]], text: str, start: int) -> Iterator[Quantity]:
    for pattern, kind in rows:
        match = pattern.match(text, start)
        if match and match.end() > start:
            yield quantity_at(text, match.span(), no_unit(kind))


_MONTH_GROUPS = ("dm", "am", "pm1", "pm2", "sm", "bm")
_DATE_BEGINS = re.compile(r"\d{1,2}(?:st|nd|rd|th)?(?:\s|[-–—])|(?:19|20)\d\d")


def _date(
    match: re.Match[str] | None, text: str, published: date | None = None
) -> Iterator[Quantity]:
    if match is None:
        return
    found = match.groupdict()
    if found.get("rel") and published is None:
        return
    months = [found[name] for name in _MONTH_GROUPS if found.get(name)]
    if any(month[0].islower() for month in months):
        return
    if found.get("y") and not _is_year(match, text):
        return
    yield date_at(text, match.span(), dates_en.english_iso(match, published))


def _is_year(match: re.Match[str], text: str) -> bool:
    """Whether four digits alone are a year: after in, since and the like, or counting nothing."""
    if text.endswith(("'s ", "’s "), 0, match.start()) or _of_year().match(text, match.end()):
        return True
    dated = _DATED.search(text, max(0, match.start() - 11), match.start())
    if dated and dated["strong"]:
        return True
    if dated and not text.endswith("total of ", 0, match.start()):
        return True
    return not counted_noun(text, match.end())


@cache
def _of_year() -> re.Pattern[str]:
    """What is told of a year, in the singular: its 2023 target."""
    return re.compile(f" {table('amounts_en')['year']['of']}")


def _amounts_at(text: str, lower: str, start: int, begin: re.Match[str]) -> tuple[list[Found], int]:
    """The amounts that begin at `start`, each reading by itself, and where to look on."""
    word = begin["word"]
    if begin["letters"]:
        return [], start
    phrase = read_phrase(text, lower, start, word or "") if _may_be_phrase(word) else None
    found = [[phrase]] if phrase else []
    if word is not None and word not in _number_words() and word not in _currency_words():
        return found, start
    amounts, end = read_amounts(text, lower, start)
    return [*found, amounts] if amounts else found, end


def _may_be_phrase(word: str | None) -> bool:
    return word is None or word in _number_words() or word in phrase_words()
