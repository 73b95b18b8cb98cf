"""The count of one sort told as that of all: 其中工业项目86个, told as 86 projects."""

from __future__ import annotations

import re

from llm_extract.records import Finding

from .amounts import unit_fit
from .comparison import Comparison
from .english_terms import COMMON, english_words
from .stated import Stated
from .tellings import finding, is_small_word

_PART = re.compile("其中|包括|涵盖|涉及")
_CLAUSE = re.compile("[，,；;。：:、\n]")
_HAN = re.compile("[\u3400-\u9fff]+")
_GENERAL = re.compile(
    "不[少低]于|不超过|至少|超过|[一二三四上下]?(?:季度|半年)|[新已的为达共有约超近]|签约|集中|现场|引进|落地|开工|竣工|投产|在建|续建|招商|引资|注册|累计|数$"
)
_OF_PLACE = re.compile("^[\u3400-\u9fff]{0,8}[省市县区州旗]")
_CORE = 2
_TOLD_AS_PART = {
    "zh": re.compile("其中|包括|包含|占|涉及|涵盖|里|中[，,]|有"),
    "en": re.compile(
        r"\b(?:of (?:which|them|these|those|the)|among|includ\w*|account\w*|with|made up|led)\b",
        re.IGNORECASE,
    ),
}
_PLAIN = re.compile(
    r"(?: (?:new|newly|signed|investment|major|key|large|contracted|fresh|such|more))*"
    r" (?:projects?|deals?|contracts?|agreements?)\b"
    r"(?! (?:in|for|from|of|involving|related|focus\w*|worth (?:more|over|at least)))"
)

_NUMBER_OF = re.compile(
    r"[Nn]umber of (?:new|newly signed|signed|investment)?(?: newly signed)? ?projects?"
    r"(?: signed)?(?: was| is| reached| came to| stood at) $"
)


def told_as_whole(pair: Comparison, claim: Stated, source: Stated) -> Finding | None:
    """A finding where a claim gives the count of one sort without saying of which."""
    if claim.quantity.kind != "count" or is_small_word(claim.quantity) or source.of_size:
        return None
    whole = _whole(pair, source)
    sort = _sort(pair.source.text, source)
    if whole is None or len(sort) < _CORE or not _is_plain(pair, claim, sort):
        return None
    message = (
        f"The source gives {source.quantity.surface} for {sort} alone; "
        f"of all it has {whole.quantity.surface}."
    )
    return finding(claim, "value_mismatch", message, whole.quantity)


def _whole(pair: Comparison, source: Stated) -> Stated | None:
    """The number of all, told before 其中 in the sentence of a part or the one before it."""
    if pair.source.lang == "en":
        return None
    sentence = pair.source.outline.sentence(source.sentence)
    start = max(sentence.start, pair.source.text.rfind("；", 0, source.quantity.start))
    part = _PART.search(pair.source.text, start, source.quantity.start)
    if part is None:
        return None
    near = (*pair.source.by_sentence.get(source.sentence - 1, ()),)
    here = [s for s in pair.source.by_sentence[source.sentence] if s.quantity.end <= part.start()]
    counts = [s for s in here or near if unit_fit(s, source) == "same" and not s.threshold]
    counts = [s for s in counts if None in (s.role, source.role) or s.role == source.role]
    value = source.quantity.value or 0
    return next((s for s in reversed(counts) if (s.quantity.value or 0) > value), None)


def _sort(text: str, source: Stated) -> str:
    """The words by which a part is told apart, in the clause of its figure."""
    clause = _CLAUSE.split(text[: source.quantity.start])[-1]
    return _GENERAL.sub("", COMMON.sub("", "".join(_HAN.findall(clause))))


def _is_plain(pair: Comparison, claim: Stated, sort: str) -> bool:
    """Whether a claim counts things of no sort, and speaks of no part."""
    reading = pair.claim
    sentence = reading.outline.sentence(claim.sentence).cut(reading.text)
    if _TOLD_AS_PART[reading.lang].search(sentence):
        return False
    if reading.lang == "zh":
        told = _GENERAL.sub("", COMMON.sub("", _OF_PLACE.sub("", claim.lead)))
        return not told and not any(a in sentence for a in sort)
    terms = [en for zh, en in pair.known.binding.terms if zh in sort or sort in zh]
    words = english_words(sentence)
    before = reading.text[: claim.quantity.start]
    plain = _PLAIN.match(reading.text, claim.quantity.end) or _NUMBER_OF.search(before)
    return plain is not None and bool(terms) and not any(en in words for en in terms)
