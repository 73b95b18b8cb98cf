"""Where a sentence names projects: alone, in lists, and what stands around them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from .companies import is_short_name
from .gazetteer import gazetteer
from .knowledge import table
from .places import PlaceMention
from .scene import Scene
from .text import Span

_MIN_NAME, _MAX_NAME = 5, 40
_MIN_ITEM = 2
_TELLING = 2
_TIES = re.compile("[和与及暨]+")
_CUT, _BEHIND = 8, 16
_ROUNDS = 8
_MAX_LEAD_ITEM = 60


@dataclass(frozen=True)
class NamedSpan:
    """A project's name, and the list it stands in: its own span where it stands alone."""

    span: Span
    whole: Span
    listed: bool = False
    is_firm: bool = False
    """Whether the list is of firms that came: 吉润通等9家企业签约."""


@cache
def rule(name: str) -> re.Pattern[str]:
    """A pattern of the table of projects."""
    return re.compile(table("projects")[name])


@cache
def _endings() -> re.Pattern[str]:
    """What one of the names has to hold, which is quicker to look for."""
    rules = table("projects")
    return re.compile(f"{rules['ending']}|{rules['weak_ending']}")


@cache
def _name_pattern() -> re.Pattern[str]:
    rules = table("projects")
    bracket = r"[（(][^（()）,，。]{1,10}[)）]"
    word = rf"(?:[一-龥A-Za-z0-9·.%+-]|{bracket}|“[^”“]{{2,14}}”)"
    more = f"(?:(?:{rules['ending']}|及|和)”?)*(?:{rules['ending']})”?"
    return re.compile(
        rf"{word}{{2,60}}?(?:{more}|(?P<weak>{rules['weak_ending']})(?:建设)?(?P<said>项目|工程)?)"
        rf"(?:{rules['phase']})?(?:(?:(?!{rules['no_longer']})[一-龥A-Za-z0-9]){{0,12}}?(?:{rules['ending']}|工程)"
        rf"(?:{rules['phase']})?)?"
    )


def find_names(scene: Scene, within: Span, *, parts_only: bool = False) -> list[NamedSpan]:
    """The projects one sentence names, in order, none overlapping another.

    `parts_only` says that the sentence tells of a project already, whose parts are no projects.
    """
    listed = [] if parts_only else _listed(scene, within)
    taken = [one.whole for one in listed]
    alone = [
        NamedSpan(span, span)
        for span in _alone(scene, within, parts_only=parts_only)
        if not any(span.overlaps(whole) for whole in taken)
    ]
    names = _without_lines(scene.text, sorted([*listed, *alone], key=_start))
    return sorted([*names, *_between(scene, names)], key=_start)


def _without_lines(text: str, names: list[NamedSpan]) -> list[NamedSpan]:
    """The names without production lines behind another: they are parts of what it names."""
    first = names[:1]
    return first + [n for n in names[1:] if n.listed or not n.span.cut(text).endswith("生产线")]


def _start(named: NamedSpan) -> int:
    return named.span.start


def _between(scene: Scene, names: list[NamedSpan]) -> list[NamedSpan]:
    """What stands in a row between two names: A项目、B小镇、C产业园."""
    found: list[NamedSpan] = []
    for low, high in pairwise(names):
        row = Span(low.span.end, high.span.start)
        match = rule("gap").fullmatch(row.cut(scene.text))
        if match is None:
            continue
        span = Span(row.start + match.start("gap"), row.start + match.end("gap"))
        name = span.cut(scene.text)
        if not (rule("not_item").match(name) or rule("not_name").search(name)) and _tells_apart(
            scene, span
        ):
            found.append(NamedSpan(span, span))
    return found


