"""The readers that benchmarks/peers.py compares: how each is called, its answers in one form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from decimal import Decimal
from importlib import import_module
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple, cast

from llm_extract.quantities import find_quantities
from llm_extract.records import Kind, Lang

KINDS: frozenset[Kind] = frozenset(
    {"money", "count", "percent", "percentage_point", "ratio", "measure", "duration"}
)
MONEY = frozenset({"CNY", "USD", "HKD", "JPY", "EUR", "GBP"})
PERCENT = frozenset({"%", "pp"})
TIME = frozenset({"month", "second"})
LENGTH_AND_WEIGHT = frozenset({"km", "m", "kg", "t", "L"})
AREA_AND_VOLUME = frozenset({"km2", "m2", "m3", "ha"})
POWER = frozenset({"W", "Wh", "V"})
SENTENCE = re.compile(r".+?(?:[。！？；\n]|[.!?;](?=\s)|\Z)\s*", re.DOTALL)

DAY = "86400"
UNIT_NAMES: dict[str, tuple[str, str]] = {
    "元": ("CNY", "1"), "chinese yuan": ("CNY", "1"),
    "美元": ("USD", "1"), "united states dollar": ("USD", "1"), "dollar": ("USD", "1"),
    "$": ("USD", "1"), "港元": ("HKD", "1"), "hong kong dollar": ("HKD", "1"),
    "日元": ("JPY", "1"), "japanese yen": ("JPY", "1"), "欧元": ("EUR", "1"), "euro": ("EUR", "1"),
    "英镑": ("GBP", "1"), "pound sterling": ("GBP", "1"),
    "percentage": ("%", "1"), "%": ("%", "1"), "pp": ("%", "1"), "percentage point": ("%", "1"),
    "年": ("month", "12"), "year": ("month", "12"), "个月": ("month", "1"), "month": ("month", "1"),
    "周": ("second", "604800"), "week": ("second", "604800"), "天": ("second", DAY),
    "day": ("second", DAY), "工作日": ("second", DAY), "workday": ("second", DAY),
    "小时": ("second", "3600"), "hour": ("second", "3600"), "分钟": ("second", "60"),
    "minute": ("second", "60"), "second": ("second", "1"), "kilometre": ("km", "1"),
    "kilometer": ("km", "1"), "metre": ("m", "1"), "meter": ("m", "1"),
    "millimetre": ("m", "0.001"), "millimeter": ("m", "0.001"), "square kilometre": ("km2", "1"),
    "square kilometer": ("km2", "1"), "square metre": ("m2", "1"), "square meter": ("m2", "1"),
    "cubic metre": ("m3", "1"), "cubic meter": ("m3", "1"), "hectare": ("ha", "1"),
    "mu": ("mu", "1"), "ton": ("t", "1"), "tonne": ("t", "1"), "metric ton": ("t", "1"),
    "kilogram": ("kg", "1"), "gram": ("kg", "0.001"), "jin": ("kg", "0.5"), "litre": ("L", "1"),
    "liter": ("L", "1"), "square hectometer": ("ha", "1"), "per cent": ("%", "1"),
    "kw": ("W", "1e3"), "kilowatt": ("W", "1e3"), "mw": ("W", "1e6"), "megawatt": ("W", "1e6"),
    "gigawatt": ("W", "1e9"), "kwh": ("Wh", "1e3"), "kilowatt hour": ("Wh", "1e3"),
    "mwh": ("Wh", "1e6"), "megawatt hour": ("Wh", "1e6"), "gigawatt hour": ("Wh", "1e9"),
    "kv": ("V", "1e3"), "kilovolt": ("V", "1e3"), "dozen": ("", "12"),
}  # fmt: skip


class Found(NamedTuple):
    """An answer: where it stands, its value or the ends of its range, the unit as named there."""

    start: int
    end: int
    low: Decimal
    high: Decimal | None = None
    unit: str = ""


@dataclass(frozen=True)
class Peer:
    """A reader of amounts, and what it claims to read.

    `call` is all that is timed; `convert` brings its answers for a text into one form.
    """

    name: str
    package: str
    langs: tuple[Lang, ...]
    kinds: frozenset[Kind]
    units: frozenset[str]
    call: Callable[[str, Lang], Any]
    convert: Callable[[Any, str], Iterable[Found]]
    setting: str
    by_sentence: bool = False

    def read(self, text: str, lang: Lang) -> tuple[list[Found], bool]:
        """What it finds, and whether it failed; a text it fails on is tried by sentence."""
        try:
            return self._read(pieces(text, self.by_sentence), lang), False
        except Exception:  # noqa: BLE001 -- whatever a peer raises is its failure, not ours
            found: list[Found] = []
            for piece in pieces(text, by_sentence=True):
                with suppress(Exception):
                    found += self._read([piece], lang)
            return found, True

    def _read(self, texts: Iterable[tuple[int, str]], lang: Lang) -> list[Found]:
        return [
            found._replace(start=found.start + offset, end=found.end + offset)
            for offset, text in texts
            for found in longest(self.convert(self.call(text, lang), text))
        ]


def pieces(text: str, by_sentence: bool) -> list[tuple[int, str]]:
    """The sentences of a text, or the whole of it, with their offsets."""
    if not by_sentence:
        return [(0, text)]
    return [(m.start(), m.group()) for m in SENTENCE.finditer(text) if m.group().strip()]


def longest(answers: Iterable[Found]) -> list[Found]:
    """One place, one answer: the longest; all readings of the same characters stay."""
    kept: list[Found] = []
    for one in sorted(answers, key=lambda found: found.start - found.end):
        if all((one.start, one.end) == k[:2] or not overlap(one, k) for k in kept):
            kept.append(one)
    return sorted(kept)


def overlap(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether two spans, given by their first two fields, share a character."""
    return bool(one[0] < other[1] and other[0] < one[1])


