"""Chinese sentences that keep the source's own clauses: what is published when in doubt."""

from __future__ import annotations

import re
from functools import cache

from .composing import Group
from .cues import cue
from .knowledge import table
from .labels import Label
from .place_words import short_region
from .text import Span

_BREAKS = ",，;；。：:!！?？\n"
_BREAK = re.compile(rf"[{_BREAKS}](?!(?<=\d[{_BREAKS}])\d)")
"""A break that stands inside no number."""
_MAX_LEAD = 14
_MIN_NAME = 4
_LEAST_SAID = 2
_ZONE = re.compile("(?:经济|技术|产业|高新)*(?:开发区|经开区|高新区|园区)|[市县区州旗]")
_RANKS = ("市", "县", "区", "州")
_NUMBERED = re.compile(
    r"^(?:[◆●■▲★•▶※○◇□➤◎]+|[（(][一二三四五六七八九十\d]+[)）]|[一二三四五六七八九十]是)"
)
_OWN_AGAIN = re.compile(r"(?<=[季半][度年])[全我本该][省市县区州旗]")
"""The place once more, behind the time that a sentence opens with."""
_QUOTES = (("“", "”"), ("‘", "’"))
_IN_BRACKETS = re.compile(r"[（(][^（()）]*[)）]")


def write_chinese(text: str, group: Group) -> str:
    """The clauses of the source that state the group's facts, their place and time in front."""
    spans = clauses_of(text, group)
    words = "，".join(re.sub(r"\s+", "", s.cut(text)).strip("，,、") for s in spans)
    words = _NUMBERED.sub("", words)
    words = re.sub(r"^(?:其中|同时|此外|据悉|据了解|据统计|随后|目前)[，,]?", "", words)
    words = re.sub(r"(?<=[一-龥]{2})就?(?:立即|马上|随即)(?=带队|率队|赴|前往)", "", words)
    words = _loose().sub("", words)
    words = words.replace(",", "，").replace(";", "；").strip("，。；：、！!…. ")
    words = _without_lone_quotes(_row_in_words(words, group) or words)
    lead = _lead(text, group, spans[0])
    is_named = bool(group.subject) and group.subject[:_MIN_NAME] in words
    if is_named:
        return f"{words}。"
    words = _as_meant(f"{_what_grew(words, group.first)}{words}", group)
    short = short_region(group.region)
    if group.subject:
        words = f"{group.subject}{words}"
    elif short not in _IN_BRACKETS.sub("", words):
        words = f"{group.region}{_OWN_AGAIN.sub('', _without_place(words, group.region))}"
    else:
        words = _OWN_AGAIN.sub("", words)
    if lead and lead not in words:
        words = f"{lead}，{words}"
    return f"{words}。"


def _as_meant(words: str, group: Group) -> str:
    """The words with what makes an aim or a plan of them, where they do not say so themselves."""
    ahead = re.split(r"\d", words, maxsplit=1)[0]
    if short_region(group.region) in ahead and not words.startswith(short_region(group.region)):
        meant = "力争" if group.status == "target" else "将"
        return re.sub("(?<=[省市县区州旗])(?:将|要(?!求))", meant, words, count=1)
    if group.status == "target" and not re.search(r"目标|力争|确保|争取|计划|要求|锚定", ahead):
        return f"的目标是{_without_place(words, group.subject or group.region)}"
    if group.status == "planned" and not re.search(r"计划|预计|拟|将|规划|可达", ahead):
        return f"计划{_without_place(words, group.subject or group.region)}"
    return words


def _without_lone_quotes(words: str) -> str:
    """The words without quotation marks whose other half stands outside the clauses."""
    for opening, closing in _QUOTES:
        if words.count(opening) != words.count(closing):
            words = words.replace(opening, "").replace(closing, "")
    return words


@cache
def _loose() -> re.Pattern[str]:
    return re.compile(table("points")["opens_loosely"])


def _row_in_words(words: str, group: Group) -> str:
    """A row of a table with what its figures are; empty where the clauses say that themselves."""
    rest = words.replace(group.region, "").replace(short_region(group.region), "")
    rest = _ZONE.sub("", rest)
    for one in group.figures:
        rest = rest.replace(one.quantity.surface, "")
    if len(re.findall("[一-龥]", rest)) >= _LEAST_SAID:
        return ""
    told = [f"{one.phrase}{one.quantity.surface}" for one in group.labels if one.phrase]
    return f"{group.region}{'，'.join(told)}" if told else ""


def _what_grew(words: str, first: Label) -> str:
    """What a clause is told of that says only how much it grew: 同比增长6.1%."""
    if cue("no_subject").match(words) is None:
        return ""
    subject = re.sub(f"(?:{cue('no_subject').pattern})+$", "", first.phrase)
    return "" if re.search(r"\d", subject) else subject


def _without_place(words: str, region: str) -> str:
    """The words without the place at their start, which goes in front of all."""
    words = re.sub(r"^[我全本该][省市县区州]", "", words)
    if words.startswith(region):
        return words.removeprefix(region)
    rest = words.removeprefix(short_region(region))
    return rest[1:] if rest != words and rest[:1] in _RANKS else rest


def _lead(text: str, group: Group, first: Span) -> str:
    """The date or season that opens the source sentence, when it is short."""
    sentence = group.first.sentence.span
    opening = re.match(
        rf"\s*([^{_BREAKS}]{{2,{_MAX_LEAD}}})[,，]", text[sentence.start : first.start]
    )
    words = _NUMBERED.sub("", opening[1].strip("“” ")) if opening else ""
    return words if group.first.when and group.first.when in words else ""


def clauses_of(text: str, group: Group) -> list[Span]:
    """The clauses between commas that hold the group's figures, in order."""
    sentence = group.first.sentence.span
    spans: list[Span] = []
    for one in sorted(group.figures, key=lambda f: f.quantity.start):
        start, end = _between_breaks(text, one.quantity.span, sentence)
        if not spans or spans[-1].end < end:
            spans.append(Span(start, end))
    return spans


def _between_breaks(text: str, figure: Span, sentence: Span) -> tuple[int, int]:
    """From the last break before a figure to the first behind it, within its sentence."""
    # One character more each, to see whether a number goes on there.
    before = _BREAK.finditer(text, sentence.start, figure.start + 1)
    start = max((m.end() for m in before if m.start() < figure.start), default=sentence.start)
    behind = _BREAK.search(text, figure.end, sentence.end + 1)
    return start, min(behind.start(), sentence.end) if behind else sentence.end
