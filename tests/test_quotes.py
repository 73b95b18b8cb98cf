"""Quotations are found digit by digit, and altered ones are shown where they came from."""

import json
import random
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_extract.checks import locate_quote
from llm_extract.checks.folding import fold, numbers, simplified
from llm_extract.text import Span

ROOT = Path(__file__).parents[1]
CASES = json.loads((ROOT / "tests/cases/quotes.json").read_text(encoding="utf-8"))
sys.path.insert(0, str(ROOT / "benchmarks"))
from quotes import Tally, measure, seed_sources, windows  # noqa: E402

SAMPLE = 60


@pytest.mark.parametrize("case", CASES, ids=[case["reason"] for case in CASES])
def test_case(case, request):
    """Each quotation has the status, place and difference the case states."""
    if case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(strict=True))
    match = locate_quote(case["quote"], case["source"])
    assert match.status == case["status"], match
    if "found" in case:
        assert match.span is not None
        assert match.span.cut(case["source"]) == case["found"]
    if "difference" in case:
        assert match.difference == case["difference"]


@pytest.fixture(scope="module")
def sources() -> dict[str, str]:
    return seed_sources(ROOT / "seeds")


@pytest.fixture(scope="module")
def tallies(sources) -> dict[str, Tally]:
    return measure(sources, SAMPLE)


@pytest.mark.parametrize("kind", ["true", "width", "punctuation"])
def test_quotations_of_the_seeds_are_found_in_their_place(tallies, kind):
    tally = tallies[kind]
    found = tally.statuses["exact"] + tally.statuses["folded"] - tally.misplaced
    assert found >= 0.995 * tally.statuses.total(), tally


def test_a_changed_digit_is_never_accepted_and_nearly_always_located(tallies):
    tally = tallies["digit"]
    assert tally.statuses["exact"] + tally.statuses["folded"] == 0, tally
    assert tally.statuses["altered"] >= 0.95 * tally.statuses.total(), tally


def test_quotations_of_other_articles_are_not_found(tallies):
    tally = tallies["foreign"]
    found = tally.statuses["exact"] + tally.statuses["folded"]
    assert found <= 0.002 * tally.statuses.total(), tally
    assert tally.statuses["altered"] <= 0.03 * tally.statuses.total(), tally


def test_quotations_from_a_traditional_page_may_be_simplified(sources):
    source = max(sources.values(), key=len)
    chance = random.Random(7)  # noqa: S311
    pieces = windows(source, 100, chance)
    quotes = [source[start:end].translate(simplified()) for start, end in pieces]
    assert sum(locate_quote(quote, source).ok for quote in quotes) >= 99


@given(st.text(alphabet="总投资亿元，。, \n1234567890.“”()（）", max_size=60))
def test_folding_keeps_every_digit_and_its_offset(text):
    folded = fold(text)
    assert [c for c in folded.text if c.isdigit()] == re.findall(r"\d", text)
    for character, offset in zip(folded.text, folded.offsets, strict=True):
        if character.isdigit() or character in "总投资亿元":
            assert text[offset] == character


@given(st.data())
def test_any_window_that_cuts_no_number_is_found_exactly(data):
    source = (
        "第一季，泸州新签约项目73个、金额787亿元，新增到位资金404.5亿元；二十二家企业，1,200人。"
    )
    start = data.draw(st.integers(0, len(source) - 8))
    end = data.draw(st.integers(start + 8, len(source)))
    span = Span(start, end)
    match = locate_quote(span.cut(source), source)
    if numbers(source).is_cut(span):
        assert match.status in ("altered", "not_found")
    else:
        assert (match.status, match.span) == ("exact", span)


@given(st.integers(1, 99999), st.integers(1, 99999))
def test_another_number_is_never_accepted(one, other):
    if one != other:
        match = locate_quote(f"总投资{one}亿元", f"集中开工重大项目，总投资{other}亿元。")
        assert match.status in ("altered", "not_found")
