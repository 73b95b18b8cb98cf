"""How an amount is told, by its own words and by what the text told before it."""

from __future__ import annotations

import re

from llm_extract.records import Quantity
from llm_extract.text import Span

from .figure_status import StatusCue, left_behind
from .marked import Marked
from .plans_before import coming_year, goes_on_with_plans, is_over
from .status import PAST, read_status, status_cues
from .undone import undone

_REACH = 80
_CLAUSE = re.compile("[，。；：]")
_PLANNED = re.compile(r"\b(?:planned|targeted|projected|proposed) $")


def told_status(marked: Marked, quantity: Quantity, sentence: Span) -> StatusCue | None:
    """How an amount is told: as done, as meant, or as not done; None when no word tells."""
    denied = undone(marked.text, quantity, marked.lang)
    planned = _PLANNED.search(marked.text, 0, quantity.start) if marked.lang == "en" else None
    if denied or planned:
        return denied or StatusCue("nominal", planned[0].strip() if planned else "")
    # No clause break may cut a figure of the sentence.
    kept = tuple(q.span for q in marked.quantities.within(sentence))
    told = read_status(marked.outline, quantity.span, kept)
    if told is not None and _is_bound(marked, quantity, told, sentence):
        return StatusCue("future", told.words)
    left = left_behind(marked.text, quantity.span, marked.lang)
    if left or (told is not None and _is_near(marked, quantity, told)):
        return told
    if told is not None and is_over(marked, told.words, sentence):
        return StatusCue("weak", told.words)
    coming = coming_year(marked, quantity)
    told = StatusCue("future", coming) if coming else told
    if told is None or told.told != "weak" or not goes_on_with_plans(marked.outline, quantity):
        return told
    return StatusCue("open", told.words)


def _is_bound(marked: Marked, quantity: Quantity, told: StatusCue, sentence: Span) -> bool:
    """Whether what is measured is bounded as a goal is, behind plans: 实际到位资金180亿元以上."""
    if not told.words.startswith("实际") or quantity.qualifier not in ("at_least", "about"):
        return False
    before = marked.text[sentence.start : quantity.start]
    planned = any(m.lastgroup == "future" for m in status_cues("zh").finditer(before))
    return planned and not PAST.search(before)


def _is_near(marked: Marked, quantity: Quantity, told: StatusCue) -> bool:
    """Whether a word of result stands in the clause of the figure."""
    before = marked.text[max(0, quantity.start - _REACH) : quantity.start]
    return told.told == "result" and told.words in _CLAUSE.split(before)[-1]
