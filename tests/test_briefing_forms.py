"""Briefings of hostile articles are text in every form; Word files open with their Chinese."""

from __future__ import annotations

import re
import shutil
import subprocess
from io import BytesIO
from itertools import pairwise
from zipfile import ZipFile

import docx
import pytest
from briefing_readers import READERS
from lxml import etree, html
from markdown_it import MarkdownIt

from llm_extract.briefing import Choices, briefing_of
from llm_extract.briefing.display import shown
from llm_extract.briefing.writing import RENDERERS
from llm_extract.errors import BadAnswerError
from llm_extract.pipeline import extract_article
from llm_extract.reading import read_article
from llm_extract.reviews import ReviewedResult, reviewed_results

HOSTILE = (
    "<script>alert(1)</script>", "{{ secret }}", "{% 538 %}", "[^1]", "| a | b |", "**bold**",
    "_low_", "`code`", "<!-- gone -->", "<img src=x onerror=alert(1)>", "$x^2$", "# head",
    "[link](javascript:alert(1))", "&amp;", "~~no~~", "</style>", "]]>",
)  # fmt: skip
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


class Mute:
    """A model that never gives a usable answer, so that the rules do all."""

    name = "mute"

    def __init__(self, profile):
        self.profile = profile

    def ask(self, _request, _answer_type):
        """Refuse."""
        raise BadAnswerError("no answer", "{}", ("no",))


@pytest.fixture(scope="module")
def hostile(tmp_path_factory):
    """The results of an article with markup and control characters in all its parts."""
    words = "，".join(HOSTILE)
    body = (
        f"攀枝花市5月19日集中签约项目27个，总投资538亿元，{words}，新增到位资金44亿元。\n\n"
        f"5月20日，攀枝花市委书记王伟带队赴深圳市考察{HOSTILE[0]}项目，投资12亿元。\n"
        "“百日攻坚”行动启动以来，全市新开工项目38个\u202e完成投资45亿元\u202c。"
    )
    path = tmp_path_factory.mktemp("hostile") / "a.txt"
    path.write_text(f"攀枝花签约 {HOSTILE[0]} {HOSTILE[3]}\n2022-05-26\n\n{body}", encoding="utf-8")
    result = extract_article(read_article(path), Mute(_small()))
    article = result.article.model_copy(
        update={
            "title": f"{HOSTILE[0]} {HOSTILE[3]} {HOSTILE[4]} \x00\x07\u202e\ud800",
            "outlet": f"{HOSTILE[9]} {HOSTILE[7]} \x1b",
            "authors": HOSTILE,
            "source": f"{HOSTILE[8]}.txt",
        }
    )
    return result.model_copy(update={"article": article})


def _small():
    from llm_extract.profiles import profile_named  # noqa: PLC0415

    return profile_named("small")


@pytest.fixture(scope="module")
def files(hostile):
    """The briefing of that article in every form."""
    title = f"{HOSTILE[0]} {HOSTILE[1]} {HOSTILE[3]}\x00"
    document = briefing_of([ReviewedResult(hostile, {})], Choices(title=title))
    return {ending: render(document) for ending, render in RENDERERS.items()}


def test_markup_of_an_article_is_text_on_the_page(files):
    root = html.fromstring(files[".html"].decode())
    assert root.xpath("//script | //img | //iframe | //*[@onerror]") == []
    assert [a for a in root.xpath("//a/@href") if not a.startswith("#")] == []
    assert len(root.xpath("//style")) == 1
    text = root.text_content()
    for words in HOSTILE:
        assert words in text, words


def test_markup_of_an_article_is_text_in_markdown(files):
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(re.sub(
        r"^\[\^\d+\]: ", "", files[".md"].decode(), flags=re.MULTILINE
    ))  # fmt: skip
    every = [one for token in tokens for one in (token, *(token.children or ()))]
    kinds = {one.type for one in every}
    raw = {one.content for one in every if one.type in ("html_block", "html_inline")}
    assert raw <= {"<br>"}
    assert not kinds & {"link_open", "image", "code_inline", "code_block", "fence", "s_open"}
    text = "".join(one.content for one in every if one.type == "text")
    for words in HOSTILE:
        assert words in text, words


def test_markup_of_an_article_is_text_in_a_word_file(files):
    read = READERS[".docx"](files[".docx"])
    text = "\n".join([*(line.words for line in read.lines), *read.notes.values()])
    with ZipFile(BytesIO(files[".docx"])) as file:
        whole = "".join(etree.fromstring(file.read("word/document.xml")).itertext())
        for name in file.namelist():
            if name.endswith((".xml", ".rels")):
                etree.fromstring(file.read(name))
    for words in HOSTILE:
        assert words in text + whole, words


