"""By which stretch of time a figure is told: a day, in 600,000 a day."""

from __future__ import annotations

import re
from functools import cache

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity

_BEFORE = {"zh": 16, "en": 26}
_AFTER = {"zh": 6, "en": 48}
_TIMES = ("hour", "day", "week", "month", "quarter", "year")
_KINDS = ("count", "measure", "money")


@cache
def _patterns(lang: Lang) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before such a figure, and what behind it; groups are named by the time."""
    found = []
    for side in ("before", "after"):
        rows = table("rates")[lang]
        words = "|".join(f"(?P<{time}>{rows[time][side]})" for time in rows if time in _TIMES)
        between = rows["between"][side]
        joined = f"(?:{words}){between}$" if side == "before" else f"{between}(?:{words})"
        found.append(re.compile(joined, re.IGNORECASE))
    return found[0], found[1]


def is_averaged(sentence: str, lang: Lang) -> bool:
    """Whether a sentence tells what comes about in a stretch of time, on average."""
    return re.search(table("rates")[lang]["averaged"], sentence, re.IGNORECASE) is not None


def read_rate(text: str, figure: Quantity, lang: Lang) -> str:
    """The name of the time a figure is told by, or "" where none is."""
    if figure.kind not in _KINDS:
        return ""
    before, after = _patterns(lang)
    match = before.search(text[max(0, figure.start - _BEFORE[lang]) : figure.start])
    match = match or after.match(text[figure.end : figure.end + _AFTER[lang]])
    return match.lastgroup or "" if match else ""
