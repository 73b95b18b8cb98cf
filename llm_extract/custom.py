"""Fills a schema of the user's own: figures by reference, text held against the article."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Final

from pydantic import BaseModel, JsonValue, ValidationError

from . import prompts
from .asking import Asker
from .checks import SourceIndex
from .records import CustomAnswer, Finding, QuantityRef
from .schemas import Part, Schema, Shape, answer_type, describe
from .stretches import Stretch

_TOKENS_PER_FIGURE, _TOKENS_MORE = 60, 400
_HAN = re.compile("[一-龥]")
_DIGITS = re.compile(r"\d+(?:[.,]\d+)*")


def fill_schema(
    asker: Asker, schema: Schema, title: str, parts: list[Stretch], source: SourceIndex
) -> tuple[CustomAnswer, list[Finding]]:
    """The user's schema filled from an article, stretch by stretch, and what was found wrong.

    Text with a figure that the article lacks, or that it does not bear out, is left out.
    Raises ModelError when the model cannot be asked; wrong answers never raise.
    """
    told: dict[str, JsonValue] = {}
    findings: list[Finding] = []
    for stretch in parts:
        kind = answer_type(schema, stretch.figures)
        if kind is None:
            continue
        answer = _ask(asker, schema, title, stretch, kind)
        if answer is None:
            findings.append(_unanswered(stretch))
            continue
        settling = _Settling(stretch, source, findings)
        asked = [part for part in schema.parts if part.name in kind.model_fields]
        for part in asked:
            value = settling.settled(part.shape, answer[part.name], f"custom.{part.name}")
            _add(told, part, value, stretch.text)
    findings += _gaps(schema, told)
    return CustomAnswer(name=schema.name, answer=told), list(dict.fromkeys(findings))


def _ask(
    asker: Asker, schema: Schema, title: str, stretch: Stretch, kind: type[BaseModel]
) -> dict[str, JsonValue] | None:
    """The model's answer for one stretch, asked for again where its text is not the article's."""
    request = prompts.load("custom", asker.folder).request(
        prompts.schema_text(kind),
        _TOKENS_PER_FIGURE * len(stretch.figures) + _TOKENS_MORE,
        fields=describe(schema.parts, kind.model_fields),
        title=title,
        text=stretch.marked,
    )
    first = asker.ask(request, kind)
    if first is None:
        return None
    answer: dict[str, JsonValue] = first.model_dump(mode="json")
    texts = [one for part in schema.parts for one in _texts(part.shape, answer.get(part.name))]
    problems = [problem for problem in (_problem(one, stretch) for one in texts) if problem]
    if problems:
        again = prompts.reask(request, first.model_dump_json(), problems, asker.folder)
        second = asker.ask(again, kind)
        return answer if second is None else second.model_dump(mode="json")
    return answer


def _texts(shape: Shape, value: JsonValue) -> Iterator[str]:
    """All text the model wrote freely."""
    if shape.sort == "text" and isinstance(value, str):
        yield value
    elif shape.item is not None and isinstance(value, list):
        for one in value:
            yield from _texts(shape.item, one)
    elif isinstance(value, dict):
        for part in shape.parts:
            yield from _texts(part.shape, value.get(part.name))


def _problem(words: str, stretch: Stretch) -> str:
    """Why text cannot be of this stretch, in words for its writer; empty where it can."""
    known = set(_DIGITS.findall(stretch.words))
    strange = [digits for digits in _DIGITS.findall(words) if digits not in known]
    if strange:
        return f"“{words}”里有原文没有的数字 {strange[0]}"
    han = _HAN.findall(words)
    if sum(one in stretch.words for one in han) * 2 < len(han):
        return f"“{words}”在原文里没有依据"
    return ""


class _Absent:
    """Stands for what is left out of an answer."""


_ABSENT: Final = _Absent()


@dataclass(frozen=True)
class _Settling:
    """Turns the model's answer for one stretch into what is published of it."""

    stretch: Stretch
    source: SourceIndex
    findings: list[Finding] = field(default_factory=list)

    def settled(self, shape: Shape, value: JsonValue, where: str) -> JsonValue | _Absent:
        """The value with its figures resolved; absent where it is not the article's."""
        if value is None:
            return _ABSENT
        if shape.sort == "quantity":
            return self.stretch.reference(str(value)).model_dump(mode="json")
        if shape.sort == "text":
            return self._checked(str(value), where)
        if shape.item is not None and isinstance(value, list):
            items = [self.settled(shape.item, one, where) for one in value]
            return [one for one in items if not isinstance(one, _Absent)]
        if isinstance(value, dict):
            return self._record(shape, value, where)
        return value

    def _record(self, shape: Shape, value: dict[str, JsonValue], where: str) -> JsonValue | _Absent:
        told: dict[str, JsonValue] = {}
        for part in shape.parts:
            one = self.settled(part.shape, value.get(part.name), f"{where}.{part.name}")
            if not isinstance(one, _Absent):
                told[part.name] = one
            elif part.nullable:
                told[part.name] = None
            elif part.required:
                return _ABSENT
        return told if self._belongs(shape, told, where) else _ABSENT

    def _belongs(self, shape: Shape, told: dict[str, JsonValue], where: str) -> bool:
        """Whether the figures stand where the thing is named; those that may lack go.

        What a record is of is named by its first text.
        """
        texts = [
            str(told[p.name]) for p in shape.parts if p.shape.sort == "text" and told.get(p.name)
        ]
        name = texts[0] if texts and texts[0] in self.stretch.words else ""
        for part in shape.parts:
            figure = told.get(part.name)
            if part.shape.sort != "quantity" or not isinstance(figure, dict):
                continue
            if name in self.stretch.before(str(figure["id"])):
                continue
            place = f"{where}.{part.name}"
            self.findings.append(_elsewhere(str(figure["surface"]), name, place))
            if part.nullable:
                told[part.name] = None
            elif part.required:
                return False
            else:
                del told[part.name]
        return True

    def _checked(self, words: str, where: str) -> str | _Absent:
        """Text that stands in the article, or that the checker finds nothing wrong with."""
        if _problem(words, self.stretch):
            self.findings.append(_unfounded(words, where, self.stretch))
            return _ABSENT
        if words in self.stretch.words:
            return words
        errors = [f for f in self.source.check_strictly(words).findings if f.severity == "error"]
        self.findings.extend(one.model_copy(update={"where": where}) for one in errors)
        return _ABSENT if errors else words


