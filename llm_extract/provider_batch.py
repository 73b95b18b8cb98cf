"""Articles asked about in a provider's batches: another way to fill the cache of answers.

The pipeline runs over every article with a model that answers from what is kept and collects the
questions that are not. These go to the provider as files; what comes back is read as live replies
are, and the pipeline runs again. So wrong answers are asked again and only what is open is sent.

Every step is kept before and after it is done, so any command may be broken off and given again.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from .batch_rounds import Asked, ask_open
from .batch_state import (
    ENDED,
    BatchFolder,
    BatchSettings,
    BatchState,
    SentBatch,
    Unread,
    writing,
)
from .errors import InputError, RefusedError, StoreError
from .llm import BatchEndpoint, ServerBatch
from .profiles import Profile
from .records import Article, Result

LABEL = "llm_extract_run"
_SUMS = (
    "calls", "cached_calls", "retries", "prompt_tokens", "cached_tokens", "completion_tokens",
    "saved_tokens", "wasted_tokens",
)  # fmt: skip


@dataclass(frozen=True)
class Means:
    """What a run works with beside its folder: the server, and what its rounds need."""

    endpoint: BatchEndpoint
    asked: Asked


@dataclass(frozen=True)
class Taken:
    """The inputs of a command, as they were read: a file of articles, and what is none."""

    file: Path
    articles: int
    unread: tuple[Unread, ...]
    digest: str


def take(folder: BatchFolder, articles: Iterable[Article | Unread]) -> Taken:
    """Keep articles as they were read. Raises InputError when there is none at all."""
    file = folder.files / f"articles-{os.getpid()}.draft"
    digest, unread, count = sha256(), [], 0
    with writing(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as lines:
            for one in articles:
                count += 1
                line = one.model_dump_json().encode() + b"\n"
                digest.update(line)
                if isinstance(one, Unread):
                    unread.append(one)
                else:
                    lines.write(line)
    if not count:
        file.unlink()
        raise InputError("no articles to ask about; name files, or folders that hold some")
    return Taken(file, count, tuple(unread), digest.hexdigest())


def same_run(folder: BatchFolder, settings: BatchSettings, taken: Taken) -> BatchState | None:
    """The run in the folder, where it is of these inputs and settings, and unfinished.

    Raises StoreError when the folder holds another run that is unfinished.
    """
    state = folder.load()
    if state is None or not state.open_articles:
        return None
    taken.file.unlink()
    if (state.digest, state.settings) == (taken.digest, settings):
        return state
    raise StoreError(
        f"{folder.out}: holds a batch of other articles or settings that is not finished; go on "
        f"with `llm-extract batch fetch {folder.out}`, or choose another --out"
    )


def begin(
    folder: BatchFolder, settings: BatchSettings, taken: Taken, profile: Profile
) -> BatchState:
    """A new run, in place of what a finished one left in the folder."""
    folder.empty()
    with writing(folder.articles):
        taken.file.replace(folder.articles)
        for left_over in folder.files.glob("articles-*.draft"):
            left_over.unlink()
    return folder.save(
        BatchState(
            run=uuid4().hex,
            settings=settings,
            profile=profile,
            articles=taken.articles,
            unread=taken.unread,
            digest=taken.digest,
        )
    )


def send(folder: BatchFolder, state: BatchState, means: Means) -> BatchState:
    """Send what is ready to be; ask first where there is nothing yet."""
    if not state.is_asked and not any(one.fetched for one in state.batches):
        state = ask_open(folder, state, means.asked)
    return _send(folder, state, means)


def fetch(
    folder: BatchFolder, state: BatchState, means: Means, *, submit: bool = True
) -> BatchState:
    """Fetch what has ended, make results of it, and send what is open as the next round."""
    state = _send(folder, state, means)
    for batch in state.batches:
        if batch.fetched or batch.batch_id is None:
            continue
        state = _fetch(folder, state, batch, means)
    # A result may have been lost since all was asked, with the torn end of its file.
    if not state.is_asked or all(one.fetched for one in state.batches):
        state = ask_open(folder, state, means.asked, submit=submit)
    return _send(folder, state, means)


def look_up(state: BatchState, endpoint: BatchEndpoint) -> BatchState:
    """The state with what the server says of its batches now."""
    for batch in state.batches:
        if batch.is_open and batch.batch_id is not None:
            state = state.with_batch(_as_told(batch, endpoint.look_up(batch.batch_id)))
    return state


def _send(folder: BatchFolder, state: BatchState, means: Means) -> BatchState:
    for batch in state.batches:
        if batch.batch_id is None and state.may_send:
            state = _submit(folder, state, batch, means)
            sent = state.batches[batch.number - 1]
            means.asked.tell(
                f"sent    {sent.batch_id}: {sent.requests} questions, round {sent.round}"
            )
    return state


def _submit(folder: BatchFolder, state: BatchState, batch: SentBatch, means: Means) -> BatchState:
    """The state with `batch` made, also where an earlier command was broken off in doing so."""
    told = None
    if batch.file_id is not None:
        told = means.endpoint.find(batch.file_id)
    else:
        file_id = means.endpoint.upload(folder.requests(batch.number))
        batch = batch.model_copy(update={"file_id": file_id})
        state = folder.save(state.with_batch(batch))
    if told is None:
        labels = {LABEL: state.run, "batch": str(batch.number)}
        try:
            told = means.endpoint.create(batch.file_id or "", labels)
        except RefusedError:
            # The file may be gone at the server, so the next try sends it again.
            folder.save(state.with_batch(batch.model_copy(update={"file_id": None})))
            raise
    return folder.save(state.with_batch(_as_told(batch, told)))


def _as_told(batch: SentBatch, told: ServerBatch) -> SentBatch:
    return batch.model_copy(
        update={
            "batch_id": told.id,
            "status": told.status,
            "completed": told.completed,
            "failed": told.failed,
            "made": told.made,
            "problem": told.problem,
        }
    )


def _fetch(folder: BatchFolder, state: BatchState, batch: SentBatch, means: Means) -> BatchState:
    """The state with the answers of `batch` here, where it has ended."""
    told = means.endpoint.look_up(batch.batch_id or "")
    batch = _as_told(batch, told)
    if batch.status not in ENDED:
        return folder.save(state.with_batch(batch))
    files = ((told.output_file, folder.answers), (told.error_file, folder.errors))
    for file_id, place in files:
        if file_id is not None:
            means.endpoint.download(file_id, place(batch.number))
    means.asked.tell(f"fetched {batch.batch_id}: {batch.status}, {batch.completed} answers")
    state = state.with_batch(batch.model_copy(update={"fetched": True}))
    return folder.save(state.model_copy(update={"is_asked": False}))


def run_record(state: BatchState, results: Iterable[Result]) -> dict[str, object]:
    """What run.json says: how far the run is, and what the articles that are done took."""
    sums = dict.fromkeys(_SUMS, 0)
    profiles = set()
    for result in results:
        profiles.add(result.provenance.profile)
        for name in sums:
            sums[name] += getattr(result.provenance, name)
    ended = "partial" if state.failed else "complete"
    return {
        "state": "waiting" if state.open_articles else ended,
        "articles": state.done,
        "failed": state.failed,
        **sums,
        "profiles": sorted(profiles - {""}),
        "rounds": state.rounds,
        "batches": [one.batch_id for one in state.batches],
    }
