"""The strongest sentences over all articles."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import log10

from llm_extract.indicators import classify
from llm_extract.records import Lang, Quantity, Sentence

from .measures import is_disputed
from .selection import Told
from .wording import rules

_MOST, _MOST_OF_ONE = 8, 3
_PER_FURTHER_FIGURE = 0.5
_AIM = 1.5
"""What a target is worth less than a result."""
_SMALL_SUM = Decimal(10_000_000)


@dataclass(frozen=True)
class Lead:
    """A sentence with its article and what it is worth."""

    told: Told
    sentence: Sentence
    worth: float
    values: frozenset[tuple[Decimal, str]]


def strongest(told: Sequence[Told], lang: Lang) -> list[Lead]:
    """The sentences a reader should see first: the best of each article, then the next best.

    Sentences that failed their check, that tell no figure or that repeat another are left out.
    """
    ranked = [sorted(_leads(one, lang), key=lambda lead: -lead.worth) for one in told]
    firsts = sorted((one[0] for one in ranked if one), key=lambda lead: -lead.worth)
    further = sorted((lead for one in ranked for lead in one[1:]), key=lambda lead: -lead.worth)
    chosen: list[Lead] = []
    for lead in (*firsts, *further):
        mine = sum(one.told is lead.told for one in chosen)
        if len(chosen) < _MOST and mine < _MOST_OF_ONE and not _is_told(lead, chosen):
            chosen.append(lead)
    return sorted(chosen, key=lambda lead: -lead.worth)


def _leads(told: Told, lang: Lang) -> Iterator[Lead]:
    summary = told.result.summary.en if lang == "en" else told.result.summary.zh
    for sentence in (*summary.sentences, *summary.points):
        if sentence.facts and sentence.verdict == "supported":
            worth, values = _worth(told, sentence)
            if worth:
                yield Lead(told, sentence, worth, values)


def _worth(told: Told, sentence: Sentence) -> tuple[float, frozenset[tuple[Decimal, str]]]:
    """What its figures are worth together; nothing where the article contradicts itself there."""
    facts = [fact for fact in told.result.facts if fact.id in sentence.facts]
    quantities = {q.id: q for q in told.result.quantities}
    if any(is_disputed(told, quantities[fact.quantity]) for fact in facts):
        return 0, frozenset()
    worths, values = [], set()
    for fact in facts:
        quantity = quantities[fact.quantity]
        row = classify(fact.indicator_zh, quantity.kind, quantity.unit)
        told_of = fact.role in ("value", "change") and fact.status != "capacity"
        if row is None or not told_of or quantity.value is None:
            continue
        aim = _AIM if fact.status in ("target", "planned") else 0
        worths.append(row.weight + _size(quantity) - aim)
        values.add((quantity.value, quantity.kind))
    if not worths:
        return 0, frozenset()
    return max(worths) + _PER_FURTHER_FIGURE * (len(worths) - 1), frozenset(values)


def _size(quantity: Quantity) -> float:
    """How large a sum is: one more for each zero above ten million yuan."""
    yuan = rules()["yuan"].get(quantity.unit)
    if quantity.kind != "money" or not quantity.value or yuan is None:
        return 0
    return max(0.0, log10(abs(quantity.value) * yuan / _SMALL_SUM))


def _is_told(lead: Lead, chosen: Sequence[Lead]) -> bool:
    return any(2 * len(lead.values & one.values) > len(lead.values) for one in chosen)
