"""The place an article is about: named, taken from its paper, or only called 我市."""

from __future__ import annotations

import re
from collections import Counter

from .cues import cue
from .governing import OWN_PROVINCE, governs
from .places import PlaceMention

_TITLE_SHARE = 4
_BAY = "湾"
"""Behind a place, this makes it the name of a water: 杭州湾畔."""
_COUNTED = re.compile("[各\\d]")


def find_region(
    text: str,
    places: list[PlaceMention],
    titled: list[PlaceMention],
    outlet: list[PlaceMention],
) -> str | None:
    """The article's place: `places` are those of its body, `titled` and `outlet` of the rest.

    A province is too wide where the article says 我市: then it is 本市, a city it does not name.
    """
    body = text.partition("\n")[2]
    own = own_place(body)
    titled = [place for place in titled if not text.startswith(_BAY, place.span.end)]
    region = main_region(body, places, titled) or _outlet_region(outlet)
    region = _city_around(body, region, places) or region
    is_province = any(p.name == region and p.level == "province" for p in places)
    if region is None or (is_province and own not in (None, OWN_PROVINCE)):
        return own or own_place(text)
    return region


def _city_around(text: str, region: str | None, places: list[PlaceMention]) -> str | None:
    """The city of a county or zone in a text, where the text itself says 全市 more often."""
    around = next((p.parents[0] for p in places if p.name == region and p.parents), "")
    if not around.endswith("市"):
        return None
    named = sum(p.name == region and governs(text, p) for p in places)
    whole = len(re.findall(r"(?<![占于居比列低快])[我全本]市", text))
    own = len(re.findall(r"[我全本][县区旗]|(?<![一-龥]{2})(?:开发|高新|经开|园)区", text))
    return around if whole > max(own, named) and not _is_city(region) else None


def _is_city(region: str | None) -> bool:
    """Whether a county-level place is itself called a city, so that 全市 may mean it."""
    return (region or "").endswith("市")


def _outlet_region(places: list[PlaceMention]) -> str | None:
    """The city or county a local paper is named after, for an article that names none."""
    return next((p.name for p in places if p.name and p.level in ("city", "county")), None)


def own_place(text: str) -> str | None:
    """本市, 本州 and so on for a text that only says 我市 or 全州; None where it does not."""
    words = re.search(r"[我本]([市县区州])", text)
    words = words or re.search(r"[我全本]([省市县区州])|(?:经|高新|经济)?(开)发?区", text)
    if words is None:
        return None
    return f"本{words[1]}" if words[1] else "开发区"


def _can_be_main(place: PlaceMention) -> bool:
    """Whether an article may be about a place; of 11个县区 it does not say which they are."""
    unnamed = place.level == "group" and _COUNTED.match(place.surface) is not None
    return place.level != "town" and not unnamed


def main_region(text: str, places: list[PlaceMention], titled: list[PlaceMention]) -> str | None:
    """The place most spoken of, names in the title counting more."""
    votes: Counter[str] = Counter()
    for place in places:
        if place.name and _can_be_main(place) and governs(text, place):
            votes[place.name] += 10
            votes.update(dict.fromkeys(place.parents[:1], 4))
    for place in titled:
        if place.name and not place.in_name and not place.surface.startswith("各"):
            votes[place.name] += 10 * max(3, len(places) // _TITLE_SHARE)
    return _named_group(votes.most_common(1)[0][0], places) if votes else None


def _named_group(region: str, places: list[PlaceMention]) -> str:
    """The name of a group that is else only counted: 鲁南经济圈 for 鲁南四市."""
    stem = cue("counted_group").sub("", region)
    named = (p.name for p in places if p.level == "group" and p.name)
    circles = (n for n in named if n.startswith(stem) and n[-1] not in region)
    return region if stem == region else next(circles, region)
