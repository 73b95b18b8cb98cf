"""Tables for standard output and lines for standard error, on a terminal and in a pipe."""

from __future__ import annotations

import os

from rich.console import Console
from rich.table import Table
from rich.text import Text

_PIPE_WIDTH = 1000
"""Columns where nobody looks at a screen: one line a row, so that grep and cut work."""


def console(*, errors: bool = False) -> Console:
    """Standard output, or standard error; colour and wrapping only on a terminal."""
    plain = Console(stderr=errors, highlight=False, markup=False, emoji=False)
    if not plain.is_terminal and not os.environ.get("COLUMNS"):
        plain = Console(
            stderr=errors, highlight=False, markup=False, emoji=False, width=_PIPE_WIDTH
        )
    return plain


def say(line: str, *, errors: bool = False, style: str = "") -> None:
    """Print one line as it is, however long."""
    console(errors=errors).print(line, style=style, soft_wrap=True)


def plain_table(*columns: str, right: tuple[str, ...] = (), wide: tuple[str, ...] = ()) -> Table:
    """A table without lines; `right` columns hold figures, only `wide` ones wrap."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for name in columns:
        table.add_column(
            name,
            justify="right" if name in right else "left",
            no_wrap=name not in wide,
            overflow="fold",
            ratio=None,
        )
    return table


def add_row(table: Table, *cells: str, style: str = "") -> None:
    """Add a row of words that are shown as they are, without line ends."""
    table.add_row(*(Text(" ".join(cell.split())) for cell in cells), style=style or None)
