"""The evidence page as Python writes it: every figure resolves, nothing escapes, it stays small."""

from __future__ import annotations

import base64
import hashlib
import json
import re
import shutil
import zlib
from pathlib import Path

import pytest
from report_runs import HOSTILE, Page, hostile, many, with_sentences, write_run
from typer.testing import CliRunner

from llm_extract.citations import numbers_in
from llm_extract.cli.app import app
from llm_extract.decisions import Decision, Review, write_review
from llm_extract.errors import StoreError
from llm_extract.quantities import find_quantities
from llm_extract.records import Finding
from llm_extract.report import make_page, write_report
from llm_extract.report.figures import Figures
from llm_extract.report.pieces import utf16, visible
from llm_extract.report.raw_text import RawText
from llm_extract.report.source import show_source
from llm_extract.reviews import parts_of
from llm_extract.store import read_results
from llm_extract.text import Span, Text

MOST_BYTES_OF_FIFTY = 2_000_000
HAN = re.compile("[一-龥]")


@pytest.fixture(scope="module")
def page(seed_run):
    """The page of the run of the seeds."""
    return make_page(seed_run)


@pytest.fixture(scope="module")
def results(seed_run):
    """The results of the seeds."""
    return list(read_results(seed_run))


def packed(page):
    """What the page's script unpacks."""
    data = re.search(r"id=data>([^<]*)<", page)[1]
    return json.loads(zlib.decompress(base64.b64decode(data)))


def values(words):
    """The numbers that a figure's words stand for, in whichever language they are."""
    lang = "zh" if HAN.search(words) else "en"
    found = [q.value for q in find_quantities(words, lang) if q.value is not None]
    return set(found) or set(numbers_in(words))


def test_every_figure_of_the_source_stands_at_its_place(page, results):
    marks = Page(page).marks
    for number, result in enumerate(results, 1):
        for quantity in result.quantities:
            words = marks.pop(f"{number}{quantity.id}", quantity.surface)
            assert words.endswith(quantity.surface)
    assert all(re.fullmatch(r"\d+m\d+", one) for one in marks), "marks of no quantity"


def kinds(words):
    """The kinds of the figures in words of either language."""
    return {one.kind for one in find_quantities(words, "zh" if HAN.search(words) else "en")}


def test_every_figure_of_the_results_leads_to_the_same_number_in_the_source(page):
    read = Page(page)
    assert len(read.links) > 500
    for ids, words in read.links:
        there = [read.marks[one] for one in ids]
        if "date" in kinds(words):  # 2021 rests on 去年, November 2020 on 1至11月
            assert all("date" in kinds(one) for one in there), (words, there)
        else:
            same = [values(words) & values(one) or words in one for one in there]
            assert all(same), (words, there)


def test_every_part_is_in_the_page_with_the_digest_of_its_words(page, results):
    for told, result in zip(packed(page), results, strict=True):
        digests = re.findall(".{16}", told["words"])
        assert sorted(digests) == sorted(part.words for part in parts_of(result))


def test_scripts_and_style_are_allowed_by_their_hashes_and_nothing_else_is(page):
    read = Page(page)
    assert "unsafe" not in read.policy
    assert "default-src 'none'" in read.policy
    assert "base-uri 'none'; form-action 'none'" in read.policy
    for tag, kind, content in read.inline:
        if kind is None:
            digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
            assert re.search(rf"{tag}-src [^;]*'sha256-{re.escape(digest)}'", read.policy), tag


def test_the_page_asks_for_nothing_else(page):
    read = Page(page)
    loading = [(k, v) for k, v in read.attributes if k in ("src", "srcset", "action", "background")]
    assert not loading
    assert not {"link", "iframe", "object", "embed", "base", "form"} & set(read.tags)
    links = [value for name, value in read.attributes if name == "href"]
    assert all(value.startswith("#") for value in links)
    assert not [name for name, _ in read.attributes if name.startswith("on") or name == "style"]


def test_fifty_articles_stay_under_two_megabytes(seed_run, tmp_path):
    five, ten = (
        len(make_page(write_run(tmp_path / str(n), many(seed_run, n))).encode()) for n in (5, 10)
    )
    # Each five take as much as the second five, to 1 %; all 50 would take a quarter of a minute.
    assert ten + 8 * (ten - five) < 0.99 * MOST_BYTES_OF_FIFTY


def test_a_hostile_article_is_text(results, tmp_path):
    calm = Page(make_page(write_run(tmp_path / "calm", results[4:5])))
    page = make_page(write_run(tmp_path / "out", [hostile(results[4])]))
    read = Page(page)
    assert set(read.tags) <= set(calm.tags) | {"b", "del", "ins", "sup", "u"}
    assert read.tags.count("script") == calm.tags.count("script")
    shown = re.sub("[\0-\x08\x0b-\x1f\x7f-\x9f\u200f\u202a-\u202e\u2066-\u2069]", "□", HOSTILE[6])
    assert shown in read.text
    for line in (*HOSTILE[:6], HOSTILE[8], HOSTILE[9]):
        assert line in read.text, line
    assert not re.search("[\0-\x08\x0b-\x1f\x7f\u200f\u202a-\u202e\u2066-\u2069]", page)


