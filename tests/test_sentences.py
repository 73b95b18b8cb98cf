"""Sentences: paragraphs, headings, sentences and clauses as spans."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.sentences import (
    clause_around,
    is_heading,
    paragraphs,
    sentences,
    split_sentences,
)
from llm_extract.text import Span


def cut(text):
    return [span.cut(text) for span in split_sentences(text, Span(0, len(text)))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("签约5个。开工3个。", ["签约5个。", "开工3个。"]),
        ("“好！”他说。", ["“好！”", "他说。"]),
        ("增长1.5%。完成", ["增长1.5%。", "完成"]),
        ("一是招商；二是建设。", ["一是招商；", "二是建设。"]),
        ("他说……项目已开工。", ["他说……", "项目已开工。"]),
        ("省略.....继续", ["省略.....", "继续"]),
        ("真的吗？！是的。", ["真的吗？！", "是的。"]),
        ("没有句号", ["没有句号"]),
        ("   ", []),
        ("", []),
    ],
)
def test_sentences_end_at_their_marks(text, expected):
    assert cut(text) == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("招商渠道更畅通", True), ("一、强化统筹", True), ("全市签约5个项目。", False),
        ("第一，", False), ("快！", False), ("字" * 41, False), ("  产业升级  ", True),
    ],
)  # fmt: skip
def test_a_heading_is_short_and_open(line, expected):
    assert is_heading(line) is expected


def test_a_heading_governs_the_sentences_below_it():
    text = "港区建设\n泊位12个。岸线3公里。\n园区建设\n入驻8家。"
    rows = [(s.span.cut(text), s.heading.cut(text) if s.heading else None) for s in sentences(text)]
    assert rows == [
        ("港区建设", None), ("泊位12个。", "港区建设"), ("岸线3公里。", "港区建设"),
        ("园区建设", None), ("入驻8家。", "园区建设"),
    ]  # fmt: skip


def test_empty_lines_are_no_paragraphs():
    assert [span.cut("一\n\n二\n") for span in paragraphs("一\n\n二\n")] == ["一", "二"]


@pytest.mark.parametrize(
    ("place", "expected"),
    [("86亿元", "总投资86亿元"), ("1200亩", "占地1200亩"), ("项目", "该项目位于港区")],
)
def test_a_clause_lies_between_the_nearest_commas(place, expected):
    text = "该项目位于港区，总投资86亿元，占地1200亩。"
    start = text.index(place)
    clause = clause_around(text, Span(start, start + len(place)), Span(0, len(text)))
    assert clause.cut(text) == expected


def test_a_clause_longer_than_usual_is_found_whole():
    text = f"开头，{'字' * 500}86亿元，结尾。"
    start = text.index("86")
    clause = clause_around(text, Span(start, start + 4), Span(0, len(text)))
    assert clause.cut(text) == f"{'字' * 500}86亿元"


@settings(max_examples=500, deadline=None)
@given(st.text("一二三，。；！？\n “”.…a1", max_size=60))
def test_sentences_lose_nothing_but_blanks_and_do_not_overlap(text):
    end = 0
    for sentence in sentences(text):
        assert sentence.paragraph.covers(sentence.span)
        assert not text[end : sentence.span.start].strip()
        assert sentence.span.start >= end
        end = sentence.span.end
    assert not text[end:].strip()
