"""Named drives such as “百日攻坚”, by rule: name, season, where and when."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache

from .knowledge import table
from .names import to_english
from .numerals import parse_chinese
from .records import Campaign
from .scene import Scene
from .sentences import Sentence
from .text import Span

_DAY = len("2022-05-19")
_NEAR = 8
_BEHIND = 16


@cache
def _rule(name: str) -> re.Pattern[str]:
    rules = table("campaigns")
    if name == "quoted":
        parts = ("lead", "name", "season", "kind", "season2")
        lead, called, season, kind, season2 = (rules[part] for part in parts)
        return re.compile(f"{lead}{called}{season}(?:{kind})?{season2}")
    return re.compile(rules[name])


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
    return [_with_days(scene, told[0])] if len(told) == 1 else told


def _named(text: str, within: Span) -> Iterator[re.Match[str]]:
    """Every place in a sentence that names a drive."""
    for match in _rule("series").finditer(text, within.start, within.end):
        yield match
    for match in _rule("quoted").finditer(text, within.start, within.end):
        if _is_drive(match):
            yield match
    for match in _rule("unquoted").finditer(text, within.start, within.end):
        yield match


def _is_drive(match: re.Match[str]) -> bool:
    name, kind = match["name"], match["kind"]
    if _rule("not_drive").search(name) or ("、" in name and not kind):
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
    start, end = _days(scene, sentence, match)
    name = (
        (place or "") + (match["lead"] or "") + _called(match) + (f"({season})" if season else "")
    )
    return Campaign(
        name_zh=name,
        name_en=to_english(name),
        region=region or scene.regions.get(sentence.span) or main_region,
        season=season,
        year=_year(scene, Span(sentence.span.start, match.start())),
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


# When


def _year(scene: Scene, before: Span) -> str | None:
    """The year of the last date in front of the name in its sentence."""
    years = [q.iso[:4] for q in scene.inside(before) if q.kind == "date" and q.iso]
    return years[-1] if years else None


def _days(scene: Scene, sentence: Sentence, match: re.Match[str]) -> tuple[str | None, str | None]:
    """The first and last day that the sentence of a name tells."""
    text = scene.text
    before = text[sentence.span.start : match.start()]
    earlier = [
        q for q in scene.inside(Span(sentence.span.start, match.start())) if q.kind == "date"
    ]
    ranges = [q.iso for q in earlier if q.iso and "/" in q.iso and "-" in q.iso]
    if ranges and _rule("runs").search(before):
        first, _, last = ranges[-1].partition("/")
        return first, last
    behind = text[match.end() : sentence.span.end]
    starts = [q.iso for q in earlier if q.iso and len(q.iso) == _DAY]
    if _rule("series").fullmatch(match[0]):
        return (starts[-1], starts[-1]) if starts else (None, None)
    started = _rule("start").search(behind[:_BEHIND]) or _rule("start_before").search(before)
    start = starts[-1] if starts and started else None
    end = None
    for day in scene.inside(Span(match.end(), sentence.span.end)):
        if day.kind != "date" or not day.iso:
            continue
        after = text[day.end : sentence.span.end]
        start = start or (day.iso if _rule("start_behind").match(after) else None)
        end = end or (day.iso if _rule("end_behind").match(after) else None)
    return start, end or _last_day(sentence.span.cut(text), start)


def _with_days(scene: Scene, campaign: Campaign) -> Campaign:
    """The only drive of a text with what is told of 会战, 攻坚 or 行动 elsewhere."""
    words = {m[0] for m in _rule("short").finditer(campaign.name_zh)}
    start, end = campaign.start, campaign.end
    for sentence in scene.sentences:
        told = sentence.span.cut(scene.text)
        if not any(word in told or word.removeprefix("大") in told for word in words):
            continue
        for day in scene.inside(sentence.span):
            if day.kind != "date" or not day.iso or "-" not in day.iso or "/" in day.iso:
                continue
            after = scene.text[day.end : sentence.span.end]
            before = scene.text[sentence.span.start : day.start]
            start = start or (day.iso if _opens(after, words) else None)
            closes = _rule("until").search(before) and _rule("plan").search(before)
            end = end or (day.iso if closes else None)
    return campaign.model_copy(update={"start": start, "end": end or _last_day(scene.text, start)})


def _opens(after: str, words: set[str]) -> bool:
    """Whether 会战打响 or the like stands right behind a day."""
    short = "|".join(sorted({word.removeprefix("大") for word in words}))
    return bool(
        re.match(rf"[^,，。；;]{{0,6}}(?:{short})[^,，。；;]{{0,2}}(?:打响|启动|开始|拉开)", after)
    )


def _last_day(words: str, start: str | None) -> str | None:
    """The last day where the words say how many a drive takes: 为期100天."""
    match = _rule("days").search(words)
    if match is None or start is None or len(start) != _DAY:
        return None
    count = int(parse_chinese(match["days"]) or 0) or 100
    return (date.fromisoformat(start) + timedelta(days=count - 1)).isoformat()
