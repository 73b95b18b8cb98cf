"""Progress of a run: what is going on, on a terminal; plain lines with the time elsewhere."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice
from threading import Event, Lock, Thread
from types import TracebackType
from typing import Self

from rich.cells import cell_len
from rich.console import Console
from rich.live import Live
from rich.text import Text

from llm_extract.store import Failure
from llm_extract.watching import ArticleEnd

from .frame_lines import article_line, bar, fitted, flowed, name_room, plain_name, printable
from .printing import console
from .run_counts import Pace, RunCounts, counted

STAGES = {
    "label": "labelling its figures",
    "summarise_zh": "writing it up in Chinese",
    "summarise_en": "writing it up in English",
    "custom": "filling in your schema",
}
_READING = "reading it"
_FEW = 20
"""Articles up to which each is told of when it has ended."""
_MOST_FAILURES = 50
"""Failures told of one by one; errors.jsonl has them all."""
_ROWS = 10
"""Running articles shown at once."""
_ROWS_BELOW = 6
"""Lines of a terminal kept for what stands below the running articles, and for the prompt."""
_REFRESH = 0.25
"""Seconds between two looks at a terminal's lines; nothing is drawn where nothing changed."""
_TOTALS = 30.0
"""Seconds between two lines of totals, where there is no terminal."""
_WORTH_TELLING = 1.0
"""Seconds; a shorter pause is not shown."""
_STEP = 10
"""Per cent of the weights between two lines, where there is no terminal."""


@dataclass
class _Running:
    """An article that is running: since when, and what is being done with it."""

    since: float
    doing: str = _READING
    stages: int = 0


@dataclass(frozen=True)
class _Pause:
    """Why nothing is sent, and until when."""

    reason: str = ""
    until: float = 0.0


