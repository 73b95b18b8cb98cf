"""How often quotations are located rightly, and how fast: python benchmarks/quotes.py [SEEDS]."""

from __future__ import annotations

import random
import re
import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from time import perf_counter

from llm_extract.checks import locate_quote
from llm_extract.checks.folding import numbers
from llm_extract.reading import read_article

WINDOWS = 200
FEWEST_WORDS = 6
WIDTHS = str.maketrans(
    {chr(code): chr(code + 0xFEE0) for code in range(0x21, 0x7F) if not chr(code).isalpha()}
)
PUNCTUATION = str.maketrans("“”，。：；（）", "「」,｡:;()")


@dataclass
class Tally:
    """What became of the quotations of one class."""

    statuses: Counter[str] = field(default_factory=Counter)
    misplaced: int = 0
    seconds: float = 0.0

    def add(self, quote: str, source: str, original: str) -> None:
        """Locate `quote`, which stands for `original` in the source."""
        start = perf_counter()
        match = locate_quote(quote, source)
        self.seconds += perf_counter() - start
        self.statuses[match.status] += 1
        if match.ok and match.span is not None:
            found = match.span.cut(source)
            self.misplaced += _letters(found) != _letters(original)

    def __str__(self) -> str:
        n = self.statuses.total()
        counts = " ".join(f"{s}={self.statuses[s]}" for s in STATUSES)
        return f"n={n} {counts} misplaced={self.misplaced} ms/100={self.seconds / n * 1e5:.1f}"


STATUSES = ("exact", "folded", "altered", "not_found")


def _letters(text: str) -> str:
    return "".join(c for c in text if c.isalnum())


def windows(source: str, count: int, chance: random.Random) -> list[tuple[int, int]]:
    """`count` pieces of 8 to 40 characters that cut no number and hold some words."""
    pieces: list[tuple[int, int]] = []
    while len(pieces) < count:
        start = chance.randrange(len(source) - 40)
        end = start + chance.randint(8, 40)
        quote = source[start:end]
        cuts = any(
            left and right and left.start == right.start
            for left, right in (
                (numbers(source).at(start - 1), numbers(source).at(start)),
                (numbers(source).at(end - 1), numbers(source).at(end)),
            )
        )
        if not cuts and sum(c.isalnum() for c in quote) >= FEWEST_WORDS:
            pieces.append((start, end))
    return pieces


def one_digit_changed(quote: str, source: str, chance: random.Random) -> str | None:
    """`quote` with one digit replaced, or None where it has none or the result occurs too."""
    places = [m.start() for m in re.finditer(r"[0-9]", quote)]
    if not places:
        return None
    at = chance.choice(places)
    digit = chance.choice([d for d in "123456789" if d != quote[at]])
    changed = quote[:at] + digit + quote[at + 1 :]
    return None if changed in source else changed


def measure(sources: dict[str, str], count: int = WINDOWS) -> dict[str, Tally]:
    """Tallies by class over all sources, the same at every run."""
    tallies = {name: Tally() for name in ("true", "width", "punctuation", "digit", "foreign")}
    for name, source in sources.items():
        chance = random.Random(name)  # noqa: S311 - repeatable, not secret
        for start, end in windows(source, count, chance):
            quote = source[start:end]
            tallies["true"].add(quote, source, quote)
            tallies["width"].add(quote.translate(WIDTHS), source, quote)
            tallies["punctuation"].add(quote.translate(PUNCTUATION), source, quote)
            changed = one_digit_changed(quote, source, chance)
            if changed:
                tallies["digit"].add(changed, source, quote)
            others = [text for other, text in sources.items() if other != name]
            if all(_letters(quote) not in _letters(text) for text in others):
                for text in others[:1]:
                    tallies["foreign"].add(quote, text, quote)
    return tallies


def seed_sources(folder: Path) -> dict[str, str]:
    """The clean bodies of the articles in `folder`, by file name."""
    return {path.stem: read_article(path).text.clean for path in sorted(folder.glob("*.txt"))}


def main() -> None:
    """Print the counts for the articles of a folder."""
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "seeds")
    for name, tally in measure(seed_sources(folder)).items():
        print(f"{name:12} {tally}")


if __name__ == "__main__":
    main()
