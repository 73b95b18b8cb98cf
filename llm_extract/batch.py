"""Many articles: inputs found, each run on its own, failures kept apart, interruption minded."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from queue import Empty, SimpleQueue
from threading import Event, Thread
from typing import Protocol

from .errors import LLMExtractError
from .glossary import Glossary, using
from .kept_results import KeptResults
from .model import Answer, Model, Request, T, profile_of
from .profiles import Profile
from .records import Result
from .schemas import Schema
from .store import Failure, RunFolder

Recorder = Callable[[Path], AbstractContextManager[object]]
Outcome = Result | Failure
_SETTINGS = (".toml", ".yaml", ".yml")


class Watcher(Protocol):
    """Told how a run goes, from any of its threads."""

    def begin(self, path: Path) -> None:
        """An article begins."""

    def stage(self, path: Path, prompt: str) -> None:
        """A question of the template `prompt` is about to be asked for an article."""

    def done(self, path: Path, outcome: Outcome) -> None:
        """An article has ended."""


def find_inputs(paths: Iterable[Path]) -> list[Path]:
    """The files the given paths stand for: files themselves, and the files of folders.

    Settings that lie in a folder beside its articles are left out. A path that does not exist
    stays in the list, so that it is reported like any bad input.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(p for p in path.iterdir() if _is_article(p))
        else:
            found.append(path)
    return list(dict.fromkeys(found))


def _is_article(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix not in _SETTINGS


@dataclass
class RunTotals:
    """What a run came to; `seconds` is by the clock on the wall."""

    results: list[Result] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    seconds: float = 0.0
    interrupted: bool = False


@dataclass(frozen=True)
class Job:
    """How every article of a run is done: the model, its prompts, and how calls are recorded."""

    model: Model
    prompts_folder: Path | None = None
    record: Recorder = lambda _: nullcontext()
    workers: int = 1
    kept: KeptResults | None = None
    """Results of earlier runs, for articles that nothing has changed for."""
    glossary: Glossary | None = None
    """The user's own indicators, terms and names, which hold for every article."""
    schema: Schema | None = None
    """The user's own schema, filled in for every article."""


def run_all(job: Job, inputs: list[Path], folder: RunFolder, watcher: Watcher) -> RunTotals:
    """Run `job` on all inputs, writing each result as soon as it is there, in order of finish.

    One article's failure costs that article alone. Ctrl-C ends the run at once, with what is
    done in the totals. Raises StoreError when the folder cannot be written.
    """
    totals = RunTotals()
    started = time.perf_counter()
    stop = Event()
    try:
        for path, outcome in _outcomes(job, inputs, watcher, stop):
            if isinstance(outcome, Result):
                folder.add(outcome)
                totals.results.append(outcome)
            else:
                folder.fail(outcome)
                totals.failures.append(outcome)
            watcher.done(path, outcome)
    except KeyboardInterrupt:
        totals.interrupted = True
    finally:
        stop.set()
    totals.seconds = time.perf_counter() - started
    return totals


def _outcomes(
    job: Job, inputs: list[Path], watcher: Watcher, stop: Event
) -> Iterator[tuple[Path, Outcome]]:
    if job.workers == 1:
        # In this very thread, where Ctrl-C breaks off whatever is going on.
        for path in inputs:
            yield path, _attempt(job, path, watcher, stop)
        return
    waiting: SimpleQueue[Path] = SimpleQueue()
    ended: SimpleQueue[tuple[Path, Outcome]] = SimpleQueue()
    for path in inputs:
        waiting.put(path)

    def work() -> None:
        while not stop.is_set():
            try:
                path = waiting.get_nowait()
            except Empty:
                return
            ended.put((path, _attempt(job, path, watcher, stop)))

    for _ in range(min(job.workers, len(inputs))):
        # Nobody waits for a daemon's open question after Ctrl-C.
        Thread(target=work, daemon=True).start()
    for _ in inputs:
        yield ended.get()


def _attempt(job: Job, path: Path, watcher: Watcher, stop: Event) -> Outcome:
    """The result of one article, or why there is none."""
    watcher.begin(path)
    model = _WatchedModel(job.model, lambda request: watcher.stage(path, _template(request)), stop)
    try:
        return (job.kept and job.kept.get(path)) or _extract(job, path, model)
    except LLMExtractError as error:
        return Failure(str(path), type(error).__name__, str(error))
    except Exception as error:  # noqa: BLE001  (a bug must not cost the other articles)
        what = (
            f"{path}: a bug of llm-extract ({type(error).__name__}: {error}); please report it "
            "with the traceback in errors.jsonl"
        )
        return Failure(str(path), type(error).__name__, what, traceback.format_exc())


def _extract(job: Job, path: Path, model: Model) -> Result:
    # Here, because a run that finds all its results kept needs neither.
    from .pipeline import extract_article  # noqa: PLC0415
    from .reading import read_article  # noqa: PLC0415

    # Entered here, because a glossary holds for the thread it was given to.
    with using(job.glossary):
        article = read_article(path)
        with job.record(path):
            result = extract_article(article, model, job.prompts_folder, job.schema)
    if job.kept:
        job.kept.put(path, result)
    return result


def _template(request: Request) -> str:
    return request.prompt.partition("@")[0]


class _StoppedError(LLMExtractError):
    """The run has been broken off, and nobody waits for this article."""


class _WatchedModel:
    """A model that says what it is asked, and is not asked any more once the run stops."""

    def __init__(self, model: Model, on_ask: Callable[[Request], None], stop: Event) -> None:
        self._model = model
        self._on_ask = on_ask
        self._stop = stop

    @property
    def name(self) -> str:
        """The name of the model that is asked."""
        return self._model.name

    @property
    def profile(self) -> Profile:
        """How the model is asked."""
        return profile_of(self._model)

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as the model does."""
        if self._stop.is_set():
            raise _StoppedError("the run was stopped")
        self._on_ask(request)
        return self._model.ask(request, answer_type)
