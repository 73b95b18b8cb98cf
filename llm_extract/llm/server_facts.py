"""What a server says it can do, asked once before the first question of a run.

The questions are asked apart from the client that is recorded, so that they enter no recording.
Which ones, and where the answers stand in the replies, is in tables/profiles.toml.
"""

from __future__ import annotations

import http.client
import json
import re
import urllib.error
import urllib.request
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from llm_extract.knowledge import table
from llm_extract.profiles import (
    OutputMode,
    Profile,
    ProfileName,
    class_of,
    profile_named,
    with_context,
)

PATIENCE = 5.0
"""Seconds; a server that does not say what it can do in this time is judged by its name."""
LONGEST_REPLY = 4_000_000
UNREACHABLE = (OSError, http.client.HTTPException, ValueError)


@dataclass(frozen=True)
class ServerFacts:
    """What a server told of one model; None or empty for what it did not tell."""

    owner: str = ""
    context_tokens: int | None = None
    parameters: float | None = None
    modes: tuple[OutputMode, ...] = field(default=())
    system_turn: bool = True


def find_profile(base_url: str, api_key: str, model: str, name: ProfileName | None) -> Profile:
    """The profile `name`, else that of the model's class, with what the server tells of itself."""
    facts = ask_server(base_url, api_key, model)
    chosen = profile_named(name or class_of(model, facts.parameters))
    chosen = with_context(chosen, facts.context_tokens)
    mode = facts.modes[0] if facts.modes else chosen.mode
    return replace(chosen, mode=mode, system_turn=facts.system_turn)


def ask_server(base_url: str, api_key: str, model: str) -> ServerFacts:
    """What the server at `base_url` tells of `model`; a server that tells nothing is no error."""
    facts = ServerFacts()
    for question in table("profiles")["questions"]:
        if question["owner"] not in ("", facts.owner):
            continue
        reply = _reply(question, base_url, api_key, model)
        told = _entry(reply, question, model)
        if told is not None:
            facts = _with(facts, told)
    return facts


def _with(facts: ServerFacts, told: dict[str, Any]) -> ServerFacts:
    """The facts with those of one more reply, which is the more particular one."""
    fields = table("profiles")["fields"]
    owner = _first(told, fields["owner"], str)
    context = _first(told, fields["context"], int) or _context_set(told)
    parameters = _first(told, fields["parameters"], int, float)
    supported = _first(told, fields["supported"], list)
    system_turn = _first(told, fields["system_turn"], bool)
    return ServerFacts(
        owner=facts.owner or owner or "",
        context_tokens=context or facts.context_tokens,
        parameters=parameters or facts.parameters,
        modes=facts.modes if supported is None else _modes(supported),
        system_turn=facts.system_turn if system_turn is None else system_turn,
    )


def _modes(supported: list[object]) -> tuple[OutputMode, ...]:
    rows = table("profiles")["supported"]
    told: list[OutputMode] = [row["mode"] for row in rows if set(row["names"]) & set(supported)]
    return (*told, "json")


def _context_set(told: dict[str, Any]) -> int | None:
    """The context length from a server's settings, where they are a text of lines."""
    known = table("profiles")
    settings = _first(told, known["fields"]["settings"], str)
    found = re.search(known["settings"]["context"], settings or "")
    return int(found[1]) if found else None


def _first(told: object, paths: list[str], *kinds: type) -> Any:  # noqa: ANN401  (JSON)
    """The first of the fields that is there and of the wanted kind."""
    for path in paths:
        value = _at(told, path)
        if isinstance(value, kinds) and isinstance(value, bool) == (bool in kinds):
            return value
    return None


def _at(told: object, path: str) -> object:
    """What stands at a path such as meta.n_ctx; a key may hold dots itself."""
    if not isinstance(told, dict):
        return None
    if path in told:
        return told[path]
    head, _, rest = path.partition(".")
    return _at(told.get(head), rest) if rest else None


def _entry(reply: object, question: dict[str, Any], model: str) -> dict[str, Any] | None:
    """The part of a reply that speaks of the model: its entry in a list, or all of it."""
    if not isinstance(reply, dict):
        return None
    if "entry" not in question:
        return reply
    listed = reply.get(question["entry"])
    entries = [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []
    named = [one for one in entries if model in (one.get(key) for key in question["by"])]
    # A server of one model answers under any name.
    fitting = named or (entries if len(entries) == 1 else [])
    return fitting[0] if fitting else None


def _reply(question: dict[str, Any], base_url: str, api_key: str, model: str) -> object:
    """A server's reply to one question as JSON, None where there is none."""
    address = urlsplit(base_url)
    if address.scheme not in ("http", "https"):
        return None
    above = re.sub(r"/v\d+/?$", "", address.path) if question["at"] == "root" else address.path
    url = urlunsplit(address._replace(path=above.rstrip("/") + question["path"]))
    sent = question.get("send_model_as")
    body = json.dumps({sent: model}).encode() if sent else None
    headers = {"Content-Type": "application/json"}
    if api_key:
        headers["Authorization"] = f"Bearer {api_key}"
    request = urllib.request.Request(url, body, headers)  # noqa: S310  (http or https)
    here = address.hostname in ("127.0.0.1", "localhost", "::1")
    proxies = [urllib.request.ProxyHandler({})] if here else []
    try:
        with urllib.request.build_opener(*proxies).open(request, timeout=PATIENCE) as reply:
            return json.loads(reply.read(LONGEST_REPLY))
    except UNREACHABLE:
        return None
