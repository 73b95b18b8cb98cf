"""Cuts an article into the parts whose open figures are asked about in one call each."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import groupby

from .labels import Label
from .profiles import Profile
from .text import Span


@dataclass(frozen=True)
class Chunk:
    """A part of an article with the labels that are asked about in it, in order."""

    span: Span
    labels: tuple[Label, ...]

    def halves(self) -> tuple[Chunk, ...]:
        """Two chunks with half of the figures each; none for a chunk of one figure."""
        middle = len(self.labels) // 2
        parts = (self.labels[:middle], self.labels[middle:])
        return tuple(_around(part) for part in parts) if middle else ()


Fits = Callable[[Chunk], bool]


def cut_into_chunks(
    text: str, labels: Iterable[Label], profile: Profile, fits: Fits
) -> list[Chunk]:
    """The chunks of `labels` as the profile wants them, none of more than `fits` allows.

    A sentence that is too long by itself is a chunk all the same, of one figure; whoever asks
    has to see to it.
    """
    wanted = list(labels)
    if not wanted:
        return []
    whole = Chunk(Span(0, len(text)), tuple(wanted))
    if profile.chunk == "article" and len(text) <= profile.characters:
        return _fitting([whole], profile, fits)
    by_sentence = groupby(wanted, key=lambda one: one.sentence.span)
    chunks = _fitting([_around(tuple(group)) for _, group in by_sentence], profile, fits)
    return chunks if profile.chunk == "sentence" else _joined(chunks, profile, fits)


def _fitting(chunks: list[Chunk], profile: Profile, fits: Fits) -> list[Chunk]:
    """The same chunks, halved until each has few enough figures and fits, or cannot be."""
    found: list[Chunk] = []
    for chunk in chunks:
        halves = chunk.halves()
        if halves and (len(chunk.labels) > profile.figures or not fits(chunk)):
            found += _fitting(list(halves), profile, fits)
        else:
            found.append(chunk)
    return found


def _joined(chunks: list[Chunk], profile: Profile, fits: Fits) -> list[Chunk]:
    """Neighbouring chunks put together as long as they are small enough."""
    found: list[Chunk] = []
    for chunk in chunks:
        both = _around((*found[-1].labels, *chunk.labels)) if found else chunk
        is_small = (
            len(both.labels) <= profile.figures
            and both.span.end - both.span.start <= profile.characters
            and fits(both)
        )
        if found and is_small:
            found[-1] = both
        else:
            found.append(chunk)
    return found


def _around(labels: tuple[Label, ...]) -> Chunk:
    """The sentences of the labels, with all that stands between them."""
    return Chunk(Span(labels[0].sentence.span.start, labels[-1].sentence.span.end), labels)
