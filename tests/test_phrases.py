"""The words of a clause that say what a figure measures."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_articles import seed_articles

from llm_extract.cues import segment_end, segment_start
from llm_extract.phrases import find_phrase
from llm_extract.quantities import find_quantities
from llm_extract.sentences import sentences

CASES = json.loads((Path(__file__).parent / "cases" / "phrases.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{case['figure']} {case['phrase']}",
            marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)]
            if "known_failure" in case
            else [],
        )
        for case in CASES
    ],
)
def test_a_figure_is_told_of_these_words(case: dict[str, Any]) -> None:
    text = case["text"]
    quantities = find_quantities(text, "zh")
    quantity = next(q for q in quantities if q.surface == case["figure"])
    sentence = next(s.span for s in sentences(text) if s.span.covers(quantity.span))
    inside = [q for q in quantities if sentence.covers(q.span)]
    phrase = find_phrase(text, quantity, inside, sentence)
    assert phrase.words == case["phrase"]
    assert phrase.is_direct is case.get("direct", phrase.is_direct)
    assert phrase.inherits is case.get("inherits", phrase.inherits)


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_phrases_of_the_seeds_are_short_words_of_their_text(article: Any) -> None:
    text = article.text.clean
    quantities = find_quantities(text, "zh")
    for sentence in sentences(text):
        inside = [q for q in quantities if sentence.span.covers(q.span)]
        for quantity in inside:
            words = find_phrase(text, quantity, inside, sentence.span).words
            assert len(words) <= 48
            assert "\n" not in words
            assert all(character in text + "年产能项目总投资时限" for character in words)


@given(st.text(alphabet="项目,，。;：()（）、1234", max_size=40), st.data())
def test_a_stretch_between_commas_holds_its_place(text: str, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(text)))
    start, end = segment_start(text, place, 0), segment_end(text, place, len(text))
    assert 0 <= start <= place <= end <= len(text)


@pytest.mark.parametrize(
    ("text", "figure", "stretch"),
    [
        ("签约项目,总投资1,234亿元,到位", "1,234", "总投资1,234亿元"),
        ("签约,总投资(含二期,三期)538亿元。", "538", "总投资(含二期,三期)538亿元"),
    ],
)
def test_a_comma_inside_a_number_or_brackets_parts_nothing(
    text: str, figure: str, stretch: str
) -> None:
    place = text.index(figure)
    start, end = segment_start(text, place, 0), segment_end(text, place, len(text))
    assert text[start:end] == stretch
