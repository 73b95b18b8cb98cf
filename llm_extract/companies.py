"""Companies a text names, and the full name of one that a project or a clause calls short."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .gazetteer import gazetteer
from .knowledge import table
from .occurrences import find_any
from .segments import Token, segmented
from .text import Span

_REACH = 30
_MIN_CORE = 2
_MIN_SHORT = 4
_FULL = ("县", "市", "区", "旗")
_MIN_MADE = 3
"""What is made must be told in more than a word behind a brand: 车用玻璃 is no brand's glass."""
_BRAND_SIZES = (2, 3, 4)


@dataclass(frozen=True)
class Company:
    """A company as the text names it."""

    span: Span
    name: str

    @property
    def core(self) -> str:
        """The name without what all companies' names end in."""
        return _rule("ending_only").sub("", self.name)


@cache
def _rule(name: str) -> re.Pattern[str]:
    rules = table("companies")
    made = {
        "ending_only": rf"(?:{rules['ending']})\Z",
        "end": rf"(?:{rules['ending']})(?!{rules['not_after']})",
        "short_end": rf"(?:{rules['short_ending']})",
        "short_end_only": rf"(?:{rules['short_ending']})\Z",
    }
    return re.compile(made.get(name) or rules[name])


def find_companies(text: str) -> list[Company]:
    """Every company named with 公司, 集团 or the like, in order."""
    found: list[Company] = []
    for match in _rule("end").finditer(text):
        start = _start(text, match.start())
        span = Span(start, match.end())
        core = text[start : match.start()]
        if len(core) < _MIN_CORE or _rule("generic").match(core):
            continue
        if found and found[-1].span.end > start:
            found.pop()
        found.append(Company(span, span.cut(text)))
    return found


def _start(text: str, end: int) -> int:
    """Where the name that ends at `end` begins: behind the last word that is none of a name."""
    start = max(0, end - _REACH)
    for match in _rule("sign").finditer(text, start, end):
        start = match.end()
    for match in _rule("break").finditer(text, start, end):
        if match.end() <= end - _MIN_CORE:
            start = match.end()
    return start


def full_name(brand: str, companies: list[Company]) -> str | None:
    """The company whose name holds `brand`, as the text gives it at its longest."""
    stem = without_place(brand)
    if len(stem) < _MIN_CORE:
        return None
    holding = [c.name for c in companies if stem in c.core]
    return max(holding, key=len, default=None)


def without_place(name: str) -> str:
    """A name without the place it begins with: 帛宇 of 四川帛宇."""
    for surface in gazetteer().matches(name, 0) if name else ():
        if len(name) - len(surface) >= _MIN_CORE:
            return name[len(surface) :]
    return name


def brand_of(name: str) -> str | None:
    """The company a project's name begins with, by the pattern of its words.

    A known company, words of industry behind a name no table knows, or such a name alone before
    words that are known; None where the name begins with a place, a figure or what is made.
    """
    name = _without_county(name)
    bracket = re.match(r"(?P<brand>[一-龥]{2,8})[（(](?P<inner>[一-龥]{2,6})[)）]", name)
    if bracket and _rule("made").search(bracket["brand"]):
        return None
    if bracket and next(gazetteer().matches(bracket["inner"], 0), None) == bracket["inner"]:
        whole = next(gazetteer().matches(bracket["brand"], 0), None) == bracket["brand"]
        return None if whole else bracket["brand"]
    designed = re.match(
        r"(?P<brand>[一-龥]{2,10}?)(?:年(?:产|处理|加工|生产)|\d[\d.]*[万亿千百吨台套只GM兆公平])",
        name,
    )
    if designed and not _rule("made").search(designed["brand"]):
        return designed["brand"]
    return _by_words(name)


def _without_county(name: str) -> str:
    """A name without the county or city in full that it stands in: 息县宏达纺织…."""
    surface = next(gazetteer().matches(name, 0), "") if name else ""
    return name[len(surface) :] if surface.endswith(_FULL) else name


def _by_words(name: str) -> str | None:
    """The brand at the beginning: [place] + unknown characters + [words of industry]."""
    lead, run, proper = "", "", False
    rest: list[Token] = []
    tokens = segmented(name)
    for position, token in enumerate(tokens):
        if token.kind == "place" and not run and not lead:
            if token.zh.endswith(_FULL):
                return None
            lead = token.zh
        elif token.kind == "proper" and not run:
            run, proper = token.zh, True
        elif token.kind == "unknown" and not proper:
            run += token.zh
        else:
            rest = tokens[position:]
            break
    if proper:
        return lead + run
    if len(run) not in _BRAND_SIZES or not rest:
        return None
    industry = rest[0].zh if _rule("short_end").fullmatch(rest[0].zh) else ""
    is_whole = bool(industry) and len(rest) == 1
    return lead + run + industry if is_whole or _is_brand(run, rest, placed=bool(lead)) else None


def _is_brand(run: str, rest: list[Token], *, placed: bool) -> bool:
    """Whether unknown characters are a brand, by themselves and by what stands behind them."""
    if _rule("no_brand").search(run) or _rule("made").search(run):
        return False
    if all(c in table("people")["abbreviations"] for c in run):
        return False
    made = _rule("site_ending").sub("", "".join(token.zh for token in rest))
    if not placed and len(made) < _MIN_MADE and rest[0].kind not in ("sign", "quantity"):
        return False
    return not (rest[0].zh == "·" and len(rest) > 1 and rest[1].kind == "place")


def company_mentions(text: str, companies: list[Company]) -> list[tuple[str, Span]]:
    """Every mention of a company in a text with its full name, in full or short, in order."""
    found = [(c.name, c.span) for c in companies]
    taken = {at for c in companies for at in range(c.span.start, c.span.end)}
    shorts = {short: c.name for c in reversed(companies) for short in _short_names(c)}
    found += [
        (shorts[span.cut(text)], span)
        for span in find_any(shorts, text)
        if span.start not in taken and span.end - 1 not in taken
    ]
    told = [(name, span) for name, span in found if not _rule("not_told").match(text, span.end)]
    return sorted(told, key=lambda one: one[1])


def said_again(words: str) -> int:
    """How much of a sentence's beginning stands for the company named last: 该公司."""
    again = _rule("again").match(words)
    return again.end() if again else 0


def is_short_name(name: str) -> bool:
    """Whether a name is a company's without 公司: 川北能源, but not 清洁能源."""
    ending = _rule("short_end_only").search(name)
    if ending is None or ending.start() < _MIN_CORE:
        return False
    return not re.fullmatch(rf"(?:{table('projects')['sectors']})+", name)


def _short_names(company: Company) -> list[str]:
    """What a company is called for short: its name without place and ending, longest first."""
    core = company.core
    bare = without_place(core)
    stems = dict.fromkeys([core, bare, re.sub(r"(?:集团|控股|股份)\Z", "", bare)])
    return [stem for stem in stems if len(stem) >= _MIN_SHORT]
