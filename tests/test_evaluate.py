"""Scores against gold answers: what counts as right, and what is said of the rest."""

from __future__ import annotations

import json

import pytest

from llm_extract.errors import InputError
from llm_extract.evaluate import (
    GoldAnswer,
    Score,
    corpus_digest,
    falls,
    read_floors,
    read_gold,
    score,
    score_run,
    write_floors,
)
from llm_extract.evaluate.likeness import (
    name_likeness,
    same_indicator,
    same_name,
    same_period,
    same_region,
    telling_likeness,
    unit_class,
)
from llm_extract.evaluate.told import carried_share
from llm_extract.quantities import find_quantities, number_quantities
from llm_extract.reading import read_bytes
from llm_extract.records import (
    Campaign,
    Event,
    Fact,
    Finding,
    LanguageSummary,
    Project,
    Provenance,
    Result,
    Summary,
)
from llm_extract.text import Span

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


def counts(scored, metric):
    """How many are right, and of how many."""
    return scored.right[metric], scored.of[metric]


def misses(scored, metric):
    """What was noted as wrong of one metric."""
    return [miss.message for miss in scored.misses if miss.metric == metric]


def test_all_right():
    scored = score(result_with(), gold_with())
    assert counts(scored, "quantities.recall") == counts(scored, "quantities.right") == (1, 1)
    assert counts(scored, "core.all") == (1, 1)
    assert scored.statuses == {("planned", "actual"): 1}


def test_what_gold_does_not_hold_is_spurious():
    scored = score(result_with(), gold_with())
    assert counts(scored, "quantities.precision") == (1, 3)
    assert misses(scored, "quantities.precision") == ["spurious: 95个", "spurious: 153亿元"]


def test_an_amount_that_was_not_found_is_listed():
    scored = score(result_with(), gold_with(file_offset=0))
    assert counts(scored, "quantities.recall") == counts(scored, "quantities.right") == (0, 1)
    assert counts(scored, "core.all") == (0, 1)
    assert misses(scored, "quantities.recall") == ["not found: 538亿元"]


@pytest.mark.parametrize("change", [{"value": "538000000"}, {"unit": "USD"}])
def test_a_wrong_amount_is_found_but_not_right(change):
    scored = score(result_with(), gold_with(**change))
    assert counts(scored, "quantities.recall") == (1, 1)
    assert counts(scored, "quantities.right") == (0, 1)
    assert misses(scored, "quantities.right")[0].startswith("538亿元 is")


WRONG_PARTS = {
    "indicator": {"indicator_zh": "企业家数"},
    "region": {"region": "乐山市"},
    "status": {"status": "target"},
    "period": {"period": "2021"},
}


@pytest.mark.parametrize(("part", "change"), WRONG_PARTS.items(), ids=WRONG_PARTS)
def test_a_core_fact_must_be_right_in_all_parts(part, change):
    scored = score(result_with(**change), gold_with())
    assert counts(scored, "core.all") == (0, 1)
    assert {p: scored.right[f"core.{p}"] for p in WRONG_PARTS} == {
        **dict.fromkeys(WRONG_PARTS, 1),
        part: 0,
    }
    assert misses(scored, f"core.{part}")[0].startswith("538亿元")


def test_a_minor_quantity_is_counted_apart():
    scored = score(result_with(region="乐山市"), gold_with(salience="minor"))
    assert counts(scored, "core.all") == (0, 0)
    assert counts(scored, "minor.region") == (0, 1)


