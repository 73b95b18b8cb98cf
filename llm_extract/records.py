"""The records that pass between the steps and make up a run's results.

All spans are half-open character offsets into the article's clean text. Money is in base
units of its currency, measures in the unit named, percentages as written (9.5 % is 9.5).
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Annotated, Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict, JsonValue, PlainSerializer

from .shown import Shown
from .text import Span, Text

Lang = Literal["zh", "en"]
Kind = Literal[
    "money", "count", "percent", "percentage_point", "ratio", "measure", "duration",
    "date", "ordinal", "code", "name",
]  # fmt: skip
Qualifier = Literal["exact", "at_least", "over", "nearly", "about", "at_most", "multi_more"]
Status = Literal["actual", "target", "planned", "capacity", "rate", "rank"]
Role = Literal["value", "threshold", "scale_class", "change", "frequency"]
Verdict = Literal[
    "supported", "scale_error", "value_mismatch", "unit_mismatch", "currency_mismatch",
    "qualifier_mismatch", "status_mismatch", "misattributed", "date_mismatch", "name_mismatch",
    "quote_not_found", "unsupported", "arithmetic_conflict", "source_conflict", "label_conflict",
    "untranslated",
]  # fmt: skip
Evidence = Literal["value", "quantity", "bound"]
Severity = Literal["error", "warning", "info"]


M = TypeVar("M", bound=BaseModel)


def _plain(value: Decimal) -> str:
    """A decimal without an exponent, so that readers of the JSON need no decimal parser."""
    return format(value, "f")


Exact = Annotated[Decimal, PlainSerializer(_plain, return_type=str, when_used="json")]


class Record(Shown, BaseModel):
    """Base of all records: frozen, and no unknown field passes."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Quantity(Record):
    """An amount found in text, or something that looks like one and is not.

    `value` and `value_high` (for ranges) are None for date, ordinal, code and name.
    """

    surface: str
    start: int
    end: int
    value: Exact | None
    value_high: Exact | None = None
    unit: str
    kind: Kind
    qualifier: Qualifier = "exact"
    id: str = ""
    iso: str | None = None
    """For dates and periods: ISO form, where the words and the reference date settle it."""

    @property
    def span(self) -> Span:
        """Where the surface stands in the text."""
        return Span(self.start, self.end)

    @property
    def is_amount(self) -> bool:
        """Whether this is an amount that can be a fact, not a date, ordinal, code or name."""
        return self.kind not in ("date", "ordinal", "code", "name")


