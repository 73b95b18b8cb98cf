"""Baselines' facts are given to the quantities they mean; the answers here are made up."""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pytest

from llm_extract.errors import BadAnswerError
from llm_extract.extraction import extract
from llm_extract.model import Message, Request
from llm_extract.reading import read_bytes
from llm_extract.records import Project

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from baseline_results import (  # noqa: E402
    amounts_of,
    iso_period,
    langextract_result,
    naive_result,
    place_extractions,
    place_typed,
)
from baselines import NoModel  # noqa: E402
from kept_answers import Answered, AnswerFolder, Extraction  # noqa: E402
from naive import TypedFact, goes_round, typed_facts  # noqa: E402

TEXT = (
    "乐山市新签约项目48个、金额216亿元。\n"
    "会议提出，下半年乐山市力争新签约项目48个，新增到位资金90亿元以上，同比增长12.5%。\n"
)


@pytest.fixture
def article():
    """A short article made up for these tests."""
    return read_bytes(TEXT.encode(), "made-up.txt")


def fact(value, unit, quote="", **labels):
    """A fact as a model may type it."""
    told = {"indicator": "数量", "region": "乐山市", "status": "actual", "period": "", **labels}
    return TypedFact(value=value, unit=unit, quote=quote, **told)


def placed(article, *told):
    """The quantities facts were given to, and what became of all."""
    made = place_typed(article, amounts_of(article), list(told))
    surfaces = {q.id: q.surface for q in amounts_of(article)}
    return [(surfaces[i], i) for i in made.facts], dict(made.fates)


def test_a_typed_fact_goes_to_the_quantity_of_its_value_and_unit(article):
    assert placed(article, fact("216", "亿元")) == ([("216亿元", "q2")], {"placed": 1})


def test_a_value_typed_with_its_unit_counts_as_well(article):
    assert placed(article, fact("216亿元", "亿元"))[1] == {"placed": 1}


def test_a_value_in_base_units_counts_as_well(article):
    assert placed(article, fact("21600000000", "元"))[1] == {"placed": 1}


def test_of_two_equal_quantities_the_quoted_one_is_meant(article):
    assert placed(article, fact("48", "个", "力争新签约项目48个"))[0] == [("48个", "q3")]


def test_without_a_quotation_equal_quantities_are_taken_in_order(article):
    found, fates = placed(article, fact("48", "个"), fact("48", "个"), fact("48", "个"))
    assert [name for _, name in found] == ["q1", "q3"]
    assert fates == {"placed": 2, "repeated": 1}


def test_a_number_with_another_unit_is_mistold_and_one_that_is_nowhere_invented(article):
    told = [fact("216", "万元"), fact("57", "个"), fact("21", "亿元"), fact("12", "%")]
    assert placed(article, *told) == ([], {"mistold": 1, "invented": 3})


def test_an_extraction_goes_to_the_quantity_it_stands_on(article):
    clean = article.text.clean
    at = clean.index("90亿元")
    told = [
        Extraction(text="90亿元", start=at, end=at + 4, attributes={"status": "target"}),
        Extraction(text="乐山市", start=0, end=3),
        Extraction(text="5000万元", start=None, end=None),
    ]
    made = place_extractions(article, amounts_of(article), told)
    assert [(f.quantity, f.status) for f in made.facts.values()] == [("q4", "target")]
    assert made.fates == {"placed": 1, "on no quantity": 1, "without a place": 1}


def test_only_quantities_that_were_told_are_among_the_found_ones(article):
    result, _ = langextract_result(
        article, Answered(extractions=[Extraction(text="48个", start=8, end=11)]), "made up"
    )
    assert [q.surface for q in result.quantities] == ["48个"]
    assert [f.region for f in result.facts] == [None]


@pytest.mark.parametrize(
    ("words", "iso"),
    [("2022-05", "2022-05"), ("2022年5月", "2022-05"), ("", None), ("不详", "不详")],
)
def test_periods_in_chinese_words_are_read(words, iso):
    assert iso_period(words, "2022-06-01") == iso


def test_an_answer_that_was_cut_counts_up_to_its_cut():
    whole = json.dumps({"facts": [fact("48", "个").model_dump()] * 2}, ensure_ascii=False)
    answered = Answered(texts={"naive_facts": whole[:-20]})
    assert [one.value for one in typed_facts(answered)] == ["48"]


def test_facts_that_were_all_told_before_are_a_loop_and_new_ones_are_not():
    def text(*facts):
        return json.dumps({"facts": [one.model_dump() for one in facts]}, ensure_ascii=False)

    cycle = [fact("1", "个"), fact("2", "个")] * 6
    assert goes_round(text(fact("48", "个"), *cycle))
    assert not goes_round(text(*cycle[:11]))
    assert not goes_round(text(*cycle, fact("1", "个", region="成都市")))


def test_an_answer_that_is_no_json_gives_nothing(article):
    answered = Answered(texts={"naive_facts": "无", "naive_named": "", "naive_summary": "[]"})
    result, fates = naive_result(article, answered, "made up")
    assert (result.facts, result.projects, result.summary.en.text) == ((), (), "")
    assert not fates


def test_projects_and_events_of_an_answer_come_into_the_result(article):
    named = {
        "projects": [
            {"name": "云帆电池项目", "investor": "", "place": "乐山市", "stage": "signed"},
            {"name": "没有阶段"},
        ],
        "events": [{"date": "2022年5月3日", "what": "开会", "place": "", "people": ["李明"]}],
    }
    answered = Answered(texts={"naive_named": json.dumps(named, ensure_ascii=False)})
    result, _ = naive_result(article, answered, "made up")
    (project,) = result.projects
    assert isinstance(project, Project)
    assert (project.name_zh, project.investor, project.stage) == ("云帆电池项目", None, "signed")
    assert [(e.date, e.people) for e in result.events] == [("2022-05-03", ("李明",))]


def test_no_model_answers_nothing_and_the_rules_stand(article):
    request = Request((Message("user", "?"),), "{}", "label@0", 10)
    with pytest.raises(BadAnswerError):
        NoModel().ask(request, TypedFact)
    result = extract(article, NoModel())
    assert [f.quantity for f in result.facts] == ["q1", "q2", "q3", "q4", "q5"]
    assert all(f.settled_by == "rule" for f in result.facts)
    assert result.summary.zh.text


def test_a_kept_answer_is_used_for_the_same_question_only(article, tmp_path):
    folder = AnswerFolder(tmp_path)
    made = {"model": "made up"}
    asked = []

    def ask(one):
        asked.append(one.source)
        return Answered(seconds=1.5)

    for words, times in (("one", 1), ("one", 1), ("another", 2)):
        folder.ask_missing("scripted", [article], made, ask, lambda *_, told=words: told)
        assert len(asked) == times
    kept = folder.checked("scripted", [article], lambda *_: "another")
    assert (kept.settings, kept.articles["made-up"].seconds) == (made, 1.5)
    with pytest.raises(LookupError, match="--ask scripted"):
        folder.checked("scripted", [article], lambda *_: "one")
