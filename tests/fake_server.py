"""A real HTTP server on this machine that answers as an OpenAI-compatible one, from a script."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Self

import httpx2

# Making a client takes longer than most tests.
HTTP = httpx2.Client(trust_env=False)


ABOUT_ITSELF = ("/models", "/props", "/api/show", "/api/ps")
"""Where servers say what they can do."""


@dataclass(frozen=True)
class Reply:
    """One HTTP reply; `delay` is in seconds."""

    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0


def answer(
    content: str | None,
    *,
    finish: str = "stop",
    refusal: str | None = None,
    cached: int | None = None,
    tool: str = "",
) -> Reply:
    """The reply of a model that wrote `content`, or gave it as the arguments of `tool`."""
    message: dict[str, Any] = {"role": "assistant", "content": content, "refusal": refusal}
    if tool:
        call = {"id": "call_1", "type": "function", "function": {"name": tool}}
        call["function"]["arguments"] = content  # type: ignore[index]
        message |= {"content": None, "tool_calls": [call]}
    usage: dict[str, Any] = {"prompt_tokens": 7, "completion_tokens": 5, "total_tokens": 12}
    if cached is not None:
        usage["prompt_tokens_details"] = {"cached_tokens": cached}
    completion = {
        "id": f"chatcmpl-{time.time_ns()}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": "fake",
        "choices": [{"index": 0, "finish_reason": finish, "message": message}],
        "usage": usage,
    }
    return as_json(completion)


def as_json(data: object, status: int = 200, **headers: str) -> Reply:
    """A reply with `data` as its JSON body; header names are given with _ for -."""
    sent = {"Content-Type": "application/json"}
    sent |= {name.replace("_", "-"): value for name, value in headers.items()}
    return Reply(json.dumps(data, ensure_ascii=False).encode(), status, sent)


def failure(status: int, message: str = "no", code: str | None = None, **headers: str) -> Reply:
    """An error reply as OpenAI words it."""
    return as_json({"error": {"message": message, "code": code}}, status, **headers)


@dataclass(frozen=True)
class Received:
    """One request as it reached the server."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, parsed."""
        return json.loads(self.body)


class FakeServer:
    """Gives the replies of `script` one after another, the last one for ever.

    A function instead of a list is asked for the reply to each request. Questions about the
    server itself are kept apart, in `looked_up`; a list has no replies to them.
    """

    def __init__(self, *script: Reply, by: Callable[[Received], Reply] | None = None) -> None:
        self._script = list(script)
        self._by = by
        self._lock = threading.Lock()
        self.received: list[Received] = []
        self.looked_up: list[Received] = []
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), self._handler())
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.01,))

    @property
    def url(self) -> str:
        """The server's address without a path."""
        return f"http://127.0.0.1:{self._http.server_port}"

    @property
    def base_url(self) -> str:
        """What a client of the API is given."""
        return f"{self.url}/v1"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._http.shutdown()
        self._http.server_close()
        self._thread.join()

    def _reply_to(self, received: Received) -> Reply:
        with self._lock:
            is_question = received.path.endswith(ABOUT_ITSELF)
            (self.looked_up if is_question else self.received).append(received)
            if self._by is not None:
                return self._by(received)
            if is_question:
                return failure(404)
            return self._script.pop(0) if len(self._script) > 1 else self._script[0]

    def _handler(self) -> type[BaseHTTPRequestHandler]:
        server = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self._answer()

            def do_POST(self) -> None:
                self._answer()

            def _answer(self) -> None:
                body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = server._reply_to(Received(self.path, headers, body))
                time.sleep(reply.delay)
                try:
                    self.send_response(reply.status)
                    for name, value in reply.headers.items():
                        self.send_header(name, value)
                    if "Content-Length" not in reply.headers:
                        self.send_header("Content-Length", str(len(reply.body)))
                    self.end_headers()
                    self.wfile.write(reply.body)
                except ConnectionError:
                    self.close_connection = True

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        return Handler
