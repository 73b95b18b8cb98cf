"""Numbers that the threads, and where need be the processes, of a run share."""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from threading import RLock
from typing import Any


class SharedNumbers:
    """Named numbers, all 0 at first, that are read and changed under one lock.

    Args:
        names: What they are called.
        processes: Whether other processes, started with this object, see the same numbers.
    """

    def __init__(self, names: Sequence[str], *, processes: bool = False) -> None:
        self._places = {name: place for place, name in enumerate(names)}
        self._cells: Any = [0.0] * len(names)
        self._lock: Any = RLock()
        if processes:
            self._cells = multiprocessing.get_context("spawn").Array("d", len(names))
            self._lock = self._cells.get_lock()

    def __getitem__(self, name: str) -> float:
        """The number called `name`."""
        return float(self._cells[self._places[name]])

    def __setitem__(self, name: str, value: float) -> None:
        self._cells[self._places[name]] = value

    @contextmanager
    def held(self) -> Iterator[SharedNumbers]:
        """These numbers, which nobody else reads or changes until the context ends."""
        with self._lock:
            yield self
