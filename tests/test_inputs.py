"""What a run is given: files, folders, patterns, rows of lists, standard input."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from llm_extract.errors import InputError
from llm_extract.inputs import find_inputs
from llm_extract.reading import read_article

SHORT = Path(__file__).parent.parent / "seeds" / "004_00f69996a8460c5c.txt"
TEXT = (
    "泸州市集中开工重大项目95个，总投资538亿元，年计划投资153亿元，"
    "涉及基础设施和民生工程等多个领域，进展顺利。"
)


def names(paths, **options):
    """The names of the inputs that `paths` stand for."""
    return [one.name for one in find_inputs(paths, **options)]


def articles(path, column=""):
    """The articles in a list."""
    return [one.load().article() for one in find_inputs([path], column)]


@pytest.fixture
def listed(tmp_path):
    """Writes a list of articles."""

    def write(name, text, encoding="utf-8"):
        path = tmp_path / name
        path.write_bytes(text.encode(encoding))
        return path

    return write


def test_a_folder_stands_for_its_visible_files_in_order(tmp_path):
    for name in ("b.txt", "a.html", ".hidden", "my.toml"):
        (tmp_path / name).write_text("", encoding="utf-8")
    (tmp_path / "folder").mkdir()
    assert names([tmp_path]) == [str(tmp_path / "a.html"), str(tmp_path / "b.txt")]


def test_a_file_named_twice_is_taken_once(tmp_path):
    file = tmp_path / "a.txt"
    file.write_text("", encoding="utf-8")
    assert names([file, tmp_path, file]) == [str(file)]


def test_a_path_that_is_not_there_stays_to_be_reported():
    (one,) = find_inputs([Path("nowhere.txt")])
    with pytest.raises(InputError, match=r"nowhere.txt: no such file"):
        one.load()


def test_a_pattern_stands_for_the_files_it_fits(tmp_path):
    (tmp_path / "deep" / "er").mkdir(parents=True)
    for name in ("a.txt", "deep/b.txt", "deep/er/c.txt", "deep/d.html"):
        (tmp_path / name).write_text("", encoding="utf-8")
    found = names([tmp_path / "**" / "*.txt"])
    assert [Path(one).name for one in found] == ["a.txt", "b.txt", "c.txt"]


def test_an_article_is_known_by_its_content_and_not_by_its_name(tmp_path):
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_bytes(SHORT.read_bytes())
    one, two = (each.load() for each in find_inputs([tmp_path]))
    assert one.id == two.id == read_article(SHORT).id == one.article().id


def test_a_file_of_one_json_object_is_read_by_its_fields(listed):
    record = {"id": 7, "title": "招商引资开新局", "pub_time": "2023-05-08 09:00", "content": TEXT}
    (article,) = articles(listed("one.txt", json.dumps(record)))
    assert (article.title, article.published) == ("招商引资开新局", "2023-05-08")
    assert article.text.clean == TEXT


def test_every_line_of_json_lines_is_an_article(listed):
    row = {"正文": TEXT, "标题": "泸州开工95个项目", "日期": "2022-05-26", "来源": "泸州日报"}
    path = listed("rows.jsonl", "\n".join(json.dumps(row, ensure_ascii=False) for _ in "ab"))
    first, second = articles(path)
    assert (first.title, first.published, first.outlet) == (
        "泸州开工95个项目", "2022-05-26", "泸州日报",
    )  # fmt: skip
    assert first.text.clean == TEXT
    assert (first.source, second.source) == (f"{path}:1", f"{path}:2")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_every_row_of_a_spreadsheet_is_an_article(listed, separator, encoding):
    header = separator.join(("标题", "正文"))
    row = separator.join(("泸州开工95个项目", f'"{TEXT}\n{TEXT}"'))
    (article,) = articles(listed("rows.csv", f"{header}\n{row}\n{separator}\n", encoding))
    assert article.title == "泸州开工95个项目"
    assert article.text.clean == f"{TEXT}\n{TEXT}"


def test_a_column_of_html_is_read_as_a_page(listed):
    page = f"<html><body><nav>首页</nav><p>{TEXT}</p></body></html>"
    (article,) = articles(listed("rows.csv", f"html\n{page}\n".replace(",", "，")))
    assert article.text.clean == TEXT


def test_the_column_can_be_named(listed):
    path = listed("rows.csv", f"id,text,full\n1,短,{TEXT.replace(',', '，')}\n")
    assert articles(path, "Full")[0].text.clean == TEXT


def test_a_list_without_the_column_says_which_it_has(listed):
    path = listed("rows.csv", "id,words\n1,2\n")
    with pytest.raises(InputError, match=r"rows.csv: no column .*, only id, words; .*--column"):
        names([path])
    with pytest.raises(InputError, match="no column body"):
        names([path], column="body")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("no JSON", "is no JSON"),
        ("[1]", "is no JSON object"),
        ('{"text": ""}', "column text is empty"),
        ('{"words": "a"}', "no column that holds the article, only words"),
        ('{"text": 5}', "no column that holds the article, only none that holds text"),
    ],
)
def test_a_line_that_holds_no_article_is_told_by_its_number(listed, line, reason):
    path = listed("rows.jsonl", f'{{"text": "{TEXT}"}}\n\n{line}\n')
    good, bad = find_inputs([path])
    assert good.load().article().text.clean == TEXT
    with pytest.raises(InputError, match=rf"rows.jsonl:3: {reason}"):
        bad.load()


def test_a_spreadsheet_that_is_torn_gives_the_rows_above(listed):
    path = listed("rows.csv", f'text\n"{TEXT}"\n"{TEXT}" torn"\n"{TEXT}"\n')
    good, bad = find_inputs([path])
    assert good.load().article().text.clean == TEXT
    with pytest.raises(InputError, match=r"rows.csv:2: no table from here on"):
        bad.load()


def test_what_is_said_of_an_article_makes_it_another_one(listed):
    rows = [{"text": TEXT, "date": day} for day in ("2022-05-26", "2022-05-27", "2022-05-26")]
    path = listed("rows.jsonl", "\n".join(json.dumps(row) for row in rows))
    one, two, three = (each.load().id for each in find_inputs([path]))
    assert one == three != two


def test_standard_input_is_an_article():
    stream = io.BufferedReader(io.BytesIO(TEXT.encode()))
    (one,) = find_inputs([Path("-")], stdin=stream)
    assert one.load().article().text.clean == TEXT
    assert one.name == "standard input"


def test_standard_input_may_be_json_lines():
    lines = "".join(json.dumps({"text": TEXT + "甲乙"[n]}) + "\n" for n in range(2))
    stream = io.BufferedReader(io.BytesIO(lines.encode()))
    found = [one.load() for one in find_inputs([Path("-")], stdin=stream)]
    assert [one.name for one in found] == ["standard input:1", "standard input:2"]


def test_inputs_are_found_one_at_a_time(listed):
    path = listed("rows.jsonl", f'{{"text": "{TEXT}"}}\n' * 3)
    found = find_inputs([path])
    assert next(found).name == f"{path}:1"
    path.unlink()
    assert next(found).name == f"{path}:2"
    found.close()
