"""Tables as CSV for spreadsheets: UTF-8 with a mark, exact decimals, and text that stays text."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path

from .catalogue import Table
from .columns import Cell, Column
from .formats import as_text

_FORMULA = re.compile(r"[\s']*[=+\-@＝＋－＠]|'*[\t\r\n]")
"""How text begins that a spreadsheet would calculate, in full width too."""


class CsvFiles:
    """One CSV file a table.

    Args:
        folder: Where the files go.
        tables: The tables.
        name: The name of the only file; empty where files are called as their tables.
    """

    def __init__(self, folder: Path, tables: Sequence[Table], name: str = "") -> None:
        self._open = ExitStack()
        self._writers = {}
        for table in tables:
            path = folder / (name or f"{table.name}.csv")
            # The mark tells spreadsheets that it is UTF-8.
            stream = path.open("w", encoding="utf-8-sig", newline="")
            writer = csv.writer(self._open.enter_context(stream))
            writer.writerow(column.name for column in table.columns)
            self._writers[table.name] = writer

    def add(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Write some rows of a table."""
        columns = table.columns
        self._writers[table.name].writerows(
            [_written(column, cell) for column, cell in zip(columns, row, strict=True)]
            for row in rows
        )

    def close(self) -> None:
        """Close all files."""
        self._open.close()


def _written(column: Column, cell: Cell) -> str:
    text = as_text(cell)
    return guarded(text) if column.type == "text" else text


def guarded(text: str) -> str:
    """Text with an apostrophe before it where a spreadsheet would take it for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(text: str) -> str:
    """Text as it was before `guarded`."""
    bare = text.removeprefix("'")
    return bare if bare != text and _FORMULA.match(bare) else text
