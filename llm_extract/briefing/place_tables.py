"""The tables of places: by indicator, and targets against results."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from llm_extract.place_words import region_english
from llm_extract.records import Lang
from llm_extract.render import plural

from .citing import Citer, period_words
from .document import Block, Figure, Heading, Paragraph, Runs, Table, Words
from .lexicon import Term
from .measures import Measure, Pair, pairs
from .selection import Told
from .wording import joined, rules, word

CiterOf = Callable[[Told], Citer]
_MOST_ROWS = 80


def place_blocks(every: Sequence[Measure], lang: Lang, citer: CiterOf) -> list[Block]:
    """The table of places by indicators, and that of targets against results."""
    blocks: list[Block] = []
    table = _by_indicator(every, lang, citer)
    if table.rows:
        blocks += [Heading(1, (Words(word("places", lang)),), "places"), table]
        if len(table.rows) == _MOST_ROWS:
            blocks.append(Paragraph((Words(word("rows_left_out", lang)),), "small"))
    matched = pairs(every)
    if matched:
        blocks += [
            Heading(2, (Words(word("pairs", lang)),), "targets"),
            _of_pairs(matched, lang, citer),
        ]
    return blocks


def _by_indicator(every: Sequence[Measure], lang: Lang, citer: CiterOf) -> Table:
    columns = rules()["column"]
    wanted = {code for column in columns for code in column["codes"]}
    mine = [one for one in every if one.row.code in wanted]
    used = [c for c in columns if any(one.row.code in c["codes"] for one in mine)]
    rows = []
    for here in _fullest(_by_place_and_time(mine)):
        first = here[0]
        about = citer(first.told)
        cells = [_lines(here, column, citer) for column in used]
        time = period_of(first, about, lang)
        rows.append(((place_name(about, first.region),), (time,) if time else (), *cells))
    heads = (word("place", lang), word("period", lang), *(str(column[lang]) for column in used))
    return Table(
        (Words(word("places_caption", lang)),), tuple((Words(h),) for h in heads), tuple(rows)
    )


def _by_place_and_time(mine: Sequence[Measure]) -> list[list[Measure]]:
    """The figures of a row each: those of a place and a time, places in their first order."""
    places = list(dict.fromkeys(one.region for one in mine))
    rows: dict[tuple[object, ...], list[Measure]] = {}
    for one in sorted(mine, key=lambda one: places.index(one.region)):
        rows.setdefault((one.region, id(one.told), one.fact.period), []).append(one)
    return list(rows.values())


def _fullest(rows: list[list[Measure]]) -> list[list[Measure]]:
    """The rows with most figures, in their order."""
    most = sorted(range(len(rows)), key=lambda at: -len(rows[at]))[:_MOST_ROWS]
    return [rows[at] for at in sorted(most)]


def is_named(place: str) -> bool:
    """Whether a place has a name, rather than a description such as 五个县(市、区)."""
    return not re.search(rules()["scope"]["nameless"], place)


def place_name(citer: Citer, place: str) -> Runs:
    """A place, with its Chinese at its first mention; Chinese alone where English has no name."""
    if citer.lang == "en" and not is_named(place):
        return citer.chinese_name(place, None)
    return citer.both(Term(region_english(place.removesuffix("等地")), place))


def _lines(here: list[Measure], column: dict[str, list[str]], citer: CiterOf) -> tuple[Runs, ...]:
    """The figures of a cell, those of one sentence and kind on one line."""
    mine = [one for one in here if one.row.code in column["codes"]]
    mine.sort(key=lambda one: (one.is_aim, column["codes"].index(one.row.code)))
    together: dict[tuple[object, ...], list[Measure]] = {}
    for one in mine:
        key = (one.fact.status, _sentence_of(one), one.is_disputed)
        together.setdefault(key, []).append(one)
    return tuple(_line(group, column["plain"], citer(group[0].told)) for group in together.values())


def _sentence_of(one: Measure) -> str:
    return one.told.index.quantity(one.quantity.id).sentence


def _line(group: list[Measure], plain: list[str], citer: Citer) -> Runs:
    """A line of a cell: marked as an aim, and where the article contradicts itself."""
    first, lang = group[0], citer.lang
    aim: Runs = ()
    says_so = first.row.code not in plain and word("planned", "en").lower() in first.row.en
    if first.is_aim and not says_so:
        aim = (Words(word("aim" if first.fact.status == "target" else "plan", lang)),)
    has_count = any(one.quantity.kind == "count" for one in group)
    told = [
        _figure(one, citer, named=one.row.code not in plain, narrow=not has_count) for one in group
    ]
    line = (*aim, *joined(told, word("semicolon", lang)))
    return (*line, Words(f" [{word('disputed', lang)}]")) if first.is_disputed else line


def _figure(one: Measure, citer: Citer, *, named: bool, narrow: bool) -> Runs:
    """A figure with what narrows it, and with its indicator where its column does not say it."""
    lang = citer.lang
    figure = measured(one, citer)
    if lang == "zh":
        return (*citer.chinese_name(one.fact.indicator_zh, one.fact.evidence), *figure)
    if named and one.quantity.kind == "count":
        figure = (*figure, Words(_done(one)))
    elif named:
        figure = (Words(f"{indicator_name(one, lang)}{word('colon', lang)}"), *figure)
    words = narrowed_by(one) if narrow else ""
    return (*figure, Words(f" ({words})")) if words else figure


def narrowed_by(one: Measure) -> str:
    """What narrows a sum, in English: from outside the province, in provincial key projects."""
    if one.quantity.kind == "count":
        return ""
    words, name = rules()["scope"]["en"], indicator_name(one, "en")
    found = re.findall(rules()["scope"]["words"], one.fact.indicator_zh)
    told = dict.fromkeys(words[zh] for zh in found if zh in words)
    return ", ".join(one for one in told if one not in name)


def measured(one: Measure, citer: Citer) -> Runs:
    """The figure of a measure with what is counted."""
    if citer.lang == "zh":
        return (citer.quantity(one.quantity.id),)
    return (citer.quantity(one.quantity.id, one.noun),)


def _done(one: Measure) -> str:
    """What was done to what is counted: started, behind 16 projects."""
    things, done = plural(one.row.noun), one.row.en
    return done.removeprefix(things) if done.startswith(things) else f", {done}"


def indicator_name(one: Measure, lang: Lang) -> str:
    """What a measure is of, without the words that narrow it."""
    return one.row.en if lang == "en" else one.row.zh


def period_of(one: Measure, citer: Citer, lang: Lang) -> Runs:
    """The time of a measure, with the words of the article for it; nothing where it has none."""
    period = one.fact.period
    if not period:
        return ()
    words = period_words(period, one.told.whole, lang)
    if not any(character.isdigit() for character in words):
        return (Words(words),)
    return (Figure(words, (citer.when(period, one.quantity.span),)),)


def _of_pairs(matched: Sequence[Pair], lang: Lang, citer: CiterOf) -> Table:
    heads = [word(name, lang) for name in ("place", "indicator", "target", "actual")]
    rows = []
    for pair in matched:
        mine = citer(pair.target.told)
        cells = [
            joined(
                [measured(one, citer(one.told)), period_of(one, citer(one.told), lang)],
                word("comma", lang),
            )
            for one in (pair.target, pair.result)
        ]
        name, narrow = indicator_name(pair.target, lang), narrowed_by(pair.target)
        narrow = narrow if lang == "en" else ""
        indicator = (Words(word("comma", lang).join(filter(None, (name, narrow)))),)
        place = place_name(mine, pair.target.region)
        rows.append(((place,), (indicator,), (cells[0],), (cells[1],)))
    caption = (Words(word("pairs_caption", lang)),)
    return Table(caption, tuple((Words(h),) for h in heads), tuple(rows))
