"""Checking every figure, date, place and quotation of a claim against its source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from llm_extract.records import Finding, Lang

from .figures import FigureCheck
from .names import Romanised, check_names, check_untranslated
from .outline import language
from .periods import Calendar
from .places import EnglishNames, Governing, Places, chinese_places
from .quotations import check_quotations
from .readings import Reading
from .timing import check_dates


@dataclass(frozen=True)
class CheckReport:
    """What became of a claim: one finding or more for each of its figures, in order of place."""

    findings: list[Finding]

    @property
    def ok(self) -> bool:
        """Whether no finding is an error."""
        return not any(f.severity == "error" for f in self.findings)

    def __str__(self) -> str:
        counts = Counter(f.severity for f in self.findings)
        return ", ".join(f"{n} {severity}" for severity, n in counts.items()) or "nothing to check"


class SourceIndex:
    """A source read once, to check any number of claims against.

    Args:
        source: The article's clean text.
        published: Its date, which settles 今年 and dates without a year.
    """

    def __init__(self, source: str, published: date | None = None) -> None:
        self.reading = Reading(source, language(source), published)
        self.calendar = Calendar(self.reading)
        self._reports: dict[tuple[str, Lang | None], CheckReport] = {}
        chinese = self.reading.lang == "zh"
        self.places = (
            chinese_places(self.reading.outline) if chinese else Places(self.reading.outline, [])
        )

    @cached_property
    def english(self) -> EnglishNames:
        """The English names of the source's places."""
        return EnglishNames.of(self.places)

    @cached_property
    def governing(self) -> dict[int, Governing | None]:
        """The place each amount belongs to, by where the amount begins."""
        return {q.start: self.places.governing(q.span) for q in self.reading.amounts}

    @cached_property
    def romanised(self) -> Romanised:
        """The source in pinyin, to know the names of an English claim by."""
        return Romanised(self.reading.text, self.places)

    def check(self, claim: str, lang: Lang | None = None) -> CheckReport:
        """The findings on `claim`, whose language is told by its script unless given.

        A claim that was checked before is not checked again.
        """
        report = self._reports.get((claim, lang))
        if report is None:
            report = self._reports[claim, lang] = self._check(claim, lang)
        return report

    def _check(self, claim: str, lang: Lang | None) -> CheckReport:
        told = Reading(claim, lang or language(claim), self.reading.published)
        english = told.lang == "en"
        places = self.english.find(told.outline) if english else chinese_places(told.outline)
        figures = FigureCheck(self.reading, self.governing, told, places)
        findings = figures.findings()
        findings += check_dates(told, self.calendar, figures.matched)
        findings += check_quotations(told, self.reading.text)
        if english:
            findings += check_untranslated(claim)
            findings += check_names(told, self.romanised) if self.reading.lang == "zh" else []
        return CheckReport(sorted(findings, key=_place))


def _place(finding: Finding) -> tuple[int, int]:
    span = finding.claim_span
    return (span.start, span.end) if span else (0, 0)


def check_text(claim: str, source: str | SourceIndex, lang: Lang | None = None) -> CheckReport:
    """Checks `claim`, a sentence or a text in Chinese or English, against `source`.

    Every amount of the claim gets a finding: `supported`, or what is wrong with it. Give a
    SourceIndex to check many claims against one source.
    """
    index = source if isinstance(source, SourceIndex) else SourceIndex(source)
    return index.check(claim, lang)
