"""Whether a figure is told of several places together, and of none of them alone."""

from __future__ import annotations

import re

from llm_extract.records import Lang

_JOINT = {
    "zh": re.compile(
        "(?:等?(?:[两二三四五六七八九十\\d]+个?[省市县区州旗地]+)?|等地)"
        "[^，。；、\\d]{0,8}(?:共(?!同|建|享|有产)|合计|总计|加起来)"
    ),
    "en": re.compile(
        r"[^.;]*\b(?:together|combined|between them|in all|in total|jointly|others?)\b"
    ),
}
_EACH = {
    "zh": re.compile("分别|各[有签引完新为达]|均|依次|都"),
    "en": re.compile(r"\b(?:each|respectively|apiece)\b"),
}


def is_joint(between: str, lang: Lang) -> bool:
    """Whether the words between the last of several places and a figure tell a sum of all."""
    return _JOINT[lang].match(between) is not None and not _EACH[lang].search(between)
