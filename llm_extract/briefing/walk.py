"""The runs of a briefing in the order a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import TypeVar

from .document import (
    Bars,
    Block,
    Box,
    Bullets,
    Document,
    Figure,
    Heading,
    Name,
    Paragraph,
    Run,
    Runs,
    Table,
    Timeline,
    Words,
)  # fmt: skip

_ENDS = re.compile(r"([。！？]|\.(?=\s|$))")
B = TypeVar("B", bound=Block)
Change = Callable[[Runs], Runs]


def changed(block: B, change: Change) -> B:
    """A block with each of its runs changed, in reading order."""
    if isinstance(block, Heading | Paragraph):
        return replace(block, runs=change(block.runs))
    if isinstance(block, Bullets):
        return replace(block, items=tuple(map(change, block.items)))
    if isinstance(block, Table):
        return replace(
            block,
            caption=change(block.caption),
            columns=tuple(map(change, block.columns)),
            rows=tuple(tuple(tuple(map(change, cell)) for cell in row) for row in block.rows),
        )
    if isinstance(block, Box):
        heading = changed(block.heading, change)
        return replace(
            block, heading=heading, blocks=tuple(changed(b, change) for b in block.blocks)
        )
    return _changed_chart(block, change)


def _changed_chart(block: B, change: Change) -> B:
    if isinstance(block, Bars):
        caption = change(block.caption)
        bars = tuple(
            replace(bar, label=change(bar.label), figure=change(bar.figure)) for bar in block.bars
        )
        return replace(block, caption=caption, bars=bars, remark=change(block.remark))
    if isinstance(block, Timeline):
        caption = change(block.caption)
        moments = tuple(
            replace(one, day=change(one.day), place=change(one.place), what=change(one.what))
            for one in block.moments
        )
        return replace(block, caption=caption, moments=moments)
    return block


def lines_in(blocks: Iterable[Block]) -> Iterator[Runs]:
    """Every line of runs: a paragraph, an item, a line of a cell, a label."""
    found: list[Runs] = []

    def keep(runs: Runs) -> Runs:
        if runs:
            found.append(runs)
        return runs

    for block in blocks:
        found.clear()
        changed(block, keep)
        yield from list(found)


def lines_of(document: Document) -> Iterator[Runs]:
    """Every line of a briefing that says something of its subject."""
    for part in document.parts:
        yield from lines_in(part.blocks)


def figures_of(line: Runs) -> Iterator[Figure]:
    """The figures of a line, those in names too."""
    for run in line:
        inside = run.runs if isinstance(run, Name) else (run,)
        yield from (one for one in inside if isinstance(one, Figure))


def sentence_with(line: Runs, figure: Figure) -> Runs:
    """The sentence of a line that a figure stands in."""
    sentence: list[Run] = []
    for run in line:
        pieces = _ENDS.split(run.text, maxsplit=1) if isinstance(run, Words) else []
        if not isinstance(run, Words) or len(pieces) == 1:
            sentence.append(run)
            continue
        sentence.append(Words(pieces[0] + pieces[1], run.lang))
        if figure in figures_of(tuple(sentence)):
            return tuple(sentence)
        sentence = [Words(_ENDS.split(pieces[2])[-1].lstrip(), run.lang)]
    return tuple(sentence)


def text_of(line: Runs) -> str:
    """The words of a line, names without what may stand in brackets."""
    parts = (run.runs if isinstance(run, Name) else (run,) for run in line)
    return "".join(one.text for part in parts for one in part)
