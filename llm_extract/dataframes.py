"""Results as data frames of pandas or polars, with the columns of the exports."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any, Literal, overload

from .errors import ExportError
from .exports import (
    Cell,
    Column,
    Results,
    each_once,
    exact_name,
    plain,
    rows_of,
    subjects,
    table_named,
)

if TYPE_CHECKING:
    import pandas as pd
    import polars as pl

Library = Literal["pandas", "polars"]

_LIBRARIES: tuple[Library, ...] = ("pandas", "polars")


@overload
def to_dataframe(
    results: Results, table: str = "facts", *, library: Literal["pandas"]
) -> pd.DataFrame: ...
@overload
def to_dataframe(
    results: Results, table: str = "facts", *, library: Literal["polars"]
) -> pl.DataFrame: ...
@overload
def to_dataframe(results: Results, table: str = "facts", *, library: None = None) -> Any: ...  # noqa: ANN401


def to_dataframe(results: Results, table: str = "facts", *, library: Library | None = None) -> Any:
    """Results as a data frame, with the columns that `llm-extract export` writes.

    Amounts are floating-point numbers, to calculate with, and beside them stand all their digits
    as text: `value` and `value_exact`. Days are dates; what is not told is null.

    Args:
        results: Results, one or several, or the folder of a run.
        table: One of the tables of docs/data-dictionary.md.
        library: pandas or polars; without it pandas, where it is installed.

    Raises ExportError when there is no such table or library, StoreError when the folder holds
    no run.
    """
    wanted = table_named(table)
    frame = _FRAMES[_installed(library)]
    given = each_once(subjects(results), (wanted,))
    rows = [row for subject, _ in given for row in rows_of(wanted, subject)]
    return frame(wanted.columns, rows)


def _installed(library: Library | None) -> Library:
    """The library that makes the frame."""
    if library is not None and library not in _LIBRARIES:
        raise ExportError(f"{library!r} makes no data frames here; choose pandas or polars")
    for one in (library,) if library else _LIBRARIES:
        if find_spec(one):
            return one
    missing = library or "pandas or polars"
    raise ExportError(f"data frames need {missing}: pip install {library or 'pandas'}")


def _by_column(
    columns: Sequence[Column], rows: Sequence[Sequence[Cell]]
) -> list[tuple[str, str, list[Any]]]:
    """The name, type and cells of every column; a decimal is a number and its digits."""
    cells = list(zip(*rows, strict=True)) if rows else [()] * len(columns)
    found: list[tuple[str, str, list[Any]]] = []
    for column, values in zip(columns, cells, strict=True):
        if column.type != "decimal":
            found.append((column.name, column.type, list(values)))
            continue
        exact = [value if isinstance(value, Decimal) else None for value in values]
        numbers = [None if value is None else float(value) for value in exact]
        digits = [None if value is None else plain(value) for value in exact]
        found += [(column.name, "real", numbers), (exact_name(column), "text", digits)]
    return found


def _pandas(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Any:  # noqa: ANN401
    import pandas  # noqa: PLC0415, ICN001  (optional)

    types = {
        "text": "string",
        "integer": "Int64",
        "real": "Float64",
        "date": "datetime64[s]",
        "flag": "boolean",
    }
    return pandas.DataFrame(
        {
            name: pandas.Series(cells, dtype=types[kind])
            for name, kind, cells in _by_column(columns, rows)
        }
    )


def _polars(columns: Sequence[Column], rows: Sequence[Sequence[Cell]]) -> Any:  # noqa: ANN401
    import polars  # noqa: PLC0415, ICN001  (optional)

    types = {
        "text": polars.String,
        "integer": polars.Int64,
        "real": polars.Float64,
        "date": polars.Date,
        "flag": polars.Boolean,
    }
    return polars.DataFrame(
        [
            polars.Series(name, cells, dtype=types[kind])
            for name, kind, cells in _by_column(columns, rows)
        ]
    )


_FRAMES: dict[Library, Callable[[Sequence[Column], Sequence[Sequence[Cell]]], Any]] = {
    "pandas": _pandas,
    "polars": _polars,
}
