"""What notebooks and the prompt show of results: short, escaped, without scripts."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from llm_extract import check_text
from llm_extract.store import read_results

HOSTILE = "<script>alert(1)</script><img src=x onerror=y>"


@pytest.fixture(scope="module")
def result(seed_run):
    """The result with contradictions in its article."""
    return next(one for one in read_results(seed_run) if one.findings)


class Tags(HTMLParser):
    """The tags and attributes of a page, and whether all are closed."""

    def __init__(self, html):
        super().__init__()
        self.names, self.attributes, self.open = set(), set(), []
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        """Note a tag that opens."""
        self.names.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag):
        """Hold a tag that closes against the one that was opened last."""
        assert self.open.pop() == tag


def shown(record):
    """What a notebook shows of a record."""
    html = record._repr_html_()
    tags = Tags(html)
    assert tags.open == []
    assert tags.attributes <= {"style", "lang", "open"}
    assert not tags.names & {"script", "img", "a", "iframe", "style", "link"}
    return html


def test_a_result_shows_its_summary_facts_and_findings(result):
    html = shown(result)
    for words in (
        result.article.title, result.summary.en.headline, result.summary.zh.headline,
        f"{len(result.facts)} facts", f"{len(result.projects)} projects", "source_conflict",
        "RMB 110.408 billion",
    ):  # fmt: skip
        assert words in html


def test_long_tables_are_cut_and_say_so(result):
    assert f"and {len(result.facts) - 50} more" in shown(result)


def test_words_of_the_article_are_shown_as_words(result):
    article = result.article.model_copy(update={"title": HOSTILE, "outlet": HOSTILE})
    facts = tuple(f.model_copy(update={"indicator_en": HOSTILE}) for f in result.facts)
    projects = tuple(p.model_copy(update={"name_zh": HOSTILE}) for p in result.projects)
    changes = {"article": article, "facts": facts, "projects": projects}
    html = shown(result.model_copy(update=changes))
    assert HOSTILE not in html
    assert "&lt;script&gt;" in html
    assert HOSTILE not in shown(facts[0])


def test_a_fact_and_a_quantity_show_what_they_say(result):
    fact = next(one for one in result.facts if one.indicator_en == "value of projects signed")
    assert "Dazhou" in shown(fact)
    quantity = next(one for one in result.quantities if one.id == fact.quantity)
    assert "110408000000 CNY" in shown(quantity)
    assert "RMB 110.408 billion" in shown(quantity)


def test_what_is_no_amount_shows_no_value(result):
    day = next(one for one in result.quantities if one.iso)
    assert day.iso in shown(day)
    assert "exactly" not in shown(day)


def test_a_report_of_the_checker_shows_its_findings(result):
    html = shown(check_text("达州市签约项目105个。", result.article.text.clean))
    assert "105个" in html
    assert "error" in html


def test_other_records_are_shown_as_ever(result):
    assert result.summary._repr_html_() is None


def test_results_articles_and_texts_print_in_a_line(result):
    article = result.article
    for one in (result, article, article.text):
        assert len(repr(one)) < 400
    assert f"facts={len(result.facts)}" in repr(result)
    assert article.title in str(result)
    assert article.id in repr(article)
    assert repr(article.text).startswith("Text('")
