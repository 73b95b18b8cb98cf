"""Parts that do not add up to the whole an article tells with them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal

from .calendar_days import stretch_of
from .conflicts import total_phrase
from .cues import cue
from .labels import Label
from .numerals import parse_chinese
from .place_words import subject_english
from .records import Finding
from .render import render

_LEAST_PARTS = 3
_SEASON = re.compile(r"season (?P<number>\d)")
_SEASONS = "1234"
_NEAR = Decimal("0.08")
"""Parts that miss a whole by more than this share are not meant to make it up."""


@dataclass(frozen=True)
class MissedSum:
    """A whole, and the parts told beside it that make another sum."""

    whole: Label
    parts: tuple[Label, ...]
    total: Decimal

    def finding(self) -> Finding:
        """The sum that fails, at its first part."""
        first = self.parts[0].quantity
        told = " + ".join(one.quantity.surface for one in self.parts)
        exact: dict[str, object] = {"value": self.total, "qualifier": "exact"}
        total = self.whole.quantity.model_copy(update=exact)
        return Finding(
            verdict="arithmetic_conflict",
            severity="warning",
            message=(
                f"The article says {self.whole.quantity.surface} "
                f"({self.whole.phrase}), but {told} is {render(total, 'zh')}."
            ),
            claim=first.surface,
            claim_span=first.span,
            source_span=self.whole.quantity.span,
            expected=self.whole.quantity.surface,
            derived=told,
        )


def missed_chinese(missed: MissedSum) -> str:
    """A total and its parts, which do not add up to it."""
    whole = missed.whole
    parts = "、".join(render(one.quantity, "zh") for one in missed.parts)
    told = f"{whole.region or ''}{total_phrase(whole.phrase)}{render(whole.quantity, 'zh')}"
    return f"{told}，与文中分项{parts}之和不符。"


def missed_english(missed: MissedSum) -> str:
    """The same in English."""
    whole = missed.whole
    *most, last = (render(one.quantity, "en", counter=False) for one in missed.parts)
    parts = f"{', '.join(most)} and {last}"
    noun = whole.indicator.en if whole.indicator else "the total"
    figure = render(whole.quantity, "en", counter=False)
    of_place = f" for {subject_english(whole.region)}" if whole.region else ""
    return f"The article's total{of_place} ({noun}: {figure}) does not match its parts: {parts}."


def find_missed(
    text: str, labels: list[Label], periods: Mapping[str, str | None]
) -> list[MissedSum]:
    """All sums that an article does wrongly; `periods` as in `find_missed_times`."""
    return [*find_missed_sums(text, labels), *find_missed_times(labels, periods)]


def find_missed_sums(text: str, labels: list[Label]) -> list[MissedSum]:
    """Rows of parts, each told by its own name, that nearly make up a whole and do not."""
    values = {(one.quantity.value, one.quantity.unit) for one in labels}
    found: list[MissedSum] = []
    for row in (*_rows(text, labels), *_announced_rows(text, labels)):
        total = sum((one.quantity.value or Decimal(0) for one in row), Decimal(0))
        if (total, row[0].quantity.unit) in values:
            continue
        whole = _whole(labels, row, total)
        if whole is not None:
            found.append(MissedSum(whole, tuple(row), total))
    return found


def find_missed_times(labels: list[Label], periods: Mapping[str, str | None]) -> list[MissedSum]:
    """Results of a time whose quarters, months or seasons are told too and nearly make them up.

    `periods` gives the period of each quantity by its id.
    """
    found: list[MissedSum] = []
    for same in _by_sort_and_place(labels):
        told = [(one, period) for one in same if (period := periods.get(one.quantity.id))]
        for whole, period in told:
            rows = (_tiles(told, period), _seasons(told, period))
            row = next((row for row in rows if len(row) > 1), [])
            total = sum((one.quantity.value or Decimal(0) for one in row), Decimal(0))
            if row and _is_missed(whole, row, total):
                found.append(MissedSum(whole, tuple(row), total))
    return found


def _by_sort_and_place(labels: list[Label]) -> Iterable[list[Label]]:
    """Results that measure the same thing of the same place."""
    found: dict[tuple[object, ...], list[Label]] = {}
    for one in labels:
        is_result = one.status == "actual" and one.role == "value" and one.quantity.value
        if is_result and one.indicator and not one.is_part:
            key = (one.quantity.kind, one.quantity.unit, one.indicator.code, one.region)
            found.setdefault(key, []).append(one)
    return found.values()


def _tiles(told: list[tuple[Label, str]], period: str) -> list[Label]:
    """Figures of times that follow one another and fill a period."""
    whole = stretch_of(period)
    row: list[Label] = []
    if whole is None:
        return row
    parts = [(time, one) for one, of in told if (time := stretch_of(of)) and time != whole]
    at = whole.first_day
    while at <= whole.last_day:
        here = {t: one for t, one in parts if t.first_day == at and t.last_day <= whole.last_day}
        if len(here) != 1:
            return []
        ((time, one),) = here.items()
        row.append(one)
        at = time.last_day + timedelta(days=1)
    return row


def _seasons(told: list[tuple[Label, str]], period: str) -> list[Label]:
    """The figures of the four seasons of a year's drive, one of each, for a period of none."""
    found = [(match["number"], one) for one, of in told if (match := _SEASON.search(of))]
    found.sort(key=lambda pair: pair[0])
    numbers = "".join(number for number, _ in found)
    return [] if _SEASON.search(period) or numbers != _SEASONS else [one for _, one in found]


