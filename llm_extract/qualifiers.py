"""What the words around an amount say of it: at least, over, nearly, about, at most."""

from __future__ import annotations

import re
from functools import cache
from typing import cast

from .knowledge import table
from .numerals import is_multiplier
from .records import Kind, Lang, Qualifier
from .units import either

_LOOKBACK = {"zh": 12, "en": 32}
_LOOKAHEAD = 16


@cache
def _before(lang: Lang) -> re.Pattern[str]:
    rows = _rows(lang)
    joined = "|".join(f"(?P<{q}>{either(words)})" for q, words in rows["before"].items())
    links = either(rows["links"])
    if lang == "zh":
        return re.compile(rf"(?:{joined})(?:{links})?[ \u00a0\u3000]?$")
    return re.compile(rf"(?:^|[^A-Za-z])(?:{joined})(?:[\s-](?:{links}))?[\s-]?$", re.IGNORECASE)


@cache
def _before_multiplier() -> re.Pattern[str]:
    rows = table("cues")["chinese"]["before_multiplier"]
    return re.compile("|".join(f"(?P<{q}>{either(words)})$" for q, words in rows.items()))


@cache
def _after(lang: Lang) -> re.Pattern[str]:
    rows = _rows(lang)
    joined = "|".join(f"(?P<{q}>{either(words)})" for q, words in rows["after"].items())
    if lang == "zh":
        excluded = either(rows["not_after"])
        return re.compile(rf"(?:[（(]含[^）)\n]{{0,4}}[）)])?(?!{excluded})(?:{joined})")
    return re.compile(rf"\s?(?:{joined})(?![\w])", re.IGNORECASE)


def _rows(lang: Lang) -> dict[str, dict[str, list[str]]]:
    return cast("dict[str, dict[str, list[str]]]", table("cues")[_NAMES[lang]])


_NAMES: dict[Lang, str] = {"zh": "chinese", "en": "english"}


def find_qualifier(text: str, start: int, end: int, kind: Kind, lang: Lang) -> Qualifier | None:
    """The qualifier said directly before or after `text[start:end]`, or None for none.

    Chinese text has to be folded.
    """
    after = _after(lang).match(text, end, end + _LOOKAHEAD)
    if after and _suits(after[after.lastgroup or 0], kind, lang):
        return cast("Qualifier", after.lastgroup)
    before = text[max(0, start - _LOOKBACK[lang]) : start]
    multiplied = lang == "zh" and is_multiplier(text[start : start + 1])
    cue = _before(lang).search(before) or (
        _before_multiplier().search(before) if multiplied else None
    )
    if cue is None or not _suits(cue[cue.lastgroup or 0], kind, lang):
        return None
    excluded = tuple(table("cues")[_NAMES[lang]]["not_before"])
    if before[: cue.end(cue.lastgroup or 0)].lower().endswith(excluded):
        return None
    return cast("Qualifier", cue.lastgroup)


def _suits(word: str, kind: Kind, lang: Lang) -> bool:
    """Whether `word` says something of this kind of amount."""
    kinds = table("cues")[_NAMES[lang]]["only_for"].get(word.lower())
    return kinds is None or kind in kinds
