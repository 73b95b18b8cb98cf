"""Figures of one sort told of another of the same list: 硅基新材料32个, told as 24个."""

from __future__ import annotations

import re
from itertools import pairwise

from llm_extract.text import Span

from .binding import Binding, Other
from .english_terms import COMMON
from .matching import Candidate, Candidates
from .own_words import own_words
from .readings import Reading
from .stated import Stated

_WRITTEN = re.compile("[A-Za-z\u3400-\u9fff]+")
_GENERAL = re.compile("[新此次本已在建的]|签约|集中|现场|引进|落地|开工|招商|引资|[一二三四]期")
_PLACE = re.compile("[省市县区州旗镇乡园]$")
_LEAST = 3
_CORE = 2
_OF_WHOLE = re.compile("中[，,]")
"""Behind the whole of which a part is told: 97家入驻企业中，."""
_NEAR = 2
"""So many sentences apart two figures are still of one list."""


def of_other_sort(
    binding: Binding, claim: Reading, stated: Stated, equal: Candidate, others: Candidates
) -> Other | None:
    """The figure of the sort a Chinese claim names, where `equal` is told of another one."""
    if claim.lang == "en" or binding.source.lang == "en":
        return None
    own = own_words(claim, stated.quantity.span)
    if any(q.start == own.end for q in claim.amounts):
        own = Span(own.start, stated.quantity.end)  # what is behind leads to the next figure
    told = _OF_WHOLE.split(own.cut(claim.text))[-1]
    told, here = _written(told), _written(binding.label(equal))
    group = binding.groups[equal.source.quantity.start]
    for rival in binding.rivals(equal, others):
        name = _written(binding.label(rival))
        near = abs(rival.source.sentence - equal.source.sentence) <= _NEAR
        goes_on = not _core(here) and group.covers(rival.source.quantity.span)
        if not near or goes_on or name not in told or not _is_sort(name):
            continue
        apart = _pairs(_without_ends(here, name)).isdisjoint(_pairs(told))
        if apart and not _heads(binding, name, equal):
            return Other(rival, frozenset((name,)))
    return None


def _is_sort(name: str) -> bool:
    """Whether a name is that of a sort of things, and no place's."""
    return len(name) >= _LEAST and len(_core(name)) >= _CORE and not _PLACE.search(name)


def _core(name: str) -> str:
    """A name without words that are told of any sort."""
    return _GENERAL.sub("", COMMON.sub("", name))


def _heads(binding: Binding, name: str, equal: Candidate) -> bool:
    """Whether a name stands before a figure in its group, and no other figure between."""
    group, figure = binding.groups[equal.source.quantity.start], equal.source.quantity.start
    at = binding.source.text.rfind(name, group.start, figure)
    if at < 0 or "其中" in binding.source.text[at:figure]:
        return at >= 0
    return not any(q.is_amount for q in binding.source.quantities.within(Span(at, figure)))


def _written(words: str) -> str:
    """The characters and letters of some words, without signs and figures."""
    return "".join(_WRITTEN.findall(words))


def _without_ends(label: str, other: str) -> str:
    """The words of a label without those at its end that the other ends in, too."""
    shared = 0
    while shared < min(len(label), len(other)) and label[-1 - shared] == other[-1 - shared]:
        shared += 1
    return label[: len(label) - shared]


def _pairs(words: str) -> set[str]:
    return {a + b for a, b in pairwise(COMMON.sub("", words))}
