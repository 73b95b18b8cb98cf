"""Names of places, people and posts, and other terms, in English and found in text."""

import json
import re
from pathlib import Path

import pytest
from call_count import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.gazetteer import gazetteer
from llm_extract.knowledge import table
from llm_extract.names import person_english, place_english, title_english, to_english
from llm_extract.places import find_places
from llm_extract.terms import is_named_whole, is_translated

CASES = Path(__file__).parent / "cases"
CJK = re.compile(r"[\u1100-\u11ff\u2e80-\u9fff\ua000-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe10-\ufe6f\uff00-\uffef]|[\U00020000-\U0003ffff]")  # fmt: skip  # noqa: E501
HAN = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
MIXED = st.one_of(
    HAN,
    st.characters(min_codepoint=0x3000, max_codepoint=0x33FF),
    st.characters(min_codepoint=0xFF00, max_codepoint=0xFFEF),
    st.characters(min_codepoint=0x20000, max_codepoint=0x2A6DF),
    st.characters(min_codepoint=0xF900, max_codepoint=0xFAFF),
    st.sampled_from("，。、；：？！“”‘’（）《》…—·％年产亿万吨元个月日 AB12.5%区市县委长"),
)

NO_WORDS = ("rates", "kept_units", "counters", "fronted", "naming")
WORDS = [section for section in table("products") if section not in NO_WORDS]


def cases(name):
    return json.loads((CASES / f"{name}.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("case", cases("places_english"), ids=lambda c: c["zh"])
def test_a_place_has_its_established_english_name(case):
    assert place_english(case["zh"]) == case["en"]


@pytest.mark.parametrize("case", cases("names_people"), ids=lambda c: c["zh"])
def test_a_person_is_named_surname_first(case):
    assert person_english(case["zh"]) == case["en"]


@pytest.mark.parametrize("case", cases("names_titles"), ids=lambda c: c["zh"])
def test_a_post_is_worded_as_the_english_press_does(case):
    assert title_english(case["zh"]) == case["en"]


@pytest.mark.parametrize("case", cases("names_terms"), ids=lambda c: c["zh"])
def test_a_term_is_readable_english(case):
    assert to_english(case["zh"], style=case["style"]) == case["en"]


@pytest.mark.parametrize("case", cases("names_projects"), ids=lambda c: c["zh"])
def test_the_name_of_a_project_says_what_is_built(case):
    assert to_english(case["zh"]) == case["en"]
    assert is_named_whole(case["zh"])


@pytest.mark.parametrize("translate", [to_english, place_english, person_english, title_english])
@settings(max_examples=150, deadline=None)
@given(text=st.text(MIXED, max_size=24))
def test_no_chinese_character_gets_into_english(translate, text):
    assert not CJK.search(translate(text))


def test_every_word_of_the_glossary_has_plain_english():
    for section in table("glossary").values():
        for zh, en in section.items():
            assert not CJK.search(en), zh
            assert en.isascii(), zh


def test_no_term_of_the_glossary_is_listed_twice():
    terms = [zh for name, rows in table("glossary").items() if name not in ("endings", "heads", "ordinals") for zh in rows]  # fmt: skip  # noqa: E501
    assert len(terms) == len(set(terms))


def test_the_words_of_products_are_plain_and_stand_in_no_other_table():
    rows = {zh: en for section in WORDS for zh, en in table("products")[section].items()}
    others = {zh for section in table("glossary").values() for zh in section}
    assert sum(len(table("products")[section]) for section in WORDS) == len(rows)
    assert not others & set(rows)
    assert not set(gazetteer().entries) & set(rows)
    for zh, en in rows.items():
        assert len(zh) > 1, zh
        assert en, zh
        assert en.isascii(), zh


def test_the_glossary_has_no_empty_word_but_those_that_join():
    for name, rows in table("glossary").items():
        assert name == "connecting" or all(rows.values()), name


def test_every_division_of_china_has_an_english_name():
    for surface in gazetteer().entries:
        english = place_english(surface)
        assert re.fullmatch(r"[A-Za-zü' ,-]+", english), surface


def test_every_reading_has_a_syllable_for_each_character():
    for name, reading in table("places")["readings"].items():
        assert len(name) == len(reading.split()), name


def test_every_zone_kind_has_its_english_word():
    words = table("places")
    assert {*words["zone_kinds"], *words["named_zone_kinds"]} <= set(words["zone_english"])


@pytest.mark.parametrize("case", cases("places_found"), ids=lambda c: c["text"])
def test_the_places_of_a_text_are_found_with_their_full_names(case):
    found = [
        {"surface": m.surface, "name": m.name, "level": m.level, "within": m.within}
        for m in find_places(case["text"])
    ]
    assert found == case["mentions"]


@pytest.mark.parametrize("case", cases("places_in_names"), ids=lambda c: c["text"])
def test_a_place_in_the_name_of_an_organisation_is_flagged(case):
    mention = next(m for m in find_places(case["text"]) if m.surface == case["surface"])
    assert mention.in_name is case["in_name"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.one_of(st.text(HAN, max_size=3), st.sampled_from(sorted(gazetteer().entries)))))
def test_mentions_are_in_order_apart_and_cut_from_the_text(pieces):
    text = "".join(pieces)
    end = 0
    for mention in find_places(text):
        assert mention.span.start >= end
        assert mention.span.cut(text) == mention.surface
        end = mention.span.end


def test_finding_places_takes_work_in_proportion_to_the_text():
    text = "泸州市纳溪区与重庆渝北区的项目在广东深圳签约，川东北五市参加。" * 50
    find_places(text * 4)  # what is made once, such as patterns, is not counted
    assert calls(find_places, text * 4) <= 1.5 * 4 * calls(find_places, text)


@pytest.mark.parametrize(
    ("term", "whole"),
    [
        ("招商引资工作推进会", True),
        ("“百日攻坚”动员大会", True),
        ("2025年一季度招商引资工作会议", True),
        ("泗洪县项目建设推进会", True),
        ("“骉骉论剑”招商大会", False),
        ("骉骉集团签约仪式", False),
        ("骉", False),
    ],
)
def test_a_term_is_translated_where_no_part_is_left_to_pinyin(term, whole):
    assert is_translated(term) is whole
