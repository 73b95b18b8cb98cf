"""The ways servers differ in what they take, and which one to try when one is refused."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, replace
from typing import Any, Literal, get_args

import instructor
import json_repair
from openai.types.chat import ChatCompletion
from pydantic import ValidationError

from llm_extract.errors import BadAnswerError, RefusedError
from llm_extract.knowledge import table
from llm_extract.model import Message, Request
from llm_extract.profiles import OutputMode, Profile

Limit = Literal["max_tokens", "max_completion_tokens"]
_MODES: tuple[OutputMode, ...] = get_args(OutputMode)
_WAYS = {"json_schema": instructor.Mode.JSON_SCHEMA, "tools": instructor.Mode.TOOLS}
_OF_FORM = frozenset({"json_invalid", "missing", "extra_forbidden", "literal_error"})
"""What a server that keeps to a schema cannot get wrong."""


class UnreadReplyError(Exception):
    """A whole reply that holds an answer, but none that was read yet."""

    def __init__(self, completion: ChatCompletion, cause: BaseException | None = None) -> None:
        super().__init__(str(cause) if cause else "no JSON object in it")
        self.completion = completion
        self.cause = cause


@dataclass(frozen=True)
class Dialect:
    """What a server is sent: the way to ask for an answer's form, and which parameters."""

    mode: OutputMode = "json_schema"
    system_turn: bool = True
    limit: Limit = "max_tokens"
    temperature: bool = True

    @classmethod
    def of(cls, profile: Profile) -> Dialect:
        """The dialect a profile begins with."""
        return cls(mode=profile.mode, system_turn=profile.system_turn)

    @property
    def way(self) -> instructor.Mode | None:
        """How instructor asks for the form; None for a prompt that asks for it in words."""
        return _WAYS.get(self.mode)

    def turns(self, request: Request) -> list[Message]:
        """The request's messages as this dialect has them."""
        turns = list(request.messages)
        if not self.system_turn and turns[0].role == "system":
            system, first, *rest = turns
            turns = [Message(first.role, f"{system.content}\n\n{first.content}"), *rest]
        if self.mode == "json":
            words = table("profiles")["words"]["schema"]
            last = f"{turns[-1].content}\n\n{words}\n{request.answer_schema}"
            turns[-1] = Message(turns[-1].role, last)
        return turns

    def settings(self, request: Request) -> dict[str, Any]:
        """The parameters sent beside the messages."""
        sent: dict[str, Any] = {self.limit: request.max_tokens}
        if self.temperature:
            sent["temperature"] = request.temperature
        return sent

    def instead(self, error: RefusedError | BadAnswerError) -> list[Dialect]:
        """What mends just what a refusal names; empty where it names nothing that can be."""
        about = _about(error) if isinstance(error, RefusedError) else None
        if about == "limit" and self.limit == "max_tokens":
            return [replace(self, limit="max_completion_tokens")]
        if about == "temperature" and self.temperature:
            return [replace(self, temperature=False)]
        if about == "system_turn" and self.system_turn:
            return [replace(self, system_turn=False)]
        return []

    def otherwise(self, error: RefusedError | BadAnswerError) -> list[Dialect]:
        """What else may help after a refusal or an ignored form, the likeliest first."""
        others = [replace(self, mode=mode) for mode in _MODES[_MODES.index(self.mode) + 1 :]]
        if isinstance(error, BadAnswerError):
            return others
        if _about(error) in (None, "length"):
            return []
        return [*others, replace(self, system_turn=False)]


def _about(error: RefusedError) -> str | None:
    """What a refusal is about: its words tell; empty when they do not, None when it is final."""
    known = table("profiles")
    if error.status not in known["refused"]["statuses"]:
        return None
    named = (row["about"] for row in known["refusals"] if re.search(row["words"], error.reason))
    about: str | None = next(named, None)
    if about is None and error.status in known["refused"]["only_with_words"]:
        return None
    return about or ""


def is_about_length(reason: str) -> bool:
    """Whether a server refused because the prompt is longer than its context."""
    rows = table("profiles")["refusals"]
    about = next((row["about"] for row in rows if re.search(row["words"], reason)), "")
    return bool(about == "length")


def is_ignored(error: BadAnswerError) -> bool:
    """Whether an answer breaks its schema as none can whose server keeps to it."""
    cause = error.__cause__
    if isinstance(cause, UnreadReplyError):
        return True
    return isinstance(cause, ValidationError) and any(
        problem["type"] in _OF_FORM or problem["type"].endswith("_type")
        for problem in cause.errors(include_url=False, include_context=False)
    )


def mended(text: str) -> list[str]:
    """The JSON objects in an answer that has prose, fences or slips round and in them."""
    bare = re.sub(table("profiles")["words"]["thoughts"], "", text)
    found = json_repair.loads(bare)
    several = found if isinstance(found, list) else [found]
    return [json.dumps(one, ensure_ascii=False) for one in several if isinstance(one, dict)]


def written(completion: ChatCompletion) -> str:
    """What the model wrote: the arguments of its tool call, else its words."""
    if not completion.choices:
        return ""
    message = completion.choices[0].message
    for call in message.tool_calls or ():
        if call.type == "function":
            return call.function.arguments
    return message.content or ""
