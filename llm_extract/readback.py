"""Reads a written sentence back and holds it against the facts it is bound to."""

from __future__ import annotations

import re
from collections import Counter
from decimal import Decimal

from .composing import Group
from .labels import Label
from .place_words import region_english, short_region
from .quantities import quantities_of
from .records import Lang, Quantity
from .render import render

_HAN = re.compile(r"[㐀-鿿豈-﫿]")
_AIM = {
    "zh": re.compile(r"目标|力争|确保|争取"),
    "en": re.compile(
        r"\b(?:aim|aims|target|targets|goal|goals|seek|seeks|intends?|will|set out)\b",
        re.IGNORECASE,
    ),
}
_PLAN = {
    "zh": re.compile(r"计划|预计|拟|将|规划|可达|有望"),
    "en": re.compile(
        r"\b(?:plan|plans|planned|expect|expects|expected|will|to be|projected)\b", re.IGNORECASE
    ),
}
_SHARE_OF_PLAN = re.compile(r"(?:完成|占|达到?)[^，。；]{0,8}计划(?:任务|目标)?的")
"""A plan a result is a share of: 完成年计划的52.7%."""


def problems(sentence: str, lang: Lang, group: Group, *, binding: bool = True) -> list[str]:
    """What is wrong with a sentence that claims to state `group`, in words for its writer.

    With `binding`, every figure must stand beside words of its own indicator; a sentence made
    from the facts by rule needs no such check.
    """
    found = _figure_problems(sentence, lang, group)
    if lang == "en" and _HAN.search(sentence):
        found.append(f"英文句子里有汉字“{''.join(_HAN.findall(sentence))}”")
    if not _names_place(sentence, lang, group):
        place = group.region if lang == "zh" else region_english(group.region)
        found.append(f"句子没有写明地点“{place}”")
    found += _status_problems(sentence, lang, group)
    if binding and not found:
        found += _binding_problems(sentence, lang, group)
    return found


def _key(quantity: Quantity) -> tuple[str, Decimal | None, Decimal | None, str]:
    unit = quantity.unit if quantity.kind in ("money", "measure", "duration") else ""
    return quantity.kind, quantity.value, quantity.value_high, unit


def _figure_problems(sentence: str, lang: Lang, group: Group) -> list[str]:
    """Figures of the facts that are missing, and figures that are in none of them."""
    amounts = [q for q in quantities_of(sentence, lang) if q.is_amount]
    have = Counter(_key(q) for q in amounts)
    want = Counter(_key(one.quantity) for one in group.figures)
    found = [
        f"缺少数字“{render(one.quantity, lang)}”"
        for one in group.figures
        if have[_key(one.quantity)] < want[_key(one.quantity)]
    ]
    for quantity in amounts:
        if _key(quantity) not in want:
            found.append(f"“{quantity.surface}”不在事实里")
        elif have[_key(quantity)] > want[_key(quantity)]:
            found.append(f"“{quantity.surface}”写了不止一次")
    wanted = {_key(one.quantity): one.quantity.qualifier for one in group.figures}
    for quantity in amounts:
        expected = wanted.get(_key(quantity))
        if expected and not _same_bound(quantity.qualifier, expected):
            found.append(f"“{quantity.surface}”前后的限定词（如不少于、超过、近）和事实不一致")
    return found


def _same_bound(one: str, other: str) -> bool:
    above = {"over", "multi_more"}
    return one == other or (one in above and other in above)


def _names_place(sentence: str, lang: Lang, group: Group) -> bool:
    if not group.region:
        return True
    if lang == "zh":
        return short_region(group.region) in sentence
    name = region_english(group.region).partition(", ")[0]
    own = name.lower() if name.startswith("the ") else name.split(" ")[0]
    return own in (sentence.lower() if name.startswith("the ") else sentence)


def _status_problems(sentence: str, lang: Lang, group: Group) -> list[str]:
    """A target must read as a target, and what is done must not."""
    speaks_of_target = any(re.search("目标|任务|完成率", one.phrase) for one in group.labels)
    aims = None if speaks_of_target else _AIM[lang].search(sentence)
    plans = _PLAN[lang].search(sentence)
    is_plan = lang == "zh" and "计划" in sentence
    if group.status == "target" and not (is_plan or _AIM[lang].search(sentence)):
        return ["这些是目标，不是成果，句子里要有“目标”或“力争”（英文 aims to）"]
    if group.status == "planned" and not (plans or aims):
        return ["这些是计划，不是成果，句子里要有“计划”（英文 plans to）"]
    if group.status == "actual" and (aims or _says_plan(sentence, lang, group)):
        return ["这些已经完成，不是目标或计划"]
    return []


def _says_plan(sentence: str, lang: Lang, group: Group) -> bool:
    """Whether a finished thing is told as planned, though no fact of it speaks of a plan."""
    if any("计划" in one.phrase or one.status == "planned" for one in group.labels):
        return False
    return bool(_PLAN[lang].search(_SHARE_OF_PLAN.sub("", sentence)))


def _binding_problems(sentence: str, lang: Lang, group: Group) -> list[str]:
    """Every figure must stand beside words of its own indicator."""
    amounts = {_key(q): q for q in quantities_of(sentence, lang)}
    found = []
    for one in group.labels:
        quantity = amounts[_key(one.quantity)]
        around = _around(sentence, quantity, lang)
        if not any(word in around for word in _words(one, lang)):
            found.append(f"“{quantity.surface}”旁边没有写它是什么（{one.phrase}）")
    return found


def _around(sentence: str, quantity: Quantity, lang: Lang) -> str:
    """The stretch between commas around a figure, lower case."""
    breaks = r"[,，;；。]" if lang == "zh" else r",\s|;\s|\sand\s"
    cuts = [m.span() for m in re.finditer(breaks, sentence)]
    start = max((end for _, end in cuts if end <= quantity.start), default=0)
    end = min((low for low, _ in cuts if low >= quantity.end), default=len(sentence))
    return sentence[start:end].lower()


def _words(label: Label, lang: Lang) -> set[str]:
    """Words that name an indicator: any one of them beside the figure will do."""
    if lang == "zh":
        return {label.phrase[i : i + 2] for i in range(max(1, len(label.phrase) - 1))}
    row = label.indicator
    if row is None:
        return {""}
    told = [re.sub(r"\$\w+", "", t).lower() for t in (row.did, row.do, row.attach)]
    verbs = {t.split()[0] for t in told[:2] if t.split()}
    ties = {" ".join(t.strip(" ,").split()[:2]) for t in told[2:] if t.strip(" ,")}
    return verbs | ties | {row.en.lower()}
