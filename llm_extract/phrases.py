"""The words of a clause that say what a figure measures."""

from __future__ import annotations

import re
from dataclasses import dataclass

from .cues import BREAKS, before_bracket, cue, segment_end, segment_start
from .indicators import classify
from .phrase_forms import (
    area_of,
    clause_before,
    fund,
    got_further,
    in_turn,
    is_beside,
    is_goal_of_result,
    of_those_counted,
    steps_taken,
)
from .phrase_words import (
    LONGEST,
    closing_verb,
    counted_noun,
    leading_verb,
    opens_size,
    size_words,
    taken_for,
    trimmed,
)
from .records import Quantity
from .text import Span


@dataclass(frozen=True)
class Phrase:
    """What a figure measures, in words of its clause; `is_direct` when they touch the figure.

    `inherits` tells that the words before the figure were too general, such as 金额, and took
    what was counted before: the sum is told of that.
    """

    words: str
    is_direct: bool
    inherits: bool = False


def find_phrase(text: str, quantity: Quantity, neighbours: list[Quantity], within: Span) -> Phrase:
    """The indicator phrase of `quantity`; `neighbours` are all quantities of its sentence."""
    around = _around(text, quantity, neighbours, within)
    words = trimmed(around.prefix or before_bracket(text, quantity.start, within.start)[-LONGEST:])
    if quantity.kind == "duration" and not cue("time_noun").search(words):
        words = taken_for(around.suffix) or words
    form = steps_taken(text, quantity, within) or fund(quantity, around.suffix)
    form = form or (quantity.is_amount and in_turn(text, quantity, neighbours, within)) or ""
    if form:
        return Phrase(form, is_direct=True)
    fixed = (
        _grown_in_turn(text, quantity, neighbours, within)
        or _as_before(text, quantity, neighbours, within)
        or _by_form(quantity, around, words)
    )
    if fixed:
        return fixed
    if quantity.kind != "count":
        return _of_sum(text, quantity, neighbours, around, words, within)
    behind = text[quantity.end : within.end] if opens_size(around.suffix) else around.suffix
    noun = "" if cue("goes_to").match(around.suffix) else counted_noun(behind)
    if noun:
        verb = leading_verb(around.lead)
        before = _counted_before(text, quantity, neighbours, within)
        those = of_those_counted(quantity, noun, before)
        if those:
            return Phrase(those, is_direct=True)
        if not verb and not cue("verb").search(noun):
            noun += closing_verb(around.suffix)
        return Phrase((verb + noun)[:LONGEST], is_direct=True)
    more_than = _counted_before(text, quantity, neighbours, within)
    return _of_count(text, words, around, Span(within.start, quantity.start), more_than)


def _counted_before(text: str, quantity: Quantity, neighbours: list[Quantity], within: Span) -> str:
    """What the figure before counts or ranks, for one that tells how much more: 同比增加18个."""
    earlier = [q for q in neighbours if q.is_amount and q.end <= quantity.start]
    if not earlier or earlier[-1].unit not in (quantity.unit, "名"):
        return ""
    last = earlier[-1]
    return find_phrase(text, last, [q for q in neighbours if q.end <= last.end], within).words


def _by_form(quantity: Quantity, around: _Around, words: str) -> Phrase | None:
    """What the form of a clause settles: designed output, a task that was set, installed power."""
    if quantity.kind == "measure" and cue("power_before").search(around.prefix):
        return Phrase("装机容量", is_direct=True)
    if quantity.kind == "measure" and cue("storage_before").search(around.prefix):
        return Phrase("储能容量", is_direct=True)
    if quantity.kind in ("measure", "count") and cue("capacity").search(around.prefix[-12:]):
        return Phrase("年产能", is_direct=True)
    if quantity.kind != "percent" and cue("task_set").search(words):
        return Phrase(cue("task_verb").sub("", words), is_direct=True)
    power = cue("power_noun").match(around.suffix) if quantity.kind == "measure" else None
    return Phrase(f"{power[0]}装机容量", is_direct=True) if power else None


def _as_before(
    text: str, quantity: Quantity, neighbours: list[Quantity], within: Span
) -> Phrase | None:
    """The phrase of the figure before, for one that only goes on from it.

    The higher end of 由600万元提高到7000万元 measures the same, 第五位 behind a sum is its rank,
    and the sum in 签订404个、1.1万亿元 is that of what was counted.
    """
    earlier = [q for q in neighbours if q.is_amount and q.end <= quantity.start]
    if not earlier:
        return None
    same = [q for q in earlier if q.unit == quantity.unit]
    is_goal = bool(same) and is_goal_of_result(text, quantity, within)
    last = same[-1] if is_goal else earlier[-1]
    between = _without_dates(text, Span(last.end, quantity.start), neighbours)
    to_there = last.kind == quantity.kind and cue("goes_on").fullmatch(between)
    is_rank = quantity.surface.startswith("第") and cue("ranked").fullmatch(between)
    is_sum = last.kind == "count" and quantity.kind == "money" and between in ("、", "，", ",")
    if not (is_goal or to_there or is_rank or is_sum):
        return None
    words = find_phrase(text, last, [q for q in neighbours if q.end <= last.end], within).words
    tail = "任务数" if is_goal else "位次" if is_rank else "金额" if is_sum else ""
    return Phrase(words + tail, is_direct=True, inherits=is_sum) if words else None


