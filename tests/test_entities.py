"""Whose a figure is: a project's, a company's, or no one's but its place's."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import made_article, read_by_rule, seed_articles

from llm_extract.companies import brand_of, find_companies, full_name
from llm_extract.entities import find_entities
from llm_extract.projects import find_projects

CASES = json.loads((Path(__file__).parent / "cases" / "entities.json").read_text("utf-8"))


@pytest.mark.parametrize("case", params(CASES))
def test_figures_belong_to_the_project_or_company_they_are_told_of(case: dict[str, Any]) -> None:
    made = read_by_rule(made_article(case["text"], "安顺招商", "2023-07-01"))
    surfaces = {q.id: q.surface for q in made.quantities}
    found = find_entities(made.scene, find_projects(made.scene))
    told = {surfaces[q]: name for q, name in found.items() if surfaces[q] in case["entities"]}
    assert told == case["entities"]
    if not case["entities"]:
        assert found == {}


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_every_figure_of_a_project_is_an_amount_of_the_article(article: Any) -> None:
    made = read_by_rule(article)
    amounts = {q.id for q in made.quantities if q.is_amount}
    for project in find_projects(made.scene):
        assert set(project.quantities) <= amounts
        assert {project.amount, project.capacity} - {None} <= set(project.quantities)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("安顺市与湖南天岳新能源集团签约。", ["湖南天岳新能源集团"]),
        ("由深圳市星海供应链有限公司投资建设。", ["深圳市星海供应链有限公司"]),
        ("该公司与12家公司签约,上市公司增至3家。", []),
        ("位于产业园的贵州圣融科技有限公司一派忙碌。该公司已投产。", ["贵州圣融科技有限公司"]),
        ("市长李四与三一集团董事长座谈。", ["三一集团"]),
    ],
)
def test_companies_are_found_without_the_words_around_them(text: str, names: list[str]) -> None:
    assert [company.name for company in find_companies(text)] == names


@pytest.mark.parametrize(
    ("name", "brand"),
    [
        ("凤岭纸业年产15万吨特种纸项目", "凤岭纸业"),
        ("麦金香(平坝)中央厨房项目", "麦金香"),
        ("贵州帛韵绿色生态智能纺纱项目", "贵州帛韵"),
        ("明通实业特种合金先进材料综合利用项目", "明通实业"),
        ("息县宏通纺织高端面料项目", "宏通纺织"),
        ("车用玻璃项目", None),
        ("年产120亿只医疗级丁腈手套项目", None),
        ("旬水河梯级电站", None),
        ("川渝智能装备制造(普定)产业园", None),
    ],
)
def test_the_company_a_project_is_named_after_is_told_by_its_words(
    name: str, brand: str | None
) -> None:
    assert brand_of(name) == brand


def test_a_short_name_is_that_of_the_longest_full_name_that_holds_it() -> None:
    companies = find_companies("正海集团签约。浙江正海集团有限公司签约。")
    assert full_name("正海", companies) == "浙江正海集团有限公司"
    assert full_name("天岳", companies) is None
