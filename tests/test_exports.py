"""Exports: every format holds the same rows, and leads back to the article's words."""

from __future__ import annotations

import csv
import io
import json
import shutil
import sqlite3
import subprocess
import sys
import tracemalloc
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from case_params import params
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from llm_extract import export
from llm_extract.cli.app import app
from llm_extract.errors import ExportError, StoreError
from llm_extract.exports import TABLES, rows_of, subjects, table_named
from llm_extract.exports.calendar import days_of
from llm_extract.exports.csv_files import guarded, unguarded
from llm_extract.exports.described import dictionary
from llm_extract.exports.destinations import destination
from llm_extract.exports.formats import plain
from llm_extract.exports.views import VIEWS
from llm_extract.records import Quantity, Result
from llm_extract.reviews import Decision, Review, parts_of, reviewed
from llm_extract.store import read_results
from llm_extract.text import Text

ROOT = Path(__file__).parent.parent
CASES = Path(__file__).parent / "cases"
DESTINATIONS = json.loads((CASES / "export_destinations.json").read_text(encoding="utf-8"))
CELLS = json.loads((CASES / "export_cells.json").read_text(encoding="utf-8"))
TYPES = {
    "text": str, "integer": int, "real": float, "decimal": Decimal, "date": date, "flag": bool,
}  # fmt: skip
NAMES = [table.name for table in TABLES]


@pytest.fixture(scope="module")
def results(seed_run):
    """The results of all seeds."""
    return list(read_results(seed_run))


@pytest.fixture(scope="module")
def database(seed_run, tmp_path_factory):
    """All seeds as SQLite."""
    path = tmp_path_factory.mktemp("sqlite") / "run.sqlite"
    export(seed_run, path)
    with sqlite3.connect(path) as connection:
        connection.row_factory = sqlite3.Row
        yield connection
    connection.close()


def renamed(result: Result, **changes: str) -> Result:
    """The result as that of an article with another id or name."""
    return result.model_copy(update={"article": result.article.model_copy(update=changes)})


