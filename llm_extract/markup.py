"""Reads HTML into visible lines, each with its place in the source and what frames it."""

from __future__ import annotations

import html
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import cache
from html.parser import HTMLParser

from .knowledge import table
from .text import Span

_LINK_SHARE = 0.6
_LONG_LINK = 60
"""A line of more characters than this is a paragraph even when most of it is a link."""
_ENTITY = re.compile(r"&#?\w{1,32};?")
_LINE_BREAK = re.compile(r"[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]\s*")
_CENTRED = re.compile(r"text-align\s*:\s*center", re.IGNORECASE)


class Mark(Enum):
    """What the markup says about a line."""

    TEXT = "text"
    TITLE = "title"
    CENTRED = "centred"
    CAPTION = "caption"
    IMAGE = "image"
    LINKS = "links"
    FRAME = "frame"


@dataclass(frozen=True)
class Head:
    """What the page says of itself outside its lines; empty where it does not."""

    title: str = ""
    page_title: str = ""
    published: str = ""
    outlet: str = ""
    site: str = ""
    authors: str = ""


@dataclass
class Piecewise:
    """A line of the page, as pieces of its source."""

    pieces: list[Span] = field(default_factory=list)
    mark: Mark = Mark.TEXT
    characters: int = 0
    linked: int = 0


@dataclass(frozen=True)
class _Element:
    """An open element and what it means for the text inside it."""

    tag: str
    traits: frozenset[str]


class HTMLReader(HTMLParser):
    """Collects the visible lines of an HTML page and the fields of its head."""

    def __init__(self, raw: str, offset: int) -> None:
        super().__init__(convert_charrefs=False)
        self._raw = raw
        self._offset = offset
        self._starts = [offset, *(m.end() for m in re.finditer("\n", raw[offset:]))]
        self._starts[1:] = [offset + start for start in self._starts[1:]]
        self._open: list[_Element] = []
        self._tags: Counter[str] = Counter()
        self._traits: Counter[str] = Counter()
        self._lines: list[Piecewise] = []
        self._line = Piecewise()
        self._image_waits = False
        self._fields: dict[str, str] = {}
        self._page_title: list[str] = []

    def finish(self) -> Sequence[Piecewise]:
        """All lines, after the whole page was fed."""
        self._end_line()
        return self._lines

    def take_rest(self, start: int) -> None:
        """Take what stands behind the last markup as text."""
        if start < len(self._raw):
            self._take_text(start, self._raw[start:])

    def head(self) -> Head:
        """The fields of the page's head."""
        found: dict[str, str] = {}
        for name, tags in table("furniture")["meta_tags"].items():
            for tag in tags:
                if value := self._fields.get(tag, "").strip():
                    found.setdefault(name, value)
        return Head(page_title=html.unescape("".join(self._page_title)).strip(), **found)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open an element: end the line, note an image, or read a field of the head."""
        values = {name: value or "" for name, value in attrs}
        rows = table("furniture")["html"]
        if tag == "meta":
            name = values.get("name") or values.get("property") or values.get("itemprop") or ""
            self._fields.setdefault(name.lower(), values.get("content", ""))
        elif tag == "img":
            self._note_image()
        elif tag == "br" or tag in rows["blocks"]:
            self._end_line()
        if tag in rows["void"]:
            return
        element = _Element(tag, frozenset(_traits_of(tag, values)))
        self._open.append(element)
        self._tags[tag] += 1
        self._traits.update(element.traits)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Handle `<br/>`, and `<div/>`, which browsers take for an open element."""
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """Close the innermost open element of this name, and those left open inside it."""
        if tag in table("furniture")["html"]["blocks"] or tag == "br":
            self._end_line()
        if not self._tags[tag]:
            return
        while self._open:
            element = self._open.pop()
            self._tags[element.tag] -= 1
            self._traits.subtract(element.traits)
            if element.tag == tag:
                return

    def handle_data(self, data: str) -> None:
        """Take visible text into the line, breaking it where the source does outside elements."""
        if self._tags["title"] and not self._tags["svg"]:
            self._page_title.append(data)
        self._take_text(self._position(), data)

    def handle_entityref(self, name: str) -> None:
        """Keep a named entity as it stands; a repair step decodes it."""
        self._take_entity(f"&{name}")

    def handle_charref(self, name: str) -> None:
        """Keep a numeric entity as it stands; a repair step decodes it."""
        self._take_entity(f"&#{name}")

    def _take_text(self, start: int, data: str) -> None:
        if self._traits["hidden"]:
            return
        position = 0
        for match in _LINE_BREAK.finditer(data):
            piece = data[position : match.start()].rstrip(" \t")
            self._take(start + position, start + position + len(piece))
            position = match.end()
            if not self._traits["paragraph"]:
                self._end_line()
        self._take(start + position, start + len(data))

    def _take_entity(self, written: str) -> None:
        start = self._position()
        match = _ENTITY.match(self._raw, start)
        if self._tags["title"] and not self._tags["svg"]:
            self._page_title.append(match.group() if match else written)
        if not self._traits["hidden"]:
            self._take(start, match.end() if match else start + len(written))

    def _position(self) -> int:
        line, column = self.getpos()
        return self._starts[line - 1] + column

    def _take(self, start: int, end: int) -> None:
        if start >= end:
            return
        line = self._line
        line.pieces.append(Span(start, end))
        size = end - start
        line.characters += size
        if self._traits["link"]:
            line.linked += size
        line.mark = self._mark()

    def _mark(self) -> Mark:
        for trait, mark in _MARKS:
            if self._traits[trait]:
                return mark
        return Mark.TEXT

    def _note_image(self) -> None:
        if self._traits["hidden"] or self._traits["frame"]:
            return
        self._image_waits = True
        if not self._line.characters:
            self._end_line()

    def _end_line(self) -> None:
        line = self._line
        if line.characters:
            mostly_links = line.linked > _LINK_SHARE * line.characters
            if mostly_links and line.mark is not Mark.TITLE and line.characters <= _LONG_LINK:
                line.mark = Mark.LINKS
            self._lines.append(line)
            self._line = Piecewise()
        if self._image_waits:
            self._lines.append(Piecewise(mark=Mark.IMAGE))
            self._image_waits = False


