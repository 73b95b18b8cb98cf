"""Fractions in words that tell a percentage of the source: two fifths of the city's total."""

from __future__ import annotations

import re

from .amounts import is_fraction_of
from .comparison import Comparison
from .matching import Candidate, context_score
from .stated import Stated

_SHARE_REACH = {"zh": 8, "en": 45}
_OF_WHOLE = {
    "zh": re.compile("占(?!地)"),
    "en": re.compile(
        r"\bof (?:the |its |all )?(?:(?:city|county|province|district|prefecture|region|park|zone"
        r"|country)['’]s |national |provincial )?(?:total|whole)\b"
        r"|\baccount(?:s|ed|ing)? for\b|\bma[dk](?:e|es|ing) up\b"
    ),
}
"""Around a fraction that is the share of a part in the whole."""


def is_share_of_whole(pair: Comparison, claim: Stated) -> bool:
    """Whether a fraction is told as the share that a part has of all."""
    lang = pair.claim.lang
    return _OF_WHOLE[lang].search(pair.around(claim, _SHARE_REACH[lang])) is not None


def tells_fraction(claim: Stated, other: Candidate, *, of_whole: bool) -> bool:
    """Whether a fraction in words is a percentage of the source that the context fits.

    One told `of_whole` fits none that is a rate of something else.
    """
    fits = is_fraction_of(claim.quantity, other.source.quantity)
    if not fits or (of_whole and not other.source.share):
        return False
    return context_score(claim, other.source) >= 0
