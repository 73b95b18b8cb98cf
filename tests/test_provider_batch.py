"""Asking in a provider's batches: nothing lost, nothing paid twice, everything checked.

The server is a real one on this machine, its answers are scripted: the plain model's, which fit
but have no wit, or what a test puts in their place.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
from case_params import params
from command_line import CommandLine
from fake_batch_server import FakeBatchServer, plain, replied, unanswered
from fake_server import answer, failure
from plain_model import filled_in
from tenacity import wait_none

from llm_extract.batch_replies import read_line
from llm_extract.batch_requests import Question, RequestFiles, asked_ids
from llm_extract.batch_rounds import Asked
from llm_extract.batch_state import BatchFolder
from llm_extract.cache import open_cache
from llm_extract.errors import RefusedError, StoreError, TransientModelError
from llm_extract.llm import BatchEndpoint
from llm_extract.provider_batch import Means, fetch
from llm_extract.store import RunFolder, read_results

ROOT = Path(__file__).parent.parent
SHORT = ROOT / "seeds" / "004_00f69996a8460c5c.txt"
TOWNS = [
    f"{town}盘活闲置厂房{37 + n}处，解决难题{152 + n}件，下发督办函{18 + n}份，办结事项{63 + n}件。"
    for n, town in enumerate(("云山县", "东岭区", "南塘县"))
]
MADE = "\n\n".join(
    ["南充市“百日攻坚”行动见成效", "6月1日，南充市新签约项目48个，协议资金216亿元。", *TOWNS, ""]
)
"""An article with more figures that the rules are not sure of than fit one question."""
LINES = json.loads((Path(__file__).parent / "cases" / "batch_lines.json").read_text("utf-8"))
DONE, FAILED, WAITING = 0, 1, 3
MANY = 12
"""More rounds than any course here takes."""


class Course(CommandLine):
    """The command line with a server that has batches."""

    server: FakeBatchServer

    @property
    def service(self):
        """How the server behaves, and what it was asked."""
        return self.server.service

    def submit(self, *articles, options=()):
        """The exit code of sending articles as batches."""
        options = ("--model", "plain", "--base-url", self.server.base_url, *options)
        if "--profile" not in options:
            options = (*options, "--profile", "medium")
        return self("batch", "submit", *articles, "--out", "out", *options)

    def fetch(self, *options):
        """The exit code of fetching once."""
        return self("batch", "fetch", "out", *options)

    def to_end(self):
        """The exit code of fetching until nothing is open."""
        codes = [self.fetch()]
        while codes[-1] == WAITING and len(codes) < MANY:
            codes.append(self.fetch())
        return codes[-1]

    def results(self, out="out"):
        """The results by the name of their article, each there once."""
        found = list(read_results(self.folder / out))
        by_name = {Path(one.article.source).name: one for one in found}
        assert len(by_name) == len(found)
        return by_name

    def state(self):
        """What is kept of the run."""
        return BatchFolder(self.folder / "out").load()

    def failures(self):
        """Why articles failed, by name."""
        told = [(Path(one["article"]).name, one["reason"]) for one in self.lines("errors.jsonl")]
        assert len(dict(told)) == len(told)
        return dict(told)


@pytest.fixture
def made(tmp_path):
    """The made article's file."""
    file = tmp_path / "made.txt"
    file.write_text(MADE, encoding="utf-8")
    return file


@pytest.fixture
def course(capsys, monkeypatch, tmp_path):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_EXTRACT_MODEL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "answers"))
    monkeypatch.chdir(tmp_path)
    running = Course(capsys, monkeypatch, tmp_path)
    with FakeBatchServer() as running.server:
        yield running


def told(result):
    """All a result says of its article."""
    return result.model_dump(exclude={"provenance"})


def kind(body):
    """Which question a request is: of labels, of either summary, or one asked again."""
    turns = [turn["content"] for turn in body["messages"]]
    again = "again " if turns[-1].startswith("上面的回答有这些问题") else ""
    return again + ("label" if any("⟦" in turn for turn in turns) else "summary")


