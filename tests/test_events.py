"""Dated events, the people in them, and campaigns, by rule."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import made_article, read_by_rule, seed_articles

from llm_extract.campaigns import find_campaigns
from llm_extract.drive_events import dated_campaigns, find_drive_events
from llm_extract.events import find_events
from llm_extract.milestones import find_milestones, name_steps
from llm_extract.people import find_people
from llm_extract.projects import find_projects
from llm_extract.statements import with_statements
from llm_extract.text import Span

CASES = json.loads((Path(__file__).parent / "cases" / "events.json").read_text("utf-8"))
CAMPAIGNS = json.loads((Path(__file__).parent / "cases" / "campaigns.json").read_text("utf-8"))


@pytest.mark.parametrize("case", params(CAMPAIGNS))
def test_campaigns_are_found_with_the_days_they_ran(case: dict[str, Any]) -> None:
    made = read_by_rule(made_article(case["text"], "安顺招商", case["published"]))
    told = [one.model_dump() for one in find_campaigns(made.scene, made.main)]
    assert [
        {name: one[name] for name in wanted}
        for one, wanted in zip(told, case["campaigns"], strict=True)
    ] == case["campaigns"]


@pytest.mark.parametrize("case", params(CASES))
def test_events_and_campaigns_are_found(case: dict[str, Any]) -> None:
    published = case.get("published", "2023-07-01")
    made = read_by_rule(made_article(case["text"], "安顺招商", published))
    surfaces = {q.id: q.surface for q in made.quantities}
    events = [
        {
            "date": one.date,
            "what": one.what_zh,
            "place": one.place,
            "people": list(one.people),
            "quantities": [surfaces[q] for q in one.quantities],
            **({"organisations": list(one.organisations)} if one.organisations else {}),
        }
        for one in find_events(made.scene)
    ]
    assert events == case["events"]
    if "campaigns" in case:
        campaigns = find_campaigns(made.scene, made.main)
        told = [c.model_dump() for c in campaigns]
        fields = [list(wanted) for wanted in case["campaigns"]]
        assert len(told) == len(fields)
        assert [
            {name: one[name] for name in names} for one, names in zip(told, fields, strict=True)
        ] == case["campaigns"]


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_events_of_the_seeds_tell_words_of_the_source(article: Any) -> None:
    made = read_by_rule(article)
    for event in find_events(made.scene):
        evidence = event.evidence.cut(made.text)
        assert event.surface in evidence
        assert event.what_zh in evidence
        assert len(event.what_zh) <= 160
        assert all(name in made.text for name in event.people)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("安顺市委书记张三率队考察。", [("张三", "安顺市委书记")]),
        ("市长李四表示,要抓项目。", [("李四", "市长")]),
        ("据鑫海公司董事长王五介绍,项目已投产。", [("王五", "鑫海公司董事长")]),
        ("要坚持主要领导带队招商。", []),
    ],
)
def test_people_are_found_by_their_office(text: str, people: list[tuple[str, str]]) -> None:
    found = find_people(text, Span(0, len(text)))
    assert [(one.name_zh, one.office_zh) for one in found] == people


def test_people_have_their_offices_in_english() -> None:
    text = "安顺市委常委、统战部长、白酒(食品)产业链链长李四率队考察。"
    (person,) = find_people(text, Span(0, len(text)))
    assert person.name_en == "Li Si"
    assert person.office_zh == "安顺市委常委、统战部长、白酒(食品)产业链链长"
    assert person.office_en.startswith("Standing Committee member of the CPC Anshun Municipal")
    assert not any("一" <= c <= "鿿" for c in person.office_en)


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_the_people_of_an_event_are_its_officials(article: Any) -> None:
    for event in find_events(read_by_rule(article).scene):
        assert event.people == tuple(one.name_zh for one in event.officials)


MILESTONES = [
    (
        "5月18日，华恒轴承产业园项目签约落户平坝区，6月26日开工。",
        [("2023-06-26", "华恒轴承产业园项目开工")],
    ),
    (
        "华恒轴承产业园项目去年11月签约，今年9月开工。",
        [("2022-11", "华恒轴承产业园项目签约"), ("2023-09", "华恒轴承产业园项目开工")],
    ),
    ("6月8日，安顺市集中签约项目12个。", []),
    (
        "天岳储能电池产业园项目总投资52亿元。这个总投资52亿元的项目今年5月复工。",
        [("2023-05", "天岳储能电池产业园项目复工")],
    ),
]


@pytest.mark.parametrize(("text", "steps"), MILESTONES, ids=lambda x: str(x)[:12])
def test_the_dated_steps_of_a_project_are_events_of_it(
    text: str, steps: list[tuple[str, str]]
) -> None:
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    told = find_events(made.scene)
    found = find_milestones(made.scene, find_projects(made.scene), told, date(2023, 7, 1))
    assert [(one.date, one.what_zh) for one in found] == steps


DRIVES = [
    (
        "今年3月1日，我市启动“项目攻坚百日行动”，6月9日收官。",
        [("2023-03-01", "我市启动“项目攻坚百日行动”"), ("2023-06-09", "“项目攻坚百日行动”收官")],
    ),
    (
        "从3月1日到6月9日，安顺市开展百日攻坚行动，签约项目63个。",
        [("2023-03-01/2023-06-09", "安顺市开展百日攻坚行动，签约项目63个")],
    ),
    ("百日攻坚行动要求，6月9日结束前开工项目40个。", []),
]


@pytest.mark.parametrize(("text", "turns"), DRIVES, ids=lambda x: str(x)[:12])
def test_the_days_on_which_a_drive_began_and_ended_are_events(
    text: str, turns: list[tuple[str, str]]
) -> None:
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    told = find_events(made.scene)
    events = [*told, *find_drive_events(made.scene, told)]
    assert sorted((one.date or "", one.what_zh) for one in events) == turns


def test_a_step_told_without_its_project_takes_its_name() -> None:
    text = "天岳绞股蓝精深加工项目，总投资5.2亿元，6月12日在长安镇奠基。"
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    named = name_steps(made.scene, find_projects(made.scene), find_events(made.scene))
    assert [one.what_zh for one in named] == ["天岳绞股蓝精深加工项目在长安镇奠基"]


AHEAD = [
    (
        "天岳储能电池产业园项目总投资52亿元，计划2024年6月投产。",
        [("2024-06", "天岳储能电池产业园项目计划投产")],
    ),
    ("全市选派24名干部，7月20日前到岗。", [("2023-07-20", "全市选派24名干部，到岗")]),
    ("安顺市6月底前完成固定资产投资120亿元。", []),
    ("力争7月底前签约项目开工率达到90%。", []),
]


@pytest.mark.parametrize(("text", "steps"), AHEAD, ids=lambda x: str(x)[:12])
def test_steps_and_tasks_still_to_come_are_planned(text: str, steps: list[tuple[str, str]]) -> None:
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    found = find_milestones(made.scene, find_projects(made.scene), [], date(2023, 7, 1))
    assert [(one.date, one.what_zh) for one in found if one.status == "planned"] == steps


SAID = [
    (
        "“安顺市今年签约项目12个。”安顺市投资促进局局长李四说。",
        [("李四", "said")],
    ),
    ("安顺市公司董事长李四说，公司签约项目12个。", []),
    ("安顺市投资促进局局长李四说，要解放思想、真抓实干。", []),
]


@pytest.mark.parametrize(("text", "told"), SAID, ids=lambda x: str(x)[:12])
def test_what_a_public_official_tells_is_an_event_where_it_says_something(
    text: str, told: list[tuple[str, str]]
) -> None:
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    found = with_statements(made.scene, [])
    assert [(name, one.status) for one in found for name in one.people] == told


def test_who_speaks_at_a_meeting_told_before_took_part_in_it() -> None:
    text = "6月28日，安顺市招商引资推进会召开。\n安顺市市长李四在会上强调，要抓项目12个。"
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    (meeting,) = with_statements(made.scene, find_events(made.scene))
    assert meeting.people == ("李四",)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市领导张三、李四出席会议。", ["张三", "李四"]),
        ("州长才让多杰率团赴苏州招商。", ["才让多杰"]),
        ("县长艾尼瓦尔·吾守尔说，要抓项目。", ["艾尼瓦尔·吾守尔"]),
    ],
)
def test_people_with_one_post_and_of_other_peoples_are_found(text: str, names: list[str]) -> None:
    assert [one.name_zh for one in find_people(text, Span(0, len(text)))] == names


def test_what_a_reporter_learned_at_a_meeting_tells_the_meeting() -> None:
    text = "记者从6月28日召开的安顺市招商引资推进会上获悉，全市签约项目12个。"
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-01"))
    (event,) = find_events(made.scene)
    assert (event.date, event.what_zh) == ("2023-06-28", "安顺市招商引资推进会")


def test_a_drive_has_the_days_that_events_tell_of_it() -> None:
    text = "安顺市招商引资“百日攻坚”行动成效明显。从3月28日打响到7月5日收官，签约项目63个。"
    made = read_by_rule(made_article(text, "安顺招商", "2023-07-10"))
    campaigns = find_campaigns(made.scene, made.main)
    told = find_drive_events(made.scene, find_events(made.scene), date(2023, 7, 10))
    (drive,) = dated_campaigns(made.scene, campaigns, told)
    assert (drive.start, drive.end) == ("2023-03-28", "2023-07-05")
