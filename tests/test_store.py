"""A run's folder: what is written, when, and how it is read again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from llm_extract.errors import StoreError
from llm_extract.reading import read_bytes
from llm_extract.records import LanguageSummary, Provenance, Result, Summary
from llm_extract.store import Failure, RunFolder, read_results

ARTICLE = (
    "泸州市集中开工重大项目95个，总投资538亿元，年计划投资153亿元，"
    "涉及基础设施和民生工程等多个领域，进展顺利。"
)


def result_of(text=ARTICLE):
    """A result without facts."""
    empty = LanguageSummary(headline="", text="", sentences=())
    return Result(
        article=read_bytes(text.encode(), "a.txt"),
        quantities=(), facts=(), projects=(), events=(), campaigns=(), findings=(),
        summary=Summary(zh=empty, en=empty),
        provenance=Provenance(
            model="m", prompts={}, version="0", calls=0, cached_calls=0,
            prompt_tokens=0, completion_tokens=0, seconds=0.0,
        ),
    )  # fmt: skip


def test_results_are_read_as_they_were_written(tmp_path):
    folder = RunFolder(tmp_path / "deep" / "out")
    folder.add(result_of())
    folder.add(result_of())
    assert list(read_results(folder.folder)) == [result_of(), result_of()]


def test_a_result_is_on_disk_as_soon_as_it_is_added(tmp_path):
    RunFolder(tmp_path).add(result_of())
    assert len(list(read_results(tmp_path))) == 1


@pytest.mark.parametrize("mark", ["\u2028", "\x85", "\x0c"])
def test_odd_line_ends_inside_an_article_end_no_line(tmp_path, mark):
    written = result_of()
    odd = written.article.model_copy(update={"title": f"一{mark}二"})
    RunFolder(tmp_path).add(written.model_copy(update={"article": odd}))
    (read,) = read_results(tmp_path)
    assert read.article.title == f"一{mark}二"


def test_a_new_run_takes_the_place_of_the_one_before(tmp_path):
    first = RunFolder(tmp_path)
    first.add(result_of())
    first.fail(Failure("b.txt", "InputError", "is empty"))
    first.finish({"articles": 1})
    RunFolder(tmp_path)
    assert list(read_results(tmp_path)) == []
    assert (tmp_path / "errors.jsonl").read_bytes() == b""
    assert json.loads((tmp_path / "run.json").read_bytes())["state"] == "running"


def test_a_failure_keeps_article_kind_and_reason(tmp_path):
    RunFolder(tmp_path).fail(Failure("文.txt", "InputError", "is empty"))
    line = (tmp_path / "errors.jsonl").read_text(encoding="utf-8")
    assert "文.txt" in line
    assert json.loads(line) == {
        "article": "文.txt", "kind": "InputError", "reason": "is empty", "traceback": "",
        "id": "", "lasting": False,
    }  # fmt: skip


def other_result():
    """The result of another article than that of `result_of`."""
    return result_of(ARTICLE.replace("95", "96"))


def keys(folder):
    """The articles of the results in a folder."""
    return [(one.article.id, one.article.source) for one in read_results(folder)]


def test_a_run_of_the_same_goes_on_from_what_is_there(tmp_path):
    RunFolder(tmp_path, "a").add(result_of())
    again = RunFolder(tmp_path, "a")
    assert again.has(result_of().article.id)
    again.add(other_result())
    assert list(read_results(tmp_path)) == [result_of(), other_result()]


@pytest.mark.parametrize(("made_with", "anew"), [("b", False), ("", False), ("a", True)])
def test_a_run_with_other_settings_starts_anew(tmp_path, made_with, anew):
    RunFolder(tmp_path, "a").add(result_of())
    assert RunFolder(tmp_path, made_with, anew=anew).saved == {}
    assert keys(tmp_path) == []


@pytest.mark.parametrize("torn", [b'{"article"', b"{", b'{"article": {"id": "x"}}\n', b"\xff\n"])
def test_a_line_that_was_not_written_to_its_end_is_cut_off(tmp_path, torn):
    RunFolder(tmp_path, "a").add(result_of())
    with (tmp_path / "results.jsonl").open("ab") as results:
        results.write(torn)
    folder = RunFolder(tmp_path, "a")
    folder.add(other_result())
    assert list(read_results(tmp_path)) == [result_of(), other_result()]


def test_every_way_to_break_off_a_line_leaves_the_lines_before_it(tmp_path):
    RunFolder(tmp_path, "a").add(result_of())
    path = tmp_path / "results.jsonl"
    whole = path.read_bytes()
    for length in range(0, len(whole), 7):
        path.write_bytes(whole + whole[:length])
        assert len(RunFolder(tmp_path, "a").saved) == 1
        assert path.read_bytes() == whole


def test_a_run_broken_off_can_be_read_as_far_as_it_got(tmp_path):
    RunFolder(tmp_path).add(result_of())
    with (tmp_path / "results.jsonl").open("ab") as results:
        results.write(b'{"article"')
    assert list(read_results(tmp_path)) == [result_of()]


def test_a_result_can_be_had_under_another_name(tmp_path):
    folder = RunFolder(tmp_path, "a")
    folder.add(result_of())
    folder.copy(result_of().article.id, "新.txt")
    assert [source for _, source in keys(tmp_path)] == ["a.txt", "新.txt"]
    one, two = read_results(tmp_path)
    assert one.article.text == two.article.text


def test_what_is_not_to_be_kept_is_removed_at_the_end(tmp_path):
    folder = RunFolder(tmp_path, "a")
    for one in (other_result(), result_of()):
        folder.add(one)
    folder.finish({}, keep=[(result_of().article.id, "a.txt")])
    assert list(read_results(tmp_path)) == [result_of()]
    again = RunFolder(tmp_path, "a")
    again.copy(result_of().article.id, "b.txt")
    assert [source for _, source in keys(tmp_path)] == ["a.txt", "b.txt"]


def test_lasting_failures_are_remembered_and_passing_ones_forgotten(tmp_path):
    folder = RunFolder(tmp_path, "a")
    folder.fail(Failure("a.txt", "RefusedError", "declined", id="1", lasting=True))
    folder.fail(Failure("b.txt", "TransientModelError", "busy", id="2"))
    folder.close()
    assert list(RunFolder(tmp_path, "a").failed) == ["1"]
    assert "b.txt" not in (tmp_path / "errors.jsonl").read_text(encoding="utf-8")


def test_two_runs_cannot_write_to_one_folder(tmp_path):
    first = RunFolder(tmp_path)
    with pytest.raises(StoreError, match="another run is writing there"):
        RunFolder(tmp_path)
    first.close()
    RunFolder(tmp_path)


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(StoreError, match=r"file/out: .*--out"):
        RunFolder(tmp_path / "file" / "out")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_is_named(tmp_path):
    (tmp_path / "results.jsonl").symlink_to("/dev/full")
    with pytest.raises(StoreError, match=r"results.jsonl: .*No space"):
        RunFolder(tmp_path).add(result_of())


def test_a_folder_without_a_run_says_how_to_make_one(tmp_path):
    with pytest.raises(StoreError, match="llm-extract run ARTICLES --out"):
        list(read_results(tmp_path))


@pytest.mark.parametrize("line", [b"{}", b"not JSON", b""])
def test_a_broken_line_is_named_by_its_number(tmp_path, line):
    RunFolder(tmp_path).add(result_of())
    with (tmp_path / "results.jsonl").open("ab") as results:
        results.write(line + b"\n")
    with pytest.raises(StoreError, match="line 2: "):
        list(read_results(tmp_path))
