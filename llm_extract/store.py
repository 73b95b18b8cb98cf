"""A run's folder: results.jsonl and errors.jsonl are the truth, run.json says what was asked.

Results and failures are appended line by line, so whatever breaks a run off leaves what it had;
the next run with the same settings goes on from there.
"""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, BinaryIO

from filelock import FileLock, Timeout
from pydantic import ValidationError

from .errors import StoreError
from .records import Result
from .saved_results import (
    Key,
    SavedResult,
    keep_lines,
    look_through,
    read_line,
    renamed,
    saved_results,
)

RESULTS, ERRORS, RUN, LOCK = "results.jsonl", "errors.jsonl", "run.json", ".lock"


@dataclass(frozen=True)
class Failure:
    """An article that gave no result, and why.

    Attributes:
        article: Its name.
        kind: The exception's name.
        reason: What happened and what to do.
        traceback: Where it was a bug of ours.
        id: The article's id; empty where it could not be read.
        lasting: Whether asking again would most likely end the same way.
    """

    article: str
    kind: str
    reason: str
    traceback: str = ""
    id: str = ""
    lasting: bool = False


class RunFolder:
    """The folder a run writes to, one run at a time.

    Args:
        folder: Where it is; made where it is not there.
        made_with: What the results depend on beside their articles. The results of an earlier
            run with the same are kept; without it, or with another, the folder is emptied.
        settings: What run.json is to say from the start.
        anew: Empty the folder, whatever it was made with.
        forgive: Forget the lasting failures of the run before, too, so that they are tried again.

    Attributes:
        saved: The results that are there.
        failed: The lasting failures of the run before, by the ids of their articles.

    Raises StoreError when the folder cannot be made or written, or another run writes to it.
    """

    def __init__(
        self,
        folder: Path,
        made_with: str = "",
        settings: dict[str, object] | None = None,
        *,
        anew: bool = False,
        forgive: bool = False,
    ) -> None:
        self.folder = folder
        self.saved: dict[Key, SavedResult] = {}
        self.failed: dict[str, Failure] = {}
        self._settings = {"made_with": made_with, **(settings or {})}
        self._by_id: dict[str, Key] = {}
        try:
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = FileLock(folder / LOCK, timeout=0)
            self._lock.acquire()
            self._begin("" if anew else made_with, forgive=forgive)
        except Timeout as error:
            raise StoreError(
                f"{folder}: another run is writing there; wait for it, or choose another folder "
                "with --out"
            ) from error
        except OSError as error:
            raise StoreError(
                f"{folder}: the results cannot be written there ({error.strerror}); "
                "choose another folder with --out"
            ) from error

    def _begin(self, made_with: str, *, forgive: bool) -> None:
        results, errors = self.folder / RESULTS, self.folder / ERRORS
        if made_with and _made_with(self.folder / RUN) == made_with and results.exists():
            self.saved = saved_results(results)
            self._by_id = {key[0]: key for key in self.saved}
            lasting = [one for one in _failures(errors) if one.lasting and one.id]
            self.failed = {} if forgive else {one.id: one for one in lasting}
        else:
            results.write_bytes(b"")
        _replace(errors, "".join(_line(asdict(one)) for one in self.failed.values()))
        self._write_run({"state": "running"})

    def has(self, article: str) -> bool:
        """Whether there is a result of the article of this id, under whatever name."""
        return article in self._by_id

    def add(self, result: Result) -> None:
        """Append a result. Raises StoreError when it cannot be written."""
        key = result.article.id, result.article.source
        outline = SavedResult(len(result.facts), 0, 0, 0)
        self.add_line(key, outline, result.model_dump_json().encode())

    def add_line(self, key: Key, outline: SavedResult, line: bytes) -> None:
        """Append a result as JSON. Raises StoreError when it cannot be written."""
        start = self._append(RESULTS, line)
        self.saved[key] = replace(outline, start=start, length=len(line) + 1)
        self._by_id[key[0]] = key

    def copy(self, article: str, source: str) -> SavedResult:
        """The result of the article of this id under the name `source`, appended if need be.

        Raises StoreError when it cannot be written.
        """
        key = article, source
        if key not in self.saved:
            other = self.saved[self._by_id[article]]
            line = renamed(read_line(self.folder / RESULTS, other), source)
            self.add_line(key, other, line)
        return self.saved[key]

    def fail(self, failure: Failure) -> None:
        """Append an article that failed. Raises StoreError when it cannot be written."""
        self._append(ERRORS, _line(asdict(failure)).rstrip("\n").encode())

    def finish(self, run: dict[str, object], keep: Iterable[Key] | None = None) -> None:
        """Write what the run came to.

        With `keep`, all results but these are removed, which are of other articles or names, and
        the earlier failures of other articles. Raises StoreError when that cannot be done.
        """
        try:
            if keep is not None:
                kept = set(keep)
                wanted = {key: line for key, line in self.saved.items() if key in kept}
                self.saved = keep_lines(self.folder / RESULTS, wanted)
                self._drop_failures({article for article, _ in kept})
            self._write_run(run)
        except OSError as error:
            raise self._unwritable(RUN, error) from error
        self.close()

    def _drop_failures(self, kept: set[str]) -> None:
        path = self.folder / ERRORS
        if self.failed.keys() - kept:
            left = [one for one in _failures(path) if not one.id or one.id in kept]
            _replace(path, "".join(_line(asdict(one)) for one in left))

    def close(self) -> None:
        """Let other runs write to the folder."""
        self._lock.release()

    def _write_run(self, run: dict[str, object]) -> None:
        words = json.dumps({**self._settings, **run}, ensure_ascii=False, indent=2)
        _replace(self.folder / RUN, f"{words}\n")

    def _append(self, name: str, line: bytes) -> int:
        """Append a line and say where it begins."""
        try:
            with (self.folder / name).open("ab", buffering=0) as stream:
                return _append_whole(stream, line + b"\n")
        except OSError as error:
            raise self._unwritable(name, error) from error

    def _unwritable(self, name: str, error: OSError) -> StoreError:
        return StoreError(
            f"{self.folder / name}: cannot be written ({error.strerror}); make room, or choose "
            "another folder with --out, and give the same command again: what is done is kept"
        )


