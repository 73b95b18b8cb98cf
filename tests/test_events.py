"""Dated events, the people in them, and campaigns, by rule."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import made_article, read_by_rule, seed_articles

from llm_extract.events import find_campaigns, find_events, find_people
from llm_extract.text import Span

CASES = json.loads((Path(__file__).parent / "cases" / "events.json").read_text("utf-8"))


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
        }
        for one in find_events(made.scene)
    ]
    assert events == case["events"]
    if "campaigns" in case:
        campaigns = find_campaigns(made.scene, made.main)
        told = ("name_zh", "name_en", "season", "start", "region")
        assert [{name: getattr(c, name) for name in told} for c in campaigns] == case["campaigns"]


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_events_of_the_seeds_tell_words_of_the_source(article: Any) -> None:
    made = read_by_rule(article)
    for event in find_events(made.scene):
        evidence = event.evidence.cut(made.text)
        assert event.surface in evidence
        assert event.what_zh in evidence
        assert len(event.what_zh) <= 160
        assert all(name in evidence for name in event.people)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("安顺市委书记张三率队考察。", [("张三", "安顺市委书记")]),
        ("市长李四表示,要抓项目。", [("李四", "市长")]),
        pytest.param(
            "据鑫海公司董事长王五介绍,项目已投产。",
            [("王五", "鑫海公司董事长")],
            marks=pytest.mark.xfail(reason="据 stays in front of an office", strict=True),
        ),
        ("要坚持主要领导带队招商。", []),
    ],
)
def test_people_are_found_by_their_office(text: str, people: list[tuple[str, str]]) -> None:
    assert find_people(text, Span(0, len(text))) == people
