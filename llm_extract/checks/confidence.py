"""How sure a finding is: what is told in so tangled a way that a reader should look himself.

Each rule was weighed on claims in free wording (docs/measurements.md): what it lets down to a
warning was far more often right than wrong.
"""

from __future__ import annotations

from llm_extract.records import Finding
from llm_extract.text import Span

from .comparison import Comparison
from .derivations import announces, reach
from .operands import alike
from .stated import Stated
from .status import status_cues

_RATES = ("percent", "ratio", "percentage_point")
_WORKED_OUT = ("difference", "sum", "rest", "average")
_MANY_PLACES = 3
_SEVERAL = 2
_SURE = ("scale_error", "unit_mismatch", "currency_mismatch")


def weighed(findings: list[Finding], pair: Comparison) -> list[Finding]:
    """The findings, those that rest on an uncertain reading of the claim as warnings."""
    return [_warned(one) if _is_doubtful(one, pair) else one for one in findings]


def _warned(finding: Finding) -> Finding:
    return finding.model_copy(update={"severity": "warning"})


def _is_doubtful(finding: Finding, pair: Comparison) -> bool:
    if finding.severity != "error" or finding.claim_span is None:
        return False
    start = finding.claim_span.start
    figure = next((s for s in pair.claim.stated if s.quantity.start == start), None)
    if figure is None:
        return False
    sentence = pair.claim.outline.sentence_at(start)
    if _is_fraction(figure) and len(pair.beside(figure)) >= _SEVERAL:
        computed = finding.verdict == "arithmetic_conflict" and _has_one_pair(pair, figure)
        return finding.verdict not in _SURE and not computed
    if finding.verdict == "status_mismatch":
        return _tells_both(pair, sentence)
    if finding.verdict == "misattributed":
        return _names_many(pair, sentence)
    return finding.verdict in ("arithmetic_conflict", "unsupported") and _is_rough(pair, figure)


def _is_fraction(figure: Stated) -> bool:
    """Whether a figure is a fraction in words, which a writer works out: 六成, a third."""
    quantity = figure.quantity
    if any(map(str.isdecimal, quantity.surface)):
        return False
    return quantity.kind == "percent" or (quantity.kind == "ratio" and not quantity.unit)


def _tells_both(pair: Comparison, sentence: Span) -> bool:
    """Whether a sentence tells several figures, of what is done and of what is meant."""
    if sum(sentence.covers(q.span) for q in pair.claim.amounts) < _SEVERAL:
        return False
    cues = status_cues(pair.claim.lang).finditer(pair.claim.text, sentence.start, sentence.end)
    return {cue.lastgroup for cue in cues} >= {"future", "result"}


def _names_many(pair: Comparison, sentence: Span) -> bool:
    """Whether a sentence names so many places that a figure's own is hard to tell."""
    inside = (p for p in pair.claim_places.named if sentence.covers(p.span))
    return len({key for place in inside for key in place.keys}) >= _MANY_PLACES


def _is_rough(pair: Comparison, figure: Stated) -> bool:
    """Whether a figure is a rate told roughly, or a rough sum that its words tell as worked out."""
    if figure.quantity.qualifier == "exact":
        return False
    if figure.quantity.kind in _RATES:
        return not _has_one_pair(pair, figure)
    words = pair.around(figure, reach(pair.claim.lang))
    worked_out = any(announces(how, words, pair.claim.lang) for how in _WORKED_OUT)
    return figure.quantity.kind == "money" and worked_out


def _has_one_pair(pair: Comparison, figure: Stated) -> bool:
    """Whether a rate stands with two figures alone, which it must then be worked out from."""
    beside = pair.beside(figure)
    first, *rest = beside or (figure,)
    return len(rest) == 1 and alike(first.quantity, rest[0].quantity)
