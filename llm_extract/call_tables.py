"""The tables of a log of calls: how calls stand in its file, and writing them into it."""

from __future__ import annotations

import json
import logging
import os
import sqlite3
import time
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from types import TracebackType
from typing import Self

from .errors import StoreError
from .model import Message
from .redaction import without_secrets

log = logging.getLogger(__name__)

CALLS = "calls.sqlite"
FORMAT = 1
"""The shape of the tables; a file of another one is neither written nor read."""
ANSWER, ERROR = "answer", "error"
"""What stands in place of a role where a part of a call is no message."""
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
_PAUSE = 0.05
"""Seconds between two tries to open a file another process is just making."""
_PREFIXES = 256
"""Beginnings of questions whose numbers are remembered; a run has some ten of them."""

_TABLES = """
CREATE TABLE IF NOT EXISTS prefixes (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, messages TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS texts (
    id INTEGER PRIMARY KEY, digest BLOB NOT NULL UNIQUE, text TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS calls (
    id INTEGER PRIMARY KEY, started TEXT NOT NULL, article TEXT NOT NULL,
    article_id TEXT NOT NULL, prompt TEXT NOT NULL, model TEXT NOT NULL,
    prefix INTEGER NOT NULL REFERENCES prefixes, error_kind TEXT NOT NULL,
    tries INTEGER NOT NULL, prompt_tokens INTEGER NOT NULL, completion_tokens INTEGER NOT NULL,
    cached_tokens INTEGER NOT NULL, wasted_tokens INTEGER NOT NULL, seconds REAL NOT NULL,
    cached INTEGER NOT NULL
);
CREATE TABLE IF NOT EXISTS parts (
    call INTEGER NOT NULL REFERENCES calls, position INTEGER NOT NULL, role TEXT NOT NULL,
    text INTEGER NOT NULL REFERENCES texts, PRIMARY KEY (call, position)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS parts_by_text ON parts (text);
"""
_INDEX = """
CREATE VIRTUAL TABLE IF NOT EXISTS texts_index
USING fts5(text, content='', tokenize='trigram', detail='none')
"""


@dataclass(frozen=True)
class CallRecord:
    """One question to a model, and how it was answered.

    Attributes:
        article: The name of the article it was about.
        article_id: The article's id.
        prompt: Name and content hash of the template, such as label@3f2a91c0.
        model: The model's name.
        messages: The turns that were sent.
        answer: The model's text, a bad one too; empty where none came.
        error_kind: The name of the exception there was instead of a good answer; empty for none.
        error: Its message.
        tries: Requests sent; 0 for an answer from the cache.
        prompt_tokens: Tokens sent; of an answer from the cache, those it took when it was asked.
        completion_tokens: Tokens received, likewise.
        cached_tokens: Those of the prompt which the server still had.
        wasted_tokens: Tokens of replies that could not be used.
        seconds: From asking to having the answer, with all pauses and tries.
        started: When it was asked, ISO 8601 in UTC.
        cached: Whether the answer came from the cache, and nothing was sent.
    """

    article: str
    article_id: str
    prompt: str
    model: str
    messages: tuple[Message, ...]
    answer: str = ""
    error_kind: str = ""
    error: str = ""
    tries: int = 1
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    wasted_tokens: int = 0
    seconds: float = 0.0
    started: str = ""
    cached: bool = False


