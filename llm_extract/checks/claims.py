"""Checking every figure, date, place and quotation of a claim against its source."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

from llm_extract.glossary import Glossary, given, using
from llm_extract.places import PlaceMention
from llm_extract.records import Article, Finding, Lang
from llm_extract.shown import Shown
from llm_extract.text import Span

from .binding import Binding
from .chinese_places import chinese_places
from .comparison import Comparison, Known
from .confidence import weighed
from .contradictions import Contradiction, find_contradictions, find_failed_arithmetic
from .denied import check_denied
from .english_places import EnglishNames
from .figures import FigureCheck
from .first_phases import check_whole_works
from .formality import check_formality
from .loose import check_loose, loose_numbers
from .misspelt import check_misspelt
from .named_places import PARTS, Governing
from .names import check_chinese_names, check_foreign, check_names, check_untranslated
from .offices import Offices, names_an_office
from .order import check_order
from .ordinals import Series, check_ordinals, series_of
from .outline import language
from .parts import check_comprised, check_parts
from .periods import Calendar
from .place_ranks import PlaceRank, check_place_ranks, place_ranks
from .places import Places
from .quotations import check_quotations
from .readings import Reading
from .romanised import Romanised
from .step_days import check_step_days
from .steps import check_steps
from .streaks import check_streaks
from .superlatives import check_circles, check_superlatives
from .swaps import SwapCheck
from .timing import check_dates
from .together import Together
from .unfinished import check_unfinished
from .venues import check_venues


@dataclass(frozen=True)
class CheckReport(Shown):
    """What became of a claim: one finding or more for each of its figures, in order of place."""

    findings: list[Finding]

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not any(f.severity == "error" for f in self.findings)

    def __str__(self) -> str:
        counts = Counter(f.severity for f in self.findings)
        return ", ".join(f"{n} {severity}" for severity, n in counts.items()) or "nothing to check"


class _Checked(NamedTuple):
    """The report on a claim with every finding as it stands, and that with the doubtful weighed."""

    strict: CheckReport
    weighed: CheckReport


class SourceIndex:
    """A source read once, to check any number of claims against.

    Args:
        source: The article's clean text.
        published: Its date, which settles 今年 and dates without a year.
        about: What is known of the article besides its text, such as outlet and file name, where
            the names of a claim may come from.
        mentions: The places of the source, where they were looked for before.
    """

    def __init__(
        self,
        source: str,
        published: date | None = None,
        about: str = "",
        mentions: Sequence[PlaceMention] | None = None,
    ) -> None:
        self.reading = Reading(source, language(source), published)
        self.about = about
        self._glossary = given()
        self._mentions = mentions
        self._lead = 0
        self.calendar = Calendar(self.reading)
        self._reports: dict[tuple[str, Lang | None], _Checked] = {}

    @classmethod
    def of(cls, article: Article, mentions: Sequence[PlaceMention] | None = None) -> SourceIndex:
        """An article's title and text, with the names that its outlet and file name give."""
        published = date.fromisoformat(article.published) if article.published else None
        about = f"{article.outlet or ''} {article.source}"
        index = cls(f"{article.headline}\n{article.text.clean}", published, about, mentions)
        index._lead = len(article.headline) + 1
        return index

    @cached_property
    def places(self) -> Places:
        """The places a Chinese source names, by the glossary it was read with."""
        if self.reading.lang == "en":
            return Places(self.reading.outline, [])
        with using(self._glossary):
            return chinese_places(self.reading.outline, mentions=self._mentions)

    @cached_property
    def english(self) -> EnglishNames:
        """The English names of the source's places."""
        return EnglishNames.of(self.places)

    @cached_property
    def governing(self) -> dict[int, Governing | None]:
        """The place each amount belongs to, by where the amount begins."""
        return {q.start: self.places.governing(q.span) for q in self.reading.amounts}

    @cached_property
    def contradictions(self) -> list[Contradiction]:
        """Where the source tells one thing with two values."""
        return find_contradictions(self.reading, lambda: self.places, self.calendar)

    def own_findings(self) -> list[Finding]:
        """What is wrong in the source itself: contradictions and failed arithmetic.

        Spans are of the article's text where the source is an article, whose title counts not.
        """
        found = [pair.finding() for pair in self.contradictions]
        found += find_failed_arithmetic(self.reading)
        return [_moved(one, -self._lead) for one in found if _begin(one) >= self._lead]

    @cached_property
    def series(self) -> Series:
        """What the source numbers: seasons, editions, rounds, ranks."""
        return series_of(self.reading)

    @cached_property
    def place_ranks(self) -> list[PlaceRank]:
        """The ranks of places in the source."""
        return list(place_ranks(self.reading, self.places))

    @cached_property
    def known(self) -> Known:
        """What the figures of claims are held against."""
        named = {k for p in self.places.named if not p.in_name for k in p.keys}
        # 亳州高新区 names 亳州 too, and not only the zone
        named |= {k for p in self.places.named if p.level in PARTS for k, _ in p.parents}
        return Known(
            self.governing,
            self.binding,
            self.contradictions,
            Together(self.reading),
            frozenset(named),
            loose_numbers(self.reading),
            self.series.get("rank", {}),
        )

    @cached_property
    def binding(self) -> Binding:
        """What stands around each figure of the source."""
        return Binding(self.reading, self.romanised)

    @cached_property
    def offices(self) -> Offices:
        """Who holds which office in a Chinese source."""
        return Offices.of(self.reading.text)

    @cached_property
    def romanised(self) -> Romanised:
        """The source in pinyin, to know the names of an English claim by."""
        return Romanised(self.reading.text, self.places, self.about)

    def check(self, claim: str, lang: Lang | None = None) -> CheckReport:
        """The findings on `claim`, whose language is told by its script unless given.

        Those that rest on an uncertain reading of it are warnings. A claim that was checked before
        is not checked again.
        """
        return self._checked(claim, lang).weighed

    def check_strictly(self, claim: str, lang: Lang | None = None) -> CheckReport:
        """The same, with every finding as grave as it stands: for what is yet to be published."""
        return self._checked(claim, lang).strict

    def _checked(self, claim: str, lang: Lang | None) -> _Checked:
        report = self._reports.get((claim, lang))
        if report is None:
            report = self._reports[claim, lang] = self._check(claim, lang)
        return report

    def _check(self, claim: str, lang: Lang | None) -> _Checked:
        told = Reading(claim, lang or language(claim), self.reading.published)
        english = told.lang == "en"
        places = (
            self.english.find(told.outline)
            if english
            else chinese_places(told.outline, self.places)
        )
        pair = Comparison(self.reading, told, places, self.known)
        findings = FigureCheck(pair).findings()
        findings += SwapCheck(pair).findings()
        findings += [*check_parts(told), *check_comprised(told)]
        findings += check_streaks(told, self.reading)
        findings += check_superlatives(told, self.reading)
        findings += check_circles(told, self.reading)
        findings += check_loose(told, self.reading, self.known.loose)
        findings += check_dates(told, self.calendar, pair.matched, pair.computed)
        if self.reading.lang == "zh":
            findings += check_venues(told, places, self.places, self.calendar, pair.matched)
            findings += check_order(told, places, self.reading, self.places)
            if ranked := list(place_ranks(told, places)):
                findings += check_place_ranks(told, ranked, self.reading, self.place_ranks)
            findings += check_step_days(told, self.binding, self.calendar)
            findings += check_denied(told, self.binding)
            findings += [*check_whole_works(pair), *check_formality(pair)]
        findings += check_quotations(told, self.reading.text)
        if english:
            findings += check_untranslated(claim)
            if self.reading.lang == "zh":
                findings += [*check_names(told, self.romanised), *check_steps(told, self.binding)]
        elif self.reading.lang == "zh":
            findings += check_chinese_names(told, places, self.romanised)
            findings += check_misspelt(told, self.reading.text, self.places)
            findings += check_unfinished(told, self.reading)
        if self.reading.lang == "zh":
            if names_an_office(told):
                findings += self.offices.check(told)
            findings += check_foreign(told, f"{self.reading.text}\n{self.about}")
        findings += check_ordinals(told, self.reading, self.series)
        strict, sure = (sorted(f, key=_place) for f in (findings, weighed(findings, pair)))
        return _Checked(CheckReport(strict), CheckReport(sure))


