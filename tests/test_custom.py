"""A schema of the user's own is filled in from an article, and checked like everything else."""

from __future__ import annotations

import json
from collections.abc import Callable
from decimal import Decimal

import pytest
from conftest import ScriptedModel
from made_articles import made_article
from pydantic import BaseModel, Field, field_validator

from llm_extract import CustomAnswer, Finding, QuantityRef
from llm_extract.asking import Asker, Tally
from llm_extract.checks import SourceIndex
from llm_extract.custom import fill_schema
from llm_extract.errors import TransientModelError
from llm_extract.model import Request
from llm_extract.quantities import find_quantities, number_quantities
from llm_extract.schemas import schema_of
from llm_extract.sentences import sentences
from llm_extract.stretches import Stretch, stretches

TEXT = (
    "云帆储能电池项目开工,总投资20亿元。东岭茶叶加工项目签约,计划投资3.5亿元。\n"
    "会议要求,全市新签约项目不少于120个。"
)
CLOUD, TEA, SIGNED = "q1:20亿元", "q2:3.5亿元", "q3:120个"


class Investment(BaseModel):
    """A project with its sum."""

    name: str
    amount: QuantityRef


class Report(BaseModel):
    """What a user wants of an article."""

    investments: list[Investment]
    signed: QuantityRef | None = None


class Strict(BaseModel):
    """What must be there."""

    total: QuantityRef
    place: str = Field(min_length=2)


def parts_of(text: str) -> list[Stretch]:
    amounts = [q for q in number_quantities(find_quantities(text, "zh")) if q.is_amount]
    return list(stretches(text, sentences(text), amounts))


def fill(
    model: ScriptedModel, text: str = TEXT, kind: type[BaseModel] = Report
) -> tuple[CustomAnswer, list[Finding]]:
    source = SourceIndex.of(made_article(text, "清河招商", "2023-07-01"))
    return fill_schema(Asker(model, Tally()), schema_of(kind), "清河招商", parts_of(text), source)


def told(*pairs: tuple[str, str], signed: str | None = None) -> str:
    items = [{"name": name, "amount": amount} for name, amount in pairs]
    return json.dumps({"investments": items, "signed": signed}, ensure_ascii=False)


def test_figures_come_back_as_the_quantities_of_the_article():
    model = ScriptedModel(
        [told(("云帆储能电池项目", CLOUD), ("东岭茶叶加工项目", TEA), signed=SIGNED)]
    )
    answer, findings = fill(model)
    report = answer.read_as(Report)
    first = report.investments[0].amount
    assert (first.id, first.surface, first.value) == ("q1", "20亿元", Decimal(2_000_000_000))
    assert first.unit == "CNY"
    assert first.span.cut(TEXT) == "20亿元"
    assert first.evidence.cut(TEXT) == "总投资20亿元"
    assert report.signed is not None
    assert report.signed.qualifier == "at_least"
    assert findings == []


def test_the_answer_survives_the_results_file():
    answer, _ = fill(ScriptedModel([told(("云帆储能电池项目", CLOUD))]))
    again = CustomAnswer.model_validate_json(answer.model_dump_json())
    assert again.read_as(Report) == answer.read_as(Report)


def test_the_question_holds_the_marked_text_the_fields_and_the_title():
    model = ScriptedModel([told()])
    fill(model)
    asked = model.requests[0].messages[-1].content
    assert "总投资⟦q1:20亿元⟧。" in asked
    assert "  - name：原文里的文字" in asked
    assert "标题：清河招商" in asked


def test_a_figure_that_is_not_marked_is_no_answer():
    bad = told(("云帆储能电池项目", "q9:900亿元"))
    model = ScriptedModel([bad, told(("云帆储能电池项目", CLOUD))])
    answer, _ = fill(model)
    assert answer.read_as(Report).investments[0].amount.surface == "20亿元"


NOT_OF_THE_ARTICLE = {
    "digits": "云帆储能电池项目(2期)",
    "a figure in words": "云帆储能电池三百亿元项目",
    "a name": "华兴钢铁集团",
}


@pytest.mark.parametrize("name", NOT_OF_THE_ARTICLE.values(), ids=NOT_OF_THE_ARTICLE)
def test_text_that_is_not_of_the_article_is_left_out_and_told(name):
    bad = told((name, CLOUD), ("东岭茶叶加工项目", TEA))
    answer, findings = fill(ScriptedModel([bad, bad]))
    assert [one.name for one in answer.read_as(Report).investments] == ["东岭茶叶加工项目"]
    assert {one.severity for one in findings} == {"error"}
    assert {one.where for one in findings} == {"custom.investments.name"}


ELSEWHERE = {
    "in a later sentence": "新签约项目总额90亿元。云帆储能电池项目开工。",
    "in another paragraph": "云帆储能电池项目开工。\n新签约项目总额90亿元。",
}


@pytest.mark.parametrize("text", ELSEWHERE.values(), ids=ELSEWHERE)
def test_a_figure_told_elsewhere_than_its_name_is_left_out_and_told(text):
    answer, findings = fill(ScriptedModel([told(("云帆储能电池项目", "q1:90亿元"))]), text)
    assert answer.read_as(Report).investments == []
    (finding,) = findings
    assert (finding.verdict, finding.where) == ("misattributed", "custom.investments.amount")


class Sited(BaseModel):
    """A project with its place and sum."""

    name: str
    place: str | None
    amount: QuantityRef | None


