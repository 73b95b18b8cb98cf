"""`calls`: looking into what a run asked the model, and what it was answered."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from llm_extract.call_search import FoundCall, PromptTotals, Wanted, find_calls, totals

from .printing import add_row, console, plain_table, say

_LIMIT = 20
_CONTEXT = 20
"""Characters shown before and after a word that was found."""
_BEGINNING = 60
"""Characters shown of an answer or an error where no word was looked for."""


@dataclass(frozen=True)
class Shown:
    """How calls are shown: at most how many (None for some), as JSON, with all that was said."""

    limit: int | None = None
    as_json: bool = False
    full: bool = False


def show_calls(out: Path, wanted: Wanted, shown: Shown) -> None:
    """Print the calls that are wanted, the most recent last.

    Raises StoreError when the folder has no log of calls, or one that cannot be read.
    """
    found, total = find_calls(out, wanted, shown.limit or _LIMIT)
    if shown.as_json:
        _print_json(_plain(call, full=shown.full) for call in found)
        return
    if shown.full:
        for call in found:
            _print_whole(call)
    elif found:
        _print_table(found, wanted)
    more = f"; --limit {total} shows all" if total > len(found) else ""
    say(f"{len(found):,} of {total:,} calls{more}" if total else "no such calls")


def _print_table(found: Iterable[FoundCall], wanted: Wanted) -> None:
    right, wide = ("seconds", "tokens", "tries"), ("article", "what")
    table = plain_table(
        "started", "article", "prompt", *right, "outcome", "what", right=right, wide=wide
    )
    for call in found:
        record = call.record
        add_row(
            table,
            f"{_local(record.started):%m-%d %H:%M:%S}",
            Path(record.article).name,
            record.prompt.partition("@")[0],
            f"{record.seconds:.1f}",
            str(0 if record.cached else record.prompt_tokens + record.completion_tokens),
            str(record.tries),
            _outcome(call),
            _passage(call, wanted.words),
            style="red" if record.error_kind else "",
        )
    console().print(table)


def _outcome(call: FoundCall) -> str:
    cached = "from the cache" if call.record.cached else ""
    return " ".join(filter(None, (call.record.error_kind, cached))) or "answered"


def _passage(call: FoundCall, words: tuple[str, ...]) -> str:
    """What stands round the first word, else how the error or the answer begins."""
    record = call.record
    for text in (record.error, record.answer, call.question):
        for word in words[:1]:
            place = text.lower().find(word.lower())
            if place >= 0:
                return text[max(0, place - _CONTEXT) : place + len(word) + _CONTEXT]
    return (record.error or record.answer)[:_BEGINNING]


def _print_whole(call: FoundCall) -> None:
    record = call.record
    say(
        f"{_local(record.started):%Y-%m-%d %H:%M:%S}  {record.article}  {record.prompt}  "
        f"{record.model}  {_outcome(call)}, {record.seconds:.1f} s, {record.tries} tries, "
        f"{record.prompt_tokens} tokens sent ({record.cached_tokens} known to the server), "
        f"{record.completion_tokens} received, {record.wasted_tokens} wasted",
        style="bold red" if record.error_kind else "bold",
    )
    told = [(turn.role, turn.content) for turn in record.messages]
    for role, text in (*told, ("answer", record.answer), ("error", record.error)):
        if text:
            say(f"[{role}]", style="bold")
            say(text)
    say("")


def show_call_totals(out: Path, *, as_json: bool) -> None:
    """Print what the calls of a run came to, by template.

    Raises StoreError when the folder has no log of calls, or one that cannot be read.
    """
    found = totals(out)
    if as_json:
        _print_json(asdict(row) for row in found)
        return
    figures = (
        "calls", "cached", "failed", "tries", "sent", "received", "wasted", "saved", "median s",
        "95% s",
    )  # fmt: skip
    table = plain_table("prompt", *figures, right=figures, wide=("prompt",))
    for row in found:
        add_row(table, *_cells(row))
    console().print(table)
    say(
        "Tokens sent, received, wasted on replies that could not be used, saved by the cache. "
        f"Search: llm-extract calls {out} WORDS"
    )


def _cells(row: PromptTotals) -> tuple[str, ...]:
    counts = (
        row.calls, row.cached, row.failed, row.tries,
        row.prompt_tokens, row.completion_tokens, row.wasted_tokens,
        row.saved_tokens,
    )  # fmt: skip
    seconds = ("" if took is None else f"{took:.1f}" for took in (row.median, row.p95))
    return (row.prompt, *(f"{count:,}" for count in counts), *seconds)


def _local(started: str) -> datetime:
    return datetime.fromisoformat(started).astimezone()


def _plain(call: FoundCall, *, full: bool) -> dict[str, object]:
    """A call as it is printed in JSON; its messages only in full, else its question."""
    plain = asdict(call.record)
    if not full:
        del plain["messages"]
        plain["question"] = call.question
    return plain


def _print_json(rows: Iterable[dict[str, object]]) -> None:
    sys.stdout.write(json.dumps(list(rows), ensure_ascii=False, indent=1) + "\n")
