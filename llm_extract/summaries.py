"""The bilingual summary: which facts it tells, who writes each sentence, and what passed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, create_model

from . import prompts, readback
from .asking import Asker
from .checks import SourceIndex
from .composing import (
    Group,
    clauses_of,
    subject_english,
    told_status,
    write_chinese,
    write_english,
)
from .labels import Label
from .names import to_english
from .quantities import find_quantities
from .records import Article, Finding, Lang, LanguageSummary, Sentence, Summary
from .render import render

MAX_CHARACTERS_ZH, MAX_WORDS_EN = 150, 110
_MAX_GROUPS, _MAX_FACTS, _MIN_WEIGHT = 5, 4, 3
_NEVER_PUBLISHED = ("unsupported", "scale_error", "currency_mismatch", "untranslated")
_NEAR = 8
_TOKENS_PER_SENTENCE = 110


@dataclass(frozen=True)
class Telling:
    """One planned sentence: the facts it states in each language, and its wording by rule.

    The Chinese one keeps whole clauses of the source, so it may state a figure more.
    """

    groups: dict[Lang, Group]
    words: dict[Lang, str]

    @property
    def first(self) -> Label:
        """The fact that opens it."""
        return self.groups["en"].first


def plan(text: str, labels: list[Label], main_region: str | None) -> list[Telling]:
    """The groups of facts worth telling, the most wanted first, within both length limits."""
    groups = sorted(_groups(labels), key=lambda g: -_score(text, g, main_region))
    chosen: list[Telling] = []
    told: set[tuple[object, ...]] = set()
    room: dict[Lang, int] = {"zh": MAX_CHARACTERS_ZH, "en": MAX_WORDS_EN}
    for group in groups:
        keys = {(one.region, one.quantity.value, one.quantity.unit) for one in group.labels}
        if len(chosen) == _MAX_GROUPS or keys & told:
            continue
        telling = _telling(text, group, labels)
        if telling is None or any(length(telling.words[g], g) > room[g] for g in room):
            continue
        for lang in room:
            room[lang] -= length(telling.words[lang], lang)
        told |= keys
        chosen.append(telling)
    lead, rest = chosen[:1], chosen[1:]
    return lead + sorted(rest, key=lambda t: t.first.quantity.start)


def length(words: str, lang: Lang) -> int:
    """Characters of a Chinese text, words of an English one."""
    return len(words) if lang == "zh" else len(words.split())


def _telling(text: str, group: Group, labels: list[Label]) -> Telling | None:
    """The group in both languages; None where its clauses hold figures of another place or state."""
    spans = clauses_of(text, group)
    inside = [one for one in labels if any(s.covers(one.quantity.span) for s in spans)]
    amounts = [q for s in spans for q in find_quantities(s.cut(text)) if q.is_amount]
    if len(amounts) != len(inside):
        return None
    if any(one.region != group.region for one in inside):
        return None
    whole = Group(tuple(inside), (None,) * len(inside))
    if told_status(inside[0].status) != group.status:
        return None
    return Telling(
        {"zh": whole, "en": group}, {"zh": write_chinese(text, whole), "en": write_english(group)}
    )


def _groups(labels: list[Label]) -> list[Group]:
    """Facts of one sentence, place and state together, each with the class that limits it."""
    found: dict[tuple[object, ...], list[tuple[Label, Label | None]]] = {}
    last_key: tuple[object, ...] | None = None
    limit: Label | None = None
    for one in labels:
        if one.role == "threshold":
            limit = one
            continue
        near = limit if limit and 0 <= one.quantity.start - limit.quantity.end <= _NEAR else None
        limit = None
        if not _is_worth_telling(one):
            continue
        key = (one.sentence.span, one.region, told_status(one.status))
        if one.inherits and last_key is not None and last_key[:2] == key[:2]:
            key = last_key
        last_key = key
        found.setdefault(key, []).append((one, near))
    return [_group(members) for members in found.values() if _opens(members[0][0])]


def _is_worth_telling(label: Label) -> bool:
    row = label.indicator
    if row is None or label.role not in ("value", "change") or not label.region:
        return False
    return row.weight >= _MIN_WEIGHT and bool(row.did or row.attach)


def _opens(label: Label) -> bool:
    return label.indicator is not None and bool(label.indicator.did)


def _group(members: list[tuple[Label, Label | None]]) -> Group:
    """The weightiest members, in the order of the source; what belongs to another stays with it."""
    wanted = sorted(members, key=lambda m: -(m[0].indicator.weight if m[0].indicator else 0))
    kept = [m for m in members if m in wanted[:_MAX_FACTS]]
    return Group(tuple(a for a, _ in kept), tuple(b for _, b in kept))


def _score(text: str, group: Group, main_region: str | None) -> float:
    """How much a reader wants this sentence: its facts, its place, its state, how early it comes."""
    weights = sorted((one.indicator.weight for one in group.labels if one.indicator), reverse=True)
    score = weights[0] + 0.4 * sum(weights[1:4])
    score += 2 if group.region == main_region else 0
    score += {"actual": 3, "target": 1}.get(group.status, 0)
    return score + 2 * (1 - group.first.quantity.start / max(1, len(text)))


def summarise(
    asker: Asker, tellings: list[Telling], article: Article, fact_ids: dict[str, str]
) -> tuple[Summary, list[Finding]]:
    """The summary in both languages, every sentence read back; bad ones are replaced by rule."""
    source = SourceIndex(f"{article.title}\n{article.text.clean}")
    findings: list[Finding] = []
    sides: dict[Lang, LanguageSummary] = {}
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        written = _written(asker, tellings, lang)
        sentences: list[Sentence] = []
        for number, telling in enumerate(tellings):
            facts = tuple(fact_ids[one.quantity.id] for one in telling.groups[lang].figures)
            choice = _choose(telling, lang, written.get(number, []), source)
            findings += [
                f.model_copy(update={"where": f"summary.{lang}[{number}]"}) for f in choice.findings
            ]
            if choice.text:
                by = choice.written_by
                sentences.append(
                    Sentence(text=choice.text, facts=facts, verdict="supported", written_by=by)
                )
        sides[lang] = LanguageSummary(
            headline=article.title if lang == "zh" else _headline_en(tellings, article.title),
            text=("" if lang == "zh" else " ").join(s.text for s in sentences),
            sentences=tuple(sentences),
        )
    return Summary(zh=sides["zh"], en=sides["en"]), findings


def _headline_en(tellings: list[Telling], title: str) -> str:
    """The lead sentence without its date, else the title's terms in English."""
    if not tellings:
        return to_english(title)
    words = re.sub(r"^(?:On|In) [^,]{4,40}, ", "", tellings[0].words["en"]).rstrip(".")
    return words[0].upper() + words[1:]


