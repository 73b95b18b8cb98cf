"""What notebooks show of a record."""

from __future__ import annotations

from importlib import import_module


class Shown:
    """Shown by notebooks as `llm_extract.notebook` words it, and else as ever."""

    def _repr_html_(self) -> str | None:
        # It stands above all records, so that it is called by its name, and only where one looks.
        notebook = import_module(".notebook", __package__)
        html: str | None = notebook.as_html(self)
        return html
