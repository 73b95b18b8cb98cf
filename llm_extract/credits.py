"""The people and papers credited with an article, however the credit is laid out."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .chinese import HAN
from .knowledge import table

_NAME = re.compile(rf"[{HAN}]{{2,4}}|[{HAN}]{{1,8}}[·•][{HAN}]{{1,8}}")
_GIVEN = 2
"""Characters of a given name; with one more, the family name is a double one."""
LONGEST_VALUE = 40
LEFT_OVER = re.compile(rf"[{HAN}A-Za-z]")
"""What a credit may hold few of besides the people and papers it names."""


@dataclass(frozen=True)
class Credit:
    """What a line or a prefix says of the article's origin; `end` is where that ends."""

    end: int = 0
    published: str | None = None
    outlet: str | None = None
    site: str | None = None
    """The site or account the page belongs to, a weaker sign of the outlet."""
    authors: tuple[str, ...] = ()
    title: str | None = None
    is_publication: bool = False
    """Whether its date is said to be that of publication, or stands beside an outlet."""
    is_in_text: bool = False
    """Whether it was read from the running text or its reporters, not from a field."""


def names_in(credit: str) -> tuple[str, ...]:
    """The people named in a credit such as "本报记者 A B 通讯员 C"."""
    parts = _roles().split(credit)
    found: list[str] = []
    for part in parts:
        tokens = re.split(r"[\s、,，;；/／|｜()（）:：]+", part)
        for token in _join_spaced(tokens):
            name = token.strip("·•.-—")
            if _is_name(name):
                found.append(name)
    return tuple(dict.fromkeys(found))


def _is_name(word: str) -> bool:
    """Whether `word` is built like a person's name: a family name and one or two more."""
    if not _NAME.fullmatch(word) or _outlet_end().search(word):
        return False
    rows = table("furniture")["credits"]
    if re.search("[·•]", word) or word[:2] in rows["compound_surnames"]:
        return True
    given = len(word) - 1
    if word[0] not in rows["surnames"] or word[0].isspace():
        return False
    return given <= _GIVEN or word[1] in rows["surnames"]


def _join_spaced(tokens: list[str]) -> list[str]:
    """Two-character names are often printed with a space inside: "王 军"."""
    joined: list[str] = []
    pending = ""
    for token in filter(None, tokens):
        if len(token) == 1 and pending:
            joined.append(pending + token)
            pending = ""
        elif len(token) == 1:
            pending = token
        else:
            joined.append(token)
            pending = ""
    return joined


def without_names(credit: str, names: tuple[str, ...]) -> str:
    """`credit` without the people named in it and what they did."""
    if not names:
        return credit
    left = _roles().sub(" ", credit)
    for name in names:
        left = left.replace(name, " ").replace(" ".join(name), " ")
    return left


def names_outlet(word: str) -> bool:
    """Whether a word is built like the name of a paper, a station or an account."""
    return _outlet_end().search(word) is not None


def outlet_in(credit: str) -> str | None:
    """The outlet named before the first role in a credit: "某某日报全媒体记者 A"."""
    match = _outlet_before_role().search(credit)
    return match["outlet"] if match else None


@cache
def _roles() -> re.Pattern[str]:
    return re.compile(table("furniture")["credits"]["roles"])


@cache
def _outlet_end() -> re.Pattern[str]:
    return re.compile(f"{table('furniture')['credits']['outlet_endings']}$")


def outlet_pattern() -> str:
    """What an outlet looks like, as the group `outlet` of a pattern."""
    rows = table("furniture")["credits"]
    return rf"(?P<outlet>{'|'.join(rows['wires'])}|[{HAN}A-Za-z]{{2,10}}?{rows['outlet_endings']})"


@cache
def _outlet_before_role() -> re.Pattern[str]:
    return re.compile(rf"{outlet_pattern()}(?={table('furniture')['credits']['roles']})")
