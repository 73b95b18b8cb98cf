"""The ways a claim can tell a figure of its source wrongly although its value is right."""

from __future__ import annotations

import re

from llm_extract.knowledge import table
from llm_extract.records import Finding, Quantity, Verdict
from llm_extract.text import Span

from . import wording
from .amounts import qualifier_fit, same_value
from .concepts import exclusive
from .matching import Candidate, Candidates
from .named_places import Governing
from .stated import Stated

FEW = 10
_IN_TIME = {"exact", "at_most"}
"""Within two months and in two months are told for one another."""
_MOST = ("最大", "最高", "最多", "可达", "能达")
_MEAN = "[年月日]均"
_MEAN_REACH = 8
_DISTANCES = ("km", "m")


def finding(
    claim: Stated,
    verdict: Verdict,
    message: str,
    source: Quantity | None,
    expected: str | None = None,
) -> Finding:
    """A finding on the amount `claim`; `expected` is the source's surface unless given."""
    wrong = verdict != "supported"
    surface = source.surface if source else None
    return Finding(
        verdict=verdict,
        severity="error" if wrong else "info",
        message=message,
        claim=claim.quantity.surface,
        claim_span=Span(claim.quantity.start, claim.quantity.end),
        source_span=source.span if source else None,
        expected=(expected or surface) if wrong else None,
    )


def told_as_other(claim: Stated, best: Candidate, others: Candidates) -> Finding | None:
    """The value is another indicator's: this year's investment told as the total."""
    role, there = claim.role, best.source.role
    if not role or role in best.source.indicators or there in claim.indicators:
        return None
    if there is None and (not claim.role_is_close or role in best.source.topics):
        return None
    undone = any(s.status and s.status.told == "undone" for s in (claim, best.source))
    if undone or (there and not exclusive(role, there)):
        return None  # undone: 53 projects signed that had not started
    message = (
        f"The claim gives {claim.quantity.surface} as {named(role)}; "
        f"the source gives it as {named(there or '')}"
    )
    near = (s for s in others.source.stated if abs(s.sentence - best.source.sentence) <= 1)
    for other in others.of_unit(s for s in near if s.role == role):
        apart = other.place != "same" or other.source.sentence != best.source.sentence
        if there is None and apart:
            continue
        if _could_be_meant(other, best):
            figure = other.source.quantity
            message += f", and {figure.surface} as {named(role)}."
            return finding(claim, "value_mismatch", message, figure)
    if there and claim.role_is_close and best.source.role_is_close:
        steps = "negotiating" in (role, there)
        verdict: Verdict = "status_mismatch" if steps else "value_mismatch"
        return finding(claim, verdict, f"{message}.", best.source.quantity)
    return None


