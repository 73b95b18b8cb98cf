"""Scores a run's results against gold answers, with every miss and its sentence."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from llm_extract.errors import InputError
from llm_extract.records import Result

from .facts import score_facts
from .floors import Floors, corpus_digest, falls, read_floors, write_floors
from .gold import GoldAnswer, read_gold
from .named import score_named
from .scores import Miss, Score
from .told import score_told

__all__ = [
    "Floors",
    "GoldAnswer",
    "Miss",
    "Score",
    "corpus_digest",
    "falls",
    "read_floors",
    "read_gold",
    "score",
    "score_run",
    "write_floors",
]


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


def score(result: Result, gold: GoldAnswer) -> Score:
    """How one result compares with its gold answer."""
    scored = Score(result.article.source)
    score_facts(result, gold, scored)
    score_named(result, gold, scored)
    score_told(result, gold, scored)
    return scored
