"""Records as HTML for notebooks: escaped, without scripts, in the colours of the notebook."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import singledispatch
from html import escape

from .checks import CheckReport
from .exports import subjects
from .exports.figure_rows import FactRow, fact_rows
from .exports.named_rows import ProjectRow, event_rows, project_rows
from .exports.subject import amount_of
from .place_words import region_english
from .records import Fact, Finding, LanguageSummary, Quantity, Result

_FACT = ("place", "measures", "of", "amount", "status", "period", "words")
_PROJECT = ("project", "in Chinese", "place", "stage", "investment")
_MOST = 50
"""Rows of a table; a data frame has them all."""
_GRID = "border-collapse:collapse;font-size:inherit"
_CELL = "text-align:left;vertical-align:top;padding:2px 10px 2px 0"
_ROW = "border-top:1px solid rgba(128,128,128,.35);background:transparent"
_QUIET = "opacity:.75"


@singledispatch
def as_html(record: object) -> str | None:
    """A record as HTML, or None where its plain form says it best."""
    del record
    return None


@as_html.register
def _quantity(record: Quantity) -> str:
    amount = amount_of(record)
    return _described(
        [
            ("words", record.surface),
            ("amount", amount.words_en),
            ("exactly", _number(record)),
            ("kind", " ".join(filter(None, (record.kind, record.iso)))),
            ("place", f"characters {record.start} to {record.end}"),
        ]
    )


@as_html.register
def _fact(record: Fact) -> str:
    return _described(
        [
            ("measures", f"{record.indicator_en} ({record.indicator_zh})"),
            ("place", record.region_en or (region_english(record.region) if record.region else "")),
            ("of", record.entity),
            ("status", record.status),
            ("period", record.period),
            ("quantity", record.quantity),
        ]
    )


@as_html.register
def _report(record: CheckReport) -> str:
    return f"<p>{escape(str(record))}</p>{_findings(record.findings)}"


@as_html.register
def _result(record: Result) -> str:
    article = record.article
    about = " · ".join(filter(None, (article.outlet, article.published, article.source)))
    return "".join(
        [
            '<div style="max-width:70em">',
            f'<p><strong lang="zh">{escape(article.title)}</strong><br>',
            f'<span style="{_QUIET}">{escape(about)}</span></p>',
            _told(record.summary.en, "en"),
            _told(record.summary.zh, "zh"),
            *_parts(record),
            "</div>",
        ]
    )


def _told(summary: LanguageSummary, lang: str) -> str:
    """A summary, with the verdict of what is not supported."""
    sentences = [
        escape(one.text) + ("" if one.verdict == "supported" else f" <em>[{one.verdict}]</em>")
        for one in summary.sentences
    ]
    words = ("" if lang == "zh" else " ").join(sentences)
    return f'<p lang="{lang}"><strong>{escape(summary.headline)}</strong><br>{words}</p>'


def _parts(result: Result) -> Iterator[str]:
    """Findings, facts, projects and events, those that there are."""
    (subject,) = subjects(result)
    if result.findings:
        yield _folded("findings", result.findings, _findings(result.findings), is_open=True)
    facts = [_fact_cells(row) for row in fact_rows(subject)]
    yield _folded("facts", facts, _table(_FACT, facts))
    projects = [_project_cells(row) for row in project_rows(subject)]
    yield _folded("projects", projects, _table(_PROJECT, projects))
    events = [(e.date or "", e.place_en or "", e.what_zh) for e in event_rows(subject)]
    yield _folded("events", events, _table(("date", "place", "what"), events))


def _fact_cells(row: FactRow) -> list[str]:
    cells = (
        row.region_en, row.indicator_en, row.entity, row.amount.words_en, row.status,
        row.period, row.surface.surface,
    )  # fmt: skip
    return [cell or "" for cell in cells]


def _project_cells(row: ProjectRow) -> list[str]:
    investment = row.investment.words_en if row.investment else None
    cells = row.name_en, row.name_zh, row.place_en, row.stage, investment
    return [cell or "" for cell in cells]


def _folded(name: str, rows: Sequence[object], inner: str, *, is_open: bool = False) -> str:
    if not rows:
        return ""
    opened = " open" if is_open else ""
    return f"<details{opened}><summary>{len(rows)} {name}</summary>{inner}</details>"


def _findings(findings: Sequence[Finding]) -> str:
    rows = [(f.verdict, f.claim, f.expected or "", f.message) for f in findings]
    return _table(("verdict", "claim", "expected", "what is found"), rows) if rows else ""


def _table(heads: Iterable[str], rows: Sequence[Sequence[str]]) -> str:
    head = "".join(f'<th style="{_CELL}">{escape(one)}</th>' for one in heads)
    body = "".join(
        f'<tr style="{_ROW}">'
        + "".join(f'<td style="{_CELL}">{escape(cell)}</td>' for cell in row)
        + "</tr>"
        for row in rows[:_MOST]
    )
    more = len(rows) - _MOST
    rest = f'<p style="{_QUIET}">and {more} more: see to_dataframe</p>' if more > 0 else ""
    return (
        f'<table style="{_GRID}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{rest}'
    )


def _described(pairs: Iterable[tuple[str, str | None]]) -> str:
    rows = "".join(
        f'<tr style="{_ROW}"><th style="{_CELL}">{name}</th>'
        f'<td style="{_CELL}">{escape(words)}</td></tr>'
        for name, words in pairs
        if words
    )
    return f'<table style="{_GRID}"><tbody>{rows}</tbody></table>'


def _number(quantity: Quantity) -> str:
    """The exact value with its unit; nothing for what is no amount."""
    ends = [format(end, "f") for end in (quantity.value, quantity.value_high) if end is not None]
    return " ".join(filter(None, (" to ".join(ends), quantity.unit))) if ends else ""
