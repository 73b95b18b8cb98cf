"""Labels by rule: what each figure measures, of which place, in which state, and when."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_params import figure_params
from made_articles import Made, made_article, read_by_rule, seed_articles

CASES = json.loads((Path(__file__).parent / "cases" / "labels.json").read_text("utf-8"))


@pytest.mark.parametrize(("case", "figure"), figure_params(CASES))
def test_a_figure_gets_its_place_state_role_and_indicator(
    case: dict[str, Any], figure: dict[str, str]
) -> None:
    made = read_by_rule(made_article(case["text"], case["title"], case["published"]))
    label = made.label(figure["figure"])
    got = {
        "region": label.region,
        "status": label.status,
        "role": label.role,
        "indicator": label.indicator.code if label.indicator else None,
        "period": label.period,
    }
    wrong = {
        name: value
        for name, value in got.items()
        if name in figure and figure[name] != "*" and str(value) not in str(figure[name]).split("|")
    }
    assert not wrong, f"{figure['figure']} ({label.phrase}): {wrong}, expected {figure}"


def read(text: str, title: str = "", published: str | None = "2023-07-01") -> Made:
    return read_by_rule(made_article(text, title, published))


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_every_amount_gets_one_label_in_order(article: Any) -> None:
    made = read_by_rule(article)
    amounts = [q.id for q in made.quantities if q.is_amount]
    assert [one.quantity.id for one in made.labels] == amounts


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_a_label_lies_in_its_sentence_and_its_status_is_among_its_choices(article: Any) -> None:
    for one in read_by_rule(article).labels:
        assert one.sentence.span.covers(one.quantity.span)
        assert one.status == one.choices[0]


@pytest.mark.parametrize("destination", ["赴深圳市", "到深圳市", "在深圳市", "前往深圳市"])
def test_a_destination_governs_no_figure(destination: str) -> None:
    made = read(f"衡阳市{destination}举行推介会,签约项目22个。", "衡阳招商")
    assert made.label("22个").region == "衡阳市"


@pytest.mark.parametrize("name", ["泸州银行", "长沙银行", "贵阳大数据集团", "武汉大学"])
def test_a_place_inside_a_name_governs_no_figure(name: str) -> None:
    made = read(f"娄底市签约活动举行。{name}等单位到场,签约项目22个。", "娄底招商")
    assert made.label("22个").region == "娄底市"


@pytest.mark.parametrize(
    ("own", "region"),
    [("全市", "天水市"), ("我市", "天水市"), ("本市", "天水市")],
)
def test_own_words_mean_the_place_of_the_article(own: str, region: str) -> None:
    made = read(f"天水市召开大会。秦州区签约项目9个。{own}签约项目65个。", "天水招商")
    assert made.label("9个").region == "天水市秦州区"
    assert made.label("65个").region == region


def test_an_article_without_any_place_has_figures_of_no_place() -> None:
    assert read("签约项目65个。").label("65个").region is None


@pytest.mark.parametrize("own", ["我市", "全州", "我区", "全县"])
def test_an_article_that_names_only_its_own_place_speaks_of_that(own: str) -> None:
    assert read(f"{own}签约项目65个。").label("65个").region == f"本{own[1]}"


def test_a_heading_that_is_a_place_governs_until_the_next_one() -> None:
    made = read(
        "甘谷县:\n签约项目7个。到位资金3亿元。\n武山县:\n签约项目8个。\n天水市:\n签约项目90个。",
        "天水各县招商",
    )
    regions = {one.quantity.surface: one.region for one in made.labels}
    assert regions == {
        "7个": "天水市甘谷县",
        "3亿元": "天水市甘谷县",
        "8个": "天水市武山县",
        "90个": "天水市",
    }


def test_a_slogan_under_a_place_heading_keeps_the_place() -> None:
    made = read("甘谷县:\n奋力推动招商引资大突破\n签约项目7个。", "天水各县招商")
    assert made.label("7个").region == "天水市甘谷县"


@pytest.mark.parametrize(
    "aim",
    [
        "力争签约项目{q}",
        "确保签约项目{q}",
        "签约项目不少于{q}",
        "争取签约项目{q}",
        "目标为签约项目{q}",
        "目标是签约项目{q}",
        "要求全年完成签约项目{q}",
    ],
)
def test_a_target_is_never_told_as_a_result(aim: str) -> None:
    made = read(f"安顺市{aim.format(q='65个')}。", "安顺招商")
    assert made.label("65个").status == "target"


def test_a_list_of_aims_reaches_to_its_full_stop() -> None:
    made = read(
        "安顺市会议划定目标:签约项目65个,完成投资80亿元,引进企业20家。已签约项目7个。",
        "安顺招商",
    )
    assert [one.status for one in made.labels] == ["target", "target", "target", "actual"]


@pytest.mark.parametrize(
    "done",
    ["已签约项目{q}", "完成签约项目{q}", "累计签约项目{q}", "签约项目{q}", "实现签约项目{q}"],
)
def test_a_result_stays_a_result(done: str) -> None:
    made = read(f"安顺市{done.format(q='65个')}。", "安顺招商")
    assert made.label("65个").status == "actual"


@pytest.mark.parametrize("plan", ["计划", "预计", "拟", "将", "有望"])
def test_what_is_intended_is_planned(plan: str) -> None:
    made = read(f"安顺市{plan}开工项目65个。", "安顺招商")
    assert made.label("65个").status == "planned"


@pytest.mark.parametrize(
    "words", ["较2022年同期增长{q}", "比去年同期增长{q}", "与2022年同期相比增长{q}"]
)
def test_a_date_of_comparison_is_not_the_period(words: str) -> None:
    made = read(f"一季度,安顺市到位资金65亿元,{words.format(q='7.5%')}。", "安顺招商")
    assert made.label("7.5%").period == "2023-Q1"


@pytest.mark.parametrize(
    "name",
    [
        "2022年中国中部博览会上",
        "2025年招商行动方案推进会上",
        "2022年度项目观摩会上",
    ],
)
def test_a_year_inside_a_name_is_not_the_period(name: str) -> None:
    made = read(f"{name},安顺市签约项目65个。", "安顺招商")
    assert made.label("65个").period is None


def test_a_period_carries_to_the_sentences_behind_it() -> None:
    made = read("一季度,安顺市签约项目65个。到位资金7亿元。", "安顺招商")
    assert made.label("7亿元").period == "2023-Q1"


def test_a_part_is_marked_as_one() -> None:
    made = read("安顺市签约项目65个,其中工业项目40个。", "安顺招商")
    assert [one.is_part for one in made.labels] == [False, True]


def test_a_sum_belongs_to_the_count_before_it() -> None:
    made = read("安顺市签约项目65个、金额80亿元。", "安顺招商")
    assert made.label("80亿元").inherits


def test_what_stands_now_is_not_told_with_the_day_before_it() -> None:
    made = read_by_rule(
        made_article("5月8日，安顺市启动攻坚行动，截至目前已签约项目21个。", "安顺", "2023-06-18")
    )
    assert made.label("21个").when is None
