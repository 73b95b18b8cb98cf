"""What the words right around an amount make of it."""

from __future__ import annotations

import re
from itertools import pairwise

from llm_extract.records import Lang, Qualifier, Quantity

from .trends import Trend, read_trend

_WINDOW = 10
_WHOLE_REACH = 40
_FAR = 300
_SIZED_ZH = re.compile(
    r"(?:及?以[上下]|级)的?(?:[\u4e00-\u9fff]{0,6}(?:项目|企业|工程|投资)|[多只仅共]?[有达占]|[、\d]|，(?=\d))"
)
_SIZED_OVER = re.compile(r"的(?:[多只仅共]?[有达是占]|为|[\u4e00-\u9fff]{0,6}(?:项目|企业)|\d)")
_PASSED = re.compile("[已超]过[^，。；\\d]{2,10}的$")
_SIZED_EN = re.compile(
    r"(?: or (?:more|above)| and (?:above|more|over)| each|-level|-class| class)\b"
)
_EACH_EN = re.compile(
    r"\beach (?:worth |valued at |exceeding |of )?(?:at least |more than |over )?$"
)
_OF_SIZE_EN = re.compile(r"s (?:each )?of (?:at least|more than|over|above) $")
_SOME_EXCEED = re.compile(
    r"\bof (?:them|which|these|those|the [a-z]+(?: [a-z]+)?) (?:each )?"
    r"(?:exceed(?:ed|s|ing)?|topp(?:ed|ing)"
    r"|(?:are|were|is|was) (?:each )?(?:worth|valued at|above|over))"
    r"(?: more than| over| at least)? $"
)
"""Before the size of some of the things told of: three of the deals exceed RMB 1 billion."""
_OF_WHOLE = re.compile(
    r"\b(?:\d[\d.,]*(?:%| per ?cent)?|half|most|thirds?|quarters?|fifths?"
    r"|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty[\w-]*)"
    r"(?: [\w-]+){0,2} of (?:all |(?:the |its |their |this |last )?(?:\w+['’]s )?)?$",
    re.IGNORECASE,
)
_BOUND_BEFORE = re.compile(
    r"(?:(?P<least>至少|不少于|不低于|起码|最少)|最多|至多|不超过)[^，。；;、\d]{1,6}$"
    r"|(?P<up>(?:投资|产值|规模|营收|收入|金额|销售额)上)$"
)
_ARTICLE = re.compile(
    r"\b(?:an?|the|its|this|that|their|whose|[A-Z][\w’'-]*['’]s) (?:planned |new )?$"
)
_HEAD = re.compile(
    r"[ -](?!(?:was|were|is|are|has|have|had|in|of|for|to|on|at|by|and|or|from|with|it|that)\b)"
    r"[A-Za-z]"
)
_COMPARED = re.compile("[低高]于$")
_REFERENCE = re.compile("的?(?:时序|序时|平均|目标|预期|全[省市国])")
_OCCASIONS = re.compile(r"[\w,-]+ times", re.IGNORECASE)
_OF_MULTIPLE = re.compile(
    r" (?:the|as|more|higher|larger|bigger|greater|that|what|its|their|over|faster|last|those)\b"
)
_MULTIPLIED = re.compile(r"\b(?:by|to|rose|grew|risen|grown|up|increased|jumped) (?:\w+ )?$")
_ABOVE = re.compile(r"\b(?:above|exceeding|exceed|topping|in excess of) $")
_SHORT = re.compile(r"(?:[fF][ae]ll(?:s|ing|en)?|just|stop(?:s|ped)?) short of $")
_LEAST_BEHIND = re.compile(
    r"(?:(?!illion|yuan|worth)[^.,;\d]){0,30},? (?:at the (?:very )?least|at a minimum|or more)\b"
)
_GROWN = re.compile(
    r"gr[eo]w(?:s|ing)?(?: (?:more than|over|about|around|some|nearly|at least))?", re.IGNORECASE
)
_SHARED_UNIT = re.compile(r"(?<=\d个)[和、及与]\d[\d.]*个?百分点")
_ALSO = re.compile(r" [^,;:.]{1,40} and ")
_OF_THEM = re.compile(r" of (?:them|which|these|those)\b")
_SCORED = re.compile(
    r"\bscor(?:e|ed|es|ing)\b|\b(?:came|comes|ranked|ranks|placed|finished)(?: \w+){1,4} with $",
    re.IGNORECASE,
)
_RATES = re.compile(r"%|\bper ?cent|\b(?:growth|grew|rates?|share|pace|expansion)\b", re.IGNORECASE)

