"""Shows the parts of a result, each of which can be decided about."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from llm_extract.event_wording import event_wording
from llm_extract.knowledge import table
from llm_extract.place_words import region_english
from llm_extract.project_wording import project_wording
from llm_extract.records import (
    Campaign,
    Event,
    Fact,
    Finding,
    Lang,
    Project,
    Result,
    Sentence,
    Severity,
)
from llm_extract.reviews import ReviewedResult, parts_of
from llm_extract.text import Span

from .figures import Figures
from .pieces import Piece, is_doubtful, is_wrong, unmarked, utf16
from .shown import Line, Place, Section, ShownPart

_GRAVEST: tuple[Severity, ...] = ("error", "warning", "info")
_LETTERS = {
    "fact": "f", "project": "p", "event": "e", "campaign": "c", "finding": "g", "sentence en": "s",
    "sentence zh": "z", "point en": "t", "point zh": "y",
}  # fmt: skip


@dataclass
class Parts:
    """Shows the parts of one article.

    Attributes:
        one: The article's result and the decisions about it.
        figures: What links them with the source.
        prefix: What the ids of the page begin with.
    """

    one: ReviewedResult
    figures: Figures
    prefix: str
    _words: dict[str, str] = field(init=False)
    _places: dict[str, Place] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._words = {part.name: part.words for part in parts_of(self.one.original)}

    def sections(self) -> tuple[Section, ...]:
        """All parts, those a reader asks for first before the others; none that are empty."""
        result = self.one.original
        en, zh = result.summary.en, result.summary.zh
        shown = (
            Section("Summary", "summary", tuple(self._sentences("en", en.sentences, "sentence"))),
            Section("摘要", "summary", tuple(self._sentences("zh", zh.sentences, "sentence"))),
            Section("Further points", "point", tuple(self._sentences("en", en.points, "point"))),
            Section("要点", "point", tuple(self._sentences("zh", zh.points, "point"))),
            Section("Findings", "finding", tuple(self._findings(result))),
            Section("Facts", "fact", tuple(map(self._fact, result.facts))),
            Section("Projects", "project", tuple(self._projects(result.projects))),
            Section("Events", "event", tuple(self._events(result.events))),
            Section("Drives", "campaign", tuple(self._campaigns(result.campaigns))),
        )
        return tuple(section for section in shown if section.parts)

    def _id(self, name: str) -> str:
        """The short id in the page of a part; the page's script knows the letters too."""
        kind, _, which = name.rpartition(" ")
        return f"{self.prefix}{_LETTERS[kind]}{which.removeprefix('f')}"

    def _span(self, span: Span) -> tuple[int, int]:
        start, end = utf16(self.one.original.article.text.clean, span)
        return start, end - start

    def _findings(self, result: Result) -> Iterator[ShownPart]:
        findings = sorted(
            enumerate(result.findings), key=lambda one: _GRAVEST.index(one[1].severity)
        )
        for n, finding in findings:
            name = f"finding {n}"
            about = self.figures.of_finding(finding)
            details = {"said": finding.claim, "expected": finding.expected or "",
                       "worked out": finding.derived or ""}  # fmt: skip
            untold = {key: told for key, told in details.items() if told not in finding.message}
            yield ShownPart(
                id=self._id(name), name=name, words=self._words[name],
                lines=(Line("en", self.figures.within(finding.message, about)),),
                details=_told({**untold, "in": _where(finding.where)}),
                figures=self._figures(self._unsaid(about, finding.message)),
                evidence=self._source_of(finding),
                verdict=finding.verdict, severity=finding.severity,
            )  # fmt: skip

    def _source_of(self, finding: Finding) -> tuple[int, ...]:
        """Where a finding points at in the clean text; those on sentences count the title too."""
        span, article = finding.source_span, self.one.original.article
        if span is None:
            return ()
        if finding.where.startswith("summary"):
            lead = len(article.headline) + 1
            if span.start < lead:
                return ()
            span = Span(span.start - lead, span.end - lead)
        return self._span(span) if span.end <= len(article.text.clean) else ()

    def _sentences(
        self, lang: Lang, sentences: Sequence[Sentence], kind: str
    ) -> Iterator[ShownPart]:
        for n, sentence in enumerate(sentences):
            name = f"{kind} {lang} {n}"
            pieces = self.figures.cited(sentence.text, lang, sentence.facts)
            verdict, severity, note = _worst(pieces, sentence.verdict)
            yield ShownPart(
                id=self._id(name), name=name, words=self._words[name],
                lines=(Line(lang, pieces),),
                facts=tuple(self._id(f"fact {fact}") for fact in sentence.facts),
                verdict=verdict, severity=severity, note=note,
            )  # fmt: skip

    def _fact(self, fact: Fact) -> ShownPart:
        name = f"fact {fact.id}"
        words = table("report")
        figure = self.figures.quantity(fact.quantity)
        verdict = self.figures.verdict(fact.quantity)
        return ShownPart(
            id=self._id(name), name=name, words=self._words[name],
            lines=(Line("en", unmarked(fact.indicator_en)),
                   Line("zh", unmarked(fact.indicator_zh))),
            figures=((figure, self.figures.english(fact.quantity)),),
            details=_told({"": fact.period or "", "of": fact.entity or "",
                           "role": words["roles"][fact.role],
                           "labelled by": _unless(words["settled_by"], fact.settled_by, "rule")}),
            evidence=self._span(fact.evidence),
            place=self._place(fact.region, fact.region_en),
            status=fact.status,
            verdict=verdict, severity=_severity(verdict), note=_notes(figure),
        )  # fmt: skip

    def _projects(self, projects: Sequence[Project]) -> Iterator[ShownPart]:
        for n, project in enumerate(projects):
            name = f"project {n}"
            lines = self._names(project.name_en, project.name_zh, project.evidence,
                                project.quantities)  # fmt: skip
            told = project_wording(self.one.original, project, "en")
            if told and told.figures:
                lines += (Line("en", self.figures.worded(told, project.evidence)),)
            worded = {one.quantity for one in told.figures} if told else set()
            ids = [project.amount, project.capacity, *project.quantities]
            yield ShownPart(
                id=self._id(name), name=name, words=self._words[name], lines=lines,
                figures=self._figures(one for one in ids if one not in worded),
                evidence=self._span(project.evidence),
                stage=table("report")["stages"].get(project.stage, ""),
                details=_told({"investor": _missing("", [project.investor or ""], project.name_zh),
                               "industry": project.industry or "",
                               "signed": project.signed_on or ""}),
                place=self._place(project.place),
            )  # fmt: skip

    def _events(self, events: Sequence[Event]) -> Iterator[ShownPart]:
        for n, event in enumerate(events):
            name = f"event {n}"
            told = event_wording(self.one.original, event, "en")
            names = [one.name_en for one in event.officials]
            lines = (Line("en", self.figures.worded(told, event.evidence)),) if told else ()
            what = self.figures.named(event.what_zh, "zh", event.evidence, event.quantities)
            yield ShownPart(
                id=self._id(name), name=name, words=self._words[name],
                lines=(*lines, Line("zh", what)), evidence=self._span(event.evidence),
                figures=self._figures(self._unsaid(event.quantities, event.what_zh)),
                details=_told({"": event.date or event.surface,
                               "status": "" if event.status == "done" else event.status,
                               "firms": _missing("、", event.organisations, event.what_zh),
                               "with": _missing(", ", names, told.text if told else "")}),
                place=self._place(event.place),
            )  # fmt: skip

    def _unsaid(self, ids: Iterable[str], words: str) -> Iterator[str]:
        """The quantities that words about them do not hold."""
        for one in ids:
            if self.figures.surface(one) not in words:
                yield one

    def _campaigns(self, campaigns: Sequence[Campaign]) -> Iterator[ShownPart]:
        for n, drive in enumerate(campaigns):
            name = f"campaign {n}"
            lines = self._names(drive.name_en, drive.name_zh, drive.evidence, ())
            yield ShownPart(
                id=self._id(name), name=name, words=self._words[name], lines=lines,
                details=_told({"season": drive.season or "", "year": drive.year or "",
                               "from": drive.start or "", "to": drive.end or ""}),
                evidence=self._span(drive.evidence),
                place=self._place(drive.region),
            )  # fmt: skip

    def _names(self, en: str, zh: str, evidence: Span, ids: Sequence[str]) -> tuple[Line, ...]:
        """A name in both languages."""
        langs: tuple[tuple[Lang, str], ...] = (("en", en), ("zh", zh))
        return tuple(
            Line(lang, self.figures.named(words, lang, evidence, ids)) for lang, words in langs
        )

    def _figures(self, ids: Iterable[str | None]) -> tuple[tuple[tuple[Piece, ...], str], ...]:
        """Quantities, each once, with what they are in English."""
        groups = self.figures.alike(ids)
        return tuple((self.figures.quantity(*one), self.figures.english(one[0])) for one in groups)

    def _place(self, zh: str | None, en: str | None = None) -> Place | None:
        if not zh:
            return None
        if zh not in self._places:
            self._places[zh] = Place(zh, en or region_english(zh))
        return self._places[zh]


