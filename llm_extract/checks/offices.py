"""Offices that a claim gives to somebody who holds another one in the source."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cache

from llm_extract.knowledge import table
from llm_extract.names import person_english
from llm_extract.people import find_people
from llm_extract.records import Finding, Lang
from llm_extract.text import Span

from .readings import Reading

_NAME = r"(?P<name>[A-Z][a-z]+ [A-Z][a-z]+(?:['’][a-z]+)?)"
_BETWEEN = r"(?:, | )(?:of [A-Z][\w’']+(?: [A-Z][a-z]+)?,? )?"
_BEHIND = (
    r",(?: (?:the|its|then|acting|executive|a|and|Party|CPC|municipal|city|county|district"
    r"|provincial|company|firm|[a-z]+['’]s|[A-Z][\w’']+(?:['’]s)?)){0,4} "
)
_REACH = 16
_LINES = re.compile(r"[^\n]+")


@dataclass(frozen=True)
class Offices:
    """Who holds which ranks in a Chinese text, by name in both languages."""

    ranks: dict[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, text: str) -> Offices:
        """The ranks of everybody a text names with an office, from all its mentions."""
        found: dict[str, frozenset[str]] = {}
        for line in _LINES.finditer(text):
            for person in find_people(text, Span(*line.span())):
                held = _ranks(person.office_zh, "zh")
                for name in (person.name_zh, _plain(person_english(person.name_zh))):
                    found[name] = found.get(name, frozenset()) | held
        return cls({name: held for name, held in found.items() if held})

    def check(self, claim: Reading) -> Iterator[Finding]:
        """A finding for everybody the claim gives a rank that the source gives him nowhere."""
        told = _told_en(claim.text) if claim.lang == "en" else _told_zh(claim.text, self.ranks)
        for name, span, claimed in told:
            held = self.ranks.get(name, frozenset())
            if held and claimed and held.isdisjoint(claimed):
                yield _finding(span.cut(claim.text), span, claimed, held)


def names_an_office(claim: Reading) -> bool:
    """Whether a claim can give anybody an office."""
    return any(rule.search(claim.text) for rule in _rules(claim.lang).values())


def _told_zh(text: str, names: Iterable[str]) -> Iterator[tuple[str, Span, frozenset[str]]]:
    for name in names:
        at = text.find(name)
        if at > 0:
            office = re.split("[，。；：、]", text[max(0, at - _REACH) : at])[-1]
            ranks = (rank for rank, rule in _rules("zh").items() if _ends(rule, office))
            yield name, Span(at, at + len(name)), frozenset(ranks)


def _ends(rule: re.Pattern[str], office: str) -> bool:
    return any(match.end() == len(office) for match in rule.finditer(office))


def _told_en(text: str) -> Iterator[tuple[str, Span, frozenset[str]]]:
    for rank, (before, behind) in _named().items():
        for match in (*before.finditer(text), *behind.finditer(text)):
            yield _plain(match["name"]), Span(*match.span("name")), frozenset({rank})


@cache
def _named() -> dict[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By rank: an English office before the name of who holds it, and behind it."""
    offices = {rank: rule.pattern for rank, rule in _rules("en").items()}
    return {
        rank: (
            re.compile(rf"(?i:\b(?:{office})){_BETWEEN}{_NAME}"),
            re.compile(rf"{_NAME}{_BEHIND}(?i:(?:{office}))\b"),
        )
        for rank, office in offices.items()
    }


def _plain(name: str) -> str:
    return name.replace("'", "").replace("’", "").lower()


def _ranks(office: str, lang: Lang) -> frozenset[str]:
    return frozenset(rank for rank, rule in _rules(lang).items() if rule.search(office))


@cache
def _rules(lang: Lang) -> dict[str, re.Pattern[str]]:
    flags = re.IGNORECASE if lang == "en" else 0
    return {rank: re.compile(row[lang], flags) for rank, row in table("people")["ranks"].items()}


def _finding(name: str, span: Span, claimed: frozenset[str], held: frozenset[str]) -> Finding:
    here, there = (
        ", ".join(sorted(r.replace("_", " ") for r in ranks)) for ranks in (claimed, held)
    )
    return Finding(
        verdict="name_mismatch",
        severity="error",
        message=f"The claim gives {name} the office of {here}; the source that of {there}.",
        claim=name,
        claim_span=span,
        expected=there,
    )
