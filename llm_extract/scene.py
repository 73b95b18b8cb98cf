"""A text with all that the rules found in it, as projects and events need it."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from functools import cached_property

from .places import PlaceMention
from .records import Quantity
from .sentences import Sentence
from .text import Span


@dataclass(frozen=True)
class Scene:
    """Clean text, its sentences, quantities and places, and the place each sentence speaks of."""

    text: str
    sentences: list[Sentence]
    quantities: list[Quantity]
    places: list[PlaceMention]
    regions: dict[Span, str | None]

    def inside(self, span: Span) -> list[Quantity]:
        """The quantities within `span`, in order."""
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [q for q in self.quantities[first:last] if q.end <= span.end]

    @cached_property
    def _starts(self) -> list[int]:
        return [quantity.start for quantity in self.quantities]
