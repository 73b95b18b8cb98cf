"""Numerals: every script, whole or not at all."""

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.knowledge import table
from llm_extract.numerals import fold, parse_arabic, parse_chinese, parse_span
from llm_extract.numerals_en import parse_english


@pytest.mark.parametrize(
    ("numeral", "value"),
    [
        ("5", "5"),
        ("1,326.5", "1326.5"),
        ("-8.92", "-8.92"),
        ("零", "0"),
        ("两", "2"),
        ("十", "10"),
        ("十五", "15"),
        ("二十", "20"),
        ("一百零五", "105"),
        ("一百五", "150"),
        ("三千六百", "3600"),
        ("三万五", "35000"),
        ("三万零五", "30005"),
        ("两千亿", "2e11"),
        ("伍佰亿", "5e10"),
        ("伍拾贰亿叁仟万", "5.23e9"),
        ("1.2万", "12000"),
        ("1.2万亿", "1.2e12"),
        ("百亿", "1e10"),
        ("万亿", "1e12"),
        ("亿", "1e8"),
        ("2亿3千万", "2.3e8"),
        ("1万5千", "15000"),
        ("三点五", "3.5"),
        ("三点五亿", "3.5e8"),
        ("二〇二四", "2024"),
        ("三万五千亿", "3.5e12"),
        ("20百万", "2e7"),
        ("一亿零三十万", "100300000"),
    ],
)
def test_a_chinese_or_mixed_numeral_has_its_value(numeral, value):
    assert parse_chinese(numeral) == Decimal(value)


@pytest.mark.parametrize(
    "numeral",
    [
        "",
        "-",
        "一一",
        "三三三",
        "百百",
        "十百",
        "亿万",
        "万万",
        "亿亿",
        "3三",
        "1.2.3",
        "1,23",
        "五x",
        "点五",
        "五点",
        "五点百",
        "零百",
        "一万二万",
        "--5",
        "1" * 50,
        "一" * 50,
        "5-",
        ".5",
        "5.",
    ],
)
def test_what_does_not_fit_as_a_whole_is_no_numeral(numeral):
    assert parse_chinese(numeral) is None


@pytest.mark.parametrize(
    ("numeral", "ends"),
    [
        ("七八", (7, 8)),
        ("三四十", (30, 40)),
        ("十七八", (17, 18)),
        ("五六百万", (5e6, 6e6)),
        ("三五", (3, 5)),
        ("七", None),
        ("八七", None),
        ("一九", None),
        ("", None),
        ("七八九", None),
    ],
)
def test_two_neighbouring_digits_are_a_span(numeral, ends):
    assert parse_span(numeral) == ends


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("53.8 billion", "53.8e9"),
        ("53,800,000,000", "53.8e9"),
        ("two hundred", "200"),
        ("one hundred and five", "105"),
        ("twenty-three", "23"),
        ("half a billion", "5e8"),
        ("a million", "1e6"),
        ("two and a half", "2.5"),
        ("10-billion", "1e10"),
        ("300m", "3e8"),
        ("1.2bn", "1.2e9"),
        ("a dozen", "12"),
        ("two dozen", "24"),
        ("zero", "0"),
        ("-3", "-3"),
        ("five hundred thousand", "500000"),
        ("two million three hundred thousand", "2300000"),
        ("one and a half billion", "1.5e9"),
        ("a million and a half", "1.5e6"),
        ("a quarter of a million", "250000"),
        ("two point three million", "2.3e6"),
        ("half a dozen", "6"),
        ("minus 3", "-3"),
        ("\u22125.6", "-5.6"),
    ],
)
def test_english_words_and_figures_have_their_value(words, value):
    assert parse_english(words) == Decimal(value)


@pytest.mark.parametrize(
    "words",
    [
        "",
        "and",
        "two three",
        "5 6",
        "twenty twenty",
        "two thirty",
        "million million x",
        "1.2.3",
        "thousand million",
        "five apples",
        "twenty zero",
        "seven a",
    ],
)
def test_english_words_that_do_not_fit_are_no_numeral(words):
    assert parse_english(words) is None


@pytest.mark.parametrize(
    "numeral", ["12,34", "1,2345", "1 000", "٣", "1e5", "+5", "½", "", "1.", "1_0"]
)
def test_an_arabic_numeral_is_strict(numeral):
    assert parse_arabic(numeral) is None


def chinese_of(number):
    """`number` below a hundred million in plain Chinese numerals."""
    digits, result, zero = "零一二三四五六七八九", "", False
    if number >= 10_000:
        rest = number % 10_000
        gap = "零" if 0 < rest < 1000 else ""
        return f"{chinese_of(number // 10_000)}万{gap}{chinese_of(rest) if rest else ''}"
    for factor, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // factor % 10
        if digit:
            result += ("零" if zero and result else "") + digits[digit] + word
        zero = not digit
    return result


@settings(max_examples=500, deadline=None)
@given(st.integers(1, 10**8 - 1))
def test_a_number_written_in_chinese_reads_back(number):
    assert parse_chinese(chinese_of(number)) == number


@settings(max_examples=500, deadline=None)
@given(st.decimals(0, 10**9, places=2), st.sampled_from(["", "万", "亿", "万亿"]))
def test_a_mixed_numeral_reads_back_exactly(number, scale):
    factor = {"": 1, "万": 10**4, "亿": 10**8, "万亿": 10**12}[scale]
    assert parse_chinese(f"{number:f}{scale}") == number * factor


@settings(max_examples=1000, deadline=None)
@given(st.text("零〇一二两三五九十百千万亿点0123,.-余x", max_size=8), st.sampled_from("x元?#"))
def test_a_numeral_parses_whole_or_not_at_all(numeral, other):
    assert parse_chinese(numeral + other) is None
    assert parse_chinese(other + numeral) is None


@settings(max_examples=500, deadline=None)
@given(st.text())
def test_folding_keeps_the_length(text):
    assert len(fold(text)) == len(text)


def test_every_chinese_digit_of_the_table_has_the_value_unicode_gives_it():
    rows = table("numerals")["chinese"]
    for character, value in {**rows["digits"], **rows["small"], **rows["big"]}.items():
        assert unicodedata.numeric(character, value) == value


def test_every_fold_is_one_character_to_one_and_changes_it():
    folds = table("numerals")["chinese"]["folds"]
    assert len(folds["from"]) == len(folds["to"]) == len(set(folds["from"]))
    assert all(a != b for a, b in zip(folds["from"], folds["to"], strict=True))


def test_no_folded_character_is_folded_again():
    folds = table("numerals")["chinese"]["folds"]
    assert not set(folds["from"]) & set(folds["to"])
