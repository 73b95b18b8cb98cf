"""What the page shows of each article of a run."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from llm_extract.decisions import Decision
from llm_extract.records import LanguageSummary, Person
from llm_extract.reviews import ReviewedResult, reviewed_results
from llm_extract.store import Failure, read_failures

from .figures import Figures
from .parts import Parts
from .pieces import Piece
from .shown import Place, Section, ShownPart
from .source import Source, show_source


@dataclass(frozen=True)
class ShownArticle:
    """An article with all that is told of it.

    Attributes:
        id: The article's id, by which links find it.
        number: Its place in the page, from 1.
        one: Its result, with the decisions about it.
        headline: Its headline in English.
        headline_zh: Its headline in Chinese.
        sections: The parts of its result.
        source: Its text.
        people: Everyone named with an office.
        kinds: The kinds of the source figures that something rests on, by id.
        counts: How many parts there are of each kind.
        problems: How many parts somebody should look at.
    """

    id: str
    number: int
    one: ReviewedResult
    headline: tuple[Piece, ...]
    headline_zh: tuple[Piece, ...]
    sections: tuple[Section, ...]
    source: Source
    people: tuple[Person, ...]
    kinds: dict[str, str]
    counts: Counter[str]
    problems: int

    @property
    def parts(self) -> tuple[ShownPart, ...]:
        """All parts in order."""
        return tuple(part for section in self.sections for part in section.parts)

    def decision(self, part: str) -> Decision | None:
        """What was decided about a part."""
        return self.one.decisions.get(part)


@dataclass(frozen=True)
class Evidence:
    """All that the page shows of a run."""

    articles: tuple[ShownArticle, ...]
    failures: tuple[Failure, ...]

    @property
    def places(self) -> list[Place]:
        """All places that something is told of, by their English names."""
        everywhere = {p.place.en: p.place for one in self.articles for p in one.parts if p.place}
        return [everywhere[name] for name in sorted(everywhere)]


def show_run(folder: Path) -> Evidence:
    """A run as its page shows it.

    Raises StoreError when the folder holds no run, ReviewError when its review is broken.
    """
    articles = tuple(show_article(one, n) for n, one in enumerate(reviewed_results(folder), 1))
    return Evidence(articles, tuple(read_failures(folder)))


def show_article(one: ReviewedResult, number: int) -> ShownArticle:
    """An article and its result as the page shows them."""
    result = one.original
    prefix = f"{number}"
    figures = Figures(result, prefix)
    sections = Parts(one, figures, prefix).sections()
    en, zh = result.summary.en, result.summary.zh
    headline = figures.cited(en.headline, "en", _first_facts(en))
    headline_zh = figures.cited(zh.headline, "zh", _first_facts(zh))
    parts = [part for section in sections for part in section.parts]
    return ShownArticle(
        id=result.article.id, number=number, one=one, headline=headline,
        headline_zh=headline_zh, sections=sections,
        source=show_source(result.article, figures), people=tuple(_people(one)),
        kinds=figures.kinds(),
        counts=Counter(part.name.split()[0] for part in parts),
        problems=sum(part.is_problem for part in parts),
    )  # fmt: skip


def _first_facts(summary: LanguageSummary) -> tuple[str, ...]:
    """The facts of the sentence that the headline was made from."""
    return summary.sentences[0].facts if summary.sentences else ()


def _people(one: ReviewedResult) -> Iterator[Person]:
    everyone = (person for event in one.original.events for person in event.officials)
    yield from dict.fromkeys(everyone)
