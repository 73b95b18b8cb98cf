"""The stretch of time that an article as a whole reports on: 1—8月, the first half-year."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable

from .records import Quantity

_STRETCH = re.compile(r"(?P<year>\d{4})-(?:[QH]\d|\d\d/(?P=year)-\d\d)\Z")
_MIN_MENTIONS = 2
_LEAD = 250
"""Characters at the start that say what an article reports on."""


def main_stretch(
    dates: list[Quantity], year: int | None, is_done: Callable[[Quantity], bool]
) -> str | None:
    """The quarter, half-year or months of its year that an article names most and early.

    None where it names none twice, or another as often.
    """
    told = [
        (q.iso, q.start)
        for q in dates
        if q.iso and _STRETCH.match(q.iso) and q.iso[:4] == str(year) and is_done(q)
    ]
    votes = Counter(iso for iso, _ in told)
    votes.update(iso for iso, start in told if start < _LEAD)
    best = votes.most_common(2)
    is_alone = len(best) == 1 or (len(best) > 1 and best[0][1] > best[1][1])
    return best[0][0] if best and is_alone and best[0][1] >= _MIN_MENTIONS else None
