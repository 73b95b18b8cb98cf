"""A text read for checking: its amounts, each with what it measures and how it is told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from itertools import pairwise
from typing import Protocol, TypeVar

from llm_extract.knowledge import table
from llm_extract.quantities import find_quantities
from llm_extract.records import Lang, Quantity
from llm_extract.text import Span

from .concepts import Cue, counted_nouns, find_cues, group_of
from .folding import is_traditional, simplified
from .outline import Outline
from .punctuation import widened
from .status import StatusCue, read_status
from .trends import Trend, read_trend

_WINDOW = 10
_REACH = 80
_ROLE_GROUPS = {
    "money": ("money",),
    "count": ("step",),
    "percent": ("rate",),
    "percentage_point": ("rate",),
}
_AFTER_REACH = 45
_CLOSE = {"zh": 5, "en": 14}
_SIZED_ZH = re.compile(
    r"(?:及?以[上下]|级)的?(?:[\u4e00-\u9fff]{0,6}(?:项目|企业|工程|投资)|[，、\d])"
)
_SIZED_OVER = re.compile(r"的(?:有|项目|企业|\d)")
_SIZED_EN = re.compile(
    r"(?: or (?:more|above)| and (?:above|more|over)| each|-level|-class| class)\b"
)
_EACH_EN = re.compile(
    r"\beach (?:worth |valued at |exceeding |of )?(?:at least |more than |over )?$"
)
_OF_WHOLE = re.compile(
    r"\b(?:\d[\d.,]*|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty[\w-]*)"
    r"(?: [\w-]+){0,2} of (?:all |(?:the |its |their )?(?:\w+['’]s )?)?$",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    r"(?:(?P<least>至少|不少于|不低于|起码|最少)|最多|至多|不超过)[^，。；;、\d]{1,6}$"
)
_NAME_CHARACTER = re.compile("[\u3400-\u9fff](?<![个两三四五六七八九十])")
_BREAK = re.compile(r"[,;:(]|\band\b|\bwhile\b")


@dataclass(frozen=True)
class Stated:
    """An amount with its context.

    `nouns`: what is counted. `indicators`: the concepts named between the amounts around it.
    `role`: the one of them, among mutually exclusive ones, that stands nearest; or None, and
    whether it stands right before the amount. `trend`: the rise or fall it is told as.
    `threshold`: a sum that only says how large the things told of are (10亿元以上项目).
    `topics`: all concepts of the sentence. `whole`: what a part is told of, as in 8 of the 12.
    `pairs`: character pairs of its surroundings.
    """

    quantity: Quantity
    sentence: int
    nouns: frozenset[str]
    indicators: frozenset[str]
    role: str | None
    role_is_close: bool
    trend: Trend | None
    topics: frozenset[str]
    whole: bool
    threshold: bool
    status: StatusCue | None
    pairs: frozenset[str]

    @property
    def change(self) -> bool:
        """Whether the figure is a rise or fall, not the level reached."""
        return self.trend is not None and self.trend.change


@cache
def _phrases(lang: Lang) -> re.Pattern[str]:
    return re.compile("|".join(table("checks")["set_phrases"][lang]), re.IGNORECASE)


def _one_form(text: str) -> str:
    """A Chinese text in simplified characters and full-width punctuation, place for place."""
    return widened(text.translate(simplified()) if is_traditional(text) else text)


class _Placed(Protocol):
    @property
    def span(self) -> Span:
        """Where it stands."""


P = TypeVar("P", bound=_Placed)


def within(placed: Sequence[P], span: Span) -> list[P]:
    """Those of `placed`, which are in order, that begin inside `span`."""
    first = bisect_left(placed, span.start, key=_start)
    last = bisect_left(placed, span.end, lo=first, key=_start)
    return list(placed[first:last])


def _start(placed: _Placed) -> int:
    return placed.span.start


class Reading:
    """What a text says in figures; made once and used for every comparison."""

    def __init__(self, text: str, lang: Lang, published: date | None = None) -> None:
        self.text = _one_form(text) if lang == "zh" else text
        self.lang = lang
        self.published = published
        self.outline = Outline.of(self.text, lang)
        self.quantities = self._figures()
        self.amounts = [q for q in self.quantities if q.is_amount and q.value is not None]
        self._nouns = find_cues(self.text, "nouns", lang)
        self.indicator_cues = find_cues(self.text, "indicators", lang)
        inside = {at for q in self.quantities for at in range(q.start, q.end)}
        self._free_nouns = [
            cue
            for cue in self._nouns
            if cue.span.start not in inside and not self._ends_name(cue.span)
        ]

    def _ends_name(self, noun: Span) -> bool:
        """Whether a noun of one character only closes a name: the 市 of 新余市."""
        if self.lang == "en" or noun.end - noun.start > 1 or not noun.start:
            return False
        return _NAME_CHARACTER.match(self.text, noun.start - 1) is not None

    def _figures(self) -> list[Quantity]:
        """All quantities but those in set phrases that hold a number by custom."""
        phrases = self.set_phrases = [
            Span(*match.span()) for match in _phrases(self.lang).finditer(self.text)
        ]
        return [
            self._qualified(q)
            for q in find_quantities(self.text, self.lang, self.published)
            if not any(phrase.covers(q.span) for phrase in phrases)
        ]

    def _qualified(self, quantity: Quantity) -> Quantity:
        """The quantity with a qualifier that a verb stands behind: 至少上门1次."""
        if self.lang == "en" or quantity.qualifier != "exact" or not quantity.is_amount:
            return quantity
        match = _BOUND_BEFORE.search(self.text[max(0, quantity.start - _WINDOW) : quantity.start])
        if match is None:
            return quantity
        bound = "at_least" if match["least"] else "at_most"
        return quantity.model_copy(update={"qualifier": bound})

    @cached_property
    def stated(self) -> list[Stated]:
        """All amounts in their contexts, in order."""
        return [self._in_context(index) for index in range(len(self.amounts))]

    @cached_property
    def by_sentence(self) -> dict[int, list[Stated]]:
        """The amounts by the number of their sentence."""
        sentences: dict[int, list[Stated]] = {}
        for stated in self.stated:
            sentences.setdefault(stated.sentence, []).append(stated)
        return sentences

    def dates_in(self, span: Span) -> list[Quantity]:
        """The dates and periods inside `span`."""
        return [q for q in within(self.quantities, span) if q.kind == "date"]

    def _in_context(self, index: int) -> Stated:
        quantity = self.amounts[index]
        number = self.outline.index_at(quantity.start)
        sentence = self.outline.sentence(number)
        segment = self._segment(index, sentence)
        near = self._cues_in(segment)
        if not near and segment.start > sentence.start:
            near = self._cues_in(Span(sentence.start, segment.end))
        role = self._role(quantity, self._cues_in(segment))
        reach = Span(max(sentence.start, quantity.start - _REACH), quantity.end + _REACH)
        return Stated(
            quantity,
            number,
            counted_nouns(quantity, self.text, self.lang, within(self._free_nouns, reach)),
            frozenset(c.concept for c in near),
            role.concept if role else None,
            role is not None and self._is_close(role, quantity),
            read_trend(self.text, quantity.span, self.lang),
            frozenset(c.concept for c in self._cues_in(sentence) + within(self._nouns, sentence)),
            self.lang == "en" and _OF_WHOLE.search(self.text[: quantity.start][-40:]) is not None,
            self._is_threshold(quantity),
            read_status(self.outline, quantity.span, self._kept(sentence)),
            self._pairs(quantity),
        )

    def _is_threshold(self, quantity: Quantity) -> bool:
        if quantity.kind != "money":
            return False
        before, after = (
            self.text[max(0, quantity.start - _WINDOW * 2) : quantity.start],
            self.text[quantity.end : quantity.end + _WINDOW * 3],
        )
        if not any(c.isdecimal() for c in quantity.surface):
            return True
        if self.lang == "zh":
            over = quantity.qualifier in ("over", "at_least") and _SIZED_OVER.match(after)
            return bool(over or _SIZED_ZH.match(after))
        return bool(_SIZED_EN.match(after) or _EACH_EN.search(before))

    def _pairs(self, quantity: Quantity) -> frozenset[str]:
        before = self.text[max(0, quantity.start - _WINDOW) : quantity.start]
        after = self.text[quantity.end : quantity.end + _WINDOW // 2]
        return frozenset(a + b for part in (before, after) for a, b in pairwise(part))

    def _kept(self, sentence: Span) -> tuple[Span, ...]:
        """The figures of a sentence, which no clause break may cut."""
        return tuple(q.span for q in within(self.quantities, sentence))

    def _segment(self, index: int, sentence: Span) -> Span:
        """From the amount before to the amount after, within the sentence."""
        start, end = sentence.start, sentence.end
        before = index - 1
        while before >= 0 and self._modifies(self.amounts[before], self.amounts[index]):
            before -= 1
        if before >= 0:
            start = max(start, self.amounts[before].end)
        if index + 1 < len(self.amounts):
            end = min(end, self.amounts[index + 1].start)
        if self.lang == "zh":
            own = self.amounts[index].end
            clauses = self.outline.clauses(Span(own, end))
            end = clauses[0].end if clauses else end
        return Span(start, end)

    def _modifies(self, one: Quantity, other: Quantity) -> bool:
        """Whether a sum only says how large the things counted are: 10亿元以上项目8个."""
        if one.kind != "money" or other.kind != "count":
            return False
        return not any(sign in "，,、。；;：:\n" for sign in self.text[one.end : other.start])

    def _cues_in(self, span: Span) -> list[Cue]:
        return within(self.indicator_cues, span)

    def _is_close(self, cue: Cue, quantity: Quantity) -> bool:
        gap = self.text[cue.span.end : quantity.start]
        return cue.span.end <= quantity.start and len(gap) <= _CLOSE[self.lang] and "," not in gap

    def _role(self, quantity: Quantity, near: list[Cue]) -> Cue | None:
        """The exclusive indicator nearest to the amount: before it, or after it in English."""
        groups = _ROLE_GROUPS.get(quantity.kind, ())
        fitting = [c for c in near if group_of(c.concept) in groups]
        before = [c for c in fitting if c.span.end <= quantity.start]
        after = [c for c in fitting if c.span.start >= quantity.end]
        if self.lang == "en" and after and self._belongs(quantity, before, after[0]):
            return after[0]
        if before:
            return before[-1]
        return after[0] if after and self.lang == "zh" else None

    def _belongs(self, quantity: Quantity, before: list[Cue], cue: Cue) -> bool:
        """Whether an English cue after the amount speaks of it: "RMB 15 billion in orders"."""
        gap = self.text[quantity.end : cue.span.start]
        if len(gap) > _AFTER_REACH or _BREAK.search(gap):
            return False
        if not before or _BREAK.search(self.text[before[-1].span.end : quantity.start]):
            return True
        return gap.strip() in ("in", "of", "as", "in total", "of total", "in new")
