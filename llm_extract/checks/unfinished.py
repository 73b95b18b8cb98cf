"""Chinese claims that tell a step as taken which the source only plans: 已经投产 for 将投产."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from llm_extract.records import Finding
from llm_extract.text import Span

from .readings import Reading
from .steps import coming_date

_STEPS = (
    "投产", "建成", "竣工", "投用", "启用", "并网", "投运", "运营", "开业", "完工", "通车",
    "开工", "动工", "落成", "达产", "交付", "点火", "试车", "封顶",
)  # fmt: skip
_VERB = "|".join(_STEPS)
_FORMS = {
    "建成": "建成|建设|新建|竣工|落成",
    "开业": "开业|营业|运营|启用",
    "竣工": "竣工|建成|完工",
    "完工": "完工|竣工|建成",
    "开工": "开工|动工|奠基|开建|开始建设",
    "动工": "动工|开工|奠基|开建|开始建设",
    "投产": "投产|试产|量产|试生产",
    "投用": "投用|启用|投运|投入使用|交付使用",
    "启用": "启用|投用|投运|投入使用|交付使用",
    "投运": "投运|投用|启用|投入运营|运营",
}
"""What the same step may be called where it is only planned."""
_TAKEN = re.compile(
    rf"(?:已经?|均已|全部|现已)(?:[^，。；]{{0,14}}?)(?P<step>{_VERB})|(?P<told>{_VERB})了"
)
_PLANNED = re.compile("要(?!求)|计划|预计|将|拟|力争|有望|可望|争取|规划|明年|后年|确保|待|目标")
_DONE = re.compile("已|了|正式")
_BREAK = re.compile("[。；！？\n]")
_HAN = re.compile("[\u3400-\u9fff]+")
_LEAST = 3
_SHARE = 0.5
_NEAR = 90


def check_unfinished(claim: Reading, source: Reading) -> Iterator[Finding]:
    """A finding for every step told as taken where the source plans it for the same thing.

    The thing is the source's if most of the claim's character pairs before the step stand near
    the step there; steps told with figures are checked with these.
    """
    for match in _TAKEN.finditer(claim.text):
        sentence = claim.outline.sentence_at(match.start())
        step = match["step"] or match["told"]
        before = claim.text[sentence.start : match.end() - len(step) - bool(match["told"])]
        subject = _pairs(before)
        clause = sentence.start + 1 + claim.text[sentence.start : match.start()].rfind("，")
        figures = any(clause <= q.start < sentence.end for q in claim.amounts)
        if len(subject) < _LEAST or figures or _PLANNED.search(before.split("，")[-1]):
            continue
        places = places_of(subject, source.text, step)
        planned = [coming_date(source, at) or _plan(source.text, at) for at in places]
        if places and all(planned):
            yield _finding(match, planned[0] or "", Span(places[0], places[0] + len(step)))


def places_of(subject: set[str], text: str, step: str) -> list[int]:
    """Where the source tells the step of what fits the subject best."""
    told = [match.start() for match in re.finditer(_FORMS.get(step, step), text)]
    shared = {at: len(subject & _pairs(text[max(0, at - _NEAR) : at])) for at in told}
    best = max(shared.values(), default=0)
    return [at for at in told if shared[at] == best] if best >= _SHARE * len(subject) else []


def subject_of(claim: Reading, at: int) -> set[str]:
    """What the sentence of a step tells of before it, as pairs of characters without figures."""
    sentence = claim.outline.sentence_at(at)
    subject = claim.text[sentence.start : at]
    return _pairs(subject.split("，")[0] if "，" in subject else subject)


def _pairs(text: str) -> set[str]:
    return {a + b for piece in _HAN.findall(text) for a, b in pairwise(piece)}


def _plan(text: str, at: int) -> str | None:
    """The word by which a step is planned, in its own clause or the one before; None if taken."""
    before = _BREAK.split(text[max(0, at - _NEAR) : at])[-1]
    clauses = "，".join(before.split("，")[-2:])
    if _DONE.search(before.split("，")[-1]):
        return None
    found = _PLANNED.search(clauses)
    return found[0] if found else None


def _finding(match: re.Match[str], words: str, source: Span) -> Finding:
    message = f"The claim tells “{match[0]}” as done; in the source it is planned ({words})."
    return Finding(
        verdict="status_mismatch",
        severity="error",
        message=message,
        claim=match[0],
        claim_span=Span(*match.span()),
        source_span=source,
    )
