"""The ways a claim can tell a figure of its source wrongly although its value is right."""

from __future__ import annotations

import re

from llm_extract.knowledge import table
from llm_extract.records import Finding, Quantity, Verdict
from llm_extract.text import Span

from . import wording
from .amounts import qualifier_fit, same_value
from .concepts import exclusive
from .matching import Candidate
from .places import Governing
from .readings import Stated

_SIGNED = re.compile("[签引落投开]")
FEW = 10
_IN_TIME = {"exact", "at_most"}
"""Within two months and in two months are told for one another."""
_LEVELS = ("money", "count", "measure", "duration")


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


def told_as_other(claim: Stated, best: Candidate, others: list[Candidate]) -> Finding | None:
    """The value is another indicator's: this year's investment told as the total."""
    role, there = claim.role, best.source.role
    if not role or role in best.source.indicators or there in claim.indicators:
        return None
    if there is None and (not claim.role_is_close or role in best.source.topics):
        return None
    if there and not exclusive(role, there):
        return None
    message = (
        f"The claim gives {claim.quantity.surface} as {named(role)}; "
        f"the source gives it as {named(there or '')}"
    )
    for other in others:
        apart = other.place != "same" or other.source.sentence != best.source.sentence
        if there is None and apart:
            continue
        if other.source.role == role and _could_be_meant(other, best):
            figure = other.source.quantity
            message += f", and {figure.surface} as {named(role)}."
            return finding(claim, "value_mismatch", message, figure)
    if there and claim.role_is_close and best.source.role_is_close:
        return finding(claim, "value_mismatch", f"{message}.", best.source.quantity)
    return None


