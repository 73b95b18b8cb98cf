"""Which place a figure belongs to, in the source and in a claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property

from llm_extract.names import place_english
from llm_extract.numerals import parse_chinese
from llm_extract.text import Span

from .in_order import begin_in_order, rank_in_order
from .named_places import Governing, Named, is_province
from .outline import Outline

_LEAD, _FAR = 24, 400
_BRACKET = 3
LISTED = re.compile(r"[、,， \t]*(?:和|与|及|以及|and)?[ \t]*(?:the )?[、,， \t]*")
_MIN_VOTES = 4
_LIST = 3
"""So many places in a sentence are a list, and the last of them no more than the others."""
_MAJORITY = 0.6
_SHARE = 0.3
OWN = re.compile(r"[我全本该][省市县区州]")
"""The article's own place, unnamed: what it governs belongs to no other place."""
_VERSUS = re.compile(r"\b(?:versus|against|compared (?:with|to)|than (?:the|that|those|in))\b")
_LISTED_IN = re.compile(
    r"[^,;.]{0,40} and [^,;.]{0,12}\d[\d.,]*[^,;.]{0,40}? (?:in|at|for|by) (?=[A-Z])"
)
"""Behind a figure told with another of one place: 18 projects and RMB 2.45 billion in Lüeyang."""
_ELSEWHERE = re.compile(r"[；;]|\b(?:while|whereas|but|against)\b|, [^.]*\b(?:in|of) $")
"""Between a figure and a place that is told of something else."""
_SPEAKER = re.compile(
    "[^，。；]{0,12}(?:[市区县州旗镇]长|书记|局长|主任|厅长|秘书长|负责人)[^，。；]{2,4}"
    "(?:说|表示|指出|强调|介绍|透露|坦言|要求|提出|称)"
)
"""Opens what an office holder says of his own place, whichever was named last."""
_SAYS = re.compile("”[，,。]?[^，。；“\n]{2,30}(?:说|表示|指出|介绍|透露|坦言|告诉记者)")
"""Behind what he says, where his place and office follow."""
_RANKED = re.compile(
    "[^，。；、0-9]{0,4}(?:第[一二三四五六七八九十0-9]|前[列茅一二三四五六七八九十0-9]|首位|榜首)"
)
"""Behind those among whom something ranks: 全市第二, 全市各县区首位."""
_COMPARED = re.compile(
    r"(?:[高低快慢多少好优强]于|[高低快慢多少]出|比|较|超过?|占|居|列|在|排|位居|位列|领跑|领先)$"
)
_COMPARING = 4
"""Before that which something is compared with: 高于全省, 占全市."""
_MEETING = re.compile(r"\s*(?:会议|大会|推进会)(?:要求|强调|指出|明确|提出|透露|通报)")
"""Opens sentences whose figures are of the host, whichever place was named last."""
_OWN_LEVELS = {
    "市": ("city",),
    "省": ("province",),
    "州": ("city",),
    "县": ("county",),
    "区": ("county", "zone"),
}


