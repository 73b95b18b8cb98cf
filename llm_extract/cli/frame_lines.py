"""Lines that fit a terminal: file names cut by the cells they take, words put into lines."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from .run_counts import clock_words

_STAGE_CELLS = 24
_SECONDS_CELLS = 7
_NAME_CELLS = 16
"""Cells of a name below which its stage gives way to it."""
_BAR_CELLS, _BAR_FROM = 20, 100
"""Cells of the bar, and of the narrowest line that has one."""
_BETWEEN = " · "


def name_room(width: int) -> int:
    """Cells a name may take in a line of `width` cells, beside its stage where there is room."""
    room = width - _SECONDS_CELLS - 2
    beside = room - _STAGE_CELLS - 2
    return beside if beside >= _NAME_CELLS else room


def article_line(name: str, doing: str, seconds: float, *, name_cells: int, width: int) -> Text:
    """A running article: its name in `name_cells`, its stage where there is room, its seconds."""
    line = Text(set_cell_size(fitted(plain_name(name), name_cells), name_cells))
    if name_room(width) + _SECONDS_CELLS + 2 < width:
        line.append("  ")
        line.append(set_cell_size(doing, _STAGE_CELLS), "cyan")
    line.append(f"  {clock_words(seconds):>{_SECONDS_CELLS}}", "dim")
    return line


def flowed(words: Iterable[tuple[str, str]], width: int, start: Text | None = None) -> list[Text]:
    """Words with their styles in lines of at most `width` cells, the first behind `start`.

    None of the words is broken unless it must be.
    """
    line = start or Text()
    lines, between = [line], "  "
    for what, style in words:
        if line.cell_len and line.cell_len + cell_len(between + what) > width:
            line = Text()
            lines.append(line)
        if line.cell_len:
            line.append(between, "dim")
        line.append(fitted(what, width), style)
        between = _BETWEEN
    return [line for line in lines if line]


def bar(share: float | None, width: int) -> Text:
    """A bar of the share done, if known and a line of `width` cells has room for one."""
    if share is None or width < _BAR_FROM:
        return Text()
    filled = int(_BAR_CELLS * share)
    return Text.assemble(("━" * filled, "green"), ("─" * (_BAR_CELLS - filled), "dim"))


def printable(words: str) -> str:
    """Words in one line, without what would move the cursor or change its colours."""
    return "".join(letter if letter.isprintable() else "?" for letter in " ".join(words.split()))


def plain_name(name: str) -> str:
    """A file's name without its folders."""
    return printable(Path(name).name or name)


def fitted(words: str, cells: int) -> str:
    """Words in at most so many cells, with what is too much taken out of their midst.

    Names of files often differ only at their ends.
    """
    if cell_len(words) <= cells:
        return words
    end = ""
    for letter in reversed(words):
        if cell_len(letter + end) > cells // 2:
            break
        end = letter + end
    start = set_cell_size(words, max(0, cells - cell_len(end) - 1))
    return f"{start.rstrip()}…{end}" if cells else ""
