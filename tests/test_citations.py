"""What the figures of published texts rest on."""

from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

import pytest

from llm_extract.citations import CitationIndex, numbers_in
from llm_extract.store import read_results

SEEDS = ("000", "001", "002", "003", "004")
DIGITS = re.compile(r"\d+")


@pytest.fixture(scope="module")
def indexes(seed_run):
    """The citation index of every seed, by its number."""
    return {Path(r.article.source).name[:3]: CitationIndex(r) for r in read_results(seed_run)}


def sentences_of(result, lang):
    """Every published sentence of a result with the facts it states; the headline too."""
    summary = getattr(result.summary, lang)
    yield summary.headline, summary.sentences[0].facts
    for sentence in (*summary.sentences, *summary.points):
        yield sentence.text, sentence.facts


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_digit_of_a_summary_rests_on_words_of_the_article(indexes, seed, lang):
    index = indexes[seed]
    for text, facts in sentences_of(index.result, lang):
        cited = [one for one in index.cite(text, lang, facts) if one.places]
        for match in DIGITS.finditer(text):
            assert any(one.span.start <= match.start() < one.span.end for one in cited), text


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("seed", SEEDS)
def test_every_digit_of_a_name_rests_on_words_of_the_article(indexes, seed, lang):
    index = indexes[seed]
    for one in (*index.result.projects, *index.result.campaigns):
        name = getattr(one, f"name_{lang}")
        own = getattr(one, "quantities", ())
        cited = [c for c in index.cite_name(name, lang, one.evidence, own) if c.places]
        for match in DIGITS.finditer(name):
            assert any(c.span.start <= match.start() < c.span.end for c in cited), name


@pytest.mark.parametrize("seed", SEEDS)
def test_a_place_is_the_words_at_its_span(indexes, seed):
    index = indexes[seed]
    article = index.result.article
    parts = {"title": article.title, "text": article.text.clean}
    for text, facts in sentences_of(index.result, "en"):
        for citation in index.cite(text, "en", facts):
            for place in citation.places:
                assert place.span.cut(parts[place.part]) == place.words
                assert place.words in place.sentence


def test_a_figure_of_a_fact_is_cited_where_that_fact_stands(indexes):
    index = indexes["000"]
    facts = {fact.id: fact for fact in index.result.facts}
    sentence = next(s for s in index.result.summary.en.sentences if "f4" in s.facts)
    cited = index.cite(sentence.text, "en", sentence.facts)
    assert facts["f4"].quantity in {q for one in cited for q in one.quantities}


def test_a_figure_that_is_nowhere_in_the_article_rests_on_nothing(indexes):
    (citation,) = indexes["000"].cite("A fee of USD 4,711 was paid.", "en")
    assert (citation.verdict, citation.places) == ("unsupported", ())


@pytest.mark.parametrize(
    ("surface", "numbers"),
    [
        ("第三季", {3}), ("season 3", {3}), ("third", {3}), ("No. 4", {4}), ("G65", {65}),
        ("12-billion", {12_000_000_000}), ("1,200", {1200}), ("二期", {2}), ("Hundred-Day", {100}),
        ("一体", {1}), ("Park", set()),
    ],
)  # fmt: skip
def test_the_numbers_of_a_figure_are_told_in_either_language(surface, numbers):
    assert numbers_in(surface) == {Decimal(n) for n in numbers}
