"""What the pipeline asks of a language model, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar, runtime_checkable

from pydantic import BaseModel

from .profiles import Profile, profile_named

T = TypeVar("T", bound=BaseModel)
T_co = TypeVar("T_co", bound=BaseModel, covariant=True)


@dataclass(frozen=True)
class Message:
    """One turn of the conversation; `role` is system, user or assistant."""

    role: str
    content: str


@dataclass(frozen=True)
class Request:
    """Everything that decides an answer; equal requests may share one."""

    messages: tuple[Message, ...]
    answer_schema: str
    """The response model's JSON schema as canonical JSON."""
    prompt: str
    """Name and content hash of the template, such as label@3f2a91c0."""
    max_tokens: int
    temperature: float = 0.0

    def followed_by(self, *messages: Message) -> Request:
        """The same request with more turns at its end, as used for asking again."""
        return Request(
            self.messages + messages,
            self.answer_schema,
            self.prompt,
            self.max_tokens,
            self.temperature,
        )


@dataclass(frozen=True)
class Usage:
    """Tokens and seconds one answer took; no tokens and no time for an answer from the cache.

    `cached_tokens` are those of the prompt which the server still had from earlier questions.
    `tries` counts the requests that were sent until the answer came, and `wasted_tokens` those
    of the answers among them that could not be used.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cached_tokens: int = 0
    tries: int = 1
    wasted_tokens: int = 0


@dataclass(frozen=True)
class Answer(Generic[T_co]):
    """A validated answer, the text it was parsed from, and what it took."""

    value: T_co
    raw: str
    usage: Usage
    cached: bool = False


class Model(Protocol):
    """Anything that answers requests with instances of a response model."""

    @property
    def name(self) -> str:
        """The model's identity, part of every cache key and of the provenance."""

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as an `answer_type`.

        Raises ModelError, with BadAnswerError for an answer that does not validate.
        """


@runtime_checkable
class Profiled(Protocol):
    """A model that knows how it is best asked."""

    @property
    def profile(self) -> Profile:
        """How it is best asked; for one behind a server, what the server says it can do."""


def profile_of(model: Model) -> Profile:
    """How to ask `model`: as it says, else as the smallest.

    Raises ModelError when a model that must be opened to know cannot be.
    """
    return model.profile if isinstance(model, Profiled) else profile_named("small")
