"""A user's own indicators, terms and names hold for a run, and for that run alone."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator
from functools import _lru_cache_wrapper
from importlib import import_module
from pathlib import Path
from threading import Barrier, Thread
from types import CodeType, FunctionType, ModuleType

import pytest
from conftest import ScriptedModel
from made_articles import made_article

import llm_extract
from llm_extract import Glossary, Result, check_text, extract, read_glossary
from llm_extract.errors import TableError
from llm_extract.glossary import given, using
from llm_extract.names import person_english, place_english, title_english, to_english
from llm_extract.places import find_places

OWN = """
[[indicator]]
code = "patents_granted"
kinds = ["count"]
pattern = "授权专利"
zh = "授权专利数"
en = "patents granted"
noun = "patent"
units = ["件", "项"]
did = "was granted $q"
weight = 9

[glossary]
"链长" = "head of an industry chain"
"百日攻坚" = "Hundred Days' Work"

[people]
"王小明" = "Wang Sherman"

[companies]
"蜀信科技" = "Liu Bei Data"

[places]
"天府新谷" = "Tianfu New Valley"
"泸州市" = "Lu-chou"
"""
ARTICLE = (
    "5月19日,泸州市召开推进会。今年1至4月,泸州市企业获授权专利320件,新签约项目73个。"
    "蜀信科技董事长王小明到会。天府新谷签约项目12个、金额30亿元。"
)


@pytest.fixture
def own(tmp_path: Path) -> Glossary:
    file = tmp_path / "my.toml"
    file.write_text(OWN, encoding="utf-8")
    return read_glossary(file)


def result(glossary: Glossary | None) -> Result:
    """The article's result with a model that never answers well."""
    article = made_article(ARTICLE, "泸州推进招商", "2023-05-20")
    return extract(article, ScriptedModel(["no JSON"] * 40), glossary=glossary)


ENGLISH = {
    "a term": (to_english, "链长", "Head of an Industry Chain"),
    "a term in a longer one that the tables have": (to_english, "百日攻坚战", "Hundred Days' Work"),
    "a company in a project's name": (to_english, "蜀信科技产业园", "Liu Bei Data"),
    "a person": (person_english, "王小明", "Wang Sherman"),
    "a place": (place_english, "天府新谷", "Tianfu New Valley"),
    "a place the tables have": (place_english, "泸州市", "Lu-chou"),
    "a place that others lie in": (place_english, "泸州市纳溪区", "Naxi District, Lu-chou"),
    "a post": (title_english, "链长", "head of an industry chain"),
    "an indicator": (to_english, "授权专利数", "Patents Granted"),
    "traditional characters": (to_english, "鏈長", "Head of an Industry Chain"),
}


@pytest.mark.parametrize(("words", "zh", "en"), ENGLISH.values(), ids=ENGLISH)
def test_what_the_user_gives_is_put_before_the_tables(own, words, zh, en):
    before = words(zh)
    with using(own):
        assert words(zh).startswith(en)
    assert words(zh) == before
    assert not before.startswith(en)


def test_an_indicator_of_the_users_labels_the_figures_it_fits(own):
    facts = {fact.quantity: fact for fact in result(own).facts}
    plain = {fact.quantity: fact for fact in result(None).facts}
    (patents,) = [q.id for q in result(None).quantities if q.surface == "320件"]
    assert facts[patents].indicator_en == "patents granted"
    assert plain[patents].indicator_en != "patents granted"


def test_an_indicator_of_the_users_is_told_in_the_summary(own):
    english = result(own).summary.en
    assert "was granted 320 patents" in english.text
    assert {sentence.verdict for sentence in english.sentences} == {"supported"}


def test_a_row_with_the_code_of_one_of_the_tables_takes_its_place(tmp_path):
    file = tmp_path / "my.toml"
    file.write_text(
        '[[indicator]]\ncode = "signed_projects"\nkinds = ["count"]\n'
        'pattern = "签约"\nzh = "签约"\nen = "deals done"\nnoun = "deal"\ndid = "did $q"\n'
    )
    told = {fact.indicator_en for fact in result(read_glossary(file)).facts}
    assert "deals done" in told


def test_a_place_of_the_users_is_found_and_has_its_own_figures(own):
    with using(own):
        assert "天府新谷" in [place.name for place in find_places(ARTICLE)]
    told = {fact.region_en for fact in result(own).facts}
    assert "Tianfu New Valley" in told
    assert "Tianfu New Valley" not in {fact.region_en for fact in result(None).facts}


def test_the_checker_knows_a_person_by_the_users_name():
    claim = "Chairman Wang Sherong attended."
    assert not check_text(claim, ARTICLE).ok
    with_name = Glossary(people={"王小明": "Wang Sherong"})
    assert check_text(claim, ARTICLE, glossary=with_name).ok


def test_the_checker_knows_a_firm_by_the_users_name():
    claim = "The city met Liubei Data."
    assert not check_text(claim, ARTICLE).ok
    assert check_text(claim, ARTICLE, glossary=Glossary(companies={"蜀信科技": "Liubei Data"})).ok


def test_the_checker_knows_a_place_by_the_users_name(own):
    claim = "Tianfu New Valley signed 12 projects worth RMB 3 billion."
    assert check_text(claim, ARTICLE, glossary=own).ok
    wrong = "Tianfu New Valley signed 73 projects."
    (finding,) = check_text(wrong, ARTICLE, glossary=own).findings
    assert finding.verdict == "misattributed"


@pytest.mark.parametrize("claim", ["Wang Sherman attended.", "王小明到会。"])
def test_a_name_of_the_users_that_the_source_lacks_is_told(own, claim):
    (finding,) = check_text(claim, "泸州市新签约项目73个。", glossary=own).findings
    assert finding.verdict == "name_mismatch"
    assert check_text(claim, ARTICLE, glossary=own).ok


