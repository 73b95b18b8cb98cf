"""Whole results kept on disk, for articles that nothing has changed for.

A result is kept for the article's content, the model, the prompts, the user's glossary and
schema, and the code and tables that made it: when any of them differs, the article is done again,
with the answers that are still valid taken from the cache one by one.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from functools import cache
from hashlib import sha256
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path

from pydantic import ValidationError

from .cache import AnswerCache
from .inputs import Document
from .prompts import prompt_files
from .records import Result


class KeptResults:
    """Results by everything they depend on.

    Args:
        kept: Where they are kept.
        model: The name of the model that answered.
        prompts_folder: The prompts' folder, None for the package's own.
        fresh: Do every article again, and keep the new results.
        own: Digests of what else the user gave: a profile, a glossary, a schema.
    """

    def __init__(
        self,
        kept: AnswerCache,
        model: str,
        prompts_folder: Path | None,
        *,
        fresh: bool,
        own: Sequence[str] = (),
    ) -> None:
        self._kept = kept
        self._fresh = fresh
        self._made_with = made_with(model, prompts_folder, own)

    def get(self, document: Document) -> Result | None:
        """The kept result of an article, or None where it must be done."""
        started = time.perf_counter()
        text = None if self._fresh else self._kept.text(self._key(document))
        if text is None:
            return None
        try:
            result = Result.model_validate_json(text)
        except ValidationError:
            return None
        return _as_kept(result, document.name, time.perf_counter() - started)

    def has(self, document: Document) -> bool:
        """Whether there seems to be a kept result of an article."""
        return not self._fresh and self._kept.text(self._key(document)) is not None

    def put(self, document: Document, result: Result) -> None:
        """Keep the result of an article."""
        self._kept.keep(self._key(document), result.model_dump_json())

    def _key(self, document: Document) -> str:
        return _digest(b"result", self._made_with.encode(), document.digest.encode())


def made_with(model: str, prompts_folder: Path | None, own: Sequence[str] = ()) -> str:
    """The digest of everything but the article that a result depends on.

    Args:
        model: The name of the model that answers.
        prompts_folder: The prompts' folder, None for the package's own.
        own: Digests of what else the user gave: a profile, a glossary, a schema.
    """
    prompts = [source.read_bytes() for source in prompt_files(prompts_folder)]
    return _digest(json.dumps([model, _digest(*prompts), _code_digest(), *own]).encode())


def _as_kept(result: Result, source: str, seconds: float) -> Result:
    """The result as one that took no call, under the name its file has now."""
    took = result.provenance
    provenance = took.model_copy(
        update={
            "calls": 0,
            "cached_calls": took.calls + took.cached_calls,
            "prompt_tokens": 0,
            "completion_tokens": 0,
            "cached_tokens": 0,
            "seconds": round(seconds, 3),
            "retries": 0,
            "saved_tokens": took.prompt_tokens + took.completion_tokens + took.saved_tokens,
            "wasted_tokens": 0,
            "cost": None,
        }
    )
    article = result.article.model_copy(update={"source": source})
    return result.model_copy(update={"article": article, "provenance": provenance})


def _digest(*parts: bytes) -> str:
    digest = sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8))
        digest.update(part)
    return digest.hexdigest()


@cache
def _code_digest() -> str:
    """The digest of the package's code and tables."""
    return _digest(*(source.read_bytes() for source in _sources(resources.files(__package__))))


def _sources(folder: Traversable) -> list[Traversable]:
    found: list[Traversable] = []
    for entry in sorted(folder.iterdir(), key=lambda one: one.name):
        if entry.is_dir():
            found += _sources(entry)
        elif entry.name.endswith((".py", ".toml")):
            found.append(entry)
    return found
