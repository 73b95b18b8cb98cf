"""Asking a model until its answer passes: the one loop for answers that were wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from . import prompts
from .errors import BadAnswerError, DeclinedError, PendingError
from .model import Model, Request, profile_of
from .profiles import Profile
from .usage import Usage

T = TypeVar("T", bound=BaseModel)
MAX_TRIES = 2


@dataclass
class Tally:
    """What one article's questions took.

    Attributes:
        calls: Questions the model was asked.
        cached: Questions answered from the cache.
        reasked: Answers that were sent back.
        prompt_tokens: Tokens sent.
        completion_tokens: Tokens received.
        templates: The prompts' digests by name.
        cached_tokens: Of the tokens sent, those the server still had.
        retries: Requests beyond one a question.
        saved_tokens: What the answers from the cache took when they were asked for.
        wasted_tokens: Tokens of replies that could not be used.
        pending: Questions whose answers are still to come.
    """

    calls: int = 0
    cached: int = 0
    reasked: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    templates: dict[str, str] = field(default_factory=dict)
    cached_tokens: int = 0
    retries: int = 0
    saved_tokens: int = 0
    wasted_tokens: int = 0
    pending: int = 0

    def count(self, request: Request, usage: Usage, *, cached: bool) -> None:
        """Count one question, what it took, and the template it came from."""
        name, _, digest = request.prompt.partition("@")
        self.templates[name] = digest
        self.calls += not cached
        self.cached += cached
        if cached:
            self.saved_tokens += usage.tokens
            return
        self.prompt_tokens += usage.prompt_tokens
        self.completion_tokens += usage.completion_tokens
        self.cached_tokens += usage.cached_tokens
        self.retries += max(0, usage.tries - 1)
        self.wasted_tokens += usage.wasted_tokens


@dataclass(frozen=True)
class Asker:
    """A model with the templates and the tally of one article."""

    model: Model
    tally: Tally
    folder: Path | None = None

    @property
    def profile(self) -> Profile:
        """How the model is asked. Raises ModelError when it cannot be opened to know."""
        return profile_of(self.model)

    def holds(self, request: Request) -> bool:
        """Whether a request and its answer fit the model's context, by estimate."""
        profile = self.profile
        told = "".join(message.content for message in request.messages)
        # A server that keeps to a schema need not show it to the model; the others do.
        form = "" if profile.mode == "json_schema" else request.answer_schema
        return profile.holds(told + form, request.max_tokens)

    def ask(self, request: Request, answer_type: type[T]) -> T | None:
        """The first answer that validates, or None when asking again did not help either.

        A bad answer is sent back with what is wrong with it; a question that the model declines
        to answer is let go. None also stands for an answer that is still to come, so that what
        does not depend on it can be asked too; what does calls `need_answers` first. Raises
        ModelError for everything that asking again cannot mend.
        """
        for attempt in range(MAX_TRIES):
            # What stands in the first question cannot be left out of the second.
            if attempt and not self.holds(request):
                break
            try:
                answer = self.model.ask(request, answer_type)
            except BadAnswerError as error:
                self.tally.count(request, error.usage, cached=error.cached)
                self.tally.reasked += 1
                request = prompts.reask(request, error.raw, error.problems, self.folder)
                continue
            except DeclinedError as error:
                self.tally.count(request, error.usage, cached=False)
                break
            except PendingError:
                self.tally.pending += 1
                break
            self.tally.count(request, answer.usage, cached=answer.cached)
            return answer.value
        return None

    def need_answers(self) -> None:
        """Raises PendingError where an answer so far is still to come."""
        if self.tally.pending:
            raise PendingError(f"{self.tally.pending} questions wait for their batch")
