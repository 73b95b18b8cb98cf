"""The log of calls: what it holds, what it leaves out, and what it survives."""

from __future__ import annotations

import json
import logging
import multiprocessing
import os
import re
import signal
import sqlite3
import stat
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import BaseModel

from llm_extract import call_log, call_tables, prompts
from llm_extract.cache import CachedModel, open_cache
from llm_extract.call_log import CALLS, CallLog, CallRecord, LoggedModel
from llm_extract.call_search import Wanted, find_calls, totals
from llm_extract.cli import main
from llm_extract.errors import BadAnswerError, StoreError, TransientModelError
from llm_extract.knowledge import table
from llm_extract.model import Answer, Message, Request, Usage
from llm_extract.redaction import REMOVED, without_secrets

LABEL = prompts.load("label")
ALL = 1_000
SEEDS = Path(__file__).parent.parent / "seeds"
MORNING = "2026-01-01T08:00"
GOOD = '{"name": "总投资"}'


class Name(BaseModel):
    """An indicator's name."""

    name: str


def question(sentence, prompt="label@1"):
    """A request of one template, with a sentence of its own."""
    turns = LABEL.fill(region="清河市", sentence=sentence)
    return Request(turns, "{}", prompt, 50)


def record(sentence="新签约项目48个", **others):
    """A call with one template."""
    messages = question(sentence).messages
    given = {"article": "a.txt", "article_id": "id", "model": "m", "started": "2026-01-01T00:00"}
    return CallRecord(prompt="label@1", messages=messages, **{**given, **others})


def write(folder, *records, **options):
    """Log calls and close the log."""
    calls = CallLog(folder, **options)
    for one in records:
        calls.add(one)
    calls.close()


def find(folder, *words, **others):
    """The records of the calls that hold the words."""
    found, _ = find_calls(folder, Wanted(words, **others), ALL)
    return [call.record for call in found]


def test_a_call_is_found_as_it_was_written(tmp_path):
    told = record(
        "总投资538亿元", answer=GOOD, error_kind="BadAnswerError", error="m: no", tries=3,
        prompt_tokens=700, completion_tokens=30, cached_tokens=600, wasted_tokens=9, seconds=1.25,
        cached=True,
    )  # fmt: skip
    write(tmp_path, told)
    assert find(tmp_path) == [told]


@pytest.mark.parametrize(
    "word",
    ["百", "百日", "百日会", "百日会战”推进会", "100%_done", 'a "quoted" word', "QUOTED", "a\\b"],
)
@pytest.mark.parametrize("place", ["question", "answer", "error"])
@pytest.mark.parametrize("indexed", [True, False])
def test_words_are_found_wherever_they_stand(tmp_path, monkeypatch, word, place, indexed):
    told = '5月，召开“百日会战”推进会: 100%_done, a "quoted" word, a\\b'
    one = record(told) if place == "question" else replace(record(), **{place: told})
    if not indexed:
        monkeypatch.setattr(call_tables, "_INDEX", "CREATE VIRTUAL TABLE x USING missing(y)")
    write(tmp_path, one, record("别的句子 100 xdone"))
    assert find(tmp_path, word) == [one]


def test_the_index_serves_words_of_three_characters_where_sqlite_has_it(tmp_path):
    write(tmp_path, record())
    with sqlite3.connect(tmp_path / CALLS) as database:
        found = database.execute("SELECT 1 FROM texts_index WHERE texts_index MATCH '\"签约项\"'")
        assert found.fetchall() == [(1,)]
    database.close()


def test_texts_the_index_does_not_hold_are_found_all_the_same(tmp_path, monkeypatch):
    """As when a process whose SQLite lacks the index has written to the log."""
    first, second = record("第一句百日会战"), record("第二句百日会战")
    write(tmp_path, first)
    with monkeypatch.context() as without:
        without.setattr(call_tables, "has_index", lambda _: False)
        write(tmp_path, second)
    assert find(tmp_path, "百日会战") == [first, second]


def test_every_word_must_stand_in_a_call(tmp_path):
    both = record("签约48个", answer="总投资")
    write(tmp_path, both, record("签约49个"), record("开工", answer="总投资"))
    assert find(tmp_path, "签约", "总投资") == [both]


