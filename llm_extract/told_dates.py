"""What the dates of a sentence tell of the figures behind them."""

from __future__ import annotations

import re
from datetime import date, timedelta

from .cues import cue
from .moments import Frame, Told, rule
from .records import Quantity
from .sentences import is_heading

_DAY = re.compile(r"\d{4}-\d\d-\d\d(?:/.*)?")
_MONTH = re.compile(r"\d{4}-\d\d")
_STRETCH = re.compile(r"(?P<year>\d{4})-(?:[QH]\d|\d\d/(?P=year)-\d\d)")
_AT_END = re.compile("[底末]")


def dates_told(text: str, dates: list[Quantity], frame: Frame, earlier: list[Told]) -> list[Told]:
    """What each date tells; 从7月3日持续到10月10日 tells one stretch."""
    told: list[Told] = []
    for day in dates:
        before, after = text[max(0, day.start - 8) : day.start], text[day.end : day.end + 16]
        since = _since(text, day, frame)
        counted = rule("counts_to").search(before) is not None
        begun = [t for t in [*earlier, *told][-1:] if t.is_since or (t.is_step and told)]
        if rule("begins").match(after[:8]):
            since = frame.drive
            if since is None:
                continue
        period = since or _dated(day, frame, before, after[:8])
        if begun and counted and day.iso and begun[0].period[:10] < day.iso:
            period = f"{begun[0].period.partition('/')[0]}/{day.iso}"
        elif told and rule("lasts_to").search(before) and told[-1].end > day.start - 8:
            first, last = told.pop().period.partition("/")[0], period.rpartition("/")[2]
            period = f"{first}/{last}"
        is_far = bool(frame.drive) and period.startswith(f"{frame.drive}"[:10] + "/")
        told.append(
            Told(
                day.end,
                period,
                is_deadline=_holds_here(text, day) and not (begun and counted),
                is_up_to=before.endswith(("截至", "截止")),
                is_since=since is not None and day.iso is not None and bool(_DAY.match(day.iso)),
                is_so_far=counted and (bool(begun) or is_far),
                is_step=len(period) <= len("2024-Q1") and bool(rule("step").match(after)),
                is_completion=bool(rule("completes").match(text, day.end)),
            )
        )
    return told


def _dated(day: Quantity, frame: Frame, before: str, after: str) -> str:
    """The period of a date by itself: the drive where it begins or ends it, the time up to it."""
    period = day.iso or ""
    if frame.drive and frame.drive.endswith(f"/{period}") and rule("ends").match(after):
        return frame.drive
    return _up_to(period, frame) if before.endswith(("截至", "截止")) else period


def _holds_here(text: str, day: Quantity) -> bool:
    """Whether a date holds for its sentence alone: a deadline, or one in the midst of a clause."""
    before, after = text[max(0, day.start - 8) : day.start], text[day.end : day.end + 8]
    is_due = rule("due_before").search(before) and _AT_END.search(day.surface + after[:1])
    is_inner = rule("within_clause").search(before) or rule("aimed_before").search(before)
    is_held = rule("held_on").match(after) and not cue("opens_clause").search(before)
    return bool(is_due or is_inner or is_held or rule("deadline").match(after))


def _up_to(period: str, frame: Frame) -> str:
    """What 截至 counts up to: the drive so far, or the year so far."""
    if frame.drive and frame.drive.endswith(period):
        return frame.drive
    is_dated = _MONTH.match(period) is not None
    if period[:4] != str(frame.year) or not is_dated:
        return period
    if frame.drive:
        first, _, last = frame.drive.partition("/")
        return f"{first}/{period}" if first < period < last else frame.drive
    is_within = len(period) == len("2022-05-19") and not _is_month_end(period)
    return f"{period[:4]}-01-01/{period}" if is_within else f"{period[:4]}-01/{period[:7]}"


def _is_month_end(day: str) -> bool:
    return (date.fromisoformat(day) + timedelta(days=1)).day == 1


def sets_time(text: str, day: Quantity) -> bool:
    """Whether a date says when, and is no part of the name of a meeting."""
    before, after = text[max(0, day.start - 6) : day.start], text[day.end : day.end + 40]
    is_named = rule("in_name").match(after) and not rule("held_at").match(after)
    if not is_done(text, day) or is_named:
        return False
    if cue("compared_before").search(before) or cue("compared_after").search(after[:5]):
        return False
    is_bracketed = before.endswith(("(", "（")) and "/" in (day.iso or "")
    is_sentence = not is_heading(
        text[text.rfind("\n", 0, day.start) + 1 : _line_end(text, day.end)]
    )
    aimed = is_sentence and rule("aimed_before").search(before)
    aimed = aimed or rule("notice_before").search(before)
    opens = cue("opens_clause").search(before) or rule("own_year").match(day.surface)
    of_what_follows = rule("push").match(after) or rule("held_on").match(after)
    sets = (aimed, opens, of_what_follows, is_bracketed, _is_stretch_of_result(text, day))
    return any(map(bool, sets))


def _is_stretch_of_result(text: str, day: Quantity) -> bool:
    """Whether months told in the midst of a clause date what was done in them: 1至2月完成投资."""
    is_stretch = _STRETCH.fullmatch(day.iso or "") and not day.surface.endswith("季")
    return bool(is_stretch and rule("done_in").match(text, day.end))


def _line_end(text: str, place: int) -> int:
    end = text.find("\n", place)
    return len(text) if end < 0 else end


def _since(text: str, day: Quantity, frame: Frame) -> str | None:
    """自7月…以来: from that month to the article's own."""
    before, after = text[max(0, day.start - 2) : day.start], text[day.end : day.end + 30]
    opens = before.endswith(("自", "从")) and rule("since").match(after)
    if not (opens or after.startswith(("起", "以来")) or cue("held_since").match(after)):
        return None
    if frame.drive and rule("drive_since").match(after):
        return frame.drive
    if frame.published is None or day.iso is None or not _MONTH.match(day.iso):
        return None
    now = frame.published[: len(day.iso)]
    return f"{day.iso}/{now}" if day.iso <= now else None


def is_done(text: str, day: Quantity) -> bool:
    """Whether something was done on a day, rather than told to a reporter."""
    if rule("reported").match(text[day.end : day.end + 30]):
        return False
    return not (
        rule("reporting_before").search(text[max(0, day.start - 4) : day.start])
        and rule("reporting_after").search(text[day.end : day.end + 30])
    )
