"""Batches beside LangExtract's own loop: the same articles, server and workers, in turns.

LangExtract gets its settings for Chinese (benchmarks/langextract_batch.py): its tokenizer that
splits Chinese, its schema of the answers, all articles in one call, and as many threads as we have.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from command_runs import HERE, WRITTEN, Bench, Ended, RunningCommand, read_lines
from measuring import in_mb, print_table

MARK = "（此处拒答）"
"""Stands in every sentence of the article that the server fails on."""


@dataclass(frozen=True)
class Settings:
    """How both are run: LangExtract's Python, chunks and batches, and our profiles."""

    python: Path
    chunk: int
    batch: int
    profiles: list[str]


@dataclass(frozen=True)
class _Contender:
    """One of those compared: runs a folder of articles, and says how many have a result."""

    name: str
    run: Callable[[Path], Ended]
    results: Callable[[], int]
    forget: Callable[[], object]
    """Removes what it keeps of earlier runs."""


def peer(bench: Bench, number: int, length: int, latency: float, settings: Settings) -> None:
    """A first run, the same again, and one with an article the server always fails on."""
    articles = bench.articles(number, length)
    spoilt = _with_one_spoilt(bench, articles)
    contenders = [_ours(bench, profile) for profile in settings.profiles]
    contenders.append(_langextract(bench, settings))
    phases = (
        ("first run", articles, True),
        ("the same again", articles, False),
        ("one article always fails", spoilt, True),
    )
    rows = []
    for phase, folder, is_new in phases:
        for one in contenders:
            if is_new:
                one.forget()
            bench.server.reset(latency=latency, refuse_text=MARK, refuse_status=500)
            ended = one.run(folder)
            stats = bench.server.stats()
            rows.append([
                phase, one.name, one.results(), ended.seconds, stats["received"],
                stats["prompt_tokens"], stats["completion_tokens"], stats["most_in_flight"],
                ended.cpu_seconds, in_mb(ended.peak), ended.code,
            ])  # fmt: skip
    print_table(
        f"Beside LangExtract: {number} articles of {length} characters, {bench.workers} workers, "
        f"latency {latency} s; its chunks {settings.chunk} characters, {settings.batch} at a time",
        ["", "by", "articles with a result", "seconds", "calls", "prompt tokens",
         "completion tokens", "most at once", "CPU s", "peak MB", "exit code"],
        rows,
    )  # fmt: skip


def _with_one_spoilt(bench: Bench, articles: Path) -> Path:
    """The same articles, the middle one with the mark at the end of every sentence."""
    folder = bench.empty("articles-one-spoilt")
    shutil.copytree(articles, folder)
    files = sorted(folder.iterdir())
    middle = files[len(files) // 2]
    text = middle.read_text(encoding="utf-8")
    middle.write_text(text.replace("。", f"{MARK}。"), encoding="utf-8")
    return folder


def _ours(bench: Bench, profile: str) -> _Contender:
    out, cache = (bench.work / f"{name}-{profile}" for name in ("out", "cache"))

    def forget() -> None:
        for folder in (out, cache):
            shutil.rmtree(folder, ignore_errors=True)

    return _Contender(
        f"llm_extract, {profile}",
        lambda folder: bench.run(folder, out, cache, "--profile", profile),
        lambda: len(read_lines(out / WRITTEN[0])),
        forget,
    )


def _langextract(bench: Bench, settings: Settings) -> _Contender:
    written = bench.work / "langextract.jsonl"
    asked = {
        "base_url": bench.server.base_url,
        "model": "fake-model",
        "workers": bench.workers,
        "chunk": settings.chunk,
        "batch": settings.batch,
        "written": str(written),
    }

    def run(folder: Path) -> Ended:
        written.unlink(missing_ok=True)  # it has no way to go on from what it wrote
        given = json.dumps(asked | {"folder": str(folder)})
        command = [settings.python, HERE / "langextract_batch.py"]
        return RunningCommand(command, bench.work / "langextract", given=given).finish()

    return _Contender("LangExtract", run, lambda: len(read_lines(written)), lambda: None)
