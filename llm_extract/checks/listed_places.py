"""Places that are listed together, by name or as a group: 安定、陇西、临洮三县."""

from __future__ import annotations

import re
from dataclasses import dataclass

from llm_extract.numerals import parse_chinese

from .named_places import Named
from .own_places import LEVELS

LISTED = re.compile(r"[、,， \t]*(?:和|与|及|以及|and)?[ \t]*(?:the )?[、,， \t]*")


@dataclass(frozen=True)
class ListedPlaces:
    """The places a text names, in order."""

    text: str
    named: list[Named]

    def before(self, at: int) -> list[Named]:
        """The places listed last before a position; those a group stands for, if it is one."""
        before = [p for p in self.named if p.span.end <= at]
        if not before:
            return []
        if before[-1].level == "group":
            count = parse_chinese(before[-1].surface[0]) or 0
            adjoining = self._adjoining(before[:-1], before[-1].span.start)
            if len(adjoining) == count:
                return adjoining
            levels = LEVELS.get(before[-1].surface[-1], ())
            named = [p for p in before if p.keys and not p.in_name]
            single = [p for p in named if p.level in levels] if levels else named
            firsts = list({p.keys: p for p in reversed(single)}.values())[: int(count)]
            return firsts[::-1] if len(firsts) == count else []
        listed = self._adjoining(before, before[-1].span.end)
        return listed if len(listed) > 1 else []

    def grouped(self, group: Named) -> list[Named]:
        """The places a group stands for, or those known of them that are listed before it."""
        before = [p for p in self.named if p.span.end <= group.span.start]
        known = [p for p in self._adjoining(before, group.span.start) if not p.adjunct]
        fitting = len(known) > 1 and group.surface[-1] in LEVELS
        return self.before(group.span.end) or (known if fitting else [])

    def _adjoining(self, before: list[Named], at: int) -> list[Named]:
        """Those of the places before a position that are listed right up to it."""
        listed: list[Named] = []
        for place in reversed(before):
            if not LISTED.fullmatch(self.text[place.span.end : at]):
                break
            listed.insert(0, place)
            at = place.span.start
        return listed
