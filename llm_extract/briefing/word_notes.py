"""Word's own footnotes: the part of the file that holds them, and the marks in the text."""

from __future__ import annotations

from collections.abc import Iterable

from docx.document import Document as WordDocument
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from .notes import Note
from .word_xml import REFERENCE, element, field, paragraph, run, text_run

_SEPARATORS = ((-1, "separator"), (0, "continuationSeparator"))
TEXT_STYLE = "FootnoteText"


def add_footnotes(document: WordDocument, notes: Iterable[Note]) -> None:
    """Put footnotes into a file, by their numbers."""
    root = element("footnotes")
    for identifier, kind in _SEPARATORS:
        line = element("p", element("r", element(kind)))
        root.append(element("footnote", line, id=identifier, type=kind))
    for note in notes:
        mark = element(
            "r", element("rPr", element("rStyle", val=REFERENCE)), element("footnoteRef")
        )
        said = paragraph(TEXT_STYLE, [mark, run(" "), *map(text_run, note.runs)])
        root.append(element("footnote", said, id=note.number))
    part = Part(
        PackURI("/word/footnotes.xml"),
        CONTENT_TYPE.WML_FOOTNOTES,
        etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True),
        document.part.package,
    )
    document.part.relate_to(part, RELATIONSHIP_TYPE.FOOTNOTES)
    settings = element(
        "footnotePr", *(element("footnote", id=identifier) for identifier, _ in _SEPARATORS)
    )
    compatible = document.settings.element.find(settings.tag.replace("footnotePr", "compat"))
    if compatible is not None:
        compatible.addprevious(settings)
    else:
        document.settings.element.append(settings)


class Marks:
    """The marks of footnotes: Word's own where a note is first called, references after that.

    A table calls none itself, since LibreOffice breaks pages badly where rows do; those it needs
    are called right behind it.
    """

    def __init__(self) -> None:
        self._called: set[int] = set()
        self._owed: dict[int, None] = {}

    def of(self, number: int, *, in_table: bool = False) -> list[etree._Element]:
        """The mark of a note."""
        name = f"note_{number}"
        if number not in self._called and in_table:
            self._owed[number] = None
        if number in self._called or in_table:
            return field(f"NOTEREF {name} \\f \\h", str(number), REFERENCE)
        self._called.add(number)
        properties = element("rPr", element("rStyle", val=REFERENCE))
        return [
            element("bookmarkStart", id=number, name=name),
            element("r", properties, element("footnoteReference", id=number)),
            element("bookmarkEnd", id=number),
        ]

    def owed(self) -> list[int]:
        """The notes that tables referred to and nothing has called yet."""
        numbers = list(self._owed)
        self._owed.clear()
        return numbers
