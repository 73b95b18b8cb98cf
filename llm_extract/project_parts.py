"""Who invests in a named project, where it stands, and which sum is its own."""

from __future__ import annotations

import re
from functools import cache

from .companies import Company, brand_of, full_name
from .gazetteer import gazetteer
from .governing import governs
from .knowledge import table
from .project_names import NamedSpan
from .records import Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_BRACKETED = re.compile(r"[（(]\Z")
_BUILT_WITH = re.compile(r"的?(?:建设|上马|新建|兴建|打造|实施|投建)?的?")
_FULL = ("县", "市", "区", "旗", "镇", "乡")


@cache
def spoken(name: str) -> re.Pattern[str]:
    """A pattern of what is said around a project."""
    return re.compile(table("projects")["again"][name])


def clause_start(text: str, position: int, floor: int) -> int:
    """Behind the last sign that ends a clause before `position`."""
    ends = [m.end() for m in re.finditer(r"[,，。；;：:]", text[floor:position])]
    return floor + (ends[-1] if ends else 0)


# Investor


def investor_of(
    scene: Scene, sentence: Sentence, named: NamedSpan, companies: list[Company], *, single: bool
) -> str | None:
    """The company in the name or said to build it, else the one the name begins with.

    `single` says that the sentence names no other project, so that its company is this one's.
    """
    text, span = scene.text, named.span
    inside = [c for c in companies if span.overlaps(c.span) and c.span.end < span.end]
    if inside:
        return inside[0].name
    said = _builder(scene, sentence, span)
    if single and not said:
        said = _by_whom(text, sentence, companies) or _signer(text, sentence, span, companies)
    if said:
        return full_name(said, companies) or said
    name = re.sub(r"[”“\s]", "", span.cut(text))
    brand = name if named.is_firm else None if is_public(name) else brand_of(span.cut(text))
    if brand:
        return full_name(brand, companies) or _unless_place(scene, brand)
    before = [c for c in companies if sentence.span.covers(c.span) and c.span.end <= span.start]
    return before[-1].name if single and before and not is_public(name) else None


def is_public(name: str) -> bool:
    """Whether a name is of roads, schools and the like, which no company's name opens."""
    return bool(re.search(rf"(?:{table('projects')['weak_ending']})\Z", name))


def _signer(text: str, sentence: Sentence, span: Span, companies: list[Company]) -> str | None:
    """The company a place signs with in the same sentence: 与X签订NAME."""
    for company in companies:
        before = text[max(sentence.span.start, company.span.start - 1) : company.span.start]
        behind = text[company.span.end : min(span.start, company.span.end + 14)]
        if company.span.end <= span.start and before in ("与", "和", "同") and "签" in behind:
            return company.name
    return None


def _builder(scene: Scene, sentence: Sentence, span: Span) -> str | None:
    """Who stands before the sum that goes into the project: X投资10亿元,在Y建设."""
    sums = [q for q in scene.inside(Span(sentence.span.start, span.start)) if q.kind == "money"]
    for money in reversed(sums):
        between = scene.text[money.end : span.start]
        if not (spoken("built_with").match(between) or _BUILT_WITH.fullmatch(between)):
            continue
        match = spoken("builder").search(scene.text[sentence.span.start : money.start])
        if match and not spoken("no_builder").search(match["company"]):
            return match["company"]
    return None


def _by_whom(text: str, sentence: Sentence, companies: list[Company]) -> str | None:
    match = spoken("by_whom").search(sentence.span.cut(text))
    if match is None:
        return None
    start = sentence.span.start + match.start("company")
    within = Span(start, sentence.span.start + match.end("company"))
    named = [c.name for c in companies if within.covers(c.span)]
    if named:
        return named[0]
    told = match["company"]
    return told if spoken("firm").search(told) else None


def _unless_place(scene: Scene, brand: str) -> str | None:
    """The brand, unless the text uses the same word as a place."""
    return None if any(p.surface == brand and not p.in_name for p in scene.places) else brand


def agreed_with(sentence: Sentence, agreement: Span, companies: list[Company]) -> str | None:
    """The company an agreement is signed with, where the sentence names one alone."""
    named = [c for c in companies if sentence.span.covers(c.span) and c.span.end <= agreement.start]
    return named[0].name if len(named) == 1 else None


# Place


def place_of(
    scene: Scene, sentence: Sentence, named: NamedSpan, until: int, known: str | None
) -> tuple[int, str | None]:
    """Where it stands, and how surely.

    What is said of its site, else whose it is, else what governs the sentence or it is on.
    """
    start = clause_start(scene.text, named.whole.start, sentence.span.start)
    if spoken("scene").match(scene.text, sentence.span.start, named.whole.start):
        start = sentence.span.start
    told = (
        _site(scene, Span(start, until), named.span, known or scene.regions.get(sentence.span)),
        _owner(scene, named.span) or _inner(scene, sentence, named.span),
        _governing(scene, sentence, named.span),
        scene.regions.get(sentence.span),
    )
    return next(((len(told) - i, place) for i, place in enumerate(told) if place), (0, None))


