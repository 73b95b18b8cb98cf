"""What the benchmarks of batches measure with: memory of processes, the machine's load, tables."""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

PROC = Path("/proc")
EVERY = 0.25
"""Seconds between two samples of memory."""
_SESSION_FIELD = 3
"""Where the session stands in /proc/PID/stat, counted behind the name in brackets."""
_LAST_TENTH = 0.9
MB = 1e6


@dataclass(frozen=True)
class Sample:
    """The memory of a run's processes at a time, in bytes, and how many articles were done."""

    seconds: float
    bytes: int
    articles: int


class MemorySampler(threading.Thread):
    """Looks at the memory of all processes of a session until it is told to stop."""

    def __init__(self, session: int, written: Sequence[Path]) -> None:
        super().__init__(daemon=True)
        self.samples: list[Sample] = []
        self._session = session
        self._lines = [_LineCounter(path) for path in written]
        self._stopped = threading.Event()

    def run(self) -> None:
        """Take samples until stopped."""
        started = time.perf_counter()
        while not self._stopped.wait(EVERY):
            memory = session_memory(self._session)
            articles = sum(lines.count() for lines in self._lines)
            if memory:
                self.samples.append(Sample(time.perf_counter() - started, memory, articles))

    def stop(self) -> list[Sample]:
        """Stop, and give what was seen."""
        self._stopped.set()
        self.join()
        return self.samples


class _LineCounter:
    """Counts the lines of a file that grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._read = self._lines = 0

    def count(self) -> int:
        """The lines there are by now; of a file that began anew, its own."""
        try:
            with self._path.open("rb") as file:
                if file.seek(0, os.SEEK_END) < self._read:
                    self._read = self._lines = 0
                file.seek(self._read)
                for block in iter(lambda: file.read(1 << 20), b""):
                    self._read += len(block)
                    self._lines += block.count(b"\n")
        except FileNotFoundError:
            self._read = self._lines = 0
        return self._lines


def processes_of(session: int) -> list[Path]:
    """The folders in /proc of a session's processes."""
    found = []
    for folder in PROC.glob("[0-9]*"):
        try:
            told = (folder / "stat").read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue  # it has just ended
        if int(told.rpartition(")")[2].split()[_SESSION_FIELD]) == session:
            found.append(folder)
    return found


def session_memory(session: int) -> int:
    """Bytes that a session's processes hold: each page shared among them counted once."""
    return sum(_memory(folder) for folder in processes_of(session))


def _memory(process: Path) -> int:
    """The proportional set size in bytes; the resident one where that is not told."""
    for name, field in (("smaps_rollup", "Pss:"), ("status", "VmRSS:")):
        try:
            told = (process / name).read_text(encoding="utf-8")
        except OSError:
            continue
        line = next((line for line in told.splitlines() if line.startswith(field)), None)
        if line:
            return int(line.split()[1]) * 1024
    return 0


def memory_at(samples: Sequence[Sample], articles: int) -> int | None:
    """The most bytes held while the last tenth of so many articles was done; None if not seen."""
    held = [one.bytes for one in samples if _LAST_TENTH * articles <= one.articles <= articles]
    return max(held, default=None)


def in_mb(number: int | None) -> str:
    """Bytes as megabytes, or a dash."""
    return "-" if number is None else f"{number / MB:.0f}"


def machine() -> str:
    """The machine's cores and what else it has to do."""
    load = f", load {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return f"{os.cpu_count()} cores{load}, Python {sys.version.split()[0]}"


def print_table(title: str, headings: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A Markdown table below a line that tells of the machine."""
    cells = [[_cell(one) for one in row] for row in rows]
    widths = [max(len(row[n]) for row in [list(headings), *cells]) for n in range(len(headings))]
    print(f"\n{title} ({machine()})\n")
    for row in (list(headings), ["-" * width for width in widths], *cells):
        first, *others = row
        padded = [first.ljust(widths[0])]
        padded += [one.rjust(width) for one, width in zip(others, widths[1:], strict=True)]
        print(f"| {' | '.join(padded)} |", flush=True)


def _cell(value: object) -> str:
    if isinstance(value, float):
        return f"{value:,.1f}" if abs(value) >= 10 else f"{value:.2f}"  # noqa: PLR2004
    return f"{value:,}" if isinstance(value, int) else str(value)
