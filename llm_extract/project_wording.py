"""A project of a result in one line: how far it is, by whom, where, and its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .event_parties import is_place, is_tellable
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import region_english
from .records import Lang, Project, Result
from .render import render, render_date
from .segments import fold, segmented
from .terms import is_named_whole, is_translated
from .wording import Told, Wording, first_sound

_MOST_WORDS = 40
_MOST_FIGURES = 5
_LONGEST_BRAND = 4
_HAN = re.compile("[一-龥]")


def project_wording(result: Result, project: Project, lang: Lang) -> Wording | None:
    """A project's stage, investor, place and figures in one line, to stand beside its name.

    None where nothing is known of it that can be told. A part the checker finds wrong is left out.
    """
    told = Told.of(result)
    named = tuple(q.id for q in result.quantities if q.surface in project.name_zh)
    ids = (*project.quantities, *named)
    return first_sound(told, lang, _lines(told, project, lang), ids)


def _lines(told: Told, project: Project, lang: Lang) -> Iterator[tuple[str, str]]:
    """The line with all its parts, then with fewer of its figures."""
    opening = _opening_english(project) if lang == "en" else _opening_chinese(project)
    word = figure_english if lang == "en" else _figure_chinese
    labels = _figures(told, project)
    figures = [words for one in labels if (words := word(one))]
    kind = project.stage or ""
    for size in range(len(figures), -1, -1):
        parts = [part for part in (opening, *figures[:size]) if part]
        text = ("; " if lang == "en" else "；").join(parts)
        if text and not (lang == "en" and _HAN.search(text)) and len(text.split()) <= _MOST_WORDS:
            yield kind, text
    for one in figures:
        yield kind, one


def _figures(told: Told, project: Project) -> list[Label]:
    """The figures of a project, its amount and capacity first."""
    first = [q for q in (project.amount, project.capacity) if q]
    labels = told.labels_of(project.quantities)
    lead = [one for q in first for one in labels if one.quantity.id == q]
    rest = [one for one in labels if one not in lead and one.role == "value"]
    return [*lead, *rest][:_MOST_FIGURES]


def _opening_english(project: Project) -> str:
    """Signed by Zhonghong Pulin Group in Guangyuan on 14 December 2021."""
    stage, by, place, on = table("event_wording")["project_stages"][project.stage or "unknown"]
    investor = project.investor or ""
    told = [stage]
    if investor and is_tellable(investor):
        told.append(by.format(by=to_english(investor)))
    if project.place and is_place(project.place):
        told.append(place.format(place=region_english(project.place)))
    if project.signed_on:
        told.append(on.format(day=render_date(project.signed_on, "en")))
    return "".join(told).strip()


def _opening_chinese(project: Project) -> str:
    """Its stage, investor and place as the article names them."""
    stage = table("event_wording")["project_stages_zh"].get(project.stage or "", "")
    return "，".join(part for part in (project.place, project.investor, stage) if part)


def figure_english(label: Label) -> str:
    """A figure of one project with what it measures; empty where English cannot tell that."""
    quantity, code = label.quantity, label.indicator.code if label.indicator else ""
    words = table("event_wording")
    if label.status == "capacity" or code == "capacity":
        is_power = quantity.unit in words["project_capacity"]["power_units"]
        row = words["project_capacity"]["power" if is_power else "made"]
        return str(row.format(figure=render(quantity, "en")))
    is_ahead = label.status in ("planned", "target")
    phase = next((en for zh, en in words["phases"].items() if zh in label.phrase), "")
    if code in words["project_figures"]:
        return str(
            words["project_figures"][code].format(
                figure=render(quantity, "en", counter=quantity.kind != "count"),
                planned="planned " if is_ahead else "",
                expected="expected " if is_ahead else "",
                phase=phase,
            )
        )
    is_known = label.indicator is not None and label.role == "value"
    if not is_known and not (label.phrase and is_translated(label.phrase)):
        return ""
    name = label.indicator.en if label.indicator else to_english(label.phrase, style="phrase")
    if quantity.kind == "count" and not (label.indicator and not label.indicator.noun):
        return render(quantity, "en", label.indicator.noun if label.indicator else name)
    return f"{'planned ' if is_ahead else ''}{name} of {render(quantity, 'en')}"


def _figure_chinese(label: Label) -> str:
    return f"{label.phrase}{label.quantity.surface}" if label.phrase else ""


def project_in(told: Told, clause: str, quantities: tuple[str, ...]) -> Project | None:
    """The project a clause tells of: by its name, else by a figure of it."""
    named = [p for p in told.result.projects if p.name_zh in clause]
    if named:
        return max(named, key=lambda project: len(project.name_zh))
    mine = [p for p in told.result.projects if {*p.quantities} & {*quantities}]
    return mine[0] if len(mine) == 1 else None


def project_english(project: Project) -> str:
    """A project's name with its article; empty where it would be pinyin that says nothing."""
    unknown = [t.zh for t in segmented(fold(project.name_zh)) if t.kind == "unknown"]
    is_brand = all(run in (project.investor or "") for run in unknown)
    if not is_named_whole(project.name_zh) or not is_brand or sum(map(len, unknown)) > _LONGEST_BRAND:
        return ""
    return f"the {re.sub(r' Project$', ' project', project.name_en)}"
