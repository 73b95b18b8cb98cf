"""Named projects of an article, by rule: name, investor, place, stage, and its own figures."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from functools import cache

from .companies import Company, find_companies
from .governing import governs
from .knowledge import table
from .names import to_english
from .project_names import NamedSpan, find_names, rule
from .project_parts import (
    agreed_with,
    amount_before,
    figures_behind,
    figures_in_name,
    first_amount,
    investor_of,
    place_of,
    spoken,
)
from .records import Project
from .scene import Scene
from .segments import segmented
from .sentences import Sentence
from .stages import stage_of
from .text import Span

_MIN_ALIAS = 2
_MIN_PART = 4
_DAY = len("2022-05-19")
_GENERAL_ENDING = re.compile(r"(?:建设)?(?:项目|工程)\Z")
_SHORT_NAME = re.compile(r"(?P<name>[一-龥A-Za-z0-9]{2,12}?)(?:项目|工程)")
_THIS = re.compile(r"[此本这该]次?")
_BEGUN = ("under_construction", "in_production")
_JOINED = re.compile(r"[”)）]?(?:[、和及与]|以及)(?:[一-龥]{1,3}[市县区]的?)?")


@dataclass
class _Reader:
    """What is known while the sentences are read in order."""

    scene: Scene
    companies: list[Company]
    projects: list[Project] = field(default_factory=list)
    sure_of_place: list[int] = field(default_factory=list)
    """How surely each project's place is told, as place_of says it."""
    current: int | None = None
    """The project the last sentence told of, None where it told of several."""
    paragraph: Span | None = None


def find_projects(scene: Scene) -> list[Project]:
    """Every named project once, at its first mention; later mentions fill what was missing."""
    reader = _Reader(scene, find_companies(scene.text))
    for sentence in scene.sentences:
        _read(reader, sentence)
    return reader.projects


def _read(reader: _Reader, sentence: Sentence) -> None:
    """Take in one sentence: the projects it names, and what it says of the one named before."""
    scene = reader.scene
    again = _spoken_of_again(reader, sentence)
    if again is None and reader.paragraph != sentence.paragraph:
        reader.current = None
    reader.paragraph = sentence.paragraph
    names = _together(scene.text, find_names(scene, sentence.span, parts_only=again is not None))
    told = [again] if again else []
    told += [(_known_or_new(reader, sentence, named), named) for named in names]
    if not told:
        told = _agreement(reader, sentence) or _gone_on(reader, sentence)
    for position, (index, named) in enumerate(told):
        own_sums = _have_own_sums(scene, sentence, told, named)
        mention = _Mention(
            sentence,
            named,
            until=_until(scene, sentence, told[position:], own_sums=own_sums),
            grouped=named.whole != named.span and not own_sums,
            single=not named.listed and len(names) <= 1,
        )
        _tell(reader, index, mention)
    if told:
        reader.current = told[0][0] if len({index for index, _ in told}) == 1 else None


@dataclass(frozen=True)
class _Mention:
    """One place where a project is spoken of."""

    sentence: Sentence
    named: NamedSpan
    until: int
    """Where the sentence goes on to another project."""
    grouped: bool
    """Whether it is told together with others, whose figures are not its own."""
    single: bool
    """Whether the sentence names no other."""


def _until(
    scene: Scene, sentence: Sentence, told: list[tuple[int, NamedSpan]], *, own_sums: bool
) -> int:
    """Where the sentence goes on from the first of `told` to the next project, or to its sum."""
    named = told[0][1]
    following = [n.whole.start for _, n in told[1:] if n.whole.start > named.whole.end]
    until = min(following, default=sentence.span.end)
    if len(told) > 1 and (own_sums or not named.listed):
        next_sum = amount_before(scene, sentence, told[1][1])
        if next_sum and next_sum.start >= named.span.end:
            return min(until, next_sum.start)
    return until


