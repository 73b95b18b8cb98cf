"""Looking into a run's log of calls: calls by their words, and totals by template."""

from __future__ import annotations

import json
import sqlite3
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from .call_tables import ANSWER, CALLS, ERROR, PATIENCE, CallRecord, examine, has_index
from .errors import StoreError
from .model import Message

_GRAM = 3
"""Characters of the pieces that texts are indexed by."""
_MOST_GRAMS = 32
"""Pieces of a word that are looked up; whether all of it is there is looked at afterwards."""
_HALF, _NEARLY_ALL = 50, 95
"""Per cent of the calls."""
_COLUMNS = (
    "id, started, article, article_id, prompt, model, prefix, error_kind, tries, prompt_tokens, "
    "completion_tokens, cached_tokens, wasted_tokens, seconds, cached"
)


@dataclass(frozen=True)
class Wanted:
    """Which calls: those with all the words, of an article, and that failed, where given.

    A word is any piece of text. It is looked for in what a call asked that others of its
    template did not, in its answer and in its error, with ASCII letters in either case.
    `article` is a piece of the article's name or id.
    """

    words: tuple[str, ...] = ()
    article: str = ""
    failed: bool = False


@dataclass(frozen=True)
class FoundCall:
    """A call that was found; `own` is the place of its first message that others do not share."""

    record: CallRecord
    own: int

    @property
    def question(self) -> str:
        """What was asked, without what all questions of the template begin with."""
        return "\n".join(turn.content for turn in self.record.messages[self.own :])


@dataclass(frozen=True)
class PromptTotals:
    """What the calls with one template came to.

    Attributes:
        prompt: Name and content hash of the template.
        calls: Questions that were sent to the model.
        cached: Questions answered from the cache.
        failed: Questions, of both kinds, without a good answer.
        tries: Requests that were sent.
        prompt_tokens: Tokens sent.
        completion_tokens: Tokens received.
        wasted_tokens: Tokens of replies that could not be used.
        saved_tokens: Tokens that the answers from the cache took when they were asked for.
        median: Seconds half of the calls that were sent took at most; None where none was.
        p95: Seconds 95 % of them took at most.
    """

    prompt: str
    calls: int
    cached: int
    failed: int
    tries: int
    prompt_tokens: int
    completion_tokens: int
    wasted_tokens: int
    saved_tokens: int
    median: float | None
    p95: float | None


def find_calls(folder: Path, wanted: Wanted, limit: int) -> tuple[list[FoundCall], int]:
    """The most recent calls that are wanted, at most `limit`, oldest first, and how many there are.

    Raises StoreError when the folder has no log, or one that cannot be read.
    """
    with _opened(folder) as database:
        condition, values = _condition(wanted, indexed=has_index(database))
        count = database.execute(f"SELECT count(*) FROM calls WHERE {condition}", values)  # noqa: S608  (values are bound)
        total = int(count.fetchone()[0])
        rows = database.execute(
            f"SELECT {_COLUMNS} FROM calls WHERE {condition} "  # noqa: S608  (values are bound)
            "ORDER BY started DESC, id DESC LIMIT ?",
            (*values, limit),
        ).fetchall()
        return [_call(database, row) for row in reversed(rows)], total


def totals(folder: Path) -> list[PromptTotals]:
    """What the calls came to, by template, in order of their names.

    Raises StoreError when the folder has no log, or one that cannot be read.
    """
    with _opened(folder) as database:
        seconds: dict[str, list[float]] = defaultdict(list)
        for prompt, took in database.execute(
            "SELECT prompt, seconds FROM calls WHERE NOT cached ORDER BY prompt, seconds"
        ):
            seconds[prompt].append(took)
        rows = database.execute(
            "SELECT prompt, sum(NOT cached), sum(cached), sum(error_kind != ''), sum(tries),"
            " sum(prompt_tokens * (NOT cached)), sum(completion_tokens * (NOT cached)),"
            " sum(wasted_tokens), sum((prompt_tokens + completion_tokens) * cached)"
            " FROM calls GROUP BY prompt ORDER BY prompt"
        )
        return [PromptTotals(*(*row, *_times(seconds[row[0]]))) for row in rows]


def _times(ordered: Sequence[float]) -> tuple[float | None, float | None]:
    """The seconds that half of the calls, and nearly all, did not exceed."""
    return _share(ordered, _HALF), _share(ordered, _NEARLY_ALL)


