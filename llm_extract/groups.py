"""Facts of one sentence and place grouped for telling, and what a group is worth to a reader."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import cache
from itertools import pairwise

from .composing import Group, attaches, sum_opens, told_status
from .cues import cue
from .indicators import adjectives, indicators
from .knowledge import table
from .labels import Label
from .sentences import clause_around
from .source_words import clauses_of
from .unsaid import says_all

_MIN_WEIGHT, _MIN_LEAD_WEIGHT = 3, 5
"""What a figure must be worth to be told at all, and to have a sentence."""
_MAX_FACTS = 4
_NEAR = 8


_MIN_WORDS = 2
_LAST = 2
"""The last characters of a phrase, which the clause of its figure has."""


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("points")[name])


def groups_of(text: str, labels: list[Label]) -> list[Group]:
    """Facts of one sentence, place and state together, each with the class that limits it."""
    found: dict[tuple[object, ...], list[tuple[Label, Label | None]]] = {}
    last_key: tuple[object, ...] | None = None
    counted: Label | None = None
    labels = [_as_gap(text, one) for one in _sums_behind(text, labels)]
    for before, one, after in zip([None, *labels], labels, [*labels[1:], None], strict=False):
        if one.quantity.kind == "count":
            counted = one
        elif counted is not None and counted.sentence.span != one.sentence.span:
            counted = None
        if not _is_worth_telling(text, one) or (one.inherits and not _is_told(counted, found)):
            continue
        if _is_tied_to(one, base := _base_of(one, labels)) and not (base and _is_told(base, found)):
            continue
        subject = one.indicator.subject if one.indicator else ""
        key: tuple[object, ...] = (one.sentence.span, one.region, told_status(one.status), subject)
        follows = one.inherits or one.role == "change"
        if follows and _is_tied(one) and last_key is not None and last_key[:2] == key[:2]:
            key = last_key
        last_key = key
        found.setdefault(key, []).append((one, _limit(before, one, after)))
    groups = [_group(members) for members in found.values() if _opens(members[0][0])]
    return [group for group in groups if weights_of(group)[:1] >= [_MIN_LEAD_WEIGHT]]


def _sums_behind(text: str, labels: list[Label]) -> list[Label]:
    """The labels with a sum behind the count it goes before: 总投资87亿元的12个项目."""
    ordered = list(labels)
    for at, (one, other) in enumerate(pairwise(labels)):
        if sum_opens(text, one, other):
            ordered[at], ordered[at + 1] = other, one
    return ordered


def _as_gap(text: str, label: Label) -> Label:
    """A difference to the rate of a wider area as what it is, whatever else its words are."""
    if label.quantity.kind != "percentage_point":
        return label
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    if not _rule("gap").search(clause):
        return label
    gap = next(row for row in indicators() if row.code == "gap_to_wider_area")
    return replace(label, indicator=gap, phrase=clause, role="change")


def _is_tied_to(one: Label, base: Label | None) -> bool:
    """Whether a rate or rank is told of the figure before it: 完成年度任务的150%."""
    code = one.indicator.code if one.indicator else ""
    if one.quantity.kind == "percentage_point":
        return True
    return base is not None and code in ("task_completion", "growth", "rank")


def _base_of(one: Label, labels: list[Label]) -> Label | None:
    """The figure right before a rate in its sentence, sizes and other rates left out.

    A difference of rates is told of a rate.
    """
    if one.quantity.kind == "percentage_point":
        rates = [
            other for other in labels
            if other.sentence.span == one.sentence.span and other.quantity.kind == "percent"
            and other.quantity.end <= one.quantity.start
        ]  # fmt: skip
        return rates[-1] if rates else None
    before = [
        other for other in labels
        if other.sentence.span == one.sentence.span and other.quantity.end <= one.quantity.start
        and other.quantity.kind in ("count", "money", "measure")
        and other.role == "value" and other.status not in ("target", "rank")
    ]  # fmt: skip
    return before[-1] if before and one.status == "rate" else None


def _is_tied(label: Label) -> bool:
    """Whether its words tie a figure to the one before it, rather than open a sentence."""
    return label.indicator is not None and bool(label.indicator.attach)


def _is_told(
    label: Label | None, found: dict[tuple[object, ...], list[tuple[Label, Label | None]]]
) -> bool:
    """Whether a count is told, so that the sum that belongs to it can be."""
    return label is None or any(label is one for told in found.values() for one, _ in told)


def _limit(before: Label | None, one: Label, after: Label | None) -> Label | None:
    """The size class of what is counted: 10亿元以上项目8个, 三个百亿级大单."""
    if one.quantity.kind != "count":
        return None
    if before and before.role == "threshold" and before.sentence == one.sentence:
        gap = one.quantity.start - before.quantity.end
        if 0 <= gap <= _NEAR:
            return before
    if before and before.role == "scale_class" and before.sentence == one.sentence:
        gap = one.quantity.start - before.quantity.end
        if 0 < gap <= _NEAR:
            return before
    if after and after.role == "scale_class" and after.quantity.start == one.quantity.end:
        return after
    return None


def _is_worth_telling(text: str, label: Label) -> bool:
    """Whether a figure can stand in a sentence of its own: known, of its place, and whole."""
    row, quantity = label.indicator, label.quantity
    if row is None or label.role not in ("value", "change") or not label.region:
        return False
    if row.weight < _MIN_WEIGHT or not (row.did or row.attach):
        return False
    before = text[label.sentence.span.start : quantity.start]
    behind = text[quantity.end : label.sentence.span.end]
    reasons_against = (
        cue("division").search(quantity.surface),
        cue("class_named").search(label.phrase) and not adjectives(label.phrase),
        cue("general").search(label.phrase),
        cue("of_industry").search(label.phrase),
        cue("not_told").search(label.phrase) and not _opens_count(text, label),
        quantity.kind == "count" and not _says_what(text, label),
        quantity.kind == "money" and not _names_sum(text, label),
        cue("of_one_thing").search(before),
        _is_of_other(text, label),
        cue("negated").search(before),
        cue("named_figure").search(before),
        cue("negated_after").match(behind),
        cue("kinds_of").match(behind),
        _is_step(text, label),
        row.subject == "figure" and (quantity.value or 0) < 0,
        label.role == "change" and quantity.kind in ("count", "money", "measure"),
        _is_of_none(text, label),
        not says_all(label),
    )
    return not any(reasons_against)


def _is_of_none(text: str, label: Label) -> bool:
    """Whether a figure is no place's: of a project once built, of some place, or of kinds."""
    start, end = label.quantity.start, label.quantity.end
    before = text[label.sentence.span.start : start]
    is_count = label.quantity.kind == "count"
    return bool(
        _rule("once_built").search(before)
        or _rule("some_of").search(before)
        or (label.is_part and label.indicator is not None and _is_bare_sum(label.indicator.code))
        or _lacks_word(text, label)
        or (is_count and _rule("kinds_of_counted").match(text, end))
        or (is_count and _rule("kind_counted").search(label.quantity.surface))
        or (is_count and _rule("counted_before").search(before))
    )