def test_what_all_questions_of_a_template_share_is_not_searched_and_stored_once(tmp_path):
    write(tmp_path, *(record(f"第{n}句") for n in range(20)))
    shared = LABEL.parts[0].content
    assert find(tmp_path, shared[:10]) == []
    assert len(find(tmp_path, "第")) == 20
    stored = (tmp_path / CALLS).read_bytes()
    assert stored.count(shared[:30].encode()) == 1


def test_a_question_asked_again_keeps_its_own_turns_apart(tmp_path):
    first = question("签约48个")
    again = prompts.reask(first, "{}", ("field q1: missing",))
    write(tmp_path, record("签约48个"), replace(record(), messages=again.messages))
    found, _ = find_calls(tmp_path, Wanted(("missing",)), ALL)
    assert [call.record.messages for call in found] == [again.messages]
    assert found[0].question.startswith(first.messages[-1].content)


def test_calls_are_narrowed_by_article_and_by_failure(tmp_path):
    failed = record(article="b.txt", error_kind="RefusedError", error="no")
    write(tmp_path, record(), failed, record(article="c.txt", article_id="abc123"))
    assert find(tmp_path, failed=True) == [failed]
    assert [one.article for one in find(tmp_path, article="b.t")] == ["b.txt"]
    assert [one.article for one in find(tmp_path, article="abc1")] == ["c.txt"]


def test_the_most_recent_calls_come_last_and_the_limit_keeps_them(tmp_path):
    write(tmp_path, *(record(f"第{n}句", started=f"2026-01-0{n}") for n in (3, 1, 2)))
    found, total = find_calls(tmp_path, Wanted(), 2)
    assert [call.record.started for call in found] == ["2026-01-02", "2026-01-03"]
    assert total == 3


def test_totals_are_told_by_template(tmp_path):
    sent = [record(seconds=float(n), prompt_tokens=10, tries=2) for n in range(1, 21)]
    cached = record(seconds=0.0, cached=True, tries=0, prompt_tokens=30, completion_tokens=4)
    failed = replace(record(error_kind="BadAnswerError", error="no"), prompt="custom@2")
    write(tmp_path, *sent, cached, failed)
    custom, label = totals(tmp_path)
    assert (label.calls, label.cached, label.failed, label.tries) == (20, 1, 0, 40)
    assert (label.prompt_tokens, label.completion_tokens, label.saved_tokens) == (200, 0, 34)
    assert (label.median, label.p95) == (10.0, 19.0)
    assert (custom.prompt, custom.calls, custom.failed) == ("custom@2", 1, 1)


def test_totals_of_answers_from_the_cache_alone_have_no_seconds(tmp_path):
    write(tmp_path, record(cached=True))
    assert [(row.median, row.p95) for row in totals(tmp_path)] == [(None, None)]


class Paying:
    """A model whose answers took several tries."""

    name = "paying"

    def ask(self, request, answer_type):
        """An answer of two tries, or a failure after four."""
        if "坏" in request.messages[-1].content:
            error = TransientModelError("paying: 503")
            error.usage = Usage(2800, 60, 4.0, tries=4, wasted_tokens=2860)
            raise error
        usage = Usage(700, 30, 1.0, 600, tries=2, wasted_tokens=50)
        return Answer(answer_type.model_validate_json(GOOD), GOOD, usage)


def test_a_logged_model_logs_what_an_answer_took(tmp_path):
    calls = CallLog(tmp_path)
    answer = LoggedModel(Paying(), calls, "a.txt", "id").ask(question("签约"), Name)
    calls.close()
    (one,) = find(tmp_path)
    assert answer.value == Name(name="总投资")
    assert (one.article, one.article_id, one.prompt, one.model) == (
        "a.txt",
        "id",
        "label@1",
        "paying",
    )
    assert (one.answer, one.error_kind, one.tries, one.wasted_tokens) == (GOOD, "", 2, 50)
    assert (one.prompt_tokens, one.completion_tokens, one.cached_tokens) == (700, 30, 600)
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00", one.started)


def test_a_logged_model_logs_failures_and_raises_them(tmp_path):
    calls = CallLog(tmp_path)
    with pytest.raises(TransientModelError):
        LoggedModel(Paying(), calls, "a.txt").ask(question("坏"), Name)
    calls.close()
    (one,) = find(tmp_path)
    assert (one.error_kind, one.error, one.tries) == ("TransientModelError", "paying: 503", 4)
    assert (one.prompt_tokens, one.wasted_tokens) == (2800, 2860)


