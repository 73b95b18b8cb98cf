"""A claim beside its source: what every check of its figures needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

from llm_extract.records import Quantity
from llm_extract.text import Span

from .amounts import same_value
from .binding import Binding
from .contradictions import Contradiction
from .named_places import Governing
from .places import Places
from .readings import Reading
from .stated import Stated
from .together import Together


class Known(NamedTuple):
    """What is known of a source besides its text; `governing` is by the start of its amounts."""

    governing: Mapping[int, Governing | None]
    binding: Binding
    contradictions: list[Contradiction]
    together: Together
    named: frozenset[str]
    """The keys of all places the source names, and not only as part of another name."""
    loose: dict[Decimal, Span]
    """The numerals of the source that stand in no quantity."""
    ranks: Mapping[int, Span]
    """Where the source tells each rank: 第2名."""


@dataclass
class Comparison:
    """A claim and its source.

    The checks note in `matched`, by claim sentence, the source's amounts its figures were found
    to be, and in `computed` the sentences that hold a figure worked out from others.
    """

    source: Reading
    claim: Reading
    claim_places: Places
    known: Known
    matched: dict[int, list[Stated]] = field(default_factory=dict)
    computed: set[int] = field(default_factory=set)

    def match(self, claim: Stated, source: Stated) -> None:
        """Note that a figure of the claim was found to be one of the source."""
        self.matched.setdefault(claim.sentence, []).append(source)

    def in_source(self, figure: Quantity) -> Quantity | None:
        """A figure of the source, or the source's own where it is one of the claim."""
        if any(figure is own for own in self.source.amounts):
            return figure
        same = (q for q in self.source.amounts if q.kind == figure.kind)
        return next((q for q in same if same_value(q, figure)), None)

    def owner(self, source: Stated) -> Governing | None:
        """The place an amount of the source belongs to."""
        return self.known.governing.get(source.quantity.start)

    def beside(self, claim: Stated) -> tuple[Stated, ...]:
        """The other amounts of a claim figure's sentence."""
        inside = self.claim.by_sentence[claim.sentence]
        return tuple(s for s in inside if s.quantity.start != claim.quantity.start)

    def places_beside(self, claim: Stated) -> list[frozenset[str]]:
        """The places a claim figure's sentence names, each once."""
        sentence = self.claim.outline.sentence(claim.sentence)
        inside = (p for p in self.claim_places.named if sentence.covers(p.span))
        return list(dict.fromkeys(p.keys for p in inside if p.keys))

    def several(self, claim: Stated) -> bool:
        """Whether a claim figure's sentence tells something of more than one place."""
        sentence = self.claim.outline.sentence(claim.sentence)
        inside = (p for p in self.claim_places.named if sentence.covers(p.span))
        return len({p.keys for p in inside if p.keys and not p.adjunct}) > 1

    def parts_beside(self, claim: Stated) -> list[frozenset[str]]:
        """The same without places that others of them lie in."""
        named = self.places_beside(claim)
        owners = [found.place for found in self.known.governing.values() if found]
        above = {
            key
            for place in owners
            if any(place.keys & keys for keys in named)
            for key, _ in place.parents
        }
        return [keys for keys in named if not keys & above]

    def around(self, claim: Stated, reach: int) -> str:
        """The words near a figure, within its sentence."""
        sentence = self.claim.outline.sentence(claim.sentence)
        start = max(sentence.start, claim.quantity.start - reach)
        return self.claim.text[start : min(sentence.end, claim.quantity.end + reach)]

    @cached_property
    def measures(self) -> list[str]:
        """The units of measure the source uses."""
        return sorted({s.quantity.unit for s in self.source.stated if s.quantity.kind == "measure"})

    @cached_property
    def places_of_source(self) -> list[Span]:
        """Where the claim names places that the source names or that own a figure of it."""
        owners = self.governed | self.known.named
        return [p.span for p in self.claim_places.named if not p.keys.isdisjoint(owners)]

    @cached_property
    def governed(self) -> frozenset[str]:
        """The keys of all places that own a figure of the source."""
        return frozenset(k for found in self.known.governing.values() if found for k in found.keys)
