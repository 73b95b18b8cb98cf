"""A target or plan of the source told as a result in the claim, or the other way round."""

from __future__ import annotations

import re

from llm_extract.knowledge import table
from llm_extract.records import Finding

from .stated import Stated
from .tellings import finding, is_small_word

_AGREEING = "sign|agree|ink|clinch|contract|签"
_SIGNED = re.compile("[签引落投开]")
_AIMED = re.compile(r"\b(?:target(?!ing)|goal|quota|objective)|目标|任务", re.IGNORECASE)
_AGREED = re.compile("达成|签|落户|落地|引进|招引|开工|动工|奠基|破土")
_SPENT = ("completed", "invested")
_SIZES = ("total_investment", "investment", None)
_PARTS = ("台", "套", "条", "间", "辆", "架", "座", "栋", "张", "锭", "根")
"""Counters of what something is built with, and of no deals."""
_DEALS = ("project", "company", "agreement")


def told_as_done_or_meant(claim: Stated, source: Stated) -> Finding | None:
    """A target or plan told as a result, or the other way round."""
    if source.status is not None and source.status.told == "undone":
        return _undone(claim, source)
    if claim.whole or claim.of_works or _is_vague(claim, source) or _is_allowed(claim, source):
        return None
    if _is_told_as_goal(claim) and source.told_plainly:
        return _as_goal(claim, source)
    told = claim.status.told if claim.status else None
    there = source.status.told if source.status else None
    figure, words = claim.quantity.surface, source.status.words if source.status else ""
    percent, of_goal = claim.quantity.kind == "percent", _is_of_goal(claim)
    of_goal = of_goal or (told == "future" and "share_of_target" in source.indicators)
    share = claim.quantity.kind in ("ratio", "percent") and told == "future" and of_goal
    if share or (there == "nominal" and percent) or (there == "future" and of_goal):
        return None
    goal = words.startswith(("完成", "占")) or words.endswith(("目标", "任务", "计划", "指标"))
    done = (
        told == "result"
        and claim.status is not None
        and (goal or _is_completion(claim.status.words) or _is_spent(claim))
    )
    if (there == "future" and told not in ("future", "nominal")) or (there == "nominal" and done):
        ways = ("a result", "a target or plan")
    elif told == "nominal" and source.role == "invested" and not percent and _is_planned(claim):
        ways = ("a target or plan", "a result")
        words = source.status.words if source.status else words
    elif told == "future" and there in ("result", "weak") and not _is_signed(claim, source):
        ways = ("a target or plan", "a result")
    else:
        return None
    message = f"The claim tells {figure} as {ways[0]}; in the source it is {ways[1]} ({words})."
    return finding(claim, "status_mismatch", message, source.quantity)


def _is_vague(claim: Stated, source: Stated) -> bool:
    """Whether a small number in words is no figure to speak of: one of them."""
    if not is_small_word(claim.quantity) or "project" in claim.nouns & source.nouns:
        return False
    return claim.status is None or claim.status.told != "result" or not claim.nouns


def _is_allowed(claim: Stated, source: Stated) -> bool:
    """Whether what is planned may be told as it is: a capacity, a duration, the size of a deal."""
    if source.status is None or source.status.told != "future":
        return False
    told = claim.status.told if claim.status else None
    loose = "designed" in claim.indicators or claim.quantity.kind == "duration" or claim.attribute
    sized = claim.designed or (claim.role == "total_investment" and source.role in _SIZES)
    if claim.status is not None and claim.status.words in ("was", "were"):
        told = "weak"  # the size of what is planned may be told as of the day: its capacity was
    if (loose and told != "result") or (sized and told in (None, "weak")):
        return True
    return _is_agreed(claim, source)


def _is_told_as_goal(claim: Stated) -> bool:
    """Whether a figure is told as a target in so many words, and not as a share of one."""
    told = claim.status
    if told is None or told.told not in ("future", "nominal"):
        return False
    return _AIMED.search(told.words) is not None and not _is_of_goal(claim)


def _as_goal(claim: Stated, source: Stated) -> Finding:
    figure, words = claim.quantity.surface, claim.status.words if claim.status else ""
    message = f"The claim tells {figure} as a target ({words}); the source tells of none there."
    return finding(claim, "status_mismatch", message, source.quantity)


def _is_agreed(claim: Stated, source: Stated) -> bool:
    """Whether a deal is told as signed that the source signs, and goes on with what it plans."""
    words = claim.status.words if claim.status else ""
    deal = source.quantity.kind in ("money", "measure") or "capacity" in source.indicators
    return deal and source.agreed and re.search(_AGREEING, words, re.IGNORECASE) is not None


def _undone(claim: Stated, source: Stated) -> Finding | None:
    """A step told as taken that the source says was not."""
    told, there = claim.status, source.status.words if source.status else ""
    weak = told is not None and told.told == "weak" and told.words in there
    if told is None or "未" in claim.lead or not (told.told == "result" or weak):
        return None
    figure = claim.quantity.surface
    message = f"The claim tells {figure} as done; the source says it is not ({there})."
    return finding(claim, "status_mismatch", message, source.quantity)


def _is_of_goal(claim: Stated) -> bool:
    """Whether a percentage tells how much of a goal is reached."""
    words = claim.status.words if claim.status else ""
    aim = re.search(
        "target|goal|task|plan|quota|aim|pencil|budget|want|forecast|expect|seek|sought|hope|after|目标|任务|计划",
        words,
    )
    if claim.percentage_of in ("started", "finished", "paid", "kept"):
        return False
    return claim.quantity.kind in ("percent", "ratio") and (
        bool(aim) or "share_of_target" in claim.indicators
    )


def _is_spent(claim: Stated) -> bool:
    """Whether a sum is told as invested: had been completed."""
    return claim.quantity.kind == "money" and not claim.indicators.isdisjoint(_SPENT)


def _is_planned(claim: Stated) -> bool:
    words = claim.status.words if claim.status else ""
    return re.search("plan|计划", words) is not None and claim.role != "share_of_target"


def _is_completion(words: str) -> bool:
    """Whether `words` say that something is finished, not only agreed."""
    return bool(re.fullmatch("|".join(table("checks")["status"]["completion"]), words.lower()))


def _is_signed(claim: Stated, source: Stated) -> bool:
    """Whether the figure is the worth of what was signed: to be invested, though agreed."""
    words = source.status.words if source.status else ""
    if "capacity" in source.indicators:
        return True
    if claim.status is not None and claim.status.words.lower().startswith("agree"):
        return _AGREED.match(words) is not None
    if "employment" in source.indicators:
        return True
    nouns = source.nouns | claim.nouns
    of_other = nouns.isdisjoint(_DEALS) and (bool(nouns) or source.quantity.unit in _PARTS)
    if _AGREED.match(words) and (source.quantity.kind == "measure" or of_other):
        return True
    done = source.status is not None and source.status.told == "result"
    if re.search("到位|实到|实际|实现|完成|达", words) or (done and not _SIGNED.search(words)):
        return False
    agreed = table("checks")["status"]["agreed"]
    return source.quantity.kind == "money" and (source.role is None or source.role in agreed)
