"""What an event was, in one line that can be read."""

from __future__ import annotations

from llm_extract.event_wording import event_wording
from llm_extract.records import Event

from .citing import Citer
from .document import Runs


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
