"""Made-up articles about investment campaigns, as many as wanted, no two alike.

    python benchmarks/campaign_articles.py FOLDER --articles 2000 --length 1000

Places, words and sentence patterns are in benchmarks/articles.toml. The same number, length and
seed give the same files. At the end it prints how many questions the rules leave to the model.
"""

from __future__ import annotations

import argparse
import random
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

TABLE = Path(__file__).parent / "articles.toml"
LENGTHS = (300, 1000, 3000)
"""Characters of an article, about."""
_PLACE = re.compile(r"<(\w+)(?::([^>]+))?>")
_PLAIN_EVERY = 2
"""Sentences with figures after which one without comes."""


class Writer:
    """Writes one article after another and no sentence with figures twice."""

    def __init__(self, seed: int) -> None:
        self._table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
        self._chance = random.Random(seed)  # noqa: S311  (the same articles at every run)
        self._written: set[str] = set()

    def article(self, length: int) -> str:
        """An article of about so many characters: a title, and paragraphs below it."""
        table, chance = self._table, self._chance
        words = self._words()
        lines = [self._filled(chance.choice(table["titles"]), words), ""]
        paragraph = self._new(table["leads"], words)
        size = len(lines[0])
        for number, pattern in enumerate(self._patterns(), 1):
            if size + len(paragraph) >= length:
                break
            paragraph += self._new([pattern], words)
            if number % _PLAIN_EVERY == 0:
                paragraph += self._sentence(table["plain"], words)
            if chance.random() < 1 / 2:
                lines.append(paragraph)
                size += len(paragraph)
                paragraph = ""
        return "\n".join([*lines, *([paragraph] if paragraph else [])]) + "\n"

    def _patterns(self) -> Iterator[str]:
        """The patterns of the body in some order, and again when they are used up."""
        while True:
            yield from self._chance.sample(self._table["body"], len(self._table["body"]))

    def _words(self) -> dict[str, str]:
        """What an article keeps to: its place, day and branches."""
        table, chance = self._table, self._chance
        city, county, county2, province = chance.choice(table["places"])
        industry, industry2 = chance.sample(table["industries"], 2)
        month = chance.randint(4, 9)
        return {
            "city": city,
            "county": county,
            "county2": county2,
            "province": province,
            "industry": industry,
            "industry2": industry2,
            "park": city.removesuffix("市") + chance.choice(table["parks"]),
            "region": chance.choice(table["regions"]),
            "month": str(month),
            "to_month": str(month - 1),
            "months": str(month - 1),
            "later": str(month + 2),
            "day": str(chance.randint(2, 28)),
        }

    def _new(self, patterns: list[str], words: dict[str, str]) -> str:
        """A sentence that was not written before."""
        while (sentence := self._sentence(patterns, words)) in self._written:
            pass
        self._written.add(sentence)
        return sentence

    def _sentence(self, patterns: list[str], words: dict[str, str]) -> str:
        goods = self._chance.choice(self._table["goods"])
        firm = f"{words['province']}{self._chance.choice(self._table['syllables'])}{goods}公司"
        own = {"goods": goods, "firm": firm, "day2": str(self._chance.randint(1, 28))}
        return self._filled(self._chance.choice(patterns), words | own)

    def _filled(self, pattern: str, words: dict[str, str]) -> str:
        return _PLACE.sub(lambda place: self._value(place[1], place[2], words), pattern)

    def _value(self, name: str, choice: str | None, words: dict[str, str]) -> str:
        if choice is None:
            return words[name]
        if name == "pick":
            return self._chance.choice(choice.split("|"))
        low, high = (float(bound) for bound in choice.split("-"))
        if name == "n":
            return str(self._chance.randint(int(low), int(high)))
        return f"{self._chance.uniform(low, high):.{self._chance.choice((1, 2))}f}"


def articles(number: int, length: int, seed: int = 1) -> Iterator[str]:
    """So many distinct articles of about so many characters."""
    writer = Writer(seed)
    for _ in range(number):
        yield writer.article(length)


def write_articles(folder: Path, number: int, length: int, seed: int = 1) -> int:
    """Write the articles to files of a folder made for them; their characters in all."""
    folder.mkdir(parents=True, exist_ok=True)
    characters = 0
    for index, text in enumerate(articles(number, length, seed)):
        (folder / f"{index:05d}.txt").write_text(text, encoding="utf-8")
        characters += len(text)
    return characters


def main() -> None:
    """Write the articles, and tell how many questions they give rise to."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--articles", type=int, default=100)
    parser.add_argument("--length", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--sample", type=int, default=30, help="articles to count questions of")
    given = parser.parse_args()
    characters = write_articles(given.folder, given.articles, given.length, given.seed)
    print(f"{given.articles} articles of {characters / given.articles:.0f} characters on average")
    # Here, because the benchmarks themselves only need the files.
    from rules_alone import run_in_process  # noqa: PLC0415

    took = run_in_process(sorted(given.folder.glob("*.txt"))[: given.sample])
    print(
        f"{took.calls / took.articles:.1f} calls an article with the small profile, "
        f"{1000 * took.cpu_seconds / took.articles:.0f} ms of rules "
        f"(the first {took.articles} articles)"
    )


if __name__ == "__main__":
    main()
