"""The words of a text in Markdown or HTML, without its markup: what a claim says."""

from __future__ import annotations

import re

from .page import is_html, lay_out

_FENCE = re.compile(r"^```.*?^```[^\n]*$", re.MULTILINE | re.DOTALL)
_NOTE = re.compile(r"\[\^[^\]]*\]:?")
_IMAGE = re.compile(r"!\[([^\]]*)\]\([^)]*\)")
_LINK = re.compile(r"\[([^\]]*)\]\([^)]*\)")
_RULE = re.compile(r"^[ \t]*[-*_|:= \t]{3,}$", re.MULTILINE)
_LEAD = re.compile(r"^[ \t]*(?:#{1,6}|>|[-*+](?=\s)|\d{1,2}\.(?=\s))[ \t]*", re.MULTILINE)
_STRESS = re.compile(r"(\*{1,3}|_{2,3}|`)(?=\S)(.+?)(?<=\S)\1")


def prose_of(text: str, name: str = "") -> str:
    """`text` without markup, by the ending of the file it is from or by its own signs.

    Lines stay lines and the cells of a table row are set apart by commas, so that every figure
    keeps its neighbours.
    """
    if name.lower().endswith((".html", ".htm")) or is_html(text):
        return lay_out(text).text.clean
    if not name.lower().endswith((".md", ".markdown")):
        return text
    text = _NOTE.sub("", _FENCE.sub("", text))
    text = _LINK.sub(r"\1", _IMAGE.sub(r"\1", text))
    text = _LEAD.sub("", _RULE.sub("", text))
    text = _STRESS.sub(r"\2", text)
    return "\n".join(_row(line) for line in text.split("\n"))


def _row(line: str) -> str:
    """A row of a table as a list of its cells; any other line as it is."""
    if not line.strip().startswith("|"):
        return line
    return ", ".join(cell.strip() for cell in line.strip().strip("|").split("|") if cell.strip())
