"""The results that a run's folder holds already: found, repaired and thinned out line by line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pydantic_core import from_json

Key = tuple[str, str]
"""An article's id, and the name it came under."""


@dataclass(frozen=True)
class SavedResult:
    """A result in a file, without what only those need who read it.

    Attributes:
        facts: How many facts it has.
        findings: How many findings, without those for information only.
        start: Where its line begins, in bytes.
        length: The bytes of its line.
    """

    facts: int
    findings: int
    start: int
    length: int


def saved_results(path: Path) -> dict[Key, SavedResult]:
    """The results in the file at `path`, the last one of each article under each name.

    Lines that were not written to their end, or are no results, are removed from the file.
    """
    saved, is_whole = look_through(path)
    return saved if is_whole else keep_lines(path, saved)


def look_through(path: Path) -> tuple[dict[Key, SavedResult], bool]:
    """The results in the file at `path`, as `saved_results`, and whether all lines are whole."""
    saved: dict[Key, SavedResult] = {}
    start = 0
    is_whole = True
    with path.open("rb") as stream:
        for line in stream:
            found = _outline(line, start)
            if found is None:
                is_whole = False
            else:
                saved[found[0]] = found[1]
            start += len(line)
    return saved, is_whole


def keep_lines(path: Path, saved: Mapping[Key, SavedResult]) -> dict[Key, SavedResult]:
    """Remove all but the `saved` results from the file at `path`, and say where they are then."""
    in_order = sorted(saved.items(), key=lambda one: one[1].start)
    if sum(line.length for _, line in in_order) == path.stat().st_size:
        return dict(saved)
    draft = path.with_name(f"{path.name}.new")
    moved: dict[Key, SavedResult] = {}
    with path.open("rb") as old, draft.open("wb") as new:
        for key, line in in_order:
            moved[key] = replace(line, start=new.tell())
            old.seek(line.start)
            new.write(old.read(line.length))
    draft.replace(path)
    return moved


def read_line(path: Path, saved: SavedResult) -> bytes:
    """The line of a result."""
    with path.open("rb") as stream:
        stream.seek(saved.start)
        return stream.read(saved.length)


def renamed(line: bytes, source: str) -> bytes:
    """The line of a result as that of an equal article called `source`."""
    result = from_json(line)
    result["article"]["source"] = source
    return json.dumps(result, ensure_ascii=False, separators=(",", ":")).encode()


def _outline(line: bytes, start: int) -> tuple[Key, SavedResult] | None:
    """What is to be known of the result in a line; None where it is torn."""
    if not line.endswith(b"\n"):
        return None
    try:
        result: Any = from_json(line)
        article = result["article"]
        amiss = sum(one["severity"] != "info" for one in result["findings"])
        facts = len(result["facts"])
        key = str(article["id"]), str(article["source"])
        return key, SavedResult(facts, amiss, start, len(line))
    except (ValueError, KeyError, TypeError):
        return None