_SIGNED = re.compile("签(?:订|署|约|下|定)|达成[^，。]{0,6}协议")
_ABLE = re.compile("能力|产能")
_MEANT = re.compile("拟|将|力争|计划|确保|争取|预计|目标")
_MADE_FOR = re.compile(
    r"\b(?:capacity (?:of|is|was)|making|producing|turning out|processing|handling)"
    r"(?: [\w-]+){0,2} $"
)
_SHARE = re.compile("占(?!地)|比重|比例|超过?$|达$")
_CLAUSE = re.compile("[，。；：]")
_LEAD = 14
_SIGN = re.compile("[^\u3400-\u9fff“”]")
_LINK = re.compile(
    "(?:[约近达共有为是超过到余出已仅只]|达到|共有|共计|合计|分别|不[少低]于|不超过|至少|突破|超过|接近)+$"
)
_DONE = re.compile("实现|完成|累计|[共已](?=[签引新有开投到])")
_REACHING = re.compile(
    r"(?: year[- ]on[- ]year| from a year earlier| on the year)?,? to (?:\w+ ){0,2}"
)


def _before(text: str, quantity: Quantity, reach: int = 2 * _WINDOW) -> str:
    return text[max(0, quantity.start - reach) : quantity.start]


def as_told(text: str, quantity: Quantity, lang: Lang) -> Quantity:
    """The quantity as the words around it tell it: what it is of, and how it is bounded."""
    kind = _kind_told(text, quantity, lang)
    if kind:
        return quantity.model_copy(update=kind)
    if lang == "zh" and _is_reference(text, quantity):
        return quantity.model_copy(update={"qualifier": "exact"})
    if quantity.qualifier != "exact" or not quantity.is_amount:
        return quantity
    bound = (_bound_en if lang == "en" else _bound_zh)(text, quantity)
    return quantity.model_copy(update={"qualifier": bound}) if bound else quantity


def _is_reference(text: str, quantity: Quantity) -> bool:
    """Whether another figure is said to lie under or over it: 略低于25%的时序进度."""
    compared = _COMPARED.search(_before(text, quantity, _WINDOW)) or quantity.surface[:1] in "低高"
    return bool(compared) and _REFERENCE.match(text, quantity.end) is not None


def _kind_told(text: str, quantity: Quantity, lang: Lang) -> dict[str, str]:
    """Another kind than was read: points told of rates, 1.9个和6.8个百分点, gone out 63 times."""
    points = {"kind": "percentage_point", "unit": "pp"}
    if lang == "zh":
        return points if _SHARED_UNIT.match(text, quantity.end) else {}
    low = max(0, quantity.start - _FAR)
    rates = quantity.unit == "point" and _RATES.search(text, low, quantity.end + _FAR)
    if rates and not _SCORED.search(text, low, quantity.start):
        return points
    if quantity.kind != "ratio" or not _OCCASIONS.fullmatch(quantity.surface):
        return {}
    again = _OF_MULTIPLE.match(text, quantity.end) or _MULTIPLIED.search(_before(text, quantity))
    return {} if again else {"kind": "count", "unit": "times"}


def _bound_zh(text: str, quantity: Quantity) -> Qualifier | None:
    """A bound with a verb behind it: 至少上门1次."""
    if quantity.kind == "ratio" and _PASSED.search(_before(text, quantity)):
        return "over"
    match = _BOUND_BEFORE.search(_before(text, quantity, _WINDOW))
    if match is None:
        return None
    return "at_least" if match["least"] or match["up"] else "at_most"


def _bound_en(text: str, quantity: Quantity) -> Qualifier | None:
    """A bound in words that stand apart, or say something else elsewhere: 75 at the very least."""
    before = _before(text, quantity)
    if _SHORT.search(before):
        return "at_most"
    if quantity.kind == "money" and _ABOVE.search(before):
        return "over"
    return "at_least" if _LEAST_BEHIND.match(text, quantity.end) else None


