"""What is kept of a run that asks in batches: `batch.json`, and the files beside it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import ValidationError

from .errors import StoreError
from .profiles import Profile, ProfileName
from .records import Article, Record

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
    profile: ProfileName | None = None
    """How the user said the model is to be asked."""
    most_requests: int


class Unread(Record):
    """An input that is no article, and why."""

    name: str
    kind: str
    reason: str


class BatchState(Record):
    """A run that asks in batches.

    Attributes:
        run: Tells this run from others at the server.
        settings: What is asked whom.
        profile: How the model is asked.
        way: The way of asking that was found to work, as the client keeps it.
        articles: How many inputs there are.
        unread: Those that are no articles.
        digest: Of the inputs, to tell the same command from another one.
        done: Articles with a result.
        failed: Inputs that will have none.
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
    unread: tuple[Unread, ...] = ()
    digest: str
    done: int = 0
    failed: int = 0
    rounds: int = 0
    is_asked: bool = False
    batches: tuple[SentBatch, ...] = ()

    @property
    def open_articles(self) -> int:
        """Articles that have neither a result nor failed."""
        return self.articles - self.done - self.failed

    @property
    def may_send(self) -> bool:
        """Whether another batch can be sent.

        Servers fail whole batches where too much waits already; after that one at a time is sent.
        """
        has_failed = any(one.status == "failed" for one in self.batches)
        return not has_failed or not any(one.is_open for one in self.batches)

    @property
    def waits(self) -> bool:
        """Whether nothing can be done before the server has ended a batch."""
        batches = [one for one in self.batches if not one.fetched]
        is_all_open = bool(batches) and not any(one.status in ENDED for one in batches)
        is_sending = any(one.batch_id is None for one in batches) and self.may_send
        return bool(self.open_articles) and is_all_open and not is_sending

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

    def empty(self) -> None:
        """Remove what an earlier run left."""
        with writing(self.files):
            (self.out / STATE).unlink(missing_ok=True)
            for file in self.files.glob("*.jsonl*"):
                file.unlink()

    def read_articles(self) -> Iterator[Article]:
        """The run's articles, as they were read. Raises StoreError when they cannot be."""
        with writing(self.articles), self.articles.open(encoding="utf-8", newline="\n") as lines:
            for line in lines:
                yield Article.model_validate_json(line)


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
