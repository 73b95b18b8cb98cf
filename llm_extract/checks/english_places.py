"""The places of a source under their English names, as claims use them."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from llm_extract.knowledge import table
from llm_extract.names import place_english
from llm_extract.occurrences import find_any
from llm_extract.romanise import pinyin, reading_of
from llm_extract.text import Span

from .joined_places import joined_forms
from .listed_places import LISTED
from .named_places import SITE, Named
from .outline import Outline
from .places import Places

_COMPARED = re.compile(
    r"\b(?:than|versus|against|behind|ahead of|from|outside|compared (?:with|to)"
    r"|trail(?:ed|s|ing)|outd(?:id|oes)|overt(?:ook|akes)|beat|outpac(?:ed|es|ing)|unlike"
    r"|surpass(?:ed|es|ing)|outstripp?(?:ed|s)|lag(?:ged|s) behind|edg(?:ed|ing) out"
    r") $"
)
"""Before an English place whose own figures the sentence does not tell."""
_AS_MANY_AS = re.compile(r"\bas (?:many|much|large|high)\b[^.;]{0,60} as $")
_VENUE = re.compile(
    r"\b(?:signed|signing|signature|held|opened|staged|hosted|took place|convened) in $"
)
_DESTINATION = re.compile(
    r"[a-z,] (?:(?:to|into|for) (?:(?:[a-z]+ )?[A-Z][\w’']+,? (?:and )?){0,6}"
    r"|in (?:(?:[a-z]+ )?[A-Z][\w’']+(?:, and|,| and) ){1,6})$"
)
"""Before a place that the sentence goes to, or has an office in, whatever else it tells."""
_SITE = re.compile(
    r"\b(?:[Aa]n?|[Oo]ne|[Tt]he|[Ii]ts|[Ww]hose)\b[^.,;]{0,60}"
    r" (?:project|plant|factory|park|base|line|mill|mine|farm|complex|facility|centre|center)"
    r"(?: (?:that )?(?:[A-Z'’][\w'’]* ?){0,6}(?:is|are) (?:building|setting up|planning))? in $"
)
"""Before a place that one thing stands in, whose figures are not the place's."""
_NATIVE = re.compile(
    r"[ -](?:native|born|based|bred|headquartered|firm|company|investor|manufacturer|maker)\b"
)
"""Behind a place someone or something only comes from."""
_FIRM_OF = re.compile(
    r"[A-Z][\w’'-]*(?<!City)(?<!County)(?<!District)(?<!Zone)(?<!Port)(?<!Area)(?<!Park)(?<!Bureau)"
    r"(?<!Government)(?<!Committee)(?<!Town)(?<!Base)(?<!Center)(?<!Centre)(?<!Base) of $"
)
"""Before a place that a firm is from: Ruituo Zhilian of Shenzhen."""
_EVENT = re.compile(
    r" (?:[a-z-]+ ){0,2}(?:promotions?|roadshows?|events?|gatherings?|conferences?|fairs?|expos?"
    r"|forums?|ceremon(?:y|ies)|meetings?|sessions?|trips?|visits?|tours?|legs?|stops?|shows?)\b"
)
"""Behind a place that only hosts an event."""
_FAR = 80
_LETTER = re.compile("[A-Za-z]")
_LYING = re.compile(r",? (?:(?:[Cc]ity|[Cc]ounty|[Dd]istrict),? )?(?:of |in )?(?:the city of )?|, ")
"""Between a place and the one it lies in."""
_NAMED_BEFORE = re.compile(r"\b(?:in|of|at) [A-Z][\w’'-]+, $")
"""Before a place that one the source's table does not have lies in: in Holingol, Tongliao."""
_REACH = 20
_IN_NAME = re.compile(
    r" (?:industrial park|Industrial Park|Bank|University|Customs|Railway)\b|['’]s [A-Z][a-z]"
    r"|(?: [A-Z][\w’'-]+){1,6},? (?:Co\.|Group|Company|Corporation)"
    r"|(?: [A-Z][\w’'-]+){1,3}"
    r" (?:Materials?|Ceramics|Technolog(?:y|ies)|Tech|Energy|Pharma\w*|Foods?"
    r"|Textiles?|Chemicals?|Electronics|Electric|Machinery|Holdings|Industr(?:y|ies)|Precision"
    r"|Garments?|Toys|Bio\w+|Optics|Semiconductors?|Aluminium|Aluminum|Furniture|Packaging)\b"
)
"""Behind an English place that is part of the name of something else."""


