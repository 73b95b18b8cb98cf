"""Whether a text tells a figure as a rise or a fall, and as the change or the level reached."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from llm_extract.knowledge import table
from llm_extract.records import Lang
from llm_extract.text import Span

_BEFORE = {"zh": 14, "en": 60}
_AFTER = 40
_COMPARED = re.compile("[比较同环均每]|期")
_CLAUSE = {"zh": re.compile(r"[，,；;。：:、\n（()）]"), "en": re.compile(r"[;:()\n]|, |\. ")}


@dataclass(frozen=True)
class Trend:
    """A rise or a fall; `change`: the figure is by how much, and not what was reached."""

    direction: Literal["up", "down"]
    change: bool
    words: str
    either: bool = False
    """Whether the words fit both: 新增 is told of what is new, and of what a level rose by."""


@cache
def _before(lang: Lang) -> re.Pattern[str]:
    rows = table("trends")[lang]
    edge, gap = (r"\b", r"(?:\s+|\s?-\s?)") if lang == "en" else ("", "")
    parts = [f"(?P<{name}>{edge}(?:{'|'.join(rows[name])}){edge})" for name in ("up", "down")]
    if lang == "zh":
        tail = f"(?P<to>{rows['arrival']})?{rows['between']}$"
    else:
        words = rf"(?:{gap}{rows['between']})*"
        tail = rf"{words}(?P<to>{gap}{rows['arrival']}\b)?{words}\s*$"
    return re.compile(rf"(?:{'|'.join(parts)}){tail}", re.IGNORECASE)


@cache
def _after() -> re.Pattern[str]:
    rows = table("trends")["en"]
    noun = r"[ -](?!and\b|to\b|or\b|in\b|for\b|of\b|with\b)[\w’'-]+"
    up, down, noun_up, noun_down = (
        "|".join(rows[name]) for name in ("after_up", "after_down", "noun_up", "noun_down")
    )
    return re.compile(
        rf"(?:{noun})?[ -](?:(?P<up>{up})|(?P<down>{down}))\b"
        rf"|[ -](?:(?P<up_noun>{noun_up})|(?P<down_noun>{noun_down}))\b"
        r"(?! (?:into|to|within|under)\b)",
        re.IGNORECASE,
    )


def read_trend(text: str, figure: Span, lang: Lang) -> Trend | None:
    """How the figure at `figure` is told, or None where no word next to it says."""
    before = text[max(0, figure.start - _BEFORE[lang]) : figure.start]
    before = _CLAUSE[lang].split(before)[-1]
    match = _before(lang).search(before)
    if match and not (_is_phrasal(match, before) if lang == "en" else _ends_word(match, before)):
        rate = (match["up"] or match["down"]).endswith(("幅", "速"))
        return Trend(_direction(match), rate or match["to"] is None, match[0].strip())
    rest = _CLAUSE[lang].split(text[figure.end : figure.end + _AFTER])[0]
    match = _after().match(rest) if lang == "en" else None
    if match:
        return Trend(_direction(match), True, match[0].strip())
    added = _added(lang, "added").search(before) or _added(lang, "added_after").match(rest)
    return Trend("up", False, added[0].strip(), either=True) if added else None


@cache
def _added(lang: Lang, row: str) -> re.Pattern[str]:
    """Words of what is new, which leave open whether the figure is a rise."""
    return re.compile(table("trends")[lang].get(row, "(?!)"), re.IGNORECASE)


def _is_phrasal(match: re.Match[str], before: str) -> bool:
    """Whether up or down only completes a verb, as in set up 12 teams."""
    word = (match["up"] or match["down"] or "").lower()
    verb = before[: match.start()].split()[-1:]
    return word in ("up", "down") and verb[:1] != [] and verb[0].lower() in _phrasal()


def _ends_word(match: re.Match[str], before: str) -> bool:
    """Whether 多, 少, 高 or 低 closes another word, as in a name: without one of comparing."""
    sign = (match["up"] or match["down"])[:1]
    compared = match.start() == 0 or _COMPARED.search(before, 0, match.start())
    return sign in "多少高低" and len(match["up"] or match["down"]) == 1 and not compared


@cache
def _phrasal() -> frozenset[str]:
    return frozenset(table("trends")["en"]["phrasal"])


def _direction(match: re.Match[str]) -> Literal["up", "down"]:
    return "up" if (match.lastgroup or "").startswith("up") or match["up"] else "down"
