"""Many articles: each run once, results written as they come, failures kept apart."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal

from .crews import Crew
from .errors import InputError
from .inputs import Document, Input
from .store import Failure, RunFolder
from .watching import ArticleEnd, Watcher

MOST_ROWS = 200
"""Articles that are remembered one by one; a run may have any number."""


@dataclass
class RunTotals:
    """What a run came to.

    Attributes:
        done: Articles with a result, those of an earlier run among them.
        kept: Of these, those whose results an earlier run had written to the folder.
        failed: Articles without a result.
        duplicates: Inputs left out because another had the same content.
        seconds: By the clock on the wall.
        stopped: Why the run ended before its last article; empty where it did not.
        interrupted: Whether it was Ctrl-C.
        ends: How the first articles ended, at most MOST_ROWS.
        same: Inputs left out, each with the one it equals, at most MOST_ROWS.
        profiles: How the model was asked.
        ids: The articles that were met.
        cost: US dollars; None where no price is known.
    """

    done: int = 0
    kept: int = 0
    failed: int = 0
    duplicates: int = 0
    findings: int = 0
    calls: int = 0
    cached_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    cached_tokens: int = 0
    saved_tokens: int = 0
    wasted_tokens: int = 0
    retries: int = 0
    seconds: float = 0.0
    cost: Decimal | None = None
    stopped: str = ""
    interrupted: bool = False
    ends: list[ArticleEnd] = field(default_factory=list)
    same: dict[str, str] = field(default_factory=dict)
    profiles: set[str] = field(default_factory=set)
    ids: set[str] = field(default_factory=set)

    @property
    def is_whole(self) -> bool:
        """Whether every article ended, well or not."""
        return not (self.stopped or self.interrupted)

    def count(self, end: ArticleEnd) -> None:
        """Count how an article ended."""
        self.done += end.failure is None
        self.failed += end.failure is not None
        self.kept += end.kept and end.failure is None
        self.findings += end.findings
        self.calls += end.calls
        self.cached_calls += end.cached_calls
        self.prompt_tokens += end.prompt_tokens
        self.completion_tokens += end.completion_tokens
        self.cached_tokens += end.cached_tokens
        self.saved_tokens += end.saved_tokens
        self.wasted_tokens += end.wasted_tokens
        self.retries += end.retries
        if end.cost is not None:
            self.cost = (self.cost or Decimal(0)) + end.cost
        if len(self.ends) < MOST_ROWS:
            self.ends.append(end)


def run_all(
    crew: Crew,
    inputs: Iterable[Input],
    folder: RunFolder,
    watcher: Watcher,
    *,
    retry_failed: bool = False,
) -> RunTotals:
    """Let `crew` do all inputs, writing each result as soon as it is there, in order of finish.

    An article is known by its content: what the folder holds from an earlier run is not done
    again, nor what came under another name before. Lasting failures of the earlier run are done
    again only with `retry_failed`. One article's failure costs that article alone; what ends the
    whole run, Ctrl-C among it, is in the totals. Raises StoreError when the folder cannot be
    written, InputError when a list of articles cannot be read.
    """
    run = _Run(crew, folder, watcher, retry_failed=retry_failed)
    started = time.perf_counter()
    try:
        run.do(inputs)
    except KeyboardInterrupt:
        run.totals.interrupted = True
    finally:
        crew.close()
    run.totals.seconds = time.perf_counter() - started
    run.totals.ids.update(run.names)
    return run.totals


class _Run:
    def __init__(
        self, crew: Crew, folder: RunFolder, watcher: Watcher, *, retry_failed: bool
    ) -> None:
        self.totals = RunTotals()
        self._crew = crew
        self._folder = folder
        self._watcher = watcher
        self._retry_failed = retry_failed
        self.names: dict[str, str] = {}
        """The articles met so far: their names by their ids."""
        self._given = 0

    def do(self, inputs: Iterable[Input]) -> None:
        for document in self._open(inputs):
            while self._given >= self._crew.size:
                self._take()
            if self.totals.stopped:
                break
            self._crew.give(document)
            self._given += 1
        while self._given:
            self._take()

    def _open(self, inputs: Iterable[Input]) -> Iterator[Document]:
        """The articles that are to be done; the others are counted."""
        for one in inputs:
            try:
                document = one.load()
            except InputError as error:
                self._end(ArticleEnd(one.name, Failure(one.name, "InputError", str(error))))
                continue
            if document.id in self.names:
                self._leave_out(document)
            elif document.id in self._folder.saved:
                self._keep(document)
            elif document.id in self._folder.failed and not self._retry_failed:
                self.names[document.id] = document.name
                end = ArticleEnd(document.name, self._folder.failed[document.id], kept=True)
                self._count(end)
            else:
                self.names[document.id] = document.name
                yield document

    def _leave_out(self, document: Document) -> None:
        self.totals.duplicates += 1
        if len(self.totals.same) < MOST_ROWS:
            self.totals.same[document.name] = self.names[document.id]
        self._watcher.expect(-1)

    def _keep(self, document: Document) -> None:
        saved = self._folder.saved[document.id]
        self.names[document.id] = document.name
        if saved.source != document.name:
            self._folder.rename(document.id, document.name)
        facts, findings = saved.facts, saved.findings
        self._count(ArticleEnd(document.name, facts=facts, findings=findings, kept=True))

    def _take(self) -> None:
        outcome = self._crew.take()
        self._given -= 1
        if outcome.stopped:
            self.totals.stopped = self.totals.stopped or outcome.stopped
            self._crew.stop()
            return
        if outcome.line is not None:
            self._folder.add_line(outcome.id, outcome.line)
            self.totals.profiles.add(outcome.profile)
        self._end(outcome.end)

    def _end(self, end: ArticleEnd) -> None:
        if end.failure is not None:
            self._folder.fail(end.failure)
        self._count(end)

    def _count(self, end: ArticleEnd) -> None:
        self.totals.count(end)
        self._watcher.done(end)
