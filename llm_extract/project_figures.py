"""The figures of one project in words: what it costs, what it is designed for, what it brings."""

from __future__ import annotations

import re

from .knowledge import table
from .labels import Label
from .names import to_english
from .records import Lang, Project
from .render import render
from .terms import is_translated

_AHEAD = ("planned", "target")


def project_figure(label: Label, lang: Lang) -> str:
    """A figure of one project with what it measures; empty where that cannot be told."""
    code = label.indicator.code if label.indicator else ""
    rows = table("event_wording")["project_figures"]
    if label.status == "capacity" or code == "capacity":
        return _capacity(label, lang)
    if code not in rows:
        return _thing(label, lang)
    done, ahead = rows[code][lang]
    phases: dict[str, str] = table("event_wording")["phases"]
    phase = next((zh for zh in phases if zh in label.phrase), "")
    counter = lang == "zh" or code != "jobs"
    return str(
        (ahead if label.status in _AHEAD else done).format(
            figure=render(label.quantity, lang, counter=counter),
            phase=phases.get(phase, "") if lang == "en" else phase,
        )
    )


def _capacity(label: Label, lang: Lang) -> str:
    """What a project is designed for: 40,000 tonnes a year, 200 MW."""
    rules = table("event_wording")["project_capacity"]
    quantity = label.quantity
    is_few = quantity.kind == "count" and (quantity.value or 0) < rules["least"]
    if is_few or not re.search(rules["pattern"], label.phrase):
        return ""
    figure = render(quantity, lang)
    is_power = quantity.unit in rules["power_units"]
    is_yearly = quantity.kind in ("count", "measure") and rules["yearly"] in label.phrase
    if not (is_power or is_yearly):
        return ""
    if lang == "zh":
        return str(rules["made_zh"].format(what=label.phrase, figure=figure))
    return str(rules["power" if is_power else "made"].format(figure=figure))


def _thing(label: Label, lang: Lang) -> str:
    """What a project has or builds, counted: 24 surface mounting production lines."""
    rules = table("event_wording")["project_things"]
    thing = re.sub(rules["lead"], "", label.phrase)
    if label.quantity.kind != "count" or not re.search(rules["endings"], thing):
        return ""
    is_ahead = label.status in _AHEAD
    if lang == "zh":
        return f"{'规划' if is_ahead else ''}{thing}{render(label.quantity, 'zh')}"
    noun = to_english(thing, style="phrase") if is_translated(thing) else ""
    return f"{render(label.quantity, 'en', noun)}{' planned' if is_ahead else ''}" if noun else ""


def figures_of_event(labels: list[Label], project: Project | None) -> str:
    """What an event's figures say of its project in English: its cost, and what it is for.

    What stands in the project's name is not told again.
    """
    rules = table("event_wording")["project_figures_of_events"]
    name = project.name_zh if project else ""
    new = [one for one in labels if one.quantity.surface not in name and one.role == "value"]
    costs = [x for x in new if x.indicator and x.indicator.code in rules["first"]][:1]
    sizes = [x for x in new if x.status == "capacity"][:1]
    told = [(rules["with"], words) for x in costs if (words := project_figure(x, "en"))]
    told += [(rules["designed"], words) for x in sizes if (words := project_figure(x, "en"))]
    return "".join(f"{sign}{words}" for sign, words in told)
