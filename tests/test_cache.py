"""The cache of answers: what it keeps, what it asks for again, and what it survives."""

from __future__ import annotations

import json
import logging
import multiprocessing
import pickle
import sqlite3
import stat
from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llm_extract.cache import (
    DATABASE,
    CachedModel,
    Kept,
    answer_key,
    clear,
    info,
    open_cache,
)
from llm_extract.errors import BadAnswerError, RefusedError, StoreError, TransientModelError
from llm_extract.model import Message, Request

REQUEST = Request((Message("system", "标注"), Message("user", "总投资")), "{}", "label@1", 50)


class Name(BaseModel):
    """An indicator's name."""

    name: str = Field(max_length=6)


class ShortName(BaseModel):
    """A stricter version of the same response model."""

    name: str = Field(max_length=2)


GOOD = '{"name": "总投资"}'
LONG = '{"name": "一二三四五六七八"}'


@pytest.fixture
def cache(tmp_path):
    opened = open_cache(tmp_path / "cache")
    yield opened
    opened.close()


def test_the_second_ask_is_answered_without_the_model(cache, scripted_model):
    model = CachedModel(scripted_model([GOOD]), cache)
    first = model.ask(REQUEST, Name)
    second = model.ask(REQUEST, Name)
    assert (first.cached, second.cached) == (False, True)
    assert (second.value, second.raw, second.usage) == (first.value, GOOD, first.usage)
    assert (model.hits, model.misses) == (1, 1)


def test_answers_outlive_the_process(tmp_path, scripted_model):
    folder = tmp_path / "cache"
    for answers in ([GOOD], []):
        cache = open_cache(folder)
        assert CachedModel(scripted_model(answers), cache).ask(REQUEST, Name).raw == GOOD
        cache.close()


@pytest.mark.parametrize(
    "other",
    [
        replace(REQUEST, messages=REQUEST.messages[1:]),
        replace(REQUEST, messages=REQUEST.messages[::-1]),
        replace(REQUEST, messages=(Message("user", "标注"), REQUEST.messages[1])),
        replace(REQUEST, answer_schema="[]"),
        replace(REQUEST, prompt="label@2"),
        replace(REQUEST, max_tokens=51),
        replace(REQUEST, temperature=0.1),
    ],
)
def test_whatever_differs_in_a_request_gives_another_key(other):
    assert answer_key("m", other) != answer_key("m", REQUEST)


def test_every_field_of_a_request_was_tried_above():
    """A new field of Request needs a case above."""
    tried = {"messages", "answer_schema", "prompt", "max_tokens", "temperature"}
    assert {field.name for field in fields(Request)} == tried


def test_another_model_gives_another_key():
    assert answer_key("m", REQUEST) != answer_key("n", REQUEST)


@settings(max_examples=40)
@given(st.text(), st.text())
def test_keys_differ_exactly_as_the_texts_do(one, other):
    """No two texts share a key, and one text always has the same; broken Unicode included."""
    keys = [
        answer_key("m", replace(REQUEST, messages=(Message("user", text),)))
        for text in (one, other)
    ]
    assert (keys[0] == keys[1]) == (one == other)


def test_a_bad_answer_is_replayed_without_the_model(cache, scripted_model):
    """So that asking again runs the same course from the cache."""
    for answers in ([LONG], []):
        model = CachedModel(scripted_model(answers), cache)
        with pytest.raises(BadAnswerError) as caught:
            model.ask(REQUEST, Name)
        assert caught.value.raw == LONG
        assert len(caught.value.problems) == 1


def test_an_answer_that_no_longer_fits_is_asked_for_anew(cache, scripted_model):
    model = CachedModel(scripted_model([GOOD, '{"name": "投资"}']), cache)
    model.ask(REQUEST, Name)
    assert model.ask(REQUEST, ShortName).value.name == "投资"
    assert model.ask(REQUEST, ShortName).cached
    assert model.ask(REQUEST, Name).value.name == "投资"


