"""Cuts clean Chinese text into paragraphs, sentences and clauses, as spans."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .text import Span

_SENTENCE_END = re.compile(r"[。！？!?]+[”’」』)）]*|(?<=[^\d])\.{3,}|…+|;|；")
# A sign, or a gap of two spaces and more: one set of characters in front, which is looked for fast.
_CLAUSE_END = re.compile(r"[,，、:：—。！？!?;；\s](?:(?<!\s)|(?<=\S\s)\s+)")
_CLOSED = re.compile(r"[。！？!?;；，,…]$|[。！？；]")
_ROW = re.compile(r"\S+(?:\s+-?\d\S*){2,}")
"""A row of a table: a name, and figures behind it."""
_MAX_HEADING = 40
_NEAR = 200
"""Most clauses are shorter; only where none ends so near is the whole sentence searched."""


@dataclass(frozen=True)
class Sentence:
    """A sentence with the paragraph it stands in and the heading above it, if any."""

    span: Span
    paragraph: Span
    heading: Span | None


def paragraphs(text: str) -> list[Span]:
    """Every line that holds something."""
    return [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text)]


def is_heading(line: str) -> bool:
    """Whether a line is a heading: short, and not closed like a sentence."""
    line = line.strip()
    return len(line) <= _MAX_HEADING and not _CLOSED.search(line) and not _ROW.fullmatch(line)


def split_sentences(text: str, within: Span) -> list[Span]:
    """The sentences of `within`; a semicolon ends one too, so that list items stand alone."""
    found: list[Span] = []
    start = within.start
    for match in _SENTENCE_END.finditer(text, within.start, within.end):
        if text[start : match.end()].strip():
            found.append(Span(start, match.end()))
        start = match.end()
    if text[start : within.end].strip():
        found.append(Span(start, within.end))
    return found


def sentences(text: str) -> list[Sentence]:
    """All sentences in order; a heading is a sentence of its own and governs what follows."""
    found: list[Sentence] = []
    heading: Span | None = None
    for paragraph in paragraphs(text):
        if is_heading(paragraph.cut(text)):
            heading = paragraph
            found.append(Sentence(paragraph, paragraph, None))
            continue
        found.extend(
            Sentence(span, paragraph, heading) for span in split_sentences(text, paragraph)
        )
    return found


def clause_around(text: str, place: Span, within: Span) -> Span:
    """The clause of `within` that holds `place`, between the nearest commas and the like."""
    start = within.start
    for reach in (_NEAR, place.start):
        for match in _CLAUSE_END.finditer(text, max(start, place.start - reach), place.start):
            start = match.end()
        if start > within.start:
            break
    end = _CLAUSE_END.search(text, place.end, within.end)
    return Span(start, end.start() if end else within.end)
