"""The fake model server speaks OpenAI's protocol, fails as it is told to, and counts right."""

from __future__ import annotations

import http.client
import json
import sys
import threading
import time
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import BaseModel

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from campaign_articles import LENGTHS, articles  # noqa: E402
from command_runs import fake_server  # noqa: E402
from fake_answers import Form, answer_to  # noqa: E402
from fake_settings import FAULTS, Settings  # noqa: E402
from rules_alone import AnsweringModel  # noqa: E402

from llm_extract.extraction import extract  # noqa: E402
from llm_extract.llm import OpenAIModel, find_profile  # noqa: E402
from llm_extract.profiles import profile_named  # noqa: E402
from llm_extract.reading import read_bytes  # noqa: E402
from llm_extract.records import QuantityRef  # noqa: E402

QUESTION = {"model": "fake-model", "messages": [{"role": "user", "content": "文本：新签约48个。"}]}


class Signed(BaseModel):
    """A schema of a user's own."""

    what: str
    number: QuantityRef


class Signings(BaseModel):
    """A list of it."""

    signings: list[Signed]


@pytest.fixture(scope="module")
def running():
    """The server in a process of its own."""
    with fake_server() as server:
        yield server


@pytest.fixture
def server(running):
    """The server with nothing asked yet."""
    running.reset()
    return running


@pytest.fixture
def article():
    """A made-up article with figures the rules are unsure of."""
    return read_bytes(next(articles(1, 1000)).encode(), "made-up.txt")


def post(server, body, path="/v1/chat/completions", patience=30.0):
    """The status, headers and body of a reply; where there was none, the error's type."""
    address = urlsplit(server.url)
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=patience)
    try:
        connection.request("POST", path, json.dumps(body))
        reply = connection.getresponse()
        return reply.status, dict(reply.getheaders()), reply.read()
    except (TimeoutError, ConnectionError, http.client.HTTPException) as error:
        return type(error), {}, None
    finally:
        connection.close()


def message(server, body):
    """The message of the answer, and why it ended."""
    _, _, told = post(server, body)
    choice = json.loads(told)["choices"][0]
    return choice["message"], choice["finish_reason"]


def fates(server):
    """What became of the requests, once none is open any more."""
    for _ in range(1000):
        stats = server.stats()
        if not stats["in_flight"]:
            return stats["fates"]
        time.sleep(0.01)
    return pytest.fail(f"still open: {stats}")


def asking(text, **more):
    """A request with this text."""
    return {"model": "fake-model", "messages": [{"role": "user", "content": text}], **more}


def test_our_client_gets_an_answer_to_every_question(server, article):
    profile = find_profile(server.base_url, "", "fake-model", None)
    model = OpenAIModel("fake-model", server.base_url, profile=profile)
    result = extract(article, model)
    model.close()
    stats = server.stats()
    assert (profile.name, profile.context_tokens) == ("small", 32768)
    assert result.provenance.calls == stats["received"] == stats["distinct"] > 1
    assert stats["fates"] == {"answered": stats["received"]}
    assert any(fact.settled_by == "model" for fact in result.facts)


@pytest.mark.parametrize("profile", ["small", "medium", "large"])
def test_answers_fit_the_questions_of_every_profile_and_of_a_schema(profile, article):
    model = AnsweringModel(profile_named(profile))
    result = extract(article, model, schema=Signings)
    assert (model.calls > 1, model.bad) == (True, 0)
    assert [f for f in result.findings if f.verdict == "label_conflict"] == []


def test_an_answer_among_tools_goes_to_the_tool(server):
    schema = {"type": "object", "properties": {"status": {"enum": ["actual", "target"]}}}
    tool = {"type": "function", "function": {"name": "Labels", "parameters": schema}}
    told, _ = message(server, asking("文本：新签约48个。", tools=[tool]))
    (call,) = told["tool_calls"]
    assert call["function"] == {"name": "Labels", "arguments": '{"status": "actual"}'}


def test_langextract_gets_extractions_cut_from_its_chunk():
    text = 'x\n\nExamples\nQ: a\nA: {"extractions": [{"fact": "1个", "fact_attributes": {}}]}\n'
    text += "\nQ: 乐山市新签约48个、金额216亿元。\nA: "
    attributes = {"anyOf": [{"type": "object", "properties": {}}, {"type": "null"}]}
    variant = {"properties": {"fact": {"type": "string"}, "fact_attributes": attributes}}
    rows = {"type": "array", "items": {"anyOf": [variant]}}
    for schema in ({"properties": {"extractions": rows}}, None):
        told = json.loads(answer_to(asking(text), Form(schema)))
        assert [one["fact"] for one in told["extractions"]] == ["48个", "216亿元"]


@pytest.mark.parametrize(
    ("kind", "status", "header"),
    [
        ("limit_told", 429, "Retry-After"),
        ("limit_untold", 429, None),
        ("error", 500, None),
        ("hang", TimeoutError, None),
        ("reset", ConnectionResetError, None),
    ],
)
def test_a_request_fails_as_its_fault_says(server, kind, status, header):
    server.reset(faults=1.0, kinds=[kind])
    told, headers, _ = post(server, QUESTION, patience=0.3 if kind == "hang" else 30.0)
    assert told == status
    assert ("Retry-After" in headers) is (header is not None)
    assert fates(server) == {kind: 1}