def _begin(finding: Finding) -> int:
    """The first place a finding points at."""
    return min(span.start for span in (finding.claim_span, finding.source_span) if span)


def _moved(finding: Finding, by: int) -> Finding:
    """A finding with its spans moved."""
    spans = {"claim_span": finding.claim_span, "source_span": finding.source_span}
    moved = {name: Span(s.start + by, s.end + by) for name, s in spans.items() if s}
    return finding.model_copy(update=moved) if by else finding


def _place(finding: Finding) -> tuple[int, int]:
    span = finding.claim_span
    return (span.start, span.end) if span else (0, 0)


def check_source(source: str | SourceIndex) -> list[Finding]:
    """Where a source contradicts itself, or does its sums wrongly; spans are of the source."""
    index = source if isinstance(source, SourceIndex) else SourceIndex(source)
    return index.own_findings()


def check_text(
    claim: str,
    source: str | SourceIndex,
    lang: Lang | None = None,
    *,
    glossary: Glossary | str | Path | None = None,
) -> CheckReport:
    """Checks `claim`, a sentence or a text in Chinese or English, against `source`.

    Every amount of the claim gets a finding: `supported`, or what is wrong with it. Names of a
    `glossary` (or of its file) are known as the user gives them. Give a SourceIndex to check
    many claims against one source; it keeps to the glossary it was first used with.

    Raises TableError when the glossary's file is malformed.
    """
    with using(glossary):
        index = source if isinstance(source, SourceIndex) else SourceIndex(source)
        return index.check(claim, lang)
