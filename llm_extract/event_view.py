"""An event with what its clause tells, and how its sentence can open."""

from __future__ import annotations

from dataclasses import dataclass

from .event_figures import EventFigures, Tail
from .event_kinds import Kind, kind_of
from .event_parties import officials_before
from .event_regions import clause_span, region_of, subject
from .records import Event
from .text import Span
from .wording import Told

_ALONE = ("agreed", "assessed", "at_work", "thanked", "advertised")
"""Kinds of one project or company, to which figures of the place add nothing."""


@dataclass(frozen=True)
class EventView:
    """An event with what its clause tells."""

    told: Told
    event: Event
    span: Span
    clause: str
    kind: Kind
    region: str | None
    figures: EventFigures

    @classmethod
    def of(cls, told: Told, event: Event) -> EventView:
        """The view of one event of a result."""
        span, clause = clause_span(told, event), event.what_zh
        region = region_of(told, event, span)
        return cls(told, event, span, clause, kind_of(clause), region, EventFigures(told, event))

    def tails(self, opening: Opening) -> list[Tail]:
        """What the event's figures add to an opening."""
        return [] if self.kind.code in _ALONE else self.figures.tails(opening.used)

    @property
    def place(self) -> str:
        """The event's place as a subject."""
        return subject(self.region)

    @property
    def is_ahead(self) -> bool:
        """Whether it was still to come when the article was published."""
        if self.event.status == "planned":
            return True
        published = self.told.result.article.published
        return bool(published and self.event.date and self.event.date > published)


@dataclass(frozen=True)
class Opening:
    """Who did what; `used` are the quantities it states, `region` whose figures may go on."""

    subject: str
    words: str
    is_place: bool = True
    region: str | None = None
    used: frozenset[str] = frozenset()
    is_told: bool = False
    """Whether the words are a sentence of their own, with their subject."""


def by_place(view: EventView, words: str, *used: str) -> Opening:
    """What the event's place did."""
    return Opening(view.place, words, region=view.region, used=frozenset(used))


def by_people(view: EventView, who: str, words: str, *used: str) -> Opening:
    """What people did, rather than their place."""
    return Opening(who, words, is_place=False, region=view.region, used=frozenset(used))


def officials(view: EventView) -> str:
    """The officials named before the cue of the event's kind, in English."""
    return officials_before(view.told, view.event, view.clause, view.kind.end)
