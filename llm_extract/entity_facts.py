"""Key facts of one project or company in both languages, and of what a list of projects holds."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from .composing import write_english
from .dating import with_date
from .groups import groups_of, worth_of
from .key_facts import Point
from .knowledge import table
from .labels import Label
from .names import to_english
from .place_words import short_region, subject_english
from .records import Lang, Project
from .render import render
from .scene import Scene
from .source_words import write_chinese
from .terms import is_named_whole

_LEAST = 3
_LESS_EACH = 0.6
_AROUND = 8
"""So many characters of province and city may stand before the county in a project's name."""
_WORTH_OF_PROJECT, _WORTH_OF_LIST = 12.0, 8.0
_SIZE, _MOST_FOR_SIZE = 1e-10, 4.0
"""How much more a project is worth for each yuan of its investment, and at most."""
_LISTED = 3
_EXPECTED = ("output_value", "jobs")


def of_projects(labels: list[Label], projects: list[Project]) -> list[Point]:
    """Projects with a sum of their own: what is built, where, by whom, for how much.

    Each further one of an article is wanted less than the last, the largest first.
    """
    by_id = {one.quantity.id: one for one in labels if one.role == "value"}
    points = [
        _project_point(project, by_id[project.amount], by_id)
        for project in projects
        if project.amount in by_id and is_named_whole(project.name_zh)
    ]
    ranked = sorted(points, key=lambda point: -point.worth)
    return [replace(one, worth=one.worth - _LESS_EACH * at) for at, one in enumerate(ranked)]


def _project_point(project: Project, amount: Label, by_id: Mapping[str, Label]) -> Point:
    more = [by_id[q] for q in project.quantities if q in by_id and _is_expected(by_id[q])]
    made = by_id.get(project.capacity or "")
    if made is not None and made.quantity.surface not in project.name_zh:
        more = [made, *more]
    size = float(amount.quantity.value or 0) * _SIZE
    worth = _WORTH_OF_PROJECT + min(_MOST_FOR_SIZE, size)
    own = project.stage or "unknown"
    first, *plainer = dict.fromkeys(
        _Told(project, amount, tuple(added), by=by, stage=stage, placed=placed)
        for added, by, stage, placed in (
            (more, True, own, True), ((), True, own, True), ((), False, own, True),
            ((), True, "unknown", True), ((), True, "planned", True), (more, True, own, False),
            ((), True, own, False), ((), False, "unknown", True), ((), False, "planned", True),
            ((), False, "unknown", False),
        )
    )  # fmt: skip
    return Point(
        _words_of(first), first.quantities, amount.quantity.start, worth, project.place or "",
        has_date=True,
        plainer=tuple((_words_of(one), one.quantities) for one in plainer),
    )  # fmt: skip


@dataclass(frozen=True)
class _Told:
    """What a sentence tells of a project: figures beside its sum, its investor, stage and place."""

    project: Project
    amount: Label
    more: tuple[Label, ...]
    by: bool
    stage: str
    placed: bool

    @property
    def quantities(self) -> tuple[str, ...]:
        """What it states: the sum, and the figures beside it."""
        return (self.amount.quantity.id, *(one.quantity.id for one in self.more))


def _words_of(told: _Told) -> dict[Lang, str]:
    """A project in both languages, as fully as `told` says."""
    project, amount = told.project, told.amount
    row = table("points")["stages"][told.stage]
    place, investor = (project.place or "") if told.placed else "", project.investor or ""
    is_named = investor and not investor.startswith(("一家", "某", "多家"))
    by = investor if told.by and is_named and investor not in project.name_zh else ""
    phase = next((words for words in ("一期", "二期", "首期") if words in amount.phrase), "")
    is_planned = amount.status in ("planned", "target") and told.stage != "planned"
    kind = "planned" if is_planned else "actual"
    sort = table("points")["sums"][kind]
    named = _with_kind(_without_place(project.name_zh, place))
    zh = row["zh"].format(
        place=place, name=named, phase=f"{sort['zh']}{phase}", amount=render(amount.quantity, "zh")
    )
    en = row["en"].format(
        place=subject_english(place) if place else "the area",
        name=f"{_english_name(project, place)} project",
        by=f" by {to_english(by)}" if by else "",
        amount=render(amount.quantity, "en"),
        phase=f"{sort['en']}{table('points')['phases'].get(phase, '')}",
    )
    if not place:
        en = en.replace(" in the area", "").replace(
            "the area signed the", "a deal was signed for the"
        )
    zh += f"，由{by}投资" if by else ""
    zh += "".join(f"，预计{_told(one, 'zh')}" for one in told.more)
    if told.more:
        en += f"; it is expected to {' and '.join(_told(one, 'en') for one in told.more)}"
    words: dict[Lang, str] = {"zh": f"{zh}。", "en": f"{en[:1].upper()}{en[1:]}."}
    is_dated = project.signed_on is not None and told.stage == "signed"
    return with_date(words, project.signed_on) if is_dated else words


