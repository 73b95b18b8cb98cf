"""Whose a figure is: the place its sentence, list item or section speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cues import cue
from .knowledge import table
from .place_ranks import is_part, is_province, is_within_county, lies_in
from .places import PlaceMention
from .records import Quantity

OWN_PROVINCE = "本省"
"""Stands for the province an article means by 全省 without naming it."""


@dataclass
class Section:
    """What carries over from one sentence to the next."""

    region: str | None
    period: str | None = None
    plans: bool = False
    aims: bool = False
    """Whether the paragraph is an item of a list of aims."""
    counted: str = ""
    """What the paragraph counts last: items of a list may tell only a place and a figure."""
    summed: str = ""
    """What the sum told last is of."""
    listed: tuple[str, ...] = ()
    """The places a heading lists, in the order their figures come."""
    turns: int = 0
    """How often the items of a sentence, parted by semicolons, have changed their place."""
    is_region: bool = False
    """Whether a heading set the region, so that its first sentence speaks for all of it."""


def governing_place(
    text: str,
    quantity: Quantity,
    named: list[PlaceMention],
    section: Section,
    main_region: str | None,
) -> str | None:
    """The place a figure belongs to: where its project stands, else the last subject before it."""
    site = _site(text, quantity, named, main_region, section.region)
    if site and not section.is_region:
        return site
    before = [p for p in named if p.span.end <= quantity.start]
    apart = [p for p in before if not _is_beside(text, p, main_region)]
    for place in reversed(apart):
        if _is_labelled_by(text, quantity, place):
            return place.name
        is_all = _is_last_of_group(text, place) or _is_every(place, section)
        if is_all or _leaves_section(text, place, section, main_region):
            return place.name if section.is_region and place.name else main_region
        if governs(text, place) or _is_scene(text, place, main_region):
            listed = listed_with(text, place, named)
            if len(listed) > 1:
                return _of_each(text, listed, quantity) or main_region
            name = _of_rank(place, before) or resolved(place, section, main_region)
            if not section.is_region or (name or "").startswith(section.region or ""):
                return name
    return _speaker(text, quantity, named, main_region) or section.region or main_region


def _of_rank(own: PlaceMention, before: list[PlaceMention]) -> str | None:
    """The county or district that 全县 or 全区 means, where its sentence names one before."""
    if own.level != "self" or own.surface not in ("全县", "全区"):
        return None
    ranked = [p.name for p in before if p.span.end <= own.span.start and p.level == "county"]
    return next((name for name in reversed(ranked) if name and name[-1] == own.surface[-1]), None)


def _speaker(
    text: str, quantity: Quantity, named: list[PlaceMention], main_region: str | None
) -> str | None:
    """The place whose office holder says a figure in quotation marks before he is named."""
    behind = [p for p in named if p.span.start >= quantity.end and is_part(p.name, main_region)]
    for place in behind[:1]:
        quoted = "”" in text[quantity.end : place.span.start]
        if quoted and cue("speaks_for").match(text[place.span.end :][:40]):
            return place.name
    return None


def _site(
    text: str, quantity: Quantity, named: list[PlaceMention], *around: str | None
) -> str | None:
    """Where the figure's project stands, within the article's place: 落户监利县, 在石首市建设."""
    sites = {
        place.parents[0] if place.level == "zone" and is_within_county(place) else place.name
        for place in named
        if place.name and any(lies_in(place, region) for region in around)
        and (_is_site(text, place) or _names_project(text, quantity, place))
        and not re.search("[:：]", text[quantity.end : place.span.start])
    }  # fmt: skip
    return sites.pop() if len(sites) == 1 else None


def _is_last_of_group(text: str, place: PlaceMention) -> bool:
    """Whether a place ends a list that counts itself: 临沂、枣庄四市."""
    return bool(cue("of_group").match(text[place.span.end : place.span.end + 4]))


def _is_every(place: PlaceMention, section: Section) -> bool:
    """Whether a mention is of every division of the article's place: 各县(市、区)."""
    is_every = place.level == "group" and cue("every").match(place.surface)
    return bool(is_every) and not section.is_region


