"""Words known only when a text is read, found in it."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from llm_extract.occurrences import find_any, starts_of


@given(st.sets(st.text("ab", min_size=1, max_size=3)), st.text("abc", max_size=30))
def test_of_words_that_begin_alike_the_longest_is_found_and_none_overlaps(words, text):
    longest = "|".join(sorted(words, key=len, reverse=True)) or "(?!)"
    expected = [match.span() for match in re.finditer(longest, text)]
    assert expected == [(span.start, span.end) for span in find_any(words, text)]


def test_a_word_that_does_not_fit_leaves_room_for_a_shorter_one():
    found = find_any(["Da", "Dazhou"], "Da Dazhou", lambda span: span.end == len("Da"))
    assert [(span.start, span.end) for span in found] == [(0, 2)]


def test_a_word_of_no_characters_stands_nowhere():
    assert list(starts_of("", "达州")) == []
    assert [span.start for span in find_any(["", "州"], "达州")] == [1]
