"""News feeds, mails and wrapped JSON: where in them the article is."""

import json
from pathlib import Path

import pytest

from llm_extract.errors import InputError
from llm_extract.inputs import Input
from llm_extract.records import Article

TEXT = (
    "截至3月末，全县新签约项目12个，总投资34.5亿元，其中亿元以上项目7个，到位资金8.9亿元，同比增长6.1%。"
    "县里表示下半年将再引进一批项目，力争年内全部开工建设。"
)
OTHER = "据统计，全县一季度货物进出口达到新高。"


def _read(tmp_path: Path, written: str) -> Article:
    path = tmp_path / "page.txt"
    path.write_text(written, encoding="utf-8")
    return Input(str(path), "page", path).load().article()


RSS = (
    f"<rss><channel><title>某县日报</title><item><title>简讯</title><description>{OTHER}"
    "</description></item><item><title>百日招商见成效</title><pubDate>Mon, 22 Apr 2024 07:12:00"
    f" +0800</pubDate><content:encoded><![CDATA[<p>{TEXT}</p>]]></content:encoded></item>"
    "</channel></rss>"
)
ATOM = (
    '<?xml version="1.0"?><feed><title>某县日报</title><entry><title>百日招商见成效</title>'
    f'<updated>2024-04-22T07:12:00Z</updated><content type="html">&lt;p&gt;{TEXT}&lt;/p&gt;'
    f"</content></entry><entry><title>简讯</title><summary>{OTHER}</summary></entry></feed>"
)


@pytest.mark.parametrize("entries", [RSS, ATOM], ids=["RSS", "Atom"])
def test_the_entry_of_a_feed_with_the_most_text_is_the_article(tmp_path, entries):
    article = _read(tmp_path, entries)
    assert (article.title, article.published, article.outlet, article.text.clean) == (
        "百日招商见成效",
        "2024-04-22",
        "某县日报",
        TEXT,
    )


def test_a_feed_without_a_long_entry_holds_no_article(tmp_path):
    with pytest.raises(InputError, match="no article found"):
        _read(tmp_path, f"<rss><item><description>{OTHER}</description></item></rss>")


def test_an_article_inside_an_object_of_a_json_answer_is_read(tmp_path):
    answer = {
        "code": 0,
        "data": {"list": [{"title": "简讯", "content": OTHER}, {"title": "成效", "content": TEXT}]},
    }
    article = _read(tmp_path, json.dumps(answer, ensure_ascii=False))
    assert (article.title, article.text.clean) == ("成效", TEXT)


def test_the_headers_of_a_mail_and_the_note_above_a_forwarded_text_are_left_out(tmp_path):
    mail = (
        "Return-Path: <a@example.org>\nDate: Mon, 13 Nov 2023 11:02:41 +0800\n"
        "Subject: 转发：成效\nMIME-Version: 1.0\n\n各位：请阅下文，共3页。\n\n"
        f"-------- 转发的邮件 --------\n百日招商见成效\n{TEXT}\n"
    )
    assert _read(tmp_path, mail).text.clean == TEXT


def test_a_text_that_begins_with_labelled_lines_is_no_mail(tmp_path):
    article = _read(tmp_path, f"Title: 成效\nDate: 2023-11-13\nSource: 某县日报\n\n{TEXT}\n")
    assert (article.title, article.published) == ("成效", "2023-11-13")
