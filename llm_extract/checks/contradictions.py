"""Where a source contradicts itself: one thing told with two values, or arithmetic that fails."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.records import Finding

from . import wording
from .counted_twice import counted_twice
from .frames import same_frame
from .periods import Calendar
from .places import Places
from .readings import Reading
from .stated import Stated

_FAR = 60
_KINDS = ("count", "money", "measure")
_SUM_GAP = 12
_CLOSE_RATIO = Decimal("1.7")
_LEAST_CORE = 4
_LEAST_WITH_COUNT = 3
_RATE_STEP = Decimal("0.6")
_HUNDRED = Decimal(100)
_WORDS = re.compile("[\u3400-\u9fff]+$")
_AIMS_OF_YEAR = re.compile(r"\s*20\d\d年[，,][^。\n]{0,16}(?:力争|目标|计划|确保|要)")
_COUNTED = re.compile("(?:项目|企业)$")
_REPORTED = re.compile(
    r"[^，,；;]{0,6}[，,；;]?(?:而|但|可|却)[^，。；\d]{0,16}(?:通报|公布|显示|称|统计|口径|数据|报告|写)[^，。；\d]{0,6}"
)
_OTHERWISE = re.compile("则[称为是显]|却[称为是显]|口径|另一份")
_SENTENCE_END = re.compile(r"[。；;\n]")
_NOUN = re.compile("[\u3400-\u9fff]{2,8}?(?=[中，。、；（])")
_PLAIN = re.compile(r"(?:此次|本次|这次)?新?(?P<step>签约|开工|引进|投产|落地)的?(?:项目|企业)?")


class Contradiction(NamedTuple):
    """Two figures of a source for what should be one."""

    first: Stated
    second: Stated

    def finding(self) -> Finding:
        """The contradiction at its second place."""
        first, second = self.first.quantity, self.second.quantity
        return Finding(
            verdict="source_conflict",
            severity="warning",
            message=f"The source says {first.surface}, and elsewhere {second.surface}.",
            claim=second.surface,
            claim_span=second.span,
            source_span=first.span,
            expected=first.surface,
        )


_Found = Callable[[], Places]
_Told = tuple[str, Stated]


def find_contradictions(source: Reading, places: _Found, calendar: Calendar) -> list[Contradiction]:
    """Pairs of figures with the same words, place and period, and different values.

    The `places` of the source are looked for where there are two with the same words.
    Targets are held against targets only, and parts, changes and thresholds against nothing.
    """
    if source.lang != "zh":
        return []
    told = [s for s in source.stated if s.quantity.kind in _KINDS and not s.change]
    cores = [(_core(source, s), s) for s in told if _is_total(source, s)]
    found = []
    for at, (core, one) in enumerate(cores):
        for other_core, other in cores[at + 1 :]:
            if not _differ(one, other):
                continue
            pair = ((core, one), (other_core, other))
            counted = _same_count(source, *pair)
            told_so = (counted or _same_words(source, *pair)) and _are_alike(one, other)
            aims = {_goes_on_with_aims(source, stated) for stated in (one, other)}
            told_so = told_so and len(aims) == 1
            if told_so and same_frame(one, other, places(), calendar, near=counted):
                found.append(Contradiction(one, other))
    counts = [Contradiction(one, other) for one, other in counted_twice(source)]
    return [*found, *_sums_beside(source, found), *_reported_otherwise(source), *counts]


def _sums_beside(source: Reading, counts: list[Contradiction]) -> Iterator[Contradiction]:
    """The sums told right behind two counts that contradict each other: 68个，签约金额365亿元."""
    for pair in counts:
        one, other = (_sum_behind(source, stated) for stated in pair)
        if one and other and _differ(one, other) and _are_alike(one, other):
            yield Contradiction(one, other)


def _sum_behind(source: Reading, count: Stated) -> Stated | None:
    beside = source.by_sentence[count.sentence]
    following = beside[beside.index(count) + 1 :]
    if count.quantity.kind != "count" or not following or following[0].threshold:
        return None
    gap = following[0].quantity.start - count.quantity.end
    return following[0] if following[0].quantity.kind == "money" and gap <= _SUM_GAP else None


def _reported_otherwise(source: Reading) -> Iterator[Contradiction]:
    """One figure told in a sentence by two sources: 97个，而市商务局通报为94个."""
    for stated in source.by_sentence.values():
        for one, other in pairwise(stated):
            gap = source.text[one.quantity.end : other.quantity.start]
            first, second = one.quantity, other.quantity
            alike = (first.kind, first.unit) == (second.kind, second.unit)
            if alike and first.value != second.value and _REPORTED.fullmatch(gap):
                yield Contradiction(one, other)


def _is_total(source: Reading, stated: Stated) -> bool:
    clause = source.text[max(0, stated.quantity.start - _FAR) : stated.quantity.start]
    clause = _SENTENCE_END.split(clause)[-1]
    behind = source.text[stated.quantity.end : stated.quantity.end + 2]
    apart = any(word in clause for word in ("其中", "平均", "每"))
    return not apart and not behind.startswith(("以上", "级", "以下"))


def _core(source: Reading, stated: Stated) -> str:
    """The words right before a figure, without places, times and verbs that vary."""
    start = max(0, stated.quantity.start - 24)
    words = _WORDS.search(source.text[start : stated.quantity.start])
    core = words[0] if words else ""
    if stated.quantity.kind == "count":
        behind = _NOUN.match(source.text, stated.quantity.end)
        core += behind[0] if behind else ""
    for pattern in _stripped():
        core = pattern.sub("", core)
    return core.replace("的", "")


@cache
def _stripped() -> tuple[re.Pattern[str], ...]:
    return tuple(map(re.compile, table("contradictions")["stripped"]["words"]))


@cache
def _generic() -> re.Pattern[str]:
    return re.compile("|".join(table("contradictions")["generic"]["words"]))


def _differ(one: Stated, other: Stated) -> bool:
    first, second = one.quantity, other.quantity
    if (first.kind, first.unit) != (second.kind, second.unit) or one.sentence == other.sentence:
        return False
    if not first.value or not second.value or first.value == second.value:
        return False
    low, high = sorted((first.value, second.value))
    return high / low <= _CLOSE_RATIO


def _are_alike(one: Stated, other: Stated) -> bool:
    """Whether both are told as plans, or neither is."""
    future = {s.status is not None and s.status.told == "future" for s in (one, other)}
    return len(future) == 1


def _goes_on_with_aims(source: Reading, stated: Stated) -> bool:
    """Whether a figure stands in a paragraph that opens with the aims of a year it names."""
    start = source.text.rfind("\n", 0, stated.quantity.start) + 1
    return _AIMS_OF_YEAR.match(source.text, start) is not None


def _same_words(source: Reading, one: _Told, other: _Told) -> bool:
    """Whether the same total is meant: one phrase, or one with its subject named before."""
    short, long = sorted((one, other), key=lambda told: len(told[0]))
    if _same_step(source, one, other) or _told_apart(source, one, other):
        return True
    if len(short[0]) < _LEAST_CORE or not long[0].endswith(short[0]):
        return False
    subject = _COUNTED.sub("", long[0].removesuffix(short[0]))
    before = source.text[max(0, short[1].quantity.start - _FAR) : short[1].quantity.start]
    if subject and subject[-2:] not in before:
        return False
    if one[1].quantity.kind == "count":
        return True
    first, second = (_count_before(source, told[1]) for told in (one, other))
    if first and second and not first & second:
        return False
    return bool(subject) or len(_generic().sub("", short[0])) >= _LEAST_CORE - 1


def _told_apart(source: Reading, one: _Told, other: _Told) -> bool:
    """Whether the second of two figures with the same words is said to come from another source."""
    if not other[0].endswith(one[0]) or len(one[0]) < _LEAST_CORE:
        return False
    sentence = source.outline.sentence(other[1].sentence)
    return _OTHERWISE.search(source.text, sentence.start, other[1].quantity.start) is not None


def _same_step(source: Reading, one: _Told, other: _Told) -> bool:
    """Whether both count all projects of one step, as 开工12个 and 开工的11个项目 do."""
    if one[1].quantity.kind != "count":
        return False
    steps = []
    for core, stated in (one, other):
        behind = source.text[stated.quantity.end : stated.quantity.end + 2]
        match = _PLAIN.fullmatch(core)
        plain = behind[:1] in "，,。；;、" or behind == "项目"
        steps.append(match["step"] if match and plain else None)
    return steps[0] is not None and steps[0] == steps[1]


def _same_count(source: Reading, one: _Told, other: _Told) -> bool:
    """Whether two sums are told of the same number of things: 16个项目，总金额27.4亿元."""
    if one[0] != other[0] or len(one[0]) < _LEAST_WITH_COUNT or one[1].quantity.kind != "money":
        return False
    counts = [_count_before(source, told[1]) for told in (one, other)]
    return bool(counts[0] & counts[1])


def _count_before(source: Reading, stated: Stated) -> set[tuple[Decimal | None, str]]:
    """The count a sum is told with.

    Right behind it (468亿元的73个), the nearest before it, or the one that opens the sentence.
    """
    beside = source.by_sentence[stated.sentence]
    behind = [s.quantity for s in beside if s.quantity.start == stated.quantity.end + 1]
    if behind and source.text[stated.quantity.end] == "的" and behind[0].kind == "count":
        return {(behind[0].value, behind[0].unit)}
    counts = [s.quantity for s in beside if s.quantity.kind == "count" and s.nouns]
    before = [q for q in counts if q.end <= stated.quantity.start]
    if not before:
        return set()
    between = [s for s in beside if s.quantity.kind == "money"]
    taken = any(before[-1].end < s.quantity.start < stated.quantity.start for s in between)
    count = before[0] if taken else before[-1]
    return {(count.value, count.unit)}


def find_failed_arithmetic(source: Reading) -> list[Finding]:
    """Completion rates that do not follow from the figures they are told with."""
    if source.lang != "zh":
        return []
    return [f for stated in source.by_sentence.values() for f in _failed_rates(source, stated)]


def _failed_rates(source: Reading, stated: list[Stated]) -> Iterator[Finding]:
    """A完成…，完成目标B的P%: P has to be A / B."""
    for index, rate in enumerate(stated):
        if rate.quantity.kind != "percent" or index < 2:  # noqa: PLR2004 -- two figures before it
            continue
        goal, done = stated[index - 1], stated[index - 2]
        between = source.text[goal.quantity.end : rate.quantity.start]
        if between not in ("的", "目标的", "任务的", "计划的") or not goal.quantity.value:
            continue
        same = (goal.quantity.kind, goal.quantity.unit) == (done.quantity.kind, done.quantity.unit)
        if not same or done.quantity.value is None or rate.quantity.value is None or done.change:
            continue
        share = done.quantity.value / goal.quantity.value * _HUNDRED
        if abs(share - rate.quantity.value) > _RATE_STEP:
            yield _failed(rate, done, goal, share)


def _failed(rate: Stated, done: Stated, goal: Stated, share: Decimal) -> Finding:
    words = f"{done.quantity.surface} / {goal.quantity.surface}"
    return Finding(
        verdict="arithmetic_conflict",
        severity="warning",
        message=f"The source says {rate.quantity.surface}, but {words} is {share:.2f}%.",
        claim=rate.quantity.surface,
        claim_span=rate.quantity.span,
        source_span=done.quantity.span,
        expected=f"{share:.2f}%",
        derived=words,
    )


def told_twice(stated: Stated, pairs: list[Contradiction]) -> Stated | None:
    """The figure that contradicts `stated`, if there is one."""
    for pair in pairs:
        if pair.first is stated:
            return pair.second
        if pair.second is stated:
            return pair.first
    return None


def picked(claim_words: str, stated: Stated, other: Stated) -> str:
    """The message for a claim that gives one of two contradicting values."""
    return (
        f"The source contradicts itself: {wording.shown(stated.quantity)}, and elsewhere "
        f"{wording.shown(other.quantity)}; the claim gives {claim_words} alone."
    )
