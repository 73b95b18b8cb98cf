"""The figures of an event as English tells them: of its place, of those who came, of a project."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from .composing import Group, predicates_english
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
_FEW = 2
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@dataclass(frozen=True)
class Tail:
    """What figures add to a sentence: of which place, in which words, by which quantities."""

    region: str
    words: tuple[str, ...]
    """What the place did, one phrase each."""
    short: tuple[str, ...]
    """The same with fewer figures."""
    by_people: bool = False
    """Whether those who travelled did it themselves, rather than their place."""
    is_reported: bool = False
    """Whether it holds of a time around the event, and was only told there."""


@dataclass(frozen=True)
class Counted:
    """A figure with its noun, for a place of its own in a sentence."""

    quantity: str
    words: str


class EventFigures:
    """The labels of one event, by what can be said of them."""

    def __init__(self, told: Told, event: Event) -> None:
        self._text = told.text
        self._date = event.date
        self._reports = bool(rule("matter", "reports").search(event.what_zh))
        self._labels = told.labels_of(event.quantities)
        self._facts = {fact.quantity: fact for fact in told.result.facts}
        self._of_place = [one for one in self._labels if self._owner(one) is None]
        self.of_project = [one for one in self._labels if self._owner(one) is not None]

    def _owner(self, label: Label) -> str | None:
        return self._facts[label.quantity.id].entity

    def tails(self, used: Collection[str] = ()) -> list[Tail]:
        """The figures of places in the order told, without those used already."""
        dull = table("event_wording")["left_out"]["of_events"]
        left = [
            one for one in self._of_place
            if one.quantity.id not in used and not (one.indicator and one.indicator.code in dull)
        ]  # fmt: skip
        sums = [one for one in left if self._is_planned_sum(one)]
        groups = groups_of(self._text, [one for one in left if one not in sums])
        groups.sort(key=lambda group: group.first.quantity.start)
        return [self._tail(group, sums) for group in groups if _goes_on(group)]

    def _tail(self, group: Group, sums: list[Label]) -> Tail:
        words = predicates_english(group)
        short = predicates_english(Group(group.labels[:_FEW], group.limits[:_FEW]))
        codes = {one.indicator.code for one in group.labels if one.indicator}
        first = group.first.indicator.code if group.first.indicator else ""
        if codes & {"signed_projects", "started_projects"} and group.status == "actual":
            mine = [one for one in sums if one.region == group.region][:1]
            words[-1] += "".join(f", with planned investment of {figure_english(o)}" for o in mine)
        period = self._facts[group.first.quantity.id].period
        is_of_time = _is_of_time(period, self._date) and not self._reports
        is_reported = group.status == "actual" and not is_of_time
        by_people = first in _OF_PEOPLE
        return Tail(group.region, tuple(words), tuple(short), by_people, is_reported)

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

    def ranks(self) -> Iterator[str]:
        """Where places stand among others: Luzhou ranked third in the province."""
        for point in of_ranks(self._text, self._labels):
            yield point.words["en"].rstrip(".").removesuffix(" in the assessment")

    def attendance(self) -> Counted | None:
        """Who came to a meeting, counted: more than 120 companies."""
        nouns = table("event_wording")["attendance"]["nouns"]
        for one in self._counts():
            behind = self._text[one.quantity.end : one.sentence.span.end]
            match = rule("attendance", "pattern").search(behind)
            if match:
                noun = nouns[match["noun"] or "from"]
                return Counted(one.quantity.id, render(one.quantity, "en", noun))
        return None

    def trips(self) -> Counted | None:
        """How often people set out: 18 investment-promotion trips."""
        return next(
            (
                Counted(one.quantity.id, figure_english(one))
                for one in self._done("promotion_trips")
            ),
            None,
        )

    def visited(self) -> Counted | None:
        """How many companies were visited."""
        return next(
            (
                Counted(one.quantity.id, figure_english(one))
                for one in self._done("visited_companies")
            ),
            None,
        )

    def firms(self, pattern: str) -> Counted | None:
        """Companies that are only counted, behind words such as 拜访 or 与."""
        for one in self._counts():
            before = self._text[one.sentence.span.start : one.quantity.start][-_BEFORE:]
            row = one.indicator
            is_firms = row is not None and row.noun == "company" and not row.did
            if is_firms and rule("visits", pattern).search(before):
                return Counted(one.quantity.id, figure_english(one))
        return None

    def held(self, noun: str, start: int) -> Counted | None:
        """How many meetings were held, where a count stands right behind their name."""
        for one in self._counts():
            if one.quantity.start == start and one.status == "actual":
                return Counted(one.quantity.id, render(one.quantity, "en", noun))
        return None

    def counts_several(self) -> bool:
        """Whether it tells of several things, so that it is of no single project."""
        things = [one for one in self._counts() if one.quantity.unit in ("个", "项", "家")]
        return any((one.quantity.value or 0) > 1 for one in things)

    def _counts(self) -> Iterator[Label]:
        for one in self._of_place:
            if one.quantity.kind == "count" and one.role == "value":
                yield one

    def _done(self, code: str) -> Iterator[Label]:
        for one in self._counts():
            if one.indicator is not None and one.indicator.code == code and one.status == "actual":
                yield one


def _goes_on(group: Group) -> bool:
    """Whether a group's words can follow a verb of its place."""
    return group.first.indicator is None or group.first.indicator.subject != "figure"


def _is_of_time(period: str | None, date: str | None) -> bool:
    """Whether a figure is of the event's own time, not of a longer one that was reported."""
    if period is None or date is None or period == date:
        return True
    first = period.partition("/")[0]
    return not re.match(r"\d{4}", first) or (
        bool(_DAY.fullmatch(period)) or (date.startswith(period) and period != period[:4])
    )
