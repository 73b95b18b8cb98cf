"""First labels by rule: what each amount measures, where, in what state, and when."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from .columns import column_heads
from .cues import cue
from .governing import Section, governing_place
from .indicators import Indicator, classify
from .list_items import Scope, of_list, without_place
from .phrases import Phrase, capacity_phrase, find_phrase
from .places import PlaceMention
from .records import Quantity, Role, Status
from .respective import places_in_turn
from .roles import role_of
from .sections import at_main_venue, carry_place, new_section, return_to_main
from .sentences import Sentence
from .statuses import statuses
from .text import Ordered, Span


@dataclass(frozen=True)
class Label:
    """What the rules make of one amount; `sure` when no model need be asked."""

    quantity: Quantity
    sentence: Sentence
    phrase: str
    indicator: Indicator | None
    region: str | None
    status: Status
    choices: tuple[Status, ...]
    period: str | None
    role: Role
    sure: bool
    inherits: bool = False
    """Whether the figure is told of what was counted just before it."""
    is_part: bool = False
    """Whether it counts a part of what was counted before (其中, 涉及)."""
    when: str | None = None
    """The period or season the sentence itself gives, in its own words."""
    until: bool = False
    """Whether that is when something ends: 到今年2月20日, 截至11月18日."""
    since: bool = False
    """Whether that is when something began: 自7月…以来."""
    settled_by: str = "rule"

    def with_phrase(self, phrase: str, settled_by: str) -> Label:
        """The same label with another indicator phrase."""
        found = classify(phrase, self.quantity.kind, self.quantity.unit)
        return replace(
            self, phrase=phrase, indicator=found or self.indicator, settled_by=settled_by
        )


@dataclass(frozen=True)
class Labelled:
    """The labels of a text, and the place each sentence speaks of when it names none itself."""

    labels: list[Label]
    regions: dict[Span, str | None]


def label_amounts(
    text: str,
    quantities: list[Quantity],
    sentences: list[Sentence],
    places: list[PlaceMention],
    main_region: str | None,
) -> Labelled:
    """A label for every amount of `text`, in order, and the place of every sentence."""
    labels: list[Label] = []
    regions: dict[Span, str | None] = {}
    found = Ordered(quantities)
    heads = column_heads(text, quantities)
    section = Section(main_region)
    heading: Span | None = None
    paragraph: Span | None = None
    for sentence in sentences:
        if sentence.heading != heading:
            heading = sentence.heading
            section = new_section(text, heading, places, main_region, section)
        start, end = sentence.span.start, sentence.span.end
        inside = [q for q in found.within(sentence.span) if q.end <= end]
        named = [p for p in places if sentence.span.covers(p.span)]
        if text[start:end].rstrip().endswith("”"):
            named += [p for p in places if 0 <= p.span.start - end <= 1]  # whose words they are
        if sentence.paragraph != paragraph:
            section.aims = _goes_on_with_aims(text, paragraph, sentence, quantities, section)
            paragraph = sentence.paragraph
            section.counted = section.summed = ""
            section.plans = section.plans and section.is_region
            return_to_main(text, sentence, section, main_region)
        elif not section.is_region and cue("main_opens").match(text, start, end):
            section.region = main_region
        venue = at_main_venue(text, sentence, places, section, main_region)
        section.region = venue or section.region
        section.plans = section.plans or _speaks_of_plans(text, sentence, section)
        scope = Scope(sentence, inside, named, heads)
        in_turn = places_in_turn(text, sentence.span, inside, named, section)
        for one in [q for q in inside if q.is_amount]:
            region = in_turn.get(one.id) or governing_place(text, one, named, section, main_region)
            label = _label(text, one, scope, region, section)
            section.counted = section.counted or _counted(label)
            section.summed = _summed(label) or section.summed
            labels.append(label)
        carry_place(text, sentence, named, section, main_region)
        told = [q.iso for q in inside if tells_period(text, q)]
        section.period = told[-1] if told else section.period
        regions[sentence.span] = section.region
    return Labelled(labels, regions)


def _goes_on_with_aims(
    text: str,
    last: Span | None,
    sentence: Sentence,
    quantities: list[Quantity],
    section: Section,
) -> bool:
    """Whether a paragraph is an item of a list of aims, which the one before it opened."""
    if section.aims:
        return any(q.is_amount and sentence.paragraph.covers(q.span) for q in quantities)
    return last is not None and bool(cue("opens_aims").search(last.cut(text)))


def _speaks_of_plans(text: str, sentence: Sentence, section: Section) -> bool:
    words = sentence.span.cut(text)
    pattern = cue("plan_region" if section.is_region else "plan_section")
    heading = sentence.heading.cut(text) if sentence.heading else ""
    plans = pattern.search(words) or cue("plan_heading").fullmatch(heading.strip())
    return bool(plans) and not cue("past_year").search(words)


def tells_period(text: str, quantity: Quantity) -> bool:
    """Whether a date says when: it opens a clause, and others are not compared with it.

    A year inside a name (2025年一季度…推进会) says when the meeting was for, not when it was.
    """
    if quantity.kind != "date" or not quantity.iso:
        return False
    before, after = text[max(0, quantity.start - 6) : quantity.start], text[quantity.end :][:5]
    if cue("compared_before").search(before) or cue("compared_after").search(after):
        return False
    if not cue("opens_clause").search(before) or cue("begins_after").match(after):
        return False
    return not (
        re.fullmatch(r"(?:19|20)\d\d年度?", quantity.surface) and re.match(r"[一-龥“]", after)
    )


def _is_end(text: str, day: Quantity) -> bool:
    before, after = text[max(0, day.start - 4) : day.start], text[day.end : day.end + 2]
    return bool(cue("until_before").search(before) or cue("until_after").match(after))


def _is_beginning(text: str, day: Quantity) -> bool:
    opens = text[max(0, day.start - 1) : day.start] in ("自", "从")
    behind = text[day.end :][:30]
    if behind.startswith("以来") or cue("held_since").match(behind):
        return True
    return opens and cue("since_after").match(behind) is not None


def _opens_season(text: str, quantity: Quantity) -> bool:
    """Whether 第一季 and the like open a clause and so say when."""
    after = text[quantity.end : quantity.end + 1]
    return quantity.kind == "ordinal" and "季" in quantity.surface and after in ("，", ",")


def _label(
    text: str,
    quantity: Quantity,
    scope: Scope,
    region: str | None,
    section: Section,
) -> Label:
    sentence, inside = scope.sentence, scope.quantities
    phrase = find_phrase(text, quantity, inside, sentence.span)
    phrase = of_list(text, without_place(phrase, scope.places), scope, quantity, section)
    phrase = (
        Phrase(scope.heads[quantity.id], is_direct=True) if quantity.id in scope.heads else phrase
    )
    choices = statuses(text, quantity, sentence, phrase, section.plans)
    if section.aims and choices in (("actual",), ("planned",)):
        choices = ("target",)
    if choices == ("capacity",):
        phrase = capacity_phrase(text, quantity, phrase)
    if choices == ("rank",) and not is_rank_phrase(phrase.words, quantity):
        phrase = replace(phrase, words=f"{phrase.words}名次", is_direct=False)
    indicator = classify(phrase.words, quantity.kind, quantity.unit)
    dates = [
        q for q in inside
        if q.end <= quantity.start and tells_period(text, q)
        and not cue("of_year").search(text, q.end, quantity.start)
        and not cue("stands_now").search(text, q.end, quantity.start)
    ]  # fmt: skip
    seasons = [q for q in inside if q.end <= quantity.start and _opens_season(text, q)]
    return Label(
        quantity=quantity,
        sentence=sentence,
        phrase=phrase.words,
        indicator=indicator,
        region=region,
        status=choices[0],
        choices=choices,
        period=dates[-1].iso if dates else section.period,
        inherits=phrase.inherits,
        is_part=bool(cue("part_of").search(text[sentence.span.start : quantity.start])),
        when=(dates or seasons)[-1].surface if dates or seasons else None,
        until=bool(dates) and _is_end(text, dates[-1]),
        since=bool(dates) and _is_beginning(text, dates[-1]),
        role=role_of(text, quantity, sentence),
        sure=phrase.is_direct and indicator is not None and len(choices) == 1,
    )


def is_rank_phrase(words: str, quantity: Quantity) -> bool:
    """Whether words say already that a figure is a place in an order."""
    found = classify(words, quantity.kind, quantity.unit)
    return found is not None and "rank" in found.code


def _counted(label: Label) -> str:
    """What a count counts, for items of a list that tell only a place or a size after it."""
    is_main = label.quantity.kind == "count" and label.indicator is not None
    words = cue("size_class").sub("", label.phrase)
    return words if is_main and cue("countable").search(words) else ""


def _summed(label: Label) -> str:
    """What a sum is of, for items of a list that tell only a place and a sum after it."""
    is_main = label.quantity.kind == "money" and label.indicator is not None
    return label.phrase if is_main and label.role == "value" and not label.inherits else ""
