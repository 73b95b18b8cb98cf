"""What the words around an amount say of it: at least, over, nearly, about, at most."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple, cast

from .knowledge import table
from .numerals import is_multiplier
from .records import Kind, Lang, Qualifier
from .units import either

_LOOKBACK = {"zh": 16, "en": 48}
_LOOKAHEAD = 16
_COUNTED = re.compile(r"[0-9一二两三四五六七八九十百千万亿]条$")
_BLANKS = " \u00a0\u3000"


@dataclass(frozen=True)
class _Before:
    """The cues that stand directly before a number in one language."""

    cues: dict[str, Qualifier]
    links: tuple[str, ...]
    lengths: tuple[int, ...]
    last: frozenset[str]
    ends: frozenset[str]

    def find(self, text: str) -> tuple[Qualifier, str, int] | None:
        """The cue `text` ends with: its qualifier, its words and where they end.

        A linking word may stand behind it. Of several the one that begins first, so that 不超过
        is not taken for 超过.
        """
        if text[-1:] not in self.ends:
            return None
        best: tuple[Qualifier, str, int] | None = None
        first = len(text)
        for link in self.links:
            if link and not text.endswith(link):
                continue
            end = len(text) - len(link)
            for length in self.lengths if text[end - 1 : end] in self.last else ():
                words = text[max(0, end - length) : end]
                if length <= end and words in self.cues and end - length < first:
                    best, first = (self.cues[words], words, end), end - length
                    break
        return best


@cache
def _before(lang: Lang) -> _Before:
    rows = _rows(lang)
    cues: dict[str, Qualifier] = {
        word: cast("Qualifier", q) for q, words in rows["before"].items() for word in words
    }
    gap = " " if lang == "en" else ""
    links = ("", *(f"{gap}{link}" for link in rows["links"]))
    lengths = tuple(sorted({len(word) for word in cues}, reverse=True))
    last = frozenset(word[-1] for word in cues)
    return _Before(cues, links, lengths, last, last | {link[-1] for link in links if link})


@cache
def _before_multiplier() -> _Before:
    rows = table("cues")["chinese"]["before_multiplier"]
    cues = {word: cast("Qualifier", q) for q, words in rows.items() for word in words}
    return _Before(cues, ("",), (1,), frozenset(cues), frozenset(cues))


@cache
def _after(lang: Lang) -> re.Pattern[str]:
    rows = _rows(lang)
    joined = "|".join(f"(?P<{q}>{either(words)})" for q, words in rows["after"].items())
    if lang == "zh":
        excluded = either(rows["not_after"])
        begin = "".join({word[0] for words in rows["after"].values() for word in words})
        included = "(?:[（(]含[^）)\n]{0,4}[）)])?"
        at_end = table("cues")["chinese"]["after_at_end"]
        ending = "|".join(rf"(?P<{q}_at_end>{either(words)})" for q, words in at_end.items())
        return re.compile(
            rf"{included}(?:(?=[{begin}])(?!{excluded})(?:{joined})"
            rf"|(?:{ending})(?=$|[,。;；、!！?？\n)）”]))"
        )
    return re.compile(rf"\s?(?:{joined})(?![\w])", re.IGNORECASE)


def _rows(lang: Lang) -> dict[str, dict[str, list[str]]]:
    return cast("dict[str, dict[str, list[str]]]", table("cues")[_NAMES[lang]])


_NAMES: dict[Lang, str] = {"zh": "chinese", "en": "english"}


def find_qualifier(text: str, start: int, end: int, kind: Kind, lang: Lang) -> Qualifier | None:
    """The qualifier said directly before or after `text[start:end]`, or None for none.

    Chinese text has to be folded.
    """
    after = _after(lang).match(text, end, end + _LOOKAHEAD)
    if after and _suits(after[after.lastgroup or 0], kind, lang):
        return cast("Qualifier", (after.lastgroup or "").removesuffix("_at_end"))
    before = text[max(0, start - _LOOKBACK[lang]) : start]
    if lang == "en":
        before = before.lower().replace("-", " ")
    if before[-1:] in _BLANKS:
        before = before[:-1]
    cue = _before(lang).find(before)
    if cue is None and lang == "zh" and is_multiplier(text[start : start + 1]):
        cue = _before_multiplier().find(before)
    if cue is None and lang == "zh" and kind in _apart().kinds:
        cue = _find_apart(before)
    if lang == "zh" and (cue is None or not _suits(cue[1], kind, lang)):
        cue = _find_bound(before, kind) or cue
    if cue is None:
        return None
    qualifier, words, at = cue
    scaled = lang == "zh" and is_multiplier(text[start : start + 1])
    suits = _suits(words, kind, lang) or (scaled and words in _before_multiplier().cues)
    if not suits or _is_other_word(before[:at], lang):
        return None
    if lang == "en" and before[at - len(words) - 1 : at - len(words)].isalpha():
        return None
    return qualifier


class _Apart(NamedTuple):
    """What may stand between a cue and the number of a share, and of what kinds that is."""

    kinds: tuple[str, ...]
    between: re.Pattern[str]
    between_short: re.Pattern[str]


@cache
def _apart() -> _Apart:
    rules = table("cues")["chinese"]["apart"]
    return _Apart(
        tuple(rules["kinds"]), re.compile(rules["between"]), re.compile(rules["between_short"])
    )


def _find_apart(before: str) -> tuple[Qualifier, str, int] | None:
    """The cue of a share that words part from its number: 约占全国四成, 接近全区的四成."""
    if "占" not in before and not before.endswith("的"):
        return None
    cues = _before("zh")
    for pattern, shortest in ((_apart().between, 2), (_apart().between_short, 1)):
        for found in pattern.finditer(before):
            for begin in range(found.start(), len(before)):
                cue = cues.find(before[:begin]) if pattern.match(before, begin) else None
                if cue and len(cue[1]) >= shortest:
                    return cue
    return None


@cache
def _bounds() -> tuple[frozenset[str], re.Pattern[str], dict[str, Qualifier]]:
    """What bounds begin with, and those that verbs part from their number."""
    rules = table("cues")["chinese"]["bounds"]
    begins = frozenset(rules["begins"])
    words = {w: q for w, q in _before("zh").cues.items() if w[0] in begins}
    return begins, re.compile(rf"(?P<cue>{either(words)})(?P<verbs>{rules['verbs']})?$"), words


def _find_bound(before: str, kind: Kind) -> tuple[Qualifier, str, int] | None:
    """The bound of a sum that verbs part from it: 最高补贴12万元, 最长可贷10年, 最低3.1%."""
    begins, pattern, words = _bounds()
    if begins.isdisjoint(before):
        return None
    found = pattern.search(before)
    directly = table("cues")["chinese"]["bounds"]["directly"]
    if found is None or not (found["verbs"] or kind in directly):
        return None
    return words[found["cue"]], f"{found[0]}…", found.end()


def _is_other_word(before: str, lang: Lang) -> bool:
    """Whether `before` ends in a word that only looks like a cue: 条约, but not 两条约."""
    if not before.endswith(_not_before(lang)):
        return False
    if lang == "zh" and before.endswith(_but_before()):
        return False
    return not (lang == "zh" and _COUNTED.search(before[-3:-1]))


@cache
def _but_before() -> tuple[str, ...]:
    return tuple(table("cues")["chinese"]["but_before"])


@cache
def _not_before(lang: Lang) -> tuple[str, ...]:
    return tuple(table("cues")[_NAMES[lang]]["not_before"])


def _suits(word: str, kind: Kind, lang: Lang) -> bool:
    """Whether `word` says something of this kind of amount."""
    kinds = table("cues")[_NAMES[lang]]["only_for"].get(word.lower())
    return kinds is None or kind in kinds
