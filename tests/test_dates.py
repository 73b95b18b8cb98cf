"""Dates: ISO forms of every way to write them, and what leans on the context."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract import dates_en
from llm_extract.dates import CHINESE, DateContext, to_iso
from llm_extract.quantities import find_quantities

PUBLISHED = date(2024, 3, 20)


def isos(text, published=PUBLISHED):
    context = DateContext(published)
    return [(m[0], to_iso(m, context)) for m in CHINESE.finditer(text)]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("2024年3月18日", "2024-03-18"),
        ("二〇二四年三月十八日", "2024-03-18"),
        ("二零二三年十二月", "2023-12"),
        ("2023-05-06 09:30:00", "2023-05-06"),
        ("2023/5/6", "2023-05-06"),
        ("2023.05.06", "2023-05-06"),
        ("今年1月", "2024-01"),
        ("去年12月", "2023-12"),
        ("明年6月底", "2025-06"),
        ("前年", "2022"),
        ("上年", "2023"),
        ("3月18日至20日", "2024-03-18/2024-03-20"),
        ("3月18-20日", "2024-03-18/2024-03-20"),
        ("12月28日至明年1月3日", "2024-12-28/2025-01-03"),
        ("2月28日—3月2日", "2024-02-28/2024-03-02"),
        ("1-3月", "2024-01/2024-03"),
        ("1月至3月", "2024-01/2024-03"),
        ("3、4月", "2024-03/2024-04"),
        ("1至2月份", "2024-01/2024-02"),
        ("2023年11月至2024年2月", "2023-11/2024-02"),
        ("一季度", "2024-Q1"),
        ("首季", "2024-Q1"),
        ("2023年第四季度", "2023-Q4"),
        ("前三季度", "2024-01/2024-09"),
        ("前2个月", "2024-01/2024-02"),
        ("上半年", "2024-H1"),
        ("2023年下半年", "2023-H2"),
        ("一、二季度", "2024-01/2024-06"),
        ("2021年至2023年", "2021/2023"),
        ("2021-2023年", "2021/2023"),
        ("2023年底", "2023"),
        ("今年以来", "2024"),
        ("昨日", "2024-03-19"),
        ("今天", "2024-03-20"),
        ("上月", "2024-02"),
        ("本月5日", "2024-03-05"),
        ("上月底", "2024-02"),
        ("5月中旬", "2024-05"),
        ("18日", "2024-03-18"),
        ("15日至17日", "2024-03-15/2024-03-17"),
    ],
)
def test_a_chinese_date_has_its_iso_form(words, iso):
    assert isos(words) == [(words, iso)]


@pytest.mark.parametrize(
    "text",
    ["30日元", "3日内", "日均5单", "今日头条", "20个月", "50年代", "18.5日", "10天", "3个工作日"],
)
def test_what_only_looks_like_a_date_is_none(text):
    assert isos(text) == []


def test_a_day_alone_leans_on_the_last_month_named():
    assert [iso for _, iso in isos("2023年7月上旬出发，15日返回。")] == ["2023-07", "2023-07-15"]


def test_a_month_alone_leans_on_the_last_year_named():
    assert [iso for _, iso in isos("2022年开工，6月封顶。")] == ["2022", "2022-06"]


@pytest.mark.parametrize("words", ["今年", "5月6日", "18日", "昨日", "上半年", "上月"])
def test_without_a_reference_date_an_elliptic_date_stays_open(words):
    assert isos(words, None) == [(words, None)]


@pytest.mark.parametrize("words", ["2023年2月30日", "4月31日", "2023-02-29"])
def test_a_day_no_calendar_has_gets_no_iso_form(words):
    assert isos(words) == [(words, None)]


@pytest.mark.parametrize(
    ("words", "iso"),
    [
        ("19 May 2022", "2022-05-19"),
        ("May 19, 2022", "2022-05-19"),
        ("19 May", "--05-19"),
        ("May 19-21, 2022", "2022-05-19/2022-05-21"),
        ("6 to 7 February", "--02-06/--02-07"),
        ("January to July", "--01/--07"),
        ("January-March 2022", "2022-01/2022-03"),
        ("August 2024", "2024-08"),
        ("the first quarter of 2024", "2024-Q1"),
        ("Q2 2024", "2024-Q2"),
        ("2024 Q3", "2024-Q3"),
        ("the second half of 2023", "2023-H2"),
        ("2021-2023", "2021/2023"),
        ("2024-08-15", "2024-08-15"),
        ("the third quarter", "--Q3"),
        ("Sept. 9, 2021", "2021-09-09"),
    ],
)
def test_an_english_date_has_its_iso_form(words, iso):
    (match,) = dates_en.ENGLISH.finditer(words)
    assert (match[0], dates_en.english_iso(match)) == (words, iso)


@settings(max_examples=300, deadline=None)
@given(st.dates(date(1950, 1, 1), date(2099, 12, 31)))
def test_every_day_reads_back(day):
    assert isos(f"{day.year}年{day.month}月{day.day}日，") == [
        (f"{day.year}年{day.month}月{day.day}日", day.isoformat())
    ]
    (match,) = dates_en.ENGLISH.finditer(f"On {day.day} {day:%B} {day.year}, it")
    assert dates_en.english_iso(match) == day.isoformat()


@settings(max_examples=500, deadline=None)
@given(st.text("年月日至-、今去上本下半季度前个第一二十0123456789 ", max_size=14))
def test_any_row_of_signs_gives_an_iso_form_or_none(text):
    for _, iso in isos(text):
        assert iso is None or iso[:2].isdigit()


@pytest.mark.parametrize(
    ("published", "iso"),
    [(date(2024, 9, 10), "2024-08"), (date(2024, 1, 20), "2021-08"), (None, "2021-08")],
    ids=["of the year of publication", "in the first weeks of a year", "of no known day"],
)
def test_a_new_paragraph_forgets_a_year_named_in_passing(published: date | None, iso: str) -> None:
    context = DateContext(published)
    first = CHINESE.search("2021年5月")
    then = CHINESE.search("8月")
    assert first is not None
    assert then is not None
    assert to_iso(first, context) == "2021-05"
    context.turn_to_new_paragraph()
    assert to_iso(then, context) == iso


@pytest.mark.parametrize("words", ["今年", "本年", "本年度"])
def test_the_own_year_of_an_article_is_in_force_behind_it(words: str) -> None:
    assert isos(f"2021年5月,{words},8月") == [
        ("2021年5月", "2021-05"),
        (words, "2024"),
        ("8月", "2024-08"),
    ]


@pytest.mark.parametrize(("words", "iso"), [("去年", "2023"), ("明年", "2025")])
def test_a_year_beside_the_own_one_is_not_in_force_behind_it(words: str, iso: str) -> None:
    assert isos(f"{words},8月") == [(words, iso), ("8月", "2024-08")]


def test_quantities_of_a_later_paragraph_are_of_the_year_of_publication() -> None:
    text = "安顺市2015年5月起步。\n8月,安顺市签约项目14个。"
    found = [q.iso for q in find_quantities(text, "zh", date(2023, 9, 12)) if q.kind == "date"]
    assert found == ["2015-05", "2023-08"]
