"""Claims are checked figure by figure against their source."""

import json
import time
from collections import Counter
from pathlib import Path
from typing import get_args

import pytest

from llm_extract.checks import SourceIndex, check_text
from llm_extract.knowledge import table
from llm_extract.reading import read_article
from llm_extract.records import Verdict

ROOT = Path(__file__).parents[1]
GROUPS = json.loads((ROOT / "tests/cases/claims.json").read_text(encoding="utf-8"))
CASES = [(group["source"], case) for group in GROUPS for case in group["cases"]]
SOURCE = "4月24日，泸州市集中开工重大项目95个，总投资538亿元，年计划投资153亿元。"


def as_told(finding) -> str:
    return f"{finding.severity} {finding.verdict}: {finding.message}"


@pytest.mark.parametrize(
    ("source", "case"), CASES, ids=[f"{case['claim'][:48]}: {case['reason']}" for _, case in CASES]
)
def test_case(source, case, request):
    """A right claim passes without an error; a wrong one fails with one of the named verdicts."""
    if case.get("known_failure"):
        request.applymarker(pytest.mark.xfail(strict=True))
    report = check_text(case["claim"], source, case["lang"])
    told = "\n".join(map(as_told, report.findings))
    if case["verdicts"] == ["supported"]:
        assert report.ok, told
        return
    errors = {f.verdict for f in report.findings if f.severity == "error"}
    assert errors & set(case["verdicts"]), told


def test_the_cases_cover_every_verdict_in_both_languages():
    verdicts = Counter(verdict for _, case in CASES for verdict in case["verdicts"])
    by_pipeline = {"arithmetic_conflict", "source_conflict", "label_conflict"}
    for verdict in set(get_args(Verdict)) - by_pipeline:
        assert verdicts[verdict] >= 1, verdict
    assert len(CASES) >= 120
    assert min(Counter(case["lang"] for _, case in CASES).values()) >= 50


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda p: p.stem[:3])
def test_every_sentence_of_an_article_is_supported_by_the_article(path):
    text = read_article(path).text.clean
    index = SourceIndex(text)
    outline = index.reading.outline
    for number in range(len(outline.starts)):
        sentence = outline.sentence(number).cut(text)
        report = index.check(sentence, "zh")
        assert report.ok, (sentence, list(map(as_told, report.findings)))


def test_a_scale_error_is_told_with_both_amounts_and_the_factor():
    report = check_text("The total investment is RMB 5.38 billion.", SOURCE)
    (finding,) = report.findings
    assert finding.message == (
        "The claim says RMB 5.38 billion; the source says 538亿元, which is RMB 53.8 billion: "
        "ten times more."
    )
    assert finding.expected == "538亿元"
    assert finding.source_span.cut(SOURCE) == "538亿元"


def test_every_amount_of_a_claim_has_a_finding_at_its_place():
    claim = "On April 24, Luzhou started 95 projects with a total investment of RMB 53.8 billion."
    report = check_text(claim, SOURCE, "en")
    spans = [finding.claim_span.cut(claim) for finding in report.findings]
    assert spans == ["April 24", "95", "RMB 53.8 billion"]
    assert report.ok


def test_the_language_of_a_claim_is_told_by_its_script():
    assert not check_text("总投资583亿元。", SOURCE).ok
    assert check_text("总投资538亿元。", SOURCE).ok


def test_a_value_that_occurs_twice_is_taken_where_the_context_fits():
    source = "广安签约项目60个。\n全市企业60家参会。\n巴中力争落地项目60个。"
    report = check_text("Guang'an signed 60 projects.", source)
    assert report.ok
    assert report.findings[0].source_span.start == source.index("60")


def test_derived_amounts_are_supported_with_their_arithmetic():
    report = check_text("A类21家、B类39家，合计60家。", "名单中，A类“链主”21家，B类“链主”39家。")
    assert report.ok
    assert "21家 + 39家" in report.findings[-1].message


def test_silent_rounding_is_a_warning():
    report = check_text("Total investment was RMB 104 billion.", "协议总投资1043.6亿元。")
    assert report.ok
    assert [f.severity for f in report.findings] == ["warning"]


def test_a_date_that_lost_its_month_sign_is_a_warning():
    report = check_text("The campaign began on September 6.", "96日，全省发出动员令。")
    assert report.ok
    assert [f.severity for f in report.findings] == ["warning"]


def test_an_english_source_can_be_checked_against_too():
    source = "Luzhou signed 73 projects worth RMB 78.7 billion."
    assert check_text("泸州签约项目73个，金额787亿元。", source).ok
    assert not check_text("泸州签约项目73个，金额78.7亿元。", source).ok


def test_an_empty_claim_has_nothing_to_check():
    report = check_text("", SOURCE)
    assert report.ok
    assert report.findings == []


def test_a_long_claim_is_checked_in_under_fifty_milliseconds():
    path = max((ROOT / "seeds").glob("*.txt"), key=lambda p: p.stat().st_size)
    index = SourceIndex(read_article(path).text.clean)
    claim = "Guang'an District aims to sign 90 projects worth RMB 38.76 billion this year. " * 11
    index.check(claim, "en")
    start = time.perf_counter()
    index.check(claim, "en")
    assert time.perf_counter() - start < 0.05


def test_every_concept_has_cues_in_both_languages():
    for sort in ("nouns", "indicators"):
        for concept, row in table("checks")[sort].items():
            assert row["zh"], concept
            assert row["en"], concept


def test_exclusive_and_interchangeable_indicators_exist():
    known = table("checks")["indicators"]
    for row in table("checks")["interchangeable"]["indicators"]:
        assert set(row) <= set(known)
