"""What an answer of a model took."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True)
class Usage:
    """Tokens and seconds of one question: what the server told, all its tries together.

    Attributes:
        prompt_tokens: Tokens sent.
        completion_tokens: Tokens received.
        seconds: From sending to having, without the pauses between tries.
        cached_tokens: Those of the prompt which the server still had from earlier questions.
        tries: Requests sent.
        wasted_tokens: Tokens, sent and received, of replies that could not be used.
    """

    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cached_tokens: int = 0
    tries: int = 1
    wasted_tokens: int = 0

    @property
    def tokens(self) -> int:
        """Tokens sent and received."""
        return self.prompt_tokens + self.completion_tokens


@dataclass
class Spending:
    """What one question takes while it is being asked, try by try."""

    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cached_tokens: int = 0
    tries: int = 0
    wasted_tokens: int = 0

    def add(self, usage: Usage, *, wasted: bool = False) -> None:
        """Count a reply, and that it could not be used where it was `wasted`."""
        self.prompt_tokens += usage.prompt_tokens
        self.completion_tokens += usage.completion_tokens
        self.cached_tokens += usage.cached_tokens
        self.wasted_tokens += usage.tokens if wasted else 0

    def total(self) -> Usage:
        """What it has taken so far."""
        return Usage(**asdict(self))
