"""Named steps that undo the damage an article took on its way to us.

Every step takes a Text and returns one whose new edits carry the step's name, so that the
clean text maps back to the source and a reader can see what was changed and why. No step
adds or removes a line break.
"""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cache

from .byte_damage import mend_bytes
from .chinese import HAN, count_han, has_reading, simplify
from .knowledge import table
from .lost_months import restore_months
from .text import Replacement, Span, Text

_TRADITIONAL_ARTICLE = 0.05
_TRADITIONAL_LINE = 0.25
"""Shares of traditional characters from which a whole text or one line counts as traditional."""

_ENTITY = r"&(?:amp;)?(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,31});"
_READING = re.compile(
    rf"(?<=[{HAN}])(?:[(（][A-Za-z\u00DC-\u01DC\u0261\u0251\u0300-\u030C]{{1,9}}[)）])"
)
_WIDE = re.compile(
    "[０-９Ａ-Ｚａ-ｚ]|(?<=[0-9０-９])(?:％|．(?=[0-9０-９])|，(?=[０-９]{3}(?![0-9０-９])))"
)
_WIDE_OFFSET = ord("０") - ord("0")
_YEAR = re.compile(r"(?<![\d.])(?:1 ?9|2 ?0)(?: ?\d){2}(?= ?年)")
_LINE_ENDS = re.compile(r"^ +| +$", re.MULTILINE)


@dataclass(frozen=True)
class Context:
    """What is known of the article besides its text; `published` is an ISO date."""

    published: str | None = None


def repair(text: Text, context: Context | None = None) -> Text:
    """`text` after all REPAIRS, in their order."""
    for step in REPAIRS.values():
        text = step(text, context or Context())
    return text


def repair_line(line: str) -> str:
    """`line` repaired, for a title or name whose place in the source is not kept."""
    return repair(Text.of(line)).clean.strip()


def decode_entities(text: Text, _context: Context) -> Text:
    """HTML entities, also those escaped twice (&amp;nbsp;), become their characters."""
    return text.replace("entities", list(_entity_changes(text.clean)))


def clean_spaces(text: Text, _context: Context) -> Text:
    """Spaces of every kind become plain ones; control and invisible characters go."""
    spaces, invisible = _blanks()
    changes = [
        Replacement(Span(*m.span()), " " * len(m.group())) for m in spaces.finditer(text.clean)
    ]
    text = text.replace("spaces", changes)
    return text.replace("invisible characters", _deletions(invisible.finditer(text.clean)))


def restore_bytes(text: Text, _context: Context) -> Text:
    """Runs of GBK bytes out of step by one are paired again."""
    return mend_bytes(text)


def remove_readings(text: Text, _context: Context) -> Text:
    """Pinyin in brackets after the character it is the reading of goes; other brackets stay."""
    clean = text.clean
    found = [
        match
        for match in _READING.finditer(clean)
        if has_reading(clean[match.start() - 1], match.group()[1:-1])
    ]
    return text.replace("pinyin", _deletions(found))


def simplify_characters(text: Text, _context: Context) -> Text:
    """Traditional characters become simplified where the text or the line is traditional."""
    before, after = text.clean, simplify(text.clean)
    if before == after:
        return text
    everywhere = _share_changed(before, after) >= _TRADITIONAL_ARTICLE
    after = _settle_variants(after)
    changes: list[Replacement] = []
    start = 0
    for line in before.split("\n"):
        plain = after[start : start + len(line)]
        if everywhere or _share_changed(line, plain) >= _TRADITIONAL_LINE:
            changes += _differences(line, plain, start)
        start += len(line) + 1
    return text.replace("simplified characters", changes)


def narrow_numbers(text: Text, _context: Context) -> Text:
    """Full-width digits and letters, and the signs inside numbers, become ASCII."""
    changes = [
        Replacement(
            Span(*match.span()), "".join(chr(ord(wide) - _WIDE_OFFSET) for wide in match.group())
        )
        for match in _WIDE.finditer(text.clean)
    ]
    return text.replace("width", changes)


