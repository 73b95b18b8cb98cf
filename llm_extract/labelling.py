"""Asks the model for the labels the rules leave open, by reference: ids in, ids out."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Annotated, Any, Literal, Protocol

from pydantic import AfterValidator, BaseModel, Field, ValidationError, create_model
from pydantic_core import InitErrorDetails

from . import prompts
from .asking import Asker
from .chunks import Chunk, cut_into_chunks
from .errors import TooLongError
from .indicators import classify
from .labels import Label
from .model import Request
from .records import Finding, Status
from .text import Span

_TOKENS_PER_LABEL, _TOKENS_MORE = 60, 40
_MAX_NAME = 18
_ANSWER = "Labels"
_KEPT = 40


class _Told(Protocol):
    @property
    def indicator(self) -> str:
        """The name of what a figure measures."""


class _Answer(BaseModel):
    """What the model says of one marked figure."""

    indicator: str
    status: str


def settle_labels(
    asker: Asker, text: str, labels: list[Label]
) -> tuple[list[Label], list[Finding]]:
    """The same labels with those that were not sure settled by the model, chunk by chunk.

    Where the model gives no usable answer twice, or cannot hold the question, the rules' guess
    stays and a finding says so.
    """
    open_ones = [one for one in labels if not one.sure]
    answers: dict[str, _Answer] = {}
    too_long: set[str] = set()
    questions = _Questions(asker, text)
    for chunk in cut_into_chunks(text, open_ones, asker.profile, questions.fits):
        told, untold = _settle(questions, chunk)
        answers |= told
        too_long |= untold
    settled = [
        _merged(one, answers[one.quantity.id]) if one.quantity.id in answers else one
        for one in labels
    ]
    findings = [
        _unanswered(one, is_too_long=one.quantity.id in too_long)
        for one in open_ones
        if one.quantity.id not in answers
    ]
    return settled, findings


@dataclass(frozen=True)
class _Questions:
    """The questions about an article's chunks, each made once, by the ids of its figures."""

    asker: Asker
    text: str
    made: dict[tuple[str, ...], Request] = field(default_factory=dict)

    def about(self, chunk: Chunk) -> Request:
        """The question about a chunk."""
        ids = tuple(one.quantity.id for one in chunk.labels)
        if ids not in self.made:
            self.made[ids] = _question(self.asker, self.text, chunk)
        return self.made[ids]

    def fits(self, chunk: Chunk) -> bool:
        """Whether the question about a chunk fits the model's context, by estimate."""
        return self.asker.holds(self.about(chunk))


def _settle(questions: _Questions, chunk: Chunk) -> tuple[dict[str, _Answer], set[str]]:
    """The answers by quantity id, and the ids the model cannot be asked about for length.

    What turns out to be too long, for the server or for the way it is asked by now, is asked in
    halves.
    """
    ids = {one.quantity.id for one in chunk.labels}
    try:
        if not questions.fits(chunk):
            raise TooLongError("longer than the context, by estimate")  # noqa: TRY301
        answer_type = _answer_type(questions.text, chunk)
        value = questions.asker.ask(questions.about(chunk), answer_type)
    except TooLongError:
        halves = [_settle(questions, half) for half in chunk.halves()]
        if not halves:
            return {}, ids
        return halves[0][0] | halves[1][0], halves[0][1] | halves[1][1]
    if value is None:
        return {}, set()
    told = {
        one.quantity.id: _Answer.model_validate(getattr(value, f"f{n}"), from_attributes=True)
        for n, one in enumerate(chunk.labels, 1)
    }
    return told, set()


def _question(asker: Asker, text: str, chunk: Chunk) -> Request:
    labels, profile = chunk.labels, asker.profile
    named = labels[:1] if profile.chunk == "sentence" else labels
    regions = dict.fromkeys(one.region for one in named if one.region)
    return prompts.load("label", asker.folder).request(
        _answer_schema(labels),
        _TOKENS_PER_LABEL * len(labels) + _TOKENS_MORE + profile.spare_tokens,
        region="、".join(regions),
        sentence=mark(text, labels, chunk.span),
    )


def _keys(labels: Sequence[Label]) -> list[str]:
    """What the figures are called in question and answer."""
    return [f"q{number}:{one.quantity.surface}" for number, one in enumerate(labels, 1)]


