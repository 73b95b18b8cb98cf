"""Which place a figure belongs to, in the source and in a claim."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from dataclasses import replace
from functools import cached_property

from llm_extract.text import Span

from .in_order import begin_in_order, rank_in_order
from .joint import is_joint
from .listed_places import LISTED, ListedPlaces
from .named_places import PARTS, Governing, Named, is_province, lies_in
from .outline import Outline
from .own_places import OWN, OwnPlaces
from .speakers import speaker_of, speaks_of_own

_LEAD, _FAR = 24, 400
_PASSAGE = 200
"""So far before its paragraph a place may be named that a figure without one is told of."""
_BRACKET = 3
_MIN_VOTES = 4
_LIST = 3
"""So many places in a sentence are a list, and the last of them no more than the others."""
_MAJORITY = 0.6
_SHARE = 0.3
_VERSUS = re.compile(r"\b(?:versus|against|compared (?:with|to)|than (?:the|that|those|in))\b")
_LISTED_IN = re.compile(
    r"[^,;.]{0,40} and [^,;.]{0,12}\d[\d.,]*[^,;.]{0,40}? (?:in|at|for|by) (?=[A-Z])"
)
"""Behind a figure told with another of one place: 18 projects and RMB 2.45 billion in Lüeyang."""
_ELSEWHERE = re.compile(r";|\b(?:while|whereas|but|against)\b|, (?:[^.]|\.(?=\d))*\b(?:in|of) $")
"""Between a figure and a place that is told of something else."""
_RELATIVE = re.compile(r"(?: District| County| City)?, (?:which|whose|where) [^,;.\d]*")
_CLAUSE_ENDS = re.compile("[，。；;]")
_AND_MORE = re.compile("等[^，。；\\d]{0,2}")
"""Between a place and the number of all of which it is one: 北京等11个城市."""
_ASPECT = re.compile("[在从]?[㐀-鿿]{2,8}方面[，：]")
"""Opens a paragraph that goes on to another side of what the text is about: 项目落地方面，."""
_MEETING = re.compile(r"\s*(?:会上，|(?:会议|大会|推进会)(?:要求|强调|指出|明确|提出|透露|通报))")
"""Opens sentences whose figures are of the host, whichever place was named last."""


class Places:
    """The places a text names, in order, and which of them governs a position."""

    def __init__(self, outline: Outline, named: list[Named]) -> None:
        self.outline = outline
        self.named = named
        self._starts = [place.span.start for place in named]
        self._listed = ListedPlaces(outline.text, named)

    def governing(self, figure: Span) -> Governing | None:
        """The places of a figure: the last named before it, first in its sentence, then above.

        Mere locations (在深圳) and places inside names (泸州银行) are accepted beside it, but do
        not govern while there is another.
        """
        sentence = self.outline.sentence_at(figure.start)
        respective = self._respective(figure, sentence) or self._bracketed(figure, sentence)
        if respective is not None:
            return Governing(respective, respective.keys, respective.keys)
        main, carried = self._governor(figure, sentence)
        if main is None:
            return self._of_leading(sentence)
        if _AND_MORE.fullmatch(self.outline.text, main.span.end, figure.start):
            return None
        whole = OWN.fullmatch(main.surface) is not None
        if whole:
            main = OwnPlaces(self.outline, self.named, self._leading).meant(main, figure)
        if main is not None and main.level == "group":
            return self._of_group(main, figure, sentence if carried else None)
        if main is None or not main.keys:
            return None
        keys = self._with_listed(main)
        item = (p for p in self._inside(sentence) if not self._apart(p.span.start, figure.start))
        beside = [p.keys for p in item if p.in_name or p.adjunct or lies_in(p, main)]
        around = self._around(main, sentence) if carried and not main.heading else frozenset()
        listed = keys != main.keys or self.outline.lang == "en"
        joint = listed and self._is_joint(main, figure)
        accepted = keys.union(*beside)
        return Governing(main, keys, accepted, around, whole and not carried, joint)

    def _of_leading(self, sentence: Span) -> Governing | None:
        """What a Chinese text is about, for a figure no place governs; and all named near it."""
        main = next((p for p in self.named if p.keys & self._leading), None)
        if main is None or self.outline.lang == "en":
            return None
        text = self.outline.text
        start = text.rfind("\n", 0, sentence.start) + 1
        end = text.find("\n", sentence.start)
        far = 0 if _ASPECT.match(text, start) else _PASSAGE
        before = text.rfind("\n", 0, max(0, start - far)) + 1
        here = self._inside(Span(before, end if end >= 0 else len(text)))
        keys = [p.keys.union(key for key, _ in p.parents) for p in here]
        above = frozenset(key for key, _ in main.parents)
        return Governing(main, main.keys, main.keys, above.union(*keys))

    def _inside(self, sentence: Span) -> list[Named]:
        """The places a sentence names."""
        low, high = (bisect_left(self._starts, at) for at in (sentence.start, sentence.end))
        return self.named[low:high]

    def _governor(self, figure: Span, sentence: Span) -> tuple[Named | None, bool]:
        """The place of a figure, and whether it is named in another sentence or item."""
        text, inside = self.outline.text, self._inside(sentence)
        if _MEETING.match(text, sentence.start) and not any(map(_is_own, inside)):
            return None, False
        before = [p for p in inside if p.span.start < figure.start]
        ahead = text[figure.end : inside[0].span.start] if inside else ""
        apart = _ELSEWHERE.search(ahead) or (
            self.outline.lang == "zh" and _CLAUSE_ENDS.search(ahead)
        )
        behind = [] if apart else inside[:1]
        main = self._relative(before, figure) or _last_governor(before) or _last_governor(behind)
        if main is None and speaks_of_own(text, sentence.start):
            return None, False
        main = main or speaker_of(self.outline, self.named, figure)
        if main is not None:
            return main, self._apart(main.span.start, figure.start)
        first = next((p for p in behind if not p.in_name), None)
        main = self._above(bisect_left(self._starts, sentence.start), sentence) or first
        if main is not None and not self._is_near(main):
            main = next((p for p in self.named if p.keys & self._leading), None)
        return main, True

    def _relative(self, before: list[Named], figure: Span) -> Named | None:
        """The place an English clause goes on about: 5 more than Xiangzhou, which signed 38."""
        last = before[-1] if before and self.outline.lang == "en" else None
        if last and _RELATIVE.fullmatch(self.outline.text, last.span.end, figure.start):
            return replace(last, adjunct=False)
        return None

    def _of_group(self, group: Named, figure: Span, carried: Span | None) -> Governing | None:
        """The places a group stands for; `carried`: the sentence, where it is named in another."""
        listed = self._listed.grouped(group)
        if not listed:
            return None
        keys = frozenset().union(*(place.keys for place in listed))
        around = self._around(listed[0], carried) if carried else frozenset()
        return Governing(listed[0], keys, keys, around, joint=self._is_joint(group, figure))

    def _around(self, main: Named, sentence: Span) -> frozenset[str]:
        """What a sentence that names no place may be told of, beside the one named last.

        Unless that is what the text is about: the places around it, which a text goes back to
        unsaid, those within it that its paragraph names, and in others what the text is about.
        """
        if self.outline.lang == "en":
            return frozenset()
        start = self.outline.text.rfind("\n", 0, sentence.start) + 1
        low, high = (bisect_left(self._starts, at) for at in (start, sentence.start))
        inner = [p for p in self.named[low:high] if lies_in(p, main)]
        keys = [p.keys.union(key for key, _ in p.parents) - main.keys for p in inner]
        before = self.outline.sentence_at(main.span.start)
        low, high = (bisect_left(self._starts, at) for at in (before.start, before.end))
        listed = {p.keys for p in self.named[low:high] if p.keys and not p.in_name}
        if len(listed) >= _LIST:
            keys += listed
        if main.level in PARTS and not main.parents:
            keys += [p.keys for p in self.named if p.level == "province"]
        if main.keys & self._leading:
            return frozenset().union(*keys)
        keys += [frozenset(key for key, _ in main.parents)]
        leads_inside = any(p.keys & self._leading and lies_in(p, main) for p in self.named)
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

    def _is_near(self, place: Named) -> bool:
        """Whether a place lies in what the text is about, or that in it; True where that is open.

        Where something is only held, another city's figures are not: 参加厦门投洽会.
        """
        leading = self._leading
        open_town = place.level in PARTS and not place.parents
        if not leading or not place.adjunct or open_town or self.outline.lang == "en":
            return True
        around = {key for key, _ in place.parents} | place.keys
        above = (p.parents for p in self.named if p.keys & leading)
        return bool(leading & around) or any(k in place.keys for up in above for k, _ in up)

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
        return replace(found, keys=found.keys.union(*self._told_with(figure, found)))

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
        return keys + [p.keys for p in before if lies_in(p, found.place)]

    def _is_joint(self, last: Named, figure: Span) -> bool:
        """Whether a figure is told of several places together."""
        end = figure.start
        if self.outline.lang == "en":
            end = self.outline.sentence_at(end).end
        between = self.outline.text[last.span.end : end]
        return is_joint(between, self.outline.lang)

    def _apart(self, one: int, other: int) -> bool:
        """Whether a semicolon, and so another item of a list, begins between two positions."""
        low, high = sorted((one, other))
        return any(sign in self.outline.text[low:high] for sign in "；;")

    def _respective(self, figure: Span, sentence: Span) -> Named | None:
        """The place of a figure told with others in the order of their places (分别)."""
        if self.outline.lang == "en":
            return None
        at = begin_in_order(self.outline.text, sentence.start, figure)
        if at < 0:
            return None
        listed = self._listed.before(at)
        rank = rank_in_order(self.outline.text, at, figure, len(listed))
        return None if rank is None else listed[rank]

    def _bracketed(self, figure: Span, sentence: Span) -> Named | None:
        """The place right before the brackets a figure stands in: 舒城县（29个）."""
        text = self.outline.text
        at = max(text.rfind(sign, sentence.start, figure.start) for sign in "（(")
        if at < 0 or any(sign in text[at : figure.start] for sign in "）)"):
            return None
        ends = (p for p in self.named if p.keys and p.span.end <= at < p.span.end + _BRACKET)
        return next((p for p in ends if not text[p.span.end : at].strip("县市区州 ")), None)

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


def _start(place: Named) -> int:
    return place.span.start


def _last_governor(places: list[Named]) -> Named | None:
    return next((p for p in reversed(places) if not p.in_name and not p.adjunct), None)
