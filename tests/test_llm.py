"""The client of OpenAI-compatible servers, against a real server on this machine."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Literal

import pytest
from fake_server import HTTP, FakeServer, Reply, answer, as_json, failure
from pydantic import BaseModel, ConfigDict, Field, create_model
from tenacity import wait_none

from llm_extract.errors import (
    BadAnswerError,
    CassetteMissError,
    ModelError,
    RefusedError,
    TransientModelError,
)
from llm_extract.llm import OpenAIModel, RetryWait
from llm_extract.llm.failures import _retry_after
from llm_extract.model import Message, Request
from llm_extract.prompts import schema_text


class Label(BaseModel):
    """One label."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicator: str = Field(min_length=2, max_length=18)
    status: Literal["actual", "target"]


Labels = create_model(
    "Labels",
    __config__=ConfigDict(extra="forbid", frozen=True),
    q1=(Label, Field(alias="q1:538亿元")),
    q2=(Label, Field(alias="q2:3个")),
)
GOOD = json.dumps(
    {
        "q1:538亿元": {"indicator": "总投资", "status": "actual"},
        "q2:3个": {"indicator": "开工项目数", "status": "target"},
    },
    ensure_ascii=False,
)


def request(text: str = "总投资⟦q1:538亿元⟧", max_tokens: int = 80) -> Request:
    messages = (Message("system", "标注"), Message("user", text))
    return Request(messages, schema_text(Labels), "label@3f2a91c0", max_tokens)


def model_at(base_url: str, timeout: float = 5.0) -> OpenAIModel:
    return OpenAIModel("tiny", base_url, "key", timeout=timeout, http_client=HTTP, wait=wait_none())


def failed_ask(*script: Reply, timeout: float = 5.0) -> tuple[ModelError, int]:
    """The error of one ask and the number of requests the server saw."""
    with FakeServer(*script) as server:
        with pytest.raises(ModelError) as caught:
            model_at(server.base_url, timeout).ask(request(), Labels)
        return caught.value, len(server.received)


@pytest.fixture
def server() -> Iterator[FakeServer]:
    with FakeServer(answer(GOOD)) as running:
        yield running


def test_keys_that_carry_the_number_come_back_by_alias(server):
    """A response model whose fields have aliases is asked for and validated by alias."""
    given = model_at(server.base_url).ask(request(), Labels)
    assert type(given.value) is Labels
    assert given.value.q1 == Label(indicator="总投资", status="actual")
    schema = server.received[0].json["response_format"]["json_schema"]["schema"]
    assert list(schema["properties"]) == ["q1:538亿元", "q2:3个"]
    assert schema == Labels.model_json_schema()


def test_an_answer_tells_its_text_and_its_cost(server):
    given = model_at(server.base_url).ask(request(), Labels)
    assert given.raw == GOOD
    assert (given.usage.prompt_tokens, given.usage.completion_tokens) == (7, 5)
    assert given.usage.seconds > 0
    assert not given.cached


def test_the_settings_of_the_request_reach_the_server(server):
    model_at(server.base_url).ask(request(max_tokens=33), Labels)
    sent = server.received[0].json
    assert (sent["model"], sent["max_tokens"], sent["temperature"]) == ("tiny", 33, 0.0)
    assert server.received[0].headers["authorization"] == "Bearer key"
    assert server.received[0].path == "/v1/chat/completions"


@pytest.mark.parametrize(
    "text", ["{{x}}", "{# gone #}", "{% if x %}a{% endif %}", "{{", "%}", "${name} \\n $$"]
)
def test_an_article_that_looks_like_a_template_is_sent_untouched(server, text):
    """Given a context, instructor would render message text as Jinja."""
    model_at(server.base_url).ask(request(text), Labels)
    assert server.received[0].json["messages"][1] == {"role": "user", "content": text}


def test_nothing_is_added_to_the_messages(server):
    model_at(server.base_url).ask(request(), Labels)
    assert len(server.received[0].json["messages"]) == 2


def test_equal_requests_are_sent_as_equal_bytes(server):
    model = model_at(server.base_url)
    model.ask(request(), Labels)
    model.ask(request(), Labels)
    assert server.received[0].body == server.received[1].body


