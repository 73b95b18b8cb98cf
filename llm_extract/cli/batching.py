"""`llm-extract batch`: articles asked about in a provider's batches, sent, looked at, fetched."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from llm_extract.batch import find_inputs
from llm_extract.batch_requests import MOST_REQUESTS
from llm_extract.batch_rounds import Asked
from llm_extract.batch_state import BatchFolder, BatchSettings, BatchState
from llm_extract.cache import open_cache
from llm_extract.errors import InputError, LLMExtractError, StoreError, TransientModelError
from llm_extract.glossary import read_glossary
from llm_extract.llm import BatchEndpoint, find_profile
from llm_extract.model_choice import HOSTED_URL, ModelChoice, cache_folder
from llm_extract.profiles import Profile
from llm_extract.provider_batch import (
    Means,
    Progress,
    begin,
    fetch,
    finish,
    look_up,
    progress,
    send,
)
from llm_extract.reading import read_article
from llm_extract.records import Article
from llm_extract.schemas import load_schema
from llm_extract.store import ERRORS, RESULTS, Failure

from .printing import add_row, console, plain_table, say
from .prompt_folder import examine_prompts

WAITING = 3
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


@dataclass(frozen=True)
class SubmitOptions:
    """What to ask: at most how many articles (0 for all), what is the user's own, batch size."""

    limit: int = 0
    prompts: Path | None = None
    glossary: Path | None = None
    schema: str = ""
    most_requests: int = MOST_REQUESTS


def submit_articles(paths: list[Path], out: Path, choice: ModelChoice, given: SubmitOptions) -> int:
    """Send the questions of all articles, and say how it stands.

    Raises InputError, PromptError, TableError, SchemaError or StoreError before anything is
    sent when it cannot go as wanted, ModelError when the server cannot be asked.
    """
    if choice.is_embedded:
        raise InputError(
            "batches need a provider that has them: set OPENAI_API_KEY, or name a server with "
            "--base-url; `llm-extract run` asks the embedded model"
        )
    if given.prompts is not None:
        examine_prompts(given.prompts, with_schema=bool(given.schema))
    settings = BatchSettings(
        model=choice.model_name,
        base_url=choice.base_url or os.environ.get("OPENAI_BASE_URL") or HOSTED_URL,
        prompts=given.prompts and given.prompts.absolute(),
        glossary=given.glossary and given.glossary.absolute(),
        fields=given.schema,
        most_requests=given.most_requests,
    )
    folder = BatchFolder(out)

    def profile() -> Profile:
        return find_profile(settings.base_url, _key(), settings.model, choice.profile)

    def steps(means: Means) -> BatchState:
        found = _articles(paths, given.limit)
        return send(folder, begin(folder, settings, found, profile), means)

    now = _go_on(folder, settings, steps)
    return 1 if now.failures and not now.open_articles else 0


def fetch_answers(out: Path, *, submit: bool) -> int:
    """Fetch what has ended, write results, send the next round unless told not to.

    Raises StoreError when there is no batch, ModelError when the server cannot be asked.
    """
    folder = BatchFolder(out)
    state = _kept(folder)

    def steps(means: Means) -> BatchState:
        # Read again, since another command may have gone on before this one had the lock.
        return fetch(folder, _kept(folder), means, submit=submit)

    now = _go_on(folder, state.settings, steps)
    if now.open_articles:
        return WAITING
    return 1 if now.failures else 0


def show_status(out: Path) -> int:
    """Ask the server for the open batches and print how they stand; the exit code tells too.

    Raises StoreError when there is no batch, ModelError when the server cannot be asked.
    """
    folder = BatchFolder(out)
    state = _kept(folder)
    endpoint = BatchEndpoint(state.settings.base_url, _key())
    try:
        now = progress(folder, look_up(state, endpoint))
    finally:
        endpoint.close()
    _show(now, out)
    return WAITING if now.waits else 0


def _go_on(
    folder: BatchFolder, settings: BatchSettings, steps: Callable[[Means], BatchState]
) -> Progress:
    """Do `steps` with what the settings name, and print how it stands then."""
    asked = Asked(
        open_cache(cache_folder()),
        lambda line: say(line, errors=True),
        read_glossary(settings.glossary) if settings.glossary else None,
        load_schema(settings.fields) if settings.fields else None,
    )
    endpoint = BatchEndpoint(settings.base_url, _key())
    try:
        with folder.locked():
            now = progress(folder, steps(Means(endpoint, asked)))
            if not now.open_articles:
                finish(folder, now)
    except TransientModelError as error:
        raise TransientModelError(
            f"{error}. Nothing is lost: the same command goes on from here"
        ) from error
    finally:
        endpoint.close()
        asked.cache.close()
    _show(now, folder.out)
    return now


def _articles(paths: list[Path], limit: int) -> Iterator[Article | Failure]:
    """The articles of the given paths, and those that cannot be read."""
    for path in islice(find_inputs(paths), limit or None):
        try:
            yield read_article(path)
        except LLMExtractError as error:
            yield Failure(str(path), type(error).__name__, str(error))


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


def _show(now: Progress, out: Path) -> None:
    """The batches as a table, and in lines how it stands and what to do next."""
    figures = ("round", "requests", "completed", "failed", "age")
    table = plain_table("batch", *figures[:1], "state", *figures[1:], "problem", right=figures)
    for one in now.state.batches:
        state = f"{one.status}, fetched" if one.fetched else one.status
        age = _age(time.time() - one.made) if one.made else ""
        add_row(
            table, one.batch_id or "", str(one.round), state, str(one.requests),
            str(one.completed), str(one.failed), age, one.problem,
        )  # fmt: skip
    if now.state.batches:
        console().print(table)
    say(_articles_line(now, out), errors=True)
    say(_next_step(now, out), errors=True)


def _articles_line(now: Progress, out: Path) -> str:
    line = f"{now.done} of {now.state.articles} articles done"
    if now.failures:
        line += f", {len(now.failures)} failed (why: {out / ERRORS})"
    return f"{line}. Results: {out / RESULTS}"


def _next_step(now: Progress, out: Path) -> str:
    if not now.open_articles:
        return "All has ended" + ("; submit the articles again to retry" * bool(now.failures))
    if now.waits:
        return (
            f"{now.open_articles} articles wait for the server; "
            f"see how it goes with `llm-extract batch status {out}`"
        )
    return f"{now.open_articles} articles are open; go on with `llm-extract batch fetch {out}`"


def _age(seconds: float) -> str:
    if seconds >= _DAY:
        return f"{seconds / _DAY:.0f} d"
    if seconds >= _HOUR:
        return f"{seconds / _HOUR:.0f} h"
    return f"{max(0.0, seconds) / _MINUTE:.0f} min"