def test_a_bad_answer_that_fits_by_now_is_used(cache, scripted_model):
    model = CachedModel(scripted_model([GOOD]), cache)
    with pytest.raises(BadAnswerError):
        model.ask(REQUEST, ShortName)
    assert model.ask(REQUEST, Name).value.name == "总投资"


@pytest.mark.parametrize(
    "error", [TransientModelError("busy"), RefusedError("no"), BadAnswerError("empty", " ")]
)
def test_a_failure_without_an_answer_is_not_kept(cache, scripted_model, error):
    model = CachedModel(scripted_model([error, GOOD]), cache)
    with pytest.raises(type(error)):
        model.ask(REQUEST, Name)
    assert model.ask(REQUEST, Name).raw == GOOD


def test_a_fresh_run_asks_for_everything_and_keeps_the_new_answers(cache, scripted_model):
    CachedModel(scripted_model([GOOD]), cache).ask(REQUEST, Name)
    new = '{"name": "金额"}'
    assert CachedModel(scripted_model([new]), cache, fresh=True).ask(REQUEST, Name).raw == new
    assert CachedModel(scripted_model(), cache).ask(REQUEST, Name).raw == new


def test_the_wrapper_has_the_name_of_the_model_and_closes_it(cache, scripted_model):
    closed = []
    inner = scripted_model(name="tiny")
    inner.close = lambda: closed.append(True)
    model = CachedModel(inner, cache)
    assert model.name == "tiny"
    model.close()
    assert closed == [True]


def test_only_the_owner_may_look_into_the_folder(cache):
    assert stat.S_IMODE(cache.folder.stat().st_mode) == 0o700


def test_nothing_is_evicted(cache):
    assert cache._store.eviction_policy == "none"


def test_a_pickled_value_is_never_loaded(cache, scripted_model):
    """Whoever can write to the folder must not get code run by it."""
    CachedModel(scripted_model([GOOD]), cache).ask(REQUEST, Name)
    bomb = pickle.dumps(_Bomb())
    with sqlite3.connect(cache.folder / DATABASE) as database:
        database.execute("UPDATE Cache SET mode = 4, value = ?", (bomb,))
    database.close()
    assert cache.get(answer_key("scripted", REQUEST)) is None
    assert CachedModel(scripted_model([GOOD]), cache).ask(REQUEST, Name).cached is False


class _Bomb:
    def __reduce__(self):
        return pytest.fail, ("unpickled",)


@pytest.mark.parametrize(
    ("mode", "filename", "value"),
    [(3, "../../../etc/passwd", None), (2, "x", None), (1, None, b"bytes"), (1, None, 7)],
)
def test_values_that_are_no_text_count_as_missing(cache, mode, filename, value):
    cache.put("k", Kept(raw=GOOD, valid=True))
    with sqlite3.connect(cache.folder / DATABASE) as database:
        database.execute(
            "UPDATE Cache SET mode = ?, filename = ?, value = ?", (mode, filename, value)
        )
    database.close()
    assert cache.get("k") is None


def test_text_of_another_shape_counts_as_missing(cache):
    cache._store.set("k", '{"other": 1}')
    assert cache.get("k") is None


def test_a_long_answer_stays_in_the_database(cache):
    long = Kept(raw="长" * 100_000, valid=True)
    cache.put("k", long)
    assert cache.get("k") == long
    assert not [each for each in cache.folder.iterdir() if each.is_dir()]


@pytest.mark.parametrize("spoil", ["garbage", "folder", "file"])
def test_a_cache_that_cannot_be_opened_costs_one_warning(tmp_path, scripted_model, caplog, spoil):
    folder = tmp_path / "cache"
    if spoil == "file":
        folder.write_text("in the way")
    else:
        folder.mkdir()
        if spoil == "folder":
            (folder / DATABASE).mkdir()
        else:
            (folder / DATABASE).write_bytes(b"garbage" * 1000)
    with caplog.at_level(logging.WARNING):
        model = CachedModel(scripted_model([GOOD, GOOD]), open_cache(folder))
        assert model.ask(REQUEST, Name).raw == GOOD
        assert model.ask(REQUEST, Name).raw == GOOD
        model.close()
    assert len(caplog.records) == 1
    assert str(folder) in caplog.text
    assert "cache clear" in caplog.text


