"""Figures told of several places in turn: 甲县、乙县分别签约31个、27个 gives each place its own."""

from __future__ import annotations

from collections.abc import Iterator

from .cues import cue
from .governing import Section, listed_with
from .places import PlaceMention
from .records import Quantity
from .text import Span

_PAIR = 2


def places_in_turn(
    text: str,
    within: Span,
    quantities: list[Quantity],
    named: list[PlaceMention],
    section: Section,
) -> dict[str, str]:
    """The place of each figure, by its id, that a sentence tells of several places in turn.

    A row has as many figures as places are listed, in the sentence or else in its heading.
    """
    said = cue("in_turn").search(within.cut(text))
    given: dict[str, str] = {}
    for row in _rows(text, [q for q in quantities if q.is_amount]):
        names = _names(text, row, named, said=bool(said)) or (section.listed if said else ())
        if len(row) >= _PAIR and len(names) == len(row):
            given.update({one.id: name for one, name in zip(row, names, strict=True)})
    return given


def _rows(text: str, amounts: list[Quantity]) -> Iterator[list[Quantity]]:
    """Figures of one kind with nothing but a list's separator between them."""
    row: list[Quantity] = []
    for one in amounts:
        between = text[row[-1].end : one.start] if row else ""
        if row and (row[-1].kind != one.kind or between not in ("、", "和", "及", "与")):
            yield row
            row = []
        row.append(one)
    if row:
        yield row


def _names(
    text: str, row: list[Quantity], named: list[PlaceMention], *, said: bool
) -> tuple[str, ...]:
    """The places of the list before a row that has as many; not `said` in turn, right before it."""
    for place in named:
        listed = listed_with(text, place, named)
        behind = text[listed[-1].span.end : row[0].start]
        is_next = said or cue("row_behind").fullmatch(behind)
        if len(listed) == len(row) and listed[-1].span.end <= row[0].start and is_next:
            return tuple(one.name or one.surface for one in listed)
    return ()
