"""Every exception this package raises on purpose.

LLMExtractError
├── InputError            an article or claim that cannot be read
├── PromptError           a prompt template that is missing or does not fit its variables
├── TableError            a table of words (TOML), built in or a user's, missing or malformed
├── SchemaError           a user's own schema that cannot be loaded or asked for
├── StoreError            a run's folder that cannot be written or read
├── ReviewError           a reviewer's decisions that cannot be read or kept
├── ExportError           a table, format or file that results cannot be exported to
└── ModelError            no usable answer from the model
    ├── TransientModelError   may pass on its own: time-out, 429, 5xx, connection lost
    ├── RefusedError          the model declined, or the server rejected the request for good
    │   ├── TooLongError          the prompt is longer than the model's context
    │   └── DeclinedError         the model, or a filter before it, declined to answer
    ├── BadAnswerError        an answer came, but it does not fit the response model
    ├── CassetteMissError     replaying, and this request was never recorded
    ├── PendingError          asked in a provider's batch, and not answered yet
    └── RunEndingError        nothing more is asked in this run
        ├── BudgetError           a limit set by the user was reached
        ├── UnavailableError      the server has not answered for too long, or lets nobody in
        └── StoppedError          the run was broken off

The command line prints any of these as one line: what happened, where, what to do next.
Everything else that escapes is a bug and keeps its traceback.
"""

from __future__ import annotations

from .usage import Usage


class LLMExtractError(Exception):
    """Base of all errors a caller may want to handle."""


class InputError(LLMExtractError):
    """An article or claim cannot be read; `path` names it."""

    def __init__(self, message: str, path: str = "") -> None:
        super().__init__(message)
        self.path = path


class PromptError(LLMExtractError):
    """A prompt template is missing, or its variables and those given differ."""


class TableError(LLMExtractError):
    """A table of words, built in or a user's glossary, is missing or malformed."""


class SchemaError(LLMExtractError):
    """A user's own schema cannot be imported, is no pydantic model, or has unsupported fields."""


class StoreError(LLMExtractError):
    """A run's folder cannot be written or read."""


class ReviewError(LLMExtractError):
    """A file of a reviewer's decisions cannot be read or written, or is none."""


class ExportError(LLMExtractError):
    """Results cannot be exported as asked: no such table or format, or a file not to be written."""


class ModelError(LLMExtractError):
    """The model gave no usable answer; `usage` is what asking it took all the same."""

    usage = Usage()


class TransientModelError(ModelError):
    """The request failed in a way that may pass.

    `retry_after` is in seconds, None if not told; `is_limit` tells that nothing was wrong but the
    number of requests.
    """

    def __init__(
        self, message: str, retry_after: float | None = None, *, is_limit: bool = False
    ) -> None:
        super().__init__(message)
        self.retry_after = retry_after
        self.is_limit = is_limit


class RefusedError(ModelError):
    """The model declined to answer, or the server rejected the request for good.

    `status` is the HTTP status of the rejection, 0 where it was not one, and `reason` what the
    server itself said.
    """

    def __init__(self, message: str, status: int = 0, reason: str = "") -> None:
        super().__init__(message)
        self.status = status
        self.reason = reason


class TooLongError(RefusedError):
    """The prompt is longer than the context of the model; in parts it may fit."""


class DeclinedError(RefusedError):
    """The model, or a filter before it, declined to answer this question."""


class BadAnswerError(ModelError):
    """An answer that does not fit the response model: `raw` as received, `problems` in words.

    `cached` tells that the answer was kept from an earlier run and no call was made.
    """

    def __init__(
        self, message: str, raw: str = "", problems: tuple[str, ...] = (), *, cached: bool = False
    ) -> None:
        super().__init__(message)
        self.raw = raw
        self.problems = problems
        self.cached = cached


class CassetteMissError(ModelError):
    """A replayed request that was never recorded."""


class PendingError(ModelError):
    """A question that waits for the answers of a provider's batch."""


class RunEndingError(ModelError):
    """Nothing more is asked in this run, of whatever article; a later one goes on."""


class BudgetError(RunEndingError):
    """A limit the user set on tokens or money was reached."""


class UnavailableError(RunEndingError):
    """The server has not answered for too long, or lets nobody in."""


class StoppedError(RunEndingError):
    """The run was broken off, and nobody waits for this answer."""
