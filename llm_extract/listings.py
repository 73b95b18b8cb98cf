"""Key facts of lists: figures told of several places, of parts of a whole, and ranks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .checks import SourceIndex
from .composing import Group, headline_english, told_status
from .key_facts import Point
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import short_region, subject_english
from .planning import is_sound
from .records import Lang
from .render import render
from .terms import is_translated

_WORTH_OF_PARTS, _WORTH_OF_PLACES, _WORTH_OF_RANK = 12.0, 10.0, 9.0
_LOOK_AHEAD, _PARTS_REACH = 9, 400
_FEWEST, _MOST = 2, 6
_FEWEST_IN_TURN, _WORTH_OF_EACH = 3, 1.2
_TURN_REACH, _AROUND = 160, 3
_SUM_REACH, _RANK_REACH = 12, 16
_Row = list[tuple[Label, Label | None]]
"""Figures of a list, each with the sum told of it."""


def of_places(labels: list[Label]) -> Iterator[Point]:
    """Figures of one sort that are told of several places: 甲县签约19个、乙县17个.

    Of a sentence, or of sentences that follow each other with a place each.
    """
    by_sentence: dict[object, list[Label]] = {}
    for one in labels:
        if one.role == "value" and one.region and "、" not in one.region:
            by_sentence.setdefault(one.sentence.span, []).append(one)
    rows = list(by_sentence.values())
    for told in [*rows, *_in_turn(rows)]:
        row = _row_of_places(told)
        if row:
            yield _places_point(row)


def _in_turn(by_sentence: list[list[Label]]) -> Iterator[list[Label]]:
    """Sentences right behind each other that lead with the same figure, each of another place."""
    run: list[list[Label]] = []
    for told in [*by_sentence, []]:
        if run and not _goes_on(run, told):
            if len(run) >= _FEWEST_IN_TURN:
                yield [one for sentence in run for one in sentence]
            run = []
        if told and len({one.region for one in told}) == 1:
            run.append(told)


def _goes_on(run: list[list[Label]], told: list[Label]) -> bool:
    """Whether a sentence goes on with a row: one more place, of the same level and figure."""
    if not told or len({one.region for one in told}) > 1:
        return False
    first, last = run[0][0], run[-1][0]
    near = told[0].quantity.start - last.quantity.start <= _TURN_REACH
    new = all(told[0].region != sentence[0].region for sentence in run)
    around = (first.region or "")[:_AROUND] == (told[0].region or "")[:_AROUND]
    one, other = first.region or "", told[0].region or ""
    if one.startswith(other) or other.startswith(one):
        return False  # a city is no further row of its counties
    same = (first.indicator, first.quantity.unit) == (told[0].indicator, told[0].quantity.unit)
    return near and new and around and same


def in_rows(source: SourceIndex, labels: list[Label]) -> set[str]:
    """The quantities that rows of three places or more tell, which need no sentence each."""
    found: set[str] = set()
    for point in of_places(labels):
        if point.worth > _WORTH_OF_PLACES and is_sound(source, point.words):
            found.update(point.quantities)
    return found


def _row_of_places(told: list[Label]) -> _Row:
    """The leading figure of each place of a sentence, where all are of one sort and done."""
    first = next((one for one in told if one.indicator and one.indicator.did), None)
    if first is None or first.indicator is None:
        return []
    same = [
        one for one in told
        if one.indicator == first.indicator and one.quantity.unit == first.quantity.unit
        and told_status(one.status) == "actual"
    ]  # fmt: skip
    by_place: dict[str | None, Label] = {}
    for one in same:
        by_place.setdefault(one.region, one)
    if len(by_place) < _FEWEST or (len(by_place) < len(same) and len(by_place) < _FEWEST_IN_TURN):
        return []
    return [(one, _sum_of(one, told)) for one in list(by_place.values())[:_MOST]]


def _sum_of(one: Label, told: list[Label]) -> Label | None:
    """The sum told of a count: of its place, and right behind it or in a row of its own."""
    if one.quantity.kind != "count":
        return None
    sums = [
        other for other in told
        if other.quantity.kind == "money" and other.region == one.region
        and other.quantity.start > one.quantity.end and other.indicator is not None
        and other.indicator.code in table("points")["sums_of_counts"]
    ]  # fmt: skip
    return sums[0] if len(sums) == 1 else None


def _places_point(row: _Row) -> Point:
    first = row[0][0]
    bare: _Row = [(one, None) for one, _ in row]
    plainer = ((_row_words(bare), _ids(bare)),) if _ids(row) != _ids(bare) else ()
    more = _WORTH_OF_EACH * len(row) if len(row) >= _FEWEST_IN_TURN else 0
    worth = _WORTH_OF_PLACES + more
    return Point(_row_words(row), _ids(row), first.quantity.start, worth, "", plainer=plainer)


def _row_words(row: _Row) -> dict[Lang, str]:
    """A row in both languages, the figure's name and the first place in full once."""
    first = row[0][0]
    phrase = _of_first(first.phrase, first)
    zh = "、".join(
        f"{short_region(one.region or '')}{phrase if one is first else ''}{_zh(one, more)}"
        for one, more in row
    )
    opening = headline_english(Group((first,), (None,)), 1)
    told = [f"{opening if one is first else _own_name(one)}{_bracketed(more)}" for one, more in row]
    return {"zh": f"{zh}。", "en": f"{', '.join(told[:-1])} and {told[-1]}."}


