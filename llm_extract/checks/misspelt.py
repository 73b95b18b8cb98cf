"""Names of places that a Chinese claim writes with one wrong character: 毫州市 for 亳州市."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.gazetteer import gazetteer
from llm_extract.records import Finding
from llm_extract.text import Span

from .places import Places
from .readings import Reading

_SHORTEST, _LONGEST = 3, 6
_LEVELS = ("province", "city", "county")
_GENERAL = (
    "全各本我该外他她其此两三四五六七八九十多某哪每在从到和与及据对由向以是的为有市县区州省旗镇乡"
)


def check_misspelt(claim: Reading, source: str, places: Places) -> Iterator[Finding]:
    """A finding for every name one character away from a place's that is no place itself."""
    surfaces = {p.surface for p in places.named if p.level in _LEVELS}
    for surface in sorted(surfaces):
        if not _SHORTEST <= len(surface) <= _LONGEST or surface in claim.text:
            continue
        forms = (
            f"{re.escape(surface[:n])}[^{_GENERAL}\\W\\d]{re.escape(surface[n + 1 :])}"
            for n in range(len(surface) - 1)
        )
        for match in re.finditer("|".join(forms), claim.text):
            if match[0] not in source and match[0] not in gazetteer().entries:
                yield _finding(match, surface)


def _finding(match: re.Match[str], surface: str) -> Finding:
    return Finding(
        verdict="name_mismatch",
        severity="error",
        message=f"No place is called {match[0]}; the source names {surface}.",
        claim=match[0],
        claim_span=Span(*match.span()),
        expected=surface,
    )