def _have_own_sums(
    scene: Scene, sentence: Sentence, told: list[tuple[int, NamedSpan]], named: NamedSpan
) -> bool:
    """Whether several of a list have a sum in front: 总投资55亿元的A、投资21亿元的B."""
    row = [other for _, other in told if other.whole == named.whole]
    sums = {amount.id for other in row if (amount := amount_before(scene, sentence, other))}
    return len(sums) > 1


def _together(text: str, names: list[NamedSpan]) -> list[NamedSpan]:
    """Names with what joins them (A项目和B项目) as the list they stand in."""
    chains: list[list[NamedSpan]] = []
    for named in names:
        between = text[chains[-1][-1].span.end : named.span.start] if chains else ""
        if chains and not named.listed and _JOINED.fullmatch(between):
            chains[-1].append(named)
        else:
            chains.append([named])
    return [
        replace(named, whole=Span(chain[0].span.start, chain[-1].span.end))
        if len(chain) > 1 and not named.listed else named
        for chain in chains for named in chain
    ]  # fmt: skip


# Which project


def _known_or_new(reader: _Reader, sentence: Sentence, named: NamedSpan) -> int:
    name = _bare(named.span.cut(reader.scene.text))
    known = _index_of(reader, name)
    if known is not None:
        return known
    reader.projects.append(
        Project(
            name_zh=name, name_en=to_english(name), industry=_industry(name), evidence=sentence.span
        )
    )
    reader.sure_of_place.append(0)
    return len(reader.projects) - 1


def _bare(words: str) -> str:
    return re.sub(r"\A[（(][一二三四五六七八九十\d]{1,2}[）)]|[“”\s]", "", words)


def _index_of(reader: _Reader, name: str) -> int | None:
    """The project called so before, in full or short, or by the company behind it."""
    short = _GENERAL_ENDING.sub("", name)
    for index, project in enumerate(reader.projects):
        other = _GENERAL_ENDING.sub("", project.name_zh)
        if short == other or name in project.name_zh or project.name_zh in name:
            return index
        if min(len(short), len(other)) >= _MIN_PART and (short in other or other in short):
            return index
    owned = [
        index for index, project in enumerate(reader.projects)
        if project.investor and name != short and short in project.investor
    ]  # fmt: skip
    return owned[0] if len(owned) == 1 and len(short) >= _MIN_ALIAS else None


def _spoken_of_again(reader: _Reader, sentence: Sentence) -> tuple[int, NamedSpan] | None:
    """The project a sentence opens with 该项目, or with the last words of its name."""
    words = sentence.span.cut(reader.scene.text)
    opening = spoken("opening").match(words)
    if opening and reader.current is not None:
        span = Span(sentence.span.start, sentence.span.start + opening.end("subject"))
        return reader.current, NamedSpan(span, span)
    for index, project in enumerate(reader.projects):
        bare = _GENERAL_ENDING.sub("", project.name_zh)
        if len(bare) >= _MIN_PART and words.removeprefix("其中，").startswith(bare):
            start = sentence.span.start + words.index(bare)
            span = Span(start, start + len(bare))
            return index, NamedSpan(span, span)
    short = _SHORT_NAME.match(words)
    return _by_short_name(reader, sentence, short) if short else None


def _by_short_name(
    reader: _Reader, sentence: Sentence, short: re.Match[str]
) -> tuple[int, NamedSpan] | None:
    """The one project whose name holds the last words before 项目: 此次的扩能项目."""
    name = short["name"]
    for size in range(len(name), _MIN_ALIAS - 1, -1):
        tail = name[-size:]
        if rule("generic").fullmatch(tail) and not _THIS.search(name):
            return None
        holding = [i for i, p in enumerate(reader.projects) if tail in p.name_zh]
        if len(holding) == 1 and len(tail) < len(reader.projects[holding[0]].name_zh) - _MIN_ALIAS:
            end = sentence.span.start + short.end()
            span = Span(end - size - 2, end)
            return holding[0], NamedSpan(span, span)
    return None


