"""The documentation agrees with the code."""

from __future__ import annotations

import inspect
import re
import string
from pathlib import Path

import pytest
import typer

import llm_extract
from llm_extract import errors, prompts
from llm_extract.cli.app import app
from llm_extract.cli.prompt_folder import NAMES

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
CODE = {path: path.read_text(encoding="utf-8") for path in (ROOT / "llm_extract").rglob("*.py")}


def commands(group=None, before=""):
    """Every command with its full name, such as `cache info`."""
    group = group or typer.main.get_command(app)
    for name, command in group.commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{before}{name} ")
        else:
            yield f"{before}{name}", command


COMMANDS = dict(commands())


@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_every_command_has_help_and_stands_in_the_readme(name, command):
    assert command.help
    assert f"llm-extract {name}" in README


@pytest.mark.parametrize(("name", "command"), COMMANDS.items(), ids=COMMANDS)
def test_every_option_has_help(name, command):
    silent = [option.name for option in command.params if not getattr(option, "help", None)]
    assert not silent, name


def test_every_option_of_run_stands_in_the_readme():
    run = COMMANDS["run"]
    options = {words for option in run.params for words in option.opts if words.startswith("--")}
    missing = {option for option in options if f"`{option}" not in README}
    assert not missing - {"--help"}


def test_every_command_line_of_the_readme_is_one():
    for line in re.findall(r"^(?:\.venv/bin/)?llm-extract (.+)$", README, re.MULTILINE):
        words = line.split()
        name = next((n for n in (" ".join(words[:2]), words[0]) if n in COMMANDS), None)
        assert name or words[0].startswith("--"), line
        options = {opt for param in COMMANDS[name].params for opt in param.opts} if name else set()
        given = {word for word in words if re.match(r"--[a-z]", word)}
        assert given <= options | {"--help", "--version"}, line


def test_public_names_are_sorted_and_described():
    names = llm_extract.__all__
    assert names == sorted(names)
    for name in names:
        thing = getattr(llm_extract, name)
        if inspect.isclass(thing) or inspect.isfunction(thing):
            assert inspect.getdoc(thing), name


FUNCTIONS = [n for n in llm_extract.__all__ if inspect.isfunction(getattr(llm_extract, n))]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_every_public_function_stands_in_the_readme(name):
    assert re.search(rf"\b{name}\(", README)


def test_every_error_stands_in_the_tree_of_errors():
    tree = inspect.getdoc(errors)
    classes = {
        name for name, thing in vars(errors).items()
        if inspect.isclass(thing) and issubclass(thing, Exception)
    }  # fmt: skip
    assert classes
    assert {name for name in classes if f"{name} " not in f"{tree} ".replace("\n", " ")} == set()
    assert classes <= set(llm_extract.__all__)


def test_every_prompt_file_is_a_prompt_of_ours():
    assert {path.stem for path in (ROOT / "prompts").glob("*.md")} == set(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_the_variables_of_every_prompt_are_known_to_the_code(name):
    for variable in prompts.load(name).variables:
        given = re.compile(rf"\b{variable}=")
        assert any(given.search(text) for text in CODE.values()), variable


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_what_the_pages_point_to_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    links = re.findall(r"\]\(([^)#:]+)\)", text)
    files = re.findall(r"`((?:llm_extract|tests|prompts|seeds|benchmarks)/[\w/.]+)`", text)
    missing = [path for path in (*links, *files) if not (ROOT / path).exists()]
    assert not missing


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md", "CHANGELOG.md"])
def test_a_line_of_the_pages_holds_one_sentence(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    prose = re.sub(r"```.*?```", "", text, flags=re.DOTALL)
    crowded = [
        line for line in prose.splitlines()
        if re.search(r"[a-z)`][.!?] +[A-Z]", line) and not line.lstrip().startswith(("|", ">"))
    ]  # fmt: skip
    assert not crowded


def test_the_changelog_tells_of_this_version():
    changes = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
    assert f"## {llm_extract.__version__}" in changes
    assert not set(string.Template(changes).get_identifiers())
