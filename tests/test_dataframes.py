"""Data frames: the columns of the exports, in pandas and in polars."""

from __future__ import annotations

import sys
from decimal import Decimal
from importlib import import_module
from importlib.util import find_spec

import pytest

from llm_extract import to_dataframe
from llm_extract.errors import ExportError
from llm_extract.exports import TABLES
from llm_extract.store import read_results

LIBRARIES = [
    pytest.param(
        name, marks=pytest.mark.skipif(not find_spec(name), reason=f"{name} is not installed")
    )
    for name in ("pandas", "polars")
]


@pytest.fixture(scope="module")
def results(seed_run):
    """The results of all seeds."""
    return list(read_results(seed_run))


def cells(frame, library, column):
    """The cells of a column, None where nothing is told."""
    if library == "polars":
        return frame[column].to_list()
    missing = import_module("pandas").isna
    return [None if missing(cell) else cell for cell in frame[column]]


@pytest.mark.parametrize("library", LIBRARIES)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_frame_has_the_columns_of_its_table(results, table, library):
    frame = to_dataframe(results, table.name, library=library)
    exact = {column.name for column in table.columns if column.type == "decimal"}
    columns = [name for name in frame.columns if name.removesuffix("_exact") not in exact]
    assert columns == [c.name for c in table.columns if c.type != "decimal"]
    assert list(to_dataframe([], table.name, library=library).columns) == list(frame.columns)


@pytest.mark.parametrize("library", LIBRARIES)
def test_values_are_numbers_beside_all_their_digits(results, library):
    frame = to_dataframe(results, "quantities", library=library)
    wanted = [quantity.value for result in results for quantity in result.quantities]
    told = cells(frame, library, "value_exact")
    assert [None if digits is None else Decimal(digits) for digits in told] == wanted
    numbers = cells(frame, library, "value")
    assert numbers == [None if value is None else float(value) for value in wanted]


@pytest.mark.parametrize("library", LIBRARIES)
def test_days_are_days(results, library):
    frame = to_dataframe(results, "articles", library=library)
    assert [str(day)[:10] for day in cells(frame, library, "published") if day] == [
        "2022-05-26", "2020-12-08", "2021-12-24", "2025-02-08",
    ]  # fmt: skip


@pytest.mark.parametrize("library", LIBRARIES)
def test_one_result_several_and_a_folder_will_do(results, seed_run, library):
    one = to_dataframe(results[0], library=library)
    several = to_dataframe(iter(results), library=library)
    folder = to_dataframe(seed_run, library=library)
    assert len(one) == len(results[0].facts)
    assert len(several) == len(folder) == sum(len(result.facts) for result in results)


def test_without_a_library_both_are_named(results, monkeypatch):
    monkeypatch.setitem(sys.modules, "pandas", None)
    monkeypatch.setitem(sys.modules, "polars", None)
    with pytest.raises(ExportError, match="need pandas or polars"):
        to_dataframe(results)
    with pytest.raises(ExportError, match="need polars: pip install polars"):
        to_dataframe(results, library="polars")


def test_an_unknown_table_lists_those_there_are(results):
    with pytest.raises(ExportError, match="'fact' is no table; there are articles"):
        to_dataframe(results, "fact")


def test_an_unknown_library_is_refused(results):
    with pytest.raises(ExportError, match="choose pandas or polars"):
        to_dataframe(results, library="numpy")
