"""The log of a run: every question to a model with its answer, in calls.sqlite of the run's folder.

What all questions of a template begin with is stored once, and so is every text that comes
again. Keys and passwords are taken out. Batches of calls are committed by a thread of the log's
own, so that a run is not slowed by it, and a log that cannot be written costs one warning.
"""

from __future__ import annotations

import logging
import sqlite3
import time
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from queue import Empty, Full, Queue
from threading import Event, Lock, Thread

from .call_tables import CALLS, CallRecord, CallTables
from .errors import BadAnswerError, LLMExtractError, ModelError
from .model import Answer, Model, ModelWrapper, Request, T
from .usage import Usage

__all__ = ["CALLS", "CallLog", "CallRecord", "LoggedModel"]

log = logging.getLogger(__name__)

_GATHERING = 0.25
"""Seconds in which the calls of one commit are gathered."""
_WAITING = 4_000
"""Calls that may wait to be written."""
_HELD_UP = 1.0
"""Seconds a call may be held up, once, by a log that does not keep up."""
_CLOSING = 30.0
"""Seconds the end of a run waits for the last calls to be written."""
_UNWRITABLE = (sqlite3.Error, OSError, LLMExtractError)


class CallLog:
    """Writes calls to the log of a run's folder, from any thread; other processes may, too.

    The file is made with the first call. A log that cannot be written, or not fast enough, gives
    one warning, and the run goes on without it.

    Args:
        folder: The run's folder; made where it is not there.
        secrets: Keys in use, taken out wherever they stand, whatever they look like.
    """

    def __init__(self, folder: Path, *, secrets: Iterable[str] = ()) -> None:
        self.path = folder / CALLS
        self._secrets = tuple(secrets)
        self._waiting: Queue[CallRecord | None] = Queue(_WAITING)
        self._lock = Lock()
        self._writer: Thread | None = None
        self._closing = Event()
        self._ended = self._warned = self._behind = False

    def add(self, record: CallRecord) -> None:
        """Have a call written; at once, but for a moment's wait where many wait already."""
        if self._ended or self._closing.is_set():
            return
        self._start()
        try:
            self._waiting.put(record, timeout=0 if self._behind else _HELD_UP)
            self._behind = False
        except Full:
            self._behind = True
            self._warn("does not keep up, so that calls are missing from it", "the disk is slow")

    def close(self) -> None:
        """Write what is waiting, and close the file."""
        writer = self._writer
        if writer is None or self._closing.is_set():
            self._ended = True
            return
        self._closing.set()
        try:
            self._waiting.put(None, timeout=_HELD_UP)
        except Full:
            self._ended = True
        writer.join(_CLOSING)

    def _start(self) -> None:
        if self._writer is None:
            with self._lock:
                if self._writer is None:
                    writer = Thread(target=self._run, name="call log", daemon=True)
                    writer.start()
                    self._writer = writer

    def _run(self) -> None:
        try:
            with CallTables(self.path, self._secrets) as tables:
                while not self._ended:
                    tables.add(self._batch())
        except _UNWRITABLE as error:
            self._warn("cannot be written", str(error) or type(error).__name__)
        finally:
            self._ended = True
            self._drop()

    def _batch(self) -> list[CallRecord]:
        """The calls of the next commit, once there is one; the last ones end the log."""
        batch = [self._waiting.get()]
        self._closing.wait(_GATHERING)
        batch += [self._waiting.get() for _ in range(self._waiting.qsize())]
        self._ended = self._ended or None in batch
        return [record for record in batch if record is not None]

    def _drop(self) -> None:
        try:
            while True:
                self._waiting.get_nowait()
        except Empty:
            return

    def _warn(self, what: str, why: str) -> None:
        with self._lock:
            warned, self._warned = self._warned, True
        if not warned:
            log.warning(
                "the log of calls %s %s (%s); the run goes on, and nothing else is missing. "
                "Make room, or delete that file, for a log of the next run",
                self.path,
                what,
                why,
            )


class LoggedModel(ModelWrapper):
    """A model that asks another one, and logs each question with what came of it.

    Args:
        model: The model to ask; one that keeps answers, so that those it had are logged as such.
        calls: The log.
        article: The name of the article that is asked about.
        article_id: Its id.
    """

    def __init__(self, model: Model, calls: CallLog, article: str, article_id: str = "") -> None:
        super().__init__(model)
        self._calls = calls
        self._article = article
        self._article_id = article_id

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as the model does. Raises what the model raises."""
        started = datetime.now(UTC), time.perf_counter()
        try:
            answer = self._model.ask(request, answer_type)
        except BaseException as error:
            self._log(started, request, error)
            raise
        self._log(started, request, answer)
        return answer

    def _log(
        self, started: tuple[datetime, float], request: Request, came: Answer[T] | BaseException
    ) -> None:
        day, clock = started
        seconds = time.perf_counter() - clock
        usage, text, failure, cached = Usage(), "", None, False
        if isinstance(came, Answer):
            usage, text, cached = came.usage, came.raw, came.cached
        else:
            failure = came
            if isinstance(came, ModelError):
                usage = came.usage
            if isinstance(came, BadAnswerError):
                text, cached = came.raw, came.cached
        self._calls.add(
            CallRecord(
                article=self._article,
                article_id=self._article_id,
                prompt=request.prompt,
                model=self.name,
                messages=request.messages,
                answer=text,
                error_kind=type(failure).__name__ if failure else "",
                error=str(failure) if failure else "",
                tries=0 if cached else usage.tries,
                prompt_tokens=usage.prompt_tokens,
                completion_tokens=usage.completion_tokens,
                cached_tokens=usage.cached_tokens,
                wasted_tokens=usage.wasted_tokens,
                seconds=seconds,
                started=day.isoformat(timespec="milliseconds"),
                cached=cached,
            )
        )
