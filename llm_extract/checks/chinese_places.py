"""The places a Chinese text names, and how it names them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from functools import cache

from llm_extract.knowledge import table
from llm_extract.names import place_english
from llm_extract.places import PlaceMention, find_places
from llm_extract.text import Span

from .listed_places import LISTED
from .named_places import PARTS, Named, key_of
from .outline import Outline
from .own_places import OWN
from .places import Places

_LEAD = 24
_SCENE = 6
_BRAND = 2
_VAGUE = ("group", "self")
_ZONE = re.compile(
    r"(?:^|[，,。；;：:、\n])(?P<name>[\u4e00-\u9fff]{2,8}?(?:开发区|高新区|经开区|新区|保税区|"
    r"工业园区?|(?:产业|科技|物流)园区|(?:示范|合作|管理)区))(?=[\u4e00-\u9fff]{0,6}\d)"
)
_BARE_ZONE = re.compile(
    r"(?:^|[，,。；;：:、\n])(?:其余|其他|另外)?(?P<name>(?:[两二三四五六七八九]个)?"
    r"(?:高新区|经开区|开发区|新区|主?城区))(?=[\u4e00-\u9fff]{0,6}\d)"
)
"""Opens a clause too, and leaves open which zone it is: not the place named before."""
_ORIGIN = re.compile(
    "(?:籍|投资)?(?:项目|企业|客商|老板|商人|游客|资金|商会|投资者)"
    "|[^，。；、新签开引投落完实到有]{1,3}(?:企业|公司|客商)"
)
"""Behind a place that only says where something comes from: 北京项目."""
_ATTRIBUTE = re.compile(r"[^，。；\d]{0,12}的(?:[^，。；\d]{0,14})(?:项目|企业|工程|园区|基地)")
"""Behind a place that only tells among which others something is: 是全市引进的最大项目."""
_HOSTED = re.compile(
    "(?:专题|招商|投资|产业|经贸|项目){0,3}(?:推介会|说明会|恳谈会|对接会|洽谈会|招商会|签约会|专场)"
)
"""Behind a city that only hosts an event: 广州推介会."""
_OFFICE = re.compile(
    r"(?:^|[，,。；;：:、\n“])(?P<name>[省市县区州])(?=(?:级|主要)?领导|委(?!托|员)|政府|里(?!程))"
)
"""Opens a clause with the government of the text's own place: 市领导, 县里."""
_CLAUSE_END = re.compile(r"[，,。；;：:\n]")
_LINE_END = re.compile(r"[：:]?\s*(?:\n|\Z)|[：:][^\n。；\d]{2,14}\n")
_ROUTE = re.compile(r"(?<![—–－])[—–－](?![—–－])")
"""Between the ends of a route: 芜湖—宁波舟山."""


@cache
def _short_name() -> re.Pattern[str]:
    """Behind a place that opens a company's short name: 南通海升药业投资7.8亿元."""
    ending = table("companies")["short_ending"]
    return re.compile(
        f"[\u4e00-\u9fff]{{2,4}}?(?:{ending})(?:集团)?(?:投资\\d|将|拟|董事长|总经理|总裁|负责人|与)"
    )


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("checks")["names"][name])


def chinese_places(
    outline: Outline,
    source: Places | None = None,
    mentions: Sequence[PlaceMention] | None = None,
) -> Places:
    """The places of a Chinese text; `source`: those of the text whose company names it may use.

    `mentions` are what `find_places` finds in it, where that is known.
    """
    named: list[Named] = []
    text = outline.text
    mentions = find_places(text) if mentions is None else mentions
    firms = _firms(source)
    for mention in sorted([*mentions, *_zones(text, mentions)], key=_begin):
        known = mention.level not in _VAGUE
        if known or mention.level == "group" or OWN.fullmatch(mention.surface):
            place = _named(mention, text, named[-1] if named else None)
            firm = text[mention.span.start : mention.span.end + _BRAND]
            named.append(
                replace(
                    _in_county(place, named, source, text),
                    in_name=place.in_name or firm in firms,
                )
            )
    return Places(outline, named)


