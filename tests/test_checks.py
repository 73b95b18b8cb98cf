"""Claims are checked figure by figure against their source."""

import json
from collections import Counter
from datetime import date
from functools import cache
from pathlib import Path
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llm_extract.checks import SourceIndex, check_source, check_text
from llm_extract.checks.punctuation import widened
from llm_extract.checks.readings import Reading
from llm_extract.knowledge import table
from llm_extract.reading import read_article
from llm_extract.records import Verdict

ROOT = Path(__file__).parents[1]
GROUPS = json.loads((ROOT / "tests/cases/claims.json").read_text(encoding="utf-8"))
CASES = [(group, case) for group in GROUPS for case in group["cases"]]
FREE = json.loads((ROOT / "tests/cases/free_claims.json").read_text(encoding="utf-8"))
SOURCE = "4月24日，泸州市集中开工重大项目95个，总投资538亿元，年计划投资153亿元。"


@cache
def index_of(source: str, published: str | None) -> SourceIndex:
    return SourceIndex(source, date.fromisoformat(published) if published else None)


@cache
def article_index(path: str) -> SourceIndex:
    return SourceIndex.of(read_article(ROOT / path))


def source_of(group) -> SourceIndex:
    """What a group's claims are checked against: an article of the repository, or a text."""
    if "article" in group:
        return article_index(group["article"])
    return index_of(group["source"], group.get("published"))


def as_told(finding) -> str:
    return f"{finding.severity} {finding.verdict}: {finding.message}"


def amiss(source, case) -> str:
    """What is wrong with the check of a claim, with all it found; empty where nothing is.

    A right claim passes without an error; a wrong one fails with one of the named verdicts.
    """
    report = source.check(case["claim"], case["lang"])
    errors = {f.verdict for f in report.findings if f.severity == "error"}
    right = case["verdicts"] == ["supported"]
    if report.ok if right else errors & set(case["verdicts"]):
        return ""
    told = "\n  ".join(map(as_told, report.findings))
    return f"{case['claim']} ({case['reason']}):\n  {told}"


@pytest.mark.parametrize(
    "group", GROUPS, ids=[group.get("article", group.get("source", ""))[:40] for group in GROUPS]
)
def test_the_claims_about_a_source_get_their_verdicts(group):
    """One test a source, for it is read once; known failures must go on failing."""
    source = source_of(group)
    found = {case["claim"]: amiss(source, case) for case in group["cases"]}
    known = {case["claim"] for case in group["cases"] if case.get("known_failure")}
    assert [told for claim, told in found.items() if told and claim not in known] == []
    assert [claim for claim in known if not found[claim]] == []


@pytest.mark.parametrize("group", FREE, ids=[Path(group["article"]).name for group in FREE])
def test_claims_in_free_prose_pass_or_fail_as_they_are_right_or_wrong(group):
    """One test an article; known failures must go on failing."""
    source = article_index(group["article"])
    failed = {
        case["claim"]
        for case in group["cases"]
        if source.check(case["claim"], case["lang"]).ok != case["right"]
    }
    assert failed == {case["claim"] for case in group["cases"] if "known_failure" in case}


def test_the_cases_cover_every_verdict_in_both_languages():
    verdicts = Counter(verdict for _, case in CASES for verdict in case["verdicts"])
    for verdict in set(get_args(Verdict)) - {"label_conflict", "untranslated"}:
        assert verdicts[verdict] >= 10, verdict
    assert len(CASES) >= 1200
    assert min(Counter(case["lang"] for _, case in CASES).values()) >= 400


def test_every_claim_stands_once_and_has_a_reason():
    claims = Counter((source_of(group).reading.text, case["claim"]) for group, case in CASES)
    assert max(claims.values()) == 1
    assert all(case["reason"] for _, case in CASES)


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda p: p.stem[:3])
def test_every_sentence_of_an_article_is_supported_by_the_article(path):
    text = read_article(path).text.clean
    index = SourceIndex(text)
    outline = index.reading.outline
    for number in range(len(outline.starts)):
        sentence = outline.sentence(number).cut(text)
        findings = index.check(sentence, "zh").findings
        wrong = [f for f in findings if f.severity == "error" and f.verdict != "source_conflict"]
        assert not wrong, (sentence, list(map(as_told, wrong)))


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


@pytest.mark.parametrize(
    ("claim", "evidence"),
    [
        ("Total investment is RMB 53.8 billion.", "bound"),
        ("It comes to RMB 53.8 billion.", "quantity"),
        ("It scored 96.4.", "value"),
    ],
)
def test_a_supported_figure_says_how_strong_its_evidence_is(claim, evidence):
    source = f"{SOURCE}考核得分为96.4。"
    assert check_text(claim, source, "en").findings[-1].evidence == evidence


