"""The package as Python sees it: its names, what importing it costs, one article extracted."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer
from plain_model import reply_to

import llm_extract
from llm_extract import ModelChoice, extract, open_model, read_article
from llm_extract.errors import ModelError

SHORT = Path(__file__).parent.parent / "seeds" / "004_00f69996a8460c5c.txt"


@pytest.fixture(autouse=True)
def answers_of_its_own(monkeypatch, tmp_path):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_EXTRACT_MODEL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "answers"))


def test_every_public_name_is_there():
    for name in llm_extract.__all__:
        assert getattr(llm_extract, name) is not None
    assert set(llm_extract.__all__) <= set(dir(llm_extract))


def test_an_unknown_name_is_an_attribute_error():
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = llm_extract.nonsense


def test_importing_the_package_imports_nothing_else():
    shown = subprocess.run(
        [sys.executable, "-c", "import sys, llm_extract; print(*sys.modules)"],
        check=True, capture_output=True, text=True,
    )  # fmt: skip
    imported = set(shown.stdout.split())
    assert not imported & {"pydantic", "openai", "instructor", "typer", "rich", "diskcache"}
    assert {name for name in imported if name.startswith("llm_extract")} == {"llm_extract"}


def test_extract_takes_a_path_or_an_article(scripted_model):
    one = extract(SHORT, scripted_model(["no JSON"] * 50))
    other = extract(read_article(SHORT), scripted_model(["no JSON"] * 50))
    assert one.facts == other.facts
    assert one.summary == other.summary


def test_extract_asks_the_model_of_the_command_line(monkeypatch):
    with FakeServer(by=reply_to) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        first = extract(str(SHORT))
        calls = len(server.received)
        again = extract(str(SHORT))
    assert first.provenance.calls == calls > 0
    assert again.summary == first.summary
    assert len(server.received) == calls


def blocks_of_the_readme(heading: str) -> list[tuple[str, str]]:
    """Language and text of every code block of a section."""
    pages = (SHORT.parent.parent / "README.md").read_text(encoding="utf-8")
    section = pages.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]
    return re.findall(r"```(\w+)\n(.*?)```", section, re.DOTALL)


def test_the_readmes_own_indicators_names_and_fields_work(monkeypatch, tmp_path):
    blocks = blocks_of_the_readme("Your own indicators, names and fields")
    (own,) = [text for language, text in blocks if language == "toml"]
    fields, use = [text for language, text in blocks if language == "python"]
    (tmp_path / "my.toml").write_text(own, encoding="utf-8")
    (tmp_path / "my_fields.py").write_text(fields, encoding="utf-8")
    (tmp_path / "seeds").symlink_to(SHORT.parent)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    made: dict[str, Any] = {}
    with FakeServer(by=reply_to) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        exec(use, made)  # noqa: S102  (our own page)
    sys.modules.pop("my_fields")
    result = made["result"]
    indicators = [fact.indicator_en for fact in result.facts]
    assert any(words.endswith("projects inspected") for words in indicators)
    plants = result.custom.read_as(made["Report"]).plants
    told = {one.capacity.id for one in plants if one.capacity}
    assert told
    assert told <= {one.id for one in result.quantities}


CHOICES = {
    "nothing given": (ModelChoice(), {}, True, "qwen2.5-coder-1.5b-instruct-q4_k_m"),
    "a key": (ModelChoice(), {"OPENAI_API_KEY": "k"}, False, "gpt-4.1-mini"),
    "a name": (ModelChoice(name="m"), {}, False, "m"),
    "a server": (ModelChoice(base_url="http://x/v1"), {}, False, "gpt-4.1-mini"),
    "recordings": (ModelChoice(replay=Path("c")), {}, True, "qwen2.5-coder-1.5b-instruct-q4_k_m"),
}  # fmt: skip


@pytest.mark.parametrize(("choice", "given", "embedded", "name"), CHOICES.values(), ids=CHOICES)
def test_the_model_is_chosen_by_what_is_given(monkeypatch, choice, given, embedded, name):
    for variable, value in given.items():
        monkeypatch.setenv(variable, value)
    assert choice.is_embedded is embedded
    assert choice.model_name == name


def test_a_model_file_that_is_not_there_says_what_to_do(monkeypatch):
    monkeypatch.setenv("LLM_EXTRACT_MODEL", "/nowhere.gguf")
    with pytest.raises(ModelError, match=r"/nowhere.gguf.*LLM_EXTRACT_MODEL"), open_model():
        pass
