"""How well claims are checked, and how fast: python benchmarks/checker.py [CASES.json] [--misses].

Wrong claims found, those found with the right verdict, and right claims that raise an alarm, by
verdict, on the development set of the tests: it was used to make the rules, so that figures on
other articles are lower. Known failures are counted like all others. The claims in free prose,
tests/cases/free_claims.json, are right or wrong: any error on a wrong one counts as found.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

from llm_extract.checks import SourceIndex
from llm_extract.reading import read_article

ROOT = Path(__file__).parents[1]
CASES = ROOT / "tests" / "cases" / "claims.json"
SEEDS = ROOT / "seeds"
ROUNDS = 5


@dataclass
class Tally:
    """What became of the claims: counts by the first verdict a case names."""

    wrong: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    named: Counter[str] = field(default_factory=Counter)
    right: int = 0
    alarms: int = 0
    misses: list[str] = field(default_factory=list)
    seconds: float = 0.0

    def add(self, case: dict[str, Any], errors: set[str]) -> None:
        """Count one claim, whose check gave errors of these verdicts."""
        expected = set(case.get("verdicts", ()))
        if expected == {"supported"} or case.get("right"):
            self.right += 1
            self.alarms += bool(errors)
            if errors:
                self.misses.append(f"alarm   {case['claim']} ({', '.join(sorted(errors))})")
            return
        verdict = case["verdicts"][0] if expected else "any"
        expected = expected or errors
        self.wrong[verdict] += 1
        self.found[verdict] += bool(errors)
        self.named[verdict] += bool(errors & expected)
        if not errors & expected:
            said = ", ".join(sorted(errors)) or "nothing"
            self.misses.append(f"missed  {case['claim']} ({verdict}; said {said})")


def measure(path: Path) -> Tally:
    """Check every claim of a case file."""
    tally = Tally()
    for group in json.loads(path.read_text(encoding="utf-8")):
        started = perf_counter()
        source = source_of(group)
        for case in group["cases"]:
            report = source.check(case["claim"], case["lang"])
            tally.add(case, {f.verdict for f in report.findings if f.severity == "error"})
        tally.seconds += perf_counter() - started
    return tally


def source_of(group: dict[str, Any]) -> SourceIndex:
    """What a group's claims are checked against: an article of the repository, or a text."""
    if "article" in group:
        return SourceIndex.of(read_article(ROOT / group["article"]))
    published = date.fromisoformat(group["published"]) if "published" in group else None
    return SourceIndex(group["source"], published)


def share(part: int, whole: int) -> str:
    """A count of a count, with the percentage."""
    return f"{part}/{whole} {100 * part / whole:.1f} %" if whole else "0/0"


def print_table(tally: Tally) -> None:
    """Print the counts by verdict and in all."""
    print(f"{'verdict':<20}{'wrong claims found':>22}{'with the right verdict':>26}")
    for verdict, n in sorted(tally.wrong.items()):
        found, named = tally.found[verdict], tally.named[verdict]
        print(f"{verdict:<20}{share(found, n):>22}{share(named, found):>26}")
    wrong, found = tally.wrong.total(), tally.found.total()
    print(f"{'all':<20}{share(found, wrong):>22}{share(tally.named.total(), found):>26}")
    print(f"false alarms        {share(tally.alarms, tally.right):>22}")
    claims = tally.right + wrong
    print(f"{claims} claims, {1000 * tally.seconds / claims:.1f} ms each with their sources read")


def time_article(seeds: Path) -> None:
    """Print how long the longest seed takes to be read, and to be checked against."""
    path = max(seeds.glob("*.txt"), key=lambda p: len(read_article(p).text.clean))
    text = read_article(path).text.clean
    lines = [line for line in text.split("\n") if any(c.isdigit() for c in line)]
    claims = [*(line[:100] for line in lines[:4]), *ENGLISH]
    reads, checks = [], []
    for _ in range(ROUNDS):
        started = perf_counter()
        article = read_article(path)
        read = perf_counter()
        source = SourceIndex.of(article)
        for claim in claims:
            source.check(claim)
        checks.append(perf_counter() - read)
        reads.append(read - started)
    times = f"read {1000 * median(reads):.0f} ms, checked {1000 * median(checks):.0f} ms"
    print(f"{len(text):,} characters: {times} ({len(claims)} sentences, median of {ROUNDS})")


ENGLISH = (
    "The district aims to sign 90 projects worth RMB 38.76 billion this year.",
    "In the first quarter it signed 23 projects with a total investment of RMB 5.4 billion.",
    "Funds in place rose by 12.5 percent to RMB 3.2 billion.",
    "At least 12 promotion events are planned for the second half of the year.",
)


def main() -> None:
    """Measure a case file and print the table, and what was missed if wanted."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("cases", nargs="?", type=Path, default=CASES)
    options.add_argument("--misses", action="store_true", help="print what was missed")
    chosen = options.parse_args()
    tally = measure(chosen.cases)
    print_table(tally)
    if chosen.misses:
        print(*tally.misses, sep="\n")
    time_article(SEEDS)


if __name__ == "__main__":
    main()
