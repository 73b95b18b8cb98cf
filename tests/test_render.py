"""Quantities and dates in words: house style, and reading back what was written."""

from datetime import date
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
        (quantity("12000000", "TWD", "money"), "NT$12 million", "1200万新台币"),
        (quantity("0.000000004", "m", "measure"), "4 nm", "4纳米"),
        (quantity("0.0025", "m", "measure"), "2.5 mm", "2.5毫米"),
        (quantity("0.0000000275", "kg", "measure"), "27.5 micrograms", "27.5微克"),
        (quantity("0.00005", "MHz", "measure"), "50 Hz", "50赫兹"),
        (quantity("0.35", "m", "measure"), "0.35 metres", "0.35米"),
        (quantity("500000000", "GB", "measure"), "500 PB", "500PB"),
        (quantity("246000", "PFLOPS", "measure"), "246 EFLOPS", "246EFLOPS"),
        (quantity("1000", "Mbps", "measure"), "1,000 Mbps", "1000Mbps"),
        (quantity("-18", "℃", "measure"), "-18°C", "-18摄氏度"),
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


# The law: what is rendered reads back as the same quantity. Its domain is every kind, every unit
# of the tables, any value of up to 15 digits, single or as the ends of a range, and every
# qualifier. Two things alone may come back by another name:
# - "more than" stands for over and multi_more alike;
# - what is counted: a Chinese counter is told in English by the noun of [english.counted] in
#   render.toml, and an English noun in Chinese by its counter in [chinese.counters].

QUALIFIERS = ("exact", "at_least", "over", "nearly", "about", "at_most", "multi_more")
SAME_IN_ENGLISH = {"multi_more": "over"}
WORDS = table("render")
BELOW_ZERO = ("money", "percent", "percentage_point")


def units_of(kind):
    """Every unit of a kind that either language of the table of units knows."""
    units = table("units")
    rows = [units["chinese"].get(kind, {}), units["english"].get(kind, {})]
    if kind == "money":
        rows.append(units["english"]["money_after"])
    return sorted({code for row in rows for code, _ in row.values()})


UNITS = {
    **{kind: units_of(kind) for kind in ("money", "percent", "percentage_point")},
    **{kind: units_of(kind) for kind in ("measure", "duration")},
    "ratio": ["倍"],
    "count": [*units_of("count"), *sorted(table("nouns")["english"])],
}  # fmt: skip


@st.composite
def values(draw, kind, unit):
    """A decimal of up to 15 digits; whole for counts, below zero where that means a thing."""
    digits = draw(st.one_of(st.integers(0, 20), st.integers(0, 10**6), st.integers(0, 10**15 - 1)))
    places = 0 if kind == "count" else draw(st.integers(0, 12))
    value = Decimal(digits).scaleb(-places)
    zeros = draw(st.sampled_from([0, 0, 3, 4, 6, 8, 9, 12])) if digits < 10**6 else 0
    value *= Decimal(10) ** zeros
    below_zero = kind in BELOW_ZERO or unit == "℃"
    return -value if below_zero and draw(st.booleans()) else value


@st.composite
def quantities(draw, kinds=tuple(UNITS)):
    kind = draw(st.sampled_from(kinds))
    unit = draw(st.sampled_from(UNITS[kind]))
    value, high = draw(values(kind, unit)), None
    if draw(st.integers(0, 3)) == 0:
        value, high = sorted((value, draw(values(kind, unit))))
        high = None if high == value else high
    return quantity(value, unit, kind, draw(st.sampled_from(QUALIFIERS)), high)


@st.composite
def fractions(draw):
    whole = draw(st.one_of(st.integers(2, 12), st.integers(2, 9999)))
    value = Decimal(draw(st.integers(1, whole - 1))) / Decimal(whole)
    return quantity(value, "", "ratio", draw(st.sampled_from(QUALIFIERS)))


def unit_in(lang, original):
    """The unit that a quantity has when it was read from words of `lang`."""
    if original.kind != "count":
        return original.unit
    if lang == "zh" and not original.unit.isascii():
        return original.unit
    if lang == "zh":
        counters = WORDS["chinese"]["counters"]
        return counters.get(original.unit, counters[""])
    counted = WORDS["english"]["counted"]
    return counted.get(original.unit, original.unit if original.unit.isascii() else counted["个"])


