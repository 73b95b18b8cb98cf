"""What came back from a provider's batches: the replies, and why there are none to the others."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .batch_requests import KEY_LENGTH, asked_ids
from .batch_state import BatchFolder, BatchState, SentBatch, writing
from .llm import may_pass

OK = 200
_LONGEST = 300
"""Characters of a server's own words that are passed on."""
_NO_LINE = {
    "completed": "the server's files have no line for it",
    "expired": "the batch expired before it was answered",
    "cancelled": "the batch was cancelled before it was answered",
}


@dataclass(frozen=True)
class Reply:
    """One line of a batch's files: the reply to a request, or why there is none.

    `failure` is empty for a reply, also for one that refuses the request for good.
    """

    id: str
    status: int = 0
    body: str = ""
    failure: str = ""


@dataclass(frozen=True)
class _Place:
    """Where a reply stands: a file, and from which byte."""

    file: Path
    start: int


class Replies:
    """The replies of a run so far, found by the ids of their requests.

    Attributes:
        failures: Why there is no reply, by id: one reason for each batch it was asked in.
        waiting: The ids in batches whose answers are not here yet.
        answered: The answer keys, as ids begin with them, of what has a reply.
    """

    def __init__(self) -> None:
        self._places: dict[str, _Place] = {}
        self.failures: dict[str, list[str]] = defaultdict(list)
        self.waiting: set[str] = set()
        self.answered: set[str] = set()

    @classmethod
    def of(cls, folder: BatchFolder, state: BatchState) -> Replies:
        """Those of a run. Raises StoreError when its files cannot be read."""
        replies = cls()
        for batch in state.batches:
            if batch.fetched:
                replies.take(folder, batch)
            else:
                replies.waiting.update(asked_ids(folder.requests(batch.number)))
        return replies

    def take(self, folder: BatchFolder, batch: SentBatch) -> None:
        """Add the replies of a batch whose files are here."""
        reasons: dict[str, str] = {}
        for file in (folder.answers(batch.number), folder.errors(batch.number)):
            for reply, place in _lines(file):
                if reply.failure:
                    reasons.setdefault(reply.id, reply.failure)
                elif reply.id not in self._places:
                    self._places[reply.id] = place
                    self.answered.add(reply.id[:KEY_LENGTH])
        told = f"the batch failed ({batch.problem})" if batch.problem else "the batch failed"
        for one in asked_ids(folder.requests(batch.number)):
            if one not in self._places:
                no_line = _NO_LINE.get(batch.status, told)
                self.failures[one].append(reasons.get(one, no_line))

    def get(self, question_id: str) -> Reply | None:
        """The reply to a request, None where there is none."""
        place = self._places.get(question_id)
        if place is None:
            return None
        with writing(place.file), place.file.open("rb") as stream:
            stream.seek(place.start)
            return read_line(stream.readline())


def _lines(file: Path) -> Iterator[tuple[Reply, _Place]]:
    if not file.exists():
        return
    start = 0
    with writing(file), file.open("rb") as lines:
        for line in lines:
            reply = read_line(line)
            if reply is not None:
                yield reply, _Place(file, start)
            start += len(line)


def read_line(line: bytes) -> Reply | None:
    """A line of a batch's files; None where it names no request."""
    try:
        said = json.loads(line)
    except ValueError:
        return None
    if not isinstance(said, dict) or not isinstance(said.get("custom_id"), str):
        return None
    one, response = said["custom_id"], said.get("response")
    if said.get("error"):
        return Reply(one, failure=_words(said["error"]))
    if not isinstance(response, dict):
        return Reply(one, failure="its line has neither a reply nor an error")
    status, body = response.get("status_code"), response.get("body")
    status = status if isinstance(status, int) else OK
    return Reply(one, status, json.dumps(body, ensure_ascii=False), _failure(status, body))


def _failure(status: int, body: object) -> str:
    """Why a line holds no reply though its `error` is null; empty where it holds one.

    A rejection for good is a reply: the client reads it as it does a live one.
    """
    error = _error(body)
    if may_pass(status, error.get("code")):
        return f"HTTP {status}, {_words(error or body)}"
    is_completion = isinstance(body, dict) and isinstance(body.get("choices"), list)
    if status == OK and not is_completion:
        return f"its reply is no chat completion: {_words(error or body)}"
    return ""


def _error(body: object) -> dict[str, Any]:
    error = body.get("error") if isinstance(body, dict) else None
    return error if isinstance(error, dict) else {}


def _words(said: object) -> str:
    """What an error says, in its own words."""
    if not isinstance(said, dict):
        return str(said)[:_LONGEST]
    named = [str(said[name]) for name in ("code", "message") if said.get(name)]
    return (": ".join(named) or json.dumps(said, ensure_ascii=False))[:_LONGEST]
