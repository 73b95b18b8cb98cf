"""The tables of what was read: articles, the files they came from, their paragraphs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Annotated

from llm_extract.sentences import paragraphs

from .calendar import days_of
from .columns import About
from .groups import Origin, Place
from .subject import Subject


@dataclass(frozen=True)
class ArticleRow:
    """One article."""

    article: Annotated[str, About("Id of the article, made from its content.", key=True)]
    source: Annotated[str, About("File it was read from, or its name in a list.")]
    title: Annotated[str, About("Its title, repaired.")]
    headline_en: Annotated[str, About("Headline of the summary in English.")]
    headline_zh: Annotated[str, About("Headline of the summary in Chinese.")]
    published: Annotated[date | None, About("Day it was published.")]
    outlet: Annotated[str | None, About("Who published it.")]
    authors: Annotated[str | None, About("Its authors, with semicolons between them.")]
    summary_en: Annotated[str, About("The short summary in English.")]
    summary_zh: Annotated[str, About("The short summary in Chinese.")]
    characters: Annotated[int, About("Length of its clean text.", "characters")]
    repairs: Annotated[int, About("Edits that repaired it.", "edits")]
    quantities: Annotated[int, About("Rows of `quantities` about it.", "rows")]
    facts: Annotated[int, About("Rows of `facts` about it.", "rows")]
    projects: Annotated[int, About("Rows of `projects` about it.", "rows")]
    events: Annotated[int, About("Rows of `events` about it.", "rows")]
    campaigns: Annotated[int, About("Rows of `campaigns` about it.", "rows")]
    findings: Annotated[int, About("Rows of `findings` about it.", "rows")]
    model: Annotated[str, About("The language model that was asked.")]
    profile: Annotated[str, About("How it was asked.")]
    version: Annotated[str, About("Version of llm_extract.")]
    calls: Annotated[int, About("Questions to the model.", "calls")]
    prompt_tokens: Annotated[int, About("Tokens sent.", "tokens")]
    completion_tokens: Annotated[int, About("Tokens received.", "tokens")]
    cost: Annotated[float | None, About("What it cost, where the price is known.", "US dollars")]
    seconds: Annotated[float, About("How long it took.", "seconds")]


@dataclass(frozen=True)
class SourceRow:
    """One file an article was read from."""

    article: Annotated[str, About("Id of the article.", key=True, of="articles")]
    source: Annotated[str, About("A file it was read from, or its name in a list.", key=True)]


@dataclass(frozen=True)
class ParagraphRow:
    """One paragraph of an article."""

    origin: Origin
    paragraph: Annotated[int, About("Its position in the article, from 0.", key=True)]
    text: Annotated[str, About("Its clean text.")]
    place: Place


def article_rows(subject: Subject) -> Iterator[ArticleRow]:
    """The row of the article."""
    result = subject.result
    article, summary, made = result.article, result.summary, result.provenance
    yield ArticleRow(
        article=article.id,
        source=article.source,
        title=article.title,
        headline_en=summary.en.headline,
        headline_zh=summary.zh.headline,
        published=days_of(article.published).first_day,
        outlet=article.outlet,
        authors="; ".join(article.authors) or None,
        summary_en=summary.en.text,
        summary_zh=summary.zh.text,
        characters=len(article.text.clean),
        repairs=len(article.text.edits),
        quantities=len(result.quantities),
        facts=len(result.facts),
        projects=len(result.projects),
        events=len(result.events),
        campaigns=len(result.campaigns),
        findings=len(result.findings),
        model=made.model,
        profile=made.profile,
        version=made.version,
        calls=made.calls,
        prompt_tokens=made.prompt_tokens,
        completion_tokens=made.completion_tokens,
        cost=None if made.cost is None else float(made.cost),
        seconds=made.seconds,
    )


def source_rows(subject: Subject) -> Iterator[SourceRow]:
    """The row of the file this result names."""
    yield SourceRow(subject.origin.article, subject.origin.source)


def paragraph_rows(subject: Subject) -> Iterator[ParagraphRow]:
    """Every line of the article that holds something."""
    text = subject.result.article.text
    for number, span in enumerate(paragraphs(text.clean)):
        yield ParagraphRow(
            origin=subject.origin,
            paragraph=number,
            text=span.cut(text.clean),
            place=subject.place(span),
        )
