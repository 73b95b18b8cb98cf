"""What is told of several together, told as what each of them has: 12家企业共获268万元."""

from __future__ import annotations

import re

from llm_extract.records import Finding, Lang

from .comparison import Comparison
from .stated import Stated
from .tellings import finding

_UNIT = "(?:company|project|head|person|office|team)"
_EACH: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        "每[个家户人亩项名所座台条支场次][^，。；、\\d]{0,14}$|各自?[^，。；、\\d]{0,6}$"
    ),
    "en": re.compile(rf"\b(?:each|every|per {_UNIT})\b[^,.;\d]{{0,40}}$"),
}
_EACH_BEHIND: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile("[^，。；、\\d]{0,4}(?:/|每)[个家户人亩项名]"),
    "en": re.compile(rf"(?: [\w-]+){{0,3}} (?:each|apiece|per {_UNIT})\b"),
}
_NOT_EACH = re.compile("各[级地类界方项行种市县区镇乡路]|各相关|各有关")
_TOGETHER = re.compile("(?:[共合]计?|总共|一共|累计)[^，。；、\\d]{0,4}$")
_SHARED = re.compile("每|各(?![级地类界方项行种市县区镇乡路])|平均|[人户均]均|单个|分别")
_REACH = {"zh": 24, "en": 60}


def told_as_each(pair: Comparison, claim: Stated, source: Stated) -> Finding | None:
    """A finding where the sum of several is told as that of each of them."""
    if pair.source.lang == "en" or not _is_each(pair, claim):
        return None
    text, figure = pair.source.text, source.quantity
    clause = re.split("[。；\n]", text[max(0, figure.start - _REACH["en"]) : figure.start])[-1]
    together = _TOGETHER.search(clause)
    if together is None or _SHARED.search(clause):
        return None
    message = (
        f"The claim tells {claim.quantity.surface} of each; "
        f"the source tells it of all together ({together[0]})."
    )
    return finding(claim, "value_mismatch", message, figure)


def _is_each(pair: Comparison, claim: Stated) -> bool:
    text, lang, figure = pair.claim.text, pair.claim.lang, claim.quantity
    before = text[max(0, figure.start - _REACH[lang]) : figure.start]
    if _EACH_BEHIND[lang].match(text, figure.end):
        return True
    return _EACH[lang].search(_NOT_EACH.sub("", before)) is not None
