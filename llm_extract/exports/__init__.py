"""Results as tables: CSV, Parquet, JSON Lines and SQLite, all from one definition of columns."""

from .catalogue import TABLES, Table, table_named
from .columns import Cell, Column
from .formats import exact_name, plain
from .writing import Exported, Results, each_once, export, rows_of, subjects

__all__ = [
    "TABLES",
    "Cell",
    "Column",
    "Exported",
    "Results",
    "Table",
    "each_once",
    "exact_name",
    "export",
    "plain",
    "rows_of",
    "subjects",
    "table_named",
]
