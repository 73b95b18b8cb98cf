"""Text: clean text and its source stay mapped to each other through any edits."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_extract.text import Replacement, Span, Text

WORDS = st.text("甲乙丙丁1 2\n", max_size=4)


@st.composite
def edited_texts(draw):
    """A source and the text that random rounds of random changes make of it."""
    source = draw(st.text("甲乙丙丁1 2\n", min_size=1, max_size=30))
    text = Text.of(source)
    for step in range(draw(st.integers(0, 4))):
        size = len(text.clean)
        cuts = sorted(draw(st.lists(st.integers(0, size), max_size=8, unique=True)))
        changes = [
            Replacement(Span(start, end), draw(WORDS))
            for start, end in zip(cuts[::2], cuts[1::2], strict=False)
        ]
        text = text.replace(f"step {step}", changes)
    return source, text


def block_edges(text):
    """Offsets inside a block or between its remains, where a span may not begin or end."""
    edges = set()
    for segment in text.segments:
        if segment.is_block:
            edges.update(range(segment.clean.start + 1, segment.clean.end))
    for one, other in pairwise(text.segments):
        if one.raw.overlaps(other.raw):
            edges.update(range(one.clean.start + 1, other.clean.end))
    return edges


@given(edited_texts(), st.data())
def test_clean_to_raw_to_clean_returns_the_span_it_started_from(edited, data):
    source, text = edited
    if not text.clean:
        return
    start = data.draw(st.integers(0, len(text.clean) - 1))
    end = data.draw(st.integers(start + 1, len(text.clean)))
    if {start, end} & block_edges(text):
        return
    raw = text.raw_span(Span(start, end))
    assert 0 <= raw.start < raw.end <= len(source)
    assert text.clean_span(raw) == Span(start, end)


@given(edited_texts())
def test_segments_cover_the_clean_text_without_gap(edited):
    _, text = edited
    assert "".join(segment.clean.cut(text.clean) for segment in text.segments) == text.clean


@given(edited_texts())
def test_raw_spans_never_run_backwards(edited):
    _, text = edited
    starts = [segment.raw.start for segment in text.segments]
    assert starts == sorted(starts)


def test_a_text_is_its_own_source_before_any_edit():
    text = Text.of("招商引资")
    assert text.raw_span(Span(1, 3)) == Span(1, 3)
    assert text.edits == ()


def test_a_change_of_equal_length_keeps_the_mapping_of_single_characters():
    text = Text.of("項目落地").replace("step", [Replacement(Span(0, 2), "项目")])
    assert text.clean == "项目落地"
    assert text.raw_span(Span(1, 2)) == Span(1, 2)


def test_a_change_of_another_length_maps_as_a_block():
    text = Text.of("于910日签约").replace("step", [Replacement(Span(1, 5), "9月10日")])
    assert text.raw_span(Span(2, 3)) == Span(1, 5)
    assert text.clean_span(Span(2, 3)) == Span(1, 6)


def test_removed_characters_have_no_clean_span():
    text = Text.of("甲(jiǎ)乙").replace("step", [Replacement(Span(1, 6), "")])
    assert text.clean == "甲乙"
    assert text.clean_span(Span(1, 6)) is None


def test_edits_of_later_steps_are_given_in_offsets_of_the_source():
    text = Text.of("甲　　乙丙").replace("one", [Replacement(Span(1, 3), "")])
    text = text.replace("two", [Replacement(Span(1, 2), "丁", "why", choice=True)])
    last = text.edits[-1]
    assert (last.step, last.raw, last.before, last.after) == ("two", Span(3, 4), "乙", "丁")
    assert (last.note, last.choice) == ("why", True)


@pytest.mark.parametrize("span", [Span(0, 0), Span(2, 1), Span(0, 9), Span(-1, 1)])
def test_a_span_that_is_empty_or_outside_is_refused(span):
    with pytest.raises(ValueError, match="no span of a text"):
        Text.of("招商").raw_span(span)


def test_no_changes_leave_the_text_as_it_is():
    text = Text.of("招商")
    assert text.replace("step", []) is text


@pytest.mark.parametrize(
    ("outer", "inner", "covers", "overlaps"),
    [
        (Span(0, 4), Span(1, 3), True, True),
        (Span(0, 4), Span(3, 5), False, True),
        (Span(0, 4), Span(4, 6), False, False),
    ],
)
def test_spans_know_what_they_cover_and_overlap(outer, inner, covers, overlaps):
    assert outer.covers(inner) is covers
    assert outer.overlaps(inner) is overlaps
