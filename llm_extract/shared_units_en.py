"""English numbers that share the unit, scale or currency of another one in their sentence."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .numerals_en import parse_english
from .records import Quantity
from .units import plain

_AROUND = 24


@cache
def _sharing() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    rows = table("amounts_en")["shared"]
    return re.compile(rows["last"]), re.compile(rows["earlier"]), re.compile(rows["figure"])


def with_shared_units(text: str, found: list[Quantity]) -> list[Quantity]:
    """What was found, numbers of a list taking the unit of its last: 5, 8 and 10 percent."""
    kinds = table("amounts_en")["shared"]["kinds"]
    joined, earlier, _ = _sharing()
    shared = False
    for index in range(len(found) - 2, -1, -1):
        one, last = found[index], found[index + 1]
        may_share = one.kind == "count" and not one.unit and one.value_high is None
        sign = earlier if shared else joined
        shared = False
        if may_share and last.kind == "money" and _is_part(text, one, last):
            found[index] = _sharing_unit(one, last) or one
        elif may_share and last.kind in kinds and sign.fullmatch(text, one.end, last.start):
            if text[one.end] == "," and not _is_listed(text, found, index) and sign is joined:
                continue  # sold 120, and 10 percent more
            changed = _sharing_unit(one, last)
            found[index], shared = changed or one, changed is not None
    return found


def _is_part(text: str, one: Quantity, whole: Quantity) -> bool:
    """Whether a number with a scale is told as part of a sum: 3.9 billion of its 9.2 billion."""
    part = re.compile(table("amounts_en")["shared"]["of_whole"])
    return one.surface.lower().endswith(_scales()) and bool(
        part.fullmatch(text, one.end, whole.start)
    )


def _is_listed(text: str, found: list[Quantity], index: int) -> bool:
    """Whether a comma alone parts a quantity from the one before it."""
    return index > 0 and text[found[index - 1].end : found[index].start] == ", "


def _sharing_unit(one: Quantity, last: Quantity) -> Quantity | None:
    """The number `one` with the unit of `last`, and its scale where it has none."""
    figure = _sharing()[2]
    own, other = figure.fullmatch(one.surface.lower()), figure.match(last.surface.lower())
    number = parse_english(other[0]) if other else None
    unscaled = parse_english(other["figure"]) if other else None
    if not own or not number or not unscaled or one.value is None or last.value is None:
        return None
    small = one.value < table("amounts_en")["shared"]["unscaled_from"]
    alike = own["scale"] or not small
    factor = last.value / (number if alike else unscaled)
    return one.model_copy(
        update={"value": plain(one.value * factor), "unit": last.unit, "kind": last.kind}
    )


@cache
def _bare_sum() -> re.Pattern[str]:
    return re.compile(table("amounts_en")["implied"]["behind"])


@cache
def _no_sums() -> re.Pattern[str]:
    return re.compile(table("amounts_en")["implied"]["never_between"])


def with_currencies(text: str, found: list[Quantity]) -> list[Quantity]:
    """What was found, sums without a currency taking that of the sum before in the sentence."""
    told: list[Quantity] = []
    last: Quantity | None = None
    parted = False
    for one in found:
        if one.kind == "money":
            last, parted = (one if last is None or not _converts(text, one) else last), False
        elif one.kind == "count" and last is not None:
            surface = one.surface.lower()
            bare = not one.unit or (one.unit in _goals() and "-" in surface)
            apart = parted or ";" in text[last.end : one.start]
            bare = bare and surface.endswith(_large() if apart else _scales())
            same = bare and not _no_sums().search(text, last.end, one.start)
            if same and _bare_sum().match(text, one.end):
                told.append(one.model_copy(update={"unit": last.unit, "kind": "money"}))
                continue
            parted = True
        told.append(one)
    return told


def _converts(text: str, one: Quantity) -> bool:
    """Whether a sum repeats the one before in another currency: (or $93.6 million)."""
    return bool(_converted().search(text, max(0, one.start - _AROUND), one.start))


@cache
def _converted() -> re.Pattern[str]:
    return re.compile(table("amounts_en")["implied"]["converted"])


@cache
def _goals() -> tuple[str, ...]:
    """Nouns that a sum is tied to: its 13-billion goal."""
    return tuple(table("amounts_en")["implied"]["goals"])


@cache
def _large() -> tuple[str, ...]:
    return tuple(table("amounts_en")["implied"]["large"])


@cache
def _scales() -> tuple[str, ...]:
    return tuple(table("amounts_en")["implied"]["scales"])
