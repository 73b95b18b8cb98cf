"""The naive baseline of benchmarks/baselines.py: the whole article, figures typed by the model.

Three calls an article: one for the facts, one for projects and events, one for both summaries.
Each has a worked example, a JSON schema the server holds the answer to, and temperature 0. An
answer that is cut off counts up to where it is cut.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from time import perf_counter
from typing import Annotated, Any, Literal, TypeVar

from kept_answers import Answered, Kept, Server
from pydantic import BaseModel, StringConstraints, ValidationError
from pydantic_core import from_json

from llm_extract import prompts
from llm_extract.records import Article, Status

PROMPTS = Path(__file__).parent / "prompts"
MOST_TOKENS = {"naive_facts": 4400, "naive_named": 1000, "naive_summary": 600}
"""With the longest of the articles the first fills the server's context of 8,192 tokens."""
ROUND = 10
"""After so many facts in a row that were all told before, the answer goes round, and is broken
off: it would go on so until its room is used up, which takes minutes and brings nothing."""
SETTINGS = {
    "calls": "3 an article: facts; projects and events; summaries",
    "answers": "JSON schema, temperature 0",
    "most tokens an answer": ", ".join(str(n) for n in MOST_TOKENS.values()),
    "broken off": f"after {ROUND} facts in a row that were told before",
}

Short = Annotated[str, StringConstraints(max_length=20)]
Words = Annotated[str, StringConstraints(max_length=40)]


One = TypeVar("One", bound=BaseModel)


class TypedFact(BaseModel):
    """A fact as the model types it."""

    value: Short
    unit: Short
    indicator: Short
    region: Short
    status: Status
    period: Words
    quote: Words


class TypedFacts(BaseModel):
    """All facts of an article."""

    facts: list[TypedFact]


class TypedProject(BaseModel):
    """A project as the model names it."""

    name: Words
    investor: Words
    place: Short
    stage: Literal["signed", "planned", "under_construction", "in_production"]


class TypedEvent(BaseModel):
    """An event as the model tells it."""

    date: Short
    what: Annotated[str, StringConstraints(max_length=60)]
    place: Short
    people: list[Short]


class TypedNamed(BaseModel):
    """The projects and events of an article."""

    projects: list[TypedProject]
    events: list[TypedEvent]


class TypedSummary(BaseModel):
    """A summary in each language."""

    zh: str
    en: str


ANSWERS: dict[str, type[BaseModel]] = {
    "naive_facts": TypedFacts,
    "naive_named": TypedNamed,
    "naive_summary": TypedSummary,
}


def question(article: Article, kept: Kept) -> str:
    """All that is asked about an article, for telling kept answers from those to other words."""
    told = (m.content for name in ANSWERS for m in _turns(name, article))
    schemas = (prompts.schema_text(one) for one in ANSWERS.values())
    return "\n".join([*told, *schemas, *kept.settings.values()])


def ask_naively(server: Server, article: Article) -> Answered:
    """The model's answers about one article, as it wrote them, by the name of the prompt."""
    from openai import OpenAI  # noqa: PLC0415  (half a second, and kept answers need it not)

    started = perf_counter()
    answered = Answered()
    with OpenAI(base_url=server.base_url, api_key=server.api_key, timeout=1800) as client:
        for name, answer_type in ANSWERS.items():
            stream = client.chat.completions.create(
                model=server.model,
                messages=[{"role": m.role, "content": m.content} for m in _turns(name, article)],
                response_format={
                    "type": "json_schema",
                    "json_schema": {"name": name, "schema": answer_type.model_json_schema()},
                },
                max_tokens=MOST_TOKENS[name],
                temperature=0,
                stream=True,
                extra_body={"timings_per_token": True},
            )
            with stream:
                _read(stream, name, answered)
    answered.seconds = round(perf_counter() - started, 1)
    return answered


def _read(stream: Iterable[Any], name: str, answered: Answered) -> None:
    """Take in one answer, up to its end or to where it goes round and round."""
    text, took = "", {}
    for chunk in stream:
        took = (chunk.model_extra or {}).get("timings") or took
        choice = chunk.choices[0] if chunk.choices else None
        text += (choice.delta.content or "") if choice else ""
        is_fact_done = text.endswith("}") and choice is not None
        answered.cut += choice is not None and choice.finish_reason == "length"
        if is_fact_done and goes_round(text):
            answered.cut += 1
            break
    answered.texts[name] = text
    answered.calls += 1
    answered.prompt_tokens += took.get("prompt_n", 0) + took.get("cache_n", 0)
    answered.completion_tokens += took.get("predicted_n", 0)


def goes_round(text: str) -> bool:
    """Whether the last facts all say again what was said of the same number before."""
    facts = _valid(TypedFact, _json(text).get("facts"))
    told = [(one.value, one.unit, one.indicator, one.region) for one in facts]
    return len(told) > ROUND and set(told[-ROUND:]) <= set(told[:-ROUND])


def _turns(name: str, article: Article) -> tuple[prompts.Message, ...]:
    return prompts.load(name, PROMPTS).fill(
        title=article.title, published=article.published or "", article=article.text.clean
    )


def typed_facts(answered: Answered) -> list[TypedFact]:
    """The facts of an answer, those after its cut and those of no known form left out."""
    return _valid(TypedFact, _parsed(answered, "naive_facts").get("facts"))


def typed_named(answered: Answered) -> TypedNamed:
    """The projects and events of an answer."""
    told = _parsed(answered, "naive_named")
    return TypedNamed(
        projects=_valid(TypedProject, told.get("projects")),
        events=_valid(TypedEvent, told.get("events")),
    )


def typed_summary(answered: Answered) -> TypedSummary:
    """The summaries of an answer, cut ones as far as they go."""
    told = _parsed(answered, "naive_summary")
    return TypedSummary(zh=str(told.get("zh", "")), en=str(told.get("en", "")))


def _parsed(answered: Answered, name: str) -> dict[str, Any]:
    return _json(answered.texts.get(name, ""))


def _json(text: str) -> dict[str, Any]:
    """The JSON of an answer; of one that was cut, what is whole of it."""
    try:
        told = from_json(text, allow_partial=True)
    except ValueError:
        return {}
    return told if isinstance(told, dict) else {}


def _valid(kind: type[One], rows: object) -> list[One]:
    found = []
    for row in rows if isinstance(rows, list) else []:
        try:
            found.append(kind.model_validate(row))
        except ValidationError:
            continue
    return found
