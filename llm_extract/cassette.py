"""Recording what the model answered, and replaying it without a model: the one vcr set-up.

A cassette is a YAML file of interactions, each the request's body and the reply's body as
structured data, so that prompts and answers can be read and reviewed. Headers, keys, hosts and
dates never enter it, and an interaction is found by method, path and body alone, so replaying
asks for no server, no key and no particular address.
"""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Literal

from .errors import InputError, StoreError

Mode = Literal["record", "replay"]

FORMAT = 1
HOST = "http://model"
"""Stands for every server."""
ENDPOINT = "/chat/completions"
KEPT_REPLY_FIELDS = ("object", "model", "choices", "usage", "error")
"""The others, such as ids, dates and timings, differ in every recording."""
PASSING_STATUS = frozenset({408, 409, 425, 429, *range(500, 600)})
"""Failures that are tried again: kept, one would hide the answer that came after it."""
OTHER_CLIENTS = (
    "httplib", "requests", "boto3", "urllib3", "httplib2", "tornado", "aiohttp", "httpx",
)  # fmt: skip
"""What vcr would intercept as well; their traffic, such as fetching weights, is not the model's."""
KEPT_USAGE = frozenset({"prompt_tokens", "completion_tokens", "total_tokens"})
ODD_LINE_ENDS = frozenset("\r\x85\u2028\u2029")
WORDS_SHOWN = 60

# vcr logs each request, and with it the article.
logging.getLogger("vcr").setLevel(logging.ERROR)


class Recording:
    """A cassette in use, or used.

    Args:
        path: The cassette's file.
        tape: vcr's cassette.
    """

    def __init__(self, path: Path, tape: Any) -> None:  # noqa: ANN401  (vcr has no types)
        self.path = path
        self._tape = tape

    def __len__(self) -> int:
        """The number of interactions recorded so far, or there to be replayed."""
        return len(self._tape)

    def unused(self) -> tuple[str, ...]:
        """The end of every recorded request that was not replayed, or not yet.

        A recording nobody asks for is stale.
        """
        return tuple(
            _end_of(request.body)
            for index, request in enumerate(self._tape.requests)
            if not self._tape.play_counts[index]
        )


@contextmanager
def recording(path: Path, mode: Mode) -> Iterator[Recording]:
    """Record the model's answers to `path`, replacing what it held, or replay them from it.

    While replaying, asking for what was not recorded fails with CassetteMissError; equal
    requests may come any number of times. A recording that an exception breaks off is not
    saved. One recording at a time can be in use in a process.

    Raises InputError when the cassette to replay cannot be read, StoreError when the recording
    cannot be written.
    """
    import vcr  # noqa: PLC0415  (most runs neither record nor replay)

    records = mode == "record"
    if records:
        _make_room(path)
    recorder = vcr.VCR(
        match_on=("method", "path", "words"),
        record_mode=vcr.mode.ALL if records else vcr.mode.NONE,
        before_record_request=_without_server,
        before_record_response=_without_chance,
        decode_compressed_response=True,
        record_on_exception=False,
        skip_patchers=OTHER_CLIENTS,
    )
    recorder.register_matcher("words", _same_body)
    recorder.register_persister(_NewFile if records else _OldFile)
    with recorder.use_cassette(str(path), allow_playback_repeats=True) as tape:
        yield Recording(path, tape)
    if records and not len(tape):
        _write(path, [])


class _OldFile:
    """vcr's access to a cassette that is replayed."""

    @staticmethod
    def load_cassette(path: str, serializer: object) -> tuple[list[Any], list[Any]]:  # noqa: ARG004
        from vcr import Request  # noqa: PLC0415

        interactions = _read(Path(path))
        try:
            requests = [
                Request(each["method"], HOST + each["path"], _dumped(each["request"]), {})
                for each in interactions
            ]
            replies = [_reply(each["status"], each["reply"]) for each in interactions]
        except (KeyError, TypeError) as error:
            raise InputError(f"{path}: no cassette of ours ({error!r}); record it again") from error
        return requests, replies

    @staticmethod
    def save_cassette(path: str, content: dict[str, Any], serializer: object) -> None:
        """Nothing is saved while replaying."""


