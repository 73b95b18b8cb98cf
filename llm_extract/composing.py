"""Sentences written from facts by rule, Chinese and English: what is published when in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template

from .indicators import Indicator, adjectives
from .labels import Label
from .names import place_english, to_english
from .records import Status
from .render import render, render_date
from .text import Span

_TARGET, _PLANNED = "aims to", "plans to"


@dataclass(frozen=True)
class Group:
    """Facts of one source sentence that share place and state, to be told in one sentence."""

    labels: tuple[Label, ...]
    limits: tuple[Label | None, ...]
    """For each label, the size class its count is limited to (10亿元以上), if any."""

    @property
    def first(self) -> Label:
        """The fact that opens the sentence."""
        return self.labels[0]

    @property
    def region(self) -> str:
        """The place all its facts belong to."""
        return self.first.region or ""

    @property
    def status(self) -> Status:
        """The state its facts share, rates and ranks counting as done."""
        return told_status(self.first.status)

    @property
    def figures(self) -> list[Label]:
        """Every label whose figure the sentence states, limits included."""
        return [*self.labels, *(one for one in self.limits if one is not None)]


def told_status(status: Status) -> Status:
    """How a sentence tells a status: as done, as an aim, or as planned."""
    if status in ("rate", "rank", "actual"):
        return "actual"
    return "planned" if status == "capacity" else status


def write_chinese(text: str, group: Group) -> str:
    """The clauses of the source that state the group's facts, with their place in front."""
    span = _clauses(text, group)
    words = re.sub(r"\s+", "", span.cut(text)).strip("，,。；;：:、!！…. ")
    words = re.sub(r"^(?:其中|同时|此外|据悉|据了解|据统计|随后|当天|目前)[，,]?", "", words)
    words = words.replace(",", "，").replace(";", "；")
    short = re.sub(r"[市县区州]$", "", re.sub(r"^.*?[省市](?=.{2})", "", group.region))
    if short and short not in words:
        words = f"{group.region}{words}"
    if group.status == "target" and not re.search(r"目标|力争|确保|不少于|不低于|将|计划|争取", words):
        words = f"{group.region}的目标是{words.removeprefix(group.region)}"
    return f"{words}。"


def _clauses(text: str, group: Group) -> Span:
    """From the clause that opens the group's facts to the one that closes them."""
    sentence = group.first.sentence.span
    start = min(one.quantity.start for one in group.figures)
    end = max(one.quantity.end for one in group.figures)
    while start > sentence.start and text[start - 1] not in ",，;；。：:\n":
        start -= 1
    lead = re.match(r"[^，,]{2,24}[，,]", text[sentence.start : start])
    if lead and lead.end() == start - sentence.start:
        start = sentence.start
    while end < sentence.end and text[end] not in ",，;；。!！\n":
        end += 1
    return Span(start, end)


def write_english(group: Group) -> str:
    """One English sentence that states the group's facts, in the voice of economic press."""
    place = place_english(group.region)
    parts = _verb_phrases(group)
    when = when_english(group)
    if group.first.indicator is not None and group.first.indicator.subject == "figure":
        subject = f"{place}'s"
        return _sentence(when, f"{subject} {_listed(parts)}")
    if group.status == "target":
        return _sentence(when, f"{place} {_TARGET} {_listed(parts)}")
    if group.status == "planned":
        return _sentence(when, f"{place} {_PLANNED} {_listed(parts)}")
    return _sentence(when, f"{place} {_listed(parts)}")


def _sentence(when: str, rest: str) -> str:
    words = f"{when}, {rest}" if when else rest
    return f"{words[0].upper()}{words[1:]}."


def when_english(group: Group) -> str:
    """The period in words: On 24 April 2022, In the first quarter of 2022, or nothing."""
    period = group.first.period
    if not period:
        return ""
    words = render_date(period, "en")
    preposition = "On" if re.fullmatch(r"\d{4}-\d{2}-\d{2}", period) else "In"
    return f"{preposition} {words}"


def _verb_phrases(group: Group) -> list[str]:
    """One phrase for each fact; a figure that belongs to the one before is attached to it."""
    phrases: list[str] = []
    done = group.status == "actual"
    last: Label | None = None
    for one, limit in zip(group.labels, group.limits, strict=True):
        indicator = one.indicator
        figure = figure_english(one, limit)
        template = _template(indicator, done=done)
        if phrases and last is not None and indicator and indicator.attach and _belongs(one, last):
            phrases[-1] += f"{_glue(indicator)}{_fill(indicator.attach, figure, one)}"
        elif template:
            phrases.append(_fill(template, figure, one))
        else:
            name = indicator.en if indicator else to_english(one.phrase, style="phrase")
            phrases.append(f"{'recorded' if done else 'reach'} {figure} ({name})")
        last = one
    return phrases


def _template(indicator: Indicator | None, *, done: bool) -> str:
    if indicator is None:
        return ""
    return indicator.did if done else indicator.do or indicator.did


def _belongs(one: Label, before: Label) -> bool:
    """Whether a sum or rate is told of what was counted just before it."""
    return before.quantity.kind == "count" or one.quantity.kind in ("percentage_point", "percent")


def _glue(indicator: Indicator) -> str:
    return ", " if indicator.attach.startswith(("of which", "with ", "up ", "$q ")) else " "


def _fill(template: str, figure: str, label: Label) -> str:
    new = "additional" if "新增" in label.phrase else ""
    wider = "the provincial rate"
    filled = Template(template).safe_substitute(q=figure, new=new, wider=wider)
    return re.sub(r"\s{2,}", " ", filled)


def figure_english(label: Label, limit: Label | None = None) -> str:
    """The figure with its noun and adjectives: at least 200 key companies."""
    noun = ""
    if label.quantity.kind == "count":
        noun = label.indicator.noun if label.indicator else ""
        extra = " ".join(w for w in adjectives(label.phrase).split() if w not in noun.split())
        noun = f"{extra} {noun}".strip() if noun else ""
    words = render(label.quantity, "en", noun)
    if limit is not None:
        words += f" of {render(limit.quantity, 'en')} or more".replace("at least ", "")
    return words


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    separator = "; " if any("," in part for part in parts) else ", "
    last = " and " if separator == ", " else "; and "
    return separator.join(parts[:-1]) + last + parts[-1]
