"""Forms of a clause that by themselves say what a figure measures."""

from __future__ import annotations

import re

from .cues import cue
from .records import Quantity
from .text import Span

_LONGEST = 24


def steps_taken(text: str, quantity: Quantity, within: Span) -> str:
    """What a time was taken for, told before it: 从签约到开工只用了39天."""
    told = cue("from_step").search(text, within.start, quantity.start)
    return f"{told['steps']}用时" if told and quantity.kind == "duration" else ""


def in_turn(text: str, quantity: Quantity, neighbours: list[Quantity], within: Span) -> str:
    """The one of several things that a figure is told of: 注册率、开工率分别为79.5%、54.5%."""
    told = list(cue("named_in_turn").finditer(text, within.start, quantity.start))
    if not told or re.search("[,，。；;]", text[told[-1].end() : quantity.start]):
        return ""
    row = [q for q in neighbours if q.kind == quantity.kind and q.start >= told[-1].end()]
    names = re.split("[、和及与]", told[-1]["names"])
    place = row.index(quantity) if quantity in row else len(names)
    if place >= len(names):
        return ""
    return f"{names[place]}{told[-1]['tail'] or ''}"[-_LONGEST:]


def fund(quantity: Quantity, suffix: str) -> str:
    """The size of a fund, which is named behind it: 设立总规模20亿元的产业引导基金."""
    named = cue("fund_noun").match(suffix) if quantity.kind == "money" else None
    return f"{named['fund']}规模" if named else ""


def area_of(quantity: Quantity, noun: str) -> str:
    """What an area is of, named behind it: 6000平方米标准厂房."""
    is_area = quantity.unit in ("m2", "mu", "ha", "km2")
    return f"{noun.removesuffix('面积')}面积" if is_area and len(noun) > 1 else ""


def of_those_counted(quantity: Quantity, noun: str, counted: str) -> str:
    """What happened to some of what was counted before: 引进企业9家，其中4家已经动工."""
    told = cue("only_step").match(noun) if quantity.kind == "count" else None
    return got_further(told["step"], counted)[-_LONGEST:] if told and counted else ""


def got_further(step: str, counted: str) -> str:
    """A step told of what was counted before, which had begun: 新开工项目28个，投产17个."""
    is_start = cue("begun").search(step) is not None
    return step + (counted if is_start else cue("begun").sub("", counted))


def clause_before(text: str, quantity: Quantity, within: Span) -> str:
    """What the clause before tells a rate of, where it has no figure: 福绵区增速最快，达31.6%."""
    told = cue("rate_named").search(text, within.start, quantity.start)
    return told["what"] if told else ""


def is_goal_of_result(text: str, quantity: Quantity, within: Span) -> bool:
    """Whether a figure is the goal of the result told before: 完成全年目标（520亿元）的57%."""
    before, after = text[within.start : quantity.start], text[quantity.end : within.end]
    if cue("goal_in_brackets").search(before):
        return True
    return bool(cue("goal_before").search(before) and cue("goal_behind").match(after))


def is_beside(text: str, count: Quantity, total: Quantity) -> bool:
    """Whether a sum is told right behind a count: 合同项目13个、投资49.8亿元."""
    return bool(re.fullmatch(r"、[^、，,。；;\d]{1,8}", text[count.end : total.start]))
