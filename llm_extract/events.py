"""Dated events, campaigns and the people in them, by rule."""

from __future__ import annotations

import re
from functools import cache

from .governing import governs
from .knowledge import table
from .names import to_english
from .records import Campaign, Event, Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_MAX_WHAT = 70


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("projects")[name])


@cache
def _person() -> re.Pattern[str]:
    rules = table("projects")
    return re.compile(
        rf"(?P<title>[一-龥、（()）]{{0,24}}?{rules['office']})(?P<name>[一-龥]{{2,4}}?)(?=[,，、]|{rules['acts']})"
    )


def find_people(text: str, within: Span) -> list[tuple[str, str]]:
    """(name, office) of the people a sentence names with their office."""
    return [
        (m["name"], m["title"].lstrip("、，,"))
        for m in _person().finditer(text, within.start, within.end)
    ]


def find_events(scene: Scene) -> list[Event]:
    """One event for each date that opens a clause and is no reporting period."""
    events: list[Event] = []
    for sentence in scene.sentences:
        dates = [q for q in scene.inside(sentence.span) if q.kind == "date" and _is_day_or_month(q)]
        ends = [*(q.start for q in dates[1:]), sentence.span.end]
        for day, end in zip(dates, ends, strict=False):
            event = _event(scene, sentence, day, Span(day.end, end))
            if event is not None:
                events.append(event)
    return events


def _event(scene: Scene, sentence: Sentence, day: Quantity, reach: Span) -> Event | None:
    """What the words behind a date tell, or None when the date opens no clause."""
    what = _what(scene.text, reach)
    before = scene.text[max(0, day.start - 1) : day.start]
    if not what or not re.search(r"[,，\s“”。]$|^$", before):
        return None
    return Event(
        date=day.iso,
        surface=day.surface,
        what_zh=what,
        place=_where(scene, reach) or scene.regions.get(sentence.span),
        people=tuple(name for name, _ in find_people(scene.text, reach)),
        quantities=tuple(q.id for q in scene.inside(reach) if q.is_amount),
        evidence=sentence.span,
    )


def _is_day_or_month(quantity: Quantity) -> bool:
    """Whether a date names a day or one month; quarters and years are periods of figures."""
    return bool(
        quantity.iso and re.match(r"\d{4}-\d{2}(?:-\d{2})?(?:/\d{4}-\d{2}-\d{2})?$", quantity.iso)
    )


def _what(text: str, span: Span) -> str:
    """The first clauses behind a date, as they stand."""
    words = re.sub(r"^[上下]午|^(?:当天|晚)?[,，、\s]*", "", span.cut(text)).strip(" ,，。;；")
    clauses = re.split(r"(?<=[,，])", words)
    what = clauses[0]
    for clause in clauses[1:]:
        if len(what) + len(clause) > _MAX_WHAT:
            break
        what += clause
    return what.rstrip(",，、 ")


def _where(scene: Scene, within: Span) -> str | None:
    """Where it happened: a place behind 在 or 赴, else the first that governs."""
    named = [p for p in scene.places if within.covers(p.span) and p.name and not p.in_name]
    for place in named:
        before = scene.text[max(0, place.span.start - 3) : place.span.start]
        if re.search(r"(?:赴|在|前往|到)$", before):
            return place.name
    return next((p.name for p in named if governs(scene.text, p)), None)


def find_campaigns(scene: Scene, main_region: str | None) -> list[Campaign]:
    """Named drives, one for each name and season, with the day they began where it is told."""
    found: dict[tuple[str, str | None], Campaign] = {}
    for sentence in scene.sentences:
        for match in _rule("campaign").finditer(scene.text, sentence.span.start, sentence.span.end):
            season = match["season"] or match["season2"] or _season_near(scene.text, match)
            if not _is_campaign(match):
                continue
            campaign = _campaign(match, season, sentence, scene, main_region)
            key = (match["name"], season)
            known = found.get(key)
            if known is None or (known.start is None and campaign.start):
                found[key] = campaign
    named_seasons = {name for name, season in found if season}
    return [c for (name, season), c in found.items() if season or name not in named_seasons]


def _is_campaign(match: re.Match[str]) -> bool:
    if not _rule("campaign_name").search(match["name"]):
        return False
    return bool(match["kind"]) or "百日" in match["name"]


def _season_near(text: str, match: re.Match[str]) -> str | None:
    near = re.match(r"[”\s]*(第[一二三四五六\d]季)", text[match.end() : match.end() + 8])
    before = re.search(
        r"(第[一二三四五六\d]季)[‘“\s]*$", text[max(0, match.start() - 8) : match.start()]
    )
    season = near or before
    return season[1] if season else None


def _campaign(
    match: re.Match[str],
    season: str | None,
    sentence: Sentence,
    scene: Scene,
    region: str | None,
) -> Campaign:
    words = f"“{match['name']}”{match['kind'] or '行动'}"
    name = (match["lead"] or "") + words + (f"({season})" if season else "")
    start = None
    behind = match.string[match.end() : sentence.span.end]
    if _rule("campaign_start").search(behind[:16]):
        days = [
            q.iso for q in scene.inside(Span(sentence.span.start, match.start()))
            if q.kind == "date" and q.iso and len(q.iso) == len("2022-05-19")
        ]  # fmt: skip
        start = days[-1] if days else None
    return Campaign(
        name_zh=name,
        name_en=to_english(name),
        region=region,
        season=season,
        start=start,
        evidence=Span(match.start(), match.end()),
    )
