"""Loads the tables in tables/: knowledge kept as data, apart from the code that uses it."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib import resources
from typing import Any

from .errors import TableError


@cache
def table(name: str) -> dict[str, Any]:
    """The table `name` (without its ending).

    Raises TableError when there is no such table or it is not valid TOML.
    """
    source = resources.files(__package__) / "tables" / f"{name}.toml"
    try:
        return tomllib.loads(source.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise TableError(f"table {name}: {error}") from error
