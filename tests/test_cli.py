"""The command line as a user meets it: what is printed where, and the exit code."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from command_line import CommandLine
from fake_server import FakeServer
from plain_model import reply_to

SEEDS = Path(__file__).parent.parent / "seeds"
SHORT = SEEDS / "004_00f69996a8460c5c.txt"
OTHER = SEEDS / "001_16bf74e484428602.txt"
PROMPTS = SEEDS.parent / "prompts"


@pytest.fixture
def cli(capsys, monkeypatch, tmp_path):
    for name in ("OPENAI_API_KEY", "OPENAI_BASE_URL", "LLM_EXTRACT_MODEL", "COLUMNS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "answers"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "caches"))
    monkeypatch.chdir(tmp_path)
    return CommandLine(capsys, monkeypatch, tmp_path)


@pytest.fixture
def server():
    with FakeServer(by=reply_to) as running:
        yield running


@pytest.fixture
def asked(server):
    """The options that name the running server."""
    return ("--model", "plain", "--base-url", server.base_url, "--profile", "medium")


def test_help_names_the_first_command_to_run(cli):
    assert cli("--help") == 0
    assert "llm-extract run seeds --out out" in cli.out


def test_help_imports_nothing_that_is_slow():
    program = "import sys, llm_extract.cli; print(*sys.modules)"
    shown = subprocess.run(  # noqa: S603  (our own arguments)
        [sys.executable, "-c", program], check=True, capture_output=True, text=True
    )
    slow = {"openai", "instructor", "pydantic", "rich", "vcr", "diskcache", "pypinyin", "opencc"}
    assert not slow & set(shown.stdout.split())


def test_a_run_prints_a_table_to_stdout_and_progress_to_stderr(cli, asked):
    assert cli("run", SHORT, "--out", "out", *asked) == 0
    header, row = cli.out.splitlines()
    assert header.split() == [
        "article",
        "facts",
        "findings",
        "seconds",
        "tokens",
        "calls",
        "cached",
    ]
    assert row.startswith(SHORT.name)
    assert re.match(rf"\d\d:\d\d:\d\d  done    {SHORT.name}: ", cli.err)
    assert "Results: out/results.jsonl" in cli.err


def test_a_pipe_gets_no_colour_and_no_bar(cli, asked):
    cli("run", SHORT, "--out", "out", *asked)
    assert "\x1b" not in cli.out + cli.err
    assert "\r" not in cli.out + cli.err


def reply_slowly(received):
    """The reply of a plain model that takes its time."""
    time.sleep(0.3)
    return reply_to(received)


@pytest.mark.skipif(os.name != "posix", reason="no pseudo-terminals")
@pytest.mark.usefixtures("cli")
def test_a_terminal_gets_the_running_articles_with_their_stages_and_the_totals():
    import pty  # noqa: PLC0415  (not on every system)

    screen, inside = pty.openpty()
    with FakeServer(by=reply_slowly) as server:
        asked = ("--model", "plain", "--base-url", server.base_url, "--profile", "medium")
        running = subprocess.Popen(  # noqa: S603  (our own arguments)
            [sys.executable, "-m", "llm_extract", "run", SHORT, OTHER, *asked, "--workers", "1"],
            stdout=inside, stderr=inside,
            env={**os.environ, "PYTHONPATH": str(SEEDS.parent), "TERM": "xterm", "COLUMNS": "120"},
        )  # fmt: skip
        os.close(inside)
        shown = b""
        with contextlib.suppress(OSError):  # how Linux tells the end of a terminal
            while piece := os.read(screen, 4096):
                shown += piece
        os.close(screen)
        assert running.wait(10) == 0
    words = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", shown.decode())
    assert "0 of 2 done" in words
    assert re.search(rf"{OTHER.name}  +writing it up in (Chinese|English)  +\d+ s", words)


def test_quiet_prints_the_table_alone(cli, asked):
    (cli.folder / "empty.txt").write_bytes(b"")
    assert cli("run", SHORT, "empty.txt", "--quiet", *asked) == 1
    assert cli.err == ""
    assert len(cli.out.splitlines()) == 3


def test_a_runs_folder_says_what_was_asked_and_what_it_came_to(cli, asked):
    cli("run", SHORT, OTHER, "--out", "out", *asked)
    run = json.loads((cli.folder / "out/run.json").read_text(encoding="utf-8"))
    assert run["model"] == "plain"
    assert run["inputs"] == [str(SHORT), str(OTHER)]
    assert (run["articles"], run["failed"], run["interrupted"]) == (2, 0, False)
    assert run["calls"] > 0
    assert cli.lines("errors.jsonl") == []
    assert [r["article"]["source"] for r in cli.lines("results.jsonl")] == run["inputs"]


def test_a_second_run_asks_nothing_and_finds_the_same(cli, asked, server):
    cli("run", SEEDS, "--out", "one", *asked)
    calls = len(server.received)
    assert cli("run", SEEDS, "--out", "two", *asked) == 0
    assert len(server.received) == calls
    one, two = cli.lines("results.jsonl", "one"), cli.lines("results.jsonl", "two")
    assert len(one) == 5
    assert _without_costs(one) == _without_costs(two)
    assert json.loads((cli.folder / "two/run.json").read_text(encoding="utf-8"))["calls"] == 0


def _without_costs(results):
    """The results by their articles' names, without what they took."""
    return {one["article"]["source"]: one | {"provenance": None} for one in results}


