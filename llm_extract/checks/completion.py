"""Whether works are told as finished, or as to be finished."""

from __future__ import annotations

import re

from llm_extract.records import Lang

_PLANNED = re.compile(
    r"(?:预计|计划|将于?|拟|力争|有望|可|明年|后年|年底)[^，。；]{0,12}?(?:投产|建成|竣工|投用|投运|完工)"
)
_FINISHED = {
    "zh": re.compile(
        r"已(?:经|于|全部)?[^，。；]{0,8}?(?:投产|建成|竣工|投用|投运|完工|实现)"
        r"|(?:投产|建成|竣工)了"
    ),
    "en": re.compile(
        r"\b(?:has|have) (?:already )?(?:gone into|started|begun|entered|been put into|come on)\b"
        r"[^.;,]{0,12}(?:production|operation|use|stream)"
        r"|\b(?:went into|came on|began|started|entered) (?:production|operation|stream)\b"
        r"|\b(?:is|are) (?:now |already )?in (?:production|operation)\b"
    ),
}


def planned_step(clauses: str) -> str | None:
    """The words by which Chinese clauses tell a completion as planned, and not as done."""
    if _FINISHED["zh"].search(clauses):
        return None
    match = _PLANNED.search(clauses)
    return match[0] if match else None


def told_finished(sentence: str, lang: Lang) -> bool:
    """Whether a sentence tells that something is finished and at work."""
    return _FINISHED[lang].search(sentence) is not None
