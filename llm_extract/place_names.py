"""Divisions of China in English: Naxi District, Mabian Yi Autonomous County, Luzhou."""

from __future__ import annotations

import re
from functools import cache

from .gazetteer import Place, kind_of, stem_of
from .glossary import cached, given
from .knowledge import table
from .romanise import join_syllables, pinyin


@cached
def division_english(place: Place, surface: str) -> str:
    """A division in English, with the word for its kind unless `surface` leaves it out."""
    own = given().english(surface)
    if own:
        return own
    if surface == stem_of(place.name) and surface != place.name:
        return bare_english(place.name)
    return full_english(place.name)


@cached
def full_english(name: str) -> str:
    """A full name in English: Naxi District, Mabian Yi Autonomous County, Luzhou."""
    own = given().english(name)
    if own:
        return own
    words = table("places")
    if name in words["english"]:
        return str(words["english"][name])
    kind, stem = kind_of(name), stem_of(name)
    any_people = "|".join(sorted(words["peoples"], key=len, reverse=True))
    peoples = [words["peoples"][p] for p in re.findall(any_people, name[len(stem) :])]
    people = " and ".join(filter(None, (", ".join(peoples[:-1]), *peoples[-1:])))
    return " ".join(filter(None, (bare_english(name), people, words["kind_english"].get(kind, ""))))


@cached
def bare_english(name: str) -> str:
    """The name without its kind, except where one character would be left: Luxian, Mangshi."""
    words = table("places")
    stem = stem_of(name)
    own = given().english(stem)
    if own:
        return own
    if len(stem) == 1:
        stem = name
    known = words["english"].get(name) or words["english"].get(stem)
    if known:
        return str(known)
    reading = words["readings"].get(stem)
    return join_syllables(reading.split()) if reading else pinyin(stem)


@cache
def _group() -> re.Pattern[str]:
    words = table("places")["groups"]
    kinds = "|".join(map(re.escape, words["kinds"]))
    regions = "|".join(sorted(table("places")["regions"], key=len, reverse=True))
    number = f"(?:[{''.join(words['numbers'])}]|[0-9]+)个?(?:{kinds})"
    return re.compile(f"(?P<region>{regions})?(?P<counts>(?:{number})+)")


def group_english(name: str) -> str:
    """Several divisions together: five cities of northeast Sichuan for 川东北五市; else empty."""
    words = table("places")["groups"]
    if name in words["fixed"]:
        return str(words["fixed"][name])
    match = _group().fullmatch(name)
    if not match:
        return ""
    kinds = "|".join(map(re.escape, words["kinds"]))
    counts = [
        f"{words['numbers'].get(number, number)} {words['kinds'][kind]}"
        for number, kind in re.findall(f"([^个]+?)个?({kinds})", match["counts"])
    ]
    of = f" of {table('places')['regions'][match['region']]}" if match["region"] else ""
    return " and ".join(counts) + of
