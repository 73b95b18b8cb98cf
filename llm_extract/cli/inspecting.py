"""`check`, `quantities` and `eval`: looking at texts and runs without a model."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.table import Table

from llm_extract.checks import check_text
from llm_extract.errors import InputError
from llm_extract.evaluate import Score, score_run
from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Finding, Lang, Quantity
from llm_extract.store import read_results

_CONTEXT = 10


def check_claim(claim: str, source: Path, lang: str, *, as_json: bool) -> int:
    """Check a claim against an article, print what was found; 1 when there is an error."""
    words = _claim_text(claim)
    article = read_article(source)
    text = f"{article.title}\n{article.text.clean}"
    report = check_text(words, text, _language(lang))
    if as_json:
        print(json.dumps([f.model_dump(mode="json") for f in report.findings], ensure_ascii=False))  # noqa: T201
    else:
        _print_findings(report.findings, words, text)
    return 0 if report.ok else 1


def _claim_text(claim: str) -> str:
    if claim == "-":
        return sys.stdin.read()
    try:
        return Path(claim).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(f"{claim}: cannot be read ({error}); give a text file or -", claim) from error


def _language(lang: str) -> Lang | None:
    if lang in ("zh", "en"):
        return lang  # type: ignore[return-value]  # narrowed by the comparison
    if lang:
        raise InputError(f"--lang {lang}: only zh and en are known")
    return None


def _print_findings(findings: list[Finding], claim: str, source: str) -> None:
    console = Console()
    table = Table("verdict", "claim", "source", "what is wrong", box=None, pad_edge=False)
    colours = {"error": "red", "warning": "yellow", "info": "green"}
    for finding in findings:
        table.add_row(
            f"[{colours[finding.severity]}]{finding.verdict}[/]",
            finding.claim_span.cut(claim) if finding.claim_span else finding.claim,
            _in_context(finding, source),
            "" if finding.severity == "info" else finding.message,
        )
    console.print(table)
    errors = sum(f.severity == "error" for f in findings)
    console.print(f"{len(findings)} figures and names checked, {errors} wrong", highlight=False)


def _in_context(finding: Finding, source: str) -> str:
    if finding.source_span is None:
        return ""
    start, end = finding.source_span.start, finding.source_span.end
    return source[max(0, start - _CONTEXT) : end + _CONTEXT].replace("\n", " ")


def show_quantities(path: Path, *, as_json: bool) -> None:
    """Print every quantity of an article."""
    article = read_article(path)
    published = date.fromisoformat(article.published) if article.published else None
    found = find_quantities(article.text.clean, "zh", published)
    if as_json:
        print(json.dumps([q.model_dump(mode="json") for q in found], ensure_ascii=False))  # noqa: T201
        return
    table = Table("words", "value", "unit", "kind", "qualifier", "place", box=None, pad_edge=False)
    for quantity in found:
        raw = article.text.raw_span(quantity.span)
        table.add_row(
            quantity.surface, _value_words(quantity), quantity.unit, quantity.kind,
            quantity.qualifier, f"{raw.start}-{raw.end}",
        )  # fmt: skip
    Console().print(table)


def _value_words(quantity: Quantity) -> str:
    if quantity.value is None:
        return quantity.iso or ""
    high = f"-{quantity.value_high:,f}" if quantity.value_high is not None else ""
    return f"{quantity.value:,f}{high}"


def show_scores(out: Path, gold: Path, *, misses: bool) -> None:
    """Print the scores of a run, with their counts, and the misses if wanted."""
    scores = score_run(read_results(out), gold)
    table = Table("article", box=None, pad_edge=False)
    for column in ("quantities right", "none", "core facts right", "indicator", "region", "status"):
        table.add_column(column, justify="right")
    for one in scores:
        table.add_row(
            Path(one.article).name,
            _share(one.right, one.gold), _share(one.spurious, one.amounts),
            _share(one.core_right, one.core),
            *(_share(one.parts.get(p, 0), one.core) for p in ("indicator", "region", "status")),
        )  # fmt: skip
    console = Console()
    console.print(table)
    if misses:
        _print_misses(console, scores)


def _print_misses(console: Console, scores: list[Score]) -> None:
    for one in scores:
        for miss in one.misses:
            console.print(f"{Path(one.article).name[:3]}  {miss}", markup=False, highlight=False)


def _share(part: int, whole: int) -> str:
    return f"{part}/{whole} {100 * part / whole:.1f} %" if whole else "0/0"
