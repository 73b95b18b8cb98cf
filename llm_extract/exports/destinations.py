"""Where an export goes: what a path, a table and a format given by a user mean together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from llm_extract.errors import ExportError

from .catalogue import TABLES, Table, is_table, table_named
from .csv_files import CsvFiles
from .formats import Format
from .jsonl_files import JsonLinesFiles
from .parquet_files import ParquetFiles
from .sqlite_file import SqliteFile

FORMATS = (
    Format("csv", (".csv",), CsvFiles),
    Format("parquet", (".parquet",), ParquetFiles),
    Format("jsonl", (".jsonl", ".ndjson"), JsonLinesFiles),
    Format("sqlite", (".sqlite", ".sqlite3", ".db"), SqliteFile, whole=True),
)
_SUFFIXES = ", ".join(one.suffixes[0] for one in FORMATS)
_NAMES = ", ".join(one.name for one in FORMATS)
_TABLES = ", ".join(table.name for table in TABLES)


@dataclass(frozen=True)
class Destination:
    """Where an export goes.

    Attributes:
        folder: The folder of its files.
        name: The name of its only file; empty where files are called as their tables.
        format: The kind of its files.
        tables: The tables that are written.
    """

    folder: Path
    name: str
    format: Format
    tables: tuple[Table, ...]


def destination(to: Path, table: str = "", form: str = "") -> Destination:
    """Where an export goes.

    A path with an ending is one file of that format, other paths are a folder with a file a table.
    A file of one table is called as the table, unless `table` says which it is. In a folder are
    all tables, or the one of `table`. A SQLite file holds all tables; in a folder it is run.sqlite.

    Args:
        to: A file or a folder.
        table: The only table.
        form: The format where the path does not tell it; of folders CSV without it.

    Raises ExportError when there is no such table or format, or when they do not go together.
    """
    is_folder = to.is_dir() or not to.suffix
    kind = _format(to, form, is_folder=is_folder)
    chosen = (table_named(table),) if table else TABLES
    if kind.whole and table:
        raise ExportError(
            f"{to}: a {kind.name} file holds all tables, which point to each other; "
            "leave --table out, or choose another format"
        )
    if is_folder:
        return Destination(to, f"run{kind.suffixes[0]}" if kind.whole else "", kind, chosen)
    if not kind.whole and not table:
        if not is_table(to.stem):
            raise ExportError(
                f"{to}: a {kind.name} file holds one table, and {to.stem!r} is none; call the "
                f"file as a table, or say which with --table: {_TABLES}"
            )
        chosen = (table_named(to.stem),)
    return Destination(to.parent, to.name, kind, chosen)


def _format(to: Path, form: str, *, is_folder: bool) -> Format:
    """The format that a path's ending or its name asks for."""
    by_ending = next((one for one in FORMATS if to.suffix.lower() in one.suffixes), None)
    if form:
        kind = next((one for one in FORMATS if one.name == form), None)
        if kind is None:
            raise ExportError(f"{form!r} is no format; there are {_NAMES}")
        if by_ending not in (None, kind) and not is_folder:
            raise ExportError(f"{to}: ends as a {by_ending.name} file, and {form} is asked for")
        return kind
    if is_folder:
        return FORMATS[0]
    if by_ending is None:
        raise ExportError(
            f"{to}: {to.suffix!r} is no known ending; end the file in {_SUFFIXES}, or give a folder"
        )
    return by_ending
