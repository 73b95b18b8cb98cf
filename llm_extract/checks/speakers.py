"""Whose words a figure stands in: an office holder's, who speaks of his own place."""

from __future__ import annotations

import re
from bisect import bisect_left
from operator import attrgetter

from llm_extract.text import Span

from .named_places import Named
from .outline import Outline

_FAR = 400
_BEHIND = 3
_SPEAKER = re.compile(
    "[^，。；]{0,12}(?:[市区县州旗镇]长|书记|局长|主任|厅长|秘书长|负责人)[^，。；]{2,4}"
    "(?:说|表示|指出|强调|介绍|透露|坦言|要求|提出|称)"
)
"""Opens what an office holder says of his own place, whichever was named last."""
_SAYS = re.compile("”[，,。]?[^，。；“\n]{2,30}(?:说|表示|指出|介绍|透露|坦言|告诉记者)")
"""Behind what he says, where his place and office follow."""


def speaks_of_own(text: str, start: int) -> bool:
    """Whether a Chinese sentence opens with an office holder who says something."""
    return _SPEAKER.match(text, start) is not None


def speaker_of(outline: Outline, named: list[Named], figure: Span) -> Named | None:
    """The place of the office holder whose words a figure stands in, told behind them."""
    end = outline.text.find("”", figure.end, figure.end + _FAR)
    if outline.lang == "en" or end < 0:
        return None
    if not {"\n", "“"}.isdisjoint(outline.text[figure.end : end]):
        return None
    if not _SAYS.match(outline.text, end):
        return None
    at = bisect_left(named, end, key=attrgetter("span.start"))
    speaker = named[at] if at < len(named) else None
    if speaker is None or speaker.span.start > end + _BEHIND:
        return None
    return None if speaker.in_name or speaker.adjunct else speaker