def mark(text: str, labels: Sequence[Label], span: Span | None = None) -> str:
    """`span` with each label's figure in ⟦q1:…⟧, numbered from 1; without it, their sentence."""
    span = span or labels[0].sentence.span
    pieces: list[str] = []
    position = span.start
    for number, one in enumerate(labels, start=1):
        pieces += [text[position : one.quantity.start], f"⟦q{number}:{one.quantity.surface}⟧"]
        position = one.quantity.end
    return "".join([*pieces, text[position : span.end]]).strip()


def _answer_type(text: str, chunk: Chunk) -> type[BaseModel]:
    """A response model whose fields are the figures of this chunk, and no others."""
    fields: dict[str, Any] = {}
    keys = _keys(chunk.labels)
    for number, (one, key) in enumerate(zip(chunk.labels, keys, strict=True), start=1):
        check = _name_check(_context(text, chunk, one), one.quantity.surface)
        single: Any = Annotated[_figure_type(number, one.choices), AfterValidator(check)]
        fields[f"f{number}"] = (single, Field(alias=key))
    return create_model(_ANSWER, **fields)


def _answer_schema(labels: Sequence[Label]) -> str:
    """What pydantic gives as the schema of the response model, which is not made for it."""
    types = [_figure_type(number, one.choices) for number, one in enumerate(labels, 1)]
    keys = _keys(labels)
    named = zip(keys, types, strict=True)
    schema = {
        "$defs": {one.__name__: _figure_schema(one) for one in types},
        "properties": {key: {"$ref": f"#/$defs/{one.__name__}"} for key, one in named},
        "required": keys,
        "title": _ANSWER,
        "type": "object",
    }
    return prompts.compact(schema)


@lru_cache(maxsize=_KEPT)
def _figure_schema(figure: type[BaseModel]) -> dict[str, Any]:
    return figure.model_json_schema()


@lru_cache(maxsize=_KEPT)
def _figure_type(number: int, choices: tuple[Status, ...]) -> type[BaseModel]:
    """What is answered about the figure of this number."""
    status: Any = Literal.__getitem__(choices)  # known only here, so not a static type
    name = Annotated[str, Field(min_length=2, max_length=_MAX_NAME)]
    return create_model(f"Figure{number}", indicator=(name, ...), status=(status, ...))


def _context(text: str, chunk: Chunk, label: Label) -> str:
    """What an indicator's name may be made of: the sentence, in a longer chunk its paragraph."""
    sentence = label.sentence
    if chunk.span == sentence.span:
        return sentence.span.cut(text)
    heading = sentence.heading.cut(text) if sentence.heading else ""
    return heading + sentence.paragraph.cut(text)


def _name_check(sentence: str, surface: str) -> Callable[[_Told], _Told]:
    """A validator that holds an indicator name against the sentence it was read from."""

    def check(told: _Told) -> _Told:
        problem = _name_problem(told.indicator, sentence)
        if problem:
            words = ValueError(f"{surface} 的 indicator“{told.indicator}”{problem}")
            place = InitErrorDetails(
                type="value_error", loc=("indicator",), input=told.indicator, ctx={"error": words}
            )
            raise ValidationError.from_exception_data(_ANSWER, [place])
        return told

    return check


def _name_problem(name: str, sentence: str) -> str:
    """What is wrong with an indicator's name, or an empty string."""
    strange = [d for d in re.findall(r"\d+", name) if d not in sentence]
    if strange:
        return f"里有原文没有的数字 {strange[0]}"
    if name.count("、") > 1:
        return "是一串并列词，请只写这个数字说的是什么"
    han = re.findall(r"[一-龥]", name)
    return "在原文里没有依据" if sum(c in sentence for c in han) * 2 < len(han) else ""


def _merged(label: Label, answer: _Answer) -> Label:
    """The label with the model's answer, kept to what the table and the cues allow."""
    quantity = label.quantity
    name = re.sub(r"[\d.,%]+|数量$", "", answer.indicator)
    known = classify(name, quantity.kind, quantity.unit)
    if known is not None or label.indicator is None:
        label = label.with_phrase(name or label.phrase, "model")
    status: Status = answer.status if answer.status in label.choices else label.status
    return Label(**{**label.__dict__, "status": status})


def _unanswered(label: Label, *, is_too_long: bool) -> Finding:
    surface = label.quantity.surface
    reason = (
        f"The sentence of {surface} is too long for the model's context"
        if is_too_long
        else f"The model gave no usable label for {surface}"
    )
    return Finding(
        verdict="label_conflict",
        severity="warning",
        message=f"{reason}; the rules' stands.",
        claim=label.quantity.surface,
        source_span=label.quantity.span,
        where=label.quantity.id,
    )
