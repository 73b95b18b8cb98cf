"""The same requests by the packages a run is made with, and nothing else: no rules, cache or files.

    python benchmarks/packages_alone.py BASE_URL FILE THREADS PROCESSES WAY

Each line of FILE is the body of a request. WAY is `http` (Python's http.client), `openai` (its
client, one a process) or `instructor` (over the same client, which checks each answer against a
response model made of the request's schema). Prints calls, seconds and seconds of processor time
as JSON, once all processes have begun.
"""

from __future__ import annotations

import http.client
import json
import multiprocessing
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

import httpx2
import instructor
import openai
from pydantic import BaseModel, Field, create_model

CONNECTIONS = 256
HEADERS = {"Content-Type": "application/json", "Authorization": "Bearer fake"}
Body = dict[str, Any]
Sender = Callable[[Body], object]


def http_sender(base_url: str) -> Sender:
    """Sends by a connection of each thread's own."""
    address = urlsplit(base_url)
    own = threading.local()

    def send(body: Body) -> object:
        if not hasattr(own, "connection"):
            own.connection = http.client.HTTPConnection(address.hostname or "", address.port)
        raw = json.dumps(body, ensure_ascii=False).encode()
        own.connection.request("POST", f"{address.path}/chat/completions", raw, HEADERS)
        return json.loads(own.connection.getresponse().read())

    return send


def client(base_url: str) -> openai.OpenAI:
    """The client of openai without tries of its own, over one pool of connections."""
    limits = httpx2.Limits(max_connections=CONNECTIONS, max_keepalive_connections=CONNECTIONS)
    http_client = httpx2.Client(limits=limits, timeout=120.0, trust_env=False)
    return openai.OpenAI(base_url=base_url, api_key="fake", max_retries=0, http_client=http_client)


def openai_sender(base_url: str) -> Sender:
    """Sends by openai's client."""
    create = client(base_url).chat.completions.create
    return lambda body: create(**body)


def instructor_sender(base_url: str) -> Sender:
    """Sends by instructor, which reads the answer by a response model of the request's schema."""
    patched = instructor.from_openai(client(base_url), mode=instructor.Mode.JSON_SCHEMA)

    def send(body: Body) -> object:
        schema = body["response_format"]["json_schema"]["schema"]
        rest = {name: value for name, value in body.items() if name != "response_format"}
        return patched.chat.completions.create(
            response_model=model_of(schema, schema), max_retries=0, **rest
        )

    return send


SENDERS = {"http": http_sender, "openai": openai_sender, "instructor": instructor_sender}


def model_of(schema: dict[str, Any], whole: dict[str, Any]) -> type[BaseModel]:
    """A response model with the fields of a schema."""
    fields: dict[str, Any] = {}
    for number, (name, part) in enumerate(schema["properties"].items()):
        fields[f"f{number}"] = (_type_of(part, whole), Field(alias=name))
    return create_model(schema.get("title", "Answer"), **fields)


def _type_of(part: dict[str, Any], whole: dict[str, Any]) -> Any:  # noqa: ANN401  (a type)
    if "$ref" in part:
        return model_of(whole["$defs"][part["$ref"].rsplit("/", 1)[-1]], whole)
    choices = part.get("enum") or ([part["const"]] if "const" in part else None)
    return Literal.__getitem__(tuple(choices)) if choices else str


def work(base_url: str, bodies: list[Body], threads: int, way: str, gate: Any) -> None:  # noqa: ANN401
    """Send some bodies in some threads, all processes at once."""
    send = SENDERS[way](base_url)
    waiting: Iterator[Body] = iter(bodies)
    lock = threading.Lock()

    def one_thread() -> None:
        while True:
            with lock:
                body = next(waiting, None)
            if body is None:
                return
            send(body)

    gate.wait()
    started = [threading.Thread(target=one_thread) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()


def main(base_url: str, file: str, threads: str, processes: str, way: str) -> None:
    """Send all, and print what it took."""
    bodies = [json.loads(line) for line in Path(file).read_bytes().splitlines()]
    number = int(processes)
    gate = multiprocessing.Barrier(number + 1)
    share = int(threads) // number
    members = [
        multiprocessing.Process(target=work, args=(base_url, bodies[n::number], share, way, gate))
        for n in range(number)
    ]
    for member in members:
        member.start()
    gate.wait()
    started = time.perf_counter()
    for member in members:
        member.join()
    failed = sum(member.exitcode != 0 for member in members)
    took = {"calls": len(bodies), "failed": failed, "seconds": time.perf_counter() - started}
    print(json.dumps(took))


if __name__ == "__main__":
    main(*sys.argv[1:])
