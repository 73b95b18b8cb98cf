"""Whether two figures of a source are told of one place and time."""

from __future__ import annotations

import re

from .periods import Calendar, period_fit
from .places import Places
from .stated import Stated

_LABEL = re.compile("\\s*[一二三四五六七八九十]+、(?P<name>[^，。：]{2,14})：")
"""Opens an item of a numbered list, whose figures are its own."""


def same_frame(
    one: Stated, other: Stated, places: Places, calendar: Calendar, *, near: bool
) -> bool:
    """Whether place and period are the same, as far as told; `near`: in the figures' sentences."""
    first, second = (_owners(places, s, near=near) for s in (one, other))
    if first and second and first.isdisjoint(second):
        return False
    labels = [_LABEL.match(places.outline.text, _sentence(places, s)) for s in (one, other)]
    if any(labels) and (not all(labels) or len({m["name"] for m in labels if m}) > 1):
        return False
    dates = [calendar.before(s.quantity.start, s.sentence)[-1:] for s in (one, other)]
    if not dates[0] or not dates[1]:
        return True
    (_, when), (_, then) = dates[0][0], dates[1][0]
    if (when.relative or 0) != (then.relative or 0):
        return False
    return period_fit(when, then, calendar.years) != "no"


def _sentence(places: Places, stated: Stated) -> int:
    return places.outline.sentence_at(stated.quantity.start).start


def _owners(places: Places, stated: Stated, *, near: bool) -> frozenset[str]:
    """The place of a figure; for 全区 and the like the place named last."""
    found = places.governing(stated.quantity.span)
    if found and near and found.place.span.start < _sentence(places, stated):
        return frozenset()
    if found:
        return found.keys
    named = [p for p in places.named if p.keys and p.span.end <= stated.quantity.start]
    return named[-1].keys if named and not near else frozenset()
