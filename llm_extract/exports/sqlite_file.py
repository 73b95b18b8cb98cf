"""All tables in one SQLite file: typed, keyed, with views and an index of words."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path

from .catalogue import Table, table_named
from .columns import Cell, Column
from .described import datasette_metadata
from .formats import exact_name, plain
from .views import VIEWS

_SQL_TYPES = {
    "text": "TEXT", "integer": "INTEGER", "real": "REAL", "date": "TEXT", "flag": "INTEGER",
    "decimal": "REAL",
}  # fmt: skip
_TRIGRAMS_SINCE = (3, 34)


class SqliteFile:
    """One file with all tables, and its description for Datasette beside it.

    Args:
        folder: Where the file goes.
        tables: The tables, each behind those it points to.
        name: The name of the file.
    """

    def __init__(self, folder: Path, tables: Sequence[Table], name: str) -> None:
        self._tables = tables
        self._database = sqlite3.connect(folder / name, isolation_level=None)
        # The file is a draft until it is whole, so that nothing is gained by its own journal.
        self._database.execute("PRAGMA journal_mode = OFF")
        self._database.execute("PRAGMA synchronous = OFF")
        self._database.execute("PRAGMA foreign_keys = ON")
        self._database.execute("BEGIN")
        for table in tables:
            self._database.execute(create_table(table))
        self._description = folder / f"{Path(name).stem}.metadata.json"
        self._stem = Path(name).stem

    def add(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Write some rows of a table."""
        marks = ", ".join("?" * len(list(_sql_columns(table))))
        self._database.executemany(
            f'INSERT INTO "{table.name}" VALUES ({marks})',  # noqa: S608  (names of our own)
            [list(_stored(table, row)) for row in rows],
        )

    def close(self) -> None:
        """Add indexes, views, the index of words and the description; close the file."""
        try:
            for table in self._tables:
                for statement in (*_indexes(table), *_word_index(table)):
                    self._database.execute(statement)
            for view in VIEWS:
                self._database.execute(f'CREATE VIEW "{view.name}" AS\n{view.sql}')
            self._database.execute("COMMIT")
        finally:
            self._database.close()
        words = json.dumps(datasette_metadata(self._stem), ensure_ascii=False, indent=1)
        self._description.write_text(f"{words}\n", encoding="utf-8")


def create_table(table: Table) -> str:
    """The statement that makes a table."""
    lines = [
        f'"{name}" {kind}' + ("" if column.nullable else " NOT NULL")
        for name, kind, column in _sql_columns(table)
    ]
    lines.append(f"PRIMARY KEY ({_names(table.key)})")
    lines += [_foreign_key(column) for column in table.columns if column.about.of]
    return f'CREATE TABLE "{table.name}" (\n  ' + ",\n  ".join(lines) + "\n)"


def _sql_columns(table: Table) -> Iterator[tuple[str, str, Column]]:
    for column in table.columns:
        yield column.name, _SQL_TYPES[column.type], column
        if column.type == "decimal":
            yield exact_name(column), "TEXT", column


def foreign_key(column: Column) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The columns that point to the key of another table, and that key."""
    key = table_named(column.about.of).key
    return (*key[:-1], column.name), key


def _foreign_key(column: Column) -> str:
    mine, theirs = foreign_key(column)
    return f'FOREIGN KEY ({_names(mine)}) REFERENCES "{column.about.of}" ({_names(theirs)})'


def _names(columns: Sequence[str]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _indexes(table: Table) -> Iterator[str]:
    """An index for every foreign key that the own key does not begin with, and every facet."""
    wanted = [foreign_key(column)[0] for column in table.columns if column.about.of]
    wanted = [one for one in wanted if table.key[: len(one)] != one]
    for columns in (*wanted, *((facet,) for facet in table.facets)):
        name = f"{table.name}_by_{columns[-1]}"
        yield f'CREATE INDEX "{name}" ON "{table.name}" ({_names(columns)})'


def _word_index(table: Table) -> Iterator[str]:
    """An index that finds any three characters, Chinese ones too, in the searched columns."""
    if table.searched and sqlite3.sqlite_version_info >= _TRIGRAMS_SINCE:
        name, columns = f"{table.name}_fts", _names(table.searched)
        yield (
            f'CREATE VIRTUAL TABLE "{name}" USING fts5({columns}, content="{table.name}", '
            "tokenize='trigram')"
        )
        yield f'INSERT INTO "{name}" ("{name}") VALUES (\'rebuild\')'  # noqa: S608


def _stored(table: Table, row: Sequence[Cell]) -> Iterator[str | int | float | None]:
    for column, cell in zip(table.columns, row, strict=True):
        if column.type == "decimal":
            value = cell if isinstance(cell, Decimal) else None
            yield None if value is None else float(value)
            yield None if value is None else plain(value)
        elif isinstance(cell, date):
            yield cell.isoformat()
        elif isinstance(cell, Decimal):
            yield plain(cell)
        else:
            yield cell