@dataclass(frozen=True)
class _Around:
    """The words of a figure's clause: between its neighbours, and all before and behind it."""

    prefix: str
    suffix: str
    lead: str
    tail: str
    is_fenced: bool
    """Whether an earlier figure of the clause cuts its words in two."""
    reach: Span
    """From where the clause, or what belongs to an earlier figure of it, ends to the figure."""


def _around(text: str, quantity: Quantity, neighbours: list[Quantity], within: Span) -> _Around:
    start = segment_start(text, quantity.start, within.start)
    end = segment_end(text, quantity.end, within.end)
    before = [
        q for q in neighbours
        if start <= q.start and q.end <= quantity.start and not _is_aside(text, q, quantity.start)
    ]  # fmt: skip
    behind = [q for q in neighbours if quantity.end <= q.start and q.end <= end and q.is_amount]
    fence = max((q.end for q in before if q.is_amount), default=start)
    prefix = _without_dates(text, Span(fence, quantity.start), before)
    # 三个千亿级产业集群: the class belongs to the noun that is counted.
    ends_at_class = bool(behind) and behind[0].start == quantity.end and quantity.kind == "count"
    suffix_end = end if ends_at_class or not behind else behind[0].start
    return _Around(
        prefix=prefix,
        suffix=text[quantity.end : suffix_end],
        lead=_without_dates(text, Span(start, quantity.start), before),
        tail=text[quantity.end : end],
        is_fenced=fence > start,
        reach=Span(within.start, fence if trimmed(prefix) else start),
    )


def _sum_named(text: str, quantity: Quantity, within: Span) -> str:
    """The last sum its sentence named, for a figure that comes without words of its own."""
    named = list(cue("sum_noun").finditer(text, within.start, quantity.start))
    return named[-1][0] if named else ""


def _is_aside(text: str, quantity: Quantity, place: int) -> bool:
    """Whether a figure stands in a bracket that is closed before `place`."""
    opened = text[quantity.start - 1 : quantity.start] in ("（", "(")
    return opened and re.match(r"[^（(]{0,6}[)）]", text[quantity.end : place]) is not None


def _of_sum(
    text: str,
    quantity: Quantity,
    neighbours: list[Quantity],
    around: _Around,
    words: str,
    within: Span,
) -> Phrase:
    """The phrase of a sum, rate or measure, which stands before it: 总投资538亿元."""
    is_money = quantity.kind == "money"
    if quantity.kind == "percent" and cue("of_task").search(around.lead):
        of_year = "年度" if re.search("年", around.lead) else ""
        return Phrase(f"{of_year}目标任务完成率", is_direct=True)
    if cue("place_only").fullmatch(words) or (is_money and cue("verb_only").fullmatch(words)):
        words = ""
    puts_in = cue("single_project").search(around.tail) or cue("built_with").match(around.tail)
    if is_money and puts_in and words.endswith("投资"):
        return Phrase("项目总投资" if words.endswith("总投资") else "项目投资", is_direct=True)
    if not is_money and words and cue("of_what").match(words):
        grown = _grown(text, quantity, neighbours, within)
        return Phrase((grown + words)[-LONGEST:], is_direct=True, inherits=bool(grown))
    if not words and quantity.kind in ("percent", "percentage_point"):
        words = clause_before(text, quantity, around.reach)
    if not words or cue("general").search(words):
        owner = _owner(text, quantity, neighbours, around.reach)
        owner = owner or (_sum_named(text, quantity, within) if is_money and not words else "")
        joined = (owner + words)[-LONGEST:]
        return Phrase(joined, is_direct=bool(words), inherits=bool(owner))
    is_known = classify(words, quantity.kind, quantity.unit) is not None
    if is_money and not is_known:
        words += counted_noun(re.sub(r"^[一-龥]{0,4}的", "", around.suffix))
    if quantity.kind == "measure" and not is_known:
        words = area_of(quantity, counted_noun(around.suffix)) or words
    if is_money and around.is_fenced and not cue("verb").match(words):
        words = leading_verb(around.lead) + words
    return Phrase(words[-LONGEST:], is_direct=True)


def _grown(text: str, quantity: Quantity, neighbours: list[Quantity], within: Span) -> str:
    """What 同比增长 or 高于全省 is told of: the figure before it, by its own words.

    A lead in points is told of a rate; a growth rate of an amount, but not of a task or a share.
    """
    rates = ("percent",) if quantity.kind == "percentage_point" else ()
    for last in reversed([q for q in neighbours if q.is_amount and q.end <= quantity.start]):
        if last.kind not in ("money", "count", "measure", *rates):
            continue
        words = find_phrase(text, last, [q for q in neighbours if q.end <= last.end], within).words
        if not cue("task").search(words):
            return re.sub(r"(?:同比|环比)?(?:增长|下降|增速|增幅)$", "", words)
    return ""


