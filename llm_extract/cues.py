"""Cues of the labels table, and the stretches of a sentence they are searched in."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table

BREAKS = ",，；;。：:!！?？\n"
_BREAK = re.compile(f"[{BREAKS}]")


@cache
def cue(name: str) -> re.Pattern[str]:
    """A pattern of the labels table, compiled."""
    return re.compile(table("labels")[name])


def segment_start(text: str, place: int, floor: int) -> int:
    """Where the stretch between commas that holds `place` begins, not before `floor`."""
    start = place
    depth = 0
    while start > floor:
        character = text[start - 1]
        if character in ")）":
            depth += 1
        elif character in "(（":
            if depth == 0:
                break
            depth -= 1
        elif character in BREAKS and depth == 0 and not _joins(text, start - 1):
            break
        start -= 1
    return start


def _joins(text: str, place: int) -> bool:
    """Whether a comma stands inside a number."""
    around = text[max(0, place - 1) : place + 2]
    return around[:1].isdigit() and around[-1:].isdigit()


def before_bracket(text: str, place: int, floor: int) -> str:
    """The words before `place`; before its bracket, where it is the first thing in one.

    完成年度任务数（4个）: the figure is told of what stands in front of the bracket.
    """
    while place > floor and text[place - 1] in "（(":
        place -= 1
    return text[floor:place]


def segment_end(text: str, place: int, ceiling: int) -> int:
    """Where the stretch between commas that holds `place` ends."""
    found = (match.start() for match in _BREAK.finditer(text, place, ceiling))
    return next((at for at in found if not _joins(text, at)), max(place, ceiling))
