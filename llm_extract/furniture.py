"""Tells the article on a page from the page's furniture, line by line."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache

from .chinese import HAN
from .credits import (
    Credit,
    read_breadcrumb,
    read_dateline,
    read_fields,
    read_reporters,
    read_trailing_credit,
)
from .knowledge import table
from .markup import Mark
from .text import Span

_PARAGRAPH = 40
"""Characters from which a line with a sentence in it counts as a paragraph of the article."""
_SHORT_PARAGRAPH = 12
_SENTENCE = re.compile(r"[。！？；…!?;]|[,，].*[,，]")
_TITLE_LONGEST = 90
_LONGEST_FURNITURE = 320
_LAST_LINES = 3
_REPEATS = 12
"""Lines at the start among which the title may be repeated."""
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


@dataclass(frozen=True)
class Sorted:
    """The parts of a page: spans of its body's paragraphs, captions, and what its lines say."""

    title: str
    body: tuple[Span, ...]
    captions: tuple[str, ...]
    origins: tuple[Credit, ...]


def split_lines(clean: str, marks: Sequence[Mark]) -> list[Line]:
    """The lines of `clean` that hold something, or mark a picture."""
    lines: list[Line] = []
    start = 0
    for text, mark in zip(clean.split("\n"), marks, strict=True):
        if text or mark is Mark.IMAGE:
            lines.append(Line(text, start, mark))
        start += len(text) + 1
    return lines


def sort_lines(lines: Sequence[Line], title: str) -> Sorted:
    """What belongs to the article among `lines`; `title` is empty where only they can tell."""
    origins: list[Credit] = []
    header_end, found = _read_header(lines, title, origins)
    title = title or found
    end = _find_end(lines, header_end)
    body: list[Span] = []
    captions: list[str] = []
    after_image = False
    for number, line in enumerate(lines[header_end:end]):
        if line.mark is Mark.IMAGE:
            after_image = True
            continue
        is_caption = _is_caption(line, after_image=after_image)
        after_image = False
        if number < _REPEATS and same_words(line.text, title):
            continue
        if is_caption:
            captions.append(line.text)
        elif not _is_furniture(line, origins):
            body.append(Span(line.start, line.start + len(line.text)))
    for line in lines[end:]:
        _note_footer(line.text, origins)
    kept = _trim_credits(lines, _drop_leads(lines, body, title), origins)
    return Sorted(title, tuple(kept), tuple(captions), tuple(origins))


def same_words(one: str, other: str) -> bool:
    """Whether two lines differ in signs and spaces only."""
    return bool(one) and _SIGNS.sub("", one) == _SIGNS.sub("", other)


def _read_header(lines: Sequence[Line], title: str, origins: list[Credit]) -> tuple[int, str]:
    """How many lines stand above the article, and the title among them."""
    first = next((n for n, line in enumerate(lines) if _begins_article(line)), 0)
    last_field = -1
    candidates: list[tuple[int, str]] = []
    crumbs = ""
    for number, line in enumerate(lines[: min(first, len(lines))]):
        credit = read_breadcrumb(line.text)
        if credit is not None:
            origins.append(credit)
            crumbs += line.text
            continue
        fields = read_fields(line.text) or read_reporters(line.text)
        if fields is not None and line.mark is not Mark.TITLE:
            origins.append(fields)
            last_field = number
        elif line.mark is Mark.TITLE or _can_be_title(line, last_field):
            candidates.append((number, line.text))
    if title:
        named = [n for n, text in candidates if same_words(text, title)]
        return max([last_field + 1, *(n + 1 for n in named[-1:])]), title
    if not candidates:
        position, found = _title_below_date(lines[:first], last_field)
        return max(last_field, position) + 1, found
    position, found = _best_title(lines, candidates, crumbs, last_field)
    return max(last_field, position) + 1, found


def _title_below_date(lines: Sequence[Line], last_field: int) -> tuple[int, str]:
    """The title of a newspaper's page, which tells its date and sheet first.

    It stands below all fields, or between the first of them and the reporters' names.
    """
    possible = [(n, line.text) for n, line in enumerate(lines) if _can_be_title(line, -1)]
    possible = [(n, text) for n, text in possible if not _says_origin(lines[n])]
    below = [pair for pair in possible if pair[0] > last_field]
    return next(iter(below or possible), (-1, ""))


def _begins_article(line: Line) -> bool:
    """Whether `line` is running text: a paragraph, or a shorter line that ends as one."""
    ends = len(line.text) >= _SHORT_PARAGRAPH and line.text.endswith(
        ("。", "！”", "。”", "?”", "？”")
    )
    runs = line.is_paragraph or (ends and line.mark in (Mark.TEXT, Mark.CENTRED))
    return runs and not _says_origin(line)


def _can_be_title(line: Line, last_field: int) -> bool:
    return (
        last_field < 0
        and line.mark in (Mark.TEXT, Mark.CENTRED)
        and len(line.text) <= _TITLE_LONGEST
        and not line.text.endswith(("。", "；", ";", ":", "："))
        and len(re.findall(f"[{HAN}]", line.text)) > 3  # noqa: PLR2004  # no title is shorter
        and not _matches("furniture", line.text)
        and read_reporters(line.text) is None
    )


