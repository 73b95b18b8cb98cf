"""Steps that a claim puts on another day or month than its source: production in May for March."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from llm_extract.knowledge import table
from llm_extract.records import Finding, Quantity
from llm_extract.text import Span

from .binding import Binding
from .periods import Calendar, Period, period_fit, read_period
from .readings import Reading
from .steps import places_of_step

_VERB = re.compile(
    "投产|建成|竣工|投用|启用|并网|投运|开业|完工|通车|开工|动工|奠基|落成|达产|交付|点火|试车|试产|封顶|签约|办结|拿证|取证|拿地|摘牌|收官|试运行"
)
_NEAR_ZH, _LEAST, _SHARE = 10, 3, 0.6
_REACH = 60
_LEAD = 4
_DAYS = re.compile(r"[今明]?年?[\d年月日]+$")
_DAY = re.compile("\\d[月日号][^，。；\\d]{0,6}$")
_HAN = re.compile("[\u3400-\u9fff]+")
_GROUP = re.compile("[。；！？\n]")
_DATED = re.compile("[\u3400-\u9fff]{0,14}")
"""Between a day and the step taken on it."""
_CLAUSE = re.compile(r"; |\. |, (?:while|but|and) |\b(?:while|whereas|but)\b")
_ON = re.compile(r"\b(?:on|in|by|since|from|at the (?:end|beginning|start) of|late|early|mid-?) $")


def check_step_days(claim: Reading, binding: Binding, calendar: Calendar) -> Iterator[Finding]:
    """A finding for every step whose day or month the source has otherwise, of the same thing.

    Where the source tells the step of it twice, or without a day, nothing is said.
    """
    for quantity in claim.quantities:
        period = read_period(quantity) if quantity.kind == "date" else None
        if period is None or period.low is None:
            continue
        steps = _steps_zh(claim, quantity, calendar.reading.text)
        if claim.lang == "en":
            steps = _steps_en(claim, quantity, binding)
        there = [_day(calendar, at) for at in steps]
        days = [pair for pair in there if pair is not None]
        if not days or len(days) < len(there):
            continue
        if all(period_fit(period, other, calendar.years) == "no" for _, other in days):
            yield _finding(quantity, days[0][0])


def _steps_zh(claim: Reading, date: Quantity, text: str) -> list[int]:
    """Where the source has the step behind a Chinese date, of what stands before the date."""
    step = _VERB.search(claim.text, date.end, date.end + _NEAR_ZH)
    if claim.lang == "en" or step is None or not _HAN.fullmatch(claim.text[date.end : step.end()]):
        return []
    sentence = claim.outline.sentence_at(date.start)
    subject = _pairs(claim.text[sentence.start : date.start])
    if len(subject) < _LEAST:
        return []
    told = [m.start() for m in re.finditer(step[0], text)]
    lead = claim.text[sentence.start : date.start][-_LEAD:]
    led = [at for at in told if _DAYS.sub("", _before(text, at)).endswith(lead)]
    if led and _HAN.fullmatch(lead) and len(lead) == _LEAD:
        return led
    shared = {at: len(subject & _pairs(_before(text, at))) for at in told}
    dated = {at: n for at, n in shared.items() if _DAY.search(text[max(0, at - _NEAR_ZH) : at])}
    if max(dated.values(), default=0) >= _SHARE * len(subject):
        shared = dated  # 签约 of 4月20日签约, and not that of 从签约到拿证
    best = max(shared.values(), default=0)
    return [at for at in shared if shared[at] == best] if best >= _SHARE * len(subject) else []


def _steps_en(claim: Reading, date: Quantity, binding: Binding) -> list[int]:
    """Where the source has the step of the clause of an English date, of the same thing."""
    sentence = claim.outline.sentence_at(date.start)
    text = claim.text
    ends = [m.end() for m in _CLAUSE.finditer(text, sentence.start, date.start)]
    start = ends[-1] if ends else sentence.start
    clause = text[start : date.start]
    if len(claim.dates_in(Span(start, sentence.end))) > 1 or not _ON.search(clause):
        return []
    for name, row in table("steps").items():
        told = re.search(rf"\b(?:{row['day_en']})\b", clause) if "day_en" in row else None
        if told:
            return places_of_step(clause, name, binding)
    return []


def _pairs(text: str) -> set[str]:
    return {a + b for piece in _HAN.findall(text) for a, b in pairwise(piece)}


def _before(text: str, at: int) -> str:
    return _GROUP.split(text[max(0, at - _REACH) : at])[-1]


def _day(calendar: Calendar, at: int) -> tuple[Quantity, Period] | None:
    """The last date before a step of the source in its clause, or None."""
    text = calendar.reading.text
    low = at - len(_before(text, at))
    before = [(q, p) for q, p in calendar.dates if low <= q.start and q.end <= at and p.low]
    return before[-1] if before and _DATED.fullmatch(text, before[-1][0].end, at) else None


def _finding(told: Quantity, there: Quantity) -> Finding:
    return Finding(
        verdict="date_mismatch",
        severity="error",
        message=f"The claim tells the step of {told.surface}; in the source it is {there.surface}.",
        claim=told.surface,
        claim_span=told.span,
        source_span=there.span,
        expected=there.surface,
    )
