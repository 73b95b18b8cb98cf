"""How long something has gone on in a row: 连续8个月 told as eleven months running."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.records import Finding

from .amounts import same_value
from .readings import Reading
from .stated import Stated
from .tellings import finding

_BEFORE = re.compile("连续第?$")
_BEHIND = re.compile(r" (?:in a row|running|straight|consecutively|on end)\b")
_REACH = 4


def check_streaks(claim: Reading, source: Reading) -> Iterator[Finding]:
    """A finding for every streak the source tells with other lengths only."""
    if source.lang != "zh":
        return
    told = [s for s in claim.stated if _is_streak(claim, s)]
    there = [s for s in source.stated if _is_streak(source, s)] if told else []
    for stated in told:
        like = [s for s in there if s.quantity.unit == stated.quantity.unit]
        if like and not any(same_value(s.quantity, stated.quantity) for s in like):
            meant = like[0].quantity
            message = f"The source tells {meant.surface} in a row, not {stated.quantity.surface}."
            yield finding(stated, "value_mismatch", message, meant)


def _is_streak(reading: Reading, stated: Stated) -> bool:
    if stated.quantity.kind != "duration":
        return False
    start = stated.quantity.start
    if reading.lang == "zh":
        return _BEFORE.search(reading.text[max(0, start - _REACH) : start]) is not None
    return _BEHIND.match(reading.text, stated.quantity.end) is not None
