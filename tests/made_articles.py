"""Articles made for tests, and what the rules read in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path

from llm_extract import pipeline
from llm_extract.campaigns import find_campaigns
from llm_extract.checks import SourceIndex
from llm_extract.conflicts import Conflict, find_conflicts
from llm_extract.foreseen import with_foreseen
from llm_extract.labels import Label, Labelled, label_amounts
from llm_extract.periods import fact_periods
from llm_extract.places import PlaceMention
from llm_extract.planning import Telling, plan
from llm_extract.reading import read_article
from llm_extract.records import Article, Quantity
from llm_extract.scene import Scene
from llm_extract.sentences import sentences
from llm_extract.sums import find_missed
from llm_extract.text import Text

SEEDS = sorted((Path(__file__).parents[1] / "seeds").glob("*.txt"))


def made_article(
    text: str, title: str = "", published: str | None = None, outlet: str | None = None
) -> Article:
    """An article with this clean text."""
    return Article(
        id="made",
        source="made.txt",
        title=title,
        published=published,
        outlet=outlet,
        text=Text.of(text),
    )


@cache
def seed_articles() -> tuple[Article, ...]:
    """Every article of the seeds folder, as read."""
    return tuple(read_article(path) for path in SEEDS)


@dataclass(frozen=True)
class Made:
    """An article with the labels the rules give its amounts."""

    article: Article
    main: str | None
    quantities: list[Quantity]
    places: list[PlaceMention]
    labelled: Labelled
    tellings: list[Telling] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    periods: dict[str, str | None] = field(default_factory=dict)
    """The period of each amount, by its id."""

    @property
    def text(self) -> str:
        """The clean text."""
        return self.article.text.clean

    @property
    def labels(self) -> list[Label]:
        """The label of each amount, in order."""
        return self.labelled.labels

    @property
    def scene(self) -> Scene:
        """The text with what was found in it."""
        return Scene(
            self.text, sentences(self.text), self.quantities, self.places, self.labelled.regions
        )

    def label(self, surface: str) -> Label:
        """The first label whose figure stands so in the text."""
        return next(one for one in self.labels if one.quantity.surface == surface)

    def period(self, surface: str) -> str | None:
        """The period of the first figure that stands so in the text."""
        return self.periods[self.label(surface).quantity.id]


def read_by_rule(article: Article) -> Made:
    """What the rules read in an article, and the sentences they plan to tell."""
    text = article.text.clean
    read = pipeline._read(article)
    labelled = label_amounts(text, read.quantities, read.sentences, read.places, read.main_region)
    scene = Scene(text, read.sentences, read.quantities, read.places, labelled.regions)
    campaigns = find_campaigns(scene, read.main_region)
    published = pipeline._published(article)
    periods = fact_periods(scene, labelled.labels, campaigns, published)
    labels = with_foreseen(text, labelled.labels, periods, published)
    labelled = replace(labelled, labels=labels)
    conflicts = find_conflicts(text, labelled.labels, periods)
    source = SourceIndex(f"{article.title}\n{text}", pipeline._published(article))
    missed = find_missed(text, labelled.labels, periods)
    tellings = plan(source, text, labelled.labels, read.main_region, conflicts, missed)
    return Made(
        article,
        read.main_region,
        read.quantities,
        read.places,
        labelled,
        tellings,
        conflicts,
        periods,
    )