_MARKS = (
    ("title", Mark.TITLE),
    ("frame", Mark.FRAME),
    ("caption", Mark.CAPTION),
    ("centred", Mark.CENTRED),
)
"""Traits of the elements around a text, the one that decides first."""


def _traits_of(tag: str, attributes: dict[str, str]) -> Iterator[str]:
    rows = table("furniture")["html"]
    names = f"{attributes.get('class', '')} {attributes.get('id', '')}"
    style = attributes.get("style", "")
    if tag in rows["hidden"] or "hidden" in attributes or "display:none" in style.replace(" ", ""):
        yield "hidden"
    if tag in rows["frames"] or (tag not in ("body", "html") and _frame_names().search(names)):
        yield "frame"
    if tag in rows["paragraphs"]:
        yield "paragraph"
    if tag == "h1" or (tag not in ("body", "html") and _title_names().search(names.strip())):
        yield "title"
    if tag == "a":
        yield "link"
    if tag == "figcaption" or (names.strip() and _caption_names().search(names)):
        yield "caption"
    if tag == "center" or attributes.get("align") == "center" or _CENTRED.search(style):
        yield "centred"


@cache
def _title_names() -> re.Pattern[str]:
    return re.compile(table("furniture")["html"]["title_names"], re.IGNORECASE)


@cache
def _caption_names() -> re.Pattern[str]:
    return re.compile(table("furniture")["html"]["caption_names"], re.IGNORECASE)


@cache
def _frame_names() -> re.Pattern[str]:
    return re.compile(table("furniture")["html"]["frame_names"], re.IGNORECASE)
