"""What the pipeline asks of a language model, and what it gets back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from .profiles import Profile, profile_named
from .usage import Usage

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
class Answer(Generic[T_co]):
    """A validated answer, the text it was parsed from, and what it took.

    Of an answer from the cache `usage` is what it took when it was asked for.
    """

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


def profile_of(model: Model) -> Profile:
    """How to ask `model`: as it says, else as the smallest.

    Raises ModelError when a model that must be opened to know cannot be.
    """
    # Asked for once: with wrapped models, each look at it runs through all of them.
    profile: Profile | None = getattr(model, "profile", None)
    return profile or profile_named("small")


class ModelWrapper:
    """A model that asks another one; whoever wraps it says in `ask` what it does beside that.

    Args:
        model: The model to ask.
    """

    def __init__(self, model: Model) -> None:
        self._model = model

    @property
    def name(self) -> str:
        """The name of the model that is asked."""
        return self._model.name

    @property
    def profile(self) -> Profile:
        """How the model is asked that is asked."""
        return profile_of(self._model)

    def close(self) -> None:
        """Close the model where it can be closed."""
        close = getattr(self._model, "close", None)
        if close is not None:
            close()
