"""The tables of places: by indicator, and targets against results."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ..place_words import region_english
from ..records import Lang
from ..render import plural
from .citing import Citer, period_words
from .document import Block, Figure, Heading, Runs, Table, Words
from .lexicon import Term
from .measures import Measure, Pair, pairs
from .selection import Told
from .wording import joined, rules, word

CiterOf = Callable[[Told], Citer]
_MOST_PLACES = 40


def place_blocks(every: Sequence[Measure], lang: Lang, citer: CiterOf) -> list[Block]:
    """The table of places by indicators, and that of targets against results."""
    blocks: list[Block] = []
    table = _by_indicator(every, lang, citer)
    if table.rows:
        blocks += [Heading(1, (Words(word("places", lang)),), "places"), table]
    matched = pairs(every)
    if matched:
        blocks += [Heading(2, (Words(word("pairs", lang)),), "targets"), _of_pairs(matched, lang, citer)]
    return blocks


def _by_indicator(every: Sequence[Measure], lang: Lang, citer: CiterOf) -> Table:
    columns = rules()["column"]
    wanted = {code for column in columns for code in column["codes"]}
    mine = [one for one in every if one.row.code in wanted]
    places = list(dict.fromkeys(one.region for one in mine))[:_MOST_PLACES]
    used = [c for c in columns if any(one.row.code in c["codes"] for one in mine)]
    rows = []
    for place in places:
        here = [one for one in mine if one.region == place]
        first = place_name(citer(here[0].told), place)
        cells = [_lines(here, column, lang, citer) for column in used]
        rows.append(((first,), *cells))
    heads = (word("place", lang), *(str(column[lang]) for column in used))
    return Table(
        (Words(word("places_caption", lang)),), tuple((Words(h),) for h in heads), tuple(rows)
    )


def place_name(citer: Citer, place: str) -> Runs:
    """A place, with its Chinese where it is mentioned first."""
    return citer.both(Term(region_english(place), place))


def _lines(
    here: list[Measure], column: dict[str, list[str]], lang: Lang, citer: CiterOf
) -> tuple[Runs, ...]:
    mine = [one for one in here if one.row.code in column["codes"]]
    mine.sort(key=lambda one: (one.is_aim, column["codes"].index(one.row.code)))
    return tuple(
        _line(one, citer(one.told), lang, named=one.row.code not in column["plain"])
        for one in mine
    )


def _line(one: Measure, citer: Citer, lang: Lang, *, named: bool) -> Runs:
    """One figure of a cell: marked as an aim, named where its column does not, with its time."""
    name = indicator_name(one, lang)
    aim: Runs = ()
    if one.is_aim and word("planned", lang).lower() not in name:
        aim = (Words(word("aim" if one.fact.status == "target" else "plan", lang)),)
    figure = measured(one, citer)
    if named and lang == "en" and one.quantity.kind == "count":
        figure = (*figure, Words(_done(one)))
    elif named:
        figure = (Words(f"{name}{word('colon', lang)}"), *figure)
    line = joined([(*aim, *figure), period_of(one, citer, lang)], word("comma", lang))
    return (*line, Words(f" [{word('disputed', lang)}]")) if one.is_disputed else line


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
    words = period_words(period, lang)
    if not words:
        return ()
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
        name = pair.target.fact.indicator_en if lang == "en" else pair.target.fact.indicator_zh
        indicator = mine.chinese(name) if lang == "zh" else (Words(name),)
        place = place_name(mine, pair.target.region)
        rows.append(((place,), (indicator,), (cells[0],), (cells[1],)))
    caption = (Words(word("pairs_caption", lang)),)
    return Table(caption, tuple((Words(h),) for h in heads), tuple(rows))
