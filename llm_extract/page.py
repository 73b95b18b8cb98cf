"""Lays a page out as lines of text: HTML, Markdown with front matter, or plain text."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache

from .chinese import HAN
from .front_matter import read_front_matter
from .knowledge import table
from .markup import Head, HTMLReader, Mark
from .text import Replacement, Span, Text
from .wrapped_lines import joins

_BREAK = re.compile("\r\n|[\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029]")
_MARKDOWN = re.compile(
    r"^(?P<image>!\[[^\]\n]{0,300}\]\([^)\n]{0,1000}\)[ \t]*)$"
    r"|^(?P<heading>#{1,6}[ \t]+)"
    r"|(?P<strong>\*\*|__|(?<![*\w])\*(?!\*))(?=[^\s*_])(?P<inner>[^*_\n]{1,200})(?P=strong)"
    r"|\[!\[[^\]\n]{0,100}\]\([^)\n]{0,500}\)[ \t]*(?P<pictured>[^\]\n]{0,100})\]\([^)\n]{0,500}\)"
    r"|\[(?=[^\]\n]{1,100}\]\([^)\n]{0,500}\))(?P<linked>[^\]\n]{1,100})\]\([^)\n]{0,500}\)",
    re.MULTILINE,
)
_STACKED_DATE = re.compile(
    r"^(?P<year>(?:19|20)\d\d)\n(?P<day>\d\d[/-]\d\d)\n(?=\d\d:\d\d(?::\d\d)?$)", re.MULTILINE
)
"""A date whose parts stand below each other, as the year, the day and the time of a page's head."""
_LINK_LINE = re.compile(r"(?:[-*+>]\s+)?(?:\[[^\]\n]{1,100}\]\([^)\n]{0,500}\)[\s|｜·,，、>-]*)+")
_JOINS = re.compile(rf"[{HAN}\u3000-\u303f\uff00-\uffef“”‘’—…·]")


@dataclass(frozen=True)
class Page:
    """The visible text, one paragraph a line, and a mark for each of its lines."""

    text: Text
    marks: tuple[Mark, ...]
    head: Head = field(default_factory=Head)


def lay_out(raw: str) -> Page:
    """The page in `raw`, whatever its markup."""
    head, start = read_front_matter(raw)
    if is_html(raw[start:]):
        return _lay_out_html(raw, start, head)
    return _lay_out_plain(raw, start, head)


def is_html(raw: str) -> bool:
    """Whether `raw` holds HTML elements."""
    return _html_signs().search(raw) is not None


@cache
def _html_signs() -> re.Pattern[str]:
    return re.compile(table("furniture")["html"]["signs"], re.IGNORECASE)


def _lay_out_plain(raw: str, start: int, head: Head) -> Page:
    changes = [Replacement(Span(0, start), "")] if start else []
    changes += [
        Replacement(Span(*match.span()), "\n")
        for match in _BREAK.finditer(raw, start)
        if match.group() != "\n"
    ]
    for match in _STACKED_DATE.finditer(raw, start):
        year_end, day_end = match.end("year"), match.end("day")
        changes.append(Replacement(Span(year_end, year_end + 1), "/"))
        changes.append(Replacement(Span(day_end, day_end + 1), " "))
    changes.sort(key=lambda change: change.span.start)
    text = Text.of(raw).replace("layout", changes)
    marks = {}
    stripped: list[Replacement] = []
    for match in _MARKDOWN.finditer(text.clean):
        number = match.start()
        if match["image"]:
            marks[number] = Mark.IMAGE
            stripped.append(Replacement(Span(*match.span("image")), ""))
        elif match["heading"]:
            if len(match["heading"].strip()) == 1:
                marks[number] = Mark.TITLE
            stripped.append(Replacement(Span(*match.span("heading")), ""))
        else:
            kept = next(name for name in ("inner", "linked", "pictured") if match[name] is not None)
            stripped.append(Replacement(Span(match.start(), match.start(kept)), ""))
            stripped.append(Replacement(Span(match.end(kept), match.end()), ""))
    starts = [0, *(index + 1 for index, sign in enumerate(text.clean) if sign == "\n")]
    line_marks = _note_links(text.clean, [marks.get(start, Mark.TEXT) for start in starts])
    text = text.replace("layout", stripped)
    changes, line_marks = joins(text.clean, line_marks)
    return Page(text.replace("layout", changes), tuple(line_marks), head)


def _note_links(clean: str, marks: Sequence[Mark]) -> list[Mark]:
    """The marks of lines, with lines of nothing but Markdown links marked as such."""
    return [
        Mark.LINKS if _LINK_LINE.fullmatch(line.strip()) else mark
        for line, mark in zip(clean.split("\n"), marks, strict=True)
    ]


def _lay_out_html(raw: str, start: int, head: Head) -> Page:
    reader = HTMLReader(raw, start)
    # The parser takes quadratic time over many tags that never end; after the last ">" none does.
    last = max(raw.rfind(">") + 1, start)
    reader.feed(raw[start:last])
    reader.close()
    reader.take_rest(last)
    lines = reader.finish()
    changes: list[Replacement] = []
    position, breaks = 0, ""
    for number, line in enumerate(lines):
        if number:
            breaks += "\n"
        for span in line.pieces:
            between = breaks or (_joint(raw, position, span.start) if position else "")
            if span.start > position:
                changes.append(Replacement(Span(position, span.start), between))
            position, breaks = span.end, ""
    if position < len(raw):
        changes.append(Replacement(Span(position, len(raw)), breaks))
    marks = [line.mark for line in lines] or [Mark.TEXT]
    text = Text.of(raw).replace("layout", changes)
    return Page(text, tuple(_note_links(text.clean, marks)), _merge(head, reader.head()))


def _merge(first: Head, second: Head) -> Head:
    """`first`, with what it lacks taken from `second`."""
    return Head(
        first.title or second.title,
        first.page_title or second.page_title,
        first.published or second.published,
        first.outlet or second.outlet,
        first.site or second.site,
        first.authors or second.authors,
    )


def _joint(raw: str, end: int, start: int) -> str:
    """What stands for the markup between two pieces of one line."""
    between = raw[end:start]
    if "</td" in between.lower() or "</th" in between.lower():
        return " "
    if not between.isspace() or (_JOINS.match(raw[end - 1]) and _JOINS.match(raw[start])):
        return ""
    return " "
