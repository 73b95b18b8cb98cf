"""Articles asked about in a provider's batches: another way to fill the cache of answers.

The pipeline runs over every article with a model that answers from what is kept and collects the
questions that are not. These go to the provider as files; what comes back is read as live replies
are, and the pipeline runs again. So wrong answers are asked again and only what is open is sent.

Every step is kept before and after it is done, so any command may be broken off and given again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from uuid import uuid4

from . import __version__
from .batch_rounds import Asked, ask_open
from .batch_state import (
    ENDED,
    BatchFolder,
    BatchSettings,
    BatchState,
    ContinuedFolder,
    SentBatch,
    writing,
)
from .errors import InputError, RefusedError, StoreError
from .llm import BatchEndpoint, ServerBatch
from .profiles import Profile
from .records import Article
from .store import RUN, Failure, RunFolder, read_results

LABEL = "llm_extract_run"


@dataclass(frozen=True)
class Progress:
    """How far a run has come: its state, and its articles."""

    state: BatchState
    done: int
    failures: dict[str, str] = field(default_factory=dict)

    @property
    def open_articles(self) -> int:
        """Articles that have neither a result nor failed."""
        return self.state.articles - self.done - len(self.failures)

    @property
    def waits(self) -> bool:
        """Whether nothing can be done before the server has ended a batch."""
        batches = [one for one in self.state.batches if not one.fetched]
        is_all_open = bool(batches) and not any(one.status in ENDED for one in batches)
        is_sending = any(one.batch_id is None for one in batches) and may_send(self.state)
        return bool(self.open_articles) and is_all_open and not is_sending


@dataclass(frozen=True)
class Means:
    """What a run works with beside its folder: the server, and what its rounds need."""

    endpoint: BatchEndpoint
    asked: Asked


def begin(
    folder: BatchFolder,
    settings: BatchSettings,
    articles: Iterable[Article | Failure],
    profile: Callable[[], Profile],
) -> BatchState:
    """A new run of `articles`, or the one in the folder where that is the same and unfinished.

    What a finished run left there gives way to the new one. Raises StoreError when the folder
    holds another run that is unfinished, InputError when there is no article.
    """
    draft = folder.files / "articles.jsonl.draft"
    count, digest, failures = _write_articles(draft, articles)
    if not count:
        raise InputError("no articles to ask about; name files, or folders that hold some")
    state = folder.load()
    if state is not None and progress(folder, state).open_articles:
        draft.unlink()
        if (state.digest, state.settings) == (digest, settings):
            return state
        raise StoreError(
            f"{folder.out}: holds a batch of other articles or settings that is not finished; go "
            f"on with `llm-extract batch fetch {folder.out}`, or choose another --out"
        )
    asked = profile()
    folder.empty(but=draft)
    out = RunFolder(folder.out)
    for failure in failures:
        out.fail(failure)
    with writing(folder.articles):
        draft.replace(folder.articles)
    return folder.save(
        BatchState(run=uuid4().hex, settings=settings, profile=asked, articles=count, digest=digest)
    )


def _write_articles(
    file: Path, articles: Iterable[Article | Failure]
) -> tuple[int, str, list[Failure]]:
    """Keep the articles as they were read; their number, their digest, and what failed."""
    digest, failures, count = sha256(), [], 0
    with writing(file), file.open("wb") as lines:
        for count, one in enumerate(articles, 1):  # noqa: B007  (the last counts)
            if isinstance(one, Failure):
                failures.append(one)
                digest.update(f"{one}\n".encode())
                continue
            line = one.model_dump_json().encode() + b"\n"
            digest.update(line)
            lines.write(line)
    return count, digest.hexdigest(), failures


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


def progress(folder: BatchFolder, state: BatchState) -> Progress:
    """How far a run has come. Raises StoreError when its folder cannot be read."""
    done, failures = ContinuedFolder(folder.out).ended()
    return Progress(state, len(done), failures)


def may_send(state: BatchState) -> bool:
    """Whether another batch can be sent.

    Servers fail whole batches where too much waits already, so after that one at a time is sent.
    """
    has_failed = any(one.status == "failed" for one in state.batches)
    return not has_failed or not any(one.is_open for one in state.batches)


def _send(folder: BatchFolder, state: BatchState, means: Means) -> BatchState:
    for batch in state.batches:
        if batch.batch_id is None and may_send(state):
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


def finish(folder: BatchFolder, now: Progress) -> None:
    """Write run.json, once. Raises StoreError when that cannot be done."""
    if (folder.out / RUN).exists():
        return
    took = [result.provenance for result in read_results(folder.out)]
    sums = ("calls", "cached_calls", "prompt_tokens", "cached_tokens", "completion_tokens")
    ContinuedFolder(folder.out).finish(
        {
            "version": __version__,
            "model": now.state.settings.model,
            "inputs": [one.source for one in folder.read_articles()],
            "articles": now.done,
            "failed": len(now.failures),
            **{name: sum(getattr(one, name) for one in took) for name in sums},
            "profiles": sorted({one.profile for one in took}),
            "rounds": now.state.rounds,
            "batches": [one.batch_id for one in now.state.batches],
            "failures": now.failures,
        }
    )
