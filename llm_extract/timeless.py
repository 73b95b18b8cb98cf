"""Figures that hold whatever the day: rules, limits, designs, funds, what a company says."""

from __future__ import annotations

from .cues import cue
from .labels import Label
from .moments import rule
from .sentences import clause_around
from .works import is_of_works, is_once_built


def is_timeless(text: str, label: Label) -> bool:
    """Whether a figure holds whatever the day: a rule, a time limit, a design, a distant aim."""
    clause = clause_around(text, label.quantity.span, label.sentence.span).cut(text)
    is_thing = label.quantity.kind in ("count", "measure") and "项目" not in label.phrase
    is_design = (
        is_thing
        and label.status == "planned"
        and cue("design").search(
            text[max(label.sentence.span.start, label.quantity.start - 16) : label.quantity.start]
        )
    )
    is_limit = label.quantity.kind == "duration" and not rule("took").search(clause)
    standing = rule("standing").search(clause)
    is_size = label.quantity.kind == "measure" and label.status in ("planned", "capacity")
    is_size = is_size or is_of_works(text, label)
    is_held = (
        _is_of_fund(text, label) or _is_share_of_all(text, label) or _is_planned_part(text, label)
    )
    is_held = is_held or _is_said_by_company(text, label)
    return bool(is_design or is_size or is_limit or standing or is_held) or is_once_built(
        text, label
    )


def _is_of_fund(text: str, label: Label) -> bool:
    """Whether a figure is of a fund that was set up: its size, what is paid in, what it went to."""
    start = label.sentence.span.start
    told = rule("fund_before").search(text, start, label.quantity.start)
    return label.status == "actual" and bool(
        told or rule("fund_behind").match(text, label.quantity.end)
    )


def _is_share_of_all(text: str, label: Label) -> bool:
    """Whether a figure is a share of the country's, which no day is told of."""
    start, end = label.sentence.span.start, label.quantity.start
    return label.status == "rate" and bool(rule("of_country").search(text[start:end]))


def _is_planned_part(text: str, label: Label) -> bool:
    """Whether a figure counts what one project is to have: 规划建设6栋机房楼, 一期上800台织机."""
    start, end = label.sentence.span.start, label.quantity.start
    return (
        label.status == "planned"
        and label.quantity.kind == "count"
        and bool(rule("project_part").search(text[start:end]))
        and bool(rule("part_noun").match(text, label.quantity.end))
    )


def _is_said_by_company(text: str, label: Label) -> bool:
    """Whether a figure stands in what somebody of a company says of how things are."""
    start, end = label.sentence.span.start, label.quantity.start
    before, behind = text[start:end], text[end : label.sentence.span.end]
    if label.status == "target":
        return False
    said = rule("company_says").search(before)
    quoted = before.rfind("“") > before.rfind("”") and rule("company_said").search(
        behind + text[label.sentence.span.end :][:30]
    )
    return bool(said or quoted)