class Article(Record):
    """One article as read: its metadata and its repaired body."""

    id: str
    source: str
    title: str
    subtitle: str = ""
    published: str | None = None
    outlet: str | None = None
    authors: tuple[str, ...] = ()
    captions: tuple[str, ...] = ()
    text: Text

    @property
    def headline(self) -> str:
        """The title with its second line, where it has one."""
        return f"{self.title} {self.subtitle}".strip()

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What is shown of it, which its text would bury."""
        for name in ("id", "source", "title", "published", "outlet"):
            yield name, getattr(self, name)
        yield "characters", len(self.text.clean)


class Fact(Record):
    """One quantity with what the article says it measures."""

    id: str
    quantity: str
    indicator_zh: str
    indicator_en: str
    region: str | None
    region_en: str | None = None
    entity: str | None = None
    status: Status
    period: str | None = None
    role: Role = "value"
    evidence: Span
    settled_by: Literal["rule", "model", "both"] = "rule"


class QuantityRef(Record):
    """A quantity of the article, as the fields of a user's own schema refer to it.

    `span` is the quantity's own place, `evidence` the clause around it. The rest is as in
    `Quantity`, `id` too.
    """

    id: str
    surface: str
    value: Exact | None
    value_high: Exact | None = None
    unit: str
    kind: Kind
    qualifier: Qualifier = "exact"
    span: Span
    evidence: Span


class CustomAnswer(Record):
    """What an article says in a user's own schema, each figure as a `QuantityRef`.

    `answer` is plain JSON with the fields of the user's model.
    """

    name: str
    answer: dict[str, JsonValue]

    def read_as(self, model: type[M]) -> M:
        """The answer as an instance of the user's model.

        Raises pydantic's ValidationError where it lacks something, which the findings tell.
        """
        return model.model_validate(self.answer, by_name=True)


class Project(Record):
    """A named project; `amount` and `capacity` are quantity ids, as are all its `quantities`."""

    name_zh: str
    name_en: str
    investor: str | None = None
    place: str | None = None
    amount: str | None = None
    stage: Literal["signed", "planned", "under_construction", "in_production"] | None = None
    capacity: str | None = None
    """What it is designed for: 年产40万吨 in its name."""
    quantities: tuple[str, ...] = ()
    """Every figure told of it alone: sums, output, area, jobs."""
    industry: str | None = None
    signed_on: str | None = None
    """The ISO day it was signed, where the article gives one."""
    evidence: Span


class Person(Record):
    """Someone named with an office, in both languages."""

    name_zh: str
    name_en: str
    office_zh: str
    office_en: str


class Event(Record):
    """Something that happened, is to happen, or was said; `date` is ISO or an ISO range, or None.

    `people` are the names of its `officials`, `quantities` are quantity ids.
    """

    date: str | None
    surface: str
    what_zh: str
    place: str | None = None
    people: tuple[str, ...] = ()
    officials: tuple[Person, ...] = ()
    organisations: tuple[str, ...] = ()
    """Companies that took part."""
    quantities: tuple[str, ...] = ()
    status: Literal["done", "planned", "said"] = "done"
    """Planned is what was still to come or set as a task, said what an official only told of."""
    evidence: Span


class Campaign(Record):
    """A named drive such as “百日攻坚”."""

    name_zh: str
    name_en: str
    region: str | None = None
    season: str | None = None
    year: str | None = None
    """The year its sentence gives, such as 2021 for 去年."""
    start: str | None = None
    end: str | None = None
    evidence: Span


class Finding(Record):
    """One result of checking a claim, with its place and what was expected there."""

    verdict: Verdict
    severity: Severity
    message: str
    claim: str = ""
    claim_span: Span | None = None
    source_span: Span | None = None
    expected: str | None = None
    evidence: Evidence | None = None
    """How strongly the source supports a figure: the value stands in it anywhere; the quantity
    with unit and qualifier does; it is bound to the same indicator and place too."""
    derived: str | None = None
    """The arithmetic that makes the claim's figure of the source's, where it is computed."""
    where: str = ""
    """The part of the result the claim stands in, such as summary.en[2] or fact f7."""


class Sentence(Record):
    """One published sentence, the facts it states, and how it fared."""

    text: str
    facts: tuple[str, ...]
    verdict: Verdict
    written_by: Literal["model", "rule"]


class LanguageSummary(Record):
    """The summary in one language."""

    headline: str
    text: str
    sentences: tuple[Sentence, ...]
    points: tuple[Sentence, ...] = ()
    """Further key facts that the text has no room for, one sentence each, in the source's order."""


class Summary(Record):
    """The summary in both languages."""

    zh: LanguageSummary
    en: LanguageSummary


class Provenance(Record):
    """How a result came about."""

    model: str
    prompts: dict[str, str]
    version: str
    calls: int
    cached_calls: int
    prompt_tokens: int
    completion_tokens: int
    seconds: float
    cached_tokens: int = 0
    """Tokens of the prompts that the server still had from earlier questions."""
    profile: str = ""
    """How the model was asked: its class, and the way the form of answers was asked for."""
    retries: int = 0
    """Requests sent beyond one a call."""
    saved_tokens: int = 0
    """What the answers from the cache took when they were asked for."""
    wasted_tokens: int = 0
    """Of the tokens sent and received, those of replies that could not be used."""
    cost: Decimal | None = None
    """US dollars; None where the model's price is not known."""


class Result(Record):
    """Everything known about one article."""

    article: Article
    quantities: tuple[Quantity, ...]
    facts: tuple[Fact, ...]
    projects: tuple[Project, ...]
    events: tuple[Event, ...]
    campaigns: tuple[Campaign, ...]
    summary: Summary
    findings: tuple[Finding, ...]
    provenance: Provenance
    custom: CustomAnswer | None = None
    """The user's own schema filled in, where one was given."""

    def __repr_args__(self) -> Iterator[tuple[str, Any]]:
        """What is shown of it: whose it is, and how much there is."""
        yield "title", self.article.title
        yield "headline", self.summary.en.headline
        for name in ("facts", "projects", "events", "campaigns", "findings"):
            yield name, len(getattr(self, name))
