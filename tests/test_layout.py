"""The house stays small: lengths of modules and functions, and what the wheel holds."""

from __future__ import annotations

import ast
import subprocess
import sys
import zipfile
from importlib.util import find_spec
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "llm_extract").rglob("*.py"))
MOST_LINES_OF_A_MODULE = 320
MOST_LINES_OF_A_FUNCTION = 50
MOST_LINES_OF_A_COMMAND = 25
MOST_PARAMETERS = 7
COMMANDS = [
    ROOT / "llm_extract" / "cli" / f"{name}.py" for name in ("app", "batch_commands", "publishing")
]


def name_of(path):
    """A module's path inside the project."""
    return str(path.relative_to(ROOT))


def functions(path):
    """Every function of a module."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef)]


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_is_short(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MOST_LINES_OF_A_MODULE


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_function_is_short_and_takes_little(path):
    for function in functions(path):
        lines = (function.end_lineno or 0) - function.lineno + 1
        assert lines <= MOST_LINES_OF_A_FUNCTION, function.name
        taken = function.args
        parameters = [*taken.posonlyargs, *taken.args, *taken.kwonlyargs]
        named = [p for p in parameters if p.arg not in ("self", "cls")]
        if path not in COMMANDS:
            assert len(named) <= MOST_PARAMETERS, function.name


@pytest.mark.parametrize("path", COMMANDS, ids=name_of)
def test_a_command_only_parses_calls_and_ends(path):
    for function in functions(path):
        body = function.body
        lines = (body[-1].end_lineno or 0) - body[0].lineno + 1
        assert lines <= MOST_LINES_OF_A_COMMAND, function.name


@pytest.mark.parametrize("name", ["utils", "helpers", "common", "base", "misc"])
def test_no_module_is_a_grab_bag(name):
    assert not [path for path in MODULES if path.stem == name]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    """The names inside the wheel built from this checkout."""
    if not find_spec("hatchling"):
        pytest.skip("hatchling is not installed, so no wheel can be built")
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(  # noqa: S603  (our own arguments)
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT, check=True, capture_output=True,
    )  # fmt: skip
    (built,) = folder.glob("*.whl")
    return set(zipfile.ZipFile(built).namelist())


def test_the_wheel_holds_prompts_tables_and_modules(wheel):
    wanted = {f"llm_extract/_prompts/{path.name}" for path in (ROOT / "prompts").glob("*.md")}
    tables = (ROOT / "llm_extract" / "tables").glob("*.toml")
    page = [one for one in (ROOT / "llm_extract" / "report").iterdir() if one.is_file()]
    wanted |= {str(path.relative_to(ROOT)) for path in [*MODULES, *tables, *page]}
    wanted.add("llm_extract/py.typed")
    assert wanted - wheel == set()


def test_the_wheel_holds_nothing_else(wheel):
    strange = [
        name for name in wheel
        if not name.startswith(("llm_extract/", "llm_extract-")) or "__pycache__" in name
    ]  # fmt: skip
    assert strange == []
