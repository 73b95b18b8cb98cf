"""Whether a value of the source is told of the thing the claim tells it of.

The words around the claim's figure are looked for around each figure of the source: Chinese by
pairs of characters, English by what the tables translate and by names in pinyin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import pairwise
from operator import add
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.records import Quantity
from llm_extract.text import Span

from .concepts import find_cues
from .english_terms import COMMON, attributes, english_words, glossary_terms, numbered_phases
from .matching import Candidate, Candidates
from .openings import find_openings
from .readings import Reading
from .romanised import Romanised
from .stated import Stated

_GROUP = {
    "zh": re.compile(r"[。；;！？!?\n]"),
    "en": re.compile(r"[;\n]|\.\s|\b(?:while|whereas|versus|but)\b"),
}
_STOP = {"zh": re.compile(r"[，,；;。：:\n（(、]"), "en": re.compile(r"[;:()\n]|, |\.\s")}
_NEXT = re.compile(r"\b(?:and|while|plus)\b|,")
_LINK = re.compile(r"\b(?:and|from|of|with|worth|to|in|for|or|at)\b|,")
_FAR = 160
_AFTER = {"zh": 16, "en": 50}
_HAN = re.compile("[\u3400-\u9fff]+")
_LEAST = {"zh": 2, "en": 1}
_TIMES = re.compile("[前后上下本今去明年月日底末个季度半至到截共累计总额达为的已其中约超近]")
_FIGURE = re.compile(r"\d[\d.,]*[余多]?[十百千万亿]*(?:[元个家户项人名亩吨件台条]|%)*")
_COMMON_CONCEPTS = (
    "total_investment", "investment", "annual_investment", "signed_amount", "funds_in_place",
    "growth", "fall", "above", "capacity", "designed", "target", "seasons", "season_two", "key",
    "industrial", "output", "invested", "online", "area",
)  # fmt: skip
"""Told apart by their roles, or told of nearly every figure."""
_OWN_NAME = 2
_SORT = 6
"""What tells two sorts of projects apart is hardly longer."""
_LEAST_COUNTERPART = 6
_SUM_GAP = 10
_LED = re.compile("[额总共约达为超近的]+")
_WORTH = re.compile(
    r"(?: [\w-]+){0,3},? (?:worth|valued at|totall?ing|with|involving|representing|for)"
    r"(?: (?:a|an|the|total|combined|planned|contracted|agreed|overall|some|about|nearly|over|investments?|of|value))* ",
)
"""Between a count and the sum of what is counted, which are told of the same."""
_GROWTH = re.compile(
    "[，、]?(?:同比|比上年|比去年|较上年|较去年|环比)?(?:同期)?[增上下回提]?[长升降落高]"
)
_PHASE = re.compile("[一二三四]期")
_CAPITALS = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’](?!s\b)[a-z]+)?")


_Word = frozenset[str]
"""A word of the claim, as the forms of which one may stand in the source."""


def _names_something(phrase: str) -> bool:
    """Whether a phrase names what is told of, or leaves it to the words before."""
    last = re.split("[，,；;：:、]", phrase)[-1]
    bare = _TIMES.sub("", COMMON.sub("", _FIGURE.sub("", last)))
    return len("".join(_HAN.findall(bare))) >= _OWN_NAME


def _is_parallel(one: str, other: str) -> bool:
    """Whether two phrases name two things of one sort: 碳酸锂产量 and 钾肥产量."""
    first, second = ("".join(_HAN.findall(_FIGURE.sub("", phrase))) for phrase in (one, other))
    shared = 0
    while shared < min(len(first), len(second)) and first[-1 - shared] == second[-1 - shared]:
        shared += 1
    rests = (first[: len(first) - shared], second[: len(second) - shared])
    tail = first[len(first) - shared :]
    if not tail or min(map(len, rests)) < _OWN_NAME:
        return False
    return len(COMMON.sub("", tail)) >= _OWN_NAME or max(map(len, rests)) <= _SORT


def _are_counterparts(one: str, other: str) -> bool:
    """Whether one phrase ends as the other but for a character or two: 省重点项目, 市重点项目."""
    first, second = (_FIGURE.sub("", re.split("[，,；;：:、]", p)[-1]) for p in (one, other))
    if len(first) < _LEAST_COUNTERPART or len(second) < len(first):
        return False
    pairs = zip(first, second[-len(first) :], strict=True)
    return 0 < sum(a != b for a, b in pairs) <= _OWN_NAME


def _tells(words: set[_Word], claim: Reading) -> bool:
    """Whether words are enough to tell figures apart: two pairs of characters, or one term."""
    return _is_numbered(words) or len(words) >= _LEAST[claim.lang]


def _is_numbered(words: set[_Word]) -> bool:
    """Whether one of the words names a phase, which tells figures apart by itself."""
    return any(_PHASE.fullmatch(form) for word in words for form in word)


def _stands(word: _Word, text: str) -> bool:
    return any(form in text for form in word)


class Other(NamedTuple):
    """A figure the claim's words fit better, and the words that do."""

    candidate: Candidate
    words: frozenset[str]


