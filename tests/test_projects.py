"""Named projects by rule: what they are called, and whose, where, how much and how far."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import Made, made_article, read_by_rule, seed_articles

from llm_extract.project_sites import place_figures
from llm_extract.projects import find_projects
from llm_extract.records import Project

FIELDS = ("investor", "place", "stage", "industry", "signed_on")
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
    surfaces: dict[str | None, str | None] = {q.id: q.surface for q in made.quantities}
    surfaces[None] = None
    told = {
        **{field: [getattr(one, field) for one in projects] for field in FIELDS},
        "amount": [surfaces[one.amount] for one in projects],
        "capacity": [surfaces[one.capacity] for one in projects],
        "quantities": [[surfaces[q] for q in one.quantities] for one in projects],
    }
    for field, values in told.items():
        if field in case:
            assert values[0] == case[field]
        if f"each_{field}" in case:
            assert values == case[f"each_{field}"]


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_projects_of_the_seeds_stand_in_their_evidence(article: Any) -> None:
    made = read_by_rule(article)
    projects = find_projects(made.scene)
    names = [one.name_zh for one in projects]
    assert len(names) == len(set(names))
    for one in projects:
        evidence = one.evidence.cut(made.text)
        told = "".join(c for c in evidence if c not in "“” \n")
        own = one.name_zh.endswith("协议") and one.name_zh.removeprefix(one.investor or "")
        assert (own or one.name_zh) in told


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


def test_figures_of_a_project_are_of_its_county() -> None:
    text = "天岳新能源集团投资28.6亿元的负极材料项目落户普定县。项目占地520亩，年产值40亿元。"
    made = read(text)
    placed = place_figures(made.labels, find_projects(made.scene), made.main)
    assert {one.region for one in placed} == {"安顺市普定县"}
