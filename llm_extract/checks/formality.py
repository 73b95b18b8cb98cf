"""Formal contracts told of what the source has only framework agreements or intentions for."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.records import Finding, Lang
from llm_extract.text import Span

from .comparison import Comparison
from .own_words import group_around

_FORMAL: dict[Lang, re.Pattern[str]] = {
    "zh": re.compile(
        "正式(?:签[订署约下了]*)?[^，。；]{0,6}?(?:合同|协议|签约)|(?:合同|投资协议)已(?:正式)?签"
    ),
    "en": re.compile(
        r"\b(?:formal|firm|binding|definitive|final) (?:\w+ ){0,2}"
        r"(?:contracts?|agreements?|deals?)\b"
    ),
}
_LOOSE = re.compile("框架(?:合作)?协议|意向(?:书|协议|投资|签约)?|合作备忘录|谅解备忘录|初步达成")
_FIRM = re.compile("正式|(?<!意向)合同|投资协议")


def check_formality(pair: Comparison) -> Iterator[Finding]:
    """A finding for formal contracts whose figures the source tells of looser agreements alone."""
    claim, source = pair.claim, pair.source
    if source.lang == "en":
        return
    for match in _FORMAL[claim.lang].finditer(claim.text):
        told = pair.matched.get(claim.outline.index_at(match.start()), ())
        groups = [group_around(source, one.quantity.span) for one in told]
        loose = [_LOOSE.search(span.cut(source.text)) for span in groups]
        firm = any(_FIRM.search(span.cut(source.text)) for span in groups)
        if loose and not firm and all(loose):
            yield _finding(match, loose[0], groups[0])


def _finding(told: re.Match[str], loose: re.Match[str] | None, group: Span) -> Finding:
    words = loose[0] if loose else ""
    return Finding(
        verdict="status_mismatch",
        severity="error",
        message=f"The claim tells “{told[0]}”; the source has only {words}.",
        claim=told[0],
        claim_span=Span(*told.span()),
        source_span=group,
    )
