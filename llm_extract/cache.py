"""Answers kept on disk: the text of each, found by everything that was asked and of whom.

An answer is parsed again whenever it is read, so one that no longer fits the response model is
asked for anew. Nothing is ever unpickled. A cache that cannot be used costs the run nothing but
the answers it held.
"""

from __future__ import annotations

import json
import logging
import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from threading import Lock
from typing import Any

import diskcache
from pydantic import BaseModel, ConfigDict, ValidationError

from .errors import BadAnswerError, StoreError
from .model import Answer, Model, ModelWrapper, Request, T
from .text_disk import TextDisk
from .usage import Usage

log = logging.getLogger(__name__)

FORMAT = 1
"""Part of every key: raise it when the same request would be kept differently."""
PATIENCE = 10.0
"""Seconds to wait for another process that writes."""
INTO_THE_DATABASE = 1 << 30
"""Values shorter than this many characters get no file of their own: that is, all of them."""
DATABASE = "cache.db"
UNUSABLE = (sqlite3.Error, OSError, diskcache.Timeout, TypeError, ValueError)
"""What diskcache raises over a full disk, a damaged database or foreign settings."""


class Kept(BaseModel):
    """An answer as it is kept; `problems` and `message` say what was wrong with a bad one."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    raw: str
    valid: bool
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cached_tokens: int = 0
    message: str = ""
    problems: tuple[str, ...] = ()

    @classmethod
    def of(cls, answer: Answer[Any] | BadAnswerError, raw: str) -> Kept:
        """What is kept of an answer, good or bad."""
        usage = answer.usage
        is_bad = isinstance(answer, BadAnswerError)
        return cls(
            raw=raw,
            valid=not is_bad,
            prompt_tokens=usage.prompt_tokens,
            completion_tokens=usage.completion_tokens,
            seconds=usage.seconds,
            cached_tokens=usage.cached_tokens,
            message=str(answer) if is_bad else "",
            problems=answer.problems if isinstance(answer, BadAnswerError) else (),
        )

    @property
    def usage(self) -> Usage:
        """What the answer took when it was asked for."""
        return Usage(self.prompt_tokens, self.completion_tokens, self.seconds, self.cached_tokens)


@dataclass(frozen=True)
class CacheInfo:
    """What a cache holds: its answers, and its size on disk in bytes."""

    folder: Path
    entries: int
    bytes: int


class AnswerCache:
    """Kept answers by key; with one warning it does without what its folder cannot do.

    Args:
        folder: Where the answers are kept; made, for its owner alone, where it is not there.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._warned = False
        self._readable = self._writable = True
        self._store: Any = None
        # One thread speaks to the database: of many that wait for its lock, some would starve.
        self._thread = ThreadPoolExecutor(1, "cache")
        try:
            self._store = self._do(_open, folder)
        except UNUSABLE as error:
            self._readable = self._writable = False
            self._warn("cannot be used", error)

    def get(self, key: str) -> Kept | None:
        """The answer kept under `key`; None when there is none or it cannot be read."""
        text = self.text(key)
        try:
            return None if text is None else Kept.model_validate_json(text)
        except ValidationError:
            return None

    def put(self, key: str, answer: Kept) -> None:
        """Keep `answer` under `key`, in place of what was there."""
        self.keep(key, answer.model_dump_json())

    def text(self, key: str) -> str | None:
        """The text kept under `key`; None when there is none or it cannot be read."""
        if not self._readable:
            return None
        try:
            text: str | None = self._do(self._store.get, key)
        except UNUSABLE as error:
            self._readable = self._writable = False
            self._warn("cannot be read", error)
            return None
        return text

    def keep(self, key: str, text: str) -> None:
        """Keep `text` under `key`, in place of what was there."""
        if not self._writable:
            return
        try:
            self._do(self._store.set, key, text)
        except diskcache.Timeout as error:
            self._warn("is written to by others all the time", error)
        except UNUSABLE as error:
            self._writable = False
            self._warn("cannot be written", error)

    def close(self) -> None:
        """Close the database; nothing is kept or found any more."""
        self._readable = self._writable = False
        if self._store is not None:
            self._do(self._store.close)
            self._store = None
        self._thread.shutdown()

    def _do(self, act: Callable[..., Any], *given: object) -> Any:  # noqa: ANN401  (no types)
        return self._thread.submit(act, *given).result()

    def _warn(self, what: str, error: Exception) -> None:
        if not self._warned:
            self._warned = True
            log.warning(
                "the cache %s %s (%s); going on, but answers may have to be asked for again. "
                "Free some space, or start a new one with `llm-extract cache clear`",
                self.folder,
                what,
                str(error) or type(error).__name__,
            )


