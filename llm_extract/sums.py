"""Parts that do not add up to the whole an article tells with them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from .cues import cue
from .labels import Label
from .records import Finding

_LEAST_PARTS = 3
_NEAR = Decimal("0.08")
"""Parts that miss a whole by more than this share are not meant to make it up."""


@dataclass(frozen=True)
class MissedSum:
    """A whole, and the parts told behind it that make another sum."""

    whole: Label
    parts: tuple[Label, ...]
    total: Decimal

    def finding(self) -> Finding:
        """The sum that fails, at its first part."""
        first = self.parts[0].quantity
        told = " + ".join(one.quantity.surface for one in self.parts)
        return Finding(
            verdict="arithmetic_conflict",
            severity="warning",
            message=(
                f"The article says {self.whole.quantity.surface} "
                f"({self.whole.phrase}), but {told} is {self.total:f}."
            ),
            claim=first.surface,
            claim_span=first.span,
            source_span=self.whole.quantity.span,
            expected=self.whole.quantity.surface,
            derived=told,
        )


def find_missed_sums(text: str, labels: list[Label]) -> list[MissedSum]:
    """Rows of parts, each told by its own name, that nearly make up a whole and do not."""
    values = {(one.quantity.value, one.quantity.unit) for one in labels}
    found: list[MissedSum] = []
    for row in _rows(text, labels):
        total = sum((one.quantity.value or Decimal(0) for one in row), Decimal(0))
        if (total, row[0].quantity.unit) in values:
            continue
        whole = _whole(labels, row, total)
        if whole is not None:
            found.append(MissedSum(whole, tuple(row), total))
    return found


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
