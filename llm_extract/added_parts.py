"""What a number has behind its unit or its first digit: halves, tenths in a row, and coins."""

from __future__ import annotations

import re
from decimal import Decimal

from .knowledge import table
from .numerals import chinese_digits
from .sightings import Sighting, value_of

_HALVED = ("duration", "ratio")
"""Kinds that 半 behind the unit adds to: 两年半, 两倍半."""


def adds_half(sighting: Sighting) -> bool:
    """Whether 半 behind the unit is half a unit more: 两年半, 3亩半地."""
    if not sighting.match["and_half"]:
        return False
    rules = table("amounts")["numbers"]
    added = sighting.unit_words in rules["half_added"] and not sighting.match["high"]
    return sighting.unit.kind in _HALVED or bool(
        added and re.match(rules["half_end"], sighting.after)
    )


def tenths_in_row(sighting: Sighting) -> tuple[Decimal, None] | None:
    """Two digits read one by one before a unit of tenths: 七五折 is 7.5 tenths of the price."""
    first, last = (chinese_digits().get(sign) for sign in f"{sighting.numeral}  "[:2])
    in_row = sighting.unit_words in table("amounts")["numbers"]["tenths_in_row"]
    if not in_row or first is None or last is None or len(sighting.numeral) > len("七五"):
        return None
    return Decimal(f"{first}.{last}"), None


def coins(match: re.Match[str]) -> Decimal:
    """What 三块五 and 三元五角七分 have behind the 元, in 元."""
    tenths = match["dime"] or match["jiao"] or "零"
    hundredths = match["cent"] or match["fen"] or match["only_fen"] or "零"
    written = ((tenths.replace("半", "五"), 10), (hundredths, 100))
    return sum(((value_of(digit) or Decimal(0)) / part for digit, part in written), Decimal(0))
