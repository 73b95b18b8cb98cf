"""The figures of an event as English tells them: of its place, of those who came, of a project."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .composing import Group, predicate_english
from .event_kinds import rule
from .figure_words import figure_english
from .groups import groups_of
from .knowledge import table
from .labels import Label
from .listings import of_ranks
from .records import Event
from .render import render
from .wording import Told

_SUMS = ("total_investment", "signed_value")
_OF_PEOPLE = ("visited_companies", "visited_projects", "contacted_companies", "events_held")
_BEFORE = 20


@dataclass(frozen=True)
class Tail:
    """What figures add to a sentence: who did it, what, and by which quantities."""

    region: str
    words: str
    quantities: tuple[str, ...]
    by_people: bool
    """Whether those who travelled did it themselves, rather than their place."""
    is_whole: bool = False
    """Whether the words have their subject already."""


@dataclass(frozen=True)
class Counted:
    """A figure with its noun, for a place of its own in a sentence."""

    label: Label
    words: str


class EventFigures:
    """The labels of one event, by what can be said of them."""

    def __init__(self, told: Told, event: Event) -> None:
        self._text = told.text
        self._labels = told.labels_of(event.quantities)
        owners = {fact.quantity: fact.entity for fact in told.result.facts}
        self._of_place = [one for one in self._labels if owners.get(one.quantity.id) is None]
        self.of_project = [one for one in self._labels if owners.get(one.quantity.id) is not None]

    def tails(self, used: Collection[str] = ()) -> list[Tail]:
        """The figures of places in the order told, without those used already."""
        left = [one for one in self._of_place if one.quantity.id not in used]
        sums = [one for one in left if self._is_planned_sum(one)]
        groups = groups_of(self._text, [one for one in left if one not in sums])
        tails = [self._tail(group, sums) for group in groups if _goes_on(group)]
        return sorted(tails, key=lambda tail: self._place_of(tail))

    def _place_of(self, tail: Tail) -> int:
        return next(o.quantity.start for o in self._labels if o.quantity.id in tail.quantities)

    def _tail(self, group: Group, sums: list[Label]) -> Tail:
        words = predicate_english(group)
        ids = tuple(one.quantity.id for one in group.figures)
        codes = {one.indicator.code for one in group.labels if one.indicator}
        if codes & {"signed_projects", "started_projects"} and group.status == "actual":
            mine = [one for one in sums if one.region == group.region][:1]
            words += "".join(f", with planned investment of {figure_english(o)}" for o in mine)
            ids += tuple(one.quantity.id for one in mine)
        return Tail(group.region, words, ids, codes <= set(_OF_PEOPLE))

    def _is_planned_sum(self, one: Label) -> bool:
        """Whether a sum is what the projects counted before it are planned to cost."""
        code = one.indicator.code if one.indicator else ""
        counted = any(
            other.indicator is not None and other.indicator.noun == "project"
            and other.sentence == one.sentence and other.quantity.end <= one.quantity.start
            and other.status == "actual"
            for other in self._of_place
        )  # fmt: skip
        return one.status == "planned" and code in _SUMS and counted

    def ranks(self) -> Iterator[Tail]:
        """Where places stand among others: Luzhou ranked third in the province."""
        for point in of_ranks(self._text, self._labels):
            words = point.words["en"].rstrip(".")
            yield Tail(point.region, words, point.quantities, by_people=False, is_whole=True)

    def attendance(self) -> Counted | None:
        """Who came to a meeting, counted: more than 120 companies."""
        nouns = table("event_wording")["attendance"]["nouns"]
        for one in self._of_place:
            behind = self._text[one.quantity.end : one.sentence.span.end]
            match = rule("attendance", "pattern").search(behind)
            if match and one.quantity.kind == "count" and one.role == "value":
                noun = nouns[match["noun"] or "from"]
                return Counted(one, render(one.quantity, "en", noun))
        return None

    def trips(self) -> Counted | None:
        """How often people set out: 18 investment-promotion trips."""
        for one in self._of_place:
            is_trips = one.indicator is not None and one.indicator.code == "promotion_trips"
            if is_trips and one.status == "actual" and one.role == "value":
                return Counted(one, figure_english(one))
        return None

    def firms(self, pattern: str) -> Counted | None:
        """Companies that are only counted, behind words such as 拜访 or 与."""
        for one in self._of_place:
            before = self._text[one.sentence.span.start : one.quantity.start][-_BEFORE:]
            is_firms = one.indicator is not None and one.indicator.noun == "company"
            if is_firms and not one.indicator.did and rule("visits", pattern).search(before):
                return Counted(one, figure_english(one))
        return None


def _goes_on(group: Group) -> bool:
    """Whether a group's words can follow a verb of its place."""
    return group.first.indicator is None or group.first.indicator.subject != "figure"