def _where(where: str) -> str:
    """The part of a result that a finding is about, for readers; empty for a figure's id."""
    sentence = re.fullmatch(r"summary\.(zh|en)\[(\d+)\]", where)
    if sentence:
        lang = {"zh": "Chinese", "en": "English"}[sentence[1]]
        return f"{lang} summary, sentence {int(sentence[2]) + 1}"
    return "" if re.fullmatch(r"q\d+", where) else where


def _told(details: dict[str, str]) -> tuple[tuple[str, str], ...]:
    return tuple((name, words) for name, words in details.items() if words)


def _missing(separator: str, names: Iterable[str], words: str) -> str:
    """The names that words do not hold, to be told beside them."""
    return separator.join(one for one in names if one not in words)


def _unless(words: dict[str, str], key: str, usual: str) -> str:
    return "" if key == usual else words[key]


def _severity(verdict: str | None) -> str:
    if is_wrong(verdict):
        return "error"
    return "warning" if is_doubtful(verdict) else ""


def _worst(pieces: Iterable[Piece], verdict: str) -> tuple[str | None, str, str]:
    """The gravest verdict of a sentence and of its figures, its severity, and what was found."""
    told = list(pieces)
    verdicts = [verdict, *(one.mark.verdict for one in told if one.mark and one.mark.verdict)]
    worst = next((one for one in verdicts if is_wrong(one)), None)
    worst = worst or next((one for one in verdicts if is_doubtful(one)), None)
    return worst, _severity(worst), _notes(told)


def _notes(pieces: Iterable[Piece]) -> str:
    """What is wrong with the figures of a text."""
    told = (one.mark.told for one in pieces if one.mark and one.mark.label and one.mark.told)
    return " ".join(dict.fromkeys(told))
