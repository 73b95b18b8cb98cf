"""Time and place in sentences: named where they change, and in full once."""

from __future__ import annotations

import pytest
from conftest import SilentModel
from hypothesis import given, settings
from hypothesis import strategies as st
from made_articles import Made, made_article, read_by_rule

from llm_extract.checks import SourceIndex
from llm_extract.dating import date_tellings, with_date
from llm_extract.errors import InputError
from llm_extract.figure_words import in_english, told_of
from llm_extract.pipeline import extract_article
from llm_extract.place_words import shortened, subject_english
from llm_extract.planning import LIMITS, Telling, is_sound, length
from llm_extract.records import Lang

LANGS: tuple[Lang, ...] = ("zh", "en")
TEXT = (
    "上半年，宜昌市招商引资势头良好。全市新签约项目256个，总投资1420亿元。\n"
    "夷陵区新签约项目41个，到位资金88亿元。\n夷陵区新开工项目23个，完成工业投资37亿元。"
)


def read(text: str = TEXT, title: str = "宜昌招商", published: str | None = "2023-07-20") -> Made:
    return read_by_rule(made_article(text, title, published))


def dated(made: Made) -> list[Telling]:
    return date_tellings(SourceIndex.of(made.article), made.tellings, made.periods)


def words_of(tellings: list[Telling], lang: Lang) -> list[str]:
    return [telling.words[lang] for telling in tellings]


@pytest.mark.parametrize(
    ("period", "words"),
    [
        ("2022-05-19", "On 19 May 2022"),
        ("2022-05", "In May 2022"),
        ("2022-Q1", "In the first quarter of 2022"),
        ("2022-H2", "In the second half of 2022"),
        ("2022", "In 2022"),
        ("2022-01/2022-03", "In January-March 2022"),
        ("2022-05-19/2022-05-21", "On 19-21 May 2022"),
        ("2023-05-20/2023-08-27", "Between 20 May and 27 August 2023"),
        ("2022-12-20/2023-01-08", "Between 20 December 2022 and 8 January 2023"),
        ("2021/2025", "In 2021-2025"),
    ],
)
def test_a_period_opens_a_sentence_so(period: str, words: str) -> None:
    assert in_english(period) == words


@pytest.mark.parametrize(
    "period", ["annual", "once built", "P10Y", "2022 season 2", "2021 Hundred-Day Campaign", ""]
)
def test_what_is_no_date_opens_no_sentence(period: str) -> None:
    with pytest.raises(InputError):
        in_english(period)
    unchanged: dict[Lang, str] = {"zh": "安顺市签约。", "en": "Anshun signed."}
    assert with_date(unchanged, period or None) == unchanged


def test_a_date_stands_in_front_and_small_words_turn_small() -> None:
    words: dict[Lang, str] = {"zh": "该区签约。", "en": "The district signed."}
    assert with_date(words, "2023-H1") == {
        "zh": "2023年上半年，该区签约。",
        "en": "In the first half of 2023, the district signed.",
    }


def test_a_name_keeps_its_capital_behind_a_date() -> None:
    words: dict[Lang, str] = {"zh": "安顺市签约。", "en": "Anshun signed."}
    assert with_date(words, "2023")["en"] == "In 2023, Anshun signed."


def test_a_period_told_elsewhere_is_named_once() -> None:
    made = read()
    assert words_of(dated(made), "zh") == [
        "2023年上半年，宜昌市新签约项目256个，总投资1420亿元。",
        "夷陵区新签约项目41个，到位资金88亿元。",
        "夷陵区新开工项目23个，完成工业投资37亿元。",
    ]


def test_a_place_is_named_in_full_once() -> None:
    english = words_of(dated(read()), "en")
    assert english[1].startswith("Yichang's Yiling District signed")
    assert english[2].startswith("Yiling District broke ground")


def test_a_sentence_with_a_date_of_its_own_gets_no_other() -> None:
    made = read("7月3日，安顺市签约项目73个，总投资120亿元。", "安顺招商")
    assert words_of(dated(made), "zh") == ["7月3日，安顺市签约项目73个，总投资120亿元。"]


def test_a_figure_without_a_period_gets_no_date() -> None:
    made = read("安顺市签约项目73个，总投资120亿元。", "安顺招商")
    assert words_of(dated(made), "en") == ["Anshun signed 73 projects worth RMB 12 billion."]


