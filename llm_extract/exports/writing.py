"""Writing an export: result by result into drafts, which take their places when all is done."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from llm_extract.errors import ExportError
from llm_extract.records import Result
from llm_extract.reviews import ReviewedResult, reviewed_results

from .catalogue import Table, table_named
from .columns import Cell, cells_of
from .destinations import Destination, destination
from .subject import Subject

Results = Result | ReviewedResult | str | Path | Iterable[Result | ReviewedResult]
"""One result, several, or the folder of a run."""


@dataclass(frozen=True)
class Exported:
    """What was written.

    Attributes:
        files: The files, in order of their names.
        rows: How many rows each table has.
        articles: How many articles they are of.
    """

    files: tuple[Path, ...]
    rows: Mapping[str, int]
    articles: int


def export(results: Results, to: str | Path, *, table: str = "", form: str = "") -> Exported:
    """Write results as tables for spreadsheets, databases and data frames.

    Files of the same names are replaced when all is written; until then they stay as they are.
    The columns are those of docs/data-dictionary.md. An article that came under several names is
    exported once, and its names stand in the table `sources`.

    Args:
        results: Results, one or several, or the folder of a run; a run's come as its reviewer
            left them.
        to: A file that ends in .csv, .parquet, .jsonl or .sqlite, or a folder for a file a table.
        table: The table, where the file is not called as one; of a folder the only one.
        form: csv, parquet, jsonl or sqlite, where the path does not tell.

    Raises ExportError when table, format and path do not go together or cannot be written,
    StoreError when the folder holds no run.
    """
    place = destination(Path(to), table, form)
    try:
        place.folder.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(prefix=".export-", dir=place.folder) as draft:
            counts = _write(place, Path(draft), subjects(results))
            files = sorted(Path(draft).iterdir())
            for file in files:
                file.replace(place.folder / file.name)
    except (OSError, sqlite3.OperationalError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ExportError(
            f"{to}: cannot be written ({reason}); make room there, or choose another place"
        ) from error
    articles = counts.pop("", 0)
    return Exported(tuple(place.folder / file.name for file in files), counts, articles)


def _write(place: Destination, draft: Path, given: Iterable[Subject]) -> Counter[str]:
    """Write all rows into a folder; how many there are by table, and articles by no name."""
    counts = Counter({table.name: 0 for table in place.tables})
    writer = place.format.open(draft, place.tables, place.name)
    try:
        for subject, tables in each_once(given, place.tables):
            for table in tables:
                rows = rows_of(table, subject)
                writer.add(table, rows)
                counts[table.name] += len(rows)
            counts[""] += tables == place.tables
    finally:
        writer.close()
    return counts


def rows_of(table: Table, subject: Subject) -> list[list[Cell]]:
    """The rows of a table about an article."""
    return [cells_of(row) for row in table.rows(subject)]


def each_once(
    given: Iterable[Subject], tables: tuple[Table, ...]
) -> Iterator[tuple[Subject, tuple[Table, ...]]]:
    """Each result with the tables it goes into: of an article told before, only its name."""
    names = tuple(table for table in tables if table == table_named("sources"))
    told: set[str] = set()
    sources: set[tuple[str, str]] = set()
    for subject in given:
        key = subject.origin.article, subject.origin.source
        if key[0] not in told:
            yield subject, tables
        elif key not in sources and names:
            yield subject, names
        told.add(key[0])
        sources.add(key)


def subjects(results: Results) -> Iterator[Subject]:
    """Results as the tables read them, one at a time."""
    if isinstance(results, str | Path):
        results = reviewed_results(results)
    elif isinstance(results, Result | ReviewedResult):
        results = [results]
    for one in results:
        yield Subject(one if isinstance(one, ReviewedResult) else ReviewedResult(one, {}))
