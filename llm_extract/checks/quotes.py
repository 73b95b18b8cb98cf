"""Finding where in the source a quotation was taken from, digit by digit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from llm_extract.text import Span

from .alterations import nearest_place
from .folding import bare, fold, has_readings, is_traditional, numbers, without_cut_readings


@dataclass(frozen=True)
class QuoteMatch:
    """Whether and where a quotation stands in the source.

    `exact`: word for word. `folded`: but for width, punctuation form, white space, traditional
    or simplified script, or pinyin in brackets. `altered`: taken from `span`, but with the
    `difference` described. `not_found`: nowhere, and `span` is None.
    """

    status: Literal["exact", "folded", "altered", "not_found"]
    span: Span | None
    difference: str = ""

    @property
    def ok(self) -> bool:
        """Whether the source says what the quotation says."""
        return self.status in ("exact", "folded")


def locate_quote(quote: str, source: str) -> QuoteMatch:
    """The place of `quote` in `source`.

    A digit, a numeral and a unit must agree, and a number must be whole: 38亿元 is not a
    quotation from 538亿元. Offsets are those of `source`.
    """
    if not any(c.isalnum() for c in quote):
        return QuoteMatch("not_found", None, "the quotation has no words")
    for start in _occurrences(quote, source):
        span = Span(start, start + len(quote))
        if not numbers(source).is_cut(span):
            return QuoteMatch("exact", span)
    scripts = (False, True) if _script_may_differ(quote, source) else (False,)
    for script in scripts:
        found = _find_folded(quote, source, script=script)
        if found:
            return QuoteMatch("folded", found)
    altered = nearest_place(quote, source, script=scripts[-1])
    if altered is None:
        return QuoteMatch("not_found", None)
    return QuoteMatch("altered", *altered)


def _script_may_differ(quote: str, source: str) -> bool:
    return is_traditional(quote) or is_traditional(source)


def _find_folded(quote: str, source: str, *, script: bool) -> Span | None:
    """Where `quote` stands but for its writing; signs at its edges do not count."""
    needle, haystack = fold(quote, script=script).text, fold(source, script=script)
    if has_readings(source):
        needle = without_cut_readings(needle)
    start, end = bare(needle)
    for wanted in dict.fromkeys((needle, needle[start:end])):
        for at in _occurrences(wanted, haystack.text):
            span = haystack.original(at, at + len(wanted))
            if not numbers(source).is_cut(span):
                return span
    return None


def _occurrences(wanted: str, text: str) -> Iterator[int]:
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        yield at
        at = text.find(wanted, at + 1)
