"""The model settles the labels the rules leave open, by reference, and only those."""

from __future__ import annotations

import json
from typing import Any

import pytest
from conftest import ScriptedModel
from made_articles import Made, made_article, read_by_rule

from llm_extract.asking import Asker, Tally
from llm_extract.errors import TransientModelError
from llm_extract.labelling import mark, settle_labels
from llm_extract.labels import Label
from llm_extract.prompts import schema_text
from llm_extract.records import Finding

TEXT = "安顺市签约项目65个,建成标准机架8万架,带动农户增收3000万元。"
RACKS, INCOME = "q1:8万架", "q2:3000万元"


def read(text: str = TEXT) -> Made:
    return read_by_rule(made_article(text, "安顺招商", "2023-07-01"))


def settle(model: ScriptedModel, made: Made) -> tuple[list[Label], list[Finding]]:
    return settle_labels(Asker(model, Tally()), made.text, made.labels)


def answer(racks: str = "标准机架数", income: str = "农户增收金额", **more: str) -> str:
    told = {
        RACKS: {"indicator": racks, "status": "actual"},
        INCOME: {"indicator": income, "status": "actual"},
        **{key: {"indicator": "签约项目数", "status": "actual"} for key in more.values()},
    }
    return json.dumps(told, ensure_ascii=False)


def asked(model: ScriptedModel, turn: int = 0) -> str:
    """The last thing the model was told in a request."""
    return model.requests[turn].messages[-1].content


def test_the_request_holds_the_sentence_with_its_open_figures_marked() -> None:
    model = ScriptedModel([answer()])
    settle(model, read())
    assert "安顺市签约项目65个,建成标准机架⟦q1:8万架⟧,带动农户增收⟦q2:3000万元⟧。" in asked(model)


def test_the_request_names_the_place_of_the_sentence() -> None:
    model = ScriptedModel([answer()])
    settle(model, read())
    assert "地区：安顺市" in asked(model)


class TypedModel(ScriptedModel):
    """A scripted model that keeps the types its answers are asked for in."""

    def ask(self, request, answer_type):
        """Answer, and keep the type."""
        self.asked_for = answer_type
        return super().ask(request, answer_type)


def test_the_schema_sent_is_that_of_the_response_model() -> None:
    model = TypedModel([answer()])
    settle(model, read())
    assert model.requests[0].answer_schema == schema_text(model.asked_for)


def test_the_schema_asks_for_exactly_the_marked_figures() -> None:
    model = ScriptedModel([answer()])
    settle(model, read())
    schema = json.loads(model.requests[0].answer_schema)
    assert list(schema["properties"]) == [RACKS, INCOME]
    assert schema["required"] == [RACKS, INCOME]


def test_sure_labels_are_not_asked() -> None:
    made = read("安顺市签约项目65个,总投资80亿元。到位资金21亿元。")
    labels, findings = settle(ScriptedModel(), made)
    assert labels == made.labels
    assert findings == []


def test_only_sentences_with_open_labels_are_asked() -> None:
    made = read(TEXT + "全市到位资金21亿元。建成充电桩900座。")
    model = ScriptedModel([answer(), '{"q1:900座":{"indicator":"充电桩数","status":"actual"}}'])
    settle(model, made)
    assert len(model.requests) == 2
    assert "到位资金" not in asked(model, 1)


def test_the_answer_names_the_indicator_and_says_that_the_model_did() -> None:
    labels, findings = settle(ScriptedModel([answer()]), read())
    settled = {one.quantity.surface: (one.phrase, one.settled_by) for one in labels}
    assert settled["8万架"] == ("标准机架数", "model")
    assert settled["65个"][1] == "rule"
    assert findings == []


def test_no_answer_changes_a_quantity_its_place_or_its_span() -> None:
    made = read()
    labels, _ = settle(ScriptedModel([answer()]), made)
    assert [(one.quantity, one.region, one.period) for one in labels] == [
        (one.quantity, one.region, one.period) for one in made.labels
    ]


