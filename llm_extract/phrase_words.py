"""Words cut out of a clause: counted nouns, the verbs around them, sizes, and trimmed phrases."""

from __future__ import annotations

import re

from .cues import cue

_CLOSED = re.compile(r"[（(][^（()）]*[)）]")
_BOUND = re.compile("^(?:及?以上|及?以下|以内|左右|余)")
_QUOTES = re.compile(r"[“”‘’「」《》\s]")
_SIZE_OF = "(?:年?产值|年?营收|营业收入|税收|投资)(?:超过?|突破|达到?|在)?"
_SIZED = re.compile(
    rf"^{_SIZE_OF}[\d.]+[百千万亿]*元(?:以上)?"
    r"(?:、[^，。；]*?)?的(?=[一-龥])"
)
"""The size of what is counted, between count and noun: 4个产值超10亿元的骨干企业."""
LONGEST = 24
"""The most characters of a phrase."""


def trimmed(words: str) -> str:
    """A phrase without connecting words at its ends and without brackets and quotation marks."""
    words = _BOUND.sub("", words)
    words = _CLOSED.sub("", words)
    words = _QUOTES.sub("", words)
    for _ in range(3):
        before, words = words, cue("tail").sub("", cue("head").sub("", words.strip()))
        if words == before:
            break
    return words.split("、")[-1] if len(words) > LONGEST else words


def counted_noun(suffix: str) -> str:
    """The noun counted by a number, when it follows the number: 24个重点产业项目."""
    suffix = re.sub(r"^(?:及?以上|以内|左右|多|余)?的?", "", suffix).strip()
    suffix = cue("where_from").sub("", cue("divisions").sub("县市区", suffix))
    suffix = re.sub(r"^[\d.]+[百千万亿]*元(?:及)?以上的?", "", suffix)
    suffix = _SIZED.sub("", suffix)
    if not re.match(r"[“‘「]?[一-龥A-Z]", suffix) or suffix[0] in "和及与等以、后前内":
        return ""
    noun = cue("noun_end").split(suffix, maxsplit=1)[0].split("、")[0]
    noun = re.sub(r"[“”‘’「」\s]", "", noun)
    return cue("noun_tail").sub("", noun)[:14]


def opens_size(suffix: str) -> bool:
    """Whether the words up to the next figure begin to tell the size of what is counted."""
    return re.fullmatch(_SIZE_OF, suffix) is not None


def closing_verb(suffix: str) -> str:
    """What happened to the counted things, where it is told behind them: 35个项目顺利签约."""
    found = list(cue("closing_verb").finditer(suffix.split("、", maxsplit=1)[0]))
    return found[-1][0] if found else ""


def leading_verb(lead: str) -> str:
    """The verb that governs a counted noun: the last one named before the number."""
    lead = _CLOSED.sub("", lead)
    found = list(cue("verb").finditer(lead))
    return found[-1][0] if found else ""


def size_words(before: str) -> str:
    """The size class that limits what is counted: 20亿元以上 in 20亿元以上项目3个."""
    found = cue("size_class").search(before)
    return found[0] if found else ""


def taken_for(suffix: str) -> str:
    """What a time is taken for, told behind it: 3个工作日办结注册登记."""
    words = re.sub(r"^(?:之?内|以内|后|左右|的)+", "", re.split(r"[,，。；;、”]", suffix)[0])
    if cue("built_by").match(words):
        return "建设工期"
    return f"{words}时限" if re.match(r"[一-龥]{2,12}$", words) else ""
