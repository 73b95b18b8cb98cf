"""Spans, and text that remembers where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol, TypeVar


@dataclass(frozen=True, order=True, slots=True, init=False)
class Span:
    """Half-open range of character offsets, as in slices."""

    start: int
    end: int

    # Made by the ten thousand for every article, and this is twice as quick as the generated one.
    def __init__(self, start: int, end: int) -> None:
        _set_start(self, start)
        _set_end(self, end)

    def __len__(self) -> int:
        return self.end - self.start

    def covers(self, other: Span) -> bool:
        """Whether `other` lies wholly inside this span."""
        return self.start <= other.start and other.end <= self.end

    def overlaps(self, other: Span) -> bool:
        """Whether the two spans share at least one character."""
        return self.start < other.end and other.start < self.end

    def cut(self, text: str) -> str:
        """The piece of `text` this span points at."""
        return text[self.start : self.end]


_set_start, _set_end = Span.__dict__["start"].__set__, Span.__dict__["end"].__set__


class _Placed(Protocol):
    @property
    def span(self) -> Span:
        """Where it stands."""


P = TypeVar("P", bound=_Placed)
_SHOWN = 60
"""Characters of a text that are shown where it stands for itself."""


class Ordered(list[P]):
    """What stands in a text, in order of place."""

    @cached_property
    def _starts(self) -> list[int]:
        return [placed.span.start for placed in self]

    def within(self, span: Span) -> list[P]:
        """Those that begin inside `span`."""
        first = bisect_left(self._starts, span.start)
        return self[first : bisect_left(self._starts, span.end, lo=first)]


@dataclass(frozen=True)
class Edit:
    """One change a repair step made, in offsets of the raw source."""

    step: str
    raw: Span
    before: str
    after: str
    note: str = ""
    choice: bool = False
    """True when other readings were possible and `note` says why this one was taken."""


@dataclass(frozen=True)
class Segment:
    """A stretch of clean text and the stretch of raw text it stands for.

    Characters correspond one by one, unless it is a block: then only the whole does.
    """

    clean: Span
    raw: Span
    is_block: bool = False


class Replacement(NamedTuple):
    """A change to be made to the clean text: what stands at `span` becomes `after`."""

    span: Span
    after: str
    note: str = ""
    choice: bool = False


@dataclass(frozen=True)
class Text:
    """Clean text whose every span maps back to the raw source, with the edits that made it."""

    clean: str
    segments: tuple[Segment, ...]
    edits: tuple[Edit, ...] = ()

    def __repr__(self) -> str:
        words = f"{self.clean[:_SHOWN]}…" if len(self.clean) > _SHOWN else self.clean
        return f"Text({words!r}, {len(self.clean)} characters, {len(self.edits)} edits)"

    @classmethod
    def of(cls, raw: str) -> Text:
        """Text that is its own source."""
        whole = Span(0, len(raw))
        return cls(raw, (Segment(whole, whole),) if raw else ())

    def raw_span(self, span: Span) -> Span:
        """The smallest raw span that holds everything `span` of the clean text came from.

        Raises ValueError when `span` is empty or outside the clean text.
        """
        if not 0 <= span.start < span.end <= len(self.clean):
            msg = f"{span} is no span of a text of {len(self.clean)} characters"
            raise ValueError(msg)
        first = self.segments[self._segment_at(span.start)]
        last = self.segments[self._segment_at(span.end - 1)]
        start, end = first.raw.start, last.raw.end
        if not first.is_block:
            start += span.start - first.clean.start
        if not last.is_block:
            end -= last.clean.end - span.end
        return Span(start, end)

    def clean_span(self, raw: Span) -> Span | None:
        """The clean span that came from `raw`, or None when all of it was removed."""
        touched = [s for s in self.segments if s.raw.overlaps(raw)]
        if not touched:
            return None
        first, last = touched[0], touched[-1]
        start, end = first.clean.start, last.clean.end
        if not first.is_block:
            start += max(0, raw.start - first.raw.start)
        if not last.is_block:
            end -= max(0, last.raw.end - raw.end)
        return Span(start, end)

    def replace(self, step: str, changes: Sequence[Replacement]) -> Text:
        """A new Text with `changes` made, each recorded as an edit of `step`.

        Changes must be ordered, not empty, and must not overlap. A change of equal length keeps the
        character-by-character mapping.
        """
        if not changes:
            return self
        pieces: list[str] = []
        segments: list[Segment] = []
        edits: list[Edit] = []
        position = mapped = length = 0
        for change in changes:
            pieces.append(self.clean[position : change.span.start])
            pieces.append(change.after)
            position = change.span.end
            raw = self.raw_span(change.span)
            before = change.span.cut(self.clean)
            edits.append(Edit(step, raw, before, change.after, change.note, change.choice))
            if len(change.after) == len(before):
                continue
            length = self._keep(Span(mapped, change.span.start), length, segments)
            mapped = change.span.end
            if change.after:
                end = length + len(change.after)
                segments.append(Segment(Span(length, end), raw, is_block=True))
                length = end
        pieces.append(self.clean[position:])
        clean, edits = "".join(pieces), [*self.edits, *edits]
        if not mapped:  # no change of another length: every character stays where it was
            return Text(clean, self.segments, tuple(edits))
        self._keep(Span(mapped, len(self.clean)), length, segments)
        return Text(clean, _joined(segments), tuple(edits))

    def _segment_at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.clean.start for segment in self.segments]

    def _keep(self, span: Span, length: int, segments: list[Segment]) -> int:
        """Copy the mapping of `span` to the end of what is being built; return the new length."""
        if span.start >= span.end:
            return length
        shift = length - span.start
        for index in range(self._segment_at(span.start), len(self.segments)):
            segment = self.segments[index]
            if segment.clean.start >= span.end:
                break
            segments.append(_moved(segment, span, shift))
        return length + len(span)


def _moved(segment: Segment, within: Span, shift: int) -> Segment:
    """What of a segment lies within a span, so much farther on."""
    clean, raw = segment.clean, segment.raw
    if within.covers(clean):
        if not shift:
            return segment
        return Segment(Span(clean.start + shift, clean.end + shift), raw, segment.is_block)
    start, end = max(within.start, clean.start), min(within.end, clean.end)
    if not segment.is_block:
        offset = raw.start - clean.start
        raw = Span(start + offset, end + offset)
    return Segment(Span(start + shift, end + shift), raw, segment.is_block)


def _joined(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """Neighbouring character-by-character segments merged into one."""
    joined: list[Segment] = []
    for segment in segments:
        if joined and not segment.is_block and not joined[-1].is_block:
            last = joined[-1]
            if last.clean.end == segment.clean.start and last.raw.end == segment.raw.start:
                joined[-1] = Segment(
                    Span(last.clean.start, segment.clean.end), Span(last.raw.start, segment.raw.end)
                )
                continue
        joined.append(segment)
    return tuple(joined)
