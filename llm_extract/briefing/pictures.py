"""Which charts a briefing has: only of figures that can be compared."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from llm_extract.gazetteer import gazetteer
from llm_extract.records import Event, Lang

from .citing import Citer
from .document import Bar, Bars, Block, Moment, Runs, Timeline, Words
from .event_lines import day_of, told_event
from .measures import Measure, pairs
from .place_tables import CiterOf, indicator_name, is_named, measured, period_of, place_name
from .selection import Told
from .wording import filled, joined, word

_MOST_CHARTS, _MOST_BARS, _MOST_MOMENTS = 3, 12, 12
_LEAST = 2
_DAY = len("2022-05-19")


def charts(every: Sequence[Measure], lang: Lang, citer: CiterOf) -> list[Block]:
    """Bars of sums by place, and of targets against results."""
    drawn: list[Block] = [_bars(group, every, lang, citer) for group in _comparable(every)]
    drawn += [
        _pair_bars((pair.target, pair.result), lang, citer)
        for pair in pairs(every)
        if pair.is_comparable and pair.target.quantity.value and pair.result.quantity.value
    ]
    return drawn[:_MOST_CHARTS]


def _comparable(every: Sequence[Measure]) -> list[list[Measure]]:
    """Sums of the same indicator, unit, status and time, of places none of which holds another."""
    found: dict[tuple[object, ...], list[Measure]] = defaultdict(list)
    disputed = {(one.region, one.row.code) for one in every if one.is_disputed}
    for one in every:
        if (one.region, one.row.code) in disputed:
            continue
        if one.quantity.kind == "money" and one.quantity.value_high is None:
            article = "" if one.has_dates else one.told.result.article.id
            key = (
                one.row.code, one.quantity.unit, one.fact.status, one.fact.period, article,
                one.scope - {"新", "新增"}, _level(one.region),
            )  # fmt: skip
            found[key].append(one)
    groups = []
    for members in found.values():
        places = {one.region for one in members}
        if len(places) >= _LEAST and len(places) == len(members):
            groups.append(sorted(members, key=lambda one: -(one.quantity.value or 0)))
    return sorted(groups, key=lambda group: -len(group))


def _level(region: str) -> str:
    places = gazetteer().places(region, "full")
    return places[0].level if places else "county" if region[-1:] in "县区旗市" else "other"


def _bars(group: list[Measure], every: Sequence[Measure], lang: Lang, citer: CiterOf) -> Bars:
    shown = group[:_MOST_BARS]
    first = shown[0]
    most = first.quantity.value or Decimal(1)
    bars = [
        Bar(
            place_name(citer(one.told), one.region),
            (one.quantity.value or Decimal(0)) / most,
            measured(one, citer(one.told)),
            one.is_aim,
        )
        for one in shown
    ]
    period = period_of(first, citer(first.told), lang)
    name = indicator_name(first, lang)
    name = name[:1].upper() + name[1:]
    caption = (
        filled("bars_caption", lang, indicator=name, period=period)
        if period
        else filled("bars_caption_open", lang, indicator=name)
    )
    return Bars(caption, tuple(bars), _left_out(first, every, lang, citer))


def _left_out(first: Measure, every: Sequence[Measure], lang: Lang, citer: CiterOf) -> Runs:
    """The places whose figures would belong in a chart if their article agreed with itself."""
    alike = {
        one.region: one
        for one in every
        if one.is_disputed
        and (one.row.code, one.quantity.unit, one.fact.period)
        == (first.row.code, first.quantity.unit, first.fact.period)
    }
    if not alike:
        return ()
    names = [place_name(citer(one.told), place) for place, one in alike.items()]
    return filled("left_out_conflict", lang, places=joined(names, word("comma", lang)))


def _pair_bars(pair: tuple[Measure, Measure], lang: Lang, citer: CiterOf) -> Bars:
    most = max(one.quantity.value or Decimal(0) for one in pair)
    first = pair[0]
    mine = citer(first.told)
    bars = tuple(
        Bar(
            (Words(word("target" if one.is_aim else "actual", lang)),),
            (one.quantity.value or Decimal(0)) / most,
            measured(one, citer(one.told)),
            one.is_aim,
        )
        for one in pair
    )
    caption = filled(
        "pair_caption", lang,
        indicator=indicator_name(first, lang),
        place=place_name(mine, first.region),
        period=period_of(first, mine, lang),
    )  # fmt: skip
    return Bars(caption, bars)


def timeline(told: Sequence[Told], lang: Lang, citer: CiterOf) -> Timeline | None:
    """The dated events that say most, in order; None where there are too few."""
    found = [
        (event.date[:_DAY], one, event)
        for one in told
        for event in one.result.events
        if event.date and len(event.date[:_DAY]) == _DAY
        and event.place and is_named(event.place)
        and told_event(event, citer(one))
    ]  # fmt: skip
    found.sort(key=lambda item: _weight(item[2]), reverse=True)
    shown = sorted(found[:_MOST_MOMENTS], key=lambda item: item[0])
    if len({day for day, _, _ in shown}) <= _LEAST:
        return None
    first, last = (date.fromisoformat(shown[at][0]) for at in (0, -1))
    days = Decimal((last - first).days)
    moments = [
        _moment(event, citer(one), Decimal((date.fromisoformat(day) - first).days) / days)
        for day, one, event in shown
    ]
    return Timeline((Words(word("timeline_caption", lang)),), tuple(moments))


def _weight(event: Event) -> tuple[int, int]:
    return len(event.quantities), len(event.officials)


def _moment(event: Event, citer: Citer, share: Decimal) -> Moment:
    day = day_of(event, citer)
    place = place_name(citer, event.place or "")
    return Moment(share, (day,), place, told_event(event, citer) or ())