def test_answers_are_spoilt_as_their_fault_says(server):
    kinds = ("cut_answer", "wrong_shape", "empty", "refusal")
    answers = {}
    for kind in kinds:
        server.reset(faults=1.0, kinds=[kind])
        answers[kind] = message(server, QUESTION)
    assert answers["cut_answer"][1] == "length"
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(answers["cut_answer"][0]["content"])
    assert json.loads(answers["wrong_shape"][0]["content"]) == {"answer": [1, 2, 3]}
    assert answers["empty"][0]["content"] == ""
    assert (answers["refusal"][0]["content"], bool(answers["refusal"][0]["refusal"])) == (None, 1)


def test_a_cut_reply_ends_in_the_middle_of_its_json(server):
    server.reset(faults=1.0, kinds=["cut_reply"])
    status, _, body = post(server, QUESTION)
    assert status == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        json.loads(body)


def test_faults_do_not_depend_on_the_order_of_the_requests(server):
    kinds = ["error", "limit_told", "empty"]
    bodies = [asking(f"文本：新签约{number}个。") for number in range(40)] * 2

    def met(ordered):
        server.reset(faults=0.5, kinds=kinds)
        for body in ordered:
            post(server, body)
        return sorted((one["body"], one["fate"]) for one in server.requests())

    first = met(bodies)
    assert met(bodies[::-1]) == first
    assert {fate for _, fate in first} == {"answered", *kinds}


def test_so_many_requests_fail_as_are_to():
    settings = Settings(faults=0.3)
    drawn = [settings.fault(str(number), 0) for number in range(3000)]
    failed = [kind for kind in drawn if kind]
    assert 0.27 < len(failed) / len(drawn) < 0.33
    assert set(failed) == set(FAULTS)
    assert [settings.fault("7", n) for n in range(9)] != [settings.fault("8", n) for n in range(9)]


def test_requests_are_counted_by_their_bodies_and_while_they_wait(server):
    server.reset(latency=0.5)
    bodies = [asking("文本：一"), asking("文本：二"), asking("文本：一"), asking("文本：三")]
    threads = [threading.Thread(target=post, args=(server, body)) for body in bodies]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    stats = server.stats()
    assert (stats["received"], stats["distinct"], stats["repeated"]) == (4, 3, 1)
    assert (stats["most_in_flight"], stats["in_flight"], stats["most_of_one_body"]) == (4, 0, 2)
    assert stats["prompt_tokens"] > 0
    assert all(one["ended"] > one["received"] for one in server.requests())


def test_a_client_that_leaves_is_noted(server):
    server.reset(latency=30.0)
    assert post(server, QUESTION, patience=0.3)[0] is TimeoutError
    assert fates(server) == {"left": 1}


def test_above_its_limit_the_server_tells_when_to_come_again(server):
    server.reset(requests_per_minute=2)
    replies = [post(server, asking(f"文本：{number}")) for number in range(3)]
    assert [status for status, _, _ in replies] == [200, 200, 429]
    left = [headers["x-ratelimit-remaining-requests"] for _, headers, _ in replies]
    assert left == ["1", "0", "0"]
    assert float(replies[-1][1]["Retry-After"]) > 1
    assert server.stats()["fates"] == {"answered": 2, "limited": 1}


def test_tokens_are_limited_as_well(server):
    server.reset(tokens_per_minute=1000)
    statuses = [post(server, asking(f"文本：{n}", max_tokens=600))[0] for n in range(2)]
    assert statuses == [200, 429]


def test_a_server_goes_down_and_comes_up_again(server):
    server.reset(down_after=1, down_for=0.05)
    assert [post(server, QUESTION)[0] for _ in range(2)] == [200, 503]
    time.sleep(0.1)
    assert post(server, QUESTION)[0] == 200
    assert fates(server) == {"answered": 2, "down": 1}


def test_a_request_with_the_marked_text_is_refused(server):
    server.reset(refuse_text="此处拒答", refuse_status=400)
    assert [post(server, asking(text))[0] for text in ("文本：此处拒答", "文本：好")] == [400, 200]


def test_an_unknown_setting_is_refused(server):
    assert post(server, {"latence": 1}, "/reset")[0] == 400
    assert post(server, {"kinds": ["flood"]}, "/reset")[0] == 400


@pytest.mark.parametrize("length", LENGTHS)
def test_articles_have_about_their_length_and_are_the_same_every_time(length):
    made = list(articles(20, length))
    assert made == list(articles(20, length))
    assert len(set(made)) == 20
    assert 0.8 * length < sum(map(len, made)) / 20 < 1.25 * length


def test_no_question_is_asked_of_two_articles():
    class NotingModel(AnsweringModel):
        def ask(self, request, answer_type):
            questions.append(request.messages[-1].content)
            return super().ask(request, answer_type)

    questions = []
    for text in articles(12, 300):
        asked = len(questions)
        extract(read_bytes(text.encode(), "made-up.txt"), NotingModel(profile_named("small")))
        assert len(questions) > asked
    assert len(set(questions)) == len(questions)
