"""What tokens cost: public price lists by genai-prices, or the user's own price."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, InvalidOperation

from .errors import InputError
from .usage import Usage

_MILLION = Decimal(1_000_000)
_PLACES = Decimal("0.000001")


@dataclass(frozen=True)
class Price:
    """US dollars for a token sent, for one the server still had, and for one received."""

    sent: Decimal
    cached: Decimal
    received: Decimal

    def cost(self, usage: Usage) -> Decimal:
        """US dollars for what a question took, to a millionth."""
        cached = min(usage.cached_tokens, usage.prompt_tokens)
        dollars = (
            (usage.prompt_tokens - cached) * self.sent
            + cached * self.cached
            + usage.completion_tokens * self.received
        )
        return dollars.quantize(_PLACES)


def given_price(words: str) -> Price:
    """The price in words such as 0.4,1.6: US dollars for a million tokens sent and received.

    Raises InputError when they are no such numbers.
    """
    try:
        sent, received = (Decimal(word.strip()) / _MILLION for word in words.split(","))
    except (ValueError, InvalidOperation) as error:
        raise InputError(
            f"--price {words}: give US dollars for a million tokens sent and received, as 0.4,1.6"
        ) from error
    if not (sent >= 0 and received >= 0):
        raise InputError(f"--price {words}: a price is no less than 0")
    return Price(sent, sent, received)


def listed_price(model: str, base_url: str) -> Price | None:
    """The list price of a model at a server; None where no list knows it.

    Prices of tokens the server still had are those for cache reads, or the full price where
    none is told. Where the price grows with the length of a prompt, it is that of short ones.
    """
    from genai_prices import Usage as Tokens  # noqa: PLC0415  (takes a quarter of a second)
    from genai_prices import calc_price  # noqa: PLC0415

    def dollars(**tokens: int) -> Decimal:
        told = calc_price(Tokens(**tokens), model, provider_api_url=base_url)
        return Decimal(told.total_price) / thousand

    thousand = 1000
    try:
        return Price(
            dollars(input_tokens=thousand),
            dollars(input_tokens=thousand, cache_read_tokens=thousand),
            dollars(output_tokens=thousand),
        )
    except LookupError:
        return None
