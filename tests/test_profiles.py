"""Models of every size, behind servers of every kind.

All answers here are scripted: the servers are real ones on this machine, but what they say comes
from the tests, not from a model. They show what is asked, how and in which order, and that what
comes back is read; how well a model of that size labels is another matter.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import plain_model
import pytest
from fake_server import HTTP, FakeServer, Received, Reply, answer, as_json, failure
from made_articles import made_article, read_by_rule
from pydantic import BaseModel, ConfigDict
from tenacity import wait_none

from llm_extract.cassette import recording
from llm_extract.errors import BadAnswerError, RefusedError, TooLongError
from llm_extract.llm import OpenAIModel, find_profile
from llm_extract.model import Message, Request, profile_of
from llm_extract.model_choice import ModelChoice, open_model
from llm_extract.pipeline import extract_article
from llm_extract.profiles import (
    Profile,
    ProfileName,
    class_of,
    estimate_tokens,
    profile_named,
    with_context,
)
from llm_extract.records import Result

PARAGRAPHS = (
    "上半年，安顺市建成标准机架8万架，带动农户增收3000万元。会议指出，全市建成充电桩900座。",
    "1至6月，安顺市新签约项目65个，总投资80亿元，到位资金21亿元。",
    "3月8日，平坝区集中开工项目28个，总投资33亿元。",
    "平坝区新开工厂房16栋，改造管网120公里。全区新增座椅700把，更换灯具5000盏。",
)
ARTICLE = made_article("\n".join(PARAGRAPHS), "安顺招商", "2023-07-01")
OPEN = [one.quantity.surface for one in read_by_rule(ARTICLE).labels if not one.sure]


class Name(BaseModel):
    """An indicator's name."""

    model_config = ConfigDict(extra="forbid")

    name: str


GOOD = '{"name": "总投资"}'
SCHEMA = json.dumps(Name.model_json_schema(), separators=(",", ":"))
REQUEST = Request(
    (Message("system", "标注"), Message("user", "总投资538亿元")), SCHEMA, "label@1", 50
)


def model_at(server: FakeServer, profile: Profile | None = None) -> OpenAIModel:
    """A client without pauses."""
    return OpenAIModel("m", server.base_url, http_client=HTTP, wait=wait_none(), profile=profile)


def bodies(server: FakeServer) -> list[dict[str, Any]]:
    """What was asked of the model, without the questions about the server."""
    return [one.json for one in server.received if one.path.endswith("/chat/completions")]


def ways(server: FakeServer) -> list[str]:
    """How each request asked for the form of its answer."""
    return [
        "json_schema" if "response_format" in body else "tools" if "tools" in body else "json"
        for body in bodies(server)
    ]


def refusing(*fields: str, otherwise: str = GOOD) -> Callable[[Received], Reply]:
    """A server that refuses requests with one of these fields, in words that tell nothing."""

    def reply(received: Received) -> Reply:
        body = received.json
        if set(fields) & set(body):
            return failure(400, "Bad Request")
        tool = body["tools"][0]["function"]["name"] if "tools" in body else ""
        return answer(otherwise, tool=tool)

    return reply


def as_a_whole(
    profile: Profile | None = None, by: Callable[[Received], Reply] = plain_model.reply_to
) -> tuple[Result, FakeServer]:
    """A whole article with a scripted server, and the server."""
    with FakeServer(by=by) as server:
        return extract_article(ARTICLE, model_at(server, profile)), server


# --- the way to ask for an answer's form


def test_a_server_that_refuses_schemas_is_asked_by_tools():
    with FakeServer(by=refusing("response_format")) as server:
        model = model_at(server)
        assert model.ask(REQUEST, Name).value == Name(name="总投资")
        assert ways(server) == ["json_schema", "tools"]
        assert model.profile.mode == "tools"


def test_a_server_that_refuses_tools_too_is_asked_in_words():
    with FakeServer(by=refusing("response_format", "tools")) as server:
        assert model_at(server).ask(REQUEST, Name).value == Name(name="总投资")
        assert ways(server) == ["json_schema", "tools", "json"]
        assert bodies(server)[-1]["messages"][-1]["content"].endswith(SCHEMA)


def test_what_works_is_kept_for_the_run():
    with FakeServer(by=refusing("response_format", "tools")) as server:
        model = model_at(server)
        for _ in range(3):
            model.ask(REQUEST, Name)
        assert ways(server) == ["json_schema", "tools", "json", "json", "json"]


