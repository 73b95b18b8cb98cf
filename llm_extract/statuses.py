"""What state a figure is told in: done, aimed at, planned, designed, a rate, or a rank."""

from __future__ import annotations

import re

from .cues import before_bracket, cue, segment_start
from .knowledge import table
from .phrases import Phrase
from .records import Quantity, Status
from .sentences import Sentence

_NAMED = re.compile(r"“[^”“,，。；;]{2,12}”")


def statuses(
    text: str, quantity: Quantity, sentence: Sentence, phrase: Phrase, plans: bool
) -> tuple[Status, ...]:
    """The states the words allow, the likeliest first; one alone where they settle it."""
    words = before_bracket(text, quantity.start, sentence.span.start)
    goes_on = _goes_on(text, quantity, sentence, plans=False)
    is_listed = bool(cue("task_list").search(words)) or goes_on
    is_aimed = plans and _goes_on(text, quantity, sentence, plans=True)
    words = _unquoted(words)
    start = segment_start(words, len(words), 0)
    segment, before = words[start:], words
    if _is_rank(quantity, segment):
        return ("rank",)
    if is_listed:
        return ("target",)
    if phrase.words.endswith(("年产能", "装机容量")) or _is_capacity(text, quantity, segment):
        return ("capacity",)
    is_rate = quantity.kind in ("percent", "percentage_point")
    told: tuple[Status, ...] | None
    if is_rate:
        told = ("rate",) if _is_from(text, quantity, segment) else None
        if is_aimed or cue("rate_target_after").match(text, quantity.end):
            told = ("target",)
        told = told or _told(before, segment, is_rate=True)
        told = told or (("target",) if _grows_with_aim(before, segment) else None)
        return told or _untold_rate(quantity, before, plans=plans)
    fixed = _fixed(text, quantity, segment) or (("target",) if is_aimed else None)
    told = fixed or _told(before, segment, is_rate=False)
    if fixed is None and told == ("planned",) and _is_bound_of_plan(quantity, before):
        return ("target",)
    return told or _untold(quantity, before, plans=plans)


def _is_from(text: str, quantity: Quantity, segment: str) -> bool:
    """Whether a figure is what something changed from: 由45个工作日压缩至18个工作日."""
    begins = cue("from_before").search(segment)
    return bool(begins and cue("to_after").match(text, quantity.end))


def _grows_with_aim(before: str, segment: str) -> bool:
    """Whether a rate is the growth of what was just aimed at: 计划到位资金90亿元，增长12%."""
    if not cue("growth").fullmatch(segment):
        return False
    said = before[: len(before) - len(segment)]
    aim = max(_last(cue(kind), cue(f"not_{kind}"), said) for kind in ("target", "planned"))
    return aim > _last(cue("done"), cue("aimed_done"), said)


def _is_bound_of_plan(quantity: Quantity, before: str) -> bool:
    """Whether a plan sets a bound, which makes an aim of it: 计划…新签约项目20个以上."""
    is_project_own = cue("once_built").search(before) or cue("expected").search(before)
    return quantity.qualifier == "at_least" and not is_project_own


def _goes_on(text: str, quantity: Quantity, sentence: Sentence, *, plans: bool) -> bool:
    """Whether an item behind a semicolon belongs to a list of aims: 目标：签约50个；开工20个.

    In a section of plans, every item behind one that sets an aim does.
    """
    start = max(text.rfind(sign, 0, sentence.span.start) for sign in "。\n") + 1
    run = text[start : quantity.start]
    is_item = start < sentence.span.start
    opens = cue("aim_list").search(run) if is_item else None
    is_bound = (
        plans
        or quantity.qualifier == "at_least"
        or cue("bound_before").search(text, sentence.span.start, quantity.start)
    )
    if opens is None and is_item and is_bound:
        opens = cue("target").search(run[: sentence.span.start - start])
    return opens is not None and not cue("done").search(run[opens.end() :].replace("其中", ""))


def _fixed(text: str, quantity: Quantity, segment: str) -> tuple[Status, ...] | None:
    """What the words right around a figure settle, whatever the sentence says."""
    if quantity.kind == "money" and _is_attribute(text, quantity, segment):
        return ("actual",)
    if quantity.kind == "money" and cue("year_share").search(segment):
        return ("planned",)
    if _is_from(text, quantity, segment):
        return ("actual",)
    if cue("could").search(segment) or (quantity.kind == "money" and cue("grants").search(segment)):
        return ("planned",)
    is_task = cue("task").search(segment) or cue("target_after").search(text[quantity.end :][:24])
    return ("target",) if is_task else None


