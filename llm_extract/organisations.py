"""Tells a place from the first word of an organisation's name (泸州 in 泸州老窖) by rule."""

from __future__ import annotations

import re
from functools import cache

from .gazetteer import kind_of
from .glossary import cached, given
from .knowledge import table
from .romanise import HAN
from .text import Span

_REACH = 16


@cached
def _companies() -> frozenset[str]:
    return frozenset({*table("glossary")["companies"], *given().companies})


@cached
def _brand_sizes() -> dict[str, frozenset[int]]:
    """How long the names of companies are, by what they begin with."""
    sizes: dict[str, set[int]] = {}
    for name in _companies():
        sizes.setdefault(name[0], set()).add(len(name))
    return {first: frozenset(some) for first, some in sizes.items()}


@cache
def _endings(key: str) -> re.Pattern[str]:
    """What lies between a place and the ending of a name, then the ending itself."""
    words = table("places")
    breaks = re.escape(words["name_break_characters"])
    stop = "|".join(words["name_break_words"])
    endings = "|".join(sorted(words[key], key=len, reverse=True))
    size = "{0,10}?" if key == "name_endings_strong" else "{2,4}?"
    no_name = "|".join(words["name_not_followed_by"])
    inner = f"(?:(?!{stop})[{HAN}()](?<![{breaks}])){size}"
    return re.compile(f"{inner}(?:{endings})(?!{no_name})")


def runs_on_to_name(text: str, span: Span) -> bool:
    """Whether the place at `span` is the start or a part of the name of an organisation."""
    if _known_company(text, span):
        return True
    strong = _endings("name_endings_strong").match(text, span.end, span.end + _REACH)
    if strong:
        return True
    if kind_of(span.cut(text)):
        return False
    return bool(_endings("name_endings_weak").match(text, span.end, span.end + _REACH))


def _known_company(text: str, span: Span) -> bool:
    """A listed name that begins with the place, or right after it."""
    companies, sizes = _companies(), _brand_sizes()
    for start in (span.start, span.end):
        for size in sizes.get(text[start : start + 1], ()):
            name = text[start : start + size]
            if name in companies and start + len(name) > span.end:
                return True
    return False
