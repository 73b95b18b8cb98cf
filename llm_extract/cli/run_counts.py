"""What a run has come to so far, how fast it goes, and when it will be over, in words."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from llm_extract.watching import ArticleEnd

_WINDOW = 60.0
"""Seconds a rate is judged by, or the time of the last articles below, whichever is longer."""
_SAMPLE = 20
_FIRST = 3
"""Articles that must be done before a rate is told."""
_SAMPLING = 1.0
"""Seconds between two points of time that are remembered."""
_SETTLED = 3.0
"""Seconds without a new input, after which they are taken for all."""
_MINUTE, _HOUR = 60, 3600
_SECONDS_STEP, _SOON = 5, 45
_MINUTES_STEP, _LONG = 5, 90
_THOUSAND, _MILLION = 10_000, 1_000_000
_CENTS = Decimal("0.1")
"""US dollars below which fractions of a cent are told."""


class Pace:
    """How fast articles are done, without those that were there from before."""

    def __init__(self) -> None:
        self._points: deque[tuple[float, int]] = deque()
        self._last = (0.0, 0)
        self._widest = 0
        self._seconds = 0.0

    def start(self, now: float) -> None:
        """The first article that is not there yet begins not before now."""
        if self._last[1] == 0:
            self._points = deque([(now, 0)])

    def note(self, now: float, seconds: float, running: int) -> None:
        """One more article is done, which took so many seconds, and how many ran beside it."""
        done = self._last[1] + 1
        self._last = (now, done)
        self._widest = max(self._widest, running + 1)
        self._seconds += seconds
        if not self._points or now - self._points[-1][0] >= _SAMPLING:
            self._points.append((now, done))
        while len(self._points) > 1 and self._is_enough(self._points[1]):
            self._points.popleft()

    def _is_enough(self, point: tuple[float, int]) -> bool:
        now, done = self._last
        return now - point[0] >= _WINDOW and done - point[1] >= _SAMPLE

    def interval(self, now: float) -> float | None:
        """Seconds between two articles; None while too few are done to tell."""
        last, done = self._last
        if not self._points or done < max(_FIRST, self._widest):
            return None
        since, before = self._points[0]
        count = done - before
        if not count or last <= since:
            return None
        # The article that is due now counts as well, so that a standstill shows.
        return max((last - since) / count, (now - since) / (count + 1))

    def seconds_left(self, now: float, remaining: int, youngest: float) -> float | None:
        """Seconds until the remaining articles are done; None while that is not known.

        `youngest` is how long the last begun article has been running.
        """
        between = self.interval(now)
        if between is None:
            return None
        last, done = self._last
        left = remaining * between - min(now - last, between)
        # The end is waited for as long as one article takes, however many run at once.
        return max(left, self._seconds / done - youngest, 0.0)


@dataclass
class RunCounts:
    """Sums over the articles that have ended.

    `expected` may grow while inputs are found, and is 0 where only reading them tells.
    """

    expected: int = 0
    grown_at: float = -_SETTLED
    done: int = 0
    failed: int = 0
    kept: int = 0
    facts: int = 0
    findings: int = 0
    calls: int = 0
    cached_calls: int = 0
    retries: int = 0
    tokens: int = 0
    cost: Decimal | None = None
    cost_is_whole: bool = True

    @property
    def ended(self) -> int:
        """Articles that have a result or have failed."""
        return self.done + self.failed

    @property
    def remaining(self) -> int:
        """Articles found that have not ended."""
        return max(0, self.expected - self.ended)

    @property
    def is_counted(self) -> bool:
        """Whether it is known how many articles there are."""
        return 0 < self.expected >= self.ended

    @property
    def share(self) -> float | None:
        """The share of the articles that have ended; None where it is not known."""
        return self.ended / self.expected if self.is_counted else None

    def expect(self, articles: int, now: float) -> None:
        """Count articles that were found, or left out."""
        if self.expected and articles > 0:
            self.grown_at = now
        self.expected += articles

    def count(self, end: ArticleEnd) -> None:
        """Count an article that has ended."""
        if end.failure:
            self.failed += 1
        else:
            self.done += 1
        self.kept += end.kept
        self.facts += end.facts
        self.findings += end.findings
        self.calls += end.calls
        self.cached_calls += end.cached_calls
        self.retries += end.retries
        self.tokens += end.prompt_tokens + end.completion_tokens
        if end.cost is not None:
            self.cost = (self.cost or Decimal(0)) + end.cost
        elif end.calls:
            self.cost_is_whole = False

    def progress(self, pace: Pace, now: float, youngest: float) -> Iterator[tuple[str, str]]:
        """How far the run is and how fast it goes, in words, each with the style of its letters.

        `youngest` is how long the last begun article has been running, in seconds.
        """
        growing = "+" if now - self.grown_at < _SETTLED and self.ended else ""
        of_all = f" of {self.expected:,}{growing}" if self.is_counted else ""
        yield f"{self.done:,}{of_all} done", "bold"
        yield from _unless_none(self.failed, "failed", "red")
        yield from _unless_none(self.kept, "kept from before")
        between = pace.interval(now)
        if between and (self.remaining or not self.is_counted):
            yield f"{_rate(_MINUTE / between)} a minute", ""
        if self.remaining and not growing:
            left = pace.seconds_left(now, self.remaining, youngest)
            if left is not None:
                yield f"about {time_words(left)} left", "bold"

    def spent_and_found(self) -> Iterator[tuple[str, str]]:
        """What the run has cost and brought, in words, each with the style of its letters."""
        if self.calls:
            yield counted(self.calls, "call"), ""
        yield from _unless_none(self.cached_calls, "from the cache")
        yield from _unless_none(self.retries, "sent again", "yellow")
        if self.tokens:
            yield f"{_short(self.tokens)} tokens", ""
        if self.cost is not None:
            yield f"{'' if self.cost_is_whole else 'at least '}{_money(self.cost)}", ""
        if self.facts:
            yield counted(self.facts, "fact"), ""
        if self.findings:
            yield counted(self.findings, "finding"), "yellow"


def _unless_none(count: int, what: str, style: str = "") -> Iterator[tuple[str, str]]:
    if count:
        yield f"{count:,} {what}", style


def counted(count: int, thing: str) -> str:
    """So many things: 1 fact, 1,200 facts."""
    return f"{count:,} {thing}{'' if count == 1 else 's'}"


def _rate(rate: float) -> str:
    return f"{rate:,.0f}" if rate >= 10 else f"{rate:.1f}"  # noqa: PLR2004  (two digits)


def _short(count: int) -> str:
    if count < _THOUSAND:
        return f"{count:,}"
    return f"{count / 1000:,.0f}k" if count < _MILLION else f"{count / _MILLION:,.1f}M"


def _money(dollars: Decimal) -> str:
    return f"${dollars:,.2f}" if dollars >= _CENTS else f"${dollars:.4f}"


def time_words(seconds: float) -> str:
    """A time in words, as coarse as it can be known: 25 s, 7 min, 2 h 10 min."""
    if seconds < _SOON:
        return f"{max(1, round(seconds / _SECONDS_STEP)) * _SECONDS_STEP} s"
    minutes = max(1, round(seconds / _MINUTE))
    if minutes < _LONG:
        return f"{minutes} min"
    minutes = round(minutes / _MINUTES_STEP) * _MINUTES_STEP
    return f"{minutes // _MINUTE} h {minutes % _MINUTE:02d} min"


def clock_words(seconds: float) -> str:
    """How long something has been running: 12 s, 3:05, 1:00:20."""
    whole = int(seconds)
    if whole < _MINUTE:
        return f"{whole} s"
    minutes, rest = divmod(whole, _MINUTE)
    if whole < _HOUR:
        return f"{minutes}:{rest:02d}"
    return f"{minutes // _MINUTE}:{minutes % _MINUTE:02d}:{rest:02d}"