def test_answers_and_bad_answers_from_the_cache_are_logged_as_such(tmp_path, scripted_model):
    cached = CachedModel(scripted_model([GOOD, '{"x": 1}']), open_cache(tmp_path / "cache"))
    calls = CallLog(tmp_path)
    model = LoggedModel(cached, calls, "a.txt")
    for _ in range(2):
        model.ask(question("好"), Name)
        with pytest.raises(BadAnswerError):
            model.ask(question("坏"), Name)
    calls.close()
    cached.close()
    found = find(tmp_path)
    assert sorted((one.answer, one.error_kind, one.cached) for one in found) == [
        (GOOD, "", False),
        (GOOD, "", True),
        ('{"x": 1}', "BadAnswerError", False),
        ('{"x": 1}', "BadAnswerError", True),
    ]
    assert [one.tries for one in found if one.cached] == [0, 0]


def test_a_logged_model_is_asked_as_the_one_it_asks(tmp_path, scripted_model):
    model = scripted_model([])
    logged = LoggedModel(model, CallLog(tmp_path), "a.txt")
    assert (logged.name, logged.profile) == (model.name, model.profile)


SAMPLES = [(row["name"], text) for row in table("secrets")["secrets"] for text in row["samples"]]


@pytest.mark.parametrize(("name", "text"), SAMPLES, ids=[name for name, _ in SAMPLES])
def test_every_kind_of_secret_is_removed(name, text):
    clean = without_secrets(f"前{text}后")
    assert REMOVED in clean, name
    assert not re.search("AbC1|f123|pa55|token@|Bearer A|Basic A", clean)
    assert without_secrets(clean) == clean


@pytest.mark.parametrize(
    "text",
    [
        "risk-management-and-control, task-oriented-work; desk-research-2022",
        "https://example.org/news?id=17&page=2",
        "密码产业园总投资12亿元，author: 记者 王敏, 邮箱 news@example.org",
        "the keyword: investment; tokens: 1200; a secretary, the authorization of projects",
        "usage: {'prompt_tokens': 700, 'completion_tokens': 30}",
    ],
)
def test_plain_words_are_no_secrets(text):
    assert without_secrets(text) == text


@pytest.mark.parametrize("article", sorted(SEEDS.glob("*.txt")), ids=lambda p: p.stem)
def test_articles_hold_no_secrets(article):
    text = article.read_text(encoding="utf-8", errors="replace")
    assert without_secrets(text) == text


def test_no_part_of_a_call_brings_a_secret_into_the_file(tmp_path):
    key = "sk-proj-" + "Geheim" * 4
    told = replace(
        record(f"问 {key}", answer=f"答 {key}", error_kind="RefusedError", error=f"403: {key}"),
        article=f"https://host/?key={key}",
    )
    own = "Eigen-Schluessel-1"
    shared = (Message("system", f"{key} {own}"), *told.messages)
    write(tmp_path, replace(told, messages=shared), record(own), secrets=[own])
    stored = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    assert b"Geheim" not in stored
    assert own.encode() not in stored
    assert find(tmp_path, REMOVED)


def test_the_log_is_readable_by_its_owner_only(tmp_path):
    path = tmp_path / CALLS
    path.touch(0o644)
    calls = CallLog(tmp_path)
    calls.add(record())
    wait_for(path, 1)
    assert {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()} == {0o600}
    calls.close()


def test_a_run_without_calls_leaves_no_log(tmp_path):
    CallLog(tmp_path).close()
    assert list(tmp_path.iterdir()) == []


def test_half_a_character_is_no_obstacle(tmp_path):
    write(tmp_path, record("坏\ud800字"))
    assert len(find(tmp_path, "坏?字")) == 1


def test_several_runs_share_a_log(tmp_path):
    write(tmp_path, record("第一句"))
    write(tmp_path, record("第二句"))
    assert len(find(tmp_path)) == 2


def test_nothing_is_lost_of_eight_threads(tmp_path):
    calls = CallLog(tmp_path)
    told = [record(f"第{number}句") for number in range(400)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(calls.add, told))
    calls.close()
    assert {one.messages for one in find(tmp_path)} == {one.messages for one in told}


