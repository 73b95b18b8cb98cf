"""Whether a text tells a figure as a target or plan, or as a result."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from llm_extract.alternatives import by_first_letter
from llm_extract.knowledge import table
from llm_extract.records import Lang
from llm_extract.text import Span

from .figure_status import StatusCue, marked_status
from .outline import Outline

_VERB = re.compile(r" ?(?:is|are|was|were|had|has|have|will|would|should|must|can|could) ")
_ONLY = re.compile(r" ?(?:(?:only|just|some|about|nearly|all|the|another|at least) )*")
_OF_THEM = re.compile(r" ?Of (?:the|its|all|those|these) ")
"""Opens a clause that tells of what kind a whole is, and nothing of its parts."""
_AIMS = re.compile(r"(?:and|or) to [a-z]")
"""Opens a clause that goes on with what is aimed at: wants 30%, and to process half."""
_SUBJECT_VERB = re.compile(r"(?:is|are) to|to be|must|should|will")
_SAME_FORM = re.compile(r"and (?:\w+ly )?(?:cut|set|put|hit|come|have)\b")
_PASSIVE = re.compile(r"\b(?:will|to|should|must|would|can|could) be \w+")
_PARTICIPLE = re.compile(r"and (?:then |fully )?\w+(?:ed|en|built|put) ")
_WILL = re.compile(r"\b(?:will|would|to|should|must|can|could)\b")
_PERFECT = re.compile(r"\b(?:to|will|would|should|must) have \w+")
_GOAL_REACH = 24
_AGAINST = re.compile(r"\s?(?:while|whereas)\b")
_OPENS_NOUN = re.compile(r"\b(?:with|of|in|the|a|an|its|their|these|those) $")
_COUNTED = re.compile(r"\d (?:[a-z-]+ )?$|\b(?:the|its|their|all|these) $")
_THINGS = re.compile(r" (?:[a-z-]+ ){0,2}[a-z-]+s\b")
_WHOLE_TOLD = re.compile(
    r" of (?:the |its |all |those )?\d[\d,]*(?: [a-z-]+){0,3} (?P<meant>"
    r"(?:scheduled|planned|due|set|meant|slated|targeted|expected)(?: (?:for|to)\b)?)"
)
"""Behind a figure that is a part of what was meant: 14 of the 21 scheduled for completion."""
_DATED_STEP = re.compile(
    r"\d[日号](?:[上下]午)?[^，。；、将拟]{0,4}(?:动工|开工|奠基|启动|投产|投用|竣工|建成|通车|并网|开业|开园|签约)"
)
"""In an item of a list, tells it by itself: 力争突破600列；冷链物流园8月18日动工."""
_GOALS = {
    "zh": re.compile(
        "(?<!完成)(?:[^，。；：\n完超达]{0,12})(?P<words>目标(?:任务)?)(?:[是为])?[：:]"
    ),
    "en": re.compile(r"\b(?P<words>targets?|goals?|aims?|plans?|bar|sights)\b[^.;:\d]{0,60}:"),
}
"""Opens a list of goals, in which 实际到位 is what is measured and nothing done."""
_FIGURE = re.compile(r"(?<!\d)\d+(?![\d年月日.、])")
PAST = re.compile(r"去年|上年|同期|已|\b(?:already|so far|last year|has|have|had)\b")
_FARTHEST = 20
"""So many clauses before a figure can still say how it is told."""


@cache
def status_cues(lang: Lang) -> re.Pattern[str]:
    """The words that tell how a figure is told, one pattern with a group for each way."""
    rows = table("checks")["status"][lang]
    edge, either = (r"\b", by_first_letter) if lang == "en" else ("", "|".join)
    parts = [
        f"(?P<{told}>(?:{either(rows[told])}){edge})"
        for told in ("nominal", "future", "result", "weak", "soft")
        if told in rows
    ]
    return re.compile(f"{edge}(?:{'|'.join(parts)})", re.IGNORECASE)


def read_status(outline: Outline, figure: Span, keep: tuple[Span, ...] = ()) -> StatusCue | None:
    """How the figure at `figure` is told, or None when no word tells.

    Its own clause decides, the words before the figure first; then the clauses before it in
    the sentence, nearest first, as in "sets the target: 55 projects landed, 38 started"; in
    those, a word of purpose outweighs all others.
    `keep` are spans that hold no clause break.
    """
    marked = marked_status(outline, figure)
    if marked:
        return marked
    sentence = outline.sentence_at(figure.start)
    goals = _GOALS[outline.lang].search(outline.text, sentence.start, figure.start)
    if goals and not PAST.search(outline.text, goals.end(), figure.start):
        return StatusCue("future", goals["words"])
    clauses = outline.clauses(sentence, keep)
    own = next((i for i, c in enumerate(clauses) if c.start <= figure.start < c.end), 0)
    weak = None
    for index, span, cue in _before(outline, clauses, own, figure):
        if cue.told in ("future", "result"):
            return _carried(outline, clauses, index, cue)
        if index == own and cue.told == "nominal" and span.start < figure.end + 40:
            return cue
        if cue.told == "weak" and weak is None:
            weak = cue
    return (
        weak
        or _of_list(outline, clauses[own + 1 : own + 2])
        or _of_verb(outline, clauses[own:][:3], figure)
    )


def _before(
    outline: Outline, clauses: list[Span], own: int, figure: Span
) -> Iterator[tuple[int, Span, StatusCue]]:
    """The cues that can tell a figure, each with the number of its clause, nearest clause first.

    Those of other items of a list cannot; nor can a plan, once one of those is told as done.
    """
    first = _first_figure(outline, outline.sentence_at(figure.start))
    over = False
    apart = False
    for index in range(own, max(-1, own - _FARTHEST), -1):
        if apart:
            return  # what is told against it is told by itself
        apart = _AGAINST.match(outline.text, clauses[index].start) is not None
        if index != own and _OF_THEM.match(outline.text, clauses[index].start):
            continue
        for span, cue in _ordered(outline, clauses, (index, own), figure):
            if _is_told_apart(outline, clauses[own], (span, cue), figure):
                continue
            if _is_of_item(outline.text, (span, cue), figure, first):
                over = over or cue.told == "result"
            elif over and cue.told == "future":
                return
            else:
                yield index, span, cue
        opened = outline.text[clauses[index].start - 1 : clauses[index].start] in ("(", "（")
        if opened and not _is_closed(outline.text, clauses[index].start, figure.start):
            return  # what stands in brackets is told by itself


def _is_told_apart(
    outline: Outline, clause: Span, told: tuple[Span, StatusCue], figure: Span
) -> bool:
    """Whether a cue is told of something beside the figure: in brackets, or of a level before."""
    text, (span, cue) = outline.text, told
    apart = _is_agreement(text, span, figure, cue) or _is_past_level(text, span, figure)
    return apart or _is_aside(text, span, figure) or _is_with(outline, clause, span, cue)


def _is_agreement(text: str, cue: Span, figure: Span, told: StatusCue) -> bool:
    """Whether an agreement is told with those who signed it: agreements with 11 owners."""
    if "greement" not in told.words:
        return False
    return re.fullmatch(" with (?:[a-z]+ ){0,2}", text[cue.end : figure.start]) is not None


def _is_past_level(text: str, cue: Span, figure: Span) -> bool:
    """Whether a cue only dates the level before: from 65% now to more than 90%."""
    left = re.search(r"\bfrom [^,;.a-z]{0,20}(?:[a-z]+ )?$", text[: cue.start])
    return bool(left and re.fullmatch(" to (?:[a-z]+ ){0,2}", text[cue.end : figure.start]))


def _is_with(outline: Outline, clause: Span, span: Span, cue: StatusCue) -> bool:
    """Whether a participle only closes what goes with a verb before: with RMB 1.5bn invested."""
    opens = outline.lang == "en" and outline.text.startswith("with ", clause.start)
    return opens and cue.told == "result" and span.start > clause.start and span.end <= clause.end


def _of_verb(outline: Outline, clauses: list[Span], figure: Span) -> StatusCue | None:
    """How an English figure is told by the verb behind it, after a word on it between commas."""
    opens = _ONLY.fullmatch(outline.text, clauses[0].start, figure.start) if clauses else None
    if outline.lang == "zh" or opens is None or figure.end != clauses[0].end:
        return None
    told = next((c for c in clauses[1:] if _VERB.match(outline.text, c.start)), None)
    cues = [cue for _, cue in _found(outline, told)] if told else []
    return next((cue for cue in cues if cue.told == "future"), next(iter(cues), None))


def _is_aside(text: str, cue: Span, figure: Span) -> bool:
    """Whether a cue stands in brackets that are closed before the figure."""
    inside = re.split("[）)]", text[cue.end : figure.start], maxsplit=1)
    return len(inside) > 1 and "（" not in inside[0]


def _is_closed(text: str, start: int, end: int) -> bool:
    return any(text.find(sign, start, end) >= 0 for sign in "）)")


def _of_list(outline: Outline, following: list[Span]) -> StatusCue | None:
    """How a list is told whose verb stands behind its last item: 90 projects and five are to be."""
    if outline.lang == "zh" or not following or following[0].cut(outline.text)[:4] != "and ":
        return None
    listed = following[0].start + len("and ")
    cues = (cue for span, cue in _found(outline, following[0]) if span.start > listed)
    return next((cue for cue in cues if _SUBJECT_VERB.fullmatch(cue.words)), None)


def _ordered(
    outline: Outline, clauses: list[Span], at: tuple[int, int], figure: Span
) -> list[tuple[Span, StatusCue]]:
    """The cues of a clause, the weightiest first; `at`: its number, and that of the figure's."""
    index, own = at
    cues = _found(outline, clauses[index])
    if index == own:
        whole = _WHOLE_TOLD.match(outline.text, figure.end) if outline.lang == "en" else None
        if whole:
            cues = [c for c in cues if c[0].start != whole.start("meant")]
        return _nearest_first([c for c in cues if not _is_later(c, figure)], figure)
    if outline.lang == "en" and _AIMS.match(outline.text, clauses[own].start):
        cues = [c for c in cues if c[1].told != "result"]
    return sorted(cues, key=lambda pair: pair[1].told != "future")