@cache
def _plain_cues(concept: str) -> frozenset[str]:
    """The Chinese words of a concept that tells figures apart; none for common ones."""
    row = table("checks")["indicators"][concept]
    if row.get("group") in ("step", "rate") or concept in _COMMON_CONCEPTS:
        return frozenset()
    return frozenset(cue for cue in row["zh"] if cue.isalpha())


@dataclass
class Binding:
    """What stands around the figures of a source, to hold the words of claims against."""

    source: Reading
    romanised: Romanised

    @cached_property
    def groups(self) -> dict[int, Span]:
        """For each amount, by its start: its group of clauses up to the sign behind it."""
        return {q.start: group_around(self.source, q.span) for q in self.source.amounts}

    @cached_property
    def phrases(self) -> dict[int, Span]:
        """For each amount, by its start: the words that are its own."""
        found: dict[int, Span] = {}
        before = None
        for quantity in self.source.amounts:
            own = _own(self.source, quantity.span)
            if before and _goes_on(self.source, before, quantity):
                own = Span(found[before.start].start, own.end)
            found[quantity.start] = own
            before = quantity
        return found

    @cached_property
    def openings(self) -> list[tuple[int, str]]:
        """The names that open the clauses of the source."""
        return find_openings(self.source.text)

    @cached_property
    def terms(self) -> list[tuple[str, str]]:
        """The glossary's terms in the source with their English."""
        text, terms = self.source.text, glossary_terms()
        found = set()
        end = 0
        begins = [at for at, two in enumerate(map(add, text, text[1:])) if two in terms]
        for at in begins:
            if at < end:
                continue
            here = [t for t in terms[text[at : at + 2]] if text.startswith(t[0], at)]
            if here:
                longest = max(here, key=lambda term: len(term[0]))
                found.update(here)
                end = at + len(longest[0])
        return sorted(found)

    def better(
        self,
        claim: Reading,
        stated: Stated,
        places: list[Span],
        equal: Candidate,
        others: Candidates,
    ) -> Other | None:
        """Another figure of the source that the claim's words fit, where `equal` lacks them.

        `places` are those of the claim, whose figures are told apart elsewhere.
        """
        here, around = self._cut(self.phrases, equal), self._cut(self.groups, equal)
        named = _names_something(here) or self._is_continued(equal)
        counted = _counted_before(claim, stated.quantity) is not None
        words = self._words(claim, stated, places)
        absent = {w for w in words if not (_stands(w, here) and _stands(w, around))}
        if not _tells(absent, claim):
            return None
        described = attributes(claim, stated.quantity)
        for rival in self._rivals(equal, others):
            own = self._cut(self.phrases, rival)
            apart = _is_parallel(self._label(equal), self._label(rival))
            apart = apart and not self._heads(rival, equal)
            apart = apart or _are_counterparts(here, own)
            if not (named or apart) or (counted and rival.source.sentence != equal.source.sentence):
                continue
            text = here if apart else around
            missing = {w for w in absent if not _stands(w, text)}
            hit = {w for w in missing if _stands(w, own) and not self._describes(w, described)}
            if not _tells(hit, claim):
                continue
            beside = self._subject(rival) if stated.change else self._cut(self.groups, rival)
            if _is_numbered(hit) or all(_stands(w, beside) for w in words - missing):
                return Other(rival, frozenset(form for word in hit for form in word))
        return None

    def words_of(self, claim: Reading, stated: Stated) -> list[frozenset[str]]:
        """The words of a claim's figure and its places, in the forms they may have here."""
        return list(self._words(claim, stated, []))

    def _rivals(self, equal: Candidate, others: Candidates) -> list[Candidate]:
        """Figures of other values that may be told of the claim's place."""
        value = equal.source.quantity.value
        differing = (s for s in self.source.stated if s.quantity.value != value)
        found = others.of_unit(differing)
        return [c for c in found if c.place in ("same", equal.place) and c.place != "other"]

    def _is_continued(self, candidate: Candidate) -> bool:
        """Whether a figure goes on with what the one before it is told of, by name."""
        figure = candidate.source.quantity.start
        phrase = self.phrases[figure]
        before = [q for q in self.source.quantities.within(phrase) if q.is_amount]
        if not before or before[0].start >= figure:
            return False
        return _names_something(self.source.text[phrase.start : before[0].end])

    def _label(self, candidate: Candidate) -> str:
        """The words of a figure up to the first amount in them."""
        phrase = self.phrases[candidate.source.quantity.start]
        first = next((q for q in self.source.quantities.within(phrase) if q.is_amount), None)
        label = Span(phrase.start, first.start if first else phrase.end).cut(self.source.text)
        return re.split("其中|[，,；;：:。]", label.rstrip("，,"))[-1]

    def _describes(self, word: _Word, described: str) -> bool:
        return any(en in described and zh in word for zh, en in self.terms if described)

    def _heads(self, one: Candidate, other: Candidate) -> bool:
        """Whether one figure opens the group of the other, and its subject holds for both."""
        start, end = one.source.quantity.start, other.source.quantity.start
        group = self.groups[end]
        return group.start == self.phrases[start].start and start < end

    def _subject(self, rate: Candidate) -> str:
        """The words a rate of growth may share with others: all of its sentence before it."""
        figure = rate.source.quantity
        sentence = self.source.outline.sentence_at(figure.start)
        return self.source.text[sentence.start : figure.end]

    def _cut(self, spans: dict[int, Span], candidate: Candidate) -> str:
        return spans[candidate.source.quantity.start].cut(self.source.text)

    def _words(self, claim: Reading, stated: Stated, places: list[Span]) -> set[_Word]:
        """The words of the claim's figure, in the forms they may have in the source."""
        own = _own(claim, stated.quantity.span)
        counted = _counted_before(claim, stated.quantity)
        own = own if counted is None else Span(counted, own.end)
        dates = (q.span for q in claim.quantities.within(own) if q.kind == "date")
        skipped = [*places, *dates]
        text = _without(claim.text, own, skipped)
        if claim.lang == "zh":
            before = claim.text[own.start : stated.quantity.start]
            cut = max((m.end() for m in re.finditer("[，,；;：:]", before)), default=0)
            text = text[cut:]
            pieces = _HAN.findall(text)
            return {frozenset((a + b,)) for piece in pieces for a, b in pairwise(piece)}
        plain = english_words(text)
        forms: dict[str, set[str]] = {}
        for zh, en in self.terms:
            if en in plain:
                forms.setdefault(en, set()).add(zh)
        inside = (m for m in _CAPITALS.finditer(text) if not text[: m.start()].endswith("outside "))
        named = (self.romanised.spelled(match[0]) for match in inside)
        for cue in find_cues(text, "indicators", "en"):
            plain_forms = _plain_cues(cue.concept)
            if plain_forms:
                forms[cue.concept] = set(plain_forms)
        phases = [{phase} for phase in numbered_phases(text)]
        return {frozenset(found) for found in (*forms.values(), *named, *phases) if found}