def _leaves_section(
    text: str, place: PlaceMention, section: Section, main_region: str | None
) -> bool:
    """Whether a sentence in one county's section opens with its neighbour, or with all of them."""
    if not section.is_region:
        return False
    start = place.span.start
    opens = not text[:start].rstrip("“ ") or text[:start].rstrip("“ ")[-1] in "。！？；;\n"
    if place.level == "self":
        whole = ("全省",) if is_province(main_region) else ("全市", "全州")
        is_whole_place = place.surface in whole and section.region != main_region
        return is_whole_place and (opens or governs(text, place))
    of_province = place.level == "city" and is_province(main_region)
    is_sibling = place.level == "county" and is_part(place.name, main_region)
    is_sibling = is_sibling or (of_province and main_region in place.parents)
    named_in_full = of_province or place.surface[-1:] in "市县区旗"
    return opens and is_sibling and named_in_full and place.name != section.region


def _names_project(text: str, quantity: Quantity, place: PlaceMention) -> bool:
    """Whether the place opens the name of what the sum goes into: 投资45亿元的集宁智算中心."""
    return text[quantity.end : place.span.start] == "的" and quantity.kind == "money"


def _is_site(text: str, place: PlaceMention) -> bool:
    before = text[max(0, place.span.start - 4) : place.span.start]
    if cue("site_before").search(before):
        return True
    after = text[place.span.end : place.span.end + 12]
    return before.endswith(("在", "于")) and bool(cue("site_after").match(after))


def listed_with(text: str, place: PlaceMention, named: list[PlaceMention]) -> list[PlaceMention]:
    """The places named in one list with this one, itself first: 商州区、洛南县共签约40个."""
    listed = [place]
    for other in named:
        between = text[listed[-1].span.end : other.span.start]
        follows = other.span.start >= listed[-1].span.end and not other.in_name
        if follows and re.fullmatch(r"[、和与及]|以及", between):
            listed.append(other)
    return listed


def _of_each(text: str, listed: list[PlaceMention], quantity: Quantity) -> str | None:
    """Every place of a list, where the figure holds for each of them: 松滋市、石首市各6个."""
    between = text[listed[-1].span.end : quantity.start]
    names = [place.name for place in listed if place.name]
    return "、".join(names) if cue("each").fullmatch(between) else None


def _is_labelled_by(text: str, quantity: Quantity, place: PlaceMention) -> bool:
    """Whether a place stands right before a figure that so is its own: 岑溪市82.0亿元.

    A count says so only in a list of such items: 赤壁市19个、嘉鱼县17个.
    """
    between = text[place.span.end : quantity.start]
    touches = between in ("", "(", "（") and not place.in_name
    is_item = cue("item_before").search(text[max(0, place.span.start - 6) : place.span.start])
    is_own = quantity.kind != "count" or is_item is not None or between != ""
    return touches and place.level in ("city", "county") and is_own


def governs(text: str, place: PlaceMention) -> bool:
    """Whether figures behind this mention can belong to it: it is a subject or a location.

    A subject opens a clause or follows a date. A place inside a name, in brackets, in a list
    of destinations or behind a preposition governs nothing.
    """
    start = place.span.start
    before, after = text[max(0, start - 10) : start], text[place.span.end : place.span.end + 6]
    if place.level == "self" and place.surface.startswith(("我", "本", "该")):
        return True
    if place.in_name or place.surface.startswith("各"):
        return False
    if cue("location_before").search(before):
        return True
    passed = cue("not_governing_before").search(before) or cue("not_governing_after").search(after)
    passed = passed or cue("origins_before").search(before)
    if passed or _opens_project(text, place):
        return False
    if before.endswith("、"):
        return after.startswith("的") or bool(
            re.match(r"(?:第?[一-龥]{0,2})?[一二三四五六七八九]市", after)
        )
    return bool(cue("subject_before").search(before))


def _is_scene(text: str, place: PlaceMention, main_region: str | None) -> bool:
    """Whether a sentence opens with being there, or somebody signs with the place.

    Elsewhere than in the article's own place that is only where people went.
    """
    is_inner = is_part(place.name, main_region) or main_region in place.parents
    if place.in_name or not is_inner:
        return False
    before = text[max(0, place.span.start - 3) : place.span.start]
    after = text[place.span.end : place.span.end + 32]
    if cue("scene_before").search(before):
        return bool(cue("scene_after").match(after))
    return before.endswith(("与", "和", "同")) and bool(cue("signs_after").match(after))