def test_fresh_asks_everything_again(cli, asked, server):
    cli("run", SHORT, *asked)
    calls = len(server.received)
    cli("run", SHORT, "--fresh", *asked)
    assert len(server.received) == 2 * calls


def test_another_model_is_asked_everything(cli, server):
    for name in ("plain", "other"):
        cli("run", SHORT, "--model", name, "--base-url", server.base_url)
    models = [received.json["model"] for received in server.received]
    assert models.count("plain") == models.count("other") == len(models) / 2


def test_a_changed_prompt_asks_its_own_questions_again(cli, asked, server):
    shutil.copytree(PROMPTS, cli.folder / "mine")
    cli("run", OTHER, "--prompts", "mine", *asked)
    before = _questions(server)
    changed = cli.folder / "mine/summarise_en.md"
    changed.write_text(
        changed.read_text(encoding="utf-8").replace("English only.", "English only, please."),
        encoding="utf-8",
    )
    server.received.clear()
    cli("run", OTHER, "--prompts", "mine", *asked)
    assert 0 < len(_questions(server)) < len(before)
    assert all("English only, please." in question for question in _questions(server))


def _questions(server):
    return [json.dumps(received.json["messages"]) for received in server.received]


def test_a_changed_article_leaves_the_answers_about_the_others(cli, asked, server):
    shutil.copy(SHORT, "a.txt")
    shutil.copy(OTHER, "b.txt")
    cli("run", "a.txt", "b.txt", *asked)
    before = _questions(server)
    text = Path("a.txt").read_text(encoding="utf-8")
    Path("a.txt").write_text(text.replace("52.5亿元", "62.5亿元"), encoding="utf-8")
    assert "62.5亿元" in Path("a.txt").read_text(encoding="utf-8")
    server.received.clear()
    cli("run", "a.txt", "b.txt", *asked)
    assert 0 < len(server.received) < len(before)
    assert not set(_questions(server)) & set(before)


BAD_INPUTS = {
    "empty": (b"", "is empty"),
    "binary": (bytes(range(256)) * 20, "no text"),
    "wrong encoding": ("Straße, größer, schöner. ".encode("latin-1") * 40, "UTF-8"),
    "no article": ("<html><body><p>登录 注册</p></body></html>".encode(), "no article"),
    "five megabytes": ("泸州新签约项目73个。\n".encode() * 170_000, "limit"),
    "PDF": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "is a PDF"),
    "missing": (None, "no such file"),
}


@pytest.mark.parametrize(("content", "reason"), BAD_INPUTS.values(), ids=BAD_INPUTS)
def test_a_bad_article_costs_itself_alone(cli, asked, content, reason):
    for number in range(4):
        shutil.copy(SHORT, f"good{number}.txt")
    if content is not None:
        Path("good2_bad.txt").write_bytes(content)
    good = [f"good{number}.txt" for number in range(4)]
    assert cli("run", *good[:2], "good2_bad.txt", *good[2:], *asked) == 1
    assert [Path(r["article"]["source"]).name for r in cli.lines("results.jsonl")] == good
    (failure,) = cli.lines("errors.jsonl")
    assert failure["article"] == "good2_bad.txt"
    assert failure["kind"] == "InputError"
    assert reason in failure["reason"]
    assert ";" in failure["reason"], "an error says what to do next"
    (line,) = [line for line in cli.err.splitlines() if "  failed  " in line]
    assert line.endswith(f"  failed  {failure['reason']}")
    assert "4 of 5 articles done" in cli.err
    assert "out/errors.jsonl" in cli.err


