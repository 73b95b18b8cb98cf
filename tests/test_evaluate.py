"""Scores against gold answers: what counts as right, and what is said of the rest."""

from __future__ import annotations

import json

import pytest

from llm_extract.errors import InputError
from llm_extract.evaluate import (
    GoldAnswer,
    read_gold,
    same_indicator,
    same_region,
    score,
    score_run,
    unit_class,
)
from llm_extract.quantities import find_quantities, number_quantities
from llm_extract.reading import read_bytes
from llm_extract.records import Fact, LanguageSummary, Provenance, Result, Summary

TEXT = (
    "泸州市集中开工重大项目95个，总投资538亿元，年计划投资153亿元，"
    "涉及基础设施和民生工程等多个领域，进展顺利。"
)


def fact(quantity, **changes):
    """A fact about Luzhou's total investment."""
    told = {
        "id": f"f{quantity.id}", "quantity": quantity.id, "indicator_zh": "总投资",
        "indicator_en": "total investment", "region": "泸州市", "status": "actual",
        "evidence": quantity.span,
    }  # fmt: skip
    return Fact(**{**told, **changes})


def result_with(**changes):
    """The result of an article whose second amount, 538亿元, is a fact."""
    article = read_bytes(TEXT.encode(), "somewhere/a.txt")
    quantities = tuple(number_quantities(find_quantities(article.text.clean)))
    told = next(q for q in quantities if q.surface == "538亿元")
    empty = LanguageSummary(headline="", text="", sentences=())
    return Result(
        article=article, quantities=quantities, facts=(fact(told, **changes),),
        projects=(), events=(), campaigns=(), findings=(), summary=Summary(zh=empty, en=empty),
        provenance=Provenance(
            model="m", prompts={}, version="0", calls=0, cached_calls=0,
            prompt_tokens=0, completion_tokens=0, seconds=0.0,
        ),
    )  # fmt: skip


def gold_with(**changes):
    """The gold answer of the same article, which holds 538亿元 alone."""
    quantity = {
        "surface": "538亿元", "clause": "总投资538亿元", "file_offset": TEXT.index("538"),
        "value": "53800000000", "unit": "CNY", "indicator_zh": "项目总投资", "region": "泸州市",
        "status": "planned", "status_alt": ["actual"], "salience": "core",
    }  # fmt: skip
    return GoldAnswer.model_validate(
        {"seed": "a.txt", "quantities": [{**quantity, **changes}], "more": "is not read"}
    )


def test_all_right():
    scored = score(result_with(), gold_with())
    assert (scored.gold, scored.found, scored.right) == (1, 1, 1)
    assert (scored.core, scored.core_right) == (1, 1)
    assert scored.parts == {"indicator": 1, "region": 1, "status": 1}


def test_what_gold_does_not_hold_is_spurious():
    scored = score(result_with(), gold_with())
    assert (scored.amounts, scored.spurious) == (3, 2)
    assert scored.misses == ["spurious: 95个", "spurious: 153亿元"]


def test_an_amount_that_was_not_found_is_listed():
    scored = score(result_with(), gold_with(file_offset=0))
    assert (scored.found, scored.right) == (0, 0)
    assert "not found: 538亿元 in 总投资538亿元" in scored.misses


@pytest.mark.parametrize("change", [{"value": "538000000"}, {"unit": "USD"}])
def test_a_wrong_amount_is_found_but_not_right(change):
    scored = score(result_with(), gold_with(**change))
    assert (scored.found, scored.right) == (1, 0)
    assert any(miss.startswith("amount: 538亿元") for miss in scored.misses)


WRONG_PARTS = {
    "indicator": {"indicator_zh": "企业家数"},
    "region": {"region": "乐山市"},
    "status": {"status": "target"},
}


@pytest.mark.parametrize(("part", "change"), WRONG_PARTS.items(), ids=WRONG_PARTS)
def test_a_core_fact_must_be_right_in_all_parts(part, change):
    scored = score(result_with(**change), gold_with())
    assert scored.core_right == 0
    assert scored.parts == {**dict.fromkeys(WRONG_PARTS, 1), part: 0}
    assert any(miss.startswith(f"{part}: 538亿元") for miss in scored.misses)


def test_a_minor_quantity_needs_no_fact():
    scored = score(result_with(region="乐山市"), gold_with(salience="minor"))
    assert (scored.right, scored.core) == (1, 0)


@pytest.mark.parametrize(
    ("ours", "gold", "same"),
    [
        ("泸州市", "四川省泸州市", True),
        ("四川省泸州市", "泸州市", True),
        ("泸州", "泸州市", True),
        ("泸州市", "乐山市", False),
        (None, None, True),
        (None, "泸州市", False),
    ],
)
def test_regions_may_leave_out_the_province(ours, gold, same):
    assert same_region(ours, gold) is same


def test_indicators_are_compared_by_what_they_mean():
    money = next(q for q in find_quantities("538亿元"))
    assert same_indicator("总投资", "项目总投资", money)
    assert not same_indicator("到位资金", "工业产值", money)


def test_counters_that_mean_the_same_are_one_class():
    assert unit_class("家") == unit_class("户")
    assert unit_class("家") != unit_class("亩")


def test_a_run_is_scored_article_by_article_and_in_all(tmp_path):
    (tmp_path / "a.json").write_text(gold_with().model_dump_json(), encoding="utf-8")
    one, total = score_run([result_with()], tmp_path)
    assert one.article == "somewhere/a.txt"
    assert (total.article, total.gold, total.core_right) == ("all", 1, 1)


def test_a_folder_without_a_fitting_answer_is_an_error(tmp_path):
    with pytest.raises(InputError, match="--gold"):
        score_run([result_with()], tmp_path)


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"seed": "a.txt", "quantities": [{}]})])
def test_a_malformed_answer_is_named(tmp_path, content):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"a.json: no gold answer"):
        read_gold(tmp_path)
