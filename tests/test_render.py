"""Quantities and dates in words: house style, and reading back what was written."""

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.errors import InputError
from llm_extract.knowledge import table
from llm_extract.quantities import find_quantities
from llm_extract.records import Quantity
from llm_extract.render import plural, render, render_date


def quantity(value, unit, kind, qualifier="exact", high=None):
    return Quantity(
        surface="", start=0, end=0, value=Decimal(value), unit=unit, kind=kind,
        qualifier=qualifier, value_high=None if high is None else Decimal(high),
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given_quantity", "english", "chinese"),
    [
        (quantity("53800000000", "CNY", "money"), "RMB 53.8 billion", "538亿元"),
        (quantity("110408000000", "CNY", "money"), "RMB 110.408 billion", "1104.08亿元"),
        (quantity("120000000", "CNY", "money"), "RMB 120 million", "1.2亿元"),
        (quantity("20000", "CNY", "money"), "RMB 20,000", "2万元"),
        (quantity("1200000000000", "CNY", "money"), "RMB 1.2 trillion", "1.2万亿元"),
        (quantity("1200000000", "USD", "money"), "$1.2 billion", "12亿美元"),
        (quantity("5000000", "EUR", "money"), "€5 million", "500万欧元"),
        (quantity("5000000", "HKD", "money"), "HK$5 million", "500万港元"),
        (quantity("3000000000", "JPY", "money"), "JPY 3 billion", "30亿日元"),
        (quantity("9.5", "%", "percent"), "9.5%", "9.5%"),
        (quantity("0.6", "pp", "percentage_point"), "0.6 percentage points", "0.6个百分点"),
        (quantity("1", "pp", "percentage_point"), "1 percentage point", "1个百分点"),
        (quantity("20000", "t", "measure"), "20,000 tonnes", "2万吨"),
        (quantity("28.9", "km2", "measure"), "28.9 sq km", "28.9平方公里"),
        (quantity("1000", "mu", "measure"), "1,000 mu", "1000亩"),
        (quantity("100", "MW", "measure"), "100 MW", "100兆瓦"),
        (quantity("1.5", "天", "duration"), "1.5 days", "1.5天"),
        (quantity("10", "年", "duration"), "10 years", "10年"),
        (quantity("2", "个月", "duration"), "two months", "2个月"),
        (quantity("95", "家", "count"), "95 companies", "95家"),
        (quantity("12000000000", "只", "count"), "12 billion pieces", "120亿只"),
        (quantity("12345", "人", "count"), "12,345 people", "12345人"),
        (quantity("20000", "CNY", "money", high="200000"), "RMB 20,000-200,000", "2万元至20万元"),
        (quantity("5", "家", "count", high="8"), "5-8 companies", "5至8家"),
        (quantity("200", "家", "count", "at_least"), "at least 200 companies", "不少于200家"),
        (quantity("2e11", "CNY", "money", "over"), "more than RMB 200 billion", "超2000亿元"),
        (quantity("6", "pp", "percentage_point", "nearly"),
         "nearly 6 percentage points", "近6个百分点"),
        (quantity("3", "个月", "duration", "about"), "about three months", "约3个月"),
        (quantity("45", "工作日", "duration", "at_most"),
         "within 45 working days", "不超过45个工作日"),
        (quantity("10", "%", "percent", "at_most"), "no more than 10%", "不超过10%"),
        (quantity("10", "场", "count", "multi_more"), "more than 10 events", "10余场"),
        (quantity("500", "家", "count", "multi_more"), "more than 500 companies", "500余家"),
        (quantity("3", "project", "count"), "three projects", "3个"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_quantity_is_worded_in_house_style(given_quantity, english, chinese):
    assert render(given_quantity, "en") == english
    assert render(given_quantity, "zh") == chinese


@pytest.mark.parametrize(
    ("value", "noun", "words"),
    [
        ("3", "project", "three projects"),
        ("1", "project", "one project"),
        ("10", "signed project", "10 signed projects"),
        ("2", "promotion city", "two promotion cities"),
        ("0", "project", "0 projects"),
    ],
)
def test_a_counted_noun_agrees_with_its_number(value, noun, words):
    assert render(quantity(value, "个", "count"), "en", noun) == words


def test_a_count_can_stay_bare():
    assert render(quantity("95", "个", "count"), "en", counter=False) == "95"


def test_a_chinese_noun_follows_its_counter():
    assert render(quantity("95", "个", "count"), "zh", "项目") == "95个项目"


def test_a_qualifier_can_be_left_to_the_sentence():
    assert render(quantity("200", "家", "count", "at_least"), "zh", qualified=False) == "200家"


def test_what_is_no_amount_comes_back_as_it_stands():
    code = Quantity(surface="3+7", start=0, end=3, value=None, unit="", kind="code")
    assert render(code, "en") == "3+7"


@pytest.mark.parametrize(
    ("noun", "many"),
    [("company", "companies"), ("batch", "batches"), ("day", "days"), ("person", "people")],
)
def test_plurals(noun, many):
    assert plural(noun) == many


@pytest.mark.parametrize(
    ("iso", "english", "chinese"),
    [
        ("2022-05-19", "19 May 2022", "2022年5月19日"),
        ("2022-01", "January 2022", "2022年1月"),
        ("2022", "2022", "2022年"),
        ("2022-Q1", "the first quarter of 2022", "2022年第一季度"),
        ("2022-H2", "the second half of 2022", "2022年下半年"),
        ("--05-19", "19 May", "5月19日"),
        ("2022-01/2022-03", "January-March 2022", "2022年1-3月"),
        ("2021-09-06/2021-12", "6 September 2021 to December 2021", "2021年9月6日至2021年12月"),
        ("2025-02-06/2025-02-07", "6-7 February 2025", "2025年2月6-7日"),
        ("2021-09-06/2021-12-03", "6 September-3 December 2021", "2021年9月6日至12月3日"),
        ("2021-12-06/2022-01-03",
         "6 December 2021 to 3 January 2022", "2021年12月6日至2022年1月3日"),
        ("2020/2022", "2020-2022", "2020年至2022年"),
    ],
)  # fmt: skip
def test_a_date_is_worded_in_both_languages(iso, english, chinese):
    assert render_date(iso, "en") == english
    assert render_date(iso, "zh") == chinese


@pytest.mark.parametrize(("lang", "words"), [("en", "19 May"), ("zh", "5月19日")])
def test_the_year_of_a_date_can_be_left_out(lang, words):
    assert render_date("2022-05-19", lang, "without_year") == words


@pytest.mark.parametrize("iso", ["", "soon", "2022-13", "2022-Q5", "2022-Q1-01", "2022/2023/2024"])
def test_what_is_no_iso_date_is_refused(iso):
    with pytest.raises(InputError, match="is no date"):
        render_date(iso, "en")


# The law: what is rendered reads back as the same quantity.

QUALIFIERS = ("exact", "at_least", "over", "nearly", "about", "at_most", "multi_more")
SAME = {"multi_more": "over"}
UNITS = {
    "money": ("CNY", "USD", "EUR", "HKD", "JPY"),
    "percent": ("%",),
    "percentage_point": ("pp",),
    "measure": ("km2", "m2", "mu", "ha", "t", "kg", "km", "MW", "kW", "kWh"),
    "duration": ("年", "个月", "周", "天", "工作日", "小时"),
    "count": (*"个家户项条名人次场类支只", "人次", "批次"),
}  # fmt: skip


@st.composite
def quantities(draw):
    kind = draw(st.sampled_from(sorted(UNITS)))
    unit = draw(st.sampled_from(UNITS[kind]))
    digits = st.integers(1, 10**6)
    places = st.integers(0, 2) if kind in ("percent", "percentage_point") else st.integers(-9, 2)
    if kind == "count":
        places = st.integers(-7, 0)
    value = draw(digits).__int__() * Decimal(10) ** -draw(places)
    if kind == "percent":
        value = value % 1000 + 1
    if kind == "duration":
        value = value % 1000 + 2
    return quantity(value, unit, kind, draw(st.sampled_from(QUALIFIERS)))


def read_back(words, lang, before, after):
    found = [q for q in find_quantities(f"{before}{words}{after}", lang) if q.is_amount]
    assert len(found) == 1, (words, found)
    return found[0]


@settings(max_examples=400, deadline=None)
@given(quantities())
def test_chinese_words_read_back_as_the_same_quantity(original):
    words = render(original, "zh")
    found = read_back(words, "zh", "总计", "。")
    assert (found.kind, found.value, found.unit) == (original.kind, original.value, original.unit)
    assert SAME.get(found.qualifier, found.qualifier) == SAME.get(
        original.qualifier, original.qualifier
    )


@settings(max_examples=400, deadline=None)
@given(quantities())
def test_english_words_read_back_as_the_same_quantity(original):
    words = render(original, "en")
    found = read_back(words, "en", "The city reported ", " last month.")
    unit = original.unit
    if original.kind == "count":
        unit = table("render")["english"]["counted"][unit]
    assert (found.kind, found.value, found.unit) == (original.kind, original.value, unit)
    assert SAME.get(found.qualifier, found.qualifier) == SAME.get(
        original.qualifier, original.qualifier
    )


@settings(max_examples=200, deadline=None)
@given(
    st.sampled_from([("CNY", "money"), ("家", "count"), ("t", "measure"), ("%", "percent")]),
    st.integers(2, 999), st.integers(1, 999), st.sampled_from([0, 4, 6, 8, 9]),
)  # fmt: skip
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_range_reads_back_as_the_same_range(lang, unit_and_kind, low, more, zeros):
    unit, kind = unit_and_kind
    scale = 1 if kind == "percent" else Decimal(10) ** zeros
    original = quantity(low * scale, unit, kind, high=(low + more) * scale)
    found = read_back(render(original, lang), lang, "", "。" if lang == "zh" else " in total.")
    assert (found.value, found.value_high) == (original.value, original.value_high)


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_every_unit_the_finder_knows_can_be_worded(lang):
    codes = {
        code
        for kind in ("money", "measure", "duration", "percentage_point")
        for code, _ in table("units")["chinese"][kind].values()
    }
    words = table("render")
    english = {*words["english"]["units"], *words["chinese"]["units"]}
    assert codes - english <= {"年", "个月", "周", "天", "小时", "分钟"}
    assert all(render(quantity("2", code, "measure"), lang) for code in codes)


@pytest.mark.parametrize("iso", ["2022-05-19", "2022-01", "2022-Q1", "2022-01/2022-03", "2022-H1"])
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_worded_date_reads_back_as_the_same_date(lang, iso):
    words = render_date(iso, lang)
    sentence = f"The work ended in {words}." if lang == "en" else f"{words}，项目开工。"
    dates = [q.iso for q in find_quantities(sentence, lang) if q.kind == "date"]
    assert dates == [iso]
