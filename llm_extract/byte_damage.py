"""Restores Chinese text whose GBK bytes fell out of step.

When one byte of a two-byte character is lost, a decoder prints '?' for the other and pairs
all that follow wrongly, up to the next byte that can only end a character. Encoding such a
run again and pairing its bytes one place later gives the text back, but for the characters
whose bytes are gone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from .chinese import has_reading, is_han, simplify
from .knowledge import table
from .text import Replacement, Span, Text

LOST = "\N{REPLACEMENT CHARACTER}"
_LEADS = range(0x81, 0xFF)
_TRAILS = (*range(0x40, 0x7F), *range(0x80, 0xFF))
_LONGEST_RUN = 400
_WIDE = ord("！") - ord("!")
_FREQUENT_SHARE = 0.6
"""Of text in step, at least this share is frequent characters; out of step, at most half of it."""

_DAMAGE = re.compile(
    r"(?<=[^\x00-\x7F])\?"
    r"(?P<reading>[a-z\u00DC-\u01DC]{1,7}\))?"
    rf"(?P<run>[!->]?[^\x00-\x7F]{{0,{_LONGEST_RUN}}})"
    r"(?:(?P<trail>[@-~])|\?(?P<tail>[a-z\u00DC-\u01DC]{1,7}\))?)"
)


@dataclass(frozen=True)
class _Mended:
    """What a damaged run becomes, and why."""

    text: str
    note: str
    choice: bool = False


def mend_bytes(text: Text) -> Text:
    """`text` with runs of out-of-step bytes restored.

    A character whose bytes are lost becomes U+FFFD, and the edit's note says which bytes
    are left of it. Runs that do not read better after the repair are left alone.
    """
    changes = list(_changes(text.clean))
    if all(change.choice for change in changes):
        return text
    return text.replace("byte damage", changes)


def _changes(clean: str) -> Iterator[Replacement]:
    position = 0
    while match := _DAMAGE.search(clean, position):
        mended = _mend(clean, match)
        if mended is None:
            position = match.start() + 1
            continue
        yield Replacement(Span(*match.span()), mended.text, mended.note, mended.choice)
        position = match.end()


def _mend(clean: str, match: re.Match[str]) -> _Mended | None:
    reading, run, tail = match["reading"], match["run"], match["tail"]
    try:
        data = _widen(run).encode("gbk") + (match["trail"] or "").encode()
    except UnicodeEncodeError:
        return None
    if not data or (not reading and len(run) < 1):
        return None
    before = clean[match.start() - 1]
    first = _first_character(before, (reading or "")[:-1], data[0])
    middle, notes = _pair(data[1:])
    if middle is None:
        return None
    last, choice = "", False
    if len(data) % 2 == 0:
        last, choice = _last_character(data[-1], (tail or "")[:-1], clean, match)
    restored = first + middle + last
    if not reading and not _reads_better(run, restored, certain=choice):
        return None
    if choice:
        notes.append("closing quote chosen because its paragraph lacks one")
    return _Mended(restored, _note(restored, data, notes), choice)


def _widen(run: str) -> str:
    """`run` with an ASCII sign at its start made full-width again.

    Pages that turned full-width signs into ASCII did so after the bytes had been misread.
    """
    if run and run[0].isascii():
        return chr(ord(run[0]) + _WIDE) + run[1:]
    return run


def _first_character(before: str, reading: str, trail: int) -> str:
    """The character that lost its lead byte, or U+FFFD when nothing proves it.

    Annotation tools that search bytes put a reading inside a character when the end of the
    character before and its lead byte look like one they know: then the reading gives that
    lead byte away.
    """
    if not reading:
        return LOST
    encoded = before.encode("gbk", "replace")
    if len(encoded) != 2:  # noqa: PLR2004  # a GBK character has two bytes
        return LOST
    best: dict[int, list[str]] = {}
    for lead in _LEADS:
        mistaken, hit = _decode(encoded[1], lead), _decode(lead, trail)
        if is_han(mistaken) and is_han(hit) and has_reading(mistaken, reading):
            best.setdefault(_commonness(mistaken) + _commonness(hit), []).append(hit)
    return _only(best)


def _last_character(lead: int, reading: str, clean: str, match: re.Match[str]) -> tuple[str, bool]:
    """The character that lost its trail byte, and whether it was chosen rather than proved."""
    if reading:
        best: dict[int, list[str]] = {}
        for trail in _TRAILS:
            character = _decode(lead, trail)
            if is_han(character) and has_reading(character, reading):
                best.setdefault(_commonness(character), []).append(character)
        return _only(best), False
    if lead == _lead_of("”") and _lacks_closing_quote(clean, match.start()):
        return "”", True
    return LOST, False


def _lacks_closing_quote(clean: str, position: int) -> bool:
    """Whether a quote is open at `position` and its paragraph never closes it."""
    start = clean.rfind("\n", max(0, position - _LONGEST_RUN), position) + 1
    start = max(start, position - _LONGEST_RUN)
    end = clean.find("\n", position, position + _LONGEST_RUN)
    paragraph = clean[start : end if end >= 0 else position + _LONGEST_RUN]
    before = paragraph[: position - start]
    return before.rfind("“") > before.rfind("”") and paragraph.count("“") > paragraph.count("”")


def _pair(data: bytes) -> tuple[str | None, list[str]]:
    """`data` read two bytes at a time, with notes on bytes that were dropped between them.

    None when that does not give Chinese text.
    """
    allowed = table("damage")["punctuation"]
    characters: list[str] = []
    notes: list[str] = []
    for lead, trail in zip(data[::2], data[1::2], strict=False):
        character = _decode(lead, trail)
        if is_han(character) or character in allowed:
            characters.append(character)
        elif lead == _lead_of("”") and not notes:
            characters.append(LOST * 2)
            notes.append(f"two bytes dropped between {lead:02X} and {trail:02X}")
        else:
            return None, []
    return "".join(characters), notes


def _reads_better(run: str, restored: str, *, certain: bool) -> bool:
    """Whether `restored` looks like Chinese and `run` does not."""
    after = [character for character in restored if is_han(character)]
    before = [character for character in run if is_han(character)]
    if not after:
        return certain and not before
    return (
        len(after) > 1
        and _frequent_share(after) >= _FREQUENT_SHARE
        and _frequent_share(before) <= _FREQUENT_SHARE / 2
    )


def _frequent_share(characters: list[str]) -> float:
    if not characters:
        return 0.0
    common = frequent_characters()
    return sum(simplify(character) in common for character in characters) / len(characters)


@cache
def frequent_characters() -> frozenset[str]:
    """The characters that make up most of any Chinese text, simplified."""
    return frozenset("".join(table("damage")["frequent"].split()))


def _note(restored: str, data: bytes, notes: list[str]) -> str:
    if LOST in restored:
        if restored.startswith(LOST):
            notes = [f"lead byte lost, trail byte {data[0]:02X} left", *notes]
        if restored.endswith(LOST):
            notes = [*notes, f"trail byte lost, lead byte {data[-1]:02X} left"]
        return "GBK bytes out of step by one; U+FFFD stands for lost bytes: " + "; ".join(notes)
    return "GBK bytes out of step by one; every character proved by its bytes or its reading"


def _only(best: dict[int, list[str]]) -> str:
    """The sole character of the highest rank, else U+FFFD."""
    if not best:
        return LOST
    top = best[max(best)]
    return top[0] if len(top) == 1 else LOST


def _commonness(character: str) -> int:
    """2 for a frequent character, 1 for one of the basic 3,755 of GB 2312, else 0."""
    plain = simplify(character)
    if plain in frequent_characters():
        return 2
    lead = plain.encode("gb2312", "replace")[0]
    return int(0xB0 <= lead <= 0xD7)  # noqa: PLR2004  # rows 16 to 55 hold the basic characters


def _decode(lead: int, trail: int) -> str:
    """The character of two GBK bytes, or U+FFFD."""
    decoded = bytes((lead, trail)).decode("gbk", "replace")
    return decoded if len(decoded) == 1 else LOST


def _lead_of(character: str) -> int:
    return character.encode("gbk")[0]
