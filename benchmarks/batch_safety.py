"""What batches survive: being killed at any moment, and a server that fails."""

from __future__ import annotations

import random
import re
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from command_runs import WRITTEN, Bench, read_lines
from fake_settings import FAULTS, Settings
from measuring import print_table

JUST_BEFORE = 0.5
"""Seconds: an answer that came so shortly before a kill may not have been kept yet."""
_KILLS_A_BATCH = 5
_EARLIEST = 0.2
_LATEST = 0.8
"""When a run is killed: seconds after its start, and the share of a whole run's seconds."""
NAMED_BY = {
    "limit_told": "429",
    "limit_untold": "429",
    "error": "500",
    "hang": "in time|timed out",
    "reset": "no connection|reset|disconnect",
    "cut_reply": "broken",
    "cut_answer": "cut off",
    "wrong_shape": "field|missing|required",
    "empty": "empty",
    "refusal": "declined",
}
"""Words by which an error tells its cause."""


@dataclass
class _Batch:
    """One batch: the moments it was killed at, and what it came to."""

    kills: list[float] = field(default_factory=list)
    lost: int = 0
    twice: int = 0
    vanished: int = 0
    """Articles whose whole line was there before a kill, and at the end is not."""
    requests: int = 0
    in_flight: int = 0
    """Questions without an answer when a run was killed."""
    repeats: Counter[str] = field(default_factory=Counter)


def kills(
    bench: Bench, number: int, length: int, latency: float, times_and_seed: tuple[int, int]
) -> None:
    """Runs killed at random moments and resumed by the same command, until so many were killed."""
    times, seed = times_and_seed
    chance = random.Random(seed)  # noqa: S311  (the same moments at every run)
    articles = bench.articles(number, length)
    bench.server.reset(latency=latency)
    whole = bench.run(articles, bench.empty("out"), bench.empty("cache"))
    needed = bench.server.stats()["received"]
    batches: list[_Batch] = []
    while (killed := sum(len(one.kills) for one in batches)) < times:
        bench.server.reset(latency=latency)
        most = min(_KILLS_A_BATCH, times - killed)
        batches.append(_killed_batch(bench, articles, chance, whole.seconds, most))
    rows = [_kill_row(str(n), one) for n, one in enumerate(batches, 1)]
    rows.append(["all", *(sum(int(str(row[n])) for row in rows) for n in range(1, len(rows[0])))])
    print_table(
        f"Kills: batches of {number} articles, {needed} calls each, {bench.workers} workers, "
        f"latency {latency} s",
        ["batch", "kills", "articles lost", "twice", "gone again", "requests",
         "in flight at kills", "paid twice", "of these in flight",
         f"answered {JUST_BEFORE} s before", "neither"],
        rows,
    )  # fmt: skip


def _killed_batch(
    bench: Bench, articles: Path, chance: random.Random, seconds: float, most: int
) -> _Batch:
    """Start a batch, kill it up to `most` times, and let it come to its end."""
    out, cache, batch = bench.empty("out"), bench.empty("cache"), _Batch()
    seen: set[str] = set()
    while len(batch.kills) < most:
        running = bench.start(articles, out, cache)
        _wait(running.has_ended, chance.uniform(_EARLIEST, max(_LATEST * seconds, 1.0)))
        if running.has_ended():
            break
        moment = time.time()
        running.kill()
        batch.kills.append(moment)
        seen |= set(_done(out))
    else:
        # For the last time, which nothing breaks off.
        running = bench.start(articles, out, cache)
    if running.finish().code:
        print(running.said().strip(), file=sys.stderr)
    done = Counter(_done(out))
    wanted = {path.name for path in articles.iterdir()}
    batch.lost = len(wanted - set(done))
    batch.twice = sum(times - 1 for times in done.values())
    batch.vanished = len(seen - set(done))
    asked = bench.server.requests()
    batch.requests = len(asked)
    batch.in_flight = sum(_is_open(one, kill) for kill in batch.kills for one in asked)
    batch.repeats = _repeats(asked, batch.kills)
    return batch


def _wait(has_ended: Callable[[], bool], seconds: float) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end and not has_ended():
        time.sleep(0.005)


def _done(out: Path) -> list[str]:
    """The names of the files that have a result, once for each."""
    return [Path(line["article"]["source"]).name for line in read_lines(out / WRITTEN[0])]


