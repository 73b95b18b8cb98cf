"""A round of questions: the pipeline over every open article, and what it could not know yet."""

from __future__ import annotations

import traceback
from collections.abc import Callable
from dataclasses import dataclass, replace

from .batch_model import CollectingModel
from .batch_replies import Replies
from .batch_requests import RequestFiles
from .batch_state import BatchFolder, BatchState, SentBatch
from .cache import AnswerCache
from .errors import LLMExtractError, PendingError
from .glossary import Glossary, using
from .pipeline import extract_article
from .records import Article, Result
from .schemas import Schema
from .store import Failure, RunFolder

MOST_ROUNDS = 20
"""Of questions. Each has a bounded number of follow-ups, so only changed code or files get here."""


@dataclass(frozen=True)
class Asked:
    """What articles are asked with: the kept answers, what is the user's own, whom to tell.

    Results and failures go to `out`; its failures, and only those, bear the names of their inputs
    as ids.
    """

    out: RunFolder
    cache: AnswerCache
    tell: Callable[[str], None]
    glossary: Glossary | None = None
    schema: Schema | None = None


def ask_open(
    folder: BatchFolder, state: BatchState, asked: Asked, *, submit: bool = True
) -> BatchState:
    """Run the pipeline over the open articles: results, failures, and the next round's questions.

    Without `submit` the questions are left for the next time.
    """
    files, way = _run(folder, state, asked)
    while files is None:
        state = state.model_copy(update={"way": way})
        files, way = _run(folder, state, asked)
    ended = {"done": len(asked.out.saved), "failed": len(asked.out.failed)}
    state = state.model_copy(update=ended)
    return _as_asked(folder, state, files, way, submit=submit)


def _run(folder: BatchFolder, state: BatchState, asked: Asked) -> tuple[RequestFiles | None, str]:
    """The open articles' questions in files not yet in place, and the way of asking found.

    No files where the way was found only after questions: it may be another one than theirs, so
    they are to be asked for anew.
    """
    out = asked.out
    for one in state.unread:
        _fail(asked, Failure(one.name, one.kind, one.reason))
    model = CollectingModel(state, Replies.of(folder, state), asked.cache)
    files = RequestFiles(folder, len(state.batches) + 1, state.settings.most_requests)
    is_known = bool(state.way)
    for article in folder.read_articles():
        if (article.id, article.source) in out.saved or article.source in out.failed:
            continue
        if out.has(article.id):
            out.copy(article.id, article.source)
            continue
        outcome = _outcome(article, model, state, asked)
        questions = model.take()
        if isinstance(outcome, Result):
            out.add(outcome)
            asked.tell(f"done    {article.source}: {len(outcome.facts)} facts")
        elif isinstance(outcome, Failure):
            _fail(asked, outcome)
        else:
            files.add(questions)
        if model.way and not is_known:
            is_known = True
            if files.counts:
                files.drop()
                return None, model.way
    return files, model.way


def _fail(asked: Asked, failure: Failure) -> None:
    """Write down, once, that an input gives no result in this run."""
    name = failure.article
    if name not in asked.out.failed:
        asked.out.failed[name] = replace(failure, id=name, lasting=True)
        asked.out.fail(asked.out.failed[name])
        asked.tell(f"failed  {name}: {failure.reason}")


def _as_asked(
    folder: BatchFolder, state: BatchState, files: RequestFiles, way: str, *, submit: bool
) -> BatchState:
    """The state with the collected questions in batches of their own, not sent yet."""
    changed: dict[str, object] = {"way": way or state.way}
    if not submit and files.counts:
        files.drop()
        return folder.save(state.model_copy(update=changed))
    files.close()
    made = tuple(
        SentBatch(number=number, round=state.rounds + 1, requests=count)
        for number, count in files.counts.items()
    )
    changed["batches"] = (*state.batches, *made)
    changed["rounds"] = state.rounds + bool(made)
    changed["is_asked"] = True
    return folder.save(state.model_copy(update=changed))


def _outcome(
    article: Article, model: CollectingModel, state: BatchState, asked: Asked
) -> Result | Failure | None:
    """The result of an article or why there is none; None where answers are still to come."""
    name = article.source
    try:
        with using(asked.glossary):
            return extract_article(article, model, state.settings.prompts, asked.schema)
    except PendingError as error:
        if state.rounds < MOST_ROUNDS:
            return None
        reason = f"{error} after {MOST_ROUNDS} rounds; submit the article again to try anew"
        return Failure(name, type(error).__name__, reason)
    except LLMExtractError as error:
        return Failure(name, type(error).__name__, str(error))
    except Exception as error:  # noqa: BLE001  (a bug must not cost the other articles)
        what = (
            f"{name}: a bug of llm-extract ({type(error).__name__}: {error}); please report it "
            "with the traceback in errors.jsonl"
        )
        return Failure(name, type(error).__name__, what, traceback.format_exc())
