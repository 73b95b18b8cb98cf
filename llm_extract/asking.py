"""Asking a model until its answer passes: the one loop for answers that were wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel

from . import prompts
from .errors import BadAnswerError
from .model import Model, Request, Usage

T = TypeVar("T", bound=BaseModel)
MAX_TRIES = 2


@dataclass
class Tally:
    """What one article's questions took."""

    calls: int = 0
    cached: int = 0
    reasked: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    templates: dict[str, str] = field(default_factory=dict)

    def count(self, request: Request, usage: Usage, *, cached: bool) -> None:
        """Count one answer and the template it came from."""
        self.calls += not cached
        self.cached += cached
        self.prompt_tokens += usage.prompt_tokens
        self.completion_tokens += usage.completion_tokens
        name, _, digest = request.prompt.partition("@")
        self.templates[name] = digest


@dataclass(frozen=True)
class Asker:
    """A model with the templates and the tally of one article."""

    model: Model
    tally: Tally
    folder: Path | None = None

    def ask(self, request: Request, answer_type: type[T]) -> T | None:
        """The first answer that validates, or None when asking again did not help either.

        A bad answer is sent back with what is wrong with it. Raises ModelError for everything
        that asking again cannot mend.
        """
        for _ in range(MAX_TRIES):
            try:
                answer = self.model.ask(request, answer_type)
            except BadAnswerError as error:
                self.tally.count(request, Usage(), cached=error.cached)
                self.tally.reasked += 1
                request = prompts.reask(request, error.raw, error.problems, self.folder)
                continue
            self.tally.count(request, answer.usage, cached=answer.cached)
            return answer.value
        return None
