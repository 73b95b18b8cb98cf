"""Chinese names in English, by rule: places, people, posts, and any other term.

No model has a hand in it, and nothing Chinese ever comes out: what no table knows is written
in pinyin.
"""

from __future__ import annotations

import re
from functools import cache

from .gazetteer import Place, gazetteer, kind_of
from .glossary import cached, given
from .knowledge import table
from .place_names import bare_english, division_english, full_english, group_english
from .romanise import HAN, join_syllables, latin_only, pinyin, syllables
from .segments import fold
from .terms import to_english

__all__ = ["person_english", "place_english", "title_english", "to_english"]

_ONE_HAN = re.compile(f"[{HAN}]")

# Places


@cached
def place_english(name_zh: str) -> str:
    """The English name of a place: Luzhou for 泸州市, Naxi District, Luzhou for 泸州市纳溪区.

    Divisions, development zones and regions have their established names, towns and unlisted
    places pinyin with the word for their kind.
    """
    name = fold(name_zh)
    fixed = given().english(name) or _fixed_places().get(name) or group_english(name)
    if fixed:
        return fixed
    parts, rest = _leading_places(name)
    if parts and not rest:
        return ", ".join(dict.fromkeys(reversed([division_english(p, s) for p, s in parts])))
    kind = _small_kind(rest)
    if kind and _ONE_HAN.match(rest):
        local = f"{pinyin(rest.removesuffix(kind))} {table('places')['kind_english'][kind]}"
        return ", ".join([local, *(division_english(p, s) for p, s in reversed(parts))])
    if len(parts) > 1:
        around = [division_english(p, s) for p, s in reversed(parts[:-1])]
        return ", ".join([to_english(parts[-1][1] + rest), *around])
    if not parts and rest in gazetteer().entries:
        return division_english(gazetteer().places(rest)[0], rest)
    is_zone = rest.endswith(tuple(table("places")["zone_kinds"]))
    unlisted = not parts and not is_zone and kind_of(rest) and _ONE_HAN.match(rest)
    return latin_only(full_english(rest)) if unlisted else to_english(name)


@cache
def _fixed_places() -> dict[str, str]:
    words = table("places")
    return {
        **words["regions"],
        **words["zones"],
        **words["english"],
        **table("glossary")["countries"],
    }


def _leading_places(name: str) -> tuple[list[tuple[Place, str]], str]:
    """The divisions `name` begins with, each with its surface, and what is left."""
    parts: list[tuple[Place, str]] = []
    position = 0
    while position < len(name):
        surface = next(
            (s for s in gazetteer().matches(name, position) if _fits(s, parts, name[position:])),
            None,
        )
        if surface is None:
            break
        parts.append((_best(surface, parts), surface))
        position += len(surface)
    return parts, name[position:]


def _fits(surface: str, parts: list[tuple[Place, str]], rest: str) -> bool:
    """Whether `surface` is a division here; stems of counties only below their city."""
    if gazetteer().places(surface, "full", "short"):
        return True
    names = {place.name for place, _ in parts}
    below = any(names & set(place.parents) for place in gazetteer().places(surface))
    return below and surface == rest


def _best(surface: str, parts: list[tuple[Place, str]]) -> Place:
    names = {place.name for place, _ in parts}
    places = gazetteer().places(surface)
    return next((p for p in places if names & set(p.parents)), places[0])


def _small_kind(name: str) -> str:
    kinds: list[str] = table("places")["town_kinds"]
    return next((k for k in kinds if name.endswith(k) and 1 < len(name) - len(k) + 1 <= 6), "")  # noqa: PLR2004


# People


def person_english(name_zh: str) -> str:
    """A Chinese personal name in pinyin, surname first: Yang Linxing for 杨林兴.

    The parts of other peoples' names, set apart by a dot, are kept apart by spaces.
    """
    name = fold(name_zh).strip()
    own = given().english(name)
    if own:
        return own
    parts = [part for part in re.split(r"[·・•.\s]+", name) if part]
    if len(parts) != 1 or not re.fullmatch(f"[{HAN}]+", name):
        return latin_only(" ".join(pinyin(p) if _ONE_HAN.match(p) else p for p in parts))
    surname = _surname(name)
    own_name = name[len(surname) :]
    words = table("titles")
    family = words["surnames"].get(surname) or pinyin(surname)
    spoken = zip(own_name, syllables(own_name), strict=True)
    readings = [words["given"].get(c, s) for c, s in spoken]
    return latin_only(f"{family} {join_syllables(readings)}")