def ids(body):
    """What tells one question from another."""
    return json.dumps(body, sort_keys=True)


def once(line, *, of=lambda body: kind(body) == "label"):
    """A script with `line` as the first answer to one kind of question, else the plain model's."""
    left = [line]

    def script(body):
        return left.pop() if left and of(body) else plain(body)

    return script


def test_a_batch_gives_the_same_results_as_a_run_with_the_same_answers(
    course, made, monkeypatch, tmp_path
):
    assert course.submit(SHORT, made) == DONE
    assert course.to_end() == DONE
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "other answers"))
    live = ("--model", "plain", "--base-url", course.server.base_url, "--profile", "medium")
    assert course("run", SHORT, made, "--out", "live", *live) == DONE
    batched, run = course.results(), course.results("live")
    assert {name: told(one) for name, one in batched.items()} == {
        name: told(one) for name, one in run.items()
    }
    assert all(one.facts and one.summary.en.sentences for one in batched.values())


def test_the_requests_of_a_batch_are_those_of_a_run(course, monkeypatch, tmp_path):
    course.submit(SHORT)
    course.to_end()
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "other answers"))
    live = ("--model", "plain", "--base-url", course.server.base_url, "--profile", "medium")
    course("run", SHORT, "--out", "live", *live)
    sent = [one.json for one in course.server.received if one.path.endswith("/chat/completions")]
    assert {ids(body) for body in sent} == {ids(body) for body in course.service.asked}


def test_tokens_and_calls_of_all_rounds_stand_in_the_results(course):
    course.submit(SHORT)
    course.to_end()
    took = course.results()[SHORT.name].provenance
    asked = len(course.service.asked)
    assert course.state().rounds == 2
    assert (took.calls, took.cached_calls) == (asked, 0)
    assert (took.prompt_tokens, took.completion_tokens) == (7 * asked, 5 * asked)
    assert json.loads((course.folder / "out" / "run.json").read_text("utf-8"))["calls"] == asked


def test_questions_that_do_not_depend_on_each_other_go_in_one_round(course, made):
    course.submit(made)
    assert len(course.service.asked) > 1
    assert {kind(body) for body in course.service.asked} == {"label"}
    course.fetch()
    assert Counter(kind(body) for body in course.service.asked)["summary"] == 2
    assert course.fetch() == DONE


def test_fields_of_the_users_own_are_asked_for_in_the_first_round(course, monkeypatch):
    (course.folder / "fields_of_mine.py").write_text(
        "from pydantic import BaseModel\nfrom llm_extract import QuantityRef\n\n\n"
        "class Report(BaseModel):\n    sums: list[QuantityRef]\n",
        encoding="utf-8",
    )
    monkeypatch.syspath_prepend(course.folder)
    course.submit(SHORT, options=("--schema", "fields_of_mine:Report"))
    asked = [body["messages"][-1]["content"] for body in course.service.asked]
    assert any(text.startswith("字段：") for text in asked)
    assert any(not text.startswith("字段：") for text in asked)
    assert course.to_end() == DONE
    assert course.results()[SHORT.name].custom.answer["sums"]


def test_equal_questions_of_two_articles_are_asked_once(course, made):
    other = course.folder / "other.txt"
    other.write_text(f"{MADE}\n会议还研究了其他事项。\n", encoding="utf-8")
    course.submit(made, other)
    assert course.to_end() == DONE
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)
    assert len([body for body in course.service.asked if kind(body) == "label"]) == 2
    assert set(course.results()) == {made.name, other.name}


def test_an_article_given_under_two_names_has_two_results(course):
    twin = Path(shutil.copy(SHORT, course.folder / "twin.txt"))
    course.submit(SHORT, twin)
    assert course.to_end() == DONE
    assert set(course.results()) == {SHORT.name, "twin.txt"}


def test_articles_whose_answers_are_kept_become_results_at_once(course):
    course.submit(SHORT)
    course.to_end()
    asked = len(course.service.asked)
    assert course.submit(SHORT) == DONE
    assert len(course.service.asked) == asked
    took = course.results()[SHORT.name].provenance
    assert (took.calls, took.cached_calls, took.prompt_tokens) == (0, asked, 0)
    assert course.state().batches == ()


