"""Whether a text tells a figure as a target or plan, or as a result."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from llm_extract.knowledge import table
from llm_extract.records import Lang
from llm_extract.text import Span

from .outline import Outline

_FARTHEST = 20
"""So many clauses before a figure can still say how it is told."""
Told = Literal["future", "result", "weak", "nominal"]


@dataclass(frozen=True)
class StatusCue:
    """How a figure is told, and by which words."""

    told: Told
    words: str


@cache
def _cues(lang: Lang) -> re.Pattern[str]:
    rows = table("checks")["status"][lang]
    edge = r"\b" if lang == "en" else ""
    parts = [
        f"(?P<{told}>{edge}(?:{'|'.join(rows[told])}){edge})"
        for told in ("nominal", "future", "result", "weak", "soft")
        if told in rows
    ]
    return re.compile("|".join(parts), re.IGNORECASE)


def read_status(outline: Outline, figure: Span, keep: tuple[Span, ...] = ()) -> StatusCue | None:
    """How the figure at `figure` is told, or None when no word tells.

    Its own clause decides, the words before the figure first; then the clauses before it in
    the sentence, nearest first, as in "sets the target: 55 projects landed, 38 started"; in
    those, a word of purpose outweighs all others.
    `keep` are spans that hold no clause break.
    """
    sentence = outline.sentence_at(figure.start)
    clauses = outline.clauses(sentence, keep)
    own = next((i for i, c in enumerate(clauses) if c.start <= figure.start < c.end), 0)
    weak = None
    for index in range(own, max(-1, own - _FARTHEST), -1):
        cues = _found(outline, clauses[index])
        if index == own:
            cues = _nearest_first([c for c in cues if not _is_later(c, figure)], figure)
        else:
            cues.sort(key=lambda pair: pair[1].told != "future")
        for span, cue in cues:
            if cue.told in ("future", "result"):
                return cue
            if index == own and cue.told == "nominal" and span.start < figure.end + 40:
                return cue
            if cue.told == "weak" and weak is None:
                weak = cue
        if outline.text[clauses[index].start - 1 : clauses[index].start] in ("(", "（"):
            break  # what stands in brackets is told by itself
    return weak


def _is_later(cue: tuple[Span, StatusCue], figure: Span) -> bool:
    """Whether the cue sets a time that only holds for what is told behind it (达产后)."""
    return cue[0].start >= figure.end and cue[1].words.endswith("后")


def _found(outline: Outline, clause: Span) -> list[tuple[Span, StatusCue]]:
    """The cues of a clause; what follows a word of purpose in it is part of the purpose."""
    found: list[tuple[Span, StatusCue]] = []
    for match in _cues(outline.lang).finditer(outline.text, clause.start, clause.end):
        told = match.lastgroup or "weak"
        if told == "soft":
            told = "weak" if any(cue.told == "result" for _, cue in found) else "future"
        if told == "result" and outline.lang == "zh" and any(c.told == "future" for _, c in found):
            continue
        found.append((Span(*match.span()), StatusCue(told, match[0])))  # type: ignore[arg-type]
    return found


def _nearest_first(
    cues: list[tuple[Span, StatusCue]], figure: Span
) -> list[tuple[Span, StatusCue]]:
    before = [c for c in cues if c[0].start < figure.end]
    after = [c for c in cues if c[0].start >= figure.end]
    return before[::-1] + after
