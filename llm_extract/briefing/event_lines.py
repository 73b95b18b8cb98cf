"""What an event was, in one line that can be read."""

from __future__ import annotations

from ..records import Event, Lang, Result


def event_line(result: Result, event: Event, lang: Lang) -> tuple[str, tuple[str, ...]] | None:
    """A sentence about an event, with the facts it was made from; None where there is none."""
    if lang == "zh":
        return event.what_zh, event.quantities
    mine = {fact.id for fact in result.facts if fact.quantity in event.quantities}
    for sentence in (*result.summary.en.sentences, *result.summary.en.points):
        if not mine.isdisjoint(sentence.facts):
            return sentence.text, sentence.facts
    return None