PERIODS = {
    "a quarter is its months": ("2022-01/2022-03", "2022-Q1", True),
    "a range with two dots": ("2025-02-06/2025-02-07", "2025-02-06..2025-02-07", True),
    "undated is none": (None, "undated", True),
    "a day is no month": ("2022-04-24", "2022-04", False),
    "a season by its number": ("2021 season 1", "2021 season 1", True),
    "another season": ("2021 season 1", "2021 season 2", False),
    "a campaign by its year": ("2021 campaign", "2021 Hundred-Day Campaign", True),
    "a year is no campaign": ("2021", "2021 Hundred-Day Campaign", False),
    "years from now": ("P10Y", "within 10 years", True),
    "a plan period": ("2021/2025", "14th Five-Year Plan period", True),
    "another plan period": ("2016/2020", "13th Five-Year Plan period", True),
    "no date at all": ("soon", "later", False),
    "a deadline by its end": ("2022-01/2022-09", "by 2022-09-30", True),
    "a deadline by another end": ("2022-01/2022-10", "by 2022-09-30", False),
    "a deadline that has no date": (None, "by 2022-09-30", False),
    "a deadline told by its month": ("2022-09", "by 2022-09-30", True),
    "once built": ("once built", "once in full operation", True),
    "built by other words": ("once built", "at full capacity", True),
    "built is no year": ("once built", "annual", False),
    "each year, whatever else is said": ("annual", "annual, once built", True),
    "each day is not each year": ("daily", "annual", False),
    "a half-year is its months": ("2022-H1", "2022-01/2022-06", True),
    "the other half-year": ("2022-H2", "2022-H1", False),
    "a year is its quarters": ("2022-01/2022-12", "2022", True),
    "a battle by its year": ("2022 Hundred-Day Campaign", "2022 hundred-day battle", True),
    "campaigns of two years": ("2021 Hundred-Day Campaign", "2022 campaign", False),
    "a month that no calendar has": ("2022-13", "2022-12", False),
    "so many years, not others": ("P10Y", "within 5 years", False),
}


@pytest.mark.parametrize(("ours", "gold", "same"), PERIODS.values(), ids=PERIODS)
def test_periods_are_compared_by_their_days(ours, gold, same):
    assert same_period(ours, gold) is same


def test_names_are_the_same_when_one_holds_the_other():
    assert same_name("正凯先进智造产业园项目", "正凯先进智造产业园")
    assert not same_name("正凯先进智造产业园", "智能硬件贴片中心")
    assert same_name(None, None)
    assert not same_name(None, "正凯先进智造产业园")
    assert name_likeness("一二三四五", "六七八九十") == 0


def test_an_event_is_told_by_the_share_of_its_words():
    assert telling_likeness("泸州市集中开工重大项目95个", "集中开工95个项目") > 0.5
    assert telling_likeness("泸州市集中开工重大项目95个", "书记会见客商") == 0


NAMED = {
    "projects": (
        "projects",
        Project(name_zh="东方科技园项目", name_en="", place="泸州市", evidence=Span(0, 3)),
        {"name_zh": "东方科技园", "place": "四川省泸州市"},
    ),
    "events": (
        "events",
        Event(date="2022-04-24", surface="4月24日", what_zh="集中开工仪式", evidence=Span(0, 3)),
        {"date": "2022-04-24", "what_zh": "集中开工仪式举行"},
    ),
    "campaigns": (
        "campaigns",
        Campaign(name_zh="“百日攻坚”行动", name_en="", evidence=Span(0, 3)),
        {"name_zh": "泸州“百日攻坚”行动"},
    ),
}


@pytest.mark.parametrize(("name", "ours", "gold"), NAMED.values(), ids=NAMED)
def test_named_things_are_paired_one_to_one(name, ours, gold):
    answer = GoldAnswer.model_validate({"seed": "a.txt", "quantities": [], name: [gold, gold]})
    scored = score(result_with().model_copy(update={name: (ours,)}), answer)
    assert counts(scored, f"{name}.recall") == (1, 2)
    assert counts(scored, f"{name}.precision") == (1, 1)
    assert scored.rate(f"{name}.f1") == pytest.approx(2 / 3)


def test_a_contradiction_counts_when_both_its_values_are_pointed_at():
    text_places = [TEXT.index(words) for words in ("538亿元", "153亿元")]
    spans = [Span(place, place + 5) for place in text_places]
    finding = Finding(
        verdict="source_conflict", severity="warning", message="two values",
        claim_span=spans[0], source_span=spans[1],
    )  # fmt: skip
    relation = {"relation": "x", "holds": False, "numbers": ["53800000000", "15300000000"]}
    answer = GoldAnswer.model_validate({"seed": "", "quantities": [], "consistency": [relation]})
    found = score(result_with().model_copy(update={"findings": (finding,)}), answer)
    missed = score(result_with(), answer)
    assert counts(found, "contradictions.recall") == (1, 1)
    assert counts(found, "contradictions.precision") == (1, 1)
    assert counts(missed, "contradictions.recall") == (0, 1)


def summary_of(text):
    """A summary of one sentence."""
    return LanguageSummary(headline="", text=text, sentences=())


