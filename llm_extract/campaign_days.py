"""When a named drive ran: the days its own sentence tells, and those told of it elsewhere."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache

from .knowledge import table
from .numerals import parse_chinese
from .records import Campaign, Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_DAY = len("2022-05-19")
_BEHIND = 16
_OCCASIONS = ("series", "occasion")


@cache
def campaign_rule(name: str) -> re.Pattern[str]:
    """A pattern of the campaigns table, compiled."""
    rules = table("campaigns")
    if name == "quoted":
        parts = ("lead", "name", "season", "kind", "season2")
        lead, called, season, kind, season2 = (rules[part] for part in parts)
        return re.compile(f"{lead}{called}{season}(?:{kind})?{season2}")
    return re.compile(rules[name])


def is_occasion(campaign: Campaign) -> bool:
    """Whether a drive is a single occasion with its year: 2022年第三季度…集中签约."""
    told = f"{campaign.name_zh}。"
    return any(campaign_rule(kind).search(told) for kind in _OCCASIONS)


def year_before(scene: Scene, before: Span) -> str | None:
    """The year of the last date in front of the name in its sentence."""
    years = [q.iso[:4] for q in scene.inside(before) if q.kind == "date" and q.iso]
    return years[-1] if years else None


def days_in_sentence(
    scene: Scene, sentence: Sentence, match: re.Match[str]
) -> tuple[str | None, str | None]:
    """The first and last day that the sentence of a name tells."""
    text = scene.text
    before = text[sentence.span.start : match.start()]
    earlier = _dates(scene, Span(sentence.span.start, match.start()))
    ranges = [q.iso for q in earlier if q.iso and "/" in q.iso and "-" in q.iso]
    is_one_day = any(match.re is campaign_rule(kind) for kind in _OCCASIONS)
    if ranges and (is_one_day or campaign_rule("runs").search(before)):
        first, _, last = ranges[-1].partition("/")
        return first, last
    behind = text[match.end() : sentence.span.end]
    starts = [q.iso for q in earlier if q.iso and len(q.iso) == _DAY and not _is_end(text, q)]
    if is_one_day:
        return (starts[-1], starts[-1]) if starts else (None, None)
    started = campaign_rule("start").search(behind[:_BEHIND])
    start = starts[-1] if starts and (started or _is_started(before)) else None
    end = None
    for day in _dates(scene, Span(match.end(), sentence.span.end)):
        after = text[day.end : sentence.span.end]
        start = start or (day.iso if campaign_rule("start_behind").match(after) else None)
        end = end or (day.iso if campaign_rule("end_behind").match(after) else None)
    return start, end or _last_day(sentence.span.cut(text), start)


def _is_end(text: str, day: Quantity) -> bool:
    return campaign_rule("until").search(text[max(0, day.start - 4) : day.start]) is not None


def _is_started(before: str) -> bool:
    return campaign_rule("start_before").search(before) is not None


def days_elsewhere(scene: Scene, campaign: Campaign, *, is_only: bool) -> Campaign:
    """A drive with what the sentences that name it, or call it for short, tell of its days.

    The only one of a text may be called 会战, 攻坚 or 行动; one of several only by its season.
    """
    short = {m[0].removeprefix("大") for m in campaign_rule("short").finditer(campaign.name_zh)}
    words = short if is_only else {campaign.season or _quoted(campaign.name_zh)} - {""}
    start, end, last = campaign.start, campaign.end, None
    for sentence in scene.sentences:
        told = sentence.span.cut(scene.text)
        days = [q for q in _dates(scene, sentence.span) if q.iso and "-" in q.iso]
        if any(word in told for word in words):
            first, closing = _told_of(scene.text, sentence, days, words, last)
            if start is None or (first and (start == first or not closing)):
                start = start or first
            end = end or closing
        last = max([q.iso or "" for q in days if len(q.iso or "") == _DAY] + [last or ""]) or None
    whole = end if start is None else None
    start = start or _first_day(scene.text, whole)
    end = end or _last_day(scene.text, start)
    return campaign.model_copy(
        update={"start": start, "end": end if _in_order(start, end) else None}
    )


def _quoted(name: str) -> str:
    """What a name has in quotation marks, by which one of several drives is told of."""
    match = re.search("“[^”]+”", name)
    return match[0] if match else ""


def _in_order(start: str | None, end: str | None) -> bool:
    return start is None or end is None or start[: len(end)] <= end


def _told_of(
    text: str, sentence: Sentence, days: list[Quantity], words: set[str], last: str | None
) -> tuple[str | None, str | None]:
    """The first and last day of a drive that a sentence tells; `last`: the latest told before."""
    start = end = None
    for day in days:
        iso = day.iso or ""
        before, after = text[sentence.span.start : day.start], text[day.end : sentence.span.end]
        first, _, closing = iso.partition("/")
        if closing and (_opens(after, words) or campaign_rule("span_told").search(before)):
            return first, closing
        if "/" in iso:
            continue
        if campaign_rule("from_now").search(before):
            start, end = start or last, end or iso
        start = start or (iso if _opens(after, words) or _begins(before, after, words) else None)
        is_closed = campaign_rule("until").search(before) and campaign_rule("end_behind").match(
            after
        )
        is_plan = campaign_rule("until").search(before) and (
            campaign_rule("plan").search(before) or campaign_rule("plan_behind").match(after)
        )
        is_over = before.endswith(("截至", "截止")) and campaign_rule("over").match(after)
        end = end or (iso if is_plan or is_over or is_closed else None)
    return start, end


def _dates(scene: Scene, span: Span) -> list[Quantity]:
    return [q for q in scene.inside(span) if q.kind == "date" and q.iso]


def _opens(after: str, words: set[str]) -> bool:
    """Whether 会战打响 or the like stands right behind a day."""
    short = "|".join(sorted(words))
    begun = campaign_rule("begun").pattern
    return bool(
        re.match(rf"(?:在|于|[^,，。；;]{{0,12}})(?:{short})[^,，。；;]{{0,4}}(?:{begun})", after)
        or re.match(rf"(?:{begun})的?[^,，。；;]{{0,10}}(?:{short})", after)
    )


def _begins(before: str, after: str, words: set[str]) -> bool:
    """Whether a day stands between a drive and its beginning: 行动自8月8日启动."""
    opening = re.search(r"([^,，。；;]{2,6})[自从于]\Z", before)
    named = opening and opening[1].rstrip("”").endswith(tuple(words))
    return bool(named and re.match(campaign_rule("begun").pattern, after))


def _last_day(words: str, start: str | None) -> str | None:
    """The last day where the words say how many a drive takes: 为期100天."""
    count = _count(words)
    if count is None or start is None or len(start) != _DAY:
        return None
    return (date.fromisoformat(start) + timedelta(days=count - 1)).isoformat()


def _first_day(words: str, end: str | None) -> str | None:
    """The first day where the last one and their number are told."""
    count = _count(words)
    if count is None or end is None or len(end) != _DAY:
        return None
    return (date.fromisoformat(end) - timedelta(days=count - 1)).isoformat()


def _count(words: str) -> int | None:
    match = campaign_rule("days").search(words)
    return int(parse_chinese(match["days"]) or 0) or 100 if match else None