def _of_first(phrase: str, first: Label) -> str:
    return phrase or (first.indicator.zh if first.indicator else "")


def _own_name(one: Label) -> str:
    """A later place of a row by its own name, and its figure: Gucheng County 17."""
    place = subject_english(one.region or "").rpartition("'s ")[2]
    return f"{place} {render(one.quantity, 'en', counter=False)}"


def _zh(one: Label, more: Label | None) -> str:
    figure = render(one.quantity, "zh", counter=True)
    return f"{figure}（{render(more.quantity, 'zh')}）" if more else figure


def of_parts(text: str, labels: list[Label]) -> Iterator[Point]:
    """A count with the parts it is made of, where these are told and add up to it."""
    counts = [one for one in labels if one.quantity.kind == "count" and one.role == "value"]
    for at, whole in enumerate(counts):
        parts = _parts_of(whole, counts[at + 1 :])
        row = [(one, _part_sum(text, one, labels)) for one in parts]
        point = _parts_point(whole, row) if row else None
        if point is not None:
            yield point


def _parts_of(whole: Label, following: list[Label]) -> list[Label]:
    """The counts behind a whole, of its place and unit, that add up to it.

    Right behind it two are enough; after other figures three or more.
    """
    same = [
        one for one in following[:_LOOK_AHEAD]
        if one.quantity.start - whole.quantity.end <= _PARTS_REACH
    ]  # fmt: skip
    for start in range(len(same)):
        run = _adding_up(whole, same[start : start + _MOST])
        if len(run) >= (_FEWEST if start == 0 else _FEWEST_IN_TURN):
            return run
    return []


def _adding_up(whole: Label, following: list[Label]) -> list[Label]:
    """The first of some counts as far as they add up to the whole; none where they do not."""
    rest = whole.quantity.value or Decimal(0)
    parts: list[Label] = []
    for one in following:
        if one.quantity.unit != whole.quantity.unit or one.region != whole.region:
            return []
        parts.append(one)
        rest -= one.quantity.value or Decimal(0)
        if rest <= 0:
            break
    return parts if rest == 0 else []


def _part_sum(text: str, part: Label, labels: list[Label]) -> Label | None:
    """The sum right behind a part's count, before the next part begins."""
    following = next((one for one in labels if one.quantity.start > part.quantity.end), None)
    if following is None or following.quantity.kind != "money" or following.role != "value":
        return None
    between = text[part.quantity.end : following.quantity.start]
    is_near = len(between) <= _SUM_REACH and not re.search("[。；;]", between)
    return following if is_near else None


def _parts_point(whole: Label, row: _Row) -> Point | None:
    noun = whole.indicator.noun if whole.indicator else ""
    parts = [_part_english(one) for one, _ in row]
    if not noun or not whole.region or not all(parts):
        return None
    told = [f"{part}{_bracketed(more)}" for part, (_, more) in zip(parts, row, strict=True)]
    total = render(whole.quantity, "en", noun)
    listed = "、".join(f"{one.phrase}{_zh(one, more)}" for one, more in row)
    counted = f"{whole.quantity.surface}{whole.phrase.removesuffix('中')}"
    words: dict[Lang, str] = {
        "zh": f"{whole.region}{counted}中，{listed}。",
        "en": f"{subject_english(whole.region)}'s {total} include {', '.join(told[:-1])} "
        f"and {told[-1]}.",
    }
    ids = (whole.quantity.id, *_ids(row))
    return Point(words, ids, row[0][0].quantity.start, _WORTH_OF_PARTS, whole.region)


