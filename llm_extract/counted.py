"""The English noun that a number counts, in the singular."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .units import either

_MAX_WORDS = 8
_WORD = (
    r"(?:[A-Za-z]|(?<=[A-Za-z] )\d{2,3}(?= [a-z])|\d[\d.,]{0,8}-(?=[A-Za-z])|\d{1,2}(?=[A-Z]\b))"
    r"[\w’'&/-]{0,30}"
)
_WORDS = re.compile(rf"(?:[ \t\u00a0][“\"‘'(]{{0,2}}{_WORD}[”\"’')]{{0,2}},?){{1,{_MAX_WORDS}}}")
_ENDS = re.compile(r"\s{0,3}(?:$|[.,;:)]|(?:in|and|by|from|this|last|to|or|of|were|are|at)\b)")
_MARKS = "“”\"‘'’()"
_LONG = 4
_CLAUSE = 80
_END = re.compile(r"\s*(?:[.;,]|$)")
_CAPITALS = re.compile(r"(?: [A-Z][a-z]+)+")
_INHABITANTS = ("an", "ese")


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


@cache
def _endings() -> dict[str, str]:
    """Endings of irregular plurals, and those of the singular: men, man."""
    endings: dict[str, str] = table("nouns")["endings"]
    return endings


@cache
def _stops() -> frozenset[str]:
    return frozenset(table("nouns")["stop"]["words"])


@cache
def _joining() -> frozenset[str]:
    return frozenset(table("nouns")["joining"]["words"])


def counted_noun(text: str, start: int, *, one: bool = False) -> str | None:
    """The singular of the noun counted by a number that ends at `start`.

    Empty where none can be told, None where the number counts nothing at all. `one` is for a
    noun in the singular.
    """
    match = _WORDS.match(text, start, start + 120)
    if not match:
        return "" if _ENDS.match(text, start) else None
    words = _phrase(match[0].split())
    chosen = _singular(words) if one else _plural(words)
    if chosen is None:
        return ""
    word = words[chosen]
    if word in _nouns():
        return _nouns()[word]
    tail = word.rsplit("-", 1)[-1]
    if "-" in word and tail in _plurals() and tail not in table("nouns")["tied"]["words"]:
        return _nouns()[tail]
    return _regular(word)


def is_name(text: str, span: tuple[int, int], noun: str) -> bool:
    """Whether a number in words begins a name, as in Three Gorges: both have capitals."""
    if not text[span[0]].isupper() or noun in _nouns() or noun.endswith(_INHABITANTS):
        return False
    named = _CAPITALS.match(text, span[1])
    if named is None:
        return False
    words = named[0].lower().split()
    return noun in (_regular(word) for word in words) if noun else words[0] not in _stops()


def is_pronoun(lower: str, span: tuple[int, int]) -> bool:
    """Whether a number word is a pronoun, as in no two are alike."""
    leading = table("counted")["pronouns"].get(lower[span[0] : span[1]])
    before = lower[max(0, span[0] - 8) : span[0]].split()
    return bool(leading and before) and before[-1] in leading


@cache
def after_number() -> re.Pattern[str]:
    """What may stand between a number and its noun, and belongs to neither."""
    words = either(table("counted")["after_number"]["words"])
    return re.compile(rf"(?: ?\+|-plus\b|-odd\b| (?:{words})\b)?")


@cache
def _of_several() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("counted")["one"]
    return re.compile(rows["each"]), re.compile(rows["last"])


def stands_alone(lower: str, span: tuple[int, int]) -> bool:
    """Whether one stands for a thing named before, as in won four contracts and lost one."""
    start, end = span
    each, last = _of_several()
    if each.match(lower, start - 2) or last.search(lower, max(0, start - _CLAUSE), start):
        return True
    before = lower[max(0, start - 20) : start].split()
    ends = _END.match(lower, end)
    return bool(before) and ends is not None and before[-1] in table("counted")["one"]["after"]


def hyphened_noun(lower: str, start: int, end: int) -> str | None:
    """What a number counts that is tied to its noun, as in a 30-member team; None for nothing."""
    rows = table("counted")["hyphened"]
    match = re.compile(r"-([a-z]+)\b(?!-)").match(lower, end)
    if match is None or match[1] not in rows["nouns"] or lower[start:end] in ("one", "two"):
        return None
    return str(rows["named"].get(match[1], match[1]))


def _phrase(written: list[str]) -> list[str]:
    """The words up to one that ends the noun phrase, in lower case.

    Adjectives may be joined: specialized and innovative firms. Then what joins them is left out.
    """
    found: list[str] = []
    for index, word in enumerate(written):
        bare = word.strip(",").strip(_MARKS).lower().removesuffix("’s").removesuffix("'s")
        comma = word.endswith(",")
        if bare in _stops():
            joins = bare in _joining() and found and index + 1 < len(written)
            if joins and _describes(found[-1]) and _describes_or_counted(written[index + 1 :]):
                continue
            break
        found.append(bare)
        if comma and not (_describes(bare) and _describes_or_counted(written[index + 1 :])):
            break
    return found


def _describes(word: str) -> bool:
    """Whether `word` is an adjective by its ending, or one of the table."""
    rows = table("nouns")["adjectives"]
    return word in rows["words"] or (
        len(word) > _LONG and word.endswith(tuple(rows["endings"])) and word not in _nouns()
    )


def _describes_or_counted(written: list[str]) -> bool:
    """Whether an adjective comes next, and a plural soon."""
    words = [word.strip(_MARKS + ",").lower() for word in written[:5]]
    return bool(words) and _describes(words[0]) and any(_is_plural(word) for word in words)


def _known(word: str) -> bool:
    return word in _nouns() or word.rsplit("-", 1)[-1] in _nouns()


def _singular(words: list[str]) -> int | None:
    """The first known noun, or the last of several that follow each other (city leader)."""
    index = next((i for i, word in enumerate(words) if _known(word)), None)
    while index is not None and index + 1 < len(words) and _known(words[index + 1]):
        index += 1
    return index


def _is_plural(word: str) -> bool:
    return (
        word.rsplit("-", 1)[-1] in _plurals()
        or (word.endswith("s") and not word.endswith(("ss", "us", "is")))
        or (len(word) > _LONG and word.endswith(tuple(_endings())))
    )


def _plural(words: list[str]) -> int | None:
    """The first plural; one the table does not know gives way to a known one behind it."""
    for index, word in enumerate(words):
        behind = words[index + 1] if index + 1 < len(words) else ""
        if word in table("nouns")["collective"]["words"] and _is_plural(behind):
            continue
        if word.rsplit("-", 1)[-1] in _plurals():
            return index
        if _is_plural(word):
            return index + 1 if behind in _plurals() else index
    return _singular(words)


def _regular(word: str) -> str:
    """The singular of a plural that the table does not have."""
    for plural, singular in _endings().items():
        if word.endswith(plural) and len(word) > len(plural):
            return word.removesuffix(plural) + singular
    if word.endswith("ies"):
        return f"{word[:-3]}y"
    if re.search(r"(?:ch|sh|ss|x|zz|tz)es$", word):
        return word[:-2]
    return word.removesuffix("s")
