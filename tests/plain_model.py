"""A model without wit: it fills in any response schema from the words of the question itself."""

from __future__ import annotations

import json
import re
from typing import Any

from fake_server import Received, Reply, answer

MARK = re.compile(r"⟦q(\d+):[^⟧]*⟧")
LONGEST_NAME = 10


def reply_to(received: Received) -> Reply:
    """The reply of a server that runs this model."""
    body = received.json
    schema = body["response_format"]["json_schema"]["schema"]
    question = next(
        turn["content"]
        for turn in reversed(body["messages"])
        if turn["role"] == "user" and re.search("⟦| [|] |^文本：", turn["content"], re.MULTILINE)
    )
    if question.startswith("字段："):
        content = _filled(schema, schema.get("$defs", {}), question.rpartition("文本：")[2])
    elif "$defs" in schema:
        content = {
            key: {"indicator": _words_before(key, question), "status": _status(schema, field)}
            for key, field in schema["properties"].items()
        }
    else:
        content = dict(zip(schema["properties"], _drafts(question), strict=False))
    return answer(json.dumps(content, ensure_ascii=False))


def _filled(schema: dict[str, Any], parts: dict[str, Any], text: str) -> Any:
    """Any schema filled in: first choices, lists of one, and words that stand before a figure."""
    schema = parts[schema["$ref"].rsplit("/", 1)[1]] if "$ref" in schema else schema
    if "anyOf" in schema:
        return _filled(schema["anyOf"][0], parts, text)
    if "enum" in schema or "const" in schema:
        return schema.get("const") or schema["enum"][0]
    if schema["type"] == "array":
        return [_filled(schema["items"], parts, text)]
    if schema["type"] == "object":
        fields = schema["properties"]
        keys = re.findall(r"q\d+:[^'\"]+", str(fields))
        before = text.partition(f"⟦{keys[0]}⟧")[0] if keys else text
        return {name: _filled(one, parts, before) for name, one in fields.items()}
    return re.findall(r"[一-龥]+", MARK.sub("", text))[-1] if schema["type"] == "string" else True


def _status(schema: dict[str, Any], field: dict[str, str]) -> str:
    status = schema["$defs"][field["$ref"].rsplit("/", 1)[1]]["properties"]["status"]
    return str(status.get("const") or status["enum"][0])


def _words_before(key: str, question: str) -> str:
    """The Chinese characters that stand before the figure, which are a name of sorts."""
    before = question.partition(f"⟦{key}⟧")[0]
    han = re.findall(r"[一-龥]", MARK.sub("", before.rpartition("文本：")[2] or before))
    return "".join(han[-LONGEST_NAME:]) or "数量数量"


def _drafts(question: str) -> list[str]:
    """The drafts that come with the facts, word for word."""
    return [line.rpartition("|")[2].strip() for line in question.splitlines() if "|" in line]