def test_characters_that_cannot_be_seen_take_one_place_each():
    text = "a\u202eb\0c"
    told = re.sub("<[^>]*>", "", visible(text))
    assert len(told) == len(text)
    assert 'title="U+202E RIGHT-TO-LEFT OVERRIDE"' in visible(text)


def test_spans_are_counted_as_browsers_count():
    assert utf16("𠮷野家5亿", Span(1, 5)) == (2, 6)


def test_articles_that_failed_are_told_with_the_reason(results, tmp_path):
    failure = {"article": "b.html", "kind": "InputError", "reason": "b.html: <b>empty</b>"}
    page = make_page(write_run(tmp_path / "out", results[:1], [failure]))
    assert "b.html: &lt;b&gt;empty&lt;/b&gt;" in page


def test_a_wrong_figure_carries_its_verdict_in_words(results, tmp_path):
    wrong = with_sentences(results[0], {"RMB 53.8 billion": "RMB 5.38 billion"})
    page = make_page(write_run(tmp_path / "out", [wrong]))
    assert re.search(r"class=x[^>]*>RMB 5\.38 billion</a><sup>✗ wrong scale</sup>", page)


def test_a_contradiction_of_the_source_is_marked_in_the_source(page):
    assert re.search(r"<a id=3q\d+ class=w[^>]*>68个</a><sup>△</sup>", page)


def test_a_mere_note_makes_no_problem_of_what_it_is_about(results, tmp_path):
    told = {"verdict": "arithmetic_conflict", "message": "of no weight", "where": "q4"}
    marked = {}
    for severity in ("info", "warning"):
        finding = Finding(severity=severity, **told)
        noted = results[0].model_copy(update={"findings": (finding,)})
        page = make_page(write_run(tmp_path / severity, [noted]))
        marked[severity] = "<li id=1f4 class=x>" in page
    assert marked == {"info": False, "warning": True}


def test_decisions_made_and_stale_ones_are_shown(seed_run, results, tmp_path):
    run = shutil.copytree(seed_run, tmp_path / "out")
    words = {part.name: part.words for part in parts_of(results[0])}
    article = results[0].article.id
    made = [
        Decision(article=article, part="fact f4", words=words["fact f4"], choice="rejected",
                 note='no "total"'),
        Decision(article=article, part="fact f5", words="0" * 16, choice="accepted"),
    ]  # fmt: skip
    write_review(run, Review(decisions=tuple(made)))
    page = make_page(run)
    assert re.search(r'<li id=1f4 data-c=rejected data-d="" data-n="no &#34;total&#34;">', page)
    assert "rejected: no &#34;total&#34;" in page
    assert "fact f5 says something else now" in page


def test_a_repaired_place_shows_what_stood_there(page):
    assert re.search(r'<del>96日</del><ins title="lost months: [^"]*">9月6日</ins>', page)


@pytest.mark.parametrize("number", range(5))
def test_edits_tell_the_raw_text_again(results, number):
    article = results[number].article
    raw = Path(article.source).read_bytes().decode("utf-8-sig")
    assert RawText(article.text).cut(Span(0, len(raw))) == raw


def undone(clean, differences):
    """Clean words as they were before, as the page's script makes them."""
    told = differences.split("|")
    raw, at = "", 0
    for kept, put in zip(told[::2], told[1::2], strict=True):
        stay, _, gone = kept.partition("-")
        raw += clean[at : at + int(stay)] + re.sub(r"\\(.)", lambda m: m[1].replace("p", "|"), put)
        at += int(stay) + int(gone or 1)
    return raw + clean[at:]


def test_raw_paragraphs_can_be_made_of_clean_ones(results):
    article = results[3].article
    text, raw = article.text, RawText(article.text)
    spans = [Span(m.start(), m.end()) for m in re.finditer(r"[^\n]+", text.clean)]
    shown = show_source(article, Figures(results[3], "")).paragraphs
    changed = [(span, one.raw) for span, one in zip(spans, shown, strict=True) if one.raw]
    assert len(changed) > 30
    for span, differences in changed:
        assert undone(span.cut(text.clean), differences) == raw.cut(text.raw_span(span))


def test_an_article_without_edits_has_no_raw_words():
    assert RawText(Text.of("a|b\\c")).cut(Span(0, 5)) == "a|b\\c"


@pytest.mark.parametrize("to", [None, "pages/x.html"])
def test_the_command_writes_the_page_into_the_run_or_where_it_is_told(seed_run, tmp_path, to):
    run = shutil.copytree(seed_run, tmp_path / "out")
    path = tmp_path / to if to else run / "report.html"
    done = CliRunner().invoke(app, ["report", str(run), *(["--to", str(path)] if to else [])])
    assert (done.exit_code, done.output.strip()) == (0, str(path))
    assert path.read_text(encoding="utf-8").startswith("<!doctype html>")


def test_a_folder_without_a_run_is_told(tmp_path):
    with pytest.raises(StoreError, match="llm-extract run"):
        write_report(tmp_path)