def _unquoted(words: str) -> str:
    """The words with short names in quotation marks made blank: “合作向未来” plans nothing."""
    return _NAMED.sub(lambda m: "“" + "＊" * (len(m[0]) - 2) + "”", words)


def _is_rank(quantity: Quantity, segment: str) -> bool:
    """第三 and the 6名 of 前6名: places in an order."""
    is_place = quantity.unit == "名" and quantity.surface.startswith("第")
    return is_place or cue("rank").search(segment[-4:]) is not None


def _untold(quantity: Quantity, before: str, *, plans: bool) -> tuple[Status, ...]:
    """What holds where the words say nothing: done, except in a section that tells plans."""
    if _last(cue("done"), None, before) >= 0 or cue("on_a_day").search(before):
        return ("actual",)
    if cue("instructed").search(before):
        return ("target",)
    if not plans:
        return ("actual",)
    is_bound = quantity.qualifier in ("at_least", "over", "at_most")
    return ("target",) if is_bound else ("planned",)


def _untold_rate(quantity: Quantity, before: str, *, plans: bool) -> tuple[Status, ...]:
    """A rate is observed, except as a bound in a section of plans, or as what it must not miss."""
    is_bound = quantity.qualifier in ("at_least", "over", "at_most")
    is_set = (plans and is_bound) or cue("no_less").search(before) is not None
    return ("target",) if is_set and _last(cue("done"), None, before) < 0 else ("rate",)


def _is_attribute(text: str, quantity: Quantity, segment: str) -> bool:
    """Whether a sum only describes a project something else is told of: 总投资22亿元的…项目."""
    tail = text[quantity.end : quantity.end + 44]
    described = cue("single_project").match(tail) and not re.match(r"的\d", tail)
    return bool(described) and bool(cue("plain_investment").search(segment))


def _told(before: str, segment: str, *, is_rate: bool) -> tuple[Status, ...] | None:
    """What the words before a figure say of its state, or None when they say nothing.

    Words of aim reach to the end of the sentence unless something is told as done after them;
    weak ones (打造) give way to any verb of achievement.
    """
    if cue("past_year").search(before):
        return ("rate",) if is_rate else ("actual",)
    done = _last(cue("done"), cue("aimed_done"), before)
    aim = _last(cue("rate_target" if is_rate else "target"), cue("not_target"), before)
    reached = cue("rate_aimed").search(segment) if is_rate else None
    if reached:
        said = before[: len(before) - len(reached[0])]
        aim = max(aim, _last(cue("target"), cue("not_target"), said))
    meant = _last(cue("once_built"), None, before)
    is_expected = aim < len(before) - len(segment) and cue("expected").search(segment)
    if not is_rate and (meant > max(aim, done) or is_expected):
        return ("planned",)
    if aim > done or cue("aim_list").search(before):
        return ("target",)
    if is_rate:
        return ("planned",) if _last(cue("once_built"), None, before) > done else None
    return _intended(before, segment, done)


def _intended(before: str, segment: str, done: int) -> tuple[Status, ...] | None:
    """Plans and weak aims; `done` is where something was last told as done."""
    sentence = before[: len(before) - len(segment)]
    unplanned = cue("planned_sum").sub(lambda m: "＊" * len(m[0]), sentence)
    plan = _last(cue("planned"), cue("not_planned"), unplanned + segment)
    done = max(done, _last(cue("dated_done"), None, before))
    if plan > done or (cue("design").search(segment) and done < 0):
        return ("planned",)
    weak = _last(cue("weak_target"), cue("not_target"), before)
    if weak > max(done, _last(cue("achieved"), None, before)):
        return ("target",)
    return ("planned", "actual") if plan >= max(0, len(before) - len(segment)) else None


def _last(pattern: re.Pattern[str], veto: re.Pattern[str] | None, text: str) -> int:
    """Where the last match starts that no veto covers, or -1."""
    barred = [m.span() for m in veto.finditer(text)] if veto else []
    places = [
        m.start()
        for m in pattern.finditer(text)
        if not any(low <= m.start() < high for low, high in barred)
    ]
    return places[-1] if places else -1


def _is_capacity(text: str, quantity: Quantity, segment: str) -> bool:
    """Designed output: 年产40万吨…项目, or a weight inside a project's name."""
    if cue("capacity").search(segment[-8:]) or cue("output").search(segment):
        return True
    if text[quantity.end : quantity.end + 2] in ("/年", "/日"):
        return True
    names_project = cue("works_named").match(text[quantity.end :][:24])
    return quantity.unit in table("labels")["capacity_units"] and bool(names_project)