class RunProgress:
    """Shows how a run goes, on standard error.

    On a terminal, one line for each of the articles that have been running longest, and under
    them the totals: counts, rate, time left, calls, tokens, money, what was found, and what is
    being waited for. A line of its own stays for each article of a run of up to 20. With more
    articles only those that failed leave one, and only the first for the same reason: what went
    well is in the table at the end, and hundreds of lines would push the rest off the screen.
    Findings are counted, and told of article by article in the table.

    Elsewhere, a line with the time of day for each of the first 20 articles, then one of totals
    every 30 seconds, and the failures as above. `quiet` shows nothing at all.

    Events only count; drawing is done by a thread of its own, four times a second at most.

    Args:
        quiet: Show nothing.
        shown: Where it is shown, if not on standard error.
        clock: Seconds that only go forward.
    """

    def __init__(
        self,
        *,
        quiet: bool = False,
        shown: Console | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._console = shown or console(errors=True)
        self._quiet = quiet
        self._clock = clock
        terminal = self._console.is_terminal and not self._console.is_dumb_terminal
        self._live = (
            Live(console=self._console, auto_refresh=False, transient=True)
            if terminal and not quiet
            else None
        )
        self._lock = Lock()
        self._ended = Event()
        self._drawing: Thread | None = None
        self._counts, self._pace = RunCounts(), Pace()
        self._running: dict[str, _Running] = {}
        self._pause, self._notice = _Pause(), ""
        self._fetched = self._told = self._untold = 0
        self._reasons: set[str] = set()
        self._rows = self._widest = 0
        self._drawn: tuple[Text, int] | None = None
        self._last_totals = self._last_line = clock()

    def __enter__(self) -> Self:
        if not self._quiet:
            if self._live:
                self._live.start()
            self._drawing = Thread(target=self._draw, name="progress", daemon=True)
            self._drawing.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._ended.set()
        if self._drawing:
            self._drawing.join()
        if self._live:
            self._live.stop()
        if self._untold:
            self._print(f"and {self._untold:,} more failed; errors.jsonl tells why", "red")

    def say(self, message: str) -> None:
        """Show what is being waited for, until the model has answered something."""
        with self._lock:
            self._notice = message
        if not self._live:
            self._print(message)

    def fetching(self, done: int, total: int) -> None:
        """Show how much of the weights is there."""
        step = 100 * done // total // _STEP
        words = f"fetching the embedded model, {done / 1e6:,.0f} of {total / 1e6:,.0f} MB"
        with self._lock:
            is_news = step > self._fetched
            self._fetched = step
            self._notice = words
        if is_news and not self._live:
            self._print(words)

    def expect(self, articles: int) -> None:
        """Count articles that have been found, or left out where it is less than 0."""
        with self._lock:
            self._counts.expect(articles, self._clock())

    def begin(self, name: str) -> None:
        """Show an article that is running."""
        now = self._clock()
        with self._lock:
            if not self._running:
                self._pace.start(now)
            self._running[name] = _Running(now)

    def stage(self, name: str, prompt: str) -> None:
        """Show what is being done with an article."""
        with self._lock:
            running = self._running.get(name)
            if running is None:
                return
            running.doing = STAGES.get(prompt, prompt)
            running.stages += 1
            if running.stages > 1:
                self._notice = ""

    def pause(self, reason: str, seconds: float) -> None:
        """Show why nothing is sent, and how long it will be so."""
        if seconds < _WORTH_TELLING:
            return
        now = self._clock()
        with self._lock:
            is_news = now >= self._pause.until
            if now + seconds > self._pause.until:
                self._pause = _Pause(reason, now + seconds)
        if is_news and not self._live:
            self._print(f"{reason}, {seconds:.0f} s")

    def done(self, end: ArticleEnd) -> None:
        """Count an article that has ended, and leave a line where it is worth one."""
        now = self._clock()
        with self._lock:
            self._running.pop(end.name, None)
            self._counts.count(end)
            if end.kept:
                oldest = next(iter(self._running.values()), None)
                self._pace.start(oldest.since if oldest else now)
            else:
                self._pace.note(now, end.seconds, len(self._running))
            if end.calls:
                self._notice = ""
            line, style = self._line(end)
        if line:
            self._print(line, style)

    def _line(self, end: ArticleEnd) -> tuple[str, str]:
        """The line an article leaves and its style; empty where it leaves none."""
        ended, expected = self._counts.ended, self._counts.expected
        is_one_of_many = (max(ended, expected) if self._live else ended) > _FEW
        if end.failure:
            return self._failure_line(end, end.failure, is_one_of_many=is_one_of_many)
        if is_one_of_many:
            return "", ""
        found = f"{counted(end.facts, 'fact')}, {counted(end.findings, 'finding')}"
        line = f"{plain_name(end.name)}: {found}"
        if end.kept:
            return f"kept    {line}", ""
        calls = f"{counted(end.calls, 'call')}, {end.cached_calls:,} from the cache"
        return f"done    {line}, {calls}, {end.seconds:.1f} s", ""

    def _failure_line(
        self, end: ArticleEnd, failure: Failure, *, is_one_of_many: bool
    ) -> tuple[str, str]:
        reason = failure.reason
        kind = reason.replace(end.name, "").replace(failure.article, "")
        known = kind in self._reasons
        if (known and is_one_of_many) or self._told >= _MOST_FAILURES:
            self._untold += 1
            return "", ""
        self._told += 1
        self._reasons.add(kind)
        said = "for the same reason" if known else reason
        told = said if end.name in said else f"{end.name}: {said}"
        return f"failed  {printable(told)}", "red"

    def _draw(self) -> None:
        while not self._ended.wait(_REFRESH):
            self.refresh()

    def refresh(self) -> None:
        """Draw what has changed on a terminal; write the totals elsewhere when they are due."""
        if self._live:
            frame, width = self.frame(), self._console.width
            if (frame, width) != self._drawn:
                self._drawn = (frame, width)
                self._live.update(frame, refresh=True)
            return
        now = self._clock()
        with self._lock:
            quiet_since = self._last_line if self._counts.ended < _FEW else self._last_totals
            if now - max(quiet_since, self._last_totals) < _TOTALS:
                return
            self._last_totals = now
            progress = list(self._counts.progress(self._pace, now, self._youngest(now)))
            told = [words for words, _ in (*progress, *self._counts.spent_and_found())]
            told += filter(None, [self._waiting(now)])
        self._print(", ".join(told))

    def frame(self) -> Text:
        """What a terminal shows now."""
        now, width = self._clock(), self._console.width - 1
        room = max(1, min(_ROWS, self._console.height - _ROWS_BELOW))
        with self._lock:
            rows = [(name, one.doing, now - one.since)
                    for name, one in islice(self._running.items(), room)]  # fmt: skip
            running = len(self._running)
            waits = self._counts.remaining > running or not self._counts.is_counted
            progress = list(self._counts.progress(self._pace, now, self._youngest(now)))
            came_to = list(self._counts.spent_and_found())
            share = self._counts.share
            waiting = self._waiting(now)
        # The totals stay where they are while an article ends before the next one begins.
        self._rows = max(self._rows, len(rows)) if waits else len(rows)
        lines = self._article_lines(rows, width)
        lines += [Text()] * (min(room, self._rows) - len(rows))
        if running > len(rows):
            lines.append(Text(f"and {running - len(rows):,} more", "dim"))
        lines += flowed(progress, width, bar(share, width)) + flowed(came_to, width)
        lines += [Text(fitted(waiting, width), "yellow")] if waiting else []
        return Text("\n", no_wrap=True, overflow="crop").join(lines)

    def _article_lines(self, rows: list[tuple[str, str, float]], width: int) -> list[Text]:
        """The running articles under each other; a column of names only ever gets wider."""
        room = name_room(width)
        names = [cell_len(plain_name(name)) for name, *_ in rows]
        self._widest = min(room, max([self._widest, *names]))
        return [article_line(*row, name_cells=self._widest, width=width) for row in rows]

    def _waiting(self, now: float) -> str:
        if self._pause.until > now:
            return f"{self._pause.reason}, {self._pause.until - now:.0f} s more"
        return self._notice

    def _youngest(self, now: float) -> float:
        """Seconds the article that began last has been running."""
        last = next(reversed(self._running.values()), None)
        return now - last.since if last else 0.0

    def _print(self, line: str, style: str = "") -> None:
        if self._quiet:
            return
        self._last_line = self._clock()
        stamp = "" if self._live else f"{time.strftime('%H:%M:%S')}  "
        self._console.print(f"{stamp}{line}", style=style, soft_wrap=True)
