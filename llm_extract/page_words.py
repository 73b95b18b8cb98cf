"""Lines made of a page's own words: its tools, menus, mastheads and lists of other articles."""

from __future__ import annotations

import re
from functools import cache, lru_cache

from .chinese import HAN
from .knowledge import table

_LONGEST = 200
_LINES_KEPT = 256
_SEPARATORS = re.compile(r"[\s|｜/\\·•●>›»→,，、:：;；()（）\[\]【】<>〉+\-—_#*`~。！]+")
_MENU = 3
"""Words from which a line may be a menu."""
_LONGEST_ENTRY = 9
_PIPE = re.compile(r"\s*[|｜]\s*")
_SPACED_NAME = re.compile(rf"[{HAN}](?:[ \u3000]+[{HAN}]){{2,9}}")
_HAS_FIGURE = re.compile(r"\d")


@lru_cache(maxsize=_LINES_KEPT)
def is_page_words(line: str) -> bool:
    """Whether a line holds nothing but the words of a page's tools, or is a menu of the site."""
    if len(line) > _LONGEST or "。" in line or line.startswith("|"):
        return False
    words = [word for word in _SEPARATORS.split(line) if word]
    if not words:
        return False
    return (all(map(is_tool, words)) and any(map(_is_named, words))) or _is_menu(line, words)


def is_tool(word: str) -> bool:
    """Whether a word of a line belongs to a page's tools."""
    return word in _words("tools") or _shape().fullmatch(word) is not None


def _is_named(word: str) -> bool:
    """Whether a word is more than a figure, so that rows of figures are no tools."""
    return re.search(rf"[{HAN}A-Za-z]{{2}}|[版页赞踩大中小T]", word) is not None


def _is_menu(line: str, words: list[str]) -> bool:
    """Whether a line lists parts of a site: mostly such, or entries between many bars."""
    if len(words) < _MENU or re.search("[。；！？…”]", line):
        return False
    known = sum(_is_part_of_site(word) for word in words)
    if known * 2 > len(words):
        return True
    entries = [entry for entry in _PIPE.split(line) if entry]
    short = all(len(entry) <= _LONGEST_ENTRY for entry in entries)
    return len(entries) > _MENU and short and known > 0 and not _HAS_FIGURE.search(line)


def is_page_word(word: str) -> bool:
    """Whether a word names a part of a site or one of its tools."""
    return word in _words("channels") or (is_tool(word) and _is_named(word))


def _is_part_of_site(word: str) -> bool:
    ending = table("furniture")["words"]["site_endings"]
    if _HAS_FIGURE.search(word):
        return False
    return is_page_word(word) or re.fullmatch(rf".{{2,12}}{ending}", word) is not None


def read_masthead(line: str) -> str | None:
    """The paper or site that a line only names, such as "某某日报 数字报", or None."""
    if _SPACED_NAME.fullmatch(line):
        line = re.sub(r"\s", "", line)
    match = _masthead().fullmatch(line)
    return match["name"] if match else None


def is_listing(line: str) -> bool:
    """Whether a line is an entry of a list of other articles: a headline and its date."""
    return len(line) <= _LONGEST and _listing().fullmatch(line) is not None


@cache
def _words(kind: str) -> frozenset[str]:
    return frozenset(table("furniture")["words"][kind].split())


@cache
def _shape() -> re.Pattern[str]:
    rows = table("furniture")["words"]
    return re.compile(f"(?:{rows['counted']})|(?:{rows['shaped']})")


@cache
def _masthead() -> re.Pattern[str]:
    return re.compile(table("furniture")["words"]["masthead"])


@cache
def _listing() -> re.Pattern[str]:
    return re.compile(table("furniture")["words"]["listing"])
