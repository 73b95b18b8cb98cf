"""Cutting Chinese and English text into sentences and clauses."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, cached_property
from itertools import pairwise

from llm_extract.records import Lang
from llm_extract.text import Span

_ENDS = {
    "zh": r"[。！？!?\n]+[”’」』\"]*|…{2,}",
    "en": r"(?<!\bCo)(?<!\bLtd)(?<!\bNo)(?<!\bapprox)(?<!\bMr)(?<!\bMs)"
    r"[.!?]+[\"”’)]*(?=\s+[\"“‘(]?[A-Z\d])|\n+",
}
_BREAKS = {
    "zh": r"[，,；;：:、（）()]|——",
    "en": r",(?!\d)|[;:()]|\s[-–—]\s|—"
    r"|\b(?:and|while|whereas|but|with|(?<!is )(?<!are )after|of which|which|whose|including"
    r"|that(?= (?:will|would|should|could|can|may"
    r"|(?:is|are) (?:to|set|due|expected|designed|planned))\b))\b",
}
_HAN = re.compile(r"[\u3400-\u9fff]")
_LATIN = re.compile(r"[A-Za-z]{2,}")


def language(text: str) -> Lang:
    """Chinese when there are at least half as many Han characters as Latin words."""
    return "zh" if 2 * len(_HAN.findall(text)) >= len(_LATIN.findall(text)) else "en"


@dataclass(frozen=True)
class Outline:
    """The sentences of a text, as spans that touch one another."""

    text: str
    lang: Lang
    starts: tuple[int, ...]
    _known: dict[tuple[Span, tuple[Span, ...]], list[Span]] = field(
        default_factory=dict, compare=False, repr=False
    )

    @classmethod
    def of(cls, text: str, lang: Lang) -> Outline:
        """The outline of `text`."""
        ends = (match.end() for match in _pattern(_ENDS[lang]).finditer(text))
        return cls(text, lang, (0, *(end for end in ends if end < len(text))))

    def index_at(self, position: int) -> int:
        """The number of the sentence that covers `position`."""
        return bisect_right(self.starts, position) - 1

    def sentence(self, index: int) -> Span:
        """The sentence with number `index`."""
        return self._sentences[index]

    @cached_property
    def _sentences(self) -> list[Span]:
        return [Span(*ends) for ends in pairwise((*self.starts, len(self.text)))]

    def sentence_at(self, position: int) -> Span:
        """The sentence that covers `position`."""
        return self.sentence(self.index_at(position))

    def clauses(self, sentence: Span, keep: tuple[Span, ...] = ()) -> list[Span]:
        """The clauses of `sentence`, in order; no break falls into a span of `keep`."""
        known = self._known.get((sentence, keep))
        if known is None:
            known = self._known[sentence, keep] = list(self._clauses(sentence, keep))
        return known

    def _clauses(self, sentence: Span, keep: tuple[Span, ...]) -> Iterator[Span]:
        start = sentence.start
        kept = sorted(keep)
        starts = [k.start for k in kept]
        for match in _pattern(_BREAKS[self.lang]).finditer(self.text, sentence.start, sentence.end):
            before = bisect_right(starts, match.start()) - 1
            if before >= 0 and match.start() < kept[before].end:
                continue
            yield Span(start, match.start())
            # A connecting word belongs to the clause it opens, a sign to none.
            start = match.start() if match[0][0].isalpha() else match.end()
        yield Span(start, sentence.end)


@cache
def _pattern(expression: str) -> re.Pattern[str]:
    return re.compile(expression)
