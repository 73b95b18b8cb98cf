"""`llm-extract run`: what is given is examined, the articles are run, the table is printed."""

from __future__ import annotations

import gc
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from llm_extract import __version__
from llm_extract.batch import Job, Recorder, RunTotals, find_inputs, run_all
from llm_extract.cassette import recording
from llm_extract.errors import InputError
from llm_extract.glossary import Glossary, read_glossary
from llm_extract.kept_results import KeptResults
from llm_extract.model_choice import ModelChoice, open_model
from llm_extract.schemas import Schema, load_schema
from llm_extract.store import ERRORS, RESULTS, RunFolder

from .printing import add_row, console, plain_table, say
from .progress import RunProgress
from .prompt_folder import examine_prompts

INTERRUPTED = 130
_GARBAGE = 200_000
"""Objects made between two searches for unreachable ones."""


@dataclass(frozen=True)
class RunOptions:
    """How to run: articles at a time, at most how many (0 for all), what is the user's own."""

    workers: int = 1
    limit: int = 0
    prompts: Path | None = None
    quiet: bool = False
    glossary: Path | None = None
    schema: str = ""


@dataclass(frozen=True)
class _Own:
    """The user's glossary and schema, where given."""

    glossary: Glossary | None
    schema: Schema | None

    @classmethod
    def of(cls, options: RunOptions) -> _Own:
        return cls(
            read_glossary(options.glossary) if options.glossary else None,
            load_schema(options.schema) if options.schema else None,
        )

    @property
    def digests(self) -> list[str]:
        return [one.digest if one else "" for one in (self.glossary, self.schema)]


def run_articles(paths: list[Path], out: Path, choice: ModelChoice, options: RunOptions) -> int:
    """Run all articles and print the table; the exit code tells whether every one gave a result.

    Raises InputError, PromptError, TableError, SchemaError or StoreError before anything is
    asked when the run cannot go as wanted.
    """
    inputs = find_inputs(paths)[: options.limit or None]
    _examine_inputs(paths, inputs, choice)
    if options.prompts is not None:
        examine_prompts(options.prompts, with_schema=bool(options.schema))
    own = _Own.of(options)
    folder = RunFolder(out)
    # Articles leave few cycles behind; looking for them less often saves a tenth of the time.
    gc.set_threshold(_GARBAGE)
    with (
        RunProgress(inputs, quiet=options.quiet) as progress,
        open_model(choice, notices=progress) as model,
    ):
        # One recording at a time can be in use in a process.
        wanted = (choice.profile or "", *own.digests)
        kept = KeptResults.of(model, options.prompts, fresh=choice.fresh, own=wanted)
        workers = 1 if choice.is_taped else options.workers
        job = Job(
            model, options.prompts, _recorder(choice), workers, kept, own.glossary, own.schema
        )
        totals = run_all(job, inputs, folder, progress)
    folder.finish(_run_record(choice, inputs, totals))
    _print_table(totals)
    if not options.quiet:
        say(_closing_line(totals, inputs, out, choice), errors=True)
    if totals.interrupted:
        return INTERRUPTED
    return 1 if totals.failures else 0


def _examine_inputs(paths: list[Path], inputs: list[Path], choice: ModelChoice) -> None:
    if not inputs:
        named = ", ".join(map(str, paths))
        raise InputError(f"{named}: no files in it; name articles or folders that hold some")
    if not choice.is_taped:
        return
    names = [path.stem for path in inputs]
    twice = next((name for name in names if names.count(name) > 1), None)
    if twice:
        raise InputError(
            f"{twice}: two articles of this name would share one recording; rename one of them"
        )
    if choice.replay and not any(choice.replay.glob("*.yaml")):
        raise InputError(
            f"{choice.replay}: no recordings (*.yaml) in it; make them with "
            f"`llm-extract run ARTICLES --record {choice.replay}`"
        )


def _recorder(choice: ModelChoice) -> Recorder:
    """What to wrap each article in: its own cassette, or nothing."""
    if choice.record:
        folder, mode = choice.record, "record"
    elif choice.replay:
        folder, mode = choice.replay, "replay"
    else:
        return lambda _: nullcontext()

    def record(article: Path) -> AbstractContextManager[object]:
        return recording(folder / f"{article.stem}.yaml", mode)  # type: ignore[arg-type]

    return record


def _run_record(choice: ModelChoice, inputs: list[Path], totals: RunTotals) -> dict[str, object]:
    """What run.json says: what was asked, the totals, and the failures."""
    spent = [result.provenance for result in totals.results]
    return {
        "version": __version__,
        "model": choice.model_name,
        "inputs": [str(path) for path in inputs],
        "replayed_from": str(choice.replay) if choice.replay else None,
        "interrupted": totals.interrupted,
        "articles": len(totals.results),
        "failed": len(totals.failures),
        "seconds": round(totals.seconds, 2),
        "calls": sum(p.calls for p in spent),
        "cached_calls": sum(p.cached_calls for p in spent),
        "prompt_tokens": sum(p.prompt_tokens for p in spent),
        "cached_tokens": sum(p.cached_tokens for p in spent),
        "completion_tokens": sum(p.completion_tokens for p in spent),
        "profiles": sorted({p.profile for p in spent}),
        "failures": {failure.article: failure.reason for failure in totals.failures},
    }


def _print_table(totals: RunTotals) -> None:
    figures = ("facts", "findings", "seconds", "tokens", "calls", "cached")
    table = plain_table("article", *figures, right=figures, wide=("article",))
    for result in totals.results:
        took = result.provenance
        open_findings = sum(f.severity != "info" for f in result.findings)
        add_row(
            table, Path(result.article.source).name, str(len(result.facts)), str(open_findings),
            f"{took.seconds:.1f}", str(took.prompt_tokens + took.completion_tokens),
            str(took.calls), str(took.cached_calls),
        )  # fmt: skip
    for failure in totals.failures:
        add_row(table, Path(failure.article).name, "failed", style="red")
    console().print(table)


def _closing_line(totals: RunTotals, inputs: list[Path], out: Path, choice: ModelChoice) -> str:
    done, failed = len(totals.results), len(totals.failures)
    line = f"{done} of {len(inputs)} articles done in {totals.seconds:.1f} s"
    if failed:
        line += f", {failed} failed (why: {out / ERRORS})"
    line += f". Results: {out / RESULTS}"
    if totals.interrupted:
        line = f"Stopped. {line}. {_how_to_go_on(choice)}"
    return line


def _how_to_go_on(choice: ModelChoice) -> str:
    if choice.record:
        return "The recordings of these are whole; give the same command with the others"
    if choice.fresh:
        return "The same command without --fresh goes on from here"
    return "The same command goes on from here"
