"""How the fake model server behaves: its settings, its faults and its limits.

Faults are drawn for each request from the seed, the request's body and how often that body came
before, so that a run meets the same faults in whatever order its requests arrive.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import blake2b
from typing import Any, Self

FAULTS = (
    "limit_told",  # 429 with Retry-After
    "limit_untold",  # 429 without
    "error",  # 500
    "hang",  # no reply, until the client gives up or the server's patience ends
    "reset",  # the connection is torn down
    "cut_reply",  # 200 with a body that ends in the middle
    "cut_answer",  # an answer whose JSON ends in the middle
    "wrong_shape",  # an answer whose JSON is valid and something else
    "empty",  # an answer of no characters
    "refusal",  # the model declines
)
_SCALE = 1 << 64


def _setting(default: Any, words: str) -> Any:  # noqa: ANN401  (of any type)
    return field(default=default, metadata={"help": words})


@dataclass(frozen=True)
class Settings:
    """How the server behaves; seconds for all times."""

    latency: float = _setting(0.0, "seconds until an answer")
    jitter: float = _setting(0.0, "share of the latency it varies by, to either side")
    requests_per_minute: int = _setting(0, "above it 429; 0 for no limit")
    tokens_per_minute: int = _setting(0, "above it 429; 0 for no limit")
    burst: float = _setting(60.0, "seconds' worth of a limit that may come at once")
    faults: float = _setting(0.0, "share of the requests that fail")
    kinds: tuple[str, ...] = _setting(FAULTS, f"the faults to draw from: {', '.join(FAULTS)}")
    seed: int = _setting(1, "of the draws")
    retry_after: float = _setting(1.0, "what a fault of kind limit_told asks to wait")
    hang: float = _setting(0.0, "patience of a fault of kind hang; 0 waits for the client")
    down_after: int = _setting(0, "requests after which the server is down; 0 for never")
    down_for: float = _setting(0.0, "how long it is down; 0 for good")
    down_as: str = _setting("503", "what a server that is down does: 503 or reset")
    refuse_text: str = _setting("", "a request whose messages hold this text is refused")
    refuse_status: int = _setting(500, "the status it is refused with")
    model: str = _setting("fake-model", "the model's name")
    parameters: float = _setting(1.5e9, "parameters the model claims, which settle its class")
    context: int = _setting(32768, "tokens of context the model claims")
    bodies: str = _setting("", "file to which each distinct request body is added as a line")

    @classmethod
    def of(cls, changes: dict[str, Any]) -> Self:
        """The defaults with these changes. Raises ValueError for what is no setting."""
        changes = {k: tuple(v) if k == "kinds" else v for k, v in changes.items()}
        try:
            made = replace(cls(), **changes)
        except TypeError as error:
            raise ValueError(str(error)) from error
        strange = set(made.kinds) - set(FAULTS)
        if strange:
            raise ValueError(f"no such fault: {', '.join(sorted(strange))}")
        return made

    def plain(self) -> dict[str, Any]:
        """The settings as JSON can hold them."""
        return asdict(self)

    def fault(self, body: str, attempt: int) -> str | None:
        """The fault a body meets when it comes for the `attempt`-th time, counted from 0."""
        if not self.faults:
            return None
        whether, which = self._draw("fault", body, attempt)
        return self.kinds[which % len(self.kinds)] if whether < self.faults * _SCALE else None

    def delay(self, body: str, attempt: int) -> float:
        """Seconds until the answer."""
        if not self.jitter:
            return self.latency
        drawn = self._draw("delay", body, attempt)[0] / _SCALE
        return self.latency * (1 + self.jitter * (2 * drawn - 1))

    def _draw(self, what: str, body: str, attempt: int) -> tuple[int, int]:
        key = f"{what} {self.seed} {body} {attempt}".encode()
        digest = blake2b(key, digest_size=16).digest()
        return int.from_bytes(digest[:8]), int.from_bytes(digest[8:])


def add_options(parser: argparse.ArgumentParser) -> None:
    """An option for each setting."""
    for one in fields(Settings):
        several = one.name == "kinds"
        parser.add_argument(
            f"--{one.name.replace('_', '-')}",
            type=str if several else type(one.default),
            default=one.default,
            nargs="+" if several else None,
            help=f"{one.metadata['help']} (default {'all' if several else one.default})",
        )


def settings_of(given: argparse.Namespace) -> Settings:
    """The settings of parsed options. Raises ValueError for what is no setting."""
    return Settings.of({one.name: getattr(given, one.name) for one in fields(Settings)})


class Bucket:
    """What is left of a limit, filling up again all the time."""

    def __init__(self, per_minute: int, burst: float) -> None:
        self.limit = per_minute
        self._rate = per_minute / 60
        self._most = max(1.0, self._rate * burst)
        self._left = self._most
        self._at = 0.0

    def wait(self, amount: float, now: float) -> float:
        """Seconds until `amount` can be had; 0 where it can be had now."""
        self._left = min(self._most, self._left + (now - self._at) * self._rate)
        self._at = now
        # More than the bucket holds is let through when it is full.
        return max(0.0, min(amount, self._most) - self._left) / self._rate

    def take(self, amount: float) -> None:
        """Take it, once it need not be waited for."""
        self._left -= amount

    def told(self, name: str) -> dict[str, str]:
        """OpenAI's headers about this limit."""
        full = (self._most - self._left) / self._rate
        return {
            f"x-ratelimit-limit-{name}": str(self.limit),
            f"x-ratelimit-remaining-{name}": str(max(0, int(self._left))),
            f"x-ratelimit-reset-{name}": f"{full:.3f}s",
        }


class Limits:
    """The limits on requests and tokens a minute."""

    def __init__(self, settings: Settings) -> None:
        wanted = {
            "requests": settings.requests_per_minute,
            "tokens": settings.tokens_per_minute,
        }
        self._buckets = {n: Bucket(limit, settings.burst) for n, limit in wanted.items() if limit}

    def admit(self, tokens: int, now: float) -> float:
        """Seconds until a request of so many tokens is let in; 0 when it is let in now."""
        amounts = {"requests": 1, "tokens": tokens}
        wait = max((b.wait(amounts[n], now) for n, b in self._buckets.items()), default=0.0)
        if not wait:
            for name, bucket in self._buckets.items():
                bucket.take(amounts[name])
        return wait

    def headers(self) -> dict[str, str]:
        """OpenAI's headers about the limits there are."""
        told: dict[str, str] = {}
        for name, bucket in self._buckets.items():
            told |= bucket.told(name)
        return told
