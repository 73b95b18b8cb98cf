"""Names that open the clauses of a Chinese text: whose figures follow."""

from __future__ import annotations

import re
from functools import cache

from llm_extract.knowledge import table

_LONGEST = 22
_CORE = 2


@cache
def _opening() -> re.Pattern[str]:
    rows = table("checks")["owners"]
    return re.compile(
        rf"(?:(?<=[，,；;。：:\n“”（()）？！])|\A)(?:{rows['lead']})?+(?!{rows['general']})"
        rf"(?:(?P<name>[\u3400-\u9fff]{{2,{_LONGEST}}}?(?:{rows['ends']}))(?!{rows['not_behind']})"
        rf"|{rows['project']})"
    )


@cache
def _ends() -> re.Pattern[str]:
    return re.compile(rf"(?:有限|责任|股份)*(?:{table('checks')['owners']['ends']})$")


def find_openings(text: str) -> list[tuple[int, str]]:
    """The names that open clauses, each with where it begins, in order."""
    found = [(match, match["name"] or match["project"]) for match in _opening().finditer(text)]
    return [(match.end() - len(name), name) for match, name in found if _is_name(name)]


def core_of(name: str) -> str:
    """A name without the words that say what it is one of: company, county, port."""
    return _ends().sub("", name)


def kind_of(name: str) -> str:
    """Those words, or ""."""
    return name[len(core_of(name)) :]


def _is_name(words: str) -> bool:
    """Whether words are more than a sort of projects."""
    return len(re.sub(table("checks")["owners"]["common"], "", words)) >= _CORE
