"""Tables as Parquet, with typed columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from decimal import ROUND_HALF_EVEN, Context, Decimal
from pathlib import Path
from typing import Any

from llm_extract.errors import ExportError

from .catalogue import Table
from .columns import Cell, Column
from .formats import exact_name, plain

_BATCH = 2000
"""Rows of a table that are held before they are written."""
_PRECISION, _SCALE = 38, 9
_STEP = Decimal(1).scaleb(-_SCALE)
_CONTEXT = Context(prec=_PRECISION, rounding=ROUND_HALF_EVEN)
_LARGEST = Decimal(10) ** (_PRECISION - _SCALE)


class ParquetFiles:
    """One Parquet file a table.

    Args:
        folder: Where the files go.
        tables: The tables.
        name: The name of the only file; empty where files are called as their tables.

    Raises ExportError when pyarrow is not installed.
    """

    def __init__(self, folder: Path, tables: Sequence[Table], name: str = "") -> None:
        self._arrow, parquet = _pyarrow()
        self._held: dict[str, list[Sequence[Cell]]] = {table.name: [] for table in tables}
        self._tables = {table.name: table for table in tables}
        self._schemas = {table.name: _schema(self._arrow, table) for table in tables}
        self._writers = {
            table.name: parquet.ParquetWriter(
                folder / (name or f"{table.name}.parquet"), self._schemas[table.name]
            )
            for table in tables
        }

    def add(self, table: Table, rows: Sequence[Sequence[Cell]]) -> None:
        """Write some rows of a table, sooner or later."""
        held = self._held[table.name]
        held.extend(rows)
        if len(held) >= _BATCH:
            self._write(table)

    def close(self) -> None:
        """Write what is left and close all files."""
        try:
            for table in self._tables.values():
                self._write(table)
        finally:
            for writer in self._writers.values():
                writer.close()

    def _write(self, table: Table) -> None:
        held = self._held[table.name]
        if held:
            columns = _by_column(table.columns, held)
            schema = self._schemas[table.name]
            self._writers[table.name].write_table(self._arrow.table(columns, schema=schema))
            held.clear()


def _pyarrow() -> tuple[Any, Any]:
    try:
        import pyarrow as pa  # noqa: PLC0415  (optional)
        from pyarrow import parquet  # noqa: PLC0415
    except ImportError as error:
        raise ExportError(
            "Parquet needs pyarrow: pip install 'llm-extract[parquet]', or choose csv, sqlite or "
            "jsonl"
        ) from error
    return pa, parquet


def _schema(arrow: Any, table: Table) -> Any:  # noqa: ANN401  (pyarrow may not be there)
    kinds = {
        "text": arrow.string(),
        "integer": arrow.int64(),
        "real": arrow.float64(),
        "decimal": arrow.decimal128(_PRECISION, _SCALE),
        "date": arrow.date32(),
        "flag": arrow.bool_(),
    }
    fields = []
    for column in table.columns:
        told = {"description": column.about.meaning, "unit": column.about.unit}
        fields.append(arrow.field(column.name, kinds[column.type], column.nullable, metadata=told))
        if column.type == "decimal":
            fields.append(arrow.field(exact_name(column), arrow.string(), column.nullable))
    return arrow.schema(fields, metadata={"description": table.meaning})


def _by_column(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> dict[str, list[Cell]]:
    return dict(_filled(columns, list(zip(*rows, strict=True))))


def _filled(
    columns: Sequence[Column], cells: Sequence[Sequence[Cell]]
) -> Iterator[tuple[str, list[Cell]]]:
    for column, values in zip(columns, cells, strict=True):
        if column.type != "decimal":
            yield column.name, list(values)
            continue
        decimals = [v if isinstance(v, Decimal) else None for v in values]
        yield column.name, [None if v is None else _fitted(v) for v in decimals]
        yield exact_name(column), [None if v is None else plain(v) for v in decimals]


def _fitted(value: Decimal) -> Decimal | None:
    """A value to nine digits behind the point, as its column holds it; None if it is too large."""
    return None if abs(value) >= _LARGEST else value.quantize(_STEP, context=_CONTEXT)
