"""Key facts in both languages: figures, meetings, papers."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from .composing import Group
from .groups import groups_of, worth_of
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import subject_english
from .planning import Telling, telling_of
from .records import Lang, Quantity
from .render import render_date
from .scene import Scene
from .terms import is_translated
from .text import Span

_WORTH_OF_MEETING, _WORTH_OF_PAPER = 10.0, 8.0


@dataclass(frozen=True)
class Point:
    """One key fact in both languages, with the quantities it states, by id."""

    words: dict[Lang, str]
    quantities: tuple[str, ...]
    place: int
    worth: float
    region: str = ""
    has_date: bool = False
    core: tuple[str, ...] = ()
    """The quantities both languages state, where the Chinese clause states more."""
    plainer: tuple[tuple[dict[Lang, str], tuple[str, ...]], ...] = ()
    """Ways to say it with less, with their quantities, for where the checker objects to `words`."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("points")[name])


def of_groups(text: str, labels: list[Label], main_region: str | None = None) -> list[Point]:
    """Figures of one sentence and place, as the summary would tell them."""
    wanted: dict[str, float] = table("points")["wanted"]
    points: list[Point] = []
    for group in groups_of(text, labels):
        telling = telling_of(text, group, labels)
        if telling is not None:
            first, *plainer = _ways(telling)
            codes = [one.indicator.code for one in group.labels if one.indicator]
            more = max((wanted.get(code, 0.0) for code in codes), default=0.0)
            more = more if group.region == main_region else 0.0
            more += wanted["target"] if _is_aim(group, main_region) else 0.0
            points.append(
                Point(
                    first[0],
                    first[1],
                    group.first.quantity.start,
                    worth_of(text, group, None) + more,
                    region=group.region,
                    has_date=group.first.when is not None,
                    core=tuple(one.quantity.id for one in telling.groups["en"].figures),
                    plainer=tuple(plainer),
                )
            )
    return points


def _is_aim(group: Group, main_region: str | None) -> bool:
    return group.status == "target" and group.region == main_region


def _ways(telling: Telling) -> list[tuple[dict[Lang, str], tuple[str, ...]]]:
    """A telling and its plainer ones, each with the quantities it states."""
    ways = []
    one: Telling | None = telling
    while one is not None:
        ways.append((one.words, tuple(x.quantity.id for x in one.groups["zh"].figures)))
        one = one.plainer
    return ways


def of_meetings(scene: Scene) -> list[Point]:
    """Meetings with a name that English can tell whole: who held what, and when."""
    points: list[Point] = []
    for sentence in scene.sentences:
        span = sentence.span
        match = _rule("meeting").search(scene.text, span.start, span.end)
        region = scene.regions.get(span)
        if match is None or not region or not is_translated(match["name"]):
            continue
        days = [
            q for q in scene.inside(Span(span.start, match.start()))
            if q.kind == "date" and q.iso and len(q.iso) >= len("2022-05-19")
        ]  # fmt: skip
        if not days or _is_told_by_count(scene, match["name"], sentence.paragraph, match.end()):
            continue
        points.append(_meeting_point(match["name"], region, days[-1], match.start()))
    return points


def _is_told_by_count(scene: Scene, name: str, paragraph: Span, end: int) -> bool:
    """Whether what was signed at a ceremony is counted behind it, which tells more."""
    behind = Span(end, paragraph.end)
    counted = (q for q in scene.inside(behind) if q.is_amount and q.kind == "count")
    return "签约" in name and any(scene.text.startswith("项目", q.end) for q in counted)


def _meeting_point(name: str, region: str, day: Quantity, place: int) -> Point:
    when = render_date(day.iso or "", "en")
    name_en = re.sub(r"\b(\w+) \1\b", r"\1", to_english(name, style="phrase"))
    article = "an" if name_en[:1] in "aeiou" else "a"
    words: dict[Lang, str] = {
        "zh": f"{day.surface if '月' in day.surface else render_date(day.iso or '', 'zh')}，"
        f"{region}举行{name}。",
        "en": f"On {when}, {subject_english(region)} held {article} {name_en}.",
    }
    return Point(words, (), place, _WORTH_OF_MEETING, region)


def of_documents(scene: Scene) -> list[Point]:
    """Plans and policies issued, where English can tell their titles whole."""
    points: list[Point] = []
    for sentence in scene.sentences:
        match = _rule("paper").search(scene.text, sentence.span.start, sentence.span.end)
        region = scene.regions.get(sentence.span)
        if match is None or not region or not is_translated(match["name"]):
            continue
        words: dict[Lang, str] = {
            "zh": f"{region}{match['verb']}《{match['name']}》。",
            "en": f"{subject_english(region)} issued the {to_english(match['name'])}.",
        }
        points.append(Point(words, (), match.start(), _WORTH_OF_PAPER, region))
    return points