def _carried(outline: Outline, clauses: list[Span], index: int, cue: StatusCue) -> StatusCue:
    """The cue, or the aim it goes on with: hopes to have signed 100 and attracted 150."""
    own = clauses[index].cut(outline.text)
    if cue.told != "result" or index == 0 or not own.startswith("and "):
        return cue
    before = outline.text[clauses[0].start : clauses[index].start]
    aim = _PERFECT.search(before) or (_SAME_FORM.match(own) and _WILL.search(before))
    aim = aim or (_PARTICIPLE.match(own) and _PASSIVE.search(before))
    return StatusCue("future", aim[0]) if aim else cue


def _first_figure(outline: Outline, sentence: Span) -> int:
    """Where the figures of a sentence begin: what is said before holds for all its items."""
    match = _FIGURE.search(outline.text, sentence.start, sentence.end)
    return match.start() if match else sentence.end


def _is_of_item(text: str, cue: tuple[Span, StatusCue], figure: Span, first: int) -> bool:
    """Whether a cue holds for another item of a list only, such as 达产后.

    `first` is where the figures of the sentence begin: a cue before them holds for all items.
    """
    between = text[cue[0].end : figure.start]
    item = max(between.rfind(sign) for sign in "；;")
    if item < 0:
        return False
    if between.startswith(("同日", "当日", "当天"), item + 1):
        return True
    own = text[cue[0].end + item : figure.end + _GOAL_REACH]
    dated = cue[1].told == "future" and _DATED_STEP.search(own.split("。")[0]) is not None
    return dated or cue[1].words.endswith("后") or cue[0].start > first


