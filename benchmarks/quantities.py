"""How fast quantities are found, in news and in hostile text: python benchmarks/quantities.py."""

from __future__ import annotations

import random
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Lang

SIZES = (10_000, 100_000, 1_000_000)
NUMERALS = "一二两三四五六七八九十百千万亿零〇"
ENGLISH = (
    "On 24 April the city started 95 projects with a total investment of RMB 53.8 billion, up 8.7 "
    "percent from a year earlier. At least 200 companies, nearly two thirds of them from abroad, "
    "signed contracts worth $1.2bn; a 20,000-tonne plant will open within 18 months. "
)


def news(seeds: Path) -> str:
    """The clean text of all articles of a folder."""
    return "\n".join(read_article(path).text.clean for path in sorted(seeds.glob("*.txt")))


def hostile() -> dict[str, Callable[[int], str]]:
    """Text made to be slow, by the number of characters wanted."""
    chance = random.Random(7)  # noqa: S311 -- the same text at every run
    return {
        "digits": lambda n: "7" * n,
        "digits and commas": lambda n: "1,234" * (n // 5),
        "digits and hyphens": lambda n: "12-" * (n // 3),
        "digits and colons": lambda n: "12:" * (n // 3),
        "digits and pluses": lambda n: "1+" * (n // 2),
        "digits and list commas": lambda n: "12、" * (n // 3),
        "brackets": lambda n: "（" * (n // 2) + "）" * (n // 2),
        "quotation marks": lambda n: "“" * n,
        "numeral characters": lambda n: "".join(chance.choices(NUMERALS, k=n)),
        "one multiplier": lambda n: "万" * n,
        "letters": lambda n: "a" * n,
        "letters and hyphens": lambda n: "a-" * (n // 2),
        "number words": lambda n: "two " * (n // 4),
        "names in a list": lambda n: "达州、" * (n // 3),
        "blanks": lambda n: " " * n,
        "random bytes": lambda n: chance.randbytes(n).decode("latin-1"),
    }


def speed(text: str, lang: Lang) -> float:
    """Characters a second."""
    start = perf_counter()
    find_quantities(text, lang)
    return len(text) / (perf_counter() - start)


def row(name: str, make: Callable[[int], str], sizes: tuple[int, ...], lang: Lang) -> None:
    """Print the speed at each size, and how much of that of the smallest the largest keeps."""
    speeds = [speed(make(size), lang) for size in sizes]
    figures = "  ".join(f"{one:>12,.0f}" for one in speeds)
    print(f"{lang}  {name:<24}{figures}   {speeds[-1] / speeds[0]:.2f}", flush=True)


def main(folder: str = "seeds") -> None:
    """Measure every text in both languages."""
    find_quantities("投资1亿元", "zh")
    find_quantities("RMB 1 billion", "en")
    articles = news(Path(folder))
    print("characters a second at", ", ".join(f"{size:,}" for size in SIZES), "characters")
    row("news", lambda n: (articles * (n // len(articles) + 1))[:n], SIZES, "zh")
    row("news", lambda n: (ENGLISH * (n // len(ENGLISH) + 1))[:n], SIZES, "en")
    print("and at 1,000, 10,000, 100,000")
    for name, make in hostile().items():
        for lang in ("zh", "en"):
            row(name, make, (1_000, 10_000, 100_000), lang)


if __name__ == "__main__":
    main(*sys.argv[1:])
