"""The English noun that a number counts, in the singular."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table

_MAX_WORDS = 7
_WORD = r"(?:[A-Za-z]|\d{2,3}(?= [a-z]))[\w’'&-]{0,30}"
_WORDS = re.compile(rf"(?:[ \t\u00a0][“\"‘'(]{{0,2}}{_WORD}[”\"’')]{{0,2}}){{1,{_MAX_WORDS}}}")
_ENDS = re.compile(r"\s{0,3}(?:$|[.,;:)]|(?:in|and|by|from|this|last|to|or|of|were|are|at)\b)")
_MARKS = "“”\"‘'’()"


@cache
def _nouns() -> dict[str, str]:
    """Every form of a counted noun -> its singular."""
    forms: dict[str, str] = {}
    for noun, plural in table("nouns")["english"].items():
        forms[noun] = noun
        forms[plural] = noun
    return forms


@cache
def _plurals() -> frozenset[str]:
    return frozenset(table("nouns")["english"].values())


def counted_noun(text: str, start: int, *, one: bool = False) -> str | None:
    """The singular of the noun counted by a number that ends at `start`.

    Empty where none can be told, None where the number counts nothing at all. `one` is for a
    noun in the singular.
    """
    match = _WORDS.match(text, start, start + 120)
    if not match:
        return "" if _ENDS.match(text, start) else None
    words = _phrase(match[0])
    chosen = _singular(words) if one else _plural(words)
    if chosen is None:
        return ""
    word = words[chosen]
    tail = word if word in _nouns() else word.rsplit("-", 1)[-1]
    return _nouns().get(tail) or _without_s(word)


def _phrase(text: str) -> list[str]:
    """The words up to one that ends the noun phrase, in lower case."""
    found: list[str] = []
    stops = table("nouns")["stop"]["words"]
    for word in text.split():
        bare = word.strip(_MARKS).lower().removesuffix("’s").removesuffix("'s")
        if bare in stops:
            break
        found.append(bare)
    return found


def _known(word: str) -> bool:
    return word in _nouns() or word.rsplit("-", 1)[-1] in _nouns()


def _singular(words: list[str]) -> int | None:
    """The first known noun, or the last of several that follow each other (city leader)."""
    index = next((i for i, word in enumerate(words) if _known(word)), None)
    while index is not None and index + 1 < len(words) and _known(words[index + 1]):
        index += 1
    return index


def _plural(words: list[str]) -> int | None:
    """The first plural; one the table does not know gives way to a known one behind it."""
    for index, word in enumerate(words):
        if word.rsplit("-", 1)[-1] in _plurals():
            return index
        if word.endswith("s") and not word.endswith(("ss", "us", "is")):
            behind = words[index + 1] if index + 1 < len(words) else ""
            return index + 1 if behind in _plurals() else index
    return _singular(words)


def _without_s(word: str) -> str:
    """The singular of a regular plural."""
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search(r"(?:ch|sh|ss|x|z)es$", word):
        return word[:-2]
    return word.removesuffix("s")
