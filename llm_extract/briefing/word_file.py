"""A briefing in Word's format: real styles, tables, footnotes.

Charts are tables with tinted bars, not pictures: they stay sharp, can be edited, are read aloud
as what they are, and their figures can carry footnotes.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from io import BytesIO
from typing import Any

import docx
from lxml.etree import _Element

from .document import (
    Bar,
    Bars,
    Block,
    Box,
    Bullets,
    Document,
    Figure,
    Heading,
    Name,
    Paragraph,
    Plain,
    Runs,
    Table,
    Timeline,
    Words,
)  # fmt: skip
from .notes import Notes
from .word_notes import Marks, add_footnotes
from .word_styles import TEXT_WIDTH, prepare
from .word_xml import cell, element, paragraph, row, run, table, text_run
from .wording import word

_ROLES = {
    "body": "Normal", "lead": "Lead", "source": "SourceLine", "small": "Small", "label": "Label",
}  # fmt: skip
_LABEL, _BAR = 2600, 4400
_FILL = "4A6A85"
_NARROWEST, _WIDEST = 14, 38
"""Letters a column has room for, before the table is stretched to the width of the text."""


def to_docx(document: Document) -> bytes:
    """The briefing as a .docx file."""
    file = docx.Document()
    prepare(file, document.title, document.lang)
    notes = Notes(document)
    body: Any = file.element.body
    for old in list(body)[:-1]:
        body.remove(old)
    ending = body[-1]
    for made in _Writer(document, notes).elements():
        ending.addprevious(made)
    add_footnotes(file, notes)
    held = BytesIO()
    file.save(held)
    return held.getvalue()


class _Writer:
    def __init__(self, document: Document, notes: Notes) -> None:
        self._document = document
        self._notes = notes
        self._marks = Marks()
        self._lang = document.lang
        self._in_table = False

    def elements(self) -> Iterator[_Element]:
        """All paragraphs and tables."""
        document = self._document
        for at, part in enumerate(document.parts):
            self._lang = part.lang
            title = document.title if at == 0 else part.title
            anew = [element("pageBreakBefore")] if at else []
            yield paragraph("Title", [run(title, lang=part.lang)], *anew)
            for block in part.blocks:
                yield from self._block(block)
        self._lang = document.lang
        yield paragraph("Heading1", [run(word("sources", document.lang), lang=document.lang)])
        for source in document.sources:
            yield paragraph("ListBullet", [text_run(self._tagged(one)) for one in source.plain])
        yield paragraph("Small", [run(word("generated", document.lang), lang=document.lang)])

    def _block(self, block: Block) -> Iterator[_Element]:
        self._in_table = isinstance(block, Table | Bars | Timeline)
        if isinstance(block, Heading):
            yield paragraph(f"Heading{block.level}", self._line(block.runs))
        elif isinstance(block, Paragraph):
            yield paragraph(_ROLES[block.role], self._line(block.runs))
        elif isinstance(block, Bullets):
            yield from (paragraph("ListBullet", self._line(item)) for item in block.items)
        elif isinstance(block, Box):
            yield from self._box(block)
        elif isinstance(block, Table):
            yield from self._table(block)
        elif isinstance(block, Bars):
            yield from self._bars(block)
        else:
            yield from self._timeline(block)

    def _box(self, box: Box) -> Iterator[_Element]:
        yield paragraph("BoxHeading", self._line(box.heading.runs))
        for block in box.blocks:
            if isinstance(block, Heading):
                yield paragraph("BoxLabel", self._line(block.runs))
            elif isinstance(block, Paragraph):
                yield paragraph("Box", self._line(block.runs))
            else:
                for item in block.items:
                    yield paragraph("Box", [run("• "), *self._line(item)])
        yield paragraph("Small", [])

    def _table(self, made: Table) -> Iterator[_Element]:
        if made.caption:
            yield paragraph("Caption", self._line(made.caption))
        widths = _widths(made)
        heads = [
            cell(width, [paragraph("Cell", self._line(column))])
            for width, column in zip(widths, made.columns, strict=True)
        ]
        rows = [self._row(cells, widths) for cells in made.rows]
        yield table("BriefingTable", widths, [row(heads, is_head=True), *rows])
        yield self._called_behind()

    def _row(self, cells: tuple[tuple[Runs, ...], ...], widths: list[int]) -> _Element:
        return row(
            cell(width, [paragraph("Cell", self._line(line)) for line in lines or ((),)])
            for width, lines in zip(widths, cells, strict=True)
        )

    def _bars(self, chart: Bars) -> Iterator[_Element]:
        yield paragraph("Caption", self._line(chart.caption))
        widths = [_LABEL, _BAR, TEXT_WIDTH - _LABEL - _BAR]
        yield table("ChartTable", widths, [self._bar(bar, widths) for bar in chart.bars])
        if chart.remark:
            yield paragraph("Small", self._line(chart.remark))
        yield self._called_behind()

    def _bar(self, bar: Bar, widths: list[int]) -> _Element:
        right = int((1 - max(bar.share, Decimal("0.01"))) * widths[1])
        tint = element("shd", val="pct20" if bar.is_target else "clear", color="000000",
                       fill="FFFFFF" if bar.is_target else _FILL)  # fmt: skip
        drawn = paragraph("Bar", [], tint, element("ind", right=right))
        label = paragraph("Cell", self._line(bar.label))
        figure = paragraph("Cell", self._line(bar.figure))
        cells = zip(widths, (label, drawn, figure), strict=True)
        return row(cell(width, [one]) for width, one in cells)

    def _timeline(self, chart: Timeline) -> Iterator[_Element]:
        """The events in order, as a table."""
        heads = tuple((Words(word(name, self._lang)),) for name in ("day", "place", "events"))
        rows = tuple(((one.day,), (one.place,), (one.what,)) for one in chart.moments)
        yield from self._table(Table(chart.caption, heads, rows))

    def _called_behind(self) -> _Element:
        """A paragraph that calls the notes a table refers to."""
        owed = self._marks.owed()
        calls = [run(word("table_notes", self._lang), lang=self._lang)] if owed else []
        for number in owed:
            calls += [run(" "), *self._marks.of(number)]
        return paragraph("Small", calls)

    def _line(self, runs: Runs) -> list[_Element]:
        made: list[_Element] = []
        for plain, marks in self._notes.marked(runs):
            made.append(text_run(self._tagged(plain)))
            if isinstance(plain, Figure) and plain.flag:
                made.append(run(f" [{plain.flag}]", lang=self._lang))
            for at, mark in enumerate(marks):
                if at:
                    made.append(run(",", style="FootnoteReference"))
                made += self._marks.of(mark, in_table=self._in_table)
        return made

    def _tagged(self, plain: Plain) -> Plain:
        """What has no language of its own is in that of its part."""
        if plain.lang or self._lang == "en":
            return plain
        if isinstance(plain, Figure):
            return Figure(plain.text, plain.cited, self._lang, plain.flag, plain.strong)
        return Words(plain.text, self._lang, plain.strong)


def _widths(made: Table) -> list[int]:
    """The columns' widths by the words in a cell of theirs on average."""
    room = []
    for at in range(len(made.columns)):
        words = sum(_length(line) for cells in made.rows for line in cells[at])
        room.append(min(max(words // max(1, len(made.rows)), _NARROWEST), _WIDEST))
    return [TEXT_WIDTH * one // sum(room) for one in room]


def _length(runs: Runs) -> int:
    plain = [one for one in runs if not isinstance(one, Name)]
    return sum(len(one.text) * (2 if one.lang == "zh" else 1) for one in plain)
