"""When each figure holds: told in its sentence, carried from its passage, or not at all."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from case_params import figure_params
from conftest import SilentModel
from hypothesis import given, settings
from hypothesis import strategies as st
from made_articles import made_article, read_by_rule, seed_articles

from llm_extract.pipeline import extract_article
from llm_extract.records import Article

CASES = json.loads((Path(__file__).parent / "cases" / "periods.json").read_text("utf-8"))
POINT = r"\d{4}(?:-(?:\d\d(?:-\d\d)?|Q[1-4]|H[12]))?"
PERIOD = re.compile(
    rf"{POINT}(?:/{POINT})?|annual|daily|before|once built|P\d+Y"
    r"|(?:\d{4} )?season \d+|\d{4} [A-Z].+"
)


def article_of(case: dict[str, Any]) -> Article:
    return made_article(case["text"], case["title"], case["published"])


@pytest.mark.parametrize(("case", "figure"), figure_params(CASES))
def test_a_figure_gets_its_period(case: dict[str, Any], figure: dict[str, str | None]) -> None:
    made = read_by_rule(article_of(case))
    assert made.period(figure["figure"] or "") == figure["period"]


@pytest.mark.parametrize("article", seed_articles(), ids=lambda a: a.title)
def test_every_amount_has_a_period_of_a_known_form_or_none(article: Article) -> None:
    made = read_by_rule(article)
    assert list(made.periods) == [q.id for q in made.quantities if q.is_amount]
    assert all(p is None or PERIOD.fullmatch(p) for p in made.periods.values())


@pytest.mark.parametrize("case", CASES[:12], ids=lambda c: c["does"])
def test_the_facts_of_an_article_carry_these_periods(case: dict[str, Any]) -> None:
    article = article_of(case)
    facts = extract_article(article, SilentModel()).facts
    assert {fact.quantity: fact.period for fact in facts} == read_by_rule(article).periods


TIMES = (
    "2022年", "今年", "去年", "上半年", "一季度", "前三季度", "7月", "7月3日", "8月27日",
    "3日至5日", "10月", "12月31日", "自", "从", "起", "即日起", "至", "持续到", "截至", "以来",
    "启动", "结束", "期间", "次日", "全年", "年底前", "今年以来", "3年内", "“十四五”期间",
    "第一季", "第二季", "“百日攻坚”行动", "大会现场", "力争", "计划", "达产后", "年产值",
    "安顺市", "签约项目73个", "到位资金7亿元", "增长8%", "年产5万吨", "投资9亿元",
    "，", "。", "、", "（", "）", "\n", "普定县：\n",
)  # fmt: skip


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from(TIMES), max_size=30),
    st.sampled_from([None, "2022-01-31", "2023-07-01"]),
)
def test_any_words_of_time_give_periods_of_known_forms(
    words: list[str], published: str | None
) -> None:
    made = read_by_rule(made_article("".join(words), "安顺招商", published))
    assert all(p is None or PERIOD.fullmatch(p) for p in made.periods.values()), made.periods
