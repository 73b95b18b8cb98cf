"""Quantities: cases of the genre in both languages, and laws that hold for any text."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.knowledge import table
from llm_extract.quantities import find_quantities, number_quantities

FOLDER = Path(__file__).parent / "cases"
PUBLISHED = date(2024, 8, 15)


def cases(lang):
    """The cases of a language; one that is known to fail has to go on failing."""
    rows = json.loads((FOLDER / f"quantities_{lang}.json").read_text(encoding="utf-8"))
    return [
        pytest.param(
            lang,
            row,
            id=f"{lang}: {row['text']}",
            marks=[pytest.mark.xfail(strict=True)] if row.get("known_failure") else [],
        )
        for row in rows
    ]


def exact(value):
    """A value of the case files: a decimal, a fraction such as 2/3, or nothing."""
    if value is None:
        return None
    numerator, _, denominator = value.partition("/")
    return Decimal(numerator) / Decimal(denominator or 1)


@pytest.mark.parametrize(("lang", "case"), [*cases("zh"), *cases("en")])
def test_every_amount_of_a_sentence_is_found_and_nothing_else(lang, case):
    found = find_quantities(case["text"], lang, PUBLISHED)
    amounts = [
        [q.surface, q.value, q.value_high, q.unit, q.kind, q.qualifier]
        for q in found
        if q.is_amount
    ]
    assert amounts == [[s, exact(low), exact(high), *r] for s, low, high, *r in case["expected"]]
    others = [[q.surface, q.kind, q.iso] for q in found if not q.is_amount]
    for surface, kind, *iso in case.get("lookalikes", []):
        assert [surface, kind, *iso] in [other[: 2 + len(iso)] for other in others]


@pytest.mark.parametrize(("lang", "least"), [("zh", 150), ("en", 320)])
def test_there_are_cases_enough_and_each_stands_once(lang, least):
    texts = [parameter.values[1]["text"] for parameter in cases(lang)]
    assert len(set(texts)) == len(texts) >= least


def test_amounts_and_others_are_numbered_apart():
    text = "今年8月，投资86亿元的“3+7”项目落户，占地1200亩。"
    numbered = number_quantities(find_quantities(text, "zh", PUBLISHED))
    assert [(q.id, q.surface) for q in numbered] == [
        ("x1", "今年8月"),
        ("q1", "86亿元"),
        ("x2", "3+7"),
        ("q2", "1200亩"),
    ]


@pytest.mark.parametrize(
    ("written", "unit"),
    [(s, u) for k in ("money", "measure") for s, (u, _) in table("units")["chinese"][k].items()],
)
def test_every_unit_of_the_table_is_read_after_a_figure(written, unit):
    (found,) = find_quantities(f"共计36{written}。")
    assert (found.surface, found.unit) == (f"36{written}", unit)


@pytest.mark.parametrize(
    ("qualifier", "word"),
    [(q, w) for q, words in table("cues")["chinese"]["before"].items() for w in words],
)
def test_every_qualifier_of_the_table_is_read_before_an_amount(qualifier, word):
    (found,) = find_quantities(f"预计{word}36万元。")
    assert found.qualifier == qualifier


@pytest.mark.parametrize(
    ("written", "unit"),
    [
        (s, u)
        for k in ("money_after", "percent", "percentage_point", "measure")
        for s, (u, _) in table("units")["english"][k].items()
    ],
)
def test_every_english_unit_of_the_table_is_read_after_a_figure(written, unit):
    (found,) = find_quantities(f"It came to 36 {written}.", "en")
    assert (found.surface, found.unit) == (f"36 {written}", unit)


@pytest.mark.parametrize("sign", table("units")["english"]["money"])
def test_every_english_currency_of_the_table_is_read_before_a_figure(sign):
    (found,) = find_quantities(f"It came to {sign} 36 million.", "en")
    assert (found.surface, found.kind) == (f"{sign} 36 million", "money")


@pytest.mark.parametrize(
    ("qualifier", "word"),
    [(q, w) for q, words in table("cues")["english"]["before"].items() for w in words],
)
def test_every_english_qualifier_of_the_table_is_read_before_an_amount(qualifier, word):
    kinds = table("cues")["english"]["only_for"].get(word, ["money"])
    amount = "RMB 36 million" if "money" in kinds else "36 hours"
    (found,) = find_quantities(f"Costs are {word} {amount}.", "en")
    assert found.qualifier == qualifier


@pytest.mark.parametrize("word", table("cues")["chinese"]["not_before"])
def test_a_word_that_ends_like_a_qualifier_is_none(word):
    (found,) = find_quantities(f"{word}36万元。")
    assert found.qualifier == "exact"


PIECES = st.sampled_from(
    [
        "亿",
        "万",
        "元",
        "家",
        "个",
        "两",
        "三",
        "五",
        "十",
        "百",
        "千",
        "半",
        "点",
        "成",
        "分之",
        "至",
        "-",
        "—",
        "、",
        "约",
        "超",
        "近",
        "以上",
        "余",
        "多",
        "第",
        "年",
        "月",
        "日",
        "季度",
        "级",
        "%",
        "．",
        "1",
        "2",
        "20",
        "2024",
        "3.5",
        "1,200",
        ",",
        ".",
        " ",
        "+",
        "“",
        "”",
        "(",
        "）",
        "RMB ",
        "$",
        "¥",
        " billion",
        " million",
        "two",
        " and a half",
        "half a ",
        "a ",
        "-yuan",
        " yuan",
        " to ",
        "percent",
        " projects",
        "twenty",
        "-",
        "May ",
        "Q1 ",
        "2023",
        "first ",
        "\n",
        "億",
        "萬",
        "９",
        "翻",
        "番",
    ]
)
TEXTS = st.one_of(st.text(max_size=60), st.lists(PIECES, max_size=14).map("".join))


@settings(max_examples=1500, deadline=None)
@given(TEXTS, st.sampled_from(["zh", "en"]))
def test_surfaces_are_cuts_of_the_text_in_order_without_overlap(text, lang):
    end = 0
    for found in find_quantities(text, lang, PUBLISHED):
        assert text[found.start : found.end] == found.surface != ""
        assert found.start >= end
        end = found.end


@settings(max_examples=500, deadline=None)
@given(TEXTS, st.sampled_from(["zh", "en"]))
def test_an_amount_has_a_value_and_all_else_has_none(text, lang):
    for found in find_quantities(text, lang):
        assert (found.value is not None) == found.is_amount
        assert found.value_high is None or found.value_high > found.value


@settings(max_examples=300, deadline=None)
@given(st.integers(1, 10**9), st.sampled_from(["家", "个", "亩", "吨", "元", "人次"]))
def test_a_figure_is_never_cut(number, unit):
    (found,) = [q for q in find_quantities(f"共有{number}{unit}。") if q.is_amount]
    assert (found.surface, found.value) == (f"{number}{unit}", number)


@settings(max_examples=300, deadline=None)
@given(TEXTS)
def test_width_and_script_of_figures_change_nothing(text):
    wide = text.translate(str.maketrans("0123456789%亿万个项", "０１２３４５６７８９％億萬個項"))
    ours, theirs = find_quantities(text), find_quantities(wide)
    assert [(q.start, q.end, q.value, q.kind) for q in ours] == [
        (q.start, q.end, q.value, q.kind) for q in theirs
    ]
