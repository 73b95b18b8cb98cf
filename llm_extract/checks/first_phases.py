"""The whole of works told of their first phase, and the first phase told as all of the works."""

from __future__ import annotations

import re
from collections.abc import Iterator

from llm_extract.records import Finding, Lang
from llm_extract.text import Span

from .comparison import Comparison
from .outline import Outline
from .stated import Stated
from .tellings import finding

_FIRST: dict[Lang, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "zh": (
        re.compile(
            "(?:一期|首期)(?:工程|项目)?(?:计划|预计)?(?:总?投资额?|投入)?(?:约|为|达|近|超)?$"
        ),
        re.compile("(?!)"),
    ),
    "en": (
        re.compile(
            r"\b(?:first phase|phase one|phase 1|initial phase)"
            r"(?: (?:investment|outlay|spending|of|will|costs?|costing|worth|is|was|at|for)){1,3} $"
        ),
        re.compile(r" (?:on|in|for|into) (?:the |its |a )?(?:first|initial) phase\b"),
    ),
}
"""Before a sum, and behind it, where it is told of a first phase."""
_PART = re.compile("(?:一期|首期)(?:工程|项目)?(?:计划|预计)?(?:总?投资额?|投入)$")
_STEPS = "建成投产|竣工投产|建成投用|投产|建成|竣工|投用|完工|交付"
_ALL = {
    "zh": re.compile(f"(?:全部|整体|全面)(?P<step>{_STEPS})"),
    "en": re.compile(
        r"\b(?:fully|entirely|wholly) (?P<step>completed|built|finished|in operation|operational)\b"
    ),
}
_PART_DONE = re.compile(f"(?:一期|首期|首批|部分)[^，。；、]{{0,10}}?(?:{_STEPS})")
_ALL_DONE = re.compile(
    f"(?:全部|整体|全面)[^，。；]{{0,4}}(?:{_STEPS})|二期[^，。；]{{0,8}}(?:{_STEPS})"
)


def told_of_first_phase(pair: Comparison, claim: Stated, source: Stated) -> Finding | None:
    """A finding where the sum of all works is told as that of their first phase."""
    if claim.quantity.kind != "money" or pair.source.lang == "en" or not _is_first(pair, claim):
        return None
    if re.search("[一首]期", source.lead):
        return None
    beside = pair.source.by_sentence[source.sentence]
    part = next((s for s in beside if _PART.search(s.lead)), None)
    if part is None or part.quantity.value == source.quantity.value:
        return None
    message = (
        f"The claim gives {claim.quantity.surface} for the first phase; the source gives it for "
        f"the whole, and {part.quantity.surface} for the first phase."
    )
    return finding(claim, "misattributed", message, part.quantity)


def _is_first(pair: Comparison, claim: Stated) -> bool:
    before, behind = _FIRST[pair.claim.lang]
    text, figure = pair.claim.text, claim.quantity
    return bool(before.search(text, 0, figure.start) or behind.match(text, figure.end))


def check_whole_works(pair: Comparison) -> Iterator[Finding]:
    """A finding for all works told as done where beside their figures only a part of them is."""
    if pair.source.lang == "en":
        return
    claim = pair.claim
    for match in _ALL[claim.lang].finditer(claim.text):
        sentence = claim.outline.index_at(match.start())
        for source in pair.matched.get(sentence, ()):
            near = _around(pair.source.outline, source)
            part = _PART_DONE.search(near.cut(pair.source.text))
            if part and not _ALL_DONE.search(near.cut(pair.source.text)):
                yield _finding(match, part, near)
                break


def _around(outline: Outline, source: Stated) -> Span:
    """The sentence of a figure, and the one behind it in its paragraph."""
    here = outline.sentence(source.sentence)
    behind = outline.sentence_at(min(here.end, len(outline.text) - 1))
    return Span(here.start, here.end if "\n" in here.cut(outline.text) else behind.end)


def _finding(told: re.Match[str], part: re.Match[str], near: Span) -> Finding:
    return Finding(
        verdict="misattributed",
        severity="error",
        message=f"The claim tells “{told[0]}”; in the source it is a part ({part[0]}).",
        claim=told[0],
        claim_span=Span(*told.span()),
        source_span=Span(near.start + part.start(), near.start + part.end()),
    )
