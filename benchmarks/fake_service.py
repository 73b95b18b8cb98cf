"""What the fake model server knows, keeps and says, apart from its connections."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from fake_answers import Form
from fake_settings import Limits, Settings
from request_log import Asked, RequestLog


class Service:
    """One server's settings, limits and log."""

    def __init__(self, settings: Settings) -> None:
        self.clear(settings)

    def clear(self, settings: Settings) -> None:
        """Begin anew with these settings."""
        self.settings = settings
        self.log = RequestLog()
        self.limits = Limits(settings)
        self._down_since: float | None = None

    def is_down(self) -> bool:
        """Whether the server is down for the request that just came."""
        after = self.settings.down_after
        if not after or len(self.log.asked) <= after:
            return False
        now = time.monotonic()
        self._down_since = self._down_since or now
        return not self.settings.down_for or now - self._down_since < self.settings.down_for

    def keep(self, body: bytes, asked: Asked) -> None:
        """Write the body down, where that is wanted and it is new."""
        if self.settings.bodies and not asked.attempt:
            with Path(self.settings.bodies).open("ab") as file:
                file.write(body.replace(b"\n", b" ") + b"\n")

    def models(self) -> dict[str, Any]:
        """The list of models, as llama.cpp and others give it."""
        known = {"n_params": int(self.settings.parameters), "n_ctx": self.settings.context}
        entry = {"id": self.settings.model, "object": "model", "created": 0}
        return {"object": "list", "data": [entry | {"owned_by": "nobody", "meta": known}]}

    def completion(self, message: dict[str, Any], finish: str, tokens: tuple[int, int]) -> bytes:
        """The body of a reply with this message."""
        self.log.prompt_tokens += tokens[0]
        self.log.completion_tokens += tokens[1]
        usage = {"prompt_tokens": tokens[0], "completion_tokens": tokens[1]}
        told = {
            "id": f"chatcmpl-{len(self.log.asked)}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": self.settings.model,
            "choices": [{"index": 0, "finish_reason": finish, "message": message}],
            "usage": usage | {"total_tokens": sum(tokens)},
        }
        return json.dumps(told, ensure_ascii=False).encode()


def message_of(fault: str | None, text: str, form: Form) -> tuple[dict[str, Any], str, int]:
    """The message of an answer that meets a fault or none, why it ended, and its tokens."""
    finish = "stop"
    if fault == "refusal":
        told = "I cannot help with that."
        return {"role": "assistant", "content": None, "refusal": told}, finish, 6
    if fault == "cut_answer":
        text, finish = text[: len(text) // 2], "length"
    elif fault == "wrong_shape":
        text = '{"answer":[1,2,3]}'
    elif fault == "empty":
        text = ""
    message: dict[str, Any] = {"role": "assistant", "content": text, "refusal": None}
    if form.tool:
        call = {"name": form.tool, "arguments": text}
        message |= {
            "content": None,
            "tool_calls": [{"id": "call_1", "type": "function", "function": call}],
        }
    return message, finish, len(text)
