"""What a writer of a format is, and the cells as text."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from .catalogue import Table
from .columns import Cell, Column


class Writer(Protocol):
    """Writes tables into a folder, a few rows at a time."""

    def add(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Write some rows of a table."""

    def close(self) -> None:
        """Write what is left and close all files."""


@dataclass(frozen=True)
class Format:
    """A kind of file.

    Attributes:
        name: Its name, as `--format` takes it.
        suffixes: The endings of its files, the usual one first.
        open: Opens a writer for tables in a folder; a file is called as its table, or as the
            writer's one file is called.
        whole: Whether one file holds all tables.
    """

    name: str
    suffixes: tuple[str, ...]
    open: Callable[[Path, Sequence[Table], str], Writer]
    whole: bool = False


def plain(value: Decimal) -> str:
    """An exact decimal without an exponent."""
    return format(value, "f")


def exact_name(column: Column) -> str:
    """The name of the column with all digits of a decimal, beside one to calculate with."""
    return f"{column.name}_exact"


def as_text(cell: Cell) -> str:
    """A cell as text: nothing for an empty one, ISO for days, true or false for flags."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, Decimal):
        return plain(cell)
    return cell.isoformat() if isinstance(cell, date) else str(cell)
