"""Summaries by rule tell nothing that their articles do not say; the articles are made up."""

import json
from pathlib import Path

import pytest
from conftest import SilentModel

from llm_extract.pipeline import extract_article
from llm_extract.reading import read_bytes

CASES = json.loads((Path(__file__).parent / "cases" / "untold.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["reason"])
def test_a_summary_tells_what_an_article_says_and_not_what_resembles_it(case):
    result = extract_article(read_bytes(case["text"].encode(), "made-up.txt"), SilentModel())
    english = result.summary.en
    told = " ".join(one.text for one in [*english.sentences, *english.points])
    assert [words for words in case["told"] if words not in told] == []
    assert [words for words in case["untold"] if words in told] == []
