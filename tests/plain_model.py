"""A model without wit: it fills in any response schema from the words of the question itself."""

from __future__ import annotations

import json
import re
from typing import Any

from fake_server import Received, Reply, answer, as_json

MARK = re.compile(r"⟦q(\d+):[^⟧]*⟧")
LONGEST_NAME = 10
SIZE = 1_500_000_000


def reply_to(received: Received) -> Reply:
    """The reply of a server that runs this model, and says that it is a small one."""
    if not received.body:
        return as_json({"data": [{"id": "plain", "meta": {"n_params": SIZE}}]})
    body = received.json
    content = json.dumps(filled_in(body), ensure_ascii=False)
    tool = body["tools"][0]["function"]["name"] if "tools" in body else ""
    return answer(content, tool=tool)


def filled_in(body: dict[str, Any]) -> dict[str, Any]:
    """The answer to a request, however it asks for its form."""
    schema = schema_of(body)
    question = next(
        turn["content"]
        for turn in reversed(body["messages"])
        if turn["role"] == "user" and re.search("⟦| [|] |^文本：", turn["content"], re.MULTILINE)
    )
    if question.startswith("字段："):
        text = question.rpartition("文本：")[2].partition("\n\n请只输出")[0]
        filled: dict[str, Any] = _filled(schema, schema.get("$defs", {}), text)
        return filled
    if "$defs" in schema:
        return {
            key: {"indicator": _words_before(key, question), "status": _status(schema, field)}
            for key, field in schema["properties"].items()
        }
    return dict(zip(schema["properties"], _drafts(question), strict=False))


def schema_of(body: dict[str, Any]) -> dict[str, Any]:
    """The schema a request sends: as the form of its answer, as a tool, or in its last words."""
    found: dict[str, Any]
    if "response_format" in body:
        found = body["response_format"]["json_schema"]["schema"]
    elif "tools" in body:
        found = body["tools"][0]["function"]["parameters"]
    else:
        found = json.loads(body["messages"][-1]["content"].rpartition("\n")[2])
    return found


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
