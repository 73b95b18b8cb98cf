"""Named projects by rule: what they are called, and whose, where, how much and how far."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import Made, made_article, read_by_rule, seed_articles

from llm_extract.projects import find_projects
from llm_extract.records import Project

CASES = json.loads((Path(__file__).parent / "cases" / "projects.json").read_text("utf-8"))


def read(text: str) -> Made:
    return read_by_rule(made_article(text, "安顺招商", "2023-07-01"))


def found(text: str) -> list[Project]:
    return find_projects(read(text).scene)


@pytest.mark.parametrize("case", params(CASES))
def test_projects_are_found_with_what_is_said_of_them(case: dict[str, Any]) -> None:
    made = read(case["text"])
    projects = find_projects(made.scene)
    assert [one.name_zh for one in projects] == case["names"]
    surfaces = {q.id: q.surface for q in made.quantities}
    for field in ("investor", "place", "stage"):
        if field in case:
            assert getattr(projects[0], field) == case[field]
    if "amount" in case:
        amount = projects[0].amount
        assert (surfaces[amount] if amount else None) == case["amount"]


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_projects_of_the_seeds_stand_in_their_evidence(article: Any) -> None:
    made = read_by_rule(article)
    projects = find_projects(made.scene)
    names = [one.name_zh for one in projects]
    assert len(names) == len(set(names))
    for one in projects:
        evidence = one.evidence.cut(made.text)
        assert one.name_zh in "".join(c for c in evidence if c not in "“” \n")


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_english_names_of_projects_hold_no_chinese(article: Any) -> None:
    for one in find_projects(read_by_rule(article).scene):
        assert not any("一" <= c <= "鿿" for c in one.name_en)


@pytest.mark.parametrize(
    "text",
    [
        "安顺市以项目为王,抓项目、谋项目、上项目。",
        "安顺市推动一批重大产业项目、民生项目、基础设施项目开工。",
        "安顺市围绕“1+3”主导产业,签约项目60个,投资总额289亿元。",
        "安顺市召开项目推进会,通报重点项目进展情况。",
    ],
)
def test_slogans_and_meetings_are_no_projects(text: str) -> None:
    assert found(text) == []


def test_a_project_whose_sum_is_known_keeps_it() -> None:
    text = "投资8亿元的鑫海锂电铜箔项目开工。鑫海锂电铜箔项目二期投资3亿元。"
    made = read(text)
    (project,) = find_projects(made.scene)
    assert project.amount == made.label("8亿元").quantity.id
