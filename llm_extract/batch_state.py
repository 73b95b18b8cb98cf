"""What is kept of a run that asks in batches: `batch.json`, and the files beside it."""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from .errors import StoreError
from .profiles import Profile
from .records import Article, Record
from .store import ERRORS, RESULTS, Failure, RunFolder

FORMAT = 1
STATE, FILES = "batch.json", "batch"
ENDED = frozenset({"completed", "failed", "expired", "cancelled"})
"""How a batch can end; whatever else a server says means that it is still at work."""


class SentBatch(Record):
    """One batch: a file of requests, and how far it has come.

    Attributes:
        number: Its number in the run, from 1, which names its files.
        round: Which round of questions it belongs to, from 1.
        requests: How many requests it holds.
        file_id: The file at the server, None before it is there.
        batch_id: The batch at the server, None before it was made.
        status: As the server told last; `unsent` before.
        completed: Requests answered.
        failed: Requests that failed.
        made: When it was made, in seconds since 1970.
        problem: Why it failed as a whole.
        fetched: Whether its answers are here.
    """

    number: int
    round: int
    requests: int
    file_id: str | None = None
    batch_id: str | None = None
    status: str = "unsent"
    completed: int = 0
    failed: int = 0
    made: float = 0.0
    problem: str = ""
    fetched: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the server has still to answer it."""
        return self.batch_id is not None and self.status not in ENDED


class BatchSettings(Record):
    """What a run asks whom; paths are absolute, so that it can be gone on with from anywhere."""

    model: str
    base_url: str
    prompts: Path | None = None
    glossary: Path | None = None
    fields: str = ""
    """The user's own schema, as module:Model."""
    most_requests: int


class BatchState(Record):
    """A run that asks in batches.

    Attributes:
        run: Tells this run from others at the server.
        settings: What is asked whom.
        profile: How the model is asked.
        way: The way of asking that was found to work, as the client keeps it.
        articles: How many articles there are.
        digest: Of the articles, to tell the same command from another one.
        rounds: How many rounds of questions were made.
        is_asked: Whether all questions that could be asked so far are in a batch.
        batches: All batches, in order.
    """

    format: int = FORMAT
    run: str
    settings: BatchSettings
    profile: Profile
    way: str = ""
    articles: int
    digest: str
    rounds: int = 0
    is_asked: bool = False
    batches: tuple[SentBatch, ...] = ()

    def with_batch(self, batch: SentBatch) -> BatchState:
        """The same with `batch` in place of the one of its number."""
        batches = tuple(batch if one.number == batch.number else one for one in self.batches)
        return self.model_copy(update={"batches": batches})


class BatchFolder:
    """A run's folder with what is kept of its batches in it."""

    def __init__(self, out: Path) -> None:
        self.out = out
        self.files = out / FILES
        self.articles = self.files / "articles.jsonl"

    def requests(self, number: int) -> Path:
        """The file of a batch's requests."""
        return self.files / f"requests-{number}.jsonl"

    def answers(self, number: int) -> Path:
        """The file of a batch's answers."""
        return self.files / f"answers-{number}.jsonl"

    def errors(self, number: int) -> Path:
        """The file of a batch's requests that failed."""
        return self.files / f"errors-{number}.jsonl"

    def load(self) -> BatchState | None:
        """What is kept; None where there is nothing. Raises StoreError when it is damaged."""
        path = self.out / STATE
        try:
            return BatchState.model_validate_json(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, UnicodeDecodeError, ValidationError) as error:
            raise StoreError(
                f"{path}: cannot be read as the state of a batch ({_first_line(error)}); start "
                "anew in another folder with `llm-extract batch submit ... --out`; answers that "
                "came are kept"
            ) from error

    def save(self, state: BatchState) -> BatchState:
        """Keep `state` in place of what was kept, and return it."""
        with writing(self.out / STATE):
            text = state.model_dump_json(indent=2)
            write_whole(self.out / STATE, f"{text}\n")
        return state

    def empty(self, but: Path) -> None:
        """Remove what an earlier run left, but for one file."""
        with writing(self.files):
            (self.out / STATE).unlink(missing_ok=True)
            for file in self.files.glob("*.jsonl*"):
                if file != but:
                    file.unlink()

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Keep other commands out. Raises StoreError when one is at work here."""
        with writing(self.files):
            self.files.mkdir(parents=True, exist_ok=True)
            lock = os.open(self.files / "lock", os.O_CREAT | os.O_WRONLY, 0o600)
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(lock)
            raise StoreError(
                f"{self.out}: another command is at work on this batch; wait until it has ended"
            ) from error
        try:
            yield
        finally:
            os.close(lock)

    def read_articles(self) -> Iterator[Article]:
        """The run's articles, as they were read. Raises StoreError when they cannot be."""
        with writing(self.articles), self.articles.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield Article.model_validate_json(line)


class ContinuedFolder(RunFolder):
    """A run's folder that is gone on with: what an earlier command wrote to it stays."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def ended(self) -> tuple[set[str], dict[str, str]]:
        """The articles that gave a result, and those that failed with the reason.

        What a crash left of a torn last line is removed, and its article not among them.
        """
        results = {line["article"]["source"] for line in _whole_lines(self.folder / RESULTS)}
        failures = [Failure(**line) for line in _whole_lines(self.folder / ERRORS)]
        return results, {one.article: one.reason for one in failures}


def _whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a file of lines, whose last line goes where it was not written whole."""
    whole = 0
    with writing(path), path.open("r+b") as stream:
        for line in stream:
            if not line.endswith(b"\n"):
                break
            whole += len(line)
            try:
                yield json.loads(line)
            except ValueError as error:
                raise StoreError(
                    f"{path}: a line of it is broken ({error}); remove that line, and its article "
                    "is done again from the kept answers"
                ) from error
        stream.truncate(whole)


def write_whole(path: Path, text: str) -> None:
    """Write a file so that it is there as a whole or as it was before."""
    draft = path.with_name(f"{path.name}.draft")
    with draft.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())
    draft.replace(path)


@contextmanager
def writing(path: Path) -> Iterator[None]:
    """Raises StoreError, naming `path`, where it cannot be written or read."""
    try:
        yield
    except OSError as error:
        raise StoreError(
            f"{path}: cannot be used ({error.strerror}); make room or mend the folder, and give "
            "the same command again: nothing is lost or paid for twice"
        ) from error


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0]
