"""Columns that several tables have: whose row it is, how much, when, where it stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Annotated

from .columns import About, Prefix

PLACE = "characters"
"""The unit of places in texts."""


@dataclass(frozen=True)
class Origin:
    """The article a row is of."""

    article: Annotated[str, About("Id of the article.", key=True, of="articles")]
    source: Annotated[str, About("File the article was read from, or its name in a list.")]


@dataclass(frozen=True)
class Amount:
    """How much."""

    value: Annotated[
        Decimal | None,
        About(
            "The value; empty for dates, ordinals, codes and names.",
            "that of `unit`, without 万, 亿, million: 538亿元 is 53800000000 yuan, 2万吨 is 20000 "
            "tonnes; percentages as written, 9.5 % is 9.5",
        ),
    ]
    value_high: Annotated[
        Decimal | None, About("The upper end of a range; else empty.", "as `value`")
    ]
    unit: Annotated[
        str | None,
        About(
            "Unit: ISO 4217 for money (CNY is the yuan), % and pp (percentage points), km2, mu, t "
            "and the like for measures, the Chinese counter for counts (个, 家)."
        ),
    ]
    unit_en: Annotated[str | None, About("The unit in English, in the singular.")]
    qualifier: Annotated[
        str, About("exact, at_least, over, nearly, about, at_most, or multi_more (余, 多).")
    ]
    words_en: Annotated[str | None, About("The amount to read, in English: RMB 53.8 billion.")]
    words_zh: Annotated[str | None, About("The amount to read, in Chinese: 538亿元.")]


@dataclass(frozen=True)
class Days:
    """The stretch of time that a date or a period stands for."""

    first_day: Annotated[
        date | None, About("The first day of it, where it is one of the calendar's.")
    ]
    last_day: Annotated[date | None, About("The last day of it.")]


@dataclass(frozen=True)
class Ends:
    """Where words begin and end."""

    start: Annotated[int, About("Where the words begin, counted from 0.", PLACE)]
    end: Annotated[int, About("Where they end: the character behind them.", PLACE)]


@dataclass(frozen=True)
class Place:
    """Where words stand in the article."""

    start: Annotated[int, About("Where the words begin in the clean text, counted from 0.", PLACE)]
    end: Annotated[int, About("Where they end: the character behind them.", PLACE)]
    raw_start: Annotated[
        int | None, About("Where they begin in the file as it was, before repair.", PLACE)
    ]
    raw_end: Annotated[int | None, About("Where they end in the file.", PLACE)]


@dataclass(frozen=True)
class Surface:
    """The words of the article that were found."""

    surface: Annotated[str, About("The words of the article, as they stand in its clean text.")]
    place: Annotated[Place, Prefix("surface_")]


@dataclass(frozen=True)
class Evidence:
    """The clause or sentence of the article that a row rests on."""

    evidence: Annotated[str, About("The words of the article that the row rests on.")]
    place: Annotated[Place, Prefix("evidence_")]


@dataclass(frozen=True)
class Decided:
    """What a reviewer decided; rows that were rejected are not exported."""

    decision: Annotated[
        str | None, About("What a reviewer decided: accepted or noted; empty where undecided.")
    ]
    note: Annotated[str | None, About("What the reviewer wrote.")]


@dataclass(frozen=True)
class Amiss:
    """What was found wrong."""

    verdict: Annotated[
        str | None, About("The worst that was found wrong with it; empty where nothing was.")
    ]
    findings: Annotated[
        str | None, About("Numbers of the rows of `findings` about it, with spaces between them.")
    ]
