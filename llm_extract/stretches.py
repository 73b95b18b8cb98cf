"""An article in stretches that a small model reads through, their figures marked by id."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from .records import Quantity, QuantityRef
from .sentences import Sentence, clause_around
from .text import Span

_MOST_CHARACTERS, _MOST_FIGURES = 500, 14
_SHARED = ("id", "surface", "value", "value_high", "unit", "kind", "qualifier")


@dataclass(frozen=True)
class Stretch:
    """A part of the article that one question is about, with its figures by their keys."""

    text: str
    sentences: tuple[Sentence, ...]
    figures: dict[str, Quantity]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.sentences[0].span.start, self.sentences[-1].span.end)

    @property
    def words(self) -> str:
        """Its words as they stand."""
        return self.span.cut(self.text)

    @property
    def is_short(self) -> bool:
        """Whether a small model reads through it in one question."""
        return len(self.words) <= _MOST_CHARACTERS and len(self.figures) <= _MOST_FIGURES

    @property
    def marked(self) -> str:
        """Its words with each figure in ⟦q7:…⟧."""
        pieces: list[str] = []
        position = self.span.start
        for key, quantity in self.figures.items():
            pieces += [self.text[position : quantity.start], f"⟦{key}⟧"]
            position = quantity.end
        return "".join([*pieces, self.text[position : self.span.end]]).strip()

    def before(self, figure: str) -> str:
        """The words of the paragraph up to the end of the sentence a figure stands in."""
        place = next(q.span for q in self.figures.values() if q.id == figure)
        sentence = next(one for one in self.sentences if one.span.covers(place))
        return self.text[sentence.paragraph.start : sentence.span.end]

    def reference(self, key: str) -> QuantityRef:
        """The figure of `key`, with the clause it stands in."""
        figure = self.figures[key]
        sentence = next(one for one in self.sentences if one.span.covers(figure.span))
        return QuantityRef(
            **{name: getattr(figure, name) for name in _SHARED},
            span=figure.span,
            evidence=clause_around(self.text, figure.span, sentence.span),
        )


def stretches(text: str, sentences: list[Sentence], amounts: list[Quantity]) -> Iterator[Stretch]:
    """The article in stretches of whole sentences, each short enough for one question.

    Paragraphs stay together where they can, and a heading with what it stands above.
    """
    taken: list[Sentence] = []
    for _, group in groupby(sentences, key=lambda one: one.paragraph):
        paragraph = list(group)
        whole = _stretch(text, paragraph, amounts).is_short
        for unit in [paragraph] if whole else [[one] for one in paragraph]:
            if taken and not _stretch(text, [*taken, *unit], amounts).is_short:
                heads = len(taken) > 1 and taken[-1].span == unit[0].heading
                cut = len(taken) - heads
                yield _stretch(text, taken[:cut], amounts)
                taken = taken[cut:]
            taken += unit
    if taken:
        yield _stretch(text, taken, amounts)


def _stretch(text: str, taken: list[Sentence], amounts: list[Quantity]) -> Stretch:
    inside = [q for q in amounts if any(one.span.covers(q.span) for one in taken)]
    return Stretch(text, tuple(taken), {f"{q.id}:{q.surface}": q for q in inside})