def test_a_server_that_ignores_the_schema_is_asked_by_tools():
    def reply(received: Received) -> Reply:
        if "tools" in received.json:
            return answer(GOOD, tool="Name")
        return answer("The total investment.")

    with FakeServer(by=reply) as server:
        model = model_at(server)
        assert model.ask(REQUEST, Name).value == Name(name="总投资")
        assert model.profile.mode == "tools"


def test_a_model_that_keeps_to_no_form_is_tried_in_every_way_once_only():
    with FakeServer(answer("no")) as server:
        model = model_at(server)
        for _ in range(2):
            with pytest.raises(BadAnswerError, match="Invalid JSON"):
                model.ask(REQUEST, Name)
        assert ways(server) == ["json_schema", "tools", "json", "json_schema"]


@pytest.mark.parametrize(
    "text",
    [
        '```json\n{"name": "总投资"}\n```',
        'Sure, here it is:\n```\n{"name": "总投资",}\n```\nAnything else?',
        "{'name': '总投资'}",
        '{"name": "总投资",}',
        '<think>{"name": "?"} or so</think>{"name": "总投资"}',
        '[{"name": "总投资"}]',
        '{"name": "总投资"',
    ],
)
@pytest.mark.parametrize("mode", ["json_schema", "json"])
def test_json_with_slips_is_repaired_and_validated(text, mode):
    with FakeServer(answer(text)) as server:
        profile = Profile("small", "sentence", 10, 0, "together", mode, 4096, 0)
        given = model_at(server, profile).ask(REQUEST, Name)
        assert given.value == Name(name="总投资")
        assert Name.model_validate_json(given.raw) == given.value
        assert len(server.received) == 1


@pytest.mark.parametrize("text", ['```json\n{"name": 3}\n```', '{"title": "总投资",}', "{}"])
def test_what_repair_makes_of_an_answer_has_to_fit_all_the_same(text):
    with FakeServer(answer(text)) as server, pytest.raises(BadAnswerError):
        model_at(server).ask(REQUEST, Name)


@pytest.mark.parametrize("mode", ["json_schema", "tools", "json"])
def test_an_answer_that_was_cut_off_is_not_repaired(mode):
    cut = answer('{"name": "总投', finish="length", tool="Name" if mode == "tools" else "")
    profile = Profile("small", "sentence", 10, 0, "together", mode, 4096, 0)
    with FakeServer(cut) as server, pytest.raises(BadAnswerError, match="cut off at 50 tokens"):
        model_at(server, profile).ask(REQUEST, Name)


def test_a_refusal_that_names_a_parameter_is_answered_by_its_other_name():
    def reply(received: Received) -> Reply:
        body = received.json
        if "max_tokens" in body:
            return failure(400, "Unsupported parameter: use 'max_completion_tokens' instead.")
        if "temperature" in body:
            return failure(400, "'temperature' does not support 0 with this model.")
        return answer(GOOD)

    with FakeServer(by=reply) as server:
        assert model_at(server).ask(REQUEST, Name).value == Name(name="总投资")
        assert bodies(server)[-1]["max_completion_tokens"] == 50
        assert ways(server) == ["json_schema"] * 3


@pytest.mark.parametrize("words", ["System role not supported", "Bad Request"])
def test_without_a_system_turn_its_text_opens_the_first_user_turn(words):
    def reply(received: Received) -> Reply:
        roles = [turn["role"] for turn in received.json["messages"]]
        return failure(400, words) if "system" in roles else answer(GOOD)

    with FakeServer(by=reply) as server:
        model = model_at(server)
        assert model.ask(REQUEST, Name).value == Name(name="总投资")
        sent = [m for m in bodies(server) if m["messages"][0]["role"] == "user"]
        assert sent[0]["messages"] == [{"role": "user", "content": "标注\n\n总投资538亿元"}]
        assert not model.profile.system_turn


@pytest.mark.parametrize("status", [401, 403, 404])
def test_a_wrong_key_or_name_is_not_tried_in_other_ways(status):
    with FakeServer(failure(status, "no such thing")) as server:
        with pytest.raises(RefusedError):
            model_at(server).ask(REQUEST, Name)
        assert len(server.received) == 1


