"""Figures told together: a count with its sum, a level with its growth, a size with its count.

A claim may not put the sum of one group beside the count of another.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from functools import cached_property

from llm_extract.records import Finding, Kind
from llm_extract.text import Span

from . import wording
from .amounts import is_rounded, same_value, unit_fit
from .concepts import exclusive, group_of
from .readings import Reading
from .stated import Stated
from .tellings import finding, is_small_word

_GROUP = re.compile(r"[；;。！？\n]")
_TO = re.compile(r"\s*(?:year on year |year-on-year )?to (?:about |nearly |over |more than )?$")
_FAR = {"zh": 24, "en": 70}
_RATES: tuple[Kind, ...] = ("percent",)
_SIZE_GAP = 45
_WORTH = re.compile(r"\b(?:worth|of|over|exceed\w*|valued|above|more than|at least|in the)\b")
_APART = re.compile(
    r"其中|[；;。：:）)]|分别|[里中]，|另|其余"
    r"|of which|of whom|including|\. |\bbut\b"
    r"|\band (?:[a-z-]+ ){2,}(?:gr[eo]w|rose|fell|jumped|climbed|increased|declined|dropped)\b"
    r"|\bfrom (?=$)"
    r"|\brevers|\bafter\b|\bfollowing\b|\brebound|\brecover|\bwhile\b|\bwhereas\b|\bagainst\b|\bversus\b"
)
_PART = re.compile(r"其中|of which|of whom|including|另|其余")


@dataclass(frozen=True)
class Together:
    """The figures of a source by what they stand beside."""

    source: Reading

    @cached_property
    def _groups(self) -> list[list[Stated]]:
        """The amounts of the source by group of clauses."""
        groups: dict[int, list[Stated]] = {}
        ends = [match.start() for match in _GROUP.finditer(self.source.text)]
        for stated in self.source.stated:
            groups.setdefault(bisect_right(ends, stated.quantity.start), []).append(stated)
        return list(groups.values())

    def check(self, claim: Reading, stated: Stated) -> Finding | None:
        """A finding where the source tells another figure with the one `stated` stands beside."""
        anchor = _anchor(claim, stated)
        bare = anchor is not None and not any(c.isdecimal() for c in anchor.quantity.surface)
        if anchor is None or (bare and claim.lang == "zh") or _is_vague(anchor):
            return None
        beside = self._beside(anchor, stated)
        if not beside or any(_agree(stated, one) for one in beside):
            return None
        own = (one.indicators for one in self.source.equal_to(stated.quantity))
        money = stated.quantity.kind == "money"
        apart = (stated.indicators & told - beside[0].indicators for told in own)
        if money and any(group_of(one) != "step" for told in apart for one in told):
            return None  # what it measures tells it apart: funds, and not what was signed
        there = beside[0].quantity
        message = (
            f"With {anchor.quantity.surface} the source gives "
            f"{wording.meant(there, self.source.lang)}, not {stated.quantity.surface}."
        )
        return finding(stated, "value_mismatch", message, there)

    def _beside(self, anchor: Stated, stated: Stated) -> list[Stated]:
        """The figures of one sort with `stated` that the source tells with `anchor`."""
        found: list[Stated] = []
        for group in self._groups:
            for index, one in enumerate(group):
                if _is_same(anchor, one):
                    found += _followers(self.source, group, index, stated)
        return found


def _anchor(claim: Reading, stated: Stated) -> Stated | None:
    """The figure of the claim that `stated` is told with: right before it, or `to` it."""
    beside = claim.by_sentence[stated.sentence]
    at = next(i for i, s in enumerate(beside) if s.quantity.start == stated.quantity.start)
    if stated.quantity.kind in _RATES and stated.change and at + 1 < len(beside):
        following = beside[at + 1]
        gap = claim.text[stated.quantity.end : following.quantity.start]
        if _TO.fullmatch(gap) and following.quantity.kind not in _RATES:
            return following
    if claim.lang == "en" and stated.quantity.kind == "count":
        behind = beside[at + 1 : at + 2]
        return next((size for size in behind if _is_sized(claim, stated, size)), None)
    if at + 1 < len(beside) and _modifies(claim, stated, beside[at + 1]):
        return beside[at + 1] if stated.role == "total_investment" else None
    while at and beside[at - 1].whole:
        at -= 1  # 18 of the 46 deals: told of the 18
    if not at or not _sorts_fit(beside[at - 1], stated):
        return None
    gap = Span(beside[at - 1].quantity.end, stated.quantity.start).cut(claim.text)
    if len(gap) > _FAR[claim.lang] or _APART.search(gap):
        return None
    return beside[at - 1]


def _modifies(reading: Reading, one: Stated, other: Stated) -> bool:
    """Whether a Chinese figure is told of the one behind it: 总投资75.6亿元的21个项目."""
    return reading.text[one.quantity.end : other.quantity.start] == "的"


def _is_sized(claim: Reading, count: Stated, size: Stated) -> bool:
    """Whether a count is of things of a size told behind it: 12 projects worth over RMB 1bn."""
    gap = claim.text[count.quantity.end : size.quantity.start]
    return size.threshold and len(gap) <= _SIZE_GAP and _WORTH.search(gap) is not None


def _sorts_fit(anchor: Stated, stated: Stated) -> bool:
    kinds = (anchor.quantity.kind, stated.quantity.kind)
    if kinds == ("count", "money"):
        return not stated.threshold
    if kinds == ("money", "count"):
        return anchor.threshold
    levels = ("money", "count", "measure")
    return kinds[0] in levels and kinds[1] in _RATES and stated.change and not anchor.threshold


def _is_vague(anchor: Stated) -> bool:
    """Whether a small number in words may be no figure of the source: two cities."""
    return is_small_word(anchor.quantity) and anchor.nouns.isdisjoint(("project", "agreement"))


def _is_same(anchor: Stated, other: Stated) -> bool:
    if not same_value(anchor.quantity, other.quantity) or anchor.threshold != other.threshold:
        return False
    return unit_fit(anchor, other) == "same"


def _followers(source: Reading, group: list[Stated], index: int, stated: Stated) -> list[Stated]:
    """The figures behind one in its group, of the sort of `stated`, up to the next of its own."""
    anchor = group[index]
    found: list[Stated] = []
    if anchor.threshold and index and group[index - 1].quantity.end == anchor.quantity.start:
        return [group[index - 1]] if _is_sort(group[index - 1], stated) else []
    for at, one in enumerate(group[index + 1 :], index + 2):
        between = source.text[anchor.quantity.end : one.quantity.start]
        if at < len(group) and _modifies(source, one, group[at]):
            break
        if one.quantity.kind == anchor.quantity.kind and one.threshold == anchor.threshold:
            break
        if _PART.search(between):
            break
        listed = "分别" in between and one.quantity.kind == stated.quantity.kind
        if listed or _is_sort(one, stated):
            found.append(one)
    before = group[index - 1] if index else None
    if before and _is_sort(before, stated) and stated.quantity.kind == "money":
        gap = source.text[before.quantity.end : anchor.quantity.start]
        if gap in ("的", "，", "、"):
            found.append(before)
    return found


def _is_sort(one: Stated, stated: Stated) -> bool:
    if one.quantity.kind != stated.quantity.kind or one.threshold != stated.threshold:
        return False
    if one.role and stated.role and exclusive(one.role, stated.role):
        return False
    return one.quantity.kind not in _RATES or one.change == stated.change


def _agree(one: Stated, other: Stated) -> bool:
    if same_value(one.quantity, other.quantity):
        return True
    return is_rounded(one.quantity, other.quantity) is not None
