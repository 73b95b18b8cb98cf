"""One article of a run: its result as it goes into the folder, or why there is none."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from .call_log import CallLog, LoggedModel
from .errors import LLMExtractError, RefusedError, RunEndingError, StoppedError
from .glossary import Glossary, using
from .inputs import Document
from .kept_results import KeptResults
from .model import Answer, Model, ModelWrapper, Request, T
from .prices import Price
from .records import Provenance, Result
from .schemas import Schema
from .store import Failure
from .usage import Usage
from .watching import ArticleEnd

Recorder = Callable[[str], AbstractContextManager[object]]
HOPELESS = frozenset({401, 402, 404})
"""HTTP statuses that say of every article what they say of one."""
OF_THE_ARTICLE = frozenset({0, 400, 413, 422})
"""Of refusals, those that the same article would meet again."""


@dataclass(frozen=True)
class Job:
    """How every article of a run is done: the model, its prompts, and how calls are recorded."""

    model: Model
    prompts_folder: Path | None = None
    record: Recorder = lambda _: nullcontext()
    kept: KeptResults | None = None
    """Where results are kept for later runs."""
    glossary: Glossary | None = None
    """The user's own indicators, terms and names, which hold for every article."""
    schema: Schema | None = None
    """The user's own schema, filled in for every article."""
    price: Price | None = None
    """What the model costs; None where that is not known."""
    log: CallLog | None = None
    """Where every call is written down."""


@dataclass(frozen=True)
class Outcome:
    """How an article ended.

    Attributes:
        id: The article's id.
        end: What it took, and why it failed where it did.
        line: Its result as JSON; None where there is none.
        profile: How the model was asked.
        stopped: Why the whole run cannot go on; the article is left for the next one.
    """

    id: str
    end: ArticleEnd
    line: bytes | None = None
    profile: str = ""
    stopped: str = ""


def do_article(
    job: Job, document: Document, on_stage: Callable[[str], None], stop: Event
) -> Outcome:
    """The outcome of one article; whatever goes wrong is part of it."""
    started = time.perf_counter()
    model = _WatchedModel(job.model, lambda request: on_stage(_template(request)), stop)
    try:
        result = _extract(job, document, model)
        return outcome_of(document, _priced(result, job.price))
    except RunEndingError as error:
        return Outcome(document.id, ArticleEnd(document.name), stopped=str(error))
    except RefusedError as error:
        if error.status in HOPELESS:
            return Outcome(document.id, ArticleEnd(document.name), stopped=str(error))
        failure = _failure(document, error, lasting=error.status in OF_THE_ARTICLE)
    except LLMExtractError as error:
        failure = _failure(document, error)
    except Exception as error:  # noqa: BLE001  (a bug must not cost the other articles)
        what = (
            f"{document.name}: a bug of llm-extract ({type(error).__name__}: {error}); please "
            "report it with the traceback in errors.jsonl"
        )
        kind, trace = type(error).__name__, traceback.format_exc()
        failure = Failure(document.name, kind, what, trace, document.id, lasting=True)
    seconds = time.perf_counter() - started
    return Outcome(document.id, ArticleEnd(document.name, failure, seconds=seconds))


def _failure(document: Document, error: LLMExtractError, *, lasting: bool = False) -> Failure:
    return Failure(document.name, type(error).__name__, str(error), id=document.id, lasting=lasting)


def _extract(job: Job, document: Document, model: Model) -> Result:
    # Here, because a run that finds all its results kept does not need it.
    from .pipeline import extract_article  # noqa: PLC0415

    # Entered here, because a glossary holds for the thread it was given to.
    with using(job.glossary):
        article = document.article()
        asked = LoggedModel(model, job.log, document.name, document.id) if job.log else model
        with job.record(document.stem):
            result = extract_article(article, asked, job.prompts_folder, job.schema)
    if job.kept:
        job.kept.put(document, result)
    return result


def _priced(result: Result, price: Price | None) -> Result:
    if price is None:
        return result
    took = result.provenance
    usage = Usage(took.prompt_tokens, took.completion_tokens, cached_tokens=took.cached_tokens)
    return result.model_copy(
        update={"provenance": took.model_copy(update={"cost": price.cost(usage)})}
    )


def outcome_of(document: Document, result: Result) -> Outcome:
    """The outcome of an article that has a result."""
    took: Provenance = result.provenance
    end = ArticleEnd(
        document.name,
        facts=len(result.facts),
        findings=sum(one.severity != "info" for one in result.findings),
        calls=took.calls,
        cached_calls=took.cached_calls,
        prompt_tokens=took.prompt_tokens,
        completion_tokens=took.completion_tokens,
        cached_tokens=took.cached_tokens,
        seconds=took.seconds,
        retries=took.retries,
        saved_tokens=took.saved_tokens,
        wasted_tokens=took.wasted_tokens,
        cost=took.cost,
    )
    return Outcome(document.id, end, result.model_dump_json().encode(), took.profile)


def _template(request: Request) -> str:
    return request.prompt.partition("@")[0]


class _WatchedModel(ModelWrapper):
    """A model that says what it is asked, and is not asked any more once the run stops."""

    def __init__(self, model: Model, on_ask: Callable[[Request], None], stop: Event) -> None:
        super().__init__(model)
        self._on_ask = on_ask
        self._stop = stop

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as the model does."""
        if self._stop.is_set():
            raise StoppedError("the run was stopped")
        self._on_ask(request)
        return self._model.ask(request, answer_type)
