"""A written sentence is read back: every kind of harm to its facts is found, and none invented."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_articles import made_article, read_by_rule

from llm_extract.composing import Group, write_english
from llm_extract.readback import problems
from llm_extract.source_words import write_chinese

CASES = json.loads((Path(__file__).parent / "cases" / "readback.json").read_text("utf-8"))


def group_of(source: dict[str, str]) -> Group:
    """All facts of a source of one sentence, place and state."""
    made = read_by_rule(made_article(source["text"], source["title"], source["published"]))
    return Group(tuple(made.labels), (None,) * len(made.labels))


GROUPS = {name: group_of(source) for name, source in CASES["sources"].items()}


@pytest.mark.parametrize(
    "case",
    [
        pytest.param(
            case,
            id=f"{number}-{case['lang']}-{case['does']}",
            marks=[pytest.mark.xfail(reason=case["known_failure"], strict=True)]
            if "known_failure" in case
            else [],
        )
        for number, case in enumerate(CASES["sentences"])
    ],
)
def test_reading_back_finds_what_is_wrong_and_no_more(case: dict[str, Any]) -> None:
    found = problems(case["sentence"], case["lang"], GROUPS[case["source"]])
    if case["problem"] is None:
        assert found == []
    else:
        assert case["problem"] in "；".join(found)


@pytest.mark.parametrize("name", GROUPS)
def test_sentences_by_rule_pass(name: str) -> None:
    text, group = CASES["sources"][name]["text"], GROUPS[name]
    assert not problems(write_chinese(text, group), "zh", group, binding=False)
    assert not problems(write_english(group), "en", group, binding=False)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(GROUPS)), st.integers(0, 60), st.sampled_from("123456789"))
def test_no_other_digit_passes(name: str, place: int, digit: str) -> None:
    group = GROUPS[name]
    words = write_chinese(CASES["sources"][name]["text"], group)
    digits = [m.start() for m in re.finditer(r"\d", words)]
    at = digits[place % len(digits)]
    changed = words[:at] + digit + words[at + 1 :]
    assert bool(problems(changed, "zh", group, binding=False)) == (changed != words)


@settings(max_examples=25, deadline=None)
@given(st.sampled_from(sorted(GROUPS)), st.integers(0, 5))
def test_no_english_figure_can_be_left_out(name: str, place: int) -> None:
    group = GROUPS[name]
    short = group.labels[: place % len(group.labels)]
    if short:
        words = write_english(Group(short, (None,) * len(short)))
        assert any("缺少数字" in one for one in problems(words, "en", group))
