"""Indicators: what the table says of a phrase, row by row."""

import pytest

from llm_extract.indicators import adjectives, classify, combinations, indicators


@pytest.mark.parametrize("row", indicators(), ids=lambda row: row.code)
def test_a_row_names_its_indicator_in_both_languages(row):
    assert row.zh
    assert row.en
    assert row.kinds


@pytest.mark.parametrize("row", combinations(), ids=lambda row: "+".join(row.codes))
def test_a_combination_holds_known_indicators(row):
    assert set(row.codes) <= {indicator.code for indicator in indicators()}
    assert row.did
    assert row.do


def test_a_row_fits_only_its_kinds_and_units():
    row = next(row for row in indicators() if row.units)
    assert not any(row.fits(row.zh, kind, "no such unit") for kind in row.kinds)
    assert not row.fits(row.zh, "ordinal", row.units[0])


@pytest.mark.parametrize(
    ("phrase", "kind", "unit"),
    [("总投资", "money", "CNY"), ("签约项目", "count", "个"), ("同比增长", "percent", "%")],
)
def test_a_common_phrase_is_known(phrase, kind, unit):
    assert classify(phrase, kind, unit) is not None


def test_an_unknown_phrase_is_none():
    assert classify("月亮的颜色", "ordinal", "") is None


def test_the_first_row_that_fits_is_taken():
    found = classify("总投资", "money", "CNY")
    first = next(row for row in indicators() if row.fits("总投资", "money", "CNY"))
    assert found == first


def test_an_adjective_is_told_once():
    words = adjectives("重大重大项目").split()
    assert len(words) == len(set(words)) > 0


def test_a_phrase_without_modifiers_has_no_adjectives():
    assert adjectives("月亮") == ""
