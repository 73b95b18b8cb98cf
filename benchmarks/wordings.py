"""How the events and projects of the seeds and of unseen articles are worded, by rule.

    python benchmarks/wordings.py [RUN] [--list]

RUN is the folder of a run of the seeds; without it the seeds are read by the rules alone, like the
made-up articles of tests/corpus. Prints how many have a wording of a known kind, one of their
figures alone, or none, and how many the checker found wrong before a plainer one took their place;
with --list every one of them too.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from unseen import CORPUS, results

from llm_extract import read_results
from llm_extract.event_wording import event_wording
from llm_extract.project_wording import project_wording
from llm_extract.records import Result
from llm_extract.wording import Wording

SEEDS = Path(__file__).parents[1] / "seeds"


def sort_of(wording: Wording | None) -> str:
    """Known kind, figures alone, or none."""
    if wording is None:
        return "none"
    return "known kind" if wording.kind else "plain"


def told_of(wording: Wording | None) -> str:
    """A wording with its kind and how often the checker was against fuller ones."""
    return f"{wording.kind}: {wording.text} ({wording.flagged})" if wording else "-"


def told(result: Result, *, shown: bool) -> Counter[str]:
    """The wordings of one result, counted by sort; printed where `shown`."""
    counts: Counter[str] = Counter()
    if shown:
        print(f"\n## {result.article.title}")
    for event in result.events:
        en, zh = (event_wording(result, event, lang) for lang in ("en", "zh"))
        counts.update([f"event, {sort_of(en)}", f"event in Chinese, {sort_of(zh)}"])
        counts["events with a wording flagged"] += bool(en and en.flagged)
        if shown:
            print(f"{event.date} | {event.what_zh}\n   {told_of(en)}\n   {told_of(zh)}")
    for project in result.projects:
        en = project_wording(result, project, "en")
        counts[f"project, {'told' if en else 'none'}"] += 1
        counts["projects with a wording flagged"] += bool(en and en.flagged)
        if shown:
            print(f"P {project.name_en}: {told_of(en)}")
    return counts


def main() -> None:
    """Print the counts of the seeds and of the unseen articles."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("run", nargs="?", type=Path)
    parser.add_argument("--list", action="store_true")
    given = parser.parse_args()
    articles = SEEDS
    sets = {
        "seeds": list(read_results(given.run)) if given.run else results(articles),
        "unseen": results(CORPUS / "articles"),
    }
    for name, made in sets.items():
        counts: Counter[str] = Counter()
        for result in made:
            counts += told(result, shown=given.list)
        print(f"\n{name}")
        for sort, count in sorted(counts.items()):
            print(f"  {sort}: {count}")


if __name__ == "__main__":
    main()