def _firms(source: Places | None) -> frozenset[str]:
    """How the names of organisations begin in a source that a place stands in front of."""
    if source is None:
        return frozenset()
    text = source.outline.text
    told = (p.span for p in source.named if p.in_name)
    return frozenset(text[span.start : span.end + _BRAND] for span in told)


def _in_county(town: Named, named: list[Named], source: Places | None, text: str) -> Named:
    """A town or park lies where the source of a claim has it, or in the county named before it."""
    if town.level not in PARTS or town.parents:
        return town
    at = source.outline.text.find(town.surface) if source else -1
    if source is not None and at >= 0:
        text, named = source.outline.text, [p for p in source.named if p.span.start < at]
    at = town.span.start if at < 0 else at
    line = text.rfind("\n", 0, at) + 1
    counties = (p for p in reversed(named) if p.level == "county" and not p.adjunct)
    county = next((p for p in counties if p.heading or p.span.start >= line), None)
    around = (
        frozenset((key, key) for key in county.keys) | county.parents if county else frozenset()
    )
    return replace(town, parents=around)


def _zones(text: str, mentions: Sequence[PlaceMention]) -> list[PlaceMention]:
    """Development zones that open a clause under a name the gazetteer does not have."""
    taken = [mention.span for mention in mentions]
    found = []
    for match in [*_ZONE.finditer(text), *_BARE_ZONE.finditer(text)]:
        span = Span(*match.span("name"))
        if not any(span.start < other.end and other.start < span.end for other in taken):
            name = None if match.re is _BARE_ZONE else match["name"]
            found.append(PlaceMention(span, match["name"], name, "zone"))
    offices = (Span(*match.span("name")) for match in _OFFICE.finditer(text))
    return found + [PlaceMention(span, span.cut(text), None, "self") for span in offices]


def _named(mention: PlaceMention, text: str, previous: Named | None) -> Named:
    rows = table("checks")["names"]
    before = text[max(0, mention.span.start - _LEAD) : mention.span.start]
    clause = _CLAUSE_END.split(before)[-1]
    adjunct = clause.endswith(tuple(rows["adjunct_zh"]))
    adjunct = adjunct or any(word in clause for word in rows["journey_zh"])
    ends = (mention.span.end, mention.span.start - 1)
    adjunct = adjunct or any(_ROUTE.match(text, at) for at in ends if at >= 0)
    behind = text[mention.span.end : mention.span.end + _SCENE]
    is_scene = _rule("scene_zh").search(before) and _rule("scene_after_zh").match(behind)
    adjunct = adjunct and not is_scene
    subject = bool(is_scene or (not adjunct and _rule("opening_zh").search(before)))
    if previous and previous.adjunct:
        adjunct = adjunct or bool(LISTED.fullmatch(text[previous.span.end : mention.span.start]))
    if before.endswith("、"):
        between = text[previous.span.end : mention.span.start] if previous else ""
        subject = previous is not None and previous.subject and bool(LISTED.fullmatch(between))
    if mention.level in ("city", "province") and _HOSTED.match(text, mention.span.end):
        adjunct, subject = True, False
    is_attribute = before.endswith("是") and _ATTRIBUTE.match(text, mention.span.end)
    if _ORIGIN.match(text, mention.span.end) or is_attribute:
        adjunct, subject = True, False
    name = mention.name or mention.surface
    return Named(
        mention.span,
        mention.surface,
        frozenset({key_of(name)} if mention.name and mention.level != "group" else ()),
        place_english(name) if mention.name else "",
        frozenset((key_of(parent), parent) for parent in mention.parents),
        mention.level,
        mention.in_name or _short_name().match(text, mention.span.end) is not None,
        adjunct,
        subject,
        _is_heading(mention, text),
    )


def _is_heading(mention: PlaceMention, text: str) -> bool:
    """Whether a place fills a line of its own, or opens one that only names what follows."""
    start, end = mention.span.start, mention.span.end
    opens = start == 0 or text[start - 1] == "\n"
    return opens and _LINE_END.match(text, end) is not None


def _begin(mention: PlaceMention) -> int:
    return mention.span.start
