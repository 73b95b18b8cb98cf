"""The bilingual summary: which facts it tells, who writes each sentence, and what passed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field, create_model

from . import prompts, readback
from .asking import Asker
from .checks import SourceIndex
from .composing import Group, figure_english, told_status, when_english, write_chinese, write_english
from .labels import Label
from .names import place_english, to_english
from .records import Article, Finding, Lang, LanguageSummary, Sentence, Summary
from .render import render

MAX_CHARACTERS_ZH, MAX_WORDS_EN = 150, 110
_MAX_GROUPS, _MAX_FACTS, _MIN_WEIGHT = 5, 6, 3
_NEAR = 8
_TOKENS_PER_SENTENCE = 110


@dataclass(frozen=True)
class Telling:
    """One planned sentence: its facts, and its wording by rule in both languages."""

    group: Group
    zh: str
    en: str


def plan(text: str, labels: list[Label], main_region: str | None) -> list[Telling]:
    """The groups of facts worth telling, the most wanted first, within both length limits."""
    groups = sorted(_groups(text, labels), key=lambda g: -_score(g, main_region))
    chosen: list[Telling] = []
    told: set[tuple[object, ...]] = set()
    room_zh, room_en = MAX_CHARACTERS_ZH, MAX_WORDS_EN
    for group in groups:
        keys = {(one.region, one.quantity.value, one.quantity.unit) for one in group.labels}
        if len(chosen) == _MAX_GROUPS or keys <= told:
            continue
        telling = Telling(group, write_chinese(text, group), write_english(group))
        cost_zh, cost_en = len(telling.zh), len(telling.en.split())
        if cost_zh > room_zh or cost_en > room_en:
            continue
        room_zh, room_en = room_zh - cost_zh, room_en - cost_en
        told |= keys
        chosen.append(telling)
    lead, rest = chosen[:1], chosen[1:]
    return lead + sorted(rest, key=lambda t: t.group.first.quantity.start)


def _groups(text: str, labels: list[Label]) -> list[Group]:
    """Facts of one sentence, place and state together, each with the class that limits it."""
    found: dict[tuple[object, ...], list[tuple[Label, Label | None]]] = {}
    limit: Label | None = None
    for one in labels:
        if one.role == "threshold":
            limit = one
            continue
        near = limit if limit and 0 <= one.quantity.start - limit.quantity.end <= _NEAR else None
        limit = None
        if one.role not in ("value", "change") or one.indicator is None or not one.region:
            continue
        if one.indicator.weight < _MIN_WEIGHT or not (one.indicator.did or one.indicator.attach):
            continue
        key = (one.sentence.span, one.region, told_status(one.status), one.indicator.subject)
        found.setdefault(key, []).append((one, near))
    groups = []
    for members in found.values():
        members = members[:_MAX_FACTS]
        if members[0][0].indicator.did:  # type: ignore[union-attr]  # filtered above
            groups.append(Group(tuple(a for a, _ in members), tuple(b for _, b in members)))
    return groups


def _score(group: Group, main_region: str | None) -> float:
    """How much a reader wants this sentence: its facts' weights, more for the main place."""
    weights = sorted((one.indicator.weight for one in group.labels if one.indicator), reverse=True)
    score = weights[0] + 0.3 * sum(weights[1:4])
    money = sum(one.quantity.kind == "money" for one in group.labels)
    if group.region == main_region:
        score += 2
    return score + min(money, 2) + (1 if group.status == "actual" else 0)


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
            facts = tuple(fact_ids[one.quantity.id] for one in telling.group.figures)
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
    words = re.sub(r"^(?:On|In) [^,]{4,40}, ", "", tellings[0].en).rstrip(".")
    return words[0].upper() + words[1:]


@dataclass(frozen=True)
class _Choice:
    """The sentence that is published, empty when none passed, and what was found on the way."""

    text: str
    written_by: Literal["model", "rule"]
    findings: tuple[Finding, ...] = ()


def _choose(telling: Telling, lang: Lang, drafts: list[str], source: SourceIndex) -> _Choice:
    """The model's last draft that passes, else the sentence by rule, else nothing."""
    rejected: list[Finding] = []
    by_rule = telling.zh if lang == "zh" else telling.en
    writers: list[tuple[Literal["model", "rule"], str]] = [("model", d) for d in reversed(drafts)]
    for writer, text in [*writers, ("rule", by_rule)]:
        reasons = readback.problems(text, lang, telling.group)
        errors = [f for f in source.check(text, lang).findings if f.severity == "error"]
        if not reasons and not errors:
            return _Choice(text, writer, tuple(rejected[:1]))  # type: ignore[arg-type]
        rejected.append(_rejection(text, writer, reasons, errors))
    return _Choice("", "rule", tuple(rejected[-1:]))


def _rejection(text: str, writer: str, reasons: list[str], errors: list[Finding]) -> Finding:
    """Why a sentence was not published."""
    why = "; ".join([*reasons, *(f.message for f in errors)])
    return Finding(
        verdict=errors[0].verdict if errors else "unsupported",
        severity="info" if writer == "model" else "warning",
        message=f"A sentence by the {writer} was not published: {why}",
        claim=text,
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
        facts="\n".join(_fact_line(n, t.group, lang) for n, t in enumerate(tellings, 1)),
    )
    drafts: dict[int, list[str]] = {}
    first = asker.ask(request, answer_type)
    if first is None:
        return {}
    for number in range(len(tellings)):
        drafts[number] = [getattr(first, f"s{number + 1}").strip()]
    wrong = [
        f"s{number + 1}：{problem}"
        for number, telling in enumerate(tellings)
        for problem in readback.problems(drafts[number][0], lang, telling.group)
    ]
    if wrong:
        again = prompts.reask(request, first.model_dump_json(), wrong, asker.folder)
        second = asker.ask(again, answer_type)
        for number in range(len(tellings)) if second is not None else ():
            drafts[number].append(getattr(second, f"s{number + 1}").strip())
    return drafts


def _fact_line(number: int, group: Group, lang: Lang) -> str:
    """One sentence's facts as the model gets them: place, time, state, and ready figures."""
    state = {
        "zh": {"actual": "已完成", "target": "目标", "planned": "计划"},
        "en": {"actual": "achieved", "target": "target", "planned": "planned"},
    }[lang][group.status]
    if lang == "zh":
        facts = "；".join(
            f"{one.phrase}={render(one.quantity, 'zh')}" for one in group.figures
        )
        return f"s{number}：{group.region} | {state} | {facts}"
    facts = "; ".join(
        f"{one.indicator.en if one.indicator else ''} = {figure_english(one)}" for one in group.figures
    )
    return f"s{number}: {place_english(group.region)} | {when_english(group)} | {state} | {facts}"