def test_a_folder_stands_for_its_files(cli, asked):
    folder = cli.folder / "news"
    folder.mkdir()
    for name in ("b.txt", "a.txt", ".hidden"):
        shutil.copy(SHORT, folder / name)
    (folder / "older").mkdir()
    assert cli("run", "news", *asked) == 0
    assert [r["article"]["source"] for r in cli.lines("results.jsonl")] == [
        "news/a.txt",
        "news/b.txt",
    ]


def test_limit_takes_the_first_articles(cli, asked):
    cli("run", SEEDS, "--limit", 1, *asked)
    assert len(cli.lines("results.jsonl")) == 1


def one_line(cli, *words, code=1):
    """The one line that a command which cannot be carried out prints."""
    assert cli(*words) == code
    assert cli.out == ""
    (line,) = cli.err.splitlines()
    assert line.startswith("llm-extract: ")
    return line


def test_an_output_folder_that_cannot_be_made_is_told_before_anything_is_asked(cli, asked, server):
    Path("taken").write_text("a file", encoding="utf-8")
    line = one_line(cli, "run", SHORT, "--out", "taken", *asked)
    assert re.search(r"taken: .*cannot be written.*--out", line)
    assert server.received == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no device that is always full")
def test_a_full_disk_ends_the_run_with_a_line(cli, asked):
    Path("out").mkdir()
    Path("out/results.jsonl").symlink_to("/dev/full")
    assert cli("run", SHORT, *asked) == 1
    assert re.fullmatch(r"llm-extract: out/results.jsonl: .*No space.*make room.*kept\n", cli.err)


def test_a_folder_of_prompts_without_a_prompt_names_those_missing(cli, asked, server):
    Path("mine").mkdir()
    shutil.copy(PROMPTS / "label.md", "mine")
    line = one_line(cli, "run", SHORT, "--prompts", "mine", *asked)
    assert "mine: lacks summarise_zh.md, summarise_en.md, reask.md" in line
    assert server.received == []


def test_a_folder_of_prompts_of_before_serves_all_runs_without_a_schema(cli, asked, fields):
    shutil.copytree(PROMPTS, "mine")
    Path("mine/custom.md").unlink()
    assert cli("run", SHORT, "--prompts", "mine", *asked) == 0
    line = one_line(cli, "run", SHORT, "--prompts", "mine", "--schema", fields, *asked)
    assert re.search(f"mine: lacks custom.md; .* from {PROMPTS} ", line)


def test_a_prompt_with_a_variable_of_its_own_is_told_before_anything_is_asked(cli, asked, server):
    shutil.copytree(PROMPTS, "mine")
    with Path("mine/label.md").open("a", encoding="utf-8") as prompt:
        prompt.write("\n$weather\n")
    line = one_line(cli, "run", SHORT, "--prompts", "mine", *asked)
    assert "mine/label.md: its variables must be $region, $sentence" in line
    assert server.received == []


def test_replaying_a_folder_without_recordings_says_how_to_make_them(cli):
    line = one_line(cli, "run", SHORT, "--replay", "nowhere")
    assert re.search("nowhere: no recordings.*--record nowhere", line)


def test_recording_two_articles_of_one_name_is_refused(cli, asked):
    for folder in ("one", "two"):
        Path(folder).mkdir()
        shutil.copy(SHORT, f"{folder}/a.txt")
    assert "rename" in one_line(cli, "run", "one", "two", "--record", "tapes", *asked)


def test_a_server_that_is_not_there_stops_the_run_and_fails_no_article(cli, monkeypatch):
    monkeypatch.setattr("llm_extract.llm.client.TRIES", 1)
    where = "http://127.0.0.1:9/v1"
    assert cli("run", SHORT, OTHER, "--model", "plain", "--base-url", where) == 3
    last = cli.err.splitlines()[-1]
    assert last.startswith(f"Stopped: plain: no connection to {where} ")
    assert "is the server running?" in last
    assert "0 of 2 articles done" in last
    assert "The same command goes on from here" in last
    assert cli.lines("errors.jsonl") == []
    with FakeServer(by=reply_to) as back:
        assert cli("run", SHORT, OTHER, "--model", "plain", "--base-url", back.base_url) == 0
    assert len(cli.lines("results.jsonl")) == 2


