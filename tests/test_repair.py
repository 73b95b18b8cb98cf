"""Repair: every step on damaged and on healthy text, and the order of the steps."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_extract.knowledge import table
from llm_extract.repair import REPAIRS, Context, repair, repair_line
from llm_extract.text import Span, Text

CASES = json.loads((Path(__file__).parent / "cases" / "repair.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['step']}: {case['before'][:30]!r}")
def test_a_step_mends_what_is_damaged_and_nothing_else(case):
    text = REPAIRS[case["step"]](Text.of(case["before"]), Context(case.get("published")))
    assert text.clean == case["after"]


@pytest.mark.parametrize("case", [c for c in CASES if "choice" in c], ids=lambda c: c["before"])
def test_a_choice_between_readings_is_marked_and_gives_its_reason(case):
    text = REPAIRS[case["step"]](Text.of(case["before"]), Context(case["published"]))
    notes = [edit.note for edit in text.edits if edit.choice]
    assert len(notes) == 1
    assert case["choice"] in notes[0]


@pytest.mark.parametrize("step", REPAIRS)
def test_every_step_has_a_case_that_changes_text_and_one_that_does_not(step):
    changed = {case["before"] != case["after"] for case in CASES if case["step"] == step}
    assert changed == {True, False}


def test_a_restored_date_is_one_block_that_maps_to_the_digits_it_came_from():
    source = "去年,910日,实现开门红。"
    text = repair(Text.of(source), Context("2021-12-24"))
    start = text.clean.index("9月10日")
    raw = text.raw_span(Span(start, start + 5))
    assert raw.cut(source) == "910日"


def test_simplification_keeps_the_mapping_character_by_character():
    source = "廣安經濟(jì)技術(shù)開發區"
    text = repair(Text.of(source))
    assert text.clean == "广安经济技术开发区"
    assert text.raw_span(Span(3, 4)).cut(source) == "濟"
    assert text.raw_span(Span(4, 5)).cut(source) == "技"


def test_lost_bytes_are_named_in_the_note():
    text = repair(Text.of("“重慶—上?!毡尽蓖赓Q(mào)航線"))
    (edit,) = [edit for edit in text.edits if edit.step == "byte damage"]
    assert "trail byte A3 left" in edit.note
    assert "dropped between A1 and D5" in edit.note


def test_a_closing_quote_is_chosen_only_where_other_damage_proves_the_cause():
    broken = "支持企業“組團出?!?,引入平臺"
    assert repair_line(broken) == "支持企业“组团出?!?,引入平台"
    assert repair_line(f"反饋?zhàn)钚虑闆r\n{broken}").endswith("“组团出\ufffd”,引入平台")


def test_steps_run_so_that_bytes_come_before_readings_and_readings_before_simplification():
    names = list(REPAIRS)
    assert names.index("byte damage") < names.index("pinyin") < names.index("simplified characters")
    assert names.index("split numbers") < names.index("lost months")


def test_every_edit_carries_the_name_of_a_step():
    text = repair(Text.of("廣安(ān)&nbsp;１２　个\u200b "))
    assert text.clean == "广安 12 个"
    assert {edit.step for edit in text.edits} <= {*REPAIRS, "invisible characters"}


@given(
    st.text(st.sampled_from("廣安(ān)?！毡“”上910日,，1 ２%&nbsp;\u3000\u200b\n月Qaā"), max_size=60)
)
def test_no_step_adds_or_removes_a_line(source):
    assert repair(Text.of(source)).clean.count("\n") == source.count("\n")


@given(
    st.text(st.sampled_from("廣安(ān)?！毡“”上910日,，1 ２%&nbsp;\u3000\u200b\n月Qaā"), max_size=60)
)
def test_edits_tell_what_stood_in_the_source_or_in_a_step_before(source):
    for edit in repair(Text.of(source)).edits:
        assert 0 <= edit.raw.start <= edit.raw.end <= len(source)
        assert edit.before != edit.after


def test_frequent_characters_are_single_and_simplified():
    words = "".join(table("damage")["frequent"].split())
    assert repair_line(words) == words
    assert len(set(words)) > 500
