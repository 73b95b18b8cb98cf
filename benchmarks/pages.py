"""How pages of all kinds of sites are read: python benchmarks/pages.py [FOLDER] [--misses].

Title, date, outlet, where the body begins and ends, and whether it is free of the
page's furniture, on the made-up pages of tests/pages. A refused page has nothing right.
"""

from __future__ import annotations

import argparse
import json
import re
from pathlib import Path
from typing import Any

from llm_extract.chinese import simplify
from llm_extract.errors import InputError
from llm_extract.inputs import Input
from llm_extract.records import Article

PAGES = Path(__file__).parents[1] / "tests" / "pages"
ASPECTS = ("title", "date", "outlet", "begins", "ends", "free")
_SIGNS = re.compile(r"[\W_]+")


def bare(text: str | None) -> str:
    """A text without signs and spaces, in simplified characters, which are what is read."""
    return simplify(_SIGNS.sub("", text or ""))


def wrong(article: Article, page: dict[str, Any]) -> dict[str, str]:
    """What was read of a page where it is not what a reader would say, by aspect."""
    body = bare(article.text.clean)
    titles = [page["title"], *page.get("title_alternatives", [])]
    outlets = [page["outlet"], *page.get("outlet_alternatives", [])]
    whole = article.title + article.subtitle
    found = {
        "title": (
            article.title,
            any(bare(t) in (bare(article.title), bare(whole)) for t in titles),
        ),
        "date": (article.published, article.published == ((page["published"] or "")[:10] or None)),
        "outlet": (article.outlet, bare(article.outlet) in map(bare, outlets)),
        "begins": (article.text.clean[:40], body.startswith(bare(page["body_first"]))),
        "ends": (article.text.clean[-40:], body.endswith(bare(page["body_last"]))),
    }
    told = {aspect: str(read) for aspect, (read, right) in found.items() if not right}
    kept = [words for words in page["not_in_body"] if (bare(words) or words) in body]
    return told | ({"free": ", ".join(kept)} if kept else {})


def read_wrong(folder: Path, page: dict[str, Any]) -> dict[str, str]:
    """What is wrong with one page as read; all of it where it is refused."""
    try:
        article = Input(page["file"], page["file"], folder / page["file"]).load().article()
    except InputError as error:
        return dict.fromkeys(ASPECTS, str(error))
    return wrong(article, page)


def main() -> None:
    """Print the counts, and with --misses what was read instead."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=PAGES)
    parser.add_argument("--misses", action="store_true")
    given = parser.parse_args()
    pages = json.loads((given.folder / "expected.json").read_text(encoding="utf-8"))
    misses = {page["file"]: read_wrong(given.folder, page) for page in pages}
    for aspect in ASPECTS:
        right = sum(aspect not in told for told in misses.values())
        print(f"{aspect:<8}{right:>4} of {len(pages)}")
    print(f"{'all':<8}{sum(not told for told in misses.values()):>4} of {len(pages)}")
    if given.misses:
        for name, told in misses.items():
            for aspect, read in told.items():
                print(f"{name}\t{aspect}\t{read!r}")


if __name__ == "__main__":
    main()
