"""Text cut into pieces: plain words, figures that lead to their source, repaired words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup, escape

from llm_extract.knowledge import table
from llm_extract.records import Verdict
from llm_extract.text import Span

_UNSEEN = re.compile(
    "[\0-\x08\x0b-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-"
    "\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_SIGN = "□"


@dataclass(frozen=True)
class Mark:
    """A stretch of text that is a figure.

    Attributes:
        span: Where it stands.
        targets: The ids of the source figures it rests on, or its own id where it is one.
        verdict: What the checker says of it; None where it claims nothing.
        told: What there is to say about it, for a reader who points at it.
        is_amount: Whether it is an amount, not a date, a rank or a number in a name.
        is_used: Whether something rests on it; only in the source.
    """

    span: Span
    targets: tuple[str, ...]
    verdict: Verdict | None = None
    told: str = ""
    is_amount: bool = True
    is_used: bool = False

    @property
    def is_wrong(self) -> bool:
        """Whether the checker found something wrong."""
        return is_wrong(self.verdict)

    @property
    def is_doubtful(self) -> bool:
        """Whether there is something to be looked at that is no error of the text."""
        return is_doubtful(self.verdict)

    @property
    def label(self) -> str:
        """The verdict in words, where it is not that all is well."""
        return verdict_label(self.verdict) if self.verdict not in (None, "supported") else ""


@dataclass(frozen=True)
class Repair:
    """A stretch of clean text that was repaired: its raw words, and what was done and why."""

    span: Span
    raw: str
    told: str


@dataclass(frozen=True)
class Word:
    """Characters with the same repair, or none."""

    text: str
    repair: Repair | None = None


@dataclass(frozen=True)
class Piece:
    """Words with the same mark, or none."""

    words: tuple[Word, ...]
    mark: Mark | None = None


@cache
def _doubts() -> frozenset[str]:
    return frozenset(table("report")["doubts"]["verdicts"])


def is_wrong(verdict: str | None) -> bool:
    """Whether a verdict says that something is wrong with the published text."""
    return verdict not in (None, "supported") and not is_doubtful(verdict)


def is_doubtful(verdict: str | None) -> bool:
    """Whether a verdict says that the source itself, or a label, should be looked at."""
    return verdict in _doubts()


def verdict_label(verdict: str | None) -> str:
    """A verdict in words."""
    return str(table("report")["verdicts"].get(verdict, verdict or ""))


def cut(
    text: str, marks: Sequence[Mark], repairs: Sequence[Repair] = (), within: Span | None = None
) -> tuple[Piece, ...]:
    """The pieces of a text, or of a span of it.

    Of marks that overlap, the first stays whole and the others are left out.
    """
    whole = within or Span(0, len(text))
    pieces: list[Piece] = []
    at = whole.start
    for mark in sorted(marks, key=lambda one: one.span):
        if mark.span.start < at or mark.span.end > whole.end:
            continue
        _add(pieces, _words(text, Span(at, mark.span.start), repairs), None)
        _add(pieces, _words(text, mark.span, repairs), mark)
        at = mark.span.end
    _add(pieces, _words(text, Span(at, whole.end), repairs), None)
    return tuple(pieces)


def unmarked(text: str) -> tuple[Piece, ...]:
    """A text in which nothing is marked."""
    return cut(text, ())


def _add(pieces: list[Piece], words: tuple[Word, ...], mark: Mark | None) -> None:
    if words:
        pieces.append(Piece(words, mark))


def _words(text: str, span: Span, repairs: Sequence[Repair]) -> tuple[Word, ...]:
    """The words of a span; a repair that reaches beyond it is shown with its last words."""
    words: list[Word] = []
    at = span.start
    for repair in repairs:
        if not repair.span.overlaps(span):
            continue
        start, end = max(at, repair.span.start), min(span.end, repair.span.end)
        words.append(Word(text[at:start]))
        is_whole = repair.span.end <= span.end
        words.append(Word(text[start:end], repair if is_whole else None))
        at = end
    words.append(Word(text[at : span.end]))
    return tuple(word for word in words if word.text)


def visible(text: str) -> Markup:
    """Text as HTML, each character that cannot be seen or turns the writing round as a sign.

    As many characters as before stand in it, so that offsets hold.
    """
    return Markup(_UNSEEN.sub(_sign, str(escape(text))))  # noqa: S704  (escaped, signs are ours)


def plain(text: str) -> str:
    """Text for attributes: on one line, with signs for what cannot be seen."""
    return visible_in_attribute(" ".join(text.split()))


def visible_in_attribute(text: str) -> str:
    """Text for an attribute that is shown as it is: signs for what cannot be seen."""
    return _UNSEEN.sub(_SIGN, text)


def _sign(found: re.Match[str]) -> str:
    name = unicodedata.name(found[0], "")
    return f'<span class=c title="{f"U+{ord(found[0]):04X} {name}".strip()}">{_SIGN}</span>'


def utf16(text: str, span: Span) -> tuple[int, int]:
    """A span as browsers count: in code units, of which rare characters take two."""
    start = len(text[: span.start].encode("utf-16-le", "surrogatepass")) // 2
    return start, start + len(span.cut(text).encode("utf-16-le", "surrogatepass")) // 2
