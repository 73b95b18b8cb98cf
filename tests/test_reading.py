"""Reading: whole pages in, metadata and body out, against hand-made answers and hostile input."""

import json
from contextlib import suppress
from pathlib import Path

import pytest
from call_count import calls
from hypothesis import given, settings
from hypothesis import strategies as st

from llm_extract.errors import InputError
from llm_extract.reading import MAX_BYTES, read_article, read_bytes
from llm_extract.text import Span

HERE = Path(__file__).parent
SEEDS = HERE.parent / "seeds"
PAGES = json.loads((HERE / "cases" / "reading.json").read_text(encoding="utf-8"))
GOLD = {
    gold["seed"]: gold
    for path in sorted((SEEDS / "gold").glob("[0-9]*.json"))
    for gold in [json.loads(path.read_text(encoding="utf-8"))]
}
PARAGRAPH = "今年上半年，全市新签约亿元以上项目36个，协议总投资218.6亿元，同比增长12.5%。"
PAGE = f"全市招商引资工作稳步推进\n2023-07-12 来源：临江日报\n{PARAGRAPH}\n{PARAGRAPH}\n"


@pytest.fixture(scope="module", params=sorted(GOLD))
def pair(request):
    """A seed as read, and its hand-made answer."""
    return read_article(SEEDS / request.param), GOLD[request.param]


def one_spaced(text):
    return " ".join(text.split())


def test_metadata_is_what_a_person_read(pair):
    article, gold = pair
    meta = gold["meta"]
    assert one_spaced(article.title) == one_spaced(meta["title"])
    assert article.published == meta["published"]
    assert article.outlet == meta["source"]
    assert list(article.authors) == meta["authors"]
    assert list(article.captions) == meta["captions"]


def test_neither_furniture_nor_captions_are_in_the_body(pair):
    article, gold = pair
    unwanted = gold["meta"]["boilerplate"] + gold["meta"]["captions"]
    assert [piece for piece in unwanted if piece in article.text.clean] == []


def test_every_sentence_with_a_quantity_is_in_the_body_at_its_place_in_the_file(pair):
    article, gold = pair
    body = article.text.clean
    dates = [edit for edit in article.text.edits if edit.step == "lost months"]
    position = 0
    for quantity in gold["quantities"]:
        before = quantity["sentence"][: quantity["sentence_offset"]]
        after = quantity["sentence"][quantity["sentence_offset"] :]
        for date in dates:
            before = before.replace(date.before, date.after)
            after = after.replace(date.before, date.after)
        start = body.index(before + after, body.rfind("\n", 0, position) + 1)
        position = start + len(before)
        span = Span(position, position + len(quantity["surface"]))
        assert span.cut(body) == quantity["surface"]
        assert article.text.raw_span(span).start == quantity["file_offset"]


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_a_body_is_one_trimmed_paragraph_a_line(path):
    lines = read_article(path).text.clean.split("\n")
    assert all(line and line == line.strip() for line in lines)


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*.txt")), ids=lambda path: path.name[:3])
def test_every_character_of_a_body_maps_to_the_file_and_back(path):
    text = read_article(path).text
    raw = path.read_text(encoding="utf-8")
    for segment in text.segments:
        if not segment.is_block:
            assert text.clean_span(segment.raw) == segment.clean
            assert segment.raw.end <= len(raw)


def test_a_traditional_article_with_readings_comes_out_simplified_and_credited():
    article = read_article(next(SEEDS.glob("003*")))
    assert article.title == "工业提速晋位,看各县(市、区)、园区如何“出招”"
    assert (article.outlet, article.authors, article.published) == ("广安日报", ("龙俊帆",), None)
    assert article.text.clean.startswith("春节收假第一周,市委、市政府高规格召开")
    assert article.text.clean.endswith("打造跨省域方便、快捷、高效的一流服务环境。")
    assert "反馈最新情况" in article.text.clean