SENTENCES = {
    "en": ("{}", "The city reported {} last month.", "It came to {}, officials said.", "({})"),
    "zh": ("{}", "总计{}。", "数字为{}，去年没有", "（{}）"),
}


NOUNS = {"期": "培训班"}
"""Alone 3期 is the third issue, so that it is told with what is counted."""
LEADS = {"分": "得分", "点": "指数报", "手": "成交"}
"""Units that are one only where the words before speak of them: 得分92.5分."""


def assert_reads_back(original, lang, sentence):
    words = render(original, lang, NOUNS.get(original.unit, "") if lang == "zh" else "")
    lead = LEADS.get(original.unit, "") if lang == "zh" else ""
    found = [q for q in find_quantities(sentence.format(lead + words), lang) if q.is_amount]
    said = f"{words} in {sentence}: {found}"
    assert len(found) == 1, said
    (back,) = found
    assert (back.kind, back.value, back.value_high, back.unit) == (
        original.kind, original.value, original.value_high, unit_in(lang, original),
    ), said  # fmt: skip
    if lang == "en":
        wanted = SAME_IN_ENGLISH.get(original.qualifier, original.qualifier)
        assert back.qualifier == wanted, said
    else:
        assert back.qualifier == original.qualifier, said


@settings(max_examples=1500, deadline=None)
@given(quantities(), st.sampled_from(range(4)))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_words_read_back_as_the_same_quantity(lang, original, sentence):
    assert_reads_back(original, lang, SENTENCES[lang][sentence])


@settings(max_examples=300, deadline=None)
@given(fractions(), st.sampled_from(range(4)))
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_fraction_reads_back_as_the_same_fraction(lang, original, sentence):
    assert_reads_back(original, lang, SENTENCES[lang][sentence])


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize(
    ("kind", "unit"), [(kind, unit) for kind, units in UNITS.items() for unit in units]
)
def test_every_unit_reads_back_with_every_qualifier(kind, unit, lang):
    for qualifier in QUALIFIERS:
        for value, high in (("3", None), ("1", None), ("25", None), ("20", "30")):
            assert_reads_back(quantity(value, unit, kind, qualifier, high), lang, "{}")


@st.composite
def iso_dates(draw):
    """A day, a month, a quarter, a half or a year, with or without its year."""
    year = draw(st.integers(1950, 2099))
    part = draw(
        st.one_of(
            st.dates(date(2024, 1, 1), date(2024, 12, 31)).map(lambda day: f"{day:%m-%d}"),
            st.integers(1, 12).map(lambda month: f"{month:02}"),
            st.sampled_from(["Q1", "Q2", "Q3", "Q4", "H1", "H2"]),
        )
    )
    named = f"{year}-{part}" if part != "02-29" else f"2024-{part}"
    return draw(st.sampled_from([named, named, str(year)]))


@settings(max_examples=400, deadline=None)
@given(iso_dates())
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_worded_date_reads_back_as_the_same_date(lang, iso):
    assert_date_reads_back(iso, lang)


@settings(max_examples=400, deadline=None)
@given(iso_dates(), iso_dates())
def test_an_english_period_reads_back_as_the_same_period(low, high):
    if low < high and len(low) == len(high) and low[5:6].isdigit() == high[5:6].isdigit():
        assert_date_reads_back(f"{low}/{high}", "en")


@pytest.mark.parametrize(
    "iso", ["2022-01/2022-03", "2025-02-06/2025-02-07", "2021-09-06/2021-12-03", "2020/2022"]
)
@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_worded_period_reads_back_as_the_same_period(lang, iso):
    assert_date_reads_back(iso, lang)


def assert_date_reads_back(iso, lang):
    words = render_date(iso, lang)
    sentence = f"The work ended in {words}." if lang == "en" else f"{words}，项目开工。"
    dates = [q.iso for q in find_quantities(sentence, lang) if q.kind == "date"]
    assert dates == [iso], words
