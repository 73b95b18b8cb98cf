"""What a run may take: tokens and money, and what they cost."""

from __future__ import annotations

import threading
from decimal import Decimal

import pytest
from pydantic import BaseModel

from llm_extract.budget import (
    NAMES,
    Allowance,
    Budget,
    BudgetedModel,
    expected,
    forget_reserved,
)
from llm_extract.errors import BadAnswerError, BudgetError, InputError
from llm_extract.model import Message, Request
from llm_extract.prices import Price, given_price, listed_price
from llm_extract.shared_numbers import SharedNumbers
from llm_extract.usage import Usage

CENT = Price(Decimal("0.00001"), Decimal("0.000001"), Decimal("0.0001"))


class Name(BaseModel):
    """An answer."""

    name: str


QUESTION = Request((Message("user", "总投资"),), "{}", "label@1", 100)
GOOD = '{"name": "总投资"}'


def ask_often(model):
    """Ask a model until something stops it, at most a hundred times."""
    for _ in range(100):
        model.ask(QUESTION, Name)


def test_tokens_stop_at_their_limit(scripted_model):
    most = expected(QUESTION).tokens
    asked = scripted_model([GOOD] * 100)
    model = BudgetedModel(asked, Budget(Allowance(tokens=most + 40)))
    with pytest.raises(BudgetError, match=r"limit of \d+ tokens \(--max-tokens\) is reached"):
        ask_often(model)
    # Each answer of the script takes 15 tokens.
    assert len(asked.requests) == 3


def test_money_stops_at_its_limit(scripted_model):
    budget = Budget(Allowance(dollars=Decimal("0.02")), CENT)
    model = BudgetedModel(scripted_model([GOOD] * 100), budget)
    with pytest.raises(BudgetError, match=r"limit of \$0.02 \(--max-cost\) is reached"):
        ask_often(model)
    assert 0 < budget._numbers["dollars"] <= 0.02


def test_what_a_bad_answer_took_counts(scripted_model):
    error = BadAnswerError("bad")
    error.usage = Usage(700, 30)
    budget = Budget()
    with pytest.raises(BadAnswerError):
        BudgetedModel(scripted_model([error]), budget).ask(QUESTION, Name)
    assert budget._numbers["tokens"] == 730
    assert budget._numbers["reserved_tokens"] == 0


def test_many_threads_together_never_take_more_than_allowed(scripted_model):
    budget = Budget(Allowance(tokens=2000))
    model = BudgetedModel(scripted_model([GOOD] * 1000), budget)

    def work():
        while True:
            try:
                model.ask(QUESTION, Name)
            except BudgetError:
                return

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 1800 <= budget._numbers["tokens"] <= 2000


def test_what_somebody_held_back_who_is_gone_keeps_nobody_waiting(scripted_model):
    numbers = SharedNumbers(NAMES)
    budget = Budget(Allowance(tokens=1000), numbers=numbers)
    numbers["reserved_tokens"] = 950
    forget_reserved(numbers)
    BudgetedModel(scripted_model([GOOD]), budget).ask(QUESTION, Name)
    assert (numbers["tokens"], numbers["reserved_tokens"]) == (15, 0)


def test_without_limits_everything_is_counted_and_nothing_stopped(scripted_model):
    budget = Budget()
    BudgetedModel(scripted_model([GOOD]), budget).ask(QUESTION, Name)
    assert budget._numbers["tokens"] == 15


def test_a_price_counts_what_the_server_still_had_apart():
    assert CENT.cost(Usage(1000, 10, cached_tokens=400)) == Decimal("0.0074")


def test_the_lists_know_hosted_models_and_no_others():
    hosted = listed_price("gpt-4.1-mini", "https://api.openai.com/v1")
    assert hosted is not None
    assert hosted.cached < hosted.sent < hosted.received
    assert listed_price("no-such-model", "https://api.openai.com/v1") is None
    assert listed_price("gpt-4.1-mini", "http://localhost:11434/v1") is None


def test_a_price_can_be_given():
    assert given_price("0.4, 1.6").cost(Usage(1_000_000, 1_000_000)) == Decimal(2)


@pytest.mark.parametrize("words", ["1", "a,b", "1,2,3", "-1,2", ""])
def test_a_price_that_is_none_is_told(words):
    with pytest.raises(InputError, match="--price"):
        given_price(words)
