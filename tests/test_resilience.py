"""Whole runs in processes of their own: killed, in several processes, against failing servers."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import CommandLine
from fake_server import FakeServer, Reply, answer, failure
from plain_model import reply_to
from seed_run import Silence
from tenacity import wait_fixed

from llm_extract.batch import run_all
from llm_extract.crews import Threads
from llm_extract.inputs import find_inputs
from llm_extract.llm import OpenAIModel
from llm_extract.llm.paced_http import PacedClient
from llm_extract.one_article import Job
from llm_extract.profiles import profile_named
from llm_extract.store import RunFolder
from llm_extract.traffic import Traffic

ROOT = Path(__file__).parent.parent
ARTICLES = 8
TEXT = (
    "“百日攻坚”行动开展以来，{city}市新签约项目{n}个，协议总投资{sum}亿元，其中10亿元以上项目3个。\n"
    "截至5月底，全市已开工项目{m}个，完成投资{half}亿元，力争全年到位资金不少于{goal}亿元。\n"
)
CITIES = ("泸州", "乐山", "宜宾", "绵阳", "德阳", "遂宁", "自贡", "内江")


@pytest.fixture
def news(tmp_path):
    """A folder of short articles, no two alike."""
    folder = tmp_path / "news"
    folder.mkdir()
    for n, city in enumerate(CITIES, start=11):
        words = TEXT.format(city=city, n=n, sum=10 * n, m=n - 5, half=4 * n, goal=30 * n)
        (folder / f"{n}.txt").write_text(words, encoding="utf-8")
    return folder


def begun(news, server, *options):
    """A run of `news` that goes on in a process group of its own."""
    where = ["--base-url", server.base_url, "--model", "plain", "--profile", "medium"]
    words = ["run", str(news), "--out", str(news.parent / "out"), *where, *options]
    return subprocess.Popen(  # noqa: S603  (our own arguments)
        [sys.executable, "-m", "llm_extract", *words],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(ROOT), "OPENAI_API_KEY": "sk-secret-1234567890",
             "LLM_EXTRACT_CACHE": str(news.parent / "answers")},
    )  # fmt: skip


def finished(news, server, *options):
    """What a run of `news` printed, once it has ended, and its exit code."""
    running = begun(news, server, *options)
    out, err = running.communicate(timeout=120)
    assert "Traceback" not in out + err
    return running.returncode, out, err


@pytest.fixture
def ended(news, capsys, monkeypatch):
    """Runs `news` in this process: the exit code, and what was printed."""
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret-1234567890")
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(news.parent / "answers"))
    cli = CommandLine(capsys, monkeypatch, news.parent)

    def run(server, *options):
        where = ("--base-url", server.base_url, "--model", "plain", "--profile", "medium")
        code = cli("run", news, "--out", news.parent / "out", *where, *options)
        return code, cli.out, cli.err

    return run


def records(news, name="results.jsonl"):
    """The records of a file of the run's folder."""
    text = (news.parent / "out" / name).read_text(encoding="utf-8")
    return [json.loads(line) for line in text.split("\n") if line]


def sources(news):
    """The names of the articles that have a result."""
    return sorted(Path(one["article"]["source"]).stem for one in records(news))


class Slow(FakeServer):
    """Answers each question after a while, and lets it be waited until it was asked so many."""

    def __init__(self, delay=0.15):
        self._delay = delay
        self._asked = threading.Condition()
        super().__init__(by=self._reply)

    def _reply(self, received):
        reply = reply_to(received)
        if received in self.looked_up:
            return reply
        with self._asked:
            self._asked.notify_all()
        return replace(reply, delay=self._delay)

    def wait_for(self, questions):
        """Wait until so many questions have come."""
        with self._asked:
            assert self._asked.wait_for(lambda: len(self.received) >= questions, 60)


@pytest.mark.skipif(os.name != "posix", reason="no process groups")
def test_a_run_that_is_killed_goes_on_and_pays_twice_only_for_what_was_under_way(news):
    workers = 4
    options = ("--workers", str(workers), "--processes", "2")
    kills = (2, 9)
    with Slow() as server:
        for questions in kills:
            running = begun(news, server, *options)
            server.wait_for(questions)
            os.killpg(running.pid, signal.SIGKILL)
            running.communicate()
        code, _, err = finished(news, server, *options)
        asked = Counter(received.body for received in server.received)
    assert code == 0, err
    assert sources(news) == sorted(path.stem for path in news.iterdir())
    twice = sum(asked.values()) - len(asked)
    assert twice <= workers * len(kills)


def test_several_processes_give_the_same_as_one(news):
    with FakeServer(by=reply_to) as server:
        code, _, err = finished(news, server, "--workers", "2", "--processes", "2")
        assert code == 0, err
        several = {one["article"]["id"]: one["facts"] for one in records(news)}
        finished(news, server, "--workers", "1", "--fresh")
        assert several == {one["article"]["id"]: one["facts"] for one in records(news)}
    assert len(several) == ARTICLES


def test_a_process_that_dies_costs_only_the_articles_it_had(news):
    with Slow(delay=0.3) as server:
        running = begun(news, server, "--workers", "2", "--processes", "2")
        server.wait_for(2)
        children = Path(f"/proc/{running.pid}/task/{running.pid}/children")
        if not children.exists():
            running.kill()
            running.communicate()
            pytest.skip("no list of a process's children on this system")
        mains = [
            int(pid) for pid in children.read_text(encoding="utf-8").split()
            if b"tracker" not in Path(f"/proc/{pid}/cmdline").read_bytes()
        ]  # fmt: skip
        os.kill(mains[0], signal.SIGKILL)
        out, err = running.communicate(timeout=120)
        assert running.returncode == 1, err
        failed = records(news, "errors.jsonl")
        assert {one["kind"] for one in failed} == {"ProcessEnded"}
        assert len(records(news)) + len(failed) == ARTICLES
        assert "Traceback" not in out + err
        code, _, err = finished(news, server, "--workers", "2", "--processes", "2")
    assert code == 0, err
    assert sources(news) == sorted(path.stem for path in news.iterdir())
    assert records(news, "errors.jsonl") == []


