"""Texts of a result as runs: every figure with what it rests on, every name with its Chinese."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal

from llm_extract.citations import Citation, CitationIndex, Place, figures_of
from llm_extract.errors import InputError
from llm_extract.records import Lang, Quantity, Result
from llm_extract.render import render, render_date
from llm_extract.text import Span

from .display import shown
from .document import Cited, Figure, Name, Plain, Run, Runs, Words
from .lexicon import Lexicon, Term
from .wording import rules, word


class Citer:
    """One article, in the language of a part of the briefing.

    Args:
        result: All that is known about the article.
        lang: The language of the texts.
        index: What the article's figures are traced with; it may be shared by languages.
    """

    def __init__(self, result: Result, lang: Lang, index: CitationIndex) -> None:
        self.result = result
        self.lang: Lang = lang
        self._index = index
        self._lexicon = Lexicon(result)
        self._quantities = {quantity.id: quantity for quantity in result.quantities}

    def prose(self, text: str, sources: Sequence[str] = (), *, named: bool = True) -> Runs:
        """A published sentence made from some facts or quantities.

        Args:
            text: The sentence.
            sources: Their ids.
            named: Whether names are to have their Chinese beside them.
        """
        text = shown(text)
        cited = self._index.cite(text, self.lang, sources)
        dates = self._dates(text, sources, cited)
        plain = self._plain(text, cited, self.lang, dates)
        if named and self.lang == "en":
            return self._with_names(text, plain, sources)
        return tuple(plain)

    def name(self, name: str, evidence: Span | None, sources: Sequence[str] = ()) -> Runs:
        """A name in the briefing's language."""
        return tuple(self._name(name, self.lang, evidence, sources))

    def both(self, term: Term, sources: Sequence[str] = ()) -> Runs:
        """A name with its Chinese, which is told where the name is mentioned first."""
        if self.lang == "zh":
            return tuple(self._name(term.chinese, "zh", term.evidence, sources))
        english = self._name(term.english, "en", term.evidence, sources)
        chinese = self._name(term.chinese, "zh", term.evidence, sources)
        return (Name(tuple(english), tuple(chinese), term.chinese),)

    def chinese_name(self, name: str, evidence: Span | None) -> Runs:
        """A name in the article's words, whatever the briefing's language."""
        return tuple(self._name(name, "zh", evidence, ()))

    def chinese(self, text: str) -> Runs:
        """The article's own words, such as its title."""
        return tuple(self._plain(text, self._index.cite(text, "zh"), "zh"))

    def quantity(self, identifier: str, noun: str = "", *, counter: bool = True) -> Figure:
        """A quantity of the article in the briefing's language."""
        found = self._quantities[identifier]
        text = render(found, self.lang, noun, counter=counter)
        return Figure(text, (self._cited(self._index.quantity(identifier)),))

    def words_at(self, span: Span) -> Figure:
        """Words of the article as they stand."""
        place = self._index.place(span)
        return Figure(place.words, (self._cited(place),), lang="zh")

    def date(self, iso: str, near: Span | None = None) -> Figure:
        """A date or period in words, with the article's words for it.

        Raises InputError when it is none. Where the article does not have it in words, it is told
        as inferred from `near`, else as the date of the article.
        """
        return Figure(render_date(iso, self.lang), (self.when(iso, near),))

    def when(self, iso: str, near: Span | None = None) -> Cited:
        """The article's words for a date or period in ISO form."""
        inferred = word("inferred", self.lang)
        own = self._index.place(near) if near is not None else None
        known = [q for q in self.result.quantities if q.iso and _same_time(q.iso, iso)]
        if known:
            place = self._index.place(_nearest(known, near).span)
            is_near = own is None or place.sentence == own.sentence
            return self._cited(place, derived="" if is_near else inferred)
        return self.dateline(iso) if own is None else self._cited(own, derived=inferred)

    def dateline(self, words: str = "") -> Cited:
        """The article's date and signature, for what stands nowhere else."""
        return Cited(self.result.article.id, "dateline", words)

    def signature(self, text: str, lang: Lang | None = None) -> Runs:
        """Words of the article's signature: its outlet, its authors."""
        cited = (self.dateline(text),)
        return tuple(_split(text, [(f.span, cited) for f in figures_of(text, lang or "zh")], lang))

    def _name(
        self, name: str, lang: Lang, evidence: Span | None, sources: Sequence[str]
    ) -> list[Plain]:
        cited = self._index.cite_name(name, lang, evidence or Span(0, 0), sources)
        return self._plain(name, cited, lang)

    def _dates(
        self, text: str, sources: Sequence[str], cited: Sequence[Citation]
    ) -> dict[Span, Cited]:
        """The dates of a sentence that the checker found far from its figures, found nearer."""
        facts = {fact.id: fact.quantity for fact in self.result.facts}
        ids = [facts.get(one, one) for one in sources]
        near = next((self._quantities[one].span for one in ids if one in self._quantities), None)
        sentence = self._index.place(near).sentence if near else None
        settled = {
            one.span for one in cited if any(place.sentence == sentence for place in one.places)
        }
        return {
            one.span: self.when(one.iso, near)
            for one in figures_of(text, self.lang)
            if one.kind == "date" and one.iso and self._has_time(one.iso)
            and one.span not in settled
        }  # fmt: skip

    def _has_time(self, iso: str) -> bool:
        return any(q.iso and _same_time(q.iso, iso) for q in self.result.quantities)

    def _plain(
        self,
        text: str,
        citations: Sequence[Citation],
        lang: Lang,
        dates: dict[Span, Cited] | None = None,
    ) -> list[Plain]:
        names = {one.span for one in figures_of(text, lang) if _is_only_a_name(one)}
        known = dates or {}
        cited = [
            (one.span, (known[one.span],) if one.span in known else self._all(one))
            for one in citations
            if one.span not in names
        ]
        flags = {
            one.span: "" if one.verdict == "supported" else word("unconfirmed", self.lang)
            for one in citations
        }
        return _split(text, cited, None if lang == self.lang else lang, flags)

    def _all(self, citation: Citation) -> tuple[Cited, ...]:
        finding = citation.finding
        strength = finding.evidence if finding else None
        derived = (finding.derived if finding else None) or ""
        if not citation.places:
            return (Cited(self.result.article.id, "nowhere", verdict=citation.verdict),)
        return tuple(
            Cited(
                self.result.article.id, place.part, place.words, place.span, place.sentence,
                citation.verdict, strength, derived,
            )
            for place in citation.places
        )  # fmt: skip

    def _cited(self, place: Place, derived: str = "") -> Cited:
        article = self.result.article.id
        origin: Literal["text", "title"] = place.part
        return Cited(article, origin, place.words, place.span, place.sentence, derived=derived)

    def _with_names(self, text: str, plain: list[Plain], sources: Sequence[str]) -> Runs:
        runs: list[Run] = []
        at = 0
        rest = list(plain)
        for span, term in self._lexicon.mentions(text):
            before, rest = _cut(rest, span.start - at)
            inside, rest = _cut(rest, len(span))
            if term.evidence and "".join(run.text for run in inside) == span.cut(text):
                # A name claims nothing: its figures are those of where the article names it.
                inside = self._name(span.cut(text), "en", term.evidence, sources)
            at = span.end
            chinese = self._name(term.chinese, "zh", term.evidence, ())
            runs += [*before, Name(tuple(inside), tuple(chinese), term.chinese)]
        return (*runs, *rest)


