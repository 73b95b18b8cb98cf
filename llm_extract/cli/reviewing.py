"""`review`: decisions from the evidence page, kept with a run."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from llm_extract.decisions import REVIEW, Decision, merged, read_review, write_review
from llm_extract.errors import ReviewError
from llm_extract.reviews import ReviewedResult, reviewed, reviewed_results
from llm_extract.store import read_results

from .printing import add_row, console, plain_table, say

_FINDINGS = 1


def apply_decisions(out: Path, decisions: Path) -> int:
    """Keep the decisions of a file with a run and say what they come to; the exit code.

    It is 1 where some are about articles or parts that the run does not have.
    Raises ReviewError or StoreError when file or folder cannot be used.
    """
    if not decisions.is_file():
        raise ReviewError(f"{decisions}: no such file; save it from the evidence page first")
    new = read_review(decisions)
    known = {result.article.id: reviewed(result, new) for result in read_results(out)}
    stale = [one for about in known.values() for one in about.stale]
    foreign = [one for one in new.decisions if one.article not in known]
    lost = {(one.article, one.part) for one in (*stale, *foreign)}
    held = [one for one in new.decisions if (one.article, one.part) not in lost]
    write_review(out, merged(read_review(out / REVIEW), new.model_copy(update={"decisions": held})))
    counts = Counter(one.choice for one in held)
    told = ", ".join(f"{n} {choice}" for choice, n in sorted(counts.items()))
    say(f"{told or 'no decision'}; kept in {out / REVIEW}")
    for one in stale:
        say(f"left out: {one.part} of {one.article} says something else in this run")
    if foreign:
        say(f"left out: {len(foreign)} about articles that are not in this run")
    return _FINDINGS if lost else 0


def show_decisions(out: Path) -> int:
    """Print what was decided about a run, article by article; the exit code.

    It is 1 where decisions are stale. Raises ReviewError or StoreError.
    """
    table = plain_table("article", "part", "decided", "note", wide=("note",))
    stale = 0
    for one in reviewed_results(out):
        for decision in (*one.decisions.values(), *one.stale):
            add_row(table, *_row(one, decision))
        stale += len(one.stale)
    if table.row_count:
        console().print(table)
    else:
        say("nothing decided; make the evidence page with `llm-extract report`")
    return _FINDINGS if stale else 0


def _row(one: ReviewedResult, decision: Decision) -> tuple[str, str, str, str]:
    is_stale = decision in one.stale
    choice = f"{decision.choice}, stale" if is_stale else decision.choice
    return one.original.article.source, decision.part, choice, decision.note
