"""Keys and passwords taken out of a text before it is written down."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from .knowledge import table

REMOVED = "[removed]"
_SHORTEST = 6
"""Characters of a given secret; a shorter one would be found in the midst of words."""


@dataclass(frozen=True)
class _Secret:
    """What one kind of secret looks like, what shows that it may be there, and what replaces it."""

    hints: tuple[str, ...]
    pattern: re.Pattern[str]
    instead: str


@cache
def _secrets() -> tuple[_Secret, ...]:
    rows = table("secrets")["secrets"]
    return tuple(
        _Secret(tuple(row["hints"]), re.compile(row["pattern"]), row["instead"]) for row in rows
    )


def without_secrets(text: str, known: Iterable[str] = ()) -> str:
    """`text` without what looks like a key or a password, and without the `known` ones.

    Raises TableError when the table of what secrets look like cannot be read.
    """
    for secret in known:
        if len(secret) >= _SHORTEST:
            text = text.replace(secret, REMOVED)
    small = text.lower()
    for kind in _secrets():
        if any(hint in small for hint in kind.hints):
            text = kind.pattern.sub(kind.instead, text)
    return text
