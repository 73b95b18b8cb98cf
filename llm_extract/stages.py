"""How far a project is, by the verb that governs it rather than by any word of the sentence."""

from __future__ import annotations

import re
from functools import cache
from typing import Literal

from .cues import cue
from .knowledge import table
from .scene import Scene
from .sentences import Sentence
from .text import Span

Stage = Literal["signed", "planned", "under_construction", "in_production"]
_ORDER: tuple[Stage, ...] = ("in_production", "under_construction", "signed", "planned")
_CUE, _VERB = 12, 2
_BACK = 8
"""An occasion is told at most so many sentences before the projects it is told of."""
_NUMBERED = re.compile(r"\s*[（(]?(?:\d{1,2}|[一二三四五六七八九十]+)[.、．)）]")
_OWN_END = re.compile(r"[,，。；;、]")
_CLAUSE_END = re.compile(r"[,，。；;]")


@cache
def _verbs(section: str) -> tuple[tuple[Stage, re.Pattern[str]], ...]:
    rows = table("projects")[section]
    return tuple((stage, re.compile(rows[stage])) for stage in _ORDER)


def stage_of(
    scene: Scene, sentence: Sentence, whole: Span, until: int, *, listed: bool = False
) -> Stage | None:
    """The stage of the project or list at `whole`; what stands from `until` on is another's.

    The words behind it up to the clause's end count first, then those before it in its clause,
    then the clauses behind, then those before.
    """
    told = _as_told(scene, sentence, whole, until, listed=listed)
    reach = Span(whole.end, min(sentence.span.end, max(until, whole.end)))
    if told in ("signed", None):
        return _begun(scene.text, reach) or told
    return told


def _begun(text: str, reach: Span) -> Stage | None:
    """The furthest step taken after a signing: 3月签约、4月开工, 从签约到开工仅用48天."""
    for stage in _ORDER[:2]:
        pattern = re.compile(table("projects")["begun"][stage])
        for match in pattern.finditer(text, reach.start, reach.end):
            before = text[max(reach.start, match.start() - _CUE) : match.start()]
            if not _coming("cue").search(before):
                return stage
    return None


def _as_told(
    scene: Scene, sentence: Sentence, whole: Span, until: int, *, listed: bool
) -> Stage | None:
    """What the verb that governs a project says, wherever it stands."""
    text = scene.text
    listed = listed or _NUMBERED.match(text, sentence.paragraph.start) is not None
    closing = _OWN_END.search(text, whole.end, sentence.span.end)
    end = min(closing.start() if closing else sentence.span.end, max(until, whole.end))
    opening = max(
        (m.end() for m in _CLAUSE_END.finditer(text, sentence.span.start, whole.start)),
        default=sentence.span.start,
    )
    coming = _speaks_of_plans(scene, sentence)
    places = (
        ("stage", Span(whole.end, end), False),
        ("stage", Span(opening, whole.start), True),
        ("last_stage", Span(whole.end, end), False),
        ("later_stage", Span(end, min(sentence.span.end, max(until, end))), False),
        ("later_stage", Span(sentence.span.start, opening), True),
    )
    for section, span, backwards in places:
        found = _found(text, section, span, backwards=backwards)
        if found:
            stage, verb = found
            told = text[max(opening, verb.start - _CUE) : verb.end - _VERB]
            is_coming = coming or _coming("cue").search(told)
            found_stage = _later(stage, verb.cut(text)) if is_coming else stage
            is_signed = found_stage == "planned" and _was_signed(text, sentence.span)
            once_built = _coming("once_built").match(verb.cut(text)) or (
                is_coming and stage == "in_production"
            )
            if once_built and _is_only_signed(scene, sentence, listed=listed):
                return "signed"
            return "signed" if is_signed else found_stage
    return _of_occasion(scene, sentence, listed=listed) or _last(text, sentence.span)


def _is_only_signed(scene: Scene, sentence: Sentence, *, listed: bool) -> bool:
    """Whether a project's future is told behind a signing, and nothing says it is begun."""
    if _begun(scene.text, sentence.span):
        return False
    return _was_signed(scene.text, sentence.span) or (
        _of_occasion(scene, sentence, listed=listed) == "signed"
    )


def _was_signed(text: str, span: Span) -> bool:
    """Whether a sentence tells a signing as done, whatever it says is to follow."""
    return any(
        not _coming("cue").search(text[max(span.start, match.start() - _CUE) : match.start()])
        for match in _coming("signing").finditer(text, span.start, span.end)
    )


def _of_occasion(scene: Scene, sentence: Sentence, *, listed: bool) -> Stage | None:
    """What the sentences before it in the paragraph tell of all, or for lists those before."""
    position = scene.sentences.index(sentence)
    for other in reversed(scene.sentences[max(0, position - _BACK) : position]):
        if not listed and other.paragraph != sentence.paragraph:
            return None
        found = _found(scene.text, "occasion", other.span, backwards=True)
        if found:
            return found[0]
    return None


def _last(text: str, span: Span) -> Stage | None:
    found = _found(text, "last_stage", span, backwards=False)
    return found[0] if found else None


def _found(text: str, section: str, span: Span, *, backwards: bool) -> tuple[Stage, Span] | None:
    """The verb nearest to the project; where two overlap, the one further along."""
    hits = [
        (-match.end() if backwards else match.start(), rank, stage, Span(*match.span()))
        for rank, (stage, pattern) in enumerate(_verbs(section))
        for match in pattern.finditer(text, span.start, span.end)
    ]
    if not hits:
        return None
    _, _, stage, verb = min(hits)
    return stage, verb


def _coming(name: str) -> re.Pattern[str]:
    return re.compile(table("projects")["coming"][name])


def _later(stage: Stage, verb: str) -> Stage:
    """The stage where the verb is yet to come: what is to be finished is being built."""
    if stage == "in_production":
        return "under_construction"
    if stage == "signed" or _coming("begins").match(verb):
        return "planned"
    return stage


def _speaks_of_plans(scene: Scene, sentence: Sentence) -> bool:
    """Whether a section, or a sentence before it, tells what is to come."""
    if cue("done").search(sentence.span.cut(scene.text)):
        return False
    region = sentence.heading is not None and _is_region(scene.text, sentence.heading)
    pattern = cue("plan_region" if region else "plan_section")
    for other in scene.sentences:
        same = (
            other.heading == sentence.heading if region else other.paragraph == sentence.paragraph
        )
        if same and other.span.start <= sentence.span.start:
            words = other.span.cut(scene.text)
            if pattern.search(words) and not cue("past_year").search(words):
                return True
    return False


def _is_region(text: str, heading: Span) -> bool:
    """Whether a heading, or the line above it, names a place whose plans follow."""
    above = text[: heading.start].rstrip("\n").rsplit("\n", 1)[-1]
    lines = (heading.cut(text).strip(), above.strip())
    return any(cue("region_heading").search(line) for line in lines)
