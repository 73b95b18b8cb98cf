"""Every quantity of a text, by rule: the one place where figures enter the pipeline."""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from .quantities_en import find_english
from .quantities_zh import find_chinese
from .records import Lang, Quantity


def find_quantities(text: str, lang: Lang = "zh", published: date | None = None) -> list[Quantity]:
    """Amounts, dates, ordinals, codes and names that hold numbers, in order of place.

    `text[q.start:q.end] == q.surface` holds for every one, and none overlaps another. Values
    are exact, in base units. `published` resolves relative dates such as 去年 and last year.
    """
    if lang == "en":
        return find_english(text, published)
    return find_chinese(text, published)


def quantities_of(
    sentence: str, lang: Lang = "zh", published: date | None = None
) -> tuple[Quantity, ...]:
    """What `find_quantities` finds in a sentence, kept for those that are read several times."""
    return _read(sentence, lang, published if lang == "zh" else None)


@lru_cache(maxsize=256)
def _read(sentence: str, lang: Lang, published: date | None) -> tuple[Quantity, ...]:
    return tuple(find_quantities(sentence, lang, published))


def number_quantities(quantities: list[Quantity]) -> list[Quantity]:
    """The same quantities with ids: q1, q2, … for amounts, x1, x2, … for all others."""
    numbered: list[Quantity] = []
    amounts = others = 0
    for quantity in quantities:
        if quantity.is_amount:
            amounts += 1
            numbered.append(quantity.model_copy(update={"id": f"q{amounts}"}))
        else:
            others += 1
            numbered.append(quantity.model_copy(update={"id": f"x{others}"}))
    return numbered
