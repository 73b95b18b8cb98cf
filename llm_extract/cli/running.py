"""`llm-extract run`: the model chosen, the articles run, the table printed."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llm_extract import __version__
from llm_extract.batch import Job, Recorder, RunProgress, RunTotals, find_inputs, run_all
from llm_extract.cache import CachedModel, open_cache
from llm_extract.cassette import recording
from llm_extract.errors import InputError
from llm_extract.lazy import LazyModel
from llm_extract.local import EMBEDDED_NAME, LocalServer, model_file, model_name
from llm_extract.model import Model
from llm_extract.store import RunFolder

from .folders import cache_folder

HOSTED_MODEL = "gpt-4.1-mini"
_HOSTED_URL = "https://api.openai.com/v1"
_REPLAY_URL = "http://127.0.0.1:9/v1"
_LOCAL_TIMEOUT = 600.0


@dataclass(frozen=True)
class ModelChoice:
    """Which model to ask, and whether its answers are recorded, replayed or kept."""

    name: str
    base_url: str
    record: Path | None
    replay: Path | None
    fresh: bool

    @property
    def is_embedded(self) -> bool:
        """Whether the model that comes with the package is meant."""
        return not self.base_url and not os.environ.get("OPENAI_API_KEY") and not self.name

    @property
    def model_name(self) -> str:
        """The model's name at its server."""
        if self.name:
            return self.name
        given = os.environ.get("LLM_EXTRACT_MODEL")
        if self.is_embedded and given and not self.replay:
            return model_name(Path(given))
        if self.replay or self.is_embedded:
            return EMBEDDED_NAME
        return HOSTED_MODEL


def run_articles(
    paths: list[Path], out: Path, choice: ModelChoice, *,
    workers: int, limit: int, prompts: Path | None, quiet: bool,
) -> int:  # fmt: skip
    """Run all articles and print the table; the exit code tells whether every one gave a result."""
    inputs = find_inputs(paths)[: limit or None]
    if not inputs:
        raise InputError(f"no articles in {', '.join(map(str, paths))}")
    if choice.record or choice.replay:
        workers = 1
    folder = RunFolder(out)
    console = Console(stderr=True)
    with RunProgress(console, len(inputs), quiet=quiet) as progress, _model(choice, progress) as model:
        job = Job(model, prompts, _recorder(choice), workers)
        totals = run_all(job, inputs, folder, progress)
    folder.finish(_run_record(choice, inputs, totals))
    _print_table(totals, out)
    return 1 if totals.failures else 0


@contextmanager
def _model(choice: ModelChoice, progress: RunProgress) -> Iterator[Model]:
    """The model to ask, from the cache first unless answers are recorded or replayed."""
    with ExitStack() as stack:
        live = LazyModel(choice.model_name, lambda: _build(choice, progress, stack))
        stack.callback(live.close)
        if choice.record or choice.replay:
            yield live
            return
        cached = CachedModel(live, open_cache(cache_folder()), fresh=choice.fresh)
        stack.callback(cached.close)
        yield cached


def _build(choice: ModelChoice, progress: RunProgress, stack: ExitStack) -> Model:
    """The real client, with the embedded server started for it where that is meant."""
    from llm_extract.llm import OpenAIModel  # noqa: PLC0415  (importing it costs most of a second)

    if choice.replay:
        return OpenAIModel(choice.model_name, _REPLAY_URL)
    if not choice.is_embedded:
        url = choice.base_url or os.environ.get("OPENAI_BASE_URL") or _HOSTED_URL
        return OpenAIModel(choice.model_name, url, os.environ.get("OPENAI_API_KEY", ""))
    progress.say("finding the embedded model")
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"), progress.fetching)
    progress.say("starting the embedded model")
    server = stack.enter_context(LocalServer(path))
    return OpenAIModel(choice.model_name, server.base_url, server.api_key, timeout=_LOCAL_TIMEOUT)


def _recorder(choice: ModelChoice) -> Recorder:
    """What to wrap each article in: its own cassette, or nothing."""
    folder = choice.record or choice.replay
    if folder is None:
        return lambda _: nullcontext()
    if choice.record:
        folder.mkdir(parents=True, exist_ok=True)

    def record(article: str) -> AbstractContextManager[object]:
        return recording(folder / f"{article}.yaml", "record" if choice.record else "replay")

    return record


def _run_record(choice: ModelChoice, inputs: list[Path], totals: RunTotals) -> dict[str, object]:
    """What run.json says: what was asked, the totals, and the failures."""
    spent = [result.provenance for result in totals.results]
    return {
        "version": __version__,
        "model": choice.model_name,
        "inputs": [str(path) for path in inputs],
        "replayed_from": str(choice.replay) if choice.replay else None,
        "articles": len(totals.results),
        "failed": len(totals.failures),
        "seconds": round(totals.seconds, 2),
        "calls": sum(p.calls for p in spent),
        "cached_calls": sum(p.cached_calls for p in spent),
        "prompt_tokens": sum(p.prompt_tokens for p in spent),
        "completion_tokens": sum(p.completion_tokens for p in spent),
    }


def _print_table(totals: RunTotals, out: Path) -> None:
    console = Console()
    table = Table("article", box=None, pad_edge=False)
    for column in ("facts", "findings", "seconds", "tokens", "calls", "cached"):
        table.add_column(column, justify="right")
    for result in totals.results:
        took = result.provenance
        open_findings = sum(f.severity != "info" for f in result.findings)
        table.add_row(
            Path(result.article.source).name, str(len(result.facts)), str(open_findings),
            f"{took.seconds:.1f}", str(took.prompt_tokens + took.completion_tokens),
            str(took.calls), str(took.cached_calls),
        )  # fmt: skip
    for failure in totals.failures:
        table.add_row(Path(failure.article).name, "failed", "", "", "", "", "")
    console.print(table)
    state = f"{len(totals.failures)} failed, see {out / 'errors.jsonl'}" if totals.failures else "all done"
    console.print(
        f"{len(totals.results)} articles in {totals.seconds:.1f} s, {state}. Results: {out / 'results.jsonl'}",
        highlight=False, soft_wrap=True,
    )  # fmt: skip
