"""The bilingual summary: which facts it tells, who writes each sentence, and what passed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import Field, create_model

from . import prompts, readback
from .asking import Asker
from .checks import SourceIndex
from .composing import (
    Group,
    attaches,
    clauses_of,
    conflict_chinese,
    conflict_english,
    headline_english,
    subject_english,
    told_status,
    write_chinese,
    write_english,
)
from .conflicts import Conflict
from .labels import Label
from .names import to_english
from .phrases import cue
from .quantities import find_quantities
from .records import Article, Finding, Lang, LanguageSummary, Sentence, Summary
from .render import render

MAX_CHARACTERS_ZH, MAX_WORDS_EN = 150, 110
_MAX_GROUPS, _MAX_FACTS, _MIN_WEIGHT = 5, 4, 3
_NEVER_PUBLISHED = ("unsupported", "scale_error", "currency_mismatch", "untranslated")
_NEAR, _HEADLINE_FACTS = 8, 2
_SLACK: dict[Lang, int] = {"zh": 10, "en": 6}
"""How much longer than its draft a sentence may become, in characters or words."""
_TOKENS_PER_SENTENCE = 110


@dataclass(frozen=True)
class Telling:
    """One planned sentence: the facts it states in each language, and its wording by rule.

    The Chinese one keeps whole clauses of the source, so it may state a figure more.
    """

    groups: dict[Lang, Group]
    words: dict[Lang, str]
    is_dispute: bool = False
    """Whether it tells what the article contradicts; no model rewrites that."""

    @property
    def first(self) -> Label:
        """The fact that opens it."""
        return self.groups["en"].first


def plan(
    text: str, labels: list[Label], main_region: str | None, conflicts: list[Conflict]
) -> list[Telling]:
    """The sentences worth telling, the lead first, within the length limits of both languages.

    What the article contradicts is told with both values or not at all.
    """
    doubtful = {one.quantity.id for c in conflicts for one in (c.one, c.other)}
    undisputed = [one for one in labels if one.quantity.id not in doubtful]
    groups = sorted(_groups(undisputed), key=lambda g: -_score(text, g, main_region))
    chosen: list[Telling] = []
    told: set[tuple[object, ...]] = set()
    room: dict[Lang, int] = {"zh": MAX_CHARACTERS_ZH, "en": MAX_WORDS_EN}
    disputes = [t for t in _disputes(conflicts) if _takes(room, t)]
    for group in groups:
        keys = {(one.region, one.quantity.value, one.quantity.unit) for one in group.labels}
        if len(chosen) == _MAX_GROUPS or 2 * len(keys & told) > len(keys):
            continue
        telling = _telling(text, group, labels)
        if telling is None or not _takes(room, telling):
            continue
        told |= keys
        chosen.append(telling)
    lead, rest = chosen[:1], sorted(chosen[1:], key=lambda t: t.first.quantity.start)
    return lead + rest + disputes


def _takes(room: dict[Lang, int], telling: Telling) -> bool:
    """Whether there is room for a sentence in both languages; if so, it is taken."""
    if any(length(telling.words[lang], lang) > room[lang] for lang in room):
        return False
    for lang in room:
        room[lang] -= length(telling.words[lang], lang)
    return True


def _disputes(conflicts: list[Conflict]) -> list[Telling]:
    """One sentence for each place whose totals the article tells in two ways."""
    tellings: list[Telling] = []
    places = dict.fromkeys(c.one.region for c in conflicts)
    for region in places:
        mine = [c for c in conflicts if c.one.region == region]
        one, other = [c.one for c in mine], [c.other for c in mine]
        if one[0].quantity.kind != "count":
            continue
        group = Group((*one, *other), (None,) * (len(one) + len(other)))
        words: dict[Lang, str] = {
            "zh": conflict_chinese(region or "", one, other),
            "en": conflict_english(region or "", one, other),
        }
        tellings.append(Telling({"zh": group, "en": group}, words, is_dispute=True))
    return tellings


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
    for before, one, after in zip([None, *labels], labels, [*labels[1:], None], strict=False):
        if not _is_worth_telling(one):
            continue
        key: tuple[object, ...] = (one.sentence.span, one.region, told_status(one.status))
        if one.inherits and last_key is not None and last_key[:2] == key[:2]:
            key = last_key
        last_key = key
        found.setdefault(key, []).append((one, _limit(before, one, after)))
    return [_group(members) for members in found.values() if _opens(members[0][0])]


def _limit(before: Label | None, one: Label, after: Label | None) -> Label | None:
    """The size class of what is counted: 10亿元以上项目8个, 三个百亿级大单."""
    if before and before.role == "threshold" and 0 <= one.quantity.start - before.quantity.end <= _NEAR:
        return before
    if after and after.role == "scale_class" and after.quantity.start == one.quantity.end:
        return after
    return None


def _is_worth_telling(label: Label) -> bool:
    row = label.indicator
    if row is None or label.role not in ("value", "change") or not label.region:
        return False
    if cue("general").search(label.phrase):
        return False
    return row.weight >= _MIN_WEIGHT and bool(row.did or row.attach)


def _opens(label: Label) -> bool:
    return label.indicator is not None and bool(label.indicator.did)


def _group(members: list[tuple[Label, Label | None]]) -> Group:
    """The weightiest members, in the order of the source.

    A figure that is only told of another one goes where that one is not told.
    """
    wanted = sorted(members, key=lambda m: -(m[0].indicator.weight if m[0].indicator else 0))
    kept: list[tuple[Label, Label | None]] = []
    for one, limit in members:
        if (one, limit) not in wanted[:_MAX_FACTS]:
            continue
        if _opens(one) or (kept and attaches(one, kept[-1][0])):
            kept.append((one, limit))
    return Group(tuple(a for a, _ in kept), tuple(b for _, b in kept))


def _score(text: str, group: Group, main_region: str | None) -> float:
    """How much a reader wants this sentence: its facts, its place, its state, how early it comes."""
    weights = sorted((one.indicator.weight for one in group.labels if one.indicator), reverse=True)
    score = weights[0] + 0.4 * sum(weights[1:3])
    score += 2 if group.region == main_region else 0
    score += {"actual": 3, "target": 1}.get(group.status, 0)
    score += 2 * (1 - group.first.quantity.start / max(1, len(text)))
    return score - sum(len(span) for span in clauses_of(text, group)) / 30


def summarise(
    asker: Asker, tellings: list[Telling], article: Article, fact_ids: dict[str, str]
) -> tuple[Summary, list[Finding]]:
    """The summary in both languages, every sentence read back; bad ones are replaced by rule."""
    published = date.fromisoformat(article.published) if article.published else None
    source = SourceIndex(f"{article.title}\n{article.text.clean}", published)
    findings: list[Finding] = []
    sides: dict[Lang, LanguageSummary] = {}
    langs: tuple[Lang, ...] = ("zh", "en")
    for lang in langs:
        written = _written(asker, [t for t in tellings if not t.is_dispute], lang)
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
            headline=re.sub(r"\s+", " ", article.title) if lang == "zh" else _headline_en(tellings, article.title),
            text=("" if lang == "zh" else " ").join(s.text for s in sentences),
            sentences=tuple(sentences),
        )
    return Summary(zh=sides["zh"], en=sides["en"]), findings


def _headline_en(tellings: list[Telling], title: str) -> str:
    """The lead sentence's first facts, else the title's terms in English."""
    if not tellings:
        return to_english(title)
    return headline_english(tellings[0].groups["en"], _HEADLINE_FACTS)


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
            writer: Literal["model", "rule"] = "rule" if draft == telling.words[lang] else "model"
            return _Choice(draft, writer, tuple(rejected[:1]))
        rejected.append(_doubt(draft, "model", reasons, errors))
    words = telling.words[lang]
    errors = _errors(source, words, lang)
    reasons = readback.problems(words, lang, telling.groups[lang], binding=False)
    doubts = [_doubt(words, "rule", reasons, errors)] if reasons or errors else []
    kept_back = any(f.verdict in _NEVER_PUBLISHED for f in errors)
    return _Choice("" if kept_back else words, "rule", tuple([*rejected[:1], *doubts]))


def _errors(source: SourceIndex, words: str, lang: Lang) -> list[Finding]:
    return [f for f in source.check(words, lang).findings if f.severity == "error"]


def problems_of(telling: Telling, words: str, lang: Lang) -> list[str]:
    """What is wrong with a draft: against its facts, its dates, or its length."""
    made = telling.words[lang]
    found = readback.problems(words, lang, telling.groups[lang], binding=words != made)
    missing = _times(made, lang) - _times(words, lang)
    added = _times(words, lang) - _times(made, lang)
    found += [f"漏了时间“{time}”" for time in sorted(missing)]
    found += [f"时间“{time}”不在初稿里" for time in sorted(added)]
    if length(words, lang) > length(made, lang) + _SLACK[lang]:
        found.append("句子太长，请精简")
    return found


def _times(words: str, lang: Lang) -> set[str]:
    """The dates, periods and seasons a sentence names."""
    return {
        q.iso or q.surface.lower()
        for q in find_quantities(words, lang)
        if q.kind in ("date", "ordinal")
    }


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
