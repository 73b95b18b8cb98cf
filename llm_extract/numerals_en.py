"""English number words, and figures with a scale word, to exact decimals.

A numeral parses whole or not at all: None rather than a guess.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from .knowledge import table
from .numerals import parse_arabic
from .units import either

_LONGEST = 120
_SIGNS = str.maketrans({"\u2212": "-", "\u00a0": " "})
_ONE_DIGIT = 10
_HUNDRED = 100


@cache
def _scales() -> dict[str, Decimal]:
    """Every scale word, long and short: its factor."""
    rows: dict[str, int] = table("numerals")["english"]["scales"]
    return {word: Decimal(factor) for word, factor in rows.items()}


@cache
def _words() -> dict[str, Decimal]:
    rows: dict[str, int] = table("numerals")["english"]["words"]
    return {word: Decimal(value) for word, value in rows.items()}


@cache
def parts() -> dict[str, Decimal]:
    """What stands before a scale or unit for a part of it: half a, a quarter of a."""
    rows: dict[str, str] = table("numerals")["english"]["parts"]
    return {words: Decimal(value) for words, value in rows.items()}


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    """The forms of a numeral: plain, part of a scale, and a half, with a point."""
    rows = table("numerals")["english"]
    scales, digits = either(_scales()), either(list(_words())[:_ONE_DIGIT])
    tail = rf"(?P<tail>(?:[ -](?:{scales}))*)"
    return (
        re.compile(rf"(?P<figure>-?[\d.,]+)(?:[ -]?(?P<scale>{scales}))?", re.ASCII),
        re.compile(rf"(?P<part>{either(parts())}){tail}"),
        re.compile(rf"(?P<head>.+?) and (?P<part>{either(rows['and_parts'])}){tail}"),
        re.compile(rf"(?P<head>[a-z][a-z -]*?) point(?P<digits>(?: (?:{digits}))+){tail}"),
    )


def parse_english(words: str) -> Decimal | None:
    """English number words or a figure with a scale word: "two hundred", "53.8 billion"."""
    if len(words) > _LONGEST:
        return None
    text = words.lower() if words.isascii() else words.lower().translate(_SIGNS)
    plain, *_ = _forms()
    match = plain.fullmatch(text)
    if match:
        value = parse_arabic(match["figure"])
        return value * _scales()[match["scale"]] if value and match["scale"] else value
    first, _, rest = text.partition(" ")
    if first in table("numerals")["english"]["minus"]:
        positive = parse_english(rest)
        return -positive if positive else None
    return _broken(text) if " point " in text or _has_part(text) else _spelled(text)


def _has_part(text: str) -> bool:
    return "half" in text or "quarter" in text


def _broken(text: str) -> Decimal | None:
    """Number words with a part of one: half a million, one and a half billion, two point five."""
    _, part, mixed, point = _forms()
    if match := part.fullmatch(text):
        return parts()[match["part"]] * _product(match["tail"])
    if match := mixed.fullmatch(text):
        head = parse_english(match["head"])
        last = match["head"].replace("-", " ").rpartition(" ")[2]
        step = _scales().get(last, Decimal(1)) if not match["tail"] else Decimal(1)
        share = Decimal(table("numerals")["english"]["and_parts"][match["part"]])
        return None if head is None else (head + share * step) * _product(match["tail"])
    if match := point.fullmatch(text):
        head = _spelled(match["head"])
        digits = "".join(str(_words()[word]) for word in match["digits"].split())
        if head is not None and head == head.to_integral_value():
            return Decimal(f"{int(head)}.{digits}") * _product(match["tail"])
    return None


def _product(tail: str) -> Decimal:
    """The factor of scale words in a row."""
    factor = Decimal(1)
    for word in tail.replace("-", " ").split():
        factor *= _scales()[word]
    return factor


def _spelled(words: str) -> Decimal | None:
    total = group = Decimal(0)
    scale: Decimal | None = None
    seen = False
    for word in _pieces(words):
        if word == "and" and seen:
            continue
        step = _step(word, group, seen=seen)
        if step is None:
            return None
        group, factor = step
        if factor is not None:
            if scale is not None and factor >= scale:
                return None
            total, group, scale = total + group * factor, Decimal(0), factor
        seen = True
    return total + group if seen else None


def _pieces(words: str) -> list[str]:
    """Figures, words and every other sign but spaces and hyphens."""
    sign, rest = ("-", words[1:]) if words.startswith("-") else ("", words)
    found = re.findall(r"[\d.,]+|[a-z]+|[^\s-]", rest, re.ASCII)
    return [sign + found[0], *found[1:]] if found else []


def _step(word: str, group: Decimal, *, seen: bool) -> tuple[Decimal, Decimal | None] | None:
    """The group after `word` and the scale that closes it, if `word` is one; None if no numeral."""
    if word in ("a", "an"):
        return None if seen else (Decimal(1), None)
    value = _words().get(word)
    if value is not None:
        room = _ONE_DIGIT if value < _ONE_DIGIT else _HUNDRED
        fits = not group or (group % room == 0 and value != 0)
        return (group + value, None) if fits else None
    if word == "hundred":
        return ((group or Decimal(1)) * _HUNDRED, None) if group < _HUNDRED else None
    if word in _scales():
        return group or Decimal(1), _scales()[word]
    figure = parse_arabic(word)
    return None if figure is None or seen else (figure, None)
