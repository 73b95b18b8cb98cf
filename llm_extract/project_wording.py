"""A project of a result in one line: how far it is, by whom, where, and its figures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .event_parties import is_tellable
from .event_regions import is_tellable_place
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
    return first_sound(told, lang, _lines(told, project, lang), (*project.quantities, *named))


def _lines(told: Told, project: Project, lang: Lang) -> Iterator[tuple[str, str]]:
    """The line with all its parts, without its place, then with fewer of its figures."""
    opening = _opening_english if lang == "en" else _opening_chinese
    word = figure_english if lang == "en" else _figure_chinese
    figures = list(dict.fromkeys(filter(None, map(word, _figures(told, project)))))
    for size in range(len(figures), -1, -1):
        for is_placed in (True, False):
            parts = [part for part in (opening(project, is_placed), *figures[:size]) if part]
            text = ("; " if lang == "en" else "；").join(parts)
            if text and len(text.split()) <= _MOST_WORDS:
                yield project.stage or "", text
    for one in figures:
        yield project.stage or "", one


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


def _opening_english(project: Project, is_placed: bool) -> str:
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


def _opening_chinese(project: Project, is_placed: bool) -> str:
    """Its place, investor and stage as the article names them."""
    stage = table("event_wording")["project_stages_zh"].get(project.stage or "", "")
    investor = project.investor or ""
    by = "" if investor in project.name_zh else f"{investor}投资"
    place = (project.place or "") if is_placed else ""
    return "，".join(filter(None, (place, by, stage)))


def figure_english(label: Label) -> str:
    """A figure of one project with what it measures; empty where English cannot tell that."""
    quantity, code = label.quantity, label.indicator.code if label.indicator else ""
    words = table("event_wording")
    figure = render(quantity, "en", counter=code != "jobs")
    if label.status == "capacity" or code == "capacity":
        capacity = words["project_capacity"]
        if quantity.unit in capacity["power_units"]:
            return str(capacity["power"].format(figure=figure))
        is_yearly = quantity.kind in ("count", "measure") and capacity["yearly"] in label.phrase
        return str(capacity["made"].format(figure=figure)) if is_yearly else ""
    if code in words["project_figures"]:
        done, ahead = words["project_figures"][code]
        phase = next((en for zh, en in words["phases"].items() if zh in label.phrase), "")
        row = ahead if label.status in ("planned", "target") else done
        return str(row.format(figure=figure, phase=phase))
    return _thing(label)


def _thing(label: Label) -> str:
    """What a project has or builds, counted: 24 surface mounting production lines."""
    rules = table("event_wording")["project_things"]
    thing = re.sub(rules["lead"], "", label.phrase)
    if label.quantity.kind != "count" or not re.search(rules["endings"], thing):
        return ""
    is_ahead = label.status in ("planned", "target")
    noun = to_english(thing, style="phrase") if is_translated(thing) else ""
    return f"{render(label.quantity, 'en', noun)}{' planned' if is_ahead else ''}" if noun else ""


def _figure_chinese(label: Label) -> str:
    """A figure with the article's own words for what it measures, told as planned where it is."""
    if not label.phrase:
        return ""
    ahead = label.status in ("planned", "target", "capacity")
    sign = "预计" if ahead and not re.search("[计预拟]", label.phrase) else ""
    return f"{sign}{label.phrase}{render(label.quantity, 'zh')}"


def figures_of_event(labels: list[Label], project: Project | None) -> str:
    """What an event's figures say of its project: its cost and what it is designed for.

    What stands in the project's name is not told again.
    """
    rules = table("event_wording")["project_figures_of_events"]
    name = project.name_zh if project else ""
    new = [one for one in labels if one.quantity.surface not in name and one.role == "value"]
    costs = [x for x in new if x.indicator and x.indicator.code in rules["first"]][:1]
    sizes = [x for x in new if x.status == "capacity"][:1]
    told = [(rules["with"], words) for x in costs if (words := figure_english(x))]
    told += [(rules["designed"], words) for x in sizes if (words := figure_english(x))]
    return "".join(f"{sign}{words}" for sign, words in told)


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
