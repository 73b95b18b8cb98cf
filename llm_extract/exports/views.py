"""The views of the SQLite file, from their table."""

from __future__ import annotations

from dataclasses import dataclass

from llm_extract.knowledge import table


@dataclass(frozen=True)
class View:
    """A question that is asked often, as a view.

    Attributes:
        name: Its name.
        meaning: What a row is.
        sql: The query.
        columns: What its own columns say, by name.
    """

    name: str
    meaning: str
    sql: str
    columns: dict[str, str]


VIEWS = tuple(View(**row) for row in table("export_views")["view"])
