"""English claims that tell a step as taken which the source only plans: has opened."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from llm_extract.knowledge import table
from llm_extract.occurrences import starts_of
from llm_extract.records import Finding
from llm_extract.text import Span

from .binding import Binding
from .english_terms import english_words, numbered_phases
from .periods import read_period
from .readings import Reading

_STEPS = ("grid", "production", "opening", "delivery", "completion", "topping", "beginning")
"""The last first: a step implies those behind it."""
_GROUP = re.compile(r"[。；;！？!?\n]")
_SENTENCE = re.compile(r"[。！？!?\n]")
_CLAUSE = re.compile(r"; |: |\. |, (?:while|but|and) |\b(?:while|whereas|but)\b")
_PHASE = re.compile(r"[一二三四首]期|\d号(?=[机线炉楼])")
_CAPITALS = re.compile(r"(?<![A-Za-z'’])[A-Z][a-z]+(?:['’](?!s\b)[a-z]+)?")
_CLAUSE_ZH = re.compile("[，。；;、]")
_GOES_ON = re.compile(
    "(?:目前，)?(?:该|此项|这[个一]|项目|[一二三首]期|全[部面]|整个|工程|建成|达产|投产)"
)
"""Opens a sentence that goes on with what the one before it names."""
_ALREADY = re.compile("已[于在经]?[^，。；]{0,2}$")
"""Before a date that is past, whatever year it seems to be of: 已于11月16日开工."""
_SHARE = 0.6
_CLAUSES = 3
_NEAR = 40


@dataclass(frozen=True)
class _Subject:
    """What a claim tells a step of: its words, each as the Chinese forms it may have."""

    words: frozenset[frozenset[str]]
    phases: frozenset[str]
    names: frozenset[frozenset[str]] = frozenset()
    """Those of the words that are names, and of no place."""

    def share(self, text: str) -> float:
        """How many of the words stand in a text, of all."""
        found = sum(any(form in text for form in word) for word in self.words)
        return found / len(self.words) if self.words else 0.0


def check_steps(claim: Reading, binding: Binding) -> Iterator[Finding]:
    """A finding for every step told as taken where the source plans it for the same thing.

    The thing is looked for by its names and terms. Where the source tells the step of it twice,
    once as taken, nothing is said.
    """
    for sentence in _clauses(claim):
        text = sentence.cut(claim.text)
        for step in _STEPS:
            match = _taken(step).search(text)
            if match is None or _open().search(text[: match.start()]):
                continue
            subject = _subject(text, binding)
            places = _told(binding, subject, step) if subject.words else _told_of_any(binding, step)
            plans = [planned_at(binding.source, at) for at in places]
            if not places:
                intent = _only_meant(binding, subject)
                places, plans = ([intent.start()], [intent[0]]) if intent else ([], [])
            if plans and all(plans):
                start = sentence.start + match.start()
                span = Span(start, start + len(match[0]))
                yield _finding(match[0], span, plans[0] or "", places[0])


def places_of_step(clause: str, step: str, binding: Binding) -> list[int]:
    """Where the source tells a step of the thing an English clause tells of, if not of a place."""
    subject = _subject(clause, binding)
    surfaces = {place.surface for place in binding.romanised.places.named}
    things = [w for w in subject.words if not any(f in s for f in w for s in surfaces)]
    return _told(binding, subject, step) if things or subject.phases else []


def _clauses(claim: Reading) -> Iterator[Span]:
    for number in range(len(claim.outline.starts)):
        sentence = claim.outline.sentence(number)
        start = sentence.start
        for match in _CLAUSE.finditer(claim.text, sentence.start, sentence.end):
            yield Span(start, match.start())
            start = match.end()
        yield Span(start, sentence.end)


@cache
def _taken(step: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('steps')[step]['en'])})\b", re.IGNORECASE)


@cache
def _open() -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(table('steps')['open']['en'])})\b", re.IGNORECASE)


def _subject(text: str, binding: Binding) -> _Subject:
    """What is told of: terms and names, and places only where there are no others.

    The place is often named sentences before the step.
    """
    plain = english_words(text)
    steps = _names_of_steps()
    named = (forms for en, forms in _terms(binding).items() if en in plain)
    words = {forms for forms in named if not any(form in steps for form in forms)}
    spelled = (binding.romanised.spelled(match[0]) for match in _CAPITALS.finditer(text))
    names = {frozenset(forms) for forms in spelled if forms}
    surfaces = {place.surface for place in binding.romanised.places.named}
    places = {n for n in names if any(form in place for form in n for place in surfaces)}
    words |= names - places
    phases = frozenset(numbered_phases(text))
    return _Subject(frozenset(words or places), phases, frozenset(names - places))


@cache
def _names_of_steps() -> str:
    rows = [table("steps")[step] for step in _STEPS]
    return "|".join(row["zh"] + "|" + row.get("planned", "") for row in rows)


def _terms(binding: Binding) -> dict[str, frozenset[str]]:
    """The source's terms by their English words."""
    found: dict[str, set[str]] = {}
    for zh, en in binding.terms:
        found.setdefault(en, set()).add(zh)
    return {en: frozenset(forms) for en, forms in found.items()}