@dataclass(frozen=True)
class EnglishNames:
    """The English names of a source's places, and what each may stand for."""

    keys: dict[str, frozenset[str]]
    subjects: frozenset[str]
    """The keys of places the source tells something of, and not only that it happened there."""
    parents: dict[str, frozenset[str]] = field(default_factory=dict)
    """By the key of a place, the keys of those it lies in."""

    @classmethod
    def of(cls, source: Places) -> EnglishNames:
        """The names of all places in `source`, with and without City, County and the like."""
        keys: dict[str, set[str]] = {}
        alike = {(place.english, place.keys, place.parents): place for place in source.named}
        for place in alike.values():
            for key in place.keys:
                short = place.english.split(",")[0]
                forms = {place.english, short, _without_kind(short), *_one_character(short)}
                forms.update(joined_forms(place))
                read = pinyin(key)
                forms.add("".join(map(reading_of, key)).capitalize())  # Leling for 乐陵, Laoling
                for form in forms | ({read} if short.startswith(read) else set()):
                    keys.setdefault(form, set()).add(key)
                    keys.setdefault(form.replace("ü", "u"), set()).add(key)
                    keys.setdefault(form.replace("Lue", "Lüe"), set()).add(key)
            for key, parent in place.parents:
                keys.setdefault(place_english(parent), set()).add(key)
        told = (p for p in source.named if not p.adjunct and not p.in_name)
        subjects = frozenset(key for place in told for key in place.keys)
        parents: dict[str, set[str]] = {}
        for place in source.named:
            for key in place.keys:
                parents.setdefault(key, set()).update(above for above, _ in place.parents)
        return cls(
            {name: frozenset(found) for name, found in keys.items()},
            subjects,
            {key: frozenset(above) for key, above in parents.items()},
        )

    def _is_adjunct(self, span: Span, text: str) -> bool:
        before = text[: span.start][-_REACH:]
        if _AS_MANY_AS.search(text[: span.start][-_FAR:]):
            return True
        if _COMPARED.search(before):
            return True
        if _NATIVE.match(text, span.end) or _FIRM_OF.search(before):
            return True
        if not self.keys[span.cut(text)].isdisjoint(self.subjects):
            return False
        far = text[: span.start][-_FAR:]
        venue = _VENUE.search(before) or _EVENT.match(text, span.end)
        return bool(venue or _DESTINATION.search(far))

    def find(self, outline: Outline) -> Places:
        """The places of an English text that the source names."""
        named: list[Named] = []
        text = outline.text
        for span in find_any(self.keys, text, lambda span: _is_apart(text, span)):
            name = span.cut(text)
            last = named[-1] if named else None
            around = self._lies_around(span, last, text) or _goes_on_from(last, span, text)
            place = Named(
                span,
                name,
                self.keys[name],
                in_name=_IN_NAME.match(text, span.end) is not None,
                adjunct=around or self._is_adjunct(span, text),
                parents=self._above(name),
                level=SITE if _SITE.search(text[: span.start][-_FAR:]) else "",
            )
            named.append(place)
        return Places(outline, named)

    def _above(self, name: str) -> frozenset[tuple[str, str]]:
        above = (self.parents.get(key, frozenset()) for key in self.keys[name])
        return frozenset((key, key) for key in frozenset().union(*above))

    def _lies_around(self, span: Span, before: Named | None, text: str) -> bool:
        """Whether a place only says where the one before it lies: Longfeng District of Daqing."""
        keys = self.keys[span.cut(text)]
        if before is None or _LYING.fullmatch(text, before.span.end, span.start) is None:
            above = frozenset().union(*self.parents.values())
            inside = not above.isdisjoint(keys)
            return inside and _NAMED_BEFORE.search(text[: span.start][-_REACH:]) is not None
        around = {key for own in before.keys for key in self.parents.get(own, ())}
        return bool(around & keys)


def _goes_on_from(last: Named | None, span: Span, text: str) -> bool:
    """Whether a place is listed with one that others only come from: from Beijing and Tianjin."""
    if last is None or not LISTED.fullmatch(text, last.span.end, span.start):
        return False
    return text[: last.span.start].endswith((" from ", " outside "))


def _is_apart(text: str, name: Span) -> bool:
    """Whether a name is no part of a longer word."""
    before, behind = text[name.start - 1 : name.start], text[name.end : name.end + 1]
    return not (_LETTER.match(behind) or _LETTER.match(before) or before == "'")


def _one_character(english: str) -> set[str]:
    """Teng County beside Tengxian County, for 藤县."""
    if not english.endswith("xian County"):
        return set()
    stem = english.removesuffix("xian County").removesuffix("'")
    return {f"{stem} County"}


def _without_kind(english: str) -> str:
    kinds: list[str] = table("checks")["names"]["after"]
    for kind in kinds:
        english = english.removesuffix(f" {kind}")
    return english