def _alone(scene: Scene, within: Span, *, parts_only: bool) -> list[Span]:
    """Names known by what they end in."""
    if _endings().search(scene.text, within.start, within.end) is None:
        return []
    spans: list[Span] = []
    passed = -1
    for match in _name_pattern().finditer(scene.text, within.start, within.end):
        whole = Span(match.start(), match.end())
        span = _without_lead(scene, whole)
        before = scene.text[max(0, span.start - 6) : span.start]
        runs_on = passed == match.start() and not match[0].startswith("的")
        if rule("location_before").search(before) or runs_on:
            passed = match.end()
            continue
        if _is_no_project(span.cut(scene.text), scene.text[match.end() : match.end() + _BEHIND]):
            continue
        if match["weak"] and not match["said"] and not _is_built(scene.text, whole, span):
            continue
        if parts_only and not span.cut(scene.text).endswith("项目"):
            continue
        if _is_specific(scene, span):
            spans.append(span)
    return spans


def _is_no_project(name: str, behind: str) -> bool:
    """Whether it is a clause, or what follows shows a class, a meeting, or a park that stands."""
    if rule("not_followed").search(behind) or rule("clause_in_name").search(name):
        return True
    return not name.endswith(("项目", "工程")) and bool(rule("site_followed").search(behind))


def _is_built(text: str, whole: Span, span: Span) -> bool:
    """Whether a thing that need be no project is said to be built."""
    before = text[max(whole.start - 2, span.start - 6, 0) : span.start]
    return bool(rule("builds").search(before) or rule("built").search(text[span.end :][:30]))


def _without_lead(scene: Scene, span: Span) -> Span:
    """The name itself: behind verbs, counts, sums, 投资…的, and 位于…的."""
    start = span.start
    for _ in range(_ROUNDS):
        cut = scene.text[start : span.end]
        lead = rule("possessive").match(cut) or rule("lead").match(cut)
        if lead is None or not lead.end():
            break
        start += lead.end()
    counts = [
        q.end for q in scene.inside(Span(start, span.end))
        if q.start == start and q.kind == "count" and q.surface.endswith(("个", "项", "家"))
    ]  # fmt: skip
    broken = [
        q.start for q in scene.inside(Span(start - _CUT, span.end)) if q.start < start < q.end
    ]
    return Span((broken or counts[-1:] or [start])[0], span.end)


def _is_specific(scene: Scene, span: Span) -> bool:
    """Whether a name tells one project from others, and is no part of a sentence."""
    name = span.cut(scene.text)
    if not _MIN_NAME <= len(name) <= _MAX_NAME or rule("not_name").search(name):
        return False
    return _tells_apart(scene, span)


def _tells_apart(scene: Scene, span: Span) -> bool:
    """Whether anything is left without places, figures, and words that fit any project.

    A park or the like is told apart by its place and branch together: 安庆电子信息产业园.
    """
    named = [p for p in scene.places if span.covers(p.span) and not p.in_name]
    placed = bool(named)
    gone = [_without_zone(scene.text, p) for p in named]
    gone += [q.span for q in scene.inside(span) if q.kind != "measure"]
    pieces: list[str] = []
    position = span.start
    for taken in sorted(gone):
        pieces.append(scene.text[position : taken.start])
        position = max(position, taken.end)
    rest = "".join([*pieces, scene.text[position : span.end]])
    rest = rule("slogan").sub("", rest)
    ending = rule("ending").search(rest)
    is_site = placed and ending is not None and ending[0] not in ("项目", "生产线", "技改")
    bare = rule("ending").sub("", rest)
    if not is_site:
        bare = rule("sectors").sub("", bare)
    left = re.sub(r"[“”（()）·、]", "", rule("generic").sub("", bare))
    return len(left) >= _TELLING and not _TIES.fullmatch(left)


def _without_zone(text: str, place: PlaceMention) -> Span:
    """The place itself where a zone is named after one: a park can be a project."""
    if place.level != "zone":
        return place.span
    surface = next(gazetteer().matches(text, place.span.start), "")
    return Span(place.span.start, place.span.start + len(surface))


# Lists


