"""What a single Chinese character is: its script, its simplified form, its readings."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

import opencc

from .knowledge import table

HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U000323af"
"""Chinese characters, for use inside the brackets of a regular expression."""
_PRINTED = str.maketrans("\u0251\u0261", "ag")
"""Letters as printed in textbooks, and the usual ones."""
_KEPT = 4096
"""Characters with a reading that are kept at a time."""
_TONES = frozenset("\u0300\u0301\u0304\u030c")


_IS_HAN = re.compile(f"[{HAN}]")


def is_han(character: str) -> bool:
    """Whether `character` is a single Chinese character."""
    return len(character) == 1 and _IS_HAN.match(character) is not None


def count_han(text: str) -> int:
    """How many Chinese characters `text` has."""
    return len(_IS_HAN.findall(text))


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _simplify_character(character: str) -> str:
    converted: str = _converter().convert(character)
    return converted if len(converted) == 1 else character


def simplify(text: str) -> str:
    """`text` in simplified characters, of the same length, character by character.

    Where a conversion by phrase would change the length, the line is converted by character.
    """
    if text.isascii():
        return text
    if len(text) == 1:
        return _simplify_character(text)
    converted: str = _converter().convert(text)
    if len(converted) == len(text):
        return _with_names_kept(text, converted)
    lines = text.split("\n")
    if len(lines) > 1:
        return "\n".join(simplify(line) for line in lines)
    return "".join(map(_simplify_character, text))


def _with_names_kept(text: str, converted: str) -> str:
    """`converted` with the characters that OpenCC takes for others in names: 乾安县, 乾照."""
    for match in _kept().finditer(text):
        start, end = match.span()
        converted = converted[:start] + match.group() + converted[end:]
    return converted


@cache
def _kept() -> re.Pattern[str]:
    return re.compile("|".join(table("damage")["kept_in_names"]))


@lru_cache(maxsize=_KEPT)
def has_reading(character: str, reading: str) -> bool:
    """Whether `reading` (pinyin) is one of the readings of `character`.

    A reading with a tone mark also counts when only its tone differs from the dictionary's,
    one without a mark only when the dictionary has it in the neutral tone.
    """
    known = _readings(character) | _readings(simplify(character))
    reading = unicodedata.normalize("NFC", reading.lower().translate(_PRINTED))
    if reading in known:
        return len(reading) > 1 or reading != _without_tone(reading)
    plain = _without_tone(reading)
    return plain != reading and plain in {_without_tone(other) for other in known}


@cache
def _readings(character: str) -> frozenset[str]:
    # Loading pypinyin takes a third of a second, and few articles have readings in brackets.
    from pypinyin.constants import PINYIN_DICT  # noqa: PLC0415

    return frozenset(filter(None, PINYIN_DICT.get(ord(character), "").split(",")))


def _without_tone(reading: str) -> str:
    decomposed = unicodedata.normalize("NFD", reading)
    return unicodedata.normalize("NFC", "".join(c for c in decomposed if c not in _TONES))