def _is_wider_office(text: str, place: PlaceMention, main_region: str | None) -> bool:
    """Whether a place around the article's own is named for an office of it: 邵阳市委常委."""
    is_wider = bool(
        place.name and main_region and main_region != place.name
        and main_region.startswith(place.name)
    )  # fmt: skip
    return is_wider and bool(cue("office_after").match(text[place.span.end : place.span.end + 8]))


def _is_far_group(place: PlaceMention, main_region: str | None) -> bool:
    """Whether a mention is of a part of the country in news of one place: 长三角布点7支."""
    is_counted = cue("counted_group").search(place.surface) or cue("every").match(place.surface)
    is_one_place = cue("one_place").search(main_region or "")
    return place.level == "group" and bool(place.name and is_one_place) and not is_counted


def _is_beside(text: str, place: PlaceMention, main_region: str | None) -> bool:
    """Whether figures behind a mention are not its own: of a wider office, or of a firm.

    A short name from elsewhere opens the name of a firm (泉州锦织化纤) in news of one place.
    """
    if _is_wider_office(text, place, main_region) or _is_far_group(place, main_region):
        return True
    is_short = place.level in ("city", "province") and not (place.name or "").endswith(
        place.surface
    )
    if not is_short or place.name is None or not cue("one_place").search(main_region or ""):
        return False
    related = is_part(place.name, main_region) or is_part(main_region, place.name)
    is_around = main_region == place.name or any(main_region == p for p in place.parents)
    follows = re.match("[一-龥]{2}", text[place.span.end : place.span.end + 2])
    return not (related or is_around) and follows is not None


def subjects(text: str, named: list[PlaceMention], main_region: str | None) -> list[PlaceMention]:
    """The places of a sentence that it, and what follows, can be about."""
    return [
        place
        for place in named
        if place.level != "self"
        and (governs(text, place) or _is_scene(text, place, main_region))
        and not _is_beside(text, place, main_region)
    ]


def is_whole(text: str, place: PlaceMention, main_region: str | None) -> bool:
    """Whether a mention is of the article's whole place: 全市 where that is a city."""
    is_main = place.level == "self" and place.surface == f"全{(main_region or ' ')[-1]}"
    return is_main and governs(text, place)


def _opens_project(text: str, place: PlaceMention) -> bool:
    """Whether a short name of a place opens the name of one project: 广西立大项目."""
    if place.surface[-1:] in "省市县区州旗盟镇乡":
        return False
    match = re.match(r"([一-龥]{2,6}?)项目", text[place.span.end : place.span.end + 8])
    rest = re.sub(table("projects")["generic"], "", match[1]) if match else ""
    return bool(rest)


def resolved(place: PlaceMention, section: Section, main_region: str | None) -> str | None:
    """The name a mention stands for; 全市 and 五市 stand for what the article is about."""
    if place.level == "self" and "省" in place.surface:
        return main_region if is_province(main_region) else OWN_PROVINCE
    wider = re.match(r"(.+?市).+[区县]$", main_region or "")
    if place.level == "self" and "市" in place.surface and wider:
        return wider[1]
    if place.level == "self":
        same_rank = place.surface[-1] == (main_region or place.surface)[-1]
        whole = cue("whole_area").search(place.surface) and cue("one_place").search(
            main_region or ""
        )
        return main_region if whole and (same_rank or not section.region) else section.region
    if place.level == "group" and (
        place.name is None or cue("counted_group").search(place.surface)
    ):
        return main_region
    return _around(place, section, main_region) or place.name or section.region


def _around(place: PlaceMention, section: Section, main_region: str | None) -> str | None:
    """The county that figures told of a town or a zone in it belong to."""
    is_within = place.level == "town" or (place.level == "zone" and is_within_county(place))
    if is_within and place.parents:
        is_own = place.level == "zone" and cue("administered").search(place.name or "")
        is_of_city = cue("plain_city").fullmatch(place.parents[0])
        return place.name if is_own and is_of_city else place.parents[0]
    if place.level == "zone" and not place.parents and is_part(section.region, main_region):
        return section.region
    is_of_main = place.level == "town" and cue("county").search(main_region or "")
    return f"{main_region}{place.name}" if is_of_main else None
