"""What the fake model server was asked: every request, and the counts of all."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

LEFT = "left"
"""The fate of a request whose client went before the reply."""


@dataclass
class Asked:
    """One request: the digest of its body, when it came and was done with, and its fate.

    The fate is `answered`, a fault of the settings, `limited`, `down`, `refused`, or `left`.
    """

    body: str
    received: float
    attempt: int
    ended: float | None = None
    fate: str = ""

    def plain(self) -> dict[str, Any]:
        """The request as JSON can hold it."""
        return {
            "body": self.body,
            "received": self.received,
            "ended": self.ended,
            "fate": self.fate,
        }


@dataclass
class RequestLog:
    """All requests since the last clearing; times are seconds since 1970."""

    asked: list[Asked] = field(default_factory=list)
    times: Counter[str] = field(default_factory=Counter)
    """How often each body came."""
    in_flight: int = 0
    most_in_flight: int = 0
    lookups: int = 0
    """Questions about the server itself."""
    connections: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    _cpu: float = field(default_factory=time.process_time)

    def begin(self, body: str) -> Asked:
        """Note a request that has come."""
        one = Asked(body, time.time(), self.times[body])
        self.times[body] += 1
        self.asked.append(one)
        self.in_flight += 1
        self.most_in_flight = max(self.most_in_flight, self.in_flight)
        return one

    def end(self, one: Asked, fate: str) -> None:
        """Note what became of a request; the first fate counts."""
        if one.ended is None:
            one.ended, one.fate = time.time(), one.fate or fate
            self.in_flight -= 1

    def totals(self) -> dict[str, Any]:
        """The counts, as JSON can hold them."""
        ended = [one.ended for one in self.asked if one.ended is not None]
        fates = Counter(one.fate for one in self.asked if one.ended is not None)
        return {
            "received": len(self.asked),
            "distinct": len(self.times),
            "repeated": len(self.asked) - len(self.times),
            "most_of_one_body": max(self.times.values(), default=0),
            "fates": dict(fates.most_common()),
            "in_flight": self.in_flight,
            "most_in_flight": self.most_in_flight,
            "first": self.asked[0].received if self.asked else None,
            "last": max(ended, default=None),
            "lookups": self.lookups,
            "connections": self.connections,
            "prompt_tokens": self.prompt_tokens,
            "completion_tokens": self.completion_tokens,
            "cpu_seconds": time.process_time() - self._cpu,
        }
