"""Characters that no page can show, or that change how others are shown, made visible."""

from __future__ import annotations

import re

_CONTROL_PICTURES = 0x2400
_BIDI = {
    "\u061c": "ALM", "\u200e": "LRM", "\u200f": "RLM", "\u202a": "LRE", "\u202b": "RLE",
    "\u202c": "PDF", "\u202d": "LRO", "\u202e": "RLO", "\u2066": "LRI", "\u2067": "RLI",
    "\u2068": "FSI", "\u2069": "PDI",
}  # fmt: skip
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff"
    r"\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]"
)
_SPACES = re.compile(r"[\t\n\r\u2028\u2029]+")


def shown(text: str) -> str:
    """`text` on one line, with marks of direction and control characters as signs.

    What XML cannot hold is replaced, so that no page or document breaks on it.
    """
    return _UNSEEN.sub(_sign, _SPACES.sub(" ", text))


def _sign(match: re.Match[str]) -> str:
    character = match[0]
    if character in _BIDI:
        return f"⟨{_BIDI[character]}⟩"
    return (
        chr(_CONTROL_PICTURES + ord(character)) if character < " " else "\N{REPLACEMENT CHARACTER}"
    )