def test_a_prompt_the_server_finds_too_long_is_told_as_that():
    told = "the request exceeds the available context size (2048 tokens)"
    with FakeServer(failure(400, told)) as server:
        with pytest.raises(TooLongError, match="2048"):
            model_at(server).ask(REQUEST, Name)
        assert len(server.received) == 1


# --- what servers say of themselves


def told_by(replies: dict[str, object]) -> Callable[[Received], Reply]:
    """A server with these pages and no others."""

    def reply(received: Received) -> Reply:
        page = replies.get(received.path)
        return failure(404) if page is None else as_json(page)

    return reply


LLAMA = {"id": "m", "owned_by": "llamacpp", "meta": {"n_ctx": 2048, "n_params": 7_600_000_000}}
SERVERS: dict[str, tuple[dict[str, object], ProfileName, int, str]] = {
    "llama.cpp": ({"/v1/models": {"data": [LLAMA]}}, "medium", 2048, "json_schema"),
    "llama.cpp of old": (
        {
            "/v1/models": {"data": [{"id": "m", "owned_by": "llamacpp"}]},
            "/props": {"default_generation_settings": {"n_ctx": 3072}},
        },
        "medium", 3072, "json_schema",
    ),
    "vLLM": (
        {"/v1/models": {"data": [{"id": "m", "owned_by": "vllm", "max_model_len": 16384}]}},
        "medium", 16384, "json_schema",
    ),
    "Ollama": (
        {
            "/v1/models": {"data": [{"id": "x", "owned_by": "library"},
                                    {"id": "m", "owned_by": "library"}]},
            "/api/show": {
                "parameters": 'stop "<|im_end|>"\nnum_ctx 6144',
                "model_info": {"general.parameter_count": 1_543_714_304,
                               "qwen2.context_length": 32768},
            },
        },
        "small", 6144, "json_schema",
    ),
    "Ollama with the model loaded": (
        {
            "/v1/models": {"data": [{"id": "m", "owned_by": "library"}]},
            "/api/ps": {"models": [{"name": "m", "context_length": 8192}]},
        },
        "medium", 8192, "json_schema",
    ),
    "a hub of many models": (
        {"/v1/models": {"data": [
            {"id": "m", "context_length": 131072, "supported_parameters": ["tools", "top_p"]},
            {"id": "n", "context_length": 9},
        ]}},
        "medium", 131072, "tools",
    ),
    "one that says nothing": ({}, "medium", 4096, "json_schema"),
    "one that says nonsense": (
        {"/v1/models": {"data": [{"id": "m", "max_model_len": "big", "meta": 3}, 4]}},
        "medium", 4096, "json_schema",
    ),
}  # fmt: skip


@pytest.mark.parametrize(("pages", "name", "context", "mode"), SERVERS.values(), ids=SERVERS)
def test_a_profile_is_chosen_by_what_the_server_says(pages, name, context, mode):
    with FakeServer(by=told_by(pages)) as server:
        found = find_profile(server.base_url, "", "m", None)
    assert (found.name, found.context_tokens, found.mode) == (name, context, mode)


def test_a_server_that_takes_no_system_turn_may_say_so():
    props = {"chat_template_caps": {"supports_system_role": False}}
    with FakeServer(by=told_by({"/v1/models": {"data": [LLAMA]}, "/props": props})) as server:
        assert not find_profile(server.base_url, "", "m", None).system_turn


def test_a_given_profile_is_taken_with_the_context_of_the_server():
    with FakeServer(by=told_by({"/v1/models": {"data": [LLAMA]}})) as server:
        found = find_profile(server.base_url, "", "m", "large")
    assert (found.name, found.chunk, found.context_tokens) == ("large", "article", 2048)


@pytest.mark.parametrize("base_url", ["http://127.0.0.1:9/v1", "ftp://127.0.0.1/v1", "nonsense"])
def test_a_server_out_of_reach_is_judged_by_the_models_name(base_url):
    assert find_profile(base_url, "", "Llama-3.1-70B-Instruct", None).name == "large"


@pytest.mark.parametrize(
    ("model", "name"),
    [
        ("qwen2.5:0.5b", "small"), ("Qwen2.5-Coder-1.5B-Instruct", "small"),
        ("qwen2.5:7b", "medium"),
        ("mistral-small-24B", "medium"), ("mixtral-8x7b", "medium"), ("mixtral-8x22b", "large"),
        ("gpt-4.1-mini", "large"), ("gpt-4.1-nano", "medium"), ("deepseek-chat", "large"),
        ("somebodys-model", "medium"), ("b52", "medium"),
    ],
)  # fmt: skip
def test_names_tell_the_class_of_a_model(model, name):
    assert class_of(model, None) == name


