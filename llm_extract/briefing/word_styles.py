"""The styles, the page and the properties of a briefing in Word's format."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.shared import Cm, Pt, RGBColor

from llm_extract.records import Lang

from .word_xml import element, field, paragraph

TEXT_WIDTH = 9638
"""Between the margins, in twentieths of a point."""
_SERIF, _SANS, _CHINESE = "Georgia", "Arial", "SimSun"
_ACCENT, _QUIET = RGBColor(0x7A, 0x1F, 0x2B), RGBColor(0x55, 0x55, 0x55)
_CODES: dict[Lang, str] = {"en": "en-GB", "zh": "zh-CN"}
_HEADINGS = {"Title": 22, "Heading 1": 15, "Heading 2": 12.5, "Heading 3": 11.5, "Heading 4": 10.5}
_PARAGRAPHS = {"Lead": 12, "Source Line": 8.5, "Small": 8.5, "Label": 9, "Cell": 8.5, "Bar": 7}


def prepare(document: WordDocument, title: str, lang: Lang) -> None:
    """Set up an empty file: page, fonts, languages, styles, page numbers and properties."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin = section.bottom_margin = Cm(2)
    _languages(document, lang)
    _styles(document)
    _box_style(document)
    _table_style(document)
    footer = section.footer.paragraphs[0]._p  # noqa: SLF001 -- python-docx has no fields
    number = paragraph("Footer", field("PAGE", "1"), element("jc", val="center"))
    footer.getparent().replace(footer, number)
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "llm-extract", ""
    properties.language = _CODES[lang]
    properties.created = properties.modified = datetime.now(UTC).replace(tzinfo=None)


def _languages(document: WordDocument, lang: Lang) -> None:
    defaults = document.styles.element.find(".//" + element("rPrDefault").tag)
    properties = defaults.find(element("rPr").tag)
    properties.clear()
    properties.append(element("rFonts", ascii=_SERIF, hAnsi=_SERIF, cs=_SERIF, eastAsia=_CHINESE))
    properties.append(element("sz", val=21))
    properties.append(element("lang", val=_CODES[lang], eastAsia="zh-CN", bidi="ar-SA"))


def _styles(document: WordDocument) -> None:
    styles: Any = document.styles
    for name, size in _HEADINGS.items():
        style = styles[name]
        _font(style, _SANS, size)
        style.font.bold = name != "Title"
        style.font.color.rgb = _ACCENT if name == "Heading 1" else RGBColor(0, 0, 0)
        style.paragraph_format.keep_with_next = True
        style.paragraph_format.space_before = Pt(0 if name == "Title" else size)
        style.paragraph_format.space_after = Pt(4)
        for border in style.element.findall(f".//{element('pBdr').tag}"):
            border.getparent().remove(border)
    for name, size in _PARAGRAPHS.items():
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, _SERIF if name == "Lead" else _SANS, size)
        style.paragraph_format.space_after = Pt(6 if name in ("Lead", "Small") else 2)
    for name in ("Source Line", "Small"):
        styles[name].font.color.rgb = _QUIET
    styles["Label"].font.bold = True
    styles["Label"].font.color.rgb = _ACCENT
    styles["Label"].paragraph_format.keep_with_next = True
    styles["Label"].paragraph_format.space_before = Pt(8)
    styles["Bar"].paragraph_format.space_after = Pt(3)
    styles["Bar"].paragraph_format.space_before = Pt(3)
    _font(styles["Caption"], _SANS, 9.5)
    styles["Caption"].font.color.rgb = RGBColor(0, 0, 0)
    styles["Caption"].paragraph_format.keep_with_next = True
    styles["Caption"].paragraph_format.space_before = Pt(8)
    styles["Normal"].paragraph_format.space_after = Pt(6)
    styles["List Bullet"].paragraph_format.space_after = Pt(3)
    styles.add_style("Figure", WD_STYLE_TYPE.CHARACTER)
    note = styles.add_style("Footnote Text", WD_STYLE_TYPE.PARAGRAPH)
    note.base_style = styles["Normal"]
    _font(note, _SANS, 7.5)
    note.paragraph_format.space_after = Pt(1)
    reference = styles.add_style("Footnote Reference", WD_STYLE_TYPE.CHARACTER)
    reference.font.superscript = True


def _font(style: Any, name: str, size: float) -> None:  # noqa: ANN401 -- docx has no types here
    style.font.name, style.font.size = name, Pt(size)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in list(fonts.attrib):
        if theme.endswith("Theme"):
            del fonts.attrib[theme]
    for kind in ("hAnsi", "cs"):
        fonts.set(fonts.tag.replace("rFonts", kind), name)
    fonts.set(fonts.tag.replace("rFonts", "eastAsia"), _CHINESE)


def _box_style(document: WordDocument) -> None:
    """Paragraphs of a box: tinted, with a line at their left."""
    styles: Any = document.styles
    for name, base in (("Box", "Normal"), ("Box Heading", "Heading 1"), ("Box Label", "Heading 2")):
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles[base]
        properties = style.element.get_or_add_pPr()
        line = element("left", val="single", sz=24, space=6, color="8A4B00")
        for added in (element("pBdr", line), element("shd", val="clear", fill="F4EFE4")):
            properties.insert_element_before(
                added, "w:tabs", "w:spacing", "w:ind", "w:jc", "w:outlineLvl"
            )
        style.paragraph_format.left_indent = Cm(0.3)
        style.paragraph_format.space_before = Pt(14 if name == "Box Heading" else 0)
        style.paragraph_format.space_after = Pt(0)


def _table_style(document: WordDocument) -> None:
    """Tables with a line under each row and a heavier one under their head."""
    styles: Any = document.styles
    style = styles.add_style("Briefing Table", WD_STYLE_TYPE.TABLE)
    lines = element(
        "tblBorders",
        element("bottom", val="single", sz=4, color="BBBBBB"),
        element("insideH", val="single", sz=4, color="BBBBBB"),
    )
    margins = element(
        "tblCellMar", element("left", w=0, type="dxa"), element("right", w=100, type="dxa")
    )
    head = element("tcBorders", element("bottom", val="single", sz=8, color="000000"))
    style.element.append(element("tblPr", lines, margins))
    style.element.append(
        element("tblStylePr", element("rPr", element("b")), element("tcPr", head), type="firstRow")
    )
    style.element.append(element("tblStylePr", element("rPr", element("b")), type="firstCol"))
    plain = styles.add_style("Chart Table", WD_STYLE_TYPE.TABLE)
    plain.element.append(element("tblPr", element("tblCellMar", element("left", w=0, type="dxa"))))
