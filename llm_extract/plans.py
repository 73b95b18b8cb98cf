"""How a run is done, as it can be told to another process, and what its processes share."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from . import budget as budgets
from . import traffic as traffics
from .budget import Allowance, Budget, BudgetedModel
from .cache import AnswerCache, CachedModel, open_cache
from .call_log import CallLog
from .cassette import recording
from .glossary import Glossary, read_glossary
from .kept_results import KeptResults
from .model import Model
from .model_choice import ModelChoice, Notices, cache_folder, open_model
from .one_article import Job, Recorder
from .prices import Price
from .schemas import Schema, load_schema
from .shared_numbers import SharedNumbers
from .traffic import Limits, Traffic


@dataclass(frozen=True)
class Plan:
    """How every article of a run is done.

    Attributes:
        choice: Which model is asked.
        prompts: The folder of the user's prompts; None for the package's own.
        glossary: The file of the user's indicators, terms and names.
        schema: The user's schema as module:Model.
        limits: Requests and tokens a minute.
        allowance: Tokens and money of the whole run.
        price: What the model costs; None where that is not known.
        log: The folder of the calls' log; None for no log.
    """

    choice: ModelChoice
    prompts: Path | None = None
    glossary: Path | None = None
    schema: str = ""
    limits: Limits = field(default_factory=Limits)
    allowance: Allowance = field(default_factory=Allowance)
    price: Price | None = None
    log: Path | None = None


class Shared:
    """What all threads, and with `processes` all processes, of a run count together."""

    def __init__(self, *, processes: bool = False) -> None:
        self.traffic = SharedNumbers(traffics.NAMES, processes=processes)
        self.budget = SharedNumbers(budgets.NAMES, processes=processes)


@dataclass(frozen=True)
class Own:
    """The user's own glossary and schema, read."""

    glossary: Glossary | None
    schema: Schema | None

    @classmethod
    def of(cls, plan: Plan) -> Own:
        """Read them. Raises TableError or SchemaError when they are malformed."""
        return cls(
            read_glossary(plan.glossary) if plan.glossary else None,
            load_schema(plan.schema) if plan.schema else None,
        )

    @property
    def digests(self) -> list[str]:
        """What results that were made with them depend on."""
        return [one.digest if one else "" for one in (self.glossary, self.schema)]


@contextmanager
def open_job(
    plan: Plan,
    shared: Shared,
    notices: Notices | None = None,
    on_pause: Callable[[str, float], None] = lambda *_: None,
) -> Iterator[Job]:
    """The job of a plan, with its model open until the context ends.

    Raises TableError or SchemaError for the user's own tables, ModelError for the model.
    """
    own = Own.of(plan)
    choice = plan.choice
    traffic = Traffic(plan.limits, shared.traffic, on_pause=on_pause)
    budget = Budget(plan.allowance, plan.price, shared.budget)

    def within(live: Model) -> Model:
        return BudgetedModel(live, budget)

    with open_model(choice, notices=notices, traffic=traffic, wrap=within) as model:
        kept = _kept_in(model.kept, plan, own) if isinstance(model, CachedModel) else None
        log = CallLog(plan.log, secrets=[choice.key]) if plan.log else None
        try:
            yield Job(
                model, plan.prompts, _recorder(choice), kept, own.glossary, own.schema, plan.price,
                log,
            )  # fmt: skip
        finally:
            if log is not None:
                log.close()


@contextmanager
def open_kept(plan: Plan, own: Own) -> Iterator[KeptResults | None]:
    """The results kept from earlier runs with the same plan, of whatever folder.

    None where answers are recorded or replayed, which keeps nothing.
    """
    if plan.choice.is_taped:
        yield None
        return
    cache = open_cache(cache_folder())
    try:
        yield _kept_in(cache, plan, own)
    finally:
        cache.close()


def _kept_in(cache: AnswerCache, plan: Plan, own: Own) -> KeptResults:
    choice = plan.choice
    wanted = (choice.profile or "", *own.digests)
    return KeptResults(cache, choice.model_name, plan.prompts, fresh=choice.fresh, own=wanted)


def _recorder(choice: ModelChoice) -> Recorder:
    """What to wrap each article in: its own cassette, or nothing."""
    if choice.record:
        return lambda stem: recording(_tape(choice.record, stem), "record")
    if choice.replay:
        return lambda stem: recording(_tape(choice.replay, stem), "replay")

    def nothing(_: str) -> AbstractContextManager[object]:
        return nullcontext()

    return nothing


def _tape(folder: Path | None, stem: str) -> Path:
    return (folder or Path()) / f"{stem}.yaml"
