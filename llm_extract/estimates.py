"""What a run would take, before anything is asked: questions, tokens, money and time."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from decimal import Decimal
from threading import Event

from .budget import expected
from .cache import CachedModel
from .errors import DeclinedError, InputError
from .inputs import Document, Input
from .knowledge import table
from .model import Answer, Model, ModelWrapper, Request, T
from .model_choice import Notices, open_model
from .one_article import Job, do_article
from .plans import Own, Plan, open_kept
from .prices import Price
from .usage import Usage

SAMPLE = 40
"""Articles that are looked at one by one; of more, these stand for all."""


@dataclass
class Estimate:
    """What a run would take.

    Attributes:
        articles: Articles there are.
        kept: Of these, those whose results are there already.
        equal: Of these, those that equal another.
        unreadable: Of these, those that cannot be read.
        sampled: The articles that were looked at, of those to be done.
        calls: Questions the model would be asked.
        cached_calls: Questions that were answered before.
        prompt_tokens: Tokens to send.
        completion_tokens: Tokens to receive.
        seconds: Of all questions one after another.
        cost: US dollars; None where no price is known.
    """

    articles: int = 0
    kept: int = 0
    equal: int = 0
    unreadable: int = 0
    sampled: int = 0
    calls: int = 0
    cached_calls: int = 0
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    cost: Decimal | None = None

    @property
    def to_do(self) -> int:
        """Articles that are to be done."""
        return self.articles - self.kept - self.equal - self.unreadable


@dataclass
class _Counts:
    """What the questions of the sample would take."""

    calls: int = 0
    sent: int = 0
    received: int = 0


class _CountingModel(ModelWrapper):
    """Counts what it is asked, and declines to answer."""

    def __init__(self, model: Model, counts: _Counts) -> None:
        super().__init__(model)
        self._counts = counts

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Count `request`."""
        most = expected(request)
        spare = self.profile.spare_tokens
        answer = (most.completion_tokens - spare) * table("profiles")["estimates"]["answer"]
        self._counts.calls += 1
        self._counts.sent += most.prompt_tokens
        self._counts.received += round(answer)
        raise DeclinedError(f"{request.prompt}: no {answer_type.__name__} before the run")


def estimate(
    plan: Plan,
    inputs: Iterable[Input],
    count: int,
    saved: Collection[str],
    notices: Notices | None = None,
) -> Estimate:
    """What a run of `inputs`, which are `count`, would take; nothing is asked of the model.

    The articles of the ids in `saved` are done already. Raises ModelError when it cannot be told
    how the model would be asked, TableError or SchemaError for the user's own tables.
    """
    found = Estimate()
    documents = _to_do(inputs, saved, found, every=max(1, -(-count // SAMPLE)))
    counts = _Counts()
    own = Own.of(plan)

    def counting(live: Model) -> Model:
        return _CountingModel(live, counts)

    with (
        open_model(plan.choice, notices=notices, wrap=counting) as model,
        open_kept(plan, own) as kept,
    ):
        job = Job(model, plan.prompts, kept=None, glossary=own.glossary, schema=own.schema)
        for document in documents:
            found.sampled += 1
            if not (kept and kept.has(document)):
                do_article(job, document, lambda _: None, Event())
        if isinstance(model, CachedModel):
            found.cached_calls = model.hits
    _scale(found, counts, plan.price)
    return found


def _to_do(
    inputs: Iterable[Input], saved: Collection[str], found: Estimate, every: int
) -> Iterable[Document]:
    """Every so-manieth of the articles that are to be done; all are counted."""
    seen: set[str] = set()
    place = 0
    for one in inputs:
        found.articles += 1
        try:
            document = one.load()
        except InputError:
            found.unreadable += 1
            continue
        if document.id in seen:
            found.equal += 1
        elif document.id in saved:
            found.kept += 1
        else:
            if place % every == 0:
                yield document
            place += 1
        seen.add(document.id)


def _scale(found: Estimate, counts: _Counts, price: Price | None) -> None:
    """Let the sample stand for all articles that are to be done."""
    times = found.to_do / found.sampled if found.sampled else 0.0
    speed = table("profiles")["estimates"]
    found.calls = round(counts.calls * times)
    found.cached_calls = round(found.cached_calls * times)
    found.prompt_tokens = round(counts.sent * times)
    found.completion_tokens = round(counts.received * times)
    found.seconds = (
        found.calls * speed["first_token"]
        + found.prompt_tokens / speed["sent_a_second"]
        + found.completion_tokens / speed["received_a_second"]
    )
    if price is not None:
        found.cost = price.cost(Usage(found.prompt_tokens, found.completion_tokens))
