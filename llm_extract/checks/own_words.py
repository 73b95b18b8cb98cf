"""The words that are a figure's own: its group of clauses, and what names the thing told of."""

from __future__ import annotations

import re

from llm_extract.records import Quantity
from llm_extract.text import Span

from .english_terms import COMMON
from .readings import Reading

_HAN = re.compile("[\u3400-\u9fff]+")
_GROUP = {
    "zh": re.compile(r"[。；;！？!?\n]"),
    "en": re.compile(r"[;\n]|\.\s|\b(?:while|whereas|versus|but)\b"),
}
_STOP = {"zh": re.compile(r"[，,；;。：:\n（(、]"), "en": re.compile(r"[;:()\n]|, |\.\s")}
_NEXT = re.compile(r"\b(?:and|while|plus|whose|where|which)\b|,")
_LINK = re.compile(r"\b(?:and|from|of|with|worth|to|in|for|or|at)\b|,")
_FAR = 160
_AFTER = {"zh": 16, "en": 50}
_TIMES = re.compile("[前后上下本今去明年月日底末个季度半至到截共累计总额达为的已其中约超近]")
_FIGURE = re.compile(r"\d[\d.,]*[余多]?[十百千万亿]*(?:[元个家户项人名亩吨件台条]|%)*")
_OWN_NAME = 2
_SORT = 6
"""What tells two sorts of projects apart is hardly longer."""
_LEAST_COUNTERPART = 6
_SUM_GAP = 10
_LED = re.compile("(?:到位|协议|合同|签约|意向|引资|引进|[额总共约达为超近的])+")
_WORTH = re.compile(
    r"(?: [\w-]+){0,3},? (?:worth|valued at|totall?ing|with|involving|representing|for)"
    r"(?: (?:a|an|the|total|combined|planned|contracted|agreed|overall|some|about|nearly|over"
    r"|investments?|of|value))* ",
)
"""Between a count and the sum of what is counted, which are told of the same."""
_GROWTH = re.compile(
    "[，、]?(?:按[可不][比变]价(?:格)?(?:计算|核算)?[，、]?)?(?:同比|比上年|比去年|较上年|较去年|环比)?(?:同期)?[增上下回提]?[长升降落高]"
)


def group_around(reading: Reading, figure: Span) -> Span:
    """The group of a figure, up to the last sign before the words of the next one."""
    group = _group(reading, figure)
    ahead = reading.text[figure.end : figure.end + _FAR]
    rest = _GROUP[reading.lang].split(ahead)[0]
    behind = reading.quantities.within(Span(figure.end, figure.end + len(rest)))
    end = figure.end + len(rest)
    following = next((q.start for q in behind if q.is_amount and not sizes(reading, q)), end)
    words = reading.text[figure.end : following]
    if following < end:
        stops = [m.start() for m in _STOP[reading.lang].finditer(words)]
        words = words[: stops[-1]] if stops else ""
    return Span(group.start, max(group.end, figure.end + len(words)))


def counted_before(claim: Reading, figure: Quantity) -> int | None:
    """Where the words of a count begin, of which a sum of money is told: 12 deals worth."""
    if figure.kind != "money":
        return None
    before = [q for q in claim.amounts if q.end <= figure.start][-1:]
    if not before or before[0].kind != "count":
        return None
    worth: object = _WORTH.fullmatch(claim.text, before[0].end, figure.start)
    if claim.lang == "zh":
        worth = claim.text[before[0].end] == "、" and goes_on(claim, before[0], figure)
    return own_words(claim, before[0].span).start if worth else None


def goes_on(reading: Reading, before: Quantity, rate: Quantity) -> bool:
    """Whether a figure is told of what the one before it is.

    A rate of growth (净利润5.9亿元，同比增长8.3%), or a sum: 文旅项目8个、投资额92.3亿元.
    """
    between = reading.text[before.end : rate.start]
    if (before.kind, rate.kind) == ("count", "money") and len(between) <= _SUM_GAP:
        return between[:1] in "、，" and not _HAN.search(_LED.sub("", COMMON.sub("", between)))
    return rate.kind == "percent" and _GROWTH.fullmatch(between) is not None


def sizes(reading: Reading, quantity: Quantity) -> bool:
    """Whether an amount only says how large the things told of are: 亿元以上项目."""
    return quantity.kind == "money" and reading.text.startswith(("以上", "级"), quantity.end)


def _group(reading: Reading, figure: Span) -> Span:
    text = reading.text
    before = text[max(0, figure.start - _FAR) : figure.start]
    start = figure.start - len(_GROUP[reading.lang].split(before)[-1])
    stop = _STOP[reading.lang].search(text, figure.end, figure.end + _AFTER[reading.lang])
    end = min(len(text), figure.end + _AFTER[reading.lang])
    return Span(start, stop.start() if stop else end)


def own_words(reading: Reading, figure: Span) -> Span:
    """The words from the figure before, or the beginning of the group, to the sign behind."""
    group, text = _group(reading, figure), reading.text
    inside = [q for q in reading.quantities.within(group) if q.is_amount]
    before = [q for q in inside if q.end <= figure.start]
    if reading.lang == "zh" and before and sizes(reading, before[-1]):
        before.pop()  # 新签约亿元以上项目94个: the words before the size are its own, too
    start = max((q.end for q in before), default=group.start)
    if reading.lang == "zh":
        start += max(0, text[start : figure.start].rfind("其中"))
    if reading.lang == "en" and start > group.start:
        link = _NEXT.search(text, start, figure.start) or _LINK.search(text, start, figure.start)
        start = link.start() if link else figure.start
    end = min((q.start for q in inside if q.start >= figure.end), default=group.end)
    if reading.lang == "en" and (end < group.end or _goes_on(reading, figure)):
        link = _NEXT.search(text, figure.end, end)
        end = link.start() if link else end
    return Span(start, end)


def _goes_on(reading: Reading, figure: Span) -> bool:
    """Whether the sentence of a figure has another one behind it."""
    end = reading.outline.sentence_at(figure.start).end
    return any(q.is_amount for q in reading.quantities.within(Span(figure.end, end)))


def names_something(phrase: str) -> bool:
    """Whether a phrase names what is told of, or leaves it to the words before."""
    last = re.split("[，,；;：:、]", phrase)[-1]
    bare = _TIMES.sub("", COMMON.sub("", _FIGURE.sub("", last)))
    return len("".join(_HAN.findall(bare))) >= _OWN_NAME


def is_parallel(one: str, other: str) -> bool:
    """Whether two phrases name two things of one sort: 碳酸锂产量 and 钾肥产量."""
    first, second = ("".join(_HAN.findall(_FIGURE.sub("", phrase))) for phrase in (one, other))
    shared = 0
    while shared < min(len(first), len(second)) and first[-1 - shared] == second[-1 - shared]:
        shared += 1
    rests = (first[: len(first) - shared], second[: len(second) - shared])
    tail = first[len(first) - shared :]
    if not tail or min(map(len, rests)) < _OWN_NAME:
        return False
    return len(COMMON.sub("", tail)) >= _OWN_NAME or max(map(len, rests)) <= _SORT


def are_counterparts(one: str, other: str) -> bool:
    """Whether one phrase ends as the other but for a character or two: 省重点项目, 市重点项目."""
    first, second = (_FIGURE.sub("", re.split("[，,；;：:、]", p)[-1]) for p in (one, other))
    if len(first) < _LEAST_COUNTERPART or len(second) < len(first):
        return False
    pairs = zip(first, second[-len(first) :], strict=True)
    return 0 < sum(a != b for a, b in pairs) <= _OWN_NAME
