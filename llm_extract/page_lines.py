"""The lines of a repaired page, and what their words alone say of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from .chinese import HAN
from .knowledge import table
from .markup import Mark
from .page_fields import read_breadcrumb, read_fields, read_outlet
from .page_words import is_page_words

_PARAGRAPH = 40
"""Characters from which a line with a sentence in it counts as a paragraph of the article."""
_SENTENCE = re.compile(r"[。！？；…!?;]|[,，].*[,，]")
_LONGEST_FURNITURE = 320
_SIGNS = re.compile(rf"[^{HAN}0-9A-Za-z]")


@dataclass(frozen=True)
class Line:
    """A line of the repaired page with its place in it."""

    text: str
    start: int
    mark: Mark

    @property
    def is_paragraph(self) -> bool:
        """Whether this can only be running text."""
        return (
            self.mark in (Mark.TEXT, Mark.CENTRED)
            and len(self.text) >= _PARAGRAPH
            and _SENTENCE.search(self.text) is not None
        )


def split_lines(clean: str, marks: Sequence[Mark]) -> list[Line]:
    """The lines of `clean` that hold something, or mark a picture."""
    lines: list[Line] = []
    start = 0
    for text, mark in zip(clean.split("\n"), marks, strict=True):
        if text or mark is Mark.IMAGE:
            lines.append(Line(text, start, mark))
        start += len(text) + 1
    return lines


def same_words(one: str, other: str) -> bool:
    """Whether two lines differ in signs and spaces only."""
    return bool(one) and _SIGNS.sub("", one) == _SIGNS.sub("", other)


def bare(text: str) -> str:
    """A text without its signs and spaces."""
    return _SIGNS.sub("", text)


def says_origin(line: Line) -> bool:
    """Whether a line tells where the article is from, or is furniture."""
    return (
        read_fields(line.text) is not None
        or read_breadcrumb(line.text) is not None
        or read_outlet(line.text) is not None
        or is_furniture(line.text)
    )


def is_furniture(text: str) -> bool:
    """Whether a line belongs to the page wherever it stands."""
    return is_page_words(text) or matches("furniture", text)


def matches(kind: str, text: str) -> bool:
    """Whether a line is of a kind of the table of furniture."""
    return len(text) <= _LONGEST_FURNITURE and _line_patterns(kind).fullmatch(text) is not None


@cache
def _line_patterns(kind: str) -> re.Pattern[str]:
    return any_of(table("furniture")["lines"][kind])


def any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    """One pattern for any of several."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
