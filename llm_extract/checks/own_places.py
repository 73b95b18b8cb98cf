"""What a text means by its own place, unnamed: 全市, 该市, 市领导."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from llm_extract.names import place_english
from llm_extract.text import Span

from .named_places import Named, is_province
from .outline import Outline

OWN = re.compile(r"[我全本该]?[省市县区州]")
"""The article's own place, unnamed: what it governs belongs to no other place."""
_RANKED = re.compile(
    "[^，。；、0-9]{0,4}(?:第[一二三四五六七八九十0-9]|前[列茅一二三四五六七八九十0-9]|首位|榜首)"
)
"""Behind those among whom something ranks: 全市第二, 全市各县区首位."""
_COMPARED = re.compile(
    r"(?:[高低快慢多少好优强]于|[高低快慢多少]出|比|较|超过?|占|居|列|在|排|位居|位列|领跑|领先)$"
)
_COMPARING = 4
"""Before that which something is compared with: 高于全省, 占全市."""
LEVELS = {
    "市": ("city",),
    "省": ("province",),
    "州": ("city",),
    "县": ("county",),
    "区": ("county", "zone"),
}


@dataclass(frozen=True)
class OwnPlaces:
    """The places of a text, among which those are that it means.

    `leading`: the keys of the one it is about.
    """

    outline: Outline
    named: list[Named]
    leading: frozenset[str]

    def meant(self, own: Named, figure: Span) -> Named | None:
        """What 全市 means: of its sentence, else what the text is about, else the last named."""
        levels = LEVELS.get(own.surface[-1], ())
        sentence = self.outline.sentence_at(own.span.start)
        before = [p for p in self.named if p.span.end <= own.span.start and not p.adjunct]
        fitting = [p for p in reversed(before) if p.level in levels and not p.in_name]
        if own.surface[0] == "该":
            low = self.outline.sentence_at(max(0, sentence.start - 1)).start
            so_called = (p for p in reversed(before) if p.surface.endswith(own.surface[-1]))
            fitting = [*(p for p in so_called if p.span.start >= low and not p.in_name), *fitting]
            return next(iter(fitting), None)
        told = [p for p in fitting if p.span.start >= sentence.start or p.keys & self.leading]
        return next(iter([*told, *fitting]), None) or self._city_of_counties(own, figure)

    def _city_of_counties(self, own: Named, figure: Span) -> Named | None:
        """What 全市 means where only its counties and zones are named: the one most lie in.

        None where others are compared with it: 全省第二, 高于全省, behind the figure.
        """
        text = self.outline.text
        before = text[max(0, own.span.start - _COMPARING) : own.span.start]
        if _RANKED.match(text, own.span.end) or _COMPARED.search(before):
            return None
        inside = (p for p in self.named if not p.in_name and not p.adjunct)
        parts = {(p.keys, above) for p in inside for above in p.parents}
        votes = Counter(above for _, above in parts if above[1].endswith(own.surface[-1]))
        first, second = [*votes.most_common(2), (("", ""), 0), (("", ""), 0)][:2]
        (key, name), count = first
        if count == second[1] or (is_province(key) and own.span.start > figure.start):
            return None
        return Named(own.span, name, frozenset({key}), place_english(name), subject=own.subject)
