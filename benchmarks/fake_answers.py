"""Answers of the right form to any question, made of the question's own words.

The form is the JSON schema of the request, whether it comes as response_format, among the tools
or in the last turn's words. LangExtract's questions are answered without a schema, too.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from itertools import islice
from typing import Any

_MARK = re.compile(r"⟦(q\d+:[^⟧]+)⟧")
_KEY = re.compile(r"q\d+:")
_DRAFT = re.compile(r"^(s\d+)[：:].*\| ?(.*)$", re.MULTILINE)
_HAN = re.compile(r"[一-龥]{2,}")
_FIGURE = re.compile(r"\d[\d,.]*(?:余|多)?[万亿]?[一-龥%％]")
_CHUNK_OF_THEIRS, _CHUNK_OF_OURS = "\nQ: ", "\n文本："
_LONGEST = 6
"""Han characters of a made-up name."""
_MOST_FIGURES = 40


@dataclass(frozen=True)
class Form:
    """What an answer has to look like; `tool` names the tool it goes to, empty for none."""

    schema: dict[str, Any] | None
    tool: str = ""


def form_of(request: dict[str, Any]) -> Form:
    """The form a request asks for its answer in."""
    told = request.get("response_format") or {}
    if "json_schema" in told:
        return Form(told["json_schema"]["schema"])
    if request.get("tools"):
        function = request["tools"][0]["function"]
        return Form(function["parameters"], function["name"])
    return Form(_schema_in_words(request["messages"][-1]["content"]))


def _schema_in_words(turn: str) -> dict[str, Any] | None:
    """The schema at the end of a turn, where there is one."""
    last = turn.rsplit("\n", 1)[-1]
    if not last.startswith('{"'):
        return None
    try:
        schema = json.loads(last)
    except ValueError:
        return None
    return schema if "properties" in schema else None


def question(messages: list[dict[str, Any]]) -> str:
    """The turn that holds what is asked about, which is not the last when asked again."""
    turns = [one["content"] for one in messages if one["role"] == "user"]
    marked = (
        t for t in reversed(turns) if _MARK.search(t) or _DRAFT.search(t) or _CHUNK_OF_THEIRS in t
    )
    text: str = next(marked, turns[-1] if turns else "")
    return text


def answer_to(request: dict[str, Any], form: Form) -> str:
    """The text of a valid answer."""
    asked = question(request["messages"])
    if form.schema is None:
        return _like_example(asked)
    chunk = _chunk(asked)
    filler = _Filler(form.schema.get("$defs", {}), chunk, dict(_DRAFT.findall(asked)))
    return json.dumps(filler.value(form.schema, _words(chunk)), ensure_ascii=False)


def _chunk(asked: str) -> str:
    """The part of an article a question is about: LangExtract's, or ours."""
    if _CHUNK_OF_THEIRS in asked:
        return asked.rpartition(_CHUNK_OF_THEIRS)[2].removesuffix("A: ").rstrip("\n")
    return asked.rpartition(_CHUNK_OF_OURS)[2]


def _like_example(asked: str) -> str:
    """An answer like that of LangExtract's first example, with figures of the asked text."""
    example = re.search(r"^A: (```\w*\n)?(.*?)(?:\n```)?\n$", asked, re.MULTILINE | re.DOTALL)
    name = re.search(r'"?(\w+)_attributes"?:', example[2]) if example else None
    chunk = _chunk(asked)
    kind = name[1] if name else "text"
    rows = [{kind: one[0], f"{kind}_attributes": {}} for one in figures(chunk)]
    text = json.dumps({"extractions": rows or [{kind: _words(chunk)}]}, ensure_ascii=False)
    return f"{example[1]}{text}\n```" if example and example[1] else text


def figures(text: str) -> list[re.Match[str]]:
    """The figures of a text with the character behind each, the first few dozen."""
    return list(islice(_FIGURE.finditer(text), _MOST_FIGURES))


def _words(text: str, end: int | None = None) -> str:
    """Some Han characters of a text: those before `end`, else the first ones; or 项目."""
    before = _HAN.findall(text[max(0, end - 40) : end]) if end else []
    if before:
        return str(before[-1][-_LONGEST:])
    found = _HAN.search(text)
    return found[0][:_LONGEST] if found else "项目"


@dataclass(frozen=True)
class _Filler:
    """Fills a JSON schema with words of a text."""

    definitions: dict[str, Any]
    text: str
    drafts: dict[str, str]

    def value(self, schema: dict[str, Any], words: str) -> Any:  # noqa: ANN401  (JSON)
        """A value of a schema; `words` is what a string in it says."""
        schema = self._settled(schema)
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type")
        if kind == "object" or "properties" in schema:
            rows = schema.get("properties", {}).items()
            return {name: self._field(name, inner, words) for name, inner in rows}
        if kind == "array":
            return self._items(schema.get("items", {}), words)
        if kind == "string":
            return _fitted(words, schema)
        return {"integer": 0, "number": 0, "boolean": False}.get(str(kind))

    def _settled(self, schema: dict[str, Any]) -> dict[str, Any]:
        """The schema itself, without references and choices."""
        if "$ref" in schema:
            return self._settled(self.definitions[schema["$ref"].rsplit("/", 1)[-1]])
        if "const" in schema:
            return {"enum": [schema["const"]]}
        for several in ("anyOf", "oneOf", "allOf"):
            if several in schema:
                return self._settled(_first_that_is_something(schema[several]))
        return schema

    def _field(self, name: str, schema: dict[str, Any], words: str) -> Any:  # noqa: ANN401  (JSON)
        if name in self.drafts:
            return _fitted(self.drafts[name], schema)
        if _KEY.match(name):
            words = _words(self.text, max(0, self.text.find(f"⟦{name}⟧")))
        return self.value(schema, words)

    def _items(self, schema: dict[str, Any], words: str) -> list[Any]:
        """One item; of LangExtract's extractions one for each figure."""
        kind = _extracted(schema)
        found = figures(self.text) if kind else []
        if not found:
            return [self.value(schema, words)]
        made = []
        for one in found:
            item = self.value(schema, _words(self.text, one.start()))
            made.append(item | {kind: one[0]})
        return made


def _first_that_is_something(schemas: list[dict[str, Any]]) -> dict[str, Any]:
    return next((one for one in schemas if one.get("type") != "null"), schemas[0])


def _extracted(item: dict[str, Any]) -> str:
    """The class of LangExtract's extractions, where an array's items are some."""
    variant = _first_that_is_something(item.get("anyOf", [item]))
    names = variant.get("properties", {})
    return next((name for name in names if f"{name}_attributes" in names), "")


def _fitted(words: str, schema: dict[str, Any]) -> str:
    """Words no shorter and no longer than a schema allows."""
    least = schema.get("minLength", 0)
    while len(words) < least:
        words += words or "项目"
    return words[: schema.get("maxLength", len(words))]
