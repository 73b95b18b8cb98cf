"""The sentences in which findings are told."""

from __future__ import annotations

from decimal import Decimal

from llm_extract.records import Lang, Quantity

_SCALES = (
    (Decimal(10) ** 12, "trillion"),
    (Decimal(10) ** 9, "billion"),
    (Decimal(10) ** 6, "million"),
)
_MONEY = {"CNY": "RMB ", "USD": "US$", "EUR": "€", "GBP": "£", "HKD": "HK$"}
_QUALIFIERS = {
    "at_least": "at least ", "over": "more than ", "multi_more": "more than ", "nearly": "nearly ",
    "about": "about ", "at_most": "at most ", "exact": "",
}  # fmt: skip
_TIMES = {1: "ten times", 2: "a hundred times", 3: "a thousand times", 4: "ten thousand times"}


def plain(value: Decimal) -> str:
    """A number for reading: scale words from a million on, commas below."""
    for size, word in _SCALES:
        if abs(value) >= size:
            return f"{_short(value / size)} {word}"
    return _short(value)


def _short(value: Decimal) -> str:
    text = f"{value:,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def in_english(quantity: Quantity) -> str:
    """What a figure amounts to, in English: RMB 53.8 billion."""
    if quantity.value is None:
        return quantity.surface
    figure = plain(quantity.value)
    if quantity.value_high is not None:
        figure = f"{figure} to {plain(quantity.value_high)}"
    if quantity.kind == "money":
        return _MONEY.get(quantity.unit, f"{quantity.unit} ") + figure
    if quantity.kind == "percentage_point":
        return f"{figure} percentage points"
    return f"{figure}%" if quantity.kind == "percent" else figure


def shown(quantity: Quantity) -> str:
    """A figure as its text words it, with its qualifier."""
    return _QUALIFIERS[quantity.qualifier] + quantity.surface


def meant(quantity: Quantity, lang: Lang) -> str:
    """A figure of the source with what it amounts to, where that is not plain to see."""
    if quantity.kind == "money" and lang == "zh":
        return f"{quantity.surface}, which is {in_english(quantity)}"
    if lang == "zh" and any(scale in quantity.surface for scale in "千万亿百"):
        return f"{quantity.surface}, which is {in_english(quantity)}"
    return quantity.surface


def times(power: int) -> str:
    """How far off a figure is that should be 10**power times larger (or smaller)."""
    factor = _TIMES.get(abs(power), f"10^{abs(power)} times")
    return f"{factor} {'more' if power > 0 else 'less'}"
