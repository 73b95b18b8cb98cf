"""A real HTTP server on this machine that speaks OpenAI's Files and Batches endpoints.

What it answers to the questions of a batch is a script's: a function from a request's body to a
line's reply. By default that is the plain model, which has no wit.
"""

from __future__ import annotations

import email
import email.policy
import json
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, Self

from fake_server import FakeServer, Received, Reply, answer, as_json, failure
from plain_model import filled_in, reply_to

Line = dict[str, Any]
"""What stands in an answered line beside its id: `response` and `error`."""


def replied(reply: Reply) -> Line:
    """A line with an HTTP reply in it, whatever its status: its error stays null."""
    body = json.loads(reply.body)
    return {"response": {"status_code": reply.status, "body": body}, "error": None}


def plain(body: dict[str, Any]) -> Line:
    """The plain model's answer."""
    return replied(answer(json.dumps(filled_in(body), ensure_ascii=False)))


def unanswered(code: str, message: str) -> Line:
    """A line of a request nobody got to."""
    return {"response": None, "error": {"code": code, "message": message}}


@dataclass
class Batch:
    """A batch at the server, and how often it was looked at."""

    id: str
    file_id: str
    metadata: dict[str, str]
    made: float
    looks: int = 0
    status: str = "validating"
    output: str | None = None
    errors: str | None = None
    problem: str = ""


