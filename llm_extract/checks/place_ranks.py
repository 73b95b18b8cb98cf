"""Ranks that a claim gives a place and its source gives another: first, where it came second.

The source is Chinese. It tells a rank before its place (第2名亳州高新区), behind it (位列第二), in
the order of a list (由高到低为), or as the highest of all.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from llm_extract.knowledge import table
from llm_extract.numerals import parse_chinese
from llm_extract.records import Finding
from llm_extract.text import Span

from .amounts import same_value
from .comparison import Comparison
from .listed_places import LISTED
from .named_places import Named
from .own_places import OWN
from .places import Places
from .readings import Reading
from .stated import Stated
from .tellings import finding

_GAP = 3
_ALIKE = 0.6
_HAN = re.compile("[一-龥]+")
_REACH = 40
_FIGURE = re.compile(r"\s*[\d.,%％万亿元个项分人家户位+-]*(?:[、，,]|\s*和)?")
"""Between the places of a ranked list: 蒙城县19.7%、."""


class PlaceRank(NamedTuple):
    """The rank of a place; `item` is all that is told of it there."""

    place: Named
    rank: int
    told: Span
    item: Span


def check_place_ranks(
    claim: Reading, ranked: list[PlaceRank], source: Reading, there: list[PlaceRank]
) -> Iterator[Finding]:
    """A finding for every place that a claim ranks, and its source ranks otherwise throughout.

    Of the ranks of a source count those told with a figure of the claim's sentence, else those
    told of the same thing, where there are any.
    """
    for one in ranked:
        own = [rank for rank in there if rank.place.keys & one.place.keys]
        with_figure = [rank for rank in own if _share_figure(claim, one, source, rank)]
        of_same = [rank for rank in own if _of_same(claim, one, source, rank)]
        own = with_figure or of_same or own
        if own and all(rank.rank != one.rank for rank in own):
            yield _finding(claim, one, source, own[0])


def _of_same(claim: Reading, one: PlaceRank, source: Reading, other: PlaceRank) -> bool:
    """Whether a Chinese claim names what it ranks by as the source does: 综合得分."""
    if claim.lang == "en":
        return False
    by = claim.text[one.place.span.end : one.told.start]
    label = source.text[source.outline.sentence_at(other.told.start).start : other.told.start]
    pairs = {a + b for piece in _HAN.findall(by) for a, b in pairwise(piece)}
    return bool(pairs) and sum(pair in label for pair in pairs) >= len(pairs) * _ALIKE


def _share_figure(claim: Reading, one: PlaceRank, source: Reading, other: PlaceRank) -> bool:
    """Whether a figure of the claim's sentence stands with the rank of the source."""
    sentence = claim.outline.sentence_at(one.told.start)
    told = [q for q in claim.amounts if sentence.covers(q.span) and not one.told.covers(q.span)]
    here = [q for q in source.amounts if other.item.covers(q.span)]
    return any(same_value(a, b) for a in told for b in here)


def _finding(claim: Reading, one: PlaceRank, source: Reading, other: PlaceRank) -> Finding:
    there = other.item.cut(source.text).strip("、，；")
    return Finding(
        verdict="value_mismatch",
        severity="error",
        message=f"The claim ranks {one.place.surface} {one.rank}; the source says {there}.",
        claim=one.told.cut(claim.text),
        claim_span=one.told,
        source_span=other.item,
        expected=str(other.rank),
    )


def rank_elsewhere(pair: Comparison, claim: Stated) -> Finding | None:
    """A rank the source tells in other words, none of which is an amount: 第2名亳州高新区."""
    figure = claim.quantity
    if not figure.surface.startswith("第") or figure.value is None:
        return None
    there = pair.known.ranks.get(int(figure.value))
    if there is None or any(
        s.quantity.surface.startswith("第") for s in pair.source.equal_to(figure)
    ):
        return None
    found = finding(claim, "supported", f"The source says {there.cut(pair.source.text)}.", None)
    told = next((q.span for q in pair.source.quantities if there.covers(q.span)), None)
    return found.model_copy(update={"source_span": told})


