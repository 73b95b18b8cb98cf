"""A briefing as records: what it says, apart from how it is shown."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from llm_extract.records import Evidence, Lang, Verdict
from llm_extract.text import Span

from .display import shown

Origin = Literal["text", "title", "dateline", "own", "reviewer", "nowhere"]
"""What a figure rests on: words of an article, its title, its date and signature, the briefing's
own counting, a reviewer's remark, nothing."""


@dataclass(frozen=True)
class Cited:
    """What one figure of a briefing rests on.

    Attributes:
        article: The article's id; empty for the briefing's own figures.
        origin: The kind of thing it rests on.
        words: The words of the article.
        span: Where they stand in its text or title.
        sentence: The sentence around them.
        verdict: What the checker says of the figure.
        strength: How strongly the source supports it; None where it was rendered from the words.
        derived: The arithmetic behind it, or how it was inferred.
    """

    article: str
    origin: Origin
    words: str = ""
    span: Span | None = None
    sentence: str = ""
    verdict: Verdict = "supported"
    strength: Evidence | None = None
    derived: str = ""

    @property
    def key(self) -> tuple[str, Origin, str]:
        """What figures must share to share a footnote: the sentence of the article."""
        return self.article, self.origin, self.sentence


@dataclass(frozen=True)
class Words:
    """Words without a figure; `lang` where it is not that of the text around."""

    text: str
    lang: Lang | None = None
    strong: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", shown(self.text))


@dataclass(frozen=True)
class Figure:
    """A figure with what it rests on; `flag` is a word that warns of it."""

    text: str
    cited: tuple[Cited, ...]
    lang: Lang | None = None
    flag: str = ""
    strong: bool = False

    def __post_init__(self) -> None:
        object.__setattr__(self, "text", shown(self.text))


Plain = Words | Figure


@dataclass(frozen=True)
class Name:
    """A name whose Chinese is told in brackets where it is mentioned first.

    Attributes:
        runs: The name in the language of the text.
        chinese: The same in Chinese.
        key: What is named; two names with the same key are the same thing.
    """

    runs: tuple[Plain, ...]
    chinese: tuple[Plain, ...]
    key: str


Run = Words | Figure | Name
Runs = tuple[Run, ...]


@dataclass(frozen=True)
class Heading:
    """A heading; `level` counts from 1, below the title."""

    level: int
    runs: Runs
    anchor: str = ""


@dataclass(frozen=True)
class Paragraph:
    """A paragraph; `role` says what it is for the reader."""

    runs: Runs
    role: Literal["body", "lead", "source", "small", "label"] = "body"


@dataclass(frozen=True)
class Bullets:
    """A list, a line an item."""

    items: tuple[Runs, ...]


@dataclass(frozen=True)
class Table:
    """A table whose first row and first column are headers; a cell is lines."""

    caption: Runs
    columns: tuple[Runs, ...]
    rows: tuple[tuple[tuple[Runs, ...], ...], ...]


@dataclass(frozen=True)
class Bar:
    """One bar: its label, its length as a share of the longest, its figure."""

    label: Runs
    share: Decimal
    figure: Runs
    is_target: bool = False


@dataclass(frozen=True)
class Bars:
    """A chart of comparable figures; `remark` tells what is not drawn."""

    caption: Runs
    bars: tuple[Bar, ...]
    remark: Runs = ()


@dataclass(frozen=True)
class Moment:
    """Something on a timeline: its day as a share of the time shown, and what happened."""

    share: Decimal
    day: Runs
    place: Runs
    what: Runs


@dataclass(frozen=True)
class Timeline:
    """Dated events in order, over as many lanes as there are places."""

    caption: Runs
    moments: tuple[Moment, ...]


@dataclass(frozen=True)
class Box:
    """A part set off from the text."""

    heading: Heading
    blocks: tuple[Heading | Paragraph | Bullets, ...]


Block = Heading | Paragraph | Bullets | Table | Bars | Timeline | Box


@dataclass(frozen=True)
class Source:
    """An article as notes name it.

    Attributes:
        id: The article's id.
        label: A short name: outlet and date.
        runs: All of it, for the list of sources.
        anchor: The heading of its section.
    """

    id: str
    label: str
    runs: Runs
    anchor: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "label", shown(self.label))

    @property
    def plain(self) -> tuple[Plain, ...]:
        """All of it without what stands in brackets."""
        return tuple(
            plain for run in self.runs for plain in (run.runs if isinstance(run, Name) else (run,))
        )


@dataclass(frozen=True)
class Part:
    """A briefing in one language."""

    lang: Lang
    title: str
    blocks: tuple[Block, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", shown(self.title))


@dataclass(frozen=True)
class Document:
    """A whole briefing; `lang` is that of its notes."""

    title: str
    lang: Lang
    parts: tuple[Part, ...]
    sources: tuple[Source, ...]

    def __post_init__(self) -> None:
        object.__setattr__(self, "title", shown(self.title))

    @property
    def told(self) -> str:
        """How much it covers, in a line."""
        number = len(self.sources)
        return f"{number} article{'' if number == 1 else 's'}"