def _site(scene: Scene, within: Span, name: Span, around: str | None) -> str | None:
    """The place behind 落户, 位于, 选址 or the like, outside the name; `around` is where else."""
    for match in spoken("site").finditer(scene.text, within.start, within.end):
        site = Span(match.start("site"), match.end("site"))
        if site.overlaps(name) or (match["scene"] and match.start() > name.start):
            continue
        inside = [
            p
            for p in scene.places
            if site.overlaps(p.span) and p.name and p.span.start == site.start
        ]
        if inside and inside[0].span.end >= site.end:
            return inside[0].name
        if inside and inside[0].level in ("county", "city", "town"):
            return match["site"]
        if not inside:
            return _within(match["site"], around)
    return None


def _within(site: str, region: str | None) -> str:
    return f"{region}{site}" if region and not site.startswith(region[:2]) else site


def _owner(scene: Scene, name: Span) -> str | None:
    """The place right before the name, or that the name stands behind with 的: 五通桥区的…."""
    for place in reversed(scene.places):
        if place.span.end > name.start or place.name is None:
            continue
        between = scene.text[place.span.end : name.start]
        return place.name if spoken("own_place").fullmatch(between) else None
    return None


def _inner(scene: Scene, sentence: Sentence, name: Span) -> str | None:
    """A county in the name itself, within what the sentence is about: …(平昌)中央厨房项目."""
    region = scene.regions.get(sentence.span) or ""
    for place in scene.places:
        if place.level == "zone" and place.span.start == name.start:
            surface = next(gazetteer().matches(scene.text, name.start), "")
            if surface.endswith(_FULL):
                return place.within
        if (
            not name.covers(place.span)
            or place.name is None
            or place.level not in ("county", "town")
        ):
            continue
        bracketed = _BRACKETED.search(scene.text[: place.span.start][-1:])
        opens = place.span.start == name.start
        if opens and place.surface.endswith(_FULL):
            return place.name
        if (bracketed or opens) and (region in place.parents or place.name.startswith(region)):
            return place.name
    return None


def _governing(scene: Scene, sentence: Sentence, name: Span) -> str | None:
    near = [
        p for p in scene.places
        if sentence.span.covers(p.span) and p.span.end <= name.start and p.name
        and governs(scene.text, p)
    ]  # fmt: skip
    return near[-1].name if near else None


# Amount


def amount_before(scene: Scene, sentence: Sentence, named: NamedSpan) -> Quantity | None:
    """The sum told in front of the name: 投资8亿元的NAME, X投资10亿元,在Y建设NAME."""
    for quantity in scene.inside(Span(sentence.span.start, named.span.start)):
        if quantity.kind != "money" or quantity.surface.endswith("级"):
            continue
        between = scene.text[quantity.end : named.span.start]
        if spoken("before_name").match(between) or spoken("built_with").match(between):
            return quantity
    return None


def figures_in_name(scene: Scene, name: Span) -> list[Quantity]:
    """What a project is designed for, told in its name: 年产40万吨…项目."""
    return [q for q in scene.inside(name) if q.is_amount]


def figures_behind(scene: Scene, start: int, until: int) -> list[Quantity]:
    """The figures told of a project behind its name, up to where others are counted."""
    found: list[Quantity] = []
    for quantity in scene.inside(Span(start, until)):
        before = scene.text[start : quantity.start]
        after = scene.text[quantity.end : quantity.end + 8]
        if spoken("others").search(before) or spoken("counts_projects").match(after):
            break
        if quantity.kind == "count" and spoken("counted_before").search(before):
            break
        if quantity.is_amount and quantity.unit and _tells_of_it(scene.text, start, quantity):
            found.append(quantity)
    return found


def _tells_of_it(text: str, start: int, quantity: Quantity) -> bool:
    """Whether the words around a figure are of those told of projects."""
    opening = clause_start(text, quantity.start, start)
    words = text[opening : quantity.end + 6]
    return bool(spoken("figures").search(words))


def first_amount(text: str, start: int, figures: list[Quantity]) -> Quantity | None:
    """The first of the figures that is what the project costs."""
    return next((q for q in figures if _is_amount(text, start, q)), None)


def _is_amount(text: str, start: int, quantity: Quantity) -> bool:
    words = text[start : quantity.start]
    return (
        quantity.kind == "money"
        and bool(spoken("amount").search(words))
        and not spoken("not_amount").search(words[-14:])
    )
