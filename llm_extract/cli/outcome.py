"""What a run came to: its table, its last line, its exit code, and what run.json says."""

from __future__ import annotations

from pathlib import Path

from llm_extract.batch import RunTotals
from llm_extract.model_choice import ModelChoice
from llm_extract.store import ERRORS, RESULTS
from llm_extract.watching import ArticleEnd

from .printing import add_row, console, plain_table, say

FAILURES, STOPPED, INTERRUPTED = 1, 3, 130
_MOST_ROWS = 50
"""Articles up to which each has its row; of more, only those that failed have one."""


def exit_code(totals: RunTotals) -> int:
    """0 for all done, 1 with failures, 3 for a run that stopped, 130 for one broken off."""
    if totals.interrupted:
        return INTERRUPTED
    if totals.stopped:
        return STOPPED
    return FAILURES if totals.failed else 0


def run_record(totals: RunTotals) -> dict[str, object]:
    """What run.json says: how the run ended, and what it took."""
    state = "interrupted" if totals.interrupted else "stopped" if totals.stopped else "complete"
    return {
        "state": "partial" if state == "complete" and totals.failed else state,
        "interrupted": totals.interrupted,
        "stopped": totals.stopped,
        "articles": totals.done,
        "kept": totals.kept,
        "failed": totals.failed,
        "duplicates": totals.duplicates,
        "findings": totals.findings,
        "seconds": round(totals.seconds, 2),
        "calls": totals.calls,
        "cached_calls": totals.cached_calls,
        "retries": totals.retries,
        "prompt_tokens": totals.prompt_tokens,
        "cached_tokens": totals.cached_tokens,
        "completion_tokens": totals.completion_tokens,
        "saved_tokens": totals.saved_tokens,
        "wasted_tokens": totals.wasted_tokens,
        "cost": str(totals.cost) if totals.cost is not None else None,
        "profiles": sorted(totals.profiles - {""}),
    }


def print_table(totals: RunTotals) -> None:
    """Print a row an article, or the failed ones of many, and what all of them took."""
    many = totals.done + totals.failed > _MOST_ROWS
    rows = [end for end in totals.ends if end.failure or not many]
    has_cost = totals.cost is not None
    figures = ["facts", "findings", "seconds", "tokens", "calls", "cached"]
    if has_cost:
        figures.append("cost")
    table = plain_table("article", *figures, right=tuple(figures), wide=("article",))
    for end in sorted(rows, key=lambda one: one.failure is not None):
        name = Path(end.name).name
        if end.failure:
            add_row(table, name, "failed", style="red")
        else:
            add_row(table, name, *_cells(end, has_cost=has_cost))
    if rows:
        console().print(table)
    if many or totals.saved_tokens or totals.wasted_tokens:
        say(_spent(totals))


def _cells(end: ArticleEnd, *, has_cost: bool) -> list[str]:
    counted = [str(end.facts), str(end.findings)]
    if end.kept:
        return [*counted, "kept"]
    cells = [
        *counted,
        f"{end.seconds:.1f}",
        f"{end.prompt_tokens + end.completion_tokens}",
        str(end.calls),
        str(end.cached_calls),
    ]
    return [*cells, f"${end.cost or 0:.4f}"] if has_cost else cells


def _spent(totals: RunTotals) -> str:
    """What the run took, what the cache saved it, and what was in vain."""
    words = f"{totals.calls:,} calls, {totals.prompt_tokens + totals.completion_tokens:,} tokens"
    if totals.cost is not None:
        words += f" (${totals.cost:.4f})"
    if totals.cached_calls:
        words += f"; from the cache {totals.cached_calls:,} answers, {totals.saved_tokens:,} tokens"
    if totals.retries or totals.wasted_tokens:
        words += f"; in vain {totals.retries:,} requests, {totals.wasted_tokens:,} tokens"
    return words


def closing_line(totals: RunTotals, count: int | None, out: Path, choice: ModelChoice) -> str:
    """How much of the run is done, and how it goes on where it is not whole."""
    known = totals.done + totals.failed
    of = known if count is None else count
    line = f"{totals.done} of {of} articles done in {totals.seconds:.1f} s"
    if totals.kept:
        line += f" ({totals.kept} kept from before)"
    if totals.duplicates:
        line += f", {totals.duplicates} of them equal to others"
    if totals.failed:
        line += f", {totals.failed} failed (why: {out / ERRORS})"
    line += f". Results: {out / RESULTS}"
    if totals.is_whole:
        return line
    why = f"Stopped: {totals.stopped}" if totals.stopped else "Stopped"
    return f"{why}. {line}. {_how_to_go_on(choice)}"


def _how_to_go_on(choice: ModelChoice) -> str:
    if choice.record:
        return "The recordings of these are whole; give the same command with the others"
    if choice.fresh:
        return "The same command without --fresh goes on from here"
    return "The same command goes on from here"