def place_ranks(reading: Reading, places: Places) -> Iterator[PlaceRank]:
    """The ranks of places in a text."""
    if reading.lang == "en":
        yield from _behind(reading, places, _pattern("behind", "en"))
        return
    yield from _before(reading, places)
    yield from _behind(reading, places, _pattern("behind", "zh"))
    yield from _listed(reading, places)


def _before(reading: Reading, places: Places) -> Iterator[PlaceRank]:
    """The rank right before its place: 第2名亳州高新区."""
    for match in _pattern("before", "zh").finditer(reading.text):
        rank = _rank(match)
        place = next((p for p in places.named if _follows(p, match.end())), None)
        if place and rank:
            span = Span(*match.span())
            yield PlaceRank(place, rank, span, _item(reading, places, place))


def _behind(reading: Reading, places: Places, pattern: re.Pattern[str]) -> Iterator[PlaceRank]:
    """The rank behind its place: 蒙城县位列第一, Mengcheng came first."""
    for match in pattern.finditer(reading.text):
        rank = _rank(match)
        clause = _clause_start(reading, match.start())
        before = [p for p in places.named if clause <= p.span.start < match.start()]
        owners = [p for p in before if _may_rank(p)]
        if rank and len({p.keys for p in owners}) == 1:
            span = Span(*match.span())
            yield PlaceRank(owners[0], rank, span, Span(owners[0].span.start, match.end()))


def _listed(reading: Reading, places: Places) -> Iterator[PlaceRank]:
    """The ranks of places in the order they are listed in: 由高到低为甲县24.8%、乙县19.7%."""
    for match in _pattern("listed", "zh").finditer(reading.text):
        rank = int(parse_chinese(match["from"] or "1") or 1)
        end = match.end()
        for place in places.named:
            if place.span.start < match.end() or not place.keys:
                continue
            if place.span.start > end and not _joins(reading.text[end : place.span.start]):
                break
            item = _item(reading, places, place)
            yield PlaceRank(place, rank, Span(*match.span()), item)
            rank, end = rank + 1, place.span.end


def _joins(between: str) -> bool:
    return bool(_FIGURE.fullmatch(between) or LISTED.fullmatch(between))


def _follows(place: Named, end: int) -> bool:
    return end <= place.span.start <= end + _GAP and _may_rank(place)


def _may_rank(place: Named) -> bool:
    """Whether a place is what is ranked, and not the circle it is ranked in (全市)."""
    group = place.level == "group" or OWN.fullmatch(place.surface)
    return bool(place.keys) and not group and not place.in_name and not place.adjunct


def _clause_start(reading: Reading, at: int) -> int:
    sentence = reading.outline.sentence_at(at)
    low = max(sentence.start, at - _REACH * (3 if reading.lang == "en" else 1))
    return max([low, *(reading.text.rfind(sign, low, at) + 1 for sign in "；;")])


def _item(reading: Reading, places: Places, place: Named) -> Span:
    """What is told of a place: all up to the next one, or to the end of its clause."""
    sentence = reading.outline.sentence_at(place.span.start)
    ends = [p.span.start for p in places.named if place.span.end <= p.span.start < sentence.end]
    signs = (reading.text.find(sign, place.span.end, sentence.end) for sign in "；;")
    ends += [at for at in signs if at >= 0]
    return Span(place.span.start, min([*ends, sentence.end]))


def _rank(match: re.Match[str]) -> int | None:
    """The number of a rank; 1 for one without a number, such as 首位."""
    told = match["rank"]
    if not told:
        return 1
    digits = re.match(r"\d+", told)
    if digits:
        return int(digits[0])
    words: list[str] = table("ranks")["of_places"]["ordinals"]
    if told.lower() in words:
        return words.index(told.lower()) + 1
    return int(parse_chinese(told) or 0) or None


@cache
def _pattern(how: str, lang: str) -> re.Pattern[str]:
    flags = re.IGNORECASE if lang == "en" else 0
    return re.compile(table("ranks")["of_places"][f"{how}_{lang}"], flags)
