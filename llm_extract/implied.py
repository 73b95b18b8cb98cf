"""The unit of Chinese numbers that are written without one: 两千亿, 20万, 用户数过万."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .numerals import chinese_big, is_multiplier
from .qualifiers import find_qualifier
from .sightings import MORE
from .units import Unit, chinese_units, no_unit

_LOOKAHEAD = 12
_CLAUSE = 30


def implied_unit(match: re.Match[str], folded: str) -> Unit | None:
    """元 is left out after 亿 (两千亿, 百亿级); a number in 万 may be bare where a clause ends."""
    numeral = (match["high"] or match["low"]).rstrip(MORE)
    start = match.start()
    if start > 1 and folded[start - 1] == "/" and folded[start - 2].isdigit():
        return None  # 15.1/10万
    scaled = numeral.endswith(tuple(chinese_big()))
    if not scaled or (is_multiplier(numeral) and numeral[-1] == "万"):
        bare = not (scaled and _after_scale().match(folded, match.end()))
        return no_unit("count") if bare and _is_bare_count(match, numeral, folded) else None
    after = folded[match.end() : match.end() + _LOOKAHEAD]
    if _after_scale().match(after):
        return None
    before = re.split(r"[。;!?\n]", folded[max(0, match.start() - _CLAUSE) : match.start()])[-1]
    if numeral[-1] == "亿":
        named = numeral != "亿" or match["grade"] or _is_qualified(match, folded)
        return _money_or_count(before, after) if named else None
    return _of_ten_thousands(before, after)


def _money_or_count(before: str, after: str) -> Unit:
    """Money, unless the words around speak of people and things."""
    rules = table("amounts")["implied"]
    counts = _last(rules["count_before"], before) > _last(rules["money_before"], before)
    counts = counts or bool(re.match(rules["count_after"], after))
    return no_unit("count") if counts else chinese_units()["元"]


def _of_ten_thousands(before: str, after: str) -> Unit | None:
    """The unit of a number in 万, which has to end its clause unless money is spoken of."""
    rules = table("amounts")["implied"]
    unit = _money_or_count(before, after)
    if unit.kind == "money" and re.search(rules["money_directly"], before):
        return unit
    if not re.match(rules["end_of_clause"], after):
        return None
    if re.match(rules["money_after"], after):
        return chinese_units()["元"]
    return unit if _last(rules["money_before"], before) >= 0 else no_unit("count")


def _last(pattern: str, text: str) -> int:
    """Where the last match of `pattern` ends, or -1."""
    return max((found.end() for found in re.finditer(pattern, text)), default=-1)


@cache
def _after_scale() -> re.Pattern[str]:
    """What may not follow a number in 万 or 亿 that has no unit."""
    return re.compile(table("amounts")["implied"]["never_before"])


@cache
def _bare_end() -> re.Pattern[str]:
    return re.compile(table("amounts")["implied"]["bare_end"])


def _is_bare_count(match: re.Match[str], numeral: str, folded: str) -> bool:
    """Whether a number without a unit is a count: 用户数过万，日活近千."""
    if match["high"]:
        return False
    if numeral[-1:].isdigit() and _is_index(match, folded):
        return True
    if not _bare_end().match(folded, match.end()):
        return False
    written = numeral[-1:].isdigit() or (is_multiplier(numeral) and numeral != "十")
    return written and (match["low"][-1] == "+" or _is_qualified(match, folded))


@cache
def _index() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before the figure of an index, and what may follow it."""
    rules = table("amounts")["implied"]
    return re.compile(rules["index"]), re.compile(rules["index_end"])


def _is_index(match: re.Match[str], folded: str) -> bool:
    """Whether a figure is that of an index, which has no unit: PMI为49.4."""
    start, (before, after) = match.start(), _index()
    if not after.match(folded, match.end()):
        return False
    return bool(before.search(folded, max(0, start - _CLAUSE), start))


def _is_qualified(match: re.Match[str], folded: str) -> bool:
    """Whether words before or after say over, nearly, about or at least."""
    start, end = match.start("low"), match.end()
    said = find_qualifier(folded, start, end, "count", "zh")
    if said is None and is_multiplier(match["low"]):
        said = find_qualifier(folded, start, end, "money", "zh")
    return said in table("amounts")["implied"]["bare_figure"]