def _split(
    text: str,
    cited: Sequence[tuple[Span, tuple[Cited, ...]]],
    lang: Lang | None,
    flags: dict[Span, str] | None = None,
) -> list[Plain]:
    """A text cut at its figures."""
    runs: list[Plain] = []
    at = 0
    for span, rests_on in cited:
        if span.start < at:
            continue
        if text[at : span.start]:
            runs.append(Words(text[at : span.start], lang))
        runs.append(Figure(span.cut(text), rests_on, lang, (flags or {}).get(span, "")))
        at = span.end
    if text[at:]:
        runs.append(Words(text[at:], lang))
    return runs


def _cut(runs: list[Plain], length: int) -> tuple[list[Plain], list[Plain]]:
    """Runs cut after some characters; a figure is never cut, and stays with what it begins in."""
    before: list[Plain] = []
    for at, run in enumerate(runs):
        if length <= 0:
            return before, runs[at:]
        if isinstance(run, Words) and len(run.text) > length:
            before.append(Words(run.text[:length], run.lang))
            return before, [Words(run.text[length:], run.lang), *runs[at + 1 :]]
        before.append(run)
        length -= len(run.text)
    return before, []


def _is_only_a_name(figure: Quantity) -> bool:
    """Whether a numeral is part of a name and counts nothing: 百日攻坚, 五通桥."""
    return figure.kind == "name" and not any(map(str.isdigit, figure.surface))


def _same_time(one: str, other: str) -> bool:
    """Whether two ISO times are the same, or one is the other without its year."""
    return one == other or (one.startswith("-") and other.endswith(one.lstrip("-")))


def _nearest(dates: list[Quantity], near: Span | None) -> Quantity:
    if near is None:
        return dates[0]
    return min(dates, key=lambda q: (not near.overlaps(q.span), abs(q.start - near.start)))


def period_words(period: str, result: Result, lang: Lang) -> str:
    """A fact's period in words: dates, rates, numbers of years, seasons or drives with a year."""
    try:
        return render_date(period, lang)
    except InputError:
        return _other_period(period, result, lang)


def _other_period(period: str, result: Result, lang: Lang) -> str:
    if period in rules()["period"][lang]:
        return str(rules()["period"][lang][period])
    if period.startswith("P") and period.endswith("Y"):
        return word("years", lang).replace("$number", period[1:-1])
    year, _, rest = period.partition(" ")
    season, _, number = rest.partition(" ")
    if period.startswith("season "):
        return word("seasonal", lang).replace("$number", year and rest)
    if season == "season" and number.isdigit():
        return word("season_of", lang).replace("$number", number).replace("$year", year)
    if lang == "zh":
        rest = next((_drive_zh(c.name_zh) for c in result.campaigns if rest in c.name_en), rest)
    if year.isdigit() and rest:
        return word("drive_of", lang).replace("$drive", rest).replace("$year", year)
    return period


def _drive_zh(name: str) -> str:
    """A drive by what stands in quotation marks in its name: “百日攻坚”."""
    quoted = re.search("“[^”]+”", name)
    return quoted[0] if quoted else name