def _listed(scene: Scene, within: Span) -> list[NamedSpan]:
    """The members of lists that a closing word says are projects: A、B等16个项目."""
    found: list[NamedSpan] = []
    for items, whole, kind in _lists(scene.text, within):
        if any(whole.overlaps(one.whole) for one in found):
            continue
        spans = _items(scene, items)
        if spans and _are_projects(scene, spans, items, whole, kind):
            own = Span(spans[0].start, whole.end)
            is_firm = kind.endswith(("企业", "公司"))
            found += [NamedSpan(span, own, listed=True, is_firm=is_firm) for span in spans]
    return found


def _lists(text: str, within: Span) -> list[tuple[Span, Span, str]]:
    """The stretch of the items, the stretch with the closing words, and what these call them."""
    found: list[tuple[Span, Span, str]] = []
    floor = within.start
    for tail in rule("list_tail").finditer(text, within.start, within.end):
        start = _clause_start(text, Span(floor, tail.start()))
        floor = tail.end()
        found.append((Span(start, tail.start()), Span(start, tail.end()), tail["kind"] or "项目"))
    for opened in rule("open_list").finditer(text, within.start, within.end):
        closing = re.compile(r"等(?=[。；;,，]|\Z)").search(text, opened.end(), within.end)
        if closing and "项目" in text[within.start : opened.start()]:
            items = Span(opened.end(), closing.start())
            found.append((items, Span(opened.end(), closing.end()), "项目"))
    built = rule("build_list").finditer(text, within.start, within.end)
    return [*found, *((Span(*m.span("items")), Span(*m.span("items")), "") for m in built)]


def _clause_start(text: str, span: Span) -> int:
    """Behind the last comma or the like that no quotation marks or brackets hold."""
    depth = 0
    for position in range(span.end - 1, span.start - 1, -1):
        sign = text[position]
        depth += (sign in "”)）》") - (sign in "“(（《")
        if depth <= 0 and sign in ",，。；;:：":
            return position + 1
    return span.start


def _items(scene: Scene, span: Span) -> list[Span]:
    """The members between 、, the first without the words that lead to it."""
    spans: list[Span] = []
    position = span.start
    for joint in rule("joint").finditer(span.cut(scene.text)):
        spans.append(Span(position, span.start + joint.start()))
        position = span.start + joint.end()
    spans.append(Span(position, span.end))
    visited = [i for i, one in enumerate(spans) if rule("visit").search(one.cut(scene.text))]
    cut = [_without_item_lead(scene, one) for one in spans[max(visited, default=0) :]]
    return [one for one in cut if _MIN_ITEM <= one.end - one.start <= _MAX_NAME]


def _without_item_lead(scene: Scene, span: Span) -> Span:
    start = span.start
    for _ in range(_ROUNDS):
        cut = scene.text[start : span.end]
        possessive = re.match(r"[^的]{0,40}的(?=.{2})", cut)
        lead = possessive or rule("lead").match(cut)
        if lead is None or not lead.end() or len(cut) - lead.end() < _MIN_ITEM:
            break
        start += lead.end()
    return Span(start, span.end)


def _are_projects(scene: Scene, spans: list[Span], items: Span, whole: Span, kind: str) -> bool:
    """Whether the members of a list are projects, not branches, partners or parts."""
    text = scene.text
    names = [span.cut(text) for span in spans]
    if rule("list_of_others").search(text[items.start : spans[0].start]) or "领域" in kind:
        return False
    is_firm = kind.endswith(("企业", "公司"))
    if is_firm and ("与" in items.cut(text) or not _came(text[whole.end :])):
        return False
    if any(rule("not_item").match(name) or rule("not_name").search(name) for name in names):
        return False
    told = [_tells_apart(scene, span) or is_short_name(span.cut(text)) for span in spans]
    if not kind:
        return all(told) and any(map(_ends_like_project, names))
    return all(told) or (any(told) and _ends_like_project(names[-1]))


def _came(behind: str) -> bool:
    """Whether the words behind a list of firms say that they signed or settled."""
    return bool(rule("firms_came").match(behind[:_BEHIND]))


def _ends_like_project(name: str) -> bool:
    rules = table("projects")
    return bool(re.search(rf"(?:{rules['ending']}|{rules['weak_ending']})\Z", name))
