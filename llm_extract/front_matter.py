"""Reads the fields before a page's text: YAML between dashes, TOML between plus signs."""

from __future__ import annotations

import re
import tomllib
from datetime import date, time

import yaml
from frontmatter.default_handlers import YAMLHandler

from .knowledge import table
from .markup import Head

_FRONT_MATTER = re.compile(
    r"\A\s*(?P<fence>---|\+\+\+)[ \t]*\r?\n(?P<fields>.*?)\r?\n(?P=fence)[ \t]*(?:\r?\n|\Z)",
    re.DOTALL,
)
_MAIL_HEAD = re.compile(
    r"\A\s*(?:[A-Z][A-Za-z-]{1,40}:[^\n]*\n(?:[ \t]+\S[^\n]*\n)*){3,60}(?=\s*\n)"
)
_SENT = re.compile(
    r"^(?:Return-Path|Received|MIME-Version|Message-ID):", re.MULTILINE | re.IGNORECASE
)
_FORWARDED = re.compile(
    r"^[-—_=]{3,}\s*(?:转发的?(?:邮件|信息|消息)(?:信息)?"
    r"|Forwarded [Mm]essage|Begin forwarded message)\s*[-—_=]{3,}\s*$",
    re.MULTILINE,
)
_LONGEST_NOTE = 1500
"""Characters of the note above a forwarded text."""


def read_front_matter(raw: str) -> tuple[Head, int]:
    """The fields of a Jekyll or Hugo front matter, and where the page behind it starts."""
    match = _FRONT_MATTER.match(raw)
    if match is None:
        return Head(), _end_of_mail_head(raw)
    try:
        loaded = _load(match["fence"], match["fields"])
    except (yaml.YAMLError, tomllib.TOMLDecodeError, RecursionError):
        return Head(), 0
    if not isinstance(loaded, dict):
        return Head(), 0
    fields = {str(key).lower(): _words(value) for key, value in loaded.items()}
    found: dict[str, str] = {}
    for name, keys in table("furniture")["front_matter"].items():
        for key in keys:
            if value := fields.get(key):
                found.setdefault(name, value)
    return Head(**found), match.end()


def _end_of_mail_head(raw: str) -> int:
    """Where the text of a mail starts, behind its headers and what leads to a forwarded one."""
    match = _MAIL_HEAD.match(raw)
    start = match.end() if match and _SENT.search(match.group()) else 0
    forwarded = _FORWARDED.search(raw, start, start + _LONGEST_NOTE)
    return forwarded.end() if forwarded else start


def _load(fence: str, fields: str) -> object:
    if fence == "+++":
        return tomllib.loads(fields.replace("\r\n", "\n"))
    # The base loader leaves every value a string, so dates stay as they were written.
    loaded: object = YAMLHandler().load(fields, Loader=yaml.BaseLoader)
    return loaded


def _words(value: object) -> str:
    """A field's value as text; empty for what is neither text, a date nor a list of texts."""
    if isinstance(value, list):
        return " ".join(item for item in value if isinstance(item, str))
    if isinstance(value, date | time):
        return value.isoformat()
    return value if isinstance(value, str) else ""
