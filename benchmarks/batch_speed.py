"""How fast batches go: beside the bare calls, many at once, from kept answers, at the start."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from command_runs import HERE, Bench, Ended, RunningCommand, environment, llm_extract
from measuring import MB, in_mb, memory_at, print_table


def overhead(bench: Bench, number: int, length: int, latency: float, rounds: int) -> None:
    """Seconds an article over the bare calls, and whose processor time a call costs."""
    articles = bench.articles(number, length)
    bodies = bench.work / "bodies.jsonl"
    ours, bare, servers = [], [], []
    for _ in range(rounds):
        bodies.unlink(missing_ok=True)
        bench.server.reset(latency=latency, bodies=str(bodies))
        ours.append(bench.run(articles, bench.empty("out"), bench.empty("cache")))
        calls = bench.server.stats()["received"]
        bench.server.reset(latency=latency)
        bare.append(_worker("bare_client.py", bench.server.base_url, bodies, bench.workers))
        servers.append(bench.server.stats()["cpu_seconds"])
    rows = [
        [n, one.seconds / number, other["seconds"] / number,
         (one.seconds - other["seconds"]) / number, calls / number]
        for n, (one, other) in enumerate(zip(ours, bare, strict=True), 1)
    ]  # fmt: skip
    rows.append(["median", *(median(float(row[n]) for row in rows) for n in range(1, 5))])
    print_table(
        f"Overhead: {number} articles of {length} characters, {bench.workers} workers, "
        f"latency {latency} s",
        ["round", "s an article", "bare calls", "added", "calls an article"],
        rows,
    )
    _split(bench, articles, (number, calls), median(one.cpu_seconds for one in ours), {
        "a bare client": median(one["cpu_seconds"] for one in bare),
        "(the fake server)": median(servers),
    })  # fmt: skip


def _split(
    bench: Bench, articles: Path, counts: tuple[int, int], whole: float, others: dict[str, float]
) -> None:
    """Whose processor time the run took."""
    number, calls = counts
    alone = _worker("rules_alone.py", articles)
    rules = alone["cpu_seconds"] / alone["articles"] * number
    one = bench.work / "one-article"
    shutil.rmtree(one, ignore_errors=True)
    one.mkdir()
    shutil.copy(min(bench.articles(1, 300).iterdir()), one)
    bench.server.reset()
    start = bench.run(one, bench.empty("out-one"), bench.empty("cache-one")).cpu_seconds
    parts = {
        "the whole run": whole,
        "its start, with one short article": start,
        "the rules, and the answers' checks": rules,
        "our client, cache and files: the rest": whole - start - rules,
        **others,
    }
    print_table(
        "Processor time", ["", "s in all", "ms an article", "ms a call"],
        [[name, cpu, 1000 * cpu / number, 1000 * cpu / calls] for name, cpu in parts.items()],
    )  # fmt: skip


def _worker(script: str, *arguments: object) -> dict[str, Any]:
    """What one of the measuring scripts prints."""
    command = [sys.executable, str(HERE / script), *map(str, arguments)]
    ended = subprocess.run(  # noqa: S603  (our own script)
        command, env=environment(), check=True, capture_output=True, text=True
    )
    return dict(json.loads(ended.stdout))


WAYS = {
    "http": "Python's http.client",
    "openai": "openai's client",
    "instructor": "instructor over it",
}


def floor(bench: Bench, number: int, length: int, latency: float, processes: int) -> None:
    """What the same calls take without rules, cache and files: by each of the packages alone."""
    articles = bench.articles(number, length)
    bodies = bench.work / "bodies.jsonl"
    bodies.unlink(missing_ok=True)
    bench.server.reset(bodies=str(bodies))
    bench.run(articles, bench.empty("out"), bench.empty("cache"))
    rows: list[list[object]] = []
    for way, told in WAYS.items():
        bench.server.reset(latency=latency)
        given = (bench.server.base_url, bodies, bench.workers, processes, way)
        took = _worker("packages_alone.py", *given)
        ideal = took["calls"] * latency / bench.workers
        cpu = bench.server.stats()["cpu_seconds"]
        rows.append([
            told, took["calls"], took["calls"] / took["seconds"],
            100 * ideal / took["seconds"], 1000 * cpu / took["calls"], took["failed"],
        ])  # fmt: skip
    bench.server.reset(latency=latency)
    ended = bench.run(articles, bench.empty("out"), bench.empty("cache"))
    calls, seconds = bench.server.stats()["received"], ended.seconds
    cpu = bench.server.stats()["cpu_seconds"]
    share = 100 * calls * latency / bench.workers / seconds
    rows.append(["llm-extract run", calls, calls / seconds, share, 1000 * cpu / calls, 0])
    print_table(
        f"The same calls by the packages alone: {bench.workers} threads in {processes} processes, "
        f"latency {latency} s",
        ["by", "calls", "calls/s", "% of ideal", "server ms a call", "processes failed"],
        rows,
    )


def concurrency(
    bench: Bench, number: int, lengths: Sequence[int], latencies: Sequence[float]
) -> None:
    """Articles a second beside what the latency alone would allow, and memory over time."""
    marks = sorted({number // 4, number // 2, number})
    rows, memory = [], []
    for latency in latencies:
        for length in lengths:
            articles = bench.articles(number, length)
            bench.server.reset(latency=latency)
            ended = bench.run(articles, bench.empty("out"), bench.empty("cache"))
            stats = bench.server.stats()
            rows.append(_concurrency_row((number, length, latency), bench.workers, ended, stats))
            memory.append([
                length, latency, *(in_mb(memory_at(ended.samples, mark)) for mark in marks),
                in_mb(ended.peak),
            ])  # fmt: skip
            _complain(ended)
    print_table(
        f"Concurrency: {number} articles, {bench.workers} workers",
        ["characters", "latency", "calls an article", "articles/s", "ideal", "% of ideal",
         "% from first call to last", "most at once", "client CPU s", "server CPU s", "exit code"],
        rows,
    )  # fmt: skip
    print_table(
        "Memory of all processes, in MB, when so many articles were done",
        ["characters", "latency", *map(str, marks), "peak"], memory,
    )  # fmt: skip


def _concurrency_row(
    asked: tuple[int, int, float], workers: int, ended: Ended, stats: dict[str, Any]
) -> list[object]:
    number, length, latency = asked
    calls = stats["received"]
    ideal = calls * latency / workers
    between = (stats["last"] or 0) - (stats["first"] or 0)
    return [
        length, latency, calls / number, number / ended.seconds,
        number / ideal if ideal else "-", 100 * ideal / ended.seconds,
        100 * ideal / between if between else "-", stats["most_in_flight"],
        ended.cpu_seconds, stats["cpu_seconds"], ended.code,
    ]  # fmt: skip


def cached(bench: Bench, number: int, length: int) -> None:
    """The same run again: into the same folder, and into another one."""
    articles, cache = bench.articles(number, length), bench.empty("cache")
    first, other = bench.empty("out-first"), bench.empty("out-other")
    rows = []
    for name, out in (("first run", first), ("again, same folder", first), ("other folder", other)):
        bench.server.reset()
        ended = bench.run(articles, out, cache)
        rows.append([
            name, ended.seconds, number / ended.seconds, bench.server.stats()["received"],
            ended.cpu_seconds, in_mb(ended.peak), ended.code,
        ])  # fmt: skip
        _complain(ended)
    size = sum(file.stat().st_size for file in first.glob("*.jsonl")) / MB
    print_table(
        f"Cached re-run: {number} articles of {length} characters, {size:.0f} MB of results, "
        f"{bench.workers} workers",
        ["", "seconds", "articles/s", "calls", "CPU s", "peak MB", "exit code"],
        rows,
    )


def startup(bench: Bench, rounds: int) -> None:
    """Seconds until short commands are done."""
    articles, cache, out = bench.articles(1, 300), bench.empty("cache"), bench.empty("out")
    bench.server.reset()
    bench.run(articles, out, cache)
    commands: dict[str, Callable[[], list[str]]] = {
        "python -c pass": lambda: [sys.executable, "-c", "pass"],
        "--version": lambda: llm_extract("--version"),
        "--help": lambda: llm_extract("--help"),
        "run --help": lambda: llm_extract("run", "--help"),
        "run, one kept article": lambda: bench.run_command(articles, bench.empty("out-again")),
    }
    rows = []
    for name, command in commands.items():
        took = [RunningCommand(command(), cache).finish() for _ in range(rounds)]
        seconds = [one.seconds for one in took]
        rows.append([
            name, median(seconds), min(seconds), max(seconds),
            median(one.cpu_seconds for one in took), {one.code for one in took},
        ])  # fmt: skip
    print_table(
        f"Start-up, {rounds} times each",
        ["", "median s", "least", "most", "median CPU s", "exit codes"],
        rows,
    )


def _complain(ended: Ended) -> None:
    """Show what a run said that did not go well."""
    if ended.code:
        print(f"exit code {ended.code}: {ended.said.strip()}", file=sys.stderr)