def test_an_answer_about_a_figure_that_was_not_asked_is_not_used() -> None:
    labels, _ = settle(ScriptedModel([answer(extra="q9:65个")]), read())
    assert [one.quantity.surface for one in labels] == ["65个", "8万架", "3000万元"]


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (answer(racks="机架2025架"), "2025"),
        (answer(racks="机架、农户、增收、项目"), "并列"),
        (answer(racks="光伏发电功率"), "没有依据"),
        (json.dumps({RACKS: {"indicator": "标准机架数", "status": "actual"}}), "required"),
        (answer().replace(RACKS, "q7:8万架"), "required"),
        (answer().replace('"actual"', '"target"'), "actual"),
        (answer(racks="架"), "at least 2"),
    ],
    ids=["digits", "list", "unfounded", "missing", "unknown id", "status", "short"],
)
def test_a_bad_answer_is_asked_again_with_what_is_wrong(bad: str, reason: str) -> None:
    model = ScriptedModel([bad, answer()])
    labels, findings = settle(model, read())
    assert len(model.requests) == 2
    assert model.requests[1].messages[-2].content == bad
    assert reason in asked(model, 1)
    assert labels[1].phrase == "标准机架数"
    assert findings == []


def test_digits_of_the_sentence_may_stand_in_a_name() -> None:
    made = read("安顺市建成标准机架8万架,5G基站900座。")
    told = {
        f"q{n}:{one.quantity.surface}": {"indicator": name, "status": "actual"}
        for n, (one, name) in enumerate(
            zip(made.labels, ["标准机架数", "5G基站数"], strict=True), 1
        )
    }
    model = ScriptedModel([json.dumps(told, ensure_ascii=False)])
    _, findings = settle(model, made)
    assert len(model.requests) == 1
    assert findings == []


@pytest.mark.parametrize("bad", ["", "not JSON", answer(racks="机架2025架"), "[]", "{}"])
def test_after_a_second_bad_answer_the_rules_label_stays_and_findings_say_so(bad: str) -> None:
    made = read()
    model = ScriptedModel([bad, bad])
    labels, findings = settle(model, made)
    assert labels == made.labels
    assert [(f.verdict, f.severity, f.claim) for f in findings] == [
        ("label_conflict", "warning", "8万架"),
        ("label_conflict", "warning", "3000万元"),
    ]
    assert all(f.source_span and f.source_span.cut(made.text) == f.claim for f in findings)


def test_a_status_the_words_rule_out_is_never_taken() -> None:
    made = read("安顺市力争建成标准机架8万架。")
    bad = json.dumps({RACKS: {"indicator": "标准机架数", "status": "actual"}})
    labels, findings = settle(ScriptedModel([bad, bad]), made)
    assert labels[0].status == "target"
    assert len(findings) == 1


def test_an_error_that_asking_again_cannot_mend_is_raised() -> None:
    with pytest.raises(TransientModelError):
        settle(ScriptedModel([TransientModelError("time-out")]), read())


def test_calls_and_tokens_are_counted() -> None:
    tally = Tally()
    made = read()
    settle_labels(Asker(ScriptedModel(["{}", answer()]), tally), made.text, made.labels)
    assert (tally.calls, tally.reasked, tally.prompt_tokens) == (2, 1, 10)
    assert set(tally.templates) == {"label"}


@pytest.mark.parametrize("hostile", ["{{x}}", "$region", "${x}", "⟦q1:5亿元⟧", "{% raw %}"])
def test_what_the_sentence_holds_is_never_interpreted(hostile: Any) -> None:
    made = read(f"安顺市{hostile}建成标准机架8万架。")
    open_ones = [one for one in made.labels if not one.sure]
    told = {
        f"q{n}:{one.quantity.surface}": {"indicator": "标准机架", "status": "actual"}
        for n, one in enumerate(open_ones, 1)
    }
    model = ScriptedModel([json.dumps(told, ensure_ascii=False)] * 2)
    settle(model, made)
    assert mark(made.text, open_ones) in asked(model)
    if "⟦" not in hostile:
        assert hostile in asked(model)