def group_around(reading: Reading, figure: Span) -> Span:
    """The group of a figure, up to the last sign before the words of the next one."""
    group = _group(reading, figure)
    ahead = reading.text[figure.end : figure.end + _FAR]
    rest = _GROUP[reading.lang].split(ahead)[0]
    behind = reading.quantities.within(Span(figure.end, figure.end + len(rest)))
    end = figure.end + len(rest)
    following = next((q.start for q in behind if q.is_amount and not _sizes(reading, q)), end)
    words = reading.text[figure.end : following]
    if following < end:
        stops = [m.start() for m in _STOP[reading.lang].finditer(words)]
        words = words[: stops[-1]] if stops else ""
    return Span(group.start, max(group.end, figure.end + len(words)))


def _counted_before(claim: Reading, figure: Quantity) -> int | None:
    """Where the words of a count begin, of which a sum of money is told: 12 deals worth."""
    if figure.kind != "money":
        return None
    before = [q for q in claim.amounts if q.end <= figure.start][-1:]
    if not before or before[0].kind != "count":
        return None
    worth: object = _WORTH.fullmatch(claim.text, before[0].end, figure.start)
    if claim.lang == "zh":
        worth = claim.text[before[0].end] == "、" and _goes_on(claim, before[0], figure)
    return _own(claim, before[0].span).start if worth else None


