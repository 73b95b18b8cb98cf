"""Text with its differences of writing folded away, and the way back to its offsets."""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cache, lru_cache

from llm_extract.knowledge import table
from llm_extract.text import Span

_HAN = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"


@dataclass(frozen=True)
class Folded:
    """Folded `text` and, for each of its characters, where it stood in the original."""

    text: str
    offsets: tuple[int, ...]

    def original(self, start: int, end: int) -> Span:
        """The original span of the folded characters from `start` to `end`."""
        return Span(self.offsets[start], self.offsets[end - 1] + 1)


@lru_cache(maxsize=64)
def fold(text: str, *, script: bool = False) -> Folded:
    """`text` without differences of width, punctuation form, white space and bracketed pinyin.

    With `script`, traditional characters are folded to simplified ones too. Digits, numerals
    and units stay as they are, and white space between two digits is kept.
    """
    even = text.translate(_forms())
    if script:
        even = even.translate(simplified())
    pieces: list[str] = []
    offsets: list[int] = []
    position = 0
    for match in _foldable().finditer(even):
        pieces.append(even[position : match.start()])
        offsets.extend(range(position, match.start()))
        kept = _kept(match, even)
        pieces.append(kept)
        offsets.extend([match.start()] * len(kept))
        position = match.end()
    pieces.append(even[position:])
    offsets.extend(range(position, len(even)))
    return Folded("".join(pieces), tuple(offsets))


@lru_cache(maxsize=64)
def is_traditional(text: str) -> bool:
    """Whether `text` has a character that script folding changes."""
    return not simplified().keys().isdisjoint(map(ord, set(text)))


@lru_cache(maxsize=64)
def has_readings(text: str) -> bool:
    """Whether `text` is annotated with pinyin in brackets."""
    return any(match["pinyin"] for match in _foldable().finditer(text.translate(_forms())))


def without_cut_readings(folded: str) -> str:
    """`folded` without what is left of bracketed pinyin that its edges cut through."""
    tones = table("folding")["pinyin"]["tones"]
    letters = f"[a-zü{tones}]"
    return re.sub(rf"^\(?{letters}{{1,6}}\)|\({letters}{{0,6}}$|^\)", "", folded)


def bare(folded: str) -> tuple[int, int]:
    """Start and end of `folded` without the signs that do not count at its edges."""
    edges = table("folding")["runs"]["edges"]
    start = len(folded) - len(folded.lstrip(edges))
    return start, max(start, len(folded.rstrip(edges)))


def _kept(match: re.Match[str], text: str) -> str:
    """What stays of a foldable piece: nothing, one sign, or the gap between two digits."""
    if match["run"]:
        return "…" if match["run"][0] == "." else match["run"][0]
    before, after = match.start() - 1, match.end()
    if match["gap"] and text[before : before + 1] in (".", ","):
        before -= 1  # "5. 8" must not become 5.8
    between = _are_digits(text, before, after)
    if match["loose"]:
        return match["loose"] if between else _loose()[match["loose"]]
    if match["gap"] and between and any(c.isspace() for c in match["gap"]):
        return " "
    return ""


def _are_digits(text: str, before: int, after: int) -> bool:
    """Whether both characters are Arabic digits, or both Chinese numerals."""
    if before < 0 or after >= len(text):
        return False
    one, other = text[before], text[after]
    if one.isdecimal():
        return other.isdecimal()
    return one in numerals() and other in numerals()


@cache
def numerals() -> str:
    """All characters of Chinese numerals."""
    rows = table("folding")["numerals"]
    return str(rows["digits"] + rows["scales"] + rows["large"])


@cache
def _forms() -> dict[int, str]:
    """Full-width forms and punctuation to one form, character by character."""
    forms = {code: chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)}
    for form, variants in table("folding")["forms"].items():
        forms.update({ord(variant): form for variant in variants})
    return forms


@cache
def _loose() -> dict[str, str]:
    return {v: form for form, vs in table("folding")["loose"].items() for v in vs}


@cache
def _foldable() -> re.Pattern[str]:
    rows = table("folding")
    pinyin = rows["pinyin"]
    tones, longest = pinyin["tones"], pinyin["longest"]
    neutral = "|".join(pinyin["neutral"])
    reading = rf"(?=[^()]*[{tones}])[a-zü{tones}\s']{{1,{longest}}}"
    return re.compile(
        rf"(?P<pinyin>(?<=[{_HAN}])\s?\((?:{reading}|{neutral})\))"
        rf"|(?P<run>{rows['runs']['collapse']})"
        rf"|(?P<loose>[{''.join(_loose())}])"
        rf"|(?P<gap>[\s{rows['runs']['invisible']}]+)",
        re.IGNORECASE,
    )


@cache
def simplified() -> dict[int, str]:
    """Traditional to simplified, one character to one; never a character into a numeral."""
    # Loading OpenCC takes 40 ms, which only traditional text should pay for.
    from opencc import OpenCC  # noqa: PLC0415

    blocks = ((0x3400, 0x4DC0), (0x4E00, 0xA000), (0xF900, 0xFB00))
    traditional = [chr(code) for start, end in blocks for code in range(start, end)]
    simplified = OpenCC("t2s").convert("\n".join(traditional)).split("\n")
    names = {pattern[0] for pattern in table("damage")["kept_in_names"]}  # 乾安 is no 干安
    return {
        ord(before): after
        for before, after in zip(traditional, simplified, strict=True)
        if before != after
        and len(after) == 1
        and before not in names
        and (before in numerals() or after not in numerals())
    }


@dataclass(frozen=True)
class NumberMap:
    """Where the numbers of a text stand, to tell whether a span cuts one."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    text: str

    def at(self, index: int) -> Span | None:
        """The number that covers the character at `index`."""
        place = bisect_right(self.starts, index) - 1
        if place < 0 or index >= self.ends[place]:
            return None
        return Span(self.starts[place], self.ends[place])

    def is_cut(self, span: Span) -> bool:
        """Whether `span` begins or ends inside a number and keeps a number of its own there."""
        first, last = self.at(span.start), self.at(span.end - 1)
        if first and first.start < span.start:
            inside = self.text[span.start : min(first.end, span.end)]
            if inside.strip(str(table("folding")["numerals"]["large"])):
                return True
        return last is not None and span.end < last.end

    def within(self, span: Span) -> list[Span]:
        """The numbers that overlap `span`, in order."""
        first = bisect_right(self.ends, span.start)
        last = bisect_right(self.starts, span.end - 1)
        pairs = zip(self.starts[first:last], self.ends[first:last], strict=True)
        return [Span(start, end) for start, end in pairs]


@lru_cache(maxsize=64)
def numbers(text: str) -> NumberMap:
    """The numbers in `text`: Arabic with separators and decimals, and runs of Chinese numerals.

    An Arabic number and the 万 or 亿 after it are two, as a quotation may end between them.
    """
    found = [match.span() for match in _number().finditer(text)]
    return NumberMap(tuple(s for s, _ in found), tuple(e for _, e in found), text)


@cache
def _number() -> re.Pattern[str]:
    chinese = f"[{numerals()}]"
    return re.compile(
        r"[0-9０-９]+(?:[,，][0-9０-９]{3}(?![0-9０-９]))*(?:[.．][0-9０-９]+)?"
        rf"|(?:百分之)?{chinese}+(?:分之{chinese}+)?(?:点{chinese}+)?"
    )
