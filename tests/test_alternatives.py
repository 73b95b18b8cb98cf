"""Many alternatives tried by the letter at hand."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_extract.alternatives import by_first_letter, may_open
from llm_extract.knowledge import table

WORDS = [
    "total investment",
    "totals?",
    "invest(?:ed|ment)?",
    "(?:key|major) works",
    "of [a-c]x",
    "a",
]


def cues() -> list[str]:
    """Every English cue of the checker's table."""
    rows = table("checks")
    return [cue for sort in ("nouns", "indicators") for row in rows[sort].values()
            for cue in row["en"]]  # fmt: skip


@pytest.mark.parametrize("expressions", [WORDS, cues(), [cue for cue in cues() if cue[0] == "("]])
@given(data=st.data())
def test_sorted_alternatives_fit_what_the_plain_list_fits(expressions, data):
    plain = re.compile(rf"\b(?:{'|'.join(expressions)})\b", re.IGNORECASE)
    fast = re.compile(rf"\b(?:{by_first_letter(expressions)})\b", re.IGNORECASE)
    pieces = st.sampled_from([*expressions, "Key works", "TOTAL", "of b", " ", "1", "项目"])
    text = "".join(data.draw(st.lists(pieces, max_size=8)))
    assert [m.span() for m in plain.finditer(text)] == [m.span() for m in fast.finditer(text)]


def test_what_begins_with_a_bracket_or_an_optional_letter_may_open_with_any_letter():
    expressions = ["a?b", "(?:x|y)z", "cat|dog", "cows", "[de]f"]
    assert may_open(expressions, "C") == ["a?b", "(?:x|y)z", "cat|dog", "cows", "[de]f"]
    assert may_open(expressions, "q") == ["a?b", "(?:x|y)z", "cat|dog", "[de]f"]
