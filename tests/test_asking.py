"""The loop that asks again, and what it counts."""

from __future__ import annotations

import pytest
from pydantic import BaseModel

from llm_extract.asking import MAX_TRIES, Asker, Tally
from llm_extract.errors import BadAnswerError, DeclinedError, RefusedError
from llm_extract.model import Answer, Message, Request, Usage

REQUEST = Request((Message("user", "总投资多少？"),), "{}", "label@1a2b3c4d", 50)
GOOD = '{"name": "总投资"}'


class Name(BaseModel):
    """An indicator's name."""

    name: str


def test_a_good_answer_is_taken_and_counted(scripted_model):
    model = scripted_model([GOOD])
    asker = Asker(model, Tally())
    assert asker.ask(REQUEST, Name) == Name(name="总投资")
    assert asker.tally == Tally(1, 0, 0, 10, 5, {"label": "1a2b3c4d"})


def test_a_bad_answer_goes_back_with_what_is_wrong_with_it(scripted_model):
    model = scripted_model(['{"nom": 1}', GOOD])
    asker = Asker(model, Tally())
    assert asker.ask(REQUEST, Name) == Name(name="总投资")
    again = model.requests[1].messages
    assert again[: len(REQUEST.messages)] == REQUEST.messages
    assert again[1] == Message("assistant", '{"nom": 1}')
    assert "Field required" in again[2].content
    assert (asker.tally.calls, asker.tally.reasked) == (2, 1)


def test_after_the_last_bad_answer_there_is_none(scripted_model):
    model = scripted_model(["no JSON"] * MAX_TRIES)
    asker = Asker(model, Tally())
    assert asker.ask(REQUEST, Name) is None
    assert asker.tally.calls == MAX_TRIES


def test_what_asking_again_cannot_mend_is_raised(scripted_model):
    asker = Asker(scripted_model([RefusedError("no key")]), Tally())
    with pytest.raises(RefusedError):
        asker.ask(REQUEST, Name)


def test_answers_from_the_cache_are_no_calls():
    kept = [
        BadAnswerError("bad", "{}", ("Field required",), cached=True),
        Answer(Name(name="总投资"), GOOD, Usage(), cached=True),
    ]

    class Kept:
        """Has a bad answer and then a good one from earlier."""

        name = "kept"

        def ask(self, request, answer_type):  # noqa: ARG002
            """The next of them."""
            answer = kept.pop(0)
            if isinstance(answer, Exception):
                raise answer
            return answer

    asker = Asker(Kept(), Tally())
    asker.ask(REQUEST, Name)
    assert (asker.tally.calls, asker.tally.cached) == (0, 2)


def test_a_question_the_model_declines_is_let_go(scripted_model):
    model = scripted_model([DeclinedError("tiny declined to answer: no")])
    asker = Asker(model, Tally())
    assert asker.ask(REQUEST, Name) is None
    assert asker.tally.calls == 1
