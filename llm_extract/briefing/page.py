"""A briefing as one HTML page that needs nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib import resources

from llm_extract.records import Lang

from .document import (
    Bars,
    Block,
    Box,
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Part,
    Plain,
    Runs,
    Table,
    Timeline,
)  # fmt: skip
from .notes import Notes
from .svg import bars_svg, timeline_svg
from .wording import word

_CODES: dict[Lang, str] = {"en": "en-GB", "zh": "zh-CN"}
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"


def to_html(document: Document) -> bytes:
    """The briefing as HTML in UTF-8: styles inline, no script, nothing fetched."""
    return _Page(document).text().encode()


class _Page:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._notes = Notes(document)
        self._first: set[int] = set()
        self._charts = 0
        self._prefix = ""

    def text(self) -> str:
        """The whole page."""
        document, lang = self._document, self._document.lang
        style = resources.files(__package__).joinpath("page.css").read_text(encoding="utf-8")
        body = "\n".join([*self._parts(), *self._ending()])
        return (
            f'<!doctype html>\n<html lang="{_CODES[lang]}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            '<meta name="color-scheme" content="light dark">\n'
            f"<title>{escape(document.title)}</title>\n<style>\n{style}</style>\n</head>\n"
            f"<body>\n<main>\n{body}\n</main>\n</body>\n</html>\n"
        )

    def _parts(self) -> Iterator[str]:
        for at, part in enumerate(self._document.parts):
            self._prefix = f"{part.lang}-"
            yield f'<article lang="{_CODES[part.lang]}">'
            title = self._document.title if at == 0 else part.title
            yield f"<h1>{escape(title)}</h1>"
            yield from self._blocks(part)
            yield "</article>"

    def _blocks(self, part: Part) -> Iterator[str]:
        blocks = list(part.blocks)
        leading = next((n for n, b in enumerate(blocks) if isinstance(b, Heading)), 0)
        yield from (line for block in blocks[:leading] for line in self._block(block))
        yield from self._contents(part)
        yield from (line for block in blocks[leading:] for line in self._block(block))

    def _contents(self, part: Part) -> Iterator[str]:
        """Links to the main parts."""
        heads = [b.heading if isinstance(b, Box) else b for b in part.blocks]
        links = [
            f'<li><a href="#{self._prefix}{one.anchor}">{self._bare(one.runs)}</a></li>'
            for one in heads
            if isinstance(one, Heading) and one.level == 1 and one.anchor
        ]
        name = escape(word("contents", part.lang))
        yield f'<nav aria-label="{name}"><ul>{"".join(links)}</ul></nav>'

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            tag = f"h{block.level + 1}"
            anchor = f' id="{self._prefix}{escape(block.anchor)}"' if block.anchor else ""
            yield f"<{tag}{anchor}>{self._line(block.runs)}</{tag}>"
        elif isinstance(block, Paragraph):
            yield f'<p class="{block.role}">{self._line(block.runs)}</p>'
        elif isinstance(block, Bullets):
            items = "".join(f"<li>{self._line(item)}</li>" for item in block.items)
            yield f"<ul>{items}</ul>"
        elif isinstance(block, Box):
            label = f"{self._prefix}{block.heading.anchor}"
            yield f'<section class="box" aria-labelledby="{label}">'
            for part in (block.heading, *block.blocks):
                yield from self._block(part)
            yield "</section>"
        elif isinstance(block, Table):
            yield self._table(block)
        else:
            yield self._chart(block)

    def _table(self, table: Table) -> str:
        caption = f"<caption>{self._line(table.caption)}</caption>" if table.caption else ""
        heads = "".join(f'<th scope="col">{self._line(one)}</th>' for one in table.columns)
        rows = "".join(f"<tr>{self._row(row)}</tr>" for row in table.rows)
        return (
            f'<div class="wide" tabindex="0"><table>{caption}<thead><tr>{heads}</tr></thead>'
            f"<tbody>{rows}</tbody></table></div>"
        )

    def _row(self, row: tuple[tuple[Runs, ...], ...]) -> str:
        cells = ["".join(f"<div>{self._line(line)}</div>" for line in cell) for cell in row]
        rest = "".join(f"<td>{cell}</td>" for cell in cells[1:])
        return f'<th scope="row">{cells[0]}</th>{rest}'

    def _chart(self, chart: Bars | Timeline) -> str:
        self._charts += 1
        name = f"{self._prefix}chart-{self._charts}"
        caption = f'<figcaption id="{name}">{self._line(chart.caption)}</figcaption>'
        if isinstance(chart, Bars):
            remark = f'<p class="small">{self._line(chart.remark)}</p>' if chart.remark else ""
            drawing = bars_svg(chart, self._drawn, name=name)
            return f'<figure>{caption}<div class="wide">{drawing}</div>{remark}</figure>'
        drawing = timeline_svg(chart, self._drawn, name=name)
        moments = "".join(
            f"<li><b>{self._line(one.day)}</b> {self._line(one.place)}: {self._line(one.what)}</li>"
            for one in chart.moments
        )
        return (
            f'<figure>{caption}<div class="wide">{drawing}</div>'
            f'<ol class="moments">{moments}</ol></figure>'
        )

    def _ending(self) -> Iterator[str]:
        lang = self._document.lang
        yield f'<footer lang="{_CODES[lang]}">'
        yield f"<h2>{escape(word('sources', lang))}</h2>"
        sources = (
            f"<li>{''.join(map(self._run, one.plain))}</li>" for one in self._document.sources
        )
        yield f"<ul>{''.join(sources)}</ul>"
        yield f'<h2 id="notes">{escape(word("notes", lang))}</h2>'
        back = escape(word("back", lang))
        yield '<ol class="notes">'
        for note in self._notes:
            link = f'<a href="#ref-{note.number}" aria-label="{back}">↩</a>'
            said = "".join(self._run(run, stress="mark") for run in note.runs)
            yield f'<li id="note-{note.number}">{said} {link}</li>'
        yield "</ol>"
        yield f'<p class="small">{escape(word("generated", lang))}</p>'
        yield "</footer>"

    def _line(self, runs: Runs) -> str:
        """A line with its marks as raised links."""
        return "".join(
            self._run(run) + "".join(map(self._mark, marks))
            for run, marks in self._notes.marked(runs)
        )

    def _bare(self, runs: Runs) -> str:
        return "".join(escape(run.text) for run, _ in self._notes.marked(runs))

    def _mark(self, number: int) -> str:
        return (
            f'<sup><a class="mark"{self._anchor(number)} href="#note-{number}">{number}</a></sup>'
        )

    def _anchor(self, number: int) -> str:
        """What a note leads back to: the first mark of it."""
        if number in self._first:
            return ""
        self._first.add(number)
        return f' id="ref-{number}"'

    def _run(self, run: Plain, stress: str = "strong") -> str:
        lang = f' lang="{_CODES[run.lang]}"' if run.lang else ""
        text = escape(run.text)
        if isinstance(run, Figure):
            text = f'<span class="figure"{self._notes_of(run)}{lang}>{text}</span>'
            flag = f' <em class="flag">{escape(run.flag)}</em>' if run.flag else ""
            return f"<strong>{text}</strong>{flag}" if run.strong else f"{text}{flag}"
        if run.strong:
            return f"<{stress}{lang}>{text}</{stress}>"
        return f"<span{lang}>{text}</span>" if lang else text

    def _notes_of(self, figure: Figure) -> str:
        """The notes of a figure, also where its mark stands further on."""
        numbers = self._notes.numbers(figure)
        return f' data-notes="{" ".join(map(str, numbers))}"' if numbers else ""

    def _drawn(self, runs: Runs) -> str:
        """A line as SVG text."""
        pieces = []
        for run, marks in self._notes.marked(runs):
            text = escape(run.text)
            if isinstance(run, Figure):
                text = f'<tspan class="figure"{self._notes_of(run)}>{text}</tspan>'
            pieces.append(text)
            pieces += [
                f'<a{self._anchor(mark)} href="#note-{mark}">'
                f'<tspan class="mark" dx="2" dy="-5">{mark}</tspan></a>'
                '<tspan dy="5">\u200b</tspan>'
                for mark in marks
            ]
        return "".join(pieces)