class _NewFile:
    """vcr's access to a cassette that is recorded."""

    @staticmethod
    def load_cassette(path: str, serializer: object) -> tuple[list[Any], list[Any]]:  # noqa: ARG004
        """Nothing of an older recording is kept."""
        return [], []

    @staticmethod
    def save_cassette(path: str, content: dict[str, Any], serializer: object) -> None:  # noqa: ARG004
        interactions: dict[tuple[str, str, bytes], dict[str, Any]] = {}
        for request, reply in zip(content["requests"], content["responses"], strict=True):
            # Of equal requests the first alone would be replayed.
            interactions.setdefault(
                (request.method, request.path, request.body),
                {
                    "method": request.method,
                    "path": request.path,
                    "request": _loaded(request.body),
                    "status": reply["status"]["code"],
                    "reply": _loaded(reply["body"]["string"]),
                },
            )
        _write(Path(path), list(interactions.values()))


def _without_server(request: Any) -> Any:  # noqa: ANN401
    """The request as it is kept and compared: its address, headers and key order put aside."""
    path = ENDPOINT if request.path.endswith(ENDPOINT) else request.path
    request.uri = HOST + path
    request.headers = {}
    body = _loaded(request.body)
    if isinstance(body, dict):
        # Inside, the order stays: that of a schema's properties decides how the model answers.
        body = dict(sorted(body.items()))
    request.body = _dumped(body)
    return request


def _without_chance(response: dict[str, Any]) -> dict[str, Any] | None:
    """The reply as it is kept, without what differs from time to time.

    None, which keeps it out, for a failure that passes.
    """
    status = response["status"]["code"]
    if status in PASSING_STATUS:
        return None
    body = _loaded(response["body"]["string"])
    if isinstance(body, dict):
        body = {key: body[key] for key in KEPT_REPLY_FIELDS if key in body}
        body["usage"] = {
            key: tokens for key, tokens in (body.get("usage") or {}).items() if key in KEPT_USAGE
        }
    return _reply(status, body)


def _reply(status: int, body: object) -> dict[str, Any]:
    kind = "text/plain; charset=utf-8" if isinstance(body, str) else "application/json"
    return {
        "status": {"code": status, "message": ""},
        "headers": {"content-type": [kind]},
        "body": {"string": _dumped(body)},
    }


def _same_body(one: Any, other: Any) -> bool:  # noqa: ANN401
    return bool(one.body == other.body)


def _loaded(body: bytes | str | None) -> Any:  # noqa: ANN401
    """A JSON body as data; any other as its text."""
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body or ""
    try:
        data = json.loads(text)
        _dumped(data)
    except ValueError:
        return text
    return text if isinstance(data, str) else data


def _dumped(body: object) -> bytes:
    if isinstance(body, str):
        return body.encode("utf-8")
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def _end_of(body: bytes) -> str:
    data = _loaded(body)
    try:
        text = str(data["messages"][-1]["content"])
    except (KeyError, IndexError, TypeError):
        text = str(data)
    return text.strip()[-WORDS_SHOWN:]


def _read(path: Path) -> list[dict[str, Any]]:
    import yaml  # noqa: PLC0415  (comes with vcr)

    try:
        loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
        content = yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506  (a safe one)
        if content["format"] != FORMAT:
            raise InputError(f"{path}: format {content['format']}, not {FORMAT}; record it again")
        return list(content["interactions"])
    except OSError as error:
        raise InputError(
            f"{path}: the cassette cannot be read ({error.strerror}); make it with --record",
            str(path),
        ) from error
    except (yaml.YAMLError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise InputError(f"{path}: no cassette of ours ({error}); record it again") from error


def _make_room(path: Path) -> None:
    """Make the folder of `path`, so that a run does not find out at its end that it cannot."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StoreError(f"{path.parent}: no folder for recordings ({error.strerror})") from error
    if path.is_dir() or not os.access(path.parent, os.W_OK):
        raise StoreError(f"{path}: the recording cannot be written there; name another file")


def _write(path: Path, interactions: list[dict[str, Any]]) -> None:
    import yaml  # noqa: PLC0415

    class Readable(yaml.SafeDumper):
        """Writes text of several lines as a block, and no anchors."""

        def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002
            return True

    def as_block(dumper: yaml.SafeDumper, text: str) -> yaml.ScalarNode:
        block = "|" if "\n" in text else None
        # Readers take these for plain line ends unless they are escaped.
        style = '"' if ODD_LINE_ENDS.intersection(text) else block
        return dumper.represent_scalar("tag:yaml.org,2002:str", text, style)

    Readable.add_representer(str, as_block)
    text = yaml.dump(
        {"format": FORMAT, "interactions": interactions},
        Dumper=Readable,
        allow_unicode=True,
        sort_keys=False,
        width=float("inf"),
    )
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    try:
        draft.write_text(text, encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        raise StoreError(f"{path}: the recording cannot be written ({error.strerror})") from error