@pytest.mark.parametrize(
    "line",
    [
        unanswered("batch_expired", "This request could not be executed in time"),
        replied(failure(503, "overloaded")),
        replied(failure(429, "slow down", "rate_limit_exceeded")),
        {"response": {"status_code": 200, "body": {"detail": "busy"}}, "error": None},
        None,
    ],
    ids=["expired", "503 without an error", "429 without an error", "no completion", "no line"],
)
def test_only_a_question_nobody_got_to_is_sent_again(course, made, line):
    course.service.script = once(line)
    course.submit(made)
    first = len(course.service.asked)
    course.fetch()
    again = course.service.asked[first:]
    assert len(again) == 1
    assert ids(again[0]) in {ids(body) for body in course.service.asked[:first]}
    assert course.to_end() == DONE
    twice = [n for n in Counter(map(ids, course.service.asked)).values() if n > 1]
    assert twice == [2]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (unanswered("batch_expired", "not in time"), "last because batch_expired: not in time"),
        (replied(failure(500, "broken")), "last because HTTP 500, broken"),
        (None, "last because the server's files have no line for it"),
    ],
    ids=["expired", "500", "no line"],
)
def test_after_three_resubmissions_the_article_fails_with_the_cause(course, made, line, reason):
    poor = {"left": None}

    def script(body):
        poor["left"] = poor["left"] or ids(body)
        return line if ids(body) == poor["left"] else plain(body)

    course.service.script = script
    course.submit(SHORT, made)
    assert course.to_end() == FAILED
    assert Counter(map(ids, course.service.asked))[poor["left"]] == 4
    assert len(course.failures()) == 1
    assert reason in next(iter(course.failures().values()))
    assert len(course.results()) == 1


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (replied(failure(401, "who are you")), "answered 401: who are you; check the API key"),
        (replied(failure(429, "pay", "insufficient_quota")), "check the account's balance"),
        (replied(failure(404, "no such model")), "check the model name"),
    ],
    ids=["401 without an error", "no credit", "404 without an error"],
)
def test_what_is_refused_for_good_fails_its_article_alone_and_says_why(course, made, line, reason):
    course.service.script = once(line)
    course.submit(SHORT, made)
    assert course.to_end() == FAILED
    assert len(course.failures()) == len(course.results()) == 1
    assert reason in next(iter(course.failures().values()))
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)


@pytest.mark.parametrize(
    "declined",
    [answer(None, refusal="I must not"), answer("", finish="content_filter")],
    ids=["refusal", "content filter"],
)
def test_a_question_the_model_declines_is_let_go_and_not_asked_again(course, declined):
    course.service.script = once(replied(declined))
    course.submit(SHORT)
    assert course.to_end() == DONE
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)
    assert any("no usable label" in one.message for one in course.results()[SHORT.name].findings)


def wrong_number(body):
    """A name for a figure with digits that the article does not have."""
    filled = filled_in(body)
    for one in filled.values():
        one["indicator"] = "项目9999个"
    return replied(answer(json.dumps(filled, ensure_ascii=False)))


@pytest.mark.parametrize(
    "bad",
    [
        wrong_number,
        lambda _: replied(answer("")),
        lambda body: replied(answer(json.dumps(filled_in(body))[:30], finish="length")),
    ],
    ids=["a number the article lacks", "nothing", "cut off"],
)
def test_a_bad_answer_is_asked_again_in_words_and_nothing_else_is(course, made, bad):
    wrong = []

    def script(body):
        if kind(body) == "label" and (not wrong or ids(body) in wrong):
            wrong.append(ids(body))
            return bad(body)
        return plain(body)

    course.service.script = script
    course.submit(made)
    first = len(course.service.asked)
    course.fetch()
    again = course.service.asked[first:]
    assert [kind(body) for body in again] == ["again label"]
    assert course.to_end() == DONE
    assert len(wrong) == 1


