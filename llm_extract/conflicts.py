"""Where an article contradicts itself: the same figure of the same place told with two values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from .composing import attachment
from .cues import cue
from .figure_words import figure_english
from .labels import Label
from .place_words import subject_english
from .records import Finding
from .render import render
from .sentences import clause_around

_MIN_WEIGHT = 8
_NEAR_RATIO = Decimal("1.15")
_TELLING_WORDS = 6
"""A phrase of so many characters is specific enough to name one total."""


@dataclass(frozen=True)
class Conflict:
    """Two labels that should tell the same value and do not."""

    one: Label
    other: Label

    def finding(self) -> Finding:
        """The conflict as a finding, pointing at the second place."""
        first, second = self.one.quantity, self.other.quantity
        return Finding(
            verdict="source_conflict",
            severity="warning",
            message=(
                f"The article gives {self.one.region} {self.one.phrase} as {first.surface} "
                f"and later as {second.surface}."
            ),
            claim=second.surface,
            claim_span=second.span,
            source_span=first.span,
            expected=first.surface,
        )


def find_conflicts(
    text: str, labels: list[Label], periods: Mapping[str, str | None] | None = None
) -> list[Conflict]:
    """Pairs of totals with the same place, indicator and words, and different values.

    Figures of one event, of a part, of a size class or of another period are no totals. A sum
    is held against another only where the counts it belongs to differ too. `periods` gives the
    period of each quantity by its id.
    """
    main = Counter(one.region for one in labels).most_common(1)[0][0] if labels else None
    firsts: dict[tuple[object, ...], tuple[int, Label]] = {}
    found: list[Conflict] = []
    for place, one in enumerate(labels):
        is_place = one.region != main
        if one.quantity.kind != "count" or not _is_total(text, one, is_place=is_place):
            continue
        words = total_phrase(one.phrase)
        key = (one.region, one.indicator, one.quantity.unit, words)
        at, first = firsts.setdefault(key, (place, one))
        same_time = first.when is None or one.when is None or first.when == one.when
        same_time = same_time and _same_period(first, one, periods or {})
        if not same_time:
            continue
        if first.quantity.value == one.quantity.value:
            if at != place and first.sentence != one.sentence:
                found += _differing_sums(labels[at + 1 : at + 2], labels[place + 1 : place + 2])
            continue
        sums = _differing_sums(labels[at + 1 : at + 2], labels[place + 1 : place + 2])
        dated = periods is not None and periods.get(first.quantity.id) is not None
        if sums or len(words) >= _TELLING_WORDS or (dated and _are_near(first, one)):
            found += [Conflict(first, one), *sums]
    return found


def _same_period(first: Label, one: Label, periods: Mapping[str, str | None]) -> bool:
    """Whether two figures may be of the same time: of the same period, or one of none."""
    known = {periods.get(label.quantity.id) for label in (first, one)} - {None}
    return len(known) <= 1


def _are_near(first: Label, one: Label) -> bool:
    """Whether two counts of one period are so near that they must mean the same."""
    low, high = sorted((first.quantity.value or Decimal(0), one.quantity.value or Decimal(0)))
    return low > 0 and high / low <= _NEAR_RATIO and first.sentence != one.sentence


def _differing_sums(one: list[Label], other: list[Label]) -> list[Conflict]:
    """The sums told right behind two counts, where they belong to them and differ."""
    if not one or not other or not (one[0].inherits and other[0].inherits):
        return []
    same = one[0].quantity.value == other[0].quantity.value
    return [] if same else [Conflict(one[0], other[0])]


def _is_total(text: str, label: Label, *, is_place: bool) -> bool:
    """Whether a count is one of all there is; a part of a wider whole may be a place's total."""
    if label.indicator is None or label.status != "actual" or label.role != "value":
        return False
    if (label.is_part and not is_place) or label.indicator.weight < _MIN_WEIGHT:
        return False
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    return not cue("one_event").search(clause) and not cue("one_event").search(label.phrase)


def total_phrase(phrase: str) -> str:
    """The phrase of a total without the verbs and adverbs that vary from telling to telling."""
    return re.sub(
        r"促成|累计|成功|共|达成|实现|总|达|会战|目标|(?<!创)新(?=签约|引进|开工)", "", phrase
    )


def conflict_chinese(region: str, one: list[Label], other: list[Label]) -> str:
    """Both versions of what the article tells in two ways."""
    first, second = ("、".join(render(x.quantity, "zh") for x in side) for side in (one, other))
    return f"{region}{total_phrase(one[0].phrase)}前后不一：{first}，又作{second}。"


def conflict_english(region: str, one: list[Label], other: list[Label]) -> str:
    """The same in English."""
    sides = []
    for side in (one, other):
        words = figure_english(side[0])
        for more in side[1:]:
            words += attachment(more, figure_english(more))
        sides.append(words)
    place = subject_english(region)
    return f"For {place} the article gives differing totals: {sides[0]}, and {sides[1]}."
