"""What a run is given: files, folders, patterns, rows of lists, standard input, one at a time."""

from __future__ import annotations

import glob
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property
from io import BufferedReader
from pathlib import Path
from typing import BinaryIO, cast

from .errors import InputError
from .feeds import is_feed, read_feed
from .markup import Head
from .reading import MAX_BYTES, article_id, content_digest, decode, load_file, read_bytes
from .records import Article
from .rows import SAMPLE, Row, contents, is_record, json_lines, reader_of

STANDARD_INPUT = Path("-")
_SETTINGS = (".toml", ".yaml", ".yml")


@dataclass(frozen=True)
class Document:
    """The bytes of an article, and what is known of it beside them."""

    name: str
    stem: str
    data: bytes
    given: Head | None = None

    @cached_property
    def digest(self) -> str:
        """What the article is known by, whatever it is called."""
        return content_digest(self.data, self.given)

    @property
    def id(self) -> str:
        """The id its article will have."""
        return article_id(self.digest)

    def article(self) -> Article:
        """The article. Raises InputError when there is none in it."""
        return read_bytes(self.data, self.name, self.given)


@dataclass(frozen=True)
class Input:
    """Where an article is, not read yet; `stem` names its recording."""

    name: str
    stem: str
    path: Path | None = None
    row: Row | None = None
    column: str = ""
    data: bytes = field(default=b"", repr=False)

    def load(self) -> Document:
        """Its bytes. Raises InputError, naming the input, when they cannot be had."""
        if self.row is not None:
            data, given = contents(self.row, self.name, self.column)
            return Document(self.name, self.stem, data, given)
        data = load_file(self.path) if self.path is not None else self.data
        if is_record(data):
            data, given = contents(Row(1, line=data), self.name, self.column)
            return Document(self.name, self.stem, data, given)
        if is_feed(data) and (entry := read_feed(decode(data, self.name))):
            return Document(self.name, self.stem, entry[0].encode("utf-8"), entry[1])
        return Document(self.name, self.stem, data)


def find_inputs(
    paths: Iterable[Path], column: str = "", stdin: BinaryIO | None = None
) -> Iterator[Input]:
    """The articles the given paths stand for, each path once, in order.

    A folder stands for its files, without hidden ones and settings; a pattern for the files it
    fits (`**` for any folders); a CSV, TSV or JSON Lines file for its rows, whose text stands in
    `column`; `-` for standard input, which is an article or JSON lines. A path that does not
    exist is handed on, so that it is reported like any bad input.

    Raises InputError when a list has no column with articles or cannot be opened.
    """
    seen: set[Path] = set()
    for path in paths:
        if path == STANDARD_INPUT:
            yield from _standard_input(stdin or sys.stdin.buffer, column)
            continue
        for file in _files(path):
            if file not in seen:
                seen.add(file)
                yield from _in_file(file, column)


def _files(path: Path) -> Iterable[Path]:
    if path.is_dir():
        return sorted(p for p in path.iterdir() if _is_article(p))
    if not path.exists() and glob.has_magic(str(path)):
        found = glob.iglob(str(path), recursive=True)  # noqa: PTH207  (Path.glob takes no absolute)
        return sorted(p for p in map(Path, found) if _is_article(p))
    return [path]


def _is_article(path: Path) -> bool:
    return path.is_file() and not path.name.startswith(".") and path.suffix not in _SETTINGS


def _in_file(path: Path, column: str) -> Iterator[Input]:
    read_rows = reader_of(path.suffix)
    if read_rows is None or not path.exists():
        yield Input(str(path), path.stem, path)
        return
    try:
        with path.open("rb", buffering=SAMPLE) as stream:
            for row in read_rows(stream, str(path), column):
                yield _of_row(str(path), path.stem, row, column)
    except OSError as error:
        raise InputError(
            f"{path}: cannot be opened ({error.strerror}); check the path and its permissions",
            str(path),
        ) from error


def _of_row(name: str, stem: str, row: Row, column: str) -> Input:
    return Input(f"{name}:{row.number}", f"{stem}-{row.number}", row=row, column=column)


def _standard_input(stream: BinaryIO, column: str) -> Iterator[Input]:
    """Standard input as JSON lines where it begins like them, else as one article."""
    buffered = cast("BufferedReader", stream)
    begin = buffered.peek(1) if hasattr(buffered, "peek") else b""
    if begin.lstrip().startswith(b"{"):
        for row in json_lines(stream, "-", column):
            yield _of_row("standard input", "standard-input", row, column)
        return
    yield Input("standard input", "standard-input", data=stream.read(MAX_BYTES + 1))
