"""Prompt templates: loading, filling, and asking again."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from llm_extract.errors import PromptError
from llm_extract.model import Message
from llm_extract.prompts import Prompt, load, reask, schema_text

TEMPLATE = """# system
你是$role。
## 规则
不要写数字。

# user
地区：清河市

# assistant
{"q1":"总投资"}

# user
地区：$region
文本：$text
"""


class Label(BaseModel):
    """A label."""

    z_first: str
    a_second: int


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "label.md").write_text(TEMPLATE, encoding="utf-8")
    return tmp_path


def fill(folder, **variables):
    return load("label", folder).request(schema_text(Label), 90, **variables)


def test_a_template_becomes_its_turns_in_order(folder):
    made = fill(folder, role="标注员", region="江北市", text="总投资")
    assert made.messages == (
        Message("system", "你是标注员。\n## 规则\n不要写数字。"),
        Message("user", "地区：清河市"),
        Message("assistant", '{"q1":"总投资"}'),
        Message("user", "地区：江北市\n文本：总投资"),
    )


def test_a_request_tells_its_prompt_schema_and_length(folder):
    prompt = load("label", folder)
    made = fill(folder, role="", region="", text="")
    assert made.prompt == f"label@{prompt.digest}"
    assert len(prompt.digest) == 8
    assert json.loads(made.answer_schema) == Label.model_json_schema()
    assert (made.max_tokens, made.temperature) == (90, 0.0)


def test_the_schema_keeps_the_order_of_properties_and_is_compact():
    """The model writes the properties in that order."""
    text = schema_text(Label)
    assert text.index("z_first") < text.index("a_second")
    assert ": " not in text


def test_the_digest_follows_the_content(folder):
    before = load("label", folder).digest
    assert load("label", folder).digest == before
    (folder / "label.md").write_text(TEMPLATE + "!", encoding="utf-8")
    assert load("label", folder).digest != before


@given(st.text())
def test_a_value_is_taken_as_it_is(value):
    """Whatever stands in an article, dollars, headings and braces, reaches the model unchanged."""
    prompt = Prompt("p", "0", (Message("user", "[$text]"),))
    assert prompt.fill(text=value) == (Message("user", f"[{value}]"),)


def test_two_dollars_stand_for_one(tmp_path):
    (tmp_path / "p.md").write_text("# user\n共$$5，$text", encoding="utf-8")
    assert load("p", tmp_path).fill(text="$$x")[0].content == "共$5，$$x"


def test_missing_and_unknown_variables_are_named_together(folder):
    with pytest.raises(PromptError) as caught:
        fill(folder, role="a", place="b", when="c")
    for name in ("$region", "$text", "$place", "$when"):
        assert name in str(caught.value)
    assert "$role" not in str(caught.value)


def test_a_prompt_that_is_not_there_is_named_with_its_place(tmp_path):
    with pytest.raises(PromptError, match=r"prompt nothing: .*nothing\.md"):
        load("nothing", tmp_path)


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        ("", "no heading"),
        ("你好", "no heading"),
        ("你好\n# user\n好", "no heading"),
        ("# system\n只有", "turns are system"),
        ("# user\n一\n# assistant\n二", "turns are user, assistant"),
        ("# user\n一\n# user\n二", "turns are user, user"),
        ("# user\n一\n# system\n二", "turns are user, system"),
        ("# system\n\n# user\n一", "system turn is empty"),
        ("# user\n价格 $ 5", "starts no variable"),
    ],
)
def test_a_malformed_template_is_refused(tmp_path, content, fault):
    (tmp_path / "bad.md").write_text(content, encoding="utf-8")
    with pytest.raises(PromptError, match=fault):
        load("bad", tmp_path)


def test_a_template_in_another_encoding_is_refused(tmp_path):
    (tmp_path / "bad.md").write_bytes("# user\n数字".encode("gbk"))
    with pytest.raises(PromptError, match="cannot be read"):
        load("bad", tmp_path)


def test_asking_again_adds_the_answer_and_what_is_wrong_with_it(folder):
    first = fill(folder, role="标注员", region="江北市", text="总投资")
    again = reask(first, '{"q1":1}', ["field q1: 应为文字", "field q2: 缺少"])
    assert again.messages[:-2] == first.messages
    assert again.messages[-2] == Message("assistant", '{"q1":1}')
    assert again.messages[-1].role == "user"
    assert "- field q1: 应为文字\n- field q2: 缺少" in again.messages[-1].content
    assert (again.prompt, again.answer_schema) == (first.prompt, first.answer_schema)


def test_asking_again_after_an_empty_answer_sends_no_empty_turn(folder):
    """Servers refuse a turn without content."""
    first = fill(folder, role="标注员", region="江北市", text="总投资")
    assert reask(first, " \n", ["the answer is empty"]).messages[-2].content == "{}"


def test_the_words_for_asking_again_may_come_from_another_folder(folder):
    (folder / "reask.md").write_text("# user\n错了：$problems", encoding="utf-8")
    first = fill(folder, role="标注员", region="江北市", text="总投资")
    assert reask(first, "x", ["甲"], folder).messages[-1].content == "错了：- 甲"