def _surname(name: str) -> str:
    compound = [s for s in table("titles")["compound_surnames"] if name.startswith(s)]
    return max(compound, key=len) if compound else name[:1]


# Posts


def title_english(title_zh: str) -> str:
    """A post in English: Secretary of the CPC Luzhou Municipal Committee for 泸州市委书记.

    Several posts of one person, apart by 、, are joined by commas and "and"; a place named with
    the first holds for those after it.
    """
    words = table("titles")
    posts: list[str] = []
    place = ""
    for part in re.split(f"[{words['separators']}]", fold(title_zh)):
        stripped = part.strip()
        for prefix in words["prefixes"]:
            stripped = stripped.removeprefix(prefix)
        if stripped:
            english, place = _post(stripped, place)
            posts.append(english)
    if len(posts) < 2:  # noqa: PLR2004 -- nothing to join
        return latin_only("".join(posts))
    return latin_only(f"{', '.join(posts[:-1])} and {posts[-1]}")


def _post(title: str, place: str) -> tuple[str, str]:
    """One post in English, and the place later posts of the same person belong to."""
    own = given().english(title)
    if own:
        return own, place
    for reading in (_party_post, _head_post):
        found = reading(title, place)
        if found:
            return found
    return _office_post(title), place


@cache
def _committee() -> re.Pattern[str]:
    levels = "|".join(table("titles")["levels"])
    return re.compile(f"(?P<place>[{HAN}]*?)(?P<level>{levels})委(?P<rest>[{HAN}]+)")


def _party_post(title: str, place: str) -> tuple[str, str] | None:
    """Posts in a local Party committee: 泸州市委书记, 县委常委, 市委宣传部长."""
    match = _committee().fullmatch(title)
    if not match or match["rest"].startswith(("员", "会")):
        return None
    place = _committee_place(match["place"], match["level"]) or place
    adjective = table("titles")["levels"][match["level"]]
    of = f" {_committee_name(match['place'], match['level'])}" if match["place"] else ""
    committee = f"the CPC{of} {adjective} Committee"
    post = table("titles")["party"].get(match["rest"])
    return (
        f"{post} {committee}" if post else f"{_office_post(match['rest'])} of {committee}"
    ), place


def _committee_place(before: str, level: str) -> str:
    """泸县 for 泸县|县委, 泸州市 for 泸州|市委."""
    if not before:
        return ""
    return before if kind_of(before) == level else before + level


def _committee_name(before: str, level: str) -> str:
    parts, rest = _leading_places(_committee_place(before, level))
    if parts and not rest:
        name = bare_english(parts[-1][0].name)
    else:
        name = pinyin(before.removesuffix(level))
    return name


def _head_post(title: str, place: str) -> tuple[str, str] | None:
    """Heads of governments: 泸州市副市长, 县长."""
    heads = table("titles")["heads"]
    head = next((h for h in sorted(heads, key=len, reverse=True) if title.endswith(h)), None)
    if head is None:
        return None
    own = title.removesuffix(head).removesuffix("人民政府").removesuffix("政府")
    alone, with_place = heads[head]
    where = own or place
    if not where or not _is_place(where):
        return (alone, place) if not own else None
    return with_place.format(place=place_english(where)), where


def _is_place(name: str) -> bool:
    parts, rest = _leading_places(name)
    return (bool(parts) and not rest) or bool(kind_of(name) or _small_kind(name))


def _office_post(title: str) -> str:
    """Any other post: its English, and of which office where one is named."""
    words = table("titles")
    post = next(
        (p for p in sorted(words["posts"], key=len, reverse=True) if title.endswith(p)), None
    )
    if post is None:
        return to_english(title)
    english, office = words["posts"][post], title.removesuffix(post)
    deputy = next((d for d in ("常务副", "副") if office.endswith(d)), "")
    if deputy:
        office = office.removesuffix(deputy)
        english = f"{'Executive ' if deputy != '副' else ''}Deputy {english}"
    closing = words["shared"].get(post, "")
    if office and closing and not office.endswith(closing):
        office += closing
    return f"{english} of {_with_article(to_english(office))}" if office else english


def _with_article(office: str) -> str:
    last = re.split(" of |,", office, maxsplit=1)[0]
    takes = any(last.endswith(word) for word in table("titles")["takes_the"])
    return f"the {office}" if takes else office
