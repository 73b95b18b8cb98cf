"""What a run would take, as a few lines to read before it is begun."""

from __future__ import annotations

from llm_extract.estimates import Estimate
from llm_extract.plans import Plan

from .printing import add_row, console, plain_table, say

_MINUTE, _HOUR = 60, 3600


def print_estimate(found: Estimate, plan: Plan, workers: int) -> None:
    """Print what a run with so many articles at a time would take, and what stands against it."""
    table = plain_table("", "", wide=("",))
    table.show_header = False
    for name, words in _rows(found, plan, workers):
        add_row(table, name, words)
    console().print(table)
    for line in _limits(found, plan):
        say(line)
    say("Nothing was asked and nothing written; the same command without --dry-run does it.")


def _rows(found: Estimate, plan: Plan, workers: int) -> list[tuple[str, str]]:
    articles = f"{found.articles:,}"
    for count, what in (
        (found.kept, "done already"),
        (found.equal, "equal to others"),
        (found.unreadable, "that cannot be read"),
    ):
        articles += f", {count:,} {what}" if count else ""
    if found.sampled < found.to_do:
        articles += f"; judged by {found.sampled} of the {found.to_do:,} to do"
    calls = f"about {found.calls:,}"
    if found.cached_calls:
        calls += f", and {found.cached_calls:,} that were answered before"
    sent, received = f"{found.prompt_tokens:,}", f"{found.completion_tokens:,}"
    rows = [
        ("articles", articles),
        ("questions", calls),
        ("tokens", f"about {sent} sent, {received} received"),
        ("cost", _cost(found, plan)),
    ]
    if not plan.choice.is_embedded:
        took = _duration(found.seconds / max(1, workers))
        rows.append(("time", f"about {took} with {workers} at a time, if the server is as usual"))
    return rows


def _cost(found: Estimate, plan: Plan) -> str:
    if plan.choice.is_embedded:
        return "none: the embedded model runs on this computer"
    if found.cost is None:
        return f"not known: no price list has {plan.choice.model_name}; give it with --price"
    return f"about ${found.cost:.4f}"


def _limits(found: Estimate, plan: Plan) -> list[str]:
    allowed = plan.allowance
    lines = []
    tokens = found.prompt_tokens + found.completion_tokens
    if allowed.tokens and tokens > allowed.tokens:
        lines.append(f"That is more than --max-tokens allows ({allowed.tokens:,}).")
    if allowed.dollars and found.cost is not None and found.cost > allowed.dollars:
        lines.append(f"That is more than --max-cost allows (${allowed.dollars}).")
    return lines


def _duration(seconds: float) -> str:
    if seconds < _MINUTE:
        return f"{max(1, round(seconds))} s"
    if seconds < _HOUR:
        return f"{round(seconds / _MINUTE)} min"
    return f"{seconds / _HOUR:.1f} h"