class Places:
    """The places a text names, in order, and which of them governs a position."""

    def __init__(self, outline: Outline, named: list[Named]) -> None:
        self.outline = outline
        self.named = named
        self._starts = [place.span.start for place in named]

    def governing(self, figure: Span) -> Governing | None:
        """The places of a figure: the last named before it, first in its sentence, then above.

        Mere locations (在深圳) and places inside names (泸州银行) are accepted beside it, but do
        not govern while there is another.
        """
        sentence = self.outline.sentence_at(figure.start)
        respective = self._respective(figure, sentence) or self._bracketed(figure, sentence)
        if respective is not None:
            return Governing(respective, respective.keys, respective.keys)
        low, high = (bisect_left(self._starts, at) for at in (sentence.start, sentence.end))
        inside = self.named[low:high]
        if _MEETING.match(self.outline.text, sentence.start) and not any(map(_is_own, inside)):
            return None
        before = [p for p in inside if p.span.start < figure.start]
        ahead = self.outline.text[figure.end : inside[0].span.start] if inside else ""
        same_item = _ELSEWHERE.search(ahead) is None
        main = _last_governor(before) or _last_governor(inside[:1] if same_item else [])
        if main is None and _SPEAKER.match(self.outline.text, sentence.start):
            return None
        main = main or self._speaks(figure)
        carried = main is None
        if main is None:
            first = next((p for p in inside[:1] if same_item and not p.in_name), None)
            main = self._above(low, sentence) or first
        carried = carried or (main is not None and self._apart(main.span.start, figure.start))
        whole = main is not None and OWN.fullmatch(main.surface) is not None
        if main is not None and whole:
            main = self._own_place(main, figure)
        listed = self._listed_before(main.span.end) if main and main.level == "group" else []
        if listed:
            keys = frozenset().union(*(place.keys for place in listed))
            around = self._around(listed[0], sentence) if carried else frozenset()
            return Governing(listed[0], keys, keys, around)
        if main is None or not main.keys:
            return None
        keys = self._with_listed(main)
        item = (p for p in inside if not self._apart(p.span.start, figure.start))
        beside = [p.keys for p in item if p.in_name or p.adjunct or _lies_in(p, main)]
        around = self._around(main, sentence) if carried and not main.heading else frozenset()
        return Governing(main, keys, keys.union(*beside), around, whole and not carried)

    def _around(self, main: Named, sentence: Span) -> frozenset[str]:
        """What a sentence that names no place may be told of, beside the one named last.

        Unless that is what the text is about: the places around it, which a text goes back to
        unsaid, those within it that its paragraph names, and in others what the text is about.
        """
        if self.outline.lang == "en":
            return frozenset()
        start = self.outline.text.rfind("\n", 0, sentence.start) + 1
        low, high = (bisect_left(self._starts, at) for at in (start, sentence.start))
        inner = [p for p in self.named[low:high] if _lies_in(p, main)]
        keys = [p.keys.union(key for key, _ in p.parents) - main.keys for p in inner]
        before = self.outline.sentence_at(main.span.start)
        low, high = (bisect_left(self._starts, at) for at in (before.start, before.end))
        listed = {p.keys for p in self.named[low:high] if p.keys and not p.in_name}
        if len(listed) >= _LIST:
            keys += listed
        if main.keys & self._leading:
            return frozenset().union(*keys)
        keys += [frozenset(key for key, _ in main.parents)]
        leads_inside = any(p.keys & self._leading and _lies_in(p, main) for p in self.named)
        if main.span.start < start or leads_inside:
            keys += [self._leading]
        return frozenset().union(*keys)

    @cached_property
    def _leading(self) -> frozenset[str]:
        """The keys of the place that most of the others named in the text are or lie in.

        Of a city and one county in it that has most of its votes, the county.
        """
        votes: Counter[str] = Counter()
        counties: Counter[str] = Counter()
        for place in self.named:
            votes.update(place.keys)
            if place.level == "county":
                counties.update(place.keys)
                votes.update(key for key, _ in place.parents if not is_province(key))
        (top, count), *_ = [*votes.most_common(1), ("", 0)]
        inner, most = next(iter(counties.most_common(1)), ("", 0))
        if most > count * _MAJORITY:
            return frozenset({inner})
        is_leading = count >= max(_MIN_VOTES, _SHARE * sum(1 for p in self.named if p.keys))
        return frozenset({top}) if is_leading else frozenset()

    def claimed(self, figure: Span) -> Governing | None:
        """The places a claim's figure is put down to: as governed, or as told right after it."""
        found = self.governing(figure)
        if found is None:
            return None
        if found.place == self._bracketed(figure, self.outline.sentence_at(figure.start)):
            return found
        if found.place.adjunct or found.place.in_name:
            return None
        if self.outline.lang == "zh":
            return found if found.place.span.start < figure.start else None
        return Governing(
            found.place, found.keys.union(*self._told_with(figure, found)), found.accepted
        )

    def _told_with(self, figure: Span, found: Governing) -> list[frozenset[str]]:
        """The other places an English figure may be told of: behind it, compared, or within."""
        text, start = self.outline.text, self.outline.sentence_at(figure.start).start
        after = text[figure.end : figure.end + _LEAD * 4]
        reach = figure.end + len(re.split(r"[,;.:]\s|\band\b|\bwhile\b|\d", after)[0])
        behind = [p for p in self.named if figure.end <= p.span.start]
        keys = [p.keys for p in behind if p.span.start < reach and not p.adjunct]
        listed = _LISTED_IN.match(text, figure.end)
        if listed and not keys:
            keys += [p.keys for p in behind if p.span.start == listed.end()]
        if _VERSUS.search(text, start, figure.start):
            keys += [p.keys for p in self.named if p.adjunct]
        before = (p for p in self.named if start <= p.span.start < found.place.span.start)
        return keys + [p.keys for p in before if _lies_in(p, found.place)]

    def _apart(self, one: int, other: int) -> bool:
        """Whether a semicolon, and so another item of a list, begins between two positions."""
        low, high = sorted((one, other))
        return any(sign in self.outline.text[low:high] for sign in "；;")

    def _own_place(self, own: Named, figure: Span) -> Named | None:
        """What 全市 means: of its sentence, else what the text is about, else the last named."""
        levels = _OWN_LEVELS.get(own.surface[-1], ())
        before = [p for p in self.named if p.span.end <= own.span.start and not p.adjunct]
        fitting = [p for p in reversed(before) if p.level in levels and not p.in_name]
        start = self.outline.sentence_at(own.span.start).start
        told = [p for p in fitting if p.span.start >= start or p.keys & self._leading]
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

    def _respective(self, figure: Span, sentence: Span) -> Named | None:
        """The place of a figure told with others in the order of their places (分别)."""
        if self.outline.lang == "en":
            return None
        at = begin_in_order(self.outline.text, sentence.start, figure)
        if at < 0:
            return None
        listed = self._listed_before(at)
        rank = rank_in_order(self.outline.text, at, figure, len(listed))
        return None if rank is None else listed[rank]

    def _speaks(self, figure: Span) -> Named | None:
        """The place of the office holder whose words a figure stands in, told behind them."""
        end = self.outline.text.find("”", figure.end, figure.end + _FAR)
        if self.outline.lang == "en" or end < 0:
            return None
        if not {"\n", "“"}.isdisjoint(self.outline.text[figure.end : end]):
            return None
        if not _SAYS.match(self.outline.text, end):
            return None
        at = bisect_left(self._starts, end)
        speaker = self.named[at] if at < len(self.named) else None
        if speaker is None or speaker.span.start > end + _BRACKET:
            return None
        return None if speaker.in_name or speaker.adjunct else speaker

    def _bracketed(self, figure: Span, sentence: Span) -> Named | None:
        """The place right before the brackets a figure stands in: 舒城县（29个）."""
        text = self.outline.text
        at = max(text.rfind(sign, sentence.start, figure.start) for sign in "（(")
        if at < 0 or any(sign in text[at : figure.start] for sign in "）)"):
            return None
        ends = (p for p in self.named if p.keys and p.span.end <= at < p.span.end + _BRACKET)
        return next((p for p in ends if not text[p.span.end : at].strip("县市区州 ")), None)

    def _listed_before(self, at: int) -> list[Named]:
        """The places listed last before a position; those a group stands for, if it is one."""
        before = [p for p in self.named if p.span.end <= at]
        if not before:
            return []
        if before[-1].level == "group":
            count = parse_chinese(before[-1].surface[0]) or 0
            single = [p for p in before if p.keys and not p.in_name]
            firsts = list({p.keys: p for p in reversed(single)}.values())[: int(count)]
            return firsts[::-1] if len(firsts) == count else []
        listed = [before[-1]]
        for place in before[-2::-1]:
            if not LISTED.fullmatch(self.outline.text[place.span.end : listed[0].span.start]):
                break
            listed.insert(0, place)
        return listed if len(listed) > 1 else []

    def _above(self, low: int, sentence: Span) -> Named | None:
        """The place the sentences before speak of: the last heading, opened clause, or mention."""
        earlier = self.named[:low]
        headings = [p for p in earlier if p.heading]
        if headings:
            return headings[-1]
        start = self.outline.text.rfind("\n", 0, sentence.start) + 1
        here = [p for p in earlier if p.span.start >= start or self.outline.lang == "en"]
        leading = self._leading
        wide = [p for p in earlier if not leading or p in here or p.keys & leading]
        near = [p for p in wide if p.subject and p.span.start > sentence.start - _FAR]
        return _last_governor(near) or _last_governor(here)

    def _with_listed(self, main: Named) -> frozenset[str]:
        """The keys of `main` and of the places listed with it: 达州、南充和巴中."""
        at = bisect_left(self._starts, main.span.start)
        keys = set(main.keys)
        for step in (-1, 1):
            here = at
            while 0 <= here + step < len(self.named):
                one, other = sorted((self.named[here], self.named[here + step]), key=_start)
                if not LISTED.fullmatch(self.outline.text[one.span.end : other.span.start]):
                    break
                here += step
                keys |= self.named[here].keys
        return frozenset(keys)


def _is_own(place: Named) -> bool:
    return OWN.fullmatch(place.surface) is not None


def _lies_in(place: Named, around: Named) -> bool:
    """Whether `place` is a part of `around`."""
    return not around.keys.isdisjoint(key for key, _ in place.parents)


def _start(place: Named) -> int:
    return place.span.start


def _last_governor(places: list[Named]) -> Named | None:
    return next((p for p in reversed(places) if not p.in_name and not p.adjunct), None)