@pytest.mark.skipif(os.name != "posix", reason="no process groups")
def test_ctrl_c_ends_all_processes_of_a_run(news):
    with Slow(delay=0.5) as server:
        running = begun(news, server, "--workers", "2", "--processes", "2")
        server.wait_for(3)
        os.killpg(running.pid, signal.SIGINT)
        _, err = running.communicate(timeout=20)
    assert running.returncode == 130, err
    assert "Traceback" not in err
    assert "The same command goes on from here" in err.splitlines()[-1]
    deadline = time.monotonic() + 10
    with pytest.raises(ProcessLookupError):  # noqa: PT012  (asked until it is so)
        while time.monotonic() < deadline:
            os.killpg(running.pid, 0)
            time.sleep(0.1)


REFUSAL = answer(None, refusal="no")
FAULTS = {
    "busy, with a time to wait": failure(429, "slow down", Retry_After="0.05"),
    "busy": failure(429, "slow down"),
    "an error": failure(500, "broken"),
    "no answer in time": Reply(b"", delay=1.5),
    "connection lost": Reply(b"x", headers={"Content-Length": "50"}),
    "reply cut": replace(answer('{"a": "文"}'), body=answer('{"a": "文"}').body[:-40]),
    "answer cut": answer('{"q1:', finish="length"),
    "wrong shape": answer('{"nothing": 1}'),
    "no answer": answer(""),
    "declined": REFUSAL,
}


@pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)
def test_a_fault_of_every_third_request_costs_no_article(news, fault):
    """Answers of a script: every third one is faulty, the others those of the plain model.

    No question meets more than two of them, so that chance does not use up its tries.
    """
    count = 0
    met = Counter()

    def sometimes(received):
        nonlocal count
        count += 1
        if count % 3 != 2 or met[received.body] > 1:
            return reply_to(received)
        met[received.body] += 1
        return fault

    traffic = Traffic()
    http = PacedClient(traffic, trust_env=False, timeout=1.0)
    with FakeServer(by=sometimes) as server, http:
        model = OpenAIModel(
            "plain", server.base_url, timeout=1.0, http_client=http, wait=wait_fixed(0.01),
            profile=profile_named("medium"),
        )  # fmt: skip
        crew = Threads(Job(model), Silence(), 4)
        inputs = find_inputs(sorted(news.iterdir())[:4])
        totals = run_all(crew, inputs, RunFolder(news.parent / "out"), Silence())
        asked = len(server.received)
        needed = len({received.body for received in server.received})
    assert (totals.done, totals.failed, totals.stopped) == (4, 0, "")
    assert asked <= 1.7 * needed


def costly(received):
    """The plain model's reply, told to have taken 1,000 tokens."""
    reply = reply_to(received)
    return replace(reply, body=reply.body.replace(b'"prompt_tokens": 7', b'"prompt_tokens": 995'))


def test_tokens_stop_at_their_limit_and_the_next_run_goes_on(news, ended):
    with FakeServer(by=costly) as server:
        code, _, err = ended(server, "--workers", "2", "--max-tokens", "9000")
        assert code == 3, err
        assert "limit of 9,000 tokens (--max-tokens) is reached" in err.splitlines()[-1]
        run = json.loads((news.parent / "out/run.json").read_bytes())
        assert run["state"] == "stopped"
        asked = len(server.received)
        assert 0 < asked <= 9
        code, _, err = ended(server, "--workers", "2")
        assert code == 0, err
        assert len({one.body for one in server.received}) == len(server.received)


def test_a_dry_run_asks_nothing_and_tells_what_the_run_then_takes(news, ended):
    with FakeServer(by=reply_to) as server:
        code, out, err = ended(server, "--dry-run", "--price", "0.4,1.6")
        assert code == 0, err
        assert server.received == []
        assert not (news.parent / "out").exists()
        told = {line.split()[0]: line for line in out.splitlines()}
        assert re.search(r"about \$0\.\d{4}", told["cost"])
        ended(server)
        asked = len(server.received)
        assert f"about {asked} " in f"{told['questions']} "
        _, out, _ = ended(server, "--dry-run")
    assert "8, 8 done already" in out
    assert "about 0 " in out


def test_a_dry_run_says_where_a_limit_would_be_passed(ended):
    with FakeServer(by=reply_to) as server:
        _, out, _ = ended(server, "--dry-run", "--max-tokens", "100")
    assert "That is more than --max-tokens allows (100)." in out


def test_money_needs_a_price(ended):
    with FakeServer(by=reply_to) as server:
        code, _, err = ended(server, "--max-cost", "1")
    assert code == 1
    assert "--price" in err


def test_a_key_stands_in_no_file_of_a_run(news, ended):
    with FakeServer(failure(401, "Incorrect API key sk-secret-1234567890")) as server:
        code, out, err = ended(server, "--workers", "2")
    assert code == 3
    assert "check the API key" in err
    assert "sk-secret" not in out + err
    for path in (news.parent / "out").iterdir():
        assert b"sk-secret-1234567890" not in path.read_bytes(), path
