"""Many articles: each run once, results written as they come, failures kept apart."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal

from .crews import Crew
from .errors import InputError
from .inputs import Document, Input
from .kept_results import KeptResults
from .one_article import Outcome, outcome_of
from .saved_results import Key, SavedResult
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
        duplicates: Inputs with the same content as another, which were not done again.
        seconds: By the clock on the wall.
        stopped: Why the run ended before its last article; empty where it did not.
        interrupted: Whether it was Ctrl-C.
        ends: How the first articles ended, at most MOST_ROWS.
        profiles: How the model was asked.
        keys: The ids and names of the articles that were met.
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
    profiles: set[str] = field(default_factory=set)
    keys: set[Key] = field(default_factory=set)

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
    kept: KeptResults | None = None,
) -> RunTotals:
    """Let `crew` do all inputs, writing each result as soon as it is there, in order of finish.

    An article is known by its content: what the folder holds from an earlier run, or `kept` from
    runs into others, is not done again, nor what came under another name before; each name has
    its result. Nor are those done again that the folder says failed for good. One article's
    failure costs that article alone; what ends the whole run, Ctrl-C among it, is in the totals.
    Raises StoreError when the folder cannot be written.
    """
    run = _Run(crew, folder, watcher, kept)
    started = time.perf_counter()
    try:
        run.do(inputs)
    except KeyboardInterrupt:
        run.totals.interrupted = True
    finally:
        crew.close()
    run.totals.seconds = time.perf_counter() - started
    return run.totals


class _Run:
    def __init__(
        self,
        crew: Crew,
        folder: RunFolder,
        watcher: Watcher,
        kept: KeptResults | None,
    ) -> None:
        self.totals = RunTotals()
        self._crew = crew
        self._folder = folder
        self._watcher = watcher
        self._failed = dict(folder.failed)
        self._kept = kept
        self._same: dict[str, list[str]] = {}
        """The articles under way, with the other names they came under."""
        self._ended: set[str] = set()
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
        """The articles that are to be done; the others are settled."""
        for one in inputs:
            try:
                document = one.load()
            except InputError as error:
                self._fail(Failure(one.name, "InputError", str(error)))
                continue
            self.totals.keys.add((document.id, document.name))
            if document.id in self._same:
                self._same[document.id].append(document.name)
            elif self._folder.has(document.id) or document.id in self._failed:
                self._repeat(document.id, document.name)
            elif self._kept and (result := self._kept.get(document)):
                self._settle(outcome_of(document, result))
            else:
                self._same[document.id] = []
                yield document

    def _repeat(self, article: str, name: str) -> None:
        """Let an article end as it did before, in this run or in an earlier one."""
        self.totals.duplicates += article in self._ended
        if article in self._failed:
            failure = replace(self._failed[article], article=name)
            if article in self._ended:
                self._folder.fail(failure)
            self._count(ArticleEnd(name, failure, kept=True))
        else:
            saved = self._folder.copy(article, name)
            self._count(ArticleEnd(name, facts=saved.facts, findings=saved.findings, kept=True))
        self._ended.add(article)

    def _take(self) -> None:
        outcome = self._crew.take()
        self._given -= 1
        if outcome.stopped:
            self.totals.stopped = self.totals.stopped or outcome.stopped
            self._crew.stop()
        else:
            self._settle(outcome)

    def _settle(self, outcome: Outcome) -> None:
        """Write how an article ended, and let those that equal it end so, too."""
        end = outcome.end
        if end.failure is not None:
            self._failed[outcome.id] = end.failure
            self._fail(end.failure, end)
        elif outcome.line is not None:
            outline = SavedResult(end.facts, end.findings, 0, 0)
            self._folder.add_line((outcome.id, end.name), outline, outcome.line)
            self.totals.profiles.add(outcome.profile)
            self._count(end)
        self._ended.add(outcome.id)
        for name in self._same.pop(outcome.id, ()):
            self._repeat(outcome.id, name)

    def _fail(self, failure: Failure, end: ArticleEnd | None = None) -> None:
        self._folder.fail(failure)
        self._count(end or ArticleEnd(failure.article, failure))

    def _count(self, end: ArticleEnd) -> None:
        self.totals.count(end)
        self._watcher.done(end)
