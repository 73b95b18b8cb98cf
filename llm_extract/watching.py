"""What a run tells of itself while it goes, and of each article once it has ended."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from .store import Failure


@dataclass(frozen=True)
class ArticleEnd:
    """How one article ended, and what it took; the record behind a line of the run's table.

    Attributes:
        name: The input's name: a path, or a file with the row in it.
        failure: Why there is no result; None where there is one.
        facts: Facts found.
        findings: What was found wrong, without what is for information only.
        kept: Whether the result was there from before, and nothing was done.
        calls: Requests to the model that were answered.
        cached_calls: Questions answered from the cache.
        prompt_tokens: Tokens sent.
        completion_tokens: Tokens received.
        cached_tokens: Of the tokens sent, those the server still had.
        seconds: From beginning to end.
        retries: Requests that had to be sent again.
        saved_tokens: Tokens of the answers that came from the cache.
        wasted_tokens: Tokens of answers that could not be used.
        cost: US dollars spent; None where the model's price is not known.
    """

    name: str
    failure: Failure | None = None
    facts: int = 0
    findings: int = 0
    kept: bool = False
    calls: int = 0
    cached_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    seconds: float = 0.0
    retries: int = 0
    saved_tokens: int = 0
    wasted_tokens: int = 0
    cost: Decimal | None = None


class Watcher(Protocol):
    """Told how a run goes, from any of its threads."""

    def expect(self, articles: int) -> None:
        """So many more articles have been found; called again as more are."""

    def begin(self, name: str) -> None:
        """An article begins."""

    def stage(self, name: str, prompt: str) -> None:
        """A question of the template `prompt` is about to be asked for an article."""

    def pause(self, reason: str, seconds: float) -> None:
        """Nothing is sent for so many seconds, and why: the server asked for it, or a limit."""

    def done(self, end: ArticleEnd) -> None:
        """An article has ended."""