def test_what_was_recorded_is_replayed_without_a_server(cli, asked, server):
    cli("run", SHORT, "--out", "one", "--record", "tapes", *asked)
    calls = len(server.received)
    again = ("--replay", "tapes", "--model", "plain", "--profile", "medium")
    assert cli("run", SHORT, "--out", "two", *again) == 0
    assert len(server.received) == calls
    one, two = cli.lines("results.jsonl", "one"), cli.lines("results.jsonl", "two")
    assert _without_costs(one) == _without_costs(two)


MISUSE = [
    ("run",),
    ("run", "x", "--workers", "0"),
    ("run", "x", "--record", "a", "--replay", "b"),
    ("check", "x", "--source", "y", "--lang", "xx"),
    ("frobnicate",),
    ("eval",),
    ("check", "nowhere.txt", "--source", str(SHORT)),
    ("check", "泸州 95个", "--source", "nowhere.txt"),
]


@pytest.mark.parametrize("words", MISUSE, ids=" ".join)
def test_misuse_ends_with_2(cli, words):
    assert cli(*words) == 2
    assert cli.out == ""
    assert cli.err


class SlowServer(FakeServer):
    """Answers questions about one of two articles at once, and those about the other late."""

    def __init__(self):
        self.late = threading.Event()
        super().__init__(by=self._slowly)

    def _slowly(self, received):
        reply = reply_to(received)
        if received in self.looked_up:
            return reply
        words = json.dumps(received.json["messages"], ensure_ascii=False)
        if "江阳" not in words and "Jiangyang" not in words:
            return reply
        self.late.set()
        return replace(reply, delay=20.0)


def broken_off(folder, server, workers):
    """A run in a process of its own, stopped when one article is done and one under way."""
    words = ["run", SHORT, OTHER, "--model", "plain", "--base-url", server.base_url]
    running = subprocess.Popen(  # noqa: S603  (our own arguments)
        [sys.executable, "-m", "llm_extract", *words, "--workers", workers],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(SEEDS.parent)},
    )  # fmt: skip
    assert server.late.wait(30)
    results = folder / "out/results.jsonl"
    deadline = time.monotonic() + 10
    while not results.stat().st_size and time.monotonic() < deadline:
        time.sleep(0.05)
    running.send_signal(signal.SIGINT)
    return running


@pytest.mark.parametrize("workers", ["1", "2"])
def test_ctrl_c_ends_a_run_at_once_and_keeps_what_is_done(cli, workers):
    with SlowServer() as server:
        running = broken_off(cli.folder, server, workers)
        # The answer under way would take longer.
        out, err = running.communicate(timeout=10)
    assert running.returncode == 130, err
    assert "Traceback" not in err
    last = err.splitlines()[-1]
    assert last.startswith("Stopped. 1 of 2 articles done")
    assert last.endswith("The same command goes on from here")
    assert SHORT.name in out
    assert [r["article"]["source"] for r in cli.lines("results.jsonl")] == [str(SHORT)]
    assert json.loads(Path("out/run.json").read_text(encoding="utf-8"))["interrupted"] is True


CLAIMS = {
    "nothing wrong": ("On 24 April 2022, Luzhou broke ground on 95 major projects.", 0),
    "a wrong amount": ("4月24日，泸州市集中开工重大项目95个，总投资583亿元。", 1),
    "no figure at all": ("泸州很大。", 0),
}


@pytest.mark.parametrize(("claim", "code"), CLAIMS.values(), ids=CLAIMS)
def test_check_takes_the_words_themselves(cli, claim, code):
    source = SEEDS / "000_8071ac56ac2561a3.txt"
    assert cli("check", claim, "--source", source) == code


def test_a_glossary_words_a_run_and_another_one_makes_it_anew(cli, asked):
    Path("my.toml").write_text('[places]\n"泸州市" = "Lu-chou"\n', encoding="utf-8")
    source = SEEDS / "000_8071ac56ac2561a3.txt"
    cli("run", source, *asked)
    assert "Luzhou" in cli.lines("results.jsonl")[0]["summary"]["en"]["text"]
    for name in ("Lu-chou", "Luchow"):
        Path("my.toml").write_text(f'[places]\n"泸州市" = "{name}"\n', encoding="utf-8")
        assert cli("run", source, "--glossary", "my.toml", *asked) == 0
        (result,) = cli.lines("results.jsonl")
        assert name in result["summary"]["en"]["text"]
        assert "Luzhou" not in result["summary"]["en"]["text"]
    cli("run", source, *asked)
    assert "Luzhou" in cli.lines("results.jsonl")[0]["summary"]["en"]["text"]