def _is_missed(whole: Label, row: list[Label], total: Decimal) -> bool:
    """Whether parts miss a whole, by so little that they must be meant to make it up."""
    value = whole.quantity.value or Decimal(0)
    off = abs(total - value)
    return 0 < off <= _NEAR * value and not _is_rounding(whole, row, total)


def _rows(text: str, labels: list[Label]) -> Iterator[list[Label]]:
    """Three or more figures of one sort in a paragraph, each in an item with its own name."""
    sorts = {_sort(one): None for one in labels}
    for sort in sorts:
        row: list[Label] = []
        for one in [x for x in labels if _sort(x) == sort and x.role == "value"]:
            if not _is_part(text, one):
                continue
            if row and row[-1].sentence.paragraph != one.sentence.paragraph:
                yield from [row] if len(row) >= _LEAST_PARTS else []
                row = []
            row.append(one)
        yield from [row] if len(row) >= _LEAST_PARTS else []


def _announced_rows(text: str, labels: list[Label]) -> Iterator[list[Label]]:
    """Figures of one sort behind words that say how many parts follow: 四大类别：.

    Where the last part is that of all others, their number need not be told.
    """
    for sentence in dict.fromkeys(one.sentence for one in labels):
        words = sentence.span.cut(text)
        announced = cue("parts_number").search(words)
        if announced is None:
            continue
        start = sentence.span.start + announced.end()
        inside = [x for x in labels if x.sentence == sentence and x.quantity.start >= start]
        for sort in dict.fromkeys(map(_sort, inside)):
            row = [x for x in inside if _sort(x) == sort and x.role == "value"]
            row = [x for x in row if x.quantity.kind == "count"]
            names = [_own_words(text, one, start) for one in row]
            plain = all(cue("plain_part").search(name) for name in names)
            number = parse_chinese(announced["number"] or "")
            if len(row) >= _LEAST_PARTS and plain and number in (len(row), None):
                yield row


def _own_words(text: str, one: Label, start: int) -> str:
    """The words of a part right before its figure."""
    return re.split("[，,；;：:。]", text[start : one.quantity.start])[-1].strip()


def _sort(one: Label) -> tuple[str, str, str]:
    """What can be added up: counts of one unit and state, sums of one indicator."""
    code = one.indicator.code if one.indicator and one.quantity.kind != "count" else ""
    return one.quantity.kind, one.quantity.unit, code or one.status


def _is_part(text: str, one: Label) -> bool:
    """Whether a figure stands in an item of a field or sort: 现代工业类项目9个，总投资51.6亿元."""
    start = one.sentence.span.start
    item = re.split("[；;：:。]", text[start : one.quantity.start])[-1]
    own = item if one.quantity.kind == "money" else re.split("[，,]", item)[-1]
    return bool(cue("part_name").search(own))


def _whole(labels: list[Label], row: list[Label], total: Decimal) -> Label | None:
    """The figure just before a row that its parts nearly make up."""
    earlier = [
        one for one in labels
        if one.quantity.end <= row[0].quantity.start and one.quantity.unit == row[0].quantity.unit
        and one.role == "value" and one.quantity.value and not one.is_part
        and one.quantity.value > max(x.quantity.value or Decimal(0) for x in row)
        and _same_sort(one, row)
    ]  # fmt: skip
    near = [
        one for one in earlier
        if 0 < abs(total - (one.quantity.value or total)) <= _NEAR * (one.quantity.value or total)
        and not _is_rounding(one, row, total)
    ]  # fmt: skip
    return near[-1] if near else None


def _same_sort(one: Label, row: list[Label]) -> bool:
    codes = {x.indicator.code for x in row if x.indicator}
    return one.quantity.kind == "count" or (
        one.indicator is not None and one.indicator.code in codes
    )


def _is_rounding(one: Label, row: list[Label], total: Decimal) -> bool:
    """Whether the parts, each rounded, can still make the whole."""
    if one.quantity.kind == "count":
        return False
    digits = max(_last_digit(x) for x in (one, *row))
    return abs(total - (one.quantity.value or total)) <= digits * (len(row) + 1) / 2


def _last_digit(one: Label) -> Decimal:
    """The value of the last digit a sum is told with."""
    number = "".join(c for c in one.quantity.surface if c.isdigit() or c == ".")
    places = len(number.partition(".")[2])
    written = Decimal(number.rstrip(".") or "1")
    scale = (one.quantity.value or Decimal(1)) / written if written else Decimal(1)
    return scale / (Decimal(10) ** places)