def write_many(folder, name):
    """Log calls, some of them those that others log, too."""
    write(folder, *(record(f"第{number}句", article=name) for number in range(100)))


def test_nothing_is_lost_of_two_processes(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=write_many, args=(tmp_path, name)) for name in "ab"]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert len(find(tmp_path)) == 200
    assert len(find(tmp_path, "第77句")) == 2


def write_on(folder):
    """Log calls until killed."""
    calls = CallLog(folder)
    number = 0
    while True:
        calls.add(record(f"第{number}句", answer=str(number)))
        number += 1
        time.sleep(0.001)


def committed(path):
    """How many calls are in the file."""
    try:
        with sqlite3.connect(path) as database:
            count = database.execute("SELECT count(*) FROM calls").fetchone()[0]
        database.close()
    except sqlite3.Error:
        return 0
    return count


def wait_for(path, calls):
    """Wait until so many calls are committed."""
    until = time.monotonic() + 60
    while not (path.exists() and committed(path) >= calls):
        assert time.monotonic() < until
        time.sleep(0.01)


@pytest.mark.skipif(os.name != "posix", reason="no SIGKILL")
def test_a_killed_writer_leaves_all_it_committed(tmp_path):
    writer = multiprocessing.get_context("spawn").Process(target=write_on, args=(tmp_path,))
    writer.start()
    wait_for(tmp_path / CALLS, 50)
    before = committed(tmp_path / CALLS)
    os.kill(writer.pid, signal.SIGKILL)
    writer.join()
    found = find(tmp_path)
    assert len(found) >= before
    assert [one.answer for one in found] == [str(number) for number in range(len(found))]
    write(tmp_path, record("后来", answer="later"))
    assert [one.answer for one in find(tmp_path, "后来")] == ["later"]


def spoil(folder, how):
    """Make the log of a folder one that cannot be written."""
    path = folder / CALLS
    if how == "a file in place of the folder":
        folder.write_text("in the way")
        return
    folder.mkdir()
    if how == "a folder in place of the file":
        path.mkdir()
    elif how == "garbage":
        path.write_bytes(b"garbage" * 1000)
    else:
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE other (x)")
        database.close()


SPOILED = (
    "a file in place of the folder", "a folder in place of the file", "garbage", "another database",
)  # fmt: skip


@pytest.mark.parametrize("how", SPOILED)
def test_a_log_that_cannot_be_written_costs_one_warning(tmp_path, caplog, scripted_model, how):
    folder = tmp_path / "out"
    spoil(folder, how)
    with caplog.at_level(logging.WARNING):
        calls = CallLog(folder)
        model = LoggedModel(scripted_model([GOOD] * 3), calls, "a.txt")
        for _ in range(3):
            assert model.ask(question("好"), Name).raw == GOOD
        calls.close()
        calls.add(record())
    assert len(caplog.records) == 1
    assert str(folder / CALLS) in caplog.text
    assert "the run goes on" in caplog.text


def test_a_full_disk_keeps_what_was_logged_before(tmp_path, caplog):
    calls = CallLog(tmp_path)
    calls.add(record("第一句"))
    wait_for(tmp_path / CALLS, 1)
    # SQLite's own limit fails as a full disk does, and a trigger may raise what it wants.
    with sqlite3.connect(tmp_path / CALLS) as database:
        database.execute(
            "CREATE TRIGGER full BEFORE INSERT ON calls BEGIN"
            " SELECT RAISE(ABORT, 'database or disk is full'); END"
        )
    database.close()
    calls.add(record("第二句"))
    calls.close()
    assert [one.messages[-1].content[-3:] for one in find(tmp_path)] == ["第一句"]
    assert [entry.levelname for entry in caplog.records] == ["WARNING"]
    assert "disk is full" in caplog.text