def _append_whole(stream: BinaryIO, data: bytes) -> int:
    """Append all of `data` or, on a full disk, nothing of it; say where it begins."""
    start = stream.seek(0, os.SEEK_END)
    written = stream.write(data)
    if written < len(data):
        stream.truncate(start)
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    return start


def saved_ids(folder: Path, made_with: str) -> set[str]:
    """The articles whose results a run with these settings would find in the folder.

    Nothing in it is changed. Raises StoreError when it cannot be read.
    """
    path = folder / RESULTS
    if not made_with or _made_with(folder / RUN) != made_with or not path.exists():
        return set()
    try:
        return {key[0] for key in look_through(path)[0]}
    except OSError as error:
        raise StoreError(f"{path}: cannot be read ({error.strerror})") from error


def read_failures(folder: str | Path) -> Iterator[Failure]:
    """The articles of a run that gave no result, one at a time; none where no file tells."""
    return _failures(Path(folder) / ERRORS)


def _failures(path: Path) -> Iterator[Failure]:
    """The failures in a file, as far as it can be read."""
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, UnicodeDecodeError):
        return
    for line in lines:
        try:
            yield Failure(**json.loads(line))
        except (ValueError, TypeError):
            continue


def _made_with(path: Path) -> str:
    """What the results of the run before depend on; empty where that cannot be told."""
    try:
        return str(json.loads(path.read_bytes())["made_with"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def _line(record: dict[str, Any]) -> str:
    return json.dumps(record, ensure_ascii=False) + "\n"


def _replace(path: Path, words: str) -> None:
    """Put a file in place of another, which stays whole should anything go wrong."""
    draft = path.with_name(f"{path.name}.new")
    draft.write_text(words, encoding="utf-8")
    draft.replace(path)


def read_results(folder: str | Path) -> Iterator[Result]:
    """The results of a run, one at a time; of a run that is going on or broken off, so far.

    Raises StoreError when the folder holds no run or a line of it is broken.
    """
    path = Path(folder) / RESULTS
    try:
        with path.open("rb") as stream:
            for number, line in enumerate(stream, start=1):
                if line.endswith(b"\n"):
                    yield _parsed(line, path, number)
    except FileNotFoundError as error:
        raise StoreError(
            f"{path}: no such file; make it with `llm-extract run ARTICLES --out {folder}`"
        ) from error
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be read ({error.strerror}); run the articles again"
        ) from error


def _parsed(line: bytes, path: Path, number: int) -> Result:
    try:
        return Result.model_validate_json(line)
    except ValidationError as error:
        what = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(map(str, what["loc"]))
        raise StoreError(
            f"{path}, line {number}: no result of this version ({place} {what['msg']}); "
            "run the articles again"
        ) from error
