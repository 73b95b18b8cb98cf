"""Tables that were flattened into lines of text: rows of figures under a line of heads."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .records import Quantity
from .text import Ordered, Span

_CELL = re.compile(r"\S+")
_MIN_CELLS = 3
_LONGEST_HEAD = 14
_UNIT = re.compile(r"[（(][^（()）]*[)）]\Z")


def column_heads(text: str, quantities: list[Quantity]) -> dict[str, str]:
    """What the head of its column says of each figure in a flattened table, by the figure's id.

    A head line has no digits; rows have as many cells, the first a name and the others figures.
    """
    found = Ordered(quantities)
    heads: list[str] = []
    told: dict[str, str] = {}
    for cells in _lines(text):
        words = [cell.cut(text) for cell in cells]
        if len(cells) >= _MIN_CELLS and not re.search(r"\d", "".join(words)):
            heads = words if max(map(len, words)) <= _LONGEST_HEAD else []
            continue
        figures = [found.within(cell) for cell in cells[1:]]
        if len(cells) != len(heads) or any(len(one) != 1 for one in figures):
            heads = []
            continue
        for head, (figure,) in zip(heads[1:], figures, strict=True):
            told[figure.id] = _UNIT.sub("", head)
    return told


def _lines(text: str) -> Iterator[list[Span]]:
    start = 0
    for line in text.split("\n"):
        yield [Span(start + m.start(), start + m.end()) for m in _CELL.finditer(line)]
        start += len(line) + 1
