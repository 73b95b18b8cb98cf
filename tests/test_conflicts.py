"""Contradictions of an article: found where totals differ, and nowhere else."""

from __future__ import annotations

import pytest
from made_articles import Made, made_article, read_by_rule

from llm_extract.conflicts import Conflict

ONE = "安顺,抓住机遇,新签约制造业项目68个,金额365亿元。"


def read(text: str) -> Made:
    return read_by_rule(made_article(text, "安顺招商", "2023-07-01"))


def pairs(conflicts: list[Conflict]) -> list[tuple[str, str]]:
    return [(c.one.quantity.surface, c.other.quantity.surface) for c in conflicts]


def test_two_values_of_one_total_are_a_conflict_with_the_sums_behind_them() -> None:
    made = read(f"{ONE}又讯,新签约制造业项目63个,金额318亿元。")
    assert pairs(made.conflicts) == [("68个", "63个"), ("365亿元", "318亿元")]


def test_verbs_that_vary_make_no_difference() -> None:
    made = read(f"{ONE}又讯,累计促成新签约制造业项目63个。")
    assert pairs(made.conflicts) == [("68个", "63个")]


def test_a_finding_tells_both_values_and_points_at_both_places() -> None:
    made = read(f"{ONE}又讯,新签约制造业项目63个。")
    finding = made.conflicts[0].finding()
    assert (finding.verdict, finding.severity) == ("source_conflict", "warning")
    assert finding.source_span is not None
    assert finding.claim_span is not None
    assert finding.source_span.cut(made.text) == finding.expected == "68个"
    assert finding.claim_span.cut(made.text) == finding.claim == "63个"
    assert "安顺市" in finding.message


@pytest.mark.parametrize(
    ("other", "why"),
    [
        ("又讯,新签约制造业项目68个。", "the same value"),
        ("西秀区,新签约制造业项目63个。", "another place"),
        ("大会现场新签约制造业项目63个。", "one event"),
        ("会上,集中签约仪式当天新签约制造业项目63个。", "one day"),
        ("力争新签约制造业项目100个。", "a target"),
        ("计划新签约制造业项目100个。", "a plan"),
        ("新签约项目63个,其中新签约制造业项目40个。", "a part"),
        ("新签约农业项目63个。", "other words"),
        ("新开工制造业项目63个。", "another indicator"),
        ("新签约制造业企业63家。", "another unit"),
        ("签约10亿元以上制造业项目5个。", "a size class"),
    ],
)
def test_what_is_told_of_something_else_is_no_conflict(other: str, why: str) -> None:
    assert read(f"{ONE}{other}").conflicts == [], why


def test_a_total_its_parts_do_not_make_is_told_with_them() -> None:
    text = "上半年，安顺市新签约项目268个，签约总额1052.4亿元。一季度签约121个、467.9亿元，"
    text += "二季度签约147个、604.5亿元。"
    told = read(text).tellings[-1]
    assert told.is_dispute
    assert told.words["zh"].endswith("1052.4亿元，与文中分项467.9亿元、604.5亿元之和不符。")
    assert told.words["en"].endswith("its parts: RMB 46.79 billion and RMB 60.45 billion.")


def test_another_period_is_no_conflict() -> None:
    text = "一季度,安顺市新签约制造业项目68个。二季度,安顺市新签约制造业项目63个。"
    assert read(text).conflicts == []


@pytest.mark.parametrize("count", [0, 1])
def test_a_text_with_one_total_or_none_has_no_conflict(count: int) -> None:
    assert read(ONE * count).conflicts == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "安顺市新签约制造业项目68个。又讯,新签约制造业项目63个。",
            [("68个", "63个")],
            id="place",
        ),
        pytest.param(
            f"{ONE}又讯,新签约制造业项目68个,金额318亿元。",
            [("365亿元", "318亿元")],
            id="sums",
        ),
        pytest.param(
            "安顺,累计到位资金365亿元。又讯,累计到位资金318亿元。",
            [("365亿元", "318亿元")],
            marks=pytest.mark.xfail(reason="sums of their own are not compared", strict=True),
            id="sums alone",
        ),
    ],
)
def test_every_contradiction_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert pairs(read(text).conflicts) == expected
