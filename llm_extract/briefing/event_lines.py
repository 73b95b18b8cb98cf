"""What an event was, in one line that can be read."""

from __future__ import annotations

from llm_extract.records import Event

from .citing import Citer
from .document import Runs


def told_event(event: Event, citer: Citer) -> Runs:
    """A line about an event; in English nothing where it cannot be told.

    In Chinese it is the article's own clause, which claims nothing and is not checked.
    """
    if citer.lang == "zh":
        return citer.name(event.what_zh, event.evidence, event.quantities)
    mine = {fact.id for fact in citer.result.facts if fact.quantity in event.quantities}
    summary = citer.result.summary.en
    for sentence in (*summary.sentences, *summary.points):
        if not mine.isdisjoint(sentence.facts):
            return citer.prose(sentence.text, sentence.facts)
    return ()


def is_told(citer: Citer, event: Event) -> bool:
    """Whether there is a line about an event."""
    return bool(told_event(event, citer))
