"""Recording and replaying, with the real client against a real server on this machine."""

from __future__ import annotations

import gzip
import urllib.request
from concurrent.futures import ThreadPoolExecutor

import pytest
import yaml
from fake_server import HTTP, FakeServer, Reply, answer, failure
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel
from tenacity import wait_none

from llm_extract.cassette import _read, _write, recording
from llm_extract.errors import CassetteMissError, InputError, RefusedError, StoreError
from llm_extract.llm import OpenAIModel
from llm_extract.model import Message, Request
from llm_extract.prompts import schema_text


class Name(BaseModel):
    """An indicator's name."""

    name: str


def request(text: str = "总投资", answer_type: type[BaseModel] = Name, **changes) -> Request:
    settings = {"max_tokens": 50, **changes}
    return Request((Message("user", text),), schema_text(answer_type), "label@1", **settings)


def model_at(base_url: str = "http://nowhere:1/v1") -> OpenAIModel:
    return OpenAIModel(
        "tiny", base_url, "top-secret", timeout=5, http_client=HTTP, wait=wait_none()
    )


def ask(text: str = "总投资", base_url: str = "http://nowhere:1/v1") -> str:
    return model_at(base_url).ask(request(text), Name).value.name


def echo(received):
    """A server that answers with the last message it got."""
    text = received.json["messages"][-1]["content"]
    return answer(Name(name=text).model_dump_json())


@pytest.fixture
def tape(tmp_path):
    """A cassette of two requests."""
    path = tmp_path / "tapes" / "a.yaml"
    with FakeServer(by=echo) as server, recording(path, "record") as made:
        ask("总投资", server.base_url)
        ask("第一行\n第二行", server.base_url)
        assert len(made) == 2
    return path


def test_what_was_recorded_is_replayed_without_a_server(tape):
    with recording(tape, "replay"):
        assert ask("第一行\n第二行") == "第一行\n第二行"
        assert ask("总投资") == "总投资"


@pytest.mark.parametrize("base_url", ["https://api.example.com/v1", "http://127.0.0.1:9/x/y"])
def test_any_address_will_do_for_replaying(tape, base_url):
    with recording(tape, "replay"):
        assert ask("总投资", base_url) == "总投资"


def test_equal_requests_may_repeat(tape):
    with recording(tape, "replay"):
        assert [ask("总投资") for _ in range(3)] == ["总投资"] * 3


@pytest.mark.parametrize(
    "changed",
    [
        request("总投资 "),
        request("总投资", max_tokens=51),
        request("总投资", temperature=0.5),
        request().followed_by(Message("user", "x")),
    ],
)
def test_what_was_not_recorded_is_missed_and_not_retried(tape, changed):
    with recording(tape, "replay"), pytest.raises(CassetteMissError, match="label@1"):
        model_at().ask(changed, Name)


def test_another_response_model_is_missed(tape):
    class Other(BaseModel):
        name: str
        more: str = ""

    with recording(tape, "replay"), pytest.raises(CassetteMissError):
        model_at().ask(request(answer_type=Other), Other)


def test_the_order_of_the_properties_counts(tmp_path):
    """The model writes in the order of the schema, so another order is another request."""

    class Pair(BaseModel):
        one: str = ""
        two: str = ""

    swapped = type("Pair", (BaseModel,), {"__annotations__": {"two": str, "one": str},
                                          "one": "", "two": ""})  # fmt: skip
    with FakeServer(answer("{}")) as server, recording(tmp_path / "a", "record"):
        model_at(server.base_url).ask(request(answer_type=Pair), Pair)
    with recording(tmp_path / "a", "replay"):
        model_at().ask(request(answer_type=Pair), Pair)
        with pytest.raises(CassetteMissError):
            model_at().ask(request(answer_type=swapped), swapped)


def test_threads_get_their_own_answers(tmp_path):
    texts = [f"第{number}句" for number in range(12)]
    with (
        FakeServer(by=echo) as server,
        recording(tmp_path / "a", "record"),
        ThreadPoolExecutor(6) as pool,
    ):
        list(pool.map(lambda text: ask(text, server.base_url), texts))
    with recording(tmp_path / "a", "replay") as played, ThreadPoolExecutor(6) as pool:
        assert list(pool.map(ask, texts[::-1])) == texts[::-1]
    assert played.unused() == ()


def test_a_stale_recording_is_told(tape):
    with recording(tape, "replay") as played:
        assert played.unused() == ("总投资", "第一行\n第二行")
        ask("总投资")
    assert played.unused() == ("第一行\n第二行",)


def test_recording_again_replaces_what_was_there(tape):
    with FakeServer(by=echo) as server, recording(tape, "record"):
        ask("新的", server.base_url)
    with recording(tape, "replay") as played:
        assert played.unused() == ("新的",)


def test_recording_nothing_leaves_nothing(tape):
    with recording(tape, "record"):
        pass
    with recording(tape, "replay") as played:
        assert len(played) == 0


