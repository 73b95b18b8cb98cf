"""Finds quantities in Chinese text by rule: amounts, and what only looks like one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache

from . import dates
from .knowledge import table
from .numerals import chinese_big, chinese_digits, chinese_small, fold, parse_chinese
from .records import Kind, Qualifier, Quantity

_ARABIC = r"(?:(?<=[一-龥（(为])-)?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?"
_LOOKBACK = 12
_OPENING, _CLOSING = '“「『‘"', "”」』’"


@dataclass(frozen=True)
class Unit:
    """A unit as the tables have it: its code, the factor to the base unit, and its kind."""

    code: str
    factor: Decimal
    kind: Kind


def _no_amount(kind: Kind) -> Unit:
    return Unit("", Decimal(1), kind)


@cache
def units() -> dict[str, Unit]:
    """All Chinese units and counters by how they are written."""
    rows = table("units")["chinese"]
    kinds: tuple[Kind, ...] = (
        "money", "percent", "percentage_point", "ratio", "measure", "duration", "count",
    )  # fmt: skip
    found = {
        surface: Unit(code, Decimal(factor), kind)
        for kind in kinds
        for surface, (code, factor) in rows[kind].items()
    }
    for surface, (code, factor) in rows["bare_nouns"].items():
        found[surface] = Unit(code, Decimal(factor), "count")
    return found


def _either(words: list[str]) -> str:
    return "|".join(re.escape(w) for w in sorted(words, key=len, reverse=True))


@cache
def _amounts() -> re.Pattern[str]:
    small, big = "".join(chinese_small()), "".join(chinese_big())
    # 千 that begins a unit (千瓦, 千伏, 千克, 千米) is no part of the number.
    small_one = rf"(?:[{small.replace('千', '')}]|千(?![瓦伏克米]))"
    han_one = rf"(?:[{''.join(chinese_digits())}{big}]|{small_one})"
    arabic = rf"{_ARABIC}[余多]?{small_one}?[{big}]{{0,2}}"
    number = rf"(?:{arabic}|{han_one}+)[余多]?[{big}]{{0,2}}"
    han = "".join(chinese_digits()) + small + big
    unit = _either(list(units()))
    return re.compile(
        rf"(?P<whole>[{han}]+)分之(?P<part>{_ARABIC}|[{han}]+)"
        rf"|翻(?P<doublings>[一两二三四])?番"
        rf"|(?P<half>半)个?(?P<half_unit>年|月|天|小时)(?!报)"
        rf"|(?P<low>{number})(?:(?P<low_unit>{unit})?\s?(?:至|到|[-—–~～])\s?(?P<high>{number}))?"
        rf"(?:\s?(?P<unit>{unit})(?P<and_half>半)?)?(?P<grade>级)?"
    )


@cache
def _lookalikes() -> tuple[re.Pattern[str], dict[str, Kind]]:
    kinds: dict[str, Kind] = {}
    parts: list[str] = []
    order: tuple[Kind, ...] = ("code", "name", "ordinal")
    for kind in order:
        for index, pattern in enumerate(table("lookalikes")["chinese"][kind]):
            kinds[f"{kind}{index}"] = kind
            parts.append(f"(?P<{kind}{index}>{pattern})")
    return re.compile("|".join(parts)), kinds


@cache
def _cues(side: str) -> re.Pattern[str]:
    rows = table("cues")["chinese"][side]
    joined = "|".join(f"(?P<{qualifier}>{_either(words)})" for qualifier, words in rows.items())
    return re.compile(rf"(?:{joined})\s?$" if side == "before" else joined)


_RANK = re.compile(
    r"(?:位列|位居|名列|排名|排在|排|居|列|跻身)(?:全[省市国区县球]|[一-龥]{0,3})?"
    r"(?P<rank>第(?P<place>[一二三四五六七八九十]+|\d+)(?:[位名](?!于))?)(?!方阵|梯队|[一-龥]?产业)"
)


def find_chinese(text: str, published: date | None = None) -> list[Quantity]:
    """Every quantity and lookalike of `text`, in order, none overlapping another."""
    folded = fold(text)
    taken: list[Quantity] = []
    for quantity in sorted(_fixed(folded, text, published), key=lambda q: (q.start, -q.end)):
        if not taken or quantity.start >= taken[-1].end:
            taken.append(quantity)
    return sorted([*taken, *_free_amounts(folded, text, taken)], key=lambda q: q.start)


def _fixed(folded: str, text: str, published: date | None) -> Iterator[Quantity]:
    """Ranks, lookalikes and dates: they take their characters before any amount may."""
    for match in _RANK.finditer(folded):
        value = parse_chinese(match["place"])
        if value is not None:
            yield _quantity(text, match.span("rank"), value, Unit("名", Decimal(1), "count"))
    pattern, kinds = _lookalikes()
    for match in pattern.finditer(folded):
        yield _quantity(text, match.span(), None, _no_amount(kinds[match.lastgroup or ""]))
    context = dates.DateContext(published)
    for match in dates.CHINESE.finditer(folded):
        iso = dates.to_iso(match, context)
        found = _quantity(text, match.span(), None, _no_amount("date"))
        yield found.model_copy(update={"iso": iso})


def _free_amounts(folded: str, text: str, taken: list[Quantity]) -> Iterator[Quantity]:
    """Amounts in the stretches between the taken ones."""
    position = index = 0
    while match := _amounts().search(folded, position):
        while index < len(taken) and taken[index].end <= match.start():
            index += 1
        if index < len(taken) and taken[index].start < match.end():
            shorter = _amounts().fullmatch(folded, match.start(), taken[index].start)
            if shorter is None:
                position = taken[index].end
                continue
            match = shorter
        quantity = _read(match, folded, text)
        if quantity is not None:
            yield quantity
        position = match.end() if quantity is not None else _behind_number(match)


def _behind_number(match: re.Match[str]) -> int:
    """Where to go on after a match that was no amount: behind its number, never inside it."""
    return max(match.end("low"), match.start() + 1)


def _read(match: re.Match[str], folded: str, text: str) -> Quantity | None:
    """The quantity a match of the amount pattern stands for, or None when it is none."""
    if match["whole"]:
        return _fraction(match, text)
    if match[0].startswith("翻"):
        value = Decimal(2) ** int(parse_chinese(match["doublings"] or "一") or 1)
        return _quantity(text, match.span(), value, units()["倍"])
    if match["half"]:
        unit = units().get(match["half_unit"]) or units()["个月"]
        return _quantity(text, match.span(), Decimal("0.5"), unit)
    unit_or_none = units()[match["unit"]] if match["unit"] else _implied_money(match, folded)
    if unit_or_none is None or (match["grade"] and unit_or_none.kind != "money"):
        return None
    if not _is_amount(match, folded, unit_or_none):
        return None
    if _is_quoted_name(match, folded, unit_or_none):
        return _quantity(text, match.span(), None, _no_amount("name"))
    return _amount(match, folded, text, unit_or_none)


def _fraction(match: re.Match[str], text: str) -> Quantity | None:
    whole, part = parse_chinese(match["whole"]), parse_chinese(match["part"])
    if not whole or part is None:
        return None
    if match["whole"] == "百":
        return _quantity(text, match.span(), part, units()["%"])
    return _quantity(text, match.span(), part / whole, _no_amount("ratio"))


def _amount(match: re.Match[str], folded: str, text: str, unit: Unit) -> Quantity | None:
    low, low_more = _value(match["low"])
    high, high_more = _value(match["high"]) if match["high"] else (None, False)
    if low is None or (match["high"] and high is None):
        return None
    if high is not None and not match["low_unit"]:
        low = _same_scale(match["low"], low, match["high"], high)
    end = match.end()
    if match["and_half"] and unit.kind == "duration":
        low += Decimal("0.5")
    elif match["and_half"]:
        end = match.end("unit")
    qualifier = _qualifier(folded, match.start(), end, unit.kind)
    if qualifier is None:
        qualifier = "multi_more" if low_more or high_more else "exact"
    names_a_class = unit.kind == "money" and (match["grade"] or _is_bare(match["low"]))
    if names_a_class and qualifier == "exact":
        qualifier = "at_least"
    quantity = _quantity(text, (match.start(), end), low * unit.factor, unit)
    value_high = None if high is None else high * unit.factor
    return quantity.model_copy(update={"qualifier": qualifier, "value_high": value_high})


def _value(numeral: str) -> tuple[Decimal | None, bool]:
    """Value of a folded numeral and whether it says 余 or 多 (so many and more)."""
    bare = numeral.replace("余", "").replace("多", "")
    return parse_chinese(bare), len(bare) != len(numeral)


def _same_scale(numeral: str, low: Decimal, high_numeral: str, high: Decimal) -> Decimal:
    """In 5-8亿 the 5 is 5亿: the lower end takes the scale of the upper one."""
    scale = re.search(r"[十百千]?[万亿]*$", high_numeral)
    factor = parse_chinese(scale[0]) if scale and scale[0] else None
    if factor and numeral[-1] not in "十百千万亿" and low * factor <= high:
        return low * factor
    return low


def _is_bare(numeral: str) -> bool:
    """Whether a numeral has multipliers only, as in 百亿 or 亿."""
    return all(c in chinese_small() or c in chinese_big() for c in numeral)


def _implied_money(match: re.Match[str], folded: str) -> Unit | None:
    """元 is left out after 亿 (引资突破两千亿, 百亿级, 千亿产业集群)."""
    numeral = (match["high"] or match["low"]).rstrip("余多")
    if not numeral.endswith("亿") or re.match(r"[分A-Za-z\d]", folded[match.end() :]):
        return None
    return units()["元"]


def _is_amount(match: re.Match[str], folded: str, unit: Unit) -> bool:
    """Whether number and unit are an amount and not part of a word, a code or an idiom."""
    numeral, unit_words = match["low"], match["unit"] or ""
    before = folded[max(0, match.start() - _LOOKBACK) : match.start()]
    after = folded[match.end() : match.end() + 8]
    if before[-1:] in ("第", "数", "几", "好", "初"):
        return False
    for row in table("amounts")["rejected_after"]:
        if unit_words == row["unit"] and re.match(row["after"], after):
            return False
    if any(c in "0123456789" for c in numeral):
        return not (numeral[0] in "0123456789-" and re.search(r"[A-Za-z\d][-.+]?$", before))
    return _is_spelled_amount(match, folded, unit)


def _is_spelled_amount(match: re.Match[str], folded: str, unit: Unit) -> bool:
    """The same for Chinese numerals, which stand in many words and idioms."""
    numeral, unit_words = match["low"], match["unit"] or ""
    before = folded[max(0, match.start() - _LOOKBACK) : match.start()]
    after = folded[match.end() : match.end() + 8]
    rules = table("amounts")
    if unit_words in rules["needs_context"]:
        context = rules["needs_context"][unit_words]
        return bool(re.search(context["before"], before) or re.match(context["after"], after))
    if unit_words in rules["arabic_only"]:
        return False
    if unit_words in table("units")["chinese"]["bare_nouns"] and unit_words != "部门":
        return _ends_list(folded, match.start(), numeral)
    if unit.kind == "money":
        return unit_words != "元" or numeral not in "一百千万十"
    if _is_bare(numeral) and numeral != "十":
        return False
    if numeral != "一":
        return True
    measures = match["and_half"] or re.match(rules["one_after"], after)
    return unit.kind in ("duration", "percentage_point") and bool(
        measures or re.search(rules["one_before"], before)
    )


def _ends_list(folded: str, start: int, numeral: str) -> bool:
    """Whether 五市 ends a list of five names (达州、南充、广元、广安、巴中五市)."""
    value = parse_chinese(numeral)
    if value is None or not 2 <= value <= 30:  # noqa: PLR2004
        return False
    names = rf"(?:[一-龥]{{2,8}}、){{{int(value) - 2}}}[一-龥]{{2,8}}[、和及与][一-龥]{{2,8}}$"
    return bool(re.search(names, folded[max(0, start - 9 * int(value)) : start]))


def _is_quoted_name(match: re.Match[str], folded: str, unit: Unit) -> bool:
    """Whether a counted slogan stands in quotation marks: “三个一批”, “二十条”."""
    if unit.kind != "count" or any(c.isdigit() for c in match["low"]):
        return False
    if match.start() and folded[match.start() - 1] in _OPENING:
        return True
    before = folded[max(0, match.start() - 14) : match.start()]
    ends_quote = match.end() < len(folded) and folded[match.end()] in _CLOSING
    return ends_quote and bool(re.search(r"[“「『‘][一-龥]{2,12}$", before))


def _qualifier(folded: str, start: int, end: int, kind: Kind) -> Qualifier | None:
    """What the words directly around an amount say of it, or None."""
    before = folded[max(0, start - _LOOKBACK) : start]
    after = _cues("after").match(folded, end, end + 4)
    if after and (after[0] != "内" or kind == "duration"):
        return after.lastgroup  # type: ignore[return-value]  # the groups are named after qualifiers
    if any(before.endswith(word) for word in table("cues")["chinese"]["not_before"]):
        return None
    cue = _cues("before").search(before)
    return cue.lastgroup if cue else None  # type: ignore[return-value]  # as above


def _quantity(text: str, span: tuple[int, int], value: Decimal | None, unit: Unit) -> Quantity:
    start, end = span
    if value is not None:
        value = value.normalize() + Decimal(0) if value else Decimal(0)
    return Quantity(
        surface=text[start:end], start=start, end=end, value=value, unit=unit.code, kind=unit.kind
    )