def test_a_derived_figure_is_held_apart_with_its_arithmetic():
    source = "泸州市签约项目95个，内江市签约项目38个。"
    finding = check_text("Luzhou and Neijiang signed a combined 133 projects.", source).findings[0]
    assert (finding.verdict, finding.derived) == ("supported", "95个 + 38个")


def test_a_wrong_sum_is_told_with_the_right_one():
    source = "泸州市签约项目95个，内江市签约项目38个。"
    finding = check_text("Luzhou and Neijiang signed a combined 143 projects.", source).findings[0]
    assert finding.message == "95个 + 38个 is 133, not 143."
    assert (finding.verdict, finding.expected) == ("arithmetic_conflict", "133")


def test_a_source_that_tells_one_thing_twice_is_found_out_at_both_places():
    source = "1至9月，广安市新签约项目97个。会上通报，1至9月广安市新签约项目94个。"
    (finding,) = check_source(source)
    assert finding.verdict == "source_conflict"
    assert [s.cut(source) for s in (finding.source_span, finding.claim_span)] == ["97个", "94个"]


def test_picking_one_of_two_contradicting_values_is_an_error_and_telling_both_is_none():
    source = "1至9月，广安市新签约项目97个。会上通报，1至9月广安市新签约项目94个。"
    one = check_text("1至9月，广安市新签约项目94个。", source)
    assert [f.verdict for f in one.findings if f.severity == "error"] == ["source_conflict"]
    assert check_text("广安市新签约项目一说97个，一说94个。", source).ok


def test_a_completion_rate_that_does_not_follow_is_an_arithmetic_conflict():
    source = "全市到位资金219亿元，完成年度目标任务589亿元的47.2%。"
    (finding,) = check_source(source)
    assert (finding.verdict, finding.expected) == ("arithmetic_conflict", "37.18%")


@pytest.mark.parametrize("path", sorted((ROOT / "seeds").glob("*.txt")), ids=lambda p: p.stem[:3])
def test_no_article_is_said_to_contradict_itself_but_the_one_that_does(path):
    found = check_source(read_article(path).text.clean)
    assert bool(found) == path.stem.startswith("002"), list(map(as_told, found))


def test_the_names_of_a_claim_may_come_from_what_is_known_of_the_article():
    source = "全市新签约项目95个。"
    assert not check_text("滁州市新签约项目95个。", source).ok
    assert SourceIndex(source, about="滁州日报").check("滁州市新签约项目95个。").ok


def test_the_source_place_of_a_figure_is_that_of_a_figure_of_the_source():
    astray = []
    for group, case in CASES:
        index = source_of(group)
        figures = {(q.start, q.end) for q in index.reading.quantities}
        told = {q.span for q in Reading(case["claim"], case["lang"]).amounts}
        for found in index.check(case["claim"], case["lang"]).findings:
            place = found.source_span
            if found.claim_span in told and place and (place.start, place.end) not in figures:
                astray.append((case["claim"], as_told(found)))
    assert not astray


def test_a_share_is_shown_as_the_part_of_the_whole():
    source = "全年出口商品车30.8万辆，其中新能源汽车4.7万辆。"
    report = check_text("出口30.8万辆，新能源汽车4.7万辆，约占15%。", source)
    assert report.findings[-1].derived == "4.7万辆 / 30.8万辆"


@pytest.mark.parametrize(
    ("claim", "ok"),
    [
        ("泸州酒业园二期已经投产。", False),
        ("泸州酒业园二期将全部投产。", True),
        ("泸州酒业园二期计划全部投产。", True),
        ("泸州酒业园一期已经投产。", True),
    ],
)
def test_a_step_told_as_taken_is_wrong_where_it_is_planned(claim, ok):
    source = "泸州酒业园一期已于3月投产。泸州酒业园二期计划明年投产。"
    assert check_text(claim, source).ok == ok


def test_a_sum_told_behind_a_count_that_is_contradicted_is_contradicted_too():
    first = "南充市促成新签约项目68个，签约金额365.15亿元。"
    source = f"{first}另据通报，南充市促成新签约项目63个，签约金额达318.25亿元。"
    surfaces = [(f.expected, f.claim) for f in check_source(source)]
    assert surfaces == [("68个", "63个"), ("365.15亿元", "318.25亿元")]


@given(st.text(alphabet="项目3.,;:()?!，。“”% a", max_size=40))
def test_punctuation_in_one_form_keeps_every_place(text):
    wide = widened(text)
    assert len(wide) == len(text)
    assert all(a == b or a in ",;:()?!." for a, b in zip(text, wide, strict=True))


def test_every_concept_has_cues_in_both_languages():
    for sort in ("nouns", "indicators"):
        for concept, row in table("checks")[sort].items():
            assert row["zh"], concept
            assert row["en"], concept


def test_exclusive_and_interchangeable_indicators_exist():
    known = table("checks")["indicators"]
    for row in table("checks")["interchangeable"]["indicators"]:
        assert set(row) <= set(known)
