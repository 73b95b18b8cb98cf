"""`check`, `quantities` and `eval`: looking at texts and runs without a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pydantic import BaseModel

from llm_extract.checks import SourceIndex, check_text
from llm_extract.chinese import is_han
from llm_extract.errors import InputError, TableError
from llm_extract.glossary import read_glossary, using
from llm_extract.prose import prose_of
from llm_extract.quantities import find_quantities
from llm_extract.reading import read_article
from llm_extract.records import Article, Finding, Lang, Quantity

from .printing import add_row, console, plain_table, say

_CONTEXT = 10
"""Characters of the source shown before and after what a finding points at."""
_NAME_ENDS = (".txt", ".md", ".html", ".htm", ".json")
_COLOURS = {"error": "red", "warning": "yellow", "info": ""}
MISUSE = 2


def check_claim(
    claim: str, source: Path, lang: Lang | None, glossary: Path | None, *, as_json: bool
) -> int:
    """Check a claim against an article and print what was found.

    0 when nothing is wrong, 1 when something is, 2 when the claim, the article or the glossary
    cannot be read.
    """
    try:
        words = _claim_text(claim)
        article = read_article(source)
        own = read_glossary(glossary) if glossary else None
    except (InputError, TableError) as error:
        say(f"llm-extract: {error}", errors=True)
        return MISUSE
    text = f"{article.headline}\n{article.text.clean}"
    with using(own):
        report = check_text(words, SourceIndex.of(article), lang)
    if as_json:
        _print_json(report.findings)
    else:
        _print_findings(report.findings, words, text)
    return 0 if report.ok else 1


def _claim_text(claim: str) -> str:
    """What is to be checked: standard input for -, a file's text, or the words given."""
    if claim == "-":
        return sys.stdin.read()
    try:
        return prose_of(Path(claim).read_text(encoding="utf-8"), claim)
    except (OSError, ValueError) as error:
        is_words = any(is_han(c) or c.isspace() for c in claim) and not claim.endswith(_NAME_ENDS)
        if is_words and not isinstance(error, UnicodeDecodeError):
            return claim
        reason = getattr(error, "strerror", None) or "it is not UTF-8 text"
        raise InputError(
            f"{claim}: cannot be read ({reason}); give a text file, the words themselves, or -",
            claim,
        ) from error


def _print_findings(findings: list[Finding], claim: str, source: str) -> None:
    wide = ("claim", "source", "expected", "what is wrong")
    table = plain_table("verdict", *wide, wide=wide)
    for finding in findings:
        add_row(
            table,
            f"{finding.verdict}?" if _is_doubtful(finding) else finding.verdict,
            finding.claim_span.cut(claim) if finding.claim_span else finding.claim,
            _in_context(finding, source),
            finding.expected or "",
            finding.message if finding.severity != "info" or finding.derived else "",
            style=_COLOURS[finding.severity],
        )
    if findings:
        console().print(table)
    errors = sum(f.severity == "error" for f in findings)
    checked = (
        f"{len(findings)} figures, dates and names checked" if findings else "nothing to check"
    )
    doubtful = sum(map(_is_doubtful, findings))
    rest = f", {doubtful} doubtful" if doubtful else ""
    say(f"{checked}, {errors} wrong{rest}" if findings else checked)


def _is_doubtful(finding: Finding) -> bool:
    """Whether a finding may be wrong itself: its verdict stands with a question mark."""
    return finding.severity == "warning" and finding.verdict != "supported"


def _in_context(finding: Finding, source: str) -> str:
    if finding.source_span is None:
        return ""
    start, end = finding.source_span.start, finding.source_span.end
    return source[max(0, start - _CONTEXT) : end + _CONTEXT]


def show_quantities(path: Path, *, as_json: bool) -> None:
    """Print every quantity of an article. Raises InputError when it cannot be read."""
    article = read_article(path)
    found = find_quantities(article.text.clean, "zh", _published(article))
    if as_json:
        _print_json(found)
        return
    table = plain_table(
        "words", "value", "unit", "kind", "qualifier", "place in file",
        right=("value", "place in file"), wide=("words",),
    )  # fmt: skip
    for quantity in found:
        raw = article.text.raw_span(quantity.span)
        add_row(
            table, quantity.surface, _value_words(quantity), quantity.unit, quantity.kind,
            "" if quantity.qualifier == "exact" else quantity.qualifier, f"{raw.start}-{raw.end}",
        )  # fmt: skip
    console().print(table)
    amounts = sum(q.is_amount for q in found)
    say(f"{amounts} amounts; {len(found) - amounts} dates, ordinals, codes and names, no amounts")


def _published(article: Article) -> date | None:
    return date.fromisoformat(article.published) if article.published else None


def _value_words(quantity: Quantity) -> str:
    if quantity.value is None:
        return quantity.iso or ""
    high = f" to {quantity.value_high:,f}" if quantity.value_high is not None else ""
    return f"{quantity.value:,f}{high}"


def _print_json(records: Iterable[BaseModel]) -> None:
    plain = [record.model_dump(mode="json") for record in records]
    sys.stdout.write(json.dumps(plain, ensure_ascii=False, indent=1) + "\n")
