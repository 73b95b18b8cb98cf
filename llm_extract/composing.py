"""English sentences written from facts by rule: what is published when in doubt."""

from __future__ import annotations

import re
from dataclasses import dataclass
from string import Template

from .figure_words import figure_english, in_english, told_of
from .indicators import Combination, combinations
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import subject_english
from .records import Status
from .render import render_date

_PAIR = 2
_GAP = 12
_SEVERAL = re.compile(r"(?:the )?(?:two|three|four|five|six|seven|eight|nine|\d+) ")
_SUMS = ("signed_value", "total_investment")
"""Indicators that are told of the projects counted right before them."""


@dataclass(frozen=True)
class Group:
    """Facts of one source sentence that share place and state, to be told in one sentence."""

    labels: tuple[Label, ...]
    limits: tuple[Label | None, ...]
    """For each label, the size class its count is limited to (10亿元以上), if any."""
    subject: str = ""
    """The company or project it is told of, where that is not its place."""

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


def write_english(group: Group) -> str:
    """One English sentence that states the group's facts, in the voice of economic press."""
    parts = _verb_phrases(group)
    place = to_english(group.subject) if group.subject else subject_english(group.region)
    when = when_english(group)
    ending = "" if is_plural(place) or "、" in group.region else "s"
    figure_leads = group.first.indicator is not None and group.first.indicator.subject == "figure"
    if figure_leads and group.status == "actual":
        return _sentence(when, f"{place}'s {_listed(parts)}")
    if group.status == "target":
        if when.startswith("On ") and not group.first.until:
            return _sentence("", f"{place} set targets {_lower(when)} to {_listed(parts)}")
        return _sentence(when, f"{place} aim{ending} to {_listed(parts)}")
    if group.status == "planned":
        return _sentence(when, f"{place} plan{ending} to {_listed(parts)}")
    return _sentence(when, f"{place} {_listed(parts)}")


def predicates_english(group: Group) -> list[str]:
    """What the group says of its place, for a sentence that has begun: signed 10 projects."""
    phrases = _verb_phrases(group)
    if group.status == "actual":
        return phrases
    opening = "set targets to" if group.status == "target" else "planned to"
    return [f"{opening} {_listed(phrases)}"]


def is_plural(place: str) -> bool:
    """Whether a place in English is several: five cities of northeast Sichuan."""
    return bool(_SEVERAL.match(place))


def headline_english(group: Group, facts: int) -> str:
    """The group's first facts without a date: the line above a summary."""
    done = group.status == "actual"
    if not _combined(group, done=done):
        group = Group(group.labels[:facts], group.limits[:facts])
    lead = write_english(group)
    when = when_english(group)
    words = lead.removeprefix(f"{when}, ").rstrip(".")
    return words[:1].upper() + words[1:]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _sentence(when: str, rest: str) -> str:
    words = f"{when}, {rest}" if when else rest
    return f"{words[0].upper()}{words[1:]}."


def when_english(group: Group) -> str:
    """When, if the source sentence says so: On 24 April 2022, In season 1 of the campaign."""
    first = group.first
    if first.when and "季" in first.when and "季度" not in first.when:
        return f"In {_lower(to_english(first.when, style='phrase'))} of the campaign"
    if not first.when or not first.period:
        return ""
    if first.when.startswith("今年以来"):
        return f"So far in {first.period}"
    if first.since:
        return f"From {render_date(first.period, 'en')} on"
    if first.until:
        end = "the end of " if "底" in first.when else ""
        return f"By {end}{render_date(first.period, 'en')}"
    return in_english(first.period)


def _verb_phrases(group: Group) -> list[str]:
    """One phrase for each fact; a figure that belongs to the one before is attached to it."""
    done = group.status == "actual"
    together = _combined(group, done=done)
    if together:
        return [together]
    pairs = list(zip(group.labels, group.limits, strict=True))
    parts = {
        one.quantity.id: owner for one, limit in pairs if (owner := _owner_of((one, limit), pairs))
    }
    phrases: list[str] = []
    heads: list[str] = []
    last: Label | None = None
    for one, limit in pairs:
        figure = figure_english(one, limit)
        if one.quantity.id in parts:
            continue
        if last is not None and attaches(one, last):
            words = attachment(one, figure)
            is_loose = words.startswith(" with") and ", " in phrases[-1]
            phrases[-1] += f",{words}" if is_loose else words
        elif last is not None and _same_verb(one, last):
            phrases[-1] += f" and {figure}"
        else:
            phrases.append(_told(one, figure, done=done))
            heads.append(one.quantity.id)
        last = one
    for at, head in enumerate(heads):
        mine = [figure_english(*p) for p in pairs if parts.get(p[0].quantity.id) == head]
        phrases[at] += f", including {_listed(mine)}" if mine else ""
    return phrases


_Pair = tuple[Label, Label | None]


