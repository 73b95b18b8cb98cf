"""What figures measure: from Chinese indicator phrases to named indicators and English words."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from .glossary import cached, given
from .knowledge import table
from .records import Kind

_INDUSTRY = "产业"
_PROJECT_UNITS = ("个", "项", "宗", "单", "批", "类", "project")
"""Counters that projects take; 10支 or 20家 counts something else."""


@dataclass(frozen=True)
class Indicator:
    """One row of the indicator table; the table's own comments say what each field means."""

    code: str
    kinds: tuple[Kind, ...]
    pattern: str
    zh: str
    en: str
    noun: str = ""
    weight: int = 0
    units: tuple[str, ...] = ()
    did: str = ""
    do: str = ""
    attach: str = ""
    subject: str = "place"
    says: str = ""
    _compiled: re.Pattern[str] = field(init=False, repr=False, compare=False)
    _said: re.Pattern[str] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_compiled", re.compile(self.pattern))
        object.__setattr__(self, "_said", re.compile(self.says))

    def fits(self, phrase: str, kind: Kind, unit: str) -> bool:
        """Whether a figure of this kind and unit, described by `phrase`, measures this."""
        units = self.units or (_PROJECT_UNITS if self.noun == "project" else ())
        if kind not in self.kinds or (units and unit not in units):
            return False
        return bool(self._compiled.search(phrase))

    def is_said(self, phrase: str) -> bool:
        """Whether `phrase` says what a sentence of this indicator would."""
        return self._said.search(phrase) is not None

    def besides(self, phrase: str) -> str:
        """What `phrase` holds besides the words that name this."""
        return self._compiled.sub(" ", phrase)


@cached
def indicators() -> tuple[Indicator, ...]:
    """All rows of the indicator table, in order of precedence; the user's own come first."""
    own = [row.model_dump() for row in given().indicators]
    codes = {row["code"] for row in own}
    rows = (row for row in table("indicators")["indicator"] if row["code"] not in codes)
    return tuple(_indicator(row) for row in (*own, *rows))


def _indicator(row: dict[str, Any]) -> Indicator:
    fields: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in row.items()}
    return Indicator(**fields)


@cached
def classify(phrase: str, kind: Kind, unit: str) -> Indicator | None:
    """The first indicator that fits, or None when the table knows none."""
    return next((row for row in indicators() if row.fits(phrase, kind, unit)), None)


@dataclass(frozen=True)
class Combination:
    """Indicators that are told together: their codes, and the phrase as done and as an aim."""

    codes: tuple[str, ...]
    did: str
    do: str


@cache
def combinations() -> tuple[Combination, ...]:
    """All rows of the table of combinations."""
    rows = table("indicators")["combination"]
    return tuple(Combination(tuple(r["codes"]), r["did"], r["do"]) for r in rows)


@lru_cache(maxsize=1024)
def adjectives(phrase: str) -> str:
    """English adjectives for the modifiers in a Chinese indicator phrase, each at most once."""
    found: list[str] = []
    rest = phrase
    sectors = table("indicators")["sectors"]
    for zh, en in modifiers().items():
        if zh in rest and en not in found:
            found.append(en)
            before, _, behind = rest.partition(zh)
            if zh in sectors and zh != _INDUSTRY:
                behind = behind.removeprefix(_INDUSTRY)
            rest = f"{before} {behind}"
    return " ".join(found)


@cache
def modifiers() -> dict[str, str]:
    """The Chinese modifiers of what is counted with their English adjectives."""
    rows = table("indicators")
    return {**rows["adjectives"], **rows["sectors"]}
