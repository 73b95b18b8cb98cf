"""Finds quantities in English text by rule: amounts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from . import dates_en as dates
from .knowledge import table
from .numerals import parse_english
from .records import Kind, Qualifier, Quantity

_FIGURE = r"(?:(?<![\w.])-)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_MAX_LOOKBACK = 24
_MAX_NOUN_WORDS = 6


def _either(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@cache
def _units(group: str) -> dict[str, tuple[str, Decimal]]:
    rows = table("units")["english"][group]
    return {surface.lower(): (code, Decimal(factor)) for surface, (code, factor) in rows.items()}


@cache
def _amounts() -> re.Pattern[str]:
    words = _either([*table("numerals")["english"]["words"], "hundred", "thousand"])
    scales = _either(list(table("numerals")["english"]["scales"]))
    spelled = rf"(?:a\s(?=hundred|thousand|dozen))?(?:{words})(?:[\s-](?:and\s)?(?:{words}))*"
    number = rf"(?:{_FIGURE}(?:\s?(?:{scales})\b)?|\b(?:{spelled})(?:\s(?:{scales})\b)?)"
    before = _either(list(_units("money")))
    groups = ("money_after", "percent", "percentage_point", "ratio", "measure", "duration")
    after = "|".join(rf"(?P<{g}>{_either(list(_units(g)))})" for g in groups)
    return re.compile(
        rf"(?:(?P<currency>{before})\s?)?(?P<low>{number})"
        rf"(?:\s?(?:[-–—]|to)\s?(?:(?:{before})\s?)?(?P<high>{number}))?"
        rf"(?:(?:\s|-)?(?:{after})(?![A-Za-z²]))?",
        re.IGNORECASE,
    )


@cache
def _lookalikes() -> list[tuple[Kind, re.Pattern[str]]]:
    rows = table("lookalikes")["english"]
    kinds: tuple[Kind, ...] = ("code", "name", "ordinal")
    return [(kind, re.compile(pattern)) for kind in kinds for pattern in rows[kind]]


@cache
def _cues(side: str) -> re.Pattern[str]:
    rows = table("cues")["english"][side]
    joined = "|".join(f"(?P<{q}>{_either(words)})" for q, words in rows.items())
    if side == "before":
        return re.compile(rf"(?:^|[^A-Za-z])(?:{joined})(?:\sthe)?\s?$", re.IGNORECASE)
    return re.compile(rf"\s?(?:{joined})(?![\w])", re.IGNORECASE)


def find_english(text: str) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another."""
    found: list[Quantity] = []
    for quantity in sorted([*_fixed(text), *_amounts_of(text)], key=_preference):
        if not found or quantity.start >= found[-1].end:
            found.append(quantity)
    return found


def _preference(quantity: Quantity) -> tuple[int, int, int]:
    """By place; at the same place the longer one, then an amount whose unit is known."""
    bare_count = quantity.kind == "count" and not quantity.unit
    return quantity.start, -quantity.end, 2 if bare_count else int(not quantity.is_amount)


def _fixed(text: str) -> Iterator[Quantity]:
    for kind, pattern in _lookalikes():
        for match in pattern.finditer(text):
            yield _quantity(text, match.span(), None, "", kind)
    for match in dates.ENGLISH.finditer(text):
        iso = dates.english_iso(match)
        if match["y"] and re.match(r"\s(?:[a-z]+\s){0,2}[a-z]+s\b", text[match.end() :]):
            continue
        yield _quantity(text, match.span(), None, "", "date").model_copy(update={"iso": iso})


def _amounts_of(text: str) -> Iterator[Quantity]:
    for match in _amounts().finditer(text):
        quantity = _read(match, text)
        if quantity is not None:
            yield quantity


def _read(match: re.Match[str], text: str) -> Quantity | None:
    low = parse_english(match["low"])
    high = parse_english(match["high"]) if match["high"] else None
    if low is None or re.search(r"[\w.]$", text[: match.start()][-1:]):
        return None
    if high is not None and not _has_scale(match["low"]):
        low = _same_scale(low, match["high"], high)
    kind, code, factor, end = _unit(match, text)
    if kind is None:
        return None
    qualifier = _qualifier(text, match.start(), end)
    quantity = _quantity(text, (match.start(), end), low * factor, code, kind)
    return quantity.model_copy(
        update={
            "qualifier": qualifier,
            "value_high": None if high is None else high * factor,
        }
    )


def _has_scale(numeral: str) -> bool:
    return bool(re.search(r"[A-Za-z]$", numeral))


def _same_scale(low: Decimal, high_words: str, high: Decimal) -> Decimal:
    """In 5-8 billion the 5 is 5 billion: the lower end takes the scale of the upper one."""
    scale = re.search(r"[A-Za-z]+$", high_words)
    factor = parse_english(scale[0]) if scale else None
    return low * factor if factor and factor >= 1000 and low * factor <= high else low  # noqa: PLR2004


def _unit(match: re.Match[str], text: str) -> tuple[Kind | None, str, Decimal, int]:
    """Kind, unit code, factor and where the surface ends; kind None for no amount."""
    for group in ("percentage_point", "percent", "ratio", "measure", "duration", "money_after"):
        if match[group]:
            code, factor = _units(group)[match[group].lower()]
            kind = "money" if group == "money_after" else group
            return kind, code, factor, match.end()  # type: ignore[return-value]
    if match["currency"]:
        code, factor = _units("money")[match["currency"].lower()]
        return "money", code, factor, match.end()
    number_end = match.end("high") if match["high"] else match.end("low")
    noun = counted_noun(text, number_end)
    if noun is None or (match["low"].lower() == "one" and not noun):
        return None, "", Decimal(1), number_end
    return "count", noun, Decimal(1), number_end


@cache
def _nouns() -> dict[str, str]:
    """Every form of a counted noun -> its singular."""
    forms: dict[str, str] = {}
    for noun, plural in table("nouns")["english"].items():
        forms[noun] = noun
        forms[plural] = noun
    return forms


def counted_noun(text: str, start: int) -> str | None:
    """The singular of the noun counted by a number that ends at `start`, or None for none."""
    words = re.match(
        rf"(?:[\s-](?:[“\"‘'(]?[A-Za-z][\w’'&-]*[”\"’')]?)){{1,{_MAX_NOUN_WORDS}}}",
        text[start : start + 90],
    )
    if not words:
        return "" if re.match(r"\s*(?:$|[.,;:)]|in|and|by|from|this|last)", text[start:]) else None
    last_plural = None
    for raw in re.split(r"[\s]", words[0].strip(" -")):
        word = raw.strip("“”\"‘'’()").lower()
        tail = word.rsplit("-", 1)[-1]
        if word in table("nouns")["stop"]["words"]:
            break
        for form in (word, tail):
            if form in _nouns():
                return _nouns()[form]
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            last_plural = word
            break
    return last_plural[:-1] if last_plural else ""


def _qualifier(text: str, start: int, end: int) -> Qualifier:
    after = _cues("after").match(text, end)
    if after:
        return after.lastgroup  # type: ignore[return-value]
    before = text[max(0, start - _MAX_LOOKBACK) : start]
    cue = _cues("before").search(before)
    return (cue.lastgroup or "exact") if cue else "exact"  # type: ignore[return-value]


def _quantity(
    text: str, span: tuple[int, int], value: Decimal | None, unit: str, kind: Kind
) -> Quantity:
    if value is not None:
        value = value.normalize() + Decimal(0) if value else Decimal(0)
    start, end = span
    return Quantity(
        surface=text[start:end], start=start, end=end, value=value, unit=unit, kind=kind
    )