def test_a_draft_with_a_figure_the_article_lacks_is_asked_again_and_never_published(course):
    def script(body):
        filled = filled_in(body)
        if "summary" in kind(body):
            filled = {name: f"{text} 另有项目777个。" for name, text in filled.items()}
        return replied(answer(json.dumps(filled, ensure_ascii=False)))

    course.service.script = script
    course.submit(SHORT)
    assert course.to_end() == DONE
    assert Counter(kind(body) for body in course.service.asked)["again summary"] == 2
    result = course.results()[SHORT.name]
    assert "777" not in result.summary.zh.text + result.summary.en.text
    assert any("777" in finding.claim for finding in result.findings)


@pytest.mark.parametrize("end", ["expired", "cancelled"])
def test_what_a_broken_off_batch_had_answered_is_not_asked_again(course, made, end):
    seen = []

    def script(body):
        seen.append(ids(body))
        return plain(body) if len(seen) % 2 else None

    course.service.script = script
    course.service.ends = [end, "completed"]
    course.submit(made)
    first = len(course.service.asked)
    assert course.fetch() == WAITING
    course.service.script = plain
    again = course.service.asked[first:]
    assert len(again) == first // 2
    assert {ids(body) for body in again} == set(seen[1::2])
    assert course.to_end() == DONE


def test_a_batch_that_failed_as_a_whole_waits_until_the_others_have_ended(course, made):
    course.service.ends = ["failed", "completed"]
    course.service.polls = 0
    course.submit(made, SHORT, options=("--requests", "2"))
    made = len(course.service.batches)
    assert made > 1
    first = course.service.batches["batch_1"]
    course.service._look(first)
    course.service.polls = 1
    assert course.fetch() == WAITING
    assert len(course.service.batches) == made
    assert "token_limit_exceeded: Enqueued token limit reached" in course.out
    assert course.to_end() == DONE
    assert max(Counter(map(ids, course.service.asked)).values()) == 2


def test_questions_are_split_into_batches_of_the_given_size(course, made):
    course.submit(made, options=("--requests", "1"))
    assert [one.requests for one in course.state().batches] == [1, 1]
    assert course.to_end() == DONE


def test_files_of_requests_keep_to_the_limits_of_the_api(tmp_path):
    folder = BatchFolder(tmp_path)
    folder.files.mkdir()
    questions = [Question(f"q{n}", json.dumps({"n": n}).encode()) for n in range(7)]
    line = len(questions[0].line)
    files = RequestFiles(folder, 5, most_requests=3, most_bytes=2 * line + 1)
    files.add([*questions, questions[0]])
    files.close()
    assert files.counts == {5: 2, 6: 2, 7: 2, 8: 1}
    written = [one for number in files.counts for one in asked_ids(folder.requests(number))]
    assert written == [one.id for one in questions]
    assert sorted(path.name for path in folder.files.iterdir()) == [
        f"requests-{n}.jsonl" for n in (5, 6, 7, 8)
    ]


@pytest.mark.parametrize("case", params(LINES))
def test_a_line_of_a_batch_is_a_reply_or_tells_why_there_is_none(case):
    reply = read_line(json.dumps(case["line"]).encode())
    assert (reply.id, reply.failure) == ("a", case["failure"])
    if not case["failure"]:
        assert reply.status == case["status"]


@pytest.mark.parametrize("line", [b"", b"{", b"[]", b'{"custom_id": 5}', b'{"response": {}}'])
def test_a_line_that_names_no_request_is_none(line):
    assert read_line(line) is None


def refusing(parameter, words):
    """A server that takes no request with a parameter in it."""
    return lambda body: replied(failure(400, words)) if parameter in body else plain(body)


def test_a_parameter_the_model_refuses_is_left_out_in_the_next_rounds(course, made):
    course.service.script = refusing(
        "max_tokens", "Unsupported parameter: 'max_tokens'; use 'max_completion_tokens'"
    )
    course.submit(SHORT, made)
    first = len(course.service.asked)
    assert course.to_end() == DONE
    assert all("max_tokens" in body for body in course.service.asked[:first])
    assert all("max_completion_tokens" in body for body in course.service.asked[first:])
    assert course.state().rounds == 3


