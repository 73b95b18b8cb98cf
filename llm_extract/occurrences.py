"""Where words stand that are known only when a text is read: names of its places and firms."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from .text import Span


def starts_of(word: str, text: str) -> Iterator[int]:
    """Where `word` begins in `text`, in order; nowhere for a word of no characters."""
    at = text.find(word) if word else -1
    while at >= 0:
        yield at
        at = text.find(word, at + 1)


def find_any(
    words: Iterable[str], text: str, fits: Callable[[Span], bool] = lambda _: True
) -> Iterator[Span]:
    """Where one of `words` stands that `fits`, in order and none overlapping another.

    Of those that begin at one place, the longest.
    """
    spans = (Span(at, at + len(word)) for word in words for at in starts_of(word, text))
    end = 0
    for span in sorted(filter(fits, spans), key=lambda one: (one.start, -one.end)):
        if span.start >= end:
            end = span.end
            yield span
