"""What a run may take, and has taken: tokens and money, counted over all its threads."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal

from .errors import BudgetError, ModelError
from .model import Answer, Model, ModelWrapper, Request, T
from .prices import Price
from .profiles import estimate_tokens
from .shared_numbers import SharedNumbers
from .usage import Usage

NAMES = ("tokens", "dollars", "reserved_tokens", "reserved_dollars")
_LOOK_AGAIN = 0.05
"""Seconds between two looks whether others have given back what they held."""


@dataclass(frozen=True)
class Allowance:
    """The most a run may take; 0 for no limit. `dollars` are US dollars."""

    tokens: int = 0
    dollars: Decimal = Decimal(0)


class Budget:
    """Tokens and money of a run, and what may still be asked.

    Args:
        allowance: The most it may take.
        price: What tokens cost; None where that is not known, which leaves only tokens.
        numbers: What is shared with other threads and processes; NAMES are its names.
    """

    def __init__(
        self,
        allowance: Allowance | None = None,
        price: Price | None = None,
        numbers: SharedNumbers | None = None,
    ) -> None:
        self.price = price
        self._allowance = allowance or Allowance()
        self._numbers = numbers or SharedNumbers(NAMES)
        self._sleep = time.sleep

    @contextmanager
    def reserved(self, most: Usage) -> Iterator[None]:
        """Hold back the most a question may take until it is answered, when there is room for it.

        Raises BudgetError when even without the others the run may not take so much.
        """
        dollars = self._dollars(most)
        while not self._reserve(most.tokens, dollars):
            self._sleep(_LOOK_AGAIN)
        try:
            yield
        finally:
            with self._numbers.held() as shared:
                # Less than nothing is held back once `forget_reserved` was called.
                shared["reserved_tokens"] = max(0.0, shared["reserved_tokens"] - most.tokens)
                shared["reserved_dollars"] = max(0.0, shared["reserved_dollars"] - dollars)

    def spend(self, usage: Usage) -> None:
        """Count what a question took."""
        with self._numbers.held() as shared:
            shared["tokens"] += usage.tokens
            shared["dollars"] += self._dollars(usage)

    def _dollars(self, usage: Usage) -> float:
        return float(self.price.cost(usage)) if self.price else 0.0

    def _reserve(self, tokens: int, dollars: float) -> bool:
        """Whether so much could be held back; if not, others may give back what they hold."""
        allowed, most = self._allowance, float(self._allowance.dollars)
        with self._numbers.held() as shared:
            if allowed.tokens and shared["tokens"] + tokens > allowed.tokens:
                raise BudgetError(
                    f"the limit of {allowed.tokens:,} tokens (--max-tokens) is reached: "
                    f"{shared['tokens']:,.0f} are spent, the next question may take {tokens:,}"
                )
            if most and shared["dollars"] + dollars > most:
                raise BudgetError(
                    f"the limit of ${allowed.dollars} (--max-cost) is reached: "
                    f"${shared['dollars']:.4f} are spent, the next question may cost ${dollars:.4f}"
                )
            held = shared["reserved_tokens"] + tokens, shared["reserved_dollars"] + dollars
            if allowed.tokens and shared["tokens"] + held[0] > allowed.tokens:
                return False
            if most and shared["dollars"] + held[1] > most:
                return False
            shared["reserved_tokens"], shared["reserved_dollars"] = held
            return True


def forget_reserved(numbers: SharedNumbers) -> None:
    """Hold nothing back any more, when who held it may be gone."""
    with numbers.held() as shared:
        shared["reserved_tokens"] = shared["reserved_dollars"] = 0


class BudgetedModel(ModelWrapper):
    """A model that is asked only within a budget, and whose every answer is counted.

    Args:
        model: The model to ask.
        budget: What it may take.
    """

    def __init__(self, model: Model, budget: Budget) -> None:
        super().__init__(model)
        self._budget = budget

    def ask(self, request: Request, answer_type: type[T]) -> Answer[T]:
        """Answer `request` as the model does. Raises BudgetError when that may cost too much."""
        with self._budget.reserved(expected(request)):
            try:
                answer = self._model.ask(request, answer_type)
            except ModelError as error:
                self._budget.spend(error.usage)
                raise
            self._budget.spend(answer.usage)
            return answer


def expected(request: Request) -> Usage:
    """The most one try of a question takes, by estimate."""
    told = "".join(message.content for message in request.messages) + request.answer_schema
    return Usage(estimate_tokens(told), request.max_tokens)