def test_a_form_the_server_refuses_is_asked_for_by_tools(course):
    def script(body):
        if "response_format" in body:
            return replied(failure(400, "response_format is not supported"))
        return replied(answer(json.dumps(filled_in(body), ensure_ascii=False), tool="Labels"))

    course.service.script = script
    course.submit(SHORT)
    assert course.to_end() == DONE
    assert course.results()[SHORT.name].provenance.profile == "medium, tools"


def test_a_question_too_long_for_the_model_is_asked_in_halves(course, made):
    too_long = []

    def script(body):
        if kind(body) == "label" and (not too_long or ids(body) in too_long):
            too_long.append(ids(body))
            return replied(failure(400, "This model's maximum context length is 10 tokens"))
        return plain(body)

    course.service.script = script
    course.submit(made)
    first = len(course.service.asked)
    course.fetch()
    assert [kind(body) for body in course.service.asked[first:]] == ["label", "label"]
    assert course.to_end() == DONE


def test_fetching_twice_changes_nothing(course):
    course.submit(SHORT)
    assert course.to_end() == DONE
    files = sorted(path for path in (course.folder / "out").rglob("*") if path.is_file())
    before = {path: path.read_bytes() for path in files}
    calls = len(course.service.calls)
    assert course.fetch() == DONE
    assert {path: path.read_bytes() for path in files} == before
    assert len(course.service.calls) == calls


def test_fetching_too_early_changes_nothing_but_what_the_server_says(course):
    course.service.polls = 2
    course.submit(SHORT)
    assert [course.fetch() for _ in range(2)] == [WAITING, WAITING]
    assert len(course.service.batches) == 1
    assert course.results() == {}
    course.service.polls = 0
    assert course.to_end() == DONE


def test_a_batch_whose_making_was_not_heard_of_is_found_and_not_made_twice(course):
    course.service.broken = {"/batches": 1}
    assert course.submit(SHORT) == FAILED
    assert "the same command goes on from here" in course.err
    assert course.submit(SHORT) == DONE
    assert len(course.service.batches) == 1
    assert course.to_end() == DONE
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)


FORKING = """
import json, os, sys
import openai.resources
from conftest import SilentModel
from llm_extract import extract
from llm_extract.cli import batching, main

extract(sys.argv[1], SilentModel())  # reads the tables once for all
for words in iter(sys.stdin.readline, ""):
    pid = os.fork()
    if not pid:
        os.read(0, 3)  # until the test knows the id
        os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
        sys.argv = ["llm-extract", *json.loads(words)]
        main()
    print(pid, flush=True)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)
"""
"""Runs each line of its input as a command, in a process that can be killed."""


class Killed:
    """Commands whose process is killed once at each kind of step.

    That is after the server has done what it was asked, and before it says so.
    """

    def __init__(self, course):
        self._course = course
        self._running = []
        self.steps = set()
        course.service.on_call = self._kill
        paths = os.pathsep.join(map(str, (ROOT, Path(__file__).parent)))
        self._process = subprocess.Popen(  # noqa: S603  (our own arguments)
            [sys.executable, "-c", FORKING, str(SHORT)], env={**os.environ, "PYTHONPATH": paths},
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
        )  # fmt: skip

    def __call__(self, *words):
        """The exit code of a command, negative where it was killed."""
        self._process.stdin.write(f"{json.dumps(list(map(str, words)))}\n")
        self._process.stdin.flush()
        self._running[:] = [int(self._process.stdout.readline())]
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        return int(self._process.stdout.readline())

    def close(self):
        """End the process that runs them."""
        self._process.communicate()

    def _kill(self, call):
        step = (re.sub(r"\d", "", call), len(self._course.service.batches))
        if step not in self.steps and self._running:
            self.steps.add(step)
            os.kill(self._running.pop(), signal.SIGKILL)


