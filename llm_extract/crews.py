"""Who does the articles of a run: this very thread, or several threads beside it."""

from __future__ import annotations

import gc
import itertools
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue
from threading import Event, Thread
from typing import Protocol

from .inputs import Document
from .one_article import Job, Outcome, do_article
from .watching import Watcher

_ARTICLES = itertools.count(1)
_SWEEP = 20
"""Articles after which what they left behind is swept out: response models refer to themselves."""


class Crew(Protocol):
    """Takes articles, and gives back how each ended, in whatever order."""

    size: int
    """How many articles may be given before the end of one is taken."""

    def give(self, document: Document) -> None:
        """Let an article be done."""

    def take(self) -> Outcome:
        """How one of the articles given ended; waits until one has."""

    def stop(self) -> None:
        """Ask the model nothing more; articles that need no more are still done."""

    def close(self) -> None:
        """Leave whatever is going on."""


class OwnThread:
    """Does each article as it is given, in this very thread, where Ctrl-C breaks it off."""

    size = 1

    def __init__(self, job: Job, watcher: Watcher) -> None:
        self._job = job
        self._watcher = watcher
        self._stop = Event()
        self._ended: deque[Outcome] = deque()

    def give(self, document: Document) -> None:
        """Do an article."""
        self._ended.append(_watched(self._job, document, self._watcher, self._stop))

    def take(self) -> Outcome:
        """How the article given ended."""
        return self._ended.popleft()

    def stop(self) -> None:
        """Ask the model nothing more."""
        self._stop.set()

    def close(self) -> None:
        """Ask the model nothing more."""
        self._stop.set()


class Threads:
    """Does articles in so many threads at a time.

    Args:
        job: How an article is done.
        watcher: Told of each article, from all threads.
        workers: How many threads.
        ended: Told how each article ended; without it, outcomes wait to be taken.
    """

    def __init__(
        self,
        job: Job,
        watcher: Watcher,
        workers: int,
        ended: Callable[[Outcome], None] | None = None,
    ) -> None:
        # One more each is at hand, so that no thread waits for the next article to be read.
        self.size = 2 * workers
        self._job = job
        self._watcher = watcher
        self._waiting: SimpleQueue[Document | None] = SimpleQueue()
        self._outcomes: SimpleQueue[Outcome] = SimpleQueue()
        self._ended = ended or self._outcomes.put
        self._stop = Event()
        self._workers = workers
        for _ in range(workers):
            # Nobody waits for a daemon's open question after Ctrl-C.
            Thread(target=self._work, daemon=True).start()

    def give(self, document: Document) -> None:
        """Let an article be done."""
        self._waiting.put(document)

    def take(self) -> Outcome:
        """How one of the articles given ended; waits until one has."""
        return self._outcomes.get()

    def stop(self) -> None:
        """Ask the model nothing more."""
        self._stop.set()

    def close(self) -> None:
        """Ask the model nothing more, and let the threads go."""
        self._stop.set()
        for _ in range(self._workers):
            self._waiting.put(None)

    def _work(self) -> None:
        while (document := self._waiting.get()) is not None:
            self._ended(_watched(self._job, document, self._watcher, self._stop))


def _watched(job: Job, document: Document, watcher: Watcher, stop: Event) -> Outcome:
    watcher.begin(document.name)
    outcome = do_article(job, document, lambda prompt: watcher.stage(document.name, prompt), stop)
    done = next(_ARTICLES)
    if done % _SWEEP == 0:
        gc.collect()
    if done == _SWEEP:
        gc.freeze()  # the tables are read by now, and need not be looked through again
    return outcome
