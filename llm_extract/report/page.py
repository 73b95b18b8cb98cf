"""The evidence page: one HTML file that asks for nothing else."""

from __future__ import annotations

import base64
import hashlib
import re
from functools import cache
from importlib import resources
from pathlib import Path

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from llm_extract.errors import StoreError
from llm_extract.knowledge import table

from .articles import Evidence, show_run
from .packing import packed
from .pieces import plain, visible

REPORT = "report.html"
_SCRIPTS = (
    "articles", "links", "decisions", "review", "filters", "search", "address", "view", "keys",
    "start",
)  # fmt: skip
_FIRST_SCRIPT = 'document.documentElement.className = "js";'
_HAN = re.compile("[\u3400-\u9fff]")


def write_report(folder: str | Path, to: str | Path | None = None) -> Path:
    """Write the evidence page of a run; where it was written.

    Args:
        folder: The run's folder.
        to: The file; report.html in that folder by default.

    Raises StoreError when there is no run or the file cannot be written, ReviewError when the
    decisions kept with the run are broken.
    """
    path = Path(to) if to else Path(folder) / REPORT
    page = make_page(Path(folder))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(page, encoding="utf-8")
    except OSError as error:
        raise StoreError(f"{path}: cannot be written ({error.strerror})") from error
    return path


def make_page(folder: Path) -> str:
    """The evidence page of a run, as HTML.

    Raises StoreError when there is no run, ReviewError when its decisions are broken.
    """
    return render_page(show_run(folder), folder.resolve().name)


def render_page(shown: Evidence, name: str) -> str:
    """What is to be shown of a run, as HTML."""
    style, script = _file("page.css"), _script()
    return (
        _environment()
        .get_template("page.html")
        .render(
            run=shown,
            name=name,
            words=table("report"),
            style=Markup(style),  # noqa: S704  (a file of ours)
            first_script=Markup(_FIRST_SCRIPT),  # noqa: S704  (ours too)
            script=Markup(script),  # noqa: S704  (files of ours)
            data=packed(shown.articles),
            policy=_policy(style, _FIRST_SCRIPT, script),
        )
    )


def _policy(style: str, *scripts: str) -> str:
    """What the page may do: run these scripts and this style, and nothing else at all."""
    allowed = " ".join(_digest(one) for one in scripts)
    return (
        f"default-src 'none'; script-src {allowed}; style-src {_digest(style)}; "
        "base-uri 'none'; form-action 'none'; require-trusted-types-for 'script'"
    )


def _digest(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


@cache
def _script() -> str:
    """All scripts as one, with names of their own."""
    parts = "\n".join(_file(f"{name}.js") for name in _SCRIPTS)
    return f'"use strict";\n(() => {{\n{parts}}})();\n'


def _file(name: str) -> str:
    return (resources.files(__package__) / name).read_text(encoding="utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        autoescape=True,
        loader=FunctionLoader(_file),
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.filters |= {
        "visible": visible,
        "plain": plain,
        "is_chinese": _is_chinese,
    }
    return environment


def _is_chinese(text: str) -> bool:
    return bool(_HAN.search(text))