@dataclass
class BatchService:
    """The endpoints, and how they behave.

    Attributes:
        polls: How often a batch is in progress when it is looked at.
        script: What each question is answered with; None for one that gets no line.
        ends: How batches end, one after another; the last for ever.
        broken: Paths, as they begin, whose next so many replies are broken off in the middle.
        refused: Paths, as they begin, whose next so many requests are answered with 503.
        asked: The bodies of the questions in all batches made, in order.
        calls: What was requested, in order.
        on_call: Told of each request, once it is done and before it is answered.
        reply_to_files: The reply to every upload instead of the file's.
    """

    polls: int = 0
    script: Callable[[dict[str, Any]], Line | None] = plain
    ends: list[str] = field(default_factory=lambda: ["completed"])
    broken: dict[str, int] = field(default_factory=dict)
    refused: dict[str, int] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    batches: dict[str, Batch] = field(default_factory=dict)
    asked: list[dict[str, Any]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    on_call: Callable[[str], None] = lambda _: None
    reply_to_files: Reply | None = None

    def reply(self, received: Received) -> Reply:
        """The reply to any request."""
        path = received.path.partition("?")[0].removeprefix("/v1")
        verb = "POST" if received.body else "GET"
        self.calls.append(f"{verb} {path}")
        if self._takes(self.refused, path):
            return failure(503, "come back later")
        reply = self._routed(path, received)
        self.on_call(self.calls[-1])
        if self._takes(self.broken, path):
            headers = {**reply.headers, "Content-Length": str(len(reply.body))}
            return Reply(reply.body[: len(reply.body) // 2], reply.status, headers)
        return reply

    def _routed(self, path: str, received: Received) -> Reply:
        name, *rest = path.strip("/").split("/")
        if name in ("chat", "models"):
            return reply_to(received)
        if path == "/files":
            return self.reply_to_files or self._upload(received)
        if path == "/batches":
            return self._create(received.json) if received.body else self._listed()
        if name == "files" and rest[0] in self.files:
            return Reply(self.files[rest[0]], 200, {"Content-Type": "application/octet-stream"})
        if name == "batches" and rest[0] in self.batches:
            self._look(self.batches[rest[0]])
            return as_json(self._shown(self.batches[rest[0]]))
        return failure(404, f"no {path} here")

    def _listed(self) -> Reply:
        newest_first = [self._shown(one) for one in reversed(self.batches.values())]
        return as_json({"object": "list", "data": newest_first, "has_more": False})

    def _upload(self, received: Received) -> Reply:
        """Read a multipart form, of which the file counts."""
        head = f"Content-Type: {received.headers['content-type']}\r\n\r\n".encode()
        form = email.message_from_bytes(head + received.body, policy=email.policy.HTTP)
        fields = {
            part.get_param("name", header="content-disposition"): part for part in form.iter_parts()
        }
        assert fields["purpose"].get_content() == "batch"
        name = fields["file"].get_filename()
        assert name.endswith(".jsonl")
        return as_json({**self._stored(fields["file"].get_payload(decode=True), name)})

    def _stored(self, data: bytes, name: str) -> dict[str, Any]:
        file_id = f"file-{len(self.files) + 1}"
        self.files[file_id], self.names[file_id] = data, name
        return {
            "id": file_id, "object": "file", "bytes": len(data), "created_at": int(time.time()),
            "filename": name, "purpose": "batch", "status": "processed",
        }  # fmt: skip

    def _create(self, wanted: dict[str, Any]) -> Reply:
        if wanted["input_file_id"] not in self.files:
            return failure(400, f"Cannot find file {wanted['input_file_id']}")
        assert (wanted["endpoint"], wanted["completion_window"]) == ("/v1/chat/completions", "24h")
        batch = Batch(
            f"batch_{len(self.batches) + 1}",
            wanted["input_file_id"],
            wanted["metadata"],
            time.time(),
        )
        self.batches[batch.id] = batch
        self.asked += [one["body"] for one in self._requests(batch)]
        return as_json(self._shown(batch))

    def _requests(self, batch: Batch) -> list[dict[str, Any]]:
        lines = self.files[batch.file_id].decode().split("\n")
        requests = [json.loads(line) for line in lines if line]
        ids = [one["custom_id"] for one in requests]
        assert len(set(ids)) == len(ids)
        assert all(len(one) <= 64 for one in ids)
        assert all(
            (one["method"], one["url"]) == ("POST", "/v1/chat/completions") for one in requests
        )
        return requests

    def _look(self, batch: Batch) -> None:
        batch.looks += 1
        if batch.status in ("validating", "in_progress"):
            batch.status = "in_progress"
            if batch.looks > self.polls:
                self._end(batch, self.ends.pop(0) if len(self.ends) > 1 else self.ends[0])

    def _end(self, batch: Batch, status: str) -> None:
        batch.status = status
        if status == "failed":
            batch.problem = "token_limit_exceeded"
            return
        good, bad = [], []
        for number, one in enumerate(self._requests(batch)):
            line = self.script(one["body"])
            if line is None:
                continue
            told = {"id": f"batch_req_{number}", "custom_id": one["custom_id"], **line}
            # The real one puts what was rejected into the file of errors as well.
            is_good = line["response"] and line["response"]["status_code"] == 200
            (good if is_good else bad).append(json.dumps(told, ensure_ascii=False))
        # Answers come in any order.
        batch.output = self._kept(reversed(good))
        batch.errors = self._kept(bad)

    def _kept(self, lines: Any) -> str | None:
        text = "".join(f"{line}\n" for line in lines)
        return self._stored(text.encode(), "out.jsonl")["id"] if text else None

    def _shown(self, batch: Batch) -> dict[str, Any]:
        lines = [self.files[one].count(b"\n") if one else 0 for one in (batch.output, batch.errors)]
        shown: dict[str, Any] = {
            "id": batch.id, "object": "batch", "endpoint": "/v1/chat/completions",
            "completion_window": "24h", "created_at": int(batch.made), "status": batch.status,
            "input_file_id": batch.file_id, "output_file_id": batch.output,
            "error_file_id": batch.errors, "metadata": batch.metadata,
            "request_counts": {
                "completed": lines[0], "failed": lines[1], "total": len(self._requests(batch)),
            },
        }  # fmt: skip
        if batch.problem:
            problem = {"code": batch.problem, "message": "Enqueued token limit reached"}
            shown["errors"] = {"object": "list", "data": [problem]}
        return shown

    @staticmethod
    def _takes(counts: dict[str, int], path: str) -> bool:
        for start, left in counts.items():
            if path.startswith(start) and left:
                counts[start] -= 1
                return True
        return False


class FakeBatchServer(FakeServer):
    """The service on a port of its own."""

    def __init__(self, **behaviour: Any) -> None:
        self.service = BatchService(**behaviour)
        super().__init__(by=self.service.reply)

    def __enter__(self) -> Self:
        super().__enter__()
        return self
