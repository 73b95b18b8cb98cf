"""Dated events, campaigns and the people in them, by rule."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .labels import governs
from .names import to_english
from .places import PlaceMention
from .records import Campaign, Event, Quantity
from .sentences import Sentence
from .text import Span

_MAX_WHAT = 70
_CLAUSES = 2


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


def find_events(
    text: str,
    sentences: list[Sentence],
    quantities: list[Quantity],
    places: list[PlaceMention],
    main_region: str | None,
) -> list[Event]:
    """One event for each date that opens a sentence or clause and is no reporting period."""
    events: list[Event] = []
    for sentence in sentences:
        dates = [
            q for q in quantities
            if q.kind == "date" and sentence.span.covers(q.span) and _is_day_or_month(q)
        ]  # fmt: skip
        for place_in_list, day in enumerate(dates):
            end = dates[place_in_list + 1].start if place_in_list + 1 < len(dates) else sentence.span.end
            what = _what(text, Span(day.end, end))
            if not what or not re.search(r"[,，\s“”。]$|^$", text[max(0, day.start - 1) : day.start]):
                continue
            reach = Span(day.end, end)
            events.append(
                Event(
                    date=day.iso,
                    surface=day.surface,
                    what_zh=what,
                    place=_where(text, reach, places) or main_region,
                    people=tuple(name for name, _ in find_people(text, reach)),
                    quantities=tuple(
                        q.id for q in quantities if q.is_amount and reach.covers(q.span)
                    ),
                    evidence=sentence.span,
                )
            )
    return events


def _is_day_or_month(quantity: Quantity) -> bool:
    """Whether a date names a day or one month; quarters and years are periods of figures."""
    return bool(quantity.iso and re.match(r"\d{4}-\d{2}(?:-\d{2})?(?:/\d{4}-\d{2}-\d{2})?$", quantity.iso))


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


def _where(text: str, within: Span, places: list[PlaceMention]) -> str | None:
    """Where it happened: a place behind 在 or 赴, else the first that governs."""
    named = [p for p in places if within.covers(p.span) and p.name and not p.in_name]
    for place in named:
        if re.search(r"(?:赴|在|前往|到)$", text[max(0, place.span.start - 3) : place.span.start]):
            return place.name
    return next((p.name for p in named if governs(text, p)), None)


def find_campaigns(
    text: str, title: str, sentences: list[Sentence], quantities: list[Quantity], region: str | None
) -> list[Campaign]:
    """Named drives, one for each name and season, with the day they began where it is told."""
    found: dict[tuple[str, str | None], Campaign] = {}
    for sentence in sentences:
        for match in _rule("campaign").finditer(text, sentence.span.start, sentence.span.end):
            season = match["season"] or match["season2"] or _season_near(text, match)
            if not _rule("campaign_name").search(match["name"] + (match["kind"] or "")):
                continue
            if not match["kind"] and "百日" not in match["name"]:
                continue
            campaign = _campaign(match, season, sentence, quantities, region)
            key = (match["name"], season)
            known = found.get(key)
            if known is None or (known.start is None and campaign.start):
                found[key] = campaign
    named_seasons = {name for name, season in found if season}
    return [c for (name, season), c in found.items() if season or name not in named_seasons]


def _season_near(text: str, match: re.Match[str]) -> str | None:
    near = re.match(r"[”\s]*(第[一二三四五六\d]季)", text[match.end() : match.end() + 8])
    before = re.search(r"(第[一二三四五六\d]季)[‘“\s]*$", text[max(0, match.start() - 8) : match.start()])
    season = near or before
    return season[1] if season else None


def _campaign(
    match: re.Match[str],
    season: str | None,
    sentence: Sentence,
    quantities: list[Quantity],
    region: str | None,
) -> Campaign:
    words = f"“{match['name']}”{match['kind'] or '行动'}"
    name = (match["lead"] or "") + words + (f"({season})" if season else "")
    start = None
    behind = match.string[match.end() : sentence.span.end]
    if _rule("campaign_start").search(behind[:16]):
        days = [
            q.iso for q in quantities
            if q.kind == "date" and sentence.span.covers(q.span) and q.end <= match.start()
            and q.iso and len(q.iso) == len("2022-05-19")
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
