"""The parts of a result as the page shows them."""

from __future__ import annotations

from dataclasses import dataclass

from llm_extract.records import Lang

from .pieces import Piece, verdict_label


@dataclass(frozen=True)
class Line:
    """Words in one language."""

    lang: Lang
    pieces: tuple[Piece, ...]


@dataclass(frozen=True)
class Place:
    """A place in both languages."""

    zh: str
    en: str


@dataclass(frozen=True)
class ShownPart:
    """A part of a result.

    Attributes:
        id: Its id in the page.
        name: Its name, as in `Decision.part`.
        words: The digest of what it says.
        lines: What it says, in one language or both.
        details: What else is told of it, as names and values.
        figures: Its figures with what they are in English.
        evidence: Where the source tells it: start and length, as browsers count; empty where its
            figures say.
        places: The place it is of.
        status: Whether it is a result, a target and so on; only of facts.
        stage: How far it is; only of projects.
        verdict: What is wrong with it, None where nothing is.
        severity: How grave that is.
        note: What was found, in words.
        facts: The facts it states, by id in the page.
    """

    id: str
    name: str
    words: str
    lines: tuple[Line, ...] = ()
    details: tuple[tuple[str, str], ...] = ()
    figures: tuple[tuple[tuple[Piece, ...], str], ...] = ()
    evidence: tuple[int, ...] = ()
    place: Place | None = None
    status: str = ""
    stage: str = ""
    verdict: str | None = None
    severity: str = ""
    note: str = ""
    facts: tuple[str, ...] = ()

    @property
    def is_finding(self) -> bool:
        """Whether it is the finding of a check."""
        return self.name.startswith("finding")

    @property
    def label(self) -> str:
        """What is wrong with it, in a word or two."""
        return verdict_label(self.verdict) if self.severity else ""

    @property
    def loose_label(self) -> str:
        """The label of a sentence that is wrong in something other than its figures."""
        marks = (piece.mark for line in self.lines for piece in line.pieces)
        if self.is_finding or self.status or any(mark and mark.label for mark in marks):
            return ""
        return self.label

    @property
    def is_problem(self) -> bool:
        """Whether somebody should look at it."""
        return self.severity in ("error", "warning")


@dataclass(frozen=True)
class Section:
    """Parts of one kind under a heading."""

    heading: str
    kind: str
    parts: tuple[ShownPart, ...]
