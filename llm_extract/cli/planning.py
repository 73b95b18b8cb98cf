"""The options of a run as a plan: which model, what is the user's own, and what may be spent."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from llm_extract.budget import Allowance
from llm_extract.errors import InputError
from llm_extract.model_choice import ModelChoice
from llm_extract.plans import Plan
from llm_extract.prices import Price, given_price, listed_price
from llm_extract.traffic import Limits


@dataclass(frozen=True)
class OwnFiles:
    """Prompts, glossary and schema of the user's own."""

    prompts: Path | None = None
    glossary: Path | None = None
    schema: str = ""


@dataclass(frozen=True)
class Spending:
    """What may be spent, of money (US dollars) and tokens, and how fast; 0 for no limit."""

    dollars: float = 0.0
    tokens: int = 0
    price: str = ""
    requests_a_minute: int = 0
    tokens_a_minute: int = 0


def plan_of(choice: ModelChoice, own: OwnFiles, spending: Spending, out: Path | None) -> Plan:
    """The plan of a run whose calls are logged in `out`.

    Raises InputError when money is limited and nobody knows what the model costs.
    """
    price = _price(choice, spending.price)
    if spending.dollars and price is None:
        raise InputError(
            f"--max-cost: no price is known of {choice.model_name} at its server; give it with "
            "--price SENT,RECEIVED (US dollars for a million tokens), or use --max-tokens"
        )
    return Plan(
        choice,
        own.prompts,
        own.glossary,
        own.schema,
        Limits(spending.requests_a_minute, spending.tokens_a_minute),
        Allowance(spending.tokens, Decimal(str(spending.dollars))),
        price,
        None if choice.replay else out,
    )


def _price(choice: ModelChoice, given: str) -> Price | None:
    if given:
        return given_price(given)
    if choice.is_embedded or choice.is_taped:
        return None
    return listed_price(choice.model_name, choice.url)