def _gone_on(reader: _Reader, sentence: Sentence) -> list[tuple[int, NamedSpan]]:
    """The project the sentence before told of, where this one goes on with its figures."""
    scene = reader.scene
    if reader.current is None or not spoken("figures").search(sentence.span.cut(scene.text)):
        return []
    opens = Span(sentence.span.start, sentence.span.start)
    if spoken("goes_on").match(scene.text, sentence.span.start):
        return [(reader.current, NamedSpan(opens, opens))]
    others = [c.span for c in reader.companies] + [
        p.span for p in scene.places if governs(scene.text, p) or p.level == "self"
    ]
    if any(sentence.span.covers(span) for span in others) or spoken("other_subject").search(
        sentence.span.cut(scene.text)
    ):
        reader.current = None
        return []
    return [(reader.current, NamedSpan(opens, opens))]


def _agreement(reader: _Reader, sentence: Sentence) -> list[tuple[int, NamedSpan]]:
    """An agreement signed with one company, told as a project of its own."""
    match = rule("agreement").search(reader.scene.text, sentence.span.start, sentence.span.end)
    if match is None:
        return []
    company = agreed_with(sentence, Span(*match.span()), reader.companies)
    if company is None:
        return []
    name = company + match["name"]
    reader.projects.append(
        Project(
            name_zh=name,
            name_en=to_english(name),
            investor=company,
            stage="signed",
            evidence=sentence.span,
        )
    )
    reader.sure_of_place.append(0)
    span = Span(*match.span("name"))
    return [(len(reader.projects) - 1, NamedSpan(span, span))]


# What is said of it


def _tell(reader: _Reader, index: int, mention: _Mention) -> None:
    """Add what one mention says of a project."""
    scene, named = reader.scene, mention.named
    known = reader.projects[index]
    inner = figures_in_name(scene, named.span)
    figures = list(inner)
    amount = None if mention.grouped else amount_before(scene, mention.sentence, named)
    if not mention.grouped:
        behind = figures_behind(scene, named.span.end, mention.until)
        figures += [amount, *behind] if amount else behind
        amount = amount or first_amount(scene.text, named.span.end, behind)
        amount = amount or next((q for q in inner if q.kind == "money"), None)
    place = known.place
    sure, told = place_of(scene, mention.sentence, named, mention.until, known.place)
    if sure > reader.sure_of_place[index]:
        reader.sure_of_place[index], place = sure, told
    until = mention.sentence.span.end if named.listed else mention.until
    stage = known.stage
    if stage in (None, "signed", "planned"):
        told_stage = stage_of(scene, mention.sentence, named.whole, until, listed=named.listed)
        stage = told_stage if stage is None or told_stage in _BEGUN else stage
    capacity = next((q.id for q in inner if q.kind in ("measure", "count")), None)
    reader.projects[index] = known.model_copy(
        update={
            "investor": known.investor
            or investor_of(scene, mention.sentence, named, reader.companies, single=mention.single),
            "place": place,
            "amount": known.amount or (amount.id if amount else None),
            "capacity": known.capacity or capacity,
            "stage": stage,
            "signed_on": known.signed_on or _signed_on(scene, mention, stage),
            "quantities": tuple(dict.fromkeys([*known.quantities, *(q.id for q in figures)])),
        }
    )


def _signed_on(scene: Scene, mention: _Mention, stage: str | None) -> str | None:
    """The day the sentence gives in front of a signing."""
    before = scene.inside(Span(mention.sentence.span.start, mention.named.span.start))
    days = [q.iso for q in before if q.kind == "date" and q.iso and len(q.iso) == _DAY]
    words = mention.sentence.span.cut(scene.text)
    return days[-1] if days and stage == "signed" and "签" in words else None


@cache
def _industries() -> frozenset[str]:
    return frozenset(table("glossary")["industries"]) - set(table("projects")["no_industry"])


def _industry(name: str) -> str | None:
    """The longest of the branches that the name holds."""
    words = [t.zh for t in segmented(name) if t.zh in _industries()]
    return max(words, key=len, default=None)
