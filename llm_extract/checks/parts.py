"""Figures of one sentence of a claim that must fit one another: a whole, its parts, the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise, product

from llm_extract.records import Finding

from . import wording
from .comparison import Comparison
from .derivations import announces
from .operands import alike, value_in
from .readings import Reading
from .stated import Stated
from .tellings import finding, is_small_word

_ONE = 1
_WORDS = 26
_LEAST_PARTS = 3
_COMPRISE = re.compile(
    r"(?: [\w-]+){0,3}(?: (?:comprised?|comprising|consist(?:s|ed|ing)? of|(?:are|were) made up of"
    r"|(?:are|were|is) (?:split|divided) into|break down into|fall into)\b)"
)
"""Between a whole and all of its parts."""
_OF_WHICH = {
    "zh": re.compile("[，,]?其中[^，。；\\d]{0,8}"),
    "en": re.compile(r"[^.;,\d]{0,30},? (?:of which|including) (?:only |some |about )?"),
}
"""Between a whole and a part of it."""


def check_parts(claim: Reading) -> Iterator[Finding]:
    """A finding for every part that is larger than the whole it is told of."""
    for one, part in pairwise(claim.stated):
        if one.sentence != part.sentence or one.change or part.change or not _is_level(one, part):
            continue
        gap = claim.text[one.quantity.end : part.quantity.start]
        if _OF_WHICH[claim.lang].fullmatch(gap) and value_in(part, one.quantity) > value_in(
            one, one.quantity
        ):
            message = f"{part.quantity.surface} cannot be a part of {one.quantity.surface}."
            yield finding(part, "arithmetic_conflict", message, None, one.quantity.surface)


def check_comprised(claim: Reading) -> Iterator[Finding]:
    """A finding where the parts an English whole comprises do not add up to it."""
    if claim.lang != "en":
        return
    for number, told in claim.by_sentence.items():
        end = claim.outline.sentence(number).end
        for index, whole in enumerate(told):
            match = _COMPRISE.match(claim.text, whole.quantity.end, end)
            parts = told[index + 1 :] if match else []
            counts = [p.quantity.value or Decimal(0) for p in parts if p.quantity.kind == "count"]
            total = sum(counts, Decimal(0))
            if len(counts) < _LEAST_PARTS or len(counts) < len(parts):
                continue
            if whole.quantity.kind == "count" and total != whole.quantity.value:
                words = " + ".join(part.quantity.surface for part in parts)
                message = f"{words} is {wording.plain(total)}, not {whole.quantity.surface}."
                yield finding(whole, "arithmetic_conflict", message, None, wording.plain(total))


def _is_level(one: Stated, part: Stated) -> bool:
    kinds = {one.quantity.kind, part.quantity.kind}
    return (
        len(kinds) == 1
        and kinds <= {"money", "count", "measure"}
        and one.quantity.unit == part.quantity.unit
        and alike(one.quantity, part.quantity)
        and not (one.threshold or part.threshold)
    )


def wrong_part(pair: Comparison, claim: Stated) -> Finding | None:
    """A finding where a figure the source lacks is told as what is left of others of the claim.

    The others are the source's own. Without a word such as "the rest" a slip in one digit of
    what would be right is taken for failed arithmetic.
    """
    quantity = claim.quantity
    if quantity.value is None or quantity.qualifier != "exact" or is_small_word(quantity):
        return None
    told = [s for s in pair.beside(claim) if _is_known(pair, s)]
    left = _left(claim, told) or _apart(claim, told)
    if left is None:
        return None
    value, words = left
    if value == quantity.value or any(_is_value(claim, value, s) for s in pair.source.stated):
        return None
    announced = announces("rest", pair.around(claim, _WORDS), pair.claim.lang)
    if not (announced or _slips(quantity.value, value)):
        return None
    message = f"{words} is {wording.plain(value)}, not {quantity.surface}."
    found = finding(claim, "arithmetic_conflict", message, pair.in_source(told[0].quantity))
    return found.model_copy(update={"derived": words, "expected": wording.plain(value)})


def _left(claim: Stated, told: list[Stated]) -> tuple[Decimal, str] | None:
    """What the parts told leave of the whole told before them."""
    like = [s for s in told if alike(claim.quantity, s.quantity) and not s.threshold]
    like = [s for s in like if not s.change and s.quantity.kind == claim.quantity.kind]
    if len(like) < 2:  # noqa: PLR2004 -- a whole and a part
        return None
    whole = max(like, key=lambda s: value_in(s, claim.quantity))
    if whole.quantity.start > claim.quantity.start:
        return None
    parts = [s for s in like if s is not whole]
    rest = value_in(whole, claim.quantity) - sum(
        (value_in(part, claim.quantity) for part in parts), Decimal(0)
    )
    words = " − ".join(s.quantity.surface for s in (whole, *parts))
    return (rest, words) if rest > 0 else None


def _apart(claim: Stated, told: list[Stated]) -> tuple[Decimal, str] | None:
    """The other of two rates that lie so many percentage points apart: the likelier one."""
    if claim.quantity.kind != "percent":
        return None
    rates = [s for s in told if s.quantity.kind == "percent" and s.quantity.value]
    gaps = [s for s in told if s.quantity.kind == "percentage_point"]
    found = [
        (rate.quantity.value + sign * gap.quantity.value, rate, gap, sign)
        for rate, gap, sign in product(rates, gaps, (-1, 1))
        if rate.quantity.value is not None and gap.quantity.value is not None
    ]
    if not found:
        return None
    near = min(found, key=lambda row: abs(row[0] - (claim.quantity.value or 0)))
    sign = "+" if near[3] > 0 else "−"
    return near[0], f"{near[1].quantity.surface} {sign} {near[2].quantity.surface}"


def _is_known(pair: Comparison, stated: Stated) -> bool:
    """Whether the source has a figure of the claim, in the same unit."""
    value = stated.quantity.value
    return value is not None and any(_is_value(stated, value, s) for s in pair.source.stated)


def _is_value(like: Stated, value: Decimal, source: Stated) -> bool:
    return alike(like.quantity, source.quantity) and value_in(source, like.quantity) == value


def _slips(told: Decimal, right: Decimal) -> bool:
    """Whether one digit of a figure differs."""
    one, other = f"{told.normalize():f}", f"{right.normalize():f}"
    return len(one) == len(other) and sum(a != b for a, b in zip(one, other, strict=True)) == _ONE
