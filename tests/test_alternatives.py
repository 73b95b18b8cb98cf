"""Many alternatives tried by the letter at hand."""

from __future__ import annotations

import re
from functools import cache

import pytest
from hypothesis import given, settings
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


@cache
def cues() -> tuple[str, ...]:
    """Every English cue of the checker's table."""
    rows = [row for sort in ("nouns", "indicators") for row in table("checks")[sort].values()]
    return tuple(cue for row in rows for cue in row["en"])


@cache
def patterns(expressions: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The plain list of them, and the sorted one."""
    lists = ("|".join(expressions), by_first_letter(expressions))
    return tuple(re.compile(rf"\b(?:{one})\b", re.IGNORECASE) for one in lists)


@pytest.mark.parametrize("expressions", [tuple(WORDS), cues()])
@given(data=st.data())
@settings(deadline=None)
def test_sorted_alternatives_fit_what_the_plain_list_fits(expressions, data):
    plain, fast = patterns(expressions)
    pieces = st.sampled_from([*expressions, "Key works", "TOTAL", "of b", " ", "1", "项目"])
    text = "".join(data.draw(st.lists(pieces, max_size=8)))
    assert [m.span() for m in plain.finditer(text)] == [m.span() for m in fast.finditer(text)]


def test_what_begins_with_a_bracket_or_an_optional_letter_may_open_with_any_letter():
    expressions = ["a?b", "(?:x|y)z", "cat|dog", "cows", "[de]f"]
    assert may_open(expressions, "C") == ["a?b", "(?:x|y)z", "cat|dog", "cows", "[de]f"]
    assert may_open(expressions, "q") == ["a?b", "(?:x|y)z", "cat|dog", "[de]f"]
