"""Figures and times as English sentences word them."""

from __future__ import annotations

import re

from .cues import cue
from .glossary import cached
from .indicators import adjectives, modifiers
from .knowledge import table
from .labels import Label
from .names import to_english
from .render import DateStyle, render, render_date
from .terms import is_translated

_MIN_FIELD = 2
_SCALE = re.compile("[十百千万]*亿元?级")


def in_english(period: str) -> str:
    """An ISO period as it opens a sentence: On 19 May 2022, In the first quarter of 2022.

    Raises InputError when it is none that can be worded.
    """
    first, _, last = period.partition("/")
    if re.fullmatch(r"\d{4}-\d\d-\d\d", last) and first[:7] != last[:7]:
        style: DateStyle = "without_year" if first[:4] == last[:4] else "full"
        return f"Between {render_date(first, 'en', style)} and {render_date(last, 'en')}"
    is_day = re.fullmatch(r"(?:\d{4}|-)-\d{2}-\d{2}", first)
    return f"{'On' if is_day else 'In'} {render_date(period, 'en')}"


def told_of(phrase: str, name: str) -> str:
    """What an indicator's phrase tells of money: its origin, its field, or its sort."""
    rows: dict[str, str] = table("indicators")[f"{name}s"]
    return next((en for zh, en in rows.items() if zh in phrase), "")


@cached
def _sector(phrase: str) -> str:
    """The field of projects that their phrase names and no adjective tells: 医美项目."""
    rest = _SCALE.sub("", cue("size_class").sub("", phrase))
    for known in modifiers():
        rest = rest.replace(known, "")
    found = re.search(table("points")["sector"], rest)
    field = cue("verb").sub("", found["field"]) if found else ""
    if len(field) < _MIN_FIELD or not is_translated(field):
        return ""
    return to_english(field, style="phrase")


def figure_english(label: Label, limit: Label | None = None) -> str:
    """The figure with its noun and adjectives: at least 200 key companies."""
    noun = ""
    if label.quantity.kind == "count" and label.indicator and label.indicator.noun:
        noun = label.indicator.noun
        known = adjectives(label.phrase)
        extra = [w for w in known.split() if w not in noun.split()]
        sector = _sector(label.phrase) if label.indicator.noun == "project" else ""
        noun = " ".join([*extra, *([sector] if sector else []), noun])
    words = render(label.quantity, "en", noun)
    if limit is not None:
        bound = render(limit.quantity, "en", qualified=False)
        over = limit.quantity.qualifier == "over"
        ranged = limit.quantity.value_high is not None
        at_least = bound if ranged else f"{bound} or more"
        words += f" of more than {bound}" if over else f" of {at_least}"
    return words
