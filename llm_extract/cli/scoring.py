"""`eval`: a run's scores on the terminal, and whether they keep above their floors."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from rich.table import Table

from llm_extract.evaluate import (
    Score,
    corpus_digest,
    falls,
    read_floors,
    score_run,
    write_floors,
)
from llm_extract.store import read_results

from .printing import add_row, console, plain_table, say

_COLUMNS = {
    "quantities right": "quantities.right",
    "of found, right": "quantities.precision",
    "core facts right": "core.all",
    "projects F1": "projects.f1",
    "events F1": "events.f1",
    "key facts zh": "key_facts.zh",
    "key facts en": "key_facts.en",
}


@dataclass(frozen=True)
class FloorChoice:
    """The file of floors, if any, and whether it is written, upwards or also downwards."""

    path: Path | None = None
    write: bool = False
    may_fall: bool = False


def show_scores(out: Path, gold: Path, *, misses: bool, as_json: bool, floors: FloorChoice) -> int:
    """Print the scores of a run with their counts; the exit code is 1 where one fell.

    Raises StoreError when there is no run, InputError when there is no gold answer for it or
    the floors cannot be read.
    """
    results = list(read_results(out))
    scores = score_run(results, gold)
    if as_json:
        _print_json(scores)
    else:
        _print_tables(scores)
    if misses:
        _print_misses(scores)
    if floors.path is None:
        return 0
    named = {Path(one.article).name for one in scores}
    scored = [r for r in results if Path(r.article.source).name in named]
    return _hold(scores[-1], corpus_digest(scored, gold), floors, floors.path)


def _hold(total: Score, corpus: str, choice: FloorChoice, path: Path) -> int:
    """Write the floors, or hold the scores against them."""
    if choice.write:
        known = None if choice.may_fall or not path.exists() else read_floors(path)
        write_floors(path, corpus, total, known)
        say(f"floors written to {path}")
        return 0
    floors = read_floors(path)
    fallen = falls(total, floors)
    if floors.corpus != corpus:
        fallen.insert(0, f"{path} was measured on other articles or answers; write it anew")
    for one in fallen:
        say(one)
    return 1 if fallen else 0


def _print_tables(scores: Sequence[Score]) -> None:
    names = list(_COLUMNS)
    table = plain_table("article", *names, right=tuple(names), wide=("article",))
    for one in scores:
        cells = [_told(one, metric) for metric in _COLUMNS.values()]
        add_row(table, Path(one.article).name, *cells)
    console().print(table)
    console().print(_metric_table(scores[-1]))
    console().print(_status_table(scores[-1]))


def _metric_table(total: Score) -> Table:
    table = plain_table("in all", "right", "of", "rate", right=("right", "of", "rate"))
    for metric in sorted(total.metrics):
        rate = total.rate(metric)
        if rate is not None:
            is_mean = metric.endswith(".f1")
            counts = ("", "") if is_mean else (str(total.right[metric]), str(total.of[metric]))
            add_row(table, metric, *counts, f"{100 * rate:.1f} %")
    return table


def _status_table(total: Score) -> Table:
    """Gold statuses down, ours across."""
    names = sorted({name for pair in total.statuses for name in pair})
    table = plain_table("core status, told as", *names, right=tuple(names))
    for gold in names:
        add_row(table, gold, *(str(total.statuses[gold, ours] or "") for ours in names))
    return table


def _told(one: Score, metric: str) -> str:
    rate = one.rate(metric)
    if rate is None:
        return ""
    if metric.endswith(".f1"):
        return f"{100 * rate:.1f} %"
    return f"{one.right[metric]}/{one.of[metric]} {100 * rate:.1f} %"


def _print_misses(scores: Sequence[Score]) -> None:
    for one in scores[:-1]:
        for miss in one.misses:
            where = f" in: {miss.sentence}" if miss.sentence else ""
            say(f"{Path(one.article).name}: {miss.metric}: {miss.message}{where}")


def _print_json(scores: Sequence[Score]) -> None:
    plain = [
        {
            "article": one.article,
            "metrics": {
                m: {"right": one.right[m], "of": one.of[m], "rate": one.rate(m)}
                for m in sorted(one.metrics)
            },
            "misses": [vars(miss) for miss in one.misses],
        }
        for one in scores
    ]
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
