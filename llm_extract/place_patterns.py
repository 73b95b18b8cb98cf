"""Patterns of zones, towns and groups of places, built from the table of places."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .knowledge import table
from .romanise import HAN


@cache
def zone_after() -> re.Pattern[str]:
    """A zone right behind a place: 经开区, or 新经济产业生态园 with a name of its own."""
    words = table("places")
    kinds = "|".join(words["zone_kinds"])
    named = "|".join(words["named_zone_kinds"])
    stop = "|".join(words["zone_break_words"])
    breaks = re.escape(words["zone_breaks"])
    name = f"(?:(?!{stop})[{HAN}](?<![{breaks}])){{1,8}}?"
    return re.compile(f"(?:{kinds})(?!内外|域)|{name}(?:{named})(?!域)")


@cache
def group_after() -> re.Pattern[str]:
    """What makes a named group of a part of the country: 鲁南经济圈."""
    return re.compile("|".join(table("places")["group_kinds"]))


@cache
def town_after() -> re.Pattern[str]:
    """A town right behind a place: 石桥镇."""
    return re.compile(_town_name())


def _town_name() -> str:
    words = table("places")
    stop = "|".join([*words["not_towns"], *words["zone_break_words"]])
    breaks = re.escape(words["zone_breaks"])
    kinds = "|".join(words["town_kinds"])
    return f"(?:(?!{stop})[{HAN}](?<![{breaks}])){{1,4}}?(?:(?!{stop})(?:{kinds}))"


@cache
def group_pattern() -> re.Pattern[str]:
    """Several divisions at once: 五市, 各县(市、区)."""
    words = table("places")["groups"]
    kinds = "|".join(map(re.escape, words["kinds"]))
    number = f"(?:[{''.join(words['numbers'])}]+|[0-9]{{1,2}})个?(?:{kinds})"
    regions = "|".join(sorted(table("places")["regions"], key=len, reverse=True))
    fixed = "|".join(re.escape(f) for f in sorted(words["fixed"], key=len, reverse=True))
    after = words["not_after"]
    return re.compile(
        f"{fixed}|(?:(?:{regions})|(?<![第十百千万亿0-9.{words['not_before']}]))(?:{number})+"
        f"(?![{after}])"
    )


@cache
def town_pattern() -> re.Pattern[str]:
    """A town behind a word of place, or at the start of a clause."""
    openers = "|".join(table("places")["town_openers"])
    begin = f"(?:{openers}|(?<![{HAN}0-9])|(?<=[0-9][年月日]))"
    return re.compile(f"{begin}(?P<town>{_town_name()})(?![{HAN}]{{0,1}}企)")


@lru_cache(maxsize=256)
def short_again(stem: str) -> re.Pattern[str]:
    """A short name before the kind of a zone, or between a word of place and 的."""
    kinds = "|".join(table("places")["zone_kinds"])
    placed = "|".join(f"(?<={word})" for word in ("位于", "落户", "来到", "走进", "选址"))
    return re.compile(f"(?:{placed}){stem}(?=的)|{stem}(?=(?:{kinds})(?!内外|域))")


@cache
def zone_pattern() -> re.Pattern[str]:
    """A zone with a name of its own at the start of a clause: 某某经济开发区.

    Behind a figure stands its counter first: 第2名亳州高新区.
    """
    words = table("places")
    kinds = "|".join(words["stem_zone_kinds"])
    stop = "|".join([*words["zone_break_words"], *words["not_zone_names"], *words["town_openers"]])
    breaks = re.escape(words["zone_breaks"])
    name = f"(?:(?!{stop})[{HAN}](?<![{breaks}])){{2,4}}?"
    return re.compile(f"(?<![{HAN}0-9０-９])(?!{stop}){name}(?:{kinds})(?![内外域])")
