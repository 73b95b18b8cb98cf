"""A project of a result in one line: how far it is, by whom, where, and its figures."""

from __future__ import annotations

import re
from dataclasses import replace

from .event_parties import is_tellable
from .event_regions import is_tellable_place
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import region_english
from .project_figures import project_figure
from .records import Lang, Project, Result
from .render import render_date
from .segments import fold, segmented
from .terms import is_named_whole
from .wording import Told, Wording, checked

_MOST_WORDS = 40
_MOST_FIGURES = 5
_LONGEST_BRAND = 4
_SIZE = re.compile(r"\b\d[\d,.]*(?:-[A-Za-z]+)+ ")
_AMOUNT = re.compile(
    r"年?(?:产|处理|加工|生产)?\d[\d.]*[万亿千百]*(?:平方米|立方米|千瓦时?|兆瓦|[一-龥])"
)


def project_wording(result: Result, project: Project, lang: Lang) -> Wording | None:
    """A project's stage, investor, place and figures in one line, to stand beside its name.

    None where nothing is known of it that can be told. A part the checker finds wrong is left out.
    """
    told = Told.of(result)
    named = tuple(q.id for q in result.quantities if q.surface in project.name_zh)
    own = (*project.quantities, *named)
    words = (project_figure(one, lang) for one in _figures(told, project))
    figures = list(dict.fromkeys(filter(None, words)))
    opening = _opening_english if lang == "en" else _opening_chinese
    lines = [
        _line(told, lang, own, [opening(project, is_placed=placed), *figures], project.stage or "")
        for placed in (True, False)
    ]
    return max(filter(None, lines), key=lambda line: len(line.figures), default=None)


def _line(
    told: Told, lang: Lang, own: tuple[str, ...], parts: list[str], kind: str
) -> Wording | None:
    """Those parts of a line that hold against the article, with what it says so far."""
    line: Wording | None = None
    flagged = 0
    for part in filter(None, parts):
        text = f"{line.text}{'; ' if lang == 'en' else '；'}{part}" if line else part
        if len(text.split()) > _MOST_WORDS:
            continue
        longer = checked(told, lang, kind, text, own)
        flagged += longer is None
        line = longer or line
    return replace(line, flagged=flagged) if line else None


def _figures(told: Told, project: Project) -> list[Label]:
    """The figures of a project that its name does not tell, its amount and capacity first."""
    labels = [
        one for one in told.labels_of(project.quantities)
        if one.role == "value" and one.quantity.surface not in project.name_zh
    ]  # fmt: skip
    first = (project.amount, project.capacity)
    lead = [one for q in first for one in labels if one.quantity.id == q]
    every = [*lead, *(one for one in labels if one not in lead)]
    sizes = [one for one in every if one.status == "capacity"]
    return [one for one in every if one not in sizes[1:]][:_MOST_FIGURES]


def _opening_english(project: Project, *, is_placed: bool) -> str:
    """Signed by Zhonghong Pulin Group in Guangyuan on 14 December 2021."""
    stage, by, place, on = table("event_wording")["project_stages"][project.stage or "unknown"]
    investor = project.investor or ""
    told = [stage]
    if investor and investor not in project.name_zh and is_tellable(investor):
        told.append(by.format(by=to_english(investor)))
    if is_placed and project.place and is_tellable_place(project.place):
        told.append(place.format(place=region_english(project.place)))
    if project.signed_on:
        told.append(on.format(day=render_date(project.signed_on, "en")))
    return "".join(told).strip()


def _opening_chinese(project: Project, *, is_placed: bool) -> str:
    """Its place, investor and stage as the article names them."""
    stage = table("event_wording")["project_stages_zh"].get(project.stage or "", "")
    investor = project.investor or ""
    by = "" if investor in project.name_zh else f"{investor}投资"
    place = (project.place or "") if is_placed else ""
    return "，".join(filter(None, (place, by, stage)))


def project_in(told: Told, clause: str, quantities: tuple[str, ...]) -> Project | None:
    """The project a clause tells of: by its name, else by a figure of it."""
    paper = re.compile(table("event_wording")["matter"]["paper"])
    named = [p for p in told.result.projects if p.name_zh in clause and not paper.search(p.name_zh)]
    if named:
        return max(named, key=lambda project: len(project.name_zh))
    mine = [
        p
        for p in told.result.projects
        if {*p.quantities} & {*quantities} and not paper.search(p.name_zh)
    ]
    return mine[0] if len(mine) == 1 else None


def project_english(project: Project) -> list[str]:
    """A project's name with its article: in full, then plainer; none where it is mere pinyin."""
    unknown = [t.zh for t in segmented(fold(project.name_zh)) if t.kind == "unknown"]
    is_brand = all(run in (project.investor or "") for run in unknown)
    is_short = sum(map(len, unknown)) <= _LONGEST_BRAND
    if not (is_named_whole(project.name_zh) and is_brand and is_short):
        return []
    full = re.sub(r" Project$", " project", project.name_en)
    plain = to_english(_AMOUNT.sub("", project.name_zh), style="phrase")
    names = [full, _SIZE.sub("", full), plain]
    return [f"the {name}" for name in dict.fromkeys(names) if name]