class CachedModel(ModelWrapper):
    """A model that asks another one only for what the cache does not hold.

    Bad answers are kept too, so that asking again runs the same course without any call.

    Args:
        model: The model to ask.
        cache: Where answers are kept.
        fresh: Ask for everything anew, and keep the new answers.
    """

    def __init__(self, model: Model, cache: AnswerCache, *, fresh: bool = False) -> None:
        super().__init__(model)
        self._cache = cache
        self._fresh = fresh
        self._lock = Lock()
        self.hits = 0
        self.misses = 0

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`, from the cache where it holds a fitting answer.

        Raises ModelError as the model does; BadAnswerError also for a bad answer that was kept.
        """
        key = answer_key(self.name, request)
        kept = None if self._fresh else self._cache.get(key)
        if kept is not None:
            value = _parsed(kept, answer_type)
            if value is not None or not kept.valid:
                self._count(hit=True)
                if value is None:
                    failure = BadAnswerError(kept.message, kept.raw, kept.problems, cached=True)
                    failure.usage = kept.usage
                    raise failure
                return Answer(value, kept.raw, kept.usage, cached=True)
        self._count(hit=False)
        return self._ask_live(key, request, answer_type)

    @property
    def kept(self) -> AnswerCache:
        """Where the answers are kept."""
        return self._cache

    def close(self) -> None:
        """Close the cache, and the model where it can be closed."""
        self._cache.close()
        super().close()

    def _ask_live(self, key: str, request: Request, answer_type: type[T]) -> Answer[T]:
        try:
            answer = self._model.ask(request, answer_type)
        except BadAnswerError as error:
            if error.raw.strip():
                self._cache.put(key, Kept.of(error, error.raw))
            raise
        self._cache.put(key, Kept.of(answer, answer.raw))
        return answer

    def _count(self, *, hit: bool) -> None:
        with self._lock:
            self.hits += hit
            self.misses += not hit


def _parsed(kept: Kept, answer_type: type[T]) -> T | None:
    try:
        return answer_type.model_validate_json(kept.raw)
    except ValidationError:
        return None


def answer_key(model: str, request: Request) -> str:
    """The key of `request` to the model named `model`: a SHA-256 over everything in them."""
    everything = json.dumps([FORMAT, model, asdict(request)], sort_keys=True)
    return sha256(everything.encode("ascii")).hexdigest()


def open_cache(folder: Path) -> AnswerCache:
    """The cache in `folder`, made where it is not there; useless, with a warning, if it fails."""
    return AnswerCache(folder)


def info(folder: Path) -> CacheInfo:
    """What the cache in `folder` holds.

    Raises StoreError when there is a cache that cannot be read.
    """
    if not (folder / DATABASE).is_file():
        return CacheInfo(folder, 0, 0)
    try:
        store = _open(folder)
        entries = len(store)
        store.close()
        size = sum(file.stat().st_size for file in folder.glob(f"{DATABASE}*"))
    except UNUSABLE as error:
        raise StoreError(
            f"the cache {folder} cannot be read ({error}); `llm-extract cache clear` starts anew"
        ) from error
    return CacheInfo(folder, entries, size)


def clear(folder: Path) -> int:
    """Remove every answer from the cache in `folder`, and say how many there were.

    A damaged cache is removed whole and counts as empty. Raises StoreError when that fails.
    """
    if not (folder / DATABASE).is_file():
        return 0
    try:
        store = _open(folder)
        count = int(store.clear())
        store.close()
    except UNUSABLE:
        _remove(folder)
        return 0
    return count


def _remove(folder: Path) -> None:
    try:
        for file in folder.glob(f"{DATABASE}*"):
            file.unlink()
    except OSError as error:
        raise StoreError(
            f"the damaged cache {folder} cannot be removed ({error.strerror}); delete the folder"
        ) from error


def _open(folder: Path) -> Any:  # noqa: ANN401  (diskcache has no types)
    # Articles may be confidential, so the folder is for its owner alone.
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    folder.chmod(0o700)
    return diskcache.Cache(
        str(folder),
        timeout=PATIENCE,
        disk=TextDisk,
        disk_min_file_size=INTO_THE_DATABASE,
        eviction_policy="none",
    )
