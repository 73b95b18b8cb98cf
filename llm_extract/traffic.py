"""When the next request may be sent: limits, the server's wishes, and whether it is there at all.

One object stands before all threads, and through shared numbers all processes, of a run. Pace is
kept by the generic cell rate algorithm (ITU-T I.371): each limit has the time at which the next
request is due, and a request moves it on by its share of a minute.
"""

from __future__ import annotations

import math
import random
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from .errors import StoppedError, UnavailableError
from .knowledge import table
from .shared_numbers import SharedNumbers

NAMES = (
    "requests_due", "tokens_due", "told_requests_due", "told_requests_rate", "told_tokens_due",
    "told_tokens_rate", "pace", "pace_cut", "window_began", "window_answered", "window_refused",
    "paused_until", "failures", "failing_since", "outage_pause", "ever_answered", "in_flight",
    "stopped",
)  # fmt: skip
LONGEST_SLEEP = 0.25
"""Seconds after which a waiting request looks whether things have changed."""
_MINUTE, _DAY = 60.0, 86400.0
_BURST = 1.0
"""Seconds of a limit's requests that may be sent at once."""
_TOO_MANY = 429
_SERVER_ERROR = 500


@dataclass(frozen=True)
class Limits:
    """The user's own limits a minute; 0 for none."""

    requests: int = 0
    tokens: int = 0


