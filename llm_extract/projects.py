"""Named projects of an article, by rule: name, investor, place, stage, and its own amount."""

from __future__ import annotations

import re
from functools import cache

from .knowledge import table
from .labels import governs
from .names import to_english
from .places import PlaceMention
from .records import Project, Quantity
from .sentences import Sentence
from .text import Span

_MIN_NAME, _MAX_NAME = 5, 40
_STAGES = ("in_production", "under_construction", "signed", "planned")


@cache
def _rule(name: str) -> re.Pattern[str]:
    return re.compile(table("projects")[name])


@cache
def _name_pattern() -> re.Pattern[str]:
    bracket = r"[（(][^（()）,，。]{1,10}[)）]"
    word = rf"(?:[一-龥A-Za-z0-9·%]|{bracket}|“[^”“]{{2,14}}”)"
    return re.compile(rf"{word}{{2,}}?(?:{table('projects')['ending']})(?![一-龥]*(?:建设推进|推进会))”?")


def find_projects(
    text: str,
    sentences: list[Sentence],
    quantities: list[Quantity],
    places: list[PlaceMention],
    main_region: str | None,
) -> list[Project]:
    """Every named project once, at its first mention; later mentions fill what was missing."""
    found: dict[str, Project] = {}
    for sentence in sentences:
        inside = [q for q in quantities if sentence.span.covers(q.span)]
        for span in _names(text, sentence.span, inside):
            name = re.sub(r"[“”\s]", "", span.cut(text))
            project = _describe(text, name, span, sentence, inside)
            place = _place(text, span, sentence, places) or main_region
            project = project.model_copy(update={"place": place})
            known = next((k for k in found if name in k or k in name), None)
            if known is None:
                found[name] = project
            else:
                found[known] = _filled(found[known], project)
    return list(found.values())


def _names(text: str, within: Span, quantities: list[Quantity]) -> list[Span]:
    """The spans of project names in one sentence, enumerations taken apart."""
    spans: list[Span] = []
    for match in _name_pattern().finditer(text, within.start, within.end):
        start = _without_lead(text, Span(match.start(), match.end()), quantities)
        name = text[start : match.end()]
        if not _is_specific(name):
            continue
        spans.append(Span(start, match.end()))
    return spans


def _without_lead(text: str, span: Span, quantities: list[Quantity]) -> int:
    """Where the name itself begins: behind verbs, 投资…的, and 位于…的."""
    start = span.start
    cut = text[start : span.end]
    possessive = re.match(r"^.{0,24}?的(?=.{5})", cut)
    if possessive:
        start += possessive.end()
    lead = _rule("lead").match(text[start : span.end])
    if lead:
        start += lead.end()
    return start


def _is_specific(name: str) -> bool:
    """Whether a name tells one project from others, and is no sentence."""
    if not _MIN_NAME <= len(name) <= _MAX_NAME or _rule("not_name").search(name):
        return False
    rest = _rule("generic").sub("", _rule("ending").sub("", name))
    return len(re.sub(r"[“”（()）]", "", rest)) >= 2  # noqa: PLR2004


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
        if span.end <= quantity.start and not counted and re.fullmatch(
            r"[^。；;、]{0,20}(?:投资|金额)[^。；;、]{0,6}", after
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
    leading = re.match(r"^([一-龥]{2,10}?(?:集团|公司|能投|锂业|纸业|实业|科技|新材料|硅材料))", name)
    return leading[1] if leading else None


def _place(
    text: str, span: Span, sentence: Sentence, places: list[PlaceMention]
) -> str | None:
    near = [
        p for p in places
        if sentence.span.covers(p.span) and p.span.start <= span.end and p.name and governs(text, p)
    ]  # fmt: skip
    return near[-1].name if near else None


def _filled(known: Project, more: Project) -> Project:
    """The known project with what the later mention adds."""
    missing = {
        field: getattr(more, field)
        for field in ("investor", "place", "amount", "stage")
        if getattr(known, field) is None
    }
    return known.model_copy(update=missing)