def decimal(value: object) -> Decimal | None:
    """A number as a peer gives it, without the noise of floating point; None for what is none."""
    try:
        number = Decimal(str(value).rstrip("%").replace(",", ""))
    except ArithmeticError:
        return None
    return number if number.is_finite() else None


def ours() -> Peer:
    """llm_extract itself."""

    def convert(raw: Any, _: str) -> Iterator[Found]:  # noqa: ANN401 -- as the peers'
        for q in raw:
            if q.is_amount and q.value is not None:
                yield Found(q.start, q.end, q.value, q.value_high, q.unit)

    units = MONEY | PERCENT | TIME | LENGTH_AND_WEIGHT | AREA_AND_VOLUME | POWER | {"mu", "TEU"}
    return Peer(
        "llm_extract", "llm-extract", ("zh", "en"), KINDS, units, find_quantities, convert,
        "whole text",
    )  # fmt: skip


def recognizers() -> Peer:
    """Recognizers-Text, the numbers and units of its suite."""
    number = import_module("ms_recognizers_number")
    unit = import_module("ms_recognizers_number_with_unit")
    models: dict[Lang, list[Any]] = {}
    cultures: tuple[tuple[Lang, str], ...] = (("zh", "zh-cn"), ("en", "en-us"))
    for lang, culture in cultures:
        numbers, units = number.NumberRecognizer(culture), unit.NumberWithUnitRecognizer(culture)
        models[lang] = [
            units.get_currency_model(), units.get_dimension_model(),
            numbers.get_percentage_model(), numbers.get_number_model(),
        ]  # fmt: skip

    def convert(raw: Any, _: str) -> Iterator[Found]:  # noqa: ANN401 -- untyped package
        for result in raw:
            given = result.resolution
            low = decimal(given["value"])
            name = given.get("isoCurrency") or given.get("unit") or ""
            if low is not None:
                percent = result.type_name == "percentage"
                yield Found(result.start, result.end + 1, low, None, "%" if percent else name)

    return Peer(
        "Recognizers-Text", "ms-recognizers-text-suite", ("zh", "en"), KINDS,
        MONEY | PERCENT | LENGTH_AND_WEIGHT | AREA_AND_VOLUME | {"mu"},
        lambda text, lang: [found for model in models[lang] for found in model.parse(text)],
        convert, "currency, dimension, percentage and number models, built once; whole text",
    )  # fmt: skip


