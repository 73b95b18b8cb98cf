"""The texts of benchmarks/peers.py with their amounts, and how answers compare with them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

from peer_adapters import UNIT_NAMES, Found, Peer, overlap

from llm_extract.reading import read_article
from llm_extract.records import Kind, Lang
from llm_extract.text import Span, Text
from llm_extract.units import chinese_units, english_units

ROOT = Path(__file__).resolve().parent.parent
SIMILAR = Decimal("1e-9")
LONGER: dict[Lang, int] = {"zh": 3, "en": 12}


@dataclass(frozen=True)
class Amount:
    """An amount that a reader should find."""

    start: int
    end: int
    surface: str
    values: tuple[Decimal, ...]
    unit: str
    kind: Kind


@dataclass(frozen=True)
class Sample:
    """A text, its amounts, and the spans of dates, ordinals, names and codes marked in it.

    `origin` maps the text to the file that the spans are of, if that is not the text itself.
    """

    text: str
    amounts: tuple[Amount, ...]
    others: tuple[tuple[int, int], ...]
    origin: Text | None = None


@dataclass
class Tally:
    """What a reader got right, in numbers."""

    amounts: int = 0
    found: int = 0
    value: int = 0
    with_unit: int = 0
    unit: int = 0
    answers: int = 0
    extra: int = 0
    marked: int = 0
    failed: int = 0


def sentences(lang: Lang) -> list[Sample]:
    """The sentences of the test cases."""
    path = ROOT / "tests" / "cases" / f"quantities_{lang}.json"
    return [_sentence(row) for row in json.loads(path.read_text(encoding="utf-8"))]


def _sentence(row: dict[str, Any]) -> Sample:
    text, place, amounts = row["text"], 0, []
    for surface, low, high, unit, kind, _ in row["expected"]:
        start = text.index(surface, place)
        place = start + len(surface)
        values = tuple(_exact(value) for value in (low, high) if value is not None)
        amounts.append(Amount(start, place, surface, values, unit, kind))
    marked = [name for name, *_ in row.get("lookalikes", [])]
    return Sample(text, tuple(amounts), tuple(_spans(text, marked)))


def _exact(value: str) -> Decimal:
    numerator, _, denominator = value.partition("/")
    return Decimal(numerator) / Decimal(denominator or 1)


def _spans(text: str, surfaces: Iterable[str]) -> Iterator[tuple[int, int]]:
    """Everywhere that one of `surfaces` stands."""
    for surface in surfaces:
        start = text.find(surface)
        while start >= 0:
            yield start, start + len(surface)
            start = text.find(surface, start + 1)


def articles(seeds: Path) -> list[Sample]:
    """The articles that have a gold answer."""
    return [
        _article(seeds, json.loads(path.read_text(encoding="utf-8")))
        for path in sorted((seeds / "gold").glob("*.json"))
    ]


def _article(seeds: Path, gold: dict[str, Any]) -> Sample:
    path = seeds / gold["seed"]
    text = read_article(path).text
    amounts = tuple(
        Amount(
            q["file_offset"], q["file_offset"] + len(q["surface"]), q["surface"],
            (_exact(q["value"]),), q["unit"], q["kind"],
        )
        for q in gold["quantities"]
    )  # fmt: skip
    raw = path.read_bytes().decode("utf-8", errors="replace")
    marked = _spans(raw, (other["surface"] for other in gold["non_quantities"]))
    return Sample(text.clean, amounts, tuple(marked), text)


def score(peer: Peer, samples: list[Sample], lang: Lang, claims: Peer) -> Tally:
    """How `peer` does on the amounts of the kinds that `claims` claims to read."""
    tally = Tally()
    for sample in samples:
        answers, failed = peer.read(sample.text, lang)
        tally.failed += failed
        answers = [_in_file(answer, sample.origin) for answer in answers]
        amounts = [amount for amount in sample.amounts if amount.kind in claims.kinds]
        for amount in amounts:
            hits = [one for one in answers if amount in _hit(one, amounts, lang)]
            _count(tally, hits, amount, claims)
        spans = {(answer.start, answer.end) for answer in answers}
        extra = [span for span in spans if not _hit(span, amounts, lang)]
        tally.answers += len(spans)
        tally.extra += len(extra)
        tally.marked += sum(any(overlap(s, other) for other in sample.others) for s in extra)
    return tally


def _count(tally: Tally, hits: list[Found], amount: Amount, claims: Peer) -> None:
    known = amount.kind != "count" and _base(amount.unit, Decimal(1))[0] in claims.units
    whole = _unit_right(hits, amount)
    tally.amounts += 1
    tally.found += bool(hits)
    tally.value += whole or _value_right(hits, amount)
    tally.with_unit += known
    tally.unit += known and whole


def _in_file(answer: Found, origin: Text | None) -> Found:
    if origin is None:
        return answer
    raw = origin.raw_span(Span(max(answer.start, 0), answer.end))
    return answer._replace(start=raw.start, end=raw.end)


def _hit(answer: tuple[Any, ...], amounts: list[Amount], lang: Lang) -> list[Amount]:
    """The amounts an answer is about: those it overlaps, unless it is far longer than they."""
    here = [amount for amount in amounts if overlap(answer, (amount.start, amount.end))]
    if not here:
        return []
    length = here[-1].end - here[0].start
    fits = answer[1] - answer[0] <= max(2 * length, length + LONGER[lang])
    return here if fits else []


def _value_right(hits: list[Found], amount: Amount) -> bool:
    """Whether the number is right, in base units or as written before the unit."""
    given = [value for hit in hits for value in (hit.low, hit.high) if value is not None]
    given += [_base(hit.unit, hit.low)[1] for hit in hits]
    return any(
        all(any(_same(value * scale, one) for one in given) for value in amount.values)
        for scale in _scales(amount)
    )


def _unit_right(hits: list[Found], amount: Amount) -> bool:
    """Whether number and unit are right together; either currency of the sign ¥ will do."""
    wanted = [_base(amount.unit, value) for value in amount.values]
    given = [
        _base(hit.unit, value) for hit in hits for value in (hit.low, hit.high) if value is not None
    ]
    if "¥" in amount.surface:
        given = [("CNY" if unit == "JPY" else unit, value) for unit, value in given]
    return all(
        any(code == unit and _same(value, one) for unit, one in given) for code, value in wanted
    )


def _base(unit: str, value: Decimal) -> tuple[str, Decimal]:
    code, factor = UNIT_NAMES.get(unit, UNIT_NAMES.get(unit.lower(), (unit, "1")))
    return code, value * Decimal(factor)


def _same(one: Decimal, other: Decimal) -> bool:
    return abs(one - other) <= SIMILAR * abs(one)


def _scales(amount: Amount) -> set[Decimal]:
    """The factors that lead from the amount to numbers that may stand for it."""
    scales = {Decimal(1), _base(amount.unit, Decimal(1))[1]}
    if amount.kind == "percent":
        scales.add(Decimal("0.01"))
    written = amount.surface.lower()
    return scales | {1 / factor for unit, factor in _factors().items() if written.endswith(unit)}


@cache
def _factors() -> dict[str, Decimal]:
    """The factor to the base unit, by how a unit is written."""
    units = chinese_units() | english_units("measure")
    return {name.lower(): unit.factor for name, unit in units.items()}
