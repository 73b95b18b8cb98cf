"""The scores of benchmarks/baselines.py: the scores of `eval`, and two of its own."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from statistics import mean

from llm_extract.checks import SourceIndex, check_text
from llm_extract.evaluate import GoldAnswer, Score, score
from llm_extract.evaluate.facts import same_amount
from llm_extract.evaluate.likeness import same_region
from llm_extract.evaluate.told import published_words
from llm_extract.quantities import find_quantities
from llm_extract.records import Lang, Result

LANGS: tuple[Lang, Lang] = ("zh", "en")
LANGUAGES = {"zh": "Chinese", "en": "English"}
NOT_IN_SOURCE = ("value_mismatch", "scale_error", "currency_mismatch", "unsupported")
OWN = "core.value_region_status"
FIGURES = "summaries.not_in_source"


@dataclass
class Row:
    """One approach: its results, the seconds an article took where known, and what it makes."""

    name: str
    results: list[Result]
    seconds: list[float] = field(default_factory=list)
    tokens: list[int] = field(default_factory=list)
    makes: frozenset[str] = frozenset({"facts", "named", "summary"})
    fates: Counter[str] = field(default_factory=Counter)
    """What became of the facts that were told, where they had to be placed."""
    settings: dict[str, str] = field(default_factory=dict)


def columns(row: Row, gold: dict[str, GoldAnswer]) -> dict[str, str]:
    """The cells of a row, by the heading of their column."""
    total = Score(row.name)
    for result in row.results:
        answer = gold[Path(result.article.source).name]
        one = score(result, answer)
        count_value_region_status(result, answer, one)
        count_figures(result, one)
        total.add(one)
    told = {
        "quantities found, value and unit right": _counted(total, "quantities.right"),
        "core facts: indicator, region, status, period right": _counted(total, "core.all"),
        "core facts: indicator, region, status right": _counted(total, "core.labels"),
        "core facts: value, region, status right": _counted(total, OWN),
        "projects (F1)": _share(total, "projects.f1") if "named" in row.makes else "–",
        "events (F1)": _share(total, "events.f1") if "named" in row.makes else "–",
    }
    for lang in LANGS:
        carried = _counted(total, f"key_facts.{lang}") if "summary" in row.makes else "–"
        told[f"key facts in the {LANGUAGES[lang]} summary"] = carried
    wrong = f"{total.right[FIGURES]} of {total.of[FIGURES]}" if "summary" in row.makes else "–"
    told["figures of the summaries not in the source"] = wrong
    told["seconds an article"] = f"{mean(row.seconds):.1f}" if row.seconds else "–"
    told["tokens an article"] = f"{mean(row.tokens):,.0f}" if row.tokens else "–"
    return told


def count_value_region_status(result: Result, gold: GoldAnswer, scored: Score) -> None:
    """Count the core quantities found with value, region and status right."""
    facts = {fact.quantity: fact for fact in result.facts}
    told = [(result.article.text.raw_span(q.span), q) for q in result.quantities if q.is_amount]
    for answer in gold.quantities:
        if answer.salience != "core":
            continue
        here = next((q for raw, q in told if raw.start <= answer.file_offset < raw.end), None)
        fact = facts.get(here.id) if here else None
        right = (
            here is not None
            and fact is not None
            and same_amount(here, answer)
            and same_region(fact.region, answer.region)
            and fact.status in {answer.status, *answer.status_alt}
        )
        scored.count(OWN, right=right)


def count_figures(result: Result, scored: Score) -> None:
    """Count the figures of both summaries, those the source does not have as the hits."""
    source = SourceIndex.of(result.article)
    for lang in LANGS:
        words = published_words(getattr(result.summary, lang))
        wrong = [f for f in check_text(words, source, lang).findings if f.verdict in NOT_IN_SOURCE]
        amounts = sum(q.is_amount for q in find_quantities(words, lang))
        scored.right[FIGURES] += len(wrong)
        scored.of[FIGURES] += max(amounts, len(wrong))


def _counted(total: Score, metric: str) -> str:
    return f"{total.right[metric]} of {total.of[metric]} ({_share(total, metric)})"


def _share(total: Score, metric: str) -> str:
    rate = total.rate(metric)
    return "–" if rate is None else f"{100 * rate:.0f} %"
