"""Joins the lines of text that was broken at a fixed width, as copied out of a PDF or a mail."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

from .chinese import HAN
from .markup import Mark
from .text import Replacement, Span

_NARROWEST, _WIDEST = 24, 120
"""Columns between which a text is broken; a Chinese character takes two."""
_FEWEST = 4
_SLACK = 5
"""Columns by which a full line may be shorter: a sign or a figure is not torn."""
_NARROW = re.compile(r"[\x00-\x7f]")
_RUNNING = re.compile("[，、。]")
_CLOSED = re.compile(r"[。！？：；…][”’」』）)]?\s*\Z")
_BETWEEN_FIGURES = re.compile(r"[0-9.,%]")
_TEXT = re.compile(rf"[{HAN}]")


def joins(clean: str, marks: Sequence[Mark]) -> tuple[list[Replacement], list[Mark]]:
    """The line breaks of `clean` that a fixed width made, as changes, and the marks then left.

    Nothing where lines are not broken so: most full lines must be of one width, and stop short
    of the end of their sentence.
    """
    lines = clean.split("\n")
    width = _width(lines)
    changes: list[Replacement] = []
    kept: list[Mark] = []
    position = 0
    joined = False
    for number, (line, mark) in enumerate(zip(lines, marks, strict=True)):
        if not joined:
            kept.append(mark)
        end = position + len(line)
        joined = (
            bool(width) and number + 1 < len(lines) and _goes_on(line, lines[number + 1], width)
        )
        if joined:
            changes.append(Replacement(Span(end, end + 1), ""))
        position = end + 1
    return changes, kept


def _columns(line: str) -> int:
    return len(line) if line.isascii() else 2 * len(line) - len(_NARROW.findall(line))


def _width(lines: Sequence[str]) -> int:
    """The width at which most lines of running text were broken, or 0 where they were not."""
    if any(len(line) > _WIDEST and "。" in line for line in lines):
        return 0
    torn = [_columns(line) for line in lines if _is_torn(line)]
    if len(torn) < _FEWEST:
        return 0
    width = max(torn)
    near = sum(count for size, count in Counter(torn).items() if size >= width - _SLACK)
    paragraphs = sum(_columns(line) > width and "。" in line for line in lines)
    return width if near * 2 > len(torn) and near >= _FEWEST and not paragraphs else 0


def _is_torn(line: str) -> bool:
    """Whether a line of a likely width holds text and no end of a sentence at its end."""
    fits = len(line) <= _WIDEST and _NARROWEST <= _columns(line) <= _WIDEST
    return fits and _CLOSED.search(line) is None and _RUNNING.search(line) is not None


def _goes_on(line: str, following: str, width: int) -> bool:
    opened = line.rfind("（") > line.rfind("）")
    is_full = width - _SLACK * (1 + opened) <= _columns(line) <= width
    starts_anew = not following.strip() or following[0] in " \u3000"
    return is_full and not starts_anew and _CLOSED.search(line) is None
