"""Places as sentences name them: in full, as a subject, and in short once they are known."""

from __future__ import annotations

import re

from .knowledge import table
from .names import place_english
from .records import Lang

_TAKES_ARTICLE = (" Zone", " Area", " Region", " Park", " Circle", " circle", " Delta", " Belt")


def short_region(region: str) -> str:
    """The last and shortest name of a place: 纳溪 for 泸州市纳溪区, 泸县 stays."""
    last = re.sub(r"^.*(?:省|自治区|自治州|[市州](?=.{2}))", "", region) or region
    return re.sub(r"[市县区州]$", "", last) if len(last) > 2 else last  # noqa: PLR2004


def subject_english(region: str) -> str:
    """A place as the subject of a sentence: Luzhou's Naxi District."""
    inner, _, outer = region_english(region).partition(", ")
    if outer:
        return f"{outer.split(', ')[0]}'s {inner}"
    return f"the {inner}" if inner.endswith(_TAKES_ARTICLE) else inner


def region_english(region: str) -> str:
    """A region in English; an article's unnamed own place is the city, the county and so on."""
    own: dict[str, str] = table("labels")["own_place"]
    for words, others_en in table("labels")["other_places"].items():
        if region.endswith(words) and region != words:
            named = [_innermost(one) for one in region.removesuffix(words).split("、")]
            return f"{', '.join(named)} {others_en}"
    if "、" in region:
        *others, last = [_innermost(one) for one in region.split("、")]
        return f"{', '.join(others)} and {last}"
    return own.get(region) or place_english(region)


def _innermost(region: str) -> str:
    return region_english(region).split(", ")[0]


def shortened(words: dict[Lang, str], region: str) -> dict[Lang, str]:
    """A sentence about a place that an earlier one named in full: 江阳区, Jiangyang District."""
    inner, _, outer = region_english(region).partition(", ")
    name = re.sub(r"^.{2,14}?(?:市|州|盟|地区)(?=.{1,14}[市县区旗]$)", "", region)
    if not outer or name == region:
        return words
    short = f"the {inner}" if inner.endswith(_TAKES_ARTICLE) else inner
    return {
        "zh": words["zh"].replace(region, name),
        "en": words["en"].replace(subject_english(region), short),
    }