def _grown_in_turn(
    text: str, quantity: Quantity, neighbours: list[Quantity], within: Span
) -> Phrase | None:
    """The growth of one of several figures told before: 项目9个、资金8亿元，分别增长12%和19%."""
    is_rate = quantity.kind == "percent"
    cues = "of_each_in_turn" if is_rate else "more_in_turn"
    told = list(cue(cues).finditer(text, within.start, quantity.start))
    if not told or re.search("[,，。；;]", text[told[-1].end() : quantity.start]):
        return None
    row = [q for q in neighbours if q.kind == quantity.kind and q.start >= told[-1].end()]
    before_row = [q for q in neighbours if q.is_amount and q.end <= told[-1].start()]
    grown = [q for q in before_row if is_rate or q.unit == quantity.unit][-len(row) :]
    if quantity not in row or len(grown) != len(row):
        return None
    base = grown[row.index(quantity)]
    before = [q for q in neighbours if q.end <= base.end]
    words = find_phrase(text, base, before, within).words
    growth = re.sub("分别", "", told[-1][0]) if is_rate else told[-1]["how"]
    return Phrase(f"{words}{growth}"[-LONGEST:], is_direct=True) if words else None


def _of_count(text: str, words: str, around: _Around, before: Span, more_than: str) -> Phrase:
    """The phrase of a count whose noun stands before it: 新签约项目73个, 其中工业项目8个."""
    if more_than and cue("done_only").fullmatch(words):
        return Phrase(got_further(words, more_than)[-LONGEST:], is_direct=True)
    if cue("of_what_count").search(words) and more_than:
        return Phrase((more_than + words)[-LONGEST:], is_direct=True, inherits=True)
    if cue("several_steps").search(around.prefix):
        return Phrase("各类项目", is_direct=False)
    words = re.sub(r"^.*[市县区州旗](?:分别|依次)", "", words)
    head = re.split(r"、|等", words)[-1] if re.search(r"、|等", around.prefix) else words
    is_bare = bool(cue("bare_noun").fullmatch(head))
    if head and (head != words or cue("bare_noun").search(head)) and not cue("verb").match(head):
        earlier = text[_item_start(text, before.start) : before.end]
        head = (leading_verb(around.lead) or leading_verb(earlier)) + head
    size = size_words(before.cut(text)) if is_bare else ""
    return Phrase((size + (head or words))[-LONGEST:], is_direct=bool(head))


def capacity_phrase(text: str, quantity: Quantity, phrase: Phrase) -> Phrase:
    """What a designed output is: 日处理能力 where it is not told of the year."""
    if phrase.words.endswith(("装机容量", "储能容量")):
        return phrase
    start = max(0, quantity.start - LONGEST)
    told = cue("output").search(text[start : quantity.start])
    words = re.match(r"[年日月]可?(?:处理|加工|吞吐|发电|供应)", told[0]) if told else None
    return Phrase(f"{words[0]}能力" if words else "年产能", is_direct=True)


def _item_start(text: str, start: int) -> int:
    """Where the list begins that the item at `start` goes on with, behind its semicolons."""
    while text[start - 1 : start] in ("；", ";"):
        start = max(text.rfind(end, 0, start - 1) for end in "。；;\n") + 1
    return start


def _without_dates(text: str, span: Span, quantities: list[Quantity]) -> str:
    pieces: list[str] = []
    position = span.start
    for quantity in quantities:
        if quantity.kind == "date" and span.covers(quantity.span):
            pieces.append(text[position : quantity.start])
            position = quantity.end
    return "".join([*pieces, text[position : span.end]])


def _owner(text: str, quantity: Quantity, neighbours: list[Quantity], before: Span) -> str:
    """What a general word such as 金额 belongs to: the thing counted just before it."""
    counted = [
        q for q in neighbours
        if q.end <= quantity.start and q.kind == "count"
        and (is_beside(text, q, quantity)
             or not cue("part_of").search(text[before.start : q.start]))
    ]  # fmt: skip
    if counted and quantity.kind == "money":
        last = counted[-1]
        phrase = find_phrase(
            text,
            last,
            [q for q in neighbours if q.start < last.end],
            Span(min(before.start, last.start), segment_end(text, last.end, quantity.start)),
        )
        if "项目" in phrase.words:
            return phrase.words
    stretch = text[before.start : before.end].rstrip(BREAKS + "、")
    clause = re.split(f"[{BREAKS}、]", stretch)[-1]
    tail = re.search(r"[一-龥]{2,8}$", re.sub(r"[“”‘’]", "", clause))
    return tail[0] if tail and cue("owner").search(tail[0]) else ""
