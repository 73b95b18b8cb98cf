"""Key facts told beside the summary: what, how often, in which order, and how."""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from conftest import SilentModel
from made_articles import made_article, seed_articles

from llm_extract.checks import SourceIndex
from llm_extract.dating import with_date
from llm_extract.pipeline import extract_article
from llm_extract.place_words import region_english, subject_english
from llm_extract.points import most_sentences
from llm_extract.records import Article, Lang, LanguageSummary, Result, Sentence

CASES = json.loads((Path(__file__).parent / "cases" / "points.json").read_text("utf-8"))
LANGS: tuple[Lang, ...] = ("zh", "en")


def article_of(case: dict[str, Any]) -> Article:
    return made_article(case["text"], case["title"], case["published"])


@cache
def extracted(article: Article) -> Result:
    return extract_article(article, SilentModel())


def side(result: Result, lang: Lang) -> LanguageSummary:
    return result.summary.zh if lang == "zh" else result.summary.en


def told(result: Result, lang: Lang) -> list[Sentence]:
    """Every published sentence in order: those of the summary, then the points."""
    return [*side(result, lang).sentences, *side(result, lang).points]


def values(result: Result, sentence: Sentence) -> set[Any]:
    """The values a sentence states, with what kind of figure each is."""
    quantities = {q.id: q for q in result.quantities}
    stated = [quantities[f.quantity] for f in result.facts if f.id in sentence.facts]
    return {(q.value, q.kind, q.surface.startswith("第")) for q in stated}


EVERY = [
    *(pytest.param(article, id=f"seed {article.title}") for article in seed_articles()),
    *(pytest.param(article_of(case), id=case["does"]) for case in CASES),
]


@pytest.mark.parametrize("case", params(CASES))
def test_these_points_are_told(case: dict[str, Any]) -> None:
    result = extracted(article_of(case))
    for lang in LANGS:
        if f"points_{lang}" in case:
            assert [p.text for p in side(result, lang).points] == case[f"points_{lang}"]
        points = {p.text for p in side(result, lang).points}
        assert points >= set(case.get(f"{lang}_has", ()))


@pytest.mark.parametrize("article", EVERY)
def test_summary_and_points_together_keep_to_their_number(article: Article) -> None:
    result = extracted(article)
    for lang in LANGS:
        points = side(result, lang).points
        most = most_sentences(sum(q.is_amount for q in result.quantities))
        assert not points or len(told(result, lang)) <= most


@pytest.mark.parametrize("article", EVERY)
def test_no_point_tells_mostly_what_was_told(article: Article) -> None:
    result = extracted(article)
    for lang in LANGS:
        summary = side(result, lang)
        for point in summary.points:
            mine = values(result, point)
            known = [values(result, one) for one in told(result, lang) if one is not point]
            assert not mine or all(2 * len(mine & other) < len(mine | other) for other in known)


@pytest.mark.parametrize("article", EVERY)
def test_no_sentence_is_told_twice(article: Article) -> None:
    result = extracted(article)
    for lang in LANGS:
        words = [one.text for one in told(result, lang)]
        assert len(set(words)) == len(words)


@pytest.mark.parametrize("article", EVERY)
def test_the_checker_finds_every_point_right(article: Article) -> None:
    result = extracted(article)
    source = SourceIndex.of(article)
    for lang in LANGS:
        for point in side(result, lang).points:
            assert source.check(point.text, lang).ok, point.text
            assert (point.verdict, point.written_by) == ("supported", "rule")


@pytest.mark.parametrize("article", EVERY)
def test_points_come_in_the_order_of_the_source(article: Article) -> None:
    result = extracted(article)
    start = {q.id: q.start for q in result.quantities}
    facts = {f.id: start[f.quantity] for f in result.facts}
    for lang in LANGS:
        points = [p for p in side(result, lang).points if p.facts]
        places = [min(facts[fact] for fact in point.facts) for point in points]
        assert places == sorted(places)


@pytest.mark.parametrize("article", EVERY)
def test_points_are_the_same_in_both_languages(article: Article) -> None:
    result = extracted(article)
    zh, en = (side(result, lang).points for lang in LANGS)
    assert [point.facts for point in zh] == [point.facts for point in en]


def period_of(result: Result, sentence: Sentence) -> str | None:
    """The period of the first fact a sentence states, where there is one."""
    return next((f.period for f in result.facts if f.id in sentence.facts[:1]), None)


@pytest.mark.parametrize("article", EVERY)
def test_a_point_does_not_say_again_when_the_sentence_before_it_held(article: Article) -> None:
    result = extracted(article)
    for lang in LANGS:
        sentences = told(result, lang)
        points = side(result, lang).points
        pairs = zip(sentences[-len(points) - 1 :], points, strict=False) if points else ()
        for before, point in pairs:
            period = period_of(result, point)
            if before is point or period is None or period != period_of(result, before):
                continue
            unchanged: dict[Lang, str] = {"zh": "", "en": ""}
            opening = with_date(unchanged, period)[lang]
            assert not opening or not point.text.startswith(opening)


@pytest.mark.parametrize("article", EVERY)
def test_a_place_within_another_is_named_in_full_once(article: Article) -> None:
    result = extracted(article)
    words = " ".join(one.text for one in told(result, "en"))
    inner = {f.region for f in result.facts if f.region and ", " in region_english(f.region)}
    for region in inner:
        assert words.count(subject_english(region)) <= 1, words


@pytest.mark.parametrize("article", EVERY)
def test_points_name_facts_of_the_result(article: Article) -> None:
    result = extracted(article)
    known = {fact.id for fact in result.facts}
    for lang in LANGS:
        assert all(set(point.facts) <= known for point in side(result, lang).points)


def test_an_article_that_tells_nothing_has_no_points() -> None:
    result = extracted(made_article("安顺市大力招商。会议强调要狠抓落实。", "安顺招商"))
    assert [side(result, lang).points for lang in LANGS] == [(), ()]


def test_a_fall_and_a_gap_below_are_told_as_such() -> None:
    text = "上半年，郴州市固定资产投资同比下降6.8%，低于全省平均水平2.3个百分点。"
    result = extracted(made_article(text, "郴州半年", "2024-07-20"))
    told = result.summary.en.text + " ".join(one.text for one in result.summary.en.points)
    assert "fell by 6.8%" in told
    assert "above" not in told


def test_a_figure_of_a_project_once_built_is_not_its_county_s() -> None:
    text = "安顺市平坝区引进产业园。全部达产后年产值可达75亿元，可带动就业1200人。"
    result = extracted(made_article(text, "安顺招商", "2024-07-20"))
    assert "7.5 billion" not in result.summary.en.text