@dataclass(frozen=True)
class _Choice:
    """The sentence that is published, empty when none passed, and what was found on the way."""

    text: str
    written_by: Literal["model", "rule"]
    findings: tuple[Finding, ...] = ()


def _choose(telling: Telling, lang: Lang, drafts: list[str], source: SourceIndex) -> _Choice:
    """The model's last draft that passes, else the sentence by rule, else nothing.

    A model's sentence must pass every check. One by rule was made from the facts, so only a
    figure that is not in the source keeps it back; other doubts go along as findings.
    """
    rejected: list[Finding] = []
    for draft in reversed(drafts):
        errors = _errors(source, draft, lang)
        reasons = problems_of(telling, draft, lang)
        if not reasons and not errors:
            return _Choice(draft, "model", tuple(rejected[:1]))
        rejected.append(_doubt(draft, "model", reasons, errors))
    words = telling.words[lang]
    errors = _errors(source, words, lang)
    reasons = problems_of(telling, words, lang)
    doubts = [_doubt(words, "rule", reasons, errors)] if reasons or errors else []
    kept_back = any(f.verdict in _NEVER_PUBLISHED for f in errors)
    return _Choice("" if kept_back else words, "rule", tuple([*rejected[:1], *doubts]))


def _errors(source: SourceIndex, words: str, lang: Lang) -> list[Finding]:
    return [f for f in source.check(words, lang).findings if f.severity == "error"]


def problems_of(telling: Telling, words: str, lang: Lang) -> list[str]:
    """What is wrong with a draft: against its facts, or because it is longer than its room."""
    found = readback.problems(words, lang, telling.groups[lang])
    slack = {"zh": 10, "en": 6}[lang]
    if length(words, lang) > length(telling.words[lang], lang) + slack:
        found.append("句子太长，请精简")
    return found


def _doubt(words: str, writer: str, reasons: list[str], errors: list[Finding]) -> Finding:
    """Why a sentence was not published, or what a check said of one that was."""
    return Finding(
        verdict=errors[0].verdict if errors else "unsupported",
        severity="info" if writer == "model" else "warning",
        message=f"Sentence by the {writer}: " + "; ".join([*reasons, *(f.message for f in errors)]),
        claim=words,
        source_span=errors[0].source_span if errors else None,
    )


def _written(asker: Asker, tellings: list[Telling], lang: Lang) -> dict[int, list[str]]:
    """The model's drafts for each sentence: the first, and a second where the first failed."""
    if not tellings:
        return {}
    fields: dict[str, Any] = {
        f"s{n}": (str, Field(min_length=4, max_length=400)) for n in range(1, len(tellings) + 1)
    }
    answer_type = create_model("Summary", **fields)
    template = prompts.load(f"summarise_{lang}", asker.folder)
    request = template.request(
        answer_type,
        _TOKENS_PER_SENTENCE * len(tellings) + 40,
        facts="\n".join(_fact_line(n, t, lang) for n, t in enumerate(tellings, 1)),
    )
    first = asker.ask(request, answer_type)
    if first is None:
        return {}
    drafts = {n: [getattr(first, f"s{n + 1}").strip()] for n in range(len(tellings))}
    wrong = [
        f"s{n + 1}：{problem}"
        for n, telling in enumerate(tellings)
        for problem in problems_of(telling, drafts[n][0], lang)
    ]
    if wrong:
        again = prompts.reask(request, first.model_dump_json(), wrong, asker.folder)
        second = asker.ask(again, answer_type)
        for n in range(len(tellings)) if second is not None else ():
            drafts[n].append(getattr(second, f"s{n + 1}").strip())
    return drafts


def _fact_line(number: int, telling: Telling, lang: Lang) -> str:
    """One sentence's facts as the model gets them: place, state, ready figures, and a draft."""
    group = telling.groups[lang]
    state = {
        "zh": {"actual": "已完成", "target": "目标", "planned": "计划"},
        "en": {"actual": "achieved", "target": "target", "planned": "planned"},
    }[lang][group.status]
    if lang == "zh":
        figures = "、".join(render(one.quantity, "zh") for one in group.figures)
        return f"s{number}：{group.region} | {state} | {figures} | {telling.words['zh']}"
    figures = "; ".join(render(one.quantity, "en", counter=False) for one in group.figures)
    place = subject_english(group.region)
    return f"s{number}: {place} | {state} | {figures} | {telling.words['en']}"
