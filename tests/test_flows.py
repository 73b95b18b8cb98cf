"""All seeds from start to end, replayed from the recordings of the embedded model."""

from __future__ import annotations

import re

import pytest
from seed_run import CASSETTES, ROOT, SEEDS, replay

from llm_extract.checks import SourceIndex
from llm_extract.evaluate import corpus_digest, falls, read_floors, read_gold, score_run

GOLD = ROOT / "seeds" / "gold"
MOST_CHARACTERS, MOST_WORDS = 150, 110
LEAST_QUANTITIES_RIGHT, MOST_SPURIOUS, LEAST_CORE_RIGHT = 0.98, 0.02, 0.85
UNPUBLISHABLE = {"value_mismatch", "scale_error", "unsupported", "currency_mismatch"}
HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    """One replay of all seeds."""
    return replay(tmp_path_factory.mktemp("out"))


@pytest.fixture
def results(played):
    """The results of all seeds, by seed."""
    return played[0]


def test_every_seed_has_a_cassette_and_every_cassette_a_seed():
    seeds = {path.stem for path in SEEDS}
    assert len(seeds) == 5
    assert {path.stem for path in CASSETTES.glob("*.yaml")} == seeds


def test_every_seed_gives_a_result(results):
    assert sorted(results) == [path.stem for path in SEEDS]


def test_two_replays_give_the_same(results, tmp_path):
    again, _ = replay(tmp_path)
    for seed, result in results.items():
        same = {"provenance": result.provenance.model_copy(update={"seconds": 0.0})}
        other = {"provenance": again[seed].provenance.model_copy(update={"seconds": 0.0})}
        assert result.model_copy(update=same) == again[seed].model_copy(update=other)


@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_nothing_in_a_cassette_is_stale(played, seed):
    assert played[1][seed] == ()


@pytest.mark.parametrize("lang", ["zh", "en"])
@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_every_number_of_a_summary_is_in_its_source(results, seed, lang):
    result = results[seed]
    source = SourceIndex(f"{result.article.title}\n{result.article.text.clean}")
    told = getattr(result.summary, lang)
    wrong = [
        finding
        for words in (told.text, told.headline)
        for finding in source.check(words, lang).findings
        if finding.verdict in UNPUBLISHABLE
    ]
    assert wrong == []


@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_an_english_summary_holds_no_chinese_character(results, seed):
    told = results[seed].summary.en
    assert HAN.findall(told.headline + told.text) == []


@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_summaries_tell_something_and_keep_to_their_length(results, seed):
    summary = results[seed].summary
    assert 0 < len(summary.zh.text) <= MOST_CHARACTERS
    assert 0 < len(summary.en.text.split()) <= MOST_WORDS


@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_every_sentence_is_bound_to_facts_of_the_article(results, seed):
    result = results[seed]
    known = {fact.id for fact in result.facts}
    for told in (result.summary.zh, result.summary.en):
        for sentence in told.sentences:
            assert sentence.facts
            assert set(sentence.facts) <= known


@pytest.mark.parametrize("seed", [path.stem for path in SEEDS])
def test_every_quantity_stands_where_it_says(results, seed):
    result = results[seed]
    raw = (ROOT / "seeds" / f"{seed}.txt").read_text(encoding="utf-8")
    for quantity in result.quantities:
        assert quantity.span.cut(result.article.text.clean) == quantity.surface
        assert result.article.text.raw_span(quantity.span).cut(raw)


@pytest.mark.parametrize("seed", sorted(read_gold(GOLD)))
def test_quantities_and_core_facts_reach_their_floors(results, seed):
    mine = [result for stem, result in results.items() if f"{stem}.txt" == seed]
    scored, _ = score_run(mine, GOLD)
    assert scored.rate("quantities.right") >= LEAST_QUANTITIES_RIGHT, scored.misses
    assert scored.rate("quantities.precision") >= 1 - MOST_SPURIOUS, scored.misses
    assert scored.rate("core.labels") >= LEAST_CORE_RIGHT, scored.misses


def test_no_score_falls_below_its_floor(results):
    total = score_run(results.values(), GOLD)[-1]
    floors = read_floors(ROOT / "seeds" / "floors.toml")
    gold = set(read_gold(GOLD))
    scored = [result for stem, result in results.items() if f"{stem}.txt" in gold]
    assert corpus_digest(scored, GOLD) == floors.corpus
    assert falls(total, floors) == []
