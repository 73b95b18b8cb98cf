"""Names time and place once: when, where the source says it elsewhere, and places in full once."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from .checks import SourceIndex
from .errors import InputError
from .figure_words import in_english
from .place_words import shortened
from .planning import LIMITS, Telling, is_sound, length
from .records import Lang
from .render import render_date

_NOW = re.compile("眼下|目前|至今|如今|现已|迄今")
_DAY = r"\d{4}-\d\d-\d\d"
Periods = Mapping[str, str | None]
"""The period of each quantity, by its id."""


def date_tellings(source: SourceIndex, tellings: list[Telling], periods: Periods) -> list[Telling]:
    """The sentences with their periods named where they change, as far as there is room."""
    dated = _with_short_names(tellings)
    last: str | None = None
    for place, telling in enumerate(tellings):
        period = periods.get(telling.first.quantity.id)
        is_open = telling.first.when is None and not is_day_of_aim(telling.first.status, period)
        is_open = is_open and _NOW.search(telling.words["zh"]) is None
        if not telling.is_dispute and is_open and period != last:
            words = with_date(dated[place].words, period)
            longer = [*dated[:place], replace(telling, words=words), *dated[place + 1 :]]
            if _fits(longer) and is_sound(source, words):
                dated = longer
        last = period
    return dated


def _with_short_names(tellings: list[Telling]) -> list[Telling]:
    """Every place by its full name where it is told of first, and by its own after that."""
    named: set[str] = set()
    short: list[Telling] = []
    for telling in tellings:
        region = telling.groups["en"].region
        again = region in named
        short.append(replace(telling, words=shortened(telling.words, region)) if again else telling)
        named.add(region)
    return short


def _fits(tellings: list[Telling]) -> bool:
    return all(
        sum(length(one.words[lang], lang) for one in tellings) <= limit
        for lang, limit in LIMITS.items()
    )


def is_day_of_aim(status: str, period: str | None) -> bool:
    """Whether a period is the day on which an aim was set, or by which it is to be reached."""
    return status in ("target", "planned") and re.fullmatch(_DAY, period or "") is not None


def with_date(words: dict[Lang, str], period: str | None) -> dict[Lang, str]:
    """A sentence with its period in front; the same where that is none that has words."""
    try:
        zh, en = render_date(period or "", "zh"), in_english(period or "")
    except InputError:
        return words
    english = re.sub(
        r"^(?:A|An|The|Work|Two|Three|Four|Five|Six|Seven|Eight|Nine)\b",
        lambda m: m[0].lower(),
        words["en"],
    )
    chinese = words["zh"] if _names_time(words["zh"], period or "") else f"{zh}，{words['zh']}"
    return {"zh": chinese, "en": f"{en}, {english}"}


def _names_time(words: str, period: str) -> bool:
    """Whether a Chinese sentence names its year or quarter itself: 2024年实现, 一季度完成."""
    year, _, part = period.partition("-")
    quarter = f"{'一二三四'[int(part[1]) - 1]}季度" if re.fullmatch("Q[1-4]", part) else ""
    return bool(quarter and quarter in words) or (not part and f"{year}年" in words)
