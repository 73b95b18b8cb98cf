"""What stands above an article: its title, a second line of it, and who published it."""

from __future__ import annotations

import re
from collections.abc import Sequence

from .chinese import HAN
from .credits import Credit, read_breadcrumb, read_fields, read_outlet, read_reporters
from .markup import Mark
from .page_lines import Line, matches, same_words, says_origin

_SHORT_PARAGRAPH = 12
_TITLE_LONGEST = 90


def read_header(lines: Sequence[Line], title: str, origins: list[Credit]) -> tuple[int, str]:
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
        fields = read_fields(line.text) or read_reporters(line.text) or read_outlet(line.text)
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


def read_subtitle(lines: Sequence[Line], header_end: int, title: str) -> tuple[int, str]:
    """The header's end and the second line of the title, which begins with a dash."""
    here = [n for n, line in enumerate(lines[: header_end + 1]) if same_words(line.text, title)]
    below = lines[here[-1] + 1 : here[-1] + 2] if here else []
    if not below or not _is_subtitle(below[0]):
        return header_end, ""
    return max(header_end, here[-1] + 2), below[0].text.lstrip("—- ")


def _is_subtitle(line: Line) -> bool:
    return line.text.startswith(("——", "--")) and len(line.text) <= _TITLE_LONGEST


def _title_below_date(lines: Sequence[Line], last_field: int) -> tuple[int, str]:
    """The title of a newspaper's page, which tells its date and sheet first.

    It stands below all fields, or between the first of them and the reporters' names.
    """
    possible = [(n, line.text) for n, line in enumerate(lines) if _can_be_title(line, -1)]
    possible = [(n, text) for n, text in possible if not says_origin(lines[n])]
    below = [pair for pair in possible if pair[0] > last_field]
    return next(iter(below or possible), (-1, ""))


def _begins_article(line: Line) -> bool:
    """Whether `line` is running text: a paragraph, or a shorter line that ends as one."""
    ends = len(line.text) >= _SHORT_PARAGRAPH and line.text.endswith(
        ("。", "！”", "。”", "?”", "？”")
    )
    runs = line.is_paragraph or (ends and line.mark in (Mark.TEXT, Mark.CENTRED))
    return runs and not says_origin(line)


def _can_be_title(line: Line, last_field: int) -> bool:
    return (
        last_field < 0
        and line.mark in (Mark.TEXT, Mark.CENTRED)
        and len(line.text) <= _TITLE_LONGEST
        and not line.text.endswith(("。", "；", ";", ":", "："))
        and len(re.findall(f"[{HAN}]", line.text)) > 3  # noqa: PLR2004  # no title is shorter
        and not matches("furniture", line.text)
        and read_reporters(line.text) is None
        and not _is_subtitle(line)
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
