"""Results as tables: CSV, Parquet, JSON Lines and SQLite, all from one definition of columns."""

from .catalogue import TABLES, Table, table_named
from .columns import Cell, Column
from .writing import Exported, Results, each_once, export, rows_of, subjects

__all__ = [
    "TABLES",
    "Cell",
    "Column",
    "Exported",
    "Results",
    "Table",
    "each_once",
    "export",
    "rows_of",
    "subjects",
    "table_named",
]
