"""Results put together into a briefing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from llm_extract.place_words import region_english
from llm_extract.records import Lang
from llm_extract.render import render_date
from llm_extract.reviews import ReviewedResult
from llm_extract.terms import to_english

from .article_section import article_blocks, outlet_name, source_of
from .cautions import cautions
from .citing import Citer
from .document import (
    Block,
    Bullets,
    Document,
    Figure,
    Heading,
    Paragraph,
    Part,
    Runs,
    Source,
    Words,
)  # fmt: skip
from .findings import Lead, strongest
from .first_mentions import Mentions
from .lexicon import Term
from .measures import measures
from .pictures import charts, timeline
from .place_tables import place_blocks, place_name
from .selection import Group, Grouping, Selection, Told, groups_of, select
from .wording import OWN, counted, filled, joined, word

Language = Literal["en", "zh", "both"]
_TITLE_SHOWN, _MOST_OUTLETS = 16, 6


@dataclass(frozen=True)
class Choices:
    """What a briefing is to be.

    Attributes:
        lang: Its language; both gives the English one, then the Chinese one.
        group: What its articles are put together by.
        since: Only articles published on this ISO day or later.
        region: Only what is told of this place and those in it, by its Chinese or English name.
        title: Its title; a plain one by default.
    """

    lang: Language = "en"
    group: Grouping = "article"
    since: str = ""
    region: str = ""
    title: str = ""


def briefing_of(reviewed: Iterable[ReviewedResult], choices: Choices) -> Document:
    """A briefing over the results of a run.

    Raises InputError when no article is left, or none tells of the region.
    """
    selection = select(reviewed, choices.since, choices.region)
    first: Lang = "zh" if choices.lang == "zh" else "en"
    langs: tuple[Lang, ...] = ("en", "zh") if choices.lang == "both" else (first,)
    drafts = [_Draft(selection, choices, lang) for lang in langs]
    title = choices.title or drafts[0].title
    parts = []
    for draft in drafts:
        mentions = Mentions(draft.lang)
        blocks = mentions.blocks(draft.blocks())
        parts.append(Part(draft.lang, choices.title or draft.title, blocks))
    return Document(title, first, tuple(parts), tuple(drafts[0].sources()))


class _Draft:
    """A briefing in one language, before names are settled."""

    def __init__(self, selection: Selection, choices: Choices, lang: Lang) -> None:
        self.lang: Lang = lang
        self._selection = selection
        self._choices = choices
        self._told = selection.told
        self._citers: dict[str, Citer] = {}

    def citer(self, told: Told) -> Citer:
        """What cites an article in this language."""
        article = told.whole.article.id
        if article not in self._citers:
            self._citers[article] = Citer(told.whole, self.lang, told.index)
        return self._citers[article]

    @property
    def title(self) -> str:
        """A plain title, with the place it is about."""
        title = word("title", self.lang)
        area = self._selection.area
        if not area:
            return title
        place = region_english(area) if self.lang == "en" else area
        return f"{title}{word('colon', self.lang)}{place}"

    def sources(self) -> list[Source]:
        """The articles, each with a short name of its own."""
        names = [self._label(one) for one in self._told]
        counts = Counter(names)
        return [
            source_of(
                self.citer(one),
                name if counts[name] == 1 else f"{name} “{one.whole.article.title[:_TITLE_SHOWN]}”",
                self._anchor(one),
            )
            for one, name in zip(self._told, names, strict=True)
        ]

    def _label(self, one: Told) -> str:
        article = one.whole.article
        outlet = article.outlet or ""
        outlet = to_english(outlet) if outlet and self.lang == "en" else outlet
        day = render_date(article.published, self.lang) if article.published else ""
        label = word("comma", self.lang).join(filter(None, (outlet, day)))
        return label or f"“{article.title[:_TITLE_SHOWN]}”"

    def blocks(self) -> tuple[Block, ...]:
        """All it says, in order."""
        every = measures(self._told)
        drawn = charts(every, self.lang, self.citer)
        line = timeline(self._told, self.lang, self.citer)
        pictures = [*drawn, *([line] if line else [])]
        if pictures:
            pictures.insert(0, self._heading("charts"))
        body = [
            *place_blocks(every, self.lang, self.citer),
            *pictures,
            *self._articles(),
        ]
        findings = list(self._findings())
        box = cautions(self._told, self.lang, self.citer, [*findings, *body])
        return (*self._lead(), *findings, box, *body)

    def _heading(self, name: str, level: int = 1) -> Heading:
        return Heading(level, (Words(word(name, self.lang)),), name.replace("_", "-"))

    def _lead(self) -> Iterator[Block]:
        lang = self.lang
        outlets = list({
            one.whole.article.outlet: outlet_name(self.citer(one)) for one in self._told
        }.values())  # fmt: skip
        named = self._listed([one for one in outlets if one])
        blanks: dict[str, Runs | str] = {
            "articles": counted(len(self._told), word("articles", lang), lang),
            "outlets": named or word("unknown_outlet", lang),
        }
        dates = self._dates()
        form = "covers" if dates else "covers_undated"
        lead = [filled(form, lang, **blanks, dates=dates)]
        if self._selection.area:
            area = self._selection.area
            lead.append(filled("region", lang, region=place_name(self.citer(self._told[0]), area)))
        if self._selection.undated:
            missing = counted(self._selection.undated, word("articles", lang), lang)
            lead.append(filled("left_out", lang, articles=missing))
        yield Paragraph(joined(lead, word("space", lang)), "lead")
        yield Paragraph((Words(word("reading", lang)),), "small")

    def _listed(self, outlets: list[Runs]) -> Runs:
        """The papers, the first of them where there are many."""
        comma = word("comma", self.lang)
        if len(outlets) <= _MOST_OUTLETS:
            return joined(outlets, comma)
        more = len(outlets) - _MOST_OUTLETS
        others = filled("others", self.lang, number=(Figure(str(more), (OWN,)),))
        return (*joined(outlets[:_MOST_OUTLETS], comma), *others)

    def _dates(self) -> Runs:
        dated = [one for one in self._told if one.whole.article.published]
        ends = [self._day(one) for one in (*dated[:1], *dated[-1:])]
        if not ends:
            return ()
        if ends[0].text == ends[-1].text:
            return Words(word("on", self.lang)), ends[0]
        return ends[0], Words(word("from_to", self.lang)), ends[-1]

    def _day(self, one: Told) -> Figure:
        published = one.whole.article.published or ""
        return Figure(render_date(published, self.lang), (self.citer(one).dateline(published),))

    def _findings(self) -> Iterator[Block]:
        leads = strongest(self._told, self.lang)
        if leads:
            yield self._heading("findings")
            yield Bullets(tuple(map(self._finding, leads)))

    def _finding(self, lead: Lead) -> Runs:
        citer = self.citer(lead.told)
        told = citer.prose(lead.sentence.text, lead.sentence.facts)
        left, right = ("（", "）") if self.lang == "zh" else (" (", ")")
        when: Runs = (Words(word("undated", self.lang)),)
        if lead.told.whole.article.published:
            when = filled("reported", self.lang, date=(self._day(lead.told),))
        return (*told, Words(left), *when, Words(right))

    def _articles(self) -> Iterator[Block]:
        yield self._heading("articles_heading")
        grouped = self._choices.group != "article"
        seen: set[str] = set()
        for group in groups_of(self._told, self._choices.group):
            if grouped:
                yield Heading(2, self._group_name(group))
            for one in group.told:
                anchor = self._anchor(one)
                again = anchor in seen
                seen.add(anchor)
                yield from article_blocks(
                    one, self.citer(one), "" if again else anchor, 3 if grouped else 2
                )

    def _anchor(self, one: Told) -> str:
        return f"{self.lang}-article-{self._ids[one.whole.article.id]}"

    @property
    def _ids(self) -> dict[str, int]:
        return {one.whole.article.id: at for at, one in enumerate(self._told, 1)}

    def _group_name(self, group: Group) -> Runs:
        citer = self.citer(group.told[0])
        if group.place:
            return place_name(citer, group.place)
        if group.campaign:
            drive = group.campaign
            return citer.both(Term(drive.name_en, drive.name_zh, drive.evidence))
        if group.month:
            return (Figure(render_date(group.month, self.lang), (citer.dateline(group.month),)),)
        undated = {"date": "undated_group", "campaign": "undated_drive"}
        return (Words(word(undated.get(self._choices.group, "undated_group"), self.lang)),)
