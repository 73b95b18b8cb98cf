"""What a figure counts or measures, in words that mean the same in Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from llm_extract.alternatives import by_first_letter, may_open
from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity
from llm_extract.text import Span

Sort = Literal["nouns", "indicators"]
_REACH = {"zh": 16, "en": 60}
PHRASE_END = re.compile(
    r"\b(?:of|for|with|in|from|to|by|that|which|worth|on|at|involving|covering|under|were|was|are|is"
    r"|signed|and|has|have|outside|inside|across|along|throughout|including|around|near|who|whose|where|making|producing|active|among|between|within|per|this|last|over|as|a)\b|[,;:.()]"
)
_ZH_STOP = re.compile(r"[，,；;：:。、（）()！？\n]")
_ZH_LINK = re.compile(r"[^\u3400-\u9fff]|[的与和及等在以对被由来到]")
_GROUP_GAP = 3
_ADJACENT = 2
_ACTS = ("批次", "批", "场次", "次", "家次", "人次")
"""Counters of acts, whatever noun stands before them: 小分队外出招商260批次."""
_VERB = re.compile(r"\b(?:\w+ed|took|won|met|left|went|came|got|began)\b")
"""Between two English nouns, of which the second is then not what is counted."""
_DESCRIBED = re.compile(r"(?<!s) (?!was\b|is\b|has\b|across\b|plus\b)[a-z]{3,}s\b")
"""Behind a noun that only describes what is counted: the schools of 35 school buildings."""
_OWNERS = ("park", "city", "county")
"""Right before a number, these say whose the things are: 揭阳产业园22个."""
_ZH_APART = re.compile(r"[，,；;：:。、（）()！？\n共计]|总|其中")
_ZH_QUALIFIERS = re.compile(
    r"(?:不少于|不低于|至少|超过?|突破|近|约|达到?|共计?|累计|有|为|已|数|总数|数量|各|完成|多达|高达|\s|“|”|第|将)+$"
)


@dataclass(frozen=True)
class Cue:
    """A concept named at a place of the text."""

    concept: str
    span: Span


@cache
def _pattern(sort: Sort, lang: Lang) -> re.Pattern[str]:
    """One pattern for all cues of a sort; of those that begin alike, the longest first.

    Without groups, and with the first letter told, most places are passed over at once.
    """
    cues = [cue for cue, _ in _cues(sort, lang)]
    if lang == "en":
        return re.compile(rf"\b(?:{by_first_letter(cues)})\b", re.IGNORECASE)
    firsts = dict.fromkeys(cue[0] for cue in cues)
    alike = ((first, "|".join(c[1:] for c in cues if c[0] == first)) for first in firsts)
    return re.compile("|".join(f"{first}(?:{rests})" for first, rests in alike))


@cache
def _told_apart(sort: Sort, lang: Lang, letter: str) -> re.Pattern[str]:
    """Those that may begin with a letter, with a group for each cue, by its number."""
    cues = [cue for cue, _ in _cues(sort, lang)]
    mine = may_open(cues, letter) if lang == "en" else cues
    parts = (f"(?P<cue{n}>{cue})" for n, cue in enumerate(cues) if cue in mine)
    edge, flags = (r"\b", re.IGNORECASE) if lang == "en" else ("", 0)
    return re.compile(f"{edge}(?:{'|'.join(parts)}){edge}", flags)


def _concept(text: str, span: Span, sort: Sort, lang: Lang) -> str:
    """The concept of the first cue that stands at `span`."""
    known = _plain(sort, lang).get(span.cut(text))
    if known:
        return known
    letter = text[span.start].lower() if lang == "en" else ""
    match = _told_apart(sort, lang, letter).match(text, span.start)
    return _cues(sort, lang)[int((match.lastgroup or "").removeprefix("cue"))][1] if match else ""


@cache
def _plain(sort: Sort, lang: Lang) -> dict[str, str]:
    """The cues that are plain words, with the concept of the first that reads so."""
    found: dict[str, str] = {}
    if lang == "zh":
        for cue, concept in _cues(sort, lang):
            if cue.isalpha():
                found.setdefault(cue, concept)
    return found


@cache
def _cues(sort: Sort, lang: Lang) -> list[tuple[str, str]]:
    rows = table("checks")[sort]
    cues = [(cue, concept) for concept, row in rows.items() for cue in row[lang]]
    return sorted(cues, key=lambda pair: -len(pair[0]))


def find_cues(text: str, sort: Sort, lang: Lang) -> list[Cue]:
    """The concepts named in `text`, in order."""
    spans = (Span(*match.span()) for match in _pattern(sort, lang).finditer(text))
    return [Cue(_concept(text, span, sort, lang), span) for span in spans]


@cache
def group_of(concept: str) -> str:
    """The group of mutually exclusive indicators `concept` belongs to, or ""."""
    return str(table("checks")["indicators"][concept].get("group", ""))


def exclusive(one: str, other: str) -> bool:
    """Whether an amount of indicator `one` cannot be told as `other`."""
    if one == other or not group_of(one) or group_of(one) != group_of(other):
        return False
    rows: list[list[str]] = table("checks")["interchangeable"]["indicators"]
    return not any(one in row and other in row for row in rows)


def counted_nouns(quantity: Quantity, text: str, lang: Lang, cues: Sequence[Cue]) -> frozenset[str]:
    """What `quantity` counts, as concepts; empty when the text does not tell.

    `cues` are the nouns around it.
    """
    if quantity.kind != "count":
        return frozenset()
    if lang == "en":
        return _english_nouns(quantity, text, cues)
    named = _chinese_noun(quantity, text, cues)
    usual = frozenset(table("checks")["counters"].get(quantity.unit, ()))
    if named is None or quantity.unit in _ACTS or (usual and named not in usual):
        return usual | ({named} if named else set())
    return frozenset({named})


def _english_nouns(quantity: Quantity, text: str, cues: Sequence[Cue]) -> frozenset[str]:
    """The head of the words after the number, else the noun it was read with."""
    stop = PHRASE_END.search(text, quantity.end)
    end = min(stop.start() if stop else len(text), quantity.end + _REACH["en"])
    right = [c for c in cues if quantity.end <= c.span.start and c.span.end <= end]
    while len(right) > 1 and _VERB.search(text, right[-2].span.end, right[-1].span.start):
        right.pop()
    right = [c for c in right if not _DESCRIBED.match(text, c.span.end)]
    found = right or find_cues(quantity.unit, "nouns", "en")
    return frozenset({found[-1].concept}) if found else frozenset()


def _chinese_noun(quantity: Quantity, text: str, cues: Sequence[Cue]) -> str | None:
    """The noun right before the number (项目95个), else the head after it (35个重点项目)."""
    inside = find_cues(quantity.surface, "nouns", "zh")
    if inside:
        return inside[-1].concept
    head = text[max(0, quantity.start - _REACH["zh"]) : quantity.start]
    end = quantity.start - len(head) + len(_ZH_QUALIFIERS.sub("", head))
    left = [c for c in cues if c.span.end <= end]
    behind = [c for c in cues if 0 <= c.span.start - quantity.end <= _ADJACENT]
    if behind and not _ZH_STOP.search(text[quantity.end : behind[0].span.start]):
        return _head([c for c in cues if c.span.start >= behind[0].span.start], text).concept
    if left and left[-1].span.end == end:
        return None if left[-1].concept in _OWNERS else left[-1].concept
    stop = _ZH_STOP.search(text, quantity.end)
    limit = min(stop.start() if stop else len(text), quantity.end + _REACH["zh"])
    right = [c for c in cues if quantity.end <= c.span.start and c.span.end <= limit]
    if right:
        return _head(right, text).concept
    if left and left[-1].span.start >= quantity.start - _REACH["zh"]:
        gap = text[left[-1].span.end : quantity.start]
        owner = left[-1].concept in _OWNERS
        return None if owner or _ZH_APART.search(gap) else left[-1].concept
    return None


def _head(cues: Sequence[Cue], text: str) -> Cue:
    """The last noun of the first group: 项目 of 重点产业项目."""
    head = cues[0]
    for cue in cues[1:]:
        gap = text[head.span.end : cue.span.start]
        if len(gap) > _GROUP_GAP or _ZH_LINK.search(gap):
            break
        head = cue
    return head


def compatible_nouns(one: frozenset[str], other: frozenset[str]) -> bool | None:
    """True when both count the same thing, False when not, None when one side does not tell."""
    if not one or not other:
        return None
    rows: list[list[str]] = table("checks")["equivalent"]["nouns"]
    alike = (not one.isdisjoint(row) and not other.isdisjoint(row) for row in rows)
    return bool(one & other) or any(alike)


def compatible_counters(one: str, other: str, nouns: frozenset[str]) -> bool:
    """Whether the counter `one` may stand for `other` with `nouns`: 户 for 家 with companies."""
    if one == other:
        return True
    rows = table("checks")["equivalent"]
    usual = [table("checks")["counters"].get(counter) for counter in (one, other)]
    if nouns and usual[0] and nouns.isdisjoint(usual[0]):
        return False
    if rows["general"] in (one, other) and any(usual):
        return any(not nouns.isdisjoint(fitting) for fitting in usual if fitting)
    return any(one in row and other in row for row in rows["counters"])
