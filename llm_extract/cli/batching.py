"""`llm-extract batch`: articles asked about in a provider's batches, sent, looked at, fetched."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from llm_extract import __version__
from llm_extract.batch_requests import MOST_REQUESTS
from llm_extract.batch_rounds import Asked
from llm_extract.batch_state import BatchFolder, BatchSettings, BatchState, Unread
from llm_extract.cache import open_cache
from llm_extract.errors import InputError, LLMExtractError, StoreError, TransientModelError
from llm_extract.inputs import find_inputs
from llm_extract.kept_results import made_with
from llm_extract.llm import BatchEndpoint, find_profile
from llm_extract.model_choice import ModelChoice, cache_folder
from llm_extract.plans import Own, Plan
from llm_extract.provider_batch import (
    Means,
    begin,
    fetch,
    look_up,
    run_record,
    same_run,
    send,
    take,
)
from llm_extract.records import Article
from llm_extract.store import ERRORS, RESULTS, RunFolder, read_results

from .planning import OwnFiles
from .printing import add_row, console, plain_table, say
from .prompt_folder import examine_prompts

WAITING = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class SubmitOptions:
    """How much to ask at a time: articles in all (0 for all), questions a batch."""

    limit: int = 0
    column: str = ""
    most_requests: int = MOST_REQUESTS


def submit_articles(
    paths: list[Path], out: Path, choice: ModelChoice, own: OwnFiles, options: SubmitOptions
) -> int:
    """Send the questions of all articles, and say how it stands.

    Raises InputError, PromptError, TableError, SchemaError or StoreError before anything is
    sent when it cannot go as wanted, ModelError when the server cannot be asked.
    """
    if choice.is_embedded:
        raise InputError(
            "batches need a provider that has them: set OPENAI_API_KEY, or name a server with "
            "--base-url; `llm-extract run` asks the embedded model"
        )
    if own.prompts is not None:
        examine_prompts(own.prompts, with_schema=bool(own.schema))
    settings = BatchSettings(
        model=choice.model_name,
        base_url=choice.url,
        prompts=own.prompts and own.prompts.absolute(),
        glossary=own.glossary and own.glossary.absolute(),
        fields=own.schema,
        profile=choice.profile,
        most_requests=options.most_requests,
    )
    folder = BatchFolder(out)
    taken = take(folder, _articles(paths, options))
    state = same_run(folder, settings, taken)
    with _means(folder, settings, anew=state is None) as means:
        if state is None:
            found = find_profile(settings.base_url, _key(), settings.model, choice.profile)
            state = begin(folder, settings, taken, found)
        state = _ended(folder, send(folder, state, means), means)
    return 1 if state.failed and not state.open_articles else 0


def fetch_answers(out: Path, *, submit: bool) -> int:
    """Fetch what has ended, write results, send the next round unless told not to.

    Raises StoreError when there is no batch, ModelError when the server cannot be asked.
    """
    folder = BatchFolder(out)
    with _means(folder, _kept(folder).settings) as means:
        # Read again, since another command may have gone on before this one had the folder.
        state = fetch(folder, _kept(folder), means, submit=submit)
        state = _ended(folder, state, means)
    if state.open_articles:
        return WAITING
    return 1 if state.failed else 0


def show_status(out: Path) -> int:
    """Ask the server for the open batches and print how they stand; the exit code tells too.

    Raises StoreError when there is no batch, ModelError when the server cannot be asked.
    """
    folder = BatchFolder(out)
    state = _kept(folder)
    endpoint = BatchEndpoint(state.settings.base_url, _key())
    try:
        state = look_up(state, endpoint)
    finally:
        endpoint.close()
    _show(state, out)
    return WAITING if state.waits else 0


@contextmanager
def _means(folder: BatchFolder, settings: BatchSettings, *, anew: bool = False) -> Iterator[Means]:
    """What the settings name, open, with the run's folder to itself."""
    choice = ModelChoice(settings.model, settings.base_url, profile=settings.profile)
    own = Own.of(Plan(choice, settings.prompts, settings.glossary, settings.fields))
    depends = made_with(settings.model, settings.prompts, (settings.profile or "", *own.digests))
    record: dict[str, object] = {"version": __version__, "model": settings.model}
    with ExitStack() as stack:
        # No run's results are a batch's: its failures are known by other ids.
        out = RunFolder(folder.out, f"batch {depends}", record, anew=anew)
        stack.callback(out.close)
        cache = open_cache(cache_folder())
        stack.callback(cache.close)
        endpoint = BatchEndpoint(settings.base_url, _key())
        stack.callback(endpoint.close)

        def tell(line: str) -> None:
            say(line, errors=True)

        try:
            yield Means(endpoint, Asked(out, cache, tell, own.glossary, own.schema))
        except TransientModelError as error:
            raise TransientModelError(
                f"{error}. Nothing is lost: the same command goes on from here"
            ) from error


def _ended(folder: BatchFolder, state: BatchState, means: Means) -> BatchState:
    """The state, once run.json and the screen say it too."""
    results = () if state.open_articles else read_results(folder.out)
    means.asked.out.finish(run_record(state, results))
    _show(state, folder.out)
    return state


def _articles(paths: list[Path], options: SubmitOptions) -> Iterator[Article | Unread]:
    """The articles of the given paths, and those that cannot be read."""
    for one in islice(find_inputs(paths, options.column), options.limit or None):
        try:
            yield one.load().article()
        except LLMExtractError as error:
            yield Unread(name=one.name, kind=type(error).__name__, reason=str(error))


def _kept(folder: BatchFolder) -> BatchState:
    state = folder.load()
    if state is None:
        raise StoreError(
            f"{folder.out}: no batch was submitted from there; "
            f"make one with `llm-extract batch submit ARTICLES --out {folder.out}`"
        )
    return state


def _key() -> str:
    return os.environ.get("OPENAI_API_KEY", "")


def _show(state: BatchState, out: Path) -> None:
    """The batches as a table, and in lines how it stands and what to do next."""
    figures = ("round", "requests", "completed", "failed", "age")
    table = plain_table("batch", *figures[:1], "state", *figures[1:], "problem", right=figures)
    for one in state.batches:
        status = f"{one.status}, fetched" if one.fetched else one.status
        age = _age(time.time() - one.made) if one.made else ""
        add_row(
            table, one.batch_id or "", str(one.round), status, str(one.requests),
            str(one.completed), str(one.failed), age, one.problem,
        )  # fmt: skip
    if state.batches:
        console().print(table)
    say(_articles_line(state, out), errors=True)
    say(_next_step(state, out), errors=True)


def _articles_line(state: BatchState, out: Path) -> str:
    line = f"{state.done} of {state.articles} articles done"
    if state.failed:
        line += f", {state.failed} failed (why: {out / ERRORS})"
    return f"{line}. Results: {out / RESULTS}"


def _next_step(state: BatchState, out: Path) -> str:
    if not state.open_articles:
        return "All has ended" + ("; submit the articles again to retry" * bool(state.failed))
    if state.waits:
        return (
            f"{state.open_articles} articles wait for the server; "
            f"see how it goes with `llm-extract batch status {out}`"
        )
    return f"{state.open_articles} articles are open; go on with `llm-extract batch fetch {out}`"


def _age(seconds: float) -> str:
    if seconds >= _DAY:
        return f"{seconds / _DAY:.0f} d"
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:.0f} h"
    return f"{max(0.0, seconds) / _MINUTE:.0f} min"
