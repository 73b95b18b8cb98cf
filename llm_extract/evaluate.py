"""Scores a run's results against gold answers: quantities and core facts, with every miss.

The gold format is that of seeds/gold/: one JSON file an article, offsets into the raw file.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any

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


def score_run(results: Iterable[Result], gold_folder: Path) -> list[Score]:
    """One score for each result that has a gold answer, and their sum as the last one.

    Raises InputError when the folder holds no gold answer for any result.
    """
    answers = _load(gold_folder)
    scores = [
        score(result, answers[Path(result.article.source).name])
        for result in results
        if Path(result.article.source).name in answers
    ]
    if not scores:
        raise InputError(f"no gold answer in {gold_folder} fits any result", str(gold_folder))
    total = Score("all")
    for one in scores:
        total.add(one)
    return [*scores, total]


def _load(folder: Path) -> dict[str, dict[str, Any]]:
    answers: dict[str, dict[str, Any]] = {}
    for path in sorted(folder.glob("*.json")):
        answer = json.loads(path.read_text(encoding="utf-8"))
        answers[answer["seed"]] = answer
    return answers


def score(result: Result, gold: dict[str, Any]) -> Score:
    """How the quantities and core facts of one result compare with its gold answer."""
    scored = Score(result.article.source)
    amounts = {
        q.id: (result.article.text.raw_span(q.span), q) for q in result.quantities if q.is_amount
    }
    facts = {fact.quantity: fact for fact in result.facts}
    scored.amounts = len(amounts)
    used: set[str] = set()
    for answer in gold["quantities"]:
        scored.gold += 1
        core = answer["salience"] == "core"
        scored.core += core
        here = [
            (qid, q)
            for qid, (raw, q) in amounts.items()
            if raw.start <= answer["file_offset"] < raw.end
        ]
        if not here:
            scored.misses.append(f"not found: {answer['surface']} in {answer['clause']}")
            continue
        qid, quantity = here[0]
        used.add(qid)
        scored.found += 1
        scored.right += _same_amount(quantity, answer, scored)
        if core:
            scored.core_right += _same_fact(facts.get(qid), quantity, answer, scored)
    scored.spurious = len(set(amounts) - used)
    scored.misses += [f"spurious: {amounts[qid][1].surface}" for qid in sorted(set(amounts) - used)]
    return scored


def unit_class(unit: str) -> str:
    """Counters that mean much the same are one class; other units are their own."""
    for name, members in table("checks_units")["classes"].items():
        if unit in members:
            return str(name)
    return unit


def _same_amount(quantity: Quantity, answer: dict[str, Any], scored: Score) -> bool:
    values = {quantity.value, quantity.value_high}
    same = Decimal(answer["value"]) in values
    same = same and unit_class(quantity.unit) == unit_class(answer["unit"])
    if not same:
        scored.misses.append(
            f"amount: {answer['surface']} is {answer['value']} {answer['unit']}, "
            f"found {quantity.value} {quantity.unit}"
        )
    return same


def _same_fact(
    fact: Fact | None, quantity: Quantity, answer: dict[str, Any], scored: Score
) -> bool:
    """Whether indicator, region and status are all right; each is also counted by itself."""
    if fact is None:
        scored.misses.append(f"no fact: {answer['surface']} in {answer['clause']}")
        return False
    verdicts = {
        "indicator": same_indicator(fact.indicator_zh, answer["indicator_zh"], quantity),
        "region": same_region(fact.region, answer["region"]),
        "status": fact.status in {answer["status"], *answer.get("status_alt", ())},
    }
    for part, right in verdicts.items():
        scored.parts[part] = scored.parts.get(part, 0) + right
        if not right:
            ours = {
                "indicator": fact.indicator_zh, "region": fact.region, "status": fact.status,
            }[part]  # fmt: skip
            gold = answer["indicator_zh" if part == "indicator" else part]
            scored.misses.append(f"{part}: {answer['surface']} {ours} / gold {gold} in {answer['clause']}")
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