def trend_of(text: str, quantity: Quantity, lang: Lang) -> Trend | None:
    """The rise or fall a figure is told as; none where things are grown: 720,000 mu of it."""
    trend = read_trend(text, quantity.span, lang)
    grown = trend is not None and _GROWN.fullmatch(trend.words) is not None
    return None if grown and quantity.kind in ("measure", "count") else trend


def shares_bound(text: str, before: Quantity, figure: Quantity) -> bool:
    """Whether the bound of an English amount may hold for the next: at least 55 and 38 started."""
    part = _OF_THEM.match(text, figure.end) is not None
    goes_on = part or _ALSO.fullmatch(text, before.end, figure.start) is not None
    return before.qualifier in ("at_least", "over") and goes_on


def is_attribute(text: str, quantity: Quantity, lang: Lang) -> bool:
    """Whether an English amount stands between an article and a noun."""
    if lang == "zh" or not _ARTICLE.search(_before(text, quantity)):
        return False
    return _HEAD.match(text, quantity.end) is not None


def is_size(text: str, quantity: Quantity, lang: Lang) -> bool:
    """Whether a sum only says how large the things told of are: 10亿元以上项目."""
    if quantity.kind != "money":
        return False
    before, after = (
        text[max(0, quantity.start - _WINDOW * 2) : quantity.start],
        text[quantity.end : quantity.end + _WINDOW * 3],
    )
    if not any(c.isdecimal() for c in quantity.surface):
        return True
    if lang == "zh":
        over = quantity.qualifier in ("over", "at_least") and _SIZED_OVER.match(after)
        return bool(over or _SIZED_ZH.match(after))
    if _SOME_EXCEED.search(text[max(0, quantity.start - _WHOLE_REACH) : quantity.start]):
        return True
    return bool(_SIZED_EN.match(after) or _EACH_EN.search(before) or _OF_SIZE_EN.search(before))


def is_of_whole(text: str, quantity: Quantity, lang: Lang) -> bool:
    """Whether an English amount is the whole that a part is told of: the 12 of 8 of the 12."""
    return lang == "en" and _OF_WHOLE.search(_before(text, quantity, _WHOLE_REACH)) is not None


def pairs_around(text: str, quantity: Quantity) -> frozenset[str]:
    """The pairs of characters right before and behind an amount."""
    before = text[max(0, quantity.start - _WINDOW) : quantity.start]
    after = text[quantity.end : quantity.end + _WINDOW // 2]
    return frozenset(a + b for part in (before, after) for a, b in pairwise(part))


def is_share(text: str, quantity: Quantity) -> bool:
    """Whether a Chinese figure is told as the share of a part: 占全市的63.6%."""
    return _SHARE.search(_CLAUSE.split(_before(text, quantity))[-1]) is not None


def is_made_for(text: str, quantity: Quantity) -> bool:
    """Whether an English amount is what something is built for: a plant making 12,000 tonnes."""
    return _MADE_FOR.search(_before(text, quantity, _WHOLE_REACH)) is not None


def is_meant(sentence: str) -> bool:
    """Whether a Chinese sentence tells of plans."""
    return _MEANT.search(sentence) is not None


def names_capacity(lead: str) -> bool:
    """Whether the Chinese words before a figure tell what could be made, and not what is."""
    return _ABLE.search(lead) is not None


def signs_before(before: str, words: str) -> bool:
    """Whether Chinese words before a figure sign something, and then plan by `words`."""
    at = before.rfind(words) if words else -1
    signed = _SIGNED.search(before[:at]) if at > 0 else None
    return signed is not None and not is_meant(before[: signed.start()])


def lead_of(text: str, quantity: Quantity) -> str:
    """The Chinese words right before an amount, without those that only lead up to it."""
    words = _SIGN.split(_before(text, quantity, _LEAD))[-1]
    return _DONE.sub("", _LINK.sub("", words))


def modifies(text: str, one: Quantity, other: Quantity, lang: Lang) -> bool:
    """Whether an amount only belongs to the next one.

    A sum that says how large the things counted are (10亿元以上项目8个), or the rise that led
    to a level: output rose 18.6% to RMB 4.38 billion.
    """
    if one.kind in ("percent", "ratio") and lang == "en":
        return _REACHING.fullmatch(text, one.end, other.start) is not None
    if one.kind != "money" or other.kind != "count":
        return False
    return not any(sign in "，,、。；;：:\n" for sign in text[one.end : other.start])