def _best_title(
    lines: Sequence[Line], candidates: Sequence[tuple[int, str]], crumbs: str, last_field: int
) -> tuple[int, str]:
    """The main heading, else the line the breadcrumb ends with, else the longest of the first."""
    for number, text in candidates:
        if lines[number].mark is Mark.TITLE:
            return number, text
    for number, text in candidates:
        if text in crumbs:
            return number, text
    if last_field < 0:
        return candidates[0]
    return max(candidates[-3:], key=lambda pair: len(pair[1]))


def _find_end(lines: Sequence[Line], start: int) -> int:
    """The first line from `start` after which there is only furniture."""
    weights = [len(line.text) if line.is_paragraph else 0 for line in lines]
    after = sum(weights[start:])
    before = 0
    for number in range(start, len(lines)):
        after -= weights[number]
        ends = before and not line_is_long(lines[number]) and _matches("ends", lines[number].text)
        if ends and after < before:
            return number
        before += weights[number]
    return len(lines)


def line_is_long(line: Line) -> bool:
    """Whether a line is too long to be a heading or a footer."""
    return len(line.text) > 4 * _PARAGRAPH


def _is_furniture(line: Line, origins: list[Credit]) -> bool:
    if line.mark in (Mark.FRAME, Mark.LINKS, Mark.TITLE) or _matches("furniture", line.text):
        _note_credit(line.text, origins)
        return True
    if _matches("ends", line.text) and not line_is_long(line):
        return True
    return _note_credit(line.text, origins)


def _note_credit(text: str, origins: list[Credit]) -> bool:
    """Add what a credit line says to `origins`; whether it is one."""
    credit = read_breadcrumb(text) or read_fields(text) or read_reporters(text)
    if credit is None:
        return False
    origins.append(credit)
    return True


def _note_footer(text: str, origins: list[Credit]) -> None:
    """Add what a line below the article says; a date counts only with its label."""
    credit = read_fields(text)
    if credit is not None:
        labelled = re.search("发[布表稿]|来源", text) is not None
        origins.append(credit if labelled else replace(credit, published=None))


def _says_origin(line: Line) -> bool:
    return (
        read_fields(line.text) is not None
        or read_breadcrumb(line.text) is not None
        or _matches("furniture", line.text)
    )


def _is_caption(line: Line, *, after_image: bool) -> bool:
    if line.mark is Mark.CAPTION or (after_image and line.mark is Mark.CENTRED):
        return True
    if len(line.text) > table("furniture")["captions"]["longest"]:
        return False
    return line.mark is not Mark.FRAME and _caption().fullmatch(line.text) is not None


def _drop_leads(lines: Sequence[Line], body: list[Span], title: str) -> list[Span]:
    """`body` without summaries above the text that repeat the title or the text itself."""
    texts = {line.start: line.text for line in lines}
    everything = _SIGNS.sub("", "".join(texts[span.start] for span in body))
    kept: list[Span] = []
    for number, span in enumerate(body):
        text = texts[span.start]
        match = _lead().match(text) if number < _REPEATS else None
        if match is None:
            kept.append(span)
            continue
        said = _SIGNS.sub("", text[match.end() :])
        repeats = said in _SIGNS.sub("", title) or everything.count(said) > 1
        if not repeats:
            kept.append(Span(span.start + match.end(), span.end))
    return kept


def _trim_credits(lines: Sequence[Line], body: list[Span], origins: list[Credit]) -> list[Span]:
    """`body` without the dateline before its first words and the credits after its last."""
    texts = {line.start + len(line.text): line for line in lines}
    kept: list[Span] = []
    dated = False
    for number, span in enumerate(body):
        line = texts[span.end]
        text = line.text[span.start - line.start :]
        start, end = span.start, span.end
        if not dated and number < _LAST_LINES and (credit := read_dateline(text)):
            origins.append(credit)
            dated = True
            start += credit.end
        if (found := read_trailing_credit(text)) and span.start + found[0] >= start:
            end = span.start + found[0]
            origins.append(found[1])
        trimmed = text[start - span.start : end - span.start]
        end -= len(trimmed) - len(trimmed.rstrip())
        start += len(trimmed) - len(trimmed.lstrip())
        if start < end:
            kept.append(Span(start, end))
    return kept


def _matches(kind: str, text: str) -> bool:
    return len(text) <= _LONGEST_FURNITURE and _line_patterns(kind).fullmatch(text) is not None


@cache
def _line_patterns(kind: str) -> re.Pattern[str]:
    return _any_of(table("furniture")["lines"][kind])


@cache
def _caption() -> re.Pattern[str]:
    return _any_of(table("furniture")["captions"]["patterns"])


@cache
def _lead() -> re.Pattern[str]:
    words = "|".join(table("furniture")["labels"]["lead"])
    return re.compile(rf"[【\[]?(?:{words})[】\]]?\s*[:：]?\s*")


def _any_of(patterns: Iterable[str]) -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
