"""The made-up articles with answers: what the rules make of them without a model."""

from __future__ import annotations

from pathlib import Path

from conftest import SilentModel

from llm_extract.evaluate import corpus_digest, falls, read_floors, score_run
from llm_extract.pipeline import extract_article
from llm_extract.reading import read_article

CORPUS = Path(__file__).parent / "corpus"


def test_no_score_falls_below_its_floor() -> None:
    articles = sorted((CORPUS / "articles").iterdir())
    made = [extract_article(read_article(path), SilentModel()) for path in articles]
    floors = read_floors(CORPUS / "floors.toml")
    assert corpus_digest(made, CORPUS / "gold") == floors.corpus
    assert falls(score_run(made, CORPUS / "gold")[-1], floors) == []
