"""A text read for checking: its amounts, each with what it measures and how it is told."""

from __future__ import annotations

from bisect import bisect_left
from datetime import date
from decimal import Decimal
from functools import cached_property
from operator import attrgetter

from llm_extract.records import Lang, Quantity
from llm_extract.text import Span

from .amounts import same_value
from .marked import Marked
from .stated import Stated


class Reading:
    """What a text says in figures; made once and used for every comparison."""

    def __init__(self, text: str, lang: Lang, published: date | None = None) -> None:
        # The amounts know what is marked and not the reading, so that no circle keeps it alive.
        self.marked = marked = Marked(text, lang, published)
        self.text = marked.text
        self.lang = lang
        self.published = published
        self.outline = marked.outline
        self.quantities = marked.quantities
        self.amounts = marked.amounts

    @cached_property
    def stated(self) -> list[Stated]:
        """All amounts in their contexts, in order."""
        return [Stated(self.marked, index) for index in range(len(self.amounts))]

    def index_of(self, stated: Stated) -> int:
        """The number of an amount among all."""
        return bisect_left(self.amounts, stated.quantity.start, key=attrgetter("start"))

    @cached_property
    def by_sentence(self) -> dict[int, list[Stated]]:
        """The amounts by the number of their sentence."""
        sentences: dict[int, list[Stated]] = {}
        for stated in self.stated:
            sentences.setdefault(stated.sentence, []).append(stated)
        return sentences

    @cached_property
    def _by_size(self) -> dict[Decimal | None, list[Stated]]:
        """The amounts by value, whatever its sign."""
        found: dict[Decimal | None, list[Stated]] = {}
        for stated in self.stated:
            found.setdefault(_size(stated.quantity), []).append(stated)
        return found

    def equal_to(self, quantity: Quantity) -> list[Stated]:
        """The amounts that stand for the same figure, in order."""
        alike = self._by_size.get(_size(quantity), ())
        return [stated for stated in alike if same_value(quantity, stated.quantity)]

    def dates_in(self, span: Span) -> list[Quantity]:
        """The dates and periods inside `span`."""
        return self.marked.dates_in(span)


def _size(quantity: Quantity) -> Decimal | None:
    return None if quantity.value is None else abs(quantity.value)