def join_digits(text: Text, _context: Context) -> Text:
    """Spaces inside a number go, where the number cannot be two."""
    matches = [*_YEAR.finditer(text.clean), *_split_number().finditer(text.clean)]
    changes: list[Replacement] = []
    for match in sorted(matches, key=re.Match.start):
        overlaps = changes and changes[-1].span.end > match.start()
        if " " not in match.group() or overlaps:
            continue
        joined = match.group().replace(" ", "")
        changes.append(Replacement(Span(*match.span()), joined, "one number split by a space"))
    return text.replace("split numbers", changes)


def restore_dates(text: Text, context: Context) -> Text:
    """Dates that lost their 月 get it back."""
    return restore_months(text, context.published)


def trim_lines(text: Text, _context: Context) -> Text:
    """Spaces at the start and end of lines go."""
    return text.replace("line ends", _deletions(_LINE_ENDS.finditer(text.clean)))


REPAIRS: dict[str, Callable[[Text, Context], Text]] = {
    "entities": decode_entities,
    "byte damage": restore_bytes,
    "spaces": clean_spaces,
    "pinyin": remove_readings,
    "simplified characters": simplify_characters,
    "width": narrow_numbers,
    "split numbers": join_digits,
    "lost months": restore_dates,
    "line ends": trim_lines,
}
"""The steps in the order they run: bytes before readings, readings before simplification,
whole numbers before dates."""


def _entity_changes(clean: str) -> Iterator[Replacement]:
    bare = "|".join(table("damage")["bare_entities"])
    pattern = re.compile(rf"{_ENTITY}|&(?:{bare})(?![A-Za-z0-9=])")
    for match in pattern.finditer(clean):
        entity = match.group()
        decoded = html.unescape(html.unescape(entity))
        # A line break from an entity would add a line.
        after = re.sub(r"[\r\n\v\f\x1c-\x1e\x85\u2028\u2029]", " ", decoded)
        if after != entity:
            yield Replacement(Span(*match.span()), after)


@cache
def _blanks() -> tuple[re.Pattern[str], re.Pattern[str]]:
    rows = table("damage")
    return re.compile(f"[{rows['spaces']}]+"), re.compile(f"[{rows['invisible']}]+")


@cache
def _split_number() -> re.Pattern[str]:
    """A number whose groups of three, or whose decimals, stand apart, before a unit."""
    unit = table("damage")["units_after_digits"]
    groups = rf"[1-9]\d{{0,2}}(?: \d{{3}})+(?:\.\d+)?(?= ?{unit})(?! ?\d*强)"
    decimals = rf"(?<=[{HAN}])\d+(?: \.|\. | \. )\d+(?= ?{unit})"
    return re.compile(rf"(?<![\w.,%+-])(?:{groups})|(?<=[{HAN}])(?<!第)(?:{groups})|{decimals}")


def _settle_variants(text: str) -> str:
    """`text` with characters that OpenCC leaves as they are in one of their two senses settled."""
    for row in table("damage")["variants"]:
        character: str = row["character"]
        pieces = re.split(f"({row['keep']}|{character})", text)
        text = "".join(row["to"] if piece == character else piece for piece in pieces)
    return text


def _deletions(matches: Iterable[re.Match[str]]) -> list[Replacement]:
    return [Replacement(Span(*match.span()), "") for match in matches]


def _share_changed(before: str, after: str) -> float:
    """Share of the Chinese characters of `before` that differ in `after`."""
    total = count_han(before)
    differing = "".join([old for old, new in zip(before, after, strict=True) if old != new])
    return count_han(differing) / total if total else 0.0


def _differences(before: str, after: str, offset: int) -> Iterator[Replacement]:
    """One replacement for each stretch in which two strings of equal length differ."""
    pairs = enumerate(zip(before, after, strict=True))
    differing = [index for index, (old, new) in pairs if old != new]
    if not differing:
        return
    start = end = differing[0]
    for index in (*differing[1:], len(before) + 1):
        if index != end + 1:
            yield Replacement(Span(offset + start, offset + end + 1), after[start : end + 1])
            start = index
        end = index