def test_a_dateline_and_a_related_list_stand_outside_the_body():
    article = read_article(next(SEEDS.glob("001*")))
    assert (article.outlet, article.authors) == ("四川在线", ("袁玉华", "陈沁"))
    assert article.text.clean.startswith("12月4日上午,")
    assert "编辑推荐" not in article.text.clean


@pytest.mark.parametrize("case", PAGES, ids=lambda case: case["name"])
def test_a_page_gives_its_metadata_and_nothing_but_its_article(case):
    article = read_bytes(case["page"].encode(), "page")
    assert article.title == case["title"]
    assert article.published == case["published"]
    assert article.outlet == case["outlet"]
    assert list(article.authors) == case["authors"]
    assert list(article.captions) == case["captions"]
    assert article.text.clean.split("\n") == case["body"]


@pytest.mark.parametrize(
    "line",
    [
        "记者走进园区", "文旅综合整治", "技术支持更有力", "评论：实干推动发展", "项目扫描",
        "“3+3+N”产业体系", "快！", "……", "一、招商机制“实”", "图谱招商见实效", "招商 > 选商",
    ],
)  # fmt: skip
def test_a_sub_heading_that_resembles_furniture_stays(line):
    page = PAGE + f"{line}\n{PARAGRAPH}\n"
    assert line in read_bytes(page.encode(), "page").text.clean.split("\n")


@pytest.mark.parametrize(
    "line",
    [
        "责任编辑：张三", "编辑:李四 校对:王五", "(责编：张三、李四)", "【字体：大 中 小】",
        "原标题：另一个标题", "评论 12",
        "扫一扫在手机打开当前页", "上一篇：没有了", "浏览次数：1024次", "来源：临江日报",
        "打印本页 关闭窗口", "点击蓝字关注我们", "https://example.com/a.html", "分享到：微信 微博",
        "本报记者 李小明 王芳", "(记者 李小明)", "联系电话：010-12345678", "阅读原文",
    ],
)  # fmt: skip
def test_a_line_of_furniture_goes(line):
    page = PAGE + f"{line}\n{PARAGRAPH}\n"
    assert line not in read_bytes(page.encode(), "page").text.clean


def test_brackets_with_figures_at_the_end_of_a_paragraph_stay():
    page = PAGE + "今年到位资金30亿元(来源于财政资金5亿元)\n"
    assert "5亿元)" in read_bytes(page.encode(), "page").text.clean


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk"])
def test_the_usual_encodings_give_the_same_article(encoding):
    article = read_bytes(PAGE.encode(encoding), "page")
    assert article.title == "全市招商引资工作稳步推进"
    assert article.text.clean == f"{PARAGRAPH}\n{PARAGRAPH}"


def test_traditional_text_in_big5_is_read():
    page = (
        "招商引資再創佳績\n"
        + "開發區新簽約項目，總投資增長，企業相繼落戶，我們將全力以赴為企業提供服務。" * 3
    )
    assert "开发区新签约项目" in read_bytes(page.encode("big5"), "page").text.clean


@pytest.mark.parametrize("newline", ["\r\n", "\r", "\u2028"])
def test_any_line_break_ends_a_paragraph_and_keeps_offsets(newline):
    raw = PAGE.replace("\n", newline)
    text = read_bytes(raw.encode(), "page").text
    start = text.clean.rindex("218.6亿元")
    assert text.raw_span(Span(start, start + 7)).start == raw.rindex("218.6亿元")


def test_an_entity_inside_html_maps_to_its_source():
    body = f"<p>{PARAGRAPH}</p><p>&ldquo;签约&rdquo;{PARAGRAPH}</p>"
    raw = f"<html><body><h1>重点项目集中签约</h1>{body}</body></html>"
    text = read_bytes(raw.encode(), "page").text
    start = text.clean.index("“")
    assert text.raw_span(Span(start, start + 1)).cut(raw) == "&ldquo;"


