"""Articles that stand in rows: the lines of a JSON Lines file, the rows of a spreadsheet."""

from __future__ import annotations

import codecs
import csv
import io
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import BinaryIO, TextIO

from .errors import InputError
from .knowledge import table
from .markup import Head
from .reading import MAX_BYTES

SAMPLE = 1 << 20
"""Bytes by which the encoding of a spreadsheet is told."""
_SEPARATORS = ",;\t|"


@dataclass(frozen=True)
class Row:
    """One row of a list of articles.

    Attributes:
        number: Its line in a JSON Lines file, its place below the header in a spreadsheet.
        line: The line, undecoded; empty for a row of a spreadsheet.
        cells: The cells by column; empty for a line.
        problem: Why nothing can be read here or below; empty where it can.
    """

    number: int
    line: bytes = b""
    cells: tuple[tuple[str, str], ...] = ()
    problem: str = ""


def json_lines(stream: BinaryIO, name: str, column: str) -> Iterator[Row]:  # noqa: ARG001
    """The lines of a JSON Lines file that are not blank; none is looked into yet."""
    for number, line in enumerate(stream, start=1):
        if line.strip():
            yield Row(number, line.removeprefix(codecs.BOM_UTF8))


def spreadsheet(stream: BinaryIO, name: str, column: str) -> Iterator[Row]:
    """The rows of a CSV or TSV file below its header, without empty ones.

    Raises InputError when there is no header, or no column that holds the articles.
    """
    text = io.TextIOWrapper(stream, encoding=_encoding(stream), errors="replace", newline="")
    try:
        yield from _rows(text, name, column)
    finally:
        text.detach()  # the stream is the caller's to close


def _rows(text: TextIO, name: str, column: str) -> Iterator[Row]:
    line = text.readline()
    separator = max(_SEPARATORS, key=line.count)
    columns = next(csv.reader([line], delimiter=separator), [])
    if not columns:
        raise InputError(f"{name}: is empty; give a table with a header and a row an article", name)
    _text_column(columns, column, name)
    csv.field_size_limit(MAX_BYTES)
    reader = csv.reader(text, delimiter=separator, strict=True)
    number = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if any(cells):
                yield Row(number, cells=tuple(zip(columns, cells, strict=False)))
    except csv.Error as error:
        problem = f"no table from here on ({error}); check the quotation marks in row {number + 1}"
        yield Row(number + 1, problem=problem)


_DEEPEST = 5
"""Levels of objects inside each other among which the article is looked for."""

Reader = Callable[[BinaryIO, str, str], Iterator[Row]]
READERS: dict[str, Reader] = {"json_lines": json_lines, "spreadsheet": spreadsheet}


def reader_of(ending: str) -> Reader | None:
    """What reads the rows of files with this ending; None for those that hold one article."""
    for kind, endings in table("inputs")["endings"].items():
        if ending.lower().lstrip(".") in endings:
            return READERS[kind]
    return None


def contents(row: Row, name: str, column: str) -> tuple[bytes, Head]:
    """The article of a row, and what its other columns say of it.

    Raises InputError when there is none.
    """
    if row.problem:
        raise InputError(f"{name}: {row.problem}", name)
    fields = dict(row.cells) if row.cells else _fields(row.line, name)
    wanted = _text_column(fields, column, name)
    text = fields[wanted]
    if not text.strip():
        raise InputError(f"{name}: column {wanted} is empty; fill it, or leave the row out", name)
    said = {_plain(key): value for key, value in fields.items() if key != wanted}
    head = {
        part: next((said[one] for one in names if said.get(one)), "")
        for part, names in table("inputs")["columns"].items()
        if part != "text"
    }
    return text.encode("utf-8", "surrogatepass"), Head(**head)


def is_record(data: bytes) -> bool:
    """Whether a file's content is one JSON object, which is read as a row."""
    inside = data.removeprefix(codecs.BOM_UTF8).strip()
    if not (inside.startswith(b"{") and inside.endswith(b"}")):
        return False
    try:
        return isinstance(json.loads(inside), dict)
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError):
        return False


def _fields(line: bytes, name: str) -> Mapping[str, str]:
    """The fields of a JSON line that are text."""
    try:
        found = json.loads(line.removeprefix(codecs.BOM_UTF8))
    except (UnicodeDecodeError, json.JSONDecodeError, RecursionError) as error:
        raise InputError(f"{name}: is no JSON ({error}); mend or remove the line", name) from error
    if not isinstance(found, dict):
        raise InputError(
            f'{name}: is no JSON object; give one article a line, as {{"text": "…"}}', name
        )
    return _innermost(found)


def _innermost(found: Mapping[str, object]) -> Mapping[str, str]:
    """The text fields of an object, or those of the object inside it with the longest article.

    Answers of sites wrap the article: {"code": 0, "data": {"title": …, "content": …}}.
    """
    texts = table("inputs")["columns"]["text"]
    level: list[Mapping[str, object]] = [found]
    for _ in range(_DEEPEST):
        held = [
            (max(len(value) for key, value in fields.items() if _plain(key) in texts), fields)
            for fields in map(_texts, level)
            if any(_plain(key) in texts for key in fields)
        ]
        if held:
            return max(held, key=lambda pair: pair[0])[1]
        level = [inner for outer in level for inner in _objects_in(outer)]
    return _texts(found)


def _texts(found: Mapping[str, object]) -> dict[str, str]:
    return {key: value for key, value in found.items() if isinstance(value, str)}


def _objects_in(outer: Mapping[str, object]) -> Iterator[Mapping[str, object]]:
    for value in outer.values():
        for inner in value if isinstance(value, list) else [value]:
            if isinstance(inner, dict):
                yield inner


def _text_column(columns: Iterable[str], wanted: str, name: str) -> str:
    """The column that holds the articles. Raises InputError when there is none."""
    known = list(columns)
    names = [_plain(wanted)] if wanted else table("inputs")["columns"]["text"]
    by_name = {_plain(column): column for column in reversed(known)}
    found = next((by_name[one] for one in names if one in by_name), None)
    if found is None:
        there = ", ".join(known) or "none that holds text"
        missing = f"no column {wanted}" if wanted else "no column that holds the article"
        raise InputError(f"{name}: {missing}, only {there}; name the right one with --column", name)
    return found


def _plain(column: str) -> str:
    return column.strip().lower()


def _encoding(stream: BinaryIO) -> str:
    """The encoding of a spreadsheet: by its byte order mark, else UTF-8 or GB 18030."""
    peek = getattr(stream, "peek", None)
    sample: bytes = peek(SAMPLE) if peek else b""
    if sample.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return "utf-16"
    try:
        codecs.getincrementaldecoder("utf-8")().decode(sample, final=False)
    except UnicodeDecodeError:
        return "gb18030"
    return "utf-8-sig"
