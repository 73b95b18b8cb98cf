"""Parts that do not add up to their whole are found, and no others."""

from __future__ import annotations

import pytest
from made_articles import made_article, read_by_rule

from llm_extract.sums import find_missed


def missed(text: str) -> list[str]:
    """Every sum of an article that fails, as the article does it."""
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    found = find_missed(made.text, made.labels, made.periods)
    return [one.finding().derived or "" for one in found]


HALF = "上半年，安顺市新签约项目268个，签约总额{}亿元。分季度看，一季度签约121个、467.9亿元，"
HALF += "二季度签约147个、604.5亿元。"
KINDS = "安顺市集中开工项目{}个。项目涵盖{}类别：产业转型项目82个，基础设施项目41个，"
KINDS += "社会民生项目24个，生态环保项目16个。"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        pytest.param(HALF.format("1052.4"), ["467.9亿元 + 604.5亿元"], id="quarters of a half"),
        pytest.param(
            KINDS.format(165, "四大"),
            ["82个 + 41个 + 24个 + 16个"],
            id="parts told by number",
        ),
    ],
)
def test_parts_that_nearly_make_up_their_whole_are_a_conflict(text: str, found: list[str]) -> None:
    assert missed(text) == found


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(HALF.format("1072.4"), id="quarters that make up the half"),
        pytest.param(HALF.format("1072"), id="a whole told rounded"),
        pytest.param(KINDS.format(163, "四大"), id="parts that make up the whole"),
        pytest.param(KINDS.format(165, "五大"), id="a part more than is told"),
        pytest.param(KINDS.format(340, "四大"), id="parts of something else"),
        pytest.param(
            "上半年，安顺市新签约项目268个。一季度签约121个。", id="one quarter of a half"
        ),
    ],
)
def test_other_parts_are_none(text: str) -> None:
    assert missed(text) == []


def test_the_sum_is_told_in_the_units_of_its_parts() -> None:
    made = read_by_rule(made_article(HALF.format("1052.4"), "安顺招商", "2023-07-01"))
    (one,) = find_missed(made.text, made.labels, made.periods)
    assert one.finding().message.endswith("467.9亿元 + 604.5亿元 is 1072.4亿元.")
