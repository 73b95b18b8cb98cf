"""A text read for checking: its amounts, each with what it measures and how it is told."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from typing import Protocol, TypeVar

from llm_extract.knowledge import table
from llm_extract.quantities import find_quantities
from llm_extract.records import Lang, Quantity
from llm_extract.text import Span

from .concepts import Cue, counted_nouns, find_cues, group_of
from .folding import is_traditional, simplified
from .nearby import as_told, is_attribute, is_of_whole, is_size, pairs_around, trend_of
from .outline import Outline
from .punctuation import widened
from .rates import read_rate
from .status import StatusCue, goes_on_with_plans, left_behind, read_status, undone
from .trends import Trend

_REACH = 80
_ROLE_GROUPS = {
    "money": ("money",),
    "count": ("step",),
    "percent": ("rate",),
    "percentage_point": ("rate",),
}
_AFTER_REACH = 45
_CLOSE = {"zh": 5, "en": 14}
_VERB = re.compile(r" (?:are|is|were|was|have|has|had)\b")
_PREDICATE = re.compile(r"[\u3400-\u9fff\d]{0,14}(?:未|没有|均已|已经?|全部)")
_CLAUSE = re.compile("[，。；：]")
_DONE_BY = re.compile(r"[^，。；]{0,10}，20\d\d年[^，。；]{0,6}(?:完工|建成|投产|投用|竣工)(?!的)")
_YEAR = re.compile(r"20\d\d年|[明后]年")
_REACHING = re.compile(
    r"(?: year[- ]on[- ]year| from a year earlier| on the year)?,? to (?:\w+ ){0,2}"
)
_NAME_CHARACTER = re.compile("[\u3400-\u9fff](?<![个两三四五六七八九十])")
_BREAK = re.compile(r"[,;:(]|\band\b|\bwhile\b")


@dataclass(frozen=True)
class Stated:
    """An amount with its context.

    `nouns`: what is counted. `indicators`: the concepts named between the amounts around it.
    `role`: the one of them, among mutually exclusive ones, that stands nearest; or None, and
    whether it stands right before the amount. `trend`: the rise or fall it is told as.
    `attribute`: it only describes what stands behind it, as in a 2 GW base.
    `threshold`: a sum that only says how large the things told of are (10亿元以上项目).
    `per`: the hour, day, month or year it is told by, or "". `left`: another level was reached
    from it (from 8% to 30%).
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
    attribute: bool
    threshold: bool
    per: str
    left: bool
    status: StatusCue | None
    pairs: frozenset[str]

    @property
    def change(self) -> bool:
        """Whether the figure is a rise or fall, not the level reached."""
        return self.trend is not None and self.trend.change

    @property
    def reached(self) -> bool:
        """Whether the figure is the level to which another rose or fell."""
        return self.trend is not None and not (self.trend.change or self.trend.either)


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
            as_told(self.text, q, self.lang)
            for q in find_quantities(self.text, self.lang, self.published)
            if not any(phrase.covers(q.span) for phrase in phrases)
        ]

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
            trend_of(self.text, quantity, self.lang),
            frozenset(c.concept for c in self._cues_in(sentence) + within(self._nouns, sentence)),
            is_of_whole(self.text, quantity, self.lang),
            is_attribute(self.text, quantity, self.lang),
            is_size(self.text, quantity, self.lang),
            read_rate(self.text, quantity, self.lang),
            left_behind(self.text, quantity.span, self.lang) is not None,
            self._status(quantity, self._kept(sentence)),
            pairs_around(self.text, quantity),
        )

    def _status(self, quantity: Quantity, kept: tuple[Span, ...]) -> StatusCue | None:
        told = read_status(self.outline, quantity.span, kept)
        denied = undone(self.text, quantity, self.lang)
        if denied:
            return denied
        left = left_behind(self.text, quantity.span, self.lang)
        if left or (told is not None and self._is_near(told, quantity)):
            return told
        told = self._coming(quantity) or told
        if told is not None and told.told == "weak" and goes_on_with_plans(self.outline, quantity):
            return StatusCue("open", told.words)
        return told

    def _is_near(self, told: StatusCue, quantity: Quantity) -> bool:
        """Whether a word of result stands in the clause of a figure."""
        before = self.text[max(0, quantity.start - _REACH) : quantity.start]
        return told.told == "result" and told.words in _CLAUSE.split(before)[-1]

    def _coming(self, quantity: Quantity) -> StatusCue | None:
        """A year after that of publication, in the clause of a Chinese figure before it."""
        if self.lang == "en" or self.published is None:
            return None
        before = self.text[max(0, quantity.start - _REACH) : quantity.start]
        clause = Span(quantity.start - len(_CLAUSE.split(before)[-1]), quantity.start)
        done = _DONE_BY.match(self.text, quantity.end)
        if done:
            clause = Span(quantity.end, done.end())
        years = [q for q in self.dates_in(clause) if q.iso and _YEAR.match(q.surface)]
        if not years or (years[-1].iso or "")[:4] <= str(self.published.year):
            return None
        return StatusCue("future", years[-1].surface)

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
        """Whether an amount only belongs to the next one.

        A sum that says how large the things counted are (10亿元以上项目8个), or the rise that led
        to a level: output rose 18.6% to RMB 4.38 billion.
        """
        if one.kind in ("percent", "ratio") and self.lang == "en":
            return _REACHING.fullmatch(self.text, one.end, other.start) is not None
        if one.kind != "money" or other.kind != "count":
            return False
        return not any(sign in "，,、。；;：:\n" for sign in self.text[one.end : other.start])

    def _cues_in(self, span: Span) -> list[Cue]:
        return within(self.indicator_cues, span)

    def _is_close(self, cue: Cue, quantity: Quantity) -> bool:
        if cue.span.start >= quantity.end:
            return self.lang == "zh" and self._is_predicate(quantity, cue)
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
        told = next((c for c in after if self._is_predicate(quantity, c)), None)
        if told and self.lang == "zh":
            return told
        if before and not self._opens_clause(quantity, before[-1]):
            return before[-1]
        return after[0] if after and self.lang == "zh" else None

    def _opens_clause(self, quantity: Quantity, before: Cue) -> bool:
        """Whether an English figure is the subject of what follows: landed and six are built."""
        if self.lang == "zh" or _VERB.match(self.text, quantity.end) is None:
            return False
        return _BREAK.search(self.text[before.span.end : quantity.start]) is not None

    def _is_predicate(self, quantity: Quantity, cue: Cue) -> bool:
        """Whether a Chinese cue behind a count tells what became of the things: 11个项目未开工."""
        between = self.text[quantity.end : cue.span.start]
        return quantity.kind == "count" and _PREDICATE.fullmatch(between) is not None

    def _belongs(self, quantity: Quantity, before: list[Cue], cue: Cue) -> bool:
        """Whether an English cue after the amount speaks of it: "RMB 15 billion in orders"."""
        gap = self.text[quantity.end : cue.span.start]
        if len(gap) > _AFTER_REACH or _BREAK.search(gap):
            return False
        if not before or _BREAK.search(self.text[before[-1].span.end : quantity.start]):
            return True
        return gap.strip() in ("in", "of", "as", "in total", "of total", "in new")
