"""Chinese characters written in Latin letters: pinyin joined into words, and nothing left over."""

from __future__ import annotations

import re
import unicodedata
from functools import cache, lru_cache

from .knowledge import table

HAN = (
    "\u3005-\u3007\u2e80-\u2fdf\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
    "\U00020000-\U0003ffff"
)
"""The body of a character class that holds every Chinese character."""

_HAN_RUN = re.compile(f"[{HAN}]+")
_SYLLABLE = re.compile("[a-zêü]+")
_LEFT_OVER = re.compile(r"[^\x20-\x7e\u00a0-\u024f\u1e00-\u1eff\u20ac\u2013\u2014\u00b0\n]")


@cache
def _reading(character: str) -> str | None:
    """The table's reading for a character that pypinyin reads wrongly or not at all."""
    reading = table("places")["characters"].get(character)
    return str(reading) if reading else None


def syllables(han: str) -> list[str]:
    """One lower-case pinyin syllable per character; `x` for a character nobody can read."""
    return list(_syllables(han))


@lru_cache(maxsize=4096)
def _syllables(han: str) -> tuple[str, ...]:
    from pypinyin import lazy_pinyin  # noqa: PLC0415 -- loading its dictionaries takes 0.2 s

    found: list[str] = []
    spoken = lazy_pinyin(han, errors=list)  # type: ignore[arg-type]  # a list is kept as it is
    for character, syllable in zip(han, spoken, strict=True):
        plain = _reading(character) or syllable
        plain = plain.replace("lve", "lue").replace("nve", "nue").replace("v", "ü")
        found.append(plain if _SYLLABLE.fullmatch(plain) else "x")
    return tuple(found)


@cache
def _first_readings() -> dict[int, str]:
    from pypinyin.pinyin_dict import pinyin_dict  # noqa: PLC0415 -- loaded when first needed

    return pinyin_dict


@lru_cache(maxsize=8192)
def reading_of(character: str) -> str:
    """The commonest toneless reading of one character, with ü as u; other signs as they are.

    Much quicker than `syllables`, which looks at the words around as well.
    """
    toned = _first_readings().get(ord(character))
    if toned is None:
        return character
    plain = unicodedata.normalize("NFD", toned.split(",")[0])
    return "".join(c for c in plain if not unicodedata.combining(c))


@lru_cache(maxsize=8192)
def readings(character: str) -> frozenset[str]:
    """Every toneless reading of one character, with that of surnames; ü is written u."""
    from pypinyin import Style, pinyin  # noqa: PLC0415 -- as above

    found = {
        reading.replace("v", "u").replace("ü", "u")
        for row in pinyin(character, style=Style.NORMAL, heteronym=True)
        for reading in row
    }
    family = table("titles")["surnames"].get(character)
    return frozenset({*found, family.lower()} if family else found)


def join_syllables(parts: list[str]) -> str:
    """Syllables as one capitalised word, with an apostrophe before an inner a, o or e."""
    word = "".join(
        f"'{part}" if position and part[0] in "aoeê" else part
        for position, part in enumerate(parts)
    )
    return word[:1].upper() + word[1:]


def pinyin(han: str) -> str:
    """A run of Chinese characters as one capitalised pinyin word, such as Guang'an."""
    return join_syllables(syllables(han))


def latin_only(text: str) -> str:
    """`text` with every Chinese character in pinyin and every other foreign sign made ASCII.

    The last net under all English output: whatever went wrong before, no CJK gets past it.
    """
    text = unicodedata.normalize("NFKC", text)
    for sign, plain in table("places")["punctuation"].items():
        text = text.replace(sign, plain)
    text = _HAN_RUN.sub(lambda run: f" {pinyin(run[0])} ", text)
    text = _LEFT_OVER.sub(" ", text)
    text = re.sub(r"[ \u00a0]+", " ", text)
    return re.sub(r" ([,.;:!?)\]])", r"\1", text).strip()
