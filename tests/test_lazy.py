"""A model that is built only when it is needed."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from pydantic import BaseModel

from llm_extract.errors import ModelError, TransientModelError, UnavailableError
from llm_extract.lazy import LazyModel
from llm_extract.model import Message, Request

REQUEST = Request((Message("user", "总投资"),), "{}", "label@1", 50)


class Name(BaseModel):
    """An indicator's name."""

    name: str


GOOD = '{"name": "总投资"}'


def test_a_lazy_model_is_built_once_and_only_when_asked(scripted_model):
    built = []

    def factory():
        built.append(scripted_model([GOOD] * 8))
        return built[-1]

    model = LazyModel("tiny", factory)
    assert model.name == "tiny"
    assert built == []
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda _: model.ask(REQUEST, Name), range(8)))
    assert len(built) == 1


def test_a_model_that_cannot_be_built_is_the_askers_error():
    def factory():
        raise ModelError("no weights")

    with pytest.raises(ModelError, match="no weights"):
        LazyModel("tiny", factory).ask(REQUEST, Name)


def test_closing_a_lazy_model_builds_nothing():
    LazyModel("tiny", lambda: pytest.fail("built")).close()


def test_closing_a_lazy_model_closes_what_it_built(scripted_model):
    closed = []
    inner = scripted_model([GOOD])
    inner.close = lambda: closed.append(True)
    model = LazyModel("tiny", lambda: inner)
    model.ask(REQUEST, Name)
    model.close()
    model.close()
    assert closed == [True]


def test_nothing_heavy_is_imported_before_the_first_ask():
    """The command line shows its help and serves a run from the cache without the client."""
    heavy = {"openai", "instructor", "vcr", "yaml", "xllamacpp"}
    parts = ("lazy", "cache", "cassette", "local", "prompts")
    imports = ", ".join(f"llm_extract.{part}" for part in parts)
    out = subprocess.run(  # noqa: S603  (our own arguments)
        [sys.executable, "-c", f"import sys, {imports}; print(*sys.modules)"],
        check=True,
        capture_output=True,
        text=True,
        env={"PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert not heavy & set(out.stdout.split())


def test_a_model_that_cannot_be_built_is_not_built_again():
    built = []

    def factory():
        built.append(True)
        raise ModelError("no weights")

    model = LazyModel("tiny", factory)
    for _ in range(3):
        with pytest.raises(ModelError, match="no weights"):
            model.ask(REQUEST, Name)
    assert built == [True]


def test_a_model_out_of_reach_from_the_start_is_not_asked_again(scripted_model):
    inner = scripted_model([TransientModelError("no connection")])
    model = LazyModel("tiny", lambda: inner)
    for _ in range(3):
        with pytest.raises(UnavailableError):
            model.ask(REQUEST, Name)
    assert len(inner.requests) == 1


def test_a_model_that_answered_once_is_asked_again_after_a_failure(scripted_model):
    inner = scripted_model([GOOD, TransientModelError("busy"), GOOD])
    model = LazyModel("tiny", lambda: inner)
    model.ask(REQUEST, Name)
    with pytest.raises(TransientModelError):
        model.ask(REQUEST, Name)
    assert model.ask(REQUEST, Name).value == Name(name="总投资")
