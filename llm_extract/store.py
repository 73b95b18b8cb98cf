"""A run's folder: results.jsonl and errors.jsonl are the truth, run.json says what was asked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from pydantic import ValidationError

from .errors import StoreError
from .records import Result

RESULTS, ERRORS, RUN = "results.jsonl", "errors.jsonl", "run.json"


@dataclass(frozen=True)
class Failure:
    """An article that gave no result, and why."""

    article: str
    kind: str
    reason: str


class RunFolder:
    """The folder a run writes to, one line at a time, flushed at once.

    Raises StoreError when the folder cannot be made or written.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            folder.mkdir(parents=True, exist_ok=True)
            for name in (RESULTS, ERRORS):
                (folder / name).write_text("", encoding="utf-8")
        except OSError as error:
            raise StoreError(f"{folder}: cannot be written ({error}); choose another --out") from error

    def add(self, result: Result) -> None:
        """Append a result."""
        self._append(RESULTS, result.model_dump_json())

    def fail(self, failure: Failure) -> None:
        """Append an article that failed."""
        self._append(ERRORS, json.dumps(asdict(failure), ensure_ascii=False))

    def finish(self, run: dict[str, object]) -> None:
        """Write what was asked and the totals."""
        text = json.dumps(run, ensure_ascii=False, indent=2)
        self._write(RUN, text + "\n", "w")

    def _append(self, name: str, line: str) -> None:
        self._write(name, line + "\n", "a")

    def _write(self, name: str, text: str, mode: str) -> None:
        path = self.folder / name
        try:
            with path.open(mode, encoding="utf-8") as stream:
                stream.write(text)
        except OSError as error:
            raise StoreError(f"{path}: cannot be written ({error})") from error


def read_results(folder: Path) -> Iterator[Result]:
    """The results of a run.

    Raises StoreError when the folder holds no run or a line of it is broken.
    """
    path = folder / RESULTS
    if not path.is_file():
        raise StoreError(f"{path}: no such file; run `llm-extract run ARTICLES --out {folder}` first")
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        try:
            yield Result.model_validate_json(line)
        except ValidationError as error:
            raise StoreError(f"{path}, line {number}: not a result ({error.title}); run again") from error