def _owner_of(pair: _Pair, pairs: list[_Pair]) -> str | None:
    """The count, by quantity id, that this one is a part or a narrower class of.

    A part (其中) belongs to the whole told before it; a class of its own right (三个百亿级大单)
    belongs to a count without a class.
    """
    one, limit = pair
    if not (one.is_part or (limit is not None and limit.role == "scale_class")):
        return None
    wholes = [
        other for other, other_limit in pairs
        if not other.is_part and other is not one and _same_verb(one, other)
        and (one.is_part or other_limit is None)
    ]  # fmt: skip
    return wholes[0].quantity.id if wholes else None


def _combined(group: Group, *, done: bool) -> str:
    """The group told by a combination of the table, or nothing when none fits."""
    codes = [one.indicator.code if one.indicator else "" for one in group.labels]
    row: Combination | None = next(
        (c for c in combinations() if sorted(c.codes) == sorted(codes)), None
    )
    if row is None:
        return ""
    figures = {code: figure_english(one) for code, one in zip(codes, group.labels, strict=True)}
    return Template(row.did if done else row.do).substitute(figures)


def attaches(one: Label, before: Label) -> bool:
    """Whether a figure is told of the one before: its sum, its part, its lead over others."""
    if one.indicator is None or not one.indicator.attach:
        return False
    no_worth = one.indicator.attach.startswith("worth") and not _has_worth(before)
    no_sum = ", of which" in one.indicator.attach and before.quantity.kind != "money"
    if no_worth or no_sum:
        return False
    if one.indicator.code in _SUMS and _is_of(one, before):
        return True
    if one.indicator.code == "growth":
        return one.inherits and before.quantity.kind in ("count", "money")
    if one.quantity.kind == "percentage_point":
        return before.quantity.kind == "percent" and (one.inherits or one.role == "change")
    is_rise = one.quantity.kind == "percent" and one.role == "change"
    return one.inherits or (is_rise and before.quantity.kind in ("percent", "money"))


def _is_of(one: Label, before: Label) -> bool:
    """Whether a sum follows the count of projects it belongs to, with no words of its own."""
    gap = one.quantity.start - before.quantity.end
    opens = before.quantity.start - one.quantity.end == 1
    counted = before.indicator is not None and before.indicator.noun == "project"
    is_near = opens or 0 < gap <= _GAP
    return counted and before.quantity.kind == "count" and is_near and not before.is_part


def sum_opens(text: str, one: Label, other: Label) -> bool:
    """Whether a sum goes right before the count it is told of: 总投资87亿元的12个项目."""
    between = text[one.quantity.end : other.quantity.start]
    return between == "的" and one.quantity.kind == "money" and other.quantity.kind == "count"


def _has_worth(label: Label) -> bool:
    """Whether a sum can be what this counts is worth: projects and deals, not meetings."""
    counts = label.indicator is not None and label.indicator.code in ("events_held", "delegations")
    return label.quantity.kind == "count" and not counts


def attachment(one: Label, figure: str) -> str:
    """A figure in the words that tie it to the one before it."""
    words = _fill(one.indicator.attach if one.indicator else "", figure, one)
    return words if words.startswith(",") else f" {words}"


def _same_verb(one: Label, before: Label) -> bool:
    return (
        one.indicator is not None and before.indicator is not None
        and one.indicator.code == before.indicator.code and bool(one.indicator.noun)
    )  # fmt: skip


def _told(one: Label, figure: str, *, done: bool) -> str:
    """A fact as a verb phrase of its own."""
    indicator = one.indicator
    template = "" if indicator is None else indicator.did if done else indicator.do or indicator.did
    if template:
        return _fill(template, figure, one)
    name = indicator.en if indicator else to_english(one.phrase, style="phrase")
    return f"{'reported' if done else 'reach'} {figure} ({name})"


def _fill(template: str, figure: str, label: Label) -> str:
    new = "additional" if "新增" in label.phrase else ""
    wider = "the provincial rate"
    for place, rate in table("points")["wider"].items():
        wider = rate if place in label.phrase else wider
    falls = re.search(table("points")["falls"], label.phrase) is not None
    direction = "down" if falls else "up"
    if (label.quantity.value or 0) < 0:
        direction = "a change of"
    told = {name: told_of(label.phrase, name) for name in ("origin", "field", "sort")}
    told["year"] = "full-year " if "年" in label.phrase else ""
    filled = Template(template).substitute(
        q=figure, new=new, wider=wider, direction=direction, **told
    )
    told_down = table("points")["told_down"] if falls else {}
    for rise, fall in told_down.items():
        filled = filled.replace(rise, fall)
    return re.sub(r"\s{2,}", " ", filled).strip()


def _listed(parts: list[str]) -> str:
    if len(parts) == 1:
        return parts[0]
    if len(parts) == _PAIR:
        return f"{parts[0]}, and {parts[1]}" if ", " in parts[0] else " and ".join(parts)
    separator = "; " if any(", " in part for part in parts[:-1]) else ", "
    last = " and " if separator == ", " else "; and "
    return separator.join(parts[:-1]) + last + parts[-1]
