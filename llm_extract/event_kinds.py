"""What kind of thing an event is, and what is said of it: meetings, their matter, offices."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from .gazetteer import gazetteer
from .knowledge import table
from .names import to_english
from .place_names import bare_english
from .records import Person
from .terms import is_translated

_MOST_TOPICS = 2


class Kind(NamedTuple):
    """The kind of an event, empty where no cue tells it, and where that cue ends in its clause."""

    code: str
    end: int
    en: str = ""
    """What a place did, for a kind that is told in the same words every time."""


@dataclass(frozen=True)
class Gathering:
    """A meeting or ceremony in English, and what it was about."""

    noun: str
    matter: str
    """On investment promotion, for the drive; empty where the name says nothing tellable."""
    end: int
    """Where its name ends in the clause."""

    @property
    def named(self) -> str:
        """The noun with its article."""
        return f"{'an' if self.noun[0] in 'aeiou' else 'a'} {self.noun}"


class _Named(NamedTuple):
    match: re.Match[str]
    en: str
    to: str


@cache
def _rows(name: str) -> tuple[tuple[re.Pattern[str], dict[str, str]], ...]:
    found = table("event_wording")[name]
    return tuple((re.compile(row["pattern"]), row) for row in found)


@cache
def rule(part: str, name: str) -> re.Pattern[str]:
    """A pattern of one part of the table, compiled."""
    return re.compile(table("event_wording")[part][name])


def without_day(clause: str) -> str:
    """A clause without the day it begins with, which stands beside it."""
    return re.sub(table("event_wording")["leading"], "", clause) or clause


def kind_of(clause: str) -> Kind:
    """The kind whose cue comes first in a clause; a weak one where there is no other."""
    cues = [
        (bool(row.get("weak")), match.start(), Kind(row["code"], match.end(), row.get("en", "")))
        for pattern, row in _rows("kind")
        if (match := pattern.search(clause))
    ]
    for named in _gatherings(clause):
        is_setting = rule("matter", "set_at").match(clause[named.match.end() :])
        if not (is_setting and any(kind.code in ("agreed", "credit") for _, _, kind in cues)):
            cues.append((False, named.match.start(), Kind("gathered", named.match.end())))
    return min(cues, key=lambda found: found[:2], default=(True, 0, Kind("", 0)))[2]


def first_of(name: str, words: str) -> str:
    """The English of the first row of a list that words hold, empty where none does."""
    return next((row["en"] for pattern, row in _rows(name) if pattern.search(words)), "")


def earliest_of(name: str, words: str, told: str = "en") -> str:
    """The English of the row of a list that words hold first, empty where none does.

    `told` names the wording: "en" of what was done, "ahead" of what is still to come.
    """
    found = [(m.start(), row[told]) for pattern, row in _rows(name) if (m := pattern.search(words))]
    return min(found, default=(0, ""))[1]


def gathering_of(clause: str) -> Gathering | None:
    """The meeting or ceremony a clause names; two that are one event (A暨B) together."""
    found = _gatherings(clause)
    if not found:
        return None
    first, last = found[0], found[-1]
    noun = " and ".join(dict.fromkeys(one.en for one in found))
    start = max(clause.rfind(sign, 0, first.match.start()) for sign in ",，。；;") + 1
    name = clause[start : last.match.end()]
    opens = list(rule("matter", "goes_before").finditer(name))
    name = name[opens[-1].end() :] if opens else name
    return Gathering(noun, matter_of(name, noun, first.to), last.match.end())


def _gatherings(clause: str) -> list[_Named]:
    """The first name of a meeting in a clause, and one that is joined to it by 暨."""
    every = sorted(
        (
            _Named(match, row["en"], row.get("to", "on"))
            for pattern, row in _rows("gathering")
            for match in pattern.finditer(clause)
            if not rule("matter", "no_meeting").match(clause[match.end() :])
        ),
        key=lambda found: (found.match.start(), -found.match.end()),
    )
    chosen = every[:1]
    for one in every[1:]:
        between = clause[chosen[-1].match.end() : one.match.start()]
        if len(chosen) == 1 and re.fullmatch(r"[^,，。；;]{0,14}?暨[^,，。；;]{0,12}?", between):
            chosen.append(one)
    return chosen


def matter_of(name: str, noun: str = "", joint: str = "on") -> str:
    """What a meeting's name says it is about: on investment promotion, for the "Campaign".

    What its `noun` says already is not told again.
    """
    drive = _drive(name)
    branch = _branch(name)
    topics = [f"the {branch} industry"] if branch else _topics(name, noun)
    if drive:
        topic = f"{topics[0].removeprefix('the ')} " if topics else ""
        return f"for {drive.replace('the ', f'the {topic}', 1)}"
    return f"{joint} {' and '.join(topics[:_MOST_TOPICS])}" if topics else ""


def _branch(name: str) -> str:
    """The branch of industry in a name, where English can tell it: electronic information."""
    found = rule("matter", "branch").search(name)
    branch = rule("matter", "not_of_branch").sub("", found["branch"]) if found else ""
    is_region = branch in table("places")["regions"] or branch in gazetteer().entries
    is_told = len(branch) > 1 and is_translated(branch) and not is_region
    return to_english(branch, style="phrase") if is_told else ""


def _topics(name: str, noun: str) -> list[str]:
    """Matters of the table in the order they stand, none within another or told by the noun."""
    taken: set[int] = set()
    found: list[tuple[int, str]] = []
    for pattern, row in _rows("topic"):
        for match in pattern.finditer(name):
            if not taken & set(range(*match.span())):
                taken |= set(range(*match.span()))
                found.append((match.start(), row["en"]))
    is_ceremony = noun.endswith("ceremony") or "promotion" in noun
    said = "promotion" if is_ceremony else " ".join(noun.split()[-2:])
    topics = dict.fromkeys(en for _, en in sorted(found))
    return [en for en in topics if not set(en.split()) & set(said.split())]


def _drive(name: str) -> str:
    """The drive a name quotes: the "Hundred-Day Campaign", season 2 of the same."""
    found = rule("matter", "drive").search(name)
    words = (found["name"] or found["bare"]) if found else ""
    if found is None or not is_translated(words):
        return ""
    seasons = rule("matter", "season").findall(name)
    season = seasons[0] if len(set(seasons)) == 1 else ""
    quoted = f'the "{to_english(words)}"'
    return f"{to_english(season, style='phrase').lower()} of {quoted}" if season else quoted


def official_english(person: Person) -> str:
    """A person with the office in short: Luzhou Mayor Yu Xianhe; empty without a known office."""
    parts = person.office_zh.split("、")
    office = next(
        (row["en"] for pattern, row in _rows("office") for part in parts if pattern.search(part)),
        "",
    )
    surface = next(gazetteer().matches(person.office_zh, 0), "") if office else ""
    place = f"{bare_english(gazetteer().places(surface)[0].name)} " if surface else ""
    return f"{place}{office} {person.name_en}" if office else ""
