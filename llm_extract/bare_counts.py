"""Key facts no verb of the tables tells: what an industry makes, projects counted or not begun."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from itertools import pairwise

from .figure_words import figure_english
from .key_facts import Point
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import short_region, subject_english
from .quantities import find_quantities
from .records import Lang
from .render import render
from .sentences import clause_around
from .terms import is_translated

_WORTH_OF_INDUSTRY, _WORTH_OF_COUNT, _WORTH_OF_LACK = 12.0, 11.0, 12.0
_LONGEST_LACK = 44
_SUM_REACH = 14


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("points")[name])


def of_industries(text: str, labels: list[Label]) -> Iterator[Point]:
    """What an industry of a place makes or is to make, with its growth: 产业产值68.4亿元."""
    for at, one in enumerate(labels):
        is_sum = one.quantity.kind == "money" and one.role == "value" and one.region
        clause = clause_around(text, one.quantity.span, one.sentence.span)
        said = text[clause.start : one.quantity.start]
        named = _rule("industry").search(said) if is_sum else None
        if named is None or not is_translated(named["name"]):
            continue
        growth = _growth_of(one, labels[at + 1 : at + 2])
        yield _industry_point(one, growth, named["name"])


def _growth_of(one: Label, following: list[Label]) -> Label | None:
    """The growth told right behind a figure."""
    for other in following:
        code = other.indicator.code if other.indicator else ""
        near = other.sentence.span == one.sentence.span and other.quantity.kind == "percent"
        if near and code == "growth" and other.status == "rate":
            return other
    return None


def _industry_point(one: Label, growth: Label | None, name: str) -> Point:
    industry = to_english(name, style="phrase")
    industry = industry if industry.endswith(("industry", "chain")) else f"{industry} industry"
    place = subject_english(one.region or "")
    sold = "销售" in one.phrase
    figure = render(one.quantity, "en")
    is_aim = one.status in ("target", "planned")
    verb = "to reach" if is_aim else "reached"
    what = "sales" if sold else "an output value"
    en = f"{place} aims for its {industry} {verb} {what} of {figure}" if is_aim else (
        f"{place}'s {industry} {verb} {what} of {figure}"
    )  # fmt: skip
    zh = f"{one.region}{'力争' if is_aim else ''}{name}{'销售额' if sold else '产值'}"
    zh += f"{'达到' if is_aim else ''}{render(one.quantity, 'zh')}"
    ids = [one.quantity.id]
    plain: dict[Lang, str] = {"zh": f"{zh}。", "en": f"{en}."}
    if growth is None or is_aim:
        return Point(plain, tuple(ids), one.quantity.start, _WORTH_OF_INDUSTRY, one.region or "")
    falls = re.search(table("points")["falls"], growth.phrase) is not None
    en += f", {'down' if falls else 'up'} {render(growth.quantity, 'en')} year on year"
    zh += f"，同比{'下降' if falls else '增长'}{render(growth.quantity, 'zh')}"
    words: dict[Lang, str] = {"zh": f"{zh}。", "en": f"{en}."}
    return Point(
        words, (*ids, growth.quantity.id), one.quantity.start, _WORTH_OF_INDUSTRY,
        one.region or "", plainer=((plain, tuple(ids)),),
    )  # fmt: skip


def of_bare_counts(text: str, labels: list[Label]) -> Iterator[Point]:
    """Projects counted with their sum and no verb of their own, by what the sentence tells."""
    for one, other in pairwise(labels):
        codes = [x.indicator.code if x.indicator else "" for x in (one, other)]
        near = 0 <= other.quantity.start - one.quantity.end <= _SUM_REACH
        fits = codes == ["industrial_projects", "total_investment"] and one.region == other.region
        if not (near and fits and one.region and one.status == other.status == "actual"):
            continue
        said = text[one.sentence.span.start : one.quantity.start]
        verbs = table("points")["counted_by"]
        verb = next((row for row in verbs if re.search(row["pattern"], said)), verbs[-1])
        counted, total = figure_english(one), render(other.quantity, "en")
        place = subject_english(one.region)
        zh = f"{one.region}{verb['zh']}{_field(one)}项目{render(one.quantity, 'zh', counter=True)}"
        words: dict[Lang, str] = {
            "zh": f"{zh}，总投资{render(other.quantity, 'zh')}。",
            "en": f"{place} {verb['en']} {counted} with total investment of {total}.",
        }
        ids = (one.quantity.id, other.quantity.id)
        yield Point(words, ids, one.quantity.start, _WORTH_OF_COUNT, one.region)


def _field(label: Label) -> str:
    """The field or class of projects as their words name it, without place and verb."""
    words = label.phrase.partition("项目")[0]
    words = words.removeprefix(short_region(label.region or ""))
    return "" if re.search(table("points")["no_field"], words) else words


def of_lacks(text: str, labels: list[Label]) -> Iterator[Point]:
    """Projects that were not begun, finished or carried out yet, counted."""
    for one in labels:
        if (
            one.quantity.kind != "count"
            or not one.region
            or one.status not in ("actual", "planned")
        ):
            continue
        clause = clause_around(text, one.quantity.span, one.sentence.span)
        words = clause.cut(text).strip('“”"，, ')
        lacks = re.search(table("points")["lacks"], words)
        if lacks is None or len(words) > _LONGEST_LACK or not _holds_one_amount(words):
            continue
        step = table("points")["lacking"][lacks["step"]]
        counted = render(one.quantity, "en", "project")
        short = re.sub(table("points")["opens_loosely"], "", words)
        own = short_region(one.region) in short
        told: dict[Lang, str] = {
            "zh": f"{'' if own else one.region}{short}。",
            "en": f"{subject_english(one.region)} still had {counted} {step}.",
        }
        ids = (one.quantity.id,)
        yield Point(told, ids, one.quantity.start, _WORTH_OF_LACK, one.region, has_date=True)


def _holds_one_amount(words: str) -> bool:
    return sum(quantity.is_amount for quantity in find_quantities(words)) == 1
