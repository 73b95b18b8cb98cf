"""What a percentage is of: growth, a share, the part of a target that is reached."""

from __future__ import annotations

import re
from functools import cache

from llm_extract.knowledge import table
from llm_extract.records import Lang, Quantity

_REACH = {"zh": 60, "en": 50}
_BEHIND = 50
_CLAUSE = {"zh": re.compile("[，,。；;：:\n]"), "en": re.compile(r"[;:\n(]|, |\. ")}
_JOINS = re.compile(r"[、和与及或\s\d.%％到约近超]*")
"""Between the figures of a row: 分别增长21.4%和33.8%."""

_IN_TURN = re.compile("分别|依次|respectively")


@cache
def _sorts(part: str) -> re.Pattern[str]:
    rows = table("percentages")[part]
    return re.compile("|".join(f"(?P<{sort}>{words})" for sort, words in rows.items()))


def percentage_of(text: str, figure: Quantity, lang: Lang) -> str:
    """The name of what a percentage is of, or "" where no word of its clause tells."""
    if figure.kind != "percent":
        return ""
    behind = _sorts(f"{lang}_behind").match(text[figure.end : figure.end + _BEHIND])
    if behind:
        return behind.lastgroup or ""
    before = text[max(0, figure.start - _REACH[lang]) : figure.start]
    clause = _CLAUSE[lang].split(before)[-1]
    if lang == "zh" and _JOINS.fullmatch(clause):
        return ""
    found = [match.lastgroup or "" for match in _sorts(lang).finditer(clause)]
    in_turn = len(set(found)) > 1 and _IN_TURN.search(clause)
    return found[-1] if found and not in_turn else ""