def told_as_other_share(claim: Stated, source: Stated) -> Finding | None:
    """A percentage told as one of another sort: growth as the part of a target reached."""
    told, there = claim.percentage_of, source.percentage_of
    loose = table("percentages")["loose"]
    alike = told == there or (told in loose and there in loose and "share" in (told, there))
    if not told or not there or alike:
        return None
    names = table("percentages")["names"]
    message = (
        f"The claim gives {claim.quantity.surface} as {names[told]}; "
        f"the source gives it as {names[there]}."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def told_by_other_time(claim: Stated, source: Stated) -> Finding | None:
    """What is made in a day told as made in an hour."""
    if not source.per or claim.per == source.per:
        return None
    if not claim.per:
        return _told_whole(claim, source)
    message = f"The claim tells {claim.quantity.surface} by the {claim.per}, not the {source.per}."
    return finding(claim, "value_mismatch", message, source.quantity)


def _told_whole(claim: Stated, source: Stated) -> Finding | None:
    """What is made in a month on average told as made in all."""
    mean = re.search(_MEAN, source.lead[-_MEAN_REACH:])
    if mean is None or claim.averaged:
        return None
    message = f"The claim tells {claim.quantity.surface} as a whole; it is told {mean[0]}."
    return finding(claim, "value_mismatch", message, source.quantity)


def told_backwards(claim: Stated, source: Stated) -> Finding | None:
    """A rise from one level to another told as a fall from the second to the first."""
    if not ((claim.left and source.reached) or (claim.reached and source.left)):
        return None
    words = claim.status.words if claim.status else ""
    if source.trend is not None and words.startswith(f"{source.trend.direction} "):
        return None  # up from what was reached before: 45%, up from 28% now and 12% then
    message = f"The claim tells the change at {claim.quantity.surface} the other way round."
    return finding(claim, "value_mismatch", message, source.quantity)


def put_down_to_other(
    claim: Stated, best: Candidate, told: Governing | None, there: Governing | None
) -> Finding | None:
    """The figure belongs to another place than the claim's."""
    if told is None or there is None:
        return None
    message = (
        f"The claim puts {claim.quantity.surface} down to {told.place.surface}; "
        f"in the source {best.source.quantity.surface} belongs to {there.place.surface}."
    )
    return finding(claim, "misattributed", message, best.source.quantity, there.place.surface)


def told_otherwise(claim: Stated, source: Stated) -> Finding | None:
    """At least, over, nearly and the like are lost, invented or turned round."""
    fit = qualifier_fit(claim.quantity.qualifier, source.quantity.qualifier)
    told = claim.status.told if claim.status else None
    of_goal = told == "nominal" and claim.quantity.qualifier == "exact" and _is_goal(claim)
    if claim.shares_bound and claim.quantity.qualifier == "exact":
        return None
    if claim.whole or (is_small_word(claim.quantity) and claim.quantity.qualifier == "exact"):
        return None  # 不到12亿元任务的六成: the bound is that of the part
    if fit == "same" or _names_size(source.quantity) or of_goal:
        return None
    if claim.quantity.qualifier == "at_most" and not source.pairs.isdisjoint(_MOST):
        return None  # RMB 2 billion at most, or to be reached: 可达20亿元
    qualifiers = {claim.quantity.qualifier, source.quantity.qualifier}
    within = claim.quantity.kind == "duration" or claim.quantity.unit in _DISTANCES
    if within and qualifiers <= _IN_TIME:
        return None
    message = (
        f"The claim says {wording.shown(claim.quantity)}; "
        f"the source says {wording.shown(source.quantity)}."
    )
    severity = "warning" if fit == "softer" else "error"
    found = finding(claim, "qualifier_mismatch", message, source.quantity)
    return found.model_copy(update={"severity": severity})


def _is_goal(claim: Stated) -> bool:
    """Whether a figure is named as the goal itself, whose bound goes without saying."""
    words = claim.status.words if claim.status else ""
    return re.search("目标|任务|底线|target|goal|quota", words) is not None


def _names_size(quantity: Quantity) -> bool:
    """Whether a figure only names the size of something: 百亿级, 百万千瓦."""
    bare = quantity.kind in ("measure", "money") and quantity.surface[:1] in "百千万十"
    return bare or quantity.surface.endswith("级")


def is_small_word(quantity: Quantity) -> bool:
    """Whether a count is a small number in words, which seldom states a figure: three cities."""
    worded = not any(c.isdecimal() for c in quantity.surface)
    value = quantity.value or 0
    return (
        worded and quantity.kind in ("count", "duration") and value <= FEW and value == int(value)
    )


def _could_be_meant(other: Candidate, best: Candidate) -> bool:
    """Whether the claim may have meant `other`, near it, where it took the value of `best`."""
    differs = not same_value(other.source.quantity, best.source.quantity)
    return other.place != "other" and differs


def named(*concepts: str) -> str:
    """Concepts in words: total_investment → total investment."""
    return " or ".join(sorted(c.replace("_", " ") for c in concepts if c)) or "something else"