def test_the_key_goes_along_with_the_questions():
    with FakeServer(by=told_by({})) as server:
        find_profile(server.base_url, "secret", "m", None)
    assert server.looked_up[0].headers["authorization"] == "Bearer secret"


# --- what is asked


def labelling(server: FakeServer) -> list[str]:
    """The last turn of every question for labels."""
    last = [body["messages"][-1]["content"] for body in bodies(server)]
    return [turn for turn in last if "⟦" in turn]


def by_model(result: Result) -> int:
    """How many facts the model named."""
    return sum(fact.settled_by == "model" for fact in result.facts)


def test_a_small_model_is_asked_sentence_by_sentence():
    _, server = as_a_whole()
    assert len(labelling(server)) == 4
    assert all(turn.count("。") == 1 for turn in labelling(server))


def test_a_middling_model_is_asked_about_several_sentences_at_once():
    _, server = as_a_whole(profile_named("medium"))
    assert len(labelling(server)) == 1


def test_a_big_model_gets_the_whole_article_in_one_call():
    result, server = as_a_whole(profile_named("large"))
    (question,) = labelling(server)
    assert question.count("⟦") == len(OPEN)
    assert PARAGRAPHS[1] in question
    assert "平坝区" in question.splitlines()[0]
    assert by_model(result) == len(OPEN)


@pytest.mark.parametrize("name", ["small", "medium", "large"])
def test_answers_reach_the_figures_they_are_for(name):
    """The scripted model names a figure by the words before it, whatever the chunk."""
    result, _ = as_a_whole(profile_named(name))
    surfaces = {q.id: q.surface for q in result.quantities}
    told = {surfaces[fact.quantity]: fact.indicator_zh for fact in result.facts}
    assert told["8万架"].endswith("标准机架")
    assert told["900座"].endswith("充电桩")
    assert told["5000盏"].endswith("灯具")


@pytest.mark.parametrize("name", ["medium", "large"])
def test_each_language_is_written_up_in_one_call(name):
    _, server = as_a_whole(profile_named(name))
    written = [b for b in bodies(server) if " | " in b["messages"][-1]["content"]]
    assert len(written) == 2


def test_sentences_can_be_polished_one_by_one_or_by_rule_alone():
    together, apart, by_rule = (
        as_a_whole(Profile("small", "sentence", 10, 0, summary, "json_schema", 9999, 0))
        for summary in ("together", "apart", "by_rule")
    )
    assert len(bodies(by_rule[1])) < len(bodies(together[1])) < len(bodies(apart[1]))
    assert by_rule[0].summary == together[0].summary == apart[0].summary


def size_of(body: dict[str, Any]) -> int:
    """The tokens of a request and its answer, by the estimate."""
    told = "".join(turn["content"] for turn in body["messages"])
    return estimate_tokens(told) + int(body["max_tokens"])


def limited(tokens: int) -> Callable[[Received], Reply]:
    """A server that refuses what its context cannot hold."""

    def reply(received: Received) -> Reply:
        if size_of(received.json) > tokens:
            return failure(400, "the request exceeds the available context size")
        return plain_model.reply_to(received)

    return reply


def test_what_is_too_long_for_the_context_is_split_before_it_is_sent():
    whole = Profile("large", "article", 120, 9999, "together", "json_schema", 2048, 0)
    _, unbounded = as_a_whole(replace(whole, context_tokens=9999))
    longest = max(size_of(body) for body in bodies(unbounded))
    result, server = as_a_whole(replace(whole, context_tokens=longest - 100))
    assert max(size_of(body) for body in bodies(server)) <= longest - 100
    assert len(labelling(server)) > len(labelling(unbounded)) == 1
    assert by_model(result) == len(OPEN)


def test_a_context_of_2048_tokens_is_enough(hosted):
    with open_model(ModelChoice("m", hosted.base_url)) as model:
        result = extract_article(ARTICLE, model)
    assert max(size_of(body) for body in bodies(hosted)) <= 2048
    assert by_model(result) == len(OPEN)


