"""Whether a value of the source is told of the thing the claim tells it of.

The words around the claim's figure are looked for around each figure of the source: Chinese by
pairs of characters, English by what the tables translate and by names in pinyin.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache, cached_property
from itertools import pairwise
from operator import add
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.text import Span

from .amounts import same_value
from .concepts import find_cues
from .english_terms import attributes, english_words, glossary_terms, numbered_phases
from .matching import Candidate, Candidates
from .openings import find_openings
from .own_words import (
    are_counterparts,
    counted_before,
    goes_on,
    group_around,
    is_parallel,
    names_something,
    own_words,
)
from .readings import Reading
from .romanised import Romanised
from .stated import Stated
from .tellings import is_small_word

_HAN = re.compile("[\u3400-\u9fff]+")
_LEAST = {"zh": 2, "en": 1}
_COMMON_CONCEPTS = (
    "total_investment", "investment", "annual_investment", "signed_amount", "funds_in_place",
    "growth", "fall", "above", "capacity", "designed", "target", "seasons", "season_two", "key",
    "industrial", "output", "invested", "online", "area",
)  # fmt: skip
"""Told apart by their roles, or told of nearly every figure."""
_PHASE = re.compile("[一二三四]期")
_CAPITALS = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’](?!s\b)[a-z]+)?")


_PAIRED = ("内外", "进出", "城乡", "省市", "市县", "工商", "农工")
"""Two halves told together, of which the second alone is something else."""
_SAID_OF_ALL = re.compile(
    "[个家]?项目|的?目标|不[少低]于|不超过|全[省市县区州]|百日内?"
    "|[年月]内|[年月季]?底前?|以来|目前|眼下|期间|真正|正好|一共|[的了着过还就才也都又再很仅只让使将拟可有能会]"
)
"""Words that tell no figure apart: signed projects, times, and those without a meaning of own."""
_Word = frozenset[str]
"""A word of the claim, as the forms of which one may stand in the source."""


def _tells(words: set[_Word], claim: Reading) -> bool:
    """Whether words are enough to tell figures apart: two pairs of characters, or one term."""
    return _is_numbered(words) or len(words) >= _LEAST[claim.lang]


def _is_numbered(words: set[_Word]) -> bool:
    """Whether one of the words names a phase, which tells figures apart by itself."""
    return any(_PHASE.fullmatch(form) for word in words for form in word)


def _stands(word: _Word, text: str) -> bool:
    return any(_stands_alone(form, text) for form in word)


def _stands_alone(form: str, text: str) -> bool:
    """Whether a form stands in a text by itself, and not as the half of a pair: 外贸 of 内外贸."""
    at = text.find(form)
    while at > 0 and text[at - 1 : at + 1] in _PAIRED:
        at = text.find(form, at + 1)
    return at >= 0


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
            own = own_words(self.source, quantity.span)
            if before and goes_on(self.source, before, quantity):
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
        named = names_something(here) or self._is_continued(equal) or equal.source.of_size
        counted = counted_before(claim, stated.quantity) is not None
        words = self._words(claim, stated, places)
        led = self._leading(claim, stated, words)
        absent = {w for w in words if not (_stands(w, here) and _stands(w, around))}
        if not _tells(absent, claim):
            return None
        described = attributes(claim, stated.quantity)
        size = _size(claim, stated)
        sized = size is not None and size == _size(self.source, equal.source)
        beside_claimed = claim.by_sentence[stated.sentence]
        for rival in self.rivals(equal, others):
            if any(same_value(s.quantity, rival.source.quantity) for s in beside_claimed):
                continue
            if sized and _size(self.source, rival.source) != size:
                continue
            nouns = stated.nouns & equal.source.nouns
            if nouns and rival.source.nouns and nouns.isdisjoint(rival.source.nouns):
                continue
            own = self._cut(self.phrases, rival)
            apart = is_parallel(self.label(equal), self.label(rival))
            apart = apart and not self._heads(rival, equal)
            apart = apart or are_counterparts(here, own)
            if not (named or apart) or (counted and rival.source.sentence != equal.source.sentence):
                continue
            text = here if apart else around
            missing = {w for w in absent if not _stands(w, text)}
            hit = {
                w for w in missing & led if _stands(w, own) and not self._describes(w, described)
            }
            carried = all(self._is_carried(claim, w, equal) for w in hit)
            if carried or not _tells(hit, claim):
                continue
            beside = self._subject(rival) if stated.change else self._cut(self.groups, rival)
            if _is_numbered(hit) or all(_stands(w, beside) for w in words - missing):
                return Other(rival, frozenset(form for word in hit for form in word))
        return None

    def _leading(self, claim: Reading, stated: Stated, words: set[_Word]) -> set[_Word]:
        """Those of the words that do not only lead from a Chinese figure to the next one."""
        own = own_words(claim, stated.quantity.span)
        if claim.lang == "en" or all(q.start != own.end for q in claim.amounts):
            return words
        before = claim.text[own.start : stated.quantity.start]
        return {word for word in words if _stands(word, before)}

    def words_of(self, claim: Reading, stated: Stated) -> list[frozenset[str]]:
        """The words of a claim's figure and its places, in the forms they may have here."""
        return list(self._words(claim, stated, []))

    def rivals(self, equal: Candidate, others: Candidates) -> list[Candidate]:
        """Figures of other values that may be told of the claim's place."""
        value = equal.source.quantity.value
        told = (s for s in self.source.stated if s.threshold == equal.source.threshold)
        differing = (s for s in told if s.quantity.value != value)
        found = others.of_unit(s for s in differing if not is_small_word(s.quantity))
        return [c for c in found if c.place in ("same", equal.place) and c.place != "other"]

    def _is_carried(self, claim: Reading, word: _Word, equal: Candidate) -> bool:
        """Whether a name stands before a figure in its paragraph, and no other name between."""
        if not any(self.romanised.spelled(name) & word for name in _CAPITALS.findall(claim.text)):
            return False
        text, figure = self.source.text, equal.source.quantity.start
        start = text.rfind("\n", 0, figure) + 1
        last = max(text.rfind(form, start, figure) for form in word)
        return 0 <= last < self.groups[figure].start and not any(
            last < at < figure for at, _ in self.openings
        )

    def _is_continued(self, candidate: Candidate) -> bool:
        """Whether a figure goes on with what the one before it is told of, by name."""
        figure = candidate.source.quantity.start
        phrase = self.phrases[figure]
        before = [q for q in self.source.quantities.within(phrase) if q.is_amount]
        if not before or before[0].start >= figure:
            return False
        return names_something(self.source.text[phrase.start : before[0].end])

    def label(self, candidate: Candidate) -> str:
        """The words of a figure up to the first amount in them."""
        phrase = self.phrases[candidate.source.quantity.start]
        first = next((q for q in self.source.quantities.within(phrase) if q.is_amount), None)
        label = Span(phrase.start, first.start if first else phrase.end).cut(self.source.text)
        return re.split("其中|[，,；;：:。]", label.rstrip("，,"))[-1]

    def _describes(self, word: _Word, described: str) -> bool:
        """Whether a word only describes the things counted, and is no sector of the economy."""
        if not described or not word.isdisjoint(table("sorts")["sectors"]):
            return False
        return any(en in described and zh in word for zh, en in self.terms)

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
        own = own_words(claim, stated.quantity.span)
        counted = counted_before(claim, stated.quantity)
        own = own if counted is None else Span(counted, own.end)
        dates = (q.span for q in claim.quantities.within(own) if q.kind == "date")
        skipped = [*places, *dates]
        text = _without(claim.text, own, skipped)
        if claim.lang == "zh":
            before = claim.text[own.start : stated.quantity.start]
            cut = max((m.end() for m in re.finditer("[，,；;：:]", before)), default=0)
            text = text[cut:]
            pieces = _HAN.findall(_SAID_OF_ALL.sub(" ", text))
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


def _size(reading: Reading, stated: Stated) -> Decimal | None:
    """How large the things are that are counted, where that is told: 10亿元以上项目9个."""
    index = reading.index_of(stated)
    before = reading.stated[index - 1] if index else None
    if before is None or not before.threshold or not stated.of_size:
        return None
    return before.quantity.value


def _without(text: str, span: Span, skipped: list[Span]) -> str:
    """The text of `span` with a blank for each of `skipped`."""
    characters = list(span.cut(text))
    for skip in skipped:
        for at in range(max(skip.start, span.start), min(skip.end, span.end)):
            characters[at - span.start] = " "
    return "".join(characters)
