"""Named drives such as “百日攻坚”, by rule: name, season, where and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from .campaign_days import campaign_rule as _rule
from .campaign_days import days_elsewhere, days_in_sentence, is_occasion, year_before
from .knowledge import table
from .names import to_english
from .records import Campaign
from .scene import Scene
from .sentences import Sentence
from .text import Span

_NEAR = 8


def find_campaigns(scene: Scene, main_region: str | None) -> list[Campaign]:
    """Named drives, one for each name and season, at their fullest, with the days they ran."""
    found: dict[tuple[str, str | None], Campaign] = {}
    for sentence in scene.sentences:
        for match in _named(scene.text, sentence.span):
            campaign = _campaign(match, sentence, scene, main_region)
            key = (_key(match), campaign.season)
            known = found.get(key)
            found[key] = _fuller(known, campaign) if known else campaign
    seasons = {name for name, season in found if season}
    told = [c for (name, season), c in found.items() if season or name not in seasons]
    drives = [c for c in told if not is_occasion(c)]
    return [days_elsewhere(scene, c, is_only=len(drives) == 1) if c in drives else c for c in told]


def _named(text: str, within: Span) -> Iterator[re.Match[str]]:
    """Every place in a sentence that names a drive."""
    for name in ("series", "occasion", "numbered"):
        yield from _rule(name).finditer(text, within.start, within.end)
    for match in _rule("quoted").finditer(text, within.start, within.end):
        if _is_drive(match):
            yield match
    yield from _rule("unquoted").finditer(text, within.start, within.end)


def _is_drive(match: re.Match[str]) -> bool:
    name, kind = match["name"], match["kind"]
    is_list = "、" in name and not kind and not _rule("list_of_one").search(name)
    if is_list or _rule("not_drive" if not kind else "not_drive_of_kind").search(name):
        return False
    if _rule("set").match(name) and not kind:
        before = match.string[max(0, match.start() - _NEAR) : match.start()]
        return bool(_rule("drive").search(name) and _rule("carried_out").search(before))
    if kind == "活动":
        return bool(_rule("drive_of_activity").search(name))
    return bool(kind or _rule("drive").search(name))


def _key(match: re.Match[str]) -> str:
    quoted = re.search(r"“([^”]+)”", match["name"])
    return quoted[1] if quoted else re.sub(r"(?:专项)?行动\Z", "", match["name"])


def _campaign(
    match: re.Match[str], sentence: Sentence, scene: Scene, main_region: str | None
) -> Campaign:
    """One mention of a drive."""
    place, region = _place(scene, match.start(), main_region)
    season = match["season"] or match["season2"] or _season_near(scene.text, match)
    start, end = days_in_sentence(scene, sentence, match)
    name = (
        (place or "") + (match["lead"] or "") + _called(match) + (f"({season})" if season else "")
    )
    return Campaign(
        name_zh=name,
        name_en=to_english(name),
        region=region or scene.regions.get(sentence.span) or main_region,
        season=season,
        year=year_before(scene, Span(sentence.span.start, match.start())),
        start=start,
        end=end,
        evidence=Span(match.start() - _surface_length(scene, match.start()), match.end()),
    )


def _called(match: re.Match[str]) -> str:
    """The name with what it is said to be; 行动 where a name alone would not tell."""
    if not match.re.pattern.startswith(table("campaigns")["lead"]):
        return match["name"]
    kind = match["kind"] or ("行动" if _rule("needs_kind").search(match["name"]) else "")
    return f"“{match['name']}”{kind}"


def _place(scene: Scene, start: int, main_region: str | None) -> tuple[str | None, str | None]:
    """The place right before a name as told in it, and the region it means.

    全省 is the province and 全市 the place the article is about, each by its name.
    """
    place = next((p for p in scene.places if p.span.end == start), None)
    if place is None:
        return None, None
    own = _rule("own_area").search(place.surface)
    if own:
        region = _province(scene) if own["level"] == "省" else main_region
        return region, region
    if place.level in ("province", "city", "county", "zone", "town") and place.name:
        return place.surface, place.name
    return None, None


def _surface_length(scene: Scene, start: int) -> int:
    return next((len(p.surface) for p in scene.places if p.span.end == start), 0)


def _province(scene: Scene) -> str | None:
    """The province most places of the text lie in."""
    named = Counter(
        name
        for place in scene.places
        for name in ((place.name,) if place.level == "province" else place.parents[-1:])
        if name
    )
    return named.most_common(1)[0][0] if named else None


def _season_near(text: str, match: re.Match[str]) -> str | None:
    near = _rule("season_behind").match(text[match.end() : match.end() + _NEAR])
    before = _rule("season_before").search(text[max(0, match.start() - _NEAR) : match.start()])
    season = near or before
    return season[1] if season else None


def _fuller(known: Campaign, more: Campaign) -> Campaign:
    """The mention with the longer name, and the days and year of either."""
    longer = more if len(more.name_zh) > len(known.name_zh) else known
    told = {
        field: getattr(known, field) or getattr(more, field) for field in ("start", "end", "year")
    }
    return longer.model_copy(update=told)
