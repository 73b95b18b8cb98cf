"""Changes of a source told as levels, levels told as changes, and rises told as falls."""

from __future__ import annotations

import re

from llm_extract.knowledge import table
from llm_extract.records import Finding, Quantity

from .stated import Stated
from .tellings import finding, is_small_word
from .trends import Trend

_TOTAL = re.compile(
    "(?:总(?:装机|规模|产能|面积|数|量|里程|户数|人数)|累计|存量|保有量)[为达是有共]{0,2}$"
)
_ARRIVES = re.compile(r"[到至]|\bto\b")
"""In the words of a trend, makes the figure the level reached."""
_LEVELS = ("money", "count", "measure", "duration")


def told_as_level(claim: Stated, source: Stated) -> Finding | None:
    """A rise or fall of the source told as the level reached, or the other way round."""
    figure = claim.quantity
    if is_small_word(figure):
        return None
    words = _words_of_change(claim, source)
    if _is_new_as_total(claim, source):
        message = f"The claim gives {figure.surface} as the total; in the source it is what is new."
    elif source.change and _arrives(claim):
        message = f"The claim gives {figure.surface} as the level reached; it is by how much."
    elif source.change and claim.trend is None and figure.kind in _LEVELS:
        if claim.indicators & {"growth", "fall", "above"}:
            return None
        message = f"The claim gives {figure.surface} as a level; in the source it is a change."
    elif words is not None:
        message = (
            f"The claim tells {figure.surface} as a change ({words}); in the source it is a level."
        )
    else:
        return None
    return finding(claim, "value_mismatch", message, source.quantity)


def _arrives(claim: Stated) -> bool:
    """Whether a figure is told as the level to which another rose or fell: 压缩到20天."""
    kinds = (*_LEVELS, "percent")
    if claim.trend is None or not claim.reached or claim.quantity.kind not in kinds:
        return False
    return _ARRIVES.search(claim.trend.words) is not None


def _is_new_as_total(claim: Stated, source: Stated) -> bool:
    """Whether what was added is told as all there is: 总装机460万千瓦 for 新增460万千瓦."""
    if source.trend is None or not source.trend.either or claim.trend is not None:
        return False
    return "总" not in source.lead and _TOTAL.search(claim.lead) is not None


def _words_of_change(claim: Stated, source: Stated) -> str | None:
    """The words by which a level of the source is told as a change, or None where it is not."""
    trend, there = claim.trend, source.trend
    if trend is None or (trend.either and _is_accumulated(source)):
        return trend.words if trend else None
    if not trend.change or source.change or (there is not None and there.either):
        return None
    return trend.words if there is not None or _is_level(claim.quantity, source) else None


def _is_accumulated(source: Stated) -> bool:
    """Whether a figure is told as all there are by now, and not as what is new."""
    return "累计" in source.pairs and source.trend is None


def _is_level(figure: Quantity, source: Stated) -> bool:
    """Whether a figure without a word of change is one reached: of a rate, where none is near."""
    if figure.kind == "percent":
        return source.topics.isdisjoint(("growth", "fall"))
    return figure.kind in (*_LEVELS, "ratio")


def told_in_other_direction(claim: Stated, source: Stated) -> Finding | None:
    """A rise of the source told as a fall, or a fall as a rise."""
    one = claim.quantity.value == 1
    if is_small_word(claim.quantity) and (one or not (claim.change and source.change)):
        return None
    if claim.trend is None and _is_negative(source) and not _is_negative(claim):
        message = (
            f"The claim says {claim.quantity.surface}; the source says {source.quantity.surface}."
        )
        return finding(claim, "value_mismatch", message, source.quantity)
    if claim.trend is None or source.trend is None or not (claim.change and source.change):
        return None
    if claim.quantity.kind == "duration" and _is_sooner(source):
        if not _is_later(claim) and _is_sooner(claim):
            return None
        if _is_later(claim):
            message = f"The claim tells {claim.quantity.surface} as late; it is early."
            return finding(claim, "value_mismatch", message, source.quantity)
    return _turned(claim, source, claim.trend, source.trend)


def _turned(claim: Stated, source: Stated, told: Trend, there: Trend) -> Finding | None:
    """A finding where one figure is told as a rise and the other as a fall."""
    falls = (there.direction == "down") != _is_negative(source)
    claimed = (told.direction == "down") != _is_negative(claim)
    if falls == claimed:
        return None
    ways = ("a fall", "a rise") if claimed else ("a rise", "a fall")
    message = (
        f"The claim tells {claim.quantity.surface} as {ways[0]} ({told.words}); "
        f"in the source it is {ways[1]} ({there.words})."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def _is_sooner(stated: Stated) -> bool:
    """Whether a time is told as shorter or earlier than another, which is up or down alike."""
    words = stated.trend.words if stated.trend else ""
    return re.search(table("trends")["sooner"], words, re.IGNORECASE) is not None


def _is_later(stated: Stated) -> bool:
    words = stated.trend.words if stated.trend else ""
    return re.search(table("trends")["later"], words, re.IGNORECASE) is not None


def _is_negative(stated: Stated) -> bool:
    return (stated.quantity.value or 0) < 0
