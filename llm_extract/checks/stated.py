"""An amount of a text: what it measures, and how it is told."""

from __future__ import annotations

import re
from copy import copy
from functools import cached_property

from llm_extract.records import Quantity
from llm_extract.text import Span

from .concepts import Cue, counted_nouns, group_of
from .figure_status import StatusCue, left_behind
from .in_turn import turn_of
from .marked import Marked
from .nearby import (
    is_attribute,
    is_made_for,
    is_meant,
    is_of_whole,
    is_share,
    is_size,
    lead_of,
    modifies,
    names_capacity,
    pairs_around,
    shares_bound,
    signs_before,
    trend_of,
)
from .percentages import percentage_of
from .plans_before import is_among_goals
from .rates import is_averaged, read_rate
from .told_status import told_status
from .trends import Trend

_REACH = 80
_ROLE_GROUPS = {
    "money": ("money", "rate"),
    "count": ("step",),
    "percent": ("rate",),
    "percentage_point": ("rate",),
}
_AFTER_REACH = 45
_CLOSE = {"zh": 5, "en": 14}
_VERB = re.compile(r" (?:are|is|were|was|have|has|had)\b")
_PREDICATE = re.compile(r"[\u3400-\u9fff\d]{0,14}(?:未|没有|均已|已经?|全部|进入|正在?|处于)")
_BASE = re.compile(
    r"(?:[^，。；\d]{0,12}(?:目标|任务|计划))?的(?:近|约|逾|超过?|将近|不到|不足)?(?:[\d.]+多?倍|[一二三四五六七八九十两百]+多?倍|一半"
    r"|[一二三四五六七八九]成|[\d.]+%|[一二三四五六七八九十]+分之)"
)
_PASSIVE = re.compile(r"(?: \w+){0,2} (?:have|has|were|was|are|is)(?: now| already)?(?: been)? ")
_STATE = re.compile(r"(?: [\w-]+){1,3} (?:under|in|being|still in) ")
_SIZED = re.compile("[百千万]?[亿万]元?(?:人民币)?(?:[及]?以上|级)")
_BREAK = re.compile(r"[,;:(]|\band\b|\bwhile\b")


