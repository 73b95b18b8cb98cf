"""Claims that deny a step their source tells as taken: not yet started, 尚未开工."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from llm_extract.knowledge import table
from llm_extract.records import Finding
from llm_extract.text import Span

from .binding import Binding
from .readings import Reading
from .steps import places_of_step, planned_at
from .unfinished import places_of, subject_of

_CLAUSE = {"zh": re.compile("[，。；;！？\n]"), "en": re.compile(r"[;:,]\s|\.\s|\b(?:while|but)\b")}
_NEAR = 40
_BEHIND = 12


def check_denied(claim: Reading, binding: Binding) -> Iterator[Finding]:
    """A finding for every step told as not taken which the source tells as taken, of one thing.

    Steps told with figures are checked with these; where the source plans or denies the step
    anywhere, nothing is said.
    """
    yield from _denied_of_all(claim, binding.source)
    for step, match in _denials(claim):
        clause = _clause(claim, match)
        if any(clause.covers(q.span) for q in claim.amounts):
            continue
        places = _places(claim, match, step, binding)
        if places and all(_is_taken(binding.source, at) for at in places):
            yield _finding(match, places[0])


def _denied_of_all(claim: Reading, source: Reading) -> Iterator[Finding]:
    """Steps denied of all things counted, of some of which the source tells them as taken."""
    for stated in claim.stated:
        sentence = claim.outline.sentence(stated.sentence)
        for step, pattern in _patterns(claim.lang, "none"):
            match = pattern.search(claim.text, sentence.start, sentence.end)
            taken = re.compile(f"[已有完][^，。；]{{0,6}}?(?:{table('steps')[step]['zh']}|签约)")
            for there in source.equal_to(stated.quantity) if match else ():
                end = source.outline.sentence(there.sentence).end
                found = taken.search(source.text, there.quantity.end, end)
                if match and found and not re.search("[未没待]", found[0]):
                    yield _finding(match, found.start())
                    return


def _denials(claim: Reading) -> Iterator[tuple[str, re.Match[str]]]:
    """The steps a claim denies, each with the words that do."""
    for step, pattern in _patterns(claim.lang):
        for match in pattern.finditer(claim.text):
            yield step, match


@cache
def _patterns(lang: str, how: str = "denied") -> list[tuple[str, re.Pattern[str]]]:
    rows = table("steps")
    before = rows[how][lang]
    words = ((name, row.get(f"denied_{lang}")) for name, row in rows.items())
    return [
        (name, re.compile(f"(?:{before})(?P<step>{told})", re.IGNORECASE))
        for name, told in words
        if told
    ]


def _clause(claim: Reading, match: re.Match[str]) -> Span:
    ends = _CLAUSE[claim.lang]
    before = [m.end() for m in ends.finditer(claim.text, 0, match.start())]
    after = ends.search(claim.text, match.end())
    return Span(before[-1] if before else 0, after.start() if after else len(claim.text))


def _places(claim: Reading, match: re.Match[str], step: str, binding: Binding) -> list[int]:
    """Where the source tells the step of what the claim's sentence speaks of."""
    if claim.lang == "en":
        sentence = claim.outline.sentence_at(match.start())
        return places_of_step(claim.text[sentence.start : match.start()], step, binding)
    subject = subject_of(claim, match.start())
    return places_of(subject, binding.source.text, table("steps")[step]["zh"])


def _is_taken(source: Reading, at: int) -> bool:
    """Whether a step is told as taken: neither planned nor denied, nor only part of a name."""
    before = _CLAUSE["zh"].split(source.text[max(0, at - _NEAR) : at])[-1]
    if re.search(table("steps")["denied"]["there"], before) or planned_at(source, at):
        return False
    taken = re.search(table("steps")["open"]["done_zh"], before)
    dated = source.dates_in(Span(at - len(before), at))
    return bool(taken or dated)


def _finding(match: re.Match[str], at: int) -> Finding:
    return Finding(
        verdict="status_mismatch",
        severity="error",
        message=f"The claim tells “{match[0]}”; in the source the step is taken.",
        claim=match[0],
        claim_span=Span(*match.span()),
        source_span=Span(at, at + 2),
    )
