"""From when to when a drive ran, where its article tells both."""

from __future__ import annotations

import re
from datetime import date
from functools import cache

from .knowledge import table
from .records import Campaign, Quantity
from .scene import Scene

_DAYS = re.compile(r"\d{4}-\d\d-\d\d/\d{4}-\d\d-\d\d")
_MONTHS = re.compile(r"\d{4}-\d\d/\d{4}-\d\d")
_MIN_DAYS = 20
_LEAD = 300
"""Characters at the start in which an article about a drive names it."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("periods")[name])


def drive_span(
    scene: Scene, dates: list[Quantity], campaigns: list[Campaign], published: date | None
) -> str | None:
    """The first and last day of the drive an article is about, as an ISO interval.

    None where it tells of seasons, of no drive, or not of both ends.
    """
    if (
        not campaigns
        or any(one.season for one in campaigns)
        or not _rule("drive").search(scene.text[:_LEAD])
    ):
        return None
    told = _told_whole(scene, dates) or _told_in_two(scene.text, dates, published)
    return told or _of_campaign(campaigns)


def _of_campaign(campaigns: list[Campaign]) -> str | None:
    """The days of the only drive that has both told."""
    spans = {f"{c.start}/{c.end}" for c in campaigns if c.start and c.end and c.start < c.end}
    return spans.pop() if len(spans) == 1 else None


def _told_whole(scene: Scene, dates: list[Quantity]) -> str | None:
    """3月23日至6月30日 in a sentence that names the drive, or that opens the article."""
    for day in dates:
        if not day.iso or not (_DAYS.fullmatch(day.iso) or _MONTHS.fullmatch(day.iso)):
            continue
        # A date can run over the end of a line, and so lie in no sentence.
        sentence = next((s for s in scene.sentences if s.span.covers(day.span)), None)
        words = scene.text[sentence.paragraph.start : sentence.span.end] if sentence else ""
        if _lasts(day.iso) and _rule("drive").search(words):
            return day.iso
    return None


def _lasts(interval: str) -> bool:
    first, _, last = interval.partition("/")
    if not _DAYS.fullmatch(interval):
        return first != last and not first.endswith("-01")
    return (date.fromisoformat(last) - date.fromisoformat(first)).days >= _MIN_DAYS


def _told_in_two(text: str, dates: list[Quantity], published: date | None) -> str | None:
    """自5月20日启动，至8月27日结束; 7月24日启动以来 with 截至10月31日."""
    from_now = next((i for i, q in enumerate(dates) if q.iso and _is_from_now(text, q)), 0)
    if from_now and dates[from_now - 1].iso:
        return f"{dates[from_now - 1].iso}/{dates[from_now].iso}"
    starts = [q for q in dates if q.iso and _rule("begins").match(text[q.end : q.end + 10])]
    ends = [q for q in dates if q.iso and _is_end(text, q)]
    if not starts:
        return None
    start = starts[0].iso or ""
    end = next((q.iso for q in ends if q.iso and len(q.iso) == len(start) and q.iso > start), None)
    if end is None and published is not None and _rule("up_to_now").search(text):
        end = published.isoformat()[: len(start)]
    return f"{start}/{end}" if end and end > start else None


def _is_from_now(text: str, day: Quantity) -> bool:
    """Whether a drive runs from the day just told to this one: 即日起至12月31日."""
    before = text[max(0, day.start - 6) : day.start]
    return len(day.iso or "") == len("2022-05-19") and bool(_rule("from_now").search(before))


def _is_end(text: str, day: Quantity) -> bool:
    before, after = text[max(0, day.start - 2) : day.start], text[day.end : day.end + 8]
    return before.endswith(("截至", "截止")) or bool(_rule("ends").match(after))
