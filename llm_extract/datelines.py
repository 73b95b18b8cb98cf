"""Reads the credits of running text: datelines, lines of reporters, credits behind a paragraph."""

from __future__ import annotations

import re
from functools import cache

from .chinese import HAN
from .credits import (
    LEFT_OVER,
    LONGEST_VALUE,
    Credit,
    names_in,
    outlet_in,
    outlet_pattern,
    without_names,
)
from .knowledge import table
from .page_fields import read_fields

_LONGEST_TAIL = 100
_FEW = 2
"""Characters a line of reporters may hold besides them."""


def read_dateline(paragraph: str) -> Credit | None:
    """The dateline a paragraph begins with, such as "某某网某市讯(A 记者 B)", or None."""
    match = _dateline().match(paragraph)
    if match is None:
        return _read_byline(paragraph)
    names = names_in(match["names"] or match["reporters"] or match["by"] or "")
    outlet = match["outlet"] or outlet_in(match["names"] or match["reporters"] or "")
    if not (match["kind"] or names):
        return None
    return Credit(match.end(), outlet=outlet, authors=names, is_in_text=True)


def _read_byline(paragraph: str) -> Credit | None:
    """The reporters a paragraph begins with, without a word for their report, or None."""
    match = _byline().match(paragraph)
    names = names_in(match["names"]) if match else ()
    if match is None or not names:
        return None
    return Credit(match.end(), outlet=outlet_in(match.group()), authors=names, is_in_text=True)


def read_trailing_credit(paragraph: str) -> tuple[int, Credit] | None:
    """The credit in brackets that ends a paragraph, with its start, or None."""
    match = _trailing().search(paragraph, max(0, len(paragraph) - _LONGEST_TAIL))
    if match is None:
        return None
    inside = match["inside"]
    fields = read_fields(inside)
    if fields is not None:
        return match.start(), fields
    names = names_in(inside)
    if not (names or inside in ("完", "END")) or re.search(r"\d", inside):
        return None
    return match.start(), Credit(outlet=outlet_in(inside), authors=names, is_in_text=True)


def read_reporters(line: str) -> Credit | None:
    """The credit of a line that only names reporters, such as "本报记者 A B 文/图", or None."""
    if len(line) > LONGEST_VALUE or not _reporters().match(line):
        return None
    match = _named_outlet().match(line)
    outlet = outlet_in(line) or (match["outlet"] if match else None)
    told = line[match.end() :] if match else line
    told = _place_of_report().sub("", told)
    names = names_in(told)
    left = without_names(told, names).replace(outlet or "", "")
    if not names or len(LEFT_OVER.findall(left)) > _FEW:
        return None
    return Credit(len(line), outlet=outlet, authors=names, is_in_text=True)


@cache
def _dateline() -> re.Pattern[str]:
    rows = table("furniture")["credits"]
    outlet = rf"(?:{rows['own_outlet']}|{outlet_pattern()})"
    names = r"[（(](?P<names>[^()（）\n]{2,60})[)）]+"
    ends = rf"(?=[\s:：,，、—】\d]|题[:：]|$)|(?<=[^通资快短简喜音电视]讯)(?=[{HAN}“])"
    name = rf"[{HAN}]{{2,3}}"
    by = (
        rf"(?:[{HAN}]{{0,6}}记者\s*(?P<by>{name}(?:[\s、]{name})*)\s*"
        rf"(?:[{HAN}]{{2,4}})?(?:报道|电)\s*[:：]\s*)"
    )
    kind = r"(?P<kind>专?电|讯|消息|报道)"
    return re.compile(
        rf"[【\[]?{outlet}(?:[/、·\-—]+[{HAN}]{{2,10}}?)?[{HAN}]{{0,10}}?(?:\s*\d{{1,2}}月\d{{1,2}}日)?\s*{kind}[】\]]?\s*"
        rf"(?:{names}|{by}|{ends})\s*(?:题?[:：])?\s*[,，]?\s*"
        rf"|(?:[{HAN}]{{2,8}}\s*\d{{1,2}}月\d{{1,2}}日\s*(?:专?电|讯|消息)\s*)?"
        rf"[（(](?P<reporters>[^()（）\n]{{0,30}}(?:记者|通讯员)[^()（）\n]{{1,40}})[)）]+\s*"
    )


@cache
def _byline() -> re.Pattern[str]:
    name = rf"[{HAN}]{{2,3}}"
    follows = rf"[\s]+(?=[{HAN}\d“])|(?=\d|[“]|在|从|获悉|了解到|今年|近日)"
    return re.compile(
        rf"[{HAN}/、·\-—]{{2,20}}(?:记者|通讯员)\s+(?P<names>{name}(?:[\s、]{name}){{0,3}}?)(?:{follows})"
    )


@cache
def _reporters() -> re.Pattern[str]:
    rows = table("furniture")["credits"]
    return re.compile(
        rf"(?=(?P<led>{_named_outlet().pattern.replace('(?P<outlet>', '(?:')}))"
        rf"|\W?\s*(?:{rows['own_outlet']}|{outlet_pattern()}|[{HAN}]{{2,12}}?)?\s*"
        r"(?:记者|通讯员|实习生|评论员|撰文|采写)"
        rf"|\W?[{HAN}]{{2,4}}(?:[\s、,，][{HAN}]{{2,4}}){{0,4}}\s*(?:文/图|图/文|文图|报道|整理)\W?$"
        rf"|[（(]\s*[{HAN}]{{2,4}}(?:[\s、][{HAN}]{{2,4}}){{0,3}}\s*[)）]$"
    )


@cache
def _named_outlet() -> re.Pattern[str]:
    """An outlet before its reporters that ends unlike most, and one with its account behind it."""
    roles = r"(?:全媒体|融媒体?|见习|实习|首席)*(?:记者|通讯员)"
    name = rf"[{HAN}]{{2,3}}"
    return re.compile(
        rf"\W?(?P<outlet>[{HAN}\dA-Za-z]{{2,10}}(?:报道|[·•][{HAN}]{{2,8}}))"
        rf"(?:{roles}\s+|\s+(?=(?:{name}\s+){{1,3}}(?:通讯员|记者|实习生|报道)))"
    )


@cache
def _place_of_report() -> re.Pattern[str]:
    return re.compile(rf"\s[{HAN}]{{2,6}}?(?:摄影|综合)?报道$")


@cache
def _trailing() -> re.Pattern[str]:
    words = table("furniture")["credits"]["trailing_credit"]
    return re.compile(
        rf"[（(\[【](?P<inside>(?=[^()（）\n]{{0,60}}{words})[^()（）\n]{{1,80}})[)）\]】]+\s*$"
    )