def _english_name(project: Project, place: str) -> str:
    """A project's name in English without the place it begins with and stands in."""
    name = re.sub(r" Project$", "", project.name_en)
    own = subject_english(place).rpartition("'s ")[2] if place else ""
    rest = name.removeprefix(f"{own} ") if own else name
    return rest if " " in rest else name


def _without_place(name: str, place: str) -> str:
    """A project's name without the place it begins with and stands in."""
    inner = re.search("[^省市州盟县]{1,6}[县区旗市镇乡]$", place)
    around, found, rest = name.partition(inner[0]) if inner else ("", "", name)
    rest = rest if found and len(around) <= _AROUND else name
    return rest if len(rest) > _LEAST else name


def _says_kind(name: str) -> bool:
    """Whether a name says what is built, and is not only a company's."""
    return bool(re.search(table("points")["kinds"], name))


def _with_kind(name: str) -> str:
    return name if _says_kind(name) else f"{name}项目"


def _is_expected(label: Label) -> bool:
    code = label.indicator.code if label.indicator else ""
    return code in _EXPECTED and label.status in ("planned", "target")


def _told(label: Label, lang: Lang) -> str:
    """A figure of what a project is to bring, in words that go on from its name."""
    figure = render(label.quantity, lang, counter=lang == "zh")
    code = label.indicator.code if label.indicator else ""
    code = code if code in _EXPECTED else "capacity"
    return str(table("points")["expected"][code][lang]).format(figure=figure)


def of_companies(
    text: str, labels: list[Label], owners: Mapping[str, str], projects: list[Project]
) -> Iterator[Point]:
    """What a company, not its place, has done or is to do."""
    names = {project.name_zh for project in projects}
    mine = [one for one in labels if owners.get(one.quantity.id, "") not in ("", *names)]
    for group in groups_of(text, mine):
        company = owners[group.first.quantity.id]
        if not is_named_whole(company):
            continue
        told = replace(group, subject=company)
        words: dict[Lang, str] = {"zh": write_chinese(text, told), "en": write_english(told)}
        ids = tuple(one.quantity.id for one in group.figures)
        worth = worth_of(text, group, None)
        is_dated = group.first.when is not None
        yield Point(words, ids, group.first.quantity.start, worth, group.region, is_dated)


def of_project_list(projects: list[Project], scene: Scene) -> Iterator[Point]:
    """The first projects an article names, where it gives none of them a sum."""
    named = [
        p for p in projects
        if p.amount is None and p.place and is_named_whole(p.name_zh) and _says_kind(p.name_zh)
    ]  # fmt: skip
    if len(named) < _LISTED or any(p.amount for p in projects):
        return
    first = named[:_LISTED]
    zh = "、".join(f"{_place_before(p)}{p.name_zh}" for p in first)
    en = [_named_english(p) for p in first]
    words: dict[Lang, str] = {
        "zh": f"项目包括{zh}。",
        "en": f"Projects named include {'; '.join(en[:-1])}; and {en[-1]}.",
    }
    ids = tuple(q.id for p in first for q in scene.inside(p.evidence) if q.surface in p.name_zh)
    yield Point(words, ids, first[0].evidence.start, _WORTH_OF_LIST, has_date=True)


def _place_before(project: Project) -> str:
    place = project.place or ""
    return "" if short_region(place) in project.name_zh else f"{place}的"


def _named_english(project: Project) -> str:
    """A project by its name, with its place in front where the name does not tell it."""
    name = f"{re.sub(r' Project$', '', project.name_en)} project"
    place = subject_english(project.place or "").rpartition("'s ")[2]
    return f"the {name}" if place.split()[0] in name else f"{place}'s {name}"
