"""Many articles: which are run, what a failure costs, and what is told on the way."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from conftest import POLISHING

from llm_extract.batch import Job, find_inputs, run_all
from llm_extract.errors import RefusedError
from llm_extract.store import Failure, RunFolder, read_results

SHORT = Path(__file__).parent.parent / "seeds" / "004_00f69996a8460c5c.txt"


class Diary:
    """Keeps what a run tells."""

    def __init__(self):
        self.events = []

    def begin(self, path):
        """Keep it."""
        self.events.append(("begin", path.name))

    def stage(self, path, prompt):
        """Keep it."""
        self.events.append(("stage", path.name, prompt))

    def done(self, path, outcome):
        """Keep it."""
        self.events.append(("done", path.name, type(outcome).__name__))


class Refusing:
    """A model that answers nothing, and counts how often it is asked."""

    name = "refusing"
    profile = POLISHING

    def __init__(self, error=None):
        self.error = error or RefusedError("no model today")
        self.asked = 0

    def ask(self, request, answer_type):  # noqa: ARG002
        """Refuse."""
        self.asked += 1
        raise self.error


@pytest.fixture
def articles(tmp_path):
    """Three equal articles in a folder."""
    folder = tmp_path / "articles"
    folder.mkdir()
    return [Path(shutil.copy(SHORT, folder / f"{name}.txt")) for name in "abc"]


def test_a_folder_stands_for_its_visible_files_in_order(tmp_path):
    for name in ("b.txt", "a.html", ".hidden"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert find_inputs([tmp_path]) == [tmp_path / "a.html", tmp_path / "b.txt"]


def test_a_file_named_twice_is_run_once(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("", encoding="utf-8")
    assert find_inputs([file, tmp_path, file]) == [file]


def test_a_path_that_is_not_there_stays_to_be_reported():
    assert find_inputs([Path("nowhere.txt")]) == [Path("nowhere.txt")]


@pytest.mark.parametrize("workers", [1, 3])
def test_every_article_ends_once_as_a_result_or_a_failure(articles, tmp_path, workers):
    diary = Diary()
    folder = RunFolder(tmp_path / "out")
    inputs = [*articles, tmp_path / "nowhere.txt"]
    totals = run_all(Job(Refusing(), workers=workers), inputs, folder, diary)
    assert len(totals.failures) == 4
    assert totals.results == []
    assert {f.kind for f in totals.failures} == {"RefusedError", "InputError"}
    ended = sorted(event[1] for event in diary.events if event[0] == "done")
    assert ended == ["a.txt", "b.txt", "c.txt", "nowhere.txt"]


def test_a_bug_costs_one_article_and_keeps_its_traceback(articles, tmp_path):
    folder = RunFolder(tmp_path / "out")
    model = Refusing(ZeroDivisionError("a bug"))
    totals = run_all(Job(model), articles[:2], folder, Diary())
    assert len(totals.failures) == 2
    failure = totals.failures[0]
    assert "please report it" in failure.reason
    assert "ZeroDivisionError: a bug" in failure.traceback
    assert "Traceback" not in failure.reason


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_done_and_asks_no_more(articles, tmp_path, workers):
    model = Refusing()
    told = threading.Event()

    class Impatient(Diary):
        """Presses Ctrl-C when the first article has ended."""

        def done(self, path, outcome):
            """Keep it, and more."""
            super().done(path, outcome)
            told.set()
            raise KeyboardInterrupt

    totals = run_all(
        Job(model, workers=workers), articles, RunFolder(tmp_path / "out"), Impatient()
    )
    assert totals.interrupted
    assert told.is_set()
    assert len(totals.failures) == 1
    assert model.asked <= workers


def test_results_are_written_before_the_next_article_begins(articles, tmp_path, scripted_model):
    folder = RunFolder(tmp_path / "out")
    written = []

    class Reader(Diary):
        """Reads the results whenever an article has ended."""

        def done(self, path, outcome):
            """Keep it, and more."""
            super().done(path, outcome)
            written.append(len(list(read_results(folder.folder))))

    model = scripted_model(["no JSON"] * 100)
    run_all(Job(model), articles, folder, Reader())
    assert written == [1, 2, 3]


def test_the_stage_of_an_article_is_told(articles, tmp_path, scripted_model):
    diary = Diary()
    model = scripted_model(["no JSON"] * 100)
    run_all(Job(model), articles[:1], RunFolder(tmp_path / "out"), diary)
    stages = [event[2] for event in diary.events if event[0] == "stage"]
    assert "summarise_zh" in stages
    assert "summarise_en" in stages
    assert diary.events[0] == ("begin", "a.txt")
    assert diary.events[-1] == ("done", "a.txt", "Result")


def test_a_model_that_answers_nonsense_still_gives_every_article_its_facts(
    articles, tmp_path, scripted_model
):
    model = scripted_model(["no JSON"] * 100)
    totals = run_all(Job(model), articles[:1], RunFolder(tmp_path / "out"), Diary())
    assert not any(isinstance(one, Failure) for one in totals.failures)
    (result,) = totals.results
    assert result.facts
    assert result.summary.en.text
