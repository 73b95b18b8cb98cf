"""Named projects of an article, by rule: name, investor, place, stage, and its own amount."""

from __future__ import annotations

import re
from functools import cache

from .governing import governs
from .knowledge import table
from .names import to_english
from .records import Project, Quantity
from .scene import Scene
from .sentences import Sentence
from .text import Span

_MIN_NAME, _MAX_NAME = 5, 40
_CUT = 8
_STAGES = ("in_production", "under_construction", "signed", "planned")


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("projects")[name])


@cache
def _name_pattern() -> re.Pattern[str]:
    bracket = r"[（(][^（()）,，。]{1,10}[)）]"
    word = rf"(?:[一-龥A-Za-z0-9·%]|{bracket}|“[^”“]{{2,14}}”)"
    ending = table("projects")["ending"]
    return re.compile(rf"{word}{{2,40}}?(?:(?:{ending}|及|和)”?)*(?:{ending})”?")


def find_projects(scene: Scene) -> list[Project]:
    """Every named project once, at its first mention; later mentions fill what was missing."""
    found: dict[str, Project] = {}
    for sentence in scene.sentences:
        inside = scene.inside(sentence.span)
        for span in _names(scene, sentence.span):
            name = re.sub(r"[“”\s]", "", span.cut(scene.text))
            project = _describe(scene.text, name, span, sentence, inside)
            project = project.model_copy(update={"place": _place(scene, span, sentence)})
            known = next((k for k in found if name in k or k in name), None)
            if known is None:
                found[name] = project
            else:
                found[known] = _filled(found[known], project)
    return list(found.values())


def _names(scene: Scene, within: Span) -> list[Span]:
    """The spans of project names in one sentence, enumerations taken apart."""
    spans: list[Span] = []
    for match in _name_pattern().finditer(scene.text, within.start, within.end):
        span = _without_lead(scene, Span(match.start(), match.end()))
        if _rule("location_before").search(scene.text[max(0, span.start - 4) : span.start]):
            continue
        if _is_specific(scene, span):
            spans.append(span)
    return spans


def _without_lead(scene: Scene, span: Span) -> Span:
    """The name itself: behind verbs, counts, sums, 投资…的, and 位于…的."""
    start = span.start
    for _ in range(4):
        cut = scene.text[start : span.end]
        lead = _rule("possessive").match(cut) or _rule("lead").match(cut)
        if lead is None:
            break
        start += lead.end()
    counts = [
        q.end for q in scene.inside(Span(start, span.end)) if q.start == start and q.kind == "count"
    ]
    broken = [
        q.start for q in scene.inside(Span(start - _CUT, span.end)) if q.start < start < q.end
    ]
    return Span((broken or counts[-1:] or [start])[0], span.end)


def _is_specific(scene: Scene, span: Span) -> bool:
    """Whether a name tells one project from others, and is no part of a sentence.

    Something must be left when places, figures, and words that fit any project are taken away.
    """
    name = span.cut(scene.text)
    if not _MIN_NAME <= len(name) <= _MAX_NAME or _rule("not_name").search(name):
        return False
    gone = [p.span for p in scene.places if span.covers(p.span) and not p.in_name]
    gone += [q.span for q in scene.inside(span) if q.kind != "measure"]
    pieces: list[str] = []
    position = span.start
    for taken in sorted(gone):
        pieces.append(scene.text[position : taken.start])
        position = max(position, taken.end)
    rest = "".join([*pieces, scene.text[position : span.end]])
    rest = _rule("slogan").sub("", rest)
    rest = _rule("generic").sub("", _rule("ending").sub("", rest))
    return len(re.sub(r"[“”（()）·]", "", rest)) >= 2  # noqa: PLR2004


def _describe(
    text: str, name: str, span: Span, sentence: Sentence, quantities: list[Quantity]
) -> Project:
    words = sentence.span.cut(text)
    stage = next((s for s in _STAGES if _rule(f"stage_{s}").search(words)), None)
    amount = _own_amount(text, span, quantities)
    return Project(
        name_zh=name,
        name_en=to_english(name),
        investor=_investor(text, name, span, sentence),
        amount=amount.id if amount else None,
        stage=stage,  # type: ignore[arg-type]  # _STAGES holds the literal's values
        evidence=sentence.span,
    )


def _own_amount(text: str, span: Span, quantities: list[Quantity]) -> Quantity | None:
    """The money said of this project alone: 投资X的NAME, or NAME…总投资X with no count between."""
    for quantity in quantities:
        if quantity.kind != "money" or quantity.surface.endswith("级"):
            continue
        between = text[quantity.end : span.start]
        if quantity.end <= span.start and re.fullmatch(r"的?[^,，、。]{0,12}", between):
            return quantity
        after = text[span.end : quantity.start]
        counted = any(
            q.kind == "count" and span.end <= q.start < quantity.start for q in quantities
        )
        if (
            span.end <= quantity.start
            and not counted
            and re.fullmatch(r"[^。；;、]{0,20}(?:投资|金额)[^。；;、]{0,6}", after)
        ):
            return quantity
    return None


def _investor(text: str, name: str, span: Span, sentence: Sentence) -> str | None:
    """The company the sentence says signs or builds it, else the one the name begins with."""
    company = r"[一-龥]{2,16}?(?:集团有限公司|股份有限公司|有限公司|集团|公司)"
    before = text[sentence.span.start : span.start]
    named = re.findall(rf"(?:与|和|由|引进)({company})", before)
    if named:
        return str(named[-1])
    leading = _rule("company_start").match(name)
    return leading["company"] if leading else None


def _place(scene: Scene, span: Span, sentence: Sentence) -> str | None:
    near = [
        p for p in scene.places
        if sentence.span.covers(p.span) and p.span.start <= span.end and p.name
        and governs(scene.text, p)
    ]  # fmt: skip
    return near[-1].name if near else scene.regions.get(sentence.span)


def _filled(known: Project, more: Project) -> Project:
    """The known project with what the later mention adds."""
    missing = {
        field: getattr(more, field)
        for field in ("investor", "place", "amount", "stage")
        if getattr(known, field) is None
    }
    return known.model_copy(update=missing)
