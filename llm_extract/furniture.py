"""Tells the article on a page from the page's furniture, line by line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from .credits import Credit
from .datelines import read_dateline, read_reporters, read_trailing_credit
from .knowledge import table
from .markup import Mark
from .page_fields import read_breadcrumb, read_fields
from .page_header import read_header, read_subtitle
from .page_lines import Line, any_of, bare, is_furniture, matches, same_words, says_origin
from .page_words import is_listing
from .text import Span

_LONG = 160
_LAST_LINES = 3
_SHORTEST = 8
_CLOSING = ("。", "！", "？", "”", "；", "…", "：", ":")
_REPEATS = 12
"""Lines at the start among which the title may be repeated."""


@dataclass(frozen=True)
class Sorted:
    """The parts of a page: spans of its body's paragraphs, captions, and what its lines say."""

    title: str
    subtitle: str
    body: tuple[Span, ...]
    captions: tuple[str, ...]
    origins: tuple[Credit, ...]


def sort_lines(lines: Sequence[Line], title: str) -> Sorted:
    """What belongs to the article among `lines`; `title` is empty where only they can tell."""
    origins: list[Credit] = []
    header_end, found = read_header(lines, title, origins)
    title = title or found
    header_end, subtitle = read_subtitle(lines, header_end, title)
    last = _find_end(lines, header_end)
    end = _find_tail(lines, header_end, last)
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
        if not body and matches("leading", line.text):
            continue
        if is_caption:
            captions.append(line.text)
        elif not _is_furniture(line, origins):
            body.append(Span(line.start, line.start + len(line.text)))
    _note_tail(lines[end:last], origins)
    for line in lines[last:]:
        _note_footer(line.text, origins)
    kept = _trim_credits(lines, _drop_leads(lines, body, title), origins)
    return Sorted(title, subtitle, tuple(kept), tuple(captions), tuple(origins))


def _find_end(lines: Sequence[Line], start: int) -> int:
    """The first line from `start` after which there is only furniture."""
    weights = [len(line.text) if line.is_paragraph else 0 for line in lines]
    after = sum(weights[start:])
    before = 0
    for number in range(start, len(lines)):
        after -= weights[number]
        ends = before and not line_is_long(lines[number]) and matches("ends", lines[number].text)
        if ends and after < before:
            return number
        before += weights[number]
    return len(lines)


def _find_tail(lines: Sequence[Line], start: int, end: int) -> int:
    """Where, behind the last running text before `end`, the lines stop being the article's.

    A table or a list may end an article; the first line of the page behind it ends it too.
    """
    last = next((n for n in range(end - 1, start - 1, -1) if _runs(lines[n])), None)
    if last is None:
        return end
    kept = last
    opens_list = lines[last].text.endswith(("：", ":"))
    for number in range(last + 1, end):
        line = lines[number]
        if is_listing(line.text) or says_origin(line) or matches("ends", line.text):
            break
        if opens_list or _has_content(line):
            kept = number
    return kept + 1


def _runs(line: Line) -> bool:
    """Whether a line is running text of the article, or introduces a list of it."""
    closes = line.text.rstrip("）)").endswith(_CLOSING) and len(line.text) >= _SHORTEST
    return (line.is_paragraph or closes) and not (says_origin(line) or matches("ends", line.text))


def _has_content(line: Line) -> bool:
    """Whether a short line behind the text can be the article's: an item of a list, a picture."""
    return line.mark in (Mark.IMAGE, Mark.CAPTION) or _item().search(line.text) is not None


def line_is_long(line: Line) -> bool:
    """Whether a line is too long to be a heading or a footer."""
    return len(line.text) > _LONG


def _is_furniture(line: Line, origins: list[Credit]) -> bool:
    if line.mark in (Mark.FRAME, Mark.LINKS, Mark.TITLE) or is_furniture(line.text):
        _note_credit(line.text, origins)
        return True
    if matches("ends", line.text) and not line_is_long(line):
        return True
    return _note_credit(line.text, origins)


