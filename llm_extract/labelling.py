"""Asks the model for the labels the rules leave open, by reference: ids in, ids out."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import groupby
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, create_model

from . import prompts
from .asking import Asker
from .indicators import classify
from .labels import Label
from .records import Finding, Status

_TOKENS_PER_LABEL, _TOKENS_MORE = 60, 40
_MAX_NAME = 18


class _Answer(BaseModel):
    """What the model says of one marked figure."""

    indicator: str
    status: str


def settle_labels(
    asker: Asker, text: str, labels: list[Label]
) -> tuple[list[Label], list[Finding]]:
    """The same labels with those that were not sure settled by the model, sentence by sentence.

    Where the model gives no usable answer twice, the rules' guess stays and a finding says so.
    """
    settled: list[Label] = []
    findings: list[Finding] = []
    for _, group in groupby(labels, key=lambda one: one.sentence.span):
        together = list(group)
        open_ones = [one for one in together if not one.sure]
        answers = _ask(asker, text, open_ones) if open_ones else {}
        for one in together:
            if one.sure:
                settled.append(one)
            elif one.quantity.id in answers:
                settled.append(_merged(one, answers[one.quantity.id]))
            else:
                settled.append(one)
                findings.append(_unanswered(one))
    return settled, findings


def _ask(asker: Asker, text: str, labels: list[Label]) -> dict[str, _Answer]:
    """The model's answer for each of the labels of one sentence, by quantity id."""
    sentence = labels[0].sentence.span
    keys = {one.quantity.id: f"q{n}:{one.quantity.surface}" for n, one in enumerate(labels, 1)}
    answer_type = _answer_type(labels, keys, sentence.cut(text))
    template = prompts.load("label", asker.folder)
    request = template.request(
        answer_type,
        _TOKENS_PER_LABEL * len(labels) + _TOKENS_MORE,
        region=labels[0].region or "",
        sentence=mark(text, labels),
    )
    value = asker.ask(request, answer_type)
    if value is None:
        return {}
    return {
        one.quantity.id: _Answer.model_validate(getattr(value, f"f{n}").model_dump())
        for n, one in enumerate(labels, 1)
    }


def mark(text: str, labels: list[Label]) -> str:
    """The sentence with each label's figure in ⟦q1:…⟧, numbered from 1."""
    sentence = labels[0].sentence.span
    pieces: list[str] = []
    position = sentence.start
    for number, one in enumerate(labels, start=1):
        pieces += [text[position : one.quantity.start], f"⟦q{number}:{one.quantity.surface}⟧"]
        position = one.quantity.end
    return "".join([*pieces, text[position : sentence.end]]).strip()


def _answer_type(labels: list[Label], keys: dict[str, str], sentence: str) -> type[BaseModel]:
    """A response model whose fields are the figures of this sentence, and no others."""
    fields: dict[str, Any] = {}
    for number, one in enumerate(labels, start=1):
        choices: Any = Literal.__getitem__(one.choices)  # known only here, so not a static type
        name = Annotated[
            str,
            Field(min_length=2, max_length=_MAX_NAME),
            AfterValidator(_name_check(sentence, one.quantity.surface)),
        ]
        single = create_model(f"Figure{number}", indicator=(name, ...), status=(choices, ...))
        fields[f"f{number}"] = (single, Field(alias=keys[one.quantity.id]))
    return create_model("Labels", **fields)


def _name_check(sentence: str, surface: str) -> Callable[[str], str]:
    """A validator that holds an indicator name against the sentence it was read from."""

    def check(name: str) -> str:
        strange = [d for d in re.findall(r"\d+", name) if d not in sentence]
        if strange:
            raise ValueError(f"{surface} 的 indicator“{name}”里有原文没有的数字 {strange[0]}")
        if name.count("、") > 1:
            raise ValueError(
                f"{surface} 的 indicator“{name}”是一串并列词，请只写这个数字说的是什么"
            )
        han = re.findall(r"[一-龥]", name)
        if sum(c in sentence for c in han) * 2 < len(han):
            raise ValueError(f"{surface} 的 indicator“{name}”在原文里没有依据")
        return name

    return check


def _merged(label: Label, answer: _Answer) -> Label:
    """The label with the model's answer, kept to what the table and the cues allow."""
    quantity = label.quantity
    name = re.sub(r"[\d.,%]+|数量$", "", answer.indicator)
    known = classify(name, quantity.kind, quantity.unit)
    if known is not None or label.indicator is None:
        label = label.with_phrase(name or label.phrase, "model")
    status: Status = answer.status if answer.status in label.choices else label.status
    return Label(**{**label.__dict__, "status": status})


def _unanswered(label: Label) -> Finding:
    return Finding(
        verdict="label_conflict",
        severity="warning",
        message=f"The model gave no usable label for {label.quantity.surface}; the rules' stands.",
        claim=label.quantity.surface,
        source_span=label.quantity.span,
        where=label.quantity.id,
    )
