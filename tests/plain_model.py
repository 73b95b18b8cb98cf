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
        if turn["role"] == "user" and ("⟦" in turn["content"] or " | " in turn["content"])
    )
    if "$defs" in schema:
        content = {
            key: {"indicator": _words_before(key, question), "status": _status(schema, field)}
            for key, field in schema["properties"].items()
        }
    else:
        content = dict(zip(schema["properties"], _drafts(question), strict=False))
    return answer(json.dumps(content, ensure_ascii=False))


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