def _is_bare_sum(code: str) -> bool:
    """Whether a sum says nothing of what it is a part of: 其中产业投资88.7亿元."""
    return code == "total_investment"


def _lacks_word(text: str, label: Label) -> bool:
    """Whether a sentence lacks the word that its figure's English says: 链 for chain chiefs."""
    code = label.indicator.code if label.indicator else ""
    needed = table("points")["needed"].get(code, "")
    return needed not in label.sentence.span.cut(text)


def _is_of_other(text: str, label: Label) -> bool:
    """Whether a figure is of a company or park its passage speaks of, not of the place around."""
    start = max(text.rfind(sign, 0, label.quantity.start) for sign in "。\n") + 1
    before = text[start : label.quantity.start]
    is_park = cue("of_park").search(before) and not cue("zone").search(label.region or "")
    return bool(is_park or (label.quantity.kind == "money" and cue("of_company").search(before)))


def _opens_count(text: str, label: Label) -> bool:
    """Whether a sum stands right before the count it is told of: 总投资87亿元的12个项目."""
    return bool(cue("counted_behind").match(text, label.quantity.end))


def _is_step(text: str, label: Label) -> bool:
    """Whether a figure is an end of a change: 由116个增加到138个."""
    quantity = label.quantity
    around = text[max(0, quantity.start - 6) : quantity.start], text[quantity.end :][:6]
    leads_on = cue("step_before").search(around[0])
    if leads_on and leads_on[0][0] in "由从":
        return bool(cue("goes_to").match(around[1]))
    return bool(leads_on or cue("goes_to").match(around[1]))


def _says_what(text: str, label: Label) -> bool:
    """Whether the clause of a count says what is counted, not only where: 洪湖市8个."""
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    region = label.region or ""
    tails = (region[at:] for at in range(len(region) - 1))
    place = next((tail for tail in tails if tail in clause), "")
    rest = clause.replace(label.quantity.surface, "").replace(place, "")
    is_deed = _rule("deed").search(rest) is not None
    return is_deed or len(re.findall(r"[一-龥]", rest)) > _MIN_WORDS


def _names_sum(text: str, label: Label) -> bool:
    """Whether the clause of a sum says what it is of, and not a clause far before it."""
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    return label.sure or label.phrase[-_LAST:] in clause


def _opens(label: Label) -> bool:
    """Whether a sentence can begin with it; a planned sum says nothing by itself."""
    row = label.indicator
    is_bare = label.status == "planned" and row is not None and row.code == "total_investment"
    return row is not None and bool(row.did) and not is_bare


def _group(members: list[tuple[Label, Label | None]]) -> Group:
    """The weightiest members, in the order of the source.

    A figure that is only told of another one goes where that one is not told.
    """
    wanted = sorted(members, key=lambda m: -(m[0].indicator.weight if m[0].indicator else 0))
    kept: list[tuple[Label, Label | None]] = []
    for one, limit in members:
        if (one, limit) not in wanted[:_MAX_FACTS]:
            continue
        if _opens(one) or (kept and attaches(one, kept[-1][0])):
            kept.append((one, limit))
    return Group(tuple(a for a, _ in kept), tuple(b for _, b in kept))


def weights_of(group: Group) -> list[int]:
    """How much a reader wants each of a group's facts, the most wanted first."""
    return sorted((one.indicator.weight for one in group.labels if one.indicator), reverse=True)


def worth_of(text: str, group: Group, main_region: str | None) -> float:
    """How much a reader wants it: for its facts, place and state, and for how early it comes."""
    weights = weights_of(group)
    score = weights[0] + 0.4 * sum(weights[1:3])
    score += 2 if group.region == main_region else 0
    score += {"actual": 3, "target": 1}.get(group.status, 0)
    score += 2 * (1 - group.first.quantity.start / max(1, len(text)))
    return score - sum(len(span) for span in clauses_of(text, group)) / 30
