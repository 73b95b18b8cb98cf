"""llm_extract beside other readers of amounts: what they find, how right it is, and how fast.

    python3 -m venv .venv
    .venv/bin/pip install . -r benchmarks/peers-requirements.txt
    .venv/bin/python benchmarks/peers.py [--rounds 5] [--seeds seeds]

Accuracy is counted on the sentences of tests/cases and on the articles of the seeds that have a
gold answer. The sentences are this project's own tests, and its rules were written with the
seeds at hand: its own figures say that it does what it should, the others' how they do on this
genre. Each reader is scored on the kinds it claims to read, ours beside it on the same amounts:
JioNLP on money, the others on all kinds, as they read any number if not its unit.

- found: an answer overlaps the amount and is at most twice as long, or longer by a word or two
  such as "more than".
- value: its number is the amount's, scale included (538亿 is 53800000000), as written or in base
  units; 0.05 is as good as 5 %; either end of an open range will do, a closed one needs both.
- unit: number and unit together, of the money, percentages, measures and durations whose units
  the reader knows; counters and counted nouns are not compared, as none of the others reads them.
  Percentage points may pass for percent, and ¥ for yen; Duckling's $ for 元 may not.
- extra: answers where no amount is, and how many of these stand in a date, ordinal, name or code
  that is marked as such: a reader of bare numbers does not claim to tell them apart.
- true: the share of answers that are amounts, those marked left out (precision).

Speed is that of each reader's own call, without what brings its answers into one form here.
"""

from __future__ import annotations

import argparse
import gc
import logging
import platform
import sys
import warnings
from dataclasses import dataclass, field
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter

from peer_adapters import PEERS, Peer, pieces
from peer_scores import ROOT, Sample, articles, score, sentences
from quantities import ENGLISH, news

from llm_extract.records import Lang

ENGLISH_TIMES = 70
ENOUGH = 0.3


@dataclass
class Speed:
    """The seconds a reader took, one figure a round, and the pieces of text it failed on."""

    seconds: list[float] = field(default_factory=list)
    failed: int = 0
    pieces: int = 0


def speeds(peers: list[Peer], text: str, lang: Lang, rounds: int) -> dict[str, Speed]:
    """How long each takes for the text; all are warm, and take turns in every round.

    One that fails on the whole text gets it by sentence.
    """
    taken = {peer.name: Speed() for peer in peers}
    parts = {}
    for peer in peers:
        _, failed = peer.read(text, lang)
        parts[peer.name] = [part for _, part in pieces(text, peer.by_sentence or failed)]
    for _ in range(rounds):
        for peer in peers:
            _one_round(peer, parts[peer.name], lang, taken[peer.name])
    return taken


def _one_round(peer: Peer, parts: list[str], lang: Lang, speed: Speed) -> None:
    """Read the text again and again until there is enough to measure; keep the mean."""
    speed.pieces, times = len(parts), 0
    gc.collect()
    start = perf_counter()
    while not times or perf_counter() - start < ENOUGH:
        speed.failed = sum(_fails(peer, part, lang) for part in parts)
        times += 1
    speed.seconds.append((perf_counter() - start) / times)


def _fails(peer: Peer, part: str, lang: Lang) -> bool:
    try:
        peer.call(part, lang)
    except Exception:  # noqa: BLE001 -- whatever a peer raises is its failure
        return True
    return False


def print_readers(peers: list[Peer]) -> None:
    """Versions and settings."""
    print(f"Python {platform.python_version()}, {platform.system()} {platform.machine()}\n")
    for peer in peers:
        kinds = "all kinds" if len(peer.kinds) > 1 else "money"
        print(f"{peer.name:<17}{peer.package} {version(peer.package)}; {kinds}; {peer.setting}")


def print_accuracy(title: str, peers: list[Peer], samples: list[Sample], lang: Lang) -> None:
    """One row a reader, with our own counts on the same amounts in brackets."""
    print(f"\n{title}: {len(samples)} texts\n")
    print(
        f"{'reader (ours)':<17}{'amounts':>8}{'found':>13}{'value':>13}{'of':>6}{'unit':>11}"
        f"{'answers':>9}{'extra':>7}{'marked':>8}{'found':>9}{'value':>8}{'unit':>8}{'true':>8}"
    )
    for peer in peers:
        if lang not in peer.langs:
            continue
        got, own = (score(one, samples, lang, peer) for one in (peer, peers[0]))
        pairs = ((got.found, own.found), (got.value, own.value), (got.unit, own.unit))
        found, value, unit = (f"{one} ({other})" for one, other in pairs)
        print(
            f"{peer.name:<17}{got.amounts:>8}{found:>13}{value:>13}{got.with_unit:>6}{unit:>11}"
            f"{got.answers:>9}{got.extra:>7}{got.marked:>8}"
            f"{_share(got.found, got.amounts):>9}{_share(got.value, got.amounts):>8}"
            f"{_share(got.unit, got.with_unit):>8}"
            f"{_share(got.answers - got.extra, got.answers - got.marked):>8}"
            + (f"  failed on {got.failed} of {len(samples)} texts" if got.failed else "")
        )


def _share(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "-"


def print_speed(lang: Lang, peers: list[Peer], text: str, rounds: int) -> None:
    """One row a reader: characters a second, and how many times ours."""
    able = [peer for peer in peers if lang in peer.langs]
    taken = speeds(able, text, lang, rounds)
    own = median(taken[peers[0].name].seconds)
    print(f"\n{lang}: {len(text):,} characters, {rounds} rounds in turns\n")
    print(f"{'reader':<17}{'best':>12}{'median':>12}{'times ours':>12}")
    for peer in able:
        speed = taken[peer.name]
        best, middle = min(speed.seconds), median(speed.seconds)
        note = f"  failed on {speed.failed} of {speed.pieces} texts" if speed.failed else ""
        print(
            f"{peer.name:<17}{len(text) / best:>12,.0f}{len(text) / middle:>12,.0f}"
            f"{own / middle:>12.2f}{note}"
        )


def installed() -> list[Peer]:
    """Every reader that can be loaded, ours first."""
    found = []
    for make in PEERS:
        try:
            found.append(make())
        except ImportError as error:
            print(f"{make.__name__} is left out: {error}", file=sys.stderr)
    return found


def main() -> None:
    """Print who is compared, how accurate they are, and how fast."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--seeds", type=Path, default=ROOT / "seeds")
    options = parser.parse_args()
    warnings.simplefilter("ignore")
    logging.disable()
    peers = installed()
    print_readers(peers)
    print("\nACCURACY: counts, ours on the same amounts in brackets")
    print_accuracy("Chinese sentences of the tests", peers, sentences("zh"), "zh")
    print_accuracy("Chinese articles with gold answers", peers, articles(options.seeds), "zh")
    print_accuracy("English sentences of the tests", peers, sentences("en"), "en")
    print("\nSPEED: characters a second")
    print_speed("zh", peers, news(options.seeds), options.rounds)
    print_speed("en", peers, ENGLISH * ENGLISH_TIMES, options.rounds)


if __name__ == "__main__":
    main()