class Stated:
    """An amount with its context, of which each part is read when it is first asked for.

    `sentence`: the number of the one it stands in.
    """

    def __init__(self, marked: Marked, index: int) -> None:
        self.quantity = self._own = marked.amounts[index]
        self.sentence = marked.outline.index_at(self._own.start)
        self._marked = marked
        self._index = index

    def measured_as(self, quantity: Quantity) -> Stated:
        """The same amount told as another one: in another unit."""
        other = copy(self)
        other.quantity = quantity
        return other

    @cached_property
    def nouns(self) -> frozenset[str]:
        """What is counted."""
        start, end = max(self._span.start, self._own.start - _REACH), self._own.end + _REACH
        around = self._marked.free_nouns.within(Span(start, end))
        return counted_nouns(self._own, self._marked.text, self._marked.lang, around)

    @cached_property
    def indicators(self) -> frozenset[str]:
        """The concepts named between the amounts around it."""
        near = self._near
        if not near and self._segment.start > self._span.start:
            near = self._marked.indicators.within(Span(self._span.start, self._segment.end))
        return frozenset(cue.concept for cue in near)

    @cached_property
    def topics(self) -> frozenset[str]:
        """All concepts of the sentence."""
        return self._marked.topics(self.sentence)

    @cached_property
    def pairs(self) -> frozenset[str]:
        """The character pairs of its surroundings."""
        return pairs_around(self._marked.text, self._own)

    @cached_property
    def role(self) -> str | None:
        """The concept, among mutually exclusive ones, that stands nearest."""
        return self._role.concept if self._role else None

    @property
    def role_is_close(self) -> bool:
        """Whether that stands right before the amount."""
        return self._role is not None and self._is_close(self._role)

    @cached_property
    def trend(self) -> Trend | None:
        """The rise or fall it is told as."""
        return trend_of(self._marked.text, self._own, self._marked.lang)

    @property
    def change(self) -> bool:
        """Whether the figure is a rise or fall, not the level reached."""
        return self.trend is not None and self.trend.change

    @property
    def reached(self) -> bool:
        """Whether the figure is the level to which another rose or fell."""
        return self.trend is not None and not (self.trend.change or self.trend.either)

    @property
    def percentage_of(self) -> str:
        """What a percentage is of: growth, a share, the part of a target reached; or ""."""
        return percentage_of(self._marked.text, self._own, self._marked.lang)

    @property
    def averaged(self) -> bool:
        """Whether its sentence tells of averages, or of a stretch of time."""
        return is_averaged(self._span.cut(self._marked.text), self._marked.lang)

    @property
    def left(self) -> bool:
        """Whether another level was reached from it: from 8% to 30%."""
        return self._left is not None

    @cached_property
    def lead(self) -> str:
        """The Chinese words right before it, without those that only lead up to it."""
        return lead_of(self._marked.text, self._own)

    @property
    def of_size(self) -> bool:
        """Whether the words right before it are those of a size: 10亿元以上项目9个."""
        return _SIZED.match(self.lead) is not None

    @property
    def shares_bound(self) -> bool:
        """Whether the bound of the amount before may hold for it: at least 55 and 38 started."""
        before = self._marked.amounts[self._index - 1] if self._index else None
        if self._marked.lang == "zh" or before is None or before.start < self._span.start:
            return False
        return shares_bound(self._marked.text, before, self._own)

    @property
    def whole(self) -> bool:
        """Whether a part or multiple is told of it, as in 8 of the 12, 1200万美元的16倍."""
        text, lang = self._marked.text, self._marked.lang
        based = lang == "zh" and _BASE.match(text, self._own.end) is not None
        return based or is_of_whole(text, self._own, lang)

    @property
    def attribute(self) -> bool:
        """Whether it only describes what stands behind it, as in a 2 GW base."""
        return is_attribute(self._marked.text, self._own, self._marked.lang)

    @property
    def of_works(self) -> bool:
        """Whether a Chinese sum only says how large the works are: 总投资31.5亿元的项目."""
        behind = self._marked.text[self._own.end : self._own.end + 1]
        return behind == "的" and self.role in ("total_investment", "investment")

    @cached_property
    def threshold(self) -> bool:
        """Whether it is a sum that only says how large the things told of are: 10亿元以上项目."""
        return is_size(self._marked.text, self._own, self._marked.lang)

    @property
    def per(self) -> str:
        """The hour, day, month or year it is told by, or ""."""
        return read_rate(self._marked.text, self._own, self._marked.lang)

    @cached_property
    def status(self) -> StatusCue | None:
        """How it is told: as done, as meant, or as not done."""
        return told_status(self._marked, self._own, self._span)

    @property
    def told_plainly(self) -> bool:
        """Whether nothing around a Chinese figure makes it a target or plan."""
        told = self.status.told if self.status else None
        return told in (None, "weak", "result") and not is_among_goals(
            self._marked.outline, self._own
        )

    @property
    def share(self) -> bool:
        """Whether a Chinese figure is told as the share of a part: 占全市的63.6%."""
        return is_share(self._marked.text, self._own)

    @property
    def designed(self) -> bool:
        """Whether it is what something to be built is made for: a plant making 12,000 tonnes."""
        if self._marked.lang == "en":
            return is_made_for(self._marked.text, self._own)
        if names_capacity(self.lead):
            return True
        return "capacity" in self.indicators and is_meant(self._span.cut(self._marked.text))

    @property
    def agreed(self) -> bool:
        """Whether its Chinese sentence signs something before it tells what is planned."""
        before = self._marked.text[self._span.start : self._own.start]
        return self.status is not None and signs_before(before, self.status.words)

    @cached_property
    def _span(self) -> Span:
        """Its sentence."""
        return self._marked.outline.sentence(self.sentence)

    @cached_property
    def _left(self) -> str | None:
        return left_behind(self._marked.text, self._own.span, self._marked.lang)

    @cached_property
    def _segment(self) -> Span:
        """From the amount before to the amount after, within the sentence."""
        amounts, index = self._marked.amounts, self._index
        start, end = self._span.start, self._span.end
        before = index - 1
        while before >= 0 and modifies(
            self._marked.text, amounts[before], self._own, self._marked.lang
        ):
            before -= 1
        if before >= 0:
            start = max(start, amounts[before].end)
        if index + 1 < len(amounts):
            end = min(end, amounts[index + 1].start)
        if self._marked.lang == "zh":
            clauses = self._marked.outline.clauses(Span(self._own.end, end))
            end = clauses[0].end if clauses else end
        return Span(start, end)

    @cached_property
    def _near(self) -> list[Cue]:
        """The cues of indicators between the amounts around it."""
        return self._marked.indicators.within(self._segment)

    def _is_close(self, cue: Cue) -> bool:
        quantity, lang = self._own, self._marked.lang
        if cue.span.start >= quantity.end:
            behind = self._marked.text[quantity.end : cue.span.start]
            return self._is_predicate(cue) if lang == "zh" else bool(_PASSIVE.fullmatch(behind))
        gap = self._marked.text[cue.span.end : quantity.start]
        return cue.span.end <= quantity.start and len(gap) <= _CLOSE[lang] and "," not in gap

    @cached_property
    def _role(self) -> Cue | None:
        """The exclusive indicator nearest to the amount: before it, or after it in English."""
        quantity, lang = self._own, self._marked.lang
        groups = _ROLE_GROUPS.get(quantity.kind, ())
        in_turn = self._told_in_turn(groups)
        if in_turn:
            return in_turn
        fitting = [c for c in self._near if group_of(c.concept) in groups]
        before = [c for c in fitting if c.span.end <= quantity.start and not self._is_behind(c)]
        after = [c for c in fitting if c.span.start >= quantity.end]
        if lang == "en" and after and self._belongs(before, after[0]):
            return after[0]
        told = next((c for c in after if self._is_predicate(c)), None)
        if told and lang == "zh":
            return told
        if before and not self._opens_clause(before[-1]):
            return before[-1]
        return after[0] if after and lang == "zh" else None

    def _told_in_turn(self, groups: tuple[str, ...]) -> Cue | None:
        """The indicator of a figure told in turn, of as many named right before the row."""
        marked = self._marked
        turn = turn_of(marked.text, marked.amounts, self._index, self._span, marked.lang)
        if turn is None:
            return None
        before = marked.indicators.within(Span(self._span.start, turn.start))
        told = [cue for cue in before if group_of(cue.concept) in groups]
        return told[turn.number - turn.length] if len(told) >= turn.length else None

    def _is_behind(self, cue: Cue) -> bool:
        """Whether an English cue tells of the amount before: 165 under negotiation, and 112."""
        if self._marked.lang == "zh" or not self._index:
            return False
        before, text = self._marked.amounts[self._index - 1], self._marked.text
        between = text[before.end : cue.span.start]
        told = between == " " or _STATE.fullmatch(between) is not None
        return told and _BREAK.search(text, cue.span.end, self._own.start) is not None

    def _opens_clause(self, before: Cue) -> bool:
        """Whether an English figure is the subject of what follows: landed and six are built."""
        text = self._marked.text
        if self._marked.lang == "zh" or _VERB.match(text, self._own.end) is None:
            return False
        return _BREAK.search(text[before.span.end : self._own.start]) is not None

    def _is_predicate(self, cue: Cue) -> bool:
        """Whether a Chinese cue behind a count tells what became of the things: 11个项目未开工."""
        between = self._marked.text[self._own.end : cue.span.start]
        return self._own.kind == "count" and _PREDICATE.fullmatch(between) is not None

    def _belongs(self, before: list[Cue], cue: Cue) -> bool:
        """Whether an English cue after the amount speaks of it: "RMB 15 billion in orders"."""
        text, quantity = self._marked.text, self._own
        gap = text[quantity.end : cue.span.start]
        if len(gap) > _AFTER_REACH or _BREAK.search(gap):
            return False
        if not before or _BREAK.search(text[before[-1].span.end : quantity.start]):
            return True
        return gap.strip() in ("in", "of", "as", "in total", "of total", "in new")
