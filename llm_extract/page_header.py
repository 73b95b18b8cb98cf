"""What stands above an article: its title, a second line of it, and who published it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .chinese import HAN
from .credits import Credit
from .datelines import read_reporters
from .markup import Mark
from .page_fields import read_breadcrumb, read_fields, read_office, read_outlet
from .page_lines import Line, is_furniture, same_words, says_origin
from .page_words import is_listing, is_page_word

_SHORT_PARAGRAPH = 12
_TITLE_LONGEST = 90
_LONGEST_STATION = 8
"""Characters of the name of a part of a site; longer stations of a breadcrumb are titles."""
_NO_TITLE = re.compile(r"[•·●■▪▶<\[>]|[-*+] ")
"""How entries of lists and left-over markup begin."""
_IS_SITE = re.compile(r"\s*[-_|｜—–]+\s*\S")


def read_header(lines: Sequence[Line], title: str, origins: list[Credit]) -> tuple[int, str]:
    """How many lines stand above the article, and the title among them."""
    first = next((n for n, line in enumerate(lines) if _begins_article(line)), 0)
    above = lines[: min(first, len(lines))]
    fields: list[int] = []
    candidates: list[tuple[int, str]] = []
    crumbs = ""
    for number, line in enumerate(above):
        credit = read_breadcrumb(line.text)
        if credit is not None:
            origins.append(credit)
            crumbs += line.text
            continue
        credit = _origin(line.text)
        if credit is not None and line.mark is not Mark.TITLE:
            origins.append(credit)
            fields.append(number)
            title = title or credit.title or ""
        elif line.mark is Mark.TITLE or _can_be_title(line):
            candidates.append((number, line.text))
    last_field = fields[-1] if fields else -1
    if title:
        named = [n for n, text in candidates if same_words(text, title)]
        return max([last_field + 1, *(n + 1 for n in named[-1:])]), title
    if not candidates:
        return last_field + 1, ""
    candidates = _without_page_titles(candidates)
    position, found = _best_title(lines, candidates, crumbs, fields)
    return max(last_field, position) + 1, found


def _origin(text: str) -> Credit | None:
    """What a line above the article says of where it is from, or None."""
    return read_fields(text) or read_reporters(text) or read_outlet(text) or read_office(text)


def read_subtitle(lines: Sequence[Line], header_end: int, title: str) -> tuple[int, str]:
    """The header's end and the second line of the title, which begins with a dash."""
    here = [n for n, line in enumerate(lines[: header_end + 1]) if same_words(line.text, title)]
    below = lines[here[-1] + 1 : here[-1] + 2] if here else []
    if not below or not _is_subtitle(below[0]):
        return header_end, ""
    return max(header_end, here[-1] + 2), below[0].text.lstrip("—- ")


def _is_subtitle(line: Line) -> bool:
    return line.text.startswith(("——", "--")) and len(line.text) <= _TITLE_LONGEST


def _begins_article(line: Line) -> bool:
    """Whether `line` is running text: a paragraph, or a shorter line that ends as one."""
    ends = len(line.text) >= _SHORT_PARAGRAPH and line.text.endswith(
        ("。", "！”", "。”", "?”", "？”")
    )
    runs = line.is_paragraph or (ends and line.mark in (Mark.TEXT, Mark.CENTRED))
    return runs and not says_origin(line)


def _can_be_title(line: Line) -> bool:
    return (
        line.mark in (Mark.TEXT, Mark.CENTRED)
        and len(line.text) <= _TITLE_LONGEST
        and not line.text.endswith(("。", "；", ";", ":", "："))
        and len(re.findall(f"[{HAN}]", line.text)) > 3  # noqa: PLR2004  # no title is shorter
        and _NO_TITLE.match(line.text) is None
        and not is_furniture(line.text)
        and not is_listing(line.text)
        and not is_page_word(line.text)
        and read_reporters(line.text) is None
        and not _is_subtitle(line)
    )


def _without_page_titles(candidates: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """`candidates` without those that are another one with the name of the site behind it."""
    return [
        (number, text)
        for number, text in candidates
        if not any(
            text != other and _IS_SITE.match(text.removeprefix(other)) for _, other in candidates
        )
    ]


def _best_title(
    lines: Sequence[Line],
    candidates: Sequence[tuple[int, str]],
    crumbs: str,
    fields: Sequence[int],
) -> tuple[int, str]:
    """The main heading, else the line the breadcrumb ends with, else one beside the fields."""
    for number, text in candidates:
        if lines[number].mark is Mark.TITLE:
            return number, text
    for number, text in candidates:
        if len(text) > _LONGEST_STATION and text in crumbs:
            return number, text
    if not fields:
        return candidates[0]
    above = [pair for pair in candidates if pair[0] < fields[-1]]
    return max(above[-3:], key=lambda pair: len(pair[1])) if above else candidates[0]
