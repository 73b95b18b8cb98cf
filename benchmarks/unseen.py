"""How the rules do on articles they were not made from: python benchmarks/unseen.py [--set-floors].

The made-up articles of tests/corpus, each set with what it scored before anything was mended for
it, and what it scores now. No model is asked, so that this is what the rules do by themselves.
"""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from pathlib import Path

from baselines import NoModel

from llm_extract.evaluate import Score, corpus_digest, score_run, write_floors
from llm_extract.pipeline import extract_article
from llm_extract.reading import read_article
from llm_extract.records import Result

CORPUS = Path(__file__).parents[1] / "tests" / "corpus"
METRICS = ("core.labels", "core.all", "projects.f1", "events.f1", "key_facts.zh", "key_facts.en")
FIRST = {
    "a": (46.5, 20.5, None, None, None, None),
    "b": (66.5, 47.8, None, None, None, None),
    "c": (80.4, 49.1, 60.3, 69.8, 61.1, 58.3),
    "d": (77.9, 52.5, 76.6, 72.7, 62.2, 54.1),
    "e": (53.5, 41.8, 82.1, 40.0, 40.9, 43.2),
    "f": (53.7, 26.3, 60.5, 54.3, 54.3, 54.3),
    "g": (66.5, 45.4, 81.1, 72.1, 52.1, 52.1),
    "h": (59.7, 34.1, 91.3, 74.7, 67.3, 61.5),
}
"""Per cent of the metrics at first sight, by set, as far as they were measured then."""


def results(articles: Path = CORPUS / "articles") -> list[Result]:
    """What the rules make of every article of a folder."""
    return [extract_article(read_article(path), NoModel()) for path in sorted(articles.iterdir())]


def row(name: str, cells: Iterable[str]) -> str:
    """One line of the table."""
    return f"{name:<14}" + "".join(f"{cell:>16}" for cell in cells)


def told(score: Score) -> list[str]:
    """The metrics of a score with their counts."""
    cells = []
    for metric in METRICS:
        rate = score.rate(metric) or 0.0
        counts = "" if metric.endswith("f1") else f"{score.right[metric]}/{score.of[metric]} "
        cells.append(f"{counts}{100 * rate:.1f} %")
    return cells


def main() -> None:
    """Print the table; with --set-floors, keep the rates as floors too."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--set-floors", action="store_true", help="write tests/corpus/floors.toml")
    given = parser.parse_args()
    made = results()
    print(row("", METRICS))
    for name, first in FIRST.items():
        mine = [one for one in made if Path(one.article.source).name.startswith(name)]
        print(row(f"{name}, at first", (f"{x} %" if x is not None else "-" for x in first)))
        print(row(f"{name}, now", told(score_run(mine, CORPUS / "gold")[-1])))
    total = score_run(made, CORPUS / "gold")[-1]
    print(row("all, now", told(total)))
    if given.set_floors:
        digest = corpus_digest(made, CORPUS / "gold")
        write_floors(CORPUS / "floors.toml", digest, total, None)


if __name__ == "__main__":
    main()
