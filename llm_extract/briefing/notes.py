"""Footnotes: one a sentence of a source, numbered as a reader meets them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from llm_extract.records import Lang

from .document import Cited, Document, Figure, Origin, Plain, Runs, Words
from .walk import lines_of
from .wording import rules, word

Key = tuple[str, Origin, str]
_ENDS_SENTENCE = re.compile(r"[。！？!?]|\.\s|[.]$")
_ORDER = {"bound": 0, "quantity": 1, "value": 2, None: 3}


@dataclass(frozen=True)
class Note:
    """A footnote: what it says, and everything that rests on it."""

    number: int
    runs: tuple[Plain, ...]
    cited: tuple[Cited, ...]


class Notes:
    """The footnotes of a briefing.

    Args:
        document: The briefing; names in it have been settled.
    """

    def __init__(self, document: Document) -> None:
        self._document = document
        self._labels = {source.id: source.label for source in document.sources}

    @cached_property
    def _cited(self) -> dict[Key, dict[Cited, None]]:
        found: dict[Key, dict[Cited, None]] = {}
        for line in lines_of(self._document):
            for run in line:
                for one in run.cited if isinstance(run, Figure) else ():
                    found.setdefault(one.key, {})[one] = None
        return found

    @cached_property
    def _numbers(self) -> dict[Key, int]:
        return {key: number for number, key in enumerate(self._cited, 1)}

    def numbers(self, figure: Figure) -> tuple[int, ...]:
        """The notes a figure rests on."""
        numbers = (self._numbers.get(one.key) for one in figure.cited)
        return tuple(dict.fromkeys(number for number in numbers if number is not None))

    def marked(self, runs: Runs) -> Iterator[tuple[Plain, tuple[int, ...]]]:
        """The runs of a line, each with the marks that follow it.

        Figures of one sentence that share their notes have one mark, behind the last of them.
        """
        plain = [run for run in runs if isinstance(run, Words | Figure)]
        for at, run in enumerate(plain):
            marks = self.numbers(run) if isinstance(run, Figure) else ()
            yield run, () if marks and self._goes_on(plain[at + 1 :], marks) else marks

    def _goes_on(self, rest: list[Plain], marks: tuple[int, ...]) -> bool:
        for run in rest:
            if isinstance(run, Figure):
                return self.numbers(run) == marks
            if _ENDS_SENTENCE.search(run.text):
                return False
        return False

    def __iter__(self) -> Iterator[Note]:
        """All footnotes in order."""
        for key, cited in self._cited.items():
            every = tuple(cited)
            yield Note(self._numbers[key], tuple(self._said(every)), every)

    def _said(self, cited: tuple[Cited, ...]) -> Iterator[Plain]:
        """What a note says: article, sentence with the figures' words, and how they fared."""
        first, lang = cited[0], self._document.lang
        if first.origin in ("own", "reviewer"):
            yield Words(word(f"{first.origin}_note", lang))
            return
        label = self._labels.get(first.article, first.article)
        if first.origin == "title":
            label = f"{label}{word('comma', lang)}{word('title_note', lang)}"
        yield Words(f"{label}{word('colon', lang)}")
        if first.origin in ("dateline", "nowhere"):
            yield Words(word(f"{first.origin}_note", lang))
            return
        left, right = rules()[lang]["quotes"]
        yield Words(left)
        yield from _emphasised(first.sentence, cited)
        yield Words(f"{right} ")
        yield from _checked(cited, lang)


def _emphasised(sentence: str, cited: tuple[Cited, ...]) -> Iterator[Plain]:
    """The sentence with the words of its figures strong."""
    strong = [False] * len(sentence)
    for one in sorted(cited, key=lambda c: c.span.start if c.span else 0):
        for start in _places(sentence, one, cited):
            strong[start : start + len(one.words)] = [True] * len(one.words)
    at = 0
    for end in range(1, len(sentence) + 1):
        if end == len(sentence) or strong[end] != strong[at]:
            yield Words(sentence[at:end], "zh", strong=strong[at])
            at = end


def _places(sentence: str, one: Cited, cited: tuple[Cited, ...]) -> list[int]:
    """Where in its sentence words stand; of several places, that which the other words agree with.

    Only the distances between spans are known, so the reading that fits most of them is taken.
    """
    found = [m.start() for m in re.finditer(re.escape(one.words), sentence)] if one.words else []
    if len(found) < 2 or one.span is None:  # noqa: PLR2004 -- more than one place
        return found
    here = one.span.start

    def fitting(start: int) -> int:
        begin = here - start
        return sum(
            sentence.startswith(other.words, other.span.start - begin)
            for other in cited
            if other.span and other.span.start >= begin
        )

    return [max(found, key=fitting)]


def _checked(cited: tuple[Cited, ...], lang: Lang) -> Iterator[Plain]:
    """How the figures of a note fared: once for all where they fared alike, worst first."""
    best: dict[str, Cited] = {}
    for one in sorted(cited, key=lambda c: (c.verdict == "supported", _ORDER[c.strength])):
        best.setdefault(one.words, one)
    fared: dict[str, list[str]] = {}
    for words, one in best.items():
        fared.setdefault(_verdict(one, lang), []).append(words)
    stop = word("stop", lang).strip()
    if all(one.verdict == "supported" for one in best.values()):
        yield Words(word("supported", lang))
    if len(fared) == 1:
        yield Words(f"{next(iter(fared))}{stop}")
        return
    for number, (statement, those) in enumerate(fared.items()):
        yield Words(word("semicolon", lang) if number else "")
        yield Words("、".join(those), "zh")
        yield Words(f" – {statement}")
    yield Words(stop)


def _verdict(one: Cited, lang: Lang) -> str:
    if one.verdict != "supported":
        return str(rules()["verdict"][lang][one.verdict])
    if one.derived and one.strength is not None:
        return word("derived", lang).replace("$sum", one.derived)
    if one.derived:
        return one.derived
    return str(rules()["strength"][lang][one.strength or "taken"])
