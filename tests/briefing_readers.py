"""Briefings read back: each line as its words and the notes of its marks, whatever the form."""

from __future__ import annotations

import re
from dataclasses import dataclass
from io import BytesIO
from zipfile import ZipFile

from lxml import etree, html

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
MARK = "\ue000"
"""Stands for a mark in the words of a line."""


@dataclass(frozen=True)
class Line:
    """A line: its words with a sign for each mark, and the numbers of the marks."""

    words: str
    marks: tuple[int, ...]


@dataclass(frozen=True)
class Read:
    """A briefing as read: its lines, and its notes by number."""

    lines: list[Line]
    notes: dict[int, str]


def read_html(data: bytes) -> Read:
    """The lines of a page outside its sources and notes."""
    root = html.fromstring(data.decode())
    notes = {
        int(one.get("id").removeprefix("note-")): one.text_content()
        for one in root.xpath("//ol[@class='notes']/li")
    }
    (main,) = root.xpath("//main")
    tags = "h1|.//h2|.//h3|.//h4|.//h5|.//p|.//li|.//th|.//td|.//caption|.//figcaption|.//text"
    found = [one for one in main.xpath(f".//{tags}") if not one.xpath("ancestor::footer")]
    lines = []
    for one in found:
        if one.tag == "td" and one.xpath("./div"):
            lines += [_html_line(div) for div in one.xpath("./div")]
        else:
            lines.append(_html_line(one))
    return Read(lines, notes)


def _html_line(element) -> Line:
    words, marks = [], []
    for text in element.xpath(".//text()"):
        owner = text.getparent()
        if text.is_text and owner.get("class") == "mark":
            marks.append(int(text))
            words.append(MARK)
        else:
            words.append(str(text))
    return Line("".join(words), tuple(marks))


def read_markdown(data: bytes) -> Read:
    """The lines of a Markdown file outside its sources and notes."""
    text = data.decode()
    notes = {int(n): said for n, said in re.findall(r"^\[\^(\d+)\]: (.*)$", text, re.MULTILINE)}
    body = re.split(r"^## (?:Sources|来源)$", text, flags=re.MULTILINE)[0]
    lines = []
    for line in body.split("\n"):
        cells = re.split(r"(?<!\\)\|", line) if line.startswith("|") else [line]
        for piece in (part for one in cells for part in one.split("<br>")):
            marks = tuple(map(int, re.findall(r"\[\^(\d+)\]", piece)))
            words = re.sub(r"\[\^\d+\]", MARK, piece)
            words = re.sub(r"\\([!-/:-@\[-`{-~])", r"\1", words)
            lines.append(Line(words, marks))
    return Read(lines, notes)


def read_docx(data: bytes) -> Read:
    """The paragraphs of a Word file outside its sources, with its own footnotes."""
    with ZipFile(BytesIO(data)) as file:
        document = etree.fromstring(file.read("word/document.xml"))
        footnotes = etree.fromstring(file.read("word/footnotes.xml"))
    notes = {
        int(one.get(f"{W}id")): "".join(one.itertext())
        for one in footnotes
        if int(one.get(f"{W}id")) > 0
    }
    lines = []
    for paragraph in document.iter(f"{W}p"):
        line = _docx_line(paragraph)
        if line.words in ("Sources", "来源"):
            break
        lines.append(line)
    return Read(lines, notes)


def _docx_line(paragraph) -> Line:
    words, marks, in_field = [], [], False
    for one in paragraph.iter():
        if one.tag == f"{W}footnoteReference":
            marks.append(int(one.get(f"{W}id")))
            words.append(MARK)
        elif one.tag == f"{W}fldChar":
            in_field = one.get(f"{W}fldCharType") == "separate"
        elif one.tag == f"{W}t":
            if in_field:
                marks.append(int(one.text))
            words.append(MARK if in_field else one.text or "")
    return Line("".join(words), tuple(marks))


READERS = {".html": read_html, ".md": read_markdown, ".docx": read_docx}
