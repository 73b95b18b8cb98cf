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
_ARRIVES = re.compile(r"[到至]|\bto\b")
"""In the words of a trend, makes the figure the level reached."""
_MOST = ("最大", "最高", "最多", "可达", "能达")
_MEAN = "[年月日]均"
_MEAN_REACH = 8
_DISTANCES = ("km", "m")
_TOTAL = re.compile(
    "(?:总(?:装机|规模|产能|面积|数|量|里程|户数|人数)|累计|存量|保有量)[为达是有共]{0,2}$"
)
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


def told_as_other(claim: Stated, best: Candidate, others: Candidates) -> Finding | None:
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


def told_as_level(claim: Stated, source: Stated) -> Finding | None:
    """A rise or fall of the source told as the level reached, or the other way round."""
    figure = claim.quantity
    if is_small_word(figure):
        return None
    if _is_new_as_total(claim, source):
        message = f"The claim gives {figure.surface} as the total; in the source it is what is new."
        return finding(claim, "value_mismatch", message, source.quantity)
    arrives = claim.trend is not None and claim.reached and _ARRIVES.search(claim.trend.words)
    if source.change and arrives and figure.kind in (*_LEVELS, "percent"):
        message = f"The claim gives {figure.surface} as the level reached; it is by how much."
        return finding(claim, "value_mismatch", message, source.quantity)
    if source.change and claim.trend is None and figure.kind in _LEVELS:
        if claim.indicators & {"growth", "fall", "above"}:
            return None
        message = f"The claim gives {figure.surface} as a level; in the source it is a change."
        return finding(claim, "value_mismatch", message, source.quantity)
    words = _words_of_change(claim, source)
    if words is None:
        return None
    message = (
        f"The claim tells {figure.surface} as a change ({words}); in the source it is a level."
    )
    return finding(claim, "value_mismatch", message, source.quantity)


def _is_new_as_total(claim: Stated, source: Stated) -> bool:
    """Whether what was added is told as all there is: 总装机460万千瓦 for 新增460万千瓦."""
    if source.trend is None or not source.trend.either or claim.trend is not None:
        return False
    return "总" not in source.lead and _TOTAL.search(claim.lead) is not None


def _words_of_change(claim: Stated, source: Stated) -> str | None:
    """The words by which a level of the source is told as a change, or None where it is not."""
    trend, there = claim.trend, source.trend
    if trend is None or (trend.either and _is_accumulated(source)):
        return trend.words if trend else None
    if not trend.change or source.change or (there is not None and there.either):
        return None
    return trend.words if there is not None or _is_level(claim.quantity, source) else None


def _is_accumulated(source: Stated) -> bool:
    """Whether a figure is told as all there are by now, and not as what is new."""
    return "累计" in source.pairs and source.trend is None


def _is_level(figure: Quantity, source: Stated) -> bool:
    """Whether a figure without a word of change is one reached: of a rate, where none is near."""
    if figure.kind == "percent":
        return source.topics.isdisjoint(("growth", "fall"))
    return figure.kind in (*_LEVELS, "ratio")


def told_in_other_direction(claim: Stated, source: Stated) -> Finding | None:
    """A rise of the source told as a fall, or a fall as a rise."""
    one = claim.quantity.value == 1
    if is_small_word(claim.quantity) and (one or not (claim.change and source.change)):
        return None
    if claim.trend is None and _is_negative(source) and not _is_negative(claim):
        message = (
            f"The claim says {claim.quantity.surface}; the source says {source.quantity.surface}."
        )
        return finding(claim, "value_mismatch", message, source.quantity)
    if claim.trend is None or source.trend is None or not (claim.change and source.change):
        return None
    if claim.quantity.kind == "duration" and _is_sooner(claim) and _is_sooner(source):
        return None
    if claim.quantity.kind == "duration" and _is_later(claim) and _is_sooner(source):
        message = f"The claim tells {claim.quantity.surface} as late; in the source it is early."
        return finding(claim, "value_mismatch", message, source.quantity)
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


def _is_sooner(stated: Stated) -> bool:
    """Whether a time is told as shorter or earlier than another, which is up or down alike."""
    words = stated.trend.words if stated.trend else ""
    return re.search(table("trends")["sooner"], words, re.IGNORECASE) is not None


def _is_later(stated: Stated) -> bool:
    words = stated.trend.words if stated.trend else ""
    return re.search(table("trends")["later"], words, re.IGNORECASE) is not None


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


def _is_negative(stated: Stated) -> bool:
    return (stated.quantity.value or 0) < 0


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
    if claim.whole:
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
