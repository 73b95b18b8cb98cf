"""A model that answers in batches: the same client, with replies kept on disk for the network.

So a request in a batch is the very body a live one would have, and a reply is read, refused or
split as a live one is.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict

import httpx2
from tenacity import wait_none

from llm_extract.profiles import Profile

from .client import OpenAIModel
from .dialects import Dialect

FindReply = Callable[[bytes], tuple[int, str]]
"""The HTTP status and the body of the reply to a request's body; raises ModelError without one."""


class _KeptReplies(httpx2.BaseTransport):
    """Answers requests with what `find` has."""

    def __init__(self, find: FindReply) -> None:
        self._find = find

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        status, body = self._find(request.read())
        headers = {"Content-Type": "application/json"}
        return httpx2.Response(status, headers=headers, content=body.encode(), request=request)


def batched_model(
    name: str, base_url: str, profile: Profile, find: FindReply, way: str = ""
) -> OpenAIModel:
    """The model `name`, whose replies `find` gives; `way` is the way of asking it was left with."""
    model = OpenAIModel(
        name,
        base_url,
        http_client=httpx2.Client(transport=_KeptReplies(find)),
        wait=wait_none(),
        profile=profile,
    )
    if way:
        model.settle(Dialect(**json.loads(way)))
    return model


def known_way(model: OpenAIModel) -> str:
    """The way of asking that was found to work, to be kept; empty before any answer."""
    return json.dumps(asdict(model.dialect)) if model.dialect else ""
