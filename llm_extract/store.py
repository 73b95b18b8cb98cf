"""A run's folder: results.jsonl and errors.jsonl are the truth, run.json says what was asked."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import ValidationError

from .errors import StoreError
from .records import Result

RESULTS, ERRORS, RUN = "results.jsonl", "errors.jsonl", "run.json"


@dataclass(frozen=True)
class Failure:
    """An article that gave no result, and why; `traceback` is there where it was a bug of ours."""

    article: str
    kind: str
    reason: str
    traceback: str = ""


class RunFolder:
    """The folder a run writes to: emptied of the run before, then filled line by line.

    Every line is on disk before the next article is done, so a run that is broken off leaves
    what it had. Raises StoreError when the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            (folder / RUN).unlink(missing_ok=True)
            for name in (RESULTS, ERRORS):
                (folder / name).write_text("", encoding="utf-8")
        except OSError as error:
            raise StoreError(
                f"{folder}: the results cannot be written there ({error.strerror}); "
                "choose another folder with --out"
            ) from error

    def add(self, result: Result) -> None:
        """Append a result. Raises StoreError when it cannot be written."""
        self._append(RESULTS, result.model_dump_json())

    def fail(self, failure: Failure) -> None:
        """Append an article that failed. Raises StoreError when it cannot be written."""
        self._append(ERRORS, json.dumps(asdict(failure), ensure_ascii=False))

    def finish(self, run: dict[str, object]) -> None:
        """Write what was asked and the totals. Raises StoreError when that cannot be done."""
        self._append(RUN, json.dumps(run, ensure_ascii=False, indent=2))

    def _append(self, name: str, text: str) -> None:
        path = self.folder / name
        try:
            _append_whole(path, f"{text}\n".encode())
        except OSError as error:
            raise StoreError(
                f"{path}: cannot be written ({error.strerror}); make room, or choose another "
                "folder with --out, and give the same command again: answers so far are kept"
            ) from error


def _append_whole(path: Path, data: bytes) -> None:
    """Append all of `data` or, on a full disk, nothing of it."""
    with path.open("ab", buffering=0) as stream:
        written = stream.write(data)
        if written < len(data):
            stream.truncate(stream.tell() - written)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def read_results(folder: str | Path) -> Iterator[Result]:
    """The results of a run.

    Raises StoreError when the folder holds no run or a line of it is broken.
    """
    path = Path(folder) / RESULTS
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError as error:
        raise StoreError(
            f"{path}: no such file; make it with `llm-extract run ARTICLES --out {folder}`"
        ) from error
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"{path}: cannot be read ({error}); run the articles again") from error
    # Articles may hold characters that splitlines takes for line ends.
    for number, line in enumerate(text.removesuffix("\n").split("\n") if text else (), start=1):
        try:
            yield Result.model_validate_json(line)
        except ValidationError as error:
            what = error.errors(include_url=False, include_input=False)[0]
            place = ".".join(map(str, what["loc"]))
            raise StoreError(
                f"{path}, line {number}: no result of this version ({place} {what['msg']}); "
                "run the articles again"
            ) from error
