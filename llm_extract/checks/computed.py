"""Figures a claim's writer has worked out, held apart from those that are invented."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cached_property
from itertools import pairwise

from llm_extract.records import Finding

from . import wording
from .comparison import Comparison
from .derivations import Derivation, agrees, announces, derive, reach
from .matching import context_score
from .operands import ROW, Operands
from .operations import completions
from .periods import read_period
from .spans_of_days import days_between, days_of, months_of
from .stated import Stated
from .tellings import finding, is_small_word

_SEVERAL = " both 两市"
"""Words that announce a sum, for claims that name several places."""
_REST = "其余 the rest"
_PAIR = 2
_APART = re.compile("[;；]|, with ")
_HAN = re.compile("[\u3400-\u9fff]+")
_GENERAL = {"growth", "fall", "above", "investment", "total_investment", "signed", "target"}
_SPANS = ("天", "个月")
_RATES = ("percent", "ratio")
_LIST = re.compile("、|(?<=[^、]{2})[和与及](?=[^、]{2})")


_MISSING = re.compile(
    "(?:[还尚仍]差|相差|差距为?|(?:[还尚仍再]|至少)[要需须得](?:再|新)?[^，。；\\d]{0,8}(?:\\d[\\d.]*[个家亿万元]+、[^，。；\\d]{0,6})?"
    "|(?:去年|上年)(?:同期)?(?:只有|仅有?|才|为|是)"
    "|比[^，。；\\d]{1,12}[多少高低](?:出|了)?)(?:至少|最少|约|近|超)?$"
)
_SHORT = re.compile(r"(?: [\w-]+){0,2} (?:short|shy) of\b")


@dataclass
class Computation:
    """How one figure of a claim may have been worked out."""

    pair: Comparison
    claim: Stated

    @cached_property
    def _words(self) -> str:
        return self.pair.around(self.claim, reach(self.pair.claim.lang))

    @cached_property
    def _operands(self) -> Operands:
        lang = self.pair.claim.lang
        sums = announces("sum", self._words, lang)
        short = announces("shortfall", self._words, lang)
        beside = self.pair.beside(self.claim)
        governing = self.pair.known.governing
        compares = self.claim.change or announces("difference", self._words, lang)
        shared = self._compared() if compares else frozenset()
        return Operands(self.pair.source, governing, beside, sums=sums, short=short, shared=shared)

    @property
    def told_as_difference(self) -> bool:
        """Whether the words next to the figure tell that it is what is missing or more."""
        text, figure = self.pair.claim.text, self.claim.quantity
        return bool(_MISSING.search(text, 0, figure.start) or _SHORT.match(text, figure.end))

    @property
    def may_be_difference(self) -> bool:
        """Whether the figure is told as a difference, or as the change of a number or sum."""
        changes = self.claim.change and self.claim.quantity.kind in ("count", "money", "duration")
        return self.told_as_difference or (changes and not is_small_word(self.claim.quantity))

    def _compared(self) -> frozenset[str]:
        """What the claim's sentence may compare: its concepts, and rows of its characters."""
        sentence = self.pair.claim.outline.sentence(self.claim.sentence).cut(self.pair.claim.text)
        rows = (row for row in _HAN.findall(sentence))
        found = {row[n : n + ROW] for row in rows for n in range(len(row) - ROW + 1)}
        return frozenset(found | (self.claim.topics - _GENERAL))

    @property
    def _near_operands(self) -> Operands | None:
        """The same with the figures of its own clauses alone, where the sentence has others."""
        text, at = self.pair.claim.text, self.claim.quantity.start
        own = self._operands.own
        near = [s for s in own if not _APART.search(text, *sorted((s.quantity.start, at)))]
        return replace(self._operands, own=tuple(near)) if len(near) < len(own) else None

    def finding(self) -> Finding | None:
        """The figure as computed from others, with its arithmetic; None where nothing gives it."""
        told = self._span_of_dates() or self._count_of_list() or self._between_scores()
        if told:
            return told
        several = _SEVERAL if self.pair.several(self.claim) else ""
        lang = self.pair.claim.lang
        words = self._words + several
        near = self._near_operands
        derived = derive(self.claim, words, self._operands, lang) or self._remainder(words)
        derived = derived or (derive(self.claim, words, near, lang) if near else None)
        derived = derived or self._between_places()
        if derived is None:
            return None
        message = f"{self.claim.quantity.surface} is derived: {derived.arithmetic}."
        there = self.pair.in_source(derived.terms[0])
        found = finding(self.claim, "supported", message, there)
        severity = "info" if derived.obvious else "warning"
        self.pair.computed.add(self.claim.sentence)
        return found.model_copy(update={"severity": severity, "derived": derived.arithmetic})

    def _remainder(self, words: str) -> Derivation | None:
        """What is left of a whole, told as a sum: the other five projects' 合计14.8亿元."""
        lang = self.pair.claim.lang
        if not announces("sum", words, lang, strong=True):
            return None
        found = derive(self.claim, _REST, self._operands, lang)
        return found if found and found.together and len(found.terms) > _PAIR else None

    def _between_places(self) -> Derivation | None:
        """The difference between the figures of the two places that are named."""
        figure = self.claim.quantity
        if figure.kind == "percent":
            return None  # percentages are points apart
        if figure.kind == "percentage_point":
            figure = figure.model_copy(update={"kind": "percent", "unit": "%"})
        terms = self._of_places(self.claim.measured_as(figure))
        if len(terms) != _PAIR:
            return None
        more, less = sorted((t.quantity for t in terms), key=lambda q: -(q.value or 0))
        gap = (more.value or Decimal(0)) - (less.value or Decimal(0))
        if gap != figure.value and not (figure.qualifier != "exact" and agrees(figure, gap)):
            return None
        return Derivation((more, less), f"{more.surface} − {less.surface}", True, True)

    def of_companions(self) -> Finding | None:
        """The figure as the rest, sum or change of others its sentence tells: leaving 21."""
        lang = self.pair.claim.lang
        added = any(announces(name, self._words, lang, strong=True) for name in ("rest", "sum"))
        added = added or self.claim.change
        if not added and self.claim.quantity.kind != "percent":
            return None
        told = [s for s in self.pair.beside(self.claim) if self.pair.source.equal_to(s.quantity)]
        operands = replace(self._operands, own=tuple(told))
        outcomes = completions(self.claim.quantity, operands)
        fits = next((o for o in outcomes if o.value == self.claim.quantity.value), None)
        if fits is None or is_small_word(self.claim.quantity):
            return None
        message = f"{self.claim.quantity.surface} is derived: {fits.words}."
        self.pair.computed.add(self.claim.sentence)
        there = self.pair.in_source(fits.terms[0].quantity)
        found = finding(self.claim, "supported", message, there)
        return found.model_copy(update={"derived": fits.words})

    def rests_on_own(self, derived: Finding) -> bool:
        """Whether a reader sees at once where a figure comes from, or one operand stands beside."""
        if derived.severity == "info":
            return True
        own = (s.quantity.surface for s in self._operands.figures)
        return self.told_as_difference and any(one in (derived.derived or "") for one in own)

    def of_own(self) -> Finding | None:
        """The same, where a part and a whole of one kind are told beside the figure."""
        return self.finding() if self._operands.pairs else None

    def _span_of_dates(self) -> Finding | None:
        """The days or months from one date of the source to another: 5天 for 18日至22日."""
        quantity = self.claim.quantity
        if quantity.kind != "duration":
            return None
        sentence = self.pair.claim.outline.sentence(self.claim.sentence)
        told = [q for q in self.pair.claim.dates_in(sentence) if read_period(q)]
        for one, other in pairwise(told):
            if quantity.unit == _SPANS[0] and quantity.value in days_between(one, other):
                words = f"{one.surface} to {other.surface}"
                message = f"{quantity.surface} is derived: from {words}."
                found = finding(self.claim, "supported", message, None)
                return found.model_copy(update={"derived": words})
        for date in (q for q in self.pair.source.quantities if q.kind == "date"):
            if quantity.value in (days_of(date), months_of(date)) and quantity.unit in _SPANS:
                message = f"{quantity.surface} is derived: from {date.surface}."
                found = finding(self.claim, "supported", message, date)
                return found.model_copy(update={"derived": date.surface})
        return None

    def _between_scores(self) -> Finding | None:
        """How far two numerals lie apart that the source does not tell of what: scores."""
        quantity, value = self.claim.quantity, self.claim.quantity.value
        counts = (s.quantity for s in self.pair.source.stated if s.quantity.kind == "count")
        scores = {q.value for q in counts if q.value and q.value != int(q.value)}
        loose = self.pair.known.loose.keys() | scores
        if quantity.kind not in ("count", "percentage_point") or self.claim.nouns or not value:
            return None
        if not announces("difference", self._words, self.pair.claim.lang):
            return None
        exponent = int(value.as_tuple().exponent)
        more = (one for one in loose if one and one - value in loose)
        pair = next(more, None) if exponent < 0 else None
        if pair is None:
            return None
        words = f"{pair} − {pair - value}"
        found = finding(self.claim, "supported", f"{quantity.surface} is derived: {words}.", None)
        return found.model_copy(update={"derived": words})

    def _count_of_list(self) -> Finding | None:
        """The number of the things named right before it: 枣阳、宜城、谷城三地."""
        quantity = self.claim.quantity
        if not is_small_word(quantity) or self.pair.claim.lang != "zh":
            return None
        before = self.pair.claim.text[: quantity.start]
        listed = _LIST.split(re.split("[，。；：]", before)[-1])
        if len(listed) != quantity.value or not all(listed):
            return None
        return finding(self.claim, "supported", f"{quantity.surface} counts what is named.", None)

    def wrong_sum(self) -> Finding | None:
        """A finding where the places named add up to something else than is told as their sum."""
        quantity, lang = self.claim.quantity, self.pair.claim.lang
        if is_small_word(quantity) or quantity.qualifier != "exact":
            return None
        terms = self._of_places(self.claim)
        if not terms or not announces("sum", self._words, lang, strong=True):
            return None
        total = _total(terms)
        if quantity.value in (total, _total(self._of_one_sentence())):
            return None
        words = " + ".join(term.quantity.surface for term in terms)
        message = f"{words} is {wording.plain(total)}, not {quantity.surface}."
        found = finding(self.claim, "arithmetic_conflict", message, terms[0].quantity)
        return found.model_copy(update={"derived": words, "expected": wording.plain(total)})

    def _of_places(self, claim: Stated) -> list[Stated]:
        """For each place the sentence names, its figure that fits best; none if one has none."""
        named = self.pair.parts_beside(self.claim)
        like = self._operands.like(claim.quantity)
        terms = []
        for keys in named:
            own = [s for s in like if self._owns(keys, s)]
            if own:
                terms.append(max(own, key=lambda s: context_score(claim, s)))
        distinct = {term.quantity.start for term in terms}
        complete = len(terms) == len(named) == len(distinct)
        return terms if complete and len(terms) > 1 else []

    def _of_one_sentence(self) -> list[Stated]:
        """The figures of all places, where one sentence of the source tells one of each."""
        named = self.pair.parts_beside(self.claim)
        like = self._operands.like(self.claim.quantity)
        for number in {s.sentence for s in like}:
            here = [s for s in like if s.sentence == number]
            own = [[s for s in here if self._owns(keys, s)] for keys in named]
            if len(named) > _PAIR and all(len(found) == 1 for found in own):
                return [found[0] for found in own]
        return []

    def _owns(self, keys: frozenset[str], source: Stated) -> bool:
        found = self.pair.owner(source)
        return found is not None and not found.place.keys.isdisjoint(keys)

    def failed(self) -> Finding | None:
        """A finding where the figure is told as computed, yet no arithmetic gives it."""
        if is_small_word(self.claim.quantity) or not self._is_told_as_computed():
            return None
        figure = self.claim.quantity.surface
        message = f"{figure} is told as computed, but no figures of the source give it."
        return finding(self.claim, "arithmetic_conflict", message, None)

    @property
    def _has_shares(self) -> bool:
        return any(s.quantity.kind == "percent" for s in self.pair.beside(self.claim))

    def _is_told_as_computed(self) -> bool:
        lang = self.pair.claim.lang
        if self.claim.quantity.kind not in _RATES:
            return any(
                announces(operation, self._words, lang, strong=True)
                for operation in ("sum", "difference")
            )
        if announces("rest", self._words, lang) and self._has_shares:
            return True
        rates = any(announces(operation, self._words, lang) for operation in ("share", "growth"))
        return bool(self._operands.pairs) and rates


def _total(terms: list[Stated]) -> Decimal:
    return sum((term.quantity.value or Decimal(0) for term in terms), Decimal(0))