def test_a_glossary_holds_for_all_workers(cli, asked):
    Path("my.toml").write_text('[places]\n"泸州市" = "Lu-chou"\n', encoding="utf-8")
    source = SEEDS / "000_8071ac56ac2561a3.txt"
    shutil.copy(source, "a.txt")
    shutil.copy(source, "b.txt")
    cli("run", "a.txt", "b.txt", "--workers", "2", "--glossary", "my.toml", *asked)
    results = cli.lines("results.jsonl")
    assert len(results) == 2
    assert all("Lu-chou" in result["summary"]["en"]["text"] for result in results)


def test_a_malformed_glossary_is_told_before_anything_is_asked(cli, asked, server):
    Path("my.toml").write_text("[people]\n王小明 = 3\n", encoding="utf-8")
    line = one_line(cli, "run", SHORT, "--glossary", "my.toml", *asked)
    assert "my.toml: is no TOML" in line
    assert server.received == []


def test_check_knows_the_names_of_a_glossary(cli):
    words = ("check", "In Lu-chou the Liyang Group signed.", "--source")
    source = SEEDS / "000_8071ac56ac2561a3.txt"
    assert cli(*words, source) == 1
    Path("my.toml").write_text('[companies]\n"泸州" = "Liyang Group"\n', encoding="utf-8")
    assert cli(*words, source, "--glossary", "my.toml") == 0
    assert cli(*words, source, "--glossary", "none.toml") == 2


@pytest.fixture
def fields(cli, monkeypatch):
    """The name of a schema in the working folder."""
    (cli.folder / "deal_fields.py").write_text(
        "from pydantic import BaseModel\nfrom llm_extract import QuantityRef\n"
        "class Deal(BaseModel):\n    place: str\n    total: QuantityRef\n"
    )
    monkeypatch.setattr(sys, "path", [*sys.path])
    yield "deal_fields:Deal"
    sys.modules.pop("deal_fields", None)


def test_a_schema_of_the_users_is_filled_in(cli, asked, fields):
    assert cli("run", SHORT, "--schema", fields, *asked) == 0
    (result,) = cli.lines("results.jsonl")
    total = result["custom"]["answer"]["total"]
    (quantity,) = [one for one in result["quantities"] if one["id"] == total["id"]]
    assert total["surface"] == quantity["surface"]
    assert total["value"] == quantity["value"]
    assert "custom" in result["provenance"]["prompts"]


def test_a_run_without_the_schema_or_with_a_changed_one_is_made_anew(cli, asked, fields):
    cli("run", SHORT, "--schema", fields, *asked)
    cli("run", SHORT, *asked)
    assert cli.lines("results.jsonl")[0]["custom"] is None
    with Path("deal_fields.py").open("a") as module:
        module.write("    city: str | None = None\n")
    sys.modules.pop("deal_fields")
    cli("run", SHORT, "--schema", fields, *asked)
    assert "city" in cli.lines("results.jsonl")[0]["custom"]["answer"]


def test_a_schema_that_cannot_be_loaded_is_told_before_anything_is_asked(cli, asked, server):
    line = one_line(cli, "run", SHORT, "--schema", "nothing:Deal", *asked)
    assert "nothing:Deal: module nothing cannot be imported" in line
    assert server.received == []


def test_check_shows_what_is_wrong_and_where_it_comes_from(cli):
    Path("claim.txt").write_text("泸州市总投资583亿元。", encoding="utf-8")
    assert cli("check", "claim.txt", "--source", SEEDS / "000_8071ac56ac2561a3.txt") == 1
    (row,) = [line for line in cli.out.splitlines() if line.startswith("value_mismatch")]
    assert "583亿元" in row
    assert "总投资538亿元" in row
    assert cli.out.endswith("1 wrong\n")


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("brief.md", "# Luzhou\n\n| started | worth |\n|---|---|\n| **95** | RMB 5.38 billion |\n"),
        ("brief.html", "<h1>Luzhou</h1><p>It started <b>95</b> projects for RMB 5.38 billion.</p>"),
    ],
)
def test_check_reads_briefings_in_markdown_and_html(cli, name, words):
    Path(name).write_text(words, encoding="utf-8")
    source = SEEDS / "000_8071ac56ac2561a3.txt"
    assert cli("check", name, "--source", source, "--json") == 1
    found = [(f["verdict"], f["claim"]) for f in json.loads(cli.out)]
    assert found == [("supported", "95"), ("scale_error", "RMB 5.38 billion")]


