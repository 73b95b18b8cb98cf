"""The sum of all investment told as what is spent in one year or has been spent so far."""

from __future__ import annotations

import re

from llm_extract.records import Finding

from .comparison import Comparison
from .stated import Stated
from .tellings import finding

_SPENT_BEFORE = re.compile(
    r"\b(?:completed|absorbed|received|spent|disbursed|paid out)"
    r" (?:about |some |nearly |over |more than |around |almost |roughly )?$"
)
_OF_INVESTMENT = re.compile(r" (?:of|in|worth of)(?: \w+)? (?:investment|spending)\b")
_IN_YEAR = re.compile(
    r"(?: is| are)?(?: due)? to be (?:invested|spent) (?:this|next) year\b"
    r"| (?:of|in) (?:\w+ )?investment (?:this|next) year\b| (?:this|next) year alone\b"
)
_YEARLY = ("annual_investment", "invested")
_WHOLE = re.compile("总投资|投资总额|协议投资|合同投资")


def total_told_as_spent(pair: Comparison, claim: Stated, source: Stated) -> Finding | None:
    """A finding where an English claim tells a total as spent, of which the source has a part."""
    if (pair.claim.lang, pair.source.lang) != ("en", "zh") or claim.quantity.kind != "money":
        return None
    if not _WHOLE.search(source.lead) or not _is_spent(pair, claim):
        return None
    beside = pair.source.by_sentence[source.sentence]
    behind = (s for s in beside if s.quantity.start > source.quantity.start)
    part = next((s for s in behind if _is_part(s)), None)
    if part is None or part.quantity.value == source.quantity.value:
        return None
    message = (
        f"The claim tells {claim.quantity.surface} as spent; the source gives it as the total, "
        f"and {part.quantity.surface} as invested."
    )
    return finding(claim, "value_mismatch", message, part.quantity)


def _is_part(stated: Stated) -> bool:
    told = stated.role in _YEARLY or re.search("年度(?:计划)?投资|完成投资|年内投资", stated.lead)
    return stated.quantity.kind == "money" and bool(told)


def _is_spent(pair: Comparison, claim: Stated) -> bool:
    text, figure = pair.claim.text, claim.quantity
    if _IN_YEAR.match(text, figure.end):
        return True
    before = _SPENT_BEFORE.search(text, 0, figure.start)
    return before is not None and _OF_INVESTMENT.match(text, figure.end) is not None