def test_threads_with_glossaries_of_their_own_do_not_disturb_each_other(own):
    meet = Barrier(3, timeout=20)
    told: dict[str, str] = {}

    def word(name: str, glossary: Glossary | None) -> None:
        with using(glossary):
            for _ in range(50):
                meet.wait()
                told[name] = to_english("链长")

    other = Glossary(terms={"链长": "chain chief"})
    wanted = {"own": own, "other": other, "none": None}
    threads = [Thread(target=word, args=pair) for pair in wanted.items()]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert told["own"] == "Head of an Industry Chain"
    assert told["other"] == "Chain Chief"
    assert told["none"] == to_english("链长")


def modules() -> Iterator[ModuleType]:
    for found in pkgutil.walk_packages(llm_extract.__path__, "llm_extract."):
        if not found.name.endswith("__main__"):
            yield import_module(found.name)


def plain(thing: object) -> object:
    """What a decorator was put around."""
    while hasattr(thing, "__wrapped__"):
        thing = thing.__wrapped__
    return thing


def words_of(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for inner in code.co_consts:
        if isinstance(inner, CodeType):
            yield from words_of(inner)


def functions_in(thing: object, words: set[str]) -> Iterator[FunctionType]:
    """The functions that a name in a function's code may stand for."""
    found = plain(thing)
    if isinstance(found, FunctionType):
        yield found
    elif isinstance(found, type):
        for one in vars(found).values():
            inner = getattr(one, "fget", None) or getattr(one, "func", one)
            yield from functions_in(getattr(inner, "__func__", inner), words)
    elif isinstance(found, ModuleType):
        for word in words & vars(found).keys():
            if not isinstance(vars(found)[word], ModuleType):
                yield from functions_in(vars(found)[word], words)


def reached_from(start: FunctionType) -> set[FunctionType]:
    """All functions of the package that one may call, itself among them."""
    reached: set[FunctionType] = set()
    waiting = [start]
    while waiting:
        function = waiting.pop()
        if function in reached:
            continue
        reached.add(function)
        words = set(words_of(function.__code__))
        for word in words & function.__globals__.keys():
            thing = function.__globals__[word]
            home = getattr(thing, "__module__", None) or getattr(thing, "__name__", "")
            if home.startswith("llm_extract"):
                waiting += functions_in(thing, words)
    return reached


def test_nothing_that_depends_on_the_glossary_is_kept_for_all_runs_alike():
    kept = {
        thing: f"{module.__name__}.{name}"
        for module in modules()
        for name, thing in vars(module).items()
        if isinstance(thing, _lru_cache_wrapper)
    }
    assert len(kept) > 50
    leaking = {name for thing, name in kept.items() if given in reached_from(plain(thing))}
    assert not leaking


MALFORMED = {
    "no TOML": ("[people\n", ["no TOML", "line 1"]),
    "another part": ("[persons]\n", ["[persons] is no part", "[people]"]),
    "no table": ("people = 3\n", ["[people]", "dictionary"]),
    "no text": ('[people]\n"王小明" = 3\n', ["[people] “王小明”", "string"]),
    "nothing": ('[people]\n"王小明" = ""\n', ["[people] “王小明”", "at least 1 character"]),
    "Chinese for English": ('[people]\n"王小明" = "Wang明"\n', ["“王小明”", "Chinese characters"]),
    "English for Chinese": ('[people]\n"Wang" = "Wang"\n', ["“Wang”", "Chinese word"]),
    "one character": ('[glossary]\n"市" = "city"\n', ["“市”", "at least 2 characters"]),
    "a row without a code": (
        '[[indicator]]\nkinds = ["count"]\n', ["[[indicator]] no. 1, code", "required"],
    ),
    "a field that is none": (
        OWN.replace("noun =", "nouns ="), ["[[indicator]] no. 1, nouns", "not permitted"],
    ),
    "an unknown kind": (OWN.replace('"count"', '"counts"'), ["no. 1, kinds, 0", "'count'"]),
    "a bad pattern": (OWN.replace('"授权专利"', '"授权(专利"'), ["pattern", "no regular"]),
    "a phrase with a dollar sign": (OWN.replace("$q", "$q for $5"), ["did", "stands for nothing"]),
    "a phrase with another variable": (OWN.replace("$q", "$q $qs"), ["did", "use $direction"]),
    "a phrase without a figure": (OWN.replace("$q", "it"), ["did", "has no $q"]),
}  # fmt: skip


@pytest.mark.parametrize(("content", "told"), MALFORMED.values(), ids=MALFORMED)
def test_a_malformed_file_is_told_with_its_row_and_the_reason(tmp_path, content, told):
    file = tmp_path / "my.toml"
    file.write_text(content, encoding="utf-8")
    with pytest.raises(TableError) as raised:
        read_glossary(file)
    message = str(raised.value)
    assert message.startswith(f"{file}: ")
    assert "\n" not in message
    assert all(words in message for words in told), message
    assert message.endswith("shows a file that works")


def test_a_file_that_is_not_there_or_no_text_is_told(tmp_path):
    with pytest.raises(TableError, match="cannot be read"):
        read_glossary(tmp_path / "none.toml")
    file = tmp_path / "my.toml"
    file.write_bytes("[people]\n".encode("utf-16"))
    with pytest.raises(TableError, match="UTF-8"):
        read_glossary(file)


def test_files_of_other_content_have_other_digests(own, tmp_path):
    file = tmp_path / "other.toml"
    file.write_text(OWN.replace("Lu-chou", "Luchow"), encoding="utf-8")
    assert read_glossary(file).digest != own.digest
