"""The server's side of a batch: files that go up and come down, and the batches made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import TypeVar

import httpx2
import openai
from openai.types import Batch
from tenacity import Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_base

from llm_extract.errors import RefusedError, TransientModelError
from llm_extract.model import Request

from .client import TRIES, RetryWait, new_http_client
from .failures import Call, own_errors

T = TypeVar("T")
PATIENCE = 600.0
"""Seconds one request may take; files are up to 200 MB."""
RECENT = 1000
"""Batches of the account that are looked through for one whose making was broken off."""
_ADVICE = {
    401: "check OPENAI_API_KEY",
    403: "check that the API key may use batches",
    404: "it may have no Batch API, or not that file or batch any more; "
    "`llm-extract run` asks without batches",
    405: "it may have no Batch API; `llm-extract run` asks without batches",
}
_IN_GENERAL = "`llm-extract run` asks the same without batches"
_NO_QUESTION = Request((), "", "batch", 0)


@dataclass(frozen=True)
class ServerBatch:
    """What the server says of a batch; `made` is in seconds since 1970.

    `problem` says why a batch failed as a whole.
    """

    id: str
    status: str
    completed: int
    failed: int
    total: int
    made: float
    output_file: str | None
    error_file: str | None
    problem: str


class BatchEndpoint:
    """The Files and Batches endpoints of an OpenAI-compatible server.

    Every method raises TransientModelError when several tries failed, RefusedError when the
    server will not.

    Args:
        base_url: The server's address, usually ending in /v1.
        api_key: The key; empty for a server that asks for none.
        wait: The pause between tries; tests pass one without pauses.
    """

    def __init__(self, base_url: str, api_key: str = "", *, wait: wait_base | None = None) -> None:
        self._base_url = base_url
        self._http = new_http_client(base_url, PATIENCE)
        self._openai = openai.OpenAI(
            base_url=base_url,
            api_key=api_key or "none",
            timeout=PATIENCE,
            max_retries=0,
            http_client=self._http,
        )
        self._retrying = Retrying(
            retry=retry_if_exception_type(TransientModelError),
            stop=stop_after_attempt(TRIES),
            wait=wait or RetryWait(),
            reraise=True,
        )

    def upload(self, file: Path) -> str:
        """The id of a file of requests, once it is at the server."""

        def send() -> str:
            with file.open("rb") as stream:
                return self._openai.files.create(file=(file.name, stream), purpose="batch").id

        return self._tried("sending the requests", send)

    def create(self, file_id: str, labels: dict[str, str]) -> ServerBatch:
        """A batch made of a file; tried once, since a lost reply may stand for a made batch."""
        with self._own_errors("making the batch"):
            return _told(
                self._openai.batches.create(
                    input_file_id=file_id,
                    endpoint="/v1/chat/completions",
                    completion_window="24h",
                    metadata=labels,
                )
            )

    def find(self, file_id: str) -> ServerBatch | None:
        """The batch that was made of a file, None where there is none among the recent ones."""

        def search() -> ServerBatch | None:
            listed = islice(self._openai.batches.list(limit=100), RECENT)
            return next((_told(one) for one in listed if one.input_file_id == file_id), None)

        return self._tried("looking for the batch", search)

    def look_up(self, batch_id: str) -> ServerBatch:
        """How a batch is getting on."""
        return self._tried(
            f"asking for {batch_id}", lambda: _told(self._openai.batches.retrieve(batch_id))
        )

    def download(self, file_id: str, target: Path) -> None:
        """Put a file of the server at `target`, which is whole or not there."""
        draft = target.with_name(f"{target.name}.draft")

        def fetch() -> None:
            with self._openai.files.with_streaming_response.content(file_id) as reply:
                reply.stream_to_file(draft)

        self._tried("fetching the answers", fetch)
        draft.replace(target)

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _tried(self, doing: str, step: Callable[[], T]) -> T:
        def once() -> T:
            with self._own_errors(doing):
                return step()

        return self._retrying.copy()(once)

    @contextmanager
    def _own_errors(self, doing: str) -> Iterator[None]:
        """Turn what the client library raises into our exceptions, which say what was done."""
        try:
            with own_errors(Call(doing, self._base_url, _NO_QUESTION)):
                yield
        except RefusedError as error:
            if not error.status:
                raise
            hint = _ADVICE.get(error.status, _IN_GENERAL)
            said = f"{doing}: {self._base_url} answered {error.status}: {error.reason}; {hint}"
            raise RefusedError(said, error.status, error.reason) from error
        except httpx2.TransportError as error:
            raise TransientModelError(
                f"{doing}: the connection to {self._base_url} broke ({error})"
            ) from error


def _told(batch: Batch) -> ServerBatch:
    counts = batch.request_counts
    problems = (batch.errors and batch.errors.data) or ()
    return ServerBatch(
        id=batch.id,
        status=batch.status,
        completed=counts.completed if counts else 0,
        failed=counts.failed if counts else 0,
        total=counts.total if counts else 0,
        made=float(batch.created_at or 0),
        output_file=batch.output_file_id or None,
        error_file=batch.error_file_id or None,
        problem="; ".join(f"{one.code}: {one.message}" for one in problems),
    )
