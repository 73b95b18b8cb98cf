"""What a reader should check before using a briefing: contradictions, and what is unconfirmed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from llm_extract.records import Fact, Finding, Lang, Verdict
from llm_extract.text import Span

from .citing import Citer
from .document import Block, Box, Bullets, Cited, Figure, Heading, Paragraph, Runs, Words
from .place_tables import CiterOf, place_name
from .selection import Told
from .walk import figures_of, lines_in, sentence_with, text_of
from .wording import filled, rules, word

_CONFLICTS = ("source_conflict", "arithmetic_conflict")


def cautions(told: Sequence[Told], lang: Lang, citer: CiterOf, blocks: Iterable[Block]) -> Box:
    """A box with all of it; `blocks` is what the briefing says elsewhere."""
    parts: list[Heading | Paragraph | Bullets] = []
    for name, items in (
        ("contradictions", tuple(_contradictions(told, citer))),
        ("unverified", tuple(_unconfirmed(told, lang, citer, blocks))),
        ("reviewer", tuple(_remarks(told))),
    ):
        if items:
            parts += [Heading(2, (Words(word(name, lang)),)), Bullets(items)]
    heading = Heading(1, (Words(word("cautions", lang)),), "cautions")
    return Box(heading, tuple(parts) or (Paragraph((Words(word("cautions_none", lang)),)),))


def _contradictions(told: Sequence[Told], citer: CiterOf) -> Iterator[Runs]:
    for one in told:
        for finding in one.result.findings:
            if finding.verdict in _CONFLICTS and finding.source_span and finding.claim_span:
                yield _contradiction(one, finding, citer(one))


def _contradiction(told: Told, finding: Finding, citer: Citer) -> Runs:
    lang = citer.lang
    spans = [span for span in (finding.source_span, finding.claim_span) if span]
    facts = [_fact_at(told, span) for span in spans]
    figures = [_figure(told, span, citer) for span in spans]
    first, second = facts
    blanks: dict[str, Runs | str] = {"first": (figures[0],)}
    if first is not None and first.region:
        blanks["place"] = place_name(citer, first.region)
    if finding.verdict == "arithmetic_conflict":
        if not finding.derived:
            return filled("arithmetic_plain", lang, **blanks)
        return filled("arithmetic", lang, **blanks, sum=citer.chinese(finding.derived))
    blanks["second"] = (figures[1],)
    if first is None or second is None or "place" not in blanks:
        return filled("conflict_plain", lang, **blanks)
    name = first.indicator_en if lang == "en" else first.indicator_zh
    indicator: Runs = citer.chinese(name) if lang == "zh" else (Words(name),)
    return filled("conflict", lang, **blanks, indicator=indicator)


def _fact_at(told: Told, span: Span) -> Fact | None:
    ids = [q.id for q in told.whole.quantities if q.span.overlaps(span)]
    return next((fact for fact in told.whole.facts if fact.quantity in ids), None)


def _figure(told: Told, span: Span, citer: Citer) -> Figure:
    found = next((q for q in told.whole.quantities if q.span.overlaps(span)), None)
    if found is None or not found.is_amount:
        return citer.words_at(span)
    return citer.quantity(found.id, counter=False)


def _unconfirmed(
    told: Sequence[Told], lang: Lang, citer: CiterOf, blocks: Iterable[Block]
) -> Iterator[Runs]:
    """Lines with figures that the source does not bear out, then sentences that failed."""
    seen: set[tuple[str, str, Verdict]] = set()
    lines: set[str] = set()
    for line in lines_in(blocks):
        for figure in figures_of(line):
            verdict = next((c.verdict for c in figure.cited if c.verdict != "supported"), None)
            key = (figure.text, figure.cited[0].article, verdict or "supported")
            if verdict is None or key in seen:
                continue
            seen.add(key)
            lines.add(text_of(line))
            why, around = _why(verdict, lang), sentence_with(line, figure)
            yield filled("unverified_figure", lang, figure=(figure,), why=why, line=around)
    for one in told:
        summary = one.result.summary.en if lang == "en" else one.result.summary.zh
        for sentence in (*summary.sentences, *summary.points):
            if sentence.verdict != "supported":
                runs = citer(one).prose(sentence.text, sentence.facts, named=False)
                if any(text_of(runs) in line for line in lines):
                    continue
                why = _why(sentence.verdict, lang)
                yield filled("unverified_sentence", lang, why=why, sentence=runs)


def _why(verdict: Verdict, lang: Lang) -> str:
    return str(rules()["verdict"][lang][verdict])


def _remarks(told: Sequence[Told]) -> Iterator[Runs]:
    for one in told:
        for note in one.notes:
            yield (Figure(note, (Cited(one.result.article.id, "reviewer"),)),)
