"""Of what a share is taken: of the number of projects, told as one of their value."""

from __future__ import annotations

import re

from llm_extract.records import Finding, Kind

from .comparison import Comparison
from .rate_subjects import level_of
from .stated import Stated
from .tellings import finding

_VALUE = "金额|投资额|投资总额|总投资|资金|总额|产值|引资额"
_NUMBER = "项目总?数|个数|数量|总数|项目"
_BASES: dict[Kind, re.Pattern[str]] = {
    "money": re.compile(f"占[^，。；、\\d]{{0,14}}(?:{_VALUE})的?(?:比重|比例|近|约|超)?$"),
    "count": re.compile(f"占[^，。；、\\d]{{0,14}}(?:{_NUMBER})的?(?:比重|比例|近|约|超)?$"),
}
_BASES_EN: dict[Kind, re.Pattern[str]] = {
    "money": re.compile(
        r"(?: of (?:the|its|their|all|total|[\w’'-]+['’]s)(?: [\w’'-]+){0,3}?| in)"
        r" (?:value|investment|capital|funds|amount)\b"
    ),
    "count": re.compile(
        r"(?: of (?:the|its|their|all|[\w’'-]+['’]s)(?: [\w’'-]+){0,3}?| in)"
        r" (?:projects|deals|contracts|number|companies)\b"
    ),
}
_BARE = re.compile("占比[达为超近约]*$|占[达到了]*$")
_REACH = 24


def share_of_other_base(pair: Comparison, claim: Stated, source: Stated) -> Finding | None:
    """A finding where the share in a number is told as one in a sum, or the other way round."""
    if claim.quantity.kind != "percent" or pair.source.lang == "en":
        return None
    told, there = _claimed(pair, claim), _based(pair, source)
    if told is None or there is None or told == there:
        return None
    names = {"money": "a sum", "count": "a number"}
    message = (
        f"The claim tells {claim.quantity.surface} as the share in {names[told]}; "
        f"in the source it is one in {names[there]}."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def _claimed(pair: Comparison, claim: Stated) -> Kind | None:
    text, figure = pair.claim.text, claim.quantity
    if pair.claim.lang == "en":
        return next((k for k, base in _BASES_EN.items() if base.match(text, figure.end)), None)
    return _named(text[max(0, figure.start - _REACH) : figure.start])


def _based(pair: Comparison, source: Stated) -> Kind | None:
    """What the source takes a share of: named before it, or the figure it goes on with."""
    figure = source.quantity
    before = pair.source.text[max(0, figure.start - _REACH) : figure.start]
    named = _named(before)
    if named or not _BARE.search(before):
        return named
    level = level_of(pair.source, source)
    return level.quantity.kind if level and level.quantity.kind in _BASES else None


def _named(before: str) -> Kind | None:
    return next((kind for kind, base in _BASES.items() if base.search(before)), None)
