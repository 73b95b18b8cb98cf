"""The bilingual summary: who writes each planned sentence, and what passed its checks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from pydantic import BaseModel, Field, create_model

from . import prompts, readback
from .asking import Asker
from .checks import SourceIndex
from .composing import headline_english
from .errors import TooLongError
from .key_facts import Point
from .model import Request
from .names import to_english
from .place_words import subject_english
from .planning import LIMITS, Telling, length
from .quantities import quantities_of
from .records import Finding, Lang, LanguageSummary, Sentence, Summary, Verdict
from .render import render

_NEVER_PUBLISHED = ("unsupported", "scale_error", "currency_mismatch", "untranslated")
_HEADLINE_FACTS = 2
_SLACK: dict[Lang, int] = {"zh": 10, "en": 6}
"""How much longer than its draft a sentence may become, in characters or words."""
_TOKENS_PER_SENTENCE = 110


def summarise(
    asker: Asker,
    tellings: list[Telling],
    points: list[Point],
    title: str,
    source: SourceIndex,
    fact_ids: dict[str, str],
) -> tuple[Summary, list[Finding]]:
    """The summary in both languages, every sentence read back; bad ones are replaced by rule.

    `points` are further key facts, which no model rewrites; `fact_ids` names the fact of each
    quantity id.
    """
    zh, in_zh = _side(asker, tellings, "zh", source, fact_ids)
    en, in_en = _side(asker, tellings, "en", source, fact_ids)
    summary = Summary(
        zh=LanguageSummary(
            headline=_headline_zh(tellings, title),
            text="".join(one.text for one in zh),
            sentences=tuple(zh),
            points=_points(points, "zh", fact_ids),
        ),
        en=LanguageSummary(
            headline=_headline_en(tellings, title),
            text=" ".join(one.text for one in en),
            sentences=tuple(en),
            points=_points(points, "en", fact_ids),
        ),
    )
    return summary, [*in_zh, *in_en]


def _points(points: list[Point], lang: Lang, fact_ids: dict[str, str]) -> tuple[Sentence, ...]:
    return tuple(
        Sentence(
            text=one.words[lang],
            facts=tuple(fact_ids[q] for q in one.quantities if q in fact_ids),
            verdict="supported",
            written_by="rule",
        )
        for one in points
    )


def _side(
    asker: Asker,
    tellings: list[Telling],
    lang: Lang,
    source: SourceIndex,
    fact_ids: dict[str, str],
) -> tuple[list[Sentence], list[Finding]]:
    """The published sentences of one language, and what was found on the way."""
    written = _written(asker, [t for t in tellings if not t.is_dispute], lang)
    sentences: list[Sentence] = []
    findings: list[Finding] = []
    # The plan fits the limit; what it leaves over is all that polishing may add.
    spare = LIMITS[lang] - sum(telling.sizes[lang] for telling in tellings)
    for telling in tellings:
        room = telling.sizes[lang] + min(spare, _SLACK[lang])
        choice = _choose(telling, lang, written.get(telling.key, []), source, room)
        spare -= max(0, length(choice.text, lang) - telling.sizes[lang])
        where = f"summary.{lang}[{len(sentences)}]"
        findings += [finding.model_copy(update={"where": where}) for finding in choice.findings]
        if choice.text:
            facts = tuple(fact_ids[one.quantity.id] for one in telling.groups[lang].figures)
            sentences.append(
                Sentence(
                    text=choice.text,
                    facts=facts,
                    verdict=choice.verdict,
                    written_by=choice.written_by,
                )
            )
    return sentences, findings


def _headline_zh(tellings: list[Telling], title: str) -> str:
    """The lead sentence's first figures without its date, else the title."""
    if not tellings:
        return re.sub(r"\s+", " ", title)
    words = tellings[0].words["zh"].rstrip("。")
    dated = re.match(r"(?:[^，]{0,14}?(?:[日月年旬季度期间以来]))，(?=.{6})", words)
    words = words[dated.end() :] if dated else words
    figures = [q for q in quantities_of(words, "zh") if q.is_amount]
    if len(figures) <= _HEADLINE_FACTS:
        return words
    cut = re.search("[，；、]", words[figures[_HEADLINE_FACTS - 1].end :])
    return words[: figures[_HEADLINE_FACTS - 1].end + cut.start()] if cut else words


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
    verdict: Verdict = "supported"


