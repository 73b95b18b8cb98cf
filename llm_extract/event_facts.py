"""Key facts of events with figures: who went where and signed what, by their own wording."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .dating import with_date
from .event_wording import worded
from .key_facts import Point
from .planning import length
from .records import Event, Lang
from .wording import Told, Wording

_WORTH, _WORTH_OF_EACH, _MOST_COUNTED = 9.0, 1.5, 3
_LONGEST: dict[Lang, int] = {"zh": 80, "en": 45}
_TWICE = re.compile(
    r"\b(made|held|signed|visited) [\d,]+ ([a-z-]+ )*?([a-z-]+)\b.*\b\1 [\d,]+ .*\b\3\b"
)
"""The same kind of thing counted twice, which says nothing of either."""
_OURS = re.compile(r"^(?:我[市县区州盟旗]|[市县区州盟旗]里)又?")
_HELD_TWICE = re.compile(r"held an? [a-z ]*event[^,]*?, (?=held \w+ )")
_LANGS: tuple[Lang, ...] = ("zh", "en")


def of_events(told: Told, known: set[str]) -> Iterator[Point]:
    """Events that state figures which no sentence of `known` quantities tells."""
    for event in told.result.events:
        new = [q for q in event.quantities if q not in known]
        if event.status != "done" or not event.date or 2 * len(new) <= len(event.quantities):
            continue
        point = _point(told, event)
        if point is not None:
            yield point


def _point(told: Told, event: Event) -> Point | None:
    """An event in both languages, where both state figures; None else."""
    zh, en = (worded(told, event, lang) for lang in _LANGS)
    if zh is None or en is None or not (zh.kind or en.kind):
        return None
    counted = min(len(zh.figures), len(en.figures))
    if not counted or not _fits(zh, en) or _TWICE.search(en.text):
        return None
    chinese = _OURS.sub(event.place or "", zh.text)
    english = _HELD_TWICE.sub("", en.text)
    words = with_date({"zh": f"{chinese}。", "en": english}, event.date)
    ids = tuple(dict.fromkeys(one.quantity for one in (*zh.figures, *en.figures)))
    worth = _WORTH + _WORTH_OF_EACH * min(_MOST_COUNTED, counted)
    core = tuple(one.quantity for one in en.figures)
    return Point(words, ids, event.evidence.start, worth, event.place or "", True, core)


def _fits(zh: Wording, en: Wording) -> bool:
    return length(zh.text, "zh") <= _LONGEST["zh"] and length(en.text, "en") <= _LONGEST["en"]