def test_another_process_sends_the_same_bytes(server):
    """Cassettes match across processes, whatever the seed of the hashes."""
    script = (
        "from llm_extract.llm import OpenAIModel; import test_llm as t; import sys;"
        "OpenAIModel('tiny', sys.argv[1], 'key').ask(t.request(), t.Labels)"
    )
    model_at(server.base_url).ask(request(), Labels)
    subprocess.run(  # noqa: S603  (our own arguments)
        [sys.executable, "-c", script, server.base_url],
        check=True,
        env={"PYTHONPATH": ":".join(sys.path), "PYTHONHASHSEED": "7"},
    )
    assert server.received[0].body == server.received[1].body


@pytest.mark.parametrize("status", [408, 409, 429, 500, 502, 503, 529])
def test_a_failure_that_may_pass_is_tried_again(status):
    with FakeServer(failure(status), failure(status), answer(GOOD)) as server:
        assert model_at(server.base_url).ask(request(), Labels).raw == GOOD
        assert len(server.received) == 3


def test_a_failure_that_does_not_pass_is_given_up_after_five_tries():
    error, asked = failed_ask(failure(503, "overloaded"))
    assert isinstance(error, TransientModelError)
    assert "overloaded" in str(error)
    assert asked == 5


@pytest.mark.parametrize(
    ("status", "advice"), [(401, "API key"), (403, "API key"), (404, "base URL"), (413, "too long")]
)
def test_a_rejected_request_is_not_tried_again_and_says_what_to_check(status, advice):
    error, asked = failed_ask(failure(status, "wrong thing"))
    assert isinstance(error, RefusedError)
    assert "wrong thing" in str(error)
    assert advice in str(error)
    assert asked == 1


@pytest.mark.parametrize("status", [400, 422])
def test_a_request_rejected_in_every_way_of_asking_says_so(status):
    error, asked = failed_ask(failure(status, "wrong thing"))
    assert isinstance(error, RefusedError)
    assert "wrong thing" in str(error)
    assert "neither a JSON schema nor tools" in str(error)
    assert asked == 6


def test_an_empty_account_is_not_tried_again():
    """OpenAI answers 429 for both too many requests and no money left."""
    error, asked = failed_ask(failure(429, "quota", "insufficient_quota"))
    assert isinstance(error, RefusedError)
    assert "balance" in str(error)
    assert asked == 1


def test_a_time_out_may_pass():
    slow = Reply(b"{}", delay=0.3)
    error, asked = failed_ask(slow, timeout=0.05)
    assert isinstance(error, TransientModelError)
    assert "in time" in str(error)
    assert asked == 5


def test_a_server_that_is_not_there_may_come():
    with FakeServer(answer(GOOD)) as server:
        base_url = server.base_url
    with pytest.raises(TransientModelError, match="is the server running"):
        model_at(base_url).ask(request(), Labels)


@pytest.mark.parametrize("base_url", ["localhost:8000/v1", "ftp://127.0.0.1/v1"])
def test_a_malformed_base_url_is_named(base_url):
    with pytest.raises(RefusedError, match="check the base URL"):
        model_at(base_url).ask(request(), Labels)


def test_a_page_instead_of_an_answer_points_to_the_base_url():
    page = Reply(b"<html>hello</html>", headers={"Content-Type": "text/html"})
    error, asked = failed_ask(page)
    assert isinstance(error, RefusedError)
    assert "base URL" in str(error)
    assert asked == 1


def test_a_broken_reply_may_pass():
    broken = Reply(b'{"choices": [', headers={"Content-Type": "application/json"})
    error, _ = failed_ask(broken)
    assert isinstance(error, TransientModelError)


@pytest.mark.parametrize(
    "reply",
    [answer(None, refusal="I cannot help with that"), answer(None, finish="content_filter")],
)
def test_a_model_that_declines_is_not_asked_again(reply):
    error, asked = failed_ask(reply)
    assert isinstance(error, RefusedError)
    assert asked == 1