def test_calls_wait_for_a_process_that_writes_and_none_is_lost(tmp_path):
    write(tmp_path, record("第一句"))
    other = sqlite3.connect(tmp_path / CALLS, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    calls = CallLog(tmp_path)
    for number in range(10):
        calls.add(record(f"第{number}句"))
    other.execute("COMMIT")
    other.close()
    calls.close()
    assert len(find(tmp_path)) == 11


def test_a_log_that_does_not_keep_up_costs_one_warning_and_the_calls_it_has_no_room_for(
    tmp_path, monkeypatch, caplog
):
    monkeypatch.setattr(call_log, "_WAITING", 5)
    monkeypatch.setattr(call_log, "_HELD_UP", 0.01)
    write(tmp_path, record("第一句"))
    other = sqlite3.connect(tmp_path / CALLS, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    calls = CallLog(tmp_path)
    for number in range(30):
        calls.add(record(f"第{number}句"))
    other.execute("COMMIT")
    other.close()
    calls.close()
    assert 6 <= len(find(tmp_path)) < 31
    assert len(caplog.records) == 1
    assert "does not keep up" in caplog.text


@pytest.mark.parametrize("how", SPOILED[1:])
def test_a_log_that_cannot_be_read_is_told_with_what_to_do(tmp_path, how):
    spoil(tmp_path / "out", how)
    with pytest.raises(StoreError, match=r"calls\.sqlite.*;"):
        totals(tmp_path / "out")


def test_a_log_in_a_folder_that_cannot_be_written_can_be_read(tmp_path):
    write(tmp_path, record())
    (tmp_path / CALLS).chmod(0o400)
    tmp_path.chmod(0o500)
    try:
        assert len(find(tmp_path, "签约")) == 1
    finally:
        tmp_path.chmod(0o700)


@pytest.fixture
def command(capsys, monkeypatch, tmp_path):
    """Runs `llm-extract calls` on a log of three calls, one of which failed."""
    write(
        tmp_path,
        record("新签约项目48个", answer=GOOD, prompt_tokens=700, started=f"{MORNING}:00+00:00"),
        record("总投资538亿元", cached=True, tries=0, started=f"{MORNING}:01+00:00"),
        record(
            "开工95个", article="folder/b.txt", error_kind="RefusedError", error="m: [declined]",
            started=f"{MORNING}:02+00:00",
        ),
    )  # fmt: skip

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["llm-extract", "calls", str(tmp_path), *words])
        with pytest.raises(SystemExit) as ended:
            main()
        return ended.value.code or 0, capsys.readouterr().out

    return run


def test_the_command_without_words_tells_the_totals(command):
    code, out = command()
    header, row, _ = out.splitlines()
    assert code == 0
    assert header.split()[:5] == ["prompt", "calls", "cached", "failed", "tries"]
    assert row.split()[:5] == ["label@1", "2", "1", "1", "2"]


def test_the_command_tells_the_totals_as_json(command):
    (row,) = json.loads(command("--json")[1])
    assert (row["prompt"], row["calls"], row["prompt_tokens"]) == ("label@1", 2, 700)


def test_the_command_lists_the_calls_with_the_words(command):
    _, out = command("签约")
    assert len(out.splitlines()) == 3
    assert "新签约项目48个" in out
    assert out.endswith("1 of 1 calls\n")


def test_the_command_lists_the_most_recent_calls_last(command):
    lines = command("--limit", "2")[1].splitlines()
    assert "from the cache" in lines[1]
    assert "RefusedError" in lines[2]
    assert "m: [declined]" in lines[2]
    assert lines[3] == "2 of 3 calls; --limit 3 shows all"


def test_the_command_narrows_by_article_and_failure(command):
    assert "b.txt" in command("--failed")[1]
    assert "1 of 1 calls" in command("--article", "b.txt")[1]
    assert command("--failed", "签约")[1] == "no such calls\n"


def test_the_command_shows_whole_requests_and_answers(command):
    _, out = command("签约", "--full")
    for turn in question("新签约项目48个").messages:
        assert turn.content in out
    assert GOOD in out


def test_the_command_gives_calls_as_json(command):
    (call,) = json.loads(command("签约", "--json")[1])
    assert call["question"].endswith("新签约项目48个")
    assert "messages" not in call
    (call,) = json.loads(command("签约", "--json", "--full")[1])
    assert call["messages"][0]["role"] == "system"


def test_a_folder_without_a_log_is_told_in_a_line(capsys, monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "argv", ["llm-extract", "calls", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        main()
    err = capsys.readouterr().err
    assert ended.value.code == 1
    assert err.startswith(f"llm-extract: {tmp_path / CALLS}: no such file; ")
    assert len(err.splitlines()) == 1