def test_check_reads_standard_input(cli, monkeypatch, tmp_path):
    claim = tmp_path / "claim"
    claim.write_text("重大项目95个", encoding="utf-8")
    with claim.open(encoding="utf-8") as stream:
        monkeypatch.setattr(sys, "stdin", stream)
        assert cli("check", "-", "--source", SEEDS / "000_8071ac56ac2561a3.txt", "--json") == 0
    assert json.loads(cli.out)[0]["verdict"] == "supported"


def test_square_brackets_are_shown_as_they_are(cli):
    Path("[red]a.txt").write_bytes(b"")
    cli("run", "[red]a.txt")
    assert "[red]a.txt" in cli.out
    assert "failed  [red]a.txt: " in cli.err


def test_quantities_shows_words_values_and_places(cli):
    assert cli("quantities", SHORT) == 0
    (row,) = [line for line in cli.out.splitlines() if line.startswith("52.5亿元")]
    assert row.split()[1:4] == ["5,250,000,000", "CNY", "money"]
    start, end = map(int, row.split()[-1].split("-"))
    assert SHORT.read_text(encoding="utf-8")[start:end] == "52.5亿元"


def test_quantities_gives_json(cli):
    assert cli("quantities", SHORT, "--json") == 0
    assert "52.5亿元" in {quantity["surface"] for quantity in json.loads(cli.out)}


def test_a_doubtful_finding_has_a_question_mark_and_does_not_fail_the_check(cli):
    claim = "The 61 projects were worth RMB 48.2 billion, two thirds of what was signed in 2023."
    source = Path(__file__).parent / "cases/free_articles/07.txt"
    assert cli("check", claim, "--source", source) == 0
    assert "mismatch?" in cli.out
    assert "0 wrong, 1 doubtful" in cli.out


def test_a_long_row_stays_on_one_line_in_a_pipe(cli):
    cli("check", "泸州市总投资583亿元。", "--source", SEEDS / "000_8071ac56ac2561a3.txt")
    assert len(cli.out.splitlines()) == 3


def test_a_narrow_screen_wraps_words_and_never_cuts_them(cli, monkeypatch):
    monkeypatch.setenv("COLUMNS", "60")
    cli("check", "泸州市总投资583亿元。", "--source", SEEDS / "000_8071ac56ac2561a3.txt")
    assert "…" not in cli.out
    assert "value_mismatch" in cli.out


def test_eval_scores_a_run(cli, asked):
    cli("run", SHORT, *asked)
    assert cli("eval", "out", "--gold", SEEDS / "gold", "--misses") == 0
    lines = cli.out.splitlines()
    assert lines[1].startswith(SHORT.name)
    assert lines[2].startswith("all")


def test_eval_of_what_is_no_run_says_how_to_make_one(cli):
    line = one_line(cli, "eval", "nowhere", "--gold", SEEDS / "gold")
    assert "llm-extract run ARTICLES --out nowhere" in line


def test_kept_answers_are_counted_and_cleared(cli, asked, server):
    cli("run", SHORT, *asked)
    cli("cache", "info")
    kept = len(server.received) + 1  # the answers, and the result made of them
    assert cli.out.startswith(f"{kept} answers and results")
    cli("cache", "clear")
    assert cli.out.startswith(f"removed {kept} answers and results")
    cli("cache", "info")
    assert cli.out.startswith("0 answers")


def test_local_info_says_where_the_weights_will_be(cli):
    assert cli("local", "info") == 0
    assert "not there yet" in cli.out
    assert str(cli.folder / "caches") in cli.out


def test_doctor_is_content_with_a_key(cli, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "secret")
    assert cli("doctor") == 0
    assert "secret" not in cli.out
    assert "MISSING" not in cli.out


def test_doctor_names_what_is_missing(cli, monkeypatch):
    monkeypatch.setenv("LLM_EXTRACT_MODEL", "/nowhere.gguf")
    assert cli("doctor") == 1
    assert re.search("MISSING .*/nowhere.gguf", cli.out)


def test_a_model_file_that_is_not_there_is_told_in_one_line(cli, monkeypatch):
    monkeypatch.setenv("LLM_EXTRACT_MODEL", "/nowhere.gguf")
    assert "/nowhere.gguf" in one_line(cli, "run", SHORT)
