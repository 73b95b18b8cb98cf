"""Pages of many kinds of sites, made up by a writer who had not seen the reader's rules."""

import json
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "benchmarks"))
from pages import PAGES, read_wrong  # noqa: E402

CASES = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("page", CASES, ids=lambda page: page["file"])
def test_a_page_is_read_as_a_reader_would_but_for_what_is_known(page):
    assert sorted(read_wrong(PAGES, page)) == sorted(page.get("known_failures", []))
