"""What kind of thing an event is, and what is said of it: meetings, agreements, steps, offices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .knowledge import table
from .names import to_english
from .place_names import bare_english
from .gazetteer import gazetteer
from .records import Person
from .terms import is_translated

_FAR = 1 << 30
_MOST_TOPICS = 2


@dataclass(frozen=True)
class Gathering:
    """A meeting or ceremony in English, with its article, and what it was about."""

    noun: str
    matter: str = ""
    """On investment promotion, for the drive; empty where the name says nothing tellable."""


@cache
def rows(name: str) -> tuple[tuple[re.Pattern[str], str], ...]:
    """A list of the table: what each row is looked for by, and its code or its English."""
    found = table("event_wording")[name]
    return tuple((re.compile(row["pattern"]), row.get("en") or row["code"]) for row in found)


@cache
def rule(part: str, name: str) -> re.Pattern[str]:
    """A pattern of one part of the table, compiled."""
    return re.compile(table("event_wording")[part][name])


def without_day(clause: str) -> str:
    """A clause without the day it begins with, which stands beside it."""
    return re.sub(table("event_wording")["leading"], "", clause) or clause


def kind_of(clause: str) -> str:
    """The kind whose cue comes first in a clause, empty where none does."""
    places = [(match.start(), code) for pattern, code in rows("kind") if (match := pattern.search(clause))]
    return min(places, key=lambda found: found[0], default=(_FAR, ""))[1]


def first_of(name: str, words: str) -> str:
    """The English of the first row of a list that words hold, empty where none does."""
    return next((en for pattern, en in rows(name) if pattern.search(words)), "")


def gathering_of(clause: str) -> Gathering | None:
    """The meeting or ceremony a clause names; two that are one event (A暨B) together."""
    found = _gatherings(clause)
    if not found:
        return None
    first, last = found[0], found[-1]
    nouns = list(dict.fromkeys(en for _, en in found))
    article = "an" if nouns[0][0] in "aeiou" else "a"
    start = max(clause.rfind(sign, 0, first[0].start()) for sign in ",，。；;") + 1
    name = clause[start : last[0].end()]
    opens = list(rule("matter", "goes_before").finditer(name))
    name = name[opens[-1].end() :] if opens else name
    return Gathering(f"{article} {' and '.join(nouns)}", matter_of(name))


def _gatherings(clause: str) -> list[tuple[re.Match[str], str]]:
    """The first name of a meeting in a clause, and one that is joined to it by 暨."""
    every = sorted(
        ((match, en) for pattern, en in rows("gathering") for match in pattern.finditer(clause)),
        key=lambda found: (found[0].start(), -found[0].end()),
    )
    if not every:
        return []
    chosen = [every[0]]
    for match, en in every[1:]:
        before = chosen[-1][0].end()
        joined = re.fullmatch(r"[^,，。；;]{0,14}?暨[^,，。；;]{0,12}?", clause[before : match.start()])
        if match.start() >= before and joined and len(chosen) == 1:
            chosen.append((match, en))
    return chosen


def matter_of(name: str) -> str:
    """What a meeting's name says it is about: on investment promotion, for the "Campaign"."""
    drive = _drive(name)
    found = rule("matter", "branch").search(name)
    branch = found["branch"] if found else ""
    branch = re.sub(r"\A.*?(?:[县市区年届]|招商|全省)", "", branch)
    topics = _topics(name)
    if len(branch) > 1 and is_translated(branch):
        topics = [f"the {to_english(branch, style='phrase')} industry"]
    if drive and topics:
        return f"for the {topics[0].removeprefix('the ')} {drive}" if "season" not in drive else (
            f"for {drive.replace('the ', f'the {topics[0]} ')}"
        )
    if drive:
        return f"for {drive if 'season' in drive else f'the {drive}'}"
    return f"on {' and '.join(topics[:_MOST_TOPICS])}" if topics else ""


def _topics(name: str) -> list[str]:
    """Matters of the table in the order they stand, none within another."""
    taken: set[int] = set()
    found: list[tuple[int, str]] = []
    for pattern, en in rows("topic"):
        for match in pattern.finditer(name):
            if not taken & set(range(*match.span())):
                taken |= set(range(*match.span()))
                found.append((match.start(), en))
    return list(dict.fromkeys(en for _, en in sorted(found)))


def _drive(name: str) -> str:
    """The drive a name quotes: "Hundred-Day Campaign", season 2 of the "Hundred-Day Campaign"."""
    found = rule("matter", "drive").search(name)
    if found is None:
        return ""
    words = found["name"] or found["bare"]
    season = found["season"] or found["bare_season"]
    if not is_translated(words):
        return ""
    quoted = f'"{to_english(words)}"'
    return f"{to_english(season, style='phrase').lower()} of the {quoted}" if season else quoted


def official_english(person: Person) -> str:
    """A person with the office in short: Luzhou Mayor Yu Xianhe."""
    office = next(
        (en for pattern, en in rows("office") for part in person.office_zh.split("、") if pattern.search(part)),
        "",
    )
    surface = next(gazetteer().matches(person.office_zh, 0), "") if office else ""
    place = f"{bare_english(gazetteer().places(surface)[0].name)} " if surface else ""
    return f"{place}{office} {person.name_en}" if office else ""