def _choose(
    telling: Telling, lang: Lang, drafts: list[str], source: SourceIndex, room: int
) -> _Choice:
    """The model's last draft that passes every check and fits, else the sentence by rule.

    The plan holds only sentences the checker finds right by rule. What stands here for one that
    tells a contradiction of the article is kept back for a figure that is not in the source.
    """
    rejected: list[Finding] = []
    for draft in reversed(drafts):
        errors = _errors(source, draft, lang)
        reasons = problems_of(telling, draft, lang)
        if not reasons and length(draft, lang) > room:
            reasons = ["摘要没有这么多余地"]
        if not reasons and not errors:
            writer: Literal["model", "rule"] = "rule" if draft == telling.words[lang] else "model"
            return _Choice(draft, writer, tuple(rejected[:1]))
        rejected.append(_doubt(draft, "model", reasons, errors))
    words = telling.words[lang]
    errors = _errors(source, words, lang)
    reasons = readback.problems(words, lang, telling.groups[lang], binding=False)
    doubts = [_doubt(words, "rule", reasons, errors)] if reasons or errors else []
    kept_back = any(f.verdict in _NEVER_PUBLISHED for f in errors)
    verdict = doubts[0].verdict if doubts else "supported"
    return _Choice("" if kept_back else words, "rule", (*rejected[:1], *doubts), verdict)


def _errors(source: SourceIndex, words: str, lang: Lang) -> list[Finding]:
    return [f for f in source.check_strictly(words, lang).findings if f.severity == "error"]


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
        for q in quantities_of(words, lang)
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


def _written(asker: Asker, tellings: list[Telling], lang: Lang) -> dict[str, list[str]]:
    """The model's drafts for each sentence: the first, and a second where the first failed.

    What the model cannot hold at once is asked in halves; a sentence too long even so is not.
    """
    profile = asker.profile
    if not tellings or profile.summary == "by_rule":
        return {}
    request, answer_type = _request(asker, tellings, lang)
    middle = len(tellings) // 2
    is_too_long = not asker.holds(request)
    if not is_too_long and (profile.summary == "together" or not middle):
        try:
            return _drafts(asker, request, answer_type, tellings, lang)
        except TooLongError:
            is_too_long = True
    if is_too_long and not middle:
        return {}
    halves = (tellings[:middle], tellings[middle:])
    return {key: drafts for half in halves for key, drafts in _written(asker, half, lang).items()}


def _request(asker: Asker, tellings: list[Telling], lang: Lang) -> tuple[Request, type[BaseModel]]:
    """The question for a draft of each sentence, and the form of its answer."""
    answer_type = _answer_type(len(tellings))
    template = prompts.load(f"summarise_{lang}", asker.folder)
    request = template.request(
        prompts.schema_text(answer_type),
        _TOKENS_PER_SENTENCE * len(tellings) + 40 + asker.profile.spare_tokens,
        facts="\n".join(_fact_line(n, t, lang) for n, t in enumerate(tellings, 1)),
    )
    return request, answer_type


@cache
def _answer_type(sentences: int) -> type[BaseModel]:
    """A response model with a field for each sentence."""
    fields: dict[str, Any] = {
        f"s{n}": (str, Field(min_length=4, max_length=400)) for n in range(1, sentences + 1)
    }
    return create_model("Summary", **fields)


def _drafts(
    asker: Asker,
    request: Request,
    answer_type: type[BaseModel],
    tellings: list[Telling],
    lang: Lang,
) -> dict[str, list[str]]:
    """The drafts of one call, and of the one after it where something was wrong with them."""
    first = asker.ask(request, answer_type)
    if first is None:
        return {}
    drafts = {t.key: [getattr(first, f"s{n}").strip()] for n, t in enumerate(tellings, 1)}
    wrong = [
        f"s{n}：{problem}"
        for n, telling in enumerate(tellings, 1)
        for problem in problems_of(telling, drafts[telling.key][0], lang)
    ]
    again = prompts.reask(request, first.model_dump_json(), wrong, asker.folder)
    if wrong and asker.holds(again):
        second = asker.ask(again, answer_type)
        for n, telling in enumerate(tellings if second is not None else (), 1):
            drafts[telling.key].append(getattr(second, f"s{n}").strip())
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