@pytest.mark.parametrize(
    ("raw", "problem", "tries"),
    [
        (GOOD.replace("总投资", "投"), "field q1:538亿元.indicator", 1),
        (GOOD.replace("actual", "done"), "field q1:538亿元.status", 3),
        ('{"q1:538亿元": {"indicator": "总投资", "status": "actual"}}', "field q2:3个", 3),
        ("好的，标注如下", "the answer: Invalid JSON", 3),
        ("[]", "the answer: ", 3),
    ],
)
def test_a_bad_answer_names_each_field_that_is_wrong(raw, problem, tries):
    """What breaks the schema itself is asked for in the other two ways, once in a run."""
    error, asked = failed_ask(answer(raw))
    assert isinstance(error, BadAnswerError)
    assert error.raw == raw
    assert len(error.problems) == 1
    assert error.problems[0].startswith(problem)
    assert "label@3f2a91c0" in str(error)
    assert asked == tries


def test_every_problem_of_an_answer_is_told():
    error, _ = failed_ask(answer('{"q1:538亿元": {"indicator": "投", "status": "x"}, "q3": 1}'))
    assert isinstance(error, BadAnswerError)
    assert len(error.problems) == 4


def test_an_answer_that_was_cut_off_is_kept_and_named():
    error, asked = failed_ask(answer(GOOD[:20], finish="length"))
    assert isinstance(error, BadAnswerError)
    assert error.raw == GOOD[:20]
    assert error.problems == ("the answer was cut off at 80 tokens",)
    assert asked == 1


@pytest.mark.parametrize("reply", [answer(""), answer(None), as_json({"choices": []})])
def test_an_empty_answer_is_a_bad_one(reply):
    error, _ = failed_ask(reply)
    assert isinstance(error, BadAnswerError)
    assert error.problems == ("the answer is empty",)


def test_failures_leave_standard_error_alone(capfd):
    failed_ask(failure(400))
    failed_ask(answer("no JSON"))
    assert capfd.readouterr().err == ""


def test_the_server_may_ask_for_a_pause():
    """The pause a server asks for takes the place of our own, up to five minutes."""
    waits = []
    with FakeServer(
        failure(429, Retry_After="0.01"), failure(429, Retry_After="900"), answer(GOOD)
    ) as server:
        model = OpenAIModel("tiny", server.base_url)
        model._retrying.sleep = waits.append
        model.ask(request(), Labels)
        model.close()
    assert waits == [0.01, 300.0]


def test_without_a_wish_of_the_server_pauses_grow():
    waits = []
    with FakeServer(failure(500)) as server:
        model = OpenAIModel("tiny", server.base_url, wait=RetryWait())
        model._retrying.sleep = waits.append
        with pytest.raises(TransientModelError):
            model.ask(request(), Labels)
        model.close()
    assert len(waits) == 4
    assert waits[0] < waits[1] < waits[2] < waits[3] < 20


NOW = datetime(2026, 1, 1, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("told", "seconds"),
    [
        ("12", 12.0),
        ("-3", 0.0),
        (format_datetime(NOW.replace(minute=1), usegmt=True), 60.0),
        (format_datetime(NOW.replace(hour=11), usegmt=True), 0.0),
        ("soon", None),
        ("", None),
    ],
)
def test_a_pause_is_told_in_seconds_or_as_a_date(told, seconds):
    assert _retry_after({"retry-after": told}, NOW) == seconds


def test_a_foreign_failure_of_the_connection_is_no_cassette_miss():
    model = OpenAIModel("tiny", "http://127.0.0.1:9/v1", wait=wait_none())
    model.close()
    with pytest.raises(ModelError) as caught:
        model.ask(request(), Labels)
    assert not isinstance(caught.value, CassetteMissError)


def test_text_that_is_no_unicode_is_named():
    with pytest.raises(RefusedError, match="repair the article"):
        model_at("http://127.0.0.1:9/v1").ask(request("\ud800"), Labels)


def test_a_client_closes_the_connections_it_opened(server):
    model = OpenAIModel("tiny", server.base_url)
    model.ask(request(), Labels)
    model.close()
    assert model._own_http.is_closed


def test_a_client_leaves_the_connections_it_was_given_open():
    model_at("http://127.0.0.1:9/v1").close()
    assert not HTTP.is_closed
