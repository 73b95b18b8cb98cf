"""Of what a percentage is told in Chinese: growth of tourists put down to foreign capital."""

from __future__ import annotations

import re
from functools import cache
from itertools import pairwise

from llm_extract.knowledge import table

from .binding import Other
from .in_turn import Turn, turn_of
from .matching import Candidate, Candidates
from .readings import Reading
from .stated import Stated

_CLAUSE = re.compile("[，,；;。：:\n]")
_GROUP = re.compile("[；;。\n]")
_HAN = re.compile("[\u3400-\u9fff]+")
_ROW = re.compile("分别|依次|均|都")
_COUNT = re.compile("个?数$|金?额$")
_LEAST = 3
_FEW = 0.34


@cache
def _plain() -> re.Pattern[str]:
    return re.compile(table("percentages")["plain"])


def of_other_subject(
    claim: Reading, stated: Stated, equal: Candidate, others: Candidates
) -> Other | None:
    """The percentage of what a Chinese claim tells, where `equal` is told of something else."""
    source = others.source
    if stated.quantity.kind != "percent" or "en" in (claim.lang, source.lang):
        return None
    told, there = _own(claim, stated), subject_of(source, equal.source)
    if not told or len(there) < _LEAST or _ends_alike(told, there):
        return None
    rates = (s for s in source.stated if s.quantity.kind == "percent")
    like = (s for s in rates if s.percentage_of == equal.source.percentage_of)
    for rival in others.of_unit(s for s in like if s.quantity.value != stated.quantity.value):
        subject = subject_of(source, rival.source)
        if len(subject) < _LEAST or _ends_alike(subject, there):
            continue
        named = _share(there, told) <= _FEW and _share(subject, told) == 1
        fits = rival.place in ("same", equal.place) and rival.place != "other"
        if fits and (named or told.endswith(subject)):
            return Other(rival, frozenset((subject,)))
    return None


def subject_of(reading: Reading, stated: Stated) -> str:
    """The words of which a percentage is told: of its clause, or of the figure it goes on with.

    Of rates in a row it is the figure of the same number before them.
    """
    own = own_subject(reading, stated)
    level = None if own else level_of(reading, stated)
    return own or (_own(reading, level) if level else "")


def own_subject(reading: Reading, stated: Stated) -> str:
    """The words of its own clause of which a percentage is told, or "" where none are enough."""
    own = "" if _turn(reading, stated) else _own(reading, stated)
    return own if len(own) >= _LEAST else ""


def level_of(reading: Reading, stated: Stated) -> Stated | None:
    """The figure a percentage goes on with: of rates in a row that of the same number."""
    turn = _turn(reading, stated)
    levels = _levels(reading, stated, turn.start if turn else stated.quantity.start)
    if turn is not None:
        return levels[turn.number - turn.length] if len(levels) >= turn.length else None
    start = reading.outline.sentence(stated.sentence).start
    before = reading.text[start : stated.quantity.start]
    return levels[-1] if levels and not _ROW.search(_CLAUSE.split(before)[-1]) else None


def _turn(reading: Reading, stated: Stated) -> Turn | None:
    sentence = reading.outline.sentence(stated.sentence)
    index = reading.index_of(stated)
    return turn_of(reading.text, reading.amounts, index, sentence, reading.lang)


def _levels(reading: Reading, stated: Stated, end: int) -> list[Stated]:
    """The figures up to a position in the group of one that are no percentage, size or change."""
    start = reading.outline.sentence(stated.sentence).start
    group = end - len(_GROUP.split(reading.text[start:end])[-1])
    inside = (s for s in reading.by_sentence[stated.sentence] if group <= s.quantity.start < end)
    return [s for s in inside if s.quantity.kind != "percent" and not (s.threshold or s.change)]


def words_before(reading: Reading, stated: Stated) -> str:
    """The words of a figure's own clause before it."""
    start = reading.outline.sentence_at(stated.quantity.start).start
    return _CLAUSE.split(reading.text[start : stated.quantity.start])[-1]


def _own(reading: Reading, stated: Stated) -> str:
    """The words of a figure's own clause before it, without those told of any percentage."""
    clause = words_before(reading, stated)
    return _COUNT.sub("", _plain().sub("", "".join(_HAN.findall(clause))))


def _ends_alike(one: str, other: str) -> bool:
    return one.endswith(other) or other.endswith(one)


def _pairs(words: str) -> set[str]:
    return {a + b for a, b in pairwise(words)}


def _share(words: str, told: str) -> float:
    """How many of the pairs of some words are told."""
    pairs = _pairs(words)
    return len(pairs & _pairs(told)) / len(pairs)