def _bracketed(more: Label | None) -> str:
    return f" ({render(more.quantity, 'en')})" if more else ""


def _ids(row: _Row) -> tuple[str, ...]:
    return tuple(one.quantity.id for pair in row for one in pair if one is not None)


def _part_english(part: Label) -> str:
    """A part with its figure in English; empty where it cannot be told whole."""
    grade = re.search(table("points")["grade"], part.phrase)
    if grade:
        return f"{part.quantity.value:f} in class {grade[1]}"
    field = re.sub(table("points")["of_field"], "", part.phrase)
    known = table("points")["fields"].get(field)
    if known:
        return render(part.quantity, "en", f"{known} project")
    if not is_translated(part.phrase):
        return ""
    name = to_english(part.phrase, style="phrase")
    if "项目" not in part.phrase:
        return f"{render(part.quantity, 'en', counter=False)} in {name}"
    return render(part.quantity, "en", re.sub(r"\bprojects\b", "project", name))


def of_ranks(text: str, labels: list[Label]) -> Iterator[Point]:
    """Where a place stands among others: by the figure before, or in an assessment."""
    for at, one in enumerate(labels):
        clause = text[one.sentence.span.start : one.quantity.start]
        ranked = re.search(table("points")["ranked"], clause)
        if ranked is None or not one.region or "、" in one.region:
            continue
        base = _base_of_rank(text, one, labels[:at])
        what_zh, what_en = _ranked_for(base, clause)
        scope = ranked["scope"] or ("全省" if _by_province(clause, one.region) else "")
        rank = one.quantity.value or Decimal(0)
        ordinals = table("points")["ordinals"]
        if not what_en or not 1 <= rank <= len(ordinals):
            continue
        what_zh = what_zh.removeprefix(one.region)
        words: dict[Lang, str] = {
            "zh": f"{one.region}{what_zh}居{scope}第{one.quantity.value:f}位。",
            "en": f"{subject_english(one.region)} ranked {ordinals[int(rank) - 1]}"
            f"{table('points')['scopes'].get(scope, '')}{what_en}.",
        }
        words["en"] = words["en"][0].upper() + words["en"][1:]
        yield Point(words, (one.quantity.id,), one.quantity.start, _WORTH_OF_RANK, one.region)


def _by_province(clause: str, region: str) -> bool:
    """Whether a province assessed its cities: 省政府对…考评前6名的市授予流动红旗."""
    is_city = re.fullmatch("[^市]+[市州]", region)
    return is_city is not None and re.search(table("points")["by_province"], clause) is not None


def _base_of_rank(text: str, one: Label, before: list[Label]) -> Label | None:
    """The figure that a rank is told of: 到位资金736亿元，同比增长9%，总量居全省第二位.

    总量 is of the amount, 增速 of its growth; without a word it is of the last figure.
    """
    last = [
        other for other in before[-3:]
        if other.sentence.span == one.sentence.span and other.region == one.region
    ]  # fmt: skip
    near = [other for other in last if other.role == "value"][-2:]
    told = re.search(table("points")["to_rank"], text[: one.quantity.start][-_RANK_REACH:])
    if not near or told is None or last[-1].quantity.end < one.quantity.start - len(told[0]):
        return None
    of_rates = {"total": False, "growth": True}.get(told.lastgroup or "")
    fitting = [x for x in near if of_rates is None or of_rates == (x.quantity.kind == "percent")]
    return fitting[-1] if fitting else None


def _ranked_for(base: Label | None, clause: str) -> tuple[str, str]:
    """What a rank is for, in Chinese and English; empty where that cannot be told."""
    if base is not None and base.indicator is not None and base.phrase:
        if base.indicator.code == "growth":
            return "", ""
        return re.sub("(?:同比)?增长$", "增速", base.phrase), f" for {base.indicator.en}"
    if re.search(table("points")["assessed"], clause):
        return "考评", " in the assessment"
    return "", ""
