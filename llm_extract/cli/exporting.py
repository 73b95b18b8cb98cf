"""`export`: a run's results as tables."""

from __future__ import annotations

from pathlib import Path

from llm_extract.exports import export

from .printing import add_row, console, plain_table, say

_NAMED = 2
"""Files that are named one by one."""


def export_run(out: Path, to: Path, table: str, form: str) -> None:
    """Write a run's results as tables, and print what was written.

    Raises ExportError or StoreError when that cannot be done.
    """
    done = export(out, to, table=table, form=form)
    rows = plain_table("table", "rows", right=("rows",))
    for name, count in done.rows.items():
        add_row(rows, name, f"{count:,}")
    console().print(rows)
    articles = "1 article" if done.articles == 1 else f"{done.articles:,} articles"
    if len(done.files) > _NAMED:
        say(f"{articles} in {len(done.files)} files in {to}")
    else:
        say(f"{articles} in {', '.join(map(str, done.files))}")
