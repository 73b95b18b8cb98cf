"""The words of an English claim that the glossary has in Chinese."""

from __future__ import annotations

import re
from functools import lru_cache

from llm_extract.glossary import cached, given
from llm_extract.knowledge import table
from llm_extract.records import Quantity

from .concepts import PHRASE_END
from .readings import Reading

COMMON = re.compile(
    r"[一二三四五六七八九十两]|占比|比重|总量|投资|资金|项目|企业|公司|总额|金额|计划|目标|任务|全年|完成|工程|实现|全市|合同|现场|今年|去年|产投|开发|园区|高新区|营业|收入|产值|税收|增加值|面积|占地|新增|同比|其中|产能|规模|(?<![省市县国])重点|重大|产量|工作|行动|活动|会战|攻坚|就业|岗位|规上|规模以上|大会|会议|仪式|推介|建设|^国内$|^服务$|^产业园$|^新?签约$|^签订$|^合同$|^开工$"
)
"""What is too common to tell figures apart, or is told apart as an indicator."""
_PHASES = {
    "first": "一期", "one": "一期", "second": "二期", "two": "二期",
    "third": "三期", "three": "三期",
}  # fmt: skip
_PHASE_EN = re.compile(r"\b(first|second|third) phase\b|\bphase (one|two|three)\b", re.IGNORECASE)
_UNIT_EN = re.compile(r"\b(?:[Uu]nit|[Ll]ine) (?:[Nn]o\. ?)?(\d)\b")
_NOT_TERMS = ("connecting", "endings", "heads", "ordinals")


@cached
def glossary_terms() -> dict[str, list[tuple[str, str]]]:
    """Chinese terms of the glossary with their English, by their first two characters."""
    found: dict[str, list[tuple[str, str]]] = {}
    rows = [rows for section, rows in table("glossary").items() if section not in _NOT_TERMS]
    own = given().words
    pairs = [(zh, en) for row in rows for zh, en in row.items() if zh not in own]
    for zh, en in (*pairs, *own.items()):
        words = english_words(en)
        if len(zh) > 1 and words and not COMMON.search(zh):
            found.setdefault(zh[:2], []).append((zh, words))
    for section in table("sorts").values():
        for zh, english in section.items():
            found.setdefault(zh[:2], []).extend((zh, f" {en} ") for en in english)
    return found


@lru_cache(maxsize=4096)
def english_words(english: str) -> str:
    """English in lower case without signs and plural endings, with blanks around every word."""
    words = re.findall(r"[a-z]+", english.lower())
    return "".join(f" {word.removesuffix('s')}" for word in words) + " " if words else ""


def numbered_phases(text: str) -> list[str]:
    """The phases and units an English text names, as they are called in Chinese: 二期, 1号."""
    units = [f"{match[1]}号" for match in _UNIT_EN.finditer(text)]
    return units + [_PHASES[(match[1] or match[2]).lower()] for match in _PHASE_EN.finditer(text)]


def attributes(claim: Reading, figure: Quantity) -> str:
    """What only describes the things an English figure counts: server, of 79,000 server racks."""
    if claim.lang == "zh":
        return ""
    stop = PHRASE_END.search(claim.text, figure.end)
    phrase = claim.text[figure.end : stop.start() if stop else len(claim.text)]
    return english_words(" ".join(phrase.split()[:-1]))