def test_a_key_fact_is_carried_by_its_figures():
    fact = "泸州开工项目95个,总投资538亿元。"
    assert carried_share(fact, summary_of("95个项目开工，总投资538亿元。"), "zh") == 1
    assert carried_share(fact, summary_of("95个项目开工，总投资53.8亿元。"), "zh") == 0.5
    english = summary_of("Luzhou broke ground on 95 projects worth RMB 53.8 billion.")
    assert carried_share("95 projects worth RMB 53.8 billion", english, "en") == 1


def test_a_key_fact_without_figures_is_carried_by_its_words():
    fact = "会议印发产业扶持政策汇编。"
    assert carried_share(fact, summary_of("会议印发产业扶持政策汇编。"), "zh") == 1
    assert carried_share(fact, summary_of("书记会见客商。"), "zh") < 0.5


@pytest.mark.parametrize(
    ("ours", "gold", "same"),
    [
        ("泸州市", "四川省泸州市", True),
        ("四川省泸州市", "泸州市", True),
        ("泸州", "泸州市", True),
        ("泸州市", "乐山市", False),
        (None, None, True),
        (None, "泸州市", False),
        ("泸州市、宜宾市", "四川省泸州市、四川省宜宾市", True),
        ("泸州市、宜宾市", "泸州市、乐山市", False),
        ("泸州市、宜宾市", "泸州市、宜宾市、乐山市", False),
        ("泸州市", "泸州市、宜宾市", False),
        ("江阳区", "泸州市 / 泸州市江阳区", True),
        ("泸州", "乐山市 / 泸州市", True),
        ("泸州市", "", False),
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
    assert total.article == "all"
    assert counts(total, "core.all") == (1, 1)


def test_a_folder_without_a_fitting_answer_is_an_error(tmp_path):
    with pytest.raises(InputError, match="--gold"):
        score_run([result_with()], tmp_path)


@pytest.mark.parametrize("content", ["", "{}", json.dumps({"seed": "a.txt", "quantities": [{}]})])
def test_a_malformed_answer_is_named(tmp_path, content):
    (tmp_path / "a.json").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"a.json: no gold answer"):
        read_gold(tmp_path)


def total_of(**rates):
    """A score with so many of ten right."""
    total = Score("all")
    for metric, right in rates.items():
        total.right[metric], total.of[metric] = right, 10
    return total


def test_a_score_below_its_floor_is_told(tmp_path):
    path = tmp_path / "floors.toml"
    write_floors(path, "abc", total_of(one=9, other=8), None)
    floors = read_floors(path)
    assert falls(total_of(one=9, other=9), floors) == []
    assert falls(total_of(one=9, other=7), floors) == ["other is 0.7000; its floor is 0.8000"]
    assert falls(total_of(one=9), floors) == ["other is not measured; its floor is 0.8000"]


def test_a_floor_rises_and_falls_only_when_that_is_asked_for(tmp_path):
    path = tmp_path / "floors.toml"
    write_floors(path, "abc", total_of(one=9, other=8), None)
    known = read_floors(path)
    write_floors(path, "abc", total_of(one=7, other=10), known)
    assert read_floors(path).rates == {"one": 0.9, "other": 1.0}
    write_floors(path, "abc", total_of(one=7, other=10), None)
    assert read_floors(path).rates == {"one": 0.7, "other": 1.0}


def test_floors_of_another_corpus_are_started_anew(tmp_path):
    path = tmp_path / "floors.toml"
    write_floors(path, "abc", total_of(one=9), None)
    write_floors(path, "xyz", total_of(one=7), read_floors(path))
    assert read_floors(path).rates == {"one": 0.7}


@pytest.mark.parametrize("content", [None, "", "corpus = 1", "floors = 2\ncorpus = 1", "[["])
def test_floors_that_cannot_be_read_are_named(tmp_path, content):
    path = tmp_path / "floors.toml"
    if content is not None:
        path.write_text(content)
    with pytest.raises(InputError, match=r"floors.toml: no floors .* --set-floors"):
        read_floors(path)


def test_the_corpus_changes_with_its_answers(tmp_path):
    (tmp_path / "a.json").write_text("{}")
    first = corpus_digest([result_with()], tmp_path)
    (tmp_path / "a.json").write_text("{ }")
    assert corpus_digest([result_with()], tmp_path) != first