def test_replaying_never_changes_the_file(tape):
    before = tape.read_bytes()
    with recording(tape, "replay"):
        ask("总投资")
    assert tape.read_bytes() == before


def test_a_broken_off_recording_leaves_the_old_one(tape):
    before = tape.read_bytes()

    def broken_off(base_url):
        with recording(tape, "record"):
            ask("新的", base_url)
            raise KeyboardInterrupt

    with FakeServer(by=echo) as server, pytest.raises(KeyboardInterrupt):
        broken_off(server.base_url)
    assert tape.read_bytes() == before


def test_equal_requests_are_recorded_once(tmp_path):
    with FakeServer(by=echo) as server, recording(tmp_path / "a", "record"):
        ask("总投资", server.base_url)
        ask("总投资", server.base_url)
    with recording(tmp_path / "a", "replay") as played:
        ask("总投资")
    assert played.unused() == ()


def test_failures_that_pass_are_not_recorded(tmp_path):
    script = (failure(429), failure(500), answer('{"name": "x"}'))
    with FakeServer(*script) as server, recording(tmp_path / "a", "record"):
        ask("总投资", server.base_url)
    with recording(tmp_path / "a", "replay"):
        assert ask("总投资") == "x"


def test_failures_that_last_are_replayed(tmp_path):
    with (
        FakeServer(failure(400, "too long")) as server,
        recording(tmp_path / "a", "record"),
        pytest.raises(RefusedError),
    ):
        ask("总投资", server.base_url)
    with recording(tmp_path / "a", "replay"), pytest.raises(RefusedError, match="too long"):
        ask("总投资")


def test_a_cassette_is_readable(tape):
    text = tape.read_text(encoding="utf-8")
    assert "content: 总投资\n" in text
    assert "content: |-\n        第一行\n        第二行\n" in text
    assert "\\u" not in text


def test_a_cassette_holds_no_secret_no_host_and_no_date(tape):
    text = tape.read_text(encoding="utf-8").lower()
    for word in ("secret", "127.0.0.1", "authorization", "user-agent", "created", "chatcmpl"):
        assert word not in text


def test_the_same_run_records_the_same_bytes(tmp_path):
    for name in "ab":
        with FakeServer(by=echo) as server, recording(tmp_path / name, "record"):
            ask("总投资", server.base_url)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_compressed_reply_is_recorded_as_text(tmp_path):
    plain = answer('{"name": "总投资"}')
    packed = Reply(gzip.compress(plain.body), headers={**plain.headers, "Content-Encoding": "gzip"})
    with FakeServer(packed) as server, recording(tmp_path / "a", "record"):
        assert ask("x", server.base_url) == "总投资"
    assert "总投资" in (tmp_path / "a").read_text(encoding="utf-8")
    with recording(tmp_path / "a", "replay"):
        assert ask("x") == "总投资"


def test_traffic_that_is_not_the_models_passes(tape):
    """Weights may be fetched while a cassette is in use."""
    with (
        FakeServer(Reply(b"weights")) as server,
        recording(tape, "replay"),
        urllib.request.urlopen(server.url) as reply,  # noqa: S310  (this machine)
    ):
        assert reply.read() == b"weights"


@settings(max_examples=40, deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.text(st.sampled_from(" \n\t#:-'\"|>%\r\u2028\ufeff中a\x00\x1b\x85")),
)
def test_every_text_survives_the_file(tmp_path_factory, one, other):
    """Whatever a model or an article may hold is read back as it was written."""
    path = tmp_path_factory.mktemp("tape") / "a.yaml"
    interactions = [{"request": one, "reply": {"content": other, one: [other]}}]
    _write(path, interactions)
    assert _read(path) == interactions


def test_a_cassette_that_is_not_there_is_named(tmp_path):
    with pytest.raises(InputError, match="--record"), recording(tmp_path / "none", "replay"):
        pass


@pytest.mark.parametrize(
    "content",
    ["", "- a\n- b", "format: 99\ninteractions: []", "{", "format: 1\ninteractions: [{}]"],
)
def test_a_file_that_is_no_cassette_is_named(tmp_path, content):
    (tmp_path / "a.yaml").write_text(content)
    with pytest.raises(InputError, match=r"a\.yaml"), recording(tmp_path / "a.yaml", "replay"):
        pass


def test_a_cassette_cannot_run_code(tmp_path):
    (tmp_path / "a.yaml").write_text("!!python/object/apply:os.system ['true']")
    with pytest.raises(InputError), recording(tmp_path / "a.yaml", "replay"):
        pass


@pytest.mark.parametrize("place", ["file/a.yaml", "folder"])
def test_a_recording_that_cannot_be_written_is_named_before_the_model_is_asked(tmp_path, place):
    (tmp_path / "file").write_text("in the way")
    (tmp_path / "folder").mkdir()
    with pytest.raises(StoreError, match=place[:4]), recording(tmp_path / place, "record"):
        pytest.fail("the run has begun")


def test_yaml_of_a_cassette_is_plain(tape):
    assert set(yaml.safe_load(tape.read_text(encoding="utf-8"))) == {"format", "interactions"}
