"""Files of questions for a provider's batch: one a line, each once, within the API's limits."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from io import BufferedWriter
from pathlib import Path

from .batch_state import BatchFolder, writing

URL = "/v1/chat/completions"
MOST_REQUESTS = 50_000
MOST_BYTES = 200_000_000
KEY_LENGTH, _BODY_LENGTH = 32, 24
"""Hexadecimal digits of an id's two parts; the API takes ids of up to 64 characters."""


@dataclass(frozen=True)
class Question:
    """A request for a batch: its id, and its body as a live one would have it."""

    id: str
    body: bytes

    @classmethod
    def of(cls, key: str, body: bytes) -> Question:
        """The question of an answer key, asked in the way `body` does."""
        return cls(f"{key[:KEY_LENGTH]}-{sha256(body).hexdigest()[:_BODY_LENGTH]}", body)

    @property
    def line(self) -> bytes:
        """Its line in a file of requests."""
        said = {
            "custom_id": self.id,
            "method": "POST",
            "url": URL,
            "body": json.loads(self.body),
        }
        return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


class RequestFiles:
    """The files of one round, begun with the first question and whole once closed.

    Args:
        folder: Where they are.
        first: The number of the first.
        most_requests: How many requests a file may hold.
        most_bytes: How long a file may be.
    """

    def __init__(
        self,
        folder: BatchFolder,
        first: int,
        most_requests: int = MOST_REQUESTS,
        most_bytes: int = MOST_BYTES,
    ) -> None:
        self._folder = folder
        self._next = first
        self._most = (most_requests, most_bytes)
        self._ids: set[str] = set()
        self._stream: BufferedWriter | None = None
        self._size = 0
        self.counts: dict[int, int] = {}
        """Requests by the number of their file."""

    def add(self, questions: Iterable[Question]) -> None:
        """Add those that are not there yet. Raises StoreError when that cannot be done."""
        for question in questions:
            if question.id in self._ids:
                continue
            self._ids.add(question.id)
            line = question.line
            with writing(self._folder.files):
                self._open_for(line).write(line)
            self._size += len(line)
            self.counts[self._next - 1] += 1

    def close(self) -> None:
        """Put the files in place. Raises StoreError when that cannot be done."""
        with writing(self._folder.files):
            if self._stream is not None:
                self._stream.close()
            for number in self.counts:
                self._draft(number).replace(self._folder.requests(number))

    def drop(self) -> None:
        """Leave no file."""
        with writing(self._folder.files):
            if self._stream is not None:
                self._stream.close()
            for number in self.counts:
                self._draft(number).unlink()

    def _open_for(self, line: bytes) -> BufferedWriter:
        most_requests, most_bytes = self._most
        is_full = self._stream is not None and (
            self.counts[self._next - 1] >= most_requests or self._size + len(line) > most_bytes
        )
        if self._stream is None or is_full:
            if self._stream is not None:
                self._stream.close()
            self._stream = self._draft(self._next).open("wb")
            self._size = 0
            self.counts[self._next] = 0
            self._next += 1
        return self._stream

    def _draft(self, number: int) -> Path:
        path = self._folder.requests(number)
        return path.with_name(f"{path.name}.draft")


def asked_ids(file: Path) -> Iterator[str]:
    """The ids of a file of requests. Raises StoreError when it cannot be read."""
    with writing(file), file.open("rb") as lines:
        for line in lines:
            yield json.loads(line)["custom_id"]
