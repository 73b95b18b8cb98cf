"""A briefing as Markdown with footnotes."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .document import (
    Bars,
    Block,
    Box,
    Bullets,
    Document,
    Heading,
    Paragraph,
    Plain,
    Runs,
    Table,
    Timeline,
    Words,
)  # fmt: skip
from .notes import Notes
from .wording import word

_SIGNS = re.compile(r"[\\`*_{}\[\]<>#|~^$&!]")
_OPENING = re.compile(r"^(\s*)([-+=])|^(\s*\d{1,9})([.)])(?=\s|$)")


def to_markdown(document: Document) -> bytes:
    """The briefing as Markdown in UTF-8: tables with bars, footnotes as [^1]."""
    return "\n".join(_Writer(document).lines()).encode()


def escaped(text: str) -> str:
    """Words as Markdown shows them, whatever signs they hold."""
    return _SIGNS.sub(lambda match: f"\\{match[0]}", text)


class _Writer:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes = Notes(document)
        self._lang = document.lang

    def lines(self) -> Iterator[str]:
        """All lines of the file."""
        document = self._document
        yield f"# {escaped(document.title)}"
        for part in document.parts:
            self._lang = part.lang
            yield ""
            if len(document.parts) > 1:
                yield from (f"# {escaped(part.title)}", "") if part is not document.parts[0] else ()
            for block in part.blocks:
                yield from self._block(block)
                yield ""
        yield f"## {word('sources', document.lang)}"
        yield ""
        for source in document.sources:
            yield f"- {''.join(map(self._run, source.plain))}"
        yield ""
        yield word("generated", document.lang)
        yield ""
        for note in self._notes:
            yield f"[^{note.number}]: {self._inline(note.runs)}"
        yield ""

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            yield f"{'#' * (block.level + 1)} {self._line(block.runs)}"
        elif isinstance(block, Paragraph):
            text = self._line(block.runs)
            yield f"**{text}**" if block.role == "label" else text
        elif isinstance(block, Bullets):
            yield from (f"- {self._line(item)}" for item in block.items)
        elif isinstance(block, Box):
            for part in (block.heading, *block.blocks):
                yield from (f"> {line}".rstrip() for line in (*self._block(part), ""))
        elif isinstance(block, Table):
            yield from self._table(block)
        else:
            yield from self._chart(block)

    def _table(self, table: Table) -> Iterator[str]:
        if table.caption:
            yield from (self._line(table.caption), "")
        yield self._row([self._line(column) for column in table.columns])
        yield self._row(["---"] * len(table.columns))
        for row in table.rows:
            yield self._row(["<br>".join(map(self._line, cell)) for cell in row])

    def _chart(self, chart: Bars | Timeline) -> Iterator[str]:
        """A chart as the table it was drawn from."""
        yield from (self._line(chart.caption), "")
        if isinstance(chart, Bars):
            heads = ["place", "actual"]
            rows = [[self._line(one.label), self._line(one.figure)] for one in chart.bars]
        else:
            heads = ["day", "place", "events"]
            rows = [
                [self._line(x) for x in (one.day, one.place, one.what)] for one in chart.moments
            ]
        yield self._row([word(name, self._lang) for name in heads])
        yield self._row(["---"] * len(rows[0]))
        yield from map(self._row, rows)
        if isinstance(chart, Bars) and chart.remark:
            yield from ("", self._line(chart.remark))

    @staticmethod
    def _row(cells: list[str]) -> str:
        return f"| {' | '.join(cells)} |"

    def _line(self, runs: Runs) -> str:
        """A line of its own, which no sign at its start turns into something else."""
        return _OPENING.sub(_unopened, self._inline(runs))

    def _inline(self, runs: Runs | tuple[Plain, ...]) -> str:
        return "".join(
            f"{self._run(run)}{''.join(f'[^{mark}]' for mark in marks)}"
            for run, marks in self._notes.marked(runs)
        )

    @staticmethod
    def _run(run: Plain) -> str:
        text = escaped(run.text)
        if not isinstance(run, Words) and run.flag:
            text += f" \\[{run.flag}\\]"
        bare = text.strip()
        return text.replace(bare, f"**{bare}**", 1) if run.strong and bare else text


def _unopened(match: re.Match[str]) -> str:
    return f"{match[1] or match[3] or ''}\\{match[2] or match[4]}"
