"""The place an article is about, where it names several or none."""

from __future__ import annotations

import pytest
from made_articles import made_article, read_by_rule


def region_of(text: str, title: str = "", outlet: str | None = None) -> str | None:
    return read_by_rule(made_article(text, title, "2023-07-01", outlet)).main


WHOLE_CITY = "全市签约项目101个,全市到位资金130亿元,我市开工项目20个。"


@pytest.mark.parametrize("place", ["池州市东至县", "赤峰市敖汉旗", "娄底市娄星区"])
def test_a_county_that_figures_in_news_of_its_city_is_not_what_they_are_about(place: str) -> None:
    city, _, county = place.partition("市")
    assert region_of(f"{place}抓招商。{WHOLE_CITY}", f"{county}经验") == f"{city}市"


def test_a_county_that_speaks_of_itself_is_what_its_news_are_about() -> None:
    text = "池州市东至县抓招商。我县签约项目11个,全县到位资金13亿元,居全市第一。"
    assert region_of(text, "东至招商") == "池州市东至县"


def test_a_county_told_of_more_often_than_its_city_is_what_the_news_are_about() -> None:
    text = "池州市东至县签约项目22个。东至县到位资金9亿元。全市开工项目40个。"
    assert region_of(text, "东至招商") == "池州市东至县"


def test_a_county_that_is_called_a_city_is_meant_by_the_whole_city() -> None:
    assert region_of(f"苏州市昆山市抓招商。{WHOLE_CITY}", "昆山经验") == "苏州市昆山市"


@pytest.mark.parametrize(
    ("text", "outlet", "region"),
    [
        ("我市签约项目22个。", "安顺日报", "安顺市"),
        ("我市签约项目22个。", None, "本市"),
        ("全州签约项目22个。", None, "本州"),
        ("签约项目22个。", None, None),
    ],
    ids=["its paper's", "its own city", "its own prefecture", "none"],
)
def test_an_article_that_names_no_place_is_about(
    text: str, outlet: str | None, region: str | None
) -> None:
    assert region_of(text, "招商引资", outlet) == region


def test_a_park_of_a_county_does_not_take_the_place_of_its_city() -> None:
    made = read_by_rule(
        made_article(
            "宜春市抓招商。\n宜春经开区落户企业46家。\n签约项目达到132个。",
            "宜春招商",
            "2023-07-01",
        )
    )
    assert made.label("132个").region == "宜春市"


def test_a_number_of_counties_is_not_what_an_article_is_about() -> None:
    text = "8个县区签约项目101个。8个县区到位资金9亿元。安顺市开工项目40个。"
    assert region_of(text) == "安顺市"
