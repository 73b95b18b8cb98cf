"""How a figure is told by the words right around it: as a goal, as left behind, as a base."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from llm_extract.records import Lang
from llm_extract.text import Span

from .outline import Outline

_GOAL = {
    "zh": re.compile(
        r"的?(?:年度|全年|总|最低|既定|原定)?[”」]?的?(?:最低)?"
        r"(?:目标|任务|计划|底线|指标(?!均|都|居|位|列))(?!企业|客商)"
    ),
    "en": re.compile(
        r"(?: [\w’'-]+){0,3}? (?:targets?|goals?|quotas?|tasks?)\b(?! compan)"
        r"| (?:set|assigned) (?:by|for)\b| (?:[a-z]+ ){1,3}had been (?:assigned|set|given)\b"
    ),
}
_AS_GOAL = re.compile(
    r"[^.;]{0,90}\b(?:as|being) (?:its |the |their |a |this year's )?"
    r"(?:goal|target|aim|objective)s?\b"
)
"""Behind figures that are all aimed at: 40 projects and RMB 20 billion as its goals."""
_LEFT = {
    "zh": re.compile(r"[由从](?:[^，。；\d至到]{0,6})$"),
    "en": re.compile(r"\bfrom (?:the |its |their |about |around |some |just |only )*(?:\w+ )?$"),
}
_REACHED = {
    "zh": re.compile(r"[^，。；\d]{0,4}[增提升降压减扩缩上下翻][^，。；\d]{0,4}[到至为]"),
    "en": re.compile(r"[^.;,\d]{0,20} to\b"),
}
_UP_FROM = re.compile(
    r"\b(?:(?:up|down) from|compared (?:with|to)|versus) (?:about |around |just |only )?$"
)
"""Around a figure that is left behind, in whatever way the new one is told."""
_BASE = re.compile("的?(?:基础|基数)")
"""Behind what another figure is to grow from: 在去年198亿元的基础上增长15%."""
_DONE_OF = re.compile("(?:签下|签约|签订|签署|新签|引进|落户|到位)的(?:这|那|该|其中)?$")
"""In front of what was done, whatever is meant for it: 签下的16个项目三季度要开工10个."""
_GOAL_OF = re.compile(
    r"\b(?:(?:target|goal|quota|task) of (?:about |around |roughly )?|(?:targeted|required) )$"
)
"""Behind a figure that is itself what was aimed at: 完成200亿元任务."""
_GOAL_BEFORE = re.compile("(?:目标|任务)(?:任务|数)?(?=[（(]$)")
"""In front of the goal in brackets: 完成全年目标（520亿元）的57.0%."""
_GOAL_REACH = 24
Told = Literal["future", "result", "weak", "nominal", "open", "undone"]


@dataclass(frozen=True)
class StatusCue:
    """How a figure is told, and by which words."""

    told: Told
    words: str


def marked_status(outline: Outline, figure: Span) -> StatusCue | None:
    """How the words right before or behind a figure tell it; None where they leave it open."""
    goal = _goal(outline, figure)
    if goal:
        return StatusCue("nominal", goal)
    if outline.lang == "zh":
        base = _BASE.match(outline.text, figure.end)
        done = base or _DONE_OF.search(outline.text, 0, figure.start)
        if done:
            return StatusCue("weak", done[0])
    left = left_behind(outline.text, figure, outline.lang)
    return StatusCue("weak", left) if left else None


def left_behind(text: str, figure: Span, lang: Lang) -> str | None:
    """The words by which a figure is the one from which another was reached: from 8% to 30%."""
    before = text[max(0, figure.start - _GOAL_REACH) : figure.start]
    if lang == "en" and (compared := _UP_FROM.search(before)):
        return compared[0].strip()
    left = _LEFT[lang].search(before)
    return left[0].strip() if left and _REACHED[lang].match(text, figure.end) else None


def _goal(outline: Outline, figure: Span) -> str | None:
    """The words that make a figure itself what was aimed at, or None."""
    goal = _GOAL[outline.lang].match(outline.text, figure.end)
    if goal is None and outline.lang == "en":
        goal = _GOAL_OF.search(outline.text[max(0, figure.start - _GOAL_REACH) : figure.start])
        goal = goal or _AS_GOAL.match(outline.text, figure.end)
    elif goal is None:
        goal = _GOAL_BEFORE.search(outline.text, 0, figure.start)
    return goal[0] if goal else None