def test_no_control_character_or_mark_of_direction_is_left(files):
    for ending in (".html", ".md"):
        text = files[ending].decode()
        assert not re.search("[\x00-\x08\x0b-\x1f\u202a-\u202e\u2066-\u2069]", text)
    text = html.fromstring(files[".html"].decode()).text_content()
    assert "⟨RLO⟩" in text
    assert "␀" in text


@pytest.mark.parametrize(
    ("text", "told"),
    [("a\x00b", "a␀b"), ("a\u202eb", "a⟨RLO⟩b"), ("a\r\n\tb", "a b"), ("\ud800", "\ufffd"),
     ("泸州", "泸州"), ("\x85", "\ufffd")],
)  # fmt: skip
def test_characters_that_cannot_be_shown_are_told(text, told):
    assert shown(text) == told
    assert shown(told) == told


def told(*command):
    """What a program prints."""
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout  # noqa: S603


@pytest.fixture(scope="module")
def seeds(seed_run):
    """The briefing of the seeds in both languages."""
    return briefing_of(reviewed_results(seed_run), Choices(lang="both"))


def test_a_page_needs_nothing_else(seeds):
    page = RENDERERS[".html"](seeds).decode()
    root = html.fromstring(page)
    assert root.xpath("//script | //link | //img | //@src") == []
    assert "url(" not in page
    assert "@import" not in page
    (policy,) = root.xpath("//meta[@http-equiv='Content-Security-Policy']/@content")
    assert policy.startswith("default-src 'none'")


def test_a_page_is_well_made_for_those_who_hear_it(seeds):
    root = html.fromstring(RENDERERS[".html"](seeds).decode())
    assert root.get("lang") == "en-GB"
    assert root.xpath("//article/@lang") == ["en-GB", "zh-CN"]
    assert root.xpath("//th[not(@scope)]") == []
    ids = root.xpath("//@id")
    assert len(ids) == len(set(ids))
    assert {a.removeprefix("#") for a in root.xpath("//a/@href")} <= set(ids)
    for drawing in root.xpath("//*[local-name()='svg']"):
        assert drawing.get("aria-labelledby") in ids
    heads = root.xpath("//main//*[self::h1 or self::h2 or self::h3 or self::h4]")
    assert all(int(after.tag[1]) - int(before.tag[1]) <= 1 for before, after in pairwise(heads))
    english = root.xpath("//article[@lang='en-GB']")[0]
    for text in english.xpath(".//text()"):
        if re.search("[一-龥]", text) and text.getparent().tag not in ("text", "tspan"):
            lang = text.getparent().xpath("ancestor-or-self::*[@lang][1]/@lang")[-1]
            assert lang == "zh-CN", text


def test_a_word_file_has_styles_heads_languages_and_properties(seeds):
    file = docx.Document(BytesIO(RENDERERS[".docx"](seeds)))
    used = {paragraph.style.name for paragraph in file.paragraphs}
    assert {"Title", "Heading 1", "Heading 2", "List Bullet", "Caption", "Lead"} <= used
    assert all(t.rows[0]._tr.find(f".//{W}tblHeader") is not None for t in file.tables
               if t.style.name == "Briefing Table")  # fmt: skip
    assert file.core_properties.title == seeds.title
    assert file.core_properties.language == "en-GB"
    defaults = file.styles.element.find(f".//{W}rPrDefault")
    assert defaults.find(f".//{W}lang").get(f"{W}eastAsia") == "zh-CN"
    assert defaults.find(f".//{W}rFonts").get(f"{W}eastAsia")
    names = {style.name for style in file.styles}
    assert {"Footnote Text", "Footnote Reference", "Figure"} <= names
    for run in file.element.iter(f"{W}r"):
        if re.search("[一-龥]", "".join(t.text or "" for t in run.iter(f"{W}t"))):
            assert run.find(f"{W}rPr/{W}lang").get(f"{W}eastAsia") == "zh-CN"


def test_a_word_file_opens_in_libreoffice_with_its_chinese(seeds, tmp_path):
    if not (shutil.which("soffice") and shutil.which("pdftotext")):
        pytest.skip("LibreOffice and pdftotext are not on this machine")
    (tmp_path / "b.docx").write_bytes(RENDERERS[".docx"](seeds))
    profile = f"-env:UserInstallation=file://{tmp_path}/profile"
    convert = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path]
    told(*convert, tmp_path / "b.docx")
    flat = re.sub(r"\s", "", told("pdftotext", "-layout", tmp_path / "b.pdf", "-"))
    for words in ("新增到位资金404亿元", "川东北经济区", "要点", "Headlinefindings", "泸州市"):
        assert words in flat
