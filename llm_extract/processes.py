"""Articles done in several processes, each with threads of its own.

What the rules do to an article takes a processor's time, and one process of Python uses one
processor. What must hold for the whole run, its limits and its budget, is in shared numbers.
The process that was started first does its share, too, since each one more takes memory.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections import deque
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from threading import Lock, Thread
from typing import Any

from .budget import forget_reserved
from .crews import Threads
from .inputs import Document
from .one_article import Outcome
from .plans import Plan, Shared, open_job
from .preloading import load_all
from .store import Failure
from .watching import ArticleEnd, Watcher

GARBAGE = 200_000
"""Objects made between two searches for unreachable ones: articles leave few cycles behind."""


@dataclass
class _Member:
    """A process or, where it is None, threads of this one, and the articles under way in it."""

    process: BaseProcess | None
    pipe: Connection
    size: int
    at_work: dict[str, str] = field(default_factory=dict)


class Processes:
    """Does articles in several processes.

    Args:
        plan: How an article is done.
        shared: What the processes count together.
        watcher: Told of each article, from the thread that takes outcomes.
        processes: How many processes, this one among them.
        workers: How many threads in all of them together.
    """

    def __init__(
        self, plan: Plan, shared: Shared, watcher: Watcher, *, processes: int, workers: int
    ) -> None:
        self._plan = plan
        self._shared = shared
        self._watcher = watcher
        self._ended: deque[Outcome] = deque()
        how = _way_to_start()
        share = [workers // processes + (n < workers % processes) for n in range(processes)]
        self._members: list[_Member] = []
        # Those beside this one first: a process with threads cannot be forked.
        for one in share[:-1]:
            self._members.append(self._start(one, how))
        self._members.append(self._start_here(share[-1]))
        self.size = sum(member.size for member in self._members)

    def give(self, document: Document) -> None:
        """Let an article be done, in the process that has the most room."""
        member = max(self._members, key=lambda one: one.size - len(one.at_work))
        member.at_work[document.id] = document.name
        try:
            member.pipe.send(document)
        except OSError:
            self._bury(member)

    def take(self) -> Outcome:
        """How one of the articles given ended; waits until one has."""
        while not self._ended:
            by_pipe = {member.pipe: member for member in self._members}
            for ready in wait([*by_pipe]):
                self._hear(by_pipe[ready])  # type: ignore[index]  # only pipes are waited for
        return self._ended.popleft()

    def stop(self) -> None:
        """Ask the model nothing more."""
        self._shared.traffic["stopped"] = 1
        for member in self._members:
            with suppress(OSError):  # one that is gone is found when it is listened to
                member.pipe.send(None)

    def close(self) -> None:
        """Let the processes end, whatever is going on in them."""
        self._shared.traffic["stopped"] = 1
        for member in self._members:
            member.pipe.close()
        for process in (member.process for member in self._members if member.process):
            process.join(1.0)
            if process.is_alive():
                process.kill()

    def _start(self, workers: int, how: str = "spawn") -> _Member:
        ours, theirs = multiprocessing.Pipe()
        inherited = [ours, *(one.pipe for one in self._members)] if how == "fork" else []
        context: Any = multiprocessing.get_context(how)
        process: BaseProcess = context.Process(
            target=work, args=(theirs, self._plan, self._shared, workers, inherited), daemon=True
        )
        process.start()
        theirs.close()
        return _Member(process, ours, 2 * workers)

    def _start_here(self, workers: int) -> _Member:
        ours, theirs = multiprocessing.Pipe()
        share = (theirs, self._plan, self._shared, workers)
        Thread(target=_serve, args=share, daemon=True).start()
        return _Member(None, ours, 2 * workers)

    def _hear(self, member: _Member) -> None:
        try:
            what, *said = member.pipe.recv()
        except (EOFError, OSError):
            self._bury(member)
            return
        if what == "ended":
            outcome: Outcome = said[0]
            member.at_work.pop(outcome.id, None)
            self._ended.append(outcome)
        else:
            getattr(self._watcher, what)(*said)

    def _bury(self, member: _Member) -> None:
        """Report the articles of a process that is gone, and start another in its place."""
        code = None
        if member.process is not None:
            member.process.join(1.0)
            code = member.process.exitcode
        # What it held back can never be given back, and others would wait for it.
        forget_reserved(self._shared.budget)
        why = f"the process that did it ended ({code}); is memory short?"
        for article, name in member.at_work.items():
            failure = Failure(name, "ProcessEnded", f"{name}: {why}", id=article)
            self._ended.append(Outcome(article, ArticleEnd(name, failure)))
        self._members[self._members.index(member)] = self._start(member.size // 2)


class _Wire:
    """A watcher, and a reader of notices, at the other end of a pipe."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self._lock = Lock()

    def send(self, *what: Any) -> None:  # noqa: ANN401  (whatever the method takes)
        # When the pipe is closed, nobody listens any more.
        with self._lock, suppress(OSError):
            self._pipe.send(what)

    def expect(self, articles: int) -> None:
        """Tell it on."""
        self.send("expect", articles)

    def begin(self, name: str) -> None:
        """Tell it on."""
        self.send("begin", name)

    def stage(self, name: str, prompt: str) -> None:
        """Tell it on."""
        self.send("stage", name, prompt)

    def pause(self, reason: str, seconds: float) -> None:
        """Tell it on."""
        self.send("pause", reason, seconds)

    def done(self, end: ArticleEnd) -> None:
        """Say nothing: the outcome tells it."""

    def say(self, message: str) -> None:
        """Say nothing: only embedded models are waited for, and those have one process."""

    def fetching(self, done: int, total: int) -> None:
        """Say nothing, as above."""


def _way_to_start() -> str:
    """Forked where that is safe, since processes then share what is loaded; else started anew."""
    if not (sys.platform == "linux" and threading.active_count() == 1):
        return "spawn"
    load_all()
    return "fork"


def work(
    pipe: Connection, plan: Plan, shared: Shared, workers: int, inherited: list[Connection]
) -> None:
    """Do the articles that come through `pipe` until it is closed; the body of a process.

    `inherited` are the ends of pipes that a forked process has without use for them, and that
    would not close with their owner.
    """
    for other in inherited:
        other.close()
    # Ctrl-C is for the process that started this one, which closes the pipe then.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    gc.set_threshold(GARBAGE)
    _serve(pipe, plan, shared, workers)
    # Nobody waits for the threads that are still at work.
    os._exit(0)


def _serve(pipe: Connection, plan: Plan, shared: Shared, workers: int) -> None:
    """Do the articles that come through `pipe`, in threads, until it is closed."""
    wire = _Wire(pipe)
    with ExitStack() as stack:
        job = stack.enter_context(open_job(plan, shared, wire, wire.pause))
        threads = Threads(job, wire, workers, lambda outcome: wire.send("ended", outcome))
        with suppress(EOFError, OSError):
            while True:
                document = pipe.recv()
                if document is None:
                    threads.stop()
                else:
                    threads.give(document)