def test_a_cache_damaged_during_the_run_costs_one_warning(cache, scripted_model, caplog):
    model = CachedModel(scripted_model([GOOD] * 3), cache)
    model.ask(REQUEST, Name)
    cache._store.close()
    for file in cache.folder.glob(f"{DATABASE}*"):
        file.write_bytes(b"garbage" * 1000)
    assert model.ask(REQUEST, Name).raw == GOOD
    assert model.ask(REQUEST, Name).raw == GOOD
    assert len(caplog.records) == 1


def test_a_full_disk_still_lets_kept_answers_be_read(cache, scripted_model, caplog):
    model = CachedModel(scripted_model([GOOD, GOOD, GOOD]), cache)
    model.ask(REQUEST, Name)
    # SQLite's own limit fails as a full disk does.
    pages = cache._do(lambda: cache._store._sql("PRAGMA page_count").fetchone()[0])
    cache._do(lambda: cache._store._sql(f"PRAGMA max_page_count = {pages}").fetchall())
    cache.put("big", Kept(raw="长" * 100_000, valid=True))
    assert model.ask(REQUEST, Name).cached
    assert not model.ask(replace(REQUEST, prompt="other@1"), Name).cached
    assert len(caplog.records) == 1
    assert "full" in caplog.text


def test_threads_share_a_cache(tmp_path, scripted_model):
    cache = open_cache(tmp_path)
    model = CachedModel(scripted_model([GOOD] * 40), cache)

    def ask(number: int) -> str:
        return model.ask(replace(REQUEST, max_tokens=number), Name).raw

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(ask, range(40))) == [GOOD] * 40
        assert list(pool.map(ask, range(40))) == [GOOD] * 40
    assert (model.hits, model.misses) == (40, 40)
    cache.close()


def _keep_many(folder: Path, first: int) -> None:
    cache = open_cache(folder)
    for number in range(first, first + 20):
        cache.put(str(number), Kept(raw=str(number), valid=True))
    cache.close()


def test_processes_share_a_cache(tmp_path):
    spawn = multiprocessing.get_context("spawn")
    others = [spawn.Process(target=_keep_many, args=(tmp_path, first)) for first in (0, 20)]
    for other in others:
        other.start()
    for other in others:
        other.join()
    assert info(tmp_path).entries == 40


def test_info_tells_entries_and_size(cache, scripted_model):
    CachedModel(scripted_model([GOOD]), cache).ask(REQUEST, Name)
    told = info(cache.folder)
    assert (told.folder, told.entries) == (cache.folder, 1)
    assert told.bytes > 1000


def test_info_about_no_cache_makes_none(tmp_path):
    folder = tmp_path / "nothing"
    assert info(folder).entries == 0
    assert not folder.exists()


def test_clear_removes_every_answer(cache):
    for key in "abc":
        cache.put(key, Kept(raw=GOOD, valid=True))
    assert clear(cache.folder) == 3
    assert info(cache.folder).entries == 0
    assert cache.get("a") is None


def test_clear_removes_a_damaged_cache(tmp_path):
    (tmp_path / DATABASE).write_bytes(b"garbage" * 1000)
    (tmp_path / "mine.txt").write_text("not the cache's")
    with pytest.raises(StoreError, match="cache clear"):
        info(tmp_path)
    assert clear(tmp_path) == 0
    assert [each.name for each in tmp_path.iterdir()] == ["mine.txt"]
    assert clear(tmp_path) == 0


def test_what_is_kept_is_readable_json_without_secrets(cache, scripted_model):
    CachedModel(scripted_model([GOOD]), cache).ask(REQUEST, Name)
    text = cache._store.get(answer_key("scripted", REQUEST))
    assert json.loads(text) == {
        "raw": GOOD,
        "valid": True,
        "prompt_tokens": 10,
        "completion_tokens": 5,
        "seconds": 0.5,
        "cached_tokens": 0,
        "message": "",
        "problems": [],
    }
