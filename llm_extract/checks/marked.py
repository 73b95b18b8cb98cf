"""A text with what the checks look for marked in it: sentences, quantities, and cues."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache, cached_property

from llm_extract.knowledge import table
from llm_extract.quantities import find_quantities, quantities_of
from llm_extract.records import Lang, Quantity
from llm_extract.text import Ordered, Span

from .concepts import Cue, find_cues
from .folding import is_traditional, simplified
from .nearby import as_told
from .outline import Outline
from .punctuation import widened

_NAME_CHARACTER = re.compile("[\u3400-\u9fff](?<![个两三四五六七八九十])")


_SENTENCE = 500
"""Characters up to which a text may be a sentence."""


@cache
def _phrases(lang: Lang) -> re.Pattern[str]:
    return re.compile("|".join(table("checks")["set_phrases"][lang]), re.IGNORECASE)


def _one_form(text: str) -> str:
    """A Chinese text in simplified characters and full-width punctuation, place for place."""
    return widened(text.translate(simplified()) if is_traditional(text) else text)


def _quantities(text: str, lang: Lang, published: date | None) -> Sequence[Quantity]:
    """A source is read once; the sentences held against it often more than once."""
    find = quantities_of if len(text) <= _SENTENCE else find_quantities
    return find(text, lang, published)


class Marked:
    """A text, and what stands where in it."""

    def __init__(self, text: str, lang: Lang, published: date | None = None) -> None:
        self.text = _one_form(text) if lang == "zh" else text
        self.lang = lang
        self.published = published
        self.outline = Outline.of(self.text, lang)
        self.set_phrases = [
            Span(*match.span()) for match in _phrases(self.lang).finditer(self.text)
        ]
        self.quantities = Ordered(self._figures())
        self.amounts = [q for q in self.quantities if q.is_amount and q.value is not None]
        self._topics: dict[int, frozenset[str]] = {}

    def _figures(self) -> list[Quantity]:
        """All quantities but those in set phrases that hold a number by custom."""
        return [
            as_told(self.text, q, self.lang)
            for q in _quantities(self.text, self.lang, self.published)
            if not any(p.start <= q.start and q.end <= p.end for p in self.set_phrases)
        ]

    @cached_property
    def indicators(self) -> Ordered[Cue]:
        """The cues of indicators."""
        return Ordered(find_cues(self.text, "indicators", self.lang))

    @cached_property
    def nouns(self) -> Ordered[Cue]:
        """The cues of what can be counted."""
        return Ordered(find_cues(self.text, "nouns", self.lang))

    @cached_property
    def free_nouns(self) -> Ordered[Cue]:
        """Those of them that stand in no quantity and only close no name."""
        inside = {at for q in self.quantities for at in range(q.start, q.end)}
        return Ordered(
            cue
            for cue in self.nouns
            if cue.span.start not in inside and not self._ends_name(cue.span)
        )

    def _ends_name(self, noun: Span) -> bool:
        """Whether a noun of one character only closes a name: the 市 of 新余市."""
        if self.lang == "en" or noun.end - noun.start > 1 or not noun.start:
            return False
        return _NAME_CHARACTER.match(self.text, noun.start - 1) is not None

    def topics(self, sentence: int) -> frozenset[str]:
        """All concepts a sentence names."""
        if sentence not in self._topics:
            span = self.outline.sentence(sentence)
            cues = (*self.indicators.within(span), *self.nouns.within(span))
            self._topics[sentence] = frozenset(cue.concept for cue in cues)
        return self._topics[sentence]

    def dates_in(self, span: Span) -> list[Quantity]:
        """The dates and periods inside `span`."""
        return [q for q in self.quantities.within(span) if q.kind == "date"]