def test_a_kill_at_any_step_is_gone_on_from_and_nothing_is_paid_twice(course):
    asked = ("--model", "plain", "--base-url", course.server.base_url, "--profile", "medium")
    killed = Killed(course)
    codes = []
    for words in (("submit", SHORT, "--out", "out", *asked), ("fetch", "out")):
        while (not codes or codes[-1] != DONE) and len(codes) < 4 * MANY:
            codes.append(killed("batch", *words))
        codes.append(WAITING)
    killed.close()
    assert codes[-2] == DONE
    assert codes.count(-signal.SIGKILL) == len(killed.steps) > 6
    assert len(course.service.batches) == 2
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)
    assert set(course.results()) == {SHORT.name}


@pytest.fixture
def means(course):
    """What the fetches of a submitted article work with, without pauses."""
    course.submit(SHORT)
    endpoint = BatchEndpoint(course.server.base_url, wait=wait_none())
    cache = open_cache(course.folder / "answers")
    out = RunFolder(course.folder / "out")
    yield Means(endpoint, Asked(out, cache, lambda _: None))
    out.close()
    endpoint.close()
    cache.close()


def fetch_often(folder, means):
    """Fetch as often as it takes to come by any step."""
    for _ in range(MANY):
        fetch(folder, folder.load(), means)


@pytest.mark.parametrize("path", ["/batches", "/files/file-2", "/files"])
@pytest.mark.parametrize("fault", ["broken", "refused"])
def test_a_server_that_fails_in_the_middle_of_a_fetch_costs_nothing(course, means, path, fault):
    folder = BatchFolder(course.folder / "out")
    setattr(course.service, fault, {path: 9})
    with pytest.raises(TransientModelError, match=r"127\.0\.0\.1|503"):
        fetch_often(folder, means)
    setattr(course.service, fault, {})
    while folder.load().open_articles:
        fetch(folder, folder.load(), means)
    assert len(set(map(ids, course.service.asked))) == len(course.service.asked)
    assert set(course.results()) == {SHORT.name}


def test_a_file_broken_off_in_the_middle_is_fetched_again(course, means):
    folder = BatchFolder(course.folder / "out")
    course.service.broken = {"/files/file-2/content": 2}
    state = fetch(folder, folder.load(), means)
    assert folder.answers(1).read_bytes() == course.service.files["file-2"]
    assert state.rounds == 2


def test_a_file_that_is_gone_at_the_server_is_sent_again(course):
    course.service.refused = {"/batches": 1}
    assert course.submit(SHORT) == FAILED
    course.service.files.clear()
    assert course.submit(SHORT) == FAILED
    assert "Cannot find file" in course.err
    assert course.submit(SHORT) == DONE
    assert course.to_end() == DONE


def test_a_torn_last_line_is_repaired_and_its_article_done_again(course, made):
    course.submit(SHORT, made)
    course.fetch()
    course.fetch()
    path = course.folder / "out" / "results.jsonl"
    whole = path.read_bytes()
    path.write_bytes(whole[:-100])
    assert course.fetch() == DONE
    assert set(course.results()) == {SHORT.name, made.name}


def test_two_commands_do_not_work_on_one_batch_at_a_time(course):
    course.submit(SHORT)
    other = RunFolder(course.folder / "out")
    assert course.fetch() == FAILED
    other.close()
    assert "another run is writing there" in course.err
    assert course.to_end() == DONE


def test_a_fetch_without_submitting_leaves_the_next_round_to_the_user(course):
    course.submit(SHORT)
    assert course.fetch("--no-submit") == WAITING
    assert len(course.service.batches) == 1
    assert "go on with `llm-extract batch fetch out`" in course.err
    assert course("batch", "status", "out") == DONE
    assert course.fetch() == WAITING
    assert len(course.service.batches) == 2
    assert course.fetch() == DONE


def test_the_status_tells_waiting_from_ready_by_its_exit_code(course):
    course.service.polls = 1
    course.submit(SHORT)
    assert course("batch", "status", "out") == WAITING
    header, row = course.out.splitlines()
    assert header.split() == [
        "batch", "round", "state", "requests", "completed", "failed", "age", "problem"
    ]  # fmt: skip
    assert row.split()[:3] == ["batch_1", "1", "in_progress"]
    assert "see how it goes with `llm-extract batch status out`" in course.err
    assert course("batch", "status", "out") == DONE
    assert "llm-extract batch fetch out" in course.err
    assert course.to_end() == DONE
    assert course("batch", "status", "out") == DONE
    assert "1 of 1 articles done" in course.err


