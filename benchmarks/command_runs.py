"""Runs of the real command line against the fake model server, each in processes of its own."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from campaign_articles import write_articles
from fake_settings import Settings
from measuring import MemorySampler, Sample, processes_of

HERE = Path(__file__).resolve().parent
WRITTEN = ("results.jsonl", "errors.jsonl")
_OPENER = urllib.request.build_opener(urllib.request.ProxyHandler({}))
_PATIENCE = 60.0
_MOST_SAID = 2000


class FakeServer:
    """The fake model server, as the benchmarks see it."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.base_url = f"{url}/v1"

    def reset(self, **changes: object) -> None:
        """Forget what was asked; the settings become the defaults with these changes."""
        request = urllib.request.Request(  # noqa: S310  (our own server)
            f"{self.url}/reset", data=json.dumps(Settings().plain() | changes).encode()
        )
        _OPENER.open(request, timeout=_PATIENCE).close()

    def stats(self) -> dict[str, Any]:
        """The counts since the last reset."""
        return dict(self._get("/stats"))

    def requests(self) -> list[dict[str, Any]]:
        """Every request since the last reset."""
        return list(self._get("/requests"))

    def _get(self, path: str) -> Any:  # noqa: ANN401  (JSON)
        with _OPENER.open(self.url + path, timeout=_PATIENCE) as reply:
            return json.load(reply)


@contextmanager
def fake_server() -> Iterator[FakeServer]:
    """The server in a process of its own, for as long as the context lasts."""
    command = [sys.executable, str(HERE / "fake_model_server.py")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:  # noqa: S603
        assert process.stdout is not None
        try:
            yield FakeServer(json.loads(process.stdout.readline())["url"])
        finally:
            process.terminate()


@dataclass(frozen=True)
class Ended:
    """How a command ended: seconds by the clock, and of processor time with all it started."""

    code: int
    seconds: float
    cpu_seconds: float
    samples: tuple[Sample, ...]
    said: str
    """The end of what it wrote to standard error."""

    @property
    def peak(self) -> int | None:
        """The most memory seen, in bytes."""
        return max((one.bytes for one in self.samples), default=None)


class Bench:
    """Where a benchmark works: its folder, its server, and how `llm-extract run` is called.

    Args:
        work: A folder for articles, results and kept answers.
        server: The fake model server.
        workers: Articles at a time.
        options: More options of `llm-extract run`.
    """

    def __init__(self, work: Path, server: FakeServer, workers: int, options: str = "") -> None:
        self.work = work
        self.server = server
        self.workers = workers
        self.options = shlex.split(options)

    def articles(self, number: int, length: int) -> Path:
        """A folder of made-up articles, written where it is not there."""
        folder = self.work / f"articles-{number}-{length}"
        if not folder.exists():
            half_made = folder.with_suffix(".part")
            shutil.rmtree(half_made, ignore_errors=True)
            write_articles(half_made, number, length)
            half_made.rename(folder)
        return folder

    def empty(self, name: str) -> Path:
        """A folder that is not there yet."""
        folder = self.work / name
        shutil.rmtree(folder, ignore_errors=True)
        return folder

    def run_command(self, articles: Path, out: Path, *more: str) -> list[str]:
        """`llm-extract run` on these articles."""
        asked = ["--base-url", self.server.base_url, "--model", "fake-model"]
        options = [*self.options, *more]
        profile = [] if "--profile" in options else ["--profile", "small"]
        how = ["--workers", str(self.workers), "--quiet", *profile, *options]
        return llm_extract("run", str(articles), "--out", str(out), *asked, *how)

    def start(self, articles: Path, out: Path, cache: Path, *more: str) -> RunningCommand:
        """Start such a run."""
        command = self.run_command(articles, out, *more)
        return RunningCommand(command, cache, [out / name for name in WRITTEN])

    def run(self, articles: Path, out: Path, cache: Path, *more: str) -> Ended:
        """Run it to its end."""
        return self.start(articles, out, cache, *more).finish()


def llm_extract(*arguments: str) -> list[str]:
    """A command of this checkout's llm-extract."""
    return [sys.executable, "-m", "llm_extract", *arguments]


def environment() -> dict[str, str]:
    """The environment of a process that imports this checkout's package."""
    path = [str(HERE.parent), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(path)}


class RunningCommand:
    """A command in a session of its own, with its own folder of kept answers.

    Args:
        command: The program and its arguments.
        cache: The folder of kept answers; what the command says goes to a file beside it.
        written: The files whose lines are the articles done.
        given: What it reads from standard input.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        cache: Path,
        written: Sequence[Path] = (),
        given: str = "",
    ) -> None:
        cache.parent.mkdir(parents=True, exist_ok=True)
        own = {"LLM_EXTRACT_CACHE": str(cache), "OPENAI_API_KEY": "fake"}
        self._said = cache.with_name(f"{cache.name}.said")
        self._written = written
        self._started = time.perf_counter()
        with self._said.open("wb") as said:
            self.process = subprocess.Popen(  # noqa: S603  (our own command)
                command,
                env={**environment(), **own},
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
                stderr=said,
                start_new_session=True,
            )
        assert self.process.stdin is not None
        with suppress(BrokenPipeError), self.process.stdin as stdin:
            stdin.write(given.encode())

    def finish(self) -> Ended:
        """Wait for its end, looking at the memory of all its processes.

        One that was seen to have ended before tells no processor time.
        """
        if self.process.returncode is not None:
            seconds = time.perf_counter() - self._started
            return Ended(self.process.returncode, seconds, 0.0, (), self.said())
        sampler = MemorySampler(self.process.pid, self._written)
        sampler.start()
        _, status, usage = os.wait4(self.process.pid, 0)
        seconds = time.perf_counter() - self._started
        self.process.returncode = os.waitstatus_to_exitcode(status)
        samples = tuple(sampler.stop())
        cpu = usage.ru_utime + usage.ru_stime
        return Ended(self.process.returncode, seconds, cpu, samples, self.said())

    def said(self) -> str:
        """The end of what it wrote to standard error so far."""
        return self._said.read_text(encoding="utf-8", errors="replace")[-_MOST_SAID:]

    def has_ended(self) -> bool:
        """Whether it ended by itself."""
        return self.process.poll() is not None

    def kill(self) -> None:
        """Kill it and all it has started, as a power cut would, and wait until they are gone."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        while left := [f for f in processes_of(self.process.pid) if not _is_dead(f)]:
            for folder in left:
                with suppress(ProcessLookupError):
                    os.kill(int(folder.name), signal.SIGKILL)
            time.sleep(0.01)


def _is_dead(process: Path) -> bool:
    try:
        told = (process / "stat").read_text(encoding="utf-8", errors="replace")
    except OSError:
        return True
    return told.rpartition(")")[2].split()[0] in ("Z", "X")


def read_lines(path: Path) -> list[dict[str, Any]]:
    """The whole lines of a JSONL file; none where there is no file."""
    if not path.exists():
        return []
    text = path.read_text(encoding="utf-8")
    whole = text[: text.rfind("\n") + 1]
    return [json.loads(line) for line in whole.split("\n") if line]
