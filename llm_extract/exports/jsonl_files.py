"""Tables as JSON Lines: one row a line, decimals as numbers with all their digits."""

from __future__ import annotations

import json
from collections.abc import Sequence
from contextlib import ExitStack
from decimal import Decimal
from pathlib import Path

from .catalogue import Table
from .columns import Cell
from .formats import as_text, plain

_ENCODER = json.JSONEncoder(ensure_ascii=False)


class JsonLinesFiles:
    """One file of JSON lines a table.

    Args:
        folder: Where the files go.
        tables: The tables.
        name: The name of the only file; empty where files are called as their tables.
    """

    def __init__(self, folder: Path, tables: Sequence[Table], name: str = "") -> None:
        self._open = ExitStack()
        self._streams = {}
        for table in tables:
            path = folder / (name or f"{table.name}.jsonl")
            stream = path.open("w", encoding="utf-8", newline="\n")
            self._streams[table.name] = self._open.enter_context(stream)

    def add(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Write some rows of a table."""
        names = [json.dumps(column.name) for column in table.columns]
        lines = (
            ", ".join(f"{name}: {_json(cell)}" for name, cell in zip(names, row, strict=True))
            for row in rows
        )
        self._streams[table.name].writelines(f"{{{line}}}\n" for line in lines)

    def close(self) -> None:
        """Close all files."""
        self._open.close()


def _json(cell: Cell) -> str:
    # The json module knows no Decimal, and a float would lose digits.
    if isinstance(cell, Decimal):
        return plain(cell)
    if cell is None or isinstance(cell, str | bool | int | float):
        return _ENCODER.encode(cell)
    return _ENCODER.encode(as_text(cell))