def jionlp() -> Peer:
    """JioNLP, which reads money."""
    with redirect_stdout(StringIO()):
        extract = import_module("jionlp").ner.extract_money

    def convert(raw: Any, _: str) -> Iterator[Found]:  # noqa: ANN401 -- untyped package
        for result in raw:
            value = result["detail"]["num"]
            low, high = value if isinstance(value, list) else (value, None)
            number = decimal(low)
            if number is not None:
                yield Found(*result["offset"], number, decimal(high), result["detail"]["case"])

    return Peer(
        "JioNLP", "jionlp", ("zh",), frozenset({"money"}), MONEY,
        lambda text, _: extract(text, with_parsing=True), convert,
        "ner.extract_money with the values of parse_money; whole text",
    )  # fmt: skip


def duckling() -> Peer:
    """Duckling through its native binding."""
    tool = import_module("duckling")
    with TemporaryDirectory() as empty:  # no time is asked for: any time zone will do
        zones = Path("/usr/share/zoneinfo")
        database = tool.load_time_zones(str(zones if zones.is_dir() else empty))
    now = tool.parse_ref_time(database, "Asia/Shanghai", 1_700_000_000)
    locales: tuple[tuple[Lang, str, str], ...] = (("zh", "ZH", "ZH_CN"), ("en", "EN", "EN_US"))
    contexts = {
        lang: tool.Context(
            now, tool.parse_locale(name, tool.default_locale_lang(tool.parse_lang(code)))
        )
        for lang, code, name in locales
    }
    names = ("amount-of-money", "distance", "volume", "quantity", "duration", "number")
    dimensions = tool.parse_dimensions(list(names))
    return Peer(
        "Duckling", "pyduckling-native-phihos", ("zh", "en"), KINDS,
        MONEY | TIME | LENGTH_AND_WEIGHT,
        lambda text, lang: tool.parse(text, contexts[lang], dimensions, False),
        _of_duckling,
        f"zh_CN and en_US, {', '.join(names)} (time hides amounts); by sentence (faster)",
        by_sentence=True,
    )  # fmt: skip


def _of_duckling(raw: Any, _: str) -> Iterator[Found]:  # noqa: ANN401 -- untyped package
    for result in raw:
        value = result["value"]
        ends = [value.get("from"), value.get("to")] if value["type"] == "interval" else [value]
        known = [end for end in ends if end]
        numbers = [number for end in known if (number := decimal(end["value"])) is not None]
        if numbers:
            high = numbers[1] if len(numbers) > 1 else None
            yield Found(result["start"], result["end"], numbers[0], high, known[0].get("unit", ""))


def chinese2digits() -> Peer:
    """chinese2digits, which reads numbers without units and says not where they stand."""
    tool = import_module("chinese2digits.chinese2digits")

    def convert(raw: Any, text: str) -> Iterator[Found]:  # noqa: ANN401 -- untyped package
        plain, place = tool.traditionalTextConvertFunc(text, True), 0
        for surface, digits in zip(raw["CHNumberStringList"], raw["digitsStringList"], strict=True):
            start = plain.find(surface, place)
            value = decimal(digits)
            if start >= 0 and value is not None:
                place = start + len(surface)
                yield Found(start, place, value)

    return Peer(
        "chinese2digits", "chinese2digits", ("zh",), KINDS, frozenset(),
        lambda text, _: tool.takeNumberFromString(text), convert,
        "takeNumberFromString; whole text",
    )  # fmt: skip


def quantulum3() -> Peer:
    """quantulum3 without its classifier, which makes it slower and here no better."""
    import_module("quantulum3.classifier").USE_CLF = False
    parser = import_module("quantulum3.parser")

    def convert(raw: Any, _: str) -> Iterator[Found]:  # noqa: ANN401 -- untyped package
        for result in raw:
            low, spread = decimal(result.value), decimal(result.uncertainty)
            if low is not None:
                ends = (low - spread, low + spread) if spread else (low, None)
                yield Found(*result.span, *ends, result.unit.name)

    return Peer(
        "quantulum3", "quantulum3", ("en",), KINDS,
        MONEY | PERCENT | TIME | LENGTH_AND_WEIGHT | AREA_AND_VOLUME | POWER,
        lambda text, _: parser.parse(text), convert,
        "without its classifier (slower, no better here); by sentence (faster)",
        by_sentence=True,
    )  # fmt: skip


PEERS = cast(
    "tuple[Callable[[], Peer], ...]",
    (ours, recognizers, jionlp, duckling, chinese2digits, quantulum3),
)
