"""Whether the sentence of an indicator says all that its figure's phrase does.

Indicators are found by a word or two of a phrase: 税 in 减免税费. A sentence by rule tells the
indicator, so that words it leaves out would make another fact of it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

from .chinese import HAN
from .indicators import Indicator, modifiers
from .knowledge import table
from .labels import Label
from .places import find_places

_LEFT = re.compile(f"[{HAN}]{{2,}}")


def says_all(label: Label) -> bool:
    """Whether the sentence of a label's indicator would leave out nothing of its phrase."""
    row = label.indicator
    if row is None or not row.is_said(label.phrase):
        return False
    is_sum_or_rate = label.quantity.kind != "count" and label.role != "change"
    return not (is_sum_or_rate and left_out(label.phrase, row))


def left_out(phrase: str, row: Indicator) -> str:
    """The words of a sum's or rate's phrase that neither its indicator nor its English tells."""
    rest = _told().sub(" ", row.besides(_sorts().sub(" ", phrase)))
    left = _LEFT.findall(_plain().sub(" ", rest))
    return next((words for words in left if not find_places(words)), "")


@cache
def _sorts() -> re.Pattern[str]:
    rows = table("indicators")
    return _any_of([*rows["sorts"], *rows["fields"], *rows["origins"]])


@cache
def _told() -> re.Pattern[str]:
    """Modifiers that English tells, and names of drives and slogans, which are no other fact."""
    return _any_of([*modifiers(), *table("glossary")["campaigns"]])


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(table("points")["plain_words"])


def _any_of(words: Iterable[str]) -> re.Pattern[str]:
    longest = sorted(words, key=len, reverse=True)
    return re.compile("|".join(map(re.escape, longest)))
