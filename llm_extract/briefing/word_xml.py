"""Small pieces of WordprocessingML."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from lxml.etree import _Element

from .document import Figure, Plain

FIGURE, REFERENCE, EMPHASIS = "Figure", "FootnoteReference", "Strong"


def element(tag: str, *children: _Element, **attributes: object) -> _Element:
    """An element of Word's namespace, with attributes of the same."""
    made: Any = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return cast("_Element", made)


def text_run(plain: Plain) -> _Element:
    """Words or a figure as a run, with its language and style."""
    style = FIGURE if isinstance(plain, Figure) else ""
    return run(plain.text, lang=plain.lang, style=style, strong=plain.strong)


def run(text: str, *, lang: str | None = None, style: str = "", strong: bool = False) -> _Element:
    """A run of text; Chinese is tagged so that its fonts and signs are Chinese ones."""
    properties = element("rPr")
    if style:
        properties.append(element("rStyle", val=style))
    if lang == "zh":
        properties.append(element("rFonts", hint="eastAsia"))
    if strong:
        properties.append(element("b"))
    if lang == "zh":
        properties.append(element("lang", val="zh-CN", eastAsia="zh-CN"))
    words = element("t")
    words.text = text
    words.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return element("r", properties, words)


def paragraph(style: str, runs: Iterable[_Element], *more: _Element) -> _Element:
    """A paragraph of a style; `more` are further properties."""
    return element("p", element("pPr", element("pStyle", val=style), *more), *runs)


def field(instruction: str, shown: str, style: str = "") -> list[_Element]:
    """A field that a word processor works out anew, with what it shows until then."""
    code = element("instrText")
    code.text = f" {instruction} "
    return [
        element("r", _styled(style), element("fldChar", fldCharType="begin")),
        element("r", _styled(style), code),
        element("r", _styled(style), element("fldChar", fldCharType="separate")),
        run(shown, style=style),
        element("r", _styled(style), element("fldChar", fldCharType="end")),
    ]


def _styled(style: str) -> _Element:
    return element("rPr", element("rStyle", val=style)) if style else element("rPr")


def cell(width: int, paragraphs: list[_Element]) -> _Element:
    """A cell of a table; `width` in twentieths of a point."""
    properties = element("tcPr", element("tcW", w=width, type="dxa"))
    return element("tc", properties, *paragraphs)


def row(cells: Iterable[_Element], *, is_head: bool = False) -> _Element:
    """A row that no page break splits; a head is repeated on each page."""
    properties = element("trPr", element("cantSplit"))
    if is_head:
        properties.append(element("tblHeader"))
    return element("tr", properties, *cells)


def table(style: str, widths: list[int], rows: Iterable[_Element]) -> _Element:
    """A table of fixed columns."""
    properties = element(
        "tblPr",
        element("tblStyle", val=style),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", firstRow=1, firstColumn=1, noHBand=1, noVBand=1),
    )
    grid = element("tblGrid", *(element("gridCol", w=width) for width in widths))
    return element("tbl", properties, grid, *rows)
