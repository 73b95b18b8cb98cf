"""Finds the article of a news feed: the entry of an RSS or Atom file that holds the most text."""

from __future__ import annotations

import html
import re
from email.utils import parsedate_to_datetime
from functools import cache

from .chinese import count_han
from .knowledge import table
from .markup import Head

_FEED = re.compile(
    r"\A\ufeff?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:rss|feed|rdf:RDF)\b", re.DOTALL
)
_BEGIN = 1000
_ENTRY = re.compile(r"<(item|entry)\b[^>]*>(.*?)</\1\s*>", re.DOTALL)
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)


def is_feed(data: bytes) -> bool:
    """Whether a file begins like a feed."""
    return (
        _FEED.match(data[:_BEGIN].decode("latin-1").removeprefix("\u00ef\u00bb\u00bf")) is not None
    )


def read_feed(raw: str) -> tuple[str, Head] | None:
    """The text of the feed's longest entry and what is said of it; None where `raw` is no feed."""
    if _FEED.match(raw) is None:
        return None
    entries = [match[2] for match in _ENTRY.finditer(raw)]
    if not entries:
        return None
    rows = table("inputs")["feed"]
    text, entry = max(
        ((_field(entry, rows["text"]), entry) for entry in entries),
        key=lambda pair: count_han(pair[0]),
    )
    outlet = _field(entry, rows["outlet"]) or _field(_ENTRY.sub("", raw), rows["title"])
    return text, Head(
        title=_field(entry, rows["title"]),
        published=_iso_date(_field(entry, rows["published"])),
        site=outlet,
        authors=_field(entry, rows["authors"]),
    )


def _field(entry: str, names: list[str]) -> str:
    """What the first of the elements `names` holds, or an empty string."""
    for name in names:
        match = _element(name).search(entry)
        if match and (value := _plain(match["value"])):
            return value
    return ""


def _iso_date(written: str) -> str:
    """A feed's date as the package reads dates; feeds of RSS write it as mails do."""
    try:
        return parsedate_to_datetime(written).isoformat()
    except ValueError:
        return written


def _plain(value: str) -> str:
    """The content of an element, whether marked as text or written with entities."""
    if "<![CDATA[" in value:
        return _CDATA.sub(lambda match: match[1], value).strip()
    return html.unescape(value).strip()


@cache
def _element(name: str) -> re.Pattern[str]:
    return re.compile(rf"<{name}\b[^>]*(?<!/)>(?P<value>.*?)</{name}\s*>", re.DOTALL)
