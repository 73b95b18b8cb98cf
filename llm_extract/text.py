"""Spans, and text that remembers where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True, order=True)
class Span:
    """Half-open range of character offsets, as in slices."""

    start: int
    end: int

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


@dataclass(frozen=True)
class Replacement:
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
        self._keep(Span(mapped, len(self.clean)), length, segments)
        return Text("".join(pieces), _joined(segments), self.edits + tuple(edits))

    def _segment_at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.clean.start for segment in self.segments]

    def _keep(self, span: Span, length: int, segments: list[Segment]) -> int:
        """Copy the mapping of `span` to the end of what is being built; return the new length."""
        if span.start >= span.end:
            return length
        index = self._segment_at(span.start)
        while index < len(self.segments) and self.segments[index].clean.start < span.end:
            segment = self.segments[index]
            start = max(span.start, segment.clean.start)
            end = min(span.end, segment.clean.end)
            moved = Span(length + start - span.start, length + end - span.start)
            raw = segment.raw
            if not segment.is_block:
                offset = segment.raw.start - segment.clean.start
                raw = Span(start + offset, end + offset)
            segments.append(Segment(moved, raw, segment.is_block))
            index += 1
        return length + len(span)


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
