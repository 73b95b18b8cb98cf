"""Spans, and text that remembers where each of its characters came from."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
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


class Edit(NamedTuple):
    """One change a repair step made, in offsets of the raw source."""

    step: str
    raw: Span
    before: str
    after: str
    note: str = ""
    choice: bool = False
    """True when other readings were possible and `note` says why this one was taken."""


class Segment(NamedTuple):
    """A stretch of clean text and the stretch of raw text it stands for, as offsets.

    Characters correspond one by one, unless it is a block: then only the whole does.
    """

    start: int
    end: int
    raw_start: int
    raw_end: int
    is_block: bool = False

    @property
    def clean(self) -> Span:
        """Where it stands in the clean text."""
        return Span(self.start, self.end)

    @property
    def raw(self) -> Span:
        """Where what it stands for is in the raw text."""
        return Span(self.raw_start, self.raw_end)


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
        return cls(raw, (Segment(0, len(raw), 0, len(raw)),) if raw else ())

    def raw_span(self, span: Span) -> Span:
        """The smallest raw span that holds everything `span` of the clean text came from.

        Raises ValueError when `span` is empty or outside the clean text.
        """
        if not 0 <= span.start < span.end <= len(self.clean):
            msg = f"{span} is no span of a text of {len(self.clean)} characters"
            raise ValueError(msg)
        first = self.segments[self._segment_at(span.start)]
        last = self.segments[self._segment_at(span.end - 1)]
        start = first.raw_start if first.is_block else first.raw_start + span.start - first.start
        end = last.raw_end if last.is_block else last.raw_end + span.end - last.end
        return Span(start, end)

    def clean_span(self, raw: Span) -> Span | None:
        """The clean span that came from `raw`, or None when all of it was removed."""
        touched = [s for s in self.segments if s.raw_start < raw.end and raw.start < s.raw_end]
        if not touched:
            return None
        first, last = touched[0], touched[-1]
        start, end = first.start, last.end
        if not first.is_block:
            start += max(0, raw.start - first.raw_start)
        if not last.is_block:
            end -= max(0, last.raw_end - raw.end)
        return Span(start, end)

    def replace(self, step: str, changes: Sequence[Replacement]) -> Text:
        """A new Text with `changes` made, each recorded as an edit of `step`.

        Changes must be ordered, not empty, and must not overlap. A change of equal length keeps the
        character-by-character mapping.
        """
        if not changes:
            return self
        pieces: list[str] = []
        edits = list(self.edits)
        mapping = _Mapping(self.segments)
        position = 0
        raws = self._raw_spans(change.span for change in changes)
        for (span, after, note, choice), raw in zip(changes, raws, strict=True):
            before = self.clean[span.start : span.end]
            pieces += (self.clean[position : span.start], after)
            position = span.end
            edits.append(Edit(step, raw, before, after, note, choice))
            if len(after) != len(before):
                mapping.change(span, raw, len(after))
        clean = "".join((*pieces, self.clean[position:]))
        return Text(clean, mapping.changed(len(self.clean)), tuple(edits))

    def _raw_spans(self, spans: Iterable[Span]) -> Iterator[Span]:
        """What `raw_span` says of each of many spans, which are in order."""
        segments = iter(self.segments)
        segment = Segment(0, 0, 0, 0)
        for span in spans:
            while segment.end <= span.start:
                segment = next(segments)
            if span.end > segment.end:
                yield self.raw_span(span)
            elif segment.is_block:
                yield segment.raw
            else:
                offset = segment.raw_start - segment.start
                yield Span(span.start + offset, span.end + offset)

    def _segment_at(self, position: int) -> int:
        return bisect_right(self._starts, position) - 1

    @cached_property
    def _starts(self) -> list[int]:
        return [segment.start for segment in self.segments]


class _Mapping:
    """The segments of a text while changes of another length are made to it, from its start on."""

    def __init__(self, segments: tuple[Segment, ...]) -> None:
        self._old = segments
        self._new: list[Segment] = []
        self._index = 0
        self._position = 0
        self._shift = 0

    def change(self, span: Span, raw: Span, length: int) -> None:
        """Put a block of so many characters, which stands for `raw`, at `span`."""
        self._keep(span.start)
        if length:
            start = span.start + self._shift
            self._new.append(Segment(start, start + length, raw.start, raw.end, is_block=True))
        self._position = span.end
        self._shift += length - len(span)

    def changed(self, length: int) -> tuple[Segment, ...]:
        """The segments after all changes of a text that had so many characters."""
        if not self._position:
            return self._old
        self._keep(length)
        return tuple(self._new)

    def _keep(self, end: int) -> None:
        """Take over what stood between the last change and `end`."""
        old, at, shift = self._old, self._position, self._shift
        while at < end:
            start, until, raw_start, raw_end, is_block = old[self._index]
            if until <= at:
                self._index += 1
                continue
            stop = min(until, end)
            if not is_block:
                raw_start, raw_end = raw_start + at - start, raw_end + stop - until
            self._add(Segment(at + shift, stop + shift, raw_start, raw_end, is_block))
            at = stop

    def _add(self, segment: Segment) -> None:
        """Put a segment at the end, as one with the last where both go on without a gap."""
        if self._new and not segment.is_block:
            last = self._new[-1]
            if last.raw_end == segment.raw_start and not last.is_block:
                segment = Segment(last.start, segment.end, last.raw_start, segment.raw_end)
                self._new.pop()
        self._new.append(segment)