def told_as_level(claim: Stated, source: Stated) -> Finding | None:
    """A rise or fall of the source told as the level reached, or the other way round."""
    figure = claim.quantity
    if is_small_word(figure):
        return None
    if source.change and claim.trend is None and figure.kind in _LEVELS:
        if claim.indicators & {"growth", "fall", "above"}:
            return None
        message = f"The claim gives {figure.surface} as a level; in the source it is a change."
        return finding(claim, "value_mismatch", message, source.quantity)
    if not claim.change or source.change or claim.trend is None:
        return None
    if source.trend is None and not _is_level(figure, source):
        return None
    message = (
        f"The claim tells {figure.surface} as a change ({claim.trend.words}); "
        f"in the source it is a level."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def _is_level(figure: Quantity, source: Stated) -> bool:
    """Whether a figure without a word of change is one reached: of a rate, where none is near."""
    if figure.kind == "percent":
        return source.topics.isdisjoint(("growth", "fall"))
    return figure.kind in (*_LEVELS, "ratio")


def told_in_other_direction(claim: Stated, source: Stated) -> Finding | None:
    """A rise of the source told as a fall, or a fall as a rise."""
    if is_small_word(claim.quantity):
        return None
    if claim.trend is None and _is_negative(source) and not _is_negative(claim):
        message = (
            f"The claim says {claim.quantity.surface}; the source says {source.quantity.surface}."
        )
        return finding(claim, "value_mismatch", message, source.quantity)
    if claim.trend is None or source.trend is None or not (claim.change and source.change):
        return None
    falls = (source.trend.direction == "down") != _is_negative(source)
    claimed = (claim.trend.direction == "down") != _is_negative(claim)
    if falls == claimed:
        return None
    ways = ("a fall", "a rise") if claimed else ("a rise", "a fall")
    message = (
        f"The claim tells {claim.quantity.surface} as {ways[0]} ({claim.trend.words}); "
        f"in the source it is {ways[1]} ({source.trend.words})."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def _is_negative(stated: Stated) -> bool:
    return (stated.quantity.value or 0) < 0


def put_down_to_other(
    claim: Stated, best: Candidate, told: Governing | None, there: Governing | None
) -> Finding | None:
    """The figure belongs to another place than the claim's."""
    if best.place != "other" or told is None or there is None:
        return None
    message = (
        f"The claim puts {claim.quantity.surface} down to {told.place.surface}; "
        f"in the source {best.source.quantity.surface} belongs to {there.place.surface}."
    )
    return finding(claim, "misattributed", message, best.source.quantity, there.place.surface)


def told_otherwise(claim: Stated, source: Stated) -> Finding | None:
    """At least, over, nearly and the like are lost, invented or turned round."""
    fit = qualifier_fit(claim.quantity.qualifier, source.quantity.qualifier)
    if fit == "same" or source.quantity.surface.endswith("级"):
        return None
    if (
        claim.quantity.kind == "duration"
        and {
            claim.quantity.qualifier,
            source.quantity.qualifier,
        }
        <= _IN_TIME
    ):
        return None
    message = (
        f"The claim says {wording.shown(claim.quantity)}; "
        f"the source says {wording.shown(source.quantity)}."
    )
    severity = "warning" if fit == "softer" else "error"
    found = finding(claim, "qualifier_mismatch", message, source.quantity)
    return found.model_copy(update={"severity": severity})


def told_as_done_or_meant(claim: Stated, source: Stated) -> Finding | None:
    """A target or plan told as a result, or the other way round."""
    told = claim.status.told if claim.status else None
    vague = is_small_word(claim.quantity) and "project" not in claim.nouns & source.nouns
    if claim.whole or (vague and (told != "result" or not claim.nouns)):
        return None
    there = source.status.told if source.status else None
    figure, words = claim.quantity.surface, source.status.words if source.status else ""
    if there == "future" and "designed" in claim.indicators and told != "result":
        return None
    percent = claim.quantity.kind == "percent"
    if (there == "nominal" and percent) or (there == "future" and _is_of_goal(claim)):
        return None
    goal = words.startswith(("完成", "占")) or words.endswith(("目标", "任务", "计划", "指标"))
    done = (
        told == "result"
        and claim.status is not None
        and (goal or _is_completion(claim.status.words))
    )
    if (there == "future" and told not in ("future", "nominal")) or (there == "nominal" and done):
        ways = ("a result", "a target or plan")
    elif told == "future" and there in ("result", "weak") and not _is_signed(source):
        ways = ("a target or plan", "a result")
    else:
        return None
    message = f"The claim tells {figure} as {ways[0]}; in the source it is {ways[1]} ({words})."
    return finding(claim, "status_mismatch", message, source.quantity)


def _is_of_goal(claim: Stated) -> bool:
    """Whether a percentage tells how much of a goal is reached."""
    words = claim.status.words if claim.status else ""
    aim = re.search("target|goal|task|plan|quota|目标|任务|计划", words)
    return claim.quantity.kind == "percent" and (bool(aim) or "share_of_target" in claim.indicators)


def _is_completion(words: str) -> bool:
    """Whether `words` say that something is finished, not only agreed."""
    return bool(re.fullmatch("|".join(table("checks")["status"]["completion"]), words.lower()))


def _is_signed(source: Stated) -> bool:
    """Whether the figure is the worth of what was signed: to be invested, though agreed."""
    words = source.status.words if source.status else ""
    if "capacity" in source.indicators:
        return True
    if "employment" in source.indicators:
        return True
    done = source.status is not None and source.status.told == "result"
    if re.search("到位|实到|实际|实现|完成|达", words) or (done and not _SIGNED.search(words)):
        return False
    agreed = table("checks")["status"]["agreed"]
    return source.quantity.kind == "money" and (source.role is None or source.role in agreed)


def is_small_word(quantity: Quantity) -> bool:
    """Whether a count is a small number in words, which seldom states a figure: three cities."""
    worded = not any(c.isdecimal() for c in quantity.surface)
    return worded and quantity.kind in ("count", "duration") and (quantity.value or 0) <= FEW


def _could_be_meant(other: Candidate, best: Candidate) -> bool:
    """Whether the claim may have meant `other` where it took the value of `best`."""
    near = abs(other.source.sentence - best.source.sentence) <= 1
    differs = not same_value(other.source.quantity, best.source.quantity)
    return other.unit == "same" and other.place != "other" and near and differs


def named(*concepts: str) -> str:
    """Concepts in words: total_investment → total investment."""
    return " or ".join(sorted(c.replace("_", " ") for c in concepts if c)) or "something else"