def read_csv(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file."""
    with path.open(encoding="utf-8-sig", newline="") as stream:
        return list(csv.DictReader(stream))


# What the tables hold


@pytest.mark.parametrize("name", NAMES)
def test_every_cell_is_of_the_type_its_column_says(results, name):
    table = table_named(name)
    for subject in subjects(results):
        for row in rows_of(table, subject):
            for column, cell in zip(table.columns, row, strict=True):
                right = cell is None or type(cell) is TYPES[column.type]
                assert right, (column.name, cell)
                assert cell is not None or column.nullable, column.name


@pytest.mark.parametrize("name", NAMES)
def test_a_key_names_one_row(results, name):
    table = table_named(name)
    places = [n for n, column in enumerate(table.columns) if column.about.key]
    keys = [
        tuple(row[n] for n in places) for one in subjects(results) for row in rows_of(table, one)
    ]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("name", NAMES)
def test_every_row_names_its_article_and_the_file(name):
    columns = [column.name for column in table_named(name).columns]
    assert columns[:2] == ["article", "source"]


def test_the_words_of_every_fact_stand_where_it_says(results):
    raw = {one.article.id: (ROOT / one.article.source).read_text("utf-8") for one in results}
    clean = {one.article.id: one.article.text.clean for one in results}
    edited = 0
    for subject in subjects(results):
        for row in table_named("facts").rows(subject):
            article, found, rests = row.origin.article, row.surface, row.evidence
            place = found.place
            assert clean[article][place.start : place.end] == found.surface
            around = clean[article][rests.place.start : rests.place.end]
            assert around.strip() == rests.evidence
            assert found.surface in rests.evidence
            there = raw[article][place.raw_start : place.raw_end]
            edited += there != found.surface
            assert there
    assert edited < len(results) * 20


def test_a_headline_rests_on_the_facts_with_its_amounts(database):
    told = database.execute(
        "SELECT text, surfaces, evidence FROM summaries WHERE kind = 'headline' AND number = 0"
    ).fetchall()
    by_text = {row["text"]: row["surfaces"] for row in told}
    assert by_text["Luzhou signed 73 new projects worth RMB 78.7 billion"] == "73个 | 787亿元"
    assert all(row["evidence"] for row in told)


def test_every_number_of_the_articles_counts_the_rows_about_it(database):
    for row in database.execute("SELECT * FROM articles"):
        for name in ("quantities", "facts", "projects", "events", "campaigns", "findings"):
            count = f"SELECT count(*) FROM {name} WHERE article = ?"  # noqa: S608
            assert database.execute(count, [row["article"]]).fetchone()[0] == row[name]


def test_a_fact_of_a_contradiction_says_so(database):
    told = database.execute(
        "SELECT words_zh, findings FROM facts WHERE verdict = 'source_conflict' ORDER BY fact"
    ).fetchall()
    assert {row["words_zh"] for row in told} == {"68个", "63个", "365.15亿元", "318.25亿元"}
    for row in told:
        (count,) = database.execute(
            "SELECT count(*) FROM findings WHERE finding = ?", [row["findings"]]
        ).fetchone()
        assert count == 1


@pytest.mark.parametrize(
    ("iso", "first", "last"),
    [
        ("2022-05-19", "2022-05-19", "2022-05-19"),
        ("2022-02", "2022-02-01", "2022-02-28"),
        ("2022-Q1", "2022-01-01", "2022-03-31"),
        ("2022-H2", "2022-07-01", "2022-12-31"),
        ("2022", "2022-01-01", "2022-12-31"),
        ("2020-01/2020-11", "2020-01-01", "2020-11-30"),
        ("2021/2025", "2021-01-01", "2025-12-31"),
        ("2021 season 1", "", ""),
        ("P10Y", "", ""),
        ("annual", "", ""),
        ("2022-13", "", ""),
        ("2022-Q9", "", ""),
        ("0000", "", ""),
        (None, "", ""),
    ],
)
def test_a_period_of_the_calendar_has_a_first_and_a_last_day(iso, first, last):
    days = days_of(iso)
    assert [str(day or "") for day in (days.first_day, days.last_day)] == [first, last]


# What a reviewer decided, and articles that come twice


def test_what_a_reviewer_rejected_is_gone_and_what_was_noted_is_told(results, tmp_path):
    result = results[0]
    words = {part.name: part.words for part in parts_of(result)}
    choices = {"fact f3": "rejected", "project 0": "rejected", "fact f4": "noted"}
    review = Review(
        decisions=tuple(
            Decision(article=result.article.id, part=n, words=words[n], choice=c, note="看")
            for n, c in choices.items()
        )
    )
    export(reviewed(result, review), tmp_path)
    facts = {row["fact"]: row for row in read_csv(tmp_path / "facts.csv")}
    assert "f3" not in facts
    assert (facts["f4"]["decision"], facts["f4"]["note"]) == ("noted", "看")
    assert next(row["project"] for row in read_csv(tmp_path / "projects.csv")) == "1"
    stated = [row["facts"].split() for row in read_csv(tmp_path / "summaries.csv")]
    assert all("f3" not in ids for ids in stated)


def test_an_article_under_two_names_is_told_once_with_both(results, tmp_path):
    again = renamed(results[0], source="copy.txt")
    export([*results, again, again], tmp_path / "run.sqlite")
    export([*results, again, again], tmp_path / "facts.csv")
    with sqlite3.connect(tmp_path / "run.sqlite") as connection:
        (facts,) = connection.execute("SELECT count(*) FROM facts").fetchone()
        names = connection.execute(
            "SELECT source FROM sources WHERE article = ?", [again.article.id]
        ).fetchall()
    connection.close()
    assert facts == len(read_csv(tmp_path / "facts.csv")) == sum(len(r.facts) for r in results)
    assert {name for (name,) in names} == {"copy.txt", results[0].article.source}
    assert len(names) == 2


# Where it goes


@pytest.mark.parametrize("case", params(DESTINATIONS))
def test_path_table_and_format_say_where_it_goes(case, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    if case.get("folder"):
        Path(case["to"]).mkdir()
    asked = Path(case["to"]), case.get("table", ""), case.get("form", "")
    if "error" in case:
        with pytest.raises(ExportError) as told:
            destination(*asked)
        assert str(told.value).startswith(case["error"])
        return
    place = destination(*asked)
    assert place.format.name == case["format"]
    assert [t.name for t in place.tables] == (NAMES if case["tables"] == "all" else case["tables"])
    assert place.name == case.get("name", place.name)


def test_an_export_that_breaks_leaves_what_was_there(results, tmp_path):
    def broken():
        yield results[0]
        raise StoreError("line 2: no result")

    for name in ("facts.csv", "run.sqlite", "facts.jsonl"):
        (tmp_path / name).write_text("before")
        with pytest.raises(StoreError):
            export(broken(), tmp_path / name)
        assert (tmp_path / name).read_text() == "before"
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "facts.csv", "facts.jsonl", "run.sqlite",
    ]  # fmt: skip


def test_files_of_an_earlier_export_are_replaced(results, tmp_path):
    for name in ("facts.csv", "run.sqlite"):
        export(results, tmp_path / name)
        done = export(results[:1], tmp_path / name)
        assert done.articles == 1
    assert len(read_csv(tmp_path / "facts.csv")) == len(results[0].facts)


def test_a_place_that_cannot_be_written_is_told(results, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(ExportError, match=r"cannot be written .* choose another place"):
        export(results, tmp_path / "file" / "facts.csv")


def test_a_run_without_results_gives_tables_without_rows(tmp_path):
    done = export([], tmp_path / "facts.csv")
    assert done.rows == {"facts": 0}
    assert read_csv(tmp_path / "facts.csv") == []


def test_memory_does_not_grow_with_the_number_of_articles(results, tmp_path):
    def peak(articles):
        tracemalloc.start()
        made = (renamed(results[4], id=f"{n:016x}", source=f"{n}.txt") for n in range(articles))
        export(made, tmp_path / "out")
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return most

    peak(1)
    assert peak(60) < peak(6) + 300_000


# CSV


@pytest.mark.parametrize("case", params(CELLS))
def test_text_of_an_article_is_no_formula(case):
    assert guarded(case["text"]) == case["written"]
    assert unguarded(case["written"]) == case["text"]


@given(st.text(st.sampled_from("'=+-@＝ \t\r\na亿1"), max_size=6))
def test_guarded_text_reads_back_as_it_was(text):
    assert unguarded(guarded(text)) == text


def amount(value, high):
    """A quantity of this value."""
    return Quantity(
        surface="", start=0, end=0, value=value, value_high=high, unit="CNY", kind="money", id="q9"
    )


VALUES = st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**20), max_value=10**20)


@given(VALUES, st.none() | VALUES)
def test_values_read_back_from_csv_are_equal(value, high):
    stream = io.StringIO()
    csv.writer(stream).writerow([plain(value), "" if high is None else plain(high)])
    read = next(csv.reader(io.StringIO(stream.getvalue())))
    assert "E" not in stream.getvalue()
    assert [Decimal(cell) if cell else None for cell in read] == [value, high]


def test_values_in_a_csv_file_are_those_of_the_results(results, tmp_path):
    export(results, tmp_path / "quantities.csv")
    told = [
        Decimal(row["value"]) if row["value"] else None
        for row in read_csv(tmp_path / "quantities.csv")
    ]
    assert told == [quantity.value for result in results for quantity in result.quantities]


def hostile(result: Result) -> Result:
    """The result of an article whose words attack a spreadsheet and a database."""
    words = '=HYPERLINK("http://x","y")\r\n@SUM(1),"; DROP TABLE facts; --\n'
    clean = words + result.article.text.clean[len(words) :]
    article = result.article.model_copy(update={"title": words, "text": Text.of(clean)})
    return result.model_copy(update={"article": article})


def test_hostile_words_come_through_as_words(results, tmp_path):
    given_result = hostile(results[4])
    export(given_result, tmp_path)
    export(given_result, tmp_path / "run.sqlite")
    (row,) = read_csv(tmp_path / "articles.csv")
    assert row["title"] == f"'{given_result.article.title}"
    assert unguarded(row["title"]) == given_result.article.title
    with sqlite3.connect(tmp_path / "run.sqlite") as connection:
        (title,) = connection.execute("SELECT title FROM articles").fetchone()
        (facts,) = connection.execute("SELECT count(*) FROM facts").fetchone()
    connection.close()
    assert title == given_result.article.title
    assert facts == len(given_result.facts)


def test_csv_opens_in_libreoffice_with_its_chinese_and_its_numbers(results, tmp_path):
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed, so that no spreadsheet opens the file")
    export([hostile(results[4]), *results[:3]], tmp_path / "csv")
    for name in ("facts", "articles"):
        subprocess.run(  # noqa: S603  (our own arguments)
            [
                office, "--headless", f"-env:UserInstallation={(tmp_path / 'user').as_uri()}",
                "--infilter=CSV:44,34,76,1", "--convert-to",
                "csv:Text - txt - csv (StarCalc):44,34,76,1", "--outdir", str(tmp_path),
                str(tmp_path / "csv" / f"{name}.csv"),
            ],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
    for name, column in (("facts", "indicator_zh"), ("facts", "value"), ("articles", "title")):
        before, after = (read_csv(tmp_path / f / f"{name}.csv") for f in ("csv", "."))
        assert [row[column].strip() for row in after] == [
            row[column].replace("\r\n", "\n").strip() for row in before
        ]


# The other formats


@pytest.mark.parametrize("name", NAMES)
def test_json_lines_hold_the_cells_of_the_table(results, tmp_path, name):
    export(results, tmp_path / f"{name}.jsonl")
    table = table_named(name)
    lines = (tmp_path / f"{name}.jsonl").read_text("utf-8").splitlines()
    rows = [row for one in subjects(results) for row in rows_of(table, one)]
    for line, row in zip(lines, rows, strict=True):
        read = json.loads(line, parse_float=Decimal)
        assert list(read) == [column.name for column in table.columns]
        for told, cell in zip(read.values(), row, strict=True):
            wanted = cell.isoformat() if isinstance(cell, date) else cell
            assert told == (Decimal(str(cell)) if isinstance(cell, float) else wanted)


@pytest.mark.parametrize("name", NAMES)
def test_parquet_has_typed_columns_and_exact_values(results, tmp_path, name):
    parquet = pytest.importorskip(
        "pyarrow.parquet", reason="pyarrow is not installed, so that there is no Parquet to read"
    )
    export(results, tmp_path / f"{name}.parquet")
    table = table_named(name)
    read = parquet.read_table(tmp_path / f"{name}.parquet")
    for number, column in enumerate(table.columns):
        cells = [row[number] for one in subjects(results) for row in rows_of(table, one)]
        assert read[column.name].to_pylist() == cells
        if column.type == "decimal":
            exact = read[f"{column.name}_exact"].to_pylist()
            assert [None if text is None else Decimal(text) for text in exact] == cells


def test_parquet_rounds_only_what_its_decimals_cannot_hold(results, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed")
    values = [Decimal(1) / 3, Decimal("1e30"), Decimal("9.5")]
    first, *others = results[4].quantities
    changed = [
        first.model_copy(update={"value": value, "id": f"z{n}"}) for n, value in enumerate(values)
    ]
    result = results[4].model_copy(update={"quantities": (*changed, first, *others)})
    export(result, tmp_path / "quantities.parquet")
    read = parquet.read_table(tmp_path / "quantities.parquet")
    assert read["value"].to_pylist()[:3] == [Decimal("0.333333333"), None, Decimal("9.5")]
    assert [Decimal(text) for text in read["value_exact"].to_pylist()[:3]] == values


def test_without_pyarrow_parquet_says_what_to_install(results, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(ExportError, match=r"pip install 'llm-extract\[parquet\]'"):
        export(results, tmp_path / "facts.parquet")
    assert list(tmp_path.iterdir()) == []


def test_sqlite_keys_hold(database):
    assert database.execute("PRAGMA foreign_key_check").fetchall() == []
    assert database.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
    for table in TABLES:
        told = database.execute(f'PRAGMA table_info("{table.name}")').fetchall()
        assert {row["name"] for row in told if row["pk"]} == set(table.key)


def test_sqlite_has_a_number_and_all_digits(database):
    row = database.execute(
        "SELECT value, value_exact, typeof(value) AS kind FROM facts WHERE words_zh = '538亿元'"
    ).fetchone()
    assert tuple(row) == (53_800_000_000.0, "53800000000", "real")


@pytest.mark.parametrize("table", [t.name for t in TABLES if t.searched])
def test_sqlite_finds_words_of_either_language(database, table):
    columns = table_named(table).searched
    (words,) = database.execute(f"SELECT {columns[0]} FROM {table} LIMIT 1").fetchone()  # noqa: S608
    found = database.execute(
        f"SELECT count(*) FROM {table}_fts WHERE {table}_fts MATCH ?",  # noqa: S608
        [f'"{words[:4]}"'],
    ).fetchone()
    assert found[0] > 0


@pytest.mark.parametrize("view", VIEWS, ids=lambda view: view.name)
def test_every_column_of_every_view_is_described(database, view):
    cursor = database.execute(f"SELECT * FROM {view.name}")  # noqa: S608
    assert [column[0] for column in cursor.description] == list(view.columns)
    assert cursor.fetchall()


def test_a_goal_stands_beside_the_result_of_its_period_alone(results, tmp_path):
    result = results[0]
    goal = next(f for f in result.facts if f.status == "target" and f.role == "value")
    reached = goal.model_copy(update={"id": "f901", "status": "actual"})
    earlier = reached.model_copy(update={"id": "f902", "period": "2021 season 1"})
    facts = (*result.facts, reached, earlier)
    export(result.model_copy(update={"facts": facts}), tmp_path / "run.sqlite")
    with sqlite3.connect(tmp_path / "run.sqlite") as connection:
        pairs = connection.execute(
            "SELECT result_fact, reached FROM targets_against_results WHERE target_fact = ?",
            [goal.id],
        ).fetchall()
    connection.close()
    assert pairs == [("f901", 1.0)]


def test_facts_by_place_shows_amounts_that_differ(database):
    row = database.execute(
        "SELECT * FROM facts_by_place WHERE place = '南充市' "
        "AND indicator_en = 'new manufacturing projects signed'"
    ).fetchone()
    assert (row["amounts"], row["lowest"], row["highest"]) == (2, 63, 68)
    assert row["words_zh"] == "63个 | 68个"


def test_datasette_gets_a_description_of_every_table_and_view(seed_run, tmp_path):
    export(seed_run, tmp_path / "run.sqlite")
    told = json.loads((tmp_path / "run.metadata.json").read_text("utf-8"))
    described = told["databases"]["run"]["tables"]
    assert set(described) == {*NAMES, *(view.name for view in VIEWS)}
    for table in TABLES:
        columns = {column.name for column in table.columns}
        exact = {f"{column.name}_exact" for column in table.columns if column.type == "decimal"}
        assert set(described[table.name]["columns"]) <= columns | exact
        assert set(table.facets) | set(table.searched) <= columns


# The words around it


def test_the_data_dictionary_is_that_of_the_tables():
    page = (ROOT / "docs" / "data-dictionary.md").read_text(encoding="utf-8")
    assert page == dictionary(), "python -m llm_extract.exports > docs/data-dictionary.md"


def test_the_command_says_what_it_wrote(seed_run, tmp_path):
    to = tmp_path / "facts.csv"
    done = CliRunner().invoke(app, ["export", str(seed_run), "--to", str(to)])
    assert done.exit_code == 0
    assert f"5 articles in {to}" in done.output
    count = len(read_csv(to))
    assert Counter(done.output.split())[str(count)] == 1


def test_the_command_tells_a_wrong_folder(tmp_path):
    done = CliRunner().invoke(app, ["export", str(tmp_path), "--to", str(tmp_path / "facts.csv")])
    assert isinstance(done.exception, StoreError)
    assert list(tmp_path.iterdir()) == []