class Traffic:
    """Lets requests pass one by one, as fast as limits and server allow.

    Args:
        limits: The user's limits.
        numbers: What is shared with other threads and processes; NAMES are its names.
        on_pause: Told why nothing is sent, and for how many seconds.
        patience: Seconds without any answer after which the server counts as gone.
        clock: Seconds that only grow, the same in all processes.
        sleep: Waits for so many seconds.
    """

    def __init__(
        self,
        limits: Limits | None = None,
        numbers: SharedNumbers | None = None,
        *,
        on_pause: Callable[[str, float], None] = lambda *_: None,
        patience: float | None = None,
        clock: Callable[[], float] = time.monotonic,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        self._limits = limits or Limits()
        self._numbers = numbers or SharedNumbers(NAMES)
        self._on_pause = on_pause
        self._clock = clock
        self._sleep = sleep
        self._rules = _rules()
        self._patience = self._rules["outage"]["patience"] if patience is None else patience
        self._last_failure = ""

    def enter(self, tokens: int) -> None:
        """Wait until a request of so many tokens, with its answer, may be sent.

        Raises UnavailableError when the server has been out of reach for too long, StoppedError
        when the run is over.
        """
        with self._numbers.held() as shared:
            due = self._book(shared, tokens)
        self._wait_until(due)
        told = 0.0
        while (until := self._may_go()) is not None:
            wait = until - self._clock()
            if wait >= 1 and until != told:
                self._on_pause(self._last_failure or "the server asks to wait", wait)
                told = until
            self._sleep(min(max(wait, 0.0) * random.uniform(1.0, 1.1), LONGEST_SLEEP))  # noqa: S311

    def heard(self, status: int, headers: Mapping[str, str]) -> None:
        """Take in that the server replied."""
        with self._numbers.held() as shared:
            shared["in_flight"] -= 1
            self._learn(shared, headers)
            refused = status == _TOO_MANY
            if status >= _SERVER_ERROR:
                self._count_failure(shared, f"the server answered {status}")
                return
            if not refused:
                shared["ever_answered"] = 1
                shared["failures"] = shared["failing_since"] = shared["outage_pause"] = 0
            self._count_reply(shared, refused=refused)

    def lost(self, reason: str) -> None:
        """Take in that no reply came to a request."""
        with self._numbers.held() as shared:
            shared["in_flight"] -= 1
            self._count_failure(shared, reason)

    def asked_to_wait(self, seconds: float) -> None:
        """Take in that the server wants to hear nothing for a while.

        All wait where it refuses many, else only who was refused. Raises UnavailableError when
        it wants longer than anybody would wait.
        """
        if seconds > self._patience:
            raise UnavailableError(
                f"the server wants to hear nothing for {seconds:,.0f} s: its limit is reached"
            )
        with self._numbers.held() as shared:
            if shared["window_refused"] > self._rules["pace"]["much"] * self._replies(shared):
                self._pause(shared, seconds)

    def is_down(self) -> bool:
        """Whether so many requests in a row have failed that the server counts as down."""
        return bool(self._numbers["failures"] >= self._rules["outage"]["failures"])

    def stop(self) -> None:
        """Let nothing pass any more."""
        self._numbers["stopped"] = 1

    def _wait_until(self, due: float) -> None:
        while (wait := due - self._clock()) > 0 and not self._numbers["stopped"]:
            self._sleep(min(wait, LONGEST_SLEEP))

    def _book(self, shared: SharedNumbers, tokens: int) -> float:
        """When the next request is due by all limits, each of which it moves on."""
        now = self._clock()
        own = [rate for rate in (self._limits.requests, shared["pace"]) if rate]
        limits = (
            ("requests_due", min(own, default=0.0), 1, _BURST),
            ("tokens_due", self._limits.tokens, tokens, _MINUTE),
            ("told_requests_due", shared["told_requests_rate"], 1, math.inf),
            ("told_tokens_due", shared["told_tokens_rate"], tokens, math.inf),
        )
        due = now
        for name, rate, amount, burst in limits:
            if rate:
                at = max(shared[name], now - burst)
                due = max(due, at)
                shared[name] = at + amount * _MINUTE / rate
        return due

    def _may_go(self) -> float | None:
        """None when a request may go now, which counts it; else until when to wait."""
        with self._numbers.held() as shared:
            now = self._clock()
            if shared["stopped"]:
                raise StoppedError("the run was stopped")
            self._give_up_if_gone(shared, now)
            if shared["paused_until"] > now:
                return shared["paused_until"]
            if self.is_down():
                # This one is the probe; the others wait for what becomes of it.
                shared["paused_until"] = now + max(1.0, shared["outage_pause"])
            shared["in_flight"] += 1
            return None

    def _give_up_if_gone(self, shared: SharedNumbers, now: float) -> None:
        first = self._rules["outage"]["first"]
        patience = self._patience if shared["ever_answered"] else min(first, self._patience)
        if self.is_down() and now - shared["failing_since"] > patience:
            raise UnavailableError(
                f"the server has not answered for {now - shared['failing_since']:.0f} s "
                f"({self._last_failure or 'no reply'}); is the server running?"
            )

    def _count_failure(self, shared: SharedNumbers, reason: str) -> None:
        now = self._clock()
        self._last_failure = reason
        shared["failures"] += 1
        shared["failing_since"] = shared["failing_since"] or now
        if self.is_down() and shared["paused_until"] <= now + max(1.0, shared["outage_pause"]):
            rules = self._rules["outage"]
            longer = max(rules["shortest"], 2 * shared["outage_pause"])
            shared["outage_pause"] = min(longer, rules["longest"])
            self._pause(shared, shared["outage_pause"])

    def _count_reply(self, shared: SharedNumbers, *, refused: bool) -> None:
        """Look at the replies of the last seconds together, and keep the pace they bear."""
        rules, now = self._rules["pace"], self._clock()
        shared["window_began"] = shared["window_began"] or now
        shared["window_refused" if refused else "window_answered"] += 1
        seconds = now - shared["window_began"]
        if seconds < rules["seconds"] or self._replies(shared) < rules["least"]:
            return
        share = shared["window_refused"] / self._replies(shared)
        if share > rules["much"]:
            pace = shared["window_answered"] / seconds * _MINUTE
            shared["pace"] = shared["pace_cut"] = max(pace, 1.0)
        elif shared["pace"] and share < rules["few"]:
            shared["pace"] *= rules["growth"]
            if shared["pace"] > rules["free"] * shared["pace_cut"]:
                shared["pace"] = 0
        shared["window_began"] = shared["window_answered"] = shared["window_refused"] = 0

    def _learn(self, shared: SharedNumbers, headers: Mapping[str, str]) -> None:
        """Keep to the limits that the server tells."""
        for limit in told_limits(headers):
            refill = (limit.limit - limit.remaining) / limit.reset * _MINUTE
            if refill <= 0:
                continue
            left = limit.remaining - (shared["in_flight"] if limit.of == "requests" else 0)
            shared[f"told_{limit.of}_rate"] = refill
            # With nothing left, the next one is due when one has been refilled.
            ahead = (max(0.0, left) - 1) * _MINUTE / refill
            shared[f"told_{limit.of}_due"] = self._clock() - ahead

    @staticmethod
    def _replies(shared: SharedNumbers) -> float:
        return shared["window_answered"] + shared["window_refused"]

    def _pause(self, shared: SharedNumbers, seconds: float) -> None:
        shared["paused_until"] = max(shared["paused_until"], self._clock() + seconds)


@dataclass(frozen=True)
class ToldLimit:
    """A limit as a server tells it: `reset` is in seconds."""

    of: str
    limit: float
    remaining: float
    reset: float


def told_limits(headers: Mapping[str, str]) -> list[ToldLimit]:
    """The limits in the headers of a reply; none where they say nothing of use."""
    found: dict[str, ToldLimit] = {}
    for row in _rules()["headers"]:
        try:
            limit, left = float(headers[row["limit"]]), float(headers[row["remaining"]])
            reset = _seconds(headers[row["reset"]])
        except (KeyError, ValueError):
            continue
        # Some tell the time of day instead, as seconds since 1970.
        if 0 < reset <= _DAY and 0 <= left < limit:
            found.setdefault(row["of"], ToldLimit(row["of"], limit, left, reset))
    return list(found.values())


def _seconds(told: str) -> float:
    """A duration such as 6m0s or 20ms, or plain seconds. Raises ValueError for anything else."""
    units = _rules()["durations"]
    parts = re.findall(r"(\d+(?:\.\d+)?)(ms|[smhd])", told)
    if parts and "".join(map("".join, parts)) == told:
        return float(sum(float(number) * units[unit] for number, unit in parts))
    return float(told)


@cache
def _rules() -> dict[str, Any]:
    return table("traffic")