def _repeats(asked: Iterable[dict[str, Any]], killed: list[float]) -> Counter[str]:
    """How often a question was asked again, by what had become of it before."""
    found: Counter[str] = Counter()
    before: dict[str, dict[str, Any]] = {}
    for one in asked:
        last = before.get(one["body"])
        before[one["body"]] = one
        if last is None:
            continue
        kill = next((moment for moment in killed if moment >= last["received"]), None)
        if kill is None or kill > one["received"]:
            found["neither"] += 1  # no kill lies between the two
        elif _is_open(last, kill):
            found["in flight"] += 1
        elif last["ended"] >= kill - JUST_BEFORE:
            found["just before"] += 1
        else:
            found["neither"] += 1
    return found


def _is_open(one: dict[str, Any], kill: float) -> bool:
    """Whether a request had come, and had no answer, at the moment of a kill."""
    return one["received"] <= kill and (one["ended"] is None or one["ended"] >= kill)


def _kill_row(name: str, batch: _Batch) -> list[object]:
    repeats = batch.repeats
    return [
        name, len(batch.kills), batch.lost, batch.twice, batch.vanished,
        batch.requests, batch.in_flight, repeats.total(), repeats["in flight"],
        repeats["just before"], repeats["neither"],
    ]  # fmt: skip


def faults(
    bench: Bench,
    number: int,
    length: int,
    share_and_kinds: tuple[float, list[str]],
    more: list[str],
) -> None:
    """Runs against a server that fails: without faults, with all kinds, and with each alone."""
    share, chosen = share_and_kinds
    settings = {"latency": 0.05, "retry_after": 0.5, **_settings(more)}
    articles = bench.articles(number, length)
    rows: list[list[object]] = []
    causes: Counter[str] = Counter()
    needed = 0
    ways: list[tuple[str, float, tuple[str, ...]]] = [
        ("none", 0.0, FAULTS),
        ("all kinds", share, FAULTS),
    ]
    ways += [(kind, share, (kind,)) for kind in chosen]
    for name, faulty, kinds in ways:
        bench.server.reset(**settings, faults=faulty, kinds=kinds)
        out = bench.empty("out")
        ended = bench.run(articles, out, bench.empty("cache"))
        stats = bench.server.stats()
        needed = needed or stats["distinct"]
        results, errors = (read_lines(out / written) for written in WRITTEN)
        named = sum(_is_named(error["reason"], kinds) for error in errors)
        causes.update(f"{name}: {_shortened(error['reason'])}" for error in errors)
        ended_somehow = {Path(r["article"]["source"]).name for r in results}
        ended_somehow |= {Path(e["article"]).name for e in errors}
        met = sum(stats["fates"].get(kind, 0) for kind in kinds)
        rows.append([
            name, len(results), len(errors), named, number - len(ended_somehow),
            stats["received"], met, stats["received"] / max(1, stats["distinct"]),
            stats["received"] / max(1, needed), stats["most_of_one_body"], ended.seconds,
            ended.code,
        ])  # fmt: skip
    print_table(
        f"Faults: {share:.0%} of the requests fail; {number} articles, {bench.workers} workers",
        ["kind", "results", "errors", "with their cause", "neither", "requests", "failed",
         "requests a question", "requests a call without faults", "most for one question",
         "seconds", "exit code"],
        rows,
    )  # fmt: skip
    print("\nWhat the errors say, by kind of fault:\n")
    for words, times in sorted(causes.items()):
        print(f"{times:5} {words}")


def _settings(given: list[str]) -> dict[str, Any]:
    """NAME=VALUE as settings of the server."""
    found: dict[str, Any] = {}
    for one in given:
        name, _, value = one.partition("=")
        if not hasattr(Settings(), name):
            sys.exit(f"{name}: no setting of the server; see fake_model_server.py --help")
        found[name] = type(getattr(Settings(), name))(value)
    return found


def _is_named(reason: str, kinds: Iterable[str]) -> bool:
    """Whether a reason tells one of the faults that the server made."""
    return any(re.search(NAMED_BY[kind], reason) for kind in kinds)


def _shortened(reason: str) -> str:
    """A reason without what differs from article to article."""
    return re.sub(r"\S*/\S+|http\S+|label@\w+|[⟦“].*?[⟧”]|q\d+:\S+", "…", reason)[:160]
