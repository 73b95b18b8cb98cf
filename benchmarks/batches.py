"""Batches of articles against a fake model server: speed, calls, memory, kills, faults, a peer.

    python benchmarks/batches.py overhead
    python benchmarks/batches.py concurrency --articles 2000 --workers 64 --latencies 0.2 2.0
    python benchmarks/batches.py floor --articles 1000 --workers 64
    python benchmarks/batches.py cached --articles 2000
    python benchmarks/batches.py startup
    python benchmarks/batches.py kills --times 50
    python benchmarks/batches.py faults --share 0.3
    python benchmarks/batches.py peer --langextract-python PYTHON

Every command runs `llm-extract run` in processes of its own, on made-up articles
(benchmarks/campaign_articles.py), against a server that knows nothing and answers after a set time
(benchmarks/fake_model_server.py). Times are those of this machine with what else it does, which
each table names. --options passes more options to `run`, such as --options "--profile large".

LangExtract goes into an environment of its own:
python3 -m venv .venv-lx && .venv-lx/bin/pip install -r benchmarks/langextract-requirements.txt
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

import batch_peer
import batch_safety
import batch_speed
from command_runs import Bench, fake_server
from fake_settings import FAULTS

Command = Callable[[Bench, argparse.Namespace], None]
_Adder = Callable[..., argparse.ArgumentParser]


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    def add(name: str, command: Command, articles: int, workers: int) -> argparse.ArgumentParser:
        one = commands.add_parser(name)
        one.set_defaults(command=command)
        one.add_argument("--articles", type=int, default=articles)
        one.add_argument("--workers", type=int, default=workers)
        one.add_argument("--options", default="", help="more options of `llm-extract run`")
        one.add_argument("--work", type=Path, help="a folder for all files, kept afterwards")
        return one

    _add_speed(add)
    _add_safety(add)
    return parser


def _add_speed(add: _Adder) -> None:
    one = add("overhead", lambda bench, given: batch_speed.overhead(
        bench, given.articles, given.length, given.latency, given.rounds), 100, 8)  # fmt: skip
    one.add_argument("--length", type=int, default=1000, help="characters of an article")
    one.add_argument("--latency", type=float, default=0.2, help="seconds of an answer")
    one.add_argument("--rounds", type=int, default=3)
    one = add("concurrency", lambda bench, given: batch_speed.concurrency(
        bench, given.articles, given.lengths, given.latencies), 2000, 64)  # fmt: skip
    one.add_argument("--lengths", type=int, nargs="+", default=[300, 1000, 3000])
    one.add_argument("--latencies", type=float, nargs="+", default=[0.2, 2.0])
    one = add("floor", lambda bench, given: batch_speed.floor(
        bench, given.articles, given.length, given.latency, given.processes), 1000, 64)  # fmt: skip
    one.add_argument("--length", type=int, default=300)
    one.add_argument("--latency", type=float, default=0.2)
    one.add_argument("--processes", type=int, default=2)
    one = add("cached", lambda bench, given: batch_speed.cached(
        bench, given.articles, given.length), 2000, 64)  # fmt: skip
    one.add_argument("--length", type=int, default=1000)
    one = add("startup", lambda bench, given: batch_speed.startup(bench, given.rounds), 1, 1)
    one.add_argument("--rounds", type=int, default=7)


def _add_safety(add: _Adder) -> None:
    one = add("kills", lambda bench, given: batch_safety.kills(
        bench, given.articles, given.length, given.latency, (given.times, given.seed)),
        200, 16)  # fmt: skip
    one.add_argument("--times", type=int, default=50, help="runs to kill")
    one.add_argument("--length", type=int, default=300)
    one.add_argument("--latency", type=float, default=0.2)
    one.add_argument("--seed", type=int, default=1, help="of the moments")
    one = add("faults", lambda bench, given: batch_safety.faults(
        bench, given.articles, given.length, (given.share, given.kinds), given.server),
        100, 16)  # fmt: skip
    one.add_argument("--share", type=float, default=0.3, help="of the requests that fail")
    one.add_argument("--kinds", nargs="*", choices=FAULTS, default=FAULTS, help="each alone, too")
    one.add_argument("--length", type=int, default=300)
    one.add_argument(
        "--server", nargs="*", default=[], metavar="NAME=VALUE",
        help="more settings of the server, such as latency=0.05 retry_after=0.5 hang=5",
    )  # fmt: skip
    one = add("peer", lambda bench, given: batch_peer.peer(
        bench, given.articles, given.length, given.latency, batch_peer.Settings(
            given.langextract_python, given.chunk, given.batch or 10 * given.workers,
            given.profiles)), 200, 16)  # fmt: skip
    one.add_argument("--langextract-python", type=Path, required=True)
    one.add_argument("--length", type=int, default=1000)
    one.add_argument("--latency", type=float, default=0.2)
    one.add_argument("--profiles", nargs="+", default=["small", "large"], help="ours, in turns")
    one.add_argument("--chunk", type=int, default=600, help="characters of LangExtract's chunks")
    one.add_argument("--batch", type=int, default=0, help="its batch_length; 0 for 10 a worker")


def main() -> None:
    """Run the wanted benchmark."""
    given = _parser().parse_args()
    with TemporaryDirectory() as folder, fake_server() as server:
        work = (given.work or Path(folder)).resolve()
        work.mkdir(parents=True, exist_ok=True)
        given.command(Bench(work, server, given.workers, given.options), given)


if __name__ == "__main__":
    main()