def _goes_on(reading: Reading, before: Quantity, rate: Quantity) -> bool:
    """Whether a figure is told of what the one before it is.

    A rate of growth (净利润5.9亿元，同比增长8.3%), or a sum: 文旅项目8个、投资额92.3亿元.
    """
    between = reading.text[before.end : rate.start]
    if (before.kind, rate.kind) == ("count", "money") and len(between) <= _SUM_GAP:
        return between[:1] in "、，" and not _HAN.search(_LED.sub("", COMMON.sub("", between)))
    return rate.kind == "percent" and _GROWTH.fullmatch(between) is not None


def _sizes(reading: Reading, quantity: Quantity) -> bool:
    """Whether an amount only says how large the things told of are: 亿元以上项目."""
    return quantity.kind == "money" and reading.text.startswith(("以上", "级"), quantity.end)


def _group(reading: Reading, figure: Span) -> Span:
    text = reading.text
    before = text[max(0, figure.start - _FAR) : figure.start]
    start = figure.start - len(_GROUP[reading.lang].split(before)[-1])
    stop = _STOP[reading.lang].search(text, figure.end, figure.end + _AFTER[reading.lang])
    end = min(len(text), figure.end + _AFTER[reading.lang])
    return Span(start, stop.start() if stop else end)


def _own(reading: Reading, figure: Span) -> Span:
    """The words from the figure before, or the beginning of the group, to the sign behind."""
    group, text = _group(reading, figure), reading.text
    inside = [q for q in reading.quantities.within(group) if q.is_amount]
    before = [q for q in inside if q.end <= figure.start]
    if reading.lang == "zh" and before and _sizes(reading, before[-1]):
        before.pop()  # 新签约亿元以上项目94个: the words before the size are its own, too
    start = max((q.end for q in before), default=group.start)
    if reading.lang == "zh":
        start += max(0, text[start : figure.start].rfind("其中"))
    if reading.lang == "en" and start > group.start:
        link = _NEXT.search(text, start, figure.start) or _LINK.search(text, start, figure.start)
        start = link.start() if link else figure.start
    end = min((q.start for q in inside if q.start >= figure.end), default=group.end)
    if reading.lang == "en" and end < group.end:
        link = _NEXT.search(text, figure.end, end)
        end = link.start() if link else end
    return Span(start, end)


def _without(text: str, span: Span, skipped: list[Span]) -> str:
    """The text of `span` with a blank for each of `skipped`."""
    characters = list(span.cut(text))
    for skip in skipped:
        for at in range(max(skip.start, span.start), min(skip.end, span.end)):
            characters[at - span.start] = " "
    return "".join(characters)
