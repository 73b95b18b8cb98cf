"""The Python of the pages runs as it stands, and gives what it says it gives."""

from __future__ import annotations

import ast
import re
import shutil
import sys
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from fake_server import FakeServer
from plain_model import reply_to

ROOT = Path(__file__).parent.parent
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]
OPTIONAL = ("pandas", "polars", "pyarrow", "docx", "jinja2")


@dataclass(frozen=True)
class Block:
    """A code block of a page."""

    page: str
    line: int
    language: str
    code: str

    @property
    def file(self) -> str:
        """The file it is to stand in, by its first line; empty where it names none."""
        named = re.match(r"# ([\w.]+\.\w+)\n", self.code)
        return named[1] if named else ""


def blocks(page: Path) -> list[Block]:
    """Every code block of a page."""
    text = page.read_text(encoding="utf-8")
    return [
        Block(page.name, text.count("\n", 0, match.start()) + 1, match[1], match[2])
        for match in re.finditer(r"^```(\w+)\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    ]


BLOCKS = [block for page in PAGES for block in blocks(page)]
EXAMPLES = [block for block in BLOCKS if block.language == "python"]


@pytest.fixture
def folder(seed_run, tmp_path, monkeypatch):
    """A folder with all that the pages speak of, and a server of this machine as the model."""
    (tmp_path / "seeds").symlink_to(ROOT / "seeds")
    shutil.copytree(seed_run, tmp_path / "out")
    for name, seed in zip(("a.txt", "b.txt"), sorted((ROOT / "seeds").glob("*.txt")), strict=False):
        shutil.copy(seed, tmp_path / name)
    for block in BLOCKS:
        if block.file:
            (tmp_path / block.file).write_text(block.code, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [str(tmp_path), *sys.path])
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "answers"))
    with FakeServer(by=reply_to) as server:
        monkeypatch.setenv("OPENAI_API_KEY", "key")
        monkeypatch.setenv("OPENAI_BASE_URL", server.base_url)
        yield tmp_path
    for block in BLOCKS:
        sys.modules.pop(block.file.removesuffix(".py"), None)


def promised(statement: ast.stmt, lines: list[str]) -> str | None:
    """What the comment behind a statement says it gives, where that is a value."""
    # Columns are counted in bytes.
    line = lines[(statement.end_lineno or 1) - 1].encode()
    told = line[statement.end_col_offset or 0 :].decode().strip().removeprefix("#").strip()
    try:
        value = ast.parse(told, mode="eval").body
    except SyntaxError:
        return None
    return told if isinstance(value, ast.Constant | ast.Call | ast.List | ast.Tuple) else None


def run(code: str) -> int:
    """Run a block; the number of values that its comments tell, and that are as told."""
    lines = code.splitlines()
    names: dict[str, Any] = {}
    checked = 0
    for statement in ast.parse(code).body:
        told = promised(statement, lines) if isinstance(statement, ast.Expr) else None
        if told is not None and isinstance(statement, ast.Expr):
            value = eval(compile(ast.Expression(statement.value), "page", "eval"), names)  # noqa: S307
            assert repr(value) == told
            checked += 1
        else:
            exec(compile(ast.Module([statement], []), "page", "exec"), names)  # noqa: S102
    return checked


@pytest.mark.parametrize("block", EXAMPLES, ids=lambda block: f"{block.page}:{block.line}")
@pytest.mark.usefixtures("folder")
def test_an_example_runs_and_gives_what_it_says(block):
    missing = [name for name in OPTIONAL if name in block.code and not find_spec(name)]
    if "to_dataframe" in block.code and not find_spec("pandas"):
        missing.append("pandas")
    if missing:
        pytest.skip(f"{', '.join(missing)} not installed, which the example needs")
    run(block.code)


def test_a_wrong_value_in_an_example_is_found():
    assert run("1 + 1  # 2\n'a'  # what it is\n") == 1
    with pytest.raises(AssertionError):
        run("1 + 1  # 3\n")


def test_the_pages_have_examples():
    assert len([block for block in EXAMPLES if block.page == "README.md"]) > 3
