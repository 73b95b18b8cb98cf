"""The tables in words: the data dictionary, and the description that Datasette shows."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib import resources

from .catalogue import TABLES, Table
from .columns import Column
from .formats import exact_name
from .groups import PLACE
from .views import VIEWS

_TYPES = {
    "text": "text", "integer": "integer", "real": "number", "decimal": "exact decimal",
    "date": "day", "flag": "true or false",
}  # fmt: skip
_EXACT = "All digits of `{}`, as text."
_TICKS = re.compile("`")


def dictionary() -> str:
    """The data dictionary in Markdown: how the formats hold values, every table, every view."""
    lines = [resources.files(__package__).joinpath("opening.md").read_text("utf-8").rstrip(), ""]
    for table in TABLES:
        lines += [f"### {table.name}", "", table.meaning, "", *_table(table), ""]
    lines += ["## Views", "", "The SQLite file has these beside the tables.", ""]
    for view in VIEWS:
        lines += [f"### {view.name}", "", view.meaning, "", "| column | meaning |", "|---|---|"]
        lines += [f"| `{name}` | {_cell(meaning)} |" for name, meaning in view.columns.items()]
        lines.append("")
    return "\n".join(lines).rstrip() + "\n"


def _table(table: Table) -> Iterator[str]:
    yield "| column | type | meaning | unit |"
    yield "|---|---|---|---|"
    for column in table.columns:
        kind = _TYPES[column.type] + (", may be empty" if column.nullable else "")
        meaning = _cell(_meaning(column))
        yield f"| `{column.name}` | {kind} | {meaning} | {_cell(column.about.unit)} |"


def _meaning(column: Column) -> str:
    told = column.about.meaning
    if column.about.key:
        told = f"**Key.** {told}"
    return f"{told} Points to `{column.about.of}`." if column.about.of else told


def _cell(words: str) -> str:
    return words.replace("|", "\\|")


def datasette_metadata(database: str) -> dict[str, object]:
    """The description of the SQLite file that Datasette shows, by the name of the database."""
    tables: dict[str, object] = {
        table.name: {
            "description": table.meaning,
            "facets": list(table.facets),
            "columns": dict(_columns(table)),
        }
        for table in TABLES
    }
    views = {
        view.name: {
            "description": _TICKS.sub("", view.meaning),
            "columns": {name: _TICKS.sub("", words) for name, words in view.columns.items()},
        }
        for view in VIEWS
    }
    return {
        "title": "llm_extract",
        "description": "Facts from Chinese investment-campaign news, with their sources",
        "databases": {database: {"tables": {**tables, **views}}},
    }


def _columns(table: Table) -> Iterator[tuple[str, str]]:
    """What is to be said of the columns; Datasette shows it above the rows, so not of places."""
    for column in table.columns:
        unit = f" Unit: {column.about.unit}." if column.about.unit else ""
        number = " To calculate with; not exact." if column.type == "decimal" else ""
        if column.about.unit != PLACE:
            yield column.name, _TICKS.sub("", f"{column.about.meaning}{number}{unit}")
        if column.type == "decimal":
            yield exact_name(column), _TICKS.sub("", _EXACT.format(column.name))
