"""Where a quotation that is not in the source was taken from, and what was changed."""

from __future__ import annotations

import re
from collections import defaultdict
from difflib import SequenceMatcher
from functools import cache, lru_cache

from llm_extract.knowledge import table
from llm_extract.text import Span

from .folding import bare, fold, numbers

_GRAM = 2
_DRIFT = 3
_MIN_SHARED = 4
_MIN_LIKENESS = 0.72


def nearest_place(quote: str, source: str, *, script: bool) -> tuple[Span, str] | None:
    """The span of `source` that `quote` is an altered copy of, with the difference in words.

    None when no place is clearly meant: at least four characters other than digits must be
    shared, and all but about a quarter of the quotation.
    """
    folded = fold(quote, script=script).text
    start, end = bare(folded)
    needle = folded[start:end]
    haystack = fold(source, script=script)
    best: tuple[float, int, int] | None = None
    for at in _starts(needle, haystack.text):
        place = _aligned(needle, haystack.text, at)
        if place and (best is None or place > best):
            best = place
    if best is None:
        return None
    span = haystack.original(best[1], best[2])
    return _described(needle, source, span, script=script)


@lru_cache(maxsize=16)
def _grams(text: str) -> dict[str, list[int]]:
    """Where each pair of characters stands in `text`."""
    places: dict[str, list[int]] = defaultdict(list)
    for at in range(len(text) - _GRAM + 1):
        places[text[at : at + _GRAM]].append(at)
    return dict(places)


def _starts(needle: str, text: str) -> list[int]:
    """Likely starts of `needle` in `text`: where its rarer pairs line up, best first."""
    places = _grams(text)
    votes: dict[int, float] = defaultdict(float)
    for at in range(len(needle) - _GRAM + 1):
        found = places.get(needle[at : at + _GRAM], ())
        for position in found:
            votes[position - at] += 1 / len(found) ** 0.5
    sums = {at: _near(votes, at) for at in votes}
    return sorted(sums, key=lambda at: (-sums[at], at))[:_DRIFT]


def _near(votes: dict[int, float], at: int) -> float:
    """Votes for `at` and, at half weight, for starts shifted by an insertion or a loss."""
    around = sum(votes.get(at + d, 0.0) for d in range(-_DRIFT, _DRIFT + 1) if d)
    return votes[at] + around / 2


def _aligned(needle: str, text: str, at: int) -> tuple[float, int, int] | None:
    """Likeness, start and end of the piece of `text` near `at` that matches `needle` best."""
    low = max(0, at - _DRIFT)
    window = text[low : at + len(needle) + _DRIFT]
    blocks = SequenceMatcher(None, needle, window, autojunk=False).get_matching_blocks()[:-1]
    if not blocks:
        return None
    shared = [needle[b.a : b.a + b.size] for b in blocks]
    letters = sum(not c.isdecimal() for piece in shared for c in piece)
    likeness = sum(map(len, shared)) / len(needle)
    first, last = blocks[0], blocks[-1]
    # Characters the quotation changed at its edges have their counterparts in the source.
    start = max(0, first.b - first.a)
    end = min(len(window), last.b + last.size + len(needle) - last.a - last.size)
    digits = sum(c.isdecimal() for c in needle)
    enough = _MIN_LIKENESS - min(0.2, digits / len(needle) / 2)
    if letters < min(_MIN_SHARED, len(needle) - digits) or likeness < enough:
        return None
    return likeness, low + start, low + end


def _described(needle: str, source: str, span: Span, *, script: bool) -> tuple[Span, str]:
    """The place widened to whole numbers, and how `needle` differs from what stands there."""
    for number in numbers(source).within(span):
        span = Span(min(span.start, number.start), max(span.end, number.end))
    first, last = bare(span.cut(source))
    span = Span(span.start + first, span.start + last)
    there = fold(span.cut(source), script=script).text
    differences: dict[str, None] = {}
    for ours, theirs in _changed(needle, there):
        differences[_worded(ours.cut(needle), theirs.cut(there))] = None
    return span, "; ".join(differences)


def _changed(needle: str, there: str) -> list[tuple[Span, Span]]:
    """The pieces that differ, widened to whole numbers with their units."""
    pieces: list[tuple[Span, Span]] = []
    matcher = SequenceMatcher(None, needle, there, autojunk=False)
    for kind, *ends in matcher.get_opcodes():
        if kind == "equal":
            continue
        ours = _whole(needle, Span(ends[0], ends[1]))
        theirs = _whole(there, Span(ends[2], ends[3]))
        if pieces and (pieces[-1][0].end > ours.start or pieces[-1][1].end > theirs.start):
            last = pieces.pop()
            ours = Span(last[0].start, max(ours.end, last[0].end))
            theirs = Span(last[1].start, max(theirs.end, last[1].end))
        pieces.append((ours, theirs))
    return pieces


def _whole(text: str, span: Span) -> Span:
    """`span` widened to the numbers it touches and the unit after the last of them."""
    touched = numbers(text).within(Span(max(0, span.start - 1), span.end + 1))
    for number in touched:
        unit = _unit().match(text, number.end)
        end = unit.end() if unit else number.end
        if span.start <= end:
            span = Span(min(span.start, number.start), max(span.end, end))
    return span


@cache
def _unit() -> re.Pattern[str]:
    """A scale and a unit, as they follow a number."""
    rows = table("units")["chinese"].values()
    units = sorted({unit for row in rows for unit in row}, key=len, reverse=True)
    return re.compile(rf"[余多]?[十百千万亿萬億]*[余多]?(?:{'|'.join(map(re.escape, units))})?")


def _worded(ours: str, theirs: str) -> str:
    if not theirs:
        return f"quote adds {ours}"
    if not ours:
        return f"quote leaves out {theirs}"
    return f"quote has {ours}, the source has {theirs}"