def _add(told: dict[str, JsonValue], part: Part, value: JsonValue | _Absent, text: str) -> None:
    """Lists grow, each item once. Of anything else the first mention stands.

    A figure gives way to one whose clause has more of the words that describe the field.
    """
    if isinstance(value, list):
        known = told.setdefault(part.name, [])
        if isinstance(known, list):
            known += [one for at, one in enumerate(value) if one not in (*known, *value[:at])]
    elif not isinstance(value, _Absent):
        known = told.setdefault(part.name, value)
        if _shared(part, value, text) > _shared(part, known, text):
            told[part.name] = value


def _shared(part: Part, value: JsonValue, text: str) -> int:
    """How many pairs of characters of a field's description stand in a figure's clause."""
    if part.shape.sort != "quantity":
        return 0
    clause = QuantityRef.model_validate(value).evidence.cut(text)
    pairs = {"".join(pair) for pair in pairwise(part.about) if all(map(_HAN.match, pair))}
    return sum(pair in clause for pair in pairs)


def _gaps(schema: Schema, told: dict[str, JsonValue]) -> list[Finding]:
    """What the answer lacks to be the user's model; what may be empty is filled in."""
    for part in schema.parts:
        if part.name not in told and part.nullable:
            told[part.name] = None
        elif part.name not in told and part.shape.sort == "list" and part.required:
            told[part.name] = []
    try:
        schema.model.model_validate(told, by_name=True)
    except ValidationError as error:
        return [_gap(one["loc"], one["type"], one["msg"]) for one in error.errors()]
    except Exception as error:  # noqa: BLE001  (the user's own code, which costs no result)
        return [_gap((), "failed", f"its own code failed ({type(error).__name__}: {error})")]
    return []


def _gap(place: tuple[int | str, ...], sort: str, reason: str) -> Finding:
    path = "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in place)
    if sort == "missing":
        message = f"The model gave no {path.lstrip('.')}."
    else:
        message = f"{path.lstrip('.') or 'The answer'} does not fit your model: {reason}."
    return Finding(
        verdict="label_conflict", severity="warning", message=message, where=f"custom{path}"
    )


def _unanswered(stretch: Stretch) -> Finding:
    return Finding(
        verdict="label_conflict",
        severity="warning",
        message="The model gave no usable answer for your schema here.",
        source_span=stretch.span,
        where="custom",
    )


def _elsewhere(figure: str, name: str, where: str) -> Finding:
    return Finding(
        verdict="misattributed",
        severity="warning",
        message=f"{figure} is told elsewhere than “{name}” is named; it was left out.",
        claim=figure,
        where=where,
    )


def _unfounded(words: str, where: str, stretch: Stretch) -> Finding:
    return Finding(
        verdict="unsupported",
        severity="error",
        message=f"“{words}” has figures or words that the article lacks; it was left out.",
        claim=words,
        source_span=stretch.span,
        where=where,
    )