def test_what_an_article_contradicts_is_not_dated() -> None:
    made = read(
        "上半年，安顺市招商成效明显。全市新签约制造业项目68个。\n安顺市新签约制造业项目63个。",
        "安顺招商",
    )
    disputes = [telling for telling in made.tellings if telling.is_dispute]
    assert disputes
    assert [t.words for t in dated(made) if t.is_dispute] == [t.words for t in disputes]


@pytest.mark.parametrize(
    ("region", "name", "english"),
    [
        ("宜昌市夷陵区", "夷陵区", "Yiling District"),
        ("宜昌市", "宜昌市", "Yichang"),
        ("赤峰市喀喇沁旗", "喀喇沁旗", "Harqin Banner"),
        ("宜昌市长阳土家族自治县", "长阳土家族自治县", "Changyang Tujia Autonomous County"),
        ("黔南布依族苗族自治州都匀市", "都匀市", "Duyun"),
        ("本市", "本市", "the city"),
    ],
)
def test_a_place_that_was_named_in_full_is_told_by_its_own_name(
    region: str, name: str, english: str
) -> None:
    words: dict[Lang, str] = {"zh": f"{region}签约。", "en": f"{subject_english(region)} signed."}
    assert shortened(words, region) == {"zh": f"{name}签约。", "en": f"{english} signed."}


SENTENCES = (
    "上半年，安顺市签约项目73个、金额787亿元。", "普定县力争开工项目40个。", "\n", "7月3日，",
    "平坝区到位资金21亿元。", "去年，安顺市引进项目88个，到位资金90亿元。", "全市开工项目64个。",
    "西秀区新签约项目31个，总投资65亿元。", "西秀区竣工项目12个。", "今年以来，", "一季度，",
)  # fmt: skip


@settings(max_examples=25, deadline=None)
@given(st.lists(st.sampled_from(SENTENCES), max_size=12))
def test_dates_keep_the_limits_and_pass_the_checker(sentences: list[str]) -> None:
    made = read("".join(sentences), "安顺招商")
    source = SourceIndex.of(made.article)
    tellings = dated(made)
    assert [t.first for t in tellings] == [t.first for t in made.tellings]
    for lang in LANGS:
        assert sum(length(t.words[lang], lang) for t in tellings) <= LIMITS[lang]
    assert all(is_sound(source, t.words) for t in tellings if not t.is_dispute)


@pytest.mark.parametrize(
    ("phrase", "name", "words"),
    [
        ("到位省外资金", "origin", " from outside the province"),
        ("到位市外内资", "origin", " from outside the city"),
        ("省市重点项目完成投资", "field", " in provincial and municipal key projects"),
        ("重大项目完成投资", "field", " in major projects"),
        ("完成工业投资", "sort", "industrial"),
        ("固定资产投资", "sort", "fixed-asset"),
        ("完成投资", "sort", ""),
    ],
)
def test_money_is_told_with_its_origin_field_and_sort(phrase: str, name: str, words: str) -> None:
    assert told_of(phrase, name) == words


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("上半年，安顺市到位省外资金65亿元。", "funds in place from outside the province"),
        ("上半年，安顺市重点项目完成投资65亿元。", "RMB 6.5 billion of investment in key projects"),
        ("上半年，安顺市完成工业投资65亿元。", "RMB 6.5 billion of industrial investment"),
        ("上半年，安顺市实际使用外资2.5亿美元。", "$250 million of foreign capital"),
    ],
)  # fmt: skip
def test_a_summary_tells_what_money_is_and_whence(text: str, english: str) -> None:
    result = extract_article(made_article(text, "安顺招商", "2023-07-20"), SilentModel())
    assert english in result.summary.en.text


@pytest.mark.parametrize(
    ("text", "headline"),
    [
        ("上半年，安顺市签约项目73个，总投资120亿元。", "安顺市签约项目73个，总投资120亿元"),
        (
            "上半年，安顺市签约项目73个，总投资120亿元，到位资金44亿元。",
            "安顺市签约项目73个，总投资120亿元",
        ),
        ("安顺市签约项目73个，总投资120亿元。", "安顺市签约项目73个，总投资120亿元"),
        ("安顺市大抓招商。", "安顺招商"),
    ],
)
def test_a_chinese_headline_is_the_lead_without_its_date(text: str, headline: str) -> None:
    result = extract_article(made_article(text, "安顺招商", "2023-07-20"), SilentModel())
    assert result.summary.zh.headline == headline
