"""Sentences written by rule: English as economic press words it, Chinese in the source's words."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from made_articles import Made, made_article, read_by_rule, seed_articles

from llm_extract import readback
from llm_extract.place_words import region_english, short_region, subject_english
from llm_extract.records import Lang

CASES = Path(__file__).parent / "cases"
COMPOSED = json.loads((CASES / "composing.json").read_text("utf-8"))
LABELLED = json.loads((CASES / "labels.json").read_text("utf-8"))
HAN = re.compile(r"[㐀-鿿]")
LANGS: tuple[Lang, ...] = ("zh", "en")


def read(case: dict[str, Any]) -> Made:
    return read_by_rule(made_article(case["text"], case["title"], case["published"]))


@pytest.mark.parametrize("case", params(COMPOSED))
def test_sentences_by_rule_read_so(case: dict[str, Any]) -> None:
    tellings = read(case).tellings
    assert tellings or "en_lacks" in case, "nothing is told"
    for lang in LANGS:
        told = [t.words[lang] for t in tellings]
        if lang in case:
            assert told == case[lang]
        for words in case.get(f"{lang}_has", ()):
            assert words in " ".join(told)
        for words in case.get(f"{lang}_lacks", ()):
            assert words not in " ".join(told)


def every_text(*, read_back: bool = False) -> list[Any]:
    """Every article of seeds and cases; those known to read back badly are marked on demand."""
    made = [
        pytest.param(m, id=f"seed {m.article.title}") for m in map(read_by_rule, seed_articles())
    ]
    return made + [
        pytest.param(
            read(case),
            id=case["text"][:20],
            marks=[pytest.mark.xfail(reason=case["tells_badly"])]
            if read_back and "tells_badly" in case
            else [],
        )
        for case in (*COMPOSED, *LABELLED)
    ]


@pytest.mark.parametrize("made", every_text(read_back=True))
def test_every_sentence_by_rule_passes_its_own_reading_back(made: Made) -> None:
    for telling in made.tellings:
        for lang in LANGS:
            words = telling.words[lang]
            assert not readback.problems(words, lang, telling.groups[lang], binding=False), words


@pytest.mark.parametrize("made", every_text())
def test_english_has_no_chinese_and_is_one_closed_sentence(made: Made) -> None:
    for telling in made.tellings:
        words = telling.words["en"]
        assert not HAN.search(words)
        assert words.endswith(".")
        assert words[0].isupper()
        assert "  " not in words
        assert "$q" not in words


@pytest.mark.parametrize("made", every_text())
def test_chinese_is_one_closed_sentence_with_the_figures_as_in_the_source(made: Made) -> None:
    for telling in made.tellings:
        words = telling.words["zh"]
        assert words.endswith("。")
        assert "，，" not in words
        if not telling.is_dispute:
            for one in telling.groups["zh"].figures:
                assert re.sub(r"\s", "", one.quantity.surface) in words


@pytest.mark.parametrize(
    ("region", "subject"),
    [
        ("安顺市", "Anshun"),
        ("安顺市西秀区", "Anshun's Xixiu District"),
        ("宁乡市", "Ningxiang"),
        ("本州", "the prefecture"),
        ("本县", "the county"),
        ("开发区", "the development zone"),
        ("川渝高竹新区", "the Sichuan-Chongqing Gaozhu New Area"),
    ],
)
def test_a_place_is_the_subject_of_a_sentence(region: str, subject: str) -> None:
    assert subject_english(region) == subject


def test_a_region_in_english_names_the_inner_place_first() -> None:
    assert region_english("安顺市西秀区") == "Xixiu District, Anshun"


@pytest.mark.parametrize(
    ("region", "short"),
    [
        ("泸州市", "泸州"),
        ("泸州市纳溪区", "纳溪"),
        ("泸州市泸县", "泸县"),
        ("湖南省长沙市", "长沙"),
        ("黔南布依族苗族自治州都匀市", "都匀"),
        pytest.param(
            "湖北省恩施土家族苗族自治州",
            "恩施",
            marks=pytest.mark.xfail(reason="the peoples' names are not cut off", strict=True),
        ),
    ],
)
def test_the_short_name_of_a_place_is_its_last(region: str, short: str) -> None:
    assert short_region(region) == short
