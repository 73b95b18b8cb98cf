"""What an event was, in one line that can be read."""

from __future__ import annotations

from llm_extract.event_wording import event_wording
from llm_extract.records import Event
from llm_extract.text import Span

from .citing import Citer
from .document import Figure, Runs


def told_event(event: Event, citer: Citer) -> Runs:
    """A line about an event; in English nothing where it cannot be told.

    In Chinese it is the article's own clause, which claims nothing and is not checked.
    """
    wording = event_wording(citer.result, event, citer.lang)
    if wording is None:
        return (
            citer.name(event.what_zh, event.evidence, event.quantities)
            if citer.lang == "zh"
            else ()
        )
    if citer.lang == "zh":
        return citer.name(wording.text, event.evidence, event.quantities)
    return citer.prose(wording.text, [figure.quantity for figure in wording.figures])


def day_of(event: Event, citer: Citer) -> Figure:
    """The day of an event that has one, with the article's words for it: 次日, 4月24日."""
    text = citer.result.article.text.clean
    at = text.find(event.surface, event.evidence.start) if event.surface else -1
    near = Span(at, at + len(event.surface)) if at >= 0 else event.evidence
    return citer.date(event.date or "", near)
