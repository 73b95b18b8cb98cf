"""A model's server for tests and benchmarks that knows nothing: real HTTP, in a process of its own.

    python benchmarks/fake_model_server.py --latency 0.2 --faults 0.3

It speaks OpenAI's protocol (/v1/models, /v1/chat/completions), answers any question of
llm_extract or LangExtract in the form that is asked for, with words of the question, and fails as
its settings say (--help). Its address is the first line it prints, as JSON.

    GET /stats      counts of what was asked since the last clearing
    GET /requests   every request: digest of its body, times, and fate
    POST /reset     clears both; a JSON object as body changes settings by name
"""

from __future__ import annotations

import argparse
import asyncio
import json
import math
import signal
import socket
import struct
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from hashlib import blake2b
from typing import Any

from fake_answers import Form, answer_to, form_of
from fake_service import Service, message_of
from fake_settings import Settings, add_options, settings_of
from request_log import LEFT, Asked

REASONS = {200: "OK", 400: "Bad Request", 404: "Not Found", 429: "Too Many Requests"}
WAITING = 1024
"""Connections that may wait to be taken."""


class Connection(asyncio.Protocol):
    """One client's connection, one request after another."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._buffer = b""
        self._asked: Asked | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._loop = asyncio.get_running_loop()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Count it."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._service.log.connections += 1

    def connection_lost(self, _: Exception | None) -> None:
        """Note that nobody waits for the reply."""
        if self._timer is not None:
            self._timer.cancel()
        if self._asked is not None:
            self._service.log.end(self._asked, LEFT)

    def data_received(self, data: bytes) -> None:
        """Answer the request as soon as all of it is there."""
        self._buffer += data
        while self._asked is None and (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            head = self._buffer[:end]
            size = _content_length(head)
            if len(self._buffer) < end + 4 + size:
                return
            body = self._buffer[end + 4 : end + 4 + size]
            self._buffer = self._buffer[end + 4 + size :]
            self._handle(head.split(b" ", 2), body)

    def _handle(self, line: list[bytes], body: bytes) -> None:
        method, path = (part.decode("latin-1") for part in line[:2])
        service = self._service
        if (method, path) == ("POST", "/v1/chat/completions"):
            self._chat(body)
        elif (method, path) == ("GET", "/v1/models"):
            service.log.lookups += 1
            self._send(200, _json(service.models()))
        elif (method, path) == ("GET", "/stats"):
            self._send(200, _json(service.log.totals()))
        elif (method, path) == ("GET", "/requests"):
            self._send(200, _json([one.plain() for one in service.log.asked]))
        elif (method, path) == ("POST", "/reset"):
            self._reset(body)
        else:
            service.log.lookups += 1
            self._send(404, _error(f"no such path: {path}"))

    def _reset(self, body: bytes) -> None:
        try:
            changes = json.loads(body or b"{}")
            settings = Settings.of(self._service.settings.plain() | changes)
        except (ValueError, TypeError) as error:
            self._send(400, _error(str(error)))
            return
        self._service.clear(settings)
        self._send(200, _json(settings.plain()))

    def _chat(self, body: bytes) -> None:
        """Begin a request for an answer: settle what it will get, and when."""
        now = self._loop.time()
        service, settings = self._service, self._service.settings
        digest = blake2b(body, digest_size=12).hexdigest()
        asked = self._asked = service.log.begin(digest)
        service.keep(body, asked)
        try:
            request = json.loads(body)
            form = form_of(request)
            tokens = len(body) // 3
            most = request.get("max_tokens") or request.get("max_completion_tokens") or 0
        except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
            self._end("refused", 400, _error(f"no request of this protocol: {error!r}"))
            return
        if service.is_down():
            self._down()
            return
        wait = service.limits.admit(tokens + most, now)
        if wait:
            self._too_many("limited", wait)
            return
        if settings.refuse_text and any(
            settings.refuse_text in str(m["content"]) for m in request["messages"]
        ):
            reply: Callable[[], None] | None = partial(
                self._end, "refused", settings.refuse_status, _error("refused")
            )
        else:
            fault = settings.fault(digest, asked.attempt)
            reply = self._reply(fault, request, form, tokens)
        if reply is not None:
            delay = settings.delay(digest, asked.attempt)
            self._timer = self._loop.call_at(now + delay, reply)

    def _reply(
        self, fault: str | None, request: dict[str, Any], form: Form, tokens: int
    ) -> Callable[[], None] | None:
        """What to do when the latency is over; None where all is done or nothing will be."""
        settings = self._service.settings
        if fault in ("limit_told", "limit_untold"):
            self._too_many(fault, settings.retry_after if fault == "limit_told" else None)
            return None
        if fault == "hang":
            if settings.hang:
                self._timer = self._loop.call_later(settings.hang, self._tear_down, fault)
            # Whoever gives up is noted as having met this fault rather than as having left.
            assert self._asked is not None
            self._asked.fate = fault
            return None
        if fault == "error":
            return partial(self._end, fault, 500, _error("the model failed"))
        if fault == "reset":
            return partial(self._tear_down, fault)
        message, finish, size = message_of(fault, answer_to(request, form), form)
        body = self._service.completion(message, finish, (tokens, size))
        if fault == "cut_reply":
            body = body[: len(body) // 2]
        return partial(self._end, fault or "answered", 200, body)

    def _down(self) -> None:
        if self._service.settings.down_as == "reset":
            self._tear_down("down")
        else:
            self._end("down", 503, _error("the server is down"))

    def _too_many(self, fate: str, wait: float | None) -> None:
        error = _error("too many requests", code="rate_limit_exceeded")
        told = {} if wait is None else {"Retry-After": f"{math.ceil(wait * 1000) / 1000:g}"}
        self._end(fate, 429, error, told)

    def _end(
        self, fate: str, status: int, body: bytes, headers: dict[str, str] | None = None
    ) -> None:
        """End the request with a reply."""
        assert self._asked is not None
        self._service.log.end(self._asked, fate)
        self._asked = self._timer = None
        self._send(status, body, self._service.limits.headers() | (headers or {}))
        if self._buffer:
            self._loop.call_soon(self.data_received, b"")

    def _tear_down(self, fate: str) -> None:
        """End the request and the connection so that the client's system tells of a reset."""
        assert self._asked is not None
        self._service.log.end(self._asked, fate)
        self._asked = self._timer = None
        opened: socket.socket | None = self._transport.get_extra_info("socket")
        if opened is not None:
            opened.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self._transport.abort()

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        lines = [f"HTTP/1.1 {status} {REASONS.get(status, 'Error')}"]
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        self._transport.write("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)


def _content_length(head: bytes) -> int:
    for line in head.split(b"\r\n")[1:]:
        name, _, value = line.partition(b":")
        if name.strip().lower() == b"content-length":
            return int(value)
    return 0


def _json(data: object) -> bytes:
    return json.dumps(data, ensure_ascii=False).encode()


def _error(message: str, code: str | None = None) -> bytes:
    return _json({"error": {"message": message, "type": "fake", "param": None, "code": code}})


async def serve(settings: Settings, port: int) -> None:
    """Serve until told to stop, having printed the address."""
    service, loop = Service(settings), asyncio.get_running_loop()
    server = await loop.create_server(
        lambda: Connection(service), "127.0.0.1", port, backlog=WAITING
    )
    url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    print(json.dumps({"url": url, "base_url": f"{url}/v1"}), flush=True)
    stop = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    await stop.wait()
    server.close()


def main() -> None:
    """Serve as the command line says."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, default=0, help="0 takes a free one")
    add_options(parser)
    given = parser.parse_args()
    try:
        settings = settings_of(given)
    except ValueError as error:
        parser.error(str(error))
    with suppress(KeyboardInterrupt):
        asyncio.run(serve(settings, given.port))


if __name__ == "__main__":
    main()