class CallTables:
    """A log's file, open for writing; made, for its owner alone, where it is not there.

    Raises sqlite3.Error, OSError, or StoreError for a file of another version, when it cannot
    be opened or written.

    Args:
        path: The file.
        secrets: Keys that are taken out wherever they stand.
    """

    def __init__(self, path: Path, secrets: Iterable[str] = ()) -> None:
        self._secrets = tuple(secrets)
        self._database = _open(path)
        self._has_index = has_index(self._database)
        self._shared: dict[str, int] = {}
        self._prefixes: dict[tuple[Message, ...], int] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._database.close()

    def add(self, records: Iterable[CallRecord]) -> None:
        """Write calls, all of them or none."""
        self._database.execute("BEGIN IMMEDIATE")
        for record in records:
            self._add(record)
        self._database.execute("COMMIT")

    def _add(self, record: CallRecord) -> None:
        # Where a question was asked again, its first turns are those of the question before.
        shared = min(self._shared.get(record.prompt, len(record.messages)), len(record.messages))
        shared = min(shared, max(0, len(record.messages) - 1))
        self._shared[record.prompt] = shared
        call = self._database.execute(
            "INSERT INTO calls (started, article, article_id, prompt, model, prefix, error_kind,"
            " tries, prompt_tokens, completion_tokens, cached_tokens, wasted_tokens, seconds,"
            " cached) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                record.started, self._clean(record.article), record.article_id, record.prompt,
                record.model, self._prefix(record.messages[:shared]), record.error_kind,
                record.tries, record.prompt_tokens, record.completion_tokens,
                record.cached_tokens, record.wasted_tokens, record.seconds, record.cached,
            ),
        ).lastrowid  # fmt: skip
        told = [(turn.role, turn.content) for turn in record.messages[shared:]]
        told += [(ANSWER, record.answer)] if record.answer else []
        told += [(ERROR, record.error)] if record.error else []
        self._database.executemany(
            "INSERT INTO parts (call, position, role, text) VALUES (?, ?, ?, ?)",
            [(call, place, role, self._text(text)) for place, (role, text) in enumerate(told)],
        )

    def _prefix(self, turns: tuple[Message, ...]) -> int:
        """The number of the turns a question shares with others, stored once."""
        known = self._prefixes.get(turns)
        if known is not None:
            return known
        told = json.dumps(
            [[turn.role, self._clean(turn.content)] for turn in turns], ensure_ascii=False
        )
        number, _ = self._once("prefixes", "messages", told)
        if len(self._prefixes) >= _PREFIXES:
            self._prefixes.clear()
        self._prefixes[turns] = number
        return number

    def _text(self, text: str) -> int:
        """The number of a text, stored and indexed once."""
        clean = self._clean(text)
        number, is_new = self._once("texts", "text", clean)
        if is_new and self._has_index:
            self._database.execute(
                "INSERT INTO texts_index (rowid, text) VALUES (?, ?)", (number, clean)
            )
        return number

    def _once(self, where: str, column: str, text: str) -> tuple[int, bool]:
        """The number of `text` in a table, and whether it was not there before."""
        digest = sha256(text.encode()).digest()
        added = self._database.execute(
            f"INSERT INTO {where} (digest, {column}) VALUES (?, ?) ON CONFLICT DO NOTHING",  # noqa: S608  (our own names)
            (digest, text),
        )
        if added.rowcount == 1 and added.lastrowid is not None:
            return added.lastrowid, True
        found = self._database.execute(
            f"SELECT id FROM {where} WHERE digest = ?",  # noqa: S608  (our own names)
            (digest,),
        )
        return int(found.fetchone()[0]), False

    def _clean(self, text: str) -> str:
        # Half a character, as damaged JSON may hold, is no text to SQLite.
        whole = text.encode("utf-8", "replace").decode()
        return without_secrets(whole, self._secrets)


def has_index(database: sqlite3.Connection) -> bool:
    """Whether every text can be found by its index, with the SQLite this Python has."""
    try:
        # A process whose SQLite cannot write the index leaves texts out of it.
        texts, indexed = database.execute(
            "SELECT (SELECT count(*) FROM texts), (SELECT count(*) FROM texts_index_docsize)"
        ).fetchone()
        database.execute("SELECT rowid FROM texts_index WHERE texts_index MATCH '\"abc\"'")
    except sqlite3.OperationalError:
        return False
    return bool(texts == indexed)


def examine(path: Path, database: sqlite3.Connection) -> None:
    """Raises StoreError when the file is a log of another version."""
    version = database.execute("PRAGMA user_version").fetchone()[0]
    if version != FORMAT:
        raise StoreError(
            f"{path}: no log of calls of this version of llm-extract; move it away, and the next "
            "run makes a new one"
        )


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(parents=True, exist_ok=True)
    # Articles may be confidential, so the file is for its owner alone.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    path.chmod(0o600)
    until = time.monotonic() + PATIENCE
    while True:
        database = sqlite3.connect(path, timeout=PATIENCE, isolation_level=None)
        try:
            _prepare(path, database)
        except sqlite3.OperationalError as error:
            database.close()
            # SQLite does not wait where two processes turn to the write-ahead log at once.
            if "locked" not in str(error) or time.monotonic() > until:
                raise
            time.sleep(_PAUSE)
        except BaseException:
            database.close()
            raise
        else:
            return database


def _prepare(path: Path, database: sqlite3.Connection) -> None:
    """Set the file up for many writers, any of which may be killed, and make its tables."""
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("PRAGMA synchronous = NORMAL")
    database.execute("BEGIN IMMEDIATE")
    is_new = not database.execute("SELECT 1 FROM sqlite_master").fetchone()
    if is_new:
        for statement in _TABLES.split(";"):
            database.execute(statement)
        database.execute(f"PRAGMA user_version = {FORMAT}")
        _index(database)
    else:
        examine(path, database)
    database.execute("COMMIT")


def _index(database: sqlite3.Connection) -> None:
    try:
        database.execute(_INDEX)
    except sqlite3.OperationalError as error:
        log.info("texts of the log of calls are searched one by one (%s)", error)
