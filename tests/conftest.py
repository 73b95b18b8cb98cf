"""What all tests share: no network beyond this machine, and a model that follows a script."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Callable, Iterable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError
from seed_run import replay

from llm_extract.errors import BadAnswerError
from llm_extract.model import Answer, Request, T, Usage
from llm_extract.profiles import profile_named

Scripted = str | BaseModel | Exception | Callable[[Request], str]


POLISHING = replace(profile_named("small"), summary="together")
"""How the models of the tests are asked: as the smallest, and for their sentences as well."""


class ScriptedModel:
    """A model that gives the answers of a list, in order, and keeps what it was asked.

    An answer is the model's text, a record to be given as JSON, an exception to raise, or a
    function from the request to the text. Asking more often than there are answers fails.
    """

    def __init__(self, answers: Iterable[Scripted] = (), name: str = "scripted") -> None:
        self.name = name
        self.profile = POLISHING
        self.answers = list(answers)
        self.requests: list[Request] = []

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """The next answer of the list."""
        self.requests.append(request)
        if not self.answers:
            pytest.fail(f"the script has no answer to request {len(self.requests)}: {request}")
        scripted = self.answers.pop(0)
        if isinstance(scripted, Exception):
            raise scripted
        raw = self._text(scripted, request)
        try:
            value = answer_type.model_validate_json(raw)
        except ValidationError as error:
            problems = tuple(problem["msg"] for problem in error.errors())
            raise BadAnswerError(f"bad answer: {problems}", raw, problems) from error
        return Answer(value, raw, Usage(10, 5, 0.5))

    @staticmethod
    def _text(scripted: str | BaseModel | Callable[[Request], str], request: Request) -> str:
        if isinstance(scripted, str):
            return scripted
        if isinstance(scripted, BaseModel):
            return scripted.model_dump_json(by_alias=True)
        return scripted(request)


class SilentModel:
    """A model none of whose answers fits."""

    name = "silent"
    profile = POLISHING

    def __init__(self) -> None:
        self.requests: list[Request] = []

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Refuse to fit `answer_type`."""
        self.requests.append(request)
        raise BadAnswerError(f"no {answer_type.__name__}", "{}", ("no",))


@pytest.fixture
def scripted_model() -> type[ScriptedModel]:
    """The class of models that follow a script."""
    return ScriptedModel


@pytest.fixture(scope="session")
def seed_run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a run of all seeds, to be read only."""
    folder = tmp_path_factory.mktemp("seeds") / "out"
    replay(folder)
    return folder


@pytest.fixture(autouse=True)
def no_width_of_a_screen(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tables are as wide as in a pipe, whatever runs the tests."""
    monkeypatch.delenv("COLUMNS", raising=False)


@pytest.fixture(autouse=True)
def only_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make a connection to any other machine fail at once."""
    connect = socket.socket.connect
    look_up = socket.getaddrinfo

    def guarded_connect(self: socket.socket, address: Any) -> None:
        if self.family in (socket.AF_INET, socket.AF_INET6) and isinstance(address, tuple):
            _refuse_unless_here(address[0])
        connect(self, address)

    def guarded_look_up(host: str | bytes | None, *args: Any, **options: Any) -> object:
        if host is not None:
            _refuse_unless_here(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *args, **options)

    monkeypatch.setattr(socket.socket, "connect", guarded_connect)
    monkeypatch.setattr(socket, "getaddrinfo", guarded_look_up)


def _refuse_unless_here(host: str) -> None:
    try:
        here = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        here = False
    if not here:
        raise OSError(f"tests reach this machine only, not {host}")