class Sites(BaseModel):
    """Several of them."""

    sites: list[Sited]


def test_the_first_text_of_a_record_names_what_its_figures_are_of():
    text = "安顺市新签约项目总额90亿元。\n云帆储能电池项目在安顺市开工。"
    item = {"name": "云帆储能电池项目", "place": "安顺市", "amount": "q1:90亿元"}
    answer, findings = fill(ScriptedModel([json.dumps({"sites": [item, item]})]), text, Sites)
    (site,) = answer.read_as(Sites).sites
    assert (site.place, site.amount) == ("安顺市", None)
    assert len(findings) == 1


def test_a_figure_of_the_sentence_behind_its_name_stands():
    text = "云帆储能电池项目开工。该项目总投资20亿元。"
    answer, findings = fill(ScriptedModel([told(("云帆储能电池项目", CLOUD))]), text)
    assert len(answer.read_as(Report).investments) == 1
    assert findings == []


class Counted(BaseModel):
    """One figure of an article, with its description."""

    signed: QuantityRef | None = Field(description="全市新签约项目数")


def test_of_two_figures_for_one_field_that_of_its_description_is_taken():
    text = f"全市考评进入前6名。{'会议介绍了有关情况。' * 50}\n全市新签约项目48个。"
    one, other = parts_of(text)
    answers = [json.dumps({"signed": key}) for key in (*one.figures, *other.figures)]
    answer, _ = fill(ScriptedModel(answers), text, Counted)
    taken = answer.read_as(Counted).signed
    assert taken is not None
    assert taken.surface == "48个"


def test_text_with_strange_digits_is_asked_for_again_with_the_reason():
    model = ScriptedModel([told(("云帆储能2期", CLOUD)), told(("云帆储能电池项目", CLOUD))])
    answer, findings = fill(model)
    assert "原文没有的数字 2" in model.requests[1].messages[-1].content
    assert answer.read_as(Report).investments[0].name == "云帆储能电池项目"
    assert findings == []


def test_what_must_be_there_and_is_not_is_told():
    answer, findings = fill(ScriptedModel(['{"total": null, "place": null}']), kind=Strict)
    assert answer.answer == {}
    assert [(one.where, one.message) for one in findings] == [
        ("custom.total", "The model gave no total."),
        ("custom.place", "The model gave no place."),
    ]


def test_what_breaks_a_rule_of_the_users_model_is_told():
    answer, findings = fill(
        ScriptedModel([json.dumps({"total": CLOUD, "place": "云"})]), kind=Strict
    )
    assert answer.answer["place"] == "云"
    (finding,) = findings
    assert "place does not fit your model" in finding.message


class Failing(BaseModel):
    """A model whose own code has a fault."""

    place: str

    @field_validator("place")
    @classmethod
    def look_up(cls, place: str) -> str:
        """Fails for every place."""
        return {"泸州": "Luzhou"}[place]


def test_a_fault_in_the_users_own_code_is_told_and_costs_no_answer():
    answer, findings = fill(ScriptedModel(['{"place": "会议"}']), kind=Failing)
    assert answer.answer == {"place": "会议"}
    (finding,) = findings
    assert "its own code failed (KeyError" in finding.message


def test_a_stretch_without_a_usable_answer_is_told():
    answer, findings = fill(ScriptedModel(["no JSON"] * 2))
    assert answer.read_as(Report) == Report(investments=[])
    (finding,) = findings
    assert finding.where == "custom"
    assert finding.source_span is not None


def test_a_model_out_of_reach_is_an_error():
    with pytest.raises(TransientModelError):
        fill(ScriptedModel([TransientModelError("gone")]))


def first_amount(request: Request) -> str:
    """Each question's own figure, with the words before it."""
    schema = json.loads(request.answer_schema)
    key = schema["$defs"]["Part"]["properties"]["amount"]
    key = key["enum"][0] if "enum" in key else key["const"]
    before = request.messages[-1].content.rpartition("文本：")[2].partition(f"⟦{key}")[0]
    return told((before[:4], key), signed=key)


def test_a_long_article_is_asked_for_stretch_by_stretch_and_put_together():
    lines = [f"{name}项目开工,总投资{n}亿元。{'会议介绍了有关情况。' * 40}" for n, name in
             enumerate(("云帆", "东岭", "星河"), 11)]  # fmt: skip
    text = "\n".join(lines)
    assert all(len(one.words) <= 500 for one in parts_of(text))
    asking: list[Callable[[Request], str]] = [first_amount] * 3
    answer, _ = fill(ScriptedModel(asking), text)
    report = answer.read_as(Report)
    assert [one.amount.surface for one in report.investments] == ["11亿元", "12亿元", "13亿元"]
    assert report.signed is not None
    assert report.signed.surface == "11亿元"


def test_the_same_item_of_two_stretches_is_told_once():
    first = told(("云帆储能电池项目", CLOUD), ("云帆储能电池项目", CLOUD))
    answer, _ = fill(ScriptedModel([first]))
    assert len(answer.read_as(Report).investments) == 1


@pytest.mark.parametrize("text", [TEXT, "标题\n" + TEXT * 30])
def test_the_stretches_hold_every_sentence_and_figure_once(text):
    parts = parts_of(text)
    assert [one for part in parts for one in part.sentences] == sentences(text)
    amounts = [q for q in number_quantities(find_quantities(text, "zh")) if q.is_amount]
    assert [q for part in parts for q in part.figures.values()] == amounts
