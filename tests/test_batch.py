"""Many articles: which are run, what a failure costs, what is kept, and what is told on the way."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest
from conftest import POLISHING

from llm_extract.batch import run_all
from llm_extract.crews import OwnThread, Threads
from llm_extract.errors import BudgetError, RefusedError, TransientModelError
from llm_extract.inputs import find_inputs
from llm_extract.one_article import Job
from llm_extract.store import RunFolder, read_results

SEEDS = Path(__file__).parent.parent / "seeds"
SHORT = SEEDS / "004_00f69996a8460c5c.txt"


class Diary:
    """Keeps what a run tells."""

    def __init__(self):
        self.events = []

    def expect(self, articles):
        """Keep it."""
        self.events.append(("expect", articles))

    def begin(self, name):
        """Keep it."""
        self.events.append(("begin", Path(name).name))

    def stage(self, name, prompt):
        """Keep it."""
        self.events.append(("stage", Path(name).name, prompt))

    def pause(self, reason, seconds):
        """Keep it."""
        self.events.append(("pause", reason, seconds))

    def done(self, end):
        """Keep it."""
        self.events.append(("done", Path(end.name).name, end.failure))


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
    """Three articles in a folder, which differ in their last line."""
    folder = tmp_path / "articles"
    folder.mkdir()
    for name in "abc":
        text = SHORT.read_text(encoding="utf-8")
        (folder / f"{name}.txt").write_text(f"{text}\n<!-- {name} -->\n", encoding="utf-8")
    return sorted(folder.iterdir())


@pytest.fixture
def out(tmp_path):
    """The folder of the run."""
    return tmp_path / "out"


def crew_of(model, diary=None, workers=1, **options):
    """Who does the articles, with `model`."""
    job, diary = Job(model, **options), diary or Diary()
    return OwnThread(job, diary) if workers == 1 else Threads(job, diary, workers)


def run(model, paths, out, diary=None, **options):
    """What a run of `paths` came to that goes on from what `out` holds."""
    diary = diary or Diary()
    retry = options.pop("retry_failed", False)
    folder = RunFolder(out, "the same settings", forgive=retry)
    crew = crew_of(model, diary, **options)
    totals = run_all(crew, find_inputs(paths), folder, diary)
    folder.finish({}, totals.keys if totals.is_whole else None)
    return totals


def nonsense(scripted_model):
    """A model whose answers never fit, with which every article gets its facts by rule."""
    return scripted_model(["no JSON"] * 1000)


@pytest.mark.parametrize("workers", [1, 3])
def test_every_article_ends_once_as_a_result_or_a_failure(articles, out, workers):
    diary = Diary()
    inputs = [*articles, out.parent / "nowhere.txt"]
    totals = run(Refusing(), inputs, out, diary, workers=workers)
    assert (totals.failed, totals.done) == (4, 0)
    assert {end.failure.kind for end in totals.ends} == {"RefusedError", "InputError"}
    ended = sorted(event[1] for event in diary.events if event[0] == "done")
    assert ended == ["a.txt", "b.txt", "c.txt", "nowhere.txt"]


def test_a_bug_costs_one_article_and_keeps_its_traceback(articles, out):
    totals = run(Refusing(ZeroDivisionError("a bug")), articles[:2], out)
    assert totals.failed == 2
    failure = totals.ends[0].failure
    assert "please report it" in failure.reason
    assert "ZeroDivisionError: a bug" in failure.traceback
    assert "Traceback" not in failure.reason


@pytest.mark.parametrize("workers", [1, 2])
def test_ctrl_c_keeps_what_is_done_and_asks_no_more(articles, out, workers):
    model = Refusing()
    told = threading.Event()

    class Impatient(Diary):
        """Presses Ctrl-C when the first article has ended."""

        def done(self, end):
            """Keep it, and more."""
            super().done(end)
            told.set()
            raise KeyboardInterrupt

    totals = run(model, articles, out, Impatient(), workers=workers)
    assert totals.interrupted
    assert told.is_set()
    assert totals.failed == 1
    assert model.asked <= workers + 1


def test_results_are_written_before_the_next_article_begins(articles, out, scripted_model):
    written = []

    class Reader(Diary):
        """Reads the results whenever an article has ended."""

        def done(self, end):
            """Keep it, and more."""
            super().done(end)
            written.append(len(list(read_results(out))))

    run(nonsense(scripted_model), articles, out, Reader())
    assert written == [1, 2, 3]


def test_the_stage_of_an_article_is_told(articles, out, scripted_model):
    diary = Diary()
    run(nonsense(scripted_model), articles[:1], out, diary)
    stages = [event[2] for event in diary.events if event[0] == "stage"]
    assert "summarise_zh" in stages
    assert "summarise_en" in stages
    assert diary.events[0] == ("begin", "a.txt")
    assert diary.events[-1] == ("done", "a.txt", None)


def test_a_model_that_answers_nonsense_still_gives_every_article_its_facts(
    articles, out, scripted_model
):
    assert run(nonsense(scripted_model), articles[:1], out).failed == 0
    (result,) = read_results(out)
    assert result.facts
    assert result.summary.en.text


def test_a_second_run_does_only_what_is_not_done(articles, out, scripted_model):
    run(nonsense(scripted_model), articles[:2], out)
    model = nonsense(scripted_model)
    totals = run(model, articles, out)
    assert (totals.done, totals.kept) == (3, 2)
    assert len(list(read_results(out))) == 3
    again = scripted_model([])
    assert run(again, articles, out).kept == 3
    assert again.requests == []


def test_results_of_articles_that_are_not_asked_for_any_more_go(articles, out, scripted_model):
    run(nonsense(scripted_model), articles, out)
    run(scripted_model([]), articles[1:2], out)
    assert [Path(one.article.source).name for one in read_results(out)] == ["b.txt"]


def test_an_article_under_a_new_name_is_not_done_again(articles, out, scripted_model):
    run(nonsense(scripted_model), articles[:1], out)
    moved = articles[0].rename(articles[0].with_name("moved.txt"))
    run(scripted_model([]), [moved], out)
    assert [Path(one.article.source).name for one in read_results(out)] == ["moved.txt"]


@pytest.mark.parametrize("workers", [1, 3])
def test_equal_articles_are_done_once_and_each_has_its_result(
    articles, out, scripted_model, workers
):
    twin = Path(shutil.copy(articles[0], articles[0].with_name("twin.txt")))
    alone = nonsense(scripted_model)
    run(alone, articles[:1], out.with_name("alone"))
    model = nonsense(scripted_model)
    totals = run(model, [articles[0], twin], out, workers=workers)
    assert (totals.done, totals.duplicates) == (2, 1)
    assert len(model.requests) == len(alone.requests)
    first, second = read_results(out)
    assert first.facts == second.facts
    assert {Path(one.article.source).name for one in (first, second)} == {"a.txt", "twin.txt"}


def test_an_article_that_was_declined_is_asked_again_only_on_demand(articles, out):
    model = Refusing(RefusedError("declined to answer"))
    run(model, articles[:1], out)
    asked = model.asked
    assert run(model, articles[:1], out).failed == 1
    assert model.asked == asked
    run(model, articles[:1], out, retry_failed=True)
    assert model.asked == 2 * asked
    assert (out / "errors.jsonl").read_bytes().count(b"\n") == 1


def test_a_failure_that_is_mended_is_told_no_more(articles, out, scripted_model):
    run(Refusing(RefusedError("declined to answer")), articles[:1], out)
    totals = run(nonsense(scripted_model), articles[:1], out, retry_failed=True)
    assert (totals.done, totals.failed) == (1, 0)
    assert (out / "errors.jsonl").read_bytes() == b""


def test_failures_of_articles_that_are_not_asked_for_any_more_go(articles, out):
    model = Refusing(RefusedError("declined to answer"))
    run(model, articles, out)
    run(model, articles[1:2], out)
    told = (out / "errors.jsonl").read_text(encoding="utf-8")
    assert "b.txt" in told
    assert "a.txt" not in told


def test_a_failure_that_may_pass_is_tried_again_by_the_same_command(articles, out, scripted_model):
    run(Refusing(TransientModelError("busy")), articles[:1], out)
    totals = run(nonsense(scripted_model), articles[:1], out)
    assert (totals.done, totals.failed) == (1, 0)
    assert (out / "errors.jsonl").read_bytes() == b""


@pytest.mark.parametrize("workers", [1, 2])
@pytest.mark.parametrize(
    "error",
    [BudgetError("the limit is reached"), RefusedError("wrong key", 401)],
    ids=["budget", "key"],
)
def test_what_holds_for_all_articles_ends_the_run_and_fails_none(articles, out, error, workers):
    totals = run(Refusing(error), articles, out, workers=workers)
    assert totals.stopped == str(error)
    assert (totals.done, totals.failed) == (0, 0)
    assert (out / "errors.jsonl").read_bytes() == b""


def test_what_was_done_before_a_run_stopped_is_kept(articles, out, scripted_model):
    answers = ["no JSON"] * 6 + [BudgetError("the limit is reached")] * 100
    totals = run(scripted_model(answers), articles, out)
    assert totals.stopped
    done = len(list(read_results(out)))
    assert done == totals.done
    assert run(nonsense(scripted_model), articles, out).kept == done


def test_a_row_of_a_list_that_cannot_be_read_costs_itself_alone(out, scripted_model, tmp_path):
    text = SHORT.read_text(encoding="utf-8").replace("\n", "\\n").replace('"', '\\"')
    rows = tmp_path / "rows.jsonl"
    rows.write_text(f'{{"text": "{text}"}}\nnot JSON\n', encoding="utf-8")
    totals = run(nonsense(scripted_model), [rows], out)
    assert (totals.done, totals.failed) == (1, 1)
    assert "rows.jsonl:2: is no JSON" in (out / "errors.jsonl").read_text(encoding="utf-8")
