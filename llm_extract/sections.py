"""The place a section speaks of: set by its heading, and by the subjects of its sentences."""

from __future__ import annotations

from .cues import cue
from .governing import Section, is_whole, listed_with, resolved, subjects
from .place_ranks import is_part, is_province
from .places import PlaceMention
from .sentences import Sentence, is_heading
from .text import Span

_OPENING = 40
"""Characters of a paragraph that show whose offices or meetings it tells of."""
_TURNS = 2
"""Changes of place between semicolons that make a list of a sentence."""


def return_to_main(
    text: str, sentence: Sentence, section: Section, main_region: str | None
) -> None:
    """Let a paragraph that opens with the whole place's offices or meetings speak of it again."""
    if is_heading(sentence.span.cut(text)):
        return
    if section.is_region:
        opening = text[sentence.paragraph.start : sentence.paragraph.end][:_OPENING]
        if is_province(main_region) and cue("province_again").search(opening):
            section.region, section.is_region = main_region, False
        return
    is_zone = any(cue(kind).search(section.region or "") for kind in ("zone", "town"))
    is_inner = is_part(section.region, main_region)
    opening = text[
        sentence.paragraph.start : max(sentence.span.end, sentence.paragraph.start + _OPENING)
    ]
    if is_zone or (is_inner and cue("main_again").search(opening)):
        section.region = main_region


def new_section(
    text: str,
    heading: Span | None,
    places: list[PlaceMention],
    main_region: str | None,
    last: Section,
) -> Section:
    """What a heading changes: a region alone sets it, any other heading resets it."""
    if heading is None:
        return Section(main_region)
    line = heading.cut(text).strip()
    named = [p for p in places if heading.covers(p.span) and p.name]
    if cue("region_heading").search(line):
        return Section(named[-1].name if named else line.rstrip("：:"), is_region=True)
    opens = bool(named) and not text[heading.start : named[0].span.start].strip()
    if opens and cue("region_in_heading").search(line):
        listed = listed_with(text, named[0], named)
        if len(listed) == 1:
            return Section(named[0].name, is_region=True)
        return Section(main_region, listed=tuple(p.name or "" for p in listed))
    if _is_region_section(text, heading):
        return Section(last.region, is_region=True)
    return Section(main_region)


def _is_region_section(text: str, heading: Span) -> bool:
    """Whether the line above a heading is a region heading (a slogan under 广安区：)."""
    above = text[: heading.start].rstrip("\n").rsplit("\n", 1)[-1]
    return bool(cue("region_heading").search(above.strip()))


def at_main_venue(
    text: str,
    sentence: Sentence,
    places: list[PlaceMention],
    section: Section,
    main_region: str | None,
) -> str | None:
    """Where the main venue is, for a sentence that opens with what stands there: 主会场的项目."""
    if not cue("at_venue").match(text, sentence.span.start):
        return None
    venues = (
        resolved(place, section, main_region) for place in places
        if cue("venue_before").search(text[max(0, place.span.start - 6) : place.span.start])
        and cue("venue_after").match(text, place.span.end)
        and (is_part(place.name, main_region) or main_region in place.parents)
    )  # fmt: skip
    return next(venues, None)


def carry_place(
    text: str,
    sentence: Sentence,
    named: list[PlaceMention],
    section: Section,
    main_region: str | None,
) -> None:
    """Let the place a sentence is about govern the sentences that follow.

    One that tells of several places in turn leaves the article's own.
    """
    about = subjects(text, named, main_region)
    if _is_told_in_turn(text, sentence, about, section) and not section.is_region:
        section.region = main_region
        return
    if about and not section.is_region:
        alone = len(listed_with(text, about[0], named)) == 1
        is_town = about[0].level == "town" and not about[0].parents
        carried = main_region if is_town else resolved(about[0], section, main_region)
        section.region = carried if alone else main_region
    elif not section.is_region and any(is_whole(text, place, main_region) for place in named):
        section.region = main_region


def _is_told_in_turn(
    text: str, sentence: Sentence, about: list[PlaceMention], section: Section
) -> bool:
    """Whether a sentence closes a list of places: 甲县签约14个；乙市12个；丙县9个."""
    is_item = text[: sentence.span.start].rstrip()[-1:] in (";", "；")
    section.turns = section.turns + 1 if is_item and about else 0
    return section.turns >= _TURNS and text[sentence.span.end - 1] not in ";；"
