"""Whether a Chinese paragraph told plans before a figure that no word of its own tells of."""

from __future__ import annotations

import re
from functools import lru_cache

from llm_extract.records import Quantity
from llm_extract.text import Span

from .marked import Marked
from .outline import Outline
from .status import PAST, status_cues

_DONE_BY = re.compile(r"[^，。；]{0,10}，20\d\d年[^，。；]{0,6}(?:完工|建成|投产|投用|竣工)(?!的)")
_YEAR = re.compile(r"20\d\d年|[明后]年")
_CLAUSE = re.compile("[，。；：]")
_REACH = 80
_TASKS = re.compile("任务书|路线图|时间表|(?:责任|任务)清单")
_DUTIES = re.compile(r"牵头[^，。；]{2,8}组|\A[\s“]*要")
"""What a paragraph sets out to do; `_TASKS`: a sentence."""
_MEANT = re.compile(
    "目标(?!企业|客商|管理|考核)|任务|计划|力争|争取|确保|预计|预期|拟|将|谋划|规划|达产|建成后|投产后|安排|奔着|不少于|不低于"
    "|明确[，：]|(?<![主重需首])要(?![素闻点件])"
)
_REACHED = re.compile(
    "[（(][^（()）]{0,20}[)）]|(?:完成|达|占|为|超|比)[^，。；\\d]{0,10}(?:目标|任务|计划)[^，。；\\d]{0,5}"
    "(?:[\\d.]+%|提前|[^，。；]{0,3}超|[一二三四五六七八九]成)?"
)
"""What is reached of a goal, which sets none."""
_ITSELF = re.compile("(?:目标|任务|计划)数?[（(为是]$")
"""Right before what is itself the goal: 完成全年目标（520亿元）的57.0%."""
_LEADS = re.compile(r"[：:]$|^[^，。；]{2,16}$")
"""A paragraph that leads up to the next: a heading, or one that ends in a colon."""
_OPENING_SUM = re.compile(r"\d[\d.,]*[万亿]?[元个家]")
"""Opens a paragraph that goes on with a figure of the one before: 187亿元怎么分？"""
_OVER = re.compile(
    r"\s*(?:(?:从|自)?(?:20\d\d年|今年)?\d{1,2}月(?:\d{1,2}日)?(?:上午|下午)?[，,在]|(?:今年)?(?:1|一)(?:月份?)?[至到—–~-]+[\d一二三四五六七八九十]{1,2}月"
    r"|(?:从|自)\d|(?:今年)?前[\d一二三四五六七八九十]{1,2}个?(?:月|季度)|(?:今年)?上半年，|截[至止]|[^，。；]{0,12}(?:期间|以来|启动后|开展后)[，,])"
)
"""Opens a sentence with the time of what happened: 1至10月，; 截至6月底; 4月12日，."""
_BOUND = re.compile("不[少低]于$")
_HEADING = re.compile(r"^[^\n，。；\d]{2,10}[：:][ \t]*\n", re.MULTILINE)
"""A line with a name alone, such as 广安区：, whose section may tell plans throughout."""


@lru_cache(maxsize=256)
def _told_last(text: str) -> str:
    """How the last word of a Chinese text that tells of plans or results tells it.

    Behind a word of purpose in its clause a result is a part of the purpose: 力争成功申建.
    """
    for clause in reversed(re.split("[，。；\n]", text)):
        told = [match.lastgroup or "" for match in status_cues("zh").finditer(clause)]
        if "future" in told or "result" in told:
            return "future" if "future" in told else "result"
    return ""


def goes_on_with_plans(outline: Outline, quantity: Quantity) -> bool:
    """Whether a Chinese paragraph told plans last, and nothing done, before a figure.

    Plans too are what a list of tasks or duties tells, and what is to be no less than a figure.
    """
    if outline.lang == "en":
        return False
    text, sentence = outline.text, outline.sentence_at(quantity.start)
    paragraph = text.rfind("\n", 0, sentence.start) + 1
    if PAST.search(text, sentence.start, quantity.start):
        return False
    opens = _TASKS.search(text, sentence.start, quantity.start) or _DUTIES.search(
        text[paragraph : quantity.start]
    )
    opens = opens or _BOUND.search(text, quantity.start - 4, quantity.start)
    heading = max((m.end() for m in _HEADING.finditer(text, 0, sentence.start)), default=paragraph)
    if opens or _OVER.match(text, sentence.start, quantity.start):
        return bool(opens)
    return _told_last(text[min(paragraph, heading) : sentence.start]) == "future"


def is_among_goals(outline: Outline, quantity: Quantity) -> bool:
    """Whether a Chinese figure, or what leads up to it, is told as a goal or plan."""
    text, sentence = outline.text, outline.sentence_at(quantity.start)
    own = (
        text[sentence.start : quantity.start] + _CLAUSE.split(text[quantity.end : sentence.end])[0]
    )
    if _ITSELF.search(text, 0, quantity.start) or _MEANT.search(_REACHED.sub("", own)):
        return True
    paragraph = text.rfind("\n", 0, sentence.start) + 1
    lead = text[text.rfind("\n", 0, max(0, paragraph - 1)) + 1 : paragraph]
    opening = _OPENING_SUM.match(text, paragraph)
    led = _LEADS.search(lead.strip()) or (opening and opening[0] in lead)
    start = paragraph - len(lead) if led else paragraph
    if _is_past(text, sentence.start, quantity.start):
        return False
    before = text[start : sentence.start]
    return _told_last(before) == "future" or _MEANT.search(_last_sentence(before)) is not None


def _is_past(text: str, start: int, end: int) -> bool:
    """Whether a Chinese sentence tells of what is over, or opens with when it was."""
    return bool(PAST.search(text, start, end) or _OVER.match(text, start, end))


def _last_sentence(text: str) -> str:
    return _REACHED.sub("", text.rstrip("。；\n").split("。")[-1])


def coming_year(marked: Marked, quantity: Quantity) -> str | None:
    """A year after that of publication, in the clause of a Chinese figure before it."""
    if marked.lang == "en" or marked.published is None:
        return None
    before = marked.text[max(0, quantity.start - _REACH) : quantity.start]
    clause = Span(quantity.start - len(_CLAUSE.split(before)[-1]), quantity.start)
    done = _DONE_BY.match(marked.text, quantity.end)
    if done:
        clause = Span(quantity.end, done.end())
    years = [q for q in marked.dates_in(clause) if q.iso and _YEAR.match(q.surface)]
    if not years or (years[-1].iso or "")[:4] <= str(marked.published.year):
        return None
    return years[-1].surface


def is_over(marked: Marked, words: str, sentence: Span) -> bool:
    """Whether the time by which a Chinese figure is told was over before its month: 到6月底."""
    if marked.lang == "en" or marked.published is None or not words.startswith("到"):
        return False
    month = f"{marked.published:%Y-%m}"
    told = [q.iso for q in marked.dates_in(sentence) if q.iso and q.surface in words]
    return bool(told) and max(told)[:7] < month
