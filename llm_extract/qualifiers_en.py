"""What the English words around an amount say of it: at least, over, nearly, about, at most."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from typing import cast

from .knowledge import table
from .records import Kind, Qualifier, Quantity
from .units import Unit, either, quantity_at

_LOOKBACK = 56
_LOOKAHEAD = 20
_NOUN_REACH = 48
_SEPARATING = frozenset(" -\u00a0")
_Cue = tuple[str, Qualifier]


@cache
def _rules() -> dict[str, list[str]]:
    return cast("dict[str, list[str]]", table("cues")["english"])


@cache
def _cues() -> dict[str, list[_Cue]]:
    """The cues that stand before a number, longest first, by their last word."""
    rows: dict[str, list[str]] = table("cues")["english"]["before"]
    found: dict[str, list[_Cue]] = {}
    for qualifier, cues in rows.items():
        for words in cues:
            last = words.rpartition(" ")[2]
            found.setdefault(last, []).append((words, cast("Qualifier", qualifier)))
    for group in found.values():
        group.sort(key=lambda cue: -len(cue[0]))
    return found


@cache
def cue_words() -> frozenset[str]:
    """Every word of what may stand before a number: fewer, than, nearly, about."""
    rows: dict[str, list[str]] = table("cues")["english"]["before"]
    return frozenset(word for cues in rows.values() for cue in cues for word in cue.split())


@cache
def _links() -> dict[str, list[str]]:
    """The words that may stand between a cue and its number, by their last word."""
    found: dict[str, list[str]] = {}
    for words in sorted(_rules()["links"], key=len, reverse=True):
        found.setdefault(words.rpartition(" ")[2], []).append(words)
    return found


@cache
def _last_words() -> frozenset[str]:
    """The words that a cue or a link ends with: most amounts follow none of them."""
    return frozenset((*_cues(), *_links()))


@cache
def _after() -> re.Pattern[str]:
    rows = cast("dict[str, list[str]]", table("cues")["english"]["after"])
    hyphened = _rules()["hyphened"]
    joined = "|".join(
        rf"(?P<{name}>(?:[ \u00a0-]?(?:{either(w for w in words if w not in hyphened)}))"
        + (rf"|-(?:{either(bound)})" if (bound := [w for w in words if w in hyphened]) else "")
        + ")"
        for name, words in rows.items()
    )
    return re.compile(rf"(?:{joined})(?!\w)(?! (?:than|to)\b)")


@cache
def _after_letters() -> frozenset[str]:
    """What the cues behind an amount begin with, which is quicker to see."""
    rows: dict[str, list[str]] = table("cues")["english"]["after"]
    return frozenset(word[0] for words in rows.values() for word in words)


@cache
def _not_before() -> tuple[str, ...]:
    return tuple(_rules()["not_before"])


@cache
def _mark() -> re.Pattern[str]:
    return re.compile(rf"[ -](?:{either(_rules()['marks'])})\b")


@cache
def _amount_before() -> re.Pattern[str]:
    """The end of an amount that something is compared with."""
    words = table("numerals")["english"]
    named = either([*words["words"], *words["long_scales"], *_rules()["after_amounts"]])
    return re.compile(rf"(?:(?<!\d)(?!(?:19|20)\d\d$)\d{{1,12}}|%|\b(?:{named})) ?$")


def is_compared(lower: str, start: int) -> bool:
    """Whether an amount is compared with what begins at `start`: 5 yuan more than a year ago."""
    head = lower[max(0, start - _LOOKBACK) : start].rstrip(" ")
    words = next((w for w in _rules()["compares"] if head.endswith(w)), None)
    return words is not None and bool(_amount_before().search(head.removesuffix(words)))


def find_english_qualifier(lower: str, start: int, end: int, kind: Kind) -> Qualifier | None:
    """The qualifier said directly before or after `lower[start:end]`, in lower case, or None."""
    sign = lower[end : end + 1]
    if sign == "+" or (sign in _SEPARATING and lower[end + 1 : end + 2] in _after_letters()):
        after = _after().match(lower, end, end + _LOOKAHEAD)
        if after and _suits(after[0].lstrip(" -\u00a0"), kind):
            return cast("Qualifier", after.lastgroup)
    head = lower[max(0, start - _LOOKBACK) : start].replace("-", " ")
    if head[-1:] in (" ", "\u00a0"):
        head = head[:-1]
    found = _find(head, lower, end) if _last_word(head) in _last_words() else None
    if found is None:
        return _behind_noun(lower, end) if kind == "count" else None
    words, qualifier, at = found
    if not _suits(words, kind):
        return None
    before = head[: at - len(words)]
    compares = words in _rules()["compares"] and _amount_before().search(before)
    during = kind == "duration" and words in _rules()["during"] and not _lasts(before, lower, end)
    small = (
        kind == "count" and words in _rules()["large_only"] and not _LARGE.search(lower, start, end)
    )
    return None if compares or during or small else qualifier


@cache
def _noun_cues() -> tuple[re.Pattern[str], tuple[str, ...]]:
    """What may stand behind the noun of a count, and the words that it begins with."""
    rows = cast("dict[str, list[str]]", table("cues")["english"]["after_noun"])
    joined = "|".join(rf"(?P<{name}>{either(words)})" for name, words in rows.items())
    noun = rf"(?: (?!(?:{either(table('nouns')['stop']['words'])})\b)[a-z][a-z’'-]*){{1,3}}?"
    begins = {f" {words.split()[0]} " for group in rows.values() for words in group}
    ends = r"(?=[.,;:)]|$|\n| (?:a|per|each|every)\b)"
    return re.compile(rf"{noun} (?:{joined}){ends}"), tuple(begins)


def _behind_noun(lower: str, end: int) -> Qualifier | None:
    """The qualifier told behind the noun: 30 investors or so."""
    pattern, begins = _noun_cues()
    near = lower[end : end + _NOUN_REACH]
    found = pattern.match(lower, end) if any(words in near for words in begins) else None
    return cast("Qualifier", found.lastgroup) if found else None


_OPENING = "([\"'“‘"
_LARGE = re.compile(r",\d{3}|\d{3}|hundred|thousand|million|billion|dozen")


def _lasts(before: str, lower: str, end: int) -> bool:
    """Whether over a duration tells how long a thing took, or is past: over a decade ago."""
    return before.endswith(_lasting()) or bool(_then().match(lower, end))


@cache
def _then() -> re.Pattern[str]:
    return re.compile(rf"[ -](?:{either(_rules()['then'])})\b")


@cache
def _lasting() -> tuple[str, ...]:
    return tuple(f" {word} " for word in _rules()["lasting"])


def _last_word(head: str) -> str:
    return head[head.rfind(" ") + 1 :].lstrip(_OPENING)


def _find(head: str, lower: str, end: int) -> tuple[str, Qualifier, int] | None:
    """The cue `head` ends with, its qualifier and where it ends; one before a link goes first."""
    last = _last_word(head)
    if head.endswith(_not_before()):
        return None
    for link in _links().get(last, ()):
        if not head.endswith(f" {link}"):
            continue
        if link not in _rules()["needs_mark"] or _mark().match(lower, end):
            found = _find(head[: -len(link) - 1], lower, end)
            if found:
                return found
    for words, qualifier in _cues().get(last, ()):
        if head.endswith(words) and not head[: -len(words)][-1:].isalpha():
            return words, qualifier, len(head)
    return None


def _suits(words: str, kind: Kind) -> bool:
    """Whether `words` say something of this kind of amount."""
    kinds = table("cues")["english"]["only_for"].get(words)
    return kinds is None or kind in kinds


def qualified(
    text: str,
    lower: str,
    span: tuple[int, int],
    unit: Unit,
    values: tuple[Decimal, Decimal | None],
) -> Quantity:
    """The amount at `span` with what is said of it; `lower` is the text in lower case."""
    qualifier = find_english_qualifier(lower, *span, unit.kind)
    return quantity_at(text, span, unit, *values, qualifier or "exact")