def test_an_article_that_cannot_be_read_fails_and_the_others_go_on(course):
    assert course.submit("nowhere.txt", SHORT) == DONE
    assert course.to_end() == FAILED
    assert "no such file" in course.failures()["nowhere.txt"]
    assert "2 articles done, 1 failed (why: out/errors.jsonl)" in course.err
    assert set(course.results()) == {SHORT.name}


def test_articles_that_change_or_go_after_submitting_are_done_as_they_were(course):
    mine = Path(shutil.copy(SHORT, course.folder / "mine.txt"))
    course.submit(mine)
    mine.unlink()
    assert course.to_end() == DONE
    assert set(course.results()) == {"mine.txt"}


def test_another_batch_cannot_take_the_place_of_an_unfinished_one(course, made):
    course.submit(SHORT)
    assert course.submit(made) == FAILED
    assert "is not finished" in course.err
    assert course.submit(SHORT) == DONE
    assert len(course.service.batches) == 1
    course.to_end()
    assert course.submit(made) == DONE
    assert course.to_end() == DONE
    assert set(course.results()) == {made.name}


def test_only_the_first_articles_are_sent_with_a_limit(course, made):
    course.submit(SHORT, made, options=("--limit", "1"))
    assert course.state().articles == 1


def test_batches_need_a_provider(course):
    assert course("batch", "submit", SHORT) == FAILED
    assert "set OPENAI_API_KEY, or name a server with --base-url" in course.err
    assert not (course.folder / "out").exists()


@pytest.mark.parametrize("command", ["status", "fetch"])
def test_a_folder_without_a_batch_is_told_how_to_make_one(course, command):
    assert course("batch", command, "out") == FAILED
    assert "llm-extract batch submit ARTICLES --out out" in course.err


def test_a_server_without_batches_is_told_of(course):
    course.service.reply_to_files = failure(404, "no such page")
    assert course.submit(SHORT) == FAILED
    assert "it may have no Batch API" in course.err
    assert "llm-extract run" in course.err


def test_a_folder_without_articles_is_told_of(course):
    (course.folder / "empty").mkdir()
    assert course.submit("empty") == FAILED
    assert "no articles to ask about" in course.err
    assert not list((course.folder / "out" / "batch").iterdir())


def test_the_rows_of_a_list_are_articles(course):
    rows = [{"text": MADE}, {"text": SHORT.read_text("utf-8")}]
    lines = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    (course.folder / "list.jsonl").write_text(lines, encoding="utf-8")
    course.submit("list.jsonl", options=("--column", "text"))
    assert course.to_end() == DONE
    assert set(course.results()) == {"list.jsonl:1", "list.jsonl:2"}


def test_the_key_is_sent_and_never_written(course, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-of-mine")
    course.submit(SHORT)
    course.to_end()
    posted = [one for one in course.server.received if one.path.endswith("/batches")]
    assert {one.headers["authorization"] for one in posted} == {"Bearer sk-secret-of-mine"}
    files = [path for path in (course.folder / "out").rglob("*") if path.is_file()]
    assert not [path for path in files if b"sk-secret" in path.read_bytes()]


def test_a_damaged_state_is_told_of(course):
    course.submit(SHORT)
    (course.folder / "out" / "batch.json").write_text("{", encoding="utf-8")
    with pytest.raises(StoreError, match="start anew in another folder"):
        course.state()


def test_a_rejected_upload_says_what_the_server_said(course, means):
    course.service.reply_to_files = failure(400, "File is too large.")
    file = course.folder / "requests-1.jsonl"
    file.write_bytes(b"{}\n")
    with pytest.raises(RefusedError, match=r"sending the requests: .* File is too large\."):
        means.endpoint.upload(file)
