"""`llm-extract run`: what is given is examined, the articles are run, the table is printed."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from llm_extract import __version__
from llm_extract.batch import run_all
from llm_extract.crews import Crew, OwnThread, Threads
from llm_extract.errors import InputError
from llm_extract.estimates import estimate
from llm_extract.inputs import STANDARD_INPUT, Input, find_inputs
from llm_extract.kept_results import made_with
from llm_extract.plans import Own, Plan, Shared, open_job, open_kept
from llm_extract.processes import GARBAGE, Processes
from llm_extract.store import RunFolder, saved_ids

from .outcome import closing_line, exit_code, print_table, run_record
from .printing import say
from .progress import RunProgress
from .prompt_folder import examine_prompts
from .prospect import print_estimate

HOSTED_WORKERS = 8
_A_PROCESS = 10
"""Articles that make another process worth while; one that is not forked takes two seconds."""


@dataclass(frozen=True)
class RunOptions:
    """How to run, beside what results depend on.

    Attributes:
        workers: Articles at a time; None for as many as the model bears.
        processes: Processes they are done in; None for as many as are worth while.
        limit: At most so many articles; 0 for all.
        column: The column of lists that holds the articles.
        retry_failed: Whether articles that failed for good are done again.
        quiet: Whether nothing is shown but the table.
    """

    workers: int | None = None
    processes: int | None = None
    limit: int = 0
    column: str = ""
    retry_failed: bool = False
    quiet: bool = False


def run_articles(paths: list[Path], out: Path, plan: Plan, options: RunOptions) -> int:
    """Run all articles and print the table; the exit code tells whether every one gave a result.

    Raises InputError, PromptError, TableError, SchemaError or StoreError before anything is
    asked when the run cannot go as wanted.
    """
    count = _examine_inputs(paths, plan, options)
    if plan.prompts is not None:
        examine_prompts(plan.prompts, with_schema=bool(plan.schema))
    folder = _folder(out, plan, paths, retry_failed=options.retry_failed)
    # Articles leave few cycles behind; looking for them less often saves a tenth of the time.
    gc.set_threshold(GARBAGE)
    with ExitStack() as stack:
        progress = RunProgress(quiet=options.quiet)
        # Before the progress and the cache, whose threads would keep processes from being forked.
        to_do = _to_do(_inputs(paths, options), plan, folder) if count else None
        crew = _crew(stack, plan, options, progress, to_do)
        stack.enter_context(progress)
        progress.expect(count or 0)
        kept = stack.enter_context(open_kept(plan, Own.of(plan)))
        totals = run_all(crew, _inputs(paths, options), folder, progress, kept=kept)
    folder.finish(run_record(totals), keep=totals.keys if totals.is_whole else None)
    print_table(totals)
    if not options.quiet:
        say(closing_line(totals, count, out, plan.choice), errors=True)
    return exit_code(totals)


def show_estimate(paths: list[Path], out: Path, plan: Plan, options: RunOptions) -> int:
    """Print what a run would take; nothing is asked and nothing written.

    Raises what `run_articles` raises before it asks anything.
    """
    count = _examine_inputs(paths, plan, options)
    if count is None or plan.choice.is_taped:
        what = "standard input" if count is None else "recordings"
        raise InputError(f"--dry-run: nothing can be told beforehand of {what}; leave it out")
    saved = set() if plan.choice.fresh else saved_ids(out, _depends_on(plan))
    with RunProgress(quiet=options.quiet) as progress:
        found = estimate(plan, _inputs(paths, options), count, saved, progress)
    workers = options.workers or _default_workers(plan)
    print_estimate(found, plan, workers)
    return 0


def _inputs(paths: list[Path], options: RunOptions) -> Iterator[Input]:
    return islice(find_inputs(paths, options.column), options.limit or None)


def _examine_inputs(paths: list[Path], plan: Plan, options: RunOptions) -> int | None:
    """How many articles there are; None where only reading them tells."""
    choice = plan.choice
    if STANDARD_INPUT in paths:
        return None
    count, stems, twice = 0, set[str](), ""
    for one in _inputs(paths, options):
        count += 1
        if choice.is_taped:
            twice = twice or (one.stem if one.stem in stems else "")
            stems.add(one.stem)
    if not count:
        named = ", ".join(map(str, paths))
        raise InputError(f"{named}: no files in it; name articles or folders that hold some")
    if twice:
        raise InputError(
            f"{twice}: two articles of this name would share one recording; rename one of them"
        )
    if choice.replay and not any(choice.replay.glob("*.yaml")):
        raise InputError(
            f"{choice.replay}: no recordings (*.yaml) in it; make them with "
            f"`llm-extract run ARTICLES --record {choice.replay}`"
        )
    return count


def _folder(out: Path, plan: Plan, paths: list[Path], *, retry_failed: bool) -> RunFolder:
    """The run's folder, with what an earlier run of the same settings left there."""
    choice = plan.choice
    settings: dict[str, object] = {
        "version": __version__,
        "model": choice.model_name,
        "inputs": [str(path) for path in paths],
        "replayed_from": str(choice.replay) if choice.replay else None,
    }
    return RunFolder(out, _depends_on(plan), settings, anew=choice.fresh, forgive=retry_failed)


def _depends_on(plan: Plan) -> str:
    """What the results depend on beside the articles; nothing is kept of taped answers."""
    choice = plan.choice
    wanted = (choice.profile or "", *Own.of(plan).digests)
    return "" if choice.is_taped else made_with(choice.model_name, plan.prompts, wanted)


def _default_workers(plan: Plan) -> int:
    return 1 if plan.choice.is_embedded else HOSTED_WORKERS


def _to_do(inputs: Iterable[Input], plan: Plan, folder: RunFolder) -> int:
    """How many articles have no result yet; counted only as far as it makes a difference."""
    enough = _A_PROCESS * (os.cpu_count() or 1)
    count = 0
    with open_kept(plan, Own.of(plan)) as kept:
        for one in inputs:
            try:
                document = one.load()
            except InputError:
                continue
            count += not (folder.has(document.id) or (kept and kept.has(document)))
            if count >= enough:
                break
    return count


def _crew(
    stack: ExitStack, plan: Plan, options: RunOptions, progress: RunProgress, to_do: int | None
) -> Crew:
    """Who does the articles: as many threads and processes as the model and the machine bear."""
    choice = plan.choice
    # One recording at a time can be in use in a process.
    workers = 1 if choice.is_taped else options.workers or _default_workers(plan)
    worth = 1 if choice.is_embedded or choice.is_taped else (to_do or 0) // _A_PROCESS
    processes = options.processes or min(os.cpu_count() or 1, worth, workers)
    if processes > 1 and workers > 1 and to_do != 0 and not choice.is_embedded:
        shared = Shared(processes=True)
        return Processes(plan, shared, progress, processes=min(processes, workers), workers=workers)
    job = stack.enter_context(open_job(plan, Shared(), progress, progress.pause))
    return OwnThread(job, progress) if workers == 1 else Threads(job, progress, workers)
