"""Many articles: inputs found, each run on its own, failures kept apart, progress shown."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.progress import TimeRemainingColumn

from .errors import InputError, LLMExtractError
from .model import Model
from .pipeline import extract_article
from .reading import read_article
from .records import Result
from .store import Failure, RunFolder

log = logging.getLogger(__name__)
Recorder = Callable[[str], AbstractContextManager[object]]


def find_inputs(paths: Iterable[Path]) -> list[Path]:
    """The files the given paths stand for: files themselves, and the files of folders.

    A path that does not exist stays in the list, so that it is reported like any bad input.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if p.is_file() and not p.name.startswith("."))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


@dataclass
class RunTotals:
    """What a run came to."""

    results: list[Result] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0


@dataclass(frozen=True)
class Job:
    """How every article of a run is done: the model, its prompts, and how calls are recorded."""

    model: Model
    prompts_folder: Path | None = None
    record: Recorder = lambda _: nullcontext()
    workers: int = 1

    def do(self, path: Path) -> Result:
        """Read and extract one article. Raises LLMExtractError when it cannot be done."""
        article = read_article(path)
        with self.record(path.stem):
            return extract_article(article, self.model, self.prompts_folder)


def run_all(job: Job, inputs: list[Path], folder: RunFolder, progress: RunProgress) -> RunTotals:
    """Run `job` on all inputs, writing each result as soon as it is there, in order of finish.

    One article's failure costs that article alone. KeyboardInterrupt passes through after the
    articles not yet begun were dropped.
    """
    totals = RunTotals()
    started = time.perf_counter()
    for path, outcome in _outcomes(job, inputs, progress):
        if isinstance(outcome, Result):
            folder.add(outcome)
            totals.results.append(outcome)
        else:
            failure = Failure(str(path), type(outcome).__name__, str(outcome))
            folder.fail(failure)
            totals.failures.append(failure)
        progress.done(path, outcome)
    totals.seconds = time.perf_counter() - started
    return totals


def _outcomes(
    job: Job, inputs: list[Path], progress: RunProgress
) -> Iterator[tuple[Path, Result | Exception]]:
    if job.workers == 1:
        for path in inputs:
            progress.begin(path)
            yield path, _attempt(job, path)
        return
    with ThreadPoolExecutor(job.workers) as pool:
        running = {pool.submit(_attempt, job, path): path for path in inputs}
        try:
            for future in as_completed(running):
                yield running[future], future.result()
        except BaseException:
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def _attempt(job: Job, path: Path) -> Result | Exception:
    try:
        return job.do(path)
    except LLMExtractError as error:
        return error
    except Exception as error:
        # A bug must not cost the other articles; its traceback is kept in the log.
        log.exception("%s: unexpected failure", path)
        return InputError(f"{path}: unexpected {type(error).__name__}: {error}; please report it")


class RunProgress:
    """Progress on the terminal, or one plain line an article where there is none."""

    def __init__(self, console: Console, total: int, *, quiet: bool = False) -> None:
        self._console = console
        self._quiet = quiet
        self._bar = Progress(
            TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(),
            TimeElapsedColumn(), TextColumn("left"), TimeRemainingColumn(),
            console=console, transient=True, disable=quiet or not console.is_terminal,
        )  # fmt: skip
        self._task = self._bar.add_task("starting", total=total)

    def __enter__(self) -> Self:
        self._bar.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.stop()

    def say(self, message: str) -> None:
        """Show what is being waited for."""
        self._bar.update(self._task, description=message)

    def fetching(self, done: int, total: int) -> None:
        """Show how much of the weights is there."""
        self.say(f"fetching the model {done / 1e6:,.0f} of {total / 1e6:,.0f} MB")

    def begin(self, path: Path) -> None:
        """Show the article that is running."""
        self._bar.update(self._task, description=path.name)

    def done(self, path: Path, outcome: Result | Exception) -> None:
        """Count an article and, unless quiet, say in a line how it went."""
        self._bar.advance(self._task)
        if isinstance(outcome, Exception):
            self._console.print(f"failed  {outcome}", style="red", markup=False, highlight=False)
        elif not self._quiet:
            took = outcome.provenance
            self._console.print(
                f"done    {path.name}: {len(outcome.facts)} facts, {took.calls} calls, "
                f"{took.cached_calls} from the cache, {took.seconds:.1f} s",
                markup=False, highlight=False,
            )  # fmt: skip
