"""Scores a run's results against gold answers: quantities and core facts, with every miss.

The gold format is that of seeds/gold/: one JSON file an article, offsets into the raw file.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from .errors import InputError
from .indicators import classify
from .knowledge import table
from .records import Fact, Quantity, Result

_SIMILAR = 0.5


@dataclass
class Score:
    """Counts for one article; rates are computed from them, never stored."""

    article: str
    gold: int = 0
    found: int = 0
    right: int = 0
    spurious: int = 0
    amounts: int = 0
    core: int = 0
    core_right: int = 0
    parts: dict[str, int] = field(default_factory=dict)
    misses: list[str] = field(default_factory=list)

    def add(self, other: Score) -> None:
        """Add another article's counts to this one's."""
        for name in ("gold", "found", "right", "spurious", "amounts", "core", "core_right"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        for part, count in other.parts.items():
            self.parts[part] = self.parts.get(part, 0) + count


class GoldQuantity(BaseModel):
    """What a reader found: an amount, what it measures, and where, as offset into the raw file."""

    model_config = ConfigDict(frozen=True)

    surface: str
    clause: str
    file_offset: int
    value: Decimal
    unit: str
    indicator_zh: str
    region: str | None
    status: str
    status_alt: tuple[str, ...] = ()
    salience: Literal["core", "minor"]


class GoldAnswer(BaseModel):
    """All that a reader found in one article."""

    model_config = ConfigDict(frozen=True)

    seed: str
    quantities: tuple[GoldQuantity, ...]


def score_run(results: Iterable[Result], gold_folder: Path) -> list[Score]:
    """One score for each result that has a gold answer, and their sum as the last one.

    Raises InputError when a gold answer is malformed or the folder holds none for any result.
    """
    answers = read_gold(gold_folder)
    scores = [
        score(result, answers[Path(result.article.source).name])
        for result in results
        if Path(result.article.source).name in answers
    ]
    if not scores:
        raise InputError(
            f"{gold_folder}: no gold answer fits any result of the run; name the folder that "
            "holds them with --gold",
            str(gold_folder),
        )
    total = Score("all")
    for one in scores:
        total.add(one)
    return [*scores, total]


def read_gold(folder: Path) -> dict[str, GoldAnswer]:
    """The gold answers of a folder, by the file name of their article.

    Raises InputError when one is malformed.
    """
    answers: dict[str, GoldAnswer] = {}
    for path in sorted(folder.glob("*.json")):
        try:
            answer = GoldAnswer.model_validate_json(path.read_bytes())
        except (OSError, ValidationError) as error:
            raise InputError(f"{path}: no gold answer ({error}); correct it", str(path)) from error
        answers[answer.seed] = answer
    return answers


def score(result: Result, gold: GoldAnswer) -> Score:
    """How the quantities and core facts of one result compare with its gold answer."""
    scored = Score(result.article.source)
    amounts = [(result.article.text.raw_span(q.span), q) for q in result.quantities if q.is_amount]
    facts = {fact.quantity: fact for fact in result.facts}
    scored.amounts = len(amounts)
    used: set[str] = set()
    for answer in gold.quantities:
        core = answer.salience == "core"
        scored.gold += 1
        scored.core += core
        here = [q for raw, q in amounts if raw.start <= answer.file_offset < raw.end]
        if not here:
            scored.misses.append(f"not found: {answer.surface} in {answer.clause}")
            continue
        used.add(here[0].id)
        scored.found += 1
        scored.right += _same_amount(here[0], answer, scored)
        if core:
            scored.core_right += _same_fact(facts.get(here[0].id), here[0], answer, scored)
    strange = [q for _, q in amounts if q.id not in used]
    scored.spurious = len(strange)
    scored.misses += [f"spurious: {q.surface}" for q in strange]
    return scored


def unit_class(unit: str) -> str:
    """Counters that mean much the same are one class; other units are their own."""
    for name, members in table("checks_units")["classes"].items():
        if unit in members:
            return str(name)
    return unit


def _same_amount(quantity: Quantity, answer: GoldQuantity, scored: Score) -> bool:
    same = answer.value in {quantity.value, quantity.value_high}
    same = same and unit_class(quantity.unit) == unit_class(answer.unit)
    if not same:
        scored.misses.append(
            f"amount: {answer.surface} is {answer.value:f} {answer.unit}, "
            f"found {quantity.value} {quantity.unit}"
        )
    return same


def _same_fact(fact: Fact | None, quantity: Quantity, answer: GoldQuantity, scored: Score) -> bool:
    """Whether indicator, region and status are all right; each is also counted by itself."""
    if fact is None:
        scored.misses.append(f"no fact: {answer.surface} in {answer.clause}")
        return False
    compared = {
        "indicator": (fact.indicator_zh, answer.indicator_zh),
        "region": (fact.region, answer.region),
        "status": (fact.status, answer.status),
    }
    verdicts = {
        "indicator": same_indicator(fact.indicator_zh, answer.indicator_zh, quantity),
        "region": same_region(fact.region, answer.region),
        "status": fact.status in {answer.status, *answer.status_alt},
    }
    for part, right in verdicts.items():
        scored.parts[part] = scored.parts.get(part, 0) + right
        if not right:
            ours, gold = compared[part]
            scored.misses.append(f"{part}: {answer.surface} {ours}, gold {gold} in {answer.clause}")
    return all(verdicts.values())


def same_indicator(ours: str, gold: str, quantity: Quantity) -> bool:
    """Whether two indicator names mean the same: by the table, else by shared characters."""
    one = classify(ours, quantity.kind, quantity.unit)
    other = classify(gold, quantity.kind, quantity.unit)
    if one is not None and other is not None and one.code == other.code:
        return True
    return _likeness(ours, gold) >= _SIMILAR


def _likeness(one: str, other: str) -> float:
    """Share of characters in common, after Dice."""
    if not one or not other:
        return 0.0
    first, second = set(one), set(other)
    return 2 * len(first & second) / (len(first) + len(second))


def same_region(ours: str | None, gold: str | None) -> bool:
    """Whether two places are the same; the more general part of a name may be left out."""
    if not ours or not gold:
        return ours == gold
    return ours.endswith(gold) or gold.endswith(ours) or ours.rstrip("市") == gold.rstrip("市")
