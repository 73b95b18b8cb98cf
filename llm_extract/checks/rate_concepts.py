"""Of what an English claim tells a percentage, where its Chinese source tells it of another."""

from __future__ import annotations

import re
from functools import cache

from llm_extract.knowledge import table

from .binding import Other
from .concepts import find_cues, group_of
from .matching import Candidate, Candidates
from .rate_subjects import level_of, own_subject, words_before
from .readings import Reading
from .stated import Stated

_COUNTED = re.compile(r"\b(?:numbers?|projects? (?:signed|started))\b")
_UP = re.compile(r", (?:up|down) (?:by )?(?:about |nearly |over |more than )?$")
_BEHIND = re.compile(r" in (?:\w+ ){0,2}(?:number|value|terms)\b")
_SUMMED = re.compile(r"\b(?:value|worth|amounts?|investment|contract(?:ed)? value|capital|funds)\b")
_COUNT, _SUM = "count", "money"


def of_other_concept(
    claim: Reading, stated: Stated, equal: Candidate, others: Candidates
) -> Other | None:
    """The percentage of what an English claim measures, where `equal` is of something else."""
    source = others.source
    if stated.quantity.kind != "percent" or (claim.lang, source.lang) != ("en", "zh"):
        return None
    told, there = _claimed(claim, stated), _measured(source, equal.source)
    if not told or not there or told & there:
        return None
    rates = (s for s in source.stated if s.quantity.kind == "percent")
    like = (s for s in rates if s.percentage_of == equal.source.percentage_of)
    for rival in others.of_unit(s for s in like if s.quantity.value != stated.quantity.value):
        fits = rival.place in ("same", equal.place) and rival.place != "other"
        if fits and told & _measured(source, rival.source):
            return Other(rival, frozenset(told))
    return None


@cache
def _general() -> frozenset[str]:
    return frozenset(table("percentages")["general"])


def _claimed(claim: Reading, stated: Stated) -> frozenset[str]:
    """What the claim tells a percentage of: a sum, a rate of the economy, or a number."""
    words = _own_words(claim, stated)
    found = _sums(frozenset(cue.concept for cue in find_cues(words, "indicators", "en")))
    if found:
        return found
    counted, summed = _COUNTED.search(words), _SUMMED.search(words)
    if bool(counted) != bool(summed):
        return frozenset({_COUNT if counted else _SUM})
    level = None if counted else _only_level(claim, stated)
    return frozenset({level.quantity.kind}) if level else frozenset()


def _only_level(claim: Reading, stated: Stated) -> Stated | None:
    """The one level a sentence tells before a rise: signed 218 projects, up 18.9 percent."""
    if not _UP.search(claim.text, 0, stated.quantity.start):
        return None
    inside = claim.by_sentence[stated.sentence]
    before = [s for s in inside if s.quantity.end <= stated.quantity.start and not s.threshold]
    levels = [s for s in before if s.quantity.kind in (_COUNT, _SUM)]
    return levels[0] if len(levels) == len(before) == 1 else None


def _own_words(claim: Reading, stated: Stated) -> str:
    """From the figure before, or the beginning of the sentence, to what is measured behind."""
    start = claim.outline.sentence_at(stated.quantity.start).start
    before = [q.end for q in claim.amounts if start < q.end <= stated.quantity.start]
    behind = _BEHIND.match(claim.text, stated.quantity.end)
    end = behind.end() if behind else stated.quantity.end
    return claim.text[before[-1] if before else start : end]


def _measured(source: Reading, stated: Stated) -> frozenset[str]:
    """What the source tells a percentage of."""
    own = own_subject(source, stated)
    if own:
        return _sums(frozenset(cue.concept for cue in find_cues(own, "indicators", "zh")))
    level = level_of(source, stated)
    if level is None or level.quantity.kind not in (_COUNT, _SUM):
        return frozenset()
    words = words_before(source, level).replace("完成", "")  # 完成工业投资 is industrial investment
    named = frozenset(cue.concept for cue in find_cues(words, "indicators", "zh"))
    return _sums(level.indicators | named) | {level.quantity.kind}


def _sums(concepts: frozenset[str]) -> frozenset[str]:
    return frozenset(c for c in concepts - _general() if group_of(c) in ("money", "rate"))