def _note_credit(text: str, origins: list[Credit]) -> bool:
    """Add what a credit line says to `origins`; whether it is one."""
    credit = read_breadcrumb(text) or read_fields(text) or read_reporters(text)
    if credit is None:
        return False
    origins.append(credit)
    return True


def _note_tail(lines: Sequence[Line], origins: list[Credit]) -> None:
    """Add what the lines right behind the article say of it."""
    for line in lines:
        if is_furniture(line.text) or _note_credit(line.text, origins):
            continue
        if trailing := read_trailing_credit(line.text):
            origins.append(trailing[1])


def _note_footer(text: str, origins: list[Credit]) -> None:
    """Add what a line below the article says; a date counts only with its label."""
    credit = read_fields(text)
    if credit is not None and not is_furniture(text):
        labelled = re.search("发[布表稿]|来源", text) is not None
        origins.append(credit if labelled else replace(credit, published=None, site=None))


def _is_caption(line: Line, *, after_image: bool) -> bool:
    if line.mark is Mark.CAPTION or (after_image and line.mark is Mark.CENTRED):
        return True
    if len(line.text) > table("furniture")["captions"]["longest"]:
        return False
    return line.mark is not Mark.FRAME and _caption().fullmatch(line.text) is not None


def _drop_leads(lines: Sequence[Line], body: list[Span], title: str) -> list[Span]:
    """`body` without summaries above the text that repeat the title or the text itself."""
    texts = {line.start: line.text for line in lines}
    everything = bare("".join(texts[span.start] for span in body))
    kept: list[Span] = []
    leads = False
    for number, span in enumerate(body):
        text = texts[span.start]
        match = _lead().match(text) if number < _REPEATS else None
        if match is None:
            if not (leads and _says_no_figure(text)):
                kept.append(span)
            leads = False
            continue
        said = bare(text[match.end() :])
        repeats = said in bare(title) or everything.count(said) > 1
        if not said:
            leads = number + 2 < len(body)
        elif not (repeats or (number + 1 < len(body) and _says_no_figure(text))):
            kept.append(Span(span.start + match.end(), span.end))
    return kept


def _says_no_figure(text: str) -> bool:
    """Whether an editor's words tell nothing that the article would be read for."""
    return re.search(r"\d", text) is None


def _trim_credits(lines: Sequence[Line], body: list[Span], origins: list[Credit]) -> list[Span]:
    """`body` without the dateline before its first words and the credits after its last."""
    texts = {line.start + len(line.text): line for line in lines}
    kept: list[Span] = []
    dated = False
    for number, span in enumerate(body):
        line = texts[span.end]
        text = line.text[span.start - line.start :]
        start, end = span.start, span.end
        if not kept and (opening := _opening().match(text)):
            start += opening.end()
        if (
            not dated
            and number < _LAST_LINES
            and (credit := read_dateline(text[start - span.start :]))
        ):
            origins.append(credit)
            dated = True
            start += credit.end
        if (found := read_trailing_credit(text)) and span.start + found[0] >= start:
            end = span.start + found[0]
            origins.append(found[1])
        if stuck := _stuck().search(text, 0, end - span.start):
            end = span.start + stuck.start()
        trimmed = text[start - span.start : end - span.start]
        end -= len(trimmed) - len(trimmed.rstrip())
        start += len(trimmed) - len(trimmed.lstrip())
        if start < end:
            kept.append(Span(start, end))
    return kept


@cache
def _caption() -> re.Pattern[str]:
    return any_of(table("furniture")["captions"]["patterns"])


@cache
def _item() -> re.Pattern[str]:
    return any_of(table("furniture")["lines"]["items"])


@cache
def _opening() -> re.Pattern[str]:
    return re.compile(table("furniture")["labels"]["opening"])


@cache
def _stuck() -> re.Pattern[str]:
    return re.compile(table("furniture")["lines"]["stuck"])


@cache
def _lead() -> re.Pattern[str]:
    words = "|".join(table("furniture")["labels"]["lead"])
    return re.compile(rf"[【\[]?(?:{words})[】\]]?\s*[:：]?\s*")