def _told(binding: Binding, subject: _Subject, step: str) -> list[int]:
    """Where the source tells a step of what fits the subject best."""
    text, rows = binding.source.text, table("steps")[step]
    told: dict[int, float] = {}
    found = [match.start() for match in re.finditer(rows["zh"], text)]
    if "planned" in rows:
        wider = (match.start() for match in re.finditer(rows["planned"], text))
        found += [at for at in wider if planned_at(binding.source, at)]
    for at in found:
        before = _before(text, at, _SENTENCE if subject.phases else _GROUP)
        phase = [found.replace("首", "一") for found in _PHASE.findall(before)[-1:]]
        if not subject.phases or phase == sorted(subject.phases):
            told[at] = subject.share(before)
    best = max(told.values(), default=0.0)
    enough = best >= _SHARE or not subject.words
    return [at for at, share in told.items() if share == best] if enough else []


def _only_meant(binding: Binding, subject: _Subject) -> re.Match[str] | None:
    """The words by which all that the source tells of a named thing is intended, and no step.

    The thing is told by its own names: a letter of intent of 瑞诺 is no plant under construction.
    """
    source, rows = binding.source, table("steps")
    names = {form for word in subject.names for form in word}
    at = {start for name in names for start in starts_of(name, source.text)}
    groups = sorted({_group_at(source.text, start) for start in at})
    taken = re.compile("|".join((*(rows[name]["zh"] for name in _STEPS), rows["intent"]["done"])))
    if any(taken.search(source.text, *group) for group in groups):
        return None
    meant = [re.compile(rows["intent"]["zh"]).search(source.text, *group) for group in groups]
    return meant[0] if meant and all(meant) else None


def _group_at(text: str, at: int) -> tuple[int, int]:
    """Where the clauses between two semicolons or full stops around a position begin and end."""
    before = _GROUP.split(text[:at])[-1]
    return at - len(before), at + len(_GROUP.split(text[at:])[0])


def _told_of_any(binding: Binding, step: str) -> list[int]:
    """Where the source tells a step, or a later one that implies it, of anything at all."""
    text = binding.source.text
    if not re.search(table("steps")[step]["zh"], text):
        return []
    names = "|".join(table("steps")[later]["zh"] for later in _STEPS[: _STEPS.index(step) + 1])
    return [match.start() for match in re.finditer(names, text)]


def _before(text: str, at: int, ends: re.Pattern[str]) -> str:
    """The words before a position, from where the last of `ends` stands."""
    starts = [0, *(match.end() for match in ends.finditer(text, 0, at))]
    goes_on = len(starts) > 1 and _GOES_ON.match(text, starts[-1]) and text[starts[-1] - 1] != "\n"
    return text[starts[-2 if goes_on else -1] : at]


def planned_at(source: Reading, at: int) -> str | None:
    """The word or coming date for which a step is planned, in its clause or those before it.

    None if it is taken.
    """
    rows, text = table("steps")["open"], source.text
    coming = coming_date(source, at)
    if coming:
        return coming
    clauses = _before(text, at, _GROUP).split("，")
    for number, clause in enumerate(reversed(clauses[-_CLAUSES:])):
        if re.search(rows["done_zh"], clause):
            return None
        planned = re.search(rows["planned_zh"], clause)
        if planned:
            return planned[0]
        if number and re.search(r"\d", clause) is None:
            return None
    return None


def coming_date(source: Reading, at: int) -> str | None:
    """A date after the day of publication in the clause of a step, right before it."""
    day = source.published
    clause = Span(max(0, at - len(_CLAUSE_ZH.split(source.text[:at][-_NEAR:])[-1])), at)
    dates = source.dates_in(clause) if day else []
    told = read_period(dates[-1], day.year) if day and dates else None
    done = dates and _ALREADY.search(source.text, clause.start, dates[-1].start)
    if day is None or told is None or done:
        return None
    low = told.low or (0, None)
    later = (told.year or day.year, low[0], low[1] or 0) > (day.year, day.month, day.day)
    return dates[-1].surface if later else None


def _finding(words: str, span: Span, planned: str, at: int) -> Finding:
    message = f"The claim tells “{words}” as done; in the source it is planned ({planned})."
    return Finding(
        verdict="status_mismatch",
        severity="error",
        message=message,
        claim=words,
        claim_span=span,
        source_span=Span(at, at + 2),
    )