def _share(ordered: Sequence[float], per_cent: int) -> float | None:
    """The least of the values that `per_cent` of them do not exceed."""
    if not ordered:
        return None
    return ordered[max(0, -(-len(ordered) * per_cent // 100) - 1)]


@contextmanager
def _opened(folder: Path) -> Iterator[sqlite3.Connection]:
    path = folder / CALLS
    if not path.is_file():
        raise StoreError(
            f"{path}: no such file; `llm-extract run ARTICLES --out {folder}` writes one when it "
            "asks a model"
        )
    database = None
    try:
        database = _connected(path)
        examine(path, database)
        yield database
    except sqlite3.Error as error:
        raise StoreError(
            f"{path}: cannot be read ({error}); move it away, and the next run makes a new one"
        ) from error
    finally:
        if database is not None:
            database.close()


def _connected(path: Path) -> sqlite3.Connection:
    """The log opened, as a file that nobody writes where its folder cannot be written."""
    address = path.absolute().as_uri()
    database = sqlite3.connect(f"{address}?mode=rw", uri=True, timeout=PATIENCE)
    try:
        database.execute("SELECT 1 FROM calls LIMIT 1")
    except sqlite3.OperationalError:
        database.close()
        return sqlite3.connect(f"{address}?mode=ro&immutable=1", uri=True, timeout=PATIENCE)
    except sqlite3.Error:
        database.close()
        raise
    return database


def _condition(wanted: Wanted, *, indexed: bool) -> tuple[str, tuple[str, ...]]:
    """The calls that are wanted, as SQL and the values to be bound in it."""
    parts, values = ["1"], []
    if wanted.failed:
        parts.append("error_kind != ''")
    if wanted.article:
        parts.append(r"(article LIKE ? ESCAPE '\' OR article_id LIKE ? ESCAPE '\')")
        values += [_pattern(wanted.article)] * 2
    for word in wanted.words:
        holding = r"text LIKE ? ESCAPE '\'"
        values.append(_pattern(word))
        if indexed and len(word) >= _GRAM:
            holding += " AND id IN (SELECT rowid FROM texts_index WHERE texts_index MATCH ?)"
            values.append(_grams(word))
        found = f"SELECT id FROM texts WHERE {holding}"  # noqa: S608  (values are bound)
        parts.append(f"id IN (SELECT call FROM parts WHERE text IN ({found}))")  # noqa: S608
    return " AND ".join(parts), tuple(values)


def _pattern(piece: str) -> str:
    for special in ("\\", "%", "_"):
        piece = piece.replace(special, f"\\{special}")
    return f"%{piece}%"


def _grams(word: str) -> str:
    """A query for the texts that hold every three characters of the word."""
    starts = range(len(word) - _GRAM + 1)
    grams = dict.fromkeys(word[start : start + _GRAM] for start in starts)
    quoted = [f'"{gram}"' for gram in (one.replace('"', '""') for one in grams)]
    return " AND ".join(quoted[:_MOST_GRAMS])


def _call(database: sqlite3.Connection, row: tuple[int | str | float, ...]) -> FoundCall:
    number, started, article, article_id, prompt, model, prefix, error_kind, *took = row
    told = database.execute("SELECT messages FROM prefixes WHERE id = ?", (prefix,)).fetchone()[0]
    shared = [Message(role, content) for role, content in json.loads(told)]
    parts = database.execute(
        "SELECT role, texts.text FROM parts JOIN texts ON texts.id = parts.text"
        " WHERE call = ? ORDER BY position",
        (number,),
    ).fetchall()
    tries, prompt_tokens, completion_tokens, cached_tokens, wasted_tokens, seconds, cached = took
    own = [Message(role, text) for role, text in parts if role not in (ANSWER, ERROR)]
    record = CallRecord(
        article=str(article),
        article_id=str(article_id),
        prompt=str(prompt),
        model=str(model),
        messages=(*shared, *own),
        answer="".join(text for role, text in parts if role == ANSWER),
        error_kind=str(error_kind),
        error="".join(text for role, text in parts if role == ERROR),
        tries=int(tries),
        prompt_tokens=int(prompt_tokens),
        completion_tokens=int(completion_tokens),
        cached_tokens=int(cached_tokens),
        wasted_tokens=int(wasted_tokens),
        seconds=float(seconds),
        started=str(started),
        cached=bool(cached),
    )
    return FoundCall(record, len(shared))
