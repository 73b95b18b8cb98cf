"""Events and projects in words: what kind of thing happened, who did it, and whose figures."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from case_params import params
from conftest import SilentModel
from made_articles import made_article, seed_articles

from llm_extract.checks import SourceIndex
from llm_extract.event_wording import event_wording
from llm_extract.pipeline import extract_article
from llm_extract.project_wording import project_wording
from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Article, Lang, Result
from llm_extract.wording import Wording, figures_of

HERE = Path(__file__).parent
CASES = json.loads((HERE / "cases" / "event_wording.json").read_text("utf-8"))
UNSEEN = sorted((HERE / "corpus" / "articles").glob("[de]*.txt"))
LANGS: tuple[Lang, ...] = ("zh", "en")
MOST_WORDS = 40
DAY = re.compile(r"\d{1,2}日(?:即)?")


@cache
def extracted(article: Article) -> Result:
    return extract_article(article, SilentModel())


def result_of(case: dict[str, Any]) -> Result:
    return extracted(made_article(case["text"], case["title"], case["published"]))


EVERY = [
    *(pytest.param(article, id=f"seed {article.title}") for article in seed_articles()),
    *(pytest.param(read_article(path), id=path.stem) for path in UNSEEN),
]


def wordings(result: Result, lang: Lang) -> Iterator[tuple[Wording, tuple[str, ...]]]:
    """Every wording of a result with the quantities its figures may be."""
    for event in result.events:
        wording = event_wording(result, event, lang)
        if wording is not None:
            yield wording, event.quantities
    for project in result.projects:
        line = project_wording(result, project, lang)
        if line is not None:
            named = [q.id for q in result.quantities if q.surface in project.name_zh]
            yield line, (*project.quantities, *named)


@pytest.mark.parametrize("case", params(CASES["events"]))
def test_an_event_is_told_in_these_words(case: dict[str, Any]) -> None:
    result = result_of(case)
    told = {lang: event_wording(result, result.events[0], lang) for lang in LANGS}
    english, chinese = told["en"], told["zh"]
    assert (english.text if english else None) == case["en"]
    assert (english.kind if english else None) == case["kind"]
    assert (chinese.text if chinese else None) == case["zh"]


@pytest.mark.parametrize("case", params(CASES["projects"]))
def test_a_project_is_told_in_these_words(case: dict[str, Any]) -> None:
    result = result_of(case)
    for lang in LANGS:
        wording = project_wording(result, result.projects[0], lang)
        assert wording is not None
        assert wording.text == case[lang]


@pytest.mark.parametrize("article", EVERY)
@pytest.mark.parametrize("lang", LANGS)
def test_every_figure_belongs_to_what_is_told(article: Article, lang: Lang) -> None:
    result = extracted(article)
    by_id = {q.id: q for q in result.quantities}
    for wording, own in wordings(result, lang):
        read = [q for q in find_quantities(wording.text, lang) if q.is_amount]
        figures = {figure.span: by_id[figure.quantity] for figure in wording.figures}
        assert {q.span for q in read} <= figures.keys(), wording.text
        assert {q.id for q in figures.values()} <= {*own}, wording.text
        for quantity in read:
            assert quantity.value == figures[quantity.span].value, wording.text


@pytest.mark.parametrize("article", EVERY)
@pytest.mark.parametrize("lang", LANGS)
def test_the_checker_finds_every_wording_sound(article: Article, lang: Lang) -> None:
    source = SourceIndex.of(article)
    for wording, _ in wordings(extracted(article), lang):
        assert source.check(wording.text, lang).ok, wording.text


@pytest.mark.parametrize("article", EVERY)
def test_english_is_short_and_without_chinese(article: Article) -> None:
    for wording, _ in wordings(extracted(article), "en"):
        assert not re.search("[\u3400-\u9fff]", wording.text)
        assert not re.search(r"  | [,.;]|\.\.", wording.text)
        assert len(wording.text.split()) <= MOST_WORDS


@pytest.mark.parametrize("article", EVERY)
def test_chinese_events_keep_the_words_of_their_clause(article: Article) -> None:
    result = extracted(article)
    for event in result.events:
        wording = event_wording(result, event, "zh")
        if wording is not None:
            told, clause = (DAY.sub("", words) for words in (wording.text, event.what_zh))
            assert told in clause


@pytest.mark.parametrize("article", EVERY)
def test_hardly_an_event_is_left_without_words(article: Article) -> None:
    result = extracted(article)
    done = (one for one in result.events if one.status == "done")
    untold = [one for one in done if event_wording(result, one, "en") is None]
    assert len(untold) <= 1


def test_a_figure_of_something_else_is_no_figure_of_it() -> None:
    result = extracted(made_article("2022年5月，甲市签约项目18个，总投资67亿元。", "甲市", None))
    counts = [q for q in result.quantities if q.kind == "count"]
    assert figures_of("It signed 18 projects.", "en", counts) is not None
    assert figures_of("It signed 19 projects.", "en", counts) is None
    assert figures_of("It signed projects worth RMB 6.7 billion.", "en", counts) is None


def test_a_rank_in_words_is_a_figure_too() -> None:
    case = next(c for c in CASES["events"] if c["kind"] == "assessed")
    result = result_of(case)
    wording = event_wording(result, result.events[0], "en")
    assert wording is not None
    ranks = [q for q in result.quantities if q.surface.startswith("第")]
    figure = next(f for f in wording.figures if f.quantity == ranks[-1].id)
    assert figure.span.cut(wording.text) == "second"


def test_what_the_checker_flags_gives_way_to_a_plainer_wording() -> None:
    case = next(c for c in CASES["events"] if c["does"] == "a project that goes into production")
    result = result_of(case)
    wording = event_wording(result, result.events[0], "en")
    assert wording is not None
    assert wording.flagged