def test_the_identity_is_the_content_and_not_the_name():
    one, other = read_bytes(PAGE.encode(), "one"), read_bytes(PAGE.encode(), "other")
    assert one.id == other.id
    assert len(one.id) == 16
    assert (one.source, other.source) == ("one", "other")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t ", "is empty"),
        (b"\x89PNG\r\n\x1a\n" + b"0" * 50, "a PNG image"),
        (b"PK\x03\x04" + b"0" * 50, "ZIP archive"),
        (b"%PDF-1.7 ...", "a PDF"),
        ("招商".encode() + b"\0\0", "NUL bytes"),
        (b"\xff\xfe\x00", "UTF-16"),
        (b"caf\xe9 \xff\xfe\xfd " * 20, "neither UTF-8 nor Chinese"),
        ("首页 > 新闻\n联系我们：010\n".encode(), "no article found"),
        ("招商引资".encode(), "no article found"),
        (b"<html><body><ul><li><a>home</a></li></ul></body></html>", "no article found"),
        (b"a" * (MAX_BYTES + 1), "over the limit of 4,000,000"),
    ],
)
def test_what_cannot_be_read_is_refused_with_name_reason_and_next_step(data, reason):
    with pytest.raises(InputError, match=reason) as caught:
        read_bytes(data, "some name")
    assert str(caught.value).startswith("some name: ")
    assert "; " in str(caught.value)
    assert caught.value.path == "some name"


def test_a_missing_file_is_named(tmp_path):
    with pytest.raises(InputError, match=r"nowhere\.txt: no such file"):
        read_article(tmp_path / "nowhere.txt")


def test_a_folder_is_refused(tmp_path):
    with pytest.raises(InputError, match="is a folder"):
        read_article(tmp_path)


@pytest.mark.parametrize(("ending", "what"), [("pdf", "a PDF"), ("docx", "a Word document")])
def test_an_unsupported_ending_is_named(tmp_path, ending, what):
    path = tmp_path / f"article.{ending}"
    path.write_text(PAGE, encoding="utf-8")
    with pytest.raises(InputError, match=what):
        read_article(path)


def test_a_file_over_the_limit_is_refused_before_it_is_read(tmp_path):
    path = tmp_path / "large.txt"
    path.write_bytes("招商引资".encode() * 450_000)
    with pytest.raises(InputError, match=r"5,400,000 bytes, over the limit of 4,000,000 \(4 MB\)"):
        read_article(path)


def test_front_matter_that_is_no_yaml_is_left_out():
    page = f"---\ntitle: [unclosed\n---\n{PAGE}"
    assert PARAGRAPH in read_bytes(page.encode(), "page").text.clean


@settings(max_examples=60, deadline=None)
@given(st.text(st.sampled_from("<>/apdiv&;#x=\"'![](){}%-\n 招商来源：记者。"), max_size=80))
def test_any_junk_after_an_article_leaves_the_article_readable(junk):
    article = read_bytes(f"{PAGE}{PAGE}{PAGE}\n{junk}".encode(), "page")
    assert article.text.clean.startswith(PARAGRAPH)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data):
    with suppress(InputError):
        read_bytes(data, "junk")


@pytest.mark.parametrize(
    "junk",
    ["</div>", "<a ", "<!--", "&#", "> ", "[", "（记者", "来源:", "910日,", "?！", " ", "“?!?"],
)
def test_work_grows_with_length_and_not_faster(junk):
    page = f"<p>{PAGE}</p>" if "<" in junk else PAGE
    # A pattern that tried every way to match the longest of these would not come to an end.
    short, long = ((page + junk * n).encode() for n in (500, 2_000))
    read_bytes((page + junk * 10_000).encode(), "page")
    assert calls(read_bytes, long, "page") <= 1.5 * 4 * calls(read_bytes, short, "page")


def test_the_second_line_of_a_title_is_kept_apart():
    page = f"百日攻坚见真章\n——临江市招商引资行动综述\n2023-07-12 来源：临江日报\n{PARAGRAPH}\n"
    article = read_bytes((page + PARAGRAPH).encode(), "page")
    assert (article.title, article.subtitle) == ("百日攻坚见真章", "临江市招商引资行动综述")
    assert article.headline == "百日攻坚见真章 临江市招商引资行动综述"