def _is_later(cue: tuple[Span, StatusCue], figure: Span) -> bool:
    """Whether the cue sets a time that only holds for what is told behind it (达产后)."""
    return cue[0].start >= figure.end and cue[1].words.endswith(("后", "须"))


def _found(outline: Outline, clause: Span) -> list[tuple[Span, StatusCue]]:
    """The cues of a clause; what follows a word of purpose in it is part of the purpose."""
    found: list[tuple[Span, StatusCue]] = []
    for match in status_cues(outline.lang).finditer(outline.text, clause.start, clause.end):
        told = match.lastgroup or "weak"
        if told == "soft":
            told = "weak" if any(cue.told == "result" for _, cue in found) else "future"
        if told == "result" and any(c.told == "future" for _, c in found):
            continue
        if outline.lang == "en" and _is_attribute(outline.text, match):
            continue
        found.append((Span(*match.span()), StatusCue(told, match[0])))  # type: ignore[arg-type]
    return found


def _is_attribute(text: str, match: re.Match[str]) -> bool:
    """Whether a participle only says of which kind a thing is: with contracted investment of."""
    before = _OPENS_NOUN.search(text[max(0, match.start() - _GOAL_REACH) : match.start()])
    if not match[0].endswith("ed"):
        return False
    counted = _COUNTED.search(text[max(0, match.start() - _GOAL_REACH) : match.start()])
    sort = match[0].lower() in ("planned", "scheduled", "targeted") and counted is not None
    return before is not None or (sort and _THINGS.match(text, match.end()) is not None)


def _nearest_first(
    cues: list[tuple[Span, StatusCue]], figure: Span
) -> list[tuple[Span, StatusCue]]:
    before = [c for c in cues if c[0].start < figure.end]
    after = [c for c in cues if c[0].start >= figure.end]
    return before[::-1] + after
