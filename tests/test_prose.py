"""A claim in Markdown or HTML is checked by its words."""

import pytest

from llm_extract.prose import prose_of


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("## Signed projects", "Signed projects"),
        ("- **95** projects worth *RMB 53.8 billion*", "95 projects worth RMB 53.8 billion"),
        ("[95 projects](https://a.b/c_(d)_58)", "95 projects_58)"),
        ("95 projects.[^1]", "95 projects."),
        ("| Luzhou | 95 | RMB 53.8 billion |", "Luzhou, 95, RMB 53.8 billion"),
        ("|---|---:|", ""),
        ("3 * 5 = 15 and 2 * 4 = 8", "3 * 5 = 15 and 2 * 4 = 8"),
        ("1. 95 projects", "95 projects"),
        ("2022 was a year. 95 projects", "2022 was a year. 95 projects"),
    ],
)
def test_markdown_loses_its_signs_and_no_figure(marked, plain):
    assert prose_of(marked, "briefing.md") == plain


def test_html_is_read_as_a_reader_sees_it():
    page = "<html><body><h1>Luzhou</h1><p>It signed <b>73</b> projects.</p></body></html>"
    assert prose_of(page, "briefing.html") == "Luzhou\nIt signed 73 projects."


def test_plain_words_stay_as_they_are():
    words = "# 73 projects, *not* 63"
    assert prose_of(words) == words