def test_what_the_server_finds_too_long_is_split_and_sent_again():
    _, unbounded = as_a_whole(profile_named("large"))
    longest = max(size_of(body) for body in bodies(unbounded))
    result, server = as_a_whole(profile_named("large"), limited(longest - 100))
    assert len(labelling(server)) > 1
    assert by_model(result) == len(OPEN)


def test_a_sentence_no_context_can_hold_keeps_the_rules_label_and_a_finding_says_so():
    tiny = Profile("small", "sentence", 10, 0, "together", "json_schema", 300, 0)
    result, server = as_a_whole(tiny)
    assert bodies(server) == []
    told = [f.message for f in result.findings if "too long for the model's context" in f.message]
    assert len(told) == len(OPEN)
    assert result.summary.zh.sentences


def test_a_schema_told_in_words_counts_as_part_of_the_prompt():
    whole = replace(profile_named("large"), spare_tokens=0, context_tokens=9999)
    _, unbounded = as_a_whole(whole, without_schemas_or_tools)
    longest = max(size_of(body) for body in bodies(unbounded) if "tools" not in body)
    narrow = replace(whole, context_tokens=longest - 100)
    result, server = as_a_whole(narrow, without_schemas_or_tools)
    in_words = [b for b in bodies(server) if "tools" not in b and "response_format" not in b]
    assert by_model(result) == len(OPEN)
    assert max(size_of(body) for body in in_words[1:]) <= longest - 100


def without_schemas_or_tools(received: Received) -> Reply:
    """A server that takes neither, and whose model wraps its JSON in a fence."""
    body = received.json
    if "response_format" in body or "tools" in body:
        return failure(400, "unknown field")
    content = json.dumps(plain_model.filled_in(body), ensure_ascii=False)
    return answer(f"Here you are:\n```json\n{content}\n```")


def test_the_poorest_server_gives_the_same_result_as_the_best():
    poor, _ = as_a_whole(by=without_schemas_or_tools)
    best, _ = as_a_whole()
    assert (poor.facts, poor.summary) == (best.facts, best.summary)
    assert poor.provenance.profile == "small, json"
    assert best.provenance.profile == "small, json_schema"


# --- the run


@pytest.fixture
def hosted(monkeypatch, tmp_path) -> Iterator[FakeServer]:
    """A server of a mid-size model, and a cache of its own."""

    def reply(received: Received) -> Reply:
        if received.path == "/v1/models":
            return as_json({"data": [LLAMA]})
        if not received.path.endswith("/chat/completions"):
            return failure(404)
        return plain_model.reply_to(received)

    monkeypatch.setenv("LLM_EXTRACT_CACHE", str(tmp_path / "answers"))
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    with FakeServer(by=reply) as server:
        yield server


def test_a_run_asks_the_server_what_it_can_do_once(hosted):
    with open_model(ModelChoice("m", hosted.base_url)) as model:
        for _ in range(2):
            result = extract_article(ARTICLE, model)
    assert [r.path for r in hosted.looked_up].count("/v1/models") == 1
    assert result.provenance.profile == "medium, json_schema"


def test_the_profile_of_a_choice_is_taken(hosted):
    with open_model(ModelChoice("m", hosted.base_url, profile="large")) as model:
        assert profile_of(model).name == "large"


def test_the_questions_about_the_server_enter_no_recording(hosted, tmp_path):
    with (
        open_model(ModelChoice("m", hosted.base_url, record=tmp_path)) as model,
        recording(tmp_path / "a.yaml", "record"),
    ):
        extract_article(ARTICLE, model)
    text = (tmp_path / "a.yaml").read_text(encoding="utf-8")
    assert "/chat/completions" in text
    assert "/models" not in text


def test_replaying_takes_the_small_profile_and_asks_no_server(tmp_path):
    with open_model(ModelChoice("m", "http://127.0.0.1:9/v1", replay=tmp_path)) as model:
        assert str(profile_of(model)) == "small, json_schema"


def test_the_embedded_model_is_small_and_not_started_to_know_it(monkeypatch):
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    monkeypatch.setenv("LLM_EXTRACT_MODEL", __file__)
    assert ModelChoice().known_profile == with_context(profile_named("small"), 8192)


def test_tokens_the_server_still_had_are_counted():
    def reply(received: Received) -> Reply:
        made = json.dumps(plain_model.filled_in(received.json), ensure_ascii=False)
        return answer(made, cached=4)

    result, server = as_a_whole(by=reply)
    assert result.provenance.cached_tokens == 4 * len(bodies(server))
