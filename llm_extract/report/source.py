"""The article as it is shown: its paragraphs with figures and repaired places."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from llm_extract.knowledge import table
from llm_extract.records import Article
from llm_extract.sentences import is_heading, paragraphs
from llm_extract.text import Edit, Segment, Span, Text

from .figures import Figures
from .pieces import Piece, Repair, cut, utf16
from .raw_text import RawText

_SHOWN_OF_A_STEP = 40


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the clean text.

    Attributes:
        start: Where it begins, counted as browsers count; None right behind the one before.
        pieces: Its words.
        raw: How its raw words differ, as `differences` tells it; empty where they do not.
        is_heading: Whether it is a heading of the article.
    """

    start: int | None
    pieces: tuple[Piece, ...]
    raw: str
    is_heading: bool


@dataclass(frozen=True)
class Step:
    """What one step of repair did: how many edits, and some of them, each once."""

    name: str
    count: int
    edits: tuple[Edit, ...]
    left_out: int


@dataclass(frozen=True)
class Source:
    """An article beside its results."""

    title: tuple[Piece, ...]
    paragraphs: tuple[Paragraph, ...]
    steps: tuple[Step, ...]


def show_source(article: Article, figures: Figures) -> Source:
    """An article with the figures that were linked, and with its repairs."""
    marks, repairs = figures.source_marks(), list(_repairs(article.text))
    raw = _RawWords(article.text)
    clean = article.text.clean
    spans = paragraphs(clean)
    ends = [-1, *(span.end for span in spans)]
    shown = [
        Paragraph(
            None if span.start == before + 1 else utf16(clean, span)[0],
            cut(clean, [one for one in marks if span.covers(one.span)], repairs, span),
            raw.of(span),
            is_heading(span.cut(clean)),
        )
        for span, before in zip(spans, ends, strict=False)
    ]
    title = cut(article.title, figures.title_marks())
    return Source(title, tuple(shown), tuple(_steps(article.text.edits)))


def _words_of(kind: str) -> frozenset[str]:
    return frozenset(table("report")["repairs"][kind])


def _repairs(text: Text) -> Iterator[Repair]:
    """The repaired places that are marked in the text, in order and apart."""
    unmarked = _words_of("layout") | _words_of("script")
    raw, end = RawText(text), 0
    spans = [
        (span, edit) for edit in text.edits
        if edit.step not in unmarked and (span := text.clean_span(edit.raw))
    ]  # fmt: skip
    for span, edit in sorted(spans, key=lambda one: one[0]):
        if span.start < end:
            continue
        end = span.end
        why = f": {edit.note}" if edit.note else ""
        chosen = " (one of several readings)" if edit.choice else ""
        yield Repair(span, raw.cut(edit.raw), f"{edit.step}{why}{chosen}")


class _RawWords:
    """The raw words of paragraphs."""

    def __init__(self, text: Text) -> None:
        self._text = text
        self._raw = RawText(text)
        layout = _words_of("layout")
        self._changed = sorted(edit.raw for edit in text.edits if edit.step not in layout)

    def of(self, span: Span) -> str:
        """How the raw words of a paragraph differ; empty where only its layout was changed.

        Each difference is how many characters stay, how many go (one where that is not said) and
        what stood for them: `3|業(yè)|5-2|` and so on.
        """
        raw = self._text.raw_span(span)
        if not any(raw.overlaps(one) for one in self._changed):
            return ""
        differences = _Differences()
        at = raw.start
        for stretch in self._stretches(span):
            differences.replace("", self._raw.cut(Span(at, stretch.raw.start)))
            before, after = stretch.clean.cut(self._text.clean), self._raw.cut(stretch.raw)
            if stretch.is_block:
                differences.replace(before, after)
            else:
                for one, other in zip(before, after, strict=True):
                    differences.replace(one, other)
            at = stretch.raw.end
        return differences.told()

    def _stretches(self, span: Span) -> Iterator[Segment]:
        """The segments of a paragraph; one that reaches beyond it is cut."""
        for segment in self._segments_of(span):
            if segment.is_block:
                yield segment
                continue
            start, end = max(span.start, segment.start), min(span.end, segment.end)
            shift = segment.raw_start - segment.start
            yield Segment(start, end, start + shift, end + shift)

    def _segments_of(self, span: Span) -> list[Segment]:
        segments = self._text.segments
        first = bisect_right(segments, span.start, key=lambda one: one.start) - 1
        last = bisect_left(segments, span.end, key=lambda one: one.start)
        return list(segments[max(0, first) : last])


class _Differences:
    """What was changed in a paragraph, told as shortly as can be."""

    def __init__(self) -> None:
        self._told: list[str] = []
        self._kept = self._gone = 0
        self._put = ""

    def replace(self, clean: str, raw: str) -> None:
        """Take in words of the clean text and what stood for them."""
        if clean == raw:
            if self._gone or self._put:
                self._close()
            self._kept += len(clean)
        else:
            self._gone += len(clean)
            self._put += raw

    def told(self) -> str:
        """All of it."""
        if self._gone or self._put:
            self._close()
        return "|".join(self._told)

    def _close(self) -> None:
        gone = "" if self._gone == 1 else f"-{self._gone}"
        put = self._put.replace("\\", "\\\\").replace("|", "\\p")
        self._told += [f"{self._kept}{gone}", put]
        self._kept, self._gone, self._put = 0, 0, ""


def _steps(edits: Sequence[Edit]) -> Iterator[Step]:
    """What each step did, in the order they were taken; edits that are alike are told once."""
    counts = Counter(edit.step for edit in edits)
    untold = _words_of("script") | {"layout"}
    for name, count in counts.items():
        mine = {(e.before, e.after, e.note): e for e in edits if e.step == name}
        most = 0 if name in untold else _SHOWN_OF_A_STEP
        told = [one for one in mine.values() if one.before.strip() or one.after.strip()][:most]
        yield Step(name, count, tuple(told), count if most == 0 else max(0, len(mine) - most))
