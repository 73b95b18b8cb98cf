"""Answers of the baselines, kept as they came, so that scoring them again asks no model.

One JSON file an approach in benchmarks/answers/. An answer is used again only where it was given
to the very same question; a changed prompt, article, model or version of a peer asks anew.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from pydantic import BaseModel, Field

from llm_extract.local import LocalServer, model_file, model_name
from llm_extract.records import Article

FOLDER = Path(__file__).parent / "answers"


@dataclass(frozen=True)
class Server:
    """Where the embedded model is asked."""

    base_url: str
    api_key: str
    model: str


class Extraction(BaseModel):
    """What a peer extracted, and where it says that stands in the article's clean text."""

    text: str
    start: int | None
    end: int | None
    attributes: dict[str, Any] = Field(default_factory=dict)
    alignment: str | None = None


class Answered(BaseModel):
    """What came back for one article, and what it took; `seconds` by the clock on the wall."""

    question: str = ""
    texts: dict[str, str] = Field(default_factory=dict)
    extractions: list[Extraction] = Field(default_factory=list)
    calls: int = 0
    cut: int = 0
    """How many answers ended because they were as long as they may be, or went round."""
    prompt_tokens: int = 0
    completion_tokens: int = 0
    seconds: float = 0.0
    load: float | None = None
    """The load average of the minute before the answer was whole: well above the number of cores,
    the seconds are those of a busy machine."""


class Kept(BaseModel):
    """The answers of one approach by article, with how they were got."""

    settings: dict[str, str] = Field(default_factory=dict)
    articles: dict[str, Answered] = Field(default_factory=dict)


Question = Callable[[Article, Kept], str]
"""All that is asked about an article, given what is kept beside the answers."""


class AnswerFolder:
    """A folder with a file of kept answers for each approach."""

    def __init__(self, path: Path = FOLDER) -> None:
        self.path = path

    def read(self, approach: str) -> Kept:
        """What is kept of an approach; nothing where there is no file."""
        file = self.path / f"{approach}.json"
        return Kept.model_validate_json(file.read_bytes()) if file.exists() else Kept()

    def write(self, approach: str, kept: Kept) -> None:
        """Keep this of an approach, and nothing of before."""
        self.path.mkdir(parents=True, exist_ok=True)
        plain = json.dumps(kept.model_dump(), ensure_ascii=False, indent=1)
        (self.path / f"{approach}.json").write_text(plain + "\n", encoding="utf-8")

    def checked(self, approach: str, articles: list[Article], question: Question) -> Kept:
        """What is kept of an approach.

        Raises LookupError where the answer on an article is missing, or was to another question.
        """
        kept = self.read(approach)
        for article in articles:
            if not _fits(kept, article, question):
                raise LookupError(f"no answer on {stem(article)} is kept; see --ask {approach}")
        return kept

    def ask_missing(
        self,
        approach: str,
        articles: list[Article],
        settings: dict[str, str],
        ask: Callable[[Article], Answered],
        question: Question,
    ) -> None:
        """Ask about the articles no answer with these settings is kept of; keep each at once."""
        kept = self.read(approach)
        if kept.settings != settings:
            kept = Kept(settings=settings)
        for article in articles:
            if _fits(kept, article, question):
                continue
            answered = ask(article)
            answered.question = digest(question(article, kept))
            answered.load = load()
            kept.articles[stem(article)] = answered
            self.write(approach, kept)
            print(f"{approach}: {stem(article)} {answered.seconds:.0f} s", file=sys.stderr)


def load() -> float | None:
    """How many programs have lately wanted a core, where the system tells."""
    return round(os.getloadavg()[0], 1) if hasattr(os, "getloadavg") else None


def _fits(kept: Kept, article: Article, question: Question) -> bool:
    known = kept.articles.get(stem(article))
    return known is not None and known.question == digest(question(article, kept))


def digest(*words: str) -> str:
    """What tells one question from another."""
    return sha256("\0".join(words).encode()).hexdigest()[:12]


def stem(article: Article) -> str:
    """What an article is kept under: its file's name without the ending."""
    return Path(article.source).stem


@contextmanager
def embedded() -> Iterator[Server]:
    """The embedded model's server, for as long as the context lasts."""
    path = model_file(os.environ.get("LLM_EXTRACT_MODEL"))
    with LocalServer(path) as server:
        yield Server(server.base_url, server.api_key, model_name(path))
