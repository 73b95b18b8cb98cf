"""All tables that can be exported: what each holds, and how its rows are made."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from llm_extract.errors import ExportError

from . import article_rows, figure_rows, named_rows, told_rows
from .columns import Column, columns_of
from .subject import Subject


@dataclass(frozen=True)
class Table:
    """One table.

    Attributes:
        name: Its name, which files are named after.
        meaning: What a row is.
        row: The class of its rows.
        rows: Makes the rows of an article.
        facets: Columns that it is well filtered by.
        searched: Columns that are searched for words.
    """

    name: str
    meaning: str
    row: type
    rows: Callable[[Subject], Iterator[object]]
    facets: tuple[str, ...] = ()
    searched: tuple[str, ...] = ()

    @property
    def columns(self) -> tuple[Column, ...]:
        """Its columns in order."""
        return columns_of(self.row)

    @property
    def key(self) -> tuple[str, ...]:
        """The columns whose cells together name a row."""
        return tuple(column.name for column in self.columns if column.about.key)


TABLES = (
    Table(
        "articles", "An article, with its summary and what it took.",
        article_rows.ArticleRow, article_rows.article_rows,
        ("outlet",), ("title", "headline_en", "summary_en", "summary_zh"),
    ),
    Table(
        "sources", "A file that an article was read from; the same article may come in several.",
        article_rows.SourceRow, article_rows.source_rows,
    ),
    Table(
        "paragraphs", "A paragraph of an article, as it was read: repaired.",
        article_rows.ParagraphRow, article_rows.paragraph_rows, (), ("text",),
    ),
    Table(
        "quantities", "A quantity as the rules found it, or a date, ordinal, code or name.",
        figure_rows.QuantityRow, figure_rows.quantity_rows, ("kind", "unit"),
    ),
    Table(
        "facts", "A figure with what it measures, where, when, and whether it was reached.",
        figure_rows.FactRow, figure_rows.fact_rows, ("region_en", "status", "indicator_en"),
        ("indicator_en", "indicator_zh", "region_en", "region", "entity", "evidence"),
    ),
    Table(
        "projects", "A project with its investor, site, stage, investment and capacity.",
        named_rows.ProjectRow, named_rows.project_rows, ("place_en", "stage"),
        ("name_en", "name_zh", "investor", "place", "place_en"),
    ),
    Table(
        "project_quantities", "A figure told of a project alone.",
        named_rows.ProjectQuantityRow, named_rows.project_quantity_rows, ("role",),
    ),
    Table(
        "events", "Something that happened, with when, where and who.",
        named_rows.EventRow, named_rows.event_rows, ("place_en",), ("what_zh", "people"),
    ),
    Table(
        "event_quantities", "A figure told of an event.",
        named_rows.EventQuantityRow, named_rows.event_quantity_rows,
    ),
    Table(
        "people", "Someone who took part in an event, with their office.",
        named_rows.PersonRow, named_rows.person_rows, ("name_en",),
    ),
    Table(
        "campaigns", "A named drive, such as “百日攻坚”.",
        named_rows.CampaignRow, named_rows.campaign_rows, ("region_en",),
    ),
    Table(
        "summaries", "A sentence of a summary: headline, short summary or further point.",
        told_rows.SummaryRow, told_rows.summary_rows, ("lang", "kind", "verdict"), ("text",),
    ),
    Table(
        "summary_facts", "A fact that a sentence of a summary states.",
        told_rows.SummaryFactRow, told_rows.summary_fact_rows,
    ),
    Table(
        "findings", "What was found wrong: in the article, in an answer of the model, in a draft.",
        told_rows.FindingRow, told_rows.finding_rows, ("verdict", "severity"),
    ),
)  # fmt: skip
"""In an order in which every table stands behind those it points to."""

_BY_NAME = {table.name: table for table in TABLES}


def table_named(name: str) -> Table:
    """The table of this name. Raises ExportError, which lists those there are."""
    if name not in _BY_NAME:
        raise ExportError(f"{name!r} is no table; there are {', '.join(_BY_NAME)}")
    return _BY_NAME[name]


def is_table(name: str) -> bool:
    """Whether there is a table of this name."""
    return name in _BY_NAME
